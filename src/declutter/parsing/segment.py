"""A document to a Page in one walk: head data, and the text cut into blocks; drops nothing that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from declutter.options import DEFAULTS, Options
from declutter.parsing.classes import FLAGS_OF_NAMES, WORDS_OF_NAMES
from declutter.parsing.limits import TOO_DEEP
from declutter.parsing.page import Block, Elements, Flag, Head, Medium, Page
from declutter.parsing.text import LINE_BREAK, normalize, normalize_pre

if TYPE_CHECKING:
    from declutter.parsing.tree import Document, Node

# How the walk treats a tag: elements that CSS shows as blocks (the HTML standard's rendering section) part text.
_TEXT, _LEAF, _HEAD, _BREAK, _BLOCK, _BOX, _INLINE, _MEDIUM = range(8)
_TREATMENT: dict[str | None, int] = {
    None: _LEAF,  # processing instructions, as of PHP that was served instead of run
    "-text": _TEXT, "br": _BREAK, "button": _BOX,
    **dict.fromkeys("-comment !doctype input source track param wbr area".split(), _LEAF),  # no text, no boundary
    **dict.fromkeys(("img", "embed"), _MEDIUM),
    **dict.fromkeys("title meta link script base".split(), _HEAD),
    **dict.fromkeys(
        "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset "
        "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html iframe legend li listing main "
        "menu nav ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead tr ul "
        "xmp".split(),
        _BLOCK,
    ),
}  # fmt: skip
INLINE_CONTEXT = frozenset("p h1 h2 h3 h4 h5 h6 summary dt".split())  # phrasing content only: what stands here is inline
_FRAMES = frozenset(("iframe", "video", "audio"))
_UNSEEN = Flag.SKIPPED | Flag.HIDDEN | Flag.NAV | Flag.FOOTER | Flag.FORM | Flag.BUTTON  # no medium in these is content
_ZOOMABLE = _UNSEEN | Flag.CAPTION  # of an image in a figure that is a button, as those are that grow when clicked
_HEAD_WITH_TEXT = frozenset(("title", "script"))

_TAG_FLAGS: dict[str, int] = {
    **dict.fromkeys(
        "script style head title template noscript select textarea svg iframe video audio canvas object datalist rt rp "
        "noembed noframes frameset map progress meter".split(),
        Flag.SKIPPED,
    ),
    "a": Flag.LINK, "pre": Flag.PRE, "listing": Flag.PRE, "xmp": Flag.PRE, "nav": Flag.NAV, "menu": Flag.NAV,
    "header": Flag.HEADER, "footer": Flag.FOOTER, "aside": Flag.ASIDE, "form": Flag.FORM, "button": Flag.BUTTON,
    "figcaption": Flag.CAPTION, "figure": Flag.CAPTION, "blockquote": Flag.QUOTE, "article": Flag.ARTICLE, "main": Flag.MAIN,
    "p": Flag.PARAGRAPH, "ul": Flag.LIST, "ol": Flag.LIST, "dl": Flag.LIST, "table": Flag.TABLE,
    **dict.fromkeys(("h1", "h2"), Flag.HEADING | Flag.TOP_HEADING),
    **dict.fromkeys(("h3", "h4", "h5", "h6"), Flag.HEADING),
}  # fmt: skip
_ROLE_FLAGS: dict[str, int] = {
    "navigation": Flag.NAV, "menubar": Flag.NAV, "menu": Flag.NAV, "tablist": Flag.NAV, "banner": Flag.HEADER,
    "contentinfo": Flag.FOOTER, "complementary": Flag.ASIDE, "search": Flag.FORM, "form": Flag.FORM,
    "button": Flag.BUTTON, "main": Flag.MAIN, "article": Flag.ARTICLE, "heading": Flag.HEADING,
    "dialog": Flag.ASIDE, "alertdialog": Flag.ASIDE, "doc-noteref": Flag.AFFIX,
}  # fmt: skip
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HIDING_ATTRIBUTES = frozenset(("role", "style", "hidden", "aria-hidden"))
_NO_ATTRIBUTES: Mapping[str, str | None] = MappingProxyType({})  # of links, the most frequent tag, but in headings
_STANDARD_TAGS = 1 << 10  # ids of tags from which on they hold for one document alone
MAX_SHADOW_DEPTH = 16  # shadow roots inside shadow roots that are followed
SKIPPED, HIDDEN, LINK, PRE, AFFIX = Flag.SKIPPED, Flag.HIDDEN, Flag.LINK, Flag.PRE, Flag.AFFIX


class _Kinds(dict[int, tuple[str, int, int]]):
    """By a tag's id: its name, how the walk treats it, and its flags. Names are read once a process, not once a node."""

    def __init__(self, *, scripting: bool) -> None:
        super().__init__()
        self.scripting = scripting

    def of(self, node: Node) -> tuple[str, int, int]:
        """Return what is known of the node's tag, and remember it if it is one of the standard's."""
        tag = node.tag
        treatment = _TREATMENT.get(tag, _BOX if tag and "-" in tag else _INLINE)
        kind = tag, treatment, 0 if tag == "noscript" and not self.scripting else _TAG_FLAGS.get(tag, 0)
        if node.tag_id < _STANDARD_TAGS:
            self[node.tag_id] = kind
        return kind


