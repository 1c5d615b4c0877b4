"""Who wrote the article: of all the places that say so, the one that is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from declutter.metadata.bylines import Byline, labelled_authors, shown_authors
from declutter.metadata.claims import Claim
from declutter.metadata.credits import marked_authors, stated_authors
from declutter.metadata.introduced import introduced_authors
from declutter.metadata.names import is_placeholder
from declutter.metadata.organizations import is_organization, letters_of
from declutter.metadata.sources import Sources, host_of
from declutter.parsing.page import Page

MIN_TELLING_BLOCKS = 30  # of a page that would show the author's name if it meant to: a short one may be an excerpt
MAX_SHORT_CHARS = 60  # of a line that shows a name of one word
# How often a place named just the annotated authors; docs/metadata.md has the counts.
_TRUST = {
    "json-ld author": 2.0, "json-ld creator": 1.6, "meta author": 1.0,
    "label": 0.8, "after": 0.8, "written": 0.9, "introduced": 0.8,
}  # fmt: skip
_UNSEEN_ORGANIZATION = -1.6  # an organisation that the headline's surroundings do not name: the publisher as a rule
_NEWSROOM = 0.5  # for one that a NewsArticle states to be its author and an organisation: where nobody else is named
_SEEN_ORGANIZATION = 0.7  # the most for one that they name: less than for a person who is named there
_MOST_UNSEEN = 0.3  # for a name that the page shows nowhere: whoever put the text into the system
_MOST_UNSEEN_NEWS = 0.9  # for one that a NewsArticle names: newsrooms fill that in
_MOST_UNSEEN_AGREED = 0.6  # for one that both "author" and "twitter:data1" give
_UNSEEN_LOGIN = -1.0  # a name such as "fhaacker" that the page does not show: what somebody signs in with
_ONE_WORD = -0.6  # for one word that an author's class alone says to be a name: "Stories" is a box of the same theme
NEAR_LINES, MAX_NEAR_CHARS = 8, 120  # blocks below the headline, and how long, in which a byline is seen
MIN_TRUST = 0.5
FULL_TRUST_LINES = 4  # blocks below the headline in which a byline is as likely as right under it
AGREEMENT = 0.4  # what a second place that names one of the same people adds, as a share of its own trust


def trust_of(one: Byline, headline: int | None) -> float:
    """Return how far a place is to be believed."""
    words = one.source.split()
    if one.block is None or words[0] in _TRUST:
        return _TRUST.get(one.source, 0.9)
    trust = {"marked": 1.7, "link": 0.8, "by": 1.3, "within": 1.2, "class": 0.8}[words[0]]
    trust += 1.2 * ("by" in words[1:]) + 0.7 * ("named" in words)
    if words == ["marked"] and not any(" " in name or not name.isascii() for name in one.names):
        trust += _ONE_WORD
    if headline is not None:
        distance = one.block - headline if one.block > headline else 2 * (headline - one.block)
        trust -= 0.12 * max(0, distance - FULL_TRUST_LINES)
    return trust


class Authors(NamedTuple):
    """The names that are believed, those of them that are organisations', and all that was said."""

    names: tuple[str, ...]
    organizations: tuple[str, ...]
    candidates: tuple[tuple[float, Byline], ...]


_BESIDE_NAME = re.compile(r"\s*[(,|].*|^\W*(?:copyright|©)\W*|[\s\d©-]*$", re.IGNORECASE)  # in "The Daily Frog (frog.example)"


def find_authors(
    page: Page, sources: Sources, headline: int | None, site_name: str | None, marked: list[Claim] | None = None
) -> Authors:
    """Return the authors; the rest of the page is looked at only where head and headline name nobody."""
    host = host_of(page.url).removeprefix("www.")
    said = [_BESIDE_NAME.sub("", value) for value in sources.all("publisher", "dc.publisher", "copyright")]
    site = {letters_of(name) for name in (site_name or "", host, host.split(".")[0], *said)} - {""}
    bylines = [*stated_authors(sources), *marked_authors(marked or []), *shown_authors(page, headline)]
    below = page.blocks[headline + 1 : headline + 1 + NEAR_LINES] if headline is not None else []
    near = "\n".join(block.text.casefold() for block in below if len(block.text) <= MAX_NEAR_CHARS)
    bylines = _with_unseen(page, bylines)
    found = choose_authors(bylines, headline, site, near)
    if found.names and not found.organizations:
        return found
    labelled = list(labelled_authors(page, headline))
    for source in ("after", "written"):
        if len({one.names for one in labelled if one.source == source}) > 1:  # bylines of other articles
            labelled = [one for one in labelled if one.source != source]
    found = choose_authors([*bylines, *labelled], headline, site, near)
    if not found.names and (introduced := list(introduced_authors(page, headline))):
        return choose_authors([*bylines, *labelled, *introduced], headline, site, near)
    return found


