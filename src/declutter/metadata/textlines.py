"""Metadata of a text dump: who wrote it and when, as the lines around its title say, and its language."""

from __future__ import annotations

from collections.abc import Iterator

from declutter.article import Evidence, Metadata
from declutter.metadata.authors import choose_authors
from declutter.metadata.bylines import Byline
from declutter.metadata.bywords import INNER_BY, STRONG_BY, is_by_alone, may_begin_byline
from declutter.metadata.claims import Claim, evidence_of
from declutter.metadata.dates import date_in_url, day_of
from declutter.metadata.language import direction_of, written_language
from declutter.metadata.names import MAX_NAME_CHARS, is_name, split_names
from declutter.metadata.published import Dated, choose_date, shown_dates
from declutter.metadata.sources import host_of
from declutter.parsing.page import Page
from declutter.parsing.text import SENTENCE_ENDS

ABOVE, BELOW = 6, 16  # lines around the title among which a byline may stand
MAX_BYLINE_CHARS = 140
MAX_DATE_LINE_CHARS = 80  # of a line that is a date and no body
SAME, OTHER = "says the same", "stands further away, or is marked less clearly"


def find_text_metadata(page: Page, headline: int | None) -> tuple[Metadata, dict[int, str]]:
    """Return what the lines of a text dump say about it, and the lines that are a byline or a date and nothing else."""
    evidence: dict[str, Evidence] = {}
    language = written_language(page, headline)
    if language:
        evidence["language"] = Evidence("text", language)
    host = host_of(page.url).removeprefix("www.")
    authors = choose_authors(list(_bylines(page, headline)), headline, {host, host.split(".")[0]} - {""})
    if authors.names:
        (_, won), *others = authors.candidates
        lost = ((Claim(one.source, one.raw), OTHER) for _, one in others)
        evidence["authors"] = evidence_of(Claim(won.source, won.raw), lost)
    dated = list(shown_dates(page, headline, language, "")) if headline is not None else []
    if page.url and (day := date_in_url(page.url)):
        dated.append(Dated("address", day, page.url))
    published = choose_date(dated, headline)
    if published.moment is not None:
        (_, first), *rest = published.candidates
        evidence["published"] = evidence_of(
            Claim(first.source, first.raw),
            ((Claim(one.source, one.raw), SAME if day_of(one.moment) == day_of(first.moment) else OTHER) for _, one in rest),
        )
    metadata = Metadata(
        authors=authors.names, organizations=authors.organizations, published=published.moment, url=page.url,
        language=language, direction=direction_of(page, language), evidence=evidence,
    )  # fmt: skip
    bylines = {
        one.block: "byline" for _, one in authors.candidates
        if one.block is not None and set(one.names) & set(authors.names) and one.source == "by"
    }  # fmt: skip
    dates = {
        one.block: "date line" for _, one in published.candidates
        if one.block is not None and one.is_line and len(page.blocks[one.block].text) <= MAX_DATE_LINE_CHARS
    }  # fmt: skip
    return metadata, dates | bylines


def _bylines(page: Page, headline: int | None) -> Iterator[Byline]:
    """Yield the lines around the title that begin with a "By", or follow one that is nothing else."""
    if headline is None:
        return
    expected = False
    for index in range(max(0, headline - ABOVE), min(headline + BELOW, len(page.blocks))):
        text = page.blocks[index].text
        if index == headline or len(text) > MAX_BYLINE_CHARS:
            expected = False
        elif is_by_alone(text):
            expected = True
        else:
            source, names = _names_in(text, is_expected=expected)
            if names:
                yield Byline(source, tuple(names), text, index, index)
            expected = False


def _names_in(text: str, *, is_expected: bool) -> tuple[str, list[str]]:
    """Return how a line names its authors, and the names."""
    begins = may_begin_byline(text) and STRONG_BY.match(text) is not None
    if begins or (is_expected and len(text) <= MAX_NAME_CHARS):
        return "by", [name for name in split_names(text) if is_name(name)]
    is_dated = text[-1] not in SENTENCE_ENDS and any(map(str.isdigit, text))  # else a "by" inside is not believed
    if is_dated and (inner := INNER_BY.search(text)):
        return "within", [name for name in split_names(inner["rest"]) if is_name(name) and " " in name]
    return "", []
