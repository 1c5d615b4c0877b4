"""Formulas: the TeX that a page keeps beside what it shows, as MathML, MathJax, KaTeX, Wikipedia and pandoc do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

_OF_IMAGES = re.compile(
    r"(?:^|[\s_-])(?:math|tex|latex|mwe-math-fallback-image-(?:inline|display))(?:$|[\s_-])", re.IGNORECASE
)
_TEX = frozenset(("application/x-tex", "application/x-latex", "text/x-tex", "TeX"))
_DISPLAY_STYLE = re.compile(r"\{\\displaystyle\s+(.*)\}", re.DOTALL)
_DELIMITED = re.compile(r"\\\((.+)\\\)|\\\[(.+)\\\]|\$\$(.+)\$\$|\$([^$]+)\$", re.DOTALL)
MAX_TEX_CHARS = 10_000


def tex_of(node: Node) -> str | None:
    """Return the TeX of an element that shows a formula: <math>, an image of one, or pandoc's <span class="math">."""
    if node.tag == "math":
        for inside in node.traverse():
            if inside.tag == "annotation" and inside.attributes.get("encoding") in _TEX:
                return clean_tex(inside.text())
        return clean_tex(node.attributes.get("alttext"))
    names = node.attributes.get("class") or ""
    if node.tag == "img":
        return clean_tex(node.attributes.get("alt")) if _OF_IMAGES.search(names) else None
    if "math" in names.split() and (found := _DELIMITED.fullmatch(node.text().strip())):
        return clean_tex(next(filter(None, found.groups())))
    return None


def clean_tex(tex: str | None) -> str | None:
    r"""Return TeX on one line, without what MediaWiki wraps around it; None if there is none.

    >>> clean_tex("{\\displaystyle x^{2}}")
    'x^{2}'
    """
    tex = " ".join((tex or "").split())
    if wrapped := _DISPLAY_STYLE.fullmatch(tex):
        tex = wrapped[1]
    return tex if tex and len(tex) <= MAX_TEX_CHARS else None


def is_display(node: Node) -> bool:
    """Whether a formula stands on a line of its own."""
    at: Node | None = node
    for _ in range(4):
        if at is None:
            return False
        attributes = at.attributes
        names = attributes.get("class") or ""
        if attributes.get("display") in ("block", "true") or "display" in names:
            return True
        at = at.parent
    return False
