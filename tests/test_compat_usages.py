"""Code as people have it for the other libraries runs unchanged but for the import: ten usages of each.

Each usage is the body of a program: imports as for the original, `page` (str), `url`, `folder` and `client` at hand, and
`out` at the end. Where the original is installed, the same code runs with it: it is no usage that only we would take.
"""

from __future__ import annotations

import importlib.util
import re
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from tests.test_compat import COMMENTED, FIRST, URL

MENU = "Subscribe now"


class Usage(NamedTuple):
    """A program, and what its `out` must hold; a list or dict counts as its texts."""

    code: str
    has: str = FIRST


TRAFILATURA = (
    # a loader of documents for retrieval
    Usage("""
import trafilatura
out = trafilatura.extract(page, include_comments=False, include_tables=False)
"""),
    # a data pipeline for training corpora
    Usage("""
from trafilatura import extract
text = extract(page, favor_precision=True, include_comments=False, deduplicate=True)
out = text if text else ""
"""),
    # a crawler that keeps JSON
    Usage("""
import json
import trafilatura
record = trafilatura.extract(page, url=url, output_format="json", with_metadata=True, include_comments=False)
data = json.loads(record)
out = [data["title"], data["author"], data["date"], data["text"]]
"""),
    # a chat with a web page
    Usage("""
from trafilatura import extract
out = extract(page, output_format="markdown", include_links=True, include_images=True, include_formatting=True)
"""),
    # research code, with the old name of fast=True
    Usage("""
from trafilatura import bare_extraction
document = bare_extraction(page, url=url, with_metadata=True, include_comments=False, no_fallback=True)
out = {"title": document.title, "text": document.text, "source": document.sitename, "day": document.date}
"""),
    # a news monitor
    Usage("""
import trafilatura
got = trafilatura.bare_extraction(page, as_dict=True, with_metadata=True, target_language="en")
fields = ("title", "author", "date", "text", "description", "tags")
out = {name: got.get(name) for name in fields}
"""),
    # a corpus of comments
    Usage("""
import trafilatura
from lxml import etree
xml = trafilatura.extract(page, output_format="xml", include_comments=True, with_metadata=True)
doc = etree.fromstring(xml)
out = [" ".join(part.itertext()) for part in doc.iterfind("main")] + [p.text for p in doc.iterfind("comments/p")]
""", "saw it sail"),
    # digital humanities
    Usage("""
from trafilatura import extract
tei = extract(page, output_format="xmltei", tei_validation=False, include_comments=False, url=url)
out = tei
"""),
    # a page in a file, cleaned before by hand
    Usage("""
from pathlib import Path
from trafilatura import extract
raw = Path(folder, "page.html").read_text(encoding="utf-8")
out = extract(raw, prune_xpath=["//nav", "//*[contains(@class, 'advert')]"], favor_recall=True)
"""),
    # a response of an HTTP client
    Usage("""
from lxml import html
from trafilatura import extract, extract_metadata
response = client.get(url)
tree = html.fromstring(response.content)
out = [extract(tree, url=url, fast=True), extract_metadata(tree).title]
"""),
)

READABILITY = (
    Usage("""
from readability import Document
doc = Document(page)
out = [doc.title(), doc.summary()]
"""),
    Usage("""
import readability
response = client.get(url)
doc = readability.Document(response.text, url=url)
out = doc.summary(html_partial=True)
"""),
    Usage("""
from lxml import html
from readability import Document
summary = Document(page).summary()
out = html.fromstring(summary).text_content().strip()
"""),
    Usage("""
import re
from readability import Document
def clean(markup):
    return re.sub(r"<[^>]+>", " ", markup)
doc = Document(page)
out = doc.short_title() + clean(doc.summary(html_partial=True))
"""),
    Usage("""
from readability.readability import Document
content = client.get(url).content
readable = Document(content).summary()
title = Document(content).short_title()
out = {"title": title, "content": readable}
"""),
    Usage("""
from readability import Document
class Reader:
    def __init__(self, markup, address):
        self.document = Document(markup, url=address)
    @property
    def content(self):
        return self.document.summary(True)
out = Reader(page, url).content
"""),
    Usage("""
from readability import Document
doc = Document(page)
out = "<h1>" + doc.title() + "</h1>" + doc.summary(html_partial=True, keep_all_images=True)
"""),
    Usage("""
from lxml import etree
from readability import Document
tree = etree.HTML(Document(page).summary())
out = [p.xpath("string()") for p in tree.iterfind(".//p")]
"""),
    Usage("""
from pathlib import Path
from readability import Document
with open(Path(folder, "page.html"), encoding="utf-8") as file:
    doc = Document(file.read())
Path(folder, "article.html").write_text(doc.summary(), encoding="utf-8")
out = Path(folder, "article.html").read_text(encoding="utf-8")
"""),
    Usage("""
from readability import Document
def is_worth_it(markup, least=25):
    text = Document(markup).summary()
    return len(text.split()) >= least and text
out = is_worth_it(page)
"""),
)

