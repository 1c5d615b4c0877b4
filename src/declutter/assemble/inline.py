"""Markup inside a text: links, emphasis, code and the like, as spans over a block's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from declutter.assemble.links import LinkBase
from declutter.assemble.math import find_delimited, is_display, tex_of
from declutter.assemble.notes import NONE, Notes
from declutter.body import Span, SpanKind
from declutter.parsing.page import Block, Elements, Flag, Page
from declutter.parsing.segment import inline_flags

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

_MARKS: dict[str, SpanKind] = {
    "a": "link", "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "cite": "emphasis",
    "dfn": "emphasis", "var": "emphasis", "s": "strike", "strike": "strike", "del": "strike", "sub": "sub", "sup": "sup",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code",
}  # fmt: skip
_OF_FORMULAS = frozenset(("math", "img", "span", "script", "math-renderer"))
_WITHOUT_TEXT = frozenset(("img", "script"))  # that may stand for a formula
_UNREAD = frozenset("script style template noscript select textarea svg iframe video audio canvas object rt rp".split())
# Links to the very place that they stand at, and marks of notes that are not to be found.
_AFFIXES = frozenset(
    "headerlink hash-link anchorjs-link anchor-link heading-anchor header-anchor footnote-ref footnote-reference".split()
)
MAX_MARKS = 24  # inline elements in inline elements that are told apart
_LINE_BREAK = "\x1e"
_INVISIBLE = re.compile(r"[\s\u00ad\u200b\u2060\ufeff\x1e]+")
_VISIBLE = re.compile(r"[^\s\u00ad\u200b\u2060\ufeff\x1e]+")
_NORMAL_WEIGHT = re.compile(r"font-(?:weight|style)\s*:\s*(?:normal|[1-4]00)\b", re.IGNORECASE)

# What of a note's label is left where its link back was: brackets, a caret, a stop.
_AROUND_LABEL = re.compile(r"(?:\s|\x1e|[(\[{][\s,]*[)\]}]|[\^↑]|[.:)\]](?=\s))+")

Piece = tuple[str, tuple["_Mark", ...]]


class _Mark:
    """An inline element that is open, and where its text starts and ends once that is known."""

    __slots__ = ("end", "is_back", "kind", "label", "node", "start", "tex", "url")

    def __init__(self, kind: SpanKind | None, node: Node, url: str | None = None, tex: str | None = None) -> None:
        self.label: str | None = None  # of the note that it is a mark of
        self.is_back = False  # is no text: leads back from a note, or to where it stands
        self.kind = kind
        self.tex = tex
        self.node = node
        self.url = url
        self.start = -1
        self.end = -1


class MarkedText(NamedTuple):
    """A text, the markup in it, and the formulas that stand apart, as spans: maybe all of the text."""

    text: str
    spans: tuple[Span, ...] = ()
    displays: tuple[Span, ...] = ()
    cited: int = 0  # where a <cite> ends that it starts with, but for a dash

    @property
    def is_formula(self) -> bool:
        """Whether it is nothing but a formula that is set apart."""
        return len(self.displays) == 1 and (self.displays[0].start, self.displays[0].end) == (0, len(self.text))

    def parts(self) -> Iterator[MarkedText]:
        """Yield the text in parts: each formula that stands apart, and what is between them."""
        if not self.displays or self.is_formula:
            yield self
            return
        position = 0
        for formula in (*self.displays, Span(len(self.text), len(self.text), "math")):
            yield from self._part(position, formula.start)
            if formula.start < formula.end:
                text = self.text[formula.start : formula.end]
                yield MarkedText(text, (), (Span(0, len(text), "math"),))
            position = formula.end

    def cut(self, at: int) -> Iterator[MarkedText]:
        """Yield the text up to a place, and the rest."""
        yield from self._part(0, at)
        yield from self._part(at, len(self.text))

    def _part(self, start: int, end: int) -> Iterator[MarkedText]:
        raw = self.text[start:end]
        text = raw.strip()
        start += len(raw) - len(raw.lstrip())
        end = start + len(text)
        if not text or not any(map(str.isalnum, text)):  # a stop or a comma after a formula
            return
        inside = (
            Span(max(span.start, start), min(span.end, end), span.kind, span.url, span.label).moved(-start)
            for span in self.spans
            if span not in self.displays and span.start <= end and span.end >= start
        )
        yield MarkedText(text, tuple(span for span in inside if span.start < span.end or span.kind == "footnote"))


class InlineReader:
    """Reads the markup of a page's blocks; what is not marked up costs next to nothing."""

    def __init__(self, page: Page, links: LinkBase, notes: Notes = NONE) -> None:
        self._blocks = page.blocks
        self._elements: Elements = page.elements
        self._links = links
        self._notes = notes
        self._has_formulas = self._has_notes = False  # the block being read has some
        self.has_scripts = False  # with TeX, in the blocks read so far

    def read(self, index: int) -> MarkedText:
        """Return a block's text and the markup in it.

        The text is the block's own, but for formulas, which become TeX. There are no spans where it has no markup, or
        where text and markup cannot be told together.
        """
        block = self._blocks[index]
        node = block.node
        if node is None or block.flags & Flag.PRE:
            return MarkedText(block.text)
        holder = self._elements.node[block.element]
        parent = node.parent
        if holder.mem_id in self._notes.back:
            return MarkedText("")
        alone = node.next is None and ((before := node.prev) is None or before.tag not in _WITHOUT_TEXT)
        if alone and parent is not None and parent.mem_id == holder.mem_id:
            return _with_delimited(MarkedText(block.text, self._around(block) if block.flags & Flag.LINK else ()))
        after = self._blocks[index + 1].node if index + 1 < len(self._blocks) else None
        pieces = self._pieces(_formula_before(node), holder.mem_id, after.mem_id if after is not None else -1)
        text = block.text
        if self._has_notes:
            self._has_notes = False
            pieces = _with_points(pieces)
            text = _text_of(pieces)
        marks = _lay_out(pieces, text)
        if marks is None:
            shown = [piece for piece in pieces if not any(map(_is_hidden, piece[1]))]
            marks = _lay_out(shown, text) or _align(shown, text) or _align(pieces, text)
            if marks is not None:
                pieces = shown
        if self._has_formulas:
            self._has_formulas = False
            with_tex = _with_tex(pieces)
            text = _text_of(with_tex)
            marks = _lay_out(with_tex, text) if marks is not None else None
            text = text if marks is not None else block.text
        found = sorted(
            (Span(mark.start, mark.end, mark.kind, mark.url, mark.label) for mark in marks or () if mark.kind is not None),
            key=lambda span: (span.start, -span.end),
        )
        if block.flags & Flag.LINK and not any(span.kind == "link" for span in found):
            found = [*self._around(block), *found]
        apart = tuple(
            Span(mark.start, mark.end, "math") for mark in marks or () if mark.kind == "math" and is_display(mark.node)
        )
        return _with_delimited(MarkedText(text, tuple(found), apart, _end_of_citation(marks or (), text)))

    def _around(self, block: Block) -> tuple[Span, ...]:
        """Return the link that stands around all of a block."""
        at: Node | None = self._elements.node[block.element]
        while at is not None and at.tag != "a":
            at = at.parent
        url = self._links.absolute(at.attributes.get("href")) if at is not None else None
        return (Span(0, len(block.text), "link", url),) if url else ()

    def _pieces(self, first: Node, holder: int, after: int) -> list[Piece]:
        """Return the texts from the first on to the holder's end or the next block's start, each with its open marks."""
        opened: list[_Mark] = []
        at: Node = first
        while (parent := at.parent) is not None and parent.mem_id != holder:
            opened.append(self._mark(parent))
            at = parent
        marks: tuple[_Mark, ...] = ()
        outside: list[tuple[_Mark, ...]] = []  # the marks around each element that is open
        for mark in reversed(opened):
            outside.append(marks)
            marks = (*marks, mark)[:MAX_MARKS]
        pieces: list[Piece] = []
        in_link = False
        at = first
        while True:
            tag = at.tag
            if tag == "-text":
                pieces.append((at.text_content, marks))
                in_link = any(mark.node.tag == "a" for mark in marks) if marks else False
            elif tag == "br":
                pieces.append((_LINE_BREAK, marks))
            elif tag in _WITHOUT_TEXT:
                if (mark := self._mark(at)).tex:
                    pieces.append(("", (*marks, mark)))
            elif tag is not None and tag not in _UNREAD and (child := at.first_child) is not None:
                if tag == "a" and in_link:
                    pieces.append((" ", marks))  # as segmentation does between two links
                outside.append(marks)
                marks = (*marks, self._mark(at))[:MAX_MARKS]
                at = child
                if at.mem_id == after:
                    return pieces
                continue
            while (following := at.next) is None:
                outer = at.parent
                if outer is None or outer.mem_id == holder or not outside:
                    return pieces
                marks = outside.pop()
                at = outer
            at = following
            if at.mem_id == after:
                return pieces

    def _mark(self, node: Node) -> _Mark:
        tag = node.tag
        if (self._notes.marks or self._notes.back) and (own := self._note_mark(node)) is not None:
            return own
        kind = _MARKS.get(tag)
        if kind is None:
            tex = tex_of(node) if tag in _OF_FORMULAS else None
            self._has_formulas = self._has_formulas or tex is not None
            self.has_scripts = self.has_scripts or (tag == "script" and tex is not None)
            return _Mark("math" if tex else None, node, tex=tex)
        if kind == "link":
            if (names := node.attributes.get("class")) and not _AFFIXES.isdisjoint(names.split()):
                return self._left_out(node)
            url = self._links.absolute(node.attributes.get("href"))
            return _Mark(kind if url else None, node, url)
        if tag in ("b", "i") and (style := node.attributes.get("style")) and _NORMAL_WEIGHT.search(style):
            return _Mark(None, node)  # what word processors and Google Docs wrap a whole paste in
        return _Mark(kind, node)

    def _note_mark(self, node: Node) -> _Mark | None:
        """Return the mark of a footnote, or what leads back from one."""
        label, is_back = self._notes.marks.get(node.mem_id), node.mem_id in self._notes.back
        if label is None and not is_back:
            return None
        if is_back:
            return self._left_out(node)
        mark = _Mark("footnote", node)
        mark.label = label
        self._has_notes = True
        return mark

    def _left_out(self, node: Node) -> _Mark:
        mark = _Mark(None, node)
        mark.is_back = self._has_notes = True
        return mark


