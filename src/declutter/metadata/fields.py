"""The other fields: authors, dates, site, address, language, image, tags, licence, each from the obvious sources."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from declutter.article import Image, Metadata
from declutter.metadata.authors import find_authors
from declutter.metadata.dates import Moment
from declutter.metadata.names import BY_ALONE, MAX_NAME_CHARS, split_names
from declutter.metadata.published import MIN_TRUST, choose_date, is_marked, shown_dates, stated_changes, stated_dates, trust_of
from declutter.metadata.sources import Sources, host_of, text_of
from declutter.parsing.page import Block, Flag, Page

_SAFE_SCHEMES = ("http", "https")
MIN_TEXT_CHARS = 120  # a longer block below the headline begins the text
MAX_LABEL_CHARS = 30  # of a "Written by" that stands alone
BYLINE_REACH = 30  # blocks before and after the headline among which a byline may stand


def find_metadata(page: Page, sources: Sources, headline: int | None) -> tuple[Metadata, dict[int, str]]:
    """Return the metadata, and the blocks that are a byline or a date line and nothing else."""
    base = page.url or sources.first("og:url") or ""
    authors, byline = _authors(page, sources, headline)
    language = _language(sources)
    published, modified, dateline = _published(page, sources, headline, language)
    taken = dict.fromkeys(byline, "byline") | dict.fromkeys(dateline, "date line")
    return (
        Metadata(
            authors=authors,
            published=published,
            modified=modified,
            site_name=find_site_name(sources),
            url=_address(sources.link("canonical") or sources.first("og:url"), base) or _address(page.url, ""),
            language=language,
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


def _published(
    page: Page, sources: Sources, headline: int | None, language: str | None
) -> tuple[Moment | None, Moment | None, list[int]]:
    """Return the dates of publication and of the last change, and the blocks that show nothing but dates."""
    stated = list(stated_dates(page, sources))
    shown = list(shown_dates(page, headline, language, _region(page, sources)))
    published = choose_date([*stated, *shown], headline).moment
    modified = next((one.moment for one in stated_changes(sources)), None)
    start = headline + 1 if headline is not None else 0
    blocks = page.blocks
    text = next((at for at in range(start, len(blocks)) if _is_text(blocks[at])), len(blocks))
    lines = [
        one.block
        for one in shown
        if one.block is not None
        and one.is_line
        and trust_of(one, headline) >= MIN_TRUST
        and (one.block < text or is_marked(one))  # after the text's beginning a bare date may be a part of it
    ]
    return published, modified, lines


def _is_text(block: Block) -> bool:
    return len(block.text) >= MIN_TEXT_CHARS and 2 * block.link_chars <= len(block.text) and not block.flags & Flag.CAPTION


def _region(page: Page, sources: Sources) -> str:
    """Return the region of the page's language in lower case, or that of its address; "" if neither says any."""
    declared = (sources.head.language or sources.first("og:locale") or "").replace("_", "-").lower().split("-")
    if len(declared) > 1 and len(declared[-1]) == 2:
        return declared[-1]
    top = host_of(page.url).rsplit(".", 1)[-1]
    return {"uk": "gb"}.get(top, top) if len(top) == 2 and top not in ("io", "co", "tv", "me", "ai") else ""


def _authors(page: Page, sources: Sources, headline: int | None) -> tuple[tuple[str, ...], list[int]]:
    """Return the authors' names, and the blocks that are their byline and nothing else."""
    found = find_authors(page, sources, headline, find_site_name(sources))
    names = found.names
    folded = {name.casefold() for name in names}
    near = (
        range(max(headline - BYLINE_REACH, 0), min(headline + BYLINE_REACH, len(page.blocks))) if headline is not None else ()
    )
    shown = {one.block for _, one in found.candidates if one.block is not None and set(one.names) & set(names)}
    lines = [
        index
        for index in near
        if folded and len(text := page.blocks[index].text) <= MAX_NAME_CHARS and (index in shown or _is_byline(text, folded))
    ]
    return names, lines


def _is_byline(text: str, names: set[str]) -> bool:
    """Whether a block is a "By", or authors' names with or without one, and nothing else."""
    if len(text) <= MAX_LABEL_CHARS and BY_ALONE.fullmatch(text):
        return True
    said = text.casefold()
    if not any(name in said for name in names):
        return False
    found = split_names(text)
    return bool(found) and all(name.casefold() in names for name in found)


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
