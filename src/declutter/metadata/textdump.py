"""The title of a text dump, by where its lines stand, how they look and what the text below them says."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log1p
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from declutter.metadata.title import strip_site_name
from declutter.parsing.page import Flag, Page
from declutter.parsing.text import SENTENCE_ENDS, latin_length, same_tails

MAX_TITLE_CHARS = 300  # Latin letters
MAX_LINES = 3_000  # from the top of the dump that are looked at
PROSE_CHARS, LONG_PROSE_CHARS = 90, 160  # Latin letters of a line that ends a sentence, and of any other, that is no label
LABEL_CHARS = 90  # a longer line is no date and no byline
NEAR = 4  # lines below the title among which date and byline stand as a rule
GAP = 30  # lines
MIN_LEAD_CHARS, MAX_LEAD_CHARS = 40, 800  # Latin letters
MIN_NEXT_CHARS = 60  # … of the line of text that follows a lead
LEAD_REACH = 14  # lines under the title among which the lead may stand
MIN_LEAD_ODDS = 0.0  # a lead that is none harms more than one left in the text
# Of `training.leads`, but "any" and "unusual": news pages are all that it knows, and with what it fits most texts of plain
# paragraphs would get a lead. A lead must be shorter than the paragraphs below it; the two were set by hand for that. On
# the dumps of fundus (2026-11-23, those that the others were fitted to) its word F1 is 0.47, and 7 % of the 29 pages
# without one get one; the fitted weights give 0.59 and 21 %.
LEAD_WEIGHTS = {
    "any": -2.65, "length": 0.70, "unusual": -2.5, "short": -1.51, "long": -0.19, "sentence": 1.41, "above": -0.81,
    "junk above": -0.58, "prose below": 0.01, "byline above": 1.33, "date below": 2.05, "byline below": 0.15,
    "parted": 0.06, "parted below": -0.03,
}  # fmt: skip
BELOW = 8  # prose lines below a title that should speak of the same things
WIDE_WORD = 1.7  # Chinese or Japanese characters that make a word
MIN_CODE_WORDS = 3  # of an address, for it to tell of the title

SIZES = (  # words up to which a line is what
    (1, "one word"), (2, "two words"), (5, "few words"), (9, "some words"), (14, "usual words"), (20, "many words"),
    (math.inf, "too many words"),
)  # fmt: skip

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_DATE = re.compile(r"\d.*(?:19|20)\d\d|(?:19|20)\d\d.*\d|\d{1,2}:\d\d|\bago\b|\bvor \d|[٠-٩०-९]{4}")
_BY = re.compile(r"(?:by|von|par|por|di|av|af|door|przez|автор|written by|posted by|作者|記者|记者)\b", re.IGNORECASE)
_PARTS = re.compile(r"\s+[|–—·•»›:/>-]+\s+|\s*[|»]\s*")
_DOTS = ("...", "…")
CLOSING = '?!"”»’'  # a long title may end so


class Headline(NamedTuple):
    """The title, and the line that it is or stands in."""

    text: str | None
    line: int | None


# Log-odds in favour of the title, of the lines of one dump against each other: fitted to a part of the annotated dumps, then
# rescaled by the spread of a ninth of them. `training/titles.py` is to fit them anew. See `evidence_on_titles`.
WEIGHTS: Mapping[str, float] = {
    "one word": -1.0, "two words": 0.47, "few words": -0.29, "too many words": -2.78, "length": 0.93,
    "ends a sentence": -3.39, "ends in dots": -1.74, "ends in a colon": -2.45,
    "blank line above": 1.48, "blank line below": 1.77, "stands alone": 2.54,
    "lines above": 0.32, "place": 0.49, "gap above": 0.71, "heading above": -0.5, "junk above": -0.35,
    "prose lines above": -0.97, "no prose above": 0.84, "much prose above": -0.9, "prose above": -2.73,
    "prose lines below": 0.59, "told below": 2.38, "much told below": 0.35, "told below, a full title": 0.56,
    "shared with the next line": -1.58,
    "repeated often": 0.15, "full title, repeated": 0.68, "seen above": 0.28, "part of other lines": 1.34,
    "date below": 1.74, "byline below": 2.7, "dated": 1.27,
    "digits": -2.51, "begins with a digit": -0.44, "address": -2.64, "capitals": 1.41,
    # Set by hand, as is "one word" (fitted: 0.9): these dumps begin with menus, have no Markdown and no addresses.
    "in the first line": 2.0, "marked heading": 2.0, "marked top heading": 2.0, "item of a list": -1.5, "byline": -4.0,
    "in the address": 1.5, "most of the address": 3.0,
}  # fmt: skip
NO_TITLE = 7.0  # a lower score than this is no title's; all titles of real dumps have more


def find_headline(page: Page, junk: Sequence[str | None]) -> Headline:
    """Return the title of a text dump; `junk` are the junk phrases that lines are."""
    best: tuple[float, int] | None = None
    for line, evidence in evidence_on_titles(page, junk):
        score = sum(WEIGHTS.get(name, 0.0) * value for name, value in evidence.items())
        if best is None or score > best[0]:
            best = score, line
    if best is None or best[0] < NO_TITLE:
        return Headline(None, None)
    text = page.blocks[best[1]].text
    return Headline(strip_site_name(text, None) if best[1] == 0 else text, best[1])


def evidence_on_titles(page: Page, junk: Sequence[str | None]) -> Iterator[tuple[int, dict[str, float]]]:
    """Yield for each line that may be the title what speaks for and against it; what is 0 may be left out."""
    lines = page.blocks[:MAX_LINES]
    n = len(lines)
    texts = [line.text for line in lines]
    words = [_WORD.findall(text.casefold()) for text in texts]
    folded = [" ".join(found) for found in words]
    lengths = [latin_length(text) for text in texts]
    parted = [bool(line.flags & Flag.PARAGRAPH) for line in lines]
    alone = [at and (index + 1 == n or parted[index + 1]) for index, at in enumerate(parted)]
    prose = [_is_prose(text, length) for text, length in zip(texts, lengths, strict=True)]
    below = _words_below(words, prose)
    counts, parts = Counter(folded), _parts(texts)
    prose_chars = sum(length for length, is_prose in zip(lengths, prose, strict=True) if is_prose) + 1
    slug = _slug(page.url)
    before, chars_before = 0, 0.0
    last = -GAP  # line that is prose or looks like a heading
    seen: set[str] = set()
    for index, (text, own, length) in enumerate(zip(texts, words, lengths, strict=True)):
        may_be = junk[index] is None and length <= MAX_TITLE_CHARS and any(map(str.isalpha, text))
        may_be = may_be and (not prose[index] or (text[-1] in CLOSING and length < LONG_PROSE_CHARS))
        if may_be and own:
            name = folded[index]
            is_wide = length > 1.3 * len(text)
            count = len(own) / WIDE_WORD if is_wide else len(own)
            told = {word for word in own if len(word) > 3 or is_wide}
            agreement = len(told & below[index]) / max(len(told), 1)
            near = [at for at in range(index + 1, min(n, index + 1 + NEAR)) if lengths[at] < LABEL_CHARS]
            evidence = {
                _size(count): 1.0,
                "length": log1p(length),
                "ends a sentence": float(text[-1] in ".。।؟" and not text.endswith(_DOTS)),
                "ends in dots": float(text.endswith(_DOTS)),
                "ends in a colon": float(text[-1] in ":："),
                "blank line above": float(parted[index]),
                "blank line below": float(index + 1 < n and parted[index + 1]),
                "stands alone": float(alone[index]),
                "lines above": log1p(index),
                "place": index / n,
                "prose lines above": log1p(before),
                "no prose above": float(before == 0),
                "much prose above": float(before >= 4),
                "prose above": chars_before / prose_chars,
                "prose lines below": log1p(sum(prose[index + 1 : index + 12])),
                "told below": agreement,
                "much told below": agreement * min(len(told), 6),
                "told below, a full title": agreement * (count >= 4),
                "repeated": float(counts[name] > 1),
                "repeated often": float(counts[name] > 2),
                "full title, repeated": float(counts[name] > 1 and count > 3),
                "repeated label": float(counts[name] > 1 and count <= 3),
                "seen above": float(name in seen),
                "part of other lines": float(min(parts[name], 2)),
                "in the first line": float(index > 0 and len(name) > 12 and name in folded[0]),
                "date below": float(any(_DATE.search(texts[at]) for at in near)),
                "byline below": float(any(_BY.match(texts[at]) for at in near)),
                "dated": float(length < LABEL_CHARS and _DATE.search(text) is not None),
                "byline": float(_BY.match(text) is not None),
                "digits": sum(map(str.isdigit, text)) / len(text),
                "begins with a digit": float(text[0].isdigit()),
                "address": float("@" in text or "://" in text),
                "junk above": float(index > 0 and junk[index - 1] is not None),
                "heading above": float(any(alone[at] and not prose[at] and len(words[at]) >= 4
                                           for at in range(max(0, index - 2), index))),
                "gap above": log1p(index - max(last, index - GAP)),
                "capitals": sum(word[0].isupper() for word in text.split()) / len(text.split()),
                "marked heading": float(bool(lines[index].flags & Flag.HEADING)),
                "marked top heading": float(bool(lines[index].flags & Flag.TOP_HEADING)),
                "item of a list": float(bool(lines[index].flags & Flag.LIST)),
                "shared with the next line": _shared(own, words[index + 1 : index + 3]) if count >= 4 else 0.0,
                "in the address": len(told & slug) / max(len(told), 1) if slug else 0.0,
                "most of the address": len(told & slug) / len(slug) if slug else 0.0,
            }  # fmt: skip
            yield index, evidence
        if prose[index] or (alone[index] and len(own) >= 4):
            last = index
        seen.add(folded[index])
        before, chars_before = before + prose[index], chars_before + length * prose[index]


def find_standfirst(page: Page, headline: int | None, junk: Sequence[str | None]) -> tuple[int, ...]:
    """Return the line of the lead, () if there is none: the first line of text under the title, where it stands apart.

    Log-odds fitted to the dumps of annotated pages by `training.leads`.
    """
    found = evidence_on_lead(page, headline, junk)
    if found is None:
        return ()
    line, evidence = found
    return (line,) if sum(LEAD_WEIGHTS[name] * value for name, value in evidence.items()) >= MIN_LEAD_ODDS else ()


def evidence_on_lead(page: Page, headline: int | None, junk: Sequence[str | None]) -> tuple[int, dict[str, float]] | None:
    """Return the one line that may be the lead, and the evidence on that by name; None if there is no such line.

    What follows it tells most: a date, a blank line, a full paragraph.
    """
    if headline is None:
        return None
    lines = page.blocks[: headline + LEAD_REACH + GAP]
    texts = [line.text for line in lines]
    lengths = [latin_length(text) for text in texts]
    prose = [_is_prose(text, length) for text, length in zip(texts, lengths, strict=True)]
    dated = [length < LABEL_CHARS and _DATE.search(text) is not None for text, length in zip(texts, lengths, strict=True)]
    by = [length < LABEL_CHARS and _BY.match(text) is not None for text, length in zip(texts, lengths, strict=True)]
    said = [
        junk[at] is None and lengths[at] >= MIN_LEAD_CHARS and not dated[at] and not by[at] for at in range(len(lines))
    ]
    lead = next((at for at in range(headline + 1, min(headline + LEAD_REACH, len(lines))) if said[at]), None)
    if lead is None or lengths[lead] > MAX_LEAD_CHARS:
        return None
    follows = next((at for at in range(lead + 1, len(lines)) if said[at] and lengths[at] >= MIN_NEXT_CHARS), None)
    paragraphs = sorted(lengths[at] for at in range(lead + 1, len(lines)) if prose[at])
    if follows is None or not paragraphs:
        return None
    usual = paragraphs[len(paragraphs) // 2]
    tails = same_tails([line.text for line in page.blocks])
    furniture = [junk[at] is not None or tails[at] > 1 for at in range(headline + 1, lead)]
    return lead, {
        "any": 1.0, "length": math.log(lengths[lead] / 150), "unusual": math.log(lengths[lead] / usual),
        "short": float(lengths[lead] < 80), "long": float(lengths[lead] > 450),
        "sentence": float(texts[lead][-1] in SENTENCE_ENDS), "above": log1p(len(furniture) - sum(furniture)),
        "junk above": log1p(sum(furniture)), "prose below": float(prose[follows]),
        "byline above": float(any(by[headline + 1 : lead])), "date below": float(any(dated[lead + 1 : follows])),
        "byline below": float(any(by[lead + 1 : follows])), "parted": float(bool(lines[lead].flags & Flag.PARAGRAPH)),
        "parted below": float(bool(lines[lead + 1].flags & Flag.PARAGRAPH)),
    }  # fmt: skip


def _is_prose(text: str, length: float) -> bool:
    return length >= (PROSE_CHARS if text[-1] in SENTENCE_ENDS else LONG_PROSE_CHARS)


def _size(words: float) -> str:
    """Return the evidence that a number of words is."""
    return next(name for bound, name in SIZES if words <= bound)


def _words_below(words: Sequence[Sequence[str]], prose: Sequence[bool]) -> list[frozenset[str]]:
    """Return for each line the words of the next prose lines below it."""
    found: list[frozenset[str]] = [frozenset()] * len(words)
    window: list[frozenset[str]] = []
    around: frozenset[str] = frozenset()
    for index in range(len(words) - 1, -1, -1):
        found[index] = around
        if prose[index]:
            window = [frozenset(words[index]), *window[: BELOW - 1]]
            around = frozenset().union(*window)
    return found


def _parts(texts: Sequence[str]) -> Counter[str]:
    """Return how often a folded text begins or ends a longer line that marks part: "Title | Site"."""
    parts: Counter[str] = Counter()
    for text in texts:
        if len(text) <= MAX_TITLE_CHARS and (marks := list(_PARTS.finditer(text))):
            ends = {text[: marks[0].start()], text[: marks[-1].start()], text[marks[0].end() :], text[marks[-1].end() :]}
            parts.update({" ".join(_WORD.findall(end.casefold())) for end in ends})
    return parts


def _shared(words: Sequence[str], others: Sequence[Sequence[str]]) -> float:
    own = set(words)
    return max((len(own.intersection(other)) / len(own) for other in others), default=0.0)


def _slug(url: str | None) -> frozenset[str]:
    """Return the words of an address's longest part: "ferry-back-on-monday"."""
    if not url:
        return frozenset()
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return frozenset()
    parts = [[word for word in _WORD.findall(part.casefold()) if len(word) > 3] for part in path.split("/")]
    longest = max(parts, key=len, default=[])
    return frozenset(longest) if len(longest) >= MIN_CODE_WORDS else frozenset()
