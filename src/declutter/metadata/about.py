"""What else a page says of itself: where it stands on its site, what it costs, its picture, its other forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from declutter.article import Alternate, Image
from declutter.metadata.claims import Claim, metas
from declutter.metadata.jsonld import MAX_OBJECTS, text_of, types_of
from declutter.metadata.places import is_named_near
from declutter.metadata.sources import Sources
from declutter.metadata.title import names_kicker
from declutter.parsing.classes import BITS_OF_WORDS, COMMENT
from declutter.parsing.page import Flag, Page

_SAFE_SCHEMES = ("http", "https")
_IS_ABSOLUTE = re.compile(r"https?://[^/\s]")
_PLAIN = re.compile(r"https?://[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+(?:/[!-~]*)?")  # nearly all: in no need of being parsed
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
MAX_ADDRESS_CHARS = 2_000  # browsers' own limit of old; longer ones are data
MAX_CRUMBS, MAX_CRUMB_CHARS = 12, 80
MAX_ALTERNATES = 200
MAX_TAGS = 100
KICKER_REACH = 3  # blocks above the headline
MAX_KICKER_CHARS = 60
MAX_PICTURES = 12
MAX_CAPTION_CHARS = 600
_CRUMB_MARK = re.compile(r"\s*[›»>/→·|]+\s*")
_WALL_WORDS = ("paywall", "pay-wall", "piano-offer", "subscriber-only", "meterwall", "regwall")
_TAG_WORDS = re.compile(
    r"(?:^|[^a-z])(?:tags|tag-?list|tag-?links|keywords|schlagworte|etiquetas|mots-?cles)(?:$|[^a-z])", re.IGNORECASE
)
_COUNT = re.compile(r"\(?(\d{1,3}(?:[.,  ]\d{3})+|\d{1,6})\)?(?:\s[^\W\d]{3,20})?|[^\W\d]{3,20}:?\s\(?(\d{1,6})\)?")
_CREDIT = re.compile(
    r"(?:\b(?:photo(?:graph)?|foto|image|bild|credit|crédit|copyright)\b\s*(?:by\b|von\b|[:：])|©|\(c\))\s*[:：]?\s*(.{2,80})",
    re.IGNORECASE,
)
_PAID = frozenset(("locked", "metered", "paid", "premium", "subscriber", "subscription"))


def address(href: str | None, base: str) -> str | None:
    """Return an absolute http(s) address without white space and control characters, or None."""
    if not href or len(href) > MAX_ADDRESS_CHARS:
        return None
    href = href.strip()
    if _PLAIN.fullmatch(href):
        return href
    try:
        url = href if _IS_ABSOLUTE.match(href) else urljoin(base, href)  # urljoin takes longer than all the rest
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in _SAFE_SCHEMES and host and not _CONTROLS.search(url) else None


def kicker_of(page: Page, headline: int | None, title: str | None) -> str | None:
    """Return the words above the headline that say what it is about, where an element is named as such."""
    if headline is None:
        return None
    blocks = page.blocks
    shown = blocks[headline].text
    if title and len(shown) > len(title) and shown.casefold().endswith(title.casefold()):
        cut = shown[: len(shown) - len(title)].strip(" \n:|–—-·•")
        if 0 < len(cut) <= MAX_KICKER_CHARS:
            return cut
    for index in range(headline - 1, max(headline - 1 - KICKER_REACH, -1), -1):
        text = blocks[index].text
        is_shown = len(text) <= MAX_KICKER_CHARS and not blocks[index].flags & (Flag.NAV | Flag.HIDDEN)
        if is_shown and is_named_near(page, blocks[index].element, 1, names_kicker):
            return text
    return None


class Named(NamedTuple):
    """The class and id words of all elements, to be searched at once: most pages hold none that a field asks for."""

    rows: list[str]
    unlike: list[str]  # each once
    joined: str  # these in lower case, a line each

    def having(self, *words: str) -> list[int]:
        """Return the rows whose class and id hold one of these strings, in any case."""
        wanted = [word for word in words if word in self.joined]
        if not wanted:
            return []
        lines = self.joined.split("\n")
        names = {self.unlike[at] for word in wanted for at, line in enumerate(lines) if word in line}
        return [row for row, name in enumerate(self.rows) if name in names]


def read_names(page: Page) -> Named:
    """Return the class and id words of the page's elements."""
    unlike = list(dict.fromkeys(page.elements.names))
    joined = "\n".join(unlike)
    if joined.count("\n") >= len(unlike):  # line breaks in class attributes
        joined = "\n".join(name.replace("\n", " ") for name in unlike)
    return Named(page.elements.names, unlike, joined.lower())


