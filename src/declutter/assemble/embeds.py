"""Posts of other sites that stand in a text, as their own markup and its scripts have them: where they lead, and to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from declutter.assemble.links import LinkBase
from declutter.assemble.providers import provider_of
from declutter.body import Embed
from declutter.parsing.page import Elements, Flag, Page

if TYPE_CHECKING:
    from declutter.parsing.tree import Node

# Classes that the sites' own embedding code has, and those that WordPress, Discourse and this library set.
_PROVIDERS: dict[str, str | None] = {
    "twitter-tweet": "X", "twitter-video": "X", "instagram-media": "Instagram", "tiktok-embed": "TikTok",
    "reddit-embed-bq": "Reddit", "reddit-card": "Reddit", "bluesky-embed": "Bluesky", "mastodon-embed": "Mastodon",
    "fb-post": "Facebook", "fb-video": "Facebook", "text-post-media": "Threads", "imgur-embed-pub": "Imgur",
    "wp-embedded-content": None, "onebox": None, "embed": None,
}  # fmt: skip
EMBED_HINTS = (
    "twitter-", "instagram-media", "tiktok-embed", "reddit-", "bluesky-embed", "mastodon-embed", "fb-post", "fb-video",
    "text-post-media", "imgur-embed", "wp-embedded", "onebox", "\nembed",
)  # fmt: skip
_OWN = "embed"  # what Article.to_html() writes
_TAGS = frozenset(("blockquote", "div", "aside", "p"))
_ADDRESSES = (
    "data-instgrm-permalink", "data-text-post-permalink", "data-onebox-src", "data-embed-url", "data-href", "cite",
    "data-bluesky-uri",
)  # fmt: skip
_AT_URI = re.compile(r"at://([\w:.-]+)/app\.bsky\.feed\.post/(\w+)\Z")
_POST_PATH = re.compile(r"/(?:status|comments|posts?|p|reel|videos?|watch)/")
_TRACKING = re.compile(r"[?&](?:ref_\w+|utm_\w+|igsh?(?:id)?|refer)=[^&#]*")
_UNSEEN = Flag.NAV | Flag.FOOTER | Flag.HIDDEN | Flag.FORM


def find_embeds(page: Page, links: LinkBase) -> dict[int, Embed]:
    """Return the elements that are posts of other sites, by their row, each as an embed without its text."""
    elements = page.elements
    found: dict[int, Embed] = {}
    for row, names in enumerate(elements.names):
        if names and elements.tag[row] in _TAGS:
            name = next((name for name in names.split() if name in _PROVIDERS), None)
            if name is not None and not elements.flags[row] & _UNSEEN and (url := _address(elements.node[row], name, links)):
                found[row] = Embed(url, provider_of(url) or _PROVIDERS[name])
    return {row: embed for row, embed in found.items() if not any(above in found for above in _above(elements, row))}


def said_in_embed(elements: Elements, row: int, texts: Sequence[str], embed: Embed) -> str:
    """Return what a post says, its texts a line each, without the link to it that this library's own HTML has."""
    own = _OWN in elements.names[row].split()
    if own and texts and texts[-1] in (embed.provider, embed.url):
        texts = texts[:-1]
    return "\n".join(texts)


def _above(elements: Elements, row: int) -> Sequence[int]:
    return list(elements.ancestors(row))[1:]


def _address(node: Node, name: str, links: LinkBase) -> str | None:
    """Return the address of a post: as its element says it, or the last link in it, which is that of the time."""
    attributes = node.attributes
    if name == _OWN:
        inside = node.css("a[href]")
        alone = node.tag == "blockquote" or (len(inside) == 1 and inside[0].text().strip() == node.text().strip())
        return links.web(inside[-1].attributes.get("href") or "") if inside and alone else None
    for key in _ADDRESSES:
        if address := attributes.get(key):
            if post := _AT_URI.match(address):
                address = f"https://bsky.app/profile/{quote(post[1], safe=':.')}/post/{post[2]}"
            if url := links.web(address):
                return _clean(url.removesuffix("/embed") if key == "data-embed-url" else url)
    found = (links.web(link.attributes.get("href") or "") for link in reversed(node.css("a[href]")))
    urls = [url for url in found if url]
    known = _PROVIDERS[name]
    of_site = [url for url in urls if known is None or provider_of(url) == known] or urls
    return _clean(next(filter(_POST_PATH.search, of_site), of_site[0])) if urls else None


def _clean(url: str) -> str:
    """Return an address without what counts where its readers come from.

    >>> _clean("https://x.example/mo/status/1?ref_src=twsrc&lang=en")
    'https://x.example/mo/status/1?lang=en'
    """
    cleaned = _TRACKING.sub("", url)
    return cleaned if "?" in cleaned else cleaned.replace("&", "?", 1)
