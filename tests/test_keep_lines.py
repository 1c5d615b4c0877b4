"""`keep_lines` and streams of text dumps."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import keep_lines
from declutter.batch.records import PageRecord
from declutter.batch.texts import clean_lines, clean_texts, read_texts
from declutter.cli import main
from declutter.scoring.linewise import BATCH_CHARS, keep_lines_of

PARAGRAPHS = (
    "It rained on Monday, and nobody in the village was surprised by that, least of all the miller, who had seen worse.",
    "The council met in the evening, as it does after every flood, and counted the bridges that were left: there were two.",
    "By Wednesday the water had gone down, and the children carried the fish that it had forgotten back to the river.",
    "Nobody remembers a year without it. The oldest house has a mark for each, and the highest stands above the door.",
)
DUMP = "\n".join(
    ("Home", "News", "Sport", "Subscribe now", "", "Rain in the village again", "", "\n\n".join(PARAGRAPHS), "", "Share",
     "Login")
)  # fmt: skip
STREAM_CHARS = 40_000_000
MAX_STREAM_BYTES = 60_000_000  # BATCH_CHARS of lines, their features, and what the network makes of them


def test_paragraphs_are_kept_and_the_menu_is_not() -> None:
    kept = [line for line, keep in zip(DUMP.splitlines(), keep_lines(DUMP), strict=True) if keep]
    assert [line for line in kept if line in PARAGRAPHS] == list(PARAGRAPHS)
    assert not {"Home", "News", "Sport", "Share", "Login", ""} & set(kept)


@given(st.text())
def test_there_is_an_answer_for_each_line(text: str) -> None:
    assert len(keep_lines(text)) == len(text.splitlines())


def test_line_ends_change_nothing() -> None:
    assert keep_lines(DUMP.replace("\n", "\r\n")) == keep_lines(DUMP)


@given(st.lists(st.sampled_from((DUMP, "", "Home", PARAGRAPHS[0], "\n\n", f"{PARAGRAPHS[1]}\nHome")), max_size=8))
def test_texts_measured_together_are_judged_as_each_by_itself(texts: list[str]) -> None:
    assert list(keep_lines_of(texts)) == [keep_lines(text) for text in texts]


@pytest.mark.parametrize("text", [b"Rain", None, 5])
def test_what_is_no_str_raises_type_error(text: object) -> None:
    with pytest.raises(TypeError, match="keep_lines takes str"):
        keep_lines(text)  # type: ignore[arg-type]


def records(chars: int) -> Iterator[PageRecord]:
    """Yield dumps until so many characters were given."""
    number = 0
    while chars > 0:
        text = DUMP.replace("Monday", f"day {number}") * 20
        yield PageRecord(str(number), text, form="text")
        number, chars = number + 1, chars - len(text)


def test_memory_is_bounded_on_a_long_stream() -> None:
    tracemalloc.start()
    try:
        count = sum(1 for _ in clean_lines(records(BATCH_CHARS)))
        tracemalloc.reset_peak()
        count = sum(1 for _ in clean_lines(records(STREAM_CHARS)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count > STREAM_CHARS / 20 / len(DUMP) * 0.9
    assert peak < MAX_STREAM_BYTES


def test_each_record_comes_in_order_with_its_id_and_one_that_fails_stops_no_other() -> None:
    given_records = [PageRecord("a", DUMP, "https://a.example/", form="text"), PageRecord("b", Path("no-such-file")),
                     PageRecord("c", DUMP.encode(), form="text")]  # fmt: skip
    for clean in (clean_texts, clean_lines):
        found = list(clean(given_records))
        assert [one.id for one in found] == ["a", "b", "c"]
        assert [one.failure is None for one in found] == [True, False, True]
        assert found[0].url == "https://a.example/"
        assert found[0].text == found[2].text
        assert PARAGRAPHS[0] in (found[0].text or "")


def wet_file(folder: Path) -> Path:
    """Write a WET file of two dumps."""
    pytest.importorskip("fastwarc")
    data = io.BytesIO()
    for number in (1, 2):
        text = DUMP.replace("Monday", f"day {number}").encode()
        head = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://frog.example/{number}\r\n"
        head += f"WARC-Record-ID: <urn:uuid:{number}>\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n"
        data.write(head.encode() + text + b"\r\n\r\n")
    path = folder / "frogs.warc.wet.gz"
    path.write_bytes(gzip.compress(data.getvalue()))
    return path


def test_a_wet_file_is_read_record_by_record(tmp_path: Path) -> None:
    assert [record.url for record in read_texts([str(wet_file(tmp_path))])] == [
        "https://frog.example/1",
        "https://frog.example/2",
    ]


@pytest.mark.parametrize("extra", [[], ["--fast"]])
def test_the_command_writes_a_line_of_json_a_record(tmp_path: Path, extra: list[str]) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["text", str(wet_file(tmp_path)), "-f", "jsonl", "-o", str(out), *extra]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["url"] for row in rows] == ["https://frog.example/1", "https://frog.example/2"]
    assert PARAGRAPHS[1] in rows[0]["text"]


def test_the_command_reads_plain_text_and_names_each_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "frog.txt"
    path.write_text(DUMP, encoding="utf-8")
    assert main(["text", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"==> {path} <==")
    assert PARAGRAPHS[0] in out