_KINDS, _KINDS_WITHOUT_SCRIPTING = _Kinds(scripting=True), _Kinds(scripting=False)


def segment(document: Document, url: str | None = None, options: Options = DEFAULTS, *, scripting: bool = True) -> Page:
    """Return the page's head data, elements and blocks.

    Inline elements join their text without a space, block-level ones part it; `<br>` is a line break, two of them
    part blocks. Text that is not shown is kept in blocks flagged HIDDEN. Stops after `options.max_blocks` blocks.
    `scripting` is that of the parse: without it, what <noscript> holds is shown.

    One pass over the nodes in document order, without white space between elements, which is looked up only where two
    texts meet without any. A node knows its place by what was noted of its parent; closing tags need no event: a text
    whose block-level ancestor is not that of the text before it starts a new block.
    """
    root = document.root
    if root is None:
        return Page(url=url)
    elements = Elements()
    tags, parents, all_flags = elements.tag, elements.parent, elements.flags
    all_names, first_block, nodes = elements.names, elements.first_block, elements.node
    kinds = _KINDS if scripting else _KINDS_WITHOUT_SCRIPTING
    kind_of = kinds.of
    flags_of = FLAGS_OF_NAMES
    blocks: list[Block] = []
    head = _HeadReader()
    times: list[tuple[str | None, int]] = []
    noscript: list[str] = []
    media: list[Medium] = []
    notes: tuple[str, ...] = ()

    # The block being read: its texts and their flags, its first node, and the row of the element that holds them all.
    pieces: list[str] = []
    piece_flags: list[int] = []
    first_node = root
    holder = -1
    after_break = False
    max_blocks = options.max_blocks

    # Of each element: the row of the nearest block-level one (itself included), flags, whether it is inline.
    outside = root.parent.mem_id if root.parent is not None else -1
    place = (-1, 0, False)
    places: dict[int, tuple[int, int, bool]] = {outside: place}
    last_parent_id = outside
    walks: list[Iterator[Node]] = [root.traverse(include_text=True, skip_empty=True)]
    fragments = [outside]

    while walks:
        for node in walks[-1]:
            tag, treatment, own = kinds.get(node.tag_id) or kind_of(node)
            if treatment == _LEAF:
                continue
            parent = node.parent
            parent_id = fragments[-1] if parent is None else parent.mem_id
            if parent_id != last_parent_id:
                last_parent_id = parent_id
                place = places.get(parent_id) or _place_above(parent, places)
            row, flags, is_inline = place
            if treatment == _TEXT:
                if flags & SKIPPED:
                    continue
                text = node.text_content
                if row != holder or not pieces:
                    if text.isspace():  # what the parser does not count as white space: no-break spaces
                        continue
                    if pieces:
                        _close_block(blocks, all_flags[holder], holder, pieces, piece_flags, first_node)
                        if len(blocks) >= max_blocks:
                            break
                        pieces, piece_flags = [], []
                    holder = row
                    after_break = False
                    first_node = node
                    if flags & PRE:
                        text = _space_before(node, nodes[row]) + text
                elif flags & PRE or not (text[0].isspace() or pieces[-1][-1].isspace()):
                    text = _space_before(node, nodes[row]) + text
                after_break = after_break and text.isspace()
                pieces.append(text)
                piece_flags.append(flags)
                continue
            if treatment == _MEDIUM:
                if not flags & _UNSEEN or flags & _ZOOMABLE == Flag.BUTTON | Flag.CAPTION:
                    media.append(Medium(node, row, len(blocks) + bool(pieces)))
                places[node.mem_id] = place
                continue
            if treatment == _HEAD:  # wherever they stand: broken markup moves many of them into the body
                head.read(tag, node)
                if tag not in _HEAD_WITH_TEXT:
                    continue
            if flags & SKIPPED:
                places[node.mem_id] = place
                continue
            if treatment == _BREAK:
                if pieces and row == holder:
                    if after_break and not flags & PRE:
                        _close_block(blocks, all_flags[holder], holder, pieces, piece_flags, first_node)
                        pieces, piece_flags = [], []
                    else:
                        pieces.append("\n" if flags & PRE else LINE_BREAK)
                        piece_flags.append(flags)
                        after_break = True
                continue
            attributes = node.attributes if tag != "a" or flags & Flag.HEADING else _NO_ATTRIBUTES
            if attributes:
                classes = attributes.get("class")
                if classes:
                    own |= flags_of[classes]
                    if len(attributes) > 1 and not _HIDING_ATTRIBUTES.isdisjoint(attributes):
                        own |= _attribute_flags(attributes)
                elif not _HIDING_ATTRIBUTES.isdisjoint(attributes):
                    own |= _attribute_flags(attributes)
            flags |= own
            if treatment == _BLOCK or (
                treatment == _BOX  # inline by default, but used as boxes wherever a box may stand
                and not is_inline
                and tags[row] not in INLINE_CONTEXT
            ):
                if pieces:
                    _close_block(blocks, all_flags[holder], holder, pieces, piece_flags, first_node)
                    if len(blocks) >= max_blocks:
                        break
                    pieces, piece_flags = [], []
                if own & AFFIX:
                    flags = flags & ~AFFIX | place[1] & AFFIX  # a mark in a text is inline: this is a box named like one
                name = ""
                if attributes:
                    name = classes or ""
                    if value := attributes.get("id"):
                        name = f"{name} {value}" if name else value
                    if value := attributes.get("itemprop"):
                        name = f"{name} {value}" if name else value
                tags.append(tag)
                parents.append(row)
                all_flags.append(flags)
                all_names.append(name)
                first_block.append(len(blocks))
                nodes.append(node)
                row = len(tags) - 1
                places[node.mem_id] = (row, flags, False)
            else:
                if own & LINK and pieces and piece_flags[-1] & LINK:
                    pieces.append(" ")  # two links side by side are two items, whatever the style sheet parts them with
                    piece_flags.append(flags & ~LINK)
                elif tag == "time":
                    times.append((attributes.get("datetime"), len(blocks) + (bool(pieces) and row != holder)))
                places[node.mem_id] = place if is_inline and not own else (row, flags, True)
            if own & SKIPPED:
                if tag == "noscript" and row > 0 and (child := node.first_child) is not None:
                    noscript.append(child.text_content or "")
                elif tag in _FRAMES and not flags & _UNSEEN & ~SKIPPED:
                    media.append(Medium(node, row, len(blocks) + bool(pieces)))
                elif tag == "template" and "shadowrootmode" in attributes and len(walks) < MAX_SHADOW_DEPTH:
                    roots = node.template_fragments()
                    if roots:
                        fragments.append(roots[0].mem_id)
                        places[roots[0].mem_id] = (row, flags & ~SKIPPED, is_inline)
                        walks.append(roots[0].traverse(include_text=True, skip_empty=True))
                        break
        else:
            walks.pop()
            fragments.pop()
            continue
        if len(blocks) >= max_blocks:
            pieces = []
            notes = (f"only the first {max_blocks} blocks were read",)
            break
    if pieces:
        _close_block(blocks, all_flags[holder], holder, pieces, piece_flags, first_node)
    if len(parents) > options.max_depth and _flatten(parents, options.max_depth):
        notes = (*notes, TOO_DEEP.format(options.max_depth))
    elements.end_block.extend(_ends(elements, blocks))
    WORDS_OF_NAMES.read(set(all_names))
    if elements:
        attributes = root.attributes
        head.language = attributes.get("lang") or attributes.get("xml:lang")
    return Page(head.value(), elements, blocks, url, notes, tuple(noscript), tuple(times), tuple(media))


