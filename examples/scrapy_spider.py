"""A crawl of one site to articles in JSON lines: python examples/scrapy_spider.py START_URL ARTICLES.jsonl."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess


class ArticleSpider(scrapy.Spider):  # type: ignore[misc]
    """Follows the links of a site, and gives each page to the pipeline."""

    name = "articles"

    def parse(self, response: Any) -> Iterator[Any]:
        """Yield the page, then the pages that it links to."""
        yield {"url": response.url, "html": response.body}
        yield from response.follow_all(css="a[href]")


if __name__ == "__main__":
    start, target = sys.argv[1:]
    process = CrawlerProcess(
        {
            "ITEM_PIPELINES": {"declutter.batch.scrapy.ArticlePipeline": 300},
            "FEEDS": {target: {"format": "jsonlines"}},
            "DEPTH_LIMIT": 2,
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(ArticleSpider, start_urls=[start])
    process.start()
