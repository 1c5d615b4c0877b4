"""The lead: the standfirst under the headline, where the page shows one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from declutter.metadata.claims import Claim, metas, stated
from declutter.metadata.keypoints import find_key_points
from declutter.metadata.sources import Sources
from declutter.parsing.classes import MAX_CHARS as MAX_CHARS_READ
from declutter.parsing.classes import Memo
from declutter.parsing.page import Block, Flag, Page
from declutter.parsing.text import SENTENCE_ENDS, latin_length

REACH = 24  # blocks after the headline among which a lead may stand: buttons to share stand there as well
BODY_REACH = 60  # blocks after the headline whose long ones show how a paragraph of the text looks
MIN_CHARS, MAX_CHARS = 20, 1200
MIN_BODY_CHARS = 90  # a shorter block does not show how paragraphs look
MIN_ALIKE = 2  # long blocks of one look that make a text, from which a lead may differ
_LEAD_WORDS = re.compile(
    r"(?:^|[^a-z])(?:lead|lede|leadtext|lead-?(?:text|in|paragraph)|intro|introtext|introduction|standfirst|chapo|"
    r"chapeau|dek|"
    r"deck|subtitle|sub-?title|sub-?head(?:line|ing)?|sub-?line|sub-?header|subheadline|subdek|teaser-?text|"
    r"article-?(?:intro|lead|summary|excerpt|"
    r"description|dek|teaser|subtitle|standfirst|chapo)|vorspann|anriss|bajada|entradilla|copete|sumario|sottotitolo|"
    r"occhiello|sommario|catenaccio|podtytul|zajawka|perex|ingress|manchet|manchete|summary|excerpt|abstract|tagline|"
    r"strapline|dropline|"
    r"headline-?description|soustitre|sous-?titre|linha-?fina|spot|tsn|podzagolovok|announce|anons|epigraph|sapo|"
    r"underrubrik|"
    r"undertitel|untertitel|subtitulo|alapcim|header-?text|preamble)(?:$|[^a-z])"
)
_NOT_LEAD = Flag.HIDDEN | Flag.NAV | Flag.FOOTER | Flag.ASIDE | Flag.BUTTON | Flag.CAPTION | Flag.LINK | Flag.PRE | Flag.TABLE
_NOT_BODY = _NOT_LEAD | Flag.LIST
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"\w+")
_BOLD_CLASS = re.compile(r"(?:^|[\s_-])(?:font-?)?(?:semi-?)?bold(?:$|\s)")
_BOLD = frozenset(("b", "strong"))
_FULL_STOPS = frozenset(".!…。।")
MIN_SCORE = 2.0
SHORT_CHARS = 60  # Latin letters; a shorter line that nothing names a lead is furniture as a rule
MAX_TOLD = 6  # paragraphs that one description holds
MAX_TIMES = 2  # as long as a title or description: a longer block cannot say the same
SAME_TITLE = 0.7  # of the words of both: a block that shares more with the headline is the headline again
SAME_CLAIM = 0.85  # likewise, of a description
_WALL = re.compile(r"paywall(?:ed|block)|blocked-?content|restricted")  # in small letters, as all of these
_CAPTION = re.compile(r"caption|credit|bildunterschrift|legende|image-?(?:info|text|desc)|(?:^|\s)info(?:\s|$)|fig-")


def _names_lead(value: str) -> int:
    return _LEAD_WORDS.search(_CAMEL.sub("-", value[:MAX_CHARS_READ]).lower().replace("_", "-")) is not None


def _names_caption(value: str) -> int:
    return _CAPTION.search(value[:MAX_CHARS_READ].lower()) is not None


def _names_wall(value: str) -> int:
    return _WALL.search(value[:MAX_CHARS_READ].lower()) is not None


_NAMES_BOLD = Memo(lambda value: _BOLD_CLASS.search(value[:MAX_CHARS_READ].lower()) is not None, 8192)
_NAMES_LEAD, _NAMES_CAPTION, _NAMES_WALL = Memo(_names_lead, 8192), Memo(_names_caption, 8192), Memo(_names_wall, 8192)


_Claims: TypeAlias = list[tuple[list[str], frozenset[str]]]  # the words of each description, and each of them once


class _Body(NamedTuple):
    """How the text's paragraphs look: the most frequent tag and class, and the element around them."""

    style: tuple[str, str] | None
    parents: frozenset[int]
    places: frozenset[tuple[str, str]]  # tag and class of these elements
    first: int  # the first block that looks so
    alike: tuple[int, ...] = ()  # the blocks that look so
    is_behind_wall: bool = False


