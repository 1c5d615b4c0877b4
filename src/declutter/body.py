"""The typed body of an article: blocks, what stands inside them, and markup as spans over their text; frozen values."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Literal, Union

SpanKind = Literal["link", "strong", "emphasis", "strike", "sub", "sup", "code", "math", "footnote"]


@dataclass(frozen=True, slots=True)
class Span:
    """Markup over `text[start:end]` of the block that holds it; `url` is a link's absolute address, else None.

    Under a span of the kind "math" the text is TeX, without delimiters. One of the kind "footnote" is empty: a mark stood
    there, and `label` is that of the `Footnote` that it leads to.
    """

    start: int
    end: int
    kind: SpanKind
    url: str | None = None
    label: str | None = None

    def moved(self, by: int) -> Span:
        """Return the span as it is over the text with so many characters before it."""
        return Span(self.start + by, self.end + by, self.kind, self.url, self.label)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the body; `level` is 1 to 6."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 2
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break that the page set inside it is a newline."""

    kind: ClassVar[str] = "paragraph"
    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list, and the blocks in it: a paragraph as a rule, and lists nested below.

    `checked` is that of a task, None of any other item. A `term` is one that the items after it describe.
    """

    kind: ClassVar[str] = "item"
    blocks: tuple[BodyBlock, ...]
    checked: bool | None = None
    term: bool = False

    @property
    def text(self) -> str:
        """The texts of its blocks, a line each."""
        return _lines(self.blocks)


@dataclass(frozen=True, slots=True)
class List:
    """A list; an `ordered` one counts from `start`."""

    kind: ClassVar[str] = "list"
    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1

    @property
    def text(self) -> str:
        """The texts of its items, a line each."""
        return _lines(self.items)


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation; `attribution` says whose it is, where the page marks that."""

    kind: ClassVar[str] = "quote"
    blocks: tuple[BodyBlock, ...]
    attribution: str | None = None

    @property
    def text(self) -> str:
        """The texts of its blocks and the attribution, a line each."""
        return "\n".join(filter(None, (_lines(self.blocks), self.attribution)))


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text, white space as on the page; `language` as the page names it."""

    kind: ClassVar[str] = "code"
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; it may span columns and rows."""

    text: str
    header: bool = False
    colspan: int = 1
    rowspan: int = 1
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A data table: rows of the cells that start in them, as in HTML; `grid` has the spans resolved."""

    kind: ClassVar[str] = "table"
    rows: tuple[tuple[Cell, ...], ...]
    caption: str | None = None

    @property
    def header(self) -> bool:
        """Whether the first row is a header: nothing but header cells."""
        return bool(self.rows and self.rows[0]) and all(cell.header for cell in self.rows[0])

    @property
    def grid(self) -> tuple[tuple[str, ...], ...]:
        """The cells' texts, in rows of one length; a text stands in each row and column that its cell spans."""
        return tuple(tuple(cell.text if cell else "" for cell, _ in row) for row in place_cells(self.rows))

    @property
    def text(self) -> str:
        """The caption and the rows, a line each, cells parted by a tab."""
        lines = ("\t".join(cell.text for cell in row) for row in self.rows)
        return "\n".join((self.caption, *lines) if self.caption else lines)


@dataclass(frozen=True, slots=True)
class Math:
    """A formula set apart from the text, in TeX without delimiters."""

    kind: ClassVar[str] = "math"
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """An image, where it stood; `url` is absolute.

    `text` is what of caption and credit is part of the article's text: "" where both were judged to be beside it.
    """

    kind: ClassVar[str] = "figure"
    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    width: int | None = None
    height: int | None = None
    text: str = ""
    spans: tuple[Span, ...] = ()  # over the caption


