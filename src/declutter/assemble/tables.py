"""Tables: which hold data, and what stands in which cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from declutter.body import Cell, Span, Table
from declutter.parsing.page import Elements, Flag, Page

MAX_CELL_CHARS = 300  # a table with longer cells, or with blocks of other kinds, lays out a page
_ROW, _CELLS = "tr", frozenset(("td", "th"))
_NUMBER = re.compile(r"\s*(\d{1,4})")


def find_data_tables(page: Page, kept: Sequence[int]) -> frozenset[int]:
    """Return the rows of the tables that hold data: cells of one short block each, two rows and columns or more."""
    elements = page.elements
    around = _TablesAround(elements)
    tables: set[int] = set()
    outer: set[int] = set()  # tables with a table inside
    for index in kept:
        if page.blocks[index].flags & Flag.TABLE:
            table = around.find(page.blocks[index].element)
            while table >= 0 and table not in tables:
                tables.add(table)
                table = around.find(elements.parent[table])
                outer.add(table)
    if not tables:
        return frozenset()
    ends = _subtree_ends(elements)
    return frozenset(table for table in tables - outer if _holds_data(page, table, ends[table]))


def build_table(elements: Elements, table: int, members: Sequence[tuple[int, str, tuple[Span, ...]]]) -> Table:
    """Return the table of kept texts, each with its element and spans.

    A cell without one is empty, so that columns stay columns.
    """
    texts: dict[int, list[tuple[str, tuple[Span, ...]]]] = {}
    caption: list[str] = []
    for element, text, spans in members:
        cell = _cell_around(elements, element, table)
        if cell == table:
            caption.append(text)
        else:
            texts.setdefault(cell, []).append((text.replace("\n", " "), spans))
    end = next((row for row in range(table + 1, len(elements)) if elements.parent[row] < table), len(elements))
    cells = [row for row in range(table, end) if elements.tag[row] in _CELLS or row in texts]
    by_row = [list(of_row) for _, of_row in groupby(cells, key=lambda cell: _row_of(elements, cell))]
    lines = [of_row for of_row in by_row if any(cell in texts for cell in of_row)]
    widest = max(map(len, lines), default=1)
    rows = tuple(tuple(_cell(elements, cell, texts.get(cell, []), widest, len(lines)) for cell in line) for line in lines)
    return Table(rows, " ".join(caption) or None)


def join_texts(parts: Sequence[tuple[str, tuple[Span, ...]]], between: str = " ") -> tuple[str, tuple[Span, ...]]:
    """Return texts as one, and their spans moved to where they now are."""
    if len(parts) == 1:
        return parts[0]
    moved: list[Span] = []
    offset = 0
    for text, spans in parts:
        moved += (span.moved(offset) for span in spans)
        offset += len(text) + len(between)
    return between.join(text for text, _ in parts), tuple(moved)


def _cell(elements: Elements, row: int, parts: list[tuple[str, tuple[Span, ...]]], widest: int, lines: int) -> Cell:
    text, spans = join_texts(parts) if parts else ("", ())
    attributes = elements.attributes(row)

    def read(name: str, most: int) -> int:
        found = _NUMBER.match(attributes.get(name) or "")
        return min(max(int(found[1]), 1), most) if found else 1

    return Cell(text, elements.tag[row] == "th", read("colspan", widest), read("rowspan", lines), spans)


def _holds_data(page: Page, table: int, end: int) -> bool:
    elements = page.elements
    blocks = page.blocks[elements.first_block[table] : elements.end_block[table]]
    cells = [row for row in range(table + 1, end) if elements.tag[row] in _CELLS]
    lines = {_row_of(elements, cell) for cell in cells}
    return (
        len(lines) >= 2
        and 2 * len(lines) <= len(cells) + 1
        and len(blocks) <= 2 * len(cells)
        and all(len(block.text) <= MAX_CELL_CHARS for block in blocks)
        and not any(block.flags & Flag.PRE and "\n" in block.text for block in blocks)
    )


def _subtree_ends(elements: Elements) -> list[int]:
    """Return for each row the first row after those inside its element."""
    ends = list(range(1, len(elements) + 1))
    for row in range(len(ends) - 1, 0, -1):
        parent = elements.parent[row]
        if parent >= 0 and ends[row] > ends[parent]:
            ends[parent] = ends[row]
    return ends


class _TablesAround:
    """The innermost table around each element, found when asked for and kept."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._found = {-1: -1}

    def find(self, row: int) -> int:
        """Return the row of a table, the element itself included; -1 if there is none around."""
        found, above = self._found, []
        while row not in found and self._elements.tag[row] != "table":
            above.append(row)
            row = self._elements.parent[row]
        table = found.setdefault(row, row)
        found.update(dict.fromkeys(above, table))
        return table


def _cell_around(elements: Elements, row: int, table: int) -> int:
    """Return the row of the cell that an element stands in, the element's own outside cells, the table's in a caption.

    What stands outside the table, in the figure around it, is its caption.
    """
    for at in elements.ancestors(row):
        if elements.tag[at] in _CELLS:
            return at
        if elements.tag[at] == "caption":
            return table
        if at == table:
            return row
    return table


def _row_of(elements: Elements, cell: int) -> int:
    return next((at for at in elements.ancestors(cell) if elements.tag[at] == _ROW), cell)
