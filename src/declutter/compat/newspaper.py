"""newspaper's `Article`, `article` and `fulltext`, with declutter inside; nothing is downloaded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NoReturn

from declutter.article import Article as Extracted
from declutter.body import Embed, Figure
from declutter.compat.advice import GUIDE, refuse
from declutter.extractor import extract

KNOWN = ("url", "title", "source_url", "input_html", "language")
_FETCH = "declutter fetches nothing: pass the page's HTML, as in article.download(input_html=httpx.get(url).text)"
ADVICE = {
    "config": "there is no configuration; declutter.Options holds all that can be set",
    "read_more_link": "declutter fetches nothing: fetch the other page and extract it as well",
    "browser_user_agent": _FETCH,
    "request_timeout": _FETCH,
    "proxies": _FETCH,
    "headers": _FETCH,
    "number_threads": "use declutter.extract_many",
}
IGNORED = ("fetch_images", "memoize_articles", "memorize_articles", "keep_article_html", "follow_meta_refresh", "verbose")
_MISSING = {
    "nlp": "keywords and summaries are not made; metadata.tags and .description are what the page says",
    "summary": "summaries are not made; article.meta_description is what the page says",
    "keywords": "keywords are not made; article.meta_keywords is what the page says",
    "clean_doc": "the tree is not handed out; article.extracted.body holds typed blocks",
    "doc": "the tree is not handed out; article.extracted.body holds typed blocks",
    "top_node": "the tree is not handed out; article.extracted.body holds typed blocks",
    "clean_top_node": "the tree is not handed out; article.extracted.body holds typed blocks",
}


class ArticleException(Exception):  # noqa: N818 - the original's name
    """An article was parsed without a page."""


class Article:
    """A page and, after `parse`, what is in it."""

    def __init__(self, url: str = "", title: str = "", source_url: str = "", **parameters: Any) -> None:
        given = {name: value for name, value in parameters.items() if name not in IGNORED}
        html = given.pop("input_html", None)
        given.pop("language", None)  # not needed: no step depends on the language being known
        refuse("Article", given, ADVICE, KNOWN)
        self.url = url
        self.source_url = source_url
        self.title = title
        self.html: str | bytes = html or ""
        self.is_parsed = False
        self.extracted = Extracted()
        """The whole of what declutter found: the way on."""

    @property
    def download_state(self) -> int:
        """0 without a page, 2 with one, as in the original."""
        return 2 if self.html else 0

    def set_html(self, html: str | bytes) -> None:
        """Take a page."""
        self.html = html

    def download(self, input_html: str | bytes | None = None, title: str | None = None, **_: Any) -> Article:
        """Take a page. Raises NotImplementedError without one: nothing is downloaded."""
        if not (input_html or self.html):
            raise NotImplementedError(f"{_FETCH} ({GUIDE})")
        self.html = input_html or self.html
        self.title = title or self.title
        return self

    def parse(self) -> Article:
        """Extract the article. Raises ArticleException if there is no page yet."""
        if not self.html:
            raise ArticleException("there is no page yet: call article.download(input_html=…) before")
        self.extracted = extract(self.html, url=self.url or None)
        self.title = self.extracted.title or self.title
        self.is_parsed = True
        return self

    def build(self) -> Article:
        """Take the page that was given, and extract the article; the original's keywords and summary are not made."""
        return self.download().parse()

    @property
    def text(self) -> str:
        """Lead and body, blocks parted by a blank line."""
        return self.extracted.text

    @property
    def article_html(self) -> str:
        """Title, lead and body as HTML."""
        return self.extracted.to_html() if self.extracted else ""

    @property
    def authors(self) -> list[str]:
        """The authors' names."""
        return list(self.extracted.metadata.authors)

    @property
    def publish_date(self) -> datetime | None:
        """When it was published; a day without a time is its midnight."""
        published: date | datetime | None = self.extracted.metadata.published
        if published is None or isinstance(published, datetime):
            return published
        return datetime(published.year, published.month, published.day)  # noqa: DTZ001 - the page names no zone

    @property
    def top_image(self) -> str:
        """The address of the main image, "" if there is none."""
        image = self.extracted.metadata.image
        return image.url if image else ""

    top_img = meta_img = top_image

    @property
    def images(self) -> list[str]:
        """The addresses of the images in the body, and of the main one."""
        found = [self.top_image, *(block.url for block in self.extracted.body if isinstance(block, Figure))]
        return list(dict.fromkeys(filter(None, found)))

    imgs = images

    @property
    def movies(self) -> list[str]:
        """The addresses of the videos and other embeds in the body."""
        return [block.url for block in self.extracted.body if isinstance(block, Embed)]

    @property
    def meta_lang(self) -> str:
        """The language that the page names, two letters."""
        return (self.extracted.metadata.language or "").partition("-")[0]

    @property
    def meta_description(self) -> str:
        """What the page says of itself."""
        return self.extracted.metadata.description or ""

    @property
    def meta_site_name(self) -> str:
        """The site's name."""
        return self.extracted.metadata.site_name or ""

    @property
    def canonical_link(self) -> str:
        """The page's own address."""
        return self.extracted.metadata.url or ""

    @property
    def tags(self) -> list[str]:
        """The page's tags."""
        return list(self.extracted.metadata.tags)

    meta_keywords = tags

    def __getattr__(self, name: str) -> NoReturn:
        if name in _MISSING:
            raise AttributeError(f"Article of declutter.compat has no {name!r}: {_MISSING[name]} ({GUIDE})")
        raise AttributeError(f"Article of declutter.compat has no {name!r} ({GUIDE})")


def article(url: str = "", *, input_html: str | bytes | None = None, **parameters: Any) -> Article:
    """Return the parsed article of a page. Raises NotImplementedError without `input_html`."""
    return Article(url, **parameters).download(input_html).parse()


def fulltext(html: str | bytes, language: str = "en", **parameters: Any) -> str:
    """Return the text of a page's article; `language` makes no difference."""
    del language
    refuse("fulltext", parameters, ADVICE, ("html", "language"))
    return extract(html).text