NEWSPAPER = (
    Usage("""
from newspaper import Article
article = Article(url)
article.download(input_html=page)
article.parse()
out = [article.title, article.text]
"""),
    Usage("""
import newspaper
article = newspaper.Article(url=url, language="en")
article.download(input_html=page)
article.parse()
out = {"authors": article.authors, "date": article.publish_date, "text": article.text}
"""),
    Usage("""
from newspaper import Article
a = Article(url, language="en", fetch_images=False, memoize_articles=False)
a.download(input_html=client.get(url).text)
a.parse()
date = a.publish_date.strftime("%Y-%m-%d") if a.publish_date else None
out = [date, a.top_image, a.text]
"""),
    Usage("""
from newspaper import fulltext
out = fulltext(page)
"""),
    Usage("""
from newspaper import fulltext
out = fulltext(client.get(url).text, language="en")
"""),
    Usage("""
import newspaper
article = newspaper.article(url, input_html=page)
out = article.text
"""),
    Usage("""
from newspaper import Article, ArticleException
def scrape(address, markup):
    article = Article(address)
    try:
        article.download(input_html=markup)
        article.parse()
    except ArticleException:
        return None
    return {"title": article.title, "content": article.text, "keywords": article.meta_keywords}
out = scrape(url, page)
"""),
    Usage("""
from newspaper import Article
article = Article("")
article.download(input_html=page)
article.parse()
row = [article.title, ", ".join(article.authors), article.meta_lang, article.meta_description, article.canonical_link]
out = row + [article.text.replace(chr(10), " ")]
"""),
    Usage("""
from newspaper import Article
article = Article(url)
article.download(page)
article.parse()
out = list(article.tags or ()) + list(article.images or ()) + list(article.movies or ()) + [article.text]
""", "https://post.example/f.jpg"),
    Usage("""
from pathlib import Path
from newspaper import Article
article = Article(url, keep_article_html=True)
article.download(input_html=Path(folder, "page.html").read_text(encoding="utf-8"))
article.parse()
out = article.article_html
"""),
)

JUSTEXT = (
    Usage("""
import justext
paragraphs = justext.justext(page, justext.get_stoplist("English"))
out = [paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate]
"""),
    Usage("""
import justext
response = client.get(url)
out = []
for paragraph in justext.justext(response.content, justext.get_stoplist("English")):
    if not paragraph.is_boilerplate:
        out.append(paragraph.text)
"""),
    Usage("""
from justext import get_stoplist, justext
text = chr(10).join(p.text for p in justext(page, get_stoplist("English")) if p.class_type == "good")
out = text
"""),
    Usage("""
import justext
stop = justext.get_stoplist("German") | justext.get_stoplist("English")
out = [p.text for p in justext.justext(page.encode("utf-8"), stop) if not p.is_boilerplate and not p.is_heading]
"""),
    Usage("""
from functools import reduce
import justext
words = reduce(frozenset.union, [justext.get_stoplist(name) for name in ("English", "French")], frozenset())
out = [p.text for p in justext.justext(page, words) if not p.is_boilerplate]
"""),
    Usage("""
import justext
stoplists = justext.get_stoplists()
assert isinstance(stoplists, frozenset)
kept = [p for p in justext.justext(page, justext.get_stoplist("English"), no_headings=False) if not p.is_boilerplate]
out = [(p.text, p.xpath, p.dom_path) for p in kept]
"""),
    Usage("""
import justext
paragraphs = justext.justext(page, justext.get_stoplist("English"), length_low=70, length_high=200, stopwords_low=0.30,
                             stopwords_high=0.32, max_link_density=0.2, max_heading_distance=200, no_headings=False)
out = [p.text for p in paragraphs if not p.is_boilerplate]
"""),
    Usage("""
import justext
def extract_text(markup, language="English"):
    body = ""
    for p in justext.justext(markup, justext.get_stoplist(language)):
        if p.is_boilerplate:
            continue
        body += ("# " if p.is_heading else "") + p.text + chr(10)
    return body.strip()
out = extract_text(page)
"""),
    Usage("""
import justext
paragraphs = justext.justext(page, justext.get_stoplist("English"))
good = [p for p in paragraphs if p.class_type == "good"]
words = sum(p.words_count for p in good)
density = sum(p.links_density() * len(p) for p in good) / max(1, sum(len(p) for p in good))
out = [p.text for p in good] if words > 20 and density < 0.5 else []
"""),
    Usage("""
import justext
out = [p.text for p in justext.justext(page.encode("utf-8"), justext.get_stoplist("English"), encoding="utf-8")
       if not p.is_boilerplate]
"""),
)

