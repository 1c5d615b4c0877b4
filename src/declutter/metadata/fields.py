"""The metadata: every field from the places that give it, with the one that is believed and why."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from declutter.article import Evidence, Metadata
from declutter.metadata.about import (
    Named,
    address,
    alternates_of,
    comment_claims,
    crumbs_of,
    image_claims,
    kicker_of,
    linked_tags,
    paywall_claims,
    read_names,
    with_caption,
)
from declutter.metadata.authors import Authors, find_authors
from declutter.metadata.bywords import is_by_alone
from declutter.metadata.claims import LATER, SAME, Claim, evidence_of, first_of, metas, stated
from declutter.metadata.dates import Moment, day_of
from declutter.metadata.headings import title_evidence
from declutter.metadata.language import agree, declared_language, direction_of, written_language
from declutter.metadata.marked import marked_claims
from declutter.metadata.names import MAX_NAME_CHARS, split_names
from declutter.metadata.published import (
    MIN_TRUST,
    PUBLISHED_NAMES,
    Chosen,
    choose_date,
    is_marked,
    labelled_dates,
    marked_dates,
    shown_dates,
    stated_changes,
    stated_dates,
    trust_of,
)
from declutter.metadata.sources import Sources, host_of, text_of
from declutter.metadata.title import Title
from declutter.parsing.page import Block, Flag, Page
from declutter.parsing.text import latin_length

MIN_TEXT_CHARS = 120  # a longer block below the headline begins the text
BYLINE_REACH = 30  # blocks before and after the headline among which a byline may stand
MAX_SITE_WORDS = 6
MAX_STAMP_LETTERS = 40  # a longer block with a date in it that ends like a sentence is one
_SENTENCE = re.compile(r"[.!?…]$|[。！？，；।۔]")
_STATED_DATES = frozenset(PUBLISHED_NAMES)
MAX_TAGS, MAX_TAG_CHARS = 100, 120
_SITE_MARK = re.compile(r"\s*(?:[|–—·•»›]|\s-|::)\s*")


def find_metadata(
    page: Page, sources: Sources, headline: int | None, title: str | None = None
) -> tuple[Metadata, dict[int, str]]:
    """Return the metadata, and the blocks that are a byline or a date line and nothing else."""
    base = _base(page, sources)
    evidence: dict[str, Evidence] = {}

    def note(name: str, found: tuple[str | None, Evidence | None]) -> str | None:
        if found[1] is not None:
            evidence[name] = found[1]
        return found[0]

    site_name = note("site_name", first_of([*_site_claims(sources), *_site_in_title(sources, title)]))
    language = declared = declared_language(sources)
    written = written_language(page, headline)
    if declared is not None:
        evidence["language"] = Evidence("declared", declared)
    if written is not None and (declared is None or not agree(declared, written)):
        language = written
        losers = [(Claim("declared", declared), "the text is in another language")] if declared else []
        evidence["language"] = evidence_of(Claim("text", written), losers)
    marked = [] if sources.json_ld or not _STATED_DATES.isdisjoint(sources.contents) else list(marked_claims(page))
    authors = find_authors(page, sources, headline, site_name, marked)
    byline = _byline_blocks(page, headline, authors)
    published, changes, dateline = _dates(page, sources, headline, declared, marked)
    if told := title_evidence(page, sources, Title(title, headline)):
        evidence["title"] = told
    _note_people(evidence, authors)
    _note_dates(evidence, published, changes)
    url = note("url", first_of(_addresses(page, sources, base)))
    images = list(image_claims(sources, base))
    if images:
        won = images[0][1].url
        lost = ((claim, SAME if one.url == won else LATER) for claim, one in images[1:])
        evidence["image"] = evidence_of(images[0][0], lost)
    named = read_names(page)
    walls = list(paywall_claims(page, sources, headline, named))
    if walls:
        evidence["paywalled"] = evidence_of(
            walls[0][0], ((claim, SAME if said == walls[0][1] else LATER) for claim, said in walls[1:])
        )
    comments = note("comment_count", first_of(comment_claims(page, sources, named)))
    metadata = Metadata(
        authors=authors.names,
        organizations=authors.organizations,
        published=published.moment,
        modified=changes[0][1] if changes else None,
        site_name=site_name,
        publisher=note("publisher", first_of([*stated(sources, "publisher"), *metas(sources, "dc.publisher", "publisher")])),
        url=url,
        language=language,
        declared_language=declared,
        direction=direction_of(page, language),
        description=note(
            "description",
            first_of(
                [
                    *metas(sources, "og:description", "description", "twitter:description", "dc.description"),
                    *stated(sources, "description"),
                ]
            ),
        ),
        kicker=kicker_of(page, headline, title),
        section=note(
            "section",
            first_of(
                [
                    *metas(sources, "article:section", "parsely-section", "og:article:section", "section"),
                    *stated(sources, "articleSection"),
                ]
            ),
        ),
        breadcrumbs=crumbs_of(page, sources, headline, named),
        image=with_caption(images[0][1], page, headline) if images else None,
        tags=_tags(page, sources, named, evidence),
        license=note("license", first_of(_licences(sources, base))),
        paywalled=walls[0][1] if walls else None,
        comment_count=int(comments) if comments else None,
        next_page=address(sources.link("next"), base),
        previous_page=address(sources.link("prev") or sources.link("previous"), base),
        amp_url=address(sources.link("amphtml"), base),
        alternates=alternates_of(sources, base),
        evidence=evidence,
    )
    return metadata, dict.fromkeys(byline, "byline") | dict.fromkeys(dateline, "date line")


def find_site_name(sources: Sources) -> str | None:
    """Return the name of the site, as it gives it."""
    return next((claim.value for claim in _site_claims(sources)), None)


def _site_claims(sources: Sources) -> list[Claim]:
    return [
        *metas(sources, "og:site_name", "application-name", "apple-mobile-web-app-title"),
        *list(stated(sources, "publisher"))[:1],
    ]


def _site_in_title(sources: Sources, title: str | None) -> list[Claim]:
    """Return what the head's title holds beside the headline, if that is short: the site's name."""
    whole = " ".join((sources.head.title or "").split())
    if not title or len(whole) <= len(title) or not whole.casefold().startswith(title.casefold()):
        return []
    parts = [part for part in _SITE_MARK.split(whole[len(title) :]) if part]
    mark = _SITE_MARK.match(whole, len(title))
    if not parts or mark is None or len(parts[-1].split()) > MAX_SITE_WORDS:
        return []
    return [Claim("title", parts[-1])]


def _base(page: Page, sources: Sources) -> str:
    """Return the address that relative ones are read against."""
    base = page.url or sources.first("og:url") or ""
    try:
        return urljoin(base, page.head.base) if page.head.base else base
    except ValueError:
        return base


def _addresses(page: Page, sources: Sources, base: str) -> list[Claim]:
    said = (
        ("link canonical", sources.link("canonical")), ("meta og:url", sources.first("og:url")), ("address", page.url),
    )  # fmt: skip
    return [Claim(source, url) for source, href in said if (url := address(href, base))]


def _licences(sources: Sources, base: str) -> list[Claim]:
    said = [("link license", sources.link("license"))]
    said += [("json-ld license", value) for item in sources.json_ld if isinstance(value := item.get("license"), str)]
    said += [(claim.source, claim.value) for claim in metas(sources, "dc.rights", "dcterms.license", "dc.rights.license")]
    return [Claim(source, url) for source, href in said if href and "/" in href and (url := address(href, base))]


def _dates(
    page: Page, sources: Sources, headline: int | None, language: str | None, marked: list[Claim]
) -> tuple[Chosen, list[tuple[Claim, Moment]], list[int]]:
    """Return the choice of publication, the dates of changes, and the blocks that show nothing but dates."""
    said = [*stated_dates(page, sources), *marked_dates(marked)]
    shown = list(shown_dates(page, headline, language, _region(page, sources)))
    published = choose_date([*said, *shown], headline)
    if published.moment is None:
        shown += labelled_dates(page, headline, language, _region(page, sources))
        published = choose_date([*said, *shown], headline)
    changes = [(Claim(one.source, one.raw), one.moment) for one in stated_changes(sources)]
    start = headline + 1 if headline is not None else 0
    blocks = page.blocks
    text = next((at for at in range(start, len(blocks)) if _is_text(blocks[at])), len(blocks))
    lines = [
        one.block
        for one in shown
        if one.block is not None
        and one.is_line
        and not _is_prose(page.blocks[one.block].text)
        and trust_of(one, headline) >= MIN_TRUST
        and (one.block < text or is_marked(one))  # after the text's beginning a bare date may be a part of it
    ]
    return published, changes, lines


def _is_prose(text: str) -> bool:
    """Whether a short text with a date in it reads like a sentence, which stays in the body."""
    return latin_length(text) > MAX_STAMP_LETTERS and bool(_SENTENCE.search(text))


def _note_dates(evidence: dict[str, Evidence], published: Chosen, changes: list[tuple[Claim, Moment]]) -> None:
    if published.moment is not None:
        (most, won), *rest = published.candidates
        day = day_of(won.moment)
        lost = (
            (Claim(one.source, one.raw), SAME if day_of(one.moment) == day else f"another day: {_less(trust, most)}")
            for trust, one in rest
        )
        evidence["published"] = evidence_of(Claim(won.source, won.raw), lost)
    if changes:
        evidence["modified"] = evidence_of(changes[0][0], ((claim, LATER) for claim, _ in changes[1:]))


def _note_people(evidence: dict[str, Evidence], authors: Authors) -> None:
    if authors.names:
        (most, won), *rest = authors.candidates
        names = set(won.names)
        lost = ((Claim(one.source, one.raw), SAME if set(one.names) == names else _less(trust, most)) for trust, one in rest)
        evidence["authors"] = evidence_of(Claim(won.source, won.raw), lost)


def _less(trust: float, most: float) -> str:
    return f"trust {trust:.1f} against {most:.1f}"


def _is_text(block: Block) -> bool:
    return len(block.text) >= MIN_TEXT_CHARS and 2 * block.link_chars <= len(block.text) and not block.flags & Flag.CAPTION


def _region(page: Page, sources: Sources) -> str:
    """Return the region of the page's language in lower case, or that of its address; "" if neither says any."""
    declared = (sources.head.language or sources.first("og:locale") or "").replace("_", "-").lower().split("-")
    if len(declared) > 1 and len(declared[-1]) == 2:
        return declared[-1]
    top = host_of(page.url).rsplit(".", 1)[-1]
    return {"uk": "gb"}.get(top, top) if len(top) == 2 and top not in ("io", "co", "tv", "me", "ai") else ""


