"""Images, videos and frames: which belong to the kept text, where they stand, what their address is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from declutter.assemble.inline import MarkedText
from declutter.assemble.links import LinkBase, split_url
from declutter.assemble.math import is_display, tex_of
from declutter.assemble.providers import provider_of
from declutter.assemble.tables import join_texts
from declutter.body import Embed, Figure, Math, Rule, Span
from declutter.parsing.page import Block, Elements, Flag, Medium, Page

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

MIN_PIXELS = 64  # width or height that an image says it has; smaller ones are icons, faces and counters
MAX_PIXELS = 2_048  # width of the largest version that is worth its bytes
MAX_BLOCKS_TO_LEAD = 15  # between a lead image and the first text: headline, lead, byline, date, share buttons
MAX_BLOCKS_BESIDE = 12  # that were dropped around an image: captions and credits are few
MAX_LEVELS_TO_FIGURE = 8  # of elements between an image and its <figure>
MAX_CAPTION_CHARS = 500
MAX_NODES_BESIDE = 50  # a formula's script, among which text that it stands in would be found
BESIDE_TEXT = -2  # in place of a row

# Where sites put an image's address until it comes into view.
_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-url",
    "data-image",
    "data-hi-res-src",
    "data-full-src",
)
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_NOT_CONTENT = re.compile(
    r"(?:^|[\s_-])(?:avatar|gravatar|icon|icons|emoji|smiley|wp-smiley|logo|logos|pixel|spacer|tracking|share|social|badge|spinner)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_BADGE = re.compile(r"(?:^|[/.])badges?(?:[/.]|$)|shields\.io/|/workflows/[^?]*\.svg")  # what a README says of its build
_LEADS = re.compile(r"hero|lead|featured|wp-post-image|main-image|top-image|cover", re.IGNORECASE)
_CAPTION = re.compile(r"caption|legend|credit|copyright|source|image-?(?:description|text|title)", re.IGNORECASE)
_CREDIT = re.compile(r"credit|copyright|photographer|source|byline", re.IGNORECASE)
_CANDIDATE = re.compile(r"\s*,*\s*(\S*[^\s,])(?:\s+(\d{1,6}(?:\.\d{1,6})?)[wx](?:\s+\d+h)?)?\s*(?:,|\Z)")
_NOSCRIPT_SOURCE = re.compile(r"""<img\b[^>]*?\ssrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,5})")


Read = Callable[[int], MarkedText]


class PlacedMedium(NamedTuple):
    """A figure or an embed, and where it stands."""

    block: Figure | Embed | Rule | Math
    element: int
    before: int  # index of the first block after it
    captions: frozenset[int]  # kept blocks that it took over


def place_media(page: Page, kept: Sequence[int], links: LinkBase, read: Read) -> Iterator[PlacedMedium]:
    """Yield what stands between kept blocks, and a lead image above them, each address once; `read` reads their captions."""
    if not page.media or not kept:
        return
    yield from _each_caption_once(page, list(_placed(page, _Kept(page, kept), links, read)), read)


def _placed(page: Page, inside: _Kept, links: LinkBase, read: Read) -> Iterator[PlacedMedium]:
    seen: set[str] = set()
    for medium in page.media:
        if not inside.first - MAX_BLOCKS_TO_LEAD <= medium.before <= inside.last + 1:
            continue
        found = _figure(page, medium, inside, links, read) if medium.node.tag == "img" else _embed(page, medium, inside, links)
        url = getattr(found.block, "url", None) if found else None
        if found is not None and url not in seen:
            seen.update((url,) if url else ())
            yield found


