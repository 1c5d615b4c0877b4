"""Kept blocks to the typed body: exactly once, in document order; lists, tables and quotes made whole again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from declutter.assemble.code import find_language, has_line_numbers, number_columns, without_line_numbers
from declutter.assemble.embeds import EMBED_HINTS, find_embeds, said_in_embed
from declutter.assemble.inline import InlineReader, MarkedText
from declutter.assemble.lines import assemble_lines
from declutter.assemble.links import LinkBase
from declutter.assemble.media import PlacedMedium, place_formulas, place_media, place_posts
from declutter.assemble.notes import FIRST_MARKS, NONE, NOTE_HINTS, find_notes
from declutter.assemble.outline import (
    BOX_HINTS,
    BOX_TITLE,
    PLAIN,
    STRUCTURED,
    Container,
    Outline,
    Place,
    box_type,
    find_boxes,
    layout_rows,
)
from declutter.assemble.tables import build_table, find_data_tables, join_texts
from declutter.body import (
    Admonition,
    BodyBlock,
    Code,
    Embed,
    Figure,
    Footnote,
    Heading,
    List,
    ListItem,
    Math,
    Paragraph,
    Quote,
    Rule,
    Span,
)
from declutter.parsing.page import Elements, Flag, Page

MAX_NODES_TO_BOX = 3  # elements around a task's box, as <p> and <label>
_WRITTEN_BOX = re.compile(r"\[([ xX])\] (?=\S)")  # as Article.to_html() has it
_START = re.compile(r"\s*([0-9]{1,9})\s*$")


class _Leaf(NamedTuple):
    """A kept block's text with the markup in it, or a medium between texts; and where it stands."""

    text: str
    element: int
    place: Place
    spans: tuple[Span, ...] = ()
    medium: Figure | Embed | Rule | Math | None = None
    is_formula: bool = False
    is_cited: bool = False


def assemble(page: Page, kept: Sequence[int]) -> tuple[BodyBlock, ...]:
    """Return the body made of the page's blocks with these indexes, which must ascend, and of the media among them."""
    if page.is_text:
        return assemble_lines(page, kept)
    return tuple(_build(page.elements, _leaves(page, kept, frozenset()), 0))


def assemble_parts(
    page: Page, kept: Sequence[int], part_of: Sequence[int], roots: frozenset[int]
) -> Iterator[tuple[int, tuple[BodyBlock, ...]]]:
    """Yield the body in parts, such as posts: as `assemble` does, but no list, quote or table reaches over a part's ends.

    `part_of` says of each element which part it stands in; `roots` are the elements that hold a whole part.
    """
    around = {above for row in roots for above in page.elements.ancestors(row)} if roots else ()
    leaves = _leaves(page, kept, frozenset(around))
    for part, members in groupby(leaves, key=lambda leaf: part_of[leaf.element]):
        yield part, tuple(_build(page.elements, list(members), 0))


def _leaves(page: Page, kept: Sequence[int], layout: frozenset[int]) -> list[_Leaf]:
    """Return the kept texts and the media between them; the elements `layout` are no lists, quotes or tables."""
    if not kept:
        return []
    links = LinkBase(page)
    blocks = [page.blocks[index] for index in kept]
    names = "\n".join(page.elements.names).lower()
    boxes = find_boxes(page.elements) if _has_any(names, BOX_HINTS) else frozenset()
    embeds = find_embeds(page, links) if _has_any(names, EMBED_HINTS) else {}
    tables: frozenset[int] | None = None
    notes = NONE
    if _has_any(names, NOTE_HINTS) or any(mark in block.text for block in blocks for mark in FIRST_MARKS):
        tables = find_data_tables(page, kept) - layout
        notes = find_notes(page, kept, layout | tables)
    reader = InlineReader(page, links, notes)
    reads = [reader.read(index) for index in kept]
    between = sorted(
        (
            *place_media(page, kept, links, reader.read),
            *_rules(page.elements, kept),
            *place_posts(page, kept, embeds),
            *(place_formulas(page, kept) if reader.has_scripts else ()),
        ),
        key=lambda placed: (placed.before, placed.element),
    )
    leaves: list[_Leaf] = []
    if not (between or boxes or embeds or notes.rows) and not any(block.flags & STRUCTURED for block in blocks):
        for block, read in zip(blocks, reads, strict=True):
            leaves += _parts(read, block.element, PLAIN)
        return leaves
    if tables is None:
        tables = find_data_tables(page, kept) - layout
    around_headings = layout_rows(page.elements, blocks)
    outline = Outline(page.elements, tables, around_headings | layout, boxes, notes.rows, embeds)
    taken = frozenset(index for placed in between for index in placed.captions)
    if any(block.flags & Flag.PRE for block in blocks):
        taken |= number_columns(list(zip(kept, blocks, strict=True)))
    at = 0
    for block, index, read in zip(blocks, kept, reads, strict=True):
        while at < len(between) and between[at].before <= index:
            leaves += _between(outline, between[at])
            at += 1
        if index not in taken:
            leaves += _parts(read, block.element, outline.place(block))
    for placed in between[at:]:
        leaves += _between(outline, placed)
    return leaves


