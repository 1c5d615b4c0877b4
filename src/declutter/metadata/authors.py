"""Who wrote the article: every place that says so, and the one that is believed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import regex

from declutter.metadata.claims import Claim
from declutter.metadata.names import (
    AGENCIES,
    INNER_BY,
    LABEL_BEGINNINGS,
    LABELLED,
    LABELLED_AT_END,
    MAX_NAME_CHARS,
    MAX_NAMES,
    STRONG_BY,
    clean_name,
    is_by_alone,
    is_name,
    is_nick,
    is_placeholder,
    may_be_labelled,
    may_begin_byline,
    split_names,
)
from declutter.metadata.places import in_comment, is_named_near
from declutter.metadata.sources import Sources, host_of, text_of, types_of
from declutter.parsing.classes import BITS_OF_WORDS, MAX_CHARS, STRONG, Memo
from declutter.parsing.page import Block, Flag, Page
from declutter.parsing.text import SENTENCE_ENDS
from declutter.parsing.tree import Node

AUTHOR_NAMES = (
    "author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "dc.contributor.author",
    "parsely-author", "sailthru.author",
    "citation_author", "byl", "byline", "authors", "cxenseparse:author", "cxenseparse:recs:author", "twitter:data1",
    "rbauthors", "bt:author",
    "article.author", "og:author", "creator", "og:article:author", "shareaholic:article_author_name", "article_author",
    "article:contributor",
)  # fmt: skip
_ONE_EACH = frozenset(("citation_author", "dc.creator", "dcterms.creator", "dc.contributor.author"))
_NOT_WRITTEN_BY = re.compile(  # what twitter:label1 says where twitter:data1 is no name
    r"time|zeit|dauer|temps|tempo|tiempo|lees|czas|время|時間|时间|price|preis|prix|precio|prezzo|stock|availab|categor|date"
)
ABOVE, BELOW = 8, 24  # blocks around the headline among which a byline may stand
MAX_LINE_CHARS = 220
MIN_TELLING_BLOCKS = 30  # of a page that would show the author's name if it meant to: a short one may be an excerpt
MAX_SHORT_CHARS = 60  # of a line that shows a name of one word
MAX_INLINE_NODES = 60
MAX_LABEL_BLOCKS = 2_000  # from the top of the page that are searched for a label such as "Text:"
MAX_NEAR_BLOCKS = 3  # in an element whose class words are about each of them
MAX_INNER_CHARS = 140  # a longer line with a "by" in it is prose
MAX_MARKED = 6  # names in microdata; more are those of a list of works
MAX_GAP = 3  # blocks between the names in a row of authors' boxes
_OF_OTHERS = re.compile(  # before a "by": it is not the author who follows
    r"(?:photo\w*|foto\w*|images?|bild(?:er)?|illustration\w*|video|zitat|quote|fact[- ]?checked|reviewed|geprüft|verified|"
    r"artikel|articles?|posts?|beiträge)\W*$"
)
_CLOSING = frozenset(")）】")
_NO_BYLINE = Flag.NAV | Flag.HIDDEN | Flag.CAPTION
_BOUNDARY = "\x1f"
_GLUED = re.compile(rf"(\S){_BOUNDARY}+(\S)")
_LABEL_MARK = re.compile(r"[:：]|[记記者员生]\s")
# What stands in a line with a "by" inside, in small letters: most lines hold none, and these are looked up in no time.
_INNER_WORDS = (
    "by", "von", "par", "por", "di", "door", "av", "af", "przez", "от", "aut", "text", "作者", "记者", "記者", "文", "编",
)  # fmt: skip
_DATED = re.compile(r"\d{1,2}\D{1,20}\d{4}|\d{4}\D\d|\d{1,2}[.:]\d{2}|\|")
_DIGIT_OR_BAR = re.compile(r"\d|\|")
_AUTHOR_CLASS = re.compile(
    r"author|byline|(?:^|[^a-z])by(?:$|[^a-z])|autor|auteur|autore|verfasser|writer|journalist|redakteur|redacteur|"
    r"redactor|"
    r"contributor|creator|firma(?:$|[^a-z])|posted-?by|articulista|periodista|giornalist|skribent|kirjoittaja|yazar|"
    r"muhabir|"
    r"reporter|signature|(?:^|[^a-z])fn(?:$|[^a-z])|byl(?:$|[^a-z])"
)  # in small letters, which costs a third
_NOT_AUTHOR_CLASS = re.compile(
    r"avatar|image|photo|bio|desc|social|follow|share|twitter|comment|related|date|time|role|title|position"
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|a|i|e|in)?|auteurs?|by|people|person|profiles?|journalists?|writers?|contributors?|staff|"
    r"columnists?|redaktion|redakteure?|user|users|members?|team|yazar(?:lar)?|autores|firmas|reporters?|experts?|u|@\w+|"
    r"correspondents|journaliste|giornalisti|redactie|avtor|author/.*)(?:[/.]|-|$)|[?&]author=", re.IGNORECASE,
)  # fmt: skip


class Byline(NamedTuple):
    """A place that names authors."""

    source: str
    names: tuple[str, ...]
    raw: str
    block: int | None = None
    end: int | None = None  # the last block of a row of names
    organizations: frozenset[str] = frozenset()
    most: float = math.inf  # trust at most, because the page does not show the name
    is_news: bool = False  # stated by an object that says that it is news


def stated_authors(sources: Sources) -> Iterator[Byline]:
    """Yield the authors that the page states in machine-readable form."""
    for item in sources.json_ld:
        for key in ("author", "creator"):
            if (value := item.get(key)) and (byline := _from_json(f"json-ld {key}", value)):
                yield byline._replace(is_news=any(kind.endswith("NewsArticle") for kind in types_of(item)))
    for name in AUTHOR_NAMES:
        if name not in sources.contents:
            continue
        if name == "twitter:data1" and _NOT_WRITTEN_BY.search((sources.first("twitter:label1") or "").lower()):
            continue
        values = [value for value in sources.contents[name] if "://" not in value and not value.startswith("www.")][:MAX_NAMES]
        if name in _ONE_EACH:
            names = [one for value in values for one in _family_name_last(value)]
        else:
            names = [part for value in values for part in split_names(value)]
        if names:
            yield Byline(f"meta {name}", tuple(dict.fromkeys(names)), " | ".join(values))


def _family_name_last(value: str) -> list[str]:
    """Return the name that stands as "Quill, Ada" in a catalogue's record as it is spoken."""
    family, comma, given = value.partition(",")
    is_one = comma and "," not in given and len(family.split()) <= 2 and 0 < len(given.split()) <= 3
    names = [f"{given.strip()} {family.strip()}"] if is_one else [value]
    return [name for one in names for name in split_names(one)]