RESILIPARSE = (
    Usage("""
from resiliparse.extract.html2text import extract_plain_text
out = extract_plain_text(page, main_content=True)
"""),
    Usage("""
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
tree = HTMLTree.parse(page)
out = extract_plain_text(tree, main_content=True, alt_texts=False)
"""),
    Usage("""
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding
raw = client.get(url).content
out = extract_plain_text(bytes_to_str(raw, detect_encoding(raw)), main_content=True)
"""),
    Usage("""
from resiliparse.extract.html2text import extract_plain_text
out = extract_plain_text(page, preserve_formatting=False, main_content=True, comments=False)
"""),
    Usage("""
from resiliparse.extract.html2text import extract_plain_text
def text_of(markup):
    return extract_plain_text(markup, main_content=True, list_bullets=False, alt_texts=False, links=False,
                              form_fields=False, noscript=False, comments=True)
out = text_of(page)
"""),
    Usage("""
import resiliparse.extract.html2text as html2text
out = html2text.extract_plain_text(page, True, True)
"""),
    Usage("""
from resiliparse.extract.html2text import extract_plain_text
out = [line for line in extract_plain_text(page, main_content=True).split(chr(10)) if len(line.split()) > 5]
"""),
    Usage("""
from resiliparse.extract.html2text import extract_plain_text
out = extract_plain_text(page, main_content=True, skip_elements=["nav", "footer", ".advert"])
"""),
    Usage("""
from resiliparse.extract.html2text import extract_plain_text
out = extract_plain_text(page, preserve_formatting="minimal_html", main_content=True)
"""),
    Usage("""
from resiliparse.extract.html2text import extract_plain_text
everything, main = extract_plain_text(page), extract_plain_text(page, main_content=True)
out = main if len(main) < len(everything) else ""
"""),
)

# What an import of the original's becomes. What a usage takes of Resiliparse beside the function stays Resiliparse's.
NEW_IMPORTS = (
    (r"^import (trafilatura|readability|newspaper|justext)$", r"from declutter.compat import \1"),
    (r"^from (trafilatura|readability|newspaper|justext)(?:\.readability)? import", r"from declutter.compat.\1 import"),
    (r"^from resiliparse\.extract\.html2text import", "from declutter.compat.resiliparse import"),
    (r"^import resiliparse\.extract\.html2text as", "import declutter.compat.resiliparse as"),
)
USAGES = [
    pytest.param(name, usage, id=f"{name}-{number}")
    for name, usages in (("trafilatura", TRAFILATURA), ("readability", READABILITY), ("newspaper", NEWSPAPER),
                         ("justext", JUSTEXT), ("resiliparse", RESILIPARSE))
    for number, usage in enumerate(usages, 1)
]  # fmt: skip


def run(code: str, folder: Path) -> Any:
    (folder / "page.html").write_text(COMMENTED, encoding="utf-8")
    response = SimpleNamespace(text=COMMENTED, content=COMMENTED.encode())
    names = {"page": COMMENTED, "url": URL, "folder": folder, "client": SimpleNamespace(get=lambda _: response)}
    exec(compile(code, "usage", "exec"), names)  # noqa: S102 - the programs above
    return names["out"]


def texts(out: Any) -> str:
    values = list(out.values()) if isinstance(out, dict) else out if isinstance(out, list) else [out]
    return " ".join(re.sub(r"<[^>]+>", "", " ".join(map(str, values))).split())


def with_new_import(code: str) -> str:
    changed = code
    for old, new in NEW_IMPORTS:
        changed = re.sub(old, new, changed, flags=re.MULTILINE)
    assert changed != code
    return changed


@pytest.mark.parametrize(("name", "usage"), USAGES)
def test_a_usage_runs_unchanged_but_for_the_import(name: str, usage: Usage, tmp_path: Path) -> None:
    if "resiliparse.parse" in usage.code:
        pytest.importorskip("resiliparse", reason="the extra bench is not installed")
    found = texts(run(with_new_import(usage.code), tmp_path))
    assert usage.has in found
    assert MENU not in found


@pytest.mark.parametrize(("name", "usage"), USAGES)
def test_a_usage_is_one_of_the_original(name: str, usage: Usage, tmp_path: Path) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the originals' own
        theirs = run(usage.code, tmp_path)
    assert type(theirs) is type(run(with_new_import(usage.code), tmp_path))


@pytest.mark.parametrize("usages", [TRAFILATURA, READABILITY, NEWSPAPER, JUSTEXT, RESILIPARSE])
def test_there_are_ten_usages_of_each(usages: tuple[Usage, ...]) -> None:
    assert len({usage.code for usage in usages}) >= 10
