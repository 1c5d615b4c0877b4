"""Code: the language that a page names."""

from __future__ import annotations

from declutter.parsing.page import Elements

_PREFIXES = ("language-", "lang-", "highlight-source-", "highlight-")


def find_language(elements: Elements, row: int) -> str | None:
    """Return the language that a <pre>'s classes name, or those in or around it: `language-x`, `lang-x`, `highlight-x`."""
    pre = elements.node[row]
    around = elements.parent[row]
    for node in (pre, pre.first_child, *(elements.node[at] for at in (around, elements.parent[around]) if at >= 0)):
        if node is None or node.tag.startswith("-"):
            continue
        for word in (node.attributes.get("class") or "").split():
            for prefix in _PREFIXES:
                if word.startswith(prefix) and len(word) > len(prefix):
                    return word[len(prefix) :]
    return None
