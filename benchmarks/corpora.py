"""Annotated pages on disk, read as cases: four layouts of public data sets, told apart by their files."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from benchmarks.measures import Gold

if TYPE_CHECKING:
    from pathlib import Path

Record = Mapping[str, Any]

PAGE_ENDINGS = (".html.gz", ".html", ".htm", ".htm.gz")
GROUND_TRUTH_FOLDERS = ("ground-truth", "ground_truth", "groundtruth")
PAGE_FOLDERS = ("html", "pages")
GZIP_MAGIC = b"\x1f\x8b"


class CorpusError(ValueError):
    """A folder that is no corpus of a known layout, or one of which a part is missing."""


@dataclass(frozen=True, slots=True)
class Case:
    """An annotated page."""

    id: str
    set_name: str
    url: str | None
    page: Path
    """The page's bytes as served, perhaps gzipped."""
    form: Literal["html", "text"]
    """What the bytes are: an HTML page, or the plain-text dump of one."""
    gold: Gold

    def read_page(self) -> bytes:
        """Return the page's bytes as they were served."""
        stored = self.page.read_bytes()
        return gzip.decompress(stored) if stored.startswith(GZIP_MAGIC) else stored


@dataclass(frozen=True, slots=True)
class Layout:
    """A way in which annotated pages lie in a folder."""

    name: str
    looked_for: str
    found_in: Callable[[Path], bool]
    read: Callable[[Path], Iterator[Case]]


def read_cases(folder: Path) -> Iterator[Case]:
    """Yield the cases of the corpus in a folder, whichever of LAYOUTS it has, in a fixed order.

    Raises CorpusError if no layout fits, or a page that is annotated is not there.
    """
    yield from recognise(folder).read(folder)


def recognise(folder: Path) -> Layout:
    """Return the layout whose files the folder holds; CorpusError, naming what was looked for, if none."""
    if not folder.is_dir():
        raise CorpusError(f"{folder} is not a folder")
    for layout in LAYOUTS:
        if layout.found_in(folder):
            return layout
    looked_for = "".join(f"\n  {layout.name}: {layout.looked_for}" for layout in LAYOUTS)
    raise CorpusError(f"{folder} has no known layout; looked for{looked_for}")


# --- cases.jsonl


def read_annotated(folder: Path) -> Iterator[Case]:
    """Yield the cases of one set folder (cases.jsonl and pages), or of every set folder in a folder.

    A case is a JSON object: id, set, url, html (the page's path in the folder), and what was annotated: text,
    or expected_html to take the text from; with, without; title, lead, authors, date, tags, image, page_type.
    A key that is absent was not annotated; a null is not on the page. Pages of the set "wet" are plain text;
    snippets of the set "traf" are compared with their case, as its makers do.
    """
    for listing in _case_listings(folder):
        with listing.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield Case(
                    id=record["id"],
                    set_name=record["set"],
                    url=record.get("url") or None,
                    page=_existing(listing.parent / record["html"]),
                    form="text" if record["set"] == "wet" else "html",
                    gold=_annotated_gold(record),
                )


def text_of_html(html: str) -> str:
    """Return the text nodes of an HTML fragment, stripped and joined by spaces."""
    from lxml import html as lxml_html

    return " ".join(str(text).strip() for text in lxml_html.fromstring(html).itertext() if text.strip())


def _case_listings(folder: Path) -> list[Path]:
    own = folder / "cases.jsonl"
    return [own] if own.exists() else sorted(folder.glob("*/cases.jsonl"))


def _annotated_gold(record: Record) -> Gold:
    text = record.get("text")
    if text is None and record.get("expected_html"):
        text = text_of_html(record["expected_html"])
    return Gold(
        text=text,
        with_snippets=tuple(record.get("with") or ()),
        without_snippets=tuple(record.get("without") or ()),
        snippets_match_case=record["set"] == "traf",
        title=_annotated_string(record, "title"),
        lead=_annotated_string(record, "lead"),
        authors=_annotated_strings(record, "authors"),
        date=_annotated_string(record, "date"),
        tags=_annotated_strings(record, "tags"),
        image=_annotated_string(record, "image"),
        page_type=record.get("page_type"),
    )


