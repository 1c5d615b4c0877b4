"""Which lists, items, quotes and tables a block stands in, outermost first, and what kind of text it is itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Literal, NamedTuple

from declutter.body import Embed
from declutter.parsing.page import Block, Elements, Flag

MAX_NESTING = 24  # containers in containers; what stands deeper belongs to the last of them

MAX_LEVELS_TO_FIGURE = 4  # of elements between a table and its <figure>

LeafKind = Literal["paragraph", "heading", "code", "caption", "attribution", "medium"]
_LEAVES: dict[str, LeafKind] = {
    **dict.fromkeys("h1 h2 h3 h4 h5 h6".split(), "heading"),
    "pre": "code", "listing": "code", "xmp": "code", "caption": "caption",
}  # fmt: skip
_CONTAINERS = {
    "ul": "list", "ol": "list", "dl": "list", "menu": "list", "li": "item", "dt": "item", "dd": "item",
    "blockquote": "quote", "table": "table",
}  # fmt: skip
_OF_QUOTES = frozenset("footer cite figcaption".split())  # of a blockquote: who said it
_NAMES_SOURCE = re.compile(
    r"(?:^|[\s_-])(?:attribution|templatequotecite|quote-?(?:author|source|cite)|blockquote-footer)(?:$|\s)"
)
# Of boxes that set a note or a warning apart: Sphinx and MkDocs, Docusaurus, GitHub, Obsidian and Notion.
BOX_HINTS = ("admonition", "callout", "markdown-alert")
_BOX = re.compile(r"(?:^|\s)(?:theme-admonition|admonition|callout|markdown-alert)(?=\s|$)")
_BOX_TYPE = re.compile(
    r"(?:^|[\s-])(note|tip|hint|important|warning|caution|danger|error|attention|info|seealso|example|success|question|quote"
    r"|bug|abstract|todo)(?=\s|$)"
)
BOX_TITLE = re.compile(r"title|heading|label", re.IGNORECASE)
STRUCTURED = Flag.HEADING | Flag.PRE | Flag.LIST | Flag.TABLE | Flag.QUOTE


class Container(NamedTuple):
    """An element that holds blocks."""

    kind: str  # list, item, quote, table, box, note, embed
    row: int
    label: str = ""  # of a note
    embed: Embed | None = None  # without its text


class Place(NamedTuple):
    """Where a block stands."""

    containers: tuple[Container, ...] = ()
    kind: LeafKind = "paragraph"
    row: int = -1  # of the element that makes it of this kind; -1 for paragraphs


PLAIN = Place()


class Outline:
    """The places of a page's elements, found when asked for and kept: an element's place is its parent's and its own."""

    def __init__(self, elements: Elements, data_tables: frozenset[int], layout: frozenset[int],
                 boxes: frozenset[int] = frozenset(), notes: Mapping[int, str] = MappingProxyType({}),
                 embeds: Mapping[int, Embed] = MappingProxyType({})) -> None:  # fmt: skip
        self._boxes = boxes
        self._notes = notes
        self._embeds = embeds
        self._figures = _figures(elements, data_tables)
        self._has_named = bool(boxes or notes or embeds or self._figures)
        self._elements = elements
        self._data_tables = data_tables
        self._layout = layout
        self._places: dict[int, Place] = {-1: PLAIN}

    def place(self, block: Block) -> Place:
        """Return where a block stands."""
        return self.place_of(block.element) if block.flags & STRUCTURED or self._has_named else PLAIN

    def place_of(self, row: int) -> Place:
        """Return where an element stands."""
        places, parents = self._places, self._elements.parent
        above: list[int] = []
        while row not in places:
            above.append(row)
            row = parents[row]
        place = places[row]
        for own in reversed(above):
            place = places[own] = self._enter(place, own)
        return place

    def _enter(self, place: Place, row: int) -> Place:
        """Return the place of an element whose parent stands at `place`."""
        tag = self._elements.tag[row]
        if place.kind == "code" or (place.kind == "heading" and tag != "pre"):
            return place
        if place.containers and place.containers[-1].kind == "embed":
            return place
        if tag == "figcaption" and (table := self._figures.get(self._elements.parent[row])) is not None:
            return Place((*place.containers, Container("table", table)), "caption", row)
        if leaf := _LEAVES.get(tag):
            return Place(place.containers, leaf, row)
        containers = place.containers
        inside = containers[-1].kind if containers else None
        if (label := self._notes.get(row)) is not None and len(containers) < MAX_NESTING:
            return place._replace(containers=(*containers, Container("note", row, label)))
        if (embed := self._embeds.get(row)) is not None and inside != "table":
            return place._replace(containers=(*containers, Container("embed", row, embed=embed)))
        if inside == "table":
            return place
        if inside == "quote" and (tag in _OF_QUOTES or _NAMES_SOURCE.search(self._elements.names[row])):
            return Place(containers, "attribution", row)
        kind = "box" if row in self._boxes else _CONTAINERS.get(tag)
        if kind is None or row in self._layout or len(containers) >= MAX_NESTING:
            return place
        if (kind == "table" and row not in self._data_tables) or (kind == "item" and not self._is_item(containers, row)):
            return place
        return place._replace(containers=(*containers, Container(kind, row)))

    def _is_item(self, containers: Sequence[Container], row: int) -> bool:
        """Whether an item stands in a list of its own, maybe in a <div> of it: others are mere boxes."""
        if not containers or containers[-1].kind != "list":
            return False
        parents, parent = self._elements.parent, self._elements.parent[row]
        return containers[-1].row in (parent, parents[parent])


def _figures(elements: Elements, tables: frozenset[int]) -> dict[int, int]:
    """Return the figures around tables, each with its table: its caption is the table's."""
    found: dict[int, int] = {}
    for table in sorted(tables, reverse=True):
        for row in islice(elements.ancestors(table), 1, 1 + MAX_LEVELS_TO_FIGURE):
            if elements.tag[row] == "figure":
                found[row] = table
    return found


def find_boxes(elements: Elements) -> frozenset[int]:
    """Return the rows of boxes that set a note or a warning apart, by their class."""
    return frozenset(row for row, names in enumerate(elements.names) if names and _BOX.search(names))


def box_type(names: str) -> str:
    """Return what kind of box a class names.

    >>> box_type("admonition warning"), box_type("markdown-alert markdown-alert-tip"), box_type("callout")
    ('warning', 'tip', 'note')
    """
    found = _BOX_TYPE.search(names)
    return found[1] if found else "note"


def layout_rows(elements: Elements, blocks: Iterable[Block]) -> frozenset[int]:
    """Return the rows of the elements around headings: a list or quote with a heading inside parts a page."""
    found: set[int] = set()
    for block in blocks:
        if block.flags & Flag.HEADING:
            row = block.element
            while row >= 0 and row not in found:
                found.add(row)
                row = elements.parent[row]
    return frozenset(found)
