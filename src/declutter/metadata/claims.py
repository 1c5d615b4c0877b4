"""A field that several places may give: the first in the order of trust wins, and the others are kept as rivals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
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
    won, *rest = listed
    return won.value, evidence_of(won, ((one, SAME if one.value == won.value else LATER) for one in rest))


def evidence_of(winner: Claim, rivals: Iterable[tuple[Claim, str]] = ()) -> Evidence:
    """Return a claim as evidence, with the rivals and why they lost."""
    lost = tuple(Rival(one.source, _shown(one.value), reason) for one, reason in islice(rivals, MAX_RIVALS))
    return Evidence(winner.source, _shown(winner.value), lost)


def _shown(raw: str) -> str:
    """Return the beginning of what a place says, without the halves of characters that JSON can spell."""
    cut = raw[:MAX_RAW_CHARS]
    return cut if cut.isascii() else cut.encode("utf-8", "replace").decode()
