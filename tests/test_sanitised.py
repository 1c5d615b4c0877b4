"""HTML that a sanitiser leaves as it is, and payloads that come out harmless."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import nh3
import pytest
from hypothesis import given, settings
from lxml import html as lxml_html

from declutter import Article, extract
from tests.test_properties import articles

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
TAGS = set(
    "h1 h2 h3 h4 h5 h6 p ul ol li dl dt dd blockquote footer pre code table caption thead tbody tr th td figure img "
    "figcaption small hr br a strong em s sub sup span article div time".split()
)
ATTRIBUTES = {
    "a": {"href", "class"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"},
    "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
    "code": {"class"}, "span": {"class"}, "p": {"class"}, "small": {"class"}, "article": {"dir"},
    "blockquote": {"class"}, "li": {"class"}, "div": {"class", "id"}, "sup": {"class", "id"}, "time": {"datetime"},
}  # fmt: skip


def body_of(article: Article) -> str:
    """Return what stands between <body> and </body>."""
    return article.to_html().split("<body>\n", 1)[1].rsplit("</body>", 1)[0]


def clean(html: str) -> str:
    """Return HTML as a sanitiser with the documented elements and attributes leaves it."""
    return str(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}))


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in FIXTURES.glob("*/page.html")))
def test_the_html_of_a_page_passes_a_sanitiser_unchanged(slug: str) -> None:
    html = body_of(extract((FIXTURES / slug / "page.html").read_bytes(), url="https://frog.example/a"))
    assert clean(html) == html


@settings(max_examples=300)
@given(articles)
def test_the_html_of_any_article_passes_a_sanitiser_unchanged(article: Article) -> None:
    html = body_of(article)
    assert clean(html) == html


SCRIPT = "alert(1)"
# The kinds that cheat sheets list: scripts, handlers, addresses, drawings, formulas, styles, broken and nested markup.
PAYLOADS = (
    f"<script>{SCRIPT}</script>",
    f"<img src=x onerror={SCRIPT}>",
    f"<svg onload={SCRIPT}>",
    f"<svg><script>{SCRIPT}</script></svg>",
    f"<a href='javascript:{SCRIPT}'>x</a>",
    f"<a href='jAvAsCrIpT&colon;{SCRIPT}'>x</a>",
    f"<a href='java&#10;script:{SCRIPT}'>x</a>",
    f"<a href=' &#1; javascript:{SCRIPT}'>x</a>",
    f"<a href='data:text/html,<script>{SCRIPT}</script>'>x</a>",
    f"<a href='vbscript:{SCRIPT}'>x</a>",
    f'<a href="https://x.example/\'onmouseover={SCRIPT}//">x</a>',
    f"<a href='https://x.example/&quot; onclick=&quot;{SCRIPT}'>x</a>",
    f"<img src='javascript:{SCRIPT}'>",
    f"<img src='https://x.example/&quot; onerror=&quot;{SCRIPT}'>",
    f"<img src=https://x.example/a alt='&quot; onload=&quot;{SCRIPT}'>",
    f"<iframe src='javascript:{SCRIPT}'></iframe>",
    f"<iframe srcdoc='<script>{SCRIPT}</script>'></iframe>",
    f"<object data='javascript:{SCRIPT}'></object>",
    f"<embed src='javascript:{SCRIPT}'>",
    f"<math href='javascript:{SCRIPT}'><mi>x</mi></math>",
    f"<math><maction actiontype='statusline' xlink:href='javascript:{SCRIPT}'>x",
    f"<math alttext='</span><script>{SCRIPT}</script>'><mi>x</mi></math>",
    f"<style>@import 'javascript:{SCRIPT}';</style>",
    f"<p style='background:url(javascript:{SCRIPT})'>x</p>",
    f"<details open ontoggle={SCRIPT}>x</details>",
    f"<input autofocus onfocus={SCRIPT}>",
    f"<body onload={SCRIPT}>",
    f"<form action='javascript:{SCRIPT}'><button>x</button></form>",
    f"&lt;script&gt;{SCRIPT}&lt;/script&gt;",
    f"&lt;img src=x onerror={SCRIPT}&gt;",
    f"<noscript><p title='</noscript><img src=x onerror={SCRIPT}>'>",
    f"<pre>&lt;/code&gt;&lt;script&gt;{SCRIPT}&lt;/script&gt;</pre>",
    f"<pre class='language-\"&gt;&lt;script&gt;{SCRIPT}&lt;/script&gt;'>x</pre>",
    f"<table><caption>&lt;script&gt;{SCRIPT}&lt;/script&gt;</caption><tr><td>a<td>b<tr><td>c<td>d</table>",
    f"<ol start='1\" onclick=\"{SCRIPT}'><li>x</ol>",
    f"<template><script>{SCRIPT}</script></template>",
    f"<base href='javascript:{SCRIPT}//'>",
    f"<meta property='og:image' content='javascript:{SCRIPT}'>",
    f"<link rel=canonical href='javascript:{SCRIPT}'>",
    f"[x](javascript:{SCRIPT})",
    f"![x](javascript:{SCRIPT})",
    f"&lt;javascript:{SCRIPT}&gt;",
    f"[x]: javascript:{SCRIPT}",
    f"`</code><script>{SCRIPT}</script>`",
    f"&amp;lt;script&amp;gt;{SCRIPT}",
    '<script type="application/ld+json">{"@type":"Article","headline":"</h1><script>alert(1)<\\/script>"}</script>',
    '<script type="application/ld+json">{"@type":"Article","author":"<img src=x onerror=alert(1)>"}</script>',
)
PROSE = "<p>It rained on Monday, and nobody in the village was surprised by that, least of all the old miller.</p>"


def poisoned(payload: str) -> str:
    around = f"{PROSE}<p>So. {payload} And on.</p>{payload}<h2>x {payload}</h2>{PROSE}"
    return f"<title>{payload}</title><h1>Rain {payload}</h1>{around}"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_comes_out_in_html(payload: str) -> None:
    article = extract(poisoned(payload), url="https://frog.example/")
    html = body_of(article)
    assert clean(html) == html
    assert "<script" not in article.to_html()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_comes_out_in_markdown(payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from markdown_it import MarkdownIt

    article = extract(poisoned(payload), url="https://frog.example/")
    # The most trusting reader: raw HTML stays, and addresses of any scheme are links.
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    monkeypatch.setattr(reader, "validateLink", lambda _: True)
    shown = reader.render(article.to_markdown())
    safe = nh3.clean(shown, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None)
    tags = {*TAGS, "script", "iframe", "svg", "style", "object", "embed", "form", "input", "math", "base", "body", "details"}
    unsafe = nh3.clean(
        shown, tags=tags, attributes=ATTRIBUTES, link_rel=None, clean_content_tags=set(),
        url_schemes={"http", "https", "mailto", "javascript", "data", "vbscript"},
    )  # fmt: skip
    assert safe == unsafe
    assert not [
        name for element in lxml_html.fromstring(shown).iter() for name in element.attrib if str(name).startswith("on")
    ]


def test_a_reader_that_trusts_sees_what_the_tests_above_look_for() -> None:
    """Whether these tests can fail: Markdown that is not escaped is told apart."""
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark", {"html": True}).render("<script>x</script> <img src=x onerror=alert(1)>")
    assert clean(shown) != shown


def test_a_hidden_payload_of_an_article_made_by_hand_is_left_out_too() -> None:
    article = extract(poisoned(""), url="https://frog.example/")
    evil = dataclasses.replace(article, title="<script>alert(1)</script>", lead="</p><script>alert(1)</script>")
    assert clean(body_of(evil)) == body_of(evil)
