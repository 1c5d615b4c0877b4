"""str to lexbor's document: the only importer of the parser. The rest of the library sees `Document` and `Node`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, cast

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from declutter.parsing.decode import encoded


class Node(Protocol):
    """A node of the tree, as far as the walk looks at it.

    What the parser declares as optional is not, for the kinds of nodes on which it is read: `text_content` on text
    nodes, `attributes` on elements.
    """

    @property
    def tag(self) -> str: ...
    @property
    def tag_id(self) -> int: ...
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
    def template_fragments(self) -> list[Node]: ...
    def css(self, query: str) -> list[Node]: ...


class Document(Protocol):
    """A parsed page."""

    @property
    def root(self) -> Node | None: ...


def parse(markup: str | bytes, *, scripting: bool = True) -> Document:
    """Return the tree that a browser builds of str or UTF-8.

    With `scripting`, the content of `<noscript>` is one text node, as in a browser that runs scripts; without, it is
    markup like any other.
    """
    return cast("Document", LexborHTMLParser(encoded(markup) if isinstance(markup, str) else markup, scripting=scripting))


def select(root: Node, selector: str) -> list[Node]:
    """Return the elements that a CSS selector finds.

    Raises ValueError if it is no selector.
    """
    try:
        return root.css(selector)
    except SelectolaxError as error:
        raise ValueError(f"{selector!r} is no CSS selector that the parser knows") from error
