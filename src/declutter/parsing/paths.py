"""Where an element stands in the page: a CSS selector that finds it, and it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from declutter.parsing.tree import Node


def css_path(node: Node) -> str:
    """Return a selector made of tags and positions, from the root down: `html > body > div:nth-child(2) > p`."""
    steps: list[str] = []
    at: Node | None = node
    while at is not None and at.tag is not None and not at.tag.startswith("-"):
        parent = at.parent
        position, sibling = 1, at.prev
        alone = parent is None or parent.tag in (None, "-document", "html")
        while not alone and sibling is not None:
            position += sibling.tag is not None and not sibling.tag.startswith(("-", "!"))
            sibling = sibling.prev
        steps.append(at.tag if alone else f"{at.tag}:nth-child({position})")
        at = parent
    return " > ".join(reversed(steps))
