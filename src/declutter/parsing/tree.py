"""str to lexbor's document: the only importer of the parser. The rest of the library sees `Document` and `Node`."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser as Document
from selectolax.lexbor import LexborNode as Node

__all__ = ["Document", "Node", "parse"]


def parse(html: str, *, scripting: bool = True) -> Document:
    """Return the tree that a browser builds.

    With `scripting`, the content of `<noscript>` is one text node, as in a browser that runs scripts; without, it is
    markup like any other. Lone surrogates, which no encoding can carry, become U+FFFD.
    """
    try:
        return Document(html, scripting=scripting)
    except UnicodeEncodeError:
        return Document(html.encode("utf-8", "replace"), scripting=scripting)