def _byline_blocks(page: Page, headline: int | None, found: Authors) -> list[int]:
    """Return the blocks that are the authors' byline and nothing else."""
    names = found.names
    if not names or headline is None:
        return []
    folded = {name.casefold() for name in names}
    shown = {one.block for _, one in found.candidates if one.block is not None and set(one.names) & set(names)}
    start = max(headline - BYLINE_REACH, 0)
    return [
        index
        for index, block in enumerate(page.blocks[start : headline + BYLINE_REACH], start)
        if len(text := block.text) <= MAX_NAME_CHARS and (index in shown or _is_byline(text, folded))
    ]


def _is_byline(text: str, names: set[str]) -> bool:
    """Whether a block is a "By", or authors' names with or without one, and nothing else."""
    if is_by_alone(text):
        return True
    said = text.casefold()
    if not any(name in said for name in names):
        return False
    found = split_names(text)
    return bool(found) and all(name.casefold() in names for name in found)


def _tags(page: Page, sources: Sources, named: Named, evidence: dict[str, Evidence]) -> tuple[str, ...]:
    source, tags = "meta article:tag", list(sources.all("article:tag"))
    if len(tags) == 1:  # many systems write all of them into one
        tags = [part.strip() for part in tags[0].split(",") if part.strip()]
    if not tags:
        stated_words = next((item["keywords"] for item in sources.json_ld if item.get("keywords")), None)
        claim = next(metas(sources, "news_keywords", "keywords", "parsely-tags", "sailthru.tags"), None)
        source = "json-ld keywords" if stated_words else claim.source if claim else ""
        value = stated_words or (claim.value if claim else "")
        parts = str(value).split("," if "," in str(value) else ";")
        listed = value if isinstance(value, list) else [value] if isinstance(value, dict) else parts
        tags = [text for part in listed if (text := text_of(part))]
    if not tags:
        source, tags = "links", linked_tags(page, named)
    kept = tuple(dict.fromkeys(tag for tag in tags if len(tag) <= MAX_TAG_CHARS))[:MAX_TAGS]
    if kept:
        evidence["tags"] = Evidence(source, ", ".join(kept)[:200])
    return kept