def crumbs_of(page: Page, sources: Sources, headline: int | None, named: Named) -> tuple[str, ...]:
    """Return the way from the site's entry to the page, as JSON-LD or the page's breadcrumbs say it."""
    listed = [item for item in sources.objects if "BreadcrumbList" in types_of(item)]
    nested = [value for item in sources.json_ld if isinstance(value := item.get("breadcrumb"), dict)]
    for item in (*nested, *listed):
        if names := _listed_crumbs(item.get("itemListElement")):
            return names
    elements = page.elements
    for row in named.having("crumb"):
        first, end = elements.first_block[row], elements.end_block[row]
        if headline is not None and first > headline:
            return ()
        texts = [block.text for block in page.blocks[first : min(end, first + MAX_CRUMBS)]]
        parts = [part for text in texts for part in _CRUMB_MARK.split(text) if part]
        if 1 < len(parts) <= MAX_CRUMBS and all(len(part) <= MAX_CRUMB_CHARS for part in parts):
            return tuple(parts)
    return ()


def _listed_crumbs(value: Any) -> tuple[str, ...]:
    found = []
    for at, one in enumerate(value[:MAX_CRUMBS] if isinstance(value, list) else ()):
        if isinstance(one, dict) and (name := text_of(one) or text_of(one.get("item"))):
            position = one.get("position")
            place = int(position) if isinstance(position, int) or (isinstance(position, str) and position.isdecimal()) else at
            found.append((place, name))
    return tuple(name for _, name in sorted(found, key=lambda pair: pair[0]))


def linked_tags(page: Page, named: Named) -> list[str]:
    """Return the texts of the links in the elements that are named as tags, those of the first that has any."""
    rows = named.having("tag", "keyword", "schlagwort", "etiqueta", "mots")
    for row in [row for row in rows if _TAG_WORDS.search(named.rows[row])][:MAX_PICTURES]:
        node = page.elements.node[row]
        links = node.css("a")[:MAX_TAGS] if not page.elements.flags[row] & (Flag.NAV | Flag.ASIDE | Flag.FOOTER) else []
        texts = [" ".join(link.text().split()).lstrip("#") for link in links]
        if tags := [text for text in texts if 0 < len(text) <= MAX_CRUMB_CHARS]:
            return tags
    return []


def paywall_claims(page: Page, sources: Sources, headline: int | None, named: Named) -> Iterator[tuple[Claim, bool]]:
    """Yield what says that the text is, or is not, for those alone who pay."""
    for item in sources.json_ld:
        if (free := _truth(item.get("isAccessibleForFree"))) is not None:
            yield Claim("json-ld isAccessibleForFree", str(item["isAccessibleForFree"])), not free
        parts = item.get("hasPart")
        for part in parts if isinstance(parts, list) else [parts]:
            if isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False:
                yield Claim("json-ld hasPart", str(part.get("cssSelector", ""))), True
    for claim in metas(sources, "article:content_tier", "content_tier", "article:opinion_tier", "cxenseparse:paywall"):
        value = claim.value.casefold()
        if value in _PAID or value == "free":
            yield claim, value != "free"
    elements = page.elements
    for row in named.having(*_WALL_WORDS):
        first, end = elements.first_block[row], elements.end_block[row]
        is_below = first < end and (headline is None or first > headline)
        if is_below and not elements.flags[row] & (Flag.HIDDEN | Flag.ASIDE):
            yield Claim("element", elements.names[row]), True
            return


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = value.rsplit("/", 1)[-1].casefold() if isinstance(value, str) else ""
    return {"true": True, "false": False, "yes": True, "no": False}.get(word)


def comment_claims(page: Page, sources: Sources, named: Named) -> Iterator[Claim]:
    """Yield how many comments the page says it has."""
    for item in sources.json_ld:
        if (count := _whole(item.get("commentCount"))) is not None:
            yield Claim("json-ld commentCount", str(count))
        counters = item.get("interactionStatistic")
        listed = counters if isinstance(counters, list) else [counters]
        for one in [one for one in listed if isinstance(one, dict)]:
            is_comments = "Comment" in str(one.get("interactionType"))[:MAX_ADDRESS_CHARS]
            if is_comments and (count := _whole(one.get("userInteractionCount"))) is not None:
                yield Claim("json-ld interactionStatistic", str(count))
    elements = page.elements
    seen = set()
    for row in named.having("comment", "kommentar", "comentario", "disqus"):
        first = elements.first_block[row]
        if BITS_OF_WORDS[elements.names[row]] & COMMENT and first < elements.end_block[row] and first not in seen:
            seen.add(first)
            text = page.blocks[first].text
            if len(text) <= MAX_KICKER_CHARS and (match := _COUNT.fullmatch(text)):
                yield Claim("line in comments", re.sub(r"\D", "", match[1] or match[2]))


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) <= 9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


