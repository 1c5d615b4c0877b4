"""The time that a page takes grows in step with its size, whatever it is made of: four times the page, about as long."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from declutter import Article, Options, explain, extract, extract_text

MAX_RATIO = 8.0  # of the times of a page and one of four times its size; what grows with the square has 16
MIN_SECONDS = 0.06  # below this, times say nothing
SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller."
PARAGRAPH = f"<p>{SENTENCE}</p>"
WIDE_OPEN = Options(max_blocks=10**9)


def each(pattern: str, n: int) -> str:
    """Return the pattern n times, with "@" replaced by the number of the copy."""
    return "".join(pattern.replace("@", str(i)) for i in range(n))


def json_ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


# Each makes a page of about n pieces; n is small enough for the page to be parsed as it stands, and then large.
SHAPES: dict[str, Callable[[int], str | bytes]] = {
    # Depth
    "nested quotes with text": lambda n: "<blockquote>x" * n + PARAGRAPH * 100,
    "paragraphs in nested quotes": lambda n: "<blockquote>" * (n // 2) + PARAGRAPH * (n // 2),
    "nested lists": lambda n: "<ul><li>x" * (n // 2),
    "lists inside a deep list": lambda n: "<ul><li>" * (n // 4) + "<li>x" * (n // 2),
    "nested inline tags": lambda n: "<p>" + "<span>x" * n,
    "nested inline tags, empty": lambda n: "<p>a" + "<span>" * n + "</span>" * n + "b",
    "blocks in nested inline tags": lambda n: "<span>" * (n // 2) + "<div>x</div>" * (n // 2),
    "nested tables": lambda n: "<table><tr><td>a<td>b<tr><td>c<td>" * (n // 7),
    "nested articles": lambda n: "<article><h2>Rain</h2>" * (n // 3) + PARAGRAPH * 4,
    "nested custom elements": lambda n: "<x-box>a" * n,
    "tags that look closed": lambda n: "<div/>x" * n,
    "end tags that close nothing": lambda n: "<div>x</span></p></b>" * (n // 4),
    "misnested spans": lambda n: "<span><div></span>x" * (n // 3),
    "misnested formatting": lambda n: "<b><div></b>x" * (n // 3),
    "void elements in a drawing": lambda n: "<svg>" + "<input>x" * n,
    "void elements and groups in a drawing": lambda n: "<svg>" + "<input><g>x" * (n // 2),
    "a drawing's script in a script": lambda n: "<svg>" + '<script type="ld+json"><g>x' * (n // 2),
    "nested forms": lambda n: "<form><div></form>x" * (n // 3),
    "nested shadow roots": lambda n: "<div><template shadowrootmode=open>x" * (n // 2),
    "an unclosed noscript": lambda n: "<noscript>" + f"<div>{SENTENCE}" * n,
    "a noscript of <": lambda n: "<p>x<noscript>" + "<" * (20 * n),
    # Formatting that is never closed
    "different formatting in every paragraph": lambda n: each("<p><b id=@>x", n // 2),
    "much formatting, then paragraphs": lambda n: "<p>" + each("<font size=@>", n // 2) + "<p>x" * (n // 2),
    "formatting in cells": lambda n: "<table>" + each("<tr><td><i id=@>x", n // 3),
    "links that never close": lambda n: each("<p><a href=@>x", n // 2),
    # Width
    "siblings": lambda n: "<p>x</p>" * n,
    "paragraphs": lambda n: PARAGRAPH * n,
    "different paragraphs": lambda n: each(f"<p>{SENTENCE} @", n),
    "headings": lambda n: "<title>Rain falls</title>" + "<h2>Rain falls again</h2>" * n,
    "sections with a junk title": lambda n: f"<div><p>Read also</p>{PARAGRAPH}</div>" * (n // 4),
    "nested sections with a junk title": lambda n: "<div><p>Read also</p>" * (n // 3) + PARAGRAPH * 100,
    "junk titles": lambda n: "<p>Read also</p>" * n,
    "other articles": lambda n: PARAGRAPH * 4 + f"<article><h1>Rain</h1>{PARAGRAPH * 3}</article>" * (n // 6),
    "a list": lambda n: "<ul>" + "<li>x</li>" * n + "</ul>",
    "short lists": lambda n: f"<ul><li>x<li>{SENTENCE}</ul>" * (n // 4),
    "definitions": lambda n: "<dl>" + "<dt>x<dd>y" * n,
    "a table": lambda n: PARAGRAPH * 3 + "<table>" + "<tr><td>a<td>b" * (n // 3),
    "tables": lambda n: PARAGRAPH * 3 + "<table><tr><td>a<td>b<tr><td>c<td>d</table>" * (n // 8),
    "a table with pictures": lambda n: PARAGRAPH * 3 + "<table>" + "<tr><td>a<img src=x><hr><td>b" * (n // 4),
    "posts": lambda n: each(f"<div class=post><a class=username>Mo @</a><time>1.1.2024</time><p>{SENTENCE}</div>", n // 5),
    "nested comments": lambda n: "<div class=comment><b class=author>Mo</b>x" * (n // 3),
    "boxes": lambda n: PARAGRAPH * 3 + "<div class=admonition><p class=admonition-title>x<p>y</div>" * (n // 3),
    "a row of cells": lambda n: "<table><tr>" + "<td>a" * n,
    "fostered text": lambda n: "<table>" + "x<p>y" * n,
    "options": lambda n: "<select>" + "<option>x" * n,
    "forms": lambda n: "<form><input><label>x</label><button>y</button></form>" * (n // 6),
    "times": lambda n: "<h1>Rain</h1>" + "<time datetime=2024-01-01>1 January</time>" * n,
    "bylines": lambda n: '<meta name=author content="Mo Frog"><h1>Rain</h1>' + "<p>By Mo Frog</p>" * n,
    "line breaks": lambda n: "<p>" + "w<br>" * n,
    "double line breaks": lambda n: "<p>" + "w<br><br>" * n,
    "quotes": lambda n: PARAGRAPH * 3 + "<blockquote>x</blockquote>" * n,
    "pictures": lambda n: "<figure><img src=x><figcaption>x</figcaption></figure>" * (n // 3),
    "details": lambda n: f"<details><summary>x</summary>{SENTENCE}</details>" * (n // 4),
    "ruby": lambda n: "<p>" + "<ruby>x<rt>y</rt></ruby>" * (n // 4),
    "scripts": lambda n: "<script>x</script>" * n + PARAGRAPH,
    "templates": lambda n: "<template>x</template>" * n + PARAGRAPH,
    "noscripts": lambda n: "<noscript>x</noscript>" * n + PARAGRAPH,
    # Text
    "blanks between inline tags": lambda n: "<p>a" + "<i> </i>" * n + "b",
    "blanks in code": lambda n: "<pre>a" + "<i> </i>" * n + "b",
    "no-break spaces between inline tags": lambda n: "<p>a" + "<i>&nbsp;</i>" * n + "b",
    "letters in inline tags": lambda n: "<p>" + "<i>a</i> <b>b</b>" * n,
    "hidden letters": lambda n: "<p>a" + "<span hidden>x</span>" * n,
    "links": lambda n: "<p>" + "<a href=x>x</a>" * n,
    "one word": lambda n: "<p>" + "w" * (200 * n),
    "words": lambda n: "<p>" + "w " * (100 * n),
    "commas": lambda n: "<p>" + "," * (100 * n),
    "white space": lambda n: "<p>a" + " \n\t" * (100 * n) + "b",
    "soft hyphens": lambda n: "<p>" + "w\u00ad" * (50 * n),
    "no-break spaces": lambda n: "<p>a" + "\u00a0 " * (50 * n) + "b",
    "emoji": lambda n: "<p>" + "\U0001f600" * (50 * n),
    "bidirectional marks": lambda n: "<p>" + "\u202e\u05d0\u202c" * (30 * n),
    "combining marks": lambda n: "<p>a" + "\u0301" * (50 * n),
    "entities": lambda n: "<p>" + "&amp;&nbsp;&#x1F600;" * (10 * n),
    "broken entities": lambda n: "<p>" + "&amp&#x;&" * (20 * n),
    "code": lambda n: "<pre>" + "word \n" * (50 * n),
    "text around end tags": lambda n: "<p>" + "x</b>" * n,
    # Attributes
    "attributes": lambda n: "<p " + each("a@=1 ", n) + ">" + PARAGRAPH,
    "attributes of an end tag": lambda n: PARAGRAPH + "</p " + each("a@=1 ", n) + ">",
    "attributes without end": lambda n: PARAGRAPH + "<p " + each("a@ ", n),
    "> in attributes": lambda n: "<p " + each("a@='>' ", n) + ">" + PARAGRAPH,
    "< in attributes": lambda n: "<p " + each("a@< ", n) + ">" + PARAGRAPH,
    "attributes of <body>": lambda n: each("<body a@=1>", n) + PARAGRAPH,
    "class names": lambda n: f"<p class='{each('ad@ ', n)}'>{SENTENCE}</p>",
    "elements of different classes": lambda n: each("<p class=ad-@ id=x@>x", n),
    "styles": lambda n: f"<p style='{'a:b;' * n}'>{SENTENCE}</p>",
    "a long class": lambda n: f"<p class='{'x-' * (50 * n)}'>{SENTENCE}</p>",
    "quotes that never close": lambda n: '<p class="x>' * n + PARAGRAPH,
    # Not quite markup
    "<": lambda n: "<" * (20 * n),
    "< of bytes": lambda n: b"<" * (20 * n) + b"\xe9",
    "<script of bytes": lambda n: b"<script " * (10 * n) + b"\xe9",
    "<style> of bytes": lambda n: b"<style>" * (10 * n) + b"\xe9",
    "</script": lambda n: "</script" * n + PARAGRAPH,
    "<!--": lambda n: "<!--" * (10 * n) + ">",
    "<!-->": lambda n: "<!-->" * n + PARAGRAPH,
    "comments": lambda n: "<!-- x -->" * n + PARAGRAPH,
    "scripts in comments in scripts": lambda n: "<script>" + "<!--<script></script>" * n,
    "CDATA": lambda n: "<svg>" + "<![CDATA[ x ]]>" * n,
    "CDATA in HTML": lambda n: "<p>" + "<![CDATA[ x ]]>" * n,
    "processing instructions": lambda n: "<?php x ?>" * n + PARAGRAPH,
    "NUL": lambda n: "<p>" + "a\0" * (50 * n),
    "bytes of no encoding": lambda n: b"<p>" + b"a\xff\x81" * (50 * n),
    "bytes of Latin-1": lambda n: b"<p>" + "é à".encode("latin-1") * (50 * n),
    # Metadata
    "metas": lambda n: "<meta name=author content=Mo>" * n + PARAGRAPH,
    "meta properties": lambda n: each("<meta property=article:tag content=@>", n) + PARAGRAPH,
    "link elements": lambda n: "<link rel=license href=/x>" * n + PARAGRAPH,
    "bases": lambda n: "<base href=/x>" * n + "<a href=y>z</a>" * n,
    "titles": lambda n: "<title>Rain</title>" * n + PARAGRAPH,
    "a long title": lambda n: f"<title>{'rain ' * (50 * n)}</title>" + "<h2>rain rain</h2>" * n,
    "a title of parts": lambda n: f"<title>{'rain | ' * (10 * n)}</title><h1>Rain</h1>" + PARAGRAPH,
    "JSON-LD objects": lambda n: json_ld('{"@type":"Article","headline":"Rain"}') * n + PARAGRAPH,
    "JSON-LD headlines and headings": lambda n: each(json_ld('{"@type":"Article","headline":"rain @ falls"}'), n // 10)
    + "<h2>rain falls again</h2>" * n,
    "JSON-LD authors": lambda n: json_ld('{"@type":"Article","author":[' + each('"Mo @",', n) + '"Mo"]}') + PARAGRAPH,
    "JSON-LD lists in lists": lambda n: json_ld("[" * n + "]" * n) + PARAGRAPH,
    "JSON-LD article body": lambda n: json_ld('{"@type":"Article","articleBody":"' + "<div>" * n + SENTENCE * 3 + '</div>"}'),
    "keywords": lambda n: f"<meta name=keywords content='{each('rain @,', n)}'>" + PARAGRAPH,
    "a long author": lambda n: f"<meta name=author content='{'Mo and ' * (10 * n)}'>" + PARAGRAPH,
}


def read(page: str | bytes) -> None:
    """Do all with a page that a caller may."""
    article = extract(page, options=WIDE_OPEN)
    assert isinstance(article, Article)
    article.to_markdown()
    article.to_html()
    Article.from_json(article.to_json())
    explain(page, options=WIDE_OPEN)


def seconds(page: str | bytes) -> float:
    """Return the processor time of a page; what earlier tests left for the collector to look through is none of it."""
    gc.collect()
    gc.freeze()
    try:
        started = time.process_time()
        read(page)
        return time.process_time() - started
    finally:
        gc.unfreeze()


def growth(shape: Callable[[int], str | bytes], n: int) -> float:
    """Return how many times longer four times as much takes."""
    larger = shape(4 * n)
    more = seconds(larger)
    if more < MIN_SECONDS:
        return 1.0
    less = max(seconds(shape(n)), MIN_SECONDS / 4)
    return min(more, seconds(larger)) / less if more >= MAX_RATIO * less else more / less


@pytest.mark.parametrize("name", SHAPES)
def test_four_times_the_page_takes_about_four_times_as_long(name: str) -> None:
    found = growth(SHAPES[name], 1_000)
    if found >= MAX_RATIO:  # up to the limits, of depth above all, times may grow faster: what matters is that it ends
        found = growth(SHAPES[name], 4_000)
    assert found < MAX_RATIO


def test_a_dump_of_four_times_the_lines_takes_about_four_times_as_long() -> None:
    def read_dump(n: int) -> float:
        started = time.process_time()
        extract_text(each(f"{SENTENCE} @\nShare\n", n))
        return time.process_time() - started

    read_dump(100)
    assert read_dump(8_000) < MAX_RATIO * max(read_dump(2_000), MIN_SECONDS / 4)
