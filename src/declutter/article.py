"""What an extraction gives: an Article with its Metadata; plain frozen values. The body's blocks are in body.py."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from declutter.body import BODY_CLASSES, BodyBlock, Post, block_from_plain, moment_from_iso, plain_block

if TYPE_CHECKING:
    from declutter.chunks import Chunk

PageType = Literal["article", "forum", "product", "collection", "listing", "documentation", "service"]
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Image:
    """The page's main image; `url` is absolute."""

    url: str
    width: int | None = None  # pixels
    height: int | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Alternate:
    """The page in another language, as it says itself; `language` is a BCP 47 tag or "x-default", `url` absolute."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Rival:
    """A place that gives a field too, and why it was not believed."""

    source: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place that a field was taken from, what stands there (cut at 200 characters), and its rivals."""

    source: str
    value: str
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the page says about itself. None is "not found", () is "there are none".

    `published` and `modified` are a datetime, with its time zone, where the page says so, else a date. `evidence` has
    the names of the fields that were found: `metadata.evidence["published"].source`.
    """

    authors: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    """Those of the authors that are no persons: agencies, desks, the site itself."""
    published: datetime | date | None = None
    modified: datetime | date | None = None
    site_name: str | None = None
    publisher: str | None = None
    url: str | None = None
    """The canonical address."""
    language: str | None = None
    """The primary tag of the text's language, such as "de": as the text shows it, or as the page declares it."""
    declared_language: str | None = None
    direction: Direction | None = None
    description: str | None = None
    kicker: str | None = None
    """The words above the headline that say what it is about."""
    section: str | None = None
    breadcrumbs: tuple[str, ...] = ()
    image: Image | None = None
    tags: tuple[str, ...] = ()
    license: str | None = None
    paywalled: bool | None = None
    """Whether the text is for those who pay: True, False, or None where nothing says so."""
    comment_count: int | None = None
    next_page: str | None = None
    previous_page: str | None = None
    amp_url: str | None = None
    alternates: tuple[Alternate, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The main content of a page.

    `confidence` in [0, 1] says how good this extraction is expected to be. `notes` name limits that were met and
    causes of an empty result. The body of a thread is its posts; `comments` are those below an article, no part of `text`.
    Two articles are equal when all of this is.
    """

    title: str | None = None
    lead: str | None = None
    body: tuple[BodyBlock, ...] = ()
    metadata: Metadata = Metadata()
    page_type: PageType | None = None
    confidence: float = 0.0
    notes: tuple[str, ...] = ()
    comments: tuple[Post, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's text, a block each, those in posts apart, without empty ones."""
        return tuple(
            block.text
            for whole in self.body
            for block in (whole.blocks if isinstance(whole, Post) else (whole,))
            if block.text
        )

    @property
    def text(self) -> str:
        """Lead and body as plain text, blocks parted by a blank line; the title is apart."""
        return "\n\n".join((self.lead, *self.paragraphs) if self.lead else self.paragraphs)

    @property
    def word_count(self) -> int:
        """The reading length of lead and body in words; of what is written without spaces, a character is a word."""
        return count_words(self.text)

    def __bool__(self) -> bool:
        """Whether anything was found that counts as content."""
        return bool(self.lead or self.body)

    def __repr__(self) -> str:
        """Return one line: title, size, language, confidence; `to_dict` has everything."""
        from declutter.render.display import render_line  # noqa: PLC0415 - a door, see pyproject's import rules

        return render_line(self)

    def _repr_html_(self) -> str:
        """Return the article for a notebook."""
        from declutter.render.display import render_fragment  # noqa: PLC0415 - likewise

        return render_fragment(self)

    def __rich__(self) -> Any:
        """Return the article for rich's print and console."""
        from declutter.render.display import render_rich  # noqa: PLC0415 - likewise

        return render_rich(self)

    def to_text(self, *, width: int | None = None, links: bool = False) -> str:
        """Return title, lead and body as text to read: lists with their marks, quotes with theirs.

        Lines are at most `width` characters where words allow; with `links`, a link has a number, and its address stands
        at the end. Raises ValueError for a width below 20. `text` is for programs.
        """
        from declutter.render.text import render_text  # noqa: PLC0415 - a door, see pyproject's import rules

        return render_text(self, width=width, links=links)

    def to_markdown(self, *, front_matter: bool = False) -> str:
        """Return title, lead and body as CommonMark, below the metadata as YAML if `front_matter` is asked for."""
        from declutter.render.front_matter import render_front_matter  # noqa: PLC0415 - likewise
        from declutter.render.markdown import render_markdown  # noqa: PLC0415 - likewise

        above = render_front_matter(self) if front_matter else ""
        return above + render_markdown(self)

    def to_html(self) -> str:
        """Return a whole, semantic HTML page without scripts or styles."""
        from declutter.render.html import render_html  # noqa: PLC0415 - likewise

        return render_html(self)

    def to_xml(self) -> str:
        """Return an XML document after the guidelines of the Text Encoding Initiative (TEI P5)."""
        from declutter.render.tei import render_tei  # noqa: PLC0415 - likewise

        return render_tei(self)

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
        values["comments"] = tuple(block_from_plain({"kind": "post", **post}) for post in data.get("comments", ()))
        values["notes"] = tuple(data.get("notes", ()))
        return cls(**values)

    @classmethod
    def from_json(cls, text: str) -> Article:
        """Build the article that `to_json` wrote."""
        return cls.from_dict(json.loads(text))


_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # of scripts without spaces
    "|[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    "[^\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]*"
)


def count_words(text: str) -> int:
    """Return how many words a text has.

    >>> count_words("It rained - again."), count_words("雨が降った。")
    (3, 5)
    """
    return sum(1 for _ in _WORD.finditer(text))


def _plain(value: Any) -> Any:
    """Return a dataclass as a dict, a tuple as a list, a date as ISO 8601."""
    if isinstance(value, BODY_CLASSES):
        return plain_block(value)
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _metadata_from_dict(data: dict[str, Any]) -> Metadata:
    values = dict(data)
    if values.get("image") is not None:
        values["image"] = Image(**values["image"])
    for name in ("published", "modified"):
        if values.get(name) is not None:
            values[name] = moment_from_iso(values[name])
    values["alternates"] = tuple(Alternate(**one) for one in values.get("alternates") or ())
    values["evidence"] = {name: _evidence_from_dict(one) for name, one in (values.get("evidence") or {}).items()}
    for each in fields(Metadata):
        if isinstance(values.get(each.name), list):
            values[each.name] = tuple(values[each.name])
    return Metadata(**values)


def _evidence_from_dict(data: dict[str, Any]) -> Evidence:
    return Evidence(data["source"], data["value"], tuple(Rival(**one) for one in data["rivals"]))