def _each_caption_once(page: Page, placed: Sequence[PlacedMedium], read: Read) -> Iterator[PlacedMedium]:
    """Yield the media, each kept caption with one of those of its figure: the last that stands before it, or the first."""
    owners: dict[int, int] = {}
    for at, medium in enumerate(placed):
        for index in medium.captions:
            if index not in owners or medium.before <= index:
                owners[index] = at
    for at, medium in enumerate(placed):
        own = sorted(index for index in medium.captions if owners[index] == at)
        if len(own) == len(medium.captions) or not isinstance(medium.block, Figure):
            yield medium
            continue
        caption, credit = _caption_and_credit(page, own, read)
        block = replace(
            medium.block, caption=caption.text or None, credit=credit, text="\n".join(read(index).text for index in own),
            spans=caption.spans,
        )  # fmt: skip
        yield medium._replace(block=block, captions=frozenset(own))


def image_url(node: Node, links: LinkBase) -> str | None:
    """Return the address of an image's best version: of `srcset`, <picture>, and what stands in for lazy loading."""
    attributes = node.attributes
    sets = [attributes.get(name) for name in _LAZY_SETS]
    parent = node.parent
    if parent is not None and parent.tag == "picture":
        source = parent.first_child
        while source is not None:
            if source.tag == "source":
                sets += [source.attributes.get(name) for name in _LAZY_SETS]
            source = source.next
    candidates = [_largest(candidates) for candidates in sets if candidates]
    candidates += [attributes.get(name) for name in (*_LAZY, "src")]
    following = node.next
    if following is not None and following.tag == "noscript" and (text := following.first_child) is not None:
        candidates += _NOSCRIPT_SOURCE.findall(text.text_content or "")[:1]
    return next((url for candidate in candidates if candidate and (url := links.web(candidate))), None)


def place_posts(page: Page, kept: Sequence[int], embeds: Mapping[int, Embed]) -> Iterator[PlacedMedium]:
    """Yield the posts of other sites between kept blocks of which no text was kept, or that have none."""
    if not embeds or not kept:
        return
    inside = _Kept(page, kept)
    for row, embed in embeds.items():
        own = _blocks_of(page, row)
        if inside.first < own.start <= inside.last + 1 and not inside.among(own.start, own.stop):
            around = _blocks_of(page, inside.group(row))
            if all(index in own or _is_caption(page, page.blocks[index]) for index in around):
                yield PlacedMedium(embed, row, own.start, frozenset())


def place_formulas(page: Page, kept: Sequence[int]) -> Iterator[PlacedMedium]:
    """Yield the formulas between kept blocks of which the page holds the TeX alone, in scripts."""
    elements = page.elements
    rows = {node.mem_id: row for row, node in enumerate(elements.node)}
    for script in elements.node[0].css('script[type^="math/tex"]'):
        if (tex := tex_of(script)) is None or not is_display(script):
            continue
        row, before = _place_between(rows, elements, script)
        if row >= 0 and kept[0] < before <= kept[-1]:
            yield PlacedMedium(Math(tex), row, before, frozenset())


def _place_between(rows: Mapping[int, int], elements: Elements, node: Node) -> tuple[int, int]:
    """Return the element around a node without text that stands between block-level ones, and the first block after it.

    The row is -1 if text stands beside it: there it is read with that.
    """
    row = rows.get(node.parent.mem_id, -1) if node.parent is not None else -1
    before, after = (_neighbour(rows, at, back=back) for at, back in ((node.prev, True), (node.next, False)))
    if row < 0 or BESIDE_TEXT in (before, after):
        return -1, 0
    return row, elements.end_block[before] if before >= 0 else elements.first_block[row]


def _neighbour(rows: Mapping[int, int], at: Node | None, *, back: bool) -> int:
    """Return the row of the next block-level element on one side, -1 if there is none, `BESIDE_TEXT` if text comes first."""
    for _ in range(MAX_NODES_BESIDE):
        if at is None:
            return -1
        if at.tag == "-text":
            if not at.text_content.isspace():
                return BESIDE_TEXT
        elif (row := rows.get(at.mem_id)) is not None:
            drawn = back and "MathJax" in (at.attributes.get("class") or "")  # what MathJax drew from it
            return BESIDE_TEXT if drawn and at.text().strip() else row
        elif at.tag not in ("script", "style", "br", "-comment") and at.text().strip():
            return BESIDE_TEXT
        at = at.prev if back else at.next
    return BESIDE_TEXT


