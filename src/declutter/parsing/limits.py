"""Markup made to be slow is thinned before the parser sees it: nothing here touches an ordinary page.

The HTML standard's tree construction is not linear. Many tags look through the open elements, formatting that was never
closed is opened anew in each paragraph, an attribute is compared with those before it, an option with those around it:
100,000 nested elements take lexbor 15 s; 1,000 different <b> before 10,000 paragraphs make ten million elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import regex

from declutter.parsing.openelements import FORMATTING, RAW_TEXT, VOID, OpenElements
from declutter.parsing.tree import Document, parse

SAFE_TAGS = 20_000  # "<" on a page up to which no nesting costs more than two seconds
SAFE_OPTIONS = 5_000  # the same for options of forms
SAFE_FORMATTED = 1_000_000  # (formatting tags × all tags) of a page up to which formatting makes not too many elements
SAFE_FORMATTED_TAGS = 1_500  # "<" on a page that cannot be over that
SAFE_BYTES = 100_000  # a page up to which no number of attributes costs more than about a second
MAX_ROOTS = 8  # <html> and <body> tags of a long page before their attributes are counted
MAX_ATTRIBUTES = 256  # of one element that are read
MAX_REBUILT = 200_000  # elements that formatting which was never closed may make
MAX_ORPHANS = 64  # such formatting that may be waiting to be opened anew
MAX_TAGS = 500_000  # of a page that are read
MAX_OPTIONS = 1_000  # of a page; none of them is shown as text
TOO_DEEP = "elements nested deeper than {} were taken out of each other; their text stays"
TOO_MANY_ATTRIBUTES = f"only the first {MAX_ATTRIBUTES} attributes of an element were read"
TOO_MUCH_FORMATTING = "formatting that was never closed was closed at the end of its paragraph"
TOO_MANY_TAGS = f"only the first {MAX_TAGS} tags were read"
TOO_MANY_OPTIONS = f"only the first {MAX_OPTIONS} options of forms were read"

STRETCH_BYTES = 4_096  # without "<" that are looked at for a tag with many attributes: scripts and styles, mostly
MAX_CANDIDATES = 4  # tags before such a stretch that may be it

_WS = r"[ \t\n\f\r]"
_SEPARATOR = r"[ \t\n\f\r/]"
_VALUE = rf"""{_WS}*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>]++)?+"""
_ATTRIBUTE = rf"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+(?:{_WS}*+={_VALUE})?+"
_NAME = r"[a-zA-Z][^ \t\n\f\r/>]*+"
# A tag, a comment, or what the standard takes for one; what never ends ends with the page. Possessive: never looks back.
_TOKEN = regex.compile(
    rf"<(?:(?P<close>/?)(?P<name>{_NAME})(?P<attributes>(?:(?P<gap>{_SEPARATOR}++)|{_ATTRIBUTE})*+)(?P<end>>?+)"
    r"|!--(?:-?>|.*?(?:--!?>|\Z))|[!?/][^>]*+>?+)",
    regex.DOTALL,
)
_ATTRIBUTES = regex.compile(_ATTRIBUTE)
# Attributes of a kind that scripts do not look like: without brackets and semicolons but in quotes.
_PLAIN = r"[^ \t\n\f\r/>=(){};]"
_PLAIN_VALUE = rf"""{_WS}*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|{_PLAIN}++)?+"""
_CROWDED_TAG = regex.compile(
    rf"</?+[a-zA-Z]{_PLAIN}*+(?:{_SEPARATOR}*+{_PLAIN}++(?:{_WS}*+={_PLAIN_VALUE})?+){{{2 * MAX_ATTRIBUTES}}}".encode()
)
_CDATA = "<![CDATA["
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE) for name in RAW_TEXT}
_IN_SCRIPT = re.compile(r"<!--(?:-?>)?|-->|</?script(?=[ \t\n\f\r/>])", re.IGNORECASE)
_ROOTS = frozenset(("body", "html"))  # the elements whose attributes a second tag adds to
_FORMATTING = sorted(FORMATTING - {"a"})  # of links, one is open at a time
_A_ROOT = re.compile(rb"<(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])[ \t\n\f\r/]")
_FORMATTING_TAG = re.compile(rf"<(?:{'|'.join(_FORMATTING)})[ \t\n\f\r/]".encode(), re.IGNORECASE)
# Those of them that are not closed right after their text; what stands in a comment or a script stands there as a whole.
_FORMATTING_LEFT_OPEN = re.compile(
    rf"""<(?P<name>{"|".join(_FORMATTING)})(?=[ \t\n\f\r/])
    (?!(?:[^<>"'=]|="[^"<>]*"|='[^'<>]*')*>[^<>]*</(?P=name)>)""".encode(),
    re.IGNORECASE | re.VERBOSE,
)
_OPTION = re.compile(rb"<opt(?:ion|group)\b", re.IGNORECASE)


def _starts(names: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Return which two bytes after "<", as one number, may begin a tag with attributes that has one of these names."""
    table = np.zeros(1 << 16, dtype=np.bool_)
    for name in names:
        for first in (name[0], name[0].upper()):
            for second in (name[1], name[1].upper()) if len(name) > 1 else " \t\n\f\r/":
                table[ord(first) << 8 | ord(second)] = True
    return table


_FORMATTING_STARTS = _starts(_FORMATTING)
_ROOT_STARTS = _starts(_ROOTS)


def parse_safely(markup: bytes, max_depth: int, *, scripting: bool = True) -> tuple[Document, tuple[str, ...]]:
    """Return the tree that a browser builds of UTF-8, in linear time, and notes on what was taken out of the markup for that.

    On pages that could be slow to parse, these go: tags nested deeper than `max_depth` (their text stays), attributes
    over `MAX_ATTRIBUTES`, options over `MAX_OPTIONS`. `scripting` is that of the parse.
    """
    if not _may_be_slow(markup):
        return parse(markup, scripting=scripting), ()
    html, notes = thin(markup.decode(), max_depth, scripting=scripting)
    return parse(html, scripting=scripting), notes


def _may_be_slow(markup: bytes) -> bool:
    """Whether the page is one of the few that are looked at tag by tag; errs on this side."""
    page = np.frombuffer(markup, np.uint8)
    starts = np.flatnonzero(page[:-2] == ord("<"))
    tags = len(starts)
    if tags > SAFE_TAGS:
        return True
    is_long = len(markup) > SAFE_BYTES
    if tags > SAFE_FORMATTED_TAGS or is_long:
        begins = page[starts + 1].astype(np.uint16) << 8 | page[starts + 2]
        if np.count_nonzero(_FORMATTING_STARTS[begins]) * tags > SAFE_FORMATTED and _has_much_formatting(markup, tags):
            return True
        if tags > SAFE_OPTIONS and len(_OPTION.findall(markup)) > SAFE_OPTIONS:
            return True
        if is_long and np.count_nonzero(_ROOT_STARTS[begins]) > MAX_ROOTS and len(_A_ROOT.findall(markup)) > MAX_ROOTS:
            return True
    return is_long and _has_crowded_tag(markup, starts)


def _has_much_formatting(markup: bytes, tags: int) -> bool:
    """Whether formatting that is left open may make very many elements."""
    if tags * len(_FORMATTING_TAG.findall(markup)) <= SAFE_FORMATTED:
        return False
    left_open = sum(1 for _ in _FORMATTING_LEFT_OPEN.finditer(markup))
    return (tags - markup.count(b"</")) * left_open > SAFE_FORMATTED


def _has_crowded_tag(markup: bytes, starts: npt.NDArray[np.int64]) -> bool:
    """Whether some start tag has very many attributes, as far as a stretch of its attributes holds no "<".

    Not sure on purpose: to read all tags takes as long as the parse. Who hides such a tag on purpose, with brackets in
    its names or a "<" in a value every few thousand bytes, makes a page that is slow to parse: one with 100,000
    attributes takes a quarter of a minute. Past `SAFE_TAGS` every tag is read.
    """
    gaps = np.diff(starts, append=len(markup))
    for stretch in np.flatnonzero(gaps > STRETCH_BYTES).tolist():
        for start in starts[max(stretch - MAX_CANDIDATES + 1, 0) : stretch + 1].tolist():  # "<" may stand in a value
            if _CROWDED_TAG.match(markup, start) and not _is_script(markup, start):
                return True
    return False


def _is_script(markup: bytes, at: int) -> bool:
    """Whether what stands there is the text of a script or a style, where "a<b" begins no tag."""
    node = parse(markup[:at]).root
    while node is not None and (child := node.last_child) is not None:
        node = child
    return node is not None and node.parent is not None and node.parent.tag in ("script", "style")


def thin(html: str, max_depth: int, *, scripting: bool = True) -> tuple[str, tuple[str, ...]]:
    """Return the page's markup, read tag by tag, without what makes a parse slow, and notes on what was taken out."""
    opened = OpenElements(max_depth, scripting=scripting)  # those of the markup that is returned
    notes: dict[str, None] = {}
    parts: list[str] = []
    copied = position = 0  # up to where the page was copied, and read
    root_attributes = options = 0
    tags = 0
    while token := _TOKEN.search(html, position):
        start, end = token.span()
        tags += 1
        if tags > MAX_TAGS:
            notes[TOO_MANY_TAGS] = None
            return "".join((*parts, html[copied:start])), tuple(notes)
        close, name, attributes, closed = token.group("close", "name", "attributes", "end")
        if name is None:
            if opened.in_foreign() and html.startswith(_CDATA, start):
                end = html.find("]]>", start)
                end = len(html) if end < 0 else end + 3
            position = end
            continue
        name = name.lower()
        replacement: str | None = None
        before = ""
        if start > position:
            opened.text()
        position = end
        if not closed:
            replacement = ""  # a tag that never ends is none
        elif close:
            if len(attributes) > 2 * MAX_ATTRIBUTES:
                replacement = f"</{name}>"  # an end tag has no attributes
            if name in ("option", "optgroup") and options > MAX_OPTIONS:
                replacement = ""
            elif opened.left_out and opened.was_left_out(name):
                replacement = _gap(name)
            else:
                opened.end(name)
        else:
            in_foreign = opened.in_foreign()
            if len(attributes) > 2 * MAX_ATTRIBUTES or name in _ROOTS:
                found = _ATTRIBUTES.findall(attributes)
                if name in _ROOTS and not in_foreign:
                    root_attributes += len(found)
                    if root_attributes > 2 * MAX_ATTRIBUTES:
                        replacement = ""
                if replacement is None and len(found) > MAX_ATTRIBUTES:
                    replacement = f"<{name} {' '.join(found[:MAX_ATTRIBUTES])} >"
                if replacement is not None:
                    notes[TOO_MANY_ATTRIBUTES] = None
            if name in ("option", "optgroup") and not in_foreign:
                options += 1
                if options > MAX_OPTIONS:
                    notes[TOO_MANY_OPTIONS] = None
                    replacement = ""
            closes_itself = attributes.endswith("/") and token.end("gap") == token.end("attributes")
            if replacement == "":
                pass
            elif not opened.start(name, attributes, closes_itself=closes_itself):
                replacement = _gap(name)
                notes[TOO_DEEP.format(max_depth)] = None
            elif name in opened.raw_text and not in_foreign:
                position = _end_of_raw_text(html, name, end)
        if position > end:
            pass
        elif opened.rebuilt > MAX_REBUILT or len(opened.orphans[-1]) > MAX_ORPHANS:
            before = opened.close_orphans()
            notes[TOO_MUCH_FORMATTING] = None
        if replacement is not None or before:
            parts += (html[copied:start], html[start:end] if replacement is None else replacement, before)
            copied = end
    if not parts:
        return html, ()
    return "".join((*parts, html[copied:])), tuple(notes)


def _gap(name: str) -> str:
    """Return what stands for a tag that was taken out: block-level ones part words."""
    return "" if name in FORMATTING or name in VOID or name == "span" else " "


def _end_of_raw_text(html: str, name: str, position: int) -> int:
    """Return where the text of a script or the like ends."""
    if name == "plaintext":
        return len(html)
    if name != "script":
        end = _RAW_ENDS[name].search(html, position)
        return end.start() if end else len(html)
    in_comment = in_inner = False  # a script in a comment in a script hides the end tag: the standard's "double escaped"
    for mark in _IN_SCRIPT.finditer(html, position):
        text = mark.group()
        if text.startswith("<!--"):
            in_comment = in_comment or not text.endswith(">")
            if text.endswith(">"):
                in_comment = in_inner = False
        elif text == "-->":
            in_comment = in_inner = False
        elif text[1] != "/":
            in_inner = in_inner or in_comment
        elif in_inner:
            in_inner = False
        else:
            return mark.start()
    return len(html)
