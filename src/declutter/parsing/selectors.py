"""Elements that the caller chose by CSS selectors, and the blocks of text in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from declutter.parsing.page import Page
from declutter.parsing.tree import select

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

MAX_INLINE_DEPTH = 64  # inline elements around a text among which a chosen one is looked for


class Choice(NamedTuple):
    """What the caller said of a block, and by which selector."""

    keep: bool
    selector: str


def chosen_blocks(page: Page, keep: Sequence[str], drop: Sequence[str]) -> dict[int, Choice]:
    """Return what the caller said of blocks, by their index; the innermost element decides, and `drop` on the same one.

    An inline element counts if the block is all in it. Raises ValueError for what is no selector.
    """
    if page.is_text or not (keep or drop) or not page.elements.node:
        return {}
    chosen: dict[int, Choice] = {}  # by the element's id
    for selectors, is_kept in ((keep, True), (drop, False)):
        for selector in selectors:
            chosen.update((node.mem_id, Choice(is_kept, selector)) for node in select(page.elements.node[0], selector))
    inherited: list[Choice | None] = []
    for node, parent in zip(page.elements.node, page.elements.parent, strict=True):
        inherited.append(chosen.get(node.mem_id, inherited[parent] if parent >= 0 else None))
    found: dict[int, Choice] = {}
    for index, block in enumerate(page.blocks):
        holder = page.elements.node[block.element]
        inline = (node for node in _around(block.node, holder) if node.mem_id in chosen and _is_all(node, block.text))
        own = next(inline, None)
        choice = chosen[own.mem_id] if own is not None else inherited[block.element]
        if choice is not None:
            found[index] = choice
    return found


def _around(node: Node | None, holder: Node) -> Iterator[Node]:
    """Yield the inline elements around a block's first text, innermost first."""
    at = node.parent if node is not None else None
    for _ in range(MAX_INLINE_DEPTH):
        if at is None or at.mem_id == holder.mem_id:
            return
        yield at
        at = at.parent


def _is_all(node: Node, text: str) -> bool:
    return "".join(node.text().split()) == "".join(text.split())
