"""A page as the stages after parsing see it: head data, elements and text blocks in document order; plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from declutter.parsing.tree import Node


class Flag:
    """What an element or one of its ancestors is; a block carries the flags of the element that holds its text.

    Bits of a plain int: enum's own costs more than the walk that sets them.
    """

    SKIPPED: Final = 1  # script, style, form controls: holds no text that a reader reads
    HIDDEN: Final = 2  # not shown to a reader: attribute, inline style or a utility class
    LINK: Final = 4
    PRE: Final = 8
    NAV: Final = 16  # <nav> and the roles that mean the same
    HEADER: Final = 32
    FOOTER: Final = 64
    ASIDE: Final = 128
    FORM: Final = 256
    BUTTON: Final = 512
    CAPTION: Final = 1024
    HEADING: Final = 2048
    LIST: Final = 4096
    TABLE: Final = 8192
    QUOTE: Final = 16384
    ARTICLE: Final = 32768
    MAIN: Final = 65536
    PARAGRAPH: Final = 131072
    TOP_HEADING: Final = 524288  # <h1> and <h2>
    EMPHASIS: Final = 1048576  # <em>, <i>, <cite>; of a block: nearly all of its text
    STRONG: Final = 2097152  # <strong>, <b>; of a block: nearly all of its text
    AFFIX: Final = 262144  # inline furniture inside a text: an edit link, a heading's anchor, a note's mark


@dataclass(frozen=True, slots=True)
class Elements:
    """The table of block-level elements, a column a property.

    Rows are in document order, so a parent's row is less than its children's.
    """

    tag: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)  # row; -1 for the root
    flags: list[int] = field(default_factory=list)  # of `Flag`, the ancestors' included
    names: list[str] = field(default_factory=list)  # its class, id, itemprop as written, parted by blanks
    first_block: list[int] = field(default_factory=list)  # the blocks inside are first_block … end_block - 1
    end_block: list[int] = field(default_factory=list)
    node: list[Node] = field(default_factory=list)  # empty in text dumps

    def __len__(self) -> int:
        return len(self.tag)

    def attributes(self, row: int) -> Mapping[str, str | None]:
        """Return an element's attributes, read anew at each call: keeping all of them costs more than the walk."""
        return self.node[row].attributes

    def ancestors(self, row: int) -> Iterator[int]:
        """Yield the row itself and those of its ancestors, innermost first."""
        while row >= 0:
            yield row
            row = self.parent[row]


class Block(NamedTuple):
    """The text between two block-level boundaries."""

    text: str  # white space collapsed, "\n" where the page breaks a line; as written in <pre>
    element: int  # row of the block-level element that holds it
    flags: int  # of `Flag`
    link_chars: int  # characters of the text that stand in links
    node: Node | None  # the first text node that makes it; None in text dumps


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself outside its text, as written."""

    title: str | None = None
    language: str | None = None
    metas: tuple[tuple[str, str], ...] = ()  # (name | property | itemprop | http-equiv in lower case, content)
    links: tuple[Mapping[str, str | None], ...] = ()  # attributes of <link rel>
    json_ld: tuple[str, ...] = ()
    base: str | None = None


class Medium(NamedTuple):
    """An image, a video or a frame: it holds no text, and so is in no block."""

    node: Node
    element: int  # row of the block-level element that holds it, or that it is itself
    before: int  # the index of the first block after it


@dataclass(frozen=True, slots=True)
class Page:
    """A segmented page: what it says about itself, its elements and its text blocks, in document order."""

    head: Head = Head()
    elements: Elements = field(default_factory=Elements)
    blocks: list[Block] = field(default_factory=list)
    url: str | None = None
    notes: tuple[str, ...] = ()
    noscript: tuple[str, ...] = ()  # the markup in <noscript> elements of the body
    times: tuple[tuple[str | None, int], ...] = ()  # of each <time>: its datetime, and the block it stands in
    media: tuple[Medium, ...] = ()  # those that a reader sees, in document order
    is_text: bool = False  # a text dump: its blocks are lines

    def noting(self, note: str) -> Page:
        """Return the page with one more note."""
        return replace(self, notes=(*self.notes, note))

    def without(self, indices: Collection[int]) -> Page:
        """Return the page as it would be without some of its blocks."""
        if not indices:
            return self
        stays = [index not in indices for index in range(len(self.blocks))]
        before = [0, *accumulate(stays)]  # blocks that stay before each one
        elements = replace(
            self.elements,
            first_block=[before[index] for index in self.elements.first_block],
            end_block=[before[index] for index in self.elements.end_block],
        )
        return replace(
            self,
            elements=elements,
            blocks=list(compress(self.blocks, stays)),
            times=tuple((stamp, before[index]) for stamp, index in self.times if index < len(stays) and stays[index]),
            media=tuple(medium._replace(before=before[medium.before]) for medium in self.media),
        )
