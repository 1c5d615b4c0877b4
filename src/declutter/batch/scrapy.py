"""Scrapy: the article of a response, and an item pipeline that puts it into items."""

from __future__ import annotations

from typing import Any

from declutter.article import Article
from declutter.batch.extras import extra
from declutter.extractor import extract
from declutter.options import DEFAULTS, Options

HTML_FIELDS = ("html", "body", "content")  # of items, in this order
ARTICLE_FIELD = "article"


def article_of_response(response: Any, options: Options = DEFAULTS) -> Article:
    """Return the article of a Scrapy `Response`: its bytes, its address, and the encoding that its header names.

    Raises InputTooLarge as `extract` does.
    """
    kind = response.headers.get("Content-Type")
    return extract(response.body, url=response.url, encoding=kind.decode("latin-1") if kind else None, options=options)


class ArticlePipeline:
    """An item pipeline: items with a page in `html`, `body` or `content` get `article`, as `Article.to_dict` gives it.

    The page is taken out of the item, unless the setting DECLUTTER_KEEP_HTML is true. The item's `url` makes links
    absolute. Switch it on with ITEM_PIPELINES = {"declutter.batch.scrapy.ArticlePipeline": 300}.
    """

    def __init__(self, *, keep_html: bool = False) -> None:
        self.keep_html = keep_html

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArticlePipeline:
        """Return the pipeline that a crawler's settings ask for; Scrapy calls this."""
        return cls(keep_html=crawler.settings.getbool("DECLUTTER_KEEP_HTML"))

    def process_item(self, item: Any, *_spider: Any) -> Any:
        """Put the article into the item; Scrapy calls this, older versions with their spider."""
        with extra("scrapy"):
            from itemadapter import ItemAdapter
        adapter = ItemAdapter(item)
        field = next((name for name in HTML_FIELDS if isinstance(adapter.get(name), (str, bytes))), None)
        if field is not None:
            adapter[ARTICLE_FIELD] = extract(adapter[field], url=adapter.get("url")).to_dict()
            if not self.keep_html:
                del adapter[field]
        return item
