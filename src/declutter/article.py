"""What an extraction gives: an Article with its Metadata; plain frozen values. The body's blocks are in body.py."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from declutter.body import BODY_CLASSES, BodyBlock, block_from_plain, plain_block

if TYPE_CHECKING:
    from declutter.chunks import Chunk

PageType = Literal["article", "forum", "product", "collection", "listing", "documentation", "service"]


@dataclass(frozen=True, slots=True)
class Image:
    """The page's main image; `url` is absolute."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the page says about itself. None is "not found", () is "there are none".

    `published` and `modified` are a datetime, with its time zone, where the page says so, else a date.
    """

    authors: tuple[str, ...] = ()
    published: datetime | date | None = None
    modified: datetime | date | None = None
    site_name: str | None = None
    url: str | None = None
    language: str | None = None
    description: str | None = None
    image: Image | None = None
    tags: tuple[str, ...] = ()
    license: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The main content of a page.

    `confidence` in [0, 1] says how good this extraction is expected to be. `notes` name limits that were met and
    causes of an empty result. Two articles are equal when all of this is.
    """

    title: str | None = None
    lead: str | None = None
    body: tuple[BodyBlock, ...] = ()
    metadata: Metadata = Metadata()
    page_type: PageType | None = None
    confidence: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's text, a block each, without empty ones."""
        return tuple(block.text for block in self.body if block.text)

    @property
    def text(self) -> str:
        """Lead and body as plain text, blocks parted by a blank line; the title is apart."""
        return "\n\n".join((self.lead, *self.paragraphs) if self.lead else self.paragraphs)

    def __bool__(self) -> bool:
        """Whether anything was found that counts as content."""
        return bool(self.lead or self.body)

    def to_markdown(self) -> str:
        """Return title, lead and body as CommonMark."""
        from declutter.render.markdown import render_markdown  # noqa: PLC0415 - a door, see pyproject's import rules

        return render_markdown(self)

    def to_html(self) -> str:
        """Return a whole, semantic HTML page without scripts or styles."""
        from declutter.render.html import render_html  # noqa: PLC0415 - likewise

        return render_html(self)

    def chunks(self, *, max_words: int = 200) -> tuple[Chunk, ...]:
        """Return the text in passages for retrieval, each with its headings and a link to its place in the page.

        No sentence, table row or code is cut; a passage is longer than `max_words` only where one of these is.
        Raises ValueError if `max_words` is not positive.
        """
        from declutter.chunks import cut_chunks  # noqa: PLC0415 - likewise

        return cut_chunks(self, max_words)

    def to_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists, strings and numbers; `Article.from_dict` reads them back."""
        plain: dict[str, Any] = _plain(self)
        return plain

    def to_json(self, *, indent: int | None = None) -> str:
        """Return `to_dict()` as JSON text, not escaped to ASCII."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Article:
        """Build the article that `to_dict` described.

        Raises ValueError on an unknown kind of block, TypeError on keys that are missing or unknown.
        """
        values = dict(data)
        values["body"] = tuple(block_from_plain(block) for block in data.get("body", ()))
        values["metadata"] = _metadata_from_dict(data.get("metadata", {}))
        values["notes"] = tuple(data.get("notes", ()))
        return cls(**values)

    @classmethod
    def from_json(cls, text: str) -> Article:
        """Build the article that `to_json` wrote."""
        return cls.from_dict(json.loads(text))


def _plain(value: Any) -> Any:
    """Return a dataclass as a dict, a tuple as a list, a date as ISO 8601."""
    if isinstance(value, BODY_CLASSES):
        return plain_block(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _metadata_from_dict(data: dict[str, Any]) -> Metadata:
    values = dict(data)
    if values.get("image") is not None:
        values["image"] = Image(**values["image"])
    for name in ("published", "modified"):
        if values.get(name) is not None:
            values[name] = _moment(values[name])
    for field in fields(Metadata):
        if isinstance(values.get(field.name), list):
            values[field.name] = tuple(values[field.name])
    return Metadata(**values)


def _moment(iso: str) -> datetime | date:
    return datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso)