class Lead(NamedTuple):
    """The blocks of a lead, and what they were chosen from."""

    blocks: tuple[int, ...] = ()  # () if there is no lead
    candidates: tuple[tuple[float, int], ...] = ()  # score and block, the best first; none where a description told the lead
    signs: tuple[str, ...] = ()  # that the best one bears by itself: "named", "bold", "heading"
    has_points: bool = False  # whether the last of the blocks are a list of key points


def find_lead(page: Page, sources: Sources, headline: int | None, taken: Mapping[int, str]) -> Lead:
    """Return the article's standfirst, and its key points where it lists any.

    A lead stands between the headline and the text and does not look like the text's paragraphs: an element of its own,
    named as such or not, often what the page's description repeats. A description that is not shown is no lead.
    `taken` holds the blocks that are bylines and datelines.
    """
    if headline is None:
        return Lead()
    body = _find_body(page, headline)
    lead = _find_standfirst(page, sources, headline, taken, body)
    if not lead.blocks:
        return lead  # a list of key points without a standfirst is a list of the text
    last = lead.blocks[-1]
    text = next((at for at in body.alike if at > last), len(page.blocks))
    points = tuple(at for at in find_key_points(page, last + 1, min(text, headline + REACH) + 1) if at not in taken)
    return lead._replace(blocks=(*lead.blocks, *points), has_points=True) if points else lead


def _find_standfirst(page: Page, sources: Sources, headline: int, taken: Mapping[int, str], body: _Body) -> Lead:
    stated = (page.blocks[headline].text, sources.first("og:title"), sources.head.title)
    titles = [set(_words(text)) for text in dict.fromkeys(stated) if text]
    title_chars = MAX_TIMES * max((len(text) for text in stated if text), default=0)
    claims = _claims_of(descriptions(sources))
    claim_chars = MAX_TIMES * max((len(" ".join(claim)) for claim, _ in claims), default=0)
    found: list[tuple[float, int]] = []
    around = _Around.of(page, headline, body, taken)
    for index in range(headline + 1, min(headline + 1 + REACH, len(page.blocks))):
        block = page.blocks[index]
        if index in taken or not MIN_CHARS <= len(block.text) <= MAX_CHARS or block.flags & _NOT_LEAD:
            continue
        if block.link_chars > len(block.text) / 2 or _is_caption(page, block.element):
            continue
        said = _words(block.text[: max(claim_chars, title_chars)])
        if len(block.text) <= title_chars and any(_are_alike(set(said), title, SAME_TITLE) for title in titles):
            continue
        saying = _saying(page, index, said, body, claims, taken)
        score = _score(page, index, headline, body, saying, around)
        if score >= MIN_SCORE:
            found.append((score, index))
    if run := _told(page, headline, taken, claims):
        return Lead(run)
    if not found:
        return Lead()
    found.sort(key=lambda one: -one[0])  # of two alike, the first on the page
    best = found[0][1]
    is_own_style = _style(page, page.blocks[best].element) != body.style
    blocks = _with_rest(page, best, taken) if is_own_style else (best,)
    return Lead(blocks, tuple(found), _signs(page, best, headline, body))


def _told(page: Page, headline: int, taken: Mapping[int, str], claims: _Claims) -> tuple[int, ...]:
    """Return the paragraphs that a description of the page holds from its first word to its last, if it holds several.

    A description that a system cuts off the beginning of the text ends inside of a paragraph as a rule.
    """
    stop = min(headline + 1 + REACH, len(page.blocks))
    for claim, _ in claims:
        for index in range(headline + 1, stop):
            block = page.blocks[index]
            if index in taken or block.flags & _NOT_LEAD or block.text[-1] not in SENTENCE_ENDS:
                continue
            if _words(block.text[:40])[:2] != claim[:2] or _is_caption(page, block.element):
                continue
            at = index
            said: list[str] = []
            while at < min(index + MAX_TOLD, len(page.blocks)) and len(said) < len(claim) and at not in taken:
                said += _words(page.blocks[at].text)
                at += 1
            if said == claim and at - index > 1:
                return tuple(range(index, at))
    return ()


class _Around(NamedTuple):
    """What stands between the headline and the text, at each block after the headline."""

    texts: list[str]
    before: list[int]  # texts before it
    last_parting: int  # the last byline or caption before the text

    @classmethod
    def of(cls, page: Page, headline: int, body: _Body, taken: Mapping[int, str]) -> _Around:
        near = page.blocks[headline + 1 : headline + BODY_REACH]
        texts = (at not in taken and _is_text(block) for at, block in enumerate(near[:REACH], headline + 1))
        before = [0, *accumulate(texts)]
        partings = (at for at in range(min(body.first, len(page.blocks)) - 1, headline, -1)
                    if at in taken or page.blocks[at].flags & Flag.CAPTION)  # fmt: skip
        return cls([block.text for block in near], before, next(partings, -1))