def _annotated_string(record: Record, key: str) -> str | None:
    return (record[key] or "") if key in record else None


def _annotated_strings(record: Record, key: str) -> tuple[str, ...] | None:
    return tuple(record[key] or ()) if key in record else None


# --- WCXB


def read_wcxb(folder: Path) -> Iterator[Case]:
    """Yield the cases of the Web Content Extraction Benchmark: its repository, or one split of it.

    Assumed: a split is a folder with ground-truth/ID.json and html/ID.html or .html.gz. The annotations stand
    at the top of the JSON or under "ground_truth", as main_content (or text, articleBody, content), with,
    without, title, author (or authors; a list, or names parted by ";"), publish_date (or date,
    date_published). The page type is page_type, there or under "_internal" or "metadata", a string or an
    object with "primary". A null or empty author or date is "not on the page". Without any key for the text
    the layout is another one: CorpusError.
    """
    for truth in _wcxb_truths(folder):
        split = truth.parent
        for path in sorted(truth.glob("*.json")):
            record = json.loads(path.read_text(encoding="utf-8"))
            facts = {**record, **(record.get("ground_truth") or {})}
            yield Case(
                id=path.stem,
                set_name=f"wcxb-{split.resolve().name}",
                url=facts.get("url") or None,
                page=_page_named(path.stem, [split / name for name in PAGE_FOLDERS]),
                form="html",
                gold=Gold(
                    text=_text(facts, path, "main_content", "text", "articleBody", "content"),
                    with_snippets=tuple(_first(facts, "with", "with_snippets") or ()),
                    without_snippets=tuple(_first(facts, "without", "without_snippets") or ()),
                    title=_first(facts, "title"),
                    authors=_names(facts, "authors", "author"),
                    date=_day(facts, "publish_date", "date", "date_published"),
                    page_type=_wcxb_page_type(facts),
                ),
            )


def _wcxb_truths(folder: Path) -> list[Path]:
    within = [folder / name for name in GROUND_TRUTH_FOLDERS]
    below = [path for name in GROUND_TRUTH_FOLDERS for path in sorted(folder.glob(f"*/{name}"))]
    return [path for path in (*within, *below) if path.is_dir() and any(path.glob("*.json"))]


def _wcxb_page_type(facts: Record) -> str | None:
    for holder in (facts, facts.get("_internal"), facts.get("metadata")):
        page_type = holder.get("page_type") if isinstance(holder, dict) else None
        if isinstance(page_type, dict):
            page_type = page_type.get("primary")
        if isinstance(page_type, str):
            return page_type
    return None


# --- article-extraction-benchmark


def read_article_extraction_benchmark(folder: Path) -> Iterator[Case]:
    """Yield the cases of the article-extraction-benchmark (Scrapinghub 2020).

    Assumed: ground-truth.json, {id: {"articleBody": text, "url": url}}, and html/ID.html.gz or .html.
    """
    listing = folder / "ground-truth.json"
    for page_id, record in sorted(json.loads(listing.read_text(encoding="utf-8")).items()):
        yield Case(
            id=page_id,
            set_name="article-extraction-benchmark",
            url=record.get("url") or None,
            page=_page_named(page_id, [folder / name for name in PAGE_FOLDERS]),
            form="html",
            gold=Gold(text=_text(record, listing, "articleBody", "article_body", "text")),
        )


# --- trafilatura's evaluation