def _has_any(names: str, hints: Sequence[str]) -> bool:
    return any(hint in names for hint in hints)


def _parts(read: MarkedText, element: int, place: Place) -> Iterator[_Leaf]:
    """Yield a block's text as a leaf, in parts if formulas stand apart in it, not at all if it was only a note's label."""
    if read.text and not read.displays:
        if 0 < read.cited < len(read.text) and read.text[read.cited].isalnum() and _inside(place) == "quote":
            for part in read.cut(read.cited):  # who said it is on a line of its own, by the style sheet
                yield _Leaf(part.text, element, place, part.spans)
        else:
            yield _Leaf(read.text, element, place, read.spans, is_cited=read.cited == len(read.text))
    elif read.text and place.kind == "paragraph" and not any(container.kind == "table" for container in place.containers):
        for part in read.parts():
            yield _Leaf(part.text, element, place, part.spans, is_formula=part.is_formula)
    elif read.text:
        yield _Leaf(read.text, element, place, read.spans)


def _inside(place: Place) -> str | None:
    return place.containers[-1].kind if place.containers else None


def _between(outline: Outline, placed: PlacedMedium) -> Iterator[_Leaf]:
    """Yield what stands between blocks as a leaf; in a table's cells there is no room for it."""
    place = outline.place_of(placed.element)
    if not any(container.kind == "table" for container in place.containers):
        yield _Leaf(placed.block.text, placed.element, Place(place.containers, "medium"), medium=placed.block)


def _rules(elements: Elements, kept: Sequence[int]) -> Iterator[PlacedMedium]:
    """Yield the lines that part kept blocks of one element."""
    for row in [row for row, tag in enumerate(elements.tag) if tag == "hr"] if "hr" in elements.tag else ():
        before, parent = elements.first_block[row], elements.parent[row]
        while parent > 0 and elements.first_block[parent] == elements.end_block[parent]:  # a box around nothing but the line
            parent = elements.parent[parent]
        at = bisect_left(kept, before)
        if 0 < at < len(kept) and kept[at - 1] >= elements.first_block[parent] and kept[at] < elements.end_block[parent]:
            yield PlacedMedium(Rule(), row, before, frozenset())


def _build(elements: Elements, leaves: Sequence[_Leaf], depth: int) -> Iterator[BodyBlock]:
    """Yield the blocks that leaves make which stand in the same `depth` containers."""
    for container, members in groupby(leaves, key=lambda leaf: _container(leaf, depth)):
        inside = list(members)
        if container is None:
            for place, pieces in groupby(inside, key=lambda leaf: leaf.place):
                yield from _texts(elements, place, list(pieces))
        elif container.kind == "quote":
            yield _quote(elements, inside, depth + 1)
        elif container.kind == "box":
            yield _box(elements, container.row, inside, depth + 1)
        elif container.kind == "table":
            yield build_table(elements, container.row, [(leaf.element, leaf.text, leaf.spans) for leaf in inside])
        elif container.embed is not None:
            said = [leaf.text for leaf in inside if leaf.medium is None]
            yield replace(container.embed, text=said_in_embed(elements, container.row, said, container.embed))
        elif container.kind == "note":
            yield Footnote(tuple(_build(elements, inside, depth + 1)), container.label)
        else:
            yield from _list_and_notes(elements, container.row, inside, depth + 1)


def _container(leaf: _Leaf, depth: int) -> Container | None:
    containers = leaf.place.containers
    return containers[depth] if depth < len(containers) else None


