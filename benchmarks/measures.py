"""How well one extraction matches what was annotated, and what that gives over many pages.

A page yields for each measure a row of additive terms, such as (tp, fp, fn). A figure over pages is a
function of the rows' sums, so that means, macro and micro averages, and bootstrap resamples of all of them,
are computed alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Floats = npt.NDArray[np.float64]
Row = tuple[float, ...]

SHINGLE_WORDS = 4  # as in the article-extraction-benchmark (Scrapinghub 2020)
RESAMPLES = 1_000  # bootstrap; the interval's ends then wander by about a tenth of its width
RESAMPLES_AT_ONCE = 100  # bounds memory: at most this many × pages counts are held
CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
WORD = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
MEASURES = (
    "wordF1",
    "P",
    "R",
    "shingle",
    "exact",
    "snip",
    "title",
    "lead",
    "authors",
    "date",
    "image",
    "tags",
    "lead_invented",
    "authors_invented",
    "date_invented",
    "page_type",
)
ALL_FIELDS = frozenset({"text", "title", "lead", "authors", "date", "tags", "image", "page_type"})


@dataclass(frozen=True, slots=True)
class Gold:
    """What was annotated on a page: None is "not annotated", "" or () is "looked for, not on the page"."""

    text: str | None = None
    """The main text without the title."""
    with_snippets: tuple[str, ...] = ()
    """Pieces that the main text must hold."""
    without_snippets: tuple[str, ...] = ()
    """Pieces of boilerplate that the main text must not hold."""
    snippets_match_case: bool = False
    title: str | None = None
    lead: str | None = None
    authors: tuple[str, ...] | None = None
    date: str | None = None
    """Date of publication, YYYY-MM-DD."""
    tags: tuple[str, ...] | None = None
    image: str | None = None
    """URL of the lead image."""
    page_type: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a tool gave for a page; the empty one stands for a page on which it failed."""

    text: str = ""
    title: str = ""
    lead: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    """YYYY-MM-DD, or empty."""
    tags: tuple[str, ...] = ()
    image: str = ""
    page_type: str = ""


def words(text: str) -> list[str]:
    """Return the lower-cased words of a text; a Chinese, Japanese or Korean character is a word."""
    return WORD.findall(text.lower())


def plain(text: str) -> str:
    """Return the text's words alone, NFKC and case-folded, parted by single spaces."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def single_spaced(text: str) -> str:
    """Return the text in NFKC with each run of white space as one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def bare_url(url: str) -> str:
    """Return the URL without http(s) scheme, query and fragment."""
    return re.sub(r"^https?:|[?#].*$", "", url)


