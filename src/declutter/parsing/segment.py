"""A document to a Page in one walk: head data, and the text cut into blocks; drops nothing that a reader sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from declutter.options import DEFAULTS, Options
from declutter.parsing.page import Block, Elements, Flag, Head, Page

if TYPE_CHECKING:
    from declutter.parsing.tree import Document, Node

LINE_BREAK = "\x1e"  # stands for <br> among the pieces; no parser gives it inside words, and str.split drops strays

# Elements that CSS shows as blocks, by the HTML standard's rendering section, and those that part text as well.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html iframe legend li listing main menu "
    "nav ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp".split()
)
INLINE_CONTEXT = frozenset("p h1 h2 h3 h4 h5 h6 summary dt".split())  # phrasing content only: what stands here is inline
FORMATTING = frozenset("a abbr b cite code del em i ins kbd mark q s samp small strong sub sup time u var".split())
HEAD_TAGS = frozenset("title meta link script base".split())
LEAF_TAGS = frozenset("-comment !doctype img input source track param wbr embed area".split())  # no text, no boundary

_TAG_FLAGS: dict[str, int] = {
    **dict.fromkeys(
        "script style head template noscript select textarea svg iframe video audio canvas object datalist rt rp "
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

HIDDEN_CLASSES = frozenset(
    "hidden hide d-none is-hidden u-hidden visually-hidden visuallyhidden sr-only screen-reader-text "
    "screenreader-text a11y-hidden invisible display-none dn uk-hidden element-invisible element-hidden "
    "visually-hidden-focusable screen-reader-only assistive-text".split()
)
AFFIX_CLASSES = frozenset("mw-editsection headerlink hash-link anchorjs-link anchor-link anchor heading-anchor".split())
NOTE_CLASSES = frozenset("reference footnote-ref footnote noteref footnote-reference".split())
_HIDING_STYLE = regex.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", regex.IGNORECASE)
_INVISIBLE = regex.compile("[\u00ad\u200b\u2060\ufeff]+")  # soft hyphen, zero-width space, word joiner, BOM
MAX_SHADOW_DEPTH = 16  # shadow roots inside shadow roots that are followed
SKIPPED, HIDDEN, LINK, PRE, AFFIX = Flag.SKIPPED, Flag.HIDDEN, Flag.LINK, Flag.PRE, Flag.AFFIX
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
    all_attributes, first_block, end_block, nodes = (
        elements.attributes, elements.first_block, elements.end_block, elements.node,
    )  # fmt: skip
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
            if tag == "-text":
                text = node.text_content
                if not pieces and not top[3] & PRE and text.isspace():
                    continue
            elif tag in LEAF_TAGS:
                continue
            elif tag in HEAD_TAGS:  # wherever they stand: broken markup moves many of them into the body
                head.read(tag, node)
                if tag != "script" and tag != "title":  # the others hold no nodes
                    continue
            parent = node.parent
            parent_id = fragments[-1] if parent is None else parent.mem_id
            while top[0] != parent_id:
                if top[4]:
                    if pieces and top[4] == _BLOCK_ROW:
                        _close_block(blocks, all_flags[holder], holder, pieces, rows, piece_flags)
                        pieces, rows, piece_flags = [], [], []
                    end_block[top[1]] = len(blocks) + bool(pieces)
                stack.pop()
                top = stack[-1]
            _, row, block_row, flags, _ = top
            if tag == "-text":
                if flags & SKIPPED:
                    continue
                if not pieces:
                    holder = block_row
                    after_break = False
                elif after_break and not text.isspace():
                    after_break = False
                pieces.append(text)
                rows.append(row)
                piece_flags.append(flags)
                continue
            if tag == "br":
                if pieces and not flags & SKIPPED:
                    if after_break and not flags & PRE:
                        _close_block(blocks, all_flags[holder], holder, pieces, rows, piece_flags)
                        pieces, rows, piece_flags = [], [], []
                    else:
                        pieces.append("\n" if flags & PRE else LINE_BREAK)
                        rows.append(row)
                        piece_flags.append(flags)
                        after_break = True
                continue
            if flags & SKIPPED and tag not in HEAD_TAGS:
                top = (node.mem_id, row, block_row, flags, _NO_ROW)
                stack.append(top)
                continue
            if tag == "noscript" and block_row > 0 and (child := node.first_child) is not None:
                noscript.append(child.text_content or "")
            own = _TAG_FLAGS.get(tag, 0)
            attributes = node.attributes
            if attributes:
                if value := attributes.get("class"):
                    own |= _class_flags(value)
                if len(attributes) == 1 and value:
                    pass
                elif (
                    "role" in attributes or "style" in attributes or "hidden" in attributes or "aria-hidden" in attributes
                ):
                    own |= _attribute_flags(attributes)
            flags |= own
            kind = _NO_ROW
            if tag in BLOCK_TAGS or (
                (tag == "button" or "-" in tag)  # inline by default, but used as boxes wherever a box may stand
                and row == block_row
                and (row < 0 or tags[row] not in INLINE_CONTEXT)
            ):
                if pieces:
                    _close_block(blocks, all_flags[holder], holder, pieces, rows, piece_flags)
                    pieces, rows, piece_flags = [], [], []
                    if len(blocks) >= max_blocks:
                        break
                kind = _BLOCK_ROW
            elif own or tag in FORMATTING:
                if tag == "a" and pieces and piece_flags[-1] & LINK and not pieces[-1][-1].isspace():
                    pieces.append(" ")  # two links side by side are two items, whatever the style sheet parts them with
                    rows.append(block_row)
                    piece_flags.append(flags & ~LINK)
                kind = _INLINE_ROW
            if kind:
                tags.append(tag)
                parents.append(row)
                depths.append(len(stack))
                all_flags.append(flags)
                all_attributes.append(attributes)
                first_block.append(len(blocks))
                end_block.append(-1)
                nodes.append(node)
                row = len(tags) - 1
                if kind == _BLOCK_ROW:
                    block_row = row
            top = (node.mem_id, row, block_row, flags, kind)
            stack.append(top)
            if tag == "template" and len(walks) < MAX_SHADOW_DEPTH and "shadowrootmode" in node.attributes:
                if roots := node.template_fragments():
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
    for row, end in enumerate(end_block):
        if end < 0:
            end_block[row] = len(blocks)
    if elements:
        head.language = all_attributes[0].get("lang") or all_attributes[0].get("xml:lang")
    return Page(head.value(), elements, blocks, url, notes, tuple(noscript))


def _close_block(
    blocks: list[Block], flags: int, holder: int, pieces: list[str], rows: list[int], piece_flags: list[int]
) -> None:
    """Append the block that the pieces make, if they hold any text; `flags` are those of the element `holder`."""
    if len(pieces) == 1:
        raw = pieces[0]
        flags |= piece_flags[0] & (HIDDEN | AFFIX)
        linked = piece_flags[0] & LINK
    else:
        shown = pieces
        if any((f ^ flags) & (HIDDEN | AFFIX) for f in piece_flags):
            shown, piece_flags, flags = _leave_out_hidden(pieces, piece_flags, flags)
        raw = "".join(shown)
        linked = 0
        if any(f & LINK for f in piece_flags):
            linked = LINK
            link_chars = sum(len(p) for p, f in zip(shown, piece_flags, strict=True) if f & LINK)
            if any(not f & LINK and not p.isspace() for p, f in zip(shown, piece_flags, strict=True)):
                text = normalize_pre(raw) if flags & PRE else normalize(raw)
                blocks.append(Block(text, holder, flags, min(link_chars, len(text)), pieces, rows))
                return
    if flags & PRE:
        text = normalize_pre(raw)
    elif raw.isascii() and LINE_BREAK not in raw:
        text = " ".join(raw.split())
    else:
        text = normalize(raw)
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


def normalize(raw: str) -> str:
    """Return text as a browser lays it out: white space collapsed, line breaks kept, invisible characters gone."""
    if not raw.isascii() and _INVISIBLE.search(raw):
        raw = _INVISIBLE.sub("", raw)
    if LINE_BREAK not in raw:
        return " ".join(raw.split())
    lines = [" ".join(line.split()) for line in raw.split(LINE_BREAK)]
    return "\n".join(lines).strip("\n")


def normalize_pre(raw: str) -> str:
    """Return preformatted text as written, without blank lines around it and without white space at line ends."""
    if not raw.isascii():
        raw = _INVISIBLE.sub("", raw)
    lines = [line.rstrip() for line in raw.replace(LINE_BREAK, "\n").splitlines()]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return "\n".join(lines)


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


@lru_cache(maxsize=4096)
def _class_flags(value: str) -> int:
    words = value.split()
    flags = 0 if HIDDEN_CLASSES.isdisjoint(words) else HIDDEN
    return flags if AFFIX_CLASSES.isdisjoint(words) and NOTE_CLASSES.isdisjoint(words) else flags | AFFIX


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
