"""str to lexbor's document: the only importer of the parser. The rest of the library sees `Document` and `Node`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, cast

from selectolax.lexbor import LexborHTMLParser


class Node(Protocol):
    """A node of the tree, as far as the walk looks at it.

    What the parser declares as optional is not, for the kinds of nodes on which it is read: `text_content` on text
    nodes, `attributes` on elements.
    """

    @property
    def tag(self) -> str: ...
    @property
    def mem_id(self) -> int: ...
    @property
    def parent(self) -> Node | None: ...
    @property
    def prev(self) -> Node | None: ...
    @property
    def next(self) -> Node | None: ...
    @property
    def first_child(self) -> Node | None: ...
    @property
    def last_child(self) -> Node | None: ...
    @property
    def attributes(self) -> Mapping[str, str | None]: ...
    @property
    def text_content(self) -> str: ...
    def text(self, deep: bool = ..., *, separator: str = ...) -> str: ...
    def traverse(self, include_text: bool = ..., skip_empty: bool = ...) -> Iterator[Node]: ...
    def css(self, query: str) -> list[Node]: ...
    def template_fragments(self) -> list[Node]: ...


class Document(Protocol):
    """A parsed page."""

    @property
    def root(self) -> Node | None: ...


def parse(html: str, *, scripting: bool = True) -> Document:
    """Return the tree that a browser builds.

    With `scripting`, the content of `<noscript>` is one text node, as in a browser that runs scripts; without, it is
    markup like any other. Lone surrogates, which no encoding can carry, become U+FFFD.
    """
    try:
        return cast("Document", LexborHTMLParser(html, scripting=scripting))
    except UnicodeEncodeError:
        return cast("Document", LexborHTMLParser(html.encode("utf-8", "replace"), scripting=scripting))
