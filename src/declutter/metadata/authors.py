"""Who wrote the article: every place that says so, and the one that is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from declutter.metadata.names import (
    AGENCIES,
    BY_ALONE,
    MAX_NAME_CHARS,
    MAX_NAMES,
    STRONG_BY,
    clean_name,
    is_name,
    is_placeholder,
    split_names,
)
from declutter.metadata.sources import Sources, text_of, types_of
from declutter.parsing.classes import COMMENT
from declutter.parsing.page import Flag, Page
from declutter.parsing.tree import Node

AUTHOR_NAMES = (
    "author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "dc.contributor.author", "parsely-author", "sailthru.author",
    "citation_author", "byl", "byline", "authors", "cxenseparse:author", "cxenseparse:recs:author", "twitter:data1", "rbauthors", "bt:author",
    "article.author", "og:author", "creator", "og:article:author", "shareaholic:article_author_name", "article_author", "article:contributor",
)  # fmt: skip
ABOVE, BELOW = 8, 24  # blocks around the headline among which a byline may stand
MAX_LINE_CHARS = 220
MAX_INLINE_NODES = 60
_AUTHOR_CLASS = re.compile(
    r"author|byline|(?:^|[^a-z])by(?:$|[^a-z])|autor|auteur|autore|verfasser|writer|journalist|redakteur|redacteur|redactor|"
    r"contributor|creator|firma(?:$|[^a-z])|posted-?by|articulista|periodista|giornalist|skribent|kirjoittaja|yazar|muhabir|"
    r"reporter|signature|(?:^|[^a-z])fn(?:$|[^a-z])|byl(?:$|[^a-z])", re.IGNORECASE,
)  # fmt: skip
_NOT_AUTHOR_CLASS = re.compile(r"avatar|image|photo|bio|desc|social|follow|share|twitter|comment|related|date|time|role|title|position", re.IGNORECASE)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|a|i|e|in)?|auteurs?|by|people|person|profiles?|journalists?|writers?|contributors?|staff|"
    r"columnists?|redaktion|redakteure?|user|users|members?|team|yazar(?:lar)?|autores|firmas|reporters?|experts?|u|@\w+|"
    r"correspondents|journaliste|giornalisti|redactie|avtor|author/.*)(?:[/.]|-|$)|[?&]author=", re.IGNORECASE,
)  # fmt: skip


class Byline(NamedTuple):
    """A place that names authors."""

    source: str
    names: tuple[str, ...]
    raw: str
    block: int | None = None
    organizations: frozenset[str] = frozenset()


def stated_authors(sources: Sources) -> Iterator[Byline]:
    """Yield the authors that the page states in machine-readable form."""
    for item in sources.json_ld:
        for key in ("author", "creator"):
            if (value := item.get(key)) and (byline := _from_json(f"json-ld {key}", value)):
                yield byline
    for name in AUTHOR_NAMES:
        values = [value for value in sources.all(name) if "://" not in value and not value.startswith("www.")][:MAX_NAMES]
        names = [part for value in values for part in split_names(value)]
        if names:
            yield Byline(f"meta {name}", tuple(dict.fromkeys(names)), " | ".join(values))


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
    return Byline(source, clean, str(value)[:200], None, frozenset(organizations)) if clean else None


def shown_authors(page: Page, headline: int | None) -> Iterator[Byline]:
    """Yield the bylines that a reader sees near the headline."""
    blocks, elements = page.blocks, page.elements
    start, stop = (max(0, headline - ABOVE), headline + BELOW) if headline is not None else (0, ABOVE + BELOW)
    expected = False  # the block before was a "By" and nothing else
    for index in range(start, min(stop, len(blocks))):
        block = blocks[index]
        text = block.text
        if index == headline:
            continue
        if len(text) > MAX_LINE_CHARS or block.flags & (Flag.NAV | Flag.FOOTER | Flag.HIDDEN | Flag.CAPTION | Flag.HEADING):
            expected = False
            continue
        if len(text) <= MAX_NAME_CHARS and BY_ALONE.fullmatch(text):
            expected = True
            continue
        byline = _byline(page, index, expected)
        expected = False
        if byline and not any(elements.bits[row] & COMMENT for row in elements.ancestors(block.element)):
            yield byline


def _byline(page: Page, index: int, expected: bool) -> Byline | None:
    """Return the names in a block if anything says that it is a byline: its words, its classes, its links."""
    elements, block = page.elements, page.blocks[index]
    text = block.text
    marked, linked = _marked_names(page, index)
    by = STRONG_BY.match(text) or expected
    named = any(_has_author_class(elements.attributes(row)) for row in _near_rows(page, block.element))
    if marked:
        return Byline("marked" + (" by" if by else ""), marked, text, index)
    if linked and (by or named or len(text) <= MAX_NAME_CHARS):
        return Byline("link" + (" by" if by else "") + (" named" if named else ""), linked, text, index)
    if not by and not named:
        return None
    names = [name for line in text.split("\n")[:1] for name in split_names(line)]
    names = [name for name in names if is_name(name)]
    if not names:
        return None
    return Byline(("by" if by else "") + (" named" if named else ""), tuple(names), text, index)


def _has_author_class(attributes: Mapping[str, str | None]) -> bool:
    if attributes.get("rel") == "author" or "author" in (attributes.get("itemprop") or ""):
        return True
    words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return any(_AUTHOR_CLASS.search(word) and not _NOT_AUTHOR_CLASS.search(word) for word in words.split())


def _marked_names(page: Page, index: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names in a block's inline elements that say they are the author's, and those in links to authors' pages."""
    elements, block = page.elements, page.blocks[index]
    row = block.element
    marked: dict[str, None] = {}
    linked: dict[str, None] = {}
    for node in _inline_nodes(elements.node[row], block.node, elements.end_block[row] - elements.first_block[row] == 1):
        attributes = node.attributes
        is_link = node.tag == "a" and _AUTHOR_LINK.search(attributes.get("href") or "") is not None
        if not is_link and not _has_author_class(attributes):
            continue
        text = " ".join(node.text().split())
        if len(text) > MAX_LINE_CHARS or text not in " ".join(block.text.split()):
            continue
        names = [name for name in split_names(text) if is_name(name)]
        (linked if is_link and not _has_author_class(attributes) else marked).update(dict.fromkeys(names))
    return tuple(marked), tuple(linked)