def image_claims(sources: Sources, base: str) -> Iterator[tuple[Claim, Image]]:
    """Yield the pictures that stand for the page, with size, caption and credit where these are stated."""
    pictures = _stated_pictures(sources)
    known = {url: item for item in pictures if isinstance(item, dict) and (url := address(_url_of(item), base))}
    for claim in metas(
        sources, "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "image",
        "thumbnail", "parsely-image-url", "sailthru.image.full",
    ):  # fmt: skip
        if url := address(claim.value, base):
            is_og = claim.source.startswith("meta og:")
            width, height = (_whole(sources.first(f"og:image:{side}") if is_og else None) for side in ("width", "height"))
            yield claim, _with_details(Image(url, width, height), known.get(url, {}))
    for item in pictures:
        url_said = item if isinstance(item, str) else _url_of(item)
        if url_said and (url := address(url_said, base)):
            yield Claim("json-ld image", url_said), _with_details(Image(url), item if isinstance(item, dict) else {})
    for link in sources.relations.get("image_src", ()):
        if url := address(link.get("href"), base):
            yield Claim("link image_src", url), Image(url)


def _stated_pictures(sources: Sources) -> list[Any]:
    found: list[Any] = []
    for item in sources.json_ld:
        for key in ("image", "primaryImageOfPage", "thumbnailUrl"):
            value = item.get(key)
            found += value[:MAX_PICTURES] if isinstance(value, list) else [value] if isinstance(value, (str, dict)) else []
    return [one for one in found if isinstance(one, (str, dict))][:MAX_PICTURES]


def _url_of(item: Mapping[str, Any]) -> str | None:
    url = item.get("url") or item.get("contentUrl") or item.get("@id")
    return url if isinstance(url, str) else None


def _with_details(image: Image, item: Mapping[str, Any]) -> Image:
    if not item:
        return image
    return Image(
        image.url,
        image.width if image.width is not None else _size_of(item.get("width")),
        image.height if image.height is not None else _size_of(item.get("height")),
        text_of(item.get("caption")),
        text_of(item.get("creditText")) or text_of(item.get("creator")) or text_of(item.get("copyrightHolder")),
    )


def _size_of(value: Any) -> int | None:
    value = value.get("value") if isinstance(value, dict) else value
    return _whole(value.removesuffix("px").strip() if isinstance(value, str) else value)


def with_caption(image: Image, page: Page, headline: int | None) -> Image:
    """Return the picture with the caption that the page shows under it, if it shows both."""
    wanted = _file_of(image.url)
    if image.caption or not wanted:
        return image
    start = headline or 0
    near = [one for one in page.media if one.node.tag == "img" and one.before >= start][:MAX_PICTURES]
    for medium in near:
        attributes = medium.node.attributes
        if wanted not in (_file_of(attributes.get("src") or ""), _file_of(attributes.get("data-src") or "")):
            continue
        if medium.before < len(page.blocks) and page.blocks[medium.before].flags & Flag.CAPTION:
            text = page.blocks[medium.before].text[:MAX_CAPTION_CHARS]
            credit = _CREDIT.search(text) if image.credit is None else None
            return Image(image.url, image.width, image.height, text, credit[1].strip(" .)") if credit else image.credit)
    return image


def _file_of(url: str) -> str:
    """Return the last part of an address's path: one picture has many addresses."""
    return url.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]


def alternates_of(sources: Sources, base: str) -> tuple[Alternate, ...]:
    """Return the page in other languages, as <link hreflang> names them."""
    found: dict[str, Alternate] = {}
    for link in sources.relations.get("alternate", ())[:MAX_OBJECTS]:
        language = (link.get("hreflang") or "").strip()
        if language and len(language) <= 35 and (url := address(link.get("href"), base)):
            found.setdefault(language.casefold(), Alternate(language, url))
    return tuple(found.values())[:MAX_ALTERNATES]
