"""The way over: code written for other libraries runs with another import, and what cannot be had says what to do."""

from __future__ import annotations

import csv
import inspect
import io
import json
import warnings
from datetime import datetime
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree, html

from declutter.compat import justext, newspaper, readability, resiliparse, trafilatura

URL = "https://post.example/ferry"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Ferry back on Monday | Harbour Post</title>
<meta name="author" content="Ada Quill"><meta property="og:site_name" content="Harbour Post">
<link rel="canonical" href="https://post.example/ferry">
<meta property="og:image" content="https://post.example/f.jpg">
<meta property="article:published_time" content="2024-03-02T08:00:00+00:00">
<meta name="description" content="After eleven weeks the ferry sails again.">
<meta property="article:tag" content="Ferries"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Ferry back on Monday</h1>
<p>The ferry across the sound <a href="/sails">sails again</a> from Monday,
after eleven weeks in the dock, the harbour office said.</p>
<p>Its two engines were replaced, and the ramp, which had <b>rusted through</b> in places, was cut out and welded anew.</p>
<h2>What it cost</h2>
<p>The council paid for the work in three parts, of which the largest went to the yard in the next town:</p>
<ul><li>two new engines, which were built in the yard's own hall</li>
<li>a ramp of steel, and the paint that goes on it</li></ul>
<p>Nobody in the village was surprised by the price, least of all the old miller, who had built the first ramp himself.</p>
</article><footer><p>Subscribe now</p><p>All rights reserved</p></footer></body></html>"""
# Without furniture all of a page is kept, whatever the weights.
TABLE = """<h1>Prices</h1><p>The council paid for the work in three parts, of which the largest went to the yard.</p>
<table><tr><th>Part</th><th>Price</th></tr><tr><td>Engines</td><td>90,000</td></tr>
<tr><td>Ramp</td><td>31,000</td></tr></table>"""
SAID = ("We saw it sail past the lighthouse at noon, and the whole school waved.", "It was late again, of course.")
COMMENT = """<div class="comment"><div class="comment-head"><span class="name">{}</span> <time datetime="2024-03-03"></time>
</div><div class="comment-text"><p>{}</p></div><a href="#">Reply</a></div>"""
BELOW = COMMENT.format("Jo", SAID[0]) + COMMENT.format("Bo", SAID[1])
COMMENTED = PAGE.replace("<footer>", f'<section class="comments"><h2>2 comments</h2>{BELOW}</section><footer>')
EMPTY = "<html><body><nav><a href='/'>Home</a></nav></body></html>"
FIRST = "The ferry across the sound sails again from Monday"


# trafilatura: ten usages


def test_trafilatura_gives_the_text() -> None:
    from declutter.compat.trafilatura import extract

    text = extract(PAGE)
    assert text is not None
    assert text.startswith(FIRST)
    assert "- a ramp of steel" in text
    assert "Subscribe" not in text


def test_trafilatura_gives_none_for_a_page_without_content_and_for_none() -> None:
    assert trafilatura.extract(EMPTY) is None
    assert trafilatura.extract(None) is None


def test_trafilatura_without_comments_and_tables() -> None:
    assert "| Engines | 90,000 |" in (trafilatura.extract(TABLE) or "")
    text = trafilatura.extract(TABLE, include_comments=False, include_tables=False, no_fallback=True)
    assert text is not None
    assert "90,000" not in text


def test_trafilatura_as_json_with_metadata() -> None:
    data = json.loads(trafilatura.extract(PAGE, url=URL, output_format="json", with_metadata=True) or "")
    assert data["title"] == "Ferry back on Monday"
    assert (data["author"], data["date"], data["source-hostname"]) == ("Ada Quill", "2024-03-02", "Harbour Post")
    assert (data["source"], data["hostname"], data["tags"]) == (URL, "post.example", "Ferries")
    assert data["text"].startswith(FIRST)


def test_trafilatura_as_markdown_with_links() -> None:
    text = trafilatura.extract(PAGE, url=URL, output_format="markdown", include_links=True) or ""
    assert "[sails again](https://post.example/sails)" in text
    assert "## What it cost" in text
    assert "**rusted through**" in text


def test_trafilatura_as_plain_markdown_has_no_links() -> None:
    assert "](" not in (trafilatura.extract(PAGE, url=URL, output_format="markdown") or "](")


def test_trafilatura_as_xml() -> None:
    doc: Any = etree.fromstring((trafilatura.extract(PAGE, output_format="xml", with_metadata=True) or "").encode())
    assert doc.get("title") == "Ferry back on Monday"
    assert [head.text for head in doc.iter("head")] == ["Ferry back on Monday", "What it cost"]
    assert [item.text for item in doc.iter("item")][1].startswith("a ramp of steel")
    table: Any = etree.fromstring((trafilatura.extract(TABLE, output_format="xml") or "").encode())
    assert [cell.text for cell in table.iterfind(".//cell[@role='head']")] == ["Part", "Price"]


def test_trafilatura_from_a_response_and_a_tree() -> None:
    expected = trafilatura.extract(PAGE)
    assert trafilatura.extract(SimpleNamespace(data=PAGE.encode())) == expected
    assert trafilatura.extract(html.fromstring(PAGE)) == expected


def test_trafilatura_bare_extraction() -> None:
    document = trafilatura.bare_extraction(PAGE, url=URL, with_metadata=True, favor_precision=True)
    assert isinstance(document, trafilatura.Document)
    assert (document.title, document.author, document.sitename) == ("Ferry back on Monday", "Ada Quill", "Harbour Post")
    assert document.as_dict()["date"] == "2024-03-02"
    assert document.body.xpath("count(//p)") >= 3


def test_trafilatura_bare_extraction_as_dict() -> None:
    data = trafilatura.bare_extraction(PAGE, as_dict=True, favor_recall=True)
    assert isinstance(data, dict)
    assert data["text"].startswith(FIRST)


def test_trafilatura_metadata_alone() -> None:
    metadata = trafilatura.extract_metadata(PAGE, default_url=URL)
    assert (metadata.title, metadata.image, metadata.text) == ("Ferry back on Monday", "https://post.example/f.jpg", None)


@pytest.mark.parametrize(
    ("parameters", "is_there"),
    [
        ({"target_language": "en"}, True),
        ({"target_language": "de"}, False),
        ({"only_with_metadata": True}, True),
        ({"url_blacklist": {URL}}, False),
    ],
)
def test_trafilatura_filters(parameters: dict[str, Any], is_there: bool) -> None:
    assert (trafilatura.extract(PAGE, **parameters) is not None) == is_there


def test_trafilatura_leaves_out_authors() -> None:
    document = trafilatura.extract_with_metadata(PAGE, author_blacklist={"Ada Quill"})
    assert document is not None
    assert document.author is None


def test_trafilatura_as_csv_is_one_row() -> None:
    rows = list(csv.reader(io.StringIO(trafilatura.extract(PAGE, output_format="csv") or ""), delimiter="\t"))
    assert len(rows) == 1
    assert rows[0][4] == "Ferry back on Monday"


def test_trafilatura_with_metadata_before_the_text() -> None:
    text = trafilatura.extract(PAGE, with_metadata=True) or ""
    assert text.startswith("---\ntitle: Ferry back on Monday\nauthor: Ada Quill\n")
    assert f"\n---\n{FIRST}" in text


@pytest.mark.parametrize("form", ["txt", "markdown", "json", "xml", "xmltei", "csv"])
def test_trafilatura_has_comments_in_each_format_unless_they_are_not_wanted(form: str) -> None:
    assert "saw it sail" in (trafilatura.extract(COMMENTED, output_format=form) or "")
    text = trafilatura.extract(COMMENTED, output_format=form, include_comments=False) or "saw it sail"
    assert "engines were replaced" in text
    assert "saw it sail" not in text


def test_trafilatura_has_comments_apart() -> None:
    document = trafilatura.bare_extraction(COMMENTED)
    assert isinstance(document, trafilatura.Document)
    assert document.comments == f"{SAID[0]}\n{SAID[1]}"
    assert [element.text for element in document.commentsbody] == list(SAID)
    assert SAID[0] not in (document.text or SAID[0])
    data = json.loads(trafilatura.extract(COMMENTED, output_format="json") or "")
    assert (data["comments"], SAID[0] in data["text"]) == (document.comments, False)
    without = trafilatura.bare_extraction(COMMENTED, include_comments=False)
    assert isinstance(without, trafilatura.Document)
    assert (without.comments, without.commentsbody) == (None, None)


def test_trafilatura_as_tei() -> None:
    tei: Any = etree.fromstring((trafilatura.extract(COMMENTED, output_format="xmltei", tei_validation=True) or "").encode())
    name = "{http://www.tei-c.org/ns/1.0}"
    assert tei.tag == f"{name}TEI"
    assert any("engines were replaced" in (p.text or "") for p in tei.iter(f"{name}p"))
    assert tei.find(f".//{name}div[@type='comments']") is not None


@pytest.mark.parametrize("page", [PAGE, PAGE.encode(), html.document_fromstring(PAGE)], ids=["str", "bytes", "tree"])
@pytest.mark.parametrize("xpath", ["//ul", ["//ul", "//h2/@id"]])
def test_trafilatura_prunes_elements(page: Any, xpath: Any) -> None:
    text = trafilatura.extract(page, prune_xpath=xpath) or "a ramp of steel"
    assert "a ramp of steel" not in text
    assert "Nobody in the village" in text
    assert "a ramp of steel" in (trafilatura.extract(page) or "")  # a tree that was given is as it was


def test_trafilatura_prunes_the_text_and_not_the_metadata() -> None:
    document = trafilatura.bare_extraction(PAGE, prune_xpath=["//h1", "//meta"])
    assert isinstance(document, trafilatura.Document)
    assert (document.title, document.author) == ("Ferry back on Monday", "Ada Quill")


def test_trafilatura_leaves_the_text_behind_what_it_prunes() -> None:
    text = trafilatura.extract(PAGE, prune_xpath="//b") or ""
    assert "which had in places, was cut out" in " ".join(text.split())


def test_trafilatura_refuses_what_is_no_xpath() -> None:
    with pytest.raises(etree.XPathSyntaxError):
        trafilatura.extract(PAGE, prune_xpath="//p[")


@pytest.mark.parametrize("page", ["", "<!-- nothing -->", None])
def test_trafilatura_prunes_nothing_from_nothing(page: str | None) -> None:
    assert trafilatura.extract(page, prune_xpath="//p") is None


def test_trafilatura_takes_what_has_no_counterpart_if_it_is_off() -> None:
    off: dict[str, Any] = dict.fromkeys(("config", "settingsfile", "date_extraction_params", "max_tree_size", "deduplicate"))
    assert trafilatura.extract(PAGE, **off) == trafilatura.extract(PAGE, deduplicate=True)


def test_trafilatura_gives_records_their_id() -> None:
    data = json.loads(trafilatura.extract(PAGE, record_id="7", output_format="json", with_metadata=True) or "")
    assert data["id"] == "7"


def test_trafilatura_xml_has_markup_where_it_is_asked_for() -> None:
    text = trafilatura.extract(PAGE, url=URL, output_format="xml", include_formatting=True, include_links=True) or ""
    assert '<ref target="https://post.example/sails">sails again</ref> from Monday' in text
    assert '<hi rend="#b">rusted through</hi> in places' in text
    assert "<hi" not in (trafilatura.extract(PAGE, output_format="xml") or "<hi")


def test_trafilatura_header_is_yaml() -> None:
    yaml = pytest.importorskip("yaml", reason="the extra test is not installed")
    page = PAGE.replace('content="Ferries"', 'content="No"').replace("Ferry back on Monday</h1>", "Ferry: back # 1</h1>")
    header = (trafilatura.extract(page.replace("After eleven", "'After: eleven"), with_metadata=True) or "").split("---\n")[1]
    found = yaml.safe_load(header)
    assert (found["title"], found["tags"]) == ("Ferry: back # 1", ["No"])
    assert found["description"].startswith("'After: eleven")


def test_trafilatura_with_metadata_has_the_text_in_its_format() -> None:
    document = trafilatura.extract_with_metadata(PAGE, output_format="markdown")
    assert document is not None
    assert "# Ferry back on Monday\n" in (document.text or "")
    assert "## What it cost" in (document.text or "")


@pytest.mark.parametrize(
    ("parameters", "advice"),
    [
        ({"deduplicate": object()}, "declutter batch --dedup"),
        ({"config": object()}, "declutter.Options"),
        ({"max_tree_size": 10}, "max_blocks"),
        ({"include_linkz": True}, "did you mean 'include_links'"),
        ({"zzz": 1}, "it takes url"),
    ],
)
def test_trafilatura_refuses_with_advice(parameters: dict[str, Any], advice: str) -> None:
    with pytest.raises(TypeError, match=advice):
        trafilatura.extract(PAGE, **parameters)


def test_trafilatura_refuses_formats_and_fetching() -> None:
    with pytest.raises(ValueError, match="output_format is one of csv, html"):
        trafilatura.extract(PAGE, output_format="python")
    with pytest.raises(ValueError, match="output_format is one of csv, html"):
        trafilatura.extract_with_metadata(PAGE, output_format="yaml")
    with pytest.raises(NotImplementedError, match="fetches nothing"):
        trafilatura.fetch_url(URL)


# readability: ten usages


@pytest.mark.parametrize("page", [PAGE, PAGE.encode()])
def test_readability_titles(page: str | bytes) -> None:
    from declutter.compat.readability import Document

    document = Document(page)
    assert document.title() == "Ferry back on Monday | Harbour Post"
    assert document.short_title() == "Ferry back on Monday"


def test_readability_summary_is_a_page() -> None:
    tree: Any = html.fromstring(readability.Document(PAGE).summary())
    assert tree.tag == "html"
    assert FIRST in tree.text_content()
    assert "Subscribe" not in tree.text_content()


def test_readability_summary_is_a_part() -> None:
    part = readability.Document(PAGE).summary(html_partial=True)
    assert part.startswith("<div>")
    assert part.endswith("</div>")
    assert "<h2>What it cost</h2>" in part


def test_readability_resolves_links() -> None:
    assert 'href="https://post.example/sails"' in readability.Document(PAGE, url=URL).summary()


def test_readability_takes_all_images() -> None:
    assert readability.Document(PAGE).summary(True, keep_all_images=True).startswith("<div>")


def test_readability_author() -> None:
    assert readability.Document(PAGE).author() == "Ada Quill"
    assert readability.Document(EMPTY).author() == "[no-author]"


def test_readability_of_nothing() -> None:
    document = readability.Document(EMPTY)
    assert (document.title(), document.short_title()) == ("[no-title]", "[no-title]")
    assert document.summary() == "<html><body><div></div></body></html>"


def test_readability_text_by_lxml() -> None:
    tree: Any = html.fromstring(readability.Document(PAGE).summary(html_partial=True))
    assert any("engines were replaced" in text for text in tree.xpath("//p/text()"))


def test_readability_has_the_whole_article() -> None:
    assert readability.Document(input=PAGE).article.metadata.site_name == "Harbour Post"


@pytest.mark.parametrize("name", ["positive_keywords", "negative_keywords", "min_text_length", "retry_length", "xpath"])
def test_readability_refuses_with_advice(name: str) -> None:
    with pytest.raises(TypeError, match=f"no '{name}'"):
        readability.Document(PAGE, None, **{name: 1})


# newspaper: ten usages


def _parsed() -> newspaper.Article:
    article = newspaper.Article(URL, language="en", fetch_images=False)
    article.download(input_html=PAGE)
    article.parse()
    return article


def test_newspaper_title_and_text() -> None:
    article = _parsed()
    assert article.title == "Ferry back on Monday"
    assert article.text.startswith(FIRST)


def test_newspaper_authors_and_date() -> None:
    article = _parsed()
    assert article.authors == ["Ada Quill"]
    assert isinstance(article.publish_date, datetime)
    assert article.publish_date.strftime("%Y-%m-%d") == "2024-03-02"


def test_newspaper_a_day_is_its_midnight() -> None:
    page = PAGE.replace("2024-03-02T08:00:00+00:00", "2024-03-02")
    assert newspaper.article(URL, input_html=page).publish_date == datetime(2024, 3, 2)  # noqa: DTZ001 - the page names no zone


def test_newspaper_images() -> None:
    article = _parsed()
    assert article.top_image == article.top_img == "https://post.example/f.jpg"
    assert "https://post.example/f.jpg" in article.images
    assert article.movies == []


def test_newspaper_what_the_page_says() -> None:
    article = _parsed()
    assert (article.meta_lang, article.meta_description) == ("en", "After eleven weeks the ferry sails again.")
    assert (article.canonical_link, article.meta_site_name) == (URL, "Harbour Post")
    assert article.tags == article.meta_keywords == ["Ferries"]


def test_newspaper_set_html() -> None:
    article = newspaper.Article("")
    article.set_html(PAGE)
    article.parse()
    assert article.is_parsed
    assert "<h2>What it cost</h2>" in article.article_html


def test_newspaper_chained() -> None:
    assert newspaper.Article(URL).download(PAGE).parse().title == "Ferry back on Monday"


def test_newspaper_shortcut_and_fulltext() -> None:
    assert newspaper.article(URL, input_html=PAGE).text == newspaper.fulltext(PAGE)


def test_newspaper_of_nothing() -> None:
    article = newspaper.article(input_html=EMPTY)
    assert (article.text, article.authors, article.publish_date, article.top_image) == ("", [], None, "")
    assert article.article_html == ""


def test_newspaper_needs_a_page() -> None:
    with pytest.raises(newspaper.ArticleException, match="no page yet"):
        newspaper.Article(URL).parse()
    with pytest.raises(NotImplementedError, match="fetches nothing"):
        newspaper.Article(URL).download()
    assert newspaper.Article(URL).download_state == 0


def test_newspaper_refuses_with_advice() -> None:
    with pytest.raises(TypeError, match="no configuration"):
        newspaper.Article(URL, config=object())
    with pytest.raises(AttributeError, match="summaries are not made"):
        _ = _parsed().summary
    assert not hasattr(_parsed(), "nlp")


# jusText: ten usages


def test_justext_content() -> None:
    paragraphs = justext.justext(PAGE, justext.get_stoplist("English"))
    good = [paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate]
    assert good[0] == "Ferry back on Monday"
    assert any(text.startswith(FIRST) for text in good)
    assert "Subscribe now" not in good


def test_justext_boilerplate_is_listed_too() -> None:
    texts = [paragraph.text for paragraph in justext.justext(PAGE, frozenset()) if paragraph.is_boilerplate]
    assert "Subscribe now" in texts


def test_justext_takes_bytes_and_an_encoding() -> None:
    page = "<meta charset=latin1><p>Der Fährmann wusste schon lange, dass die Brücke im Frühjahr fertig werden würde.</p>"
    paragraphs = justext.justext(page.encode("latin-1"), justext.get_stoplist("German"), encoding="latin-1")
    assert "Fährmann" in paragraphs[-1].text


def test_justext_with_the_original_thresholds() -> None:
    assert justext.justext(PAGE, frozenset(), 70, 200, 0.3, 0.32, 0.2, 200, False) == justext.justext(PAGE, frozenset())


def test_justext_without_headings() -> None:
    paragraphs = justext.justext(PAGE, frozenset(), no_headings=True)
    assert all(paragraph.is_boilerplate for paragraph in paragraphs if paragraph.is_heading)


def test_justext_classes() -> None:
    assert {paragraph.class_type for paragraph in justext.justext(PAGE, frozenset())} == {"good", "bad"}


def test_justext_paths_find_their_element() -> None:
    paragraph = next(p for p in justext.justext(PAGE, frozenset()) if p.text == "What it cost")
    assert paragraph.dom_path == "html.body.article.h2"
    tree: Any = html.document_fromstring(PAGE)
    assert [element.text for element in tree.xpath(paragraph.xpath)] == ["What it cost"]


def test_justext_links_and_stop_words() -> None:
    home = next(p for p in justext.justext(PAGE, frozenset()) if p.text == "Home")
    assert home.links_density() == 1.0
    first = next(p for p in justext.justext(PAGE, frozenset()) if p.text.startswith(FIRST))
    assert first.stopwords_count({"the", "in"}) == 5
    assert first.stopwords_density({"the", "in"}) == pytest.approx(5 / first.words_count)


def test_justext_counts() -> None:
    home = next(p for p in justext.justext(PAGE, frozenset()) if p.text == "Home")
    assert (len(home), home.words_count, home.chars_count_in_links) == (4, 1, 4)


def test_justext_all_stop_lists() -> None:
    stopwords = justext.get_stoplists()
    assert justext.justext(PAGE, stopwords)


def test_justext_says_why() -> None:
    home = next(p for p in justext.justext(PAGE, frozenset()) if p.text == "Home")
    assert home.reason
    assert home.probability < 0.5


def test_justext_refuses_with_advice() -> None:
    with pytest.raises(TypeError, match=r"length_low=30.*no thresholds"):
        justext.justext(PAGE, frozenset(), 30)
    with pytest.raises(TypeError, match="max_link_density"):
        justext.justext(PAGE, frozenset(), max_link_density=0.4)
    with pytest.raises(TypeError, match="no 'preprocessor'"):
        justext.justext(PAGE, frozenset(), preprocessor=str)


# Resiliparse: ten usages


def test_resiliparse_main_content() -> None:
    from declutter.compat.resiliparse import extract_plain_text

    text = extract_plain_text(PAGE, main_content=True)
    assert text.startswith("Ferry back on Monday\n\nThe ferry")
    assert "Home" not in text


def test_resiliparse_everything() -> None:
    text = resiliparse.extract_plain_text(PAGE)
    assert "Home" in text
    assert "All rights reserved" in text


def test_resiliparse_in_one_line() -> None:
    assert "\n" not in resiliparse.extract_plain_text(PAGE, preserve_formatting=False, main_content=True)


@pytest.mark.parametrize(("bullets", "item"), [(True, "  • a ramp of steel"), (False, "\na ramp of steel")])
def test_resiliparse_bullets(bullets: bool, item: str) -> None:
    assert item in resiliparse.extract_plain_text(PAGE, main_content=True, list_bullets=bullets)


def test_resiliparse_minimal_html() -> None:
    text = resiliparse.extract_plain_text(PAGE, preserve_formatting="minimal_html", main_content=True)
    assert text.startswith("<h1>Ferry back on Monday</h1>")


def test_resiliparse_what_is_off_may_be_named() -> None:
    off = {"links": False, "comments": False, "form_fields": False, "noscript": False}
    text = resiliparse.extract_plain_text(PAGE, main_content=True, **off)
    assert text == resiliparse.extract_plain_text(PAGE, main_content=True)


@pytest.mark.parametrize("there", [True, False])
def test_resiliparse_alternative_texts(there: bool) -> None:
    figure = '<figure><img src="https://post.example/dock.jpg" alt="A white ferry at its dock"></figure><h2>What it cost'
    text = resiliparse.extract_plain_text(PAGE.replace("<h2>What it cost", figure), main_content=True, alt_texts=there)
    assert ("A white ferry at its dock" in text) == there


def test_resiliparse_positional() -> None:
    assert resiliparse.extract_plain_text(PAGE, True, True) == resiliparse.extract_plain_text(PAGE, main_content=True)


def test_resiliparse_takes_its_tree() -> None:
    class HTMLTree:
        def __str__(self) -> str:
            return PAGE

    assert resiliparse.extract_plain_text(HTMLTree(), main_content=True).startswith("Ferry back")


@pytest.mark.parametrize("there", [True, False])
def test_resiliparse_comments(there: bool) -> None:
    assert (SAID[0] in resiliparse.extract_plain_text(COMMENTED, main_content=True, comments=there)) == there
    assert SAID[0] in resiliparse.extract_plain_text(COMMENTED, main_content=True)  # its default


@pytest.mark.parametrize("main", [True, False])
def test_resiliparse_skips_elements(main: bool) -> None:
    text = resiliparse.extract_plain_text(COMMENTED, main_content=main, skip_elements=["ul", "section.comments"])
    assert "a ramp of steel" not in text
    assert SAID[0] not in text
    assert "Nobody in the village" in text


def test_resiliparse_of_nothing() -> None:
    assert resiliparse.extract_plain_text("", main_content=True) == ""


def test_resiliparse_refuses_with_advice() -> None:
    with pytest.raises(TypeError, match="to_markdown"):
        resiliparse.extract_plain_text(PAGE, links=True)
    with pytest.raises(ValueError, match="selector"):
        resiliparse.extract_plain_text(PAGE, skip_elements=["p["])
    with pytest.raises(TypeError, match="noscript"):
        resiliparse.extract_plain_text(PAGE, noscript=True)
    with pytest.raises(TypeError, match=r"declutter\.extract"):
        resiliparse.extract_plain_text(PAGE.encode(), main_content=True)


# Against the originals, where they are installed


@pytest.mark.parametrize(
    ("module", "path", "taken"),
    [
        ("trafilatura", "extract", {*trafilatura.KNOWN, *trafilatura.ADVICE, "filecontent"}),
        ("trafilatura", "bare_extraction", {*trafilatura.KNOWN, *trafilatura.ADVICE, "filecontent"}),
        ("readability", "Document.__init__", {*readability.KNOWN, *readability.ADVICE, "self"}),
        ("justext", "justext", {*justext.DEFAULT_THRESHOLDS, *justext.ADVICE, *justext.KNOWN}),
        ("resiliparse.extract.html2text", "extract_plain_text", {*resiliparse.KNOWN, *resiliparse.ADVICE}),
    ],
)
def test_every_parameter_of_the_original_is_taken_or_has_advice(module: str, path: str, taken: set[str]) -> None:
    original = pytest.importorskip(module, reason="the extra bench is not installed")
    parameters = inspect.signature(attrgetter(path)(original)).parameters
    assert set(parameters) <= taken


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"include_comments": False, "include_tables": False, "no_fallback": True},
        {"output_format": "json", "with_metadata": True, "url": URL},
        {"output_format": "markdown", "include_links": True, "include_images": True},
        {"output_format": "csv"},
        {"favor_precision": True, "target_language": "en", "only_with_metadata": True},
        {"favor_recall": True, "include_formatting": True, "fast": True},
    ],
)
def test_the_original_takes_the_same_calls(parameters: dict[str, Any]) -> None:
    original = pytest.importorskip("trafilatura", reason="the extra bench is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it deprecates its own parameters
        theirs = original.extract(PAGE, **parameters)
    ours = trafilatura.extract(PAGE, **parameters)
    assert type(theirs) is type(ours) is str
    if parameters.get("output_format") == "json":
        assert set(json.loads(theirs)) - set(json.loads(ours or "")) == set()
