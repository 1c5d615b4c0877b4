"""The other fields: authors, dates, site, address, language, image, tags, licence, each from the obvious sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urljoin, urlsplit

from declutter.article import Image, Metadata
from declutter.metadata.sources import Sources, text_of
from declutter.parsing.page import Page

_ISO = re.compile(
    r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_SAFE_SCHEMES = ("http", "https")
MAX_AUTHORS = 50
BYLINE_REACH = 30  # blocks before and after the headline among which a byline may stand
MAX_DATE_LINES = 2  # <time> elements from the top of the page that may be the article's
MAX_DATE_CHARS = 60  # a longer block with a date in it says more than the date
MAX_NAME_CHARS = 80  # longer author names are sentences
_AUTHOR_SPLIT = re.compile(r"\s*(?:,|;|\||/|&|•|\s(?:and|und|et|y|e|и|and)\s)\s*")
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af|przez|от|текст|autor(?:in|en|a)?|author)\b\s*:?\s+", re.IGNORECASE)
_LABELS = re.compile(r"^(?:by|von|par|por|di|door|autor(?:in|en|a)?|author)\s*:?$", re.IGNORECASE)


def find_metadata(page: Page, sources: Sources, headline: int | None) -> tuple[Metadata, dict[int, str]]:
    """Return the metadata, and the blocks that are a byline or a date line and nothing else."""
    base = page.url or sources.first("og:url") or ""
    authors, byline = _authors(page, sources, headline)
    published, dateline = _published(page, sources)
    taken = dict.fromkeys(byline, "byline") | dict.fromkeys(dateline, "date line")
    return (
        Metadata(
            authors=authors,
            published=published,
            modified=_first_date(
                [*(item.get("dateModified") for item in sources.json_ld)],
                sources.all("article:modified_time", "og:updated_time", "last-modified", "dcterms.modified"),
            ),
            site_name=find_site_name(sources),
            url=_address(sources.link("canonical") or sources.first("og:url"), base) or _address(page.url, ""),
            language=_language(sources),
            description=sources.first("og:description", "description", "twitter:description", "dc.description"),
            image=_image(sources, base),
            tags=_tags(sources),
            license=_address(sources.link("license"), base),
        ),
        taken,
    )


def find_site_name(sources: Sources) -> str | None:
    """Return the name of the site, as it gives it."""
    publisher = next((text for item in sources.json_ld if (text := text_of(item.get("publisher")))), None)
    return sources.first("og:site_name", "application-name", "apple-mobile-web-app-title") or publisher


def parse_date(text: str) -> datetime | date | None:
    """Return an ISO 8601 date or datetime, with its zone if it has one, None if the text is not one.

    >>> parse_date("2024-03-05T08:30:00Z").isoformat(), parse_date("2024-03-05").isoformat()
    ('2024-03-05T08:30:00+00:00', '2024-03-05')
    """
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        return datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0),
            int((fraction or "0").ljust(6, "0")), _zone(zone),
        )  # fmt: skip
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _first_date(*candidates: Iterable[Any]) -> datetime | date | None:
    return next(
        (moment for group in candidates for value in group if isinstance(value, str) and (moment := parse_date(value))),
        None,
    )


def _published(page: Page, sources: Sources) -> tuple[datetime | date | None, list[int]]:
    """Return the date of publication, and the block that shows nothing but it."""
    stamps = [stamp for stamp, _ in page.times]
    moment = _first_date(
        [item.get("datePublished") for item in sources.json_ld],
        sources.all("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created",
                    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "citation_publication_date",
                    "citation_date", "publish-date", "publication_date", "article.published"),
        stamps[:1],
        [item.get("dateCreated") or item.get("uploadDate") for item in sources.json_ld],
        stamps,
    )  # fmt: skip
    lines = [
        index
        for _, index in page.times[:MAX_DATE_LINES]
        if index < len(page.blocks) and len(text := page.blocks[index].text) <= MAX_DATE_CHARS and any(map(str.isdigit, text))
    ]
    return moment, lines


def _authors(page: Page, sources: Sources, headline: int | None) -> tuple[tuple[str, ...], list[int]]:
    """Return the authors' names, and the blocks that are their byline."""
    named: list[str] = []
    for item in sources.json_ld:
        value = item.get("author") or item.get("creator")
        for one in value if isinstance(value, list) else [value]:
            if (name := text_of(one)) and not _is_address(name):
                named += [name]
        if named:
            break
    if not named:
        named = [
            part
            for text in sources.all(
                "author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "citation_author"
            )
            if not _is_address(text)
            for part in _AUTHOR_SPLIT.split(_BY.sub("", text))
        ]
    names = dict.fromkeys(
        clean for name in named[:MAX_AUTHORS] if (clean := _BY.sub("", name).strip()) and len(clean) <= MAX_NAME_CHARS
    )
    folded = {name.casefold() for name in names}
    near = (
        range(max(headline - BYLINE_REACH, 0), min(headline + BYLINE_REACH, len(page.blocks))) if headline is not None else ()
    )
    byline = [
        index
        for index in near
        if folded and len(text := page.blocks[index].text) <= MAX_NAME_CHARS and _is_byline(text, folded)
    ]
    return tuple(names), byline


def _is_byline(text: str, names: set[str]) -> bool:
    """Whether a block is a "By", or authors' names with or without one, and nothing else."""
    if _LABELS.match(text):
        return True
    rest = _BY.sub("", text).casefold().strip(" ,.|")
    return rest in names or all(part in names for part in _AUTHOR_SPLIT.split(rest))


def _is_address(text: str) -> bool:
    return "://" in text or text.startswith("www.")


def _address(href: str | None, base: str) -> str | None:
    """Return an absolute http(s) address, or None."""
    if not href or not href.strip():
        return None
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in _SAFE_SCHEMES and parts.netloc else None


def _language(sources: Sources) -> str | None:
    declared = sources.head.language or sources.first("content-language", "og:locale", "language", "dc.language")
    primary = (declared or "").replace("_", "-").split("-")[0].strip().lower()
    return primary if 2 <= len(primary) <= 3 and primary.isalpha() else None


def _image(sources: Sources, base: str) -> Image | None:
    url = _address(
        sources.first("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"), base
    )
    for item in sources.json_ld if url is None else ():
        value = item.get("image")
        first = value[0] if isinstance(value, list) and value else value
        address = first.get("url") if isinstance(first, dict) else first
        if isinstance(address, str) and (url := _address(address, base)):
            break
    return Image(url) if url else None


def _tags(sources: Sources) -> tuple[str, ...]:
    tags = list(sources.all("article:tag"))
    if not tags:
        value = next((item["keywords"] for item in sources.json_ld if item.get("keywords")), None)
        value = value or sources.first("news_keywords", "keywords", "parsely-tags", "sailthru.tags") or ""
        listed = value if isinstance(value, list) else str(value).split(",")
        tags = [text for part in listed if (text := text_of(part))]
    return tuple(dict.fromkeys(tags))