def _end_of_citation(marks: Iterable[_Mark], text: str) -> int:
    return next((m.end for m in marks if m.node.tag == "cite" and not any(map(str.isalnum, text[: m.start]))), 0)


def _formula_before(first: Node) -> Node:
    """Return the formula that a text starts with, as a script or an image, else the text's first node itself."""
    at = first.prev
    for _ in range(MAX_MARKS):
        if at is None:
            break
        if at.tag in _WITHOUT_TEXT:
            if tex_of(at):
                first = at
        elif not at.text_content.isspace() if at.tag == "-text" else at.first_child is not None:
            break
        at = at.prev
    return first


def _with_delimited(read: MarkedText) -> MarkedText:
    """Return the text with the formulas that stand in it between delimiters as TeX without these."""
    text = read.text
    if "\\" not in text and "$$" not in text:
        return read
    taken = [span for span in read.spans if span.kind in ("code", "math")]
    found = [
        formula
        for formula in find_delimited(text)
        if not any(span.start < formula[1] and formula[0] < span.end for span in taken)
    ]
    if not found:
        return read
    out: list[str] = []
    places: list[Span] = []
    moves: list[tuple[int, int, int, int]] = []  # of each formula: where it was and where it is
    position = length = 0
    for start, end, tex, _ in found:
        out += (text[position:start], tex)
        length += start - position
        moves.append((start, end, length, length + len(tex)))
        places.append(Span(length, length + len(tex), "math"))
        length += len(tex)
        position = end
    out.append(text[position:])

    def moved(place: int) -> int:
        by = 0
        for start, end, now, after in moves:
            if place <= start:
                break
            if place < end:
                return min(max(now, place - start + now), after)
            by = after - end
        return place + by

    spans = [replace(span, start=moved(span.start), end=moved(span.end)) for span in read.spans]
    apart = [place for place, formula in zip(places, found, strict=True) if formula[3]]
    displays = [replace(span, start=moved(span.start), end=moved(span.end)) for span in read.displays]
    return MarkedText(
        "".join(out),
        tuple(sorted((*spans, *places), key=lambda span: (span.start, -span.end))),
        tuple(sorted((*displays, *apart), key=lambda span: span.start)),
        moved(read.cited),
    )