def _from_json(source: str, value: Any) -> Byline | None:
    names: list[str] = []
    organizations: set[str] = set()
    for one in (value if isinstance(value, list) else [value])[:MAX_NAMES]:
        text = text_of(one)
        if not text or "://" in text or text.startswith("www."):
            continue
        if isinstance(one, Mapping) and any("Organization" in kind for kind in types_of(one)):
            parts = [text]
            organizations.add(text)
        else:
            parts = split_names(text) or [text]
        names += parts
    clean = tuple(dict.fromkeys(name for one in names if (name := clean_name(one))))
    return Byline(source, clean, str(value)[:200], None, None, frozenset(organizations)) if clean else None


def shown_authors(page: Page, headline: int | None) -> Iterator[Byline]:
    """Yield the bylines that a reader sees near the headline; names in boxes side by side are one byline."""
    blocks = page.blocks
    start, stop = (max(0, headline - ABOVE), headline + BELOW) if headline is not None else (0, ABOVE + BELOW)
    expected = False  # the block before was a "By" and nothing else
    last: Byline | None = None
    for index in range(start, min(stop, len(blocks))):
        block = blocks[index]
        text = block.text
        if index == headline or len(text) > MAX_LINE_CHARS or block.flags & _NO_BYLINE:
            expected = False
            continue
        if is_by_alone(text):
            expected = not block.link_chars  # "Authors" in a menu is followed by its next entry
            continue
        byline = _byline(page, index, expected)
        expected = False
        if byline is None or in_comment(page, index, headline):
            continue
        if last is not None and last.block is not None and _is_continued(page, last, byline, index):
            last = last._replace(names=tuple(dict.fromkeys((*last.names, *byline.names))), block=last.block, end=index)
            continue
        if last is not None:
            yield last
        last = byline
    if last is not None:
        yield last


