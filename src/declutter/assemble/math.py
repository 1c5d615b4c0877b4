"""Formulas: the TeX that a page keeps beside what it shows, as MathML, MathJax, KaTeX, Wikipedia and pandoc do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

_OF_IMAGES = re.compile(
    r"(?:^|[\s_-])(?:math|tex|latex|mwe-math-fallback-image-(?:inline|display))(?:$|[\s_-])", re.IGNORECASE
)
_TEX = frozenset(("application/x-tex", "application/x-latex", "text/x-tex", "TeX"))
_DISPLAY_STYLE = re.compile(r"\{\\displaystyle\s+(.*)\}", re.DOTALL)
_DELIMITED = re.compile(r"\\\((.+)\\\)|\\\[(.+)\\\]|\$\$(.+)\$\$|\$([^$]+)\$", re.DOTALL)
# As MathJax reads texts by default: "\(" in a line, the others apart.
_IN_TEXT = re.compile(
    r"\\\((?P<inline>(?:(?!\\[()]).){1,2000})\\\)|\\\[(?P<bracketed>(?:(?!\\[\[\]]).){1,5000})\\\]"
    r"|\$\$(?P<dollars>[^$]{1,5000})\$\$"
    r"|\\begin\{(?P<environment>equation|align|gather|multline|eqnarray)(?P<star>\*?)\}.{1,5000}?\\end\{(?P=environment)(?P=star)\}",
    re.DOTALL,
)
_LOOKS_LIKE_TEX = re.compile(r"[\\^_={}<>+]|\w\(|\d\s*[-*/]\s*\d")
_NAMES_DISPLAY = re.compile(r"(?:^|[\s_-])display(?:math)?(?:$|\s)", re.IGNORECASE)
MAX_LEVELS = 4  # of elements around a formula that may say that it stands apart
MAX_TEX_CHARS = 10_000


def tex_of(node: Node) -> str | None:
    """Return the TeX of an element that shows a formula.

    <math>, an image of one, pandoc's <span class="math">, MathJax's <script type="math/tex"> and what it drew before it.
    """
    if node.tag == "script":
        return clean_tex(node.text()) if (node.attributes.get("type") or "").startswith("math/tex") else None
    if node.tag == "math":
        for inside in node.traverse():
            if inside.tag == "annotation" and inside.attributes.get("encoding") in _TEX:
                return clean_tex(inside.text())
        return clean_tex(node.attributes.get("alttext"))
    names = node.attributes.get("class") or ""
    if node.tag == "img":
        return clean_tex(node.attributes.get("alt")) if _OF_IMAGES.search(names) else None
    if "MathJax" in names or "MathJax_Preview" in names:
        source = node.next
        if source is None and node.parent is not None and node.parent.tag == "div":  # MathJax_Display
            source = node.parent.next
        while source is not None and source.tag in ("-text", "span", "div") and source.tag != "script":
            if source.tag == "-text" and not source.text_content.isspace():
                return None
            source = source.next
        return tex_of(source) if source is not None and source.tag == "script" else None
    if (node.tag == "math-renderer" or "math" in names.split()) and (found := _DELIMITED.fullmatch(node.text().strip())):
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
    if "MathJax_Preview" in (node.attributes.get("class") or ""):
        at = next((after for after in _after(node) if after.tag == "script"), node)
    for _ in range(MAX_LEVELS):
        if at is None or at.tag in ("p", "li", "td", "body"):
            return False
        attributes = at.attributes
        if attributes.get("display") in ("block", "true") or "mode=display" in (attributes.get("type") or ""):
            return True
        if _NAMES_DISPLAY.search(attributes.get("class") or ""):
            return True
        at = at.parent
    return False


def _after(node: Node) -> Iterator[Node]:
    at = node.next
    while at is not None:
        yield at
        at = at.next


def find_delimited(text: str) -> list[tuple[int, int, str, bool]]:
    r"""Return formulas that stand in a text as MathJax reads them there: start, end, TeX, whether they stand apart.

    Prose has the same signs: what is between them must look like TeX, and "$" alone is money.

    >>> find_delimited(r"So \(x\), and $$x^2$$. It costs $$ and $$ more.")
    [(3, 8, 'x', False), (14, 21, 'x^2', True)]
    """
    found: list[tuple[int, int, str, bool]] = []
    for match in _IN_TEXT.finditer(text):
        inline, environment = match["inline"], match["environment"]
        tex = clean_tex(inline or match["bracketed"] or match["dollars"] or match[0])
        if tex and (environment or _LOOKS_LIKE_TEX.search(tex) or (len(tex) <= 2 and match["dollars"] is None)):
            found.append((match.start(), match.end(), tex, inline is None))
    return found
