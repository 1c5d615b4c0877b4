"""Kept blocks to the typed body: exactly once, in document order; lists, tables and quotes made whole again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from declutter.article import BodyBlock, Code, Heading, List, ListItem, Paragraph, Quote, Table
from declutter.parsing.page import Block, Elements, Flag, Page

_HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "dl"))
_ROW, _CELLS = "tr", frozenset(("td", "th"))
MAX_PARAGRAPH_IN_CELL = 300  # characters; a table with longer cells, or with blocks of other kinds, lays out a page


def assemble(page: Page, kept: Sequence[int]) -> tuple[BodyBlock, ...]:
    """Return the body made of the page's blocks with these indexes, which must ascend."""
    if page.is_text:
        return tuple(Paragraph(page.blocks[index].text) for index in kept)
    in_tables = any(page.blocks[index].flags & Flag.TABLE for index in kept)
    data_tables = _data_tables(page) if in_tables else frozenset()
    keyed = [(_group(page.elements, page.blocks[index], data_tables), page.blocks[index]) for index in kept]
    body: list[BodyBlock] = []
    for (kind, row), members in groupby(keyed, key=lambda pair: pair[0]):
        body += _build(page.elements, kind, row, [block for _, block in members])
    return tuple(body)


def _group(elements: Elements, block: Block, data_tables: frozenset[int]) -> tuple[str, int]:
    """Return the kind of body block that a block belongs to, and the row of the element that makes it one."""
    kind, owner = "paragraph", -1
    if block.flags & (Flag.HEADING | Flag.PRE | Flag.LIST | Flag.TABLE | Flag.QUOTE):
        for row in elements.ancestors(block.element):
            tag = elements.tag[row]
            if tag == "pre":
                return "code", row
            if tag == "caption":
                return "paragraph", -1
            if tag in _HEADING_LEVELS:
                kind, owner = "heading", row
            elif tag == "table" and row in data_tables:
                return "table", row
            elif kind == "heading":
                continue
            elif tag in _LISTS:
                kind, owner = "list", row  # the outermost list wins
            elif tag == "blockquote" and kind == "paragraph":
                kind, owner = "quote", row
    return kind, owner


def _build(elements: Elements, kind: str, row: int, blocks: list[Block]) -> Iterator[BodyBlock]:
    """Yield the body blocks that neighbours of one kind and one owner make."""
    if kind == "heading":
        level = _HEADING_LEVELS[elements.tag[row]]
        yield Heading(" ".join(" ".join(block.text.split()) for block in blocks), level)
    elif kind == "code":
        yield Code("\n".join(block.text for block in blocks), _code_language(elements, row))
    elif kind == "quote":
        yield Quote(tuple(block.text for block in blocks))
    elif kind == "table":
        yield _table(elements, row, blocks)
    elif kind == "list":
        yield List(tuple(_items(elements, row, blocks)))
    else:
        for block in blocks:
            yield Paragraph(block.text)


def _items(elements: Elements, outer: int, blocks: list[Block]) -> Iterator[ListItem]:
    """Yield a list's items; blocks of one <li> make one item, lines of it."""
    for item, members in groupby(blocks, key=lambda block: _item_row(elements, block.element)):
        lists = [row for row in elements.ancestors(item) if row >= outer and elements.tag[row] in _LISTS]
        text = "\n".join(block.text for block in members)
        yield ListItem(text, max(len(lists) - 1, 0), bool(lists) and elements.tag[lists[0]] == "ol")


def _item_row(elements: Elements, row: int) -> int:
    return next((at for at in elements.ancestors(row) if elements.tag[at] in ("li", "dt", "dd")), row)


def _data_tables(page: Page) -> frozenset[int]:
    """Return the rows of the tables that hold data: cells of one short block each, two rows and columns or more."""
    elements = page.elements
    found: set[int] = set()
    tables = [row for row, tag in enumerate(elements.tag) if tag == "table"]
    outer = {
        next((at for at in elements.ancestors(elements.parent[row]) if elements.tag[at] == "table"), -1) for row in tables
    }
    for row in tables:
        if row in outer:  # tables in it make it a page's layout
            continue
        blocks = page.blocks[elements.first_block[row] : elements.end_block[row]]
        inside = range(row + 1, _last_row(elements, row))
        cells = [at for at in inside if elements.tag[at] in _CELLS]
        lines = {_row_of(elements, cell) for cell in cells}
        if (
            len(lines) >= 2
            and 2 * len(lines) <= len(cells) + 1
            and len(blocks) <= 2 * len(cells)
            and all(len(block.text) <= MAX_PARAGRAPH_IN_CELL for block in blocks)
        ):
            found.add(row)
    return frozenset(found)


def _last_row(elements: Elements, row: int) -> int:
    """Return the first row after those inside an element, which follow it at once."""
    return next((at for at in range(row + 1, len(elements)) if elements.parent[at] < row), len(elements))


def _cell(elements: Elements, row: int) -> int:
    return next((at for at in elements.ancestors(row) if elements.tag[at] in _CELLS), row)


def _row_of(elements: Elements, cell: int) -> int:
    return next((at for at in elements.ancestors(cell) if elements.tag[at] == _ROW), cell)


def _table(elements: Elements, table: int, blocks: list[Block]) -> Table:
    """Return the table of the kept blocks; a cell without one is empty, so that columns stay columns."""
    texts: dict[int, str] = {}
    for block in blocks:
        cell, text = _cell(elements, block.element), block.text.replace("\n", " ")
        texts[cell] = f"{texts[cell]} {text}" if cell in texts else text
    cells = [row for row in range(table, _last_row(elements, table)) if elements.tag[row] in _CELLS or row in texts]
    grouped = [list(members) for _, members in groupby(cells, key=lambda cell: _row_of(elements, cell))]
    rows = [members for members in grouped if any(cell in texts for cell in members)]
    header = all(elements.tag[cell] == "th" for cell in rows[0])
    return Table(tuple(tuple(texts.get(cell, "") for cell in members) for members in rows), header)


def _code_language(elements: Elements, row: int) -> str | None:
    """Return the language that a code block's classes name, as `language-x`, `lang-x` or Sphinx's `highlight-x`."""
    pre = elements.node[row]
    inner = pre.first_child
    around = elements.parent[row]
    for node in (pre, inner, *(elements.node[at] for at in (around, elements.parent[around]) if at >= 0)):
        if node is None or node.tag.startswith("-"):
            continue
        for word in (node.attributes.get("class") or "").split():
            for prefix in ("language-", "lang-", "highlight-source-", "highlight-"):
                if word.startswith(prefix) and len(word) > len(prefix):
                    return word[len(prefix) :]
    return None