def _is_continued(page: Page, last: Byline, byline: Byline, index: int) -> bool:
    """Whether a byline is the next box of a row of authors."""
    elements = page.elements
    if index - (last.end or index) > MAX_GAP or last.block is None:
        return False
    one, other = (elements.attributes(page.blocks[at].element).get("class") for at in (last.block, index))
    return one == other and bool(one) and last.source.split()[0] == byline.source.split()[0]


def _byline(page: Page, index: int, expected: bool) -> Byline | None:
    """Return the names in a block if anything says that it is a byline: its words, its classes, its links."""
    elements, block = page.elements, page.blocks[index]
    named = is_named_near(page, block.element, MAX_NEAR_BLOCKS, _NAMES_AUTHOR)
    is_prose = len(block.text) > MAX_INNER_CHARS or block.text[-1] in SENTENCE_ENDS
    by = expected or _begins_with_by(block.text)
    if is_prose and not named and not by:
        return None
    alone = elements.end_block[block.element] - elements.first_block[block.element] == 1
    has_inline = _has_inline(elements.node[block.element], block, alone)
    marked, linked = _marked_names(page, index, alone) if has_inline else ((), ())
    if not (by or named or marked or linked) and not (
        ((has_inline and alone) or _DIGIT_OR_BAR.search(block.text)) and _may_hold_by(block.text)
    ):
        return None
    text = _parted_text(elements.node[block.element]) if has_inline and alone else block.text
    if block.flags & Flag.FOOTER and not (by or named or marked):
        return None
    tells = bool(marked or linked or named) or _DATED.search(text) is not None  # else a "by" inside is not believed
    inner = INNER_BY.search(text) if tells and not by and not is_prose else None
    if inner is not None and _OF_OTHERS.search(text[: inner.start() + 1].lower()):
        return None
    if is_prose and not by and not named:
        linked = ()
    if marked:
        return Byline("marked" + (" by" if by or inner else ""), marked, text, index, index)
    linked = tuple(name for name in linked if " " in name or by or inner or named)
    if linked and (by or inner or named or len(text) <= MAX_NAME_CHARS):
        return Byline("link" + (" by" if by or inner else "") + (" named" if named else ""), linked, text, index, index)
    if not by and not named and not inner:
        return None
    names = split_names(inner["rest"] if inner else text)
    names = [name for name in names if is_name(name) or ((by or inner) and is_nick(name))]
    if named and not by and not inner:
        names = [name for name in names if " " in name or not name.isascii()]
    if not names:
        return None
    source = "by" if by else "within" if inner else "class"
    return Byline(source + (" named" if named and source != "class" else ""), tuple(names), text, index, index)


def _may_hold_by(text: str) -> bool:
    """Whether a "by" may stand inside of a line: False is certain, True is not."""
    folded = text.casefold()
    return any(word in folded for word in _INNER_WORDS)


def _begins_with_by(text: str) -> bool:
    return may_begin_byline(text) and STRONG_BY.match(text) is not None


def _has_inline(holder: Node, block: Block, alone: bool) -> bool:
    """Whether the block may hold inline elements beside its text."""
    if block.link_chars or block.node is None:
        return True
    if not alone:
        return block.node.parent is not None and block.node.parent.mem_id != holder.mem_id
    first = holder.first_child
    return first is None or first.mem_id != block.node.mem_id or first.next is not None


def _parted_text(node: Node) -> str:
    """Return an element's text, with a bar where two inline boxes meet without a space."""
    return " ".join(_GLUED.sub(r"\1 | \2", node.text(separator=_BOUNDARY)).replace(_BOUNDARY, "").split())


def _has_author_class(attributes: Mapping[str, str | None]) -> bool:
    if attributes.get("rel") == "author" or "author" in (attributes.get("itemprop") or ""):
        return True
    names, own_id = attributes.get("class"), attributes.get("id")
    return bool((names and _NAMES_AUTHOR[names]) or (own_id and _NAMES_AUTHOR[own_id]))


def _is_author_word(word: str) -> int:
    word = word.lower()
    return _AUTHOR_CLASS.search(word) is not None and _NOT_AUTHOR_CLASS.search(word) is None


_IS_AUTHOR_WORD = Memo(_is_author_word, 8192)
_NAMES_AUTHOR = Memo(lambda value: any(map(_IS_AUTHOR_WORD.__getitem__, value[:MAX_CHARS].split())), 8192)