@dataclass(frozen=True, slots=True)
class Embed:
    """A video, a sound, a post or a frame of another site; `provider` is its name, None for a file of the page's own.

    `text` is what the page shows of it itself, such as the words of a post.
    """

    kind: ClassVar[str] = "embed"
    url: str
    provider: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between sections, as a change of scene has."""

    kind: ClassVar[str] = "rule"

    @property
    def text(self) -> str:
        """Nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class Admonition:
    """A box that sets a note, a warning or a tip apart; `type` is the class's own word for it, in lower case."""

    kind: ClassVar[str] = "admonition"
    blocks: tuple[BodyBlock, ...]
    type: str = "note"
    title: str | None = None

    @property
    def text(self) -> str:
        """The title and the texts of its blocks, a line each."""
        return "\n".join(filter(None, (self.title, _lines(self.blocks))))


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note to a place in the text, where it stood, as a rule at the end; spans with the same `label` are its marks.

    The label is as the page shows it, in letters, digits and hyphens; no two notes of a body have the same.
    """

    kind: ClassVar[str] = "footnote"
    blocks: tuple[BodyBlock, ...]
    label: str

    @property
    def text(self) -> str:
        """The texts of its blocks, a line each, without the label."""
        return _lines(self.blocks)


@dataclass(frozen=True, slots=True)
class Post:
    """What one person wrote in a thread: a post of a forum, a question, an answer, a comment.

    `parent` is the index, among the posts of the same body or of `Article.comments`, of the one that it answers.
    `score` is votes or likes; `accepted` says that the page marks it as the answer.
    """

    kind: ClassVar[str] = "post"
    blocks: tuple[BodyBlock, ...]
    author: str | None = None
    published: datetime | date | None = None
    score: int | None = None
    parent: int | None = None
    accepted: bool = False

    @property
    def text(self) -> str:
        """The texts of its blocks, parted by a blank line."""
        return "\n\n".join(text for block in self.blocks if (text := block.text))


BodyBlock = Union[  # noqa: UP007 - read by name in Python 3.10
    Heading, Paragraph, List, Quote, Code, Table, Math, Figure, Embed, Rule, Admonition, Footnote, Post
]
BODY_CLASSES: tuple[type[Any], ...] = (
    Heading, Paragraph, List, Quote, Code, Table, Math, Figure, Embed, Rule, Admonition, Footnote, Post,
)  # fmt: skip
BODY_KINDS: dict[str, type[Any]] = {c.kind: c for c in BODY_CLASSES}

MAX_COLUMNS = 1_000  # that a cell spans, as in browsers
MAX_HANGING_COLUMNS = 256  # from the first, in which cells reach down: each such row may widen the table


def place_cells(rows: tuple[tuple[Cell, ...], ...]) -> list[list[tuple[Cell | None, bool]]]:
    """Return the table as a rectangle: for each place its cell, and whether the cell starts there.

    A column span ends where the widest row ends, or a cell from above stands; a row span ends with the last row.
    """
    width = max((sum(max(1, cell.colspan) for cell in row) for row in rows if len(row) > 1), default=1)
    width = min(width, MAX_COLUMNS)
    placed: list[list[tuple[Cell | None, bool]]] = []
    hanging: dict[int, tuple[Cell, int]] = {}  # of a column: a cell that reaches down into it, and how many rows more
    for row in rows:
        line: list[tuple[Cell | None, bool]] = []
        below: dict[int, tuple[Cell, int]] = {}
        cells = iter(row)
        while True:
            if (from_above := hanging.pop(len(line), None)) is not None:
                cell, more = from_above
                if more > 1:
                    below[len(line)] = (cell, more - 1)
                line.append((cell, False))
            elif (own := next(cells, None)) is not None:
                for column in range(max(1, min(own.colspan, width - len(line)))):
                    if column and len(line) in hanging:
                        break
                    if own.rowspan > 1 and len(line) < MAX_HANGING_COLUMNS:
                        below[len(line)] = (own, own.rowspan - 1)
                    line.append((own, column == 0))
            elif hanging:
                line.append((None, False))
            else:
                break
        hanging = below
        placed.append(line)
    longest = max(map(len, placed), default=0)
    return [line + [(None, False)] * (longest - len(line)) for line in placed]


def plain_block(block: BodyBlock) -> dict[str, Any]:
    """Return a block as a dict of plain values: its kind, and what is not as by default."""
    return {"kind": block.kind, **_plain_fields(block)}


def block_from_plain(data: dict[str, Any]) -> BodyBlock:
    """Return the block that `plain_block` described.

    Raises ValueError on an unknown kind, TypeError on keys that are missing or unknown.
    """
    kind = data.get("kind")
    if kind not in BODY_KINDS:
        raise ValueError(f"unknown kind of body block {kind!r}; known are {', '.join(BODY_KINDS)}")
    block: BodyBlock = _build(BODY_KINDS[kind], {key: value for key, value in data.items() if key != "kind"})
    return block


def moment_from_iso(iso: str) -> datetime | date:
    """Return the day, or the moment with its time of day, that `isoformat` wrote."""
    return datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso)


def _lines(blocks: tuple[Any, ...]) -> str:
    return "\n".join(text for block in blocks if (text := block.text))


def _plain_fields(value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for field in fields(value):
        own = getattr(value, field.name)
        if field.default is MISSING or own != field.default:
            plain[field.name] = _plain(own)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, ListItem | Cell | Span):
        return _plain_fields(value)
    if isinstance(value, date):
        return value.isoformat()
    return plain_block(value) if isinstance(value, BODY_CLASSES) else value


def _build(made: type[Any], data: dict[str, Any]) -> Any:
    """Return a value of the class `made` from a dict of its fields."""
    values = dict(data)
    if isinstance(values.get("published"), str):
        values["published"] = moment_from_iso(values["published"])
    for name, read in _READERS.items():
        if name in values:
            values[name] = tuple(map(read, values[name]))
    return made(**values)


_READERS: dict[str, Any] = {
    "blocks": block_from_plain,
    "items": lambda data: _build(ListItem, data),
    "spans": lambda data: _build(Span, data),
    "rows": lambda row: tuple(_build(Cell, cell) for cell in row),
}