class _Kept:
    """The kept blocks, to ask which elements hold one."""

    def __init__(self, page: Page, kept: Sequence[int]) -> None:
        self.page = page
        self.first, self.last = kept[0], kept[-1]
        self._groups = {-1: -1}
        self._before = [0]  # how many kept blocks come before the index
        count, at = 0, 0
        for index in range(self.last + 1):
            if at < len(kept) and kept[at] == index:
                count, at = count + 1, at + 1
            self._before.append(count)

    def among(self, first: int, end: int) -> int:
        """Return how many blocks from `first` to before `end` are kept."""
        last = len(self._before) - 1
        return self._before[min(end, last)] - self._before[min(first, last)]

    def group(self, row: int) -> int:
        """Return the largest element around a row without kept text; -1 if its own element has some."""
        elements, groups = self.page.elements, self._groups
        above: list[int] = []
        while row not in groups:
            if self.among(elements.first_block[row], elements.end_block[row]):
                groups[row] = -1
            else:
                above.append(row)
                row = elements.parent[row]
        for own in reversed(above):
            groups[own] = groups[row] if groups[row] >= 0 else own
            row = own
        return groups[row]


def _figure(page: Page, medium: Medium, kept: _Kept, links: LinkBase, read: Read) -> PlacedMedium | None:
    attributes = medium.node.attributes
    if any(_BADGE.search(address) for name in ("src", "data-canonical-src") if (address := attributes.get(name))):
        return None
    width, height = _pixels(attributes, "width"), _pixels(attributes, "height")
    if min(width or MIN_PIXELS, height or MIN_PIXELS) < MIN_PIXELS or _NOT_CONTENT.search(attributes.get("class") or ""):
        return None
    elements = page.elements
    group = kept.group(medium.element)
    if tex := tex_of(medium.node):  # one inside a text is read with that
        alone = group >= 0 and kept.first < medium.before <= kept.last
        return PlacedMedium(Math(tex), medium.element, medium.before, frozenset()) if alone else None
    near = islice(elements.ancestors(medium.element), MAX_LEVELS_TO_FIGURE)
    figure = next((row for row in near if _is_figure(page, row, group)), -1)
    beside = _blocks_of(page, figure if figure >= 0 else group)
    around = _blocks_of(page, group)
    if len(around) > MAX_BLOCKS_BESIDE:
        return None
    if any(index not in beside and not _is_caption(page, page.blocks[index]) for index in around):
        return None  # a teaser, an advertisement, an author's box
    captions = [index for index in beside if _is_caption(page, page.blocks[index])]
    if len(captions) < len(beside) and kept.among(beside.start, beside.stop) == 0:
        return None
    url = image_url(medium.node, links)
    if url is None or not _is_in_place(page, medium, kept, figure, url):
        return None
    taken = [index for index in captions if kept.among(index, index + 1)]
    caption, credit = _caption_and_credit(page, captions, read)
    block = Figure(
        url, " ".join((attributes.get("alt") or "").split()) or None, caption.text or None, credit, width, height,
        "\n".join(read(index).text for index in taken), caption.spans,
    )  # fmt: skip
    return PlacedMedium(block, figure if figure >= 0 else medium.element, medium.before, frozenset(taken))


def _is_figure(page: Page, row: int, group: int) -> bool:
    if page.elements.tag[row] == "figure":
        return True
    if "caption" not in (page.elements.attributes(row).get("class") or ""):
        return False
    inside = _blocks_of(page, row)
    return row >= group >= 0 or (
        len(inside) <= MAX_BLOCKS_BESIDE and all(_is_caption(page, page.blocks[index]) for index in inside)
    )


def _blocks_of(page: Page, row: int) -> range:
    return range(page.elements.first_block[row], page.elements.end_block[row]) if row >= 0 else range(0)