def _marked_names(page: Page, index: int, alone: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names in a block's inline elements that say they are the author's, and those in links to authors' pages."""
    elements, block = page.elements, page.blocks[index]
    row = block.element
    marked: dict[str, None] = {}
    linked: dict[str, None] = {}
    for node in _inline_nodes(elements.node[row], block.node, alone):
        attributes = node.attributes
        is_marked = _has_author_class(attributes)
        if not is_marked and not (node.tag == "a" and _AUTHOR_LINK.search(attributes.get("href") or "")):
            continue
        text = _parted_text(node)
        if len(text) > MAX_LINE_CHARS or "".join(node.text().split()) not in "".join(block.text.split()):
            continue
        names = [name for name in split_names(text) if is_name(name) or is_nick(name)]
        (marked if is_marked else linked).update(dict.fromkeys(names))
    return tuple(marked), tuple(linked)


def _inline_nodes(holder: Node, first: Node | None, alone: bool) -> Iterator[Node]:
    """Yield the inline elements of a block: all in its element if no other block is there, else those around its start."""
    if alone:
        for count, node in enumerate(holder.traverse(include_text=False)):
            if count > MAX_INLINE_NODES:
                return
            if count and not (node.tag or "!").startswith(("-", "!")):  # of processing instructions it is None
                yield node
        return
    at: Node | None = first.parent if first is not None else None
    while at is not None and at.mem_id != holder.mem_id:
        yield at
        at = at.parent


def labelled_authors(page: Page, headline: int | None) -> Iterator[Byline]:
    """Yield the authors that a label names anywhere else on the page, as at the end of the text."""
    classes = page.elements.names
    for index, block in enumerate(page.blocks[:MAX_LABEL_BLOCKS]):
        text = block.text
        if not (text[:2] in LABEL_BEGINNINGS or text[:1] in LABEL_BEGINNINGS or text[-1:] in _CLOSING):
            continue
        if len(text) <= MAX_NAME_CHARS:
            match = LABELLED.fullmatch(text) if _may_be_label(text) else None
            if match is None and BITS_OF_WORDS[classes[block.element]] & STRONG and may_begin_byline(text):
                byline = _byline(page, index, expected=False)
                is_by = byline is not None and byline.source.split()[0] in ("by", "within")
                is_whole = byline is not None and all(" " in name or not name.isascii() for name in byline.names)
                if byline and is_by and is_whole and not in_comment(page, index, headline):
                    yield byline._replace(source="after")
                continue
        elif text[-1] in _CLOSING:
            match = LABELLED_AT_END.search(text, max(0, len(text) - MAX_NAME_CHARS))
        else:
            continue
        if match is None or block.flags & (Flag.NAV | Flag.CAPTION) or in_comment(page, index, headline):
            continue
        names = tuple(name for name in split_names(match["names"]) if is_name(name))
        if names:
            yield Byline("label", names, text[-MAX_NAME_CHARS:], index, index)


def _may_be_label(text: str) -> bool:
    return (":" in text or not text.isascii()) and may_be_labelled(text) and _LABEL_MARK.search(text) is not None


# How often a place named just the annotated authors; docs/metadata.md has the counts.
_TRUST = {"json-ld author": 2.0, "json-ld creator": 1.6, "meta author": 1.0, "label": 0.8, "after": 0.8}
_UNSEEN_ORGANIZATION = -1.6  # an organisation that the headline's surroundings do not name: the publisher as a rule
_SEEN_ORGANIZATION = 0.7  # the most for one that they name: less than for a person who is named there
_MOST_UNSEEN = 0.3  # for a name that the page shows nowhere: whoever put the text into the system
_MOST_UNSEEN_NEWS = 0.9  # for one that a NewsArticle names: newsrooms fill that in
_MOST_UNSEEN_AGREED = 0.6  # for one that both "author" and "twitter:data1" give
_UNSEEN_LOGIN = -1.0  # a name such as "fhaacker" that the page does not show: what somebody signs in with
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
    if headline is not None:
        distance = one.block - headline if one.block > headline else 2 * (headline - one.block)
        trust -= 0.12 * max(0, distance - FULL_TRUST_LINES)
    return trust


class Authors(NamedTuple):
    """The names that are believed, those of them that are organisations', and all that was said."""

    names: tuple[str, ...]
    organizations: tuple[str, ...]
    candidates: tuple[tuple[float, Byline], ...]


def marked_authors(claims: list[Claim]) -> Iterator[Byline]:
    """Yield the authors among what microdata and RDFa say."""
    people = [(claim, split_names(claim.value)) for claim in claims if claim.source.endswith(("author", "creator"))]
    names = tuple(dict.fromkeys(name for _, found in people for name in found if is_name(name)))
    if 0 < len(names) <= MAX_MARKED:
        yield Byline(people[0][0].source, names, people[0][0].value)


def find_authors(
    page: Page, sources: Sources, headline: int | None, site_name: str | None, marked: list[Claim] | None = None
) -> Authors:
    """Return the authors; the rest of the page is looked at only where head and headline name nobody."""
    host = host_of(page.url).removeprefix("www.")
    site = {_key(site_name or ""), _key(host), _key(host.split(".")[0])} - {""}
    bylines = [*stated_authors(sources), *marked_authors(marked or []), *shown_authors(page, headline)]
    below = page.blocks[headline + 1 : headline + 1 + NEAR_LINES] if headline is not None else []
    near = "\n".join(block.text.casefold() for block in below if len(block.text) <= MAX_NEAR_CHARS)
    bylines = _with_unseen(page, bylines)
    found = choose_authors(bylines, headline, site, near)
    if found.names and not found.organizations:
        return found
    labelled = list(labelled_authors(page, headline))
    after = {one.names for one in labelled if one.source == "after"}
    if len(after) > 1:  # bylines of other articles
        labelled = [one for one in labelled if one.source != "after"]
    return choose_authors([*bylines, *labelled], headline, site, near)


def _with_unseen(page: Page, bylines: list[Byline]) -> list[Byline]:
    """Return the bylines, those marked whose names are in the head alone."""
    if len(page.blocks) < MIN_TELLING_BLOCKS:
        return bylines
    shown = {_key(name) for one in bylines if one.block is not None for name in one.names}
    hidden: dict[str, bool] = {}
    for name in {one.names[0] for one in bylines if one.block is None}:
        if _key(name) in shown:
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
        persons = tuple(name for name in names if not _is_organization(name, one, site))
        if persons and (one.block is not None or not one.source.startswith("meta") or persons[0] == names[0]):
            names = persons
        else:  # "The Daily Frog, Pond, Germany" names no person after the site
            names = names[:1]
            if one.block is None:
                is_near = bool(names) and names[0].casefold() in near
                trust = min(trust, _SEEN_ORGANIZATION) if is_near else trust + _UNSEEN_ORGANIZATION
        if one.block is None and names and _is_login(names[0]) and names[0] not in near:
            trust += _UNSEEN_LOGIN
        if persons:
            trust = min(trust, one.most)
        if names:
            weighed.append((trust, one._replace(names=names)))
    scored = []
    said = [(trust, _kind(one), set(map(_key, one.names))) for trust, one in weighed]
    for (trust, one), (_, kind, mine) in zip(weighed, said, strict=True):
        support = [other_trust for other_trust, other, theirs in said if other != kind and mine & theirs]
        scored.append((trust + AGREEMENT * max(support, default=0.0), one))
    scored.sort(key=lambda pair: -pair[0])
    if not scored or scored[0][0] < MIN_TRUST:
        return Authors((), (), tuple(scored))
    best = scored[0][1]
    names = tuple(dict.fromkeys(best.names))
    stated = {_key(name) for _, one in weighed for name in one.organizations}
    organizations = tuple(name for name in names if _key(name) in stated or _is_organization(name, best, site))
    return Authors(names, organizations, tuple(scored))


def _is_login(name: str) -> bool:
    """Whether a name is one word in small letters, with or without hyphens."""
    return name.isascii() and name.islower() and " " not in name


def _kind(one: Byline) -> str:
    return "shown" if one.block is not None else one.source.split()[0]


def _is_organization(name: str, one: Byline, site: set[str]) -> bool:
    return (
        name in one.organizations
        or _key(name) in site
        or name.casefold() in AGENCIES
        or name.casefold().endswith(_ORGANIZATION_ENDS)
        or _ORGANIZATION_WORD.search(name) is not None
    )


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


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
