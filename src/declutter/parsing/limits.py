"""Markup made to be slow is thinned before the parser sees it: nothing here touches an ordinary page.

The HTML standard's tree construction is not linear. Many tags look through the open elements, formatting that was never
closed is opened anew in each paragraph, an attribute is compared with those before it, an option with those around it:
100,000 nested elements take lexbor 15 s; 1,000 different <b> before 10,000 paragraphs make ten million elements.
"""

from __future__ import annotations

import re

import regex

from declutter.parsing.openelements import FORMATTING, RAW_TEXT, VOID, OpenElements

SAFE_TAGS = 20_000  # "<" on a page up to which no nesting costs more than two seconds
SAFE_OPTIONS = 5_000  # the same for options of forms
SAFE_FORMATTED = 1_000_000  # (formatting tags × all tags) of a page up to which formatting makes not too many elements
SAFE_FORMATTED_TAGS = 1_500  # "<" on a page that cannot be over that
SAFE_CHARS = 100_000  # a page up to which no number of attributes costs more than about a second
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

STRETCH_CHARS = 4_096  # without "<" that are looked at for a tag with many attributes: scripts and styles, mostly
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
_CROWDED_TAG = regex.compile(rf"</?+{_NAME}(?:{_SEPARATOR}*+{_ATTRIBUTE}){{{2 * MAX_ATTRIBUTES}}}")
_CDATA = "<![CDATA["
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE) for name in RAW_TEXT}
_IN_SCRIPT = re.compile(r"<!--(?:-?>)?|-->|</?script(?=[ \t\n\f\r/>])", re.IGNORECASE)
# Formatting, but for links, of which one is open at a time; and the elements whose attributes a second tag adds to.
_FORMATTING_OR_ROOT = re.compile(
    "<(?=[bcefhinstuBCEFHINSTU])(?:"
    + "|".join(
        "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in name)
        for name in sorted(FORMATTING - {"a"} | {"body", "html"})
    )
    + r")[ \t\n\f\r/]"
)
# Those of them that are not closed right after their text; what stands in a comment or a script stands there as a whole.
_FORMATTING_LEFT_OPEN = re.compile(
    rf"""<(?P<name>{"|".join(sorted(FORMATTING - {"a"}))})(?=[ \t\n\f\r/])
    (?!(?:[^<>"'=]|="[^"<>]*"|='[^'<>]*')*>[^<>]*</(?P=name)>)""",
    re.IGNORECASE | re.VERBOSE,
)
_OPTION = re.compile(r"<opt(?:ion|group)\b", re.IGNORECASE)
_ROOTS = frozenset(("body", "html"))


def thin(html: str, max_depth: int, *, scripting: bool = True) -> tuple[str, tuple[str, ...]]:
    """Return markup that parses in linear time, and notes on what was taken out.

    On pages that could be slow to parse, these go: tags nested deeper than `max_depth` (their text stays), attributes
    over `MAX_ATTRIBUTES`, options over `MAX_OPTIONS`. `scripting` is that of the parse that follows.
    """
    return _thin(html, max_depth, scripting=scripting) if _may_be_slow(html) else (html, ())


def _may_be_slow(html: str) -> bool:
    """Whether the page is one of the few that are looked at tag by tag; errs on this side."""
    tags = html.count("<")
    if tags > SAFE_TAGS:
        return True
    if tags > SAFE_FORMATTED_TAGS or len(html) > SAFE_CHARS:
        found = _FORMATTING_OR_ROOT.findall(html)
        if tags * len(found) > SAFE_FORMATTED and tags > SAFE_FORMATTED_TAGS:
            left_open = sum(1 for _ in _FORMATTING_LEFT_OPEN.finditer(html))
            if (tags - html.count("</")) * left_open > SAFE_FORMATTED:
                return True
        if tags > SAFE_OPTIONS and len(_OPTION.findall(html)) > SAFE_OPTIONS:
            return True
        if len(html) > SAFE_CHARS and sum(start[1:-1].lower() in _ROOTS for start in found) > 8:
            return True
    return len(html) > SAFE_CHARS and _has_crowded_tag(html)


def _has_crowded_tag(html: str) -> bool:
    """Whether some start tag has very many attributes, as far as a stretch of its attributes holds no "<".

    Not sure on purpose: to read all tags takes as long as the parse, and who writes a page with such a tag so that it is
    not found makes a page of ordinary size some seconds slower. Past `SAFE_TAGS` every tag is read.
    """
    at = 0
    while at < len(html) - STRETCH_CHARS:  # a stretch of twice this length holds a whole window, and no "<" in it
        end = html.find("<", at, at + STRETCH_CHARS)
        if end < 0:
            start = at
            for _ in range(MAX_CANDIDATES):  # the tag may have had a "<" in a value before
                start = html.rfind("<", 0, start)
                if start < 0:
                    break
                if _CROWDED_TAG.match(html, start):
                    return True
            end = html.find("<", at + STRETCH_CHARS)
            if end < 0:
                return False
        at = max(at + STRETCH_CHARS, end)
    return False


def _thin(html: str, max_depth: int, *, scripting: bool) -> tuple[str, tuple[str, ...]]:
    """Return the page tag by tag; the open elements are those of the markup that is returned."""
    opened = OpenElements(max_depth, scripting=scripting)
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
