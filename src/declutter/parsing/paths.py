"""Where elements stand in the page: CSS selectors that find them, and them alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

MAX_STEPS = 256  # of a selector; no page that people write is as deep
_NO_NAME = re.compile(r"[^\w-]", re.ASCII)  # what CSS escapes in a name; a tag's name never starts with a digit


def css_paths(nodes: Iterable[Node]) -> list[str | None]:
    """Return a selector for each element, from the root down: `html > body > div:nth-child(2) > p:nth-child(1)`.

    `document.querySelector` gives just that element. None where no selector of the document does (in a shadow root),
    and for elements in over `MAX_STEPS` others. Each element's children are counted once, however many are asked for.
    """
    steps: dict[int, str] = {}  # of each child of a parent that was passed
    paths: dict[int, str | None] = {}
    return [_path(node, steps, paths) for node in nodes]


def _path(node: Node, steps: dict[int, str], paths: dict[int, str | None]) -> str | None:
    """Return a node's path, and note it and those of its ancestors in `paths`."""
    below: list[Node] = []
    at = node
    while at.mem_id not in paths:
        below.append(at)
        parent = at.parent
        if parent is None or parent.tag == "-document":
            paths[at.mem_id] = _name(at.tag) if at.tag == "html" else None
            break
        at = parent
    path, count = paths[at.mem_id], 0
    if path is None:
        paths.update((one.mem_id, None) for one in below)
        return None
    count = path.count(" > ") + 1
    for one in reversed(below):
        if one.mem_id in paths:
            continue
        parent = one.parent
        if one.mem_id not in steps and parent is not None:
            _count_children(parent, steps)
        count += 1
        path = f"{path} > {steps[one.mem_id]}" if path is not None and count <= MAX_STEPS else None
        paths[one.mem_id] = path
    return path


def _count_children(parent: Node, steps: dict[int, str]) -> None:
    """Note the step from an element to each of its children; <head> and <body> need no number."""
    position = 0
    child = parent.first_child
    while child is not None:
        tag = child.tag
        if tag is not None and not tag.startswith(("-", "!")):
            position += 1
            steps[child.mem_id] = _name(tag) if parent.tag == "html" else f"{_name(tag)}:nth-child({position})"
        child = child.next


def _name(tag: str) -> str:
    return _NO_NAME.sub(_escape, tag)


def _escape(character: re.Match[str]) -> str:
    """Return a character as CSS.escape does."""
    one = character.group()
    if one > "\x7f":
        return one
    return f"\\{ord(one):x} " if one < " " or one == "\x7f" else f"\\{one}"
