"""What a page states about itself in machine-readable form: <meta>, <link> and JSON-LD, read once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from declutter.parsing.page import Head
from declutter.parsing.text import normalize

MAX_JSON_LD_CHARS = 2_000_000  # of one script; longer ones are catalogues
MAX_JSON_LD_DEPTH = 40
MAX_JSON_LD_OBJECTS = 2_000

ARTICLE_TYPES = frozenset(
    "Article NewsArticle BlogPosting ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle LiveBlogPosting TechArticle ScholarlyArticle Report SocialMediaPosting DiscussionForumPosting "
    "Review Recipe MedicalWebPage CreativeWork PressRelease AdvertiserContentArticle SatiricalArticle".split()
)
PAGE_TYPES = frozenset("WebPage ItemPage AboutPage FAQPage CollectionPage ProfilePage QAPage Product".split())


@dataclass(frozen=True, slots=True)
class Sources:
    """Machine-readable statements.

    `meta` holds the first content of each name, `contents` all of them, `json_ld` the objects that are the page.
    """

    meta: Mapping[str, str]
    contents: Mapping[str, list[str]]
    metas: tuple[tuple[str, str], ...]
    links: tuple[Mapping[str, str | None], ...]
    json_ld: tuple[dict[str, Any], ...]
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
        return next((link["href"] for link in self.links if relation in (link["rel"] or "").lower().split()), None)


def read_sources(head: Head) -> Sources:
    """Return the page's machine-readable statements, texts with their white space collapsed."""
    metas = tuple((name, normalize(content)) for name, content in head.metas)
    contents: dict[str, list[str]] = {}
    for name, content in metas:
        if content:
            contents.setdefault(name, []).append(content)
    meta = {name: values[0] for name, values in contents.items()}
    objects = [item for text in head.json_ld for item in parse_json_ld(text)]
    main = [item for item in objects if types_of(item) & ARTICLE_TYPES] or [
        item for item in objects if types_of(item) & PAGE_TYPES
    ]
    return Sources(meta, contents, metas, head.links, tuple(main), head)


def parse_json_ld(text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD script, those in arrays, @graph and mainEntity included; nothing if it is broken."""
    if len(text) > MAX_JSON_LD_CHARS:
        return
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    stack: list[tuple[Any, int]] = [(data, 0)]
    count = 0
    while stack and count < MAX_JSON_LD_OBJECTS:
        value, depth = stack.pop()
        if depth > MAX_JSON_LD_DEPTH:
            continue
        if isinstance(value, list):
            stack += [(item, depth + 1) for item in reversed(value)]
        elif isinstance(value, dict):
            count += 1
            yield value
            stack += [(value[key], depth + 1) for key in ("mainEntity", "@graph") if key in value]


def host_of(url: str | None) -> str:
    """Return the host of an address in lower case, "" if it has none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def types_of(item: Mapping[str, Any]) -> set[str]:
    """Return the types of a JSON-LD object without their vocabulary's address."""
    kinds = item.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rsplit("/", 1)[-1] for kind in listed if isinstance(kind, str)}


def text_of(value: Any, depth: int = 0) -> str | None:
    """Return a JSON-LD value as text: a string, the name of an object, the first of a list."""
    if isinstance(value, str):
        return normalize(value if value.isascii() else _without_surrogates(value)) or None
    if depth > MAX_JSON_LD_DEPTH:
        return None
    if isinstance(value, dict):
        return text_of(value.get("name"), depth + 1) or text_of(value.get("@value"), depth + 1)
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item, depth + 1))), None)
    return None


def _without_surrogates(text: str) -> str:
    """Return the text with halves of surrogate pairs, which JSON may spell out, joined or replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
