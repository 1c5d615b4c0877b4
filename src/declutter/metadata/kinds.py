"""What kind of page the head says it is, as words: og:type, JSON-LD types, generator, and fields that a kind has."""

from __future__ import annotations

import re

from declutter.metadata.sources import Sources

TELLING = ("author", "article:published_time", "article:section", "product:price:amount", "og:price:amount")
_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"(?:https?://schema\.org/)?(\w{2,40})"')
_WORD = re.compile(r"[^\W\d_]{2,}")


def declared_kinds(sources: Sources) -> list[str]:
    """Return the page's statements on its kind, such as "og:product", "ld:NewsArticle", "generator:wordpress"."""
    kinds = [f"og:{(sources.first('og:type') or 'none').lower()}"]
    types = {kind for text in sources.head.json_ld for kind in _TYPE.findall(text)}
    kinds += [f"ld:{kind}" for kind in sorted(types)] or ["ld:none"]
    kinds += [f"generator:{word}" for word in _WORD.findall((sources.first("generator") or "").lower())]
    kinds += [f"has:{name}" for name in TELLING if sources.first(name)]
    return kinds