def _inline_nodes(holder: Node, first: Node | None, is_alone: bool) -> Iterator[Node]:
    """Yield the inline elements of a block: all in its element if no other block is there, else those around its start."""
    if is_alone:
        for count, node in enumerate(holder.traverse(include_text=False)):
            if count > MAX_INLINE_NODES:
                return
            if count and not node.tag.startswith(("-", "!")):
                yield node
        return
    node = first.parent if first is not None else None
    while node is not None and node.mem_id != holder.mem_id:
        yield node
        node = node.parent


def _near_rows(page: Page, row: int) -> Iterator[int]:
    """Yield the row and those around it that hold but a few blocks."""
    elements = page.elements
    for at in elements.ancestors(row):
        if elements.end_block[at] - elements.first_block[at] > 3:
            return
        yield at


# How often a place named just the annotated authors; docs/metadata.md has the counts.
_TRUST = {"json-ld author": 2.0, "json-ld creator": 1.2, "meta author": 1.0}
MIN_TRUST = 0.5


def trust_of(one: Byline, headline: int | None) -> float:
    """Return how far a place is to be believed."""
    if one.block is None:
        return _TRUST.get(one.source, 0.9)
    words = one.source.split()
    trust = 1.6 * ("marked" in words) + 1.2 * ("link" in words) + 1.2 * ("by" in words) + 0.7 * ("named" in words)
    if headline is not None:
        distance = one.block - headline if one.block > headline else 2 * (headline - one.block)
        trust -= 0.12 * max(0, distance - 4)
    return trust


class Authors(NamedTuple):
    """The names that are believed, those of them that are organisations', and all that was said."""

    names: tuple[str, ...]
    organizations: tuple[str, ...]
    candidates: tuple[tuple[float, Byline], ...]


def choose_authors(bylines: list[Byline], headline: int | None, site_name: str | None, host: str) -> Authors:
    """Return the names that the most trusted place gives; a second place that gives some of them adds its trust."""
    site = {_key(site_name or ""), _key(host), _key(host.split(".")[0])} - {""}
    weighed: list[tuple[float, Byline]] = []
    for one in bylines:
        names = tuple(name for name in one.names if not is_placeholder(name))
        trust = trust_of(one, headline)
        persons = tuple(name for name in names if not _is_organization(name, one, site))
        if persons:
            names = persons
        elif one.block is None:
            trust -= 1.4
        if names:
            weighed.append((trust, one._replace(names=names)))
    if not weighed:
        return Authors((), (), ())
    scored = []
    for trust, one in weighed:
        mine = {_key(name) for name in one.names}
        support = [
            other_trust for other_trust, other in weighed
            if other is not one and other.source.split()[0] != one.source.split()[0] and mine & {_key(n) for n in other.names}
        ]
        scored.append((trust + 0.4 * max(support, default=0.0), one))
    scored.sort(key=lambda pair: -pair[0])
    best = scored[0]
    if best[0] < MIN_TRUST:
        return Authors((), (), tuple(scored))
    names = tuple(dict.fromkeys(best[1].names))
    organizations = tuple(name for name in names if _is_organization(name, best[1], site))
    return Authors(names, organizations, tuple(scored))


def _is_organization(name: str, one: Byline, site: set[str]) -> bool:
    key = _key(name)
    return name in one.organizations or key in site or name.casefold() in AGENCIES or name.endswith((".de", ".com", ".net", ".org"))


def _key(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
