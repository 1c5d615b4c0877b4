"""The profile: a clock around each stage of `extract`, in units of the parse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import profile
from benchmarks.profile import LEXBOR, REST, STAGES, WHOLE, clocks_in_place, measure_pages, place_of, summarise
from benchmarks.speed import Page
from declutter import extract, extractor

FIXTURES = Path(__file__).parents[1] / "fixtures"
SLUGS = ("news-en", "product", "forum-thread")
PAGES = [Page(slug, f"https://{slug}.example/", (FIXTURES / slug / "page.html").read_bytes()) for slug in SLUGS]


@pytest.mark.parametrize("path", [path for paths in (*STAGES.values(), profile.PARSE_PARTS.values()) for path in paths])
def test_every_stage_is_a_function_of_the_package(path: str) -> None:
    owner, name = place_of(path)
    assert callable(getattr(owner, name))


def test_stage_that_is_gone_is_said() -> None:
    with pytest.raises(LookupError, match=r"no declutter\.extractor\.guess: a stage has changed"):
        place_of("extractor.guess")


def test_clocks_change_nothing_and_are_taken_away() -> None:
    before, stage = [extract(page.source, url=page.url) for page in PAGES], vars(extractor)["segment"]
    with clocks_in_place() as clocks:
        assert [extract(page.source, url=page.url) for page in PAGES] == before
    assert set(STAGES) <= clocks.spent.keys()
    assert min(clocks.spent.values()) > 0
    assert vars(extractor)["segment"] is stage


def test_stages_and_the_rest_are_the_whole() -> None:
    times, types = measure_pages(PAGES, rounds=2)
    assert all((row <= times[WHOLE]).all() for name, row in times.items() if name != LEXBOR)
    measured = summarise(PAGES, times, types)
    units = measured["all"]["units"]
    assert sum(units[name] for name in STAGES) + units[REST] == pytest.approx(units[WHOLE], abs=0.01)
    assert [group["pages"] for group in measured["sizes"].values()] == [1, 1, 1]
    assert sum(group["pages"] for group in measured["types"].values()) == len(PAGES)


def test_profile_prints_tables_and_writes_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = []
    for page in PAGES:
        (tmp_path / f"{page.name}.html").write_bytes(page.source)
        lines.append(json.dumps({"id": page.name, "set": "own", "url": page.url, "html": f"{page.name}.html"}))
    (tmp_path / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "profile.json"
    assert profile.main([str(tmp_path), "--rounds", "1", "--json", str(out)]) == 0
    printed = capsys.readouterr().out
    assert all(piece in printed for piece in ("| stage ", "| walk and segmentation |", "| largest third |", "3 pages of"))
    assert json.loads(out.read_text(encoding="utf-8"))["all"]["pages"] == len(PAGES)
