"""A field that several places may give: the first in the order of trust wins, and the others are kept as rivals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from declutter.article import Evidence, Rival
from declutter.metadata.sources import Sources, text_of

MAX_RAW_CHARS = 200  # of what a place says, as evidence shows it
MAX_RIVALS = 12
SAME, LATER = "says the same", "a place that is right less often"


class Claim(NamedTuple):
    """What a place says of a field."""

    source: str
    value: str


def metas(sources: Sources, *names: str) -> Iterator[Claim]:
    """Yield what these <meta> names say, in this order."""
    found = sources.meta
    for name in names:
        if name in found:
            yield Claim(f"meta {name}", found[name])


def stated(sources: Sources, *keys: str) -> Iterator[Claim]:
    """Yield what the JSON-LD of the page says under these keys, as text."""
    for item in sources.json_ld:
        for key in keys:
            if key in item and (text := text_of(item[key])):
                yield Claim(f"json-ld {key}", text)


def first_of(claims: Iterable[Claim]) -> tuple[str | None, Evidence | None]:
    """Return the first claim's value, with its evidence."""
    listed = list(claims)
    if not listed:
        return None, None
    return listed[0].value, evidence_of(listed[0], ((one, SAME if one.value == listed[0].value else LATER) for one in listed[1:]))


def evidence_of(winner: Claim, rivals: Iterable[tuple[Claim, str]] = ()) -> Evidence:
    """Return a claim as evidence, with the rivals and why they lost."""
    lost = tuple(Rival(one.source, one.value[:MAX_RAW_CHARS], reason) for one, reason in rivals)
    return Evidence(winner.source, winner.value[:MAX_RAW_CHARS], lost[:MAX_RIVALS])
