"""The title: the headline on the page if the head agrees with it, else what the head says without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import NamedTuple

from declutter.metadata.claims import Claim, metas, stated
from declutter.metadata.jsonld import ARTICLE_TYPES
from declutter.metadata.sources import Sources, host_of, types_of
from declutter.parsing.classes import BITS_OF_WORDS, STRONG, Memo
from declutter.parsing.classes import MAX_CHARS as MAX_CLASS_CHARS
from declutter.parsing.page import Flag, Page

MAX_TITLE_CHARS = 400
MIN_HEADLINE_WORDS = 3  # of a stated headline for which a kicker on the page is cut off
MAX_HEADLINE_BOXES = 3
MAX_INLINE_NODES = 20
MAX_SHARED_WORDS = 1  # of a heading and a title that say different things
_DATE_NAMES = frozenset(("article:published_time", "datepublished", "date", "pubdate", "dc.date", "dc.date.issued"))
MIN_LIKENESS = 0.5  # of all words of a heading and of a title, those of both: the same headline in other words
MAX_RANK = 2.3  # of a heading: h1, and the same words as a title in the head
MAX_CLAIMS, MAX_CLAIM_CHARS = 20, 2_000  # titles that the head states, and how much of each, that headings are compared with
_SEPARATOR = re.compile(r"\s+[|–—·•»›:/\\-]+\s+|\s*[|»]\s*|\s*::\s*|\s+[-–—]\s*|_")
_WORD = re.compile(r"\w+")
_KICKER = re.compile(
    r"kicker|overline|over-?title|roof-?line|dach-?zeile|top-?line|eyebrow|sup(?:er|ra)?-?title|pre-?title|pretitolo|"
    r"antetitulo|"
    r"volanta|surtitre|sur-?titre|head-?line-?prefix|spitzmarke|vignette|occhiello|flytitle|stikktittel"
)


names_kicker = Memo(lambda value: _KICKER.search(value[:MAX_CLASS_CHARS].lower()) is not None, 8192)
_TITLE_FLAGS = Flag.HEADING | Flag.NAV | Flag.FOOTER


_NO_NAMES = frozenset("www www1 www2 web m co com org net news blog en de".split())


class Title(NamedTuple):
    """The title and the block that shows it, if one does."""

    text: str | None
    block: int | None


def find_title(page: Page, sources: Sources, site_name: str | None) -> Title:
    """Return the page's title."""
    stated = [claim.value for claim in stated_titles(sources)]
    headings = [
        (index, text)
        for index, (text, _, flags, _, _) in enumerate(page.blocks)
        if flags & _TITLE_FLAGS == Flag.HEADING and len(text) <= MAX_TITLE_CHARS
    ]
    if agreed := _agreed_heading(page, headings, stated, site_name):
        return Title(_without_kicker(page, agreed, stated, site_name), agreed.block)
    h1 = [(i, text) for i, text in headings if heading_tag(page, i) == "h1" and not page.blocks[i].flags & Flag.HIDDEN]
    if len(h1) == 1 and (not stated or not (_is_name(h1[0][1], site_name) or _is_stray(h1[0][1], stated))):
        offered = _offered(sources, h1[0][1], site_name)
        alone = Title(" ".join(h1[0][1].split()), h1[0][0])
        claims = [strip_site_name(" ".join(text.split()), site_name) for text in stated]
        return Title(offered or _after_other_kicker(page, h1[0][0], claims) or alone.text, alone.block)
    if not stated:
        return Title(None, None)
    text = strip_site_name(" ".join(stated[0].split()), site_name, _host_name(page.url))
    said = _block_saying(page, text)
    return Title(text, said if said is not None else _heading_like(page, headings, stated))


def stated_titles(sources: Sources) -> list[Claim]:
    """Return the titles that the head states, in the order of trust."""
    return [
        *stated(sources, "headline"),
        *metas(sources, "og:title"),
        *islice(metas(sources, "twitter:title", "dc.title", "parsely-title", "sailthru.title", "citation_title"), 1),
        *([Claim("title", sources.head.title)] if sources.head.title else []),
    ]


def _offered(sources: Sources, heading: str, site_name: str | None) -> str | None:
    """Return the title that the head of an undated page repeats, where the heading is not a form of it: it advertises.

    The page "Garden design" of a company may shout "Dream bigger"; on articles the heading is right more often.
    """
    shared, whole = sources.first("og:title"), sources.head.title
    if not shared or not whole or is_dated(sources):
        return None
    one, other = (strip_site_name(" ".join(text.split()), site_name) for text in (shared, whole))
    words, own = words_of(one), words_of(heading)
    if words != words_of(other) or len(words) < MIN_HEADLINE_WORDS or len({*words} & {*own}) > MAX_SHARED_WORDS:
        return None
    return one