def _texts(elements: Elements, place: Place, leaves: Sequence[_Leaf]) -> Iterator[BodyBlock]:
    """Yield the blocks of neighbours that stand at the same place."""
    if place.kind == "medium":
        yield from (leaf.medium for leaf in leaves if leaf.medium is not None)
    elif place.kind == "heading":
        text, spans = join_texts([(leaf.text.replace("\n", " "), leaf.spans) for leaf in leaves])
        yield Heading(text, int(elements.tag[place.row][1]), tuple(s for s in spans if not _is_bold_heading(s, text)))
    elif place.kind == "code":
        code = "\n".join(leaf.text for leaf in leaves)
        if has_line_numbers(elements, place.row):
            code = without_line_numbers(code)
        yield Code(code, find_language(elements, place.row))
    else:
        for leaf in leaves:
            yield Math(leaf.text) if leaf.is_formula else Paragraph(leaf.text, leaf.spans)


def _is_bold_heading(span: Span, text: str) -> bool:
    """Whether a span says of a whole heading what a heading is anyway."""
    return span.kind == "strong" and span.start == 0 and span.end == len(text)


def _quote(elements: Elements, leaves: Sequence[_Leaf], depth: int) -> Quote:
    """Return a quotation; what the page marks as its source stands last, else it is a paragraph like any other."""
    said = list(leaves)
    source: list[str] = []
    while len(said) > 1 and _is_source(said[-1]) and len(said[-1].place.containers) == depth:
        source.insert(0, said.pop().text.replace("\n", " "))
    return Quote(tuple(_build(elements, said, depth)), " ".join(source) or None)


def _is_source(leaf: _Leaf) -> bool:
    return leaf.place.kind == "attribution" or (leaf.is_cited and leaf.place.kind == "paragraph")


def _box(elements: Elements, row: int, leaves: Sequence[_Leaf], depth: int) -> Admonition:
    """Return an admonition; its title is the first text, if the page names it so."""
    named = elements.names[leaves[0].element] if leaves else ""
    title = leaves[0].text.replace("\n", " ") if len(leaves) > 1 and BOX_TITLE.search(named) else None
    said = leaves[1:] if title else leaves
    return Admonition(tuple(_build(elements, said, depth)), box_type(elements.names[row]), title)


def _list_and_notes(elements: Elements, row: int, leaves: Sequence[_Leaf], depth: int) -> Iterator[BodyBlock]:
    """Yield a list; those of its items that are footnotes stand apart."""
    for are_notes, members in groupby(leaves, key=lambda leaf: _is_note(_container(leaf, depth))):
        if are_notes:
            yield from _build(elements, list(members), depth)
        else:
            yield _list(elements, row, list(members), depth)


def _is_note(container: Container | None) -> bool:
    return container is not None and container.kind == "note"


def _list(elements: Elements, row: int, leaves: Sequence[_Leaf], depth: int) -> List:
    """Return a list; what stands in it outside its items is an item, or belongs to the item before if it is a list."""
    items: list[ListItem] = []
    for container, members in groupby(leaves, key=lambda leaf: _container(leaf, depth)):
        inside = list(members)
        if container is not None and container.kind == "item":
            tag = elements.tag[container.row]
            checked = _checked(elements, container.row) if tag == "li" else None
            if checked is None and "task-list-item" in elements.names[container.row]:
                checked, inside[0] = _written_box(inside[0])
            items.append(ListItem(tuple(_build(elements, inside, depth + 1)), checked, tag == "dt"))
        elif container is not None and items:
            items[-1] = replace(items[-1], blocks=(*items[-1].blocks, *_build(elements, inside, depth)))
        elif container is not None:
            items.append(ListItem(tuple(_build(elements, inside, depth))))
        else:
            items += (ListItem((block,)) for block in _build(elements, inside, depth))
    ordered = elements.tag[row] == "ol"
    return List(tuple(items), ordered, _start(elements, row) if ordered else 1)


def _checked(elements: Elements, row: int) -> bool | None:
    """Return whether the box that an item starts with is checked, None if it starts with none."""
    node = elements.node[row].first_child
    for _ in range(MAX_NODES_TO_BOX):
        while node is not None and node.tag == "-text" and node.text_content.isspace():
            node = node.next
        if node is None or node.tag == "-text":
            return None
        if node.tag == "input":
            return "checked" in node.attributes if node.attributes.get("type") == "checkbox" else None
        node = node.first_child
    return None


def _written_box(leaf: _Leaf) -> tuple[bool | None, _Leaf]:
    """Return whether the box that a text starts with in letters is checked, and the text without it."""
    box = _WRITTEN_BOX.match(leaf.text)
    if box is None:
        return None, leaf
    spans = tuple(span.moved(-box.end()) for span in leaf.spans)
    return box[1] != " ", leaf._replace(text=leaf.text[box.end() :], spans=spans)


def _start(elements: Elements, row: int) -> int:
    found = _START.match(elements.attributes(row).get("start") or "")
    return int(found[1]) if found else 1