def _place_above(node: Node | None, places: dict[int, tuple[int, int, bool]]) -> tuple[int, int, bool]:
    """Return the place of the nearest ancestor that was noted: in drawings and formulas, void elements have children.

    It is noted for those between, so that none of them is passed twice.
    """
    passed: list[int] = []
    place = None
    while node is not None and not (place := places.get(node.mem_id)):
        passed.append(node.mem_id)
        node = node.parent
    place = place or (-1, SKIPPED, True)
    places.update(dict.fromkeys(passed, place))
    return place


def _close_block(blocks: list[Block], flags: int, holder: int, pieces: list[str], piece_flags: list[int], node: Node) -> None:
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
            link_chars, others = 0, False
            for piece, f in zip(shown, piece_flags, strict=True):
                if f & LINK:
                    link_chars += len(piece)
                elif not others and not piece.isspace():
                    others = True
            if others:
                text = normalize_pre(raw) if flags & PRE else normalize(raw)
                if text:
                    blocks.append(Block(text, holder, flags, min(link_chars, len(text)), node))
                return
            linked = LINK
    text = normalize_pre(raw) if flags & PRE else normalize(raw)
    if text:
        blocks.append(Block(text, holder, flags | linked, len(text) if linked else 0, node))


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


def _space_before(node: Node, inside: Node) -> str:
    """Return the white space between a text node and the text before it, as far as that stands in `inside`."""
    found: list[str] = []  # backwards
    at = node
    limit = inside.mem_id
    while True:
        while (before := at.prev) is None:
            parent = at.parent
            if parent is None or parent.mem_id == limit:
                return "".join(reversed(found))
            at = parent
        at = before
        while (child := at.last_child) is not None:
            at = child
        if at.tag == "-text":
            text = at.text_content
            if not text.isspace():
                return "".join(reversed(found))
            found.append(text)