def read_trafilatura_evaluation(folder: Path) -> Iterator[Case]:
    """Yield the cases of trafilatura's evaluation: its tests folder, or the repository that holds it.

    Assumed: a JSON file named evaldata.json (or eval*.json), {url: {"file": name, "with": […], "without":
    […], "title": …, "author": names parted by ";", "date": YYYY-MM-DD}}, and the pages in cache/, eval/ or
    beside the file. In evaldata.py the object stands as a Python dictionary; json.dump(EVAL_PAGES, …) gives
    the JSON. Snippets are compared with their case. A key that is absent was not annotated; an empty author
    or date is "not on the page".
    """
    listing = _evaluation_listing(folder)
    if listing is None:
        raise CorpusError(f"{folder} holds no eval*.json of the form {{url: {{'file': …, 'with': …}}}}")
    for url, record in json.loads(listing.read_text(encoding="utf-8")).items():
        yield Case(
            id=record["file"],
            set_name="trafilatura-evaluation",
            url=url,
            page=_page_named(record["file"], [listing.parent / name for name in ("cache", "eval", ".")]),
            form="html",
            gold=Gold(
                with_snippets=tuple(record.get("with") or ()),
                without_snippets=tuple(record.get("without") or ()),
                snippets_match_case=True,
                title=_annotated_string(record, "title"),
                authors=_names(record, "author"),
                date=_day(record, "date"),
            ),
        )


def _evaluation_listing(folder: Path) -> Path | None:
    candidates = sorted((*folder.glob("eval*.json"), *folder.glob("tests/eval*.json")))
    return next((path for path in candidates if _lists_evaluation_pages(path)), None)


def _lists_evaluation_pages(path: Path) -> bool:
    records = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(records, dict) or not records:
        return False
    return all(isinstance(record, dict) and "file" in record for record in records.values())


# --- for all of them


def _existing(page: Path) -> Path:
    if not page.is_file():
        raise CorpusError(f"an annotated page is missing: {page}")
    return page


def _page_named(name: str, folders: Iterable[Path]) -> Path:
    """Return the page of that name, which may lack its ending, in the first folder that has it."""
    candidates = [folder / f"{name}{ending}" for folder in folders for ending in ("", ".gz", *PAGE_ENDINGS)]
    for page in candidates:
        if page.is_file():
            return page
    raise CorpusError(f"an annotated page is missing: {candidates[0]}, with any of {', '.join(PAGE_ENDINGS)}")


def _first(record: Record, *keys: str) -> Any:
    """Return the value of the first key that is there and not null."""
    return next((record[key] for key in keys if record.get(key) is not None), None)


def _text(record: Record, listing: Path, *keys: str) -> str | None:
    """Return the text under the first key that is not null; CorpusError without any of the keys."""
    if record.keys().isdisjoint(keys):
        raise CorpusError(f"{listing} has a record without a text; looked for the keys {', '.join(keys)}")
    text: str | None = _first(record, *keys)
    return text


def _names(record: Record, *keys: str) -> tuple[str, ...] | None:
    """Return the names under the first key there is, a list or a string parted by ";"; None without a key."""
    present = [record[key] for key in keys if key in record]
    if not present:
        return None
    listed = present[0].split(";") if isinstance(present[0], str) else present[0] or ()
    return tuple(name.strip() for name in listed if name.strip())


def _day(record: Record, *keys: str) -> str | None:
    """Return YYYY-MM-DD under the first key there is, "" for null; None without a key or an ISO date."""
    present = [record[key] for key in keys if key in record]
    if not present:
        return None
    day = str(present[0] or "")[:10]
    return day if re.fullmatch(r"(\d{4}-\d\d-\d\d)?", day) else None


LAYOUTS = (
    Layout(
        name="annotated corpus",
        looked_for="cases.jsonl, or */cases.jsonl",
        found_in=lambda folder: bool(_case_listings(folder)),
        read=read_annotated,
    ),
    Layout(
        name="WCXB",
        looked_for="ground-truth/*.json, or */ground-truth/*.json (also ground_truth, groundtruth)",
        found_in=lambda folder: bool(_wcxb_truths(folder)),
        read=read_wcxb,
    ),
    Layout(
        name="article-extraction-benchmark",
        looked_for="ground-truth.json",
        found_in=lambda folder: (folder / "ground-truth.json").is_file(),
        read=read_article_extraction_benchmark,
    ),
    Layout(
        name="trafilatura's evaluation",
        looked_for="eval*.json or tests/eval*.json, {url: {'file': …, 'with': […], 'without': […]}}",
        found_in=lambda folder: _evaluation_listing(folder) is not None,
        read=read_trafilatura_evaluation,
    ),
)
