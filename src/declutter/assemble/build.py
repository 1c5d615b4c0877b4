"""Kept blocks to the typed body: exactly once, in document order; lists, tables and quotes made whole again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from declutter.assemble.code import find_language
from declutter.assemble.inline import InlineReader
from declutter.assemble.outline import STRUCTURED, Container, Outline, Place, layout_rows
from declutter.assemble.tables import build_table, find_data_tables, join_texts
from declutter.body import BodyBlock, Code, Heading, List, ListItem, Paragraph, Quote, Span
from declutter.parsing.page import Block, Elements, Page

_START = re.compile(r"\s*([0-9]{1,9})\s*$")


class _Leaf(NamedTuple):
    """A kept block, where it stands, and the markup in it."""

    block: Block
    place: Place
    spans: tuple[Span, ...]


def assemble(page: Page, kept: Sequence[int]) -> tuple[BodyBlock, ...]:
    """Return the body made of the page's blocks with these indexes, which must ascend."""
    if page.is_text:
        return tuple(Paragraph(page.blocks[index].text) for index in kept)
    reader = InlineReader(page)
    blocks = [page.blocks[index] for index in kept]
    if not any(block.flags & STRUCTURED for block in blocks):
        return tuple(Paragraph(block.text, reader.spans(index)) for block, index in zip(blocks, kept, strict=True))
    outline = Outline(page.elements, find_data_tables(page, kept), layout_rows(page.elements, blocks))
    leaves = [_Leaf(block, outline.place(block), reader.spans(index)) for block, index in zip(blocks, kept, strict=True)]
    return tuple(_build(page.elements, leaves, 0))


def _build(elements: Elements, leaves: Sequence[_Leaf], depth: int) -> Iterator[BodyBlock]:
    """Yield the blocks that leaves make which stand in the same `depth` containers."""
    for container, members in groupby(leaves, key=lambda leaf: _container(leaf, depth)):
        inside = list(members)
        if container is None:
            for place, pieces in groupby(inside, key=lambda leaf: leaf.place):
                yield from _texts(elements, place, list(pieces))
        elif container.kind == "quote":
            yield _quote(elements, inside, depth + 1)
        elif container.kind == "table":
            yield build_table(elements, container.row, [(leaf.block, leaf.spans) for leaf in inside])
        else:
            yield _list(elements, container.row, inside, depth + 1)


def _container(leaf: _Leaf, depth: int) -> Container | None:
    containers = leaf.place.containers
    return containers[depth] if depth < len(containers) else None


def _texts(elements: Elements, place: Place, leaves: Sequence[_Leaf]) -> Iterator[BodyBlock]:
    """Yield the blocks of neighbours that stand at the same place."""
    if place.kind == "heading":
        text, spans = join_texts([(leaf.block.text.replace("\n", " "), leaf.spans) for leaf in leaves])
        yield Heading(text, int(elements.tag[place.row][1]), tuple(s for s in spans if not _is_bold_heading(s, text)))
    elif place.kind == "code":
        yield Code("\n".join(leaf.block.text for leaf in leaves), find_language(elements, place.row))
    else:
        for leaf in leaves:
            yield Paragraph(leaf.block.text, leaf.spans)


def _is_bold_heading(span: Span, text: str) -> bool:
    """Whether a span says of a whole heading what a heading is anyway."""
    return span.kind == "strong" and span.start == 0 and span.end == len(text)


def _quote(elements: Elements, leaves: Sequence[_Leaf], depth: int) -> Quote:
    """Return a quotation; what the page marks as its source stands last, else it is a paragraph like any other."""
    said = list(leaves)
    source: list[str] = []
    while len(said) > 1 and said[-1].place.kind == "attribution" and len(said[-1].place.containers) == depth:
        source.insert(0, said.pop().block.text.replace("\n", " "))
    return Quote(tuple(_build(elements, said, depth)), " ".join(source) or None)


def _list(elements: Elements, row: int, leaves: Sequence[_Leaf], depth: int) -> List:
    """Return a list; what stands in it outside its items is an item, or belongs to the item before if it is a list."""
    items: list[ListItem] = []
    for container, members in groupby(leaves, key=lambda leaf: _container(leaf, depth)):
        inside = list(members)
        if container is not None and container.kind == "item":
            tag = elements.tag[container.row]
            items.append(ListItem(tuple(_build(elements, inside, depth + 1)), term=tag == "dt"))
        elif container is not None and items:
            items[-1] = replace(items[-1], blocks=(*items[-1].blocks, *_build(elements, inside, depth)))
        elif container is not None:
            items.append(ListItem(tuple(_build(elements, inside, depth))))
        else:
            items += (ListItem((block,)) for block in _build(elements, inside, depth))
    ordered = elements.tag[row] == "ol"
    return List(tuple(items), ordered, _start(elements, row) if ordered else 1)


def _start(elements: Elements, row: int) -> int:
    found = _START.match(elements.attributes(row).get("start") or "")
    return int(found[1]) if found else 1
