"""Microdata and RDFa: what the page marks in its text; looked up only where its head and JSON-LD say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from declutter.metadata.claims import Claim
from declutter.parsing.classes import BITS_OF_WORDS, COMMENT
from declutter.parsing.page import Page
from declutter.parsing.tree import Node

NAMES = ("datepublished", "datecreated", "datemodified", "author", "creator")
MAX_NODES, MAX_ANCESTORS, MAX_CHARS = 400, 24, 200
_OTHERS = ("comment", "review", "product", "offer", "event", "wpfooter")  # types whose dates are not the page's


def marked_claims(page: Page) -> Iterator[Claim]:
    """Yield the dates and authors that elements with `itemprop` or `property` give, as "microdata author" and the like.

    Those inside of comments, reviews and offers are not the page's.
    """
    if not page.elements.node:
        return
    for node in page.elements.node[0].css("[itemprop],[property]")[:MAX_NODES]:
        attributes = node.attributes
        if node.tag == "meta":  # read with the head, wherever it stands
            continue
        item = attributes.get("itemprop")
        words = (item or attributes.get("property") or "").lower().split()
        names = [name for word in words if (name := word.rpartition(":")[2].rpartition("/")[2]) in NAMES]
        if not names or _is_of_another(node):
            continue
        is_person = names[0] in ("author", "creator")
        named = next(iter(node.css('[itemprop~="name"],[property$="name"]')), node) if is_person else node
        value = attributes.get("content") or attributes.get("datetime") or " ".join(named.text().split())
        if 0 < len(value) <= MAX_CHARS:
            yield Claim(f"{'microdata' if item else 'rdfa'} {names[0]}", value)


def _is_of_another(node: Node) -> bool:
    at: Node | None = node.parent
    for _ in range(MAX_ANCESTORS):
        if at is None or at.tag in ("body", "html"):
            return False
        attributes = at.attributes
        kind = (attributes.get("itemtype") or attributes.get("typeof") or "").lower()
        if any(kind.endswith(other) for other in _OTHERS) or at.tag in ("aside", "footer"):
            return True
        if (names := attributes.get("class")) and BITS_OF_WORDS[names] & COMMENT:
            return True
        at = at.parent
    return False
