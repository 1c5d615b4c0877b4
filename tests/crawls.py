"""Pages and crawls for the tests of many pages: our own words, written as real WARC files by FastWARC."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[1]
POISON = ROOT / "tests" / "poison"
SENTENCES = (
    "The river rose by two metres overnight, and the lower street, where bakers live, had to be cleared.",
    "Nobody was hurt, said the mayor, although three cellars are full of water and the bridge is closed.",
    "The rain is to end on Thursday; until then, schools remain shut, and buses take the upper road.",
)

FRENCH = (
    "Le fleuve est monté de deux mètres dans la nuit, et la rue basse, où vivent les boulangers, a été évacuée par la ville.",
    "Personne n'a été blessé, dit le maire, mais trois caves sont pleines d'eau et le pont est fermé à tous les véhicules.",
    "La pluie doit cesser jeudi ; d'ici là, les écoles restent fermées, et les cars passent par la route du haut du village.",
)


def page_of(number: int, *, language: str = "en") -> str:
    """Return a small news page, different for each number."""
    sentences = FRENCH if language == "fr" else SENTENCES
    paragraphs = "".join(f"<p>{text} It is report number {number} of {number + 3}.</p>" for text in sentences)
    return (
        f'<html lang="{language}"><head><title>Report {number}</title></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>Report {number}</h1>{paragraphs}</article></body></html>"
    )


def poison(what: str) -> str:
    """Return a page that tests/poison makes fail in the way it says."""
    return page_of(0).replace("<article>", f"<article><p>POISON {what}</p>")


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have worker processes, and no other, start with tests/poison/sitecustomize.py."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(POISON), os.environ.get("PYTHONPATH")))))


def write_warc(
    path: Path, records: Iterable[tuple[str, bytes, str]], *, kind: str = "response", packing: str = "gz"
) -> Path:
    """Write (url, body, HTTP headers) as the records of a WARC, or (url, text, "") as those of a WET."""
    from fastwarc.stream_io import GzipWriter, ZstdWriter
    from fastwarc.warc import WarcRecord, WarcRecordType

    writers = {"gz": GzipWriter, "zst": ZstdWriter}
    with path.open("wb") as file:
        stream = writers[packing](file) if packing else file
        for number, (url, body, headers) in enumerate(records):
            record = WarcRecord()
            record.init_headers(
                record_type=getattr(WarcRecordType, kind), record_urn=f"uuid:00000000-0000-4000-8000-{number:012d}".encode()
            )
            record.headers["WARC-Target-URI"] = url
            if kind == "response":
                record.headers["Content-Type"] = "application/http; msgtype=response"
                record.set_bytes_content(f"HTTP/1.1 200 OK\r\n{headers}\r\n\r\n".encode() + body)
            else:
                record.set_bytes_content(body)
            record.write(stream)
        if packing:
            stream.close()
    return path