def overlap(found: Sequence[str], gold: Sequence[str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of two lists compared as multisets, each in [0, 1].

    Two empty lists agree (1, 1, 1); an empty one and one that is not do not (0, 0, 0).
    """
    if not found or not gold:
        same = float(not found and not gold)
        return same, same, same
    shared = _shared(Counter(found), Counter(gold))
    precision, recall = shared / len(found), shared / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall) if shared else 0.0


def shingles(tokens: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Count the runs of four words; fewer words than that, if any, are one run."""
    if not tokens:
        return Counter()
    starts = range(max(1, len(tokens) - SHINGLE_WORDS + 1))
    return Counter(tuple(tokens[start : start + SHINGLE_WORDS]) for start in starts)


def measure_page(gold: Gold, found: Extraction, fields: frozenset[str] = ALL_FIELDS) -> dict[str, Row]:
    """Return the terms of every measure that the page's annotation and the tool's fields allow."""
    rows: dict[str, Row] = {}
    if gold.text is not None:
        rows |= _text_rows(words(gold.text), words(found.text))
    if gold.with_snippets or gold.without_snippets:
        rows["snip"] = _snippet_row(gold, found.text)
    rows |= {name: (value, 1.0) for name, value in _field_values(gold, found) if name.split("_")[0] in fields}
    if gold.page_type and "page_type" in fields:
        rows["page_type"] = (float(found.page_type == gold.page_type), 1.0)
    if gold.page_type and "wordF1" in rows:
        rows[f"wordF1 {gold.page_type}"] = rows["wordF1"]
    return rows


def _shared(first: Counter[str], second: Counter[str]) -> int:
    return sum((first & second).values())


def _text_rows(gold: list[str], found: list[str]) -> dict[str, Row]:
    precision, recall, f1 = overlap(found, gold)
    return {
        "wordF1": (f1, 1.0),
        "P": (precision, 1.0),
        "R": (recall, 1.0),
        "shingle": _shingle_row(shingles(gold), shingles(found)),
        "exact": (float(gold == found), 1.0),
    }


def _shingle_row(gold: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> Row:
    # Precision is undefined without output, recall without gold: such a page counts in the other one only.
    shared, found_total, gold_total = (found & gold).total(), found.total(), gold.total()
    precision = (shared / found_total, 1.0) if found_total else (0.0, 0.0)
    recall = (shared / gold_total, 1.0) if gold_total else (0.0, 0.0)
    return (*precision, *recall)


def _snippet_row(gold: Gold, text: str) -> Row:
    def fold(piece: str) -> str:
        return single_spaced(piece) if gold.snippets_match_case else single_spaced(piece).lower()

    page = fold(text)
    hits = sum(fold(piece) in page for piece in gold.with_snippets)
    false_alarms = sum(fold(piece) in page for piece in gold.without_snippets)
    return (float(hits), float(false_alarms), float(len(gold.with_snippets) - hits))


def _field_values(gold: Gold, found: Extraction) -> Iterable[tuple[str, float]]:
    """Yield measure and value in [0, 1] of each annotated field; "X_invented" where X is not on the page."""
    if gold.title:
        yield "title", float(plain(found.title) == plain(gold.title))
    if gold.date:
        yield "date", float(found.date == gold.date)
    if gold.authors:
        yield "authors", _names_f1(found.authors, gold.authors)
    if gold.lead:
        yield "lead", overlap(words(found.lead), words(gold.lead))[2]
    if gold.image:
        yield "image", float(bare_url(found.image) == bare_url(gold.image))
    if gold.tags:
        yield "tags", _names_f1(found.tags, gold.tags)
    if gold.lead == "":
        yield "lead_invented", float(bool(found.lead))
    if gold.authors == ():
        yield "authors_invented", float(bool(found.authors))
    if gold.date == "":
        yield "date_invented", float(bool(found.date))


def _names_f1(found: Iterable[str], gold: Iterable[str]) -> float:
    return overlap([plain(name) for name in found], [plain(name) for name in gold])[2]


def mean_of(sums: Floats) -> Floats:
    """Return the mean from sums (…, 2) of value and count; NaN where nothing was counted."""
    return _quotient(sums[..., 0], sums[..., 1])


def macro_f1_of(sums: Floats) -> Floats:
    """Return the F1 of mean precision and mean recall from sums (…, 4): P, its count, R, its count."""
    precision, recall = mean_of(sums[..., :2]), mean_of(sums[..., 2:])
    return np.where(precision + recall == 0, 0.0, _quotient(2 * precision * recall, precision + recall))


def micro_f1_of(sums: Floats) -> Floats:
    """Return the F1 from sums (…, 3) of hits, false alarms, misses; NaN where nothing was to be found."""
    hits, false_alarms, misses = sums[..., 0], sums[..., 1], sums[..., 2]
    return np.where(hits + misses == 0, np.nan, _quotient(2 * hits, 2 * hits + false_alarms + misses))


def _quotient(over: Floats, under: Floats) -> Floats:
    quotient = np.full(np.shape(over), np.nan)
    np.divide(over, under, out=quotient, where=under != 0)
    return quotient


FIGURE_OF_SUMS: dict[str, Callable[[Floats], Floats]] = {"shingle": macro_f1_of, "snip": micro_f1_of}
"""How a measure's summed terms become its figure; every measure that is not here is a mean."""


def figure(name: str, rows: Sequence[Row]) -> float | None:
    """Return the measure over pages from its rows, in [0, 1]; None if they do not define it."""
    if not rows:
        return None
    value = float(FIGURE_OF_SUMS.get(name, mean_of)(np.asarray(rows, dtype=np.float64).sum(axis=0)))
    return None if np.isnan(value) else value


def interval(name: str, rows: Sequence[Row], seed: int = 0) -> tuple[float, float] | None:
    """Return the 95 % percentile-bootstrap interval of the measure, pages being drawn anew (Efron 1979).

    None where the figure itself is undefined. Same rows and seed, same interval.
    """
    if figure(name, rows) is None:
        return None
    terms = np.asarray(rows, dtype=np.float64)
    generator = np.random.default_rng(seed)
    even = np.full(len(terms), 1 / len(terms))
    draws = [
        generator.multinomial(len(terms), even, RESAMPLES_AT_ONCE)
        for _ in range(RESAMPLES // RESAMPLES_AT_ONCE)
    ]
    figures = FIGURE_OF_SUMS.get(name, mean_of)(np.concatenate([draw @ terms for draw in draws]))
    low, high = np.nanpercentile(figures, [2.5, 97.5])
    return float(low), float(high)


def rows_of_measures(pages: Iterable[Mapping[str, Row]]) -> dict[str, list[Row]]:
    """Turn the pages' rows by measure into the measures' rows by page; MEASURES come first, in that order.

    Word F1 by page type ("wordF1 forum") is left out where the pages are of one type: it would repeat wordF1.
    """
    rows: dict[str, list[Row]] = {}
    for page in pages:
        for name, row in page.items():
            rows.setdefault(name, []).append(row)
    typed = sorted(rows.keys() - MEASURES)
    return {name: rows[name] for name in (*MEASURES, *(typed if len(typed) > 1 else ())) if name in rows}
