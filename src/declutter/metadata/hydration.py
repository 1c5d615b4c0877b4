"""The text of pages that scripts fill: the prose in the JSON that Next, Nuxt, Gatsby and the like send along for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from declutter.parsing.tree import Node

MAX_CHARS = 5_000_000  # of one script
MAX_DEPTH = 60
MAX_VALUES = 200_000
MIN_PROSE_CHARS, MIN_BLANKS = 80, 8  # of a string that is running text
MIN_TOTAL_CHARS = 200  # of all prose; less is a description
MAIN_SHARE = 0.6  # of a container's prose that one of its parts must hold to stand for it
_STATE = re.compile(r"(?:^|[;\s])(?:window\.)?__?[A-Z][A-Z_]{3,}__?\s*=\s*(?=[{\[])")
_NO_PROSE = re.compile(r"\s*(?:https?:|[{\[<]\s*[\"!]|function\b|@import|[.#]?[\w-]+\s*\{)")
_TAG = re.compile(r"<[^<>]*>")


def hydration_texts(scripts: Iterable[Node]) -> tuple[str, ...]:
    """Return the pieces of running text, plain or HTML, in the data for scripts that hold the page's main text; () if none."""
    best: list[str] = []
    for script in scripts:
        kind = script.attributes.get("type") or ""
        if kind in ("", "application/json", "text/javascript") and (text := script.text(deep=True)):
            for data in _data(text, is_json="json" in kind):
                found = _main_prose(data)
                if sum(map(_chars, found)) > sum(map(_chars, best)):
                    best = found
    return tuple(best) if sum(map(_chars, best)) >= MIN_TOTAL_CHARS else ()


def _data(text: str, *, is_json: bool) -> Iterator[Any]:
    """Yield the values that a script is, or assigns to names such as __NUXT__ and __INITIAL_STATE__."""
    if len(text) > MAX_CHARS:
        return
    starts = [0] if is_json else [match.end() for match in _STATE.finditer(text)][:3]
    for start in starts:
        try:
            yield json.JSONDecoder(strict=False).raw_decode(text[start:].lstrip())[0]
        except (ValueError, RecursionError):
            continue


def _main_prose(data: Any) -> list[str]:
    """Return the prose of the innermost container that holds most of it."""
    budget = [MAX_VALUES]
    while True:
        parts = list(data.values()) if isinstance(data, dict) else data if isinstance(data, list) else []
        sizes = [sum(map(_chars, _prose(part, budget))) for part in parts]
        total = sum(sizes)
        if not total:
            return list(_prose(data, [MAX_VALUES]))
        largest = max(range(len(parts)), key=sizes.__getitem__)
        if sizes[largest] < MAIN_SHARE * total or isinstance(parts[largest], str):
            return list(dict.fromkeys(_prose(data if sizes[largest] < MAIN_SHARE * total else parts[largest], [MAX_VALUES])))
        data = parts[largest]


def _prose(data: Any, budget: list[int]) -> Iterator[str]:
    """Yield the strings of running text in a value, in order."""
    stack: list[tuple[Any, int]] = [(data, 0)]
    while stack and budget[0] > 0:
        value, depth = stack.pop()
        budget[0] -= 1
        if isinstance(value, str):
            if len(value) >= MIN_PROSE_CHARS and value.count(" ") >= MIN_BLANKS and not _NO_PROSE.match(value):
                yield value
        elif depth < MAX_DEPTH and isinstance(value, (dict, list)):
            inside = list(value.values()) if isinstance(value, dict) else value
            stack += [(item, depth + 1) for item in reversed(inside)]


def _chars(text: str) -> int:
    return len(_TAG.sub("", text))
