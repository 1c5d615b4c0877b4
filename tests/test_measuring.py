"""The measures of growth, memory and instructions; and in short what they are to show: memory that stays flat."""

from __future__ import annotations

import functools
import json
import mmap
import shutil
from pathlib import Path

import pytest

from benchmarks import growth, instructions, memory
from benchmarks.corpora import read_cases
from benchmarks.growth import SHAPES, Point, slope, slopes_of
from benchmarks.resident import can_be_read, in_child, memory_of

needs_proc = pytest.mark.skipif(not can_be_read(), reason="this system does not say what a process holds")
FIXTURES = Path(__file__).parents[1] / "fixtures"
MEGABYTE = 1_000_000


def corpus_of_fixtures(folder: Path) -> Path:
    """Write the fixtures' pages as an annotated corpus."""
    lines = []
    for page in sorted(FIXTURES.glob("*/page.html")):
        slug = page.parent.name
        shutil.copy(page, folder / f"{slug}.html")
        lines.append(json.dumps({"id": slug, "set": "own", "url": f"https://{slug}.example/", "html": f"{slug}.html"}))
    (folder / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


# --- memory


@needs_proc
def test_peak_of_a_call_is_what_it_held_and_nothing_of_it_is_left() -> None:
    held = functools.partial(bytearray, 50 * MEGABYTE)
    peak, left = in_child(functools.partial(memory_of, held, bytes))
    assert 45 * MEGABYTE < peak < 60 * MEGABYTE
    assert left < 5 * MEGABYTE


@needs_proc
def test_memory_that_a_call_keeps_is_seen() -> None:
    kept: list[mmap.mmap] = []

    def keep() -> None:  # in pages of its own: what earlier tests freed is resident already, and would be used again
        kept.append(mmap.mmap(-1, 20 * MEGABYTE))
        for start in range(0, 20 * MEGABYTE, mmap.PAGESIZE):
            kept[0][start] = 1

    _, left = in_child(functools.partial(memory_of, keep, bytes))
    assert left > 15 * MEGABYTE
    assert kept == []  # it was another process


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@needs_proc
def test_call_that_fails_in_the_other_process_is_said() -> None:
    with pytest.raises(RuntimeError, match="ended with 1"):
        in_child(functools.partial(int, "x"))


def test_growth_is_that_of_the_late_page_over_the_early_one() -> None:
    assert memory.growth_of([(10, 100), (50, 90), (100, 110)], early=10, late=100) == pytest.approx(1.1)
    assert memory.marks_between(2_000, 20_000) == [n * 2_000 for n in range(1, 11)]


@pytest.mark.slow
@needs_proc
def test_what_is_resident_stays_flat_over_many_pages(tmp_path: Path) -> None:
    cases = list(read_cases(corpus_of_fixtures(tmp_path)))
    held = in_child(functools.partial(memory.residence, cases, [5 * len(cases), 25 * len(cases)]))
    assert memory.growth_of(held, 5 * len(cases), 25 * len(cases)) < memory.MAX_GROWTH


# --- growth


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("size", [1_000, 50_000])
def test_shapes_have_the_size_that_is_asked_for(name: str, size: int) -> None:
    assert 0.9 * size < len(SHAPES[name](size)) < 1.1 * size + 500


@pytest.mark.parametrize("power", [1, 2])
def test_slope_is_the_power_with_which_time_grows(power: int) -> None:
    points = [Point(size, 1e-9 * size**power, 3 * size, 0.5) for size in (1_000, 10_000, 100_000, 1_000_000)]
    assert slope(points, lambda point: point.seconds) == pytest.approx(power)
    assert slopes_of(points) == {"time": power, "time, all sizes": power, "parse": 0, "memory": 1}


def test_one_size_has_no_slope() -> None:
    assert slope([Point(1_000, 1.0, 1, 1.0), Point(40_000, 1.0, 1, 1.0)], lambda point: point.seconds, 30_000) is None


@needs_proc
def test_growth_writes_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "growth.json"
    written = ["--json", str(out), "--png", str(tmp_path / "growth.png")]
    growth.main(["--shape", "links", "--most", "10000", "--seconds", "0", *written])
    assert "| links |" in capsys.readouterr().out
    stored = json.loads(out.read_text(encoding="utf-8"))
    assert [row[0] > 900 and row[1] > 0 for row in stored["points"]["links"]] == [True] * 3


# --- instructions


@pytest.mark.parametrize(("found", "passes"), [(100, True), (115, True), (116, False), (50, True)])
def test_more_instructions_than_the_margin_fail(found: int, *, passes: bool) -> None:
    said, passed = instructions.check(found, 100)
    assert (passed, "TOO MANY" in said) == (passes, not passes)
    assert ("--set" in said) == (found == 50)


def test_where_no_count_was_committed_nothing_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert instructions.main(["--counts", str(tmp_path / "none.json")]) == 0
    assert capsys.readouterr().out.startswith("skipped: ")


def test_pages_whose_instructions_are_counted_are_there() -> None:
    assert all((FIXTURES / slug / "page.html").is_file() for slug in (instructions.FIRST, *instructions.PAGES))
