"""The authors that a page states in machine-readable form: JSON-LD, <meta>, microdata and RDFa."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from declutter.metadata.bylines import Byline
from declutter.metadata.claims import Claim
from declutter.metadata.names import MAX_NAMES, clean_name, is_name, split_names
from declutter.metadata.sources import Sources, text_of, types_of

AUTHOR_NAMES = (
    "author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "dc.contributor.author",
    "parsely-author", "sailthru.author",
    "citation_author", "byl", "byline", "authors", "cxenseparse:author", "cxenseparse:recs:author", "twitter:data1",
    "rbauthors", "bt:author",
    "article.author", "og:author", "creator", "og:article:author", "shareaholic:article_author_name", "article_author",
    "article:contributor", "articleauthor",
)  # fmt: skip
_ONE_EACH = frozenset(("citation_author", "dc.creator", "dcterms.creator", "dc.contributor.author"))
_NOT_WRITTEN_BY = re.compile(  # what twitter:label1 says where twitter:data1 is no name
    r"time|zeit|dauer|temps|tempo|tiempo|lees|czas|время|時間|时间|price|preis|prix|precio|prezzo|stock|availab|categor|date"
)
MAX_MARKED = 6  # names in microdata; more are those of a list of works


def stated_authors(sources: Sources) -> Iterator[Byline]:
    """Yield the authors that the page states in machine-readable form."""
    for item in sources.json_ld:
        for key in ("author", "creator"):
            if (value := item.get(key)) and (byline := _from_json(f"json-ld {key}", value)):
                yield byline._replace(is_news=any(kind.endswith("NewsArticle") for kind in types_of(item)))
    for name in AUTHOR_NAMES:
        if name not in sources.contents:
            continue
        if name == "twitter:data1" and _NOT_WRITTEN_BY.search((sources.first("twitter:label1") or "").lower()):
            continue
        values = [value for value in sources.contents[name] if "://" not in value and not value.startswith("www.")][:MAX_NAMES]
        if name in _ONE_EACH:
            names = [one for value in values for one in _family_name_last(value)]
        else:
            names = [part for value in values for part in split_names(value)]
        if names:
            yield Byline(f"meta {name}", tuple(dict.fromkeys(names)), " | ".join(values))


def _family_name_last(value: str) -> list[str]:
    """Return the name that stands as "Quill, Ada" in a catalogue's record as it is spoken."""
    family, comma, given = value.partition(",")
    is_one = comma and "," not in given and len(family.split()) <= 2 and 0 < len(given.split()) <= 3
    names = [f"{given.strip()} {family.strip()}"] if is_one else [value]
    return [name for one in names for name in split_names(one)]


def _from_json(source: str, value: Any) -> Byline | None:
    names: list[str] = []
    organizations: set[str] = set()
    for one in (value if isinstance(value, list) else [value])[:MAX_NAMES]:
        text = text_of(one)
        if not text or "://" in text or text.startswith("www."):
            continue
        if isinstance(one, Mapping) and any("Organization" in kind for kind in types_of(one)):
            parts = [text]
            organizations.add(text)
        else:
            parts = split_names(text) or [text]
        names += parts
    clean = tuple(dict.fromkeys(name for one in names if (name := clean_name(one))))
    return Byline(source, clean, str(value)[:200], None, None, frozenset(organizations)) if clean else None


def marked_authors(claims: list[Claim]) -> Iterator[Byline]:
    """Yield the authors among what microdata and RDFa say."""
    people = [(claim, split_names(claim.value)) for claim in claims if claim.source.endswith(("author", "creator"))]
    names = tuple(dict.fromkeys(name for _, found in people for name in found if is_name(name)))
    if 0 < len(names) <= MAX_MARKED:
        yield Byline(people[0][0].source, names, people[0][0].value)
