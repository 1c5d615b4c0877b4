"""A copy of a page that can be looked at and nothing else: no scripts, frames, addresses or handlers; its blocks marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from declutter.parsing.page import Page

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

MARK = "data-declutter"
"""The attribute that says of an element which block it is: the block's index."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_DROPPED = frozenset(
    "script noscript template iframe frame frameset object embed applet portal fencedframe base meta link param source track "
    "audio video canvas svg title noembed noframes".split()
)
_RENAMED = {
    "form": "div", "xmp": "pre", "listing": "pre", "plaintext": "pre", "dialog": "div", "slot": "span", "marquee": "div",
}  # fmt: skip
_VOID = frozenset("area br col embed hr img input keygen wbr".split())
_ATTRIBUTES = frozenset(
    "class id style dir lang colspan rowspan align valign width height alt title start value type placeholder hidden open "
    "checked disabled reversed span bgcolor color face size border cellpadding cellspacing role aria-hidden".split()
)
_NAME = re.compile(r"[a-z][a-z0-9-]*")
# What makes a style sheet load something. The policy would stop it as well, and complain.
_LOADING = re.compile(r"@import[^;{}]*;?|(?:url|image-set|image|src)\s*\(", re.IGNORECASE)


def page_copy(page: Page, style: str) -> str:
    """Return the page as HTML that loads and runs nothing, `style` added, elements and texts of blocks marked by MARK.

    The root of a text dump, which has no tree, is a list of its lines.
    """
    root = _root(page)
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    if root is None:
        lines = "".join(f'<p {MARK}="{i}">{escape(block.text)}</p>' for i, block in enumerate(page.blocks))
        return f"<!DOCTYPE html><html><head>{head}<style>{style}</style></head><body dir=auto>{lines}</body></html>"
    markup = "".join(_Writer(page, head, style).write(root))
    return f"<!DOCTYPE html>{markup}"


def _root(page: Page) -> Node | None:
    node = page.elements.node[0] if page.elements.node else None
    while node is not None and node.tag != "html":
        node = node.parent
    return node


class _Writer:
    """Walks the tree once, beside the list of blocks, which is in the same order."""

    def __init__(self, page: Page, head: str, style: str) -> None:
        elements = page.elements
        self._head, self._style = head, style
        # The block that each text node begins, and the block that is all that an element holds.
        self._starts = {block.node.mem_id: index for index, block in enumerate(page.blocks) if block.node is not None}
        self._whole: dict[int, int] = {}
        for row, node in enumerate(elements.node):
            first, end = elements.first_block[row], elements.end_block[row]
            if end - first == 1 and page.blocks[first].element == row:
                self._whole[node.mem_id] = first
        self._block = -1
        self._inside_whole = 0

    def write(self, root: Node) -> Iterator[str]:
        """Yield the markup of the tree: with a stack of its own, as pages are deeper than Python's."""
        stack: list[tuple[Node | None, str, int]] = [(root, "", 0)]
        while stack:
            node, closing, whole = stack.pop()
            if node is None:
                yield closing
                self._inside_whole -= whole
                continue
            tag = node.tag
            if tag == "-text":
                yield self._text(node)
                continue
            if tag == "template":
                for fragment in reversed(node.template_fragments()):
                    stack.extend((child, "", 0) for child in _children(fragment))
                continue
            if tag == "style":
                yield f"<style>{_harmless(node.text())}</style>"
                continue
            if tag.startswith(("-", "!")) or tag in _DROPPED:
                continue
            name = _RENAMED.get(tag, tag)
            if not _NAME.fullmatch(name):
                name = "div"
            index = self._whole.get(node.mem_id)
            yield f"<{name}{self._attributes(node, index)}>"
            if name == "head":
                yield self._head
            if name in _VOID:
                continue
            closing = f"{f'<style>{self._style}</style>' if name == 'head' else ''}</{name}>"
            own = int(index is not None)
            self._inside_whole += own
            stack.append((None, closing, own))
            stack.extend((child, "", 0) for child in _children(node))

    def _text(self, node: Node) -> str:
        self._block = self._starts.get(node.mem_id, self._block)
        text = escape(node.text_content, quote=False)
        if self._inside_whole or self._block < 0 or not text.strip():
            return text
        return f'<span {MARK}="{self._block}">{text}</span>'

    def _attributes(self, node: Node, index: int | None) -> str:
        out = [] if index is None else [f' {MARK}="{index}"']
        for name, value in node.attributes.items():
            if name in _ATTRIBUTES:
                text = _harmless(value or "") if name == "style" else value or ""
                out.append(f' {name}="{escape(text)}"')
        return "".join(out)


def _children(node: Node) -> list[Node]:
    """Return an element's children, the last one first, as a stack takes them."""
    children = []
    child = node.last_child
    while child is not None:
        children.append(child)
        child = child.prev
    return children


def _harmless(css: str) -> str:
    """Return a style sheet that loads nothing and cannot end its element."""
    return _LOADING.sub(lambda match: "" if match[0].startswith("@") else "none(", css).replace("</", "<\\/")
