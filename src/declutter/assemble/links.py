"""Addresses on a page, made absolute; those that are not safe to follow are none."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from declutter.parsing.page import Page

_STRAY = re.compile(r"[\t\n\r\x00-\x1f\x7f]+")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_WEB = re.compile("https?://[^/]", re.IGNORECASE)
LINKED_SCHEMES = ("http", "https", "mailto")


class LinkBase:
    """What the links of a page are relative to."""

    def __init__(self, page: Page) -> None:
        base = page.url
        if page.head.base:
            base = _join(base or "", page.head.base)
        self._base = base if base and base.startswith(("http://", "https://")) else None
        parts = split_url(self._base) if self._base else None
        self._origin = f"{parts.scheme}://{parts.netloc}" if parts else None
        if parts is None:
            self._base = None

    def absolute(self, href: str | None) -> str | None:
        """Return an absolute address of a scheme that is safe to follow, None for any other."""
        if not href:
            return None
        href = _STRAY.sub("", href.strip())
        if href.startswith(("https://", "http://")) and "[" not in href:
            return href
        if href[:1] == "/" and href[1:2] != "/" and self._origin and "/." not in href:
            return self._origin + href
        if (scheme := _SCHEME.match(href)) and scheme[0][:-1].lower() not in LINKED_SCHEMES:
            return None
        if scheme and "[" not in href:
            return href
        if (self._base is None and not scheme) or not href:
            return None
        joined = _join(self._base or "", href)
        return joined if joined and _WEB.match(joined) else None

    def web(self, address: str) -> str | None:
        """Return an absolute address of the web, None for any other, such as one that holds the data itself."""
        url = self.absolute(address)
        return url if url and _WEB.match(url) else None


def split_url(url: str) -> SplitResult | None:
    """Return an address in parts, None if it cannot be one."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _join(base: str, href: str) -> str | None:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return None
