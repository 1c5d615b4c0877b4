"""What a page states about itself, field by field: the evidence of the metadata, and its rivals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from declutter.article import Article
from declutter.metadata.sources import Sources, text_of

_METAS = {
    "title": ("og:title", "twitter:title", "dc.title", "headline"),
    "authors": ("author", "article:author", "dc.creator", "parsely-author", "byl"),
    "published": ("article:published_time", "datepublished", "date", "dc.date", "pubdate", "parsely-pub-date"),
    "modified": ("article:modified_time", "datemodified", "og:updated_time", "last-modified"),
    "site_name": ("og:site_name", "application-name", "apple-mobile-web-app-title"),
    "url": ("og:url", "twitter:url"),
    "language": ("og:locale", "content-language", "language"),
    "description": ("og:description", "description", "twitter:description"),
    "image": ("og:image", "twitter:image"),
    "tags": ("article:tag", "keywords", "news_keywords"),
    "license": ("dc.rights", "copyright"),
}
_JSON_LD = {
    "title": ("headline", "name"), "authors": ("author", "creator"), "published": ("datePublished",),
    "modified": ("dateModified",), "site_name": ("publisher",), "url": ("url", "mainEntityOfPage"),
    "language": ("inLanguage",), "description": ("description",), "image": ("image", "thumbnailUrl"),
    "tags": ("keywords",), "license": ("license",),
}  # fmt: skip
_LINKS = {"url": "canonical", "license": "license", "image": "image_src", "authors": "author"}


class Statement(NamedTuple):
    """What one place of the page says."""

    source: str
    value: str
    agrees: bool
    """Whether it is what was chosen, or part of it."""


class Field(NamedTuple):
    """A field of the metadata: what was chosen, and what the page states."""

    name: str
    value: str
    statements: tuple[Statement, ...]


def stated_fields(article: Article, sources: Sources) -> tuple[Field, ...]:
    """Return each field with what the page's <meta>, <link>, <title> and JSON-LD say of it; None of it is a verdict."""
    chosen = {"title": article.title, "lead": article.lead}
    chosen |= {name: getattr(article.metadata, name) for name in _METAS if name != "title"}
    fields = []
    for name, value in chosen.items():
        shown = _shown(value)
        stated = dict.fromkeys(_statements(name, sources))
        fields.append(Field(name, shown, tuple(Statement(s, v, _agrees(v, shown)) for s, v in stated)))
    return tuple(fields)


def _statements(name: str, sources: Sources) -> Iterator[tuple[str, str]]:
    for item in sources.json_ld:
        for key in _JSON_LD.get(name, ()):
            values = item.get(key)
            for value in values if isinstance(values, list) else [values]:
                if text := text_of(value):
                    yield f"JSON-LD {key}", text
    for meta in _METAS.get(name, ()):
        for content in sources.all(meta):
            yield f"meta {meta}", content
    if name in _LINKS and (address := sources.link(_LINKS[name])):
        yield f"link {_LINKS[name]}", address
    if name == "title" and sources.head.title:
        yield "title element", " ".join(sources.head.title.split())
    if name == "language" and sources.head.language:
        yield "html lang", sources.head.language


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(getattr(value, "url", None) or (value.isoformat() if hasattr(value, "isoformat") else value))


def _agrees(stated: str, shown: str) -> bool:
    one, other = stated.casefold(), shown.casefold()
    return bool(other) and (one in other or other in one or one[:10] == other[:10])
