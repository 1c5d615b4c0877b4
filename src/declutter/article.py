"""What an extraction gives: an Article, its typed body blocks and its Metadata; plain frozen values."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal

PageType = Literal["article", "forum", "product", "collection", "listing", "documentation", "service"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the body; `level` is 1 to 6."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break that the page set inside it is a newline."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list; `depth` is 0 for the outermost list."""

    kind: ClassVar[str] = "item"
    text: str
    depth: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """A list with its items in reading order, those of nested lists between their parents'."""

    kind: ClassVar[str] = "list"
    items: tuple[ListItem, ...]

    @property
    def text(self) -> str:
        """The items, a line each."""
        return "\n".join(item.text for item in self.items)


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation, its paragraphs in order."""

    kind: ClassVar[str] = "quote"
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The quotation's paragraphs, a line each."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text, white space as on the page; `language` as the page names it."""

    kind: ClassVar[str] = "code"
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A data table: rows of cells' texts; `header` says whether the first row is one."""

    kind: ClassVar[str] = "table"
    rows: tuple[tuple[str, ...], ...]
    header: bool = False

    @property
    def text(self) -> str:
        """The rows, a line each, cells parted by a tab."""
        return "\n".join("\t".join(row) for row in self.rows)


BodyBlock = Heading | Paragraph | List | Quote | Code | Table
BODY_KINDS: dict[str, type[Any]] = {c.kind: c for c in (Heading, Paragraph, List, Quote, Code, Table)}


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
        values["body"] = tuple(_block_from_dict(block) for block in data.get("body", ()))
        values["metadata"] = _metadata_from_dict(data.get("metadata", {}))
        values["notes"] = tuple(data.get("notes", ()))
        return cls(**values)

    @classmethod
    def from_json(cls, text: str) -> Article:
        """Build the article that `to_json` wrote."""
        return cls.from_dict(json.loads(text))


def _plain(value: Any) -> Any:
    """Return a dataclass as a dict (a body block with its kind), a tuple as a list, a date as ISO 8601."""
    if is_dataclass(value):
        kind = {"kind": value.kind} if isinstance(value, Heading | Paragraph | List | Quote | Code | Table) else {}
        return kind | {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _block_from_dict(data: dict[str, Any]) -> BodyBlock:
    values = {key: value for key, value in data.items() if key != "kind"}
    kind = data.get("kind")
    if kind not in BODY_KINDS:
        raise ValueError(f"unknown kind of body block {kind!r}; known are {', '.join(BODY_KINDS)}")
    if kind == "list" and "items" in values:
        values["items"] = tuple(ListItem(**item) for item in values["items"])
    elif kind == "table" and "rows" in values:
        values["rows"] = tuple(tuple(row) for row in values["rows"])
    elif kind == "quote" and "paragraphs" in values:
        values["paragraphs"] = tuple(values["paragraphs"])
    block: BodyBlock = BODY_KINDS[kind](**values)
    return block


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
