"""A document to a Page in one walk: head data, and the text cut into blocks; drops nothing that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING


from declutter.options import DEFAULTS, Options
from declutter.parsing.classes import class_bits
from declutter.parsing.page import Block, Elements, Flag, Head, Page
from declutter.parsing.text import LINE_BREAK, normalize, normalize_pre

if TYPE_CHECKING:
    from declutter.parsing.tree import Document, Node

# How the walk treats a tag: elements that CSS shows as blocks (the HTML standard's rendering section) part text.
_TEXT, _LEAF, _HEAD, _BREAK, _BLOCK, _BOX, _FORMATTING, _INLINE = range(8)
_TREATMENT: dict[str, int] = {
    "-text": _TEXT, "br": _BREAK, "button": _BOX,
    **dict.fromkeys("-comment !doctype img input source track param wbr embed area".split(), _LEAF),  # no text, no boundary
    **dict.fromkeys("title meta link script base".split(), _HEAD),
    **dict.fromkeys(
        "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset "
        "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html iframe legend li listing main "
        "menu nav ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead tr ul "
        "xmp".split(),
        _BLOCK,
    ),
    **dict.fromkeys("a abbr b cite code del em i ins kbd mark q s samp small strong sub sup time u var".split(), _FORMATTING),
}  # fmt: skip
INLINE_CONTEXT = frozenset("p h1 h2 h3 h4 h5 h6 summary dt".split())  # phrasing content only: what stands here is inline
EMPTY_HEAD_TAGS = frozenset("meta link base".split())

_TAG_FLAGS: dict[str, int] = {
    **dict.fromkeys(
        "script style head title template noscript select textarea svg iframe video audio canvas object datalist rt rp "
        "noembed noframes frameset map progress meter".split(),
        Flag.SKIPPED,
    ),
    "a": Flag.LINK, "pre": Flag.PRE, "listing": Flag.PRE, "xmp": Flag.PRE, "nav": Flag.NAV, "menu": Flag.NAV,
    "header": Flag.HEADER, "footer": Flag.FOOTER, "aside": Flag.ASIDE, "form": Flag.FORM, "button": Flag.BUTTON,
    "figcaption": Flag.CAPTION, "blockquote": Flag.QUOTE, "article": Flag.ARTICLE, "main": Flag.MAIN,
    "p": Flag.PARAGRAPH, "ul": Flag.LIST, "ol": Flag.LIST, "dl": Flag.LIST, "table": Flag.TABLE,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Flag.HEADING),
}  # fmt: skip
_ROLE_FLAGS: dict[str, int] = {
    "navigation": Flag.NAV, "menubar": Flag.NAV, "menu": Flag.NAV, "tablist": Flag.NAV, "banner": Flag.HEADER,
    "contentinfo": Flag.FOOTER, "complementary": Flag.ASIDE, "search": Flag.FORM, "form": Flag.FORM,
    "button": Flag.BUTTON, "main": Flag.MAIN, "article": Flag.ARTICLE, "heading": Flag.HEADING,
    "dialog": Flag.ASIDE, "alertdialog": Flag.ASIDE, "doc-noteref": Flag.AFFIX,
}  # fmt: skip
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HIDING_ATTRIBUTES = frozenset(("role", "style", "hidden", "aria-hidden"))
MAX_SHADOW_DEPTH = 16  # shadow roots inside shadow roots that are followed
SKIPPED, HIDDEN, LINK, PRE, AFFIX = Flag.SKIPPED, Flag.HIDDEN, Flag.LINK, Flag.PRE, Flag.AFFIX
_CLASS_FLAGS = HIDDEN | AFFIX  # what class names can set
_NO_ROW, _INLINE_ROW, _BLOCK_ROW = 0, 1, 2  # what an open element has in the table of elements


def segment(document: Document, url: str | None = None, options: Options = DEFAULTS) -> Page:
    """Return the page's head data, elements and blocks.

    Inline elements join their text without a space, block-level ones part it; `<br>` is a line break, two of them
    part blocks. Text that is not shown is kept in blocks flagged HIDDEN. Stops after `options.max_blocks` blocks.
    """
    root = document.root
    if root is None:
        return Page(url=url)
    elements = Elements()
    tags, parents, depths, all_flags = elements.tag, elements.parent, elements.depth, elements.flags
    all_attributes, all_words = elements.attributes, elements.words
    first_block, end_block, nodes = elements.first_block, elements.end_block, elements.node
    treatments, tag_flags = _TREATMENT, _TAG_FLAGS
    blocks: list[Block] = []
    head = _HeadReader()
    noscript: list[str] = []
    notes: tuple[str, ...] = ()

    # The block being read: its text nodes, their elements and flags, and the element that holds them all.
    pieces: list[str] = []
    rows: list[int] = []
    piece_flags: list[int] = []
    holder = -1
    after_break = False
    max_blocks = options.max_blocks

    # The innermost open element: identity, row of the nearest element that has one, row of the nearest block-level one,
    # flags, and what the element itself has in the table; the stack holds those around it, itself included.
    outside = root.parent.mem_id if root.parent is not None else -1
    top: tuple[int, int, int, int, int] = (outside, -1, -1, 0, _NO_ROW)
    stack = [top]
    walks: list[Iterator[Node]] = [root.traverse(include_text=True)]
    fragments = [outside]

    while walks:
        for node in walks[-1]:
            tag = node.tag
            treatment = treatments.get(tag, _INLINE)
            if treatment == _TEXT:
                text = node.text_content
                if not pieces and not top[3] & PRE and text.isspace():
                    continue
            elif treatment == _LEAF:
                continue
            elif treatment == _HEAD:  # wherever they stand: broken markup moves many of them into the body
                head.read(tag, node)
                if tag in EMPTY_HEAD_TAGS:
                    continue
            parent = node.parent
            parent_id = fragments[-1] if parent is None else parent.mem_id
            while top[0] != parent_id:
                kind = top[4]
                if kind:
                    if pieces and kind == _BLOCK_ROW:
                        _close_block(blocks, all_flags[holder], holder, pieces, rows, piece_flags)
                        pieces, rows, piece_flags = [], [], []
                    end_block[top[1]] = len(blocks) + bool(pieces)
                stack.pop()
                top = stack[-1]
            _, row, block_row, flags, _ = top
            if flags & SKIPPED:
                if treatment != _TEXT:
                    top = (node.mem_id, row, block_row, flags, _NO_ROW)
                    stack.append(top)
                continue
            if treatment == _TEXT:
                if not pieces:
                    if not flags & PRE and text.isspace():
                        continue
                    holder = block_row
                    after_break = False
                elif after_break and not text.isspace():
                    after_break = False
                pieces.append(text)
                rows.append(row)
                piece_flags.append(flags)
                continue
            if treatment == _BREAK:
                if pieces:
                    if after_break and not flags & PRE:
                        _close_block(blocks, all_flags[holder], holder, pieces, rows, piece_flags)
                        pieces, rows, piece_flags = [], [], []
                    else:
                        pieces.append("\n" if flags & PRE else LINE_BREAK)
                        rows.append(row)
                        piece_flags.append(flags)
                        after_break = True
                continue
            own = tag_flags.get(tag, 0)
            attributes = node.attributes
            words = 0
            if attributes:
                value = attributes.get("class")
                if value:
                    words = class_bits(value)
                    own |= words & _CLASS_FLAGS
                    if len(attributes) > 1 and not _HIDING_ATTRIBUTES.isdisjoint(attributes):
                        own |= _attribute_flags(attributes)
                elif not _HIDING_ATTRIBUTES.isdisjoint(attributes):
                    own |= _attribute_flags(attributes)
            flags |= own
            if treatment == _INLINE and "-" in tag:
                treatment = _BOX
            if treatment == _BLOCK or (
                treatment == _BOX  # inline by default, but used as boxes wherever a box may stand
                and row == block_row
                and tags[row] not in INLINE_CONTEXT
            ):
                if pieces:
                    _close_block(blocks, all_flags[holder], holder, pieces, rows, piece_flags)
                    pieces, rows, piece_flags = [], [], []
                    if len(blocks) >= max_blocks:
                        break
                kind = _BLOCK_ROW
            elif own or treatment == _FORMATTING:
                if tag == "a" and pieces and piece_flags[-1] & LINK and not pieces[-1][-1].isspace():
                    pieces.append(" ")  # two links side by side are two items, whatever the style sheet parts them with
                    rows.append(block_row)
                    piece_flags.append(flags & ~LINK)
                kind = _INLINE_ROW
            else:
                kind = _NO_ROW
            if kind:
                next_row = len(tags)
                tags.append(tag)
                parents.append(row)
                depths.append(len(stack))
                all_flags.append(flags)
                all_attributes.append(attributes)
                all_words.append(words)
                first_block.append(len(blocks))
                end_block.append(-1)
                nodes.append(node)
                row = next_row
                if kind == _BLOCK_ROW:
                    block_row = row
            top = (node.mem_id, row, block_row, flags, kind)
            stack.append(top)
            if own & SKIPPED:
                if tag == "noscript" and "body" in tags and (child := node.first_child) is not None:
                    noscript.append(child.text_content or "")
                elif tag == "template" and "shadowrootmode" in attributes and len(walks) < MAX_SHADOW_DEPTH:
                    roots = node.template_fragments()
                    if roots:
                        top = (roots[0].mem_id, row, block_row, flags & ~SKIPPED, _NO_ROW)
                        stack.append(top)
                        fragments.append(top[0])
                        walks.append(roots[0].traverse(include_text=True))
                        break
        else:
            walks.pop()
            fragments.pop()
            continue
        if len(blocks) >= max_blocks:
            notes = (f"only the first {max_blocks} blocks were read",)
            break
    if pieces and len(blocks) < max_blocks:
        _close_block(blocks, all_flags[holder], holder, pieces, rows, piece_flags)
    count = len(blocks)
    for row, end in enumerate(end_block):
        if end < 0 or end > count:
            end_block[row] = count
    if elements:
        head.language = all_attributes[0].get("lang") or all_attributes[0].get("xml:lang")
    return Page(head.value(), elements, blocks, url, notes, tuple(noscript))


def _close_block(
    blocks: list[Block], flags: int, holder: int, pieces: list[str], rows: list[int], piece_flags: list[int]
) -> None:
    """Append the block that the pieces make, if they hold any text; `flags` are those of the element `holder`."""
    linked = 0
    if len(pieces) == 1:
        raw = pieces[0]
        flags |= piece_flags[0] & (HIDDEN | AFFIX | LINK)
        linked = flags & LINK
    else:
        seen = 0
        for f in piece_flags:
            seen |= f
        shown = pieces
        if seen & ~flags & (HIDDEN | AFFIX):
            shown, piece_flags, flags = _leave_out_hidden(pieces, piece_flags, flags)
        raw = "".join(shown)
        if seen & LINK:
            in_links = "".join([piece for piece, f in zip(shown, piece_flags, strict=True) if f & LINK])
            text = normalize_pre(raw) if flags & PRE else normalize(raw)
            link_chars = len("".join(in_links.split()))
            all_chars = len("".join(raw.split()))
            if link_chars < all_chars:
                if text:
                    blocks.append(Block(text, holder, flags, len(text) * link_chars // all_chars, pieces, rows))
                return
            linked = LINK
    text = normalize_pre(raw) if flags & PRE else normalize(raw)
    if text:
        blocks.append(Block(text, holder, flags | linked, len(text) if linked else 0, pieces, rows))


def _leave_out_hidden(pieces: list[str], flags: list[int], holder_flags: int) -> tuple[list[str], list[int], int]:
    """Return the pieces that a reader sees with their flags, and the block's flags.

    Where all text is hidden (or edit links and note marks alone), the block is marked so and keeps it.
    """
    shown = [(p, f) for p, f in zip(pieces, flags, strict=True) if not f & (HIDDEN | AFFIX)]
    if any(not p.isspace() for p, _ in shown):
        return [p for p, _ in shown], [f for _, f in shown], holder_flags
    for p, f in zip(pieces, flags, strict=True):
        if not p.isspace():
            holder_flags |= f & (HIDDEN | AFFIX)
    return pieces, flags, holder_flags


def _attribute_flags(attributes: Mapping[str, str | None]) -> int:
    """Return what an element's attributes, but for its classes, say of it: hidden, or a role."""
    flags = _ROLE_FLAGS.get(attributes.get("role") or "", 0)
    style = attributes.get("style")
    if (
        attributes.get("aria-hidden") == "true"
        or ("hidden" in attributes and attributes["hidden"] != "until-found")
        or (style and _HIDING_STYLE.search(style))
    ):
        flags |= HIDDEN
    return flags


class _HeadReader:
    """Collects head data while the walk passes it."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.language: str | None = None
        self.base: str | None = None
        self.metas: list[tuple[str, str]] = []
        self.links: list[Mapping[str, str | None]] = []
        self.json_ld: list[str] = []

    def read(self, tag: str, node: Node) -> None:
        """Take what a <title>, <meta>, <link>, <base> or <script> says."""
        attributes = node.attributes
        if tag == "meta":
            content = attributes.get("content")
            if content is None:
                return
            for key in ("name", "property", "itemprop", "http-equiv"):
                if name := attributes.get(key):
                    self.metas.append((name.strip().lower(), content))
        elif tag == "link":
            if attributes.get("rel") and attributes.get("href"):
                self.links.append(attributes)
        elif tag == "script":
            if "ld+json" in (attributes.get("type") or "") and (text := node.text()):
                self.json_ld.append(text)
        elif tag == "title":
            if self.title is None and node.parent is not None and node.parent.tag in ("head", "body"):
                self.title = normalize(node.text()) or None
        elif tag == "base" and self.base is None:
            self.base = attributes.get("href")

    def value(self) -> Head:
        return Head(
            self.title, self.language, tuple(self.metas), tuple(self.links), tuple(self.json_ld), self.base
        )
