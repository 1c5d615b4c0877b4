"""Kept lines of a text dump to the body: paragraphs, and what Markdown and bullets mark as headings and lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from declutter.body import BodyBlock, Heading, List, ListItem, Paragraph
from declutter.parsing.page import Block, Flag, Page

TOP_LEVEL, LOW_LEVEL = 2, 3  # of headings: the title is the one above


def assemble_lines(page: Page, kept: Sequence[int]) -> tuple[BodyBlock, ...]:
    """Return the body made of the lines with these indexes, which must ascend."""
    body: list[BodyBlock] = []
    for is_item, lines in groupby((page.blocks[index] for index in kept), key=lambda line: bool(line.flags & Flag.LIST)):
        if is_item:
            body.append(List(tuple(ListItem((Paragraph(line.text),)) for line in lines)))
        else:
            body += map(_block, lines)
    return tuple(body)


def _block(line: Block) -> Heading | Paragraph:
    if line.flags & Flag.HEADING:
        return Heading(line.text, TOP_LEVEL if line.flags & Flag.TOP_HEADING else LOW_LEVEL)
    return Paragraph(line.text)
