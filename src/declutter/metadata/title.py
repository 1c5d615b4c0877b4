"""The title: the headline on the page if the head agrees with it, else what the head says without the site's name."""

from __future__ import annotations

import re
from typing import NamedTuple

from declutter.metadata.sources import Sources, text_of
from declutter.parsing.page import Flag, Page

MAX_TITLE_CHARS = 400
MAX_CLAIMS, MAX_CLAIM_CHARS = 20, 2_000  # titles that the head states, and how much of each, that headings are compared with
_SEPARATOR = re.compile(r"\s+[|–—·•»›:/\\-]+\s+|\s*[|»]\s*|\s*::\s*|\s+[-–—]\s*|_")
_WORD = re.compile(r"\w+")


_TITLE_FLAGS = Flag.HEADING | Flag.NAV | Flag.FOOTER


class Title(NamedTuple):
    """The title and the block that shows it, if one does."""

    text: str | None
    block: int | None


def find_title(page: Page, sources: Sources, site_name: str | None) -> Title:
    """Return the page's title."""
    stated = [
        text
        for text in (
            *(text_of(item.get("headline")) for item in sources.json_ld),
            sources.first("og:title"),
            sources.first("twitter:title", "dc.title", "parsely-title", "sailthru.title", "citation_title"),
            sources.head.title,
        )
        if text
    ]
    headings = [
        (index, block.text)
        for index, block in enumerate(page.blocks)
        if block.flags & _TITLE_FLAGS == Flag.HEADING and len(block.text) <= MAX_TITLE_CHARS
    ]
    if agreed := _agreed_heading(page, headings, stated):
        return agreed
    h1 = [(i, text) for i, text in headings if _tag(page, i) == "h1" and not page.blocks[i].flags & Flag.HIDDEN]
    if len(h1) == 1 and (not stated or not _is_name(h1[0][1], site_name)):
        return Title(" ".join(h1[0][1].split()), h1[0][0])
    if not stated:
        return Title(None, None)
    text = strip_site_name(" ".join(stated[0].split()), site_name)
    return Title(text, _block_saying(page, text))


def _agreed_heading(page: Page, headings: list[tuple[int, str]], stated: list[str]) -> Title | None:
    """Return the heading that the head's titles repeat best: h1 before others, the longest before the shorter."""
    best: tuple[float, int, str] | None = None
    cut = dict.fromkeys(text[:MAX_CLAIM_CHARS] for text in stated[:MAX_CLAIMS])
    claims = [words for words in map(_words, cut) if words]
    for index, text in headings if claims else ():
        words = _words(text)
        if not words:
            continue
        for claimed in claims:
            joined, inside = " ".join(claimed), " ".join(words)
            if joined == inside:
                agreement = 2.0
            elif f" {inside} " in f" {joined} ":
                agreement = 0.5 + len(inside) / len(joined)
            elif len(claimed) >= 3 and f" {joined} " in f" {inside} ":
                agreement = 0.5 + len(joined) / len(inside)
            else:
                common = len(set(words) & set(claimed)) / max(len(set(words) | set(claimed)), 1)
                agreement = common if common >= 0.6 else 0.0
            if agreement < 0.5:
                continue
            if agreement < 0.7 and not (_tag(page, index) == "h1" and agreement >= 0.5 and len(words) > 2):
                continue
            level = _tag(page, index)
            rank = agreement + (0.3 if level == "h1" else 0.2 if level == "h2" else 0)
            if page.blocks[index].flags & (Flag.HIDDEN | Flag.ASIDE | Flag.LINK):
                rank -= 0.8
            if best is None or rank > best[0] + 1e-9:
                best = (rank, index, text)
    return Title(" ".join(best[2].split()), best[1]) if best else None


def strip_site_name(title: str, site_name: str | None) -> str:
    """Return the title without the site's name at one of its ends.

    Cut at a separator only where what is cut is the site's name; where that is unknown, the longest part stays if it is
    clearly the longest.

    >>> strip_site_name("Rain - again - The Daily Frog", "The Daily Frog")
    'Rain - again'
    """
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    if site_name:
        for cut, rest in ((parts[-1], title[: title.rfind(parts[-1])]), (parts[0], title[len(parts[0]) :])):
            if _is_name(cut, site_name) and len(rest.strip()) > 3:
                return _trim(rest)
        return title
    longest = max(parts, key=len)
    if len(longest) >= 2 * sum(len(part) for part in parts if part is not longest):
        return longest.strip()
    return title


def _trim(text: str) -> str:
    return re.sub(r"^[\s|–—·•»›:/\\_-]+|[\s|–—·•»›:/\\_-]+$", "", text)


def _is_name(text: str, site_name: str | None) -> bool:
    if not site_name:
        return False
    one, other = "".join(_words(text)), "".join(_words(site_name))
    return bool(one) and (one == other or one in other or (len(other) > 3 and other in one))


def _block_saying(page: Page, text: str) -> int | None:
    wanted = _words(text)
    return next(
        (i for i, block in enumerate(page.blocks) if len(block.text) <= MAX_TITLE_CHARS and _words(block.text) == wanted),
        None,
    )


def _tag(page: Page, index: int) -> str:
    elements = page.elements
    return next(
        (elements.tag[row] for row in elements.ancestors(page.blocks[index].element) if elements.tag[row] in _HEADINGS),
        "",
    )


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
