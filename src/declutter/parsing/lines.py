"""A text dump to a Page whose blocks are its lines; the stages after this one are those of any page."""

from __future__ import annotations

from declutter.options import DEFAULTS, Options
from declutter.parsing.page import Block, Page
from declutter.parsing.text import normalize


def read_lines(text: str, url: str | None = None, options: Options = DEFAULTS) -> Page:
    """Return a page of the text's lines that are not blank, white space collapsed."""
    blocks: list[Block] = []
    notes: tuple[str, ...] = ()
    for line in text.splitlines():
        if clean := normalize(line):
            if len(blocks) == options.max_blocks:
                notes = (f"only the first {options.max_blocks} lines were read",)
                break
            blocks.append(Block(clean, -1, 0, 0, None))
    return Page(blocks=blocks, url=url, notes=notes, is_text=True)
