"""Whether a name is that of an organisation: the site's own, an agency's, or one that says so in its words."""

from __future__ import annotations

from collections.abc import Collection

import regex

from declutter.metadata.names import AGENCIES

_ORGANIZATION_ENDS = (
    ".de", ".com", ".net", ".org", ".at", ".ch", ".tv", " gmbh", " e.v.", " inc.", " inc", " ltd", " ltd.", " llc",
    " ag", " verlag",
    " magazine", " magazin", " team", " staff", " redaktion", " news", " online", " media",
)  # fmt: skip


_ORGANIZATION_WORD = regex.compile(
    r"\b(?i:\p{L}*(?:ministerium|verband|verein|institut|stiftung|universität|redaktion)|ministry|ministère|ministerio|department|"
    r"departement|association|foundation|university|université|universidad|institute|college|council|fraktion|partei|"
    r"feuerwehr|kirche|gmbh|company|corporation|organi[sz]ation)\b"
)


def is_organization(name: str, site: Collection[str]) -> bool:
    """Whether a name is an organisation's; `site` holds what the site may be called, as `letters_of` gives it."""
    folded = name.casefold()
    return (
        letters_of(name) in site
        or folded in AGENCIES
        or folded.endswith(_ORGANIZATION_ENDS)
        or _ORGANIZATION_WORD.search(name) is not None
    )


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, case-folded: what two spellings of a name have in common."""
    return "".join(filter(str.isalnum, text.casefold()))
