"""Key points: the short list between headline and text in which some newsrooms sum an article up."""

from __future__ import annotations

import re
from functools import lru_cache

from declutter.data import key_points_headings
from declutter.parsing.classes import MAX_CHARS as MAX_CLASS_CHARS
from declutter.parsing.classes import Memo
from declutter.parsing.page import Flag, Page

MAX_HEADING_CHARS = 40
MIN_POINTS, MAX_POINTS = 2, 8  # more are a table of contents or the text itself
MIN_POINT_CHARS, MAX_POINT_CHARS = 12, 400  # 12 characters say something in Chinese and Japanese
_BOX = re.compile(
    r"key-?(?:points?|take-?aways?|facts)|(?:^|[\s_-])(?:[a-z]{2}-)?bullet-?points?(?:$|[\s_-])|"
    r"(?:story|article|news)-?(?:bullets|highlights)|summary-?(?:list|points|bullets|box)(?:$|[\s_-])"
)
_NO_POINT = Flag.HIDDEN | Flag.NAV | Flag.FOOTER | Flag.BUTTON | Flag.FORM | Flag.CAPTION | Flag.TABLE | Flag.HEADING
_LISTS = frozenset(("ul", "ol"))


def _names_box(value: str) -> bool:
    return _BOX.search(value[:MAX_CLASS_CHARS].lower()) is not None


_NAMES_BOX = Memo(_names_box, 8192)


def find_key_points(page: Page, start: int, stop: int) -> tuple[int, ...]:
    """Return the blocks of the list of key points that begins among these blocks, its heading included; () without one.

    A list is one by what stands right above it ("Key points", "In Kürze"), a box by its class.
    """
    for index in range(start, min(stop, len(page.blocks))):
        text, _, flags, _, _ = page.blocks[index]
        if flags & (Flag.HIDDEN | Flag.NAV | Flag.FOOTER | Flag.BUTTON):
            continue
        if len(text) <= MAX_HEADING_CHARS and _is_heading(text) and (points := _list_at(page, index + 1)):
            return (index, *points)
        if points := _box_at(page, index):
            return points
    return ()


def _is_heading(text: str) -> bool:
    return text.casefold().replace("’", "'").rstrip(" :：.") in _headings()


@lru_cache(maxsize=1)
def _headings() -> frozenset[str]:
    return frozenset(phrase.casefold() for phrase in key_points_headings())


def _list_at(page: Page, index: int) -> tuple[int, ...]:
    """Return the blocks of the list that begins with this block, if they are points."""
    if index >= len(page.blocks) or not page.blocks[index].flags & Flag.LIST:
        return ()
    elements = page.elements
    for row in elements.ancestors(page.blocks[index].element):
        if elements.first_block[row] != index:
            return ()
        if elements.tag[row] in _LISTS:
            inside = tuple(range(index, elements.end_block[row]))
            return inside if _are_points(page, inside) else ()
    return ()


def _box_at(page: Page, index: int) -> tuple[int, ...]:
    """Return the blocks of the box named as key points that begins with this block, if they are points but for a heading."""
    elements = page.elements
    for row in elements.ancestors(page.blocks[index].element):
        first, end = elements.first_block[row], elements.end_block[row]
        if first != index or end - first > MAX_POINTS + 1:
            return ()
        if end - first >= MIN_POINTS and (names := elements.names[row]) and _NAMES_BOX[names]:
            inside = tuple(range(first, end))
            is_headed = len(page.blocks[first].text) <= MAX_HEADING_CHARS and _are_points(page, inside[1:])
            return inside if is_headed or _are_points(page, inside) else ()
    return ()


def _are_points(page: Page, indices: tuple[int, ...]) -> bool:
    return MIN_POINTS <= len(indices) <= MAX_POINTS and all(
        MIN_POINT_CHARS <= len(text) <= MAX_POINT_CHARS and not flags & _NO_POINT and 2 * link_chars <= len(text)
        for text, _, flags, link_chars, _ in page.blocks[indices[0] : indices[-1] + 1]
    )