def _find_body(page: Page, headline: int) -> _Body:
    elements = page.elements
    styles: Counter[tuple[str, str]] = Counter()
    rows: list[tuple[int, tuple[str, str], int]] = []
    for index in range(headline + 1, min(headline + BODY_REACH, len(page.blocks))):
        block = page.blocks[index]
        if len(block.text) < MIN_BODY_CHARS or block.flags & _NOT_BODY or block.link_chars > len(block.text) / 2:
            continue
        style = _style(page, block.element)
        styles[style] += len(block.text)
        rows.append((index, style, elements.parent[block.element]))
    if not rows:
        return _Body(None, frozenset(), frozenset(), len(page.blocks))
    style = styles.most_common(1)[0][0]
    alike = [(index, parent) for index, one, parent in rows if one == style]
    if len(alike) < MIN_ALIKE:
        return _Body(None, frozenset(), frozenset(), alike[0][0], (alike[0][0],))
    parents = Counter(parent for _, parent in alike)
    usual = frozenset(parent for parent, count in parents.items() if count > 1)
    places = Counter(_style(page, parent) for parent in parents)
    wall = any(_NAMES_WALL[elements.names[row]] for _, parent in alike[:2] for row in elements.ancestors(parent))
    shared = frozenset(place for place, count in places.items() if count > 1)
    return _Body(style, usual, shared, alike[0][0], tuple(index for index, _ in alike), wall)


def _style(page: Page, row: int) -> tuple[str, str]:
    return page.elements.tag[row], page.elements.attributes(row).get("class") or ""


class _Saying(NamedTuple):
    """What a block says, with the lines after it that look alike."""

    chars: float  # Latin letters
    is_described: bool  # whether a description of the page says the same
    is_description: bool  # whether a description of the page says just that


def _saying(page: Page, index: int, said: list[str], body: _Body, claims: _Claims, taken: Mapping[int, str]) -> _Saying:
    """Return what a block says; a short one with the lines after it where a description of the page says all of them."""
    saying = _Saying(latin_length(page.blocks[index].text), _is_said(said, claims), any(said == claim for claim, _ in claims))
    if saying.chars < SHORT_CHARS and claims and _style(page, page.blocks[index].element) != body.style:
        lines = _with_rest(page, index, taken)
        if len(lines) > 1 and _is_said([word for at in lines for word in _words(page.blocks[at].text)], claims):
            return _Saying(sum(latin_length(page.blocks[at].text) for at in lines), is_described=True, is_description=False)
    return saying


def _score(page: Page, index: int, headline: int, body: _Body, saying: _Saying, around: _Around) -> float:
    """Return how much speaks for a block as the lead."""
    said = saying.is_described
    elements, block = page.elements, page.blocks[index]
    row = block.element
    named = _naming(page, index, headline, body)
    if not named and _is_sentence_in_heading(block, saying.chars) and index < body.first:
        named = 2.0
    bold = _is_bold(page, index)
    own_place = (
        body.style is not None
        and elements.parent[row] not in body.parents
        and _style(page, elements.parent[row]) not in body.places
    )
    other_style = body.style is not None and _style(page, row) != body.style
    between = around.before[index - headline - 1]
    parted = around.last_parting > index
    score = named + 1.2 * said + 1.3 * bold + 0.9 * own_place + 0.9 * other_style + 0.7 * (not between) + 0.5 * parted
    score -= 0.3 * between + 0.04 * (index - headline - 1)
    if len(block.text) > 450:
        score -= 0.8
    if saying.chars < SHORT_CHARS and not named and not saying.is_description and not block.flags & Flag.HEADING:
        score -= 1.0
    if block.link_chars and not said:
        score -= 0.7
    if index > body.first:
        score -= 1.5
    if not bold and not named:
        if not other_style:
            score -= 0.6 if own_place else 2.0
        if not said:
            score -= 0.5
        if body.is_behind_wall:
            score -= 1.0  # what stands before a paywall is the beginning of the text as a rule
    if block.flags & (Flag.LIST | Flag.FORM) and not named:
        score -= 1.0
    if score < MIN_SCORE or len(block.text) < MIN_BODY_CHARS:
        return score
    if any(text.startswith(block.text) for text in around.texts[index - headline :]):
        score -= 3.0  # a teaser text that only repeats the beginning of the first paragraph
    return score


