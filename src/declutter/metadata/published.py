"""When the article was published, and when it was changed: every place that says so, and the one that is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from declutter.metadata.claims import Claim
from declutter.metadata.dates import Moment, date_in_url, day_of, find_dates, is_plausible, parse_date
from declutter.metadata.places import in_comment, is_named_near
from declutter.metadata.sources import Sources
from declutter.parsing.classes import Memo
from declutter.parsing.page import Flag, Page

PUBLISHED_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.date",
    "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.available", "parsely-pub-date", "sailthru.date",
    "pubdate",
    "publishdate", "publish_date", "publish-date", "publication_date", "publication-date", "published-date",
    "published_date",
    "published", "published_time", "article.published", "article:published", "article_date_original", "articledate",
    "article_date", "article-date", "article.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "displaydate",
    "date_published", "originalpublicationdate", "rnews:datepublished", "bt:pubdate", "dc.created", "prism.publicationdate",
    "citation_publication_date", "citation_online_date", "citation_date", "og:published_time", "release_date", "og:pubdate",
    "analyticsattributes.articledate", "vr:published_time", "pub_date", "date.issued", "issued", "og:article:publish_date",
    "og:release_date", "article:publish_date", "article.created", "shareaholic:article_published_time", "timestamp",
    "created", "date.created", "creation_date", "datecreated", "nrkpublished", "created-date", "last-published",
)  # fmt: skip
MODIFIED_NAMES = (
    "article:modified_time", "og:updated_time", "datemodified", "article:modified", "article:updated_time", "last-modified",
    "dcterms.modified", "dc.date.modified", "dc.modified", "lastmod", "modified", "updated_time", "article.updated",
    "revised",
    "og:article:modified_time", "date.modified", "last-updated", "lastmodified", "modificationdate", "og:modified_time",
)  # fmt: skip
MAX_TOP_BLOCKS = 80  # of a page without a headline
MIN_POSTS = 3  # dates of publication in one head are those of a thread's posts, and its own is the first
MAX_NEAR_BLOCKS = 4  # in an element whose class words are about each of them
ABOVE, BELOW = 12, 28  # blocks around the headline among which a dateline may stand: further down none is believed
MAX_LINE_CHARS = 160  # a longer block with a date in it says more than the date
MAX_DATE_LINE_CHARS = 60
MAX_DATELINE_CHARS = 50  # of a paragraph's beginning, as in "Press release of 25 January 2024 – …"
MAX_REST_CHARS = 90  # beside the date, in a line that begins or ends with it
_DATE_CLASS = re.compile(
    r"date|time(?!line|r)|publish|posted|updated|byline|meta(?!l)|datum|fecha|data(?![a-z-])|heure|zeit|pubdat|stamp|"
    r"entry-info|"
    r"post-?info|article-?info|source|author"
)  # in small letters
_PUBLISHED_WORD = re.compile(
    r"\b(?:published|posted|publiziert|veröffentlicht|erschienen|erstellt|publi[ée]e?|mis en ligne|publicado|"
    r"publicada|publicat|"
    r"pubblicato|pubblicata|gepubliceerd|geplaatst|publicerad|publisert|udgivet|offentliggjort|julkaistu|opublikowan[oy]|"
    r"dodano|publikov[aá]no|zve[rř]ejn[eě]no|megjelent|опубликован[оа]?|опубліковано|yayın|yayınlan\w*|eklenme|giriş|"
    r"first published|created|issued|originally|date of publication|تاريخ النشر|نشر|פורסם|발행|입력|"
    r"등록|公開|掲載|発表|发布|發布|"
    r"发表|發表|đăng|terbit)|(?:公開|掲載|投稿|発売|发布|發布|发表|發表|時間|时间|입력|등록)", re.IGNORECASE,
)  # fmt: skip
_MODIFIED_WORD = re.compile(
    r"\b(?:updated?|modified|edited|revised|last (?:update|change|review)\w*|reviewed|aktualisiert|geändert|stand|letzte "
    r"(?:änderung|aktualisierung)|modifié\w*|mis[e]? à jour|màj|actualizad[oa]|atualizad[oa]|aggiornat[oa]|bijgewerkt|"
    r"uppdaterad|oppdatert|opdateret|päivitetty|zaktualizowano|aktualizov[aá]no|frissítve|обновлен[оа]?|оновлено|"
    r"güncellen?m?e?|تحديث|עודכן|수정|更新)|更新|수정", re.IGNORECASE,
)  # fmt: skip


_OTHER_WORD = re.compile(
    r"\b(?:registriert|registered|joined|member since|mitglied seit|dabei seit|born|geboren|née?|nacid[oa]|expires|gültig bis|"
    r"valid until|deadline|copyright|©|inscrit|registrado|зарегистрирован|регистрация|зарег|注册|"
    r"登録日|since|seit|until|bis)\W*$",
    re.IGNORECASE,
)  # what stands right before a date that says something else
_AFTER_DATELINE = re.compile(r"\s*[.)|–—:]")
_RELEASE = re.compile(
    r"(?:press(?:e|e ?mitteilung|emeldung)?(?: release| statement| ?information)?|medienmitteilung|meldung|"
    r"communiqué(?: de presse)?|nota de prensa|comunicado|comunicato(?: stampa)?|persbericht)?,?\s*"
    r"(?:of|from|vom|du|del?|di|van)?\s*", re.IGNORECASE,
)  # fmt: skip
_WEEKDAY = re.compile(r"[\s,:]*\b[^\W\d]{2,10}[.,]?\s*$")  # or whatever one word stands between a label and a date
_LOOKS_DATED = re.compile(r"\d{4}|\d\s?[./|-]\s?\d{1,2}\s?[./|-]\s?\d\d|'\d\d")
_DIGIT = re.compile(r"\d")
_NAMES_DATE = Memo(lambda value: _DATE_CLASS.search(value.lower()) is not None, 8192)


class Dated(NamedTuple):
    """A place that gives a date."""

    source: str
    moment: Moment
    raw: str
    block: int | None = None  # that shows it
    is_line: bool = False  # the block shows nothing else to speak of


def marked_dates(claims: list[Claim]) -> Iterator[Dated]:
    """Yield the dates of publication among what microdata and RDFa say."""
    for claim in claims:
        if claim.source.endswith(("datepublished", "datecreated")):
            yield from _one(claim.source, claim.value)


def stated_dates(page: Page, sources: Sources) -> Iterator[Dated]:
    """Yield the dates of publication that the page states in machine-readable form."""
    for item in sources.json_ld:
        for key in ("datePublished", "dateCreated", "uploadDate"):
            yield from _one(f"json-ld {key}", item.get(key))
    for name in PUBLISHED_NAMES:
        values = sources.contents.get(name, ())
        found = [one for value in values for one in _one(f"meta {name}", value)]
        yield from [min(found, key=lambda one: day_of(one.moment))] if len(found) >= MIN_POSTS else found
    if page.url and (day := date_in_url(page.url)):
        yield Dated("address", day, page.url)


def stated_changes(sources: Sources) -> Iterator[Dated]:
    """Yield the dates of the last change that the page states in machine-readable form."""
    for item in sources.json_ld:
        yield from _one("json-ld dateModified", item.get("dateModified"))
    for name in MODIFIED_NAMES:
        for value in sources.contents.get(name, ()):
            yield from _one(f"meta {name}", value)


def _one(source: str, value: object) -> Iterator[Dated]:
    if isinstance(value, str) and (moment := parse_date(value)) and is_plausible(moment):
        yield Dated(source, moment, value)


def shown_dates(page: Page, headline: int | None, language: str | None, region: str) -> Iterator[Dated]:
    """Yield the dates that a reader sees near the headline, with what says that they are dates of publication."""
    blocks = page.blocks
    stamps: dict[int, list[str]] = {}
    for stamp, index in page.times:
        if stamp and len(of_block := stamps.setdefault(index, [])) < MAX_STAMPS:
            of_block.append(stamp)
    start, stop = (max(0, headline - ABOVE), headline + BELOW) if headline is not None else (0, MAX_TOP_BLOCKS)
    for index in range(start, min(stop, len(blocks))):
        block = blocks[index]
        text = block.text
        if len(text) > MAX_LINE_CHARS and index not in stamps:
            if headline is None or not 0 < index - headline <= NEXT_LINES:
                continue
            text = text[:MAX_DATELINE_CHARS]
        if block.flags & (Flag.NAV | Flag.FOOTER) or not _DIGIT.search(text):
            continue
        found = [(m, 0, 0) for stamp in stamps.get(index, ()) if (m := parse_date(stamp)) and is_plausible(m)]
        source = "time" if found else "line"
        found = found or (list(find_dates(text, language, region)) if _LOOKS_DATED.search(text) else [])
        if not found:
            continue
        if in_comment(page, index, headline):
            continue
        is_line = _is_line(block.text, *found[0][1:]) if source == "line" else len(block.text) <= MAX_DATE_LINE_CHARS
        named = is_named_near(page, block.element, MAX_NEAR_BLOCKS, _NAMES_DATE)
        position = "above" if headline is not None and index < headline else "below"
        if headline is None:
            position = "page"
        for moment, begin, end in found[:MAX_STAMPS]:
            before = text[:begin] if begin else text[end:] if len(found) == 1 else ""
            if _OTHER_WORD.search(text[:begin]) or _OTHER_WORD.search(_WEEKDAY.sub("", text[:begin])):
                continue
            label = "published " if _PUBLISHED_WORD.search(before) else ""
            changed = list(_MODIFIED_WORD.finditer(before))
            if changed and not (label and changed[-1].start() < list(_PUBLISHED_WORD.finditer(before))[-1].start()):
                label = "updated "
            if not is_line and text is not block.text and _opens_paragraph(text, begin, end):
                label = label or "opening "
            card = " link" if block.link_chars > len(text) * 0.9 else ""
            yield Dated(f"{label}{source} {position}{' named' if named else ''}{card}", moment, text, index, is_line)


def _opens_paragraph(text: str, begin: int, end: int) -> bool:
    """Whether a paragraph begins with its date, as in "5 March 2024. Rain …" or "Press release of 5 March 2024 | …"."""
    if _AFTER_DATELINE.match(text, end) is None:
        return False
    return begin <= 1 or _RELEASE.fullmatch(text, 0, begin) is not None


def _is_line(text: str, begin: int, end: int) -> bool:
    """Whether a date is all of a line of its block to speak of, or begins or ends a line that is not long."""
    first = text.rfind("\n", 0, begin) + 1
    last = text.find("\n", end) if "\n" in text[end:] else len(text)
    size = last - first
    return size <= MAX_DATE_LINE_CHARS or (size <= MAX_REST_CHARS and (begin - first <= 1 or end >= last - 1))


def labelled_dates(page: Page, headline: int | None, language: str | None, region: str) -> Iterator[Dated]:
    """Yield the day that lines anywhere on the page say it was published, "Posted on 5 March 2024", if all name the same."""
    found: list[Dated] = []
    for index, block in enumerate(page.blocks[:MAX_LABEL_BLOCKS]):
        text = block.text
        if len(text) > MAX_REST_CHARS or block.flags & (Flag.NAV | Flag.HIDDEN) or block.link_chars > len(text) / 2:
            continue
        if not _LOOKS_DATED.search(text) or not _PUBLISHED_WORD.search(text) or in_comment(page, index, headline):
            continue
        for moment, begin, _ in find_dates(text, language, region):
            if _PUBLISHED_WORD.search(text, 0, begin):
                found.append(Dated("published line anywhere", moment, text, index, is_line=True))
    if len({day_of(one.moment) for one in found}) == 1:
        yield found[0]


# How often a place was right, as log-odds; docs/metadata.md has the counts.
_TRUST = {
    "article:published_time": 3.0, "date": 2.8, "cxenseparse:recs:publishtime": 3.0, "cxenseparse:publishtime": 3.0,
    "datepublished": 2.3, "json-ld datePublished": 2.6, "json-ld dateCreated": 1.4, "json-ld uploadDate": 1.0, "address": 2.7,
    "microdata datepublished": 1.9, "rdfa datepublished": 1.9, "microdata datecreated": 0.9, "rdfa datecreated": 0.9,
    "pub_date": 0.6, "timestamp": 0.3, "created": 0.5, "last-published": 0.5,
}  # fmt: skip
_META_TRUST = 1.9
_LABEL_TRUST = {"published": 0.7, "updated": -0.6, "opening": 0.5}
AGREEMENT = 0.6  # what a second place that gives the same day adds, as a share of its own trust
MIN_TRUST = 0.5
MIN_LOCAL_TRUST = 1.0  # of a visible line that tells the page's own zone
MAX_OFFSET = timedelta(hours=14)
ANYWHERE_TRUST = 0.6
MAX_LABEL_BLOCKS = 2_000  # from the top of the page that are searched for a date of publication
MAX_STAMPS = 8  # dates in one block that are looked at
NEXT_LINES = 4  # blocks from the headline in which a line of links is about this article
FULL_TRUST_LINES = 6  # blocks below the headline in which a dateline is as likely as right under it


class Chosen(NamedTuple):
    """The moment that is believed, and all that was said of it, the believed ones first."""

    moment: Moment | None
    candidates: tuple[tuple[float, Dated], ...]


def choose_date(dated: list[Dated], headline: int | None) -> Chosen:
    """Return the day that the most trusted places agree on, as the most exact of them gives it."""
    weighed = _in_local_days([(trust_of(one, headline), one) for one in dated])
    days: dict[object, dict[str, float]] = {}
    for trust, one in weighed:
        if trust > 0:
            kinds = days.setdefault(day_of(one.moment), {})
            kind = _kind(one)
            kinds[kind] = max(trust, kinds.get(kind, 0.0))
    scores = {day: _joint(list(kinds.values())) for day, kinds in days.items()}
    if not scores or max(scores.values()) < MIN_TRUST:
        return Chosen(None, tuple(weighed))
    best = max(scores, key=scores.__getitem__)
    weighed.sort(key=lambda pair: (day_of(pair[1].moment) != best, -_exactness(pair[1].moment), -pair[0]))
    return Chosen(weighed[0][1].moment, tuple(weighed))


def _in_local_days(weighed: list[tuple[float, Dated]]) -> list[tuple[float, Dated]]:
    """Return the claims, those in universal time moved to the zone of the page where its own line shows the same moment.

    "2023-12-20T01:00Z" in the head is "8:00 PM, December 19" to the editors and readers of the page.
    """
    seen = [one for trust, one in weighed if one.block is not None and trust >= MIN_LOCAL_TRUST]
    shown = [one.moment for one in seen if not one.source.startswith("updated")]
    local = [moment for moment in shown if isinstance(moment, datetime) and moment.tzinfo is None]
    if not local:
        return weighed
    return [(trust, one._replace(moment=_in_zone_of(one.moment, local))) for trust, one in weighed]


def _in_zone_of(moment: Moment, local: list[datetime]) -> Moment:
    if not isinstance(moment, datetime) or moment.utcoffset() != timedelta(0):
        return moment
    if any(shown.replace(second=0) == moment.replace(tzinfo=None, second=0, microsecond=0) for shown in local):
        return moment  # the page itself is in universal time
    for shown in local:
        apart = shown - moment.replace(tzinfo=None, second=0, microsecond=0)
        offset = timedelta(minutes=30 * round(apart / timedelta(minutes=30)))
        if abs(apart - offset) <= timedelta(minutes=1) and timedelta(0) < abs(offset) <= MAX_OFFSET:
            return moment.astimezone(timezone(offset))
    return moment


def _joint(trusts: list[float]) -> float:
    most = max(trusts)
    return most + AGREEMENT * (sum(trusts) - most)


def _kind(one: Dated) -> str:
    """Return what kind of place this is: tags and JSON-LD of one page come from one field of its editors' system."""
    if one.block is not None:
        return "shown"
    return "address" if one.source == "address" else "stated"


def _exactness(moment: Moment) -> int:
    return isinstance(moment, datetime) + (isinstance(moment, datetime) and moment.tzinfo is not None)


def is_marked(one: Dated) -> bool:
    """Whether an element says that what it shows is a date."""
    return "named" in one.source.split() or "time" in one.source.split()


def trust_of(one: Dated, headline: int | None) -> float:
    """Return the log-odds that a place gives the date of publication."""
    if one.block is None:
        name = one.source.removeprefix("meta ")
        return _TRUST.get(name, _META_TRUST if one.source.startswith("meta ") else 0.0)
    words = one.source.split()
    if words[-1] == "anywhere":
        return ANYWHERE_TRUST
    trust = 2.0 if "time" in words else 1.2 if one.is_line else 0.2
    if "named" in words:
        trust += 0.6
    trust += _LABEL_TRUST.get(words[0], 0.0)
    distance = 0
    if headline is not None:
        distance = one.block - headline if one.block > headline else 2 * (headline - one.block)
        trust -= 0.15 * max(0, distance - FULL_TRUST_LINES)
    if "link" in words:
        trust -= 1.5 if distance > NEXT_LINES else 0.5
    return trust