def _with_unseen(page: Page, bylines: list[Byline]) -> list[Byline]:
    """Return the bylines, those marked whose names are in the head alone."""
    if len(page.blocks) < MIN_TELLING_BLOCKS:
        return bylines
    shown = {letters_of(name) for one in bylines if one.block is not None for name in one.names}
    hidden: dict[str, bool] = {}
    for name in {one.names[0] for one in bylines if one.block is None}:
        if letters_of(name) in shown:
            continue
        if " " not in name and name.isascii():  # a word of the text is no name that it shows
            short = "\n".join(block.text for block in page.blocks if name in block.text and len(block.text) <= MAX_SHORT_CHARS)
            hidden[name] = re.search(rf"\b{re.escape(name)}\b", short) is None
        else:
            seen = any(name in block.text for block in page.blocks)
            hidden[name] = not seen and name.casefold() not in "\n".join(block.text for block in page.blocks).casefold()
    said: dict[str, set[str]] = {}
    for one in bylines:
        said.setdefault(one.names[0], set()).add(one.source)
    return [one._replace(most=_most(one, said)) if one.block is None and hidden.get(one.names[0]) else one for one in bylines]


def _most(one: Byline, said: Mapping[str, set[str]]) -> float:
    if one.is_news:
        return _MOST_UNSEEN_NEWS
    return _MOST_UNSEEN_AGREED if said[one.names[0]] >= _AGREEING else _MOST_UNSEEN


_AGREEING = frozenset(("meta author", "meta twitter:data1"))


def choose_authors(bylines: list[Byline], headline: int | None, site: set[str], near: str = "") -> Authors:
    """Return the names that the most trusted place gives; a second place that gives some of them adds its trust.

    `site` holds what the site may be called: it is no author where anybody else is named. An organisation is one where
    a reader sees it, which `near` tells: the lines below the headline, case-folded.
    """
    weighed: list[tuple[float, Byline]] = []
    for one in bylines:
        names = tuple(name for name in one.names if not is_placeholder(name))
        trust = trust_of(one, headline)
        persons = tuple(name for name in names if not (name in one.organizations or is_organization(name, site)))
        if persons and (one.block is not None or not one.source.startswith("meta") or persons[0] == names[0]):
            names = persons
        else:  # "The Daily Frog, Pond, Germany" names no person after the site
            names = names[:1]
            if one.block is None:
                is_near = bool(names) and names[0].casefold() in near
                if is_near:
                    trust = min(trust, _SEEN_ORGANIZATION)
                else:
                    trust = _NEWSROOM if one.is_news and one.organizations else trust + _UNSEEN_ORGANIZATION
        if persons and one.block is None and _is_login(names[0]) and names[0] not in near:
            trust += _UNSEEN_LOGIN
        if persons:
            trust = min(trust, one.most)
        if names:
            weighed.append((trust, one._replace(names=names)))
    scored = []
    said = [(trust, _kind(one), set(map(letters_of, one.names))) for trust, one in weighed]
    for (trust, one), (_, kind, mine) in zip(weighed, said, strict=True):
        support = [other_trust for other_trust, other, theirs in said if other != kind and mine & theirs]
        scored.append((trust + AGREEMENT * max((0.0, *support)), one))
    scored.sort(key=lambda pair: -pair[0])
    if not scored or scored[0][0] < MIN_TRUST:
        return Authors((), (), tuple(scored))
    best = scored[0][1]
    names = tuple(dict.fromkeys(best.names))
    stated = {letters_of(name) for _, one in weighed for name in one.organizations}
    organizations = tuple(name for name in names if letters_of(name) in stated or is_organization(name, site))
    return Authors(names, organizations, tuple(scored))


def _is_login(name: str) -> bool:
    """Whether a name is one word in small letters, with or without hyphens."""
    return name.isascii() and name.islower() and " " not in name


def _kind(one: Byline) -> str:
    return "shown" if one.block is not None else one.source.split()[0]
