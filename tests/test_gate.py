from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import gate
from benchmarks.gate import Floors, Lowering, LoweringError, fallen, gated_figures, lowered, raised
from benchmarks.quality import Outcome

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-11-22"
PAGE = b"<title>Rain</title><p>It rained on Monday, and nobody in the village was surprised by that.</p>"


def outcome(set_name: str, **rows: tuple[float, ...]) -> Outcome:
    return Outcome("page", set_name, "declutter", rows, None)


# --- figures


def test_each_set_has_the_figures_that_its_annotations_are_made_for() -> None:
    text, snippets = {"wordF1": (0.5, 1.0), "shingle": (1.0, 1.0, 1.0, 1.0)}, {"snip": (3.0, 1.0, 1.0)}
    outcomes = [outcome("aed", **text), outcome("wcxb", **text, **snippets), outcome("traf", **snippets)]
    assert gated_figures(outcomes) == {
        "aed.wordF1": 0.5,
        "aed.shingle": 1.0,
        "wcxb.wordF1": 0.5,
        "traf.snip": 0.75,
    }


def test_figures_are_means_over_pages_rounded_as_stored() -> None:
    pages = [outcome("zh", wordF1=(value, 1.0)) for value in (1.0, 1.0, 0.0)]
    assert gated_figures(pages) == {"zh.wordF1": 0.6667}


def test_set_without_a_gated_annotation_has_no_figure() -> None:
    assert gated_figures([outcome("postlight", title=(1.0, 1.0))]) == {}


# --- floors


@pytest.mark.parametrize(("value", "falls"), [(0.9, False), (0.8, False), (0.795, False), (0.7949, True)])
def test_figure_falls_when_it_is_under_its_floor_by_more_than_the_noise(value: float, *, falls: bool) -> None:
    assert fallen({"aed.wordF1": value}, {"aed.wordF1": 0.8}) == (["aed.wordF1"] if falls else [])


def test_floor_without_a_figure_has_fallen() -> None:
    assert fallen({}, {"aed.wordF1": 0.8}) == ["aed.wordF1"]


def test_figure_without_a_floor_has_not_fallen() -> None:
    assert fallen({"aed.wordF1": 0.1}, {}) == []


def test_raising_lifts_floors_and_never_lowers_one() -> None:
    floors = Floors({"a.wordF1": 0.8, "b.wordF1": 0.8, "gone.snip": 0.7})
    after = raised(floors, {"a.wordF1": 0.9, "b.wordF1": 0.7, "new.snip": 0.5})
    assert after.floors == {"a.wordF1": 0.9, "b.wordF1": 0.8, "gone.snip": 0.7, "new.snip": 0.5}
    assert floors.floors["a.wordF1"] == 0.8


def test_lowering_sets_the_named_floor_at_its_figure_and_keeps_the_reason() -> None:
    floors = Floors({"a.wordF1": 0.8, "b.wordF1": 0.8})
    after = lowered(floors, {"a.wordF1": 0.7, "b.wordF1": 0.7}, ["a.wordF1"], " gold was wrong ", DAY)
    assert after.floors == {"a.wordF1": 0.7, "b.wordF1": 0.8}
    assert after.lowered == (Lowering("a.wordF1", 0.8, 0.7, "gold was wrong", DAY),)


@pytest.mark.parametrize(
    ("name", "value", "reason", "says"),
    [
        ("a.wordF1", 0.7, " ", "for a reason"),
        ("a.word", 0.7, "why", "those with both are a.wordF1"),
        ("a.wordF1", 0.8, "why", "not under its floor of 0.8000"),
    ],
)
def test_lowering_says_what_is_wrong(name: str, value: float, reason: str, says: str) -> None:
    with pytest.raises(LoweringError, match=says):
        lowered(Floors({"a.wordF1": 0.8}), {"a.wordF1": value}, [name], reason, DAY)


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    floors = Floors({"a.snip": 0.5}, (Lowering("a.snip", 0.6, 0.5, "größer", DAY),), 3.5, 2.2)
    gate.write_floors(path, floors)
    assert gate.read_floors(path) == floors
    assert "größer" in path.read_text(encoding="utf-8")


def test_no_file_means_no_floors(tmp_path: Path) -> None:
    assert gate.read_floors(tmp_path / "floors.json") == Floors({})


def test_table_names_what_fell_and_what_has_no_floor() -> None:
    rows = gate.floor_table({"a.snip": 0.5, "b.snip": 0.5}, {"a.snip": 0.9, "c.snip": 0.9}).splitlines()[2:]
    assert [(row.split()[1], row.split("|")[-2].strip()) for row in rows] == [
        ("a.snip", "FALLEN"),
        ("b.snip", "no floor yet"),
        ("c.snip", "FALLEN"),
    ]


def test_floors_of_the_repository_can_be_read() -> None:
    floors = gate.read_floors(gate.FLOORS)
    assert all(0 < floor <= 1 for floor in floors.floors.values())
    assert floors.speed_bound is not None


# --- speed


@pytest.mark.parametrize(("bound", "code"), [(None, 0), (2.0, 0), (1.9, 1)])
def test_speed_is_judged_by_the_median_round(bound: float | None, code: int) -> None:
    assert gate.check_speed(np.array([1.0, 2.0, 9.0]), bound) == code


# --- the command


def corpus_of_one_page(folder: Path) -> Path:
    record = {"id": "a", "set": "aed", "url": "https://example.org/a", "html": "a.html.gz", "text": "x " * 9}
    pages = folder / "shared" / "corpus" / "aed"
    pages.mkdir(parents=True)
    (pages / "cases.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (pages / "a.html.gz").write_bytes(gzip.compress(PAGE))
    return pages.parent


def test_without_a_corpus_the_gate_says_so_and_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gate.main(["--corpus", str(tmp_path / "shared" / "corpus")]) == 0
    assert "skipped: shared/corpus is not beside the repository" in capsys.readouterr().out


def test_without_a_corpus_no_floor_can_be_raised(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    assert gate.main(["--corpus", str(tmp_path / "corpus"), "--floors", str(floors), "--raise"]) == 1
    assert not floors.exists()


def test_fallen_figure_fails_until_its_floor_is_lowered_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, floors = corpus_of_one_page(tmp_path), tmp_path / "floors.json"
    common = ["--corpus", str(corpus), "--floors", str(floors), "--workers", "1"]
    gate.write_floors(floors, Floors({"aed.wordF1": 0.9}))
    assert gate.main(common) == 1
    assert "below the floor in floors.json: aed.wordF1" in capsys.readouterr().out
    assert gate.main([*common, "--raise"]) == 1
    assert gate.read_floors(floors).floors["aed.wordF1"] == 0.9
    assert gate.main([*common, "--lower", "aed.wordF1", "--reason", "the gold is nine x"]) == 0
    [lowering] = gate.read_floors(floors).lowered
    assert (lowering.before, lowering.after, lowering.reason) == (0.9, 0.0, "the gold is nine x")
    assert gate.main(common) == 0


def test_speed_check_times_the_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, floors = corpus_of_one_page(tmp_path), tmp_path / "floors.json"
    gate.write_floors(floors, Floors({}, speed_bound=1e9))
    assert gate.main(["--corpus", str(corpus), "--floors", str(floors), "--speed"]) == 0
    assert "declutter / lexbor parse: " in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--lower", "a.snip"], ["--reason", "why"], ["--raise", "--speed"]])
def test_arguments_that_do_not_fit_together_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as raised_exit:
        gate.main(arguments)
    assert raised_exit.value.code == 2
