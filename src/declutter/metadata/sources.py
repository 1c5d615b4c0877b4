"""What a page states about itself in machine-readable form: <meta>, <link> and JSON-LD, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from declutter.metadata.jsonld import choose_page, parse_json_ld, text_of, types_of
from declutter.parsing.page import Head
from declutter.parsing.text import normalize

__all__ = ["Sources", "host_of", "parse_json_ld", "read_sources", "text_of", "types_of"]


@dataclass(frozen=True, slots=True)
class Sources:
    """Machine-readable statements.

    `meta` holds the first content of each name, `contents` all of them, `json_ld` the objects that are the page,
    `objects` all of them, `relations` the <link>s by relation.
    """

    meta: Mapping[str, str]
    contents: Mapping[str, list[str]]
    metas: tuple[tuple[str, str], ...]
    relations: Mapping[str, list[Mapping[str, str | None]]]
    json_ld: tuple[dict[str, Any], ...]
    objects: tuple[dict[str, Any], ...]
    head: Head

    def first(self, *names: str) -> str | None:
        """Return the content of the first of these <meta> names that has any."""
        return next((value for name in names if (value := self.meta.get(name))), None)

    def all(self, *names: str) -> tuple[str, ...]:
        """Return all contents of these <meta> names, in the order of the names, then of the page."""
        contents = self.contents
        return tuple(content for name in names if name in contents for content in contents[name])

    def link(self, relation: str) -> str | None:
        """Return the address of the first <link> with this relation."""
        return next((href for link in self.relations.get(relation, ()) if (href := link.get("href"))), None)


def read_sources(head: Head, url: str | None = None) -> Sources:
    """Return the machine-readable statements of the page at `url`, texts with their white space collapsed."""
    metas = tuple((name, normalize(content)) for name, content in head.metas)
    contents: dict[str, list[str]] = {}
    for name, content in metas:
        if content:
            contents.setdefault(name, []).append(content)
    meta = {name: values[0] for name, values in contents.items()}
    relations: dict[str, list[Mapping[str, str | None]]] = {}
    for link in head.links:
        for relation in (link.get("rel") or "").lower().split():
            relations.setdefault(relation, []).append(link)
    objects = [item for text in head.json_ld for item in parse_json_ld(text)]
    canonical = next((link.get("href") for link in relations.get("canonical", ())), None)
    main = choose_page(objects, (canonical, meta.get("og:url"), url), (meta.get("og:title"), head.title)) if objects else ()
    return Sources(meta, contents, metas, relations, main, tuple(objects), head)


def host_of(url: str | None) -> str:
    """Return the host of an address in lower case, "" if it has none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