def _is_sentence_in_heading(block: Block, chars: float) -> bool:
    """Whether a heading of some length ends as a sentence does: no headline and no title of a section does."""
    return bool(block.flags & Flag.HEADING) and chars >= SHORT_CHARS and block.text[-1] in _FULL_STOPS


def _is_text(block: Block) -> bool:
    return len(block.text) >= 40 and not block.flags & _NOT_LEAD and 2 * block.link_chars <= len(block.text)


def _is_caption(page: Page, row: int) -> bool:
    """Whether a block is named as what is said of a picture."""
    elements = page.elements
    for at in elements.ancestors(row):
        if elements.end_block[at] - elements.first_block[at] > 2:
            return False
        if (names := elements.names[at]) and _NAMES_CAPTION[names]:
            return True
    return False


def _naming(page: Page, index: int, headline: int, body: _Body) -> float:
    """Return how clearly an element that holds little else is named as a lead: of its own, or with a few others."""
    elements = page.elements
    for row in elements.ancestors(page.blocks[index].element):
        inside = elements.end_block[row] - elements.first_block[row]
        if inside > 5 or elements.first_block[row] <= headline < elements.end_block[row]:
            return 0.0
        names = elements.names[row]
        if names and (
            _NAMES_LEAD[names] or ("description" in names and elements.attributes(row).get("itemprop") == "description")
        ):
            if inside > 1 and elements.first_block[row] <= body.first < elements.end_block[row]:
                return 0.0  # it holds the text
            return 2.2 if inside <= 1 else 1.5
    return 0.0


def _is_bold(page: Page, index: int) -> bool:
    """Whether all of a block is bold."""
    block = page.blocks[index]
    if _NAMES_BOLD[page.elements.names[block.element]]:
        return True
    node = block.node.parent if block.node is not None else None
    limit = page.elements.node[block.element].mem_id
    while node is not None and node.mem_id != limit:
        if node.tag in _BOLD:
            return len("".join(node.text().split())) >= 0.9 * len("".join(block.text.split()))
        node = node.parent
    return False


def descriptions(sources: Sources) -> list[Claim]:
    """Return what the head says of the page, in the order of trust."""
    return [*metas(sources, "og:description", "description", "twitter:description"), *stated(sources, "description")]


def _claims_of(said: list[Claim]) -> _Claims:
    distinct = dict.fromkeys(claim.value for claim in said if len(claim.value) >= MIN_CHARS)
    words = dict.fromkeys(tuple(_words(text)) for text in distinct)
    return [(list(each), frozenset(each)) for each in words]


def is_described(page: Page, blocks: tuple[int, ...], claim: Claim) -> bool:
    """Whether a description says what these blocks say, or begins as they do."""
    return _is_said(_words(" ".join(page.blocks[index].text for index in blocks)), _claims_of([claim]))


def _signs(page: Page, index: int, headline: int, body: _Body) -> tuple[str, ...]:
    """Return which signs of a lead a block bears by itself."""
    signs = (("named", _naming(page, index, headline, body) > 0), ("bold", _is_bold(page, index)),
             ("heading", bool(page.blocks[index].flags & Flag.HEADING)))  # fmt: skip
    return tuple(sign for sign, bears in signs if bears)


def _is_said(said: list[str], claims: _Claims) -> bool:
    """Whether a description of the page begins as a text does, or the other way round: descriptions are cut off."""
    for claim, claimed in claims:
        common = min(len(said), len(claim)) - 1
        if said == claim:
            return True
        if common >= 4 and said[:common] == claim[:common]:
            return True
        if common >= 4 and _are_alike(set(said), claimed, SAME_CLAIM):
            return True
    return False


def _are_alike(words: set[str], other: Collection[str], share: float) -> bool:
    """Whether two sets share so many of the words of both."""
    less, more = sorted((len(words), len(other)))
    return less >= share * more and len(words.intersection(other)) >= share * len(words.union(other))


def _with_rest(page: Page, index: int, taken: Mapping[int, str]) -> tuple[int, ...]:
    """Return the lead's block with those beside it that look alike: a standfirst of several lines."""
    elements = page.elements
    row = page.blocks[index].element
    style, parent = _style(page, row), elements.parent[row]
    found = [index]
    if not style[1]:
        return (index,)
    for at in range(index + 1, min(index + 4, len(page.blocks))):
        other = page.blocks[at].element
        if at in taken or elements.parent[other] != parent or _style(page, other) != style:
            break
        if len(page.blocks[at].text) < MIN_CHARS:
            break
        found.append(at)
    else:
        return (index,)  # a run without an end: paragraphs
    return tuple(found)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
