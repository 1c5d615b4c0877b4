"""JSON-LD as pages write it: broken in the usual ways, spread over several objects, of which one is the page."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from declutter.parsing.text import normalize

MAX_CHARS = 2_000_000  # of one script; longer ones are catalogues
MAX_REPAIR_CHARS = 200_000  # of a broken script that is mended
MAX_DEPTH = 40
MAX_HEADLINE_CHARS = 400
MAX_OBJECTS = 2_000

ARTICLE_TYPES = frozenset(
    "Article NewsArticle BlogPosting ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle LiveBlogPosting TechArticle ScholarlyArticle Report SocialMediaPosting DiscussionForumPosting "
    "Review Recipe MedicalWebPage CreativeWork PressRelease AdvertiserContentArticle SatiricalArticle".split()
)
PAGE_TYPES = frozenset("WebPage ItemPage AboutPage FAQPage CollectionPage ProfilePage QAPage Product".split())
_NESTED = ("mainEntityOfPage", "mainEntity", "@graph")
_REFERRING = ("author", "creator", "publisher", "image", "primaryImageOfPage", "breadcrumb")
# A string of JSON, or what is no JSON between strings: comments, a comma before a closing bracket, CDATA marks.
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|//[^\n]*|<!\[CDATA\[|\]\]>|,(?=\s*[}\]])', re.DOTALL
)  # strings come first, so that "https://…" holds no comment
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})')


def parse_json_ld(text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD script, those in arrays, @graph, mainEntity and mainEntityOfPage included.

    Nothing if it is broken beyond repair. Of an object with its page nested in it, both are given.
    """
    if len(text) > MAX_CHARS:
        return
    stack: list[tuple[Any, int]] = [(value, 0) for value in reversed(list(_load(text)))]
    count = 0
    while stack and count < MAX_OBJECTS:
        value, depth = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, list):
            stack += [(item, depth + 1) for item in reversed(value)]
        elif isinstance(value, dict):
            count += 1
            yield value
            stack += [(nested, depth + 1) for key in _NESTED if isinstance(nested := value.get(key), (dict, list))]


def _load(text: str) -> Iterator[Any]:
    """Yield the values that a script holds: one as a rule, several where systems write one after the other."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        yield json.loads(text, strict=False)
    except RecursionError:
        return
    except ValueError:
        if len(text) <= MAX_REPAIR_CHARS:
            yield from _load_mended(text)


def _load_mended(text: str) -> Iterator[Any]:
    """Yield the values of a broken script: comments, stray commas, entities for quotes, bad escapes, objects in a row."""
    if "&quot;" in text and '"' not in text:
        text = html.unescape(text)
    text = _TOKEN.sub(lambda match: _BAD_ESCAPE.sub(r"\\\\", match[0]) if match[0][0] == '"' else "", text).strip()
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value
        while at < len(text) and text[at] in ",; \t\r\n":
            at += 1


def choose_page(
    objects: list[dict[str, Any]], addresses: Iterable[str | None], titles: Iterable[str | None] = ()
) -> tuple[dict[str, Any], ...]:
    """Return the objects that are the page, with what they refer to by @id put in its place.

    Articles before pages of other kinds; where several articles are stated, those that say that they live at one of the
    page's addresses, and those that do not say where; if there are still several, those with the page's headline.
    """
    main = [item for item in objects if types_of(item) & ARTICLE_TYPES] or [
        item for item in objects if types_of(item) & PAGE_TYPES
    ]
    if len(main) > 1:
        here = {_bare(address) for address in addresses if address}
        lives = [_addresses(item) for item in main]
        if any(here & each for each in lives):
            main = [item for item, each in zip(main, lives, strict=True) if not each or here & each]
    if len(main) > 1:
        stated = [_letters(title) for title in titles if title]
        heads = [_letters(text_of(item.get("headline")) or "") for item in main]
        if any(_is_in(head, stated) for head in heads):
            main = [item for item, head in zip(main, heads, strict=True) if not head or _is_in(head, stated)]
    known = {item["@id"]: item for item in objects if isinstance(item.get("@id"), str) and len(item) > 1}
    return tuple(_with_references(item, known) for item in main)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text[:MAX_HEADLINE_CHARS].casefold()))


def _is_in(headline: str, titles: list[str]) -> bool:
    """Whether a headline begins one of the titles, or is begun by one: both may be cut off."""
    return bool(headline) and any(title.startswith(headline) or headline.startswith(title) for title in titles if title)


def _addresses(item: Mapping[str, Any]) -> set[str]:
    """Return where an object says that it lives."""
    found = set()
    for key in ("url", "@id", "mainEntityOfPage"):
        value = item.get(key)
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str) and "://" in value:
            found.add(_bare(value))
    return found


def _bare(address: str) -> str:
    """Return an address without what differs between two ways to write it."""
    bare = address.strip().split("#", 1)[0].split("?", 1)[0].partition("://")[2]
    return bare.removeprefix("www.").rstrip("/").casefold()


def _with_references(item: dict[str, Any], known: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    changed = {key: _resolved(item[key], known) for key in _REFERRING if isinstance(item.get(key), (dict, list))}
    return {**item, **changed} if known and changed else item


def _resolved(value: Any, known: Mapping[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, known) if isinstance(one, dict) else one for one in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.get("name"):
        return known.get(value["@id"], value)
    return value


def types_of(item: Mapping[str, Any]) -> set[str]:
    """Return the types of a JSON-LD object without their vocabulary's address."""
    kinds = item.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rsplit("/", 1)[-1].removeprefix("schema:") for kind in listed if isinstance(kind, str)}


def text_of(value: Any, depth: int = 0) -> str | None:
    """Return a JSON-LD value as text: a string, the name of an object, the first of a list."""
    if isinstance(value, str):
        return normalize(value if value.isascii() else _without_surrogates(value)) or None
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return text_of(value.get("name"), depth + 1) or text_of(value.get("@value"), depth + 1)
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item, depth + 1))), None)
    return None


def _without_surrogates(text: str) -> str:
    """Return the text with halves of surrogate pairs, which JSON may spell out, joined or replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
