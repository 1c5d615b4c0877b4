"""Code: the language that a page names, and what stands beside the code or in it that is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from declutter.parsing.page import Block, Elements, Flag

_PREFIXES = ("language-", "lang-", "mw-highlight-lang-", "highlight-source-", "highlight-", "brush:", "sourceCode-")
# Words beside "highlight" and the like that name no language.
_NO_LANGUAGES = frozenset("none plain plaintext text txt default nohighlight wrapper lines line".split())
_NUMBERED_LINE = re.compile(r"[ \t]*(\d{1,6})[ \t|:.]?")
_NAMES_NUMBERS = re.compile(r"line-?n(?:o|um)|lnum|gutter|(?:^|\s)ln(?:$|\s)", re.IGNORECASE)
NODES_TO_NUMBER = 12  # inside a <pre>, among which the first line's number would stand


def find_language(elements: Elements, row: int) -> str | None:
    """Return the language that a <pre>'s classes name, or those in or around it: `language-x`, `lang-x`, `highlight-x`."""
    pre = elements.node[row]
    around = elements.parent[row]
    nodes = (pre, pre.first_child, *(elements.node[at] for at in (around, elements.parent[around]) if at >= 0))
    for node in nodes:
        if node is None or node.tag.startswith("-"):
            continue
        attributes = node.attributes
        for name in ("data-lang", "data-language"):
            if language := (attributes.get(name) or "").strip():
                return language
        words = (attributes.get("class") or "").replace("brush: ", "brush:").split()
        for word, prefix in ((word, prefix) for word in words for prefix in _PREFIXES if word.startswith(prefix)):
            named = word[len(prefix) :].rstrip(";")
            if named and named not in _NO_LANGUAGES:
                return named
        if "sourceCode" in words:  # pandoc's
            return next((word for word in words if word != "sourceCode"), None)
    return None


def number_columns(blocks: Sequence[tuple[int, Block]]) -> frozenset[int]:
    """Return the indexes of blocks that are nothing but the line numbers of the code beside them in a table."""
    found: set[int] = set()
    for (index, block), (_, following) in pairwise(blocks):
        if (
            block.flags & Flag.PRE
            and following.flags & Flag.PRE
            and block.flags & Flag.TABLE
            and block.element != following.element
        ):
            numbers = block.text.split()
            if all(map(str.isdecimal, numbers)) and _counts([int(number) for number in numbers if len(number) <= 6]):
                lines = following.text.count("\n") + 1
                if abs(len(numbers) - lines) <= 2:  # blank lines at the ends of the code are gone
                    found.add(index)
    return frozenset(found)


def has_line_numbers(elements: Elements, row: int) -> bool:
    """Whether classes in a <pre> say that there are line numbers among its text."""
    inside = islice(elements.node[row].traverse(), NODES_TO_NUMBER)
    return any(
        _NAMES_NUMBERS.search(node.attributes.get("class") or "") for node in inside if node.tag in ("span", "code", "a", "i")
    )


def without_line_numbers(code: str) -> str:
    r"""Return code without the numbers that all its lines start with, if they count.

    >>> without_line_numbers("1 a\n2   b\n3")
    'a\n  b\n'
    >>> without_line_numbers("1 a\n3 b")
    '1 a\n3 b'
    """
    lines = code.split("\n")
    found = [match for line in lines if (match := _NUMBERED_LINE.match(line))]
    if len(found) < len(lines) or not _counts([int(match[1]) for match in found]):
        return code
    return "\n".join(line[match.end() :] for line, match in zip(lines, found, strict=True))


def _counts(numbers: Sequence[int]) -> bool:
    return len(numbers) > 1 and all(after == before + 1 for before, after in pairwise(numbers))
