"""Spans over a text as a tree of pieces, whatever they overlap; and which addresses may be written out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, Union

from declutter.body import Span, SpanKind

_ORDER: dict[str, int] = {
    kind: rank for rank, kind in enumerate(("link", "strong", "emphasis", "strike", "sup", "sub", "code", "math"))
}
_SAFE_URL = re.compile(r"(?:https?://[^\s\x00-\x1f\x7f/?#\\]|mailto:)[^\x00-\x1f\x7f]*\Z", re.IGNORECASE)


class Marked(NamedTuple):
    """Pieces of a text under one mark; none at that of a footnote."""

    kind: SpanKind
    url: str | None
    pieces: tuple[Piece, ...]
    label: str = ""  # of a footnote


Piece = Union[str, Marked]  # noqa: UP007 - read by name in Python 3.10


class _Run(NamedTuple):
    """A stretch of text with the same marks from its first to its last character."""

    start: int
    end: int
    marks: dict[SpanKind, str | None]


def inline_tree(text: str, spans: Sequence[Span], *, innermost: frozenset[SpanKind] = frozenset()) -> tuple[Piece, ...]:
    """Return the text in pieces: plain, or marked, which may hold marked ones of other kinds.

    Spans may overlap, reach over the text's ends or be empty; white space at their ends is not marked. Of marks that
    start together the longest is outermost, but for the kinds `innermost`, which hold no other. Links whose address is
    not safe to follow are plain text.

    >>> inline_tree("a b c", [Span(0, 3, "strong"), Span(2, 5, "emphasis")])  # doctest: +NORMALIZE_WHITESPACE
    (Marked(kind='strong', url=None, pieces=('a ', Marked(kind='emphasis', url=None, pieces=('b',), label='')), label=''),
     Marked(kind='emphasis', url=None, pieces=(' c',), label=''))
    """
    if not spans:
        return (text,) if text else ()
    points = [span for span in spans if span.kind == "footnote" and span.label and 0 <= span.start <= len(text)]
    if points:
        return _with_points(text, spans, points, innermost)
    return _side_by_side(text, spans) or _nest(text, _runs(text, spans), frozenset(), innermost)


def _with_points(
    text: str, spans: Sequence[Span], points: Sequence[Span], innermost: frozenset[SpanKind]
) -> tuple[Piece, ...]:
    """Return the pieces with the marks of footnotes between them: other marks end there, and go on."""
    pieces: list[Piece] = []
    position = 0
    for point in (*sorted(points, key=lambda point: point.start), Span(len(text), len(text), "footnote")):
        within = text[position : point.start]
        inside = [span.moved(-position) for span in spans if span.kind != "footnote" and span.end > position]
        pieces += _nest(within, _runs(within, inside), frozenset(), innermost) if within else ()
        if point.label:
            pieces.append(Marked("footnote", None, (), point.label))
        position = point.start
    return tuple(pieces)


def plain_text(pieces: Sequence[Piece]) -> str:
    """Return the text of pieces without their marks."""
    return "".join(piece if isinstance(piece, str) else plain_text(piece.pieces) for piece in pieces)


def is_safe_url(url: str | None) -> bool:
    """Whether an address may stand in what is written out: absolute, of the web or of mail, without control characters."""
    return bool(url and _SAFE_URL.match(url))


def _side_by_side(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Return the pieces if the spans follow each other without overlapping, as most do; else ()."""
    pieces: list[Piece] = []
    position = 0
    for start, end, kind, url in ((span.start, span.end, span.kind, span.url) for span in spans):
        if not position <= start < end <= len(text) or (start == position and pieces):
            return ()
        if kind == "footnote" or (kind == "link" and not is_safe_url(url)) or text[start].isspace() or text[end - 1].isspace():
            return ()
        if start > position:
            pieces.append(text[position:start])
        pieces.append(Marked(kind, url, (text[start:end],)))
        position = end
    if position < len(text):
        pieces.append(text[position:])
    return tuple(pieces)


def _runs(text: str, spans: Sequence[Span]) -> list[_Run]:
    opening: dict[int, list[Span]] = {}
    closing: dict[int, list[Span]] = {}
    for span in spans:
        inside = text[max(0, span.start) : max(0, span.end)]
        start = max(0, span.start) + len(inside) - len(inside.lstrip())
        end = start + len(inside.strip())
        if start < end and span.kind in _ORDER and (span.kind != "link" or is_safe_url(span.url)):
            opening.setdefault(start, []).append(span)
            closing.setdefault(end, []).append(span)
    opened: list[Span] = []
    runs: list[_Run] = []
    position = 0
    for cut in sorted({*opening, *closing, len(text)}):
        if cut > position:
            marks = {span.kind: span.url if span.kind == "link" else None for span in opened}
            if runs and runs[-1].marks == marks:
                runs[-1] = _Run(runs[-1].start, cut, marks)
            else:
                runs.append(_Run(position, cut, marks))
            position = cut
        for span in closing.get(cut, ()):
            opened.remove(span)
        opened += opening.get(cut, ())
    return runs


def _nest(text: str, runs: Sequence[_Run], taken: frozenset[str], innermost: frozenset[SpanKind]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    while at < len(runs):
        start, end, marks = runs[at]
        left = [kind for kind in marks if kind not in taken]
        if not left:
            pieces.append(text[start:end])
            at += 1
            continue
        kind, upto = _outermost(runs, at, left, innermost)
        if kind in innermost:  # a run with a mark that may not stand inside ends it
            upto = next((i for i in range(at, upto) if runs[i].marks.keys() - taken - innermost), upto)
        pieces.append(Marked(kind, marks[kind], _nest(text, runs[at:upto], taken | {kind}, innermost)))
        at = upto
    return tuple(pieces)


def _outermost(
    runs: Sequence[_Run], at: int, kinds: Sequence[SpanKind], innermost: frozenset[SpanKind]
) -> tuple[SpanKind, int]:
    """Return which of these marks at a run holds the others, and the run after its last."""
    if len(kinds) == 1:
        return kinds[0], at + _extent(runs, at, kinds[0])
    extents = {kind: _extent(runs, at, kind) for kind in kinds}
    kind = min(kinds, key=lambda kind: (kind in innermost, -extents[kind], _ORDER[kind]))
    return kind, at + extents[kind]


def _extent(runs: Sequence[_Run], at: int, kind: SpanKind) -> int:
    """Return how many runs from `at` on carry the same mark."""
    url = runs[at].marks[kind]
    upto = at
    while upto < len(runs) and kind in runs[upto].marks and runs[upto].marks[kind] == url:
        upto += 1
    return upto - at
