"""What a caller is told about parameters and functions that have no counterpart here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

GUIDE = "docs/migrating.md has the whole list"


def refuse(function: str, given: Mapping[str, Any], advice: Mapping[str, str], known: Iterable[str]) -> None:
    """Raise TypeError, with advice, if `given` holds any parameter.

    `advice` says of the original's parameters what to do instead; of a name that the original does not know either, the
    closest one in `known` is offered.
    """
    for name in given:
        if name in advice:
            raise TypeError(f"{function}() of declutter.compat has no {name!r}: {advice[name]} ({GUIDE})")
        close = get_close_matches(name, [*known, *advice], 1)
        hint = f"did you mean {close[0]!r}?" if close else f"it takes {', '.join(known)}"
        raise TypeError(f"{function}() got an unexpected keyword argument {name!r}: {hint} ({GUIDE})")


def refuse_value(function: str, name: str, value: Any, advice: str) -> None:
    """Raise TypeError: the parameter is there, but not with this value."""
    raise TypeError(f"{function}() of declutter.compat cannot do {name}={value!r}: {advice} ({GUIDE})")
