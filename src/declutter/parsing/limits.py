"""Markup made to be slow is thinned before the parser sees it: nothing here touches an ordinary page.

The HTML standard's tree construction walks the open elements at many tags, and compares each attribute with those
before it, so time grows with (tags × depth) and (attributes²): 100,000 nested elements take lexbor 15 s.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

import regex

SAFE_TAGS = 20_000  # "<" on a page up to which no nesting costs more than about a second
SAFE_TAG_CHARS = 131_072  # longest stretch without ">" that is not looked at more closely
WINDOW_CHARS = SAFE_TAG_CHARS // 2
MAX_ATTRIBUTES = 1_000  # attributes of one element that are read

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# A start tag closes these where they are the innermost open element, so that unclosed paragraphs are no nesting.
_CLOSED_BY: dict[str, frozenset[str]] = {
    **dict.fromkeys(("li",), frozenset({"li", "p"})),
    **dict.fromkeys(("dd", "dt"), frozenset({"dd", "dt", "p"})),
    **dict.fromkeys(("td", "th"), frozenset({"td", "th", "p"})),
    **dict.fromkeys(("tr", "tbody", "tfoot"), frozenset({"td", "th", "tr", "p"})),
    **dict.fromkeys(("a", "nobr", "button"), frozenset({"a", "nobr", "button"})),
    **dict.fromkeys(("option", "optgroup"), frozenset({"option"})),
    **dict.fromkeys(("rt", "rp"), frozenset({"rt", "rp"})),
}
_CLOSES_P = frozenset(
    "address article aside blockquote center details dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr main menu nav ol p pre section table ul".split()
)
_P = frozenset({"p"})
# Comments and raw text are one token each; possessive, so that no page makes it look back. A ">" in a quoted attribute
# ends the tag here, which is near enough for counting.
_TOKEN = regex.compile(
    r"""<!--.*?(?:-->|\Z)
    |<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b[^>]*+>.*?(?:</(?P=raw)\s*+>|\Z)
    |<(?P<close>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>[^>]*+)>""",
    regex.IGNORECASE | regex.DOTALL | regex.VERBOSE,
)
_TAG_START = regex.compile("<[a-zA-Z]")
_ATTRIBUTE = regex.compile(r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]++))?""")


def thin(html: str, max_depth: int) -> tuple[str, bool]:
    """Return markup that parses in linear time, and whether anything was taken out.

    Tags nested deeper than `max_depth` go (their text stays), and so do attributes beyond `MAX_ATTRIBUTES` of a tag.
    """
    if html.count("<") <= SAFE_TAGS and not _has_long_tag(html):
        return html, False
    open_tags: list[str] = []
    counts: Counter[str] = Counter()
    parts: list[str] = []
    position = 0
    for token in _TOKEN.finditer(html, endpos=html.rfind(">") + 1):  # so that no "<" is tried against the whole rest
        name = token["name"]
        if name is None:
            continue
        name = name.lower()
        replacement = None
        if token["close"]:
            if not counts[name]:
                continue  # closes nothing: the parser ignores it as well
            too_deep = len(open_tags) > max_depth
            while open_tags:
                counts[last := open_tags.pop()] -= 1
                if last == name:
                    break
            if too_deep and len(open_tags) >= max_depth:
                replacement = ""
        elif name not in VOID and not token["attributes"].endswith("/"):
            implied = _CLOSED_BY.get(name) or (_P if name in _CLOSES_P else frozenset())
            while open_tags and open_tags[-1] in implied:
                counts[open_tags.pop()] -= 1
            open_tags.append(name)
            counts[name] += 1
            if len(open_tags) > max_depth:
                replacement = ""
        if replacement is None and len(token["attributes"]) > SAFE_TAG_CHARS:
            attributes = _ATTRIBUTE.findall(token["attributes"])
            if len(attributes) > MAX_ATTRIBUTES:
                replacement = f"<{token['close']}{name} {' '.join(attributes[:MAX_ATTRIBUTES])}>"
        if replacement is not None:
            parts += (html[position : token.start()], replacement)
            position = token.end()
    if not parts:
        return html, False
    return "".join((*parts, html[position:])), True


def _has_long_tag(html: str) -> bool:
    """Whether some stretch without ">" is long enough, and a tag with too many attributes."""
    window = 0
    while window < len(html) - WINDOW_CHARS:  # a long tag holds a whole window, and no ">" in it
        end = html.find(">", window)
        if end < 0:
            end = len(html)
        if end > window + WINDOW_CHARS:
            part = html[html.rfind(">", 0, window) + 1 : end]
            start = _TAG_START.search(part)
            if start and end - start.start() > SAFE_TAG_CHARS and _has_many_attributes(part[start.start() :]):
                return True
        window = max(end, window + WINDOW_CHARS)
    return False


def _has_many_attributes(tag: str) -> bool:
    """Whether the tag's attributes are over the limit; a quoted value counts as one, whatever it holds."""
    return next(islice(_ATTRIBUTE.finditer(tag), MAX_ATTRIBUTES, None), None) is not None