def _flatten(parents: list[int], max_depth: int) -> bool:
    """Let elements that are nested too deep stand beside the one that they are in; return whether there are any."""
    depths = [0] * len(parents)
    too_deep = False
    for row in range(1, len(parents)):
        parent = parents[row]
        depth = depths[parent] + 1
        if depth >= max_depth:
            parents[row] = parents[parent]
            depth = depths[parent]
            too_deep = True
        depths[row] = depth
    return too_deep


def _ends(elements: Elements, blocks: list[Block]) -> list[int]:
    """Return for each element the index after the last block inside it."""
    end = list(elements.first_block)
    for index, block in enumerate(blocks):
        end[block.element] = index + 1
    parents = elements.parent
    for row in range(len(end) - 1, 0, -1):
        parent = parents[row]
        if parent >= 0 and end[row] > end[parent]:
            end[parent] = end[row]
    return end


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


def inline_flags(attributes: Mapping[str, str | None]) -> int:
    """Return the flags that an element's attributes set, as the walk does."""
    classes = attributes.get("class")
    return (FLAGS_OF_NAMES[classes] if classes else 0) | _attribute_flags(attributes)


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
            if "ld+json" in (attributes.get("type") or "") and (text := node.text(deep=False)):
                self.json_ld.append(text)
        elif tag == "title":
            if self.title is None and node.parent is not None and node.parent.tag in ("head", "body"):
                self.title = normalize(node.text()) or None
        elif tag == "base" and self.base is None:
            self.base = attributes.get("href")

    def value(self) -> Head:
        return Head(self.title, self.language, tuple(self.metas), tuple(self.links), tuple(self.json_ld), self.base)
