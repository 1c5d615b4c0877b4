"""The metadata field by field: what was chosen, the place that was believed, and the rivals with why they lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from declutter.article import Alternate, Article, Evidence, Image, Metadata, Rival
from declutter.metadata.sources import Sources, text_of

SAME, OTHER = "says the same", "says otherwise"
_TITLE_METAS = ("og:title", "twitter:title", "dc.title")


class Field(NamedTuple):
    """A field: its value as text, "" if it was not found, and its evidence, None if there is nothing to say."""

    name: str
    value: str
    evidence: Evidence | None


def evident_fields(article: Article, sources: Sources) -> tuple[Field, ...]:
    """Return title, lead and each field of the metadata, those that were found first.

    The headline is chosen among the page's blocks; its rivals are what the page states of it elsewhere.
    """
    metadata, known = article.metadata, article.metadata.evidence
    title = known.get("title") or _of_title(article.title, sources)
    lead = known.get("lead") or (Evidence("the page", article.lead) if article.lead else None)
    names = (each.name for each in fields(Metadata) if each.name != "evidence")
    found = (
        Field("title", article.title or "", title), Field("lead", article.lead or "", lead),
        *(Field(name, shown(getattr(metadata, name)), known.get(name)) for name in names),
    )  # fmt: skip
    return tuple(sorted(found, key=lambda field: not field.value))


def shown(value: Any) -> str:
    """Return a value of the metadata as text, "" for None and for an empty tuple.

    >>> shown(("Ada", "Bo")), shown(True), shown(None)
    ('Ada; Bo', 'yes', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(map(shown, value))
    if isinstance(value, Alternate):
        return f"{value.language} {value.url}"
    if isinstance(value, Image):
        size = f"{value.width} × {value.height}" if value.width and value.height else None
        return " · ".join(filter(None, (value.url, size, value.caption, value.credit)))
    return value.isoformat() if isinstance(value, date) else str(value)


def _of_title(title: str | None, sources: Sources) -> Evidence | None:
    stated = [Rival(source, value, SAME if title and value.casefold() == title.casefold() else OTHER)
              for source, value in dict.fromkeys(_stated_titles(sources))]  # fmt: skip
    return Evidence("the page", title or "", tuple(stated)) if title or stated else None


def _stated_titles(sources: Sources) -> Iterator[tuple[str, str]]:
    for item in sources.json_ld:
        if text := text_of(item.get("headline")):
            yield "json-ld headline", text
    for name in _TITLE_METAS:
        for content in sources.all(name):
            yield f"meta {name}", content
    if sources.head.title:
        yield "title element", " ".join(sources.head.title.split())
