"""Front matter: an article's metadata above its Markdown, in the YAML that static-site generators and Obsidian read."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from declutter.article import Article


def render_front_matter(article: Article) -> str:
    r"""Return title and metadata between two lines of "---"; what is not known is left out.

    Strings are written as JSON does, which every reader of YAML takes.
    """
    metadata = article.metadata
    values: dict[str, object] = {
        "title": article.title, "authors": metadata.authors, "date": metadata.published, "modified": metadata.modified,
        "site": metadata.site_name, "url": metadata.url, "language": metadata.language,
        "description": metadata.description, "image": metadata.image.url if metadata.image else None,
        "tags": metadata.tags, "license": metadata.license, "type": article.page_type,
    }  # fmt: skip
    lines = [f"{key}: {_yaml(value)}" for key, value in values.items() if value]
    return "\n".join(("---", *lines, "---", "")) + "\n"


def _yaml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    # JSON escapes what ends a line in YAML alone, and what YAML cannot hold, only where asked for ASCII.
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)