def is_dated(sources: Sources) -> bool:
    """Whether the page states in machine-readable form that it is an article or when it was published."""
    return (
        "article" in (sources.first("og:type") or "").lower()
        or any(item.get("datePublished") or types_of(item) & ARTICLE_TYPES for item in sources.json_ld)
        or not _DATE_NAMES.isdisjoint(sources.contents)
    )


def _without_kicker(page: Page, agreed: Title, stated: list[str], site_name: str | None) -> str | None:
    """Return the headline as the head states it where the heading on the page holds more or less than it: a kicker.

    "Eastern sound: Ferry back on Monday" is cut where two statements, or a box of its own in the heading, end it there.
    """
    if agreed.text is None or agreed.block is None:
        return agreed.text
    shown = words_of(agreed.text)
    claims = [strip_site_name(" ".join(text.split()), site_name) for text in stated]
    counts = Counter(" ".join(words_of(claim)) for claim in claims)
    for claim in claims:
        words = words_of(claim)
        if not MIN_HEADLINE_WORDS <= len(words) < len(shown) or shown[-len(words) :] != words:
            continue
        if counts[" ".join(words)] > 1 or _is_parted(page, agreed.block, claim):
            return claim
    if (rest := _after_other_kicker(page, agreed.block, claims)) is not None:
        return rest
    if (rest := _after_kicker(page, agreed.block)) is not None:
        return next((claim for claim in claims if words_of(claim) == shown), rest)
    row = page.blocks[agreed.block].element
    elements = page.elements
    heading = next((at for at in elements.ancestors(row) if elements.tag[at] in _HEADINGS), row)
    inside = range(elements.first_block[heading], elements.end_block[heading])
    if 1 < len(inside) <= MAX_HEADLINE_BOXES and not _is_label(page.blocks[inside[0]].text):  # boxes of one heading
        whole = [word for at in inside for word in words_of(page.blocks[at].text)]
        return next((claim for claim in claims if words_of(claim) == whole), agreed.text)
    return agreed.text


def _after_other_kicker(page: Page, index: int, claims: list[str]) -> str | None:
    """Return the headline where heading and head each put a kicker of their own in front of it, None where they do not."""
    shown = words_of(page.blocks[index].text)
    for claim in claims:
        _, mark, rest = claim.partition(": ")
        words = words_of(rest)
        if mark and MIN_HEADLINE_WORDS <= len(words) < len(shown) and shown[-len(words) :] == words:
            return rest if words_of(claim) != shown and _is_parted(page, index, rest) else None
    return None


def _after_kicker(page: Page, index: int) -> str | None:
    """Return the text of a heading without the inline element in front that is named as a kicker, None if there is none."""
    block = page.blocks[index]
    for node in islice(page.elements.node[block.element].traverse(include_text=False), 1, MAX_INLINE_NODES):
        text = " ".join(node.text().split())
        if text and block.text.startswith(text) and names_kicker[node.attributes.get("class") or ""]:
            rest = _trim(" ".join(block.text[len(text) :].split()))
            return rest if len(words_of(rest)) >= MIN_HEADLINE_WORDS else None
    return None


def _is_parted(page: Page, index: int, claim: str) -> bool:
    """Whether an inline element of a heading holds just the claimed words."""
    block = page.blocks[index]
    wanted = "".join(words_of(claim))
    return any(
        "".join(words_of(node.text())) == wanted
        for node in islice(page.elements.node[block.element].traverse(include_text=True), 1, MAX_INLINE_NODES)
    )


def _is_label(text: str) -> bool:
    return len(words_of(text)) == 1


def _is_stray(text: str, stated: list[str]) -> bool:
    """Whether a heading of one word shares nothing with any title that the page states."""
    words = set(words_of(text))
    return len(words) == 1 and not any(words & set(words_of(claim)) for claim in stated)


