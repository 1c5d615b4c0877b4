"""Elements taken out of a page by XPath before it is read, as trafilatura's `prune_xpath` does."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from declutter.parsing.decode import decode


def pruned(page: Any, expressions: Sequence[str]) -> Any:
    """Return a page, bytes, str or an lxml tree, as a tree of lxml's without the elements that are found; tails stay.

    A tree that is given is left as it was. Raises lxml's XPathSyntaxError, as the original does; what lxml finds no page
    in, and what is no page, is returned as it is.
    """
    from lxml import etree, html  # noqa: PLC0415 - only this parameter needs it

    finders = [etree.XPath(expression) for expression in expressions]
    if isinstance(page, bytes | bytearray | memoryview):
        page = decode(bytes(page))
    if isinstance(page, str):
        try:
            # As bytes: lxml takes no text that declares an encoding.
            tree = html.document_fromstring(page.encode("utf-8", "replace"), html.HTMLParser(encoding="utf-8"))
        except etree.ParserError:
            return page
    elif isinstance(page, etree._Element):  # noqa: SLF001 - lxml has no other name for it
        tree = deepcopy(page)
    elif isinstance(page, etree._ElementTree):  # noqa: SLF001 - likewise
        tree = deepcopy(page.getroot())
    else:
        return page
    for find in finders:
        found = find(tree)
        for element in found if isinstance(found, list) else ():
            if isinstance(element, etree._Element) and element.getparent() is not None:  # noqa: SLF001 - likewise
                _drop(element)
    return tree


def _drop(element: Any) -> None:
    """Take an element out of its tree, and leave the text behind it where it was."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