def _with_points(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces that a reader sees, the marks of footnotes without their text, and without what leads back."""
    points: list[Piece] = []
    leads_back = False
    for raw, marks in pieces:
        own = next((mark for mark in marks if mark.is_back or mark.label is not None), None)
        if own is None:
            if not any(map(_is_hidden, marks)):
                points.append((raw, marks))
        elif own.is_back:
            leads_back = True
        elif not points or points[-1][1] != (own,):
            points.append(("", (own,)))
    if leads_back and (rest := _AROUND_LABEL.match("".join(raw for raw, _ in points))):
        points = _cut(points, rest.end())
    return points


def _cut(pieces: Sequence[Piece], chars: int) -> list[Piece]:
    """Return the pieces without so many characters at their start."""
    rest: list[Piece] = []
    for raw, marks in pieces:
        rest.append((raw[chars:], marks))
        chars = max(0, chars - len(raw))
    return rest


def _with_tex(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with those of each formula replaced by its TeX."""
    replaced: list[Piece] = []
    formula: _Mark | None = None
    for raw, marks in pieces:
        own = next((mark for mark in marks if mark.tex), None)
        if own is None:
            replaced.append((raw, marks))
        elif formula is None or (own is not formula and own.tex != formula.tex):  # else the same, in another form
            replaced.append((own.tex or "", marks[: marks.index(own) + 1]))
        formula = own
    return replaced


def _text_of(pieces: Sequence[Piece]) -> str:
    return "\n".join(" ".join(line.split()) for line in "".join(raw for raw, _ in pieces).split(_LINE_BREAK)).strip("\n")


def _is_hidden(mark: _Mark) -> bool:
    """Whether a mark's element is not shown; images of formulas are hidden from those who have it read out."""
    return mark.node.tag not in _WITHOUT_TEXT and bool(inline_flags(mark.node.attributes) & (Flag.HIDDEN | Flag.AFFIX))


def _lay_out(pieces: Sequence[Piece], text: str) -> list[_Mark] | None:
    """Return the marks with their places in the text that the pieces make, None if that is not `text`."""
    out: list[str] = []
    position = 0
    space = line_break = False
    seen: dict[int, _Mark] = {}
    for raw, marks in pieces:
        if raw == _LINE_BREAK:
            line_break, space = position > 0, False
            continue
        words = " ".join(raw.split())
        if not words:
            space = space or bool(raw)
            for mark in marks:
                if mark.label is not None:
                    seen[id(mark)] = mark
                    mark.start = mark.end = position
            continue
        if position and (line_break or space or raw[0].isspace()):
            out.append("\n" if line_break else " ")
            position += 1
        start = position
        out.append(words)
        position += len(words)
        for mark in marks:
            if id(mark) not in seen:
                seen[id(mark)] = mark
                mark.start = start
            mark.end = position
        space, line_break = raw[-1].isspace(), False
    return list(seen.values()) if "".join(out) == text else None


def _align(pieces: Iterable[Piece], text: str) -> list[_Mark] | None:
    """Do as `_lay_out` by visible characters alone: white space may differ, such as no-break spaces."""
    squeezed = [(_INVISIBLE.sub("", raw), marks) for raw, marks in pieces]
    if "".join(raw for raw, _ in squeezed) != _INVISIBLE.sub("", text):
        return None
    visible = [at for run in _VISIBLE.finditer(text) for at in range(run.start(), run.end())]
    seen: dict[int, _Mark] = {}
    position = 0
    for raw, marks in squeezed:
        if not raw:
            continue
        for mark in marks:
            if id(mark) not in seen:
                seen[id(mark)] = mark
                mark.start = visible[position]
            mark.end = visible[position + len(raw) - 1] + 1
        position += len(raw)
    return list(seen.values())