def _agreed_heading(page: Page, headings: list[tuple[int, str]], stated: list[str], site_name: str | None) -> Title | None:
    """Return the heading that the head's titles repeat best: h1 before others, the longest before the shorter."""
    best: tuple[float, int, str] | None = None
    cut = dict.fromkeys(text[:MAX_CLAIM_CHARS] for text in stated[:MAX_CLAIMS])
    claims = [(words, " ".join(words), set(words)) for words in map(words_of, cut) if words]
    said = {word for _, _, theirs in claims for word in theirs}
    site_words = words_of(site_name) if site_name else None
    for index, text in headings if claims else ():
        words = words_of(text)
        if said.isdisjoint(words):
            continue
        inside, own = " ".join(words), set(words)
        is_site = site_words is not None and words == site_words
        for claimed, joined, theirs in claims:
            if joined == inside:
                agreement = 2.0
            elif f" {inside} " in f" {joined} ":
                agreement = 0.0 if is_site else 0.5 + len(inside) / len(joined)
            elif len(claimed) >= 3 and f" {joined} " in f" {inside} ":
                agreement = 0.5 + len(joined) / len(inside)
            else:
                common = len(own & theirs) / len(own | theirs)
                agreement = common if common >= 0.6 else 0.0
            if agreement < 0.5:
                continue
            if agreement < 0.7 and not (heading_tag(page, index) == "h1" and agreement >= 0.5 and len(words) > 2):
                continue
            level = heading_tag(page, index)
            rank = agreement + (0.3 if level == "h1" else 0.2 if level == "h2" else 0)
            if page.blocks[index].flags & (Flag.HIDDEN | Flag.ASIDE | Flag.LINK):
                rank -= 0.8
            if BITS_OF_WORDS[page.elements.names[page.blocks[index].element]] & STRONG and _is_crumb(page, index):
                rank -= 0.8
            if best is None or rank > best[0] + 1e-9:
                best = (rank, index, text)
        if best is not None and best[0] >= MAX_RANK:
            break
    return Title(" ".join(best[2].split()), best[1]) if best else None


def _host_name(url: str | None) -> str | None:
    """Return the part of the host that a site is called by: "frog" in www.frog.co.example."""
    labels = [label for label in host_of(url).split(".")[:-1] if label not in _NO_NAMES]
    return max(labels, key=len, default=None)


def _is_crumb(page: Page, index: int) -> bool:
    attributes = page.elements.attributes(page.blocks[index].element)
    return "breadcrumb" in f"{attributes.get('class')} {attributes.get('id')}".lower()


def strip_site_name(title: str, site_name: str | None, host_name: str | None = None) -> str:
    """Return the title without the site's name at one of its ends.

    Cut at a separator only where what is cut is the site's name; where that is unknown, the longest part stays if it is
    clearly the longest.

    >>> strip_site_name("Rain - again - The Daily Frog", "The Daily Frog")
    'Rain - again'
    """
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    for name in (site_name, host_name):
        for cut, rest in ((parts[-1], title[: title.rfind(parts[-1])]), (parts[0], title[len(parts[0]) :])):
            if name and _is_name(cut, name) and len(rest.strip()) > 3:
                return _trim(rest)
    if site_name:
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
    one, other = "".join(words_of(text)), "".join(words_of(site_name))
    return bool(one) and (one == other or one in other or (len(other) > 3 and other in one))


def _block_saying(page: Page, text: str) -> int | None:
    wanted = words_of(text)
    if not wanted:
        return None
    for index, block in enumerate(page.blocks):
        if len(block.text) <= MAX_TITLE_CHARS and wanted[0] in block.text.casefold() and words_of(block.text) == wanted:
            return index
    return None


def _heading_like(page: Page, headings: list[tuple[int, str]], stated: list[str]) -> int | None:
    """Return the heading that says in other words what the head's titles say: the text begins below it."""
    claims = [words for text in stated[:MAX_CLAIMS] if len(words := {*words_of(text[:MAX_CLAIM_CHARS])}) > MIN_HEADLINE_WORDS]
    best: tuple[float, int] | None = None
    for index, text in headings if claims else ():
        if page.blocks[index].flags & (Flag.HIDDEN | Flag.ASIDE | Flag.LINK):
            continue
        own = set(words_of(text))
        alike = max(len(own & claim) / len(own | claim) for claim in claims)
        if alike >= MIN_LIKENESS and (best is None or alike > best[0]):
            best = (alike, index)
    return best[1] if best else None


def heading_tag(page: Page, index: int) -> str:
    """Return the tag of the heading that a block stands in, "" if it stands in none."""
    elements = page.elements
    return next(
        (elements.tag[row] for row in elements.ancestors(page.blocks[index].element) if elements.tag[row] in _HEADINGS),
        "",
    )


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, without punctuation."""
    return _WORD.findall(text.casefold())