def _is_caption(page: Page, block: Block) -> bool:
    if block.flags & Flag.HEADING or len(block.text) > MAX_CAPTION_CHARS:
        return False
    return bool(block.flags & Flag.CAPTION) or any(
        _CAPTION.search(page.elements.attributes(row).get("class") or "")
        for row in (block.element, page.elements.parent[block.element])
        if row >= 0
    )


def _caption_and_credit(page: Page, captions: Sequence[int], read: Read) -> tuple[MarkedText, str | None]:
    said: list[tuple[str, tuple[Span, ...]]] = []
    credited: list[str] = []
    for index in captions:
        names = page.elements.attributes(page.blocks[index].element).get("class") or ""
        text, spans, *_ = read(index)
        if _CREDIT.search(names):
            credited.append(text.replace("\n", " "))
        elif text:
            said.append((text.replace("\n", " "), spans))
    return MarkedText(*join_texts(said)) if said else MarkedText(""), " ".join(credited) or None


def _is_in_place(page: Page, medium: Medium, kept: _Kept, figure: int, url: str) -> bool:
    """Whether an image stands between kept blocks, or above the first of them as a lead image does."""
    if page.elements.flags[medium.element] & Flag.ASIDE:
        return False
    if kept.first < medium.before <= kept.last:
        return True
    if medium.before > kept.last:
        return figure >= 0 and page.elements.parent[figure] in page.elements.ancestors(page.blocks[kept.last].element)
    named = (value for name, value in page.head.metas if name in ("og:image", "twitter:image"))
    parts = split_url(url)
    file = parts.path.rsplit("/", 1)[-1] if parts else ""
    if file and any(file in value for value in named):
        return True
    outside = page.elements.flags[medium.element] & Flag.HEADER and not page.elements.flags[medium.element] & (
        Flag.ARTICLE | Flag.MAIN
    )
    return not outside and (figure >= 0 or bool(_LEADS.search(medium.node.attributes.get("class") or "")))


def _embed(page: Page, medium: Medium, kept: _Kept, links: LinkBase) -> PlacedMedium | None:
    """Return a frame of a site that is known to be embedded, or a video or sound of the page's own."""
    attributes = medium.node.attributes
    sources = [attributes.get(name) for name in ("src", *_LAZY)]
    if medium.node.tag != "iframe":
        child = medium.node.first_child
        while child is not None:
            if child.tag == "source":
                sources.append(child.attributes.get("src"))
            child = child.next
    url = next((url for source in sources if source and (url := links.web(source))), None)
    if url is None or not kept.first < medium.before <= kept.last + 1:
        return None
    provider = provider_of(url)
    if provider is None and medium.node.tag == "iframe":
        return None
    group = kept.group(medium.element)
    if any(not _is_caption(page, page.blocks[index]) for index in _blocks_of(page, group)):
        return None
    return PlacedMedium(Embed(url, provider), medium.element, medium.before, frozenset())


def _largest(candidates: str) -> str | None:
    """Return the largest version that a `srcset` names, up to `MAX_PIXELS`.

    >>> _largest("a.jpg 320w, b.jpg 1280w, c.jpg 5000w"), _largest("a.jpg, b.jpg 2x"), _largest("")
    ('b.jpg', 'b.jpg', None)
    """
    found = ((match[1], match[2]) for match in _CANDIDATE.finditer(candidates) if match[1])
    versions = [(float(size) if size else 1.0, address) for address, size in found]
    fitting = [version for version in versions if version[0] <= MAX_PIXELS]
    best = max(fitting, key=itemgetter(0)) if fitting else min(versions, key=itemgetter(0), default=None)
    return best[1] if best else None


def _pixels(attributes: Mapping[str, str | None], name: str) -> int | None:
    value = attributes.get(name) or ""
    found = _NUMBER.match(value)
    return int(found[1]) if found and "%" not in value else None
