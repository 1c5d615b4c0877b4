"""Markdown and HTML of articles: every kind of block, escaping, and what reads back from them."""

from __future__ import annotations

import dataclasses
import doctest
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from declutter import (
    Article,
    BodyBlock,
    Cell,
    Code,
    Embed,
    Figure,
    Footnote,
    Heading,
    Image,
    List,
    ListItem,
    Metadata,
    Paragraph,
    Post,
    Quote,
    Rule,
    Span,
    Table,
    extract,
)
from declutter.data import demo_page
from declutter.render import inline, markdown_inline
from declutter.render.html import render_html
from declutter.render.markdown import render_markdown, text_lines

if TYPE_CHECKING:
    from markdown_it.token import Token

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

NASTY = (
    "# no heading", "#hashtag", "####### seven", "> no quote", "- no item", "-", "+ no item", "* no item",
    "1. no item", "1) no item", "12345. no item", "2024. A year", "3.14 is no item", "1986.", "---",
    "- - -", "***", "___", "_ _ _", "===", "=", "*stars* and **more**", "_under_ and __more__",
    "snake_case and _private_ and __init__", "a*b*c", "a_b_c", "`code`", "``` fence", "~~~ fence",
    "~~gone~~", "~one~", "~500 people", "~~5~~", "[link](https://x.example)", "[ref]: https://x.example",
    "[1]", "![image](x.png)", "<script>alert(1)</script>", "<https://x.example>", "a < b > c",
    "<!-- no comment -->", "<?php", "</p>", "&amp; &copy; &#65; &#x41; AT&T", "&nope", "back\\slash", "\\*",
    "\\", "ends with \\", "a\\\\b", "| a | b |", "|---|---|", ":-:", "--|--", "a | b\n--- | ---",
    "a|b\n:-:", "title\n===", "title\n---", "title\n- x", "a\n# b", "a\n> b", "a\n1. b", "a\n+",
    "line\nbreak", "two\\\nlines", "ends in hash #", "C #", "#", "# #", "C# and F#", "\ttab",
    "    four spaces", "no\u00a0break", "中文 *星*", "emoji 🎈_x_", "\"quotes\" 'and' &quot;", "$x_1$",
    "http://x.example/a_b_c?d=*e*&copy=1", "a  b", "!", "![", "]", "(", "``", "`", "`` ` ``", "*", "**",
    "_", "~", "~~", "<", "&", "&;", "&#;", "|", "\\|", "a\\|b|c", "...", "[ ] task",
)  # fmt: skip


def blocks_of(text: str) -> list[tuple[Any, ...]]:
    """Return what a CommonMark parser reads: (kind, text …) a block, nothing but text inside."""
    return _read(PARSER.parse(text))


def _read(tokens: list[Token]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = next(i for i in range(at, len(tokens)) if i == at or _closes(tokens[i], token)) if token.nesting == 0 else at
        if token.nesting == 1:
            end = next(i for i in range(at + 1, len(tokens)) if _closes(tokens[i], token))
        found.append(_block(token, tokens[at + 1 : end]))
        at = end + 1
    return found


def _closes(token: Token, opening: Token) -> bool:
    return token.nesting == -1 and token.level == opening.level


def _block(token: Token, inside: list[Token]) -> tuple[Any, ...]:
    kind = token.type.removesuffix("_open")
    if kind == "heading":
        return (kind, int(token.tag[1:]), _text(inside[0]))
    if kind == "paragraph":
        return (kind, _text(inside[0]))
    if kind == "fence":
        return (kind, token.info, token.content)
    if kind == "hr":
        return (kind,)
    if kind == "table":
        return (kind, *_rows(inside))
    return (kind, *_read(inside))


def _rows(tokens: list[Token]) -> list[tuple[str, ...]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_text(token))
    return [tuple(row) for row in rows]


_MARKS = {"strong": "strong", "em": "emphasis", "s": "strike", "link": "link"}


def marked(inline: Token) -> list[tuple[str, frozenset[tuple[str, str | None]]]]:
    """Return what a parser shows of inline markup: a character each, with its marks (kind, URL)."""
    shown: list[tuple[str, frozenset[tuple[str, str | None]]]] = []
    opened: list[tuple[str, str | None]] = []
    for token in inline.children or []:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "html_inline":
            kind = token.content.strip("</>")
            assert kind in {"sub", "sup"}, token.content
            if token.content.startswith("</"):
                opened.remove((kind, None))
            else:
                opened.append((kind, None))
        elif token.nesting == 1:
            opened.append((_MARKS[kind], str(token.attrs["href"]) if kind == "link" else None))
        elif token.nesting == -1:
            opened.pop()
        else:
            assert token.type in {"text", "text_special", "hardbreak", "code_inline"}, inline.content
            marks = frozenset((*opened, *([("code", None)] if token.type == "code_inline" else [])))
            shown += ((character, marks) for character in ("\n" if token.type == "hardbreak" else token.content))
    assert not opened
    return shown


def _text(inline: Token) -> str:
    return "".join(character for character, _ in marked(inline))


def plain(text: str) -> str:
    """Return a text as renderers lay it out: lines without the white space around them."""
    return "\n".join(text_lines(text))


def of(*body: BodyBlock, **values: Any) -> Article:
    return Article(body=body, **values)


def item(text: str, *below: BodyBlock) -> ListItem:
    return ListItem((Paragraph(text), *below))


def items(*texts: str) -> tuple[ListItem, ...]:
    return tuple(map(item, texts))


def quote(*texts: str) -> Quote:
    return Quote(tuple(map(Paragraph, texts)))


def table(*rows: tuple[str, ...], header: bool = False) -> Table:
    return Table(tuple(tuple(Cell(text, header=header and not at) for text in row) for at, row in enumerate(rows)))


# Markdown: the kinds of blocks


def test_title_is_a_heading_and_lead_a_paragraph() -> None:
    assert render_markdown(of(Paragraph("Body."), title="Title", lead="Lead.")) == "# Title\n\nLead.\n\nBody.\n"


def test_an_article_without_anything_is_no_text() -> None:
    assert render_markdown(Article()) == ""


def test_blocks_without_text_leave_no_trace() -> None:
    empty = of(
        Heading(""),
        Paragraph(" "),
        List(()),
        List(items("")),
        Quote(()),
        quote(""),
        Code("\n"),
        Table(()),
        table(("",)),
    )
    assert render_markdown(empty) == ""
    assert '<article dir="auto">\n</article>' in render_html(empty)


@pytest.mark.parametrize(("level", "hashes"), [(1, "#"), (2, "##"), (6, "######"), (0, "#"), (9, "######")])
def test_headings_keep_their_level_within_what_markdown_has(level: int, hashes: str) -> None:
    assert render_markdown(of(Heading("Rain", level))) == f"{hashes} Rain\n"


def test_a_line_break_inside_a_paragraph_is_a_hard_one() -> None:
    assert render_markdown(of(Paragraph("one\ntwo"))) == "one\\\ntwo\n"


def test_lists_nest_by_depth_and_count_anew_in_each() -> None:
    below = List((item("b"), item("c", List(items("d"))), item("e")), ordered=True)
    nested = List((item("a", below), item("f")))
    assert render_markdown(of(nested)) == "- a\n  1. b\n  2. c\n     - d\n  3. e\n- f\n"


def test_the_lines_of_an_item_are_indented_below_its_mark() -> None:
    assert render_markdown(of(List(items("one\ntwo"), ordered=True))) == "1. one\\\n   two\n"


def test_what_is_below_the_tenth_item_is_indented_as_far_as_its_text() -> None:
    long = List((*items(*"abcdefghi"), item("j", List(items("k")))), ordered=True)
    assert render_markdown(of(long)).endswith("9. i\n10. j\n    - k\n")


def test_neighbouring_lists_stay_two() -> None:
    article = of(List(items("a")), List(items("b")), List(items("c")), Paragraph("p"), List(items("d")))
    assert render_markdown(article) == "- a\n\n* b\n\n- c\n\np\n\n- d\n"
    assert [kind for kind, *_ in blocks_of(render_markdown(article))].count("bullet_list") == 4
    numbered = of(List(items("a"), ordered=True), List(items("b"), ordered=True))
    assert [kind for kind, *_ in blocks_of(render_markdown(numbered))] == ["ordered_list", "ordered_list"]


def test_a_list_counts_from_its_start() -> None:
    assert render_markdown(of(List(items("a", "b"), ordered=True, start=7))) == "7. a\n8. b\n"
    below = List(items("b"), ordered=True, start=3)  # which could not interrupt a paragraph
    assert blocks_of(render_markdown(of(List((item("a", below),))))) == [
        ("bullet_list", ("list_item", ("paragraph", "a"), ("ordered_list", ("list_item", ("paragraph", "b")))))
    ]


def test_tasks_have_boxes() -> None:
    tasks = List((ListItem((Paragraph("a"),), checked=True), ListItem((Paragraph("b"),), checked=False)))
    assert render_markdown(of(tasks)) == "- [x] a\n- [ ] b\n"


def test_an_item_holds_blocks_of_all_kinds() -> None:
    held = (
        Paragraph("a"),
        Code("x\n\n  y", "py"),
        quote("b", "c"),
        table(("d", "e"), ("f", "g"), header=True),
        Paragraph("h"),
    )
    for ordered in (False, True):
        assert blocks_of(render_markdown(of(List((ListItem(held),), ordered=ordered)))) == [
            (
                "ordered_list" if ordered else "bullet_list",
                (
                    "list_item", ("paragraph", "a"), ("fence", "py", "x\n\n  y\n"),
                    ("blockquote", ("paragraph", "b"), ("paragraph", "c")), ("table", ("d", "e"), ("f", "g")),
                    ("paragraph", "h"),
                ),
            )
        ]  # fmt: skip


def test_a_quote_ends_with_its_attribution() -> None:
    assert render_markdown(of(Quote((Paragraph("a"),), "Mo"))) == "> a\n>\n> — Mo\n"
    assert render_markdown(of(Quote((Paragraph("a"),), "— Mo"))) == "> a\n>\n> — Mo\n"
    assert render_markdown(of(Quote((Paragraph("a"),), " "))) == "> a\n"


def test_a_quote_holds_quotes_and_lists() -> None:
    held = Quote((quote("a"), List(items("b"))))
    assert blocks_of(render_markdown(of(held))) == [
        ("blockquote", ("blockquote", ("paragraph", "a")), ("bullet_list", ("list_item", ("paragraph", "b"))))
    ]


def test_a_quote_keeps_its_paragraphs_apart() -> None:
    assert render_markdown(of(quote("one\ntwo", "three"))) == "> one\\\n> two\n>\n> three\n"


def test_code_is_fenced_by_more_backticks_than_it_holds() -> None:
    assert render_markdown(of(Code("a\n````\nb", "py"))) == "`````py\na\n````\nb\n`````\n"


@pytest.mark.parametrize(
    ("language", "info"),
    [
        ("c++", "c++"),
        ("C#", "C#"),
        ("objective-c", "objective-c"),
        ("a` b\n*c*", "abc"),
        (None, ""),
        ("x" * 99, "x" * 40),
    ],
)
def test_a_code_language_is_one_harmless_word(language: str | None, info: str) -> None:
    assert blocks_of(render_markdown(of(Code("x", language)))) == [("fence", info, "x\n")]


def test_code_keeps_its_white_space() -> None:
    code = "def f():\n\treturn 1\n\n    # *not* <b>markup</b> &amp;\n~~~"
    assert blocks_of(render_markdown(of(Code(code)))) == [("fence", "", f"{code}\n")]


def test_a_table_has_its_header() -> None:
    data = table(("Name", "Share"), ("a|b", "1 %"), header=True)
    assert render_markdown(of(data)) == "| Name | Share |\n| --- | --- |\n| a\\|b | 1 % |\n"


def test_a_table_without_a_header_gets_an_empty_one_and_rows_of_one_length() -> None:
    data = table(("a", "b\nc"), ("d",))
    assert blocks_of(render_markdown(of(data))) == [("table", ("", ""), ("a", "b c"), ("d", ""))]


def images_of(text: str) -> list[tuple[str, str]]:
    """Return the images of a Markdown text: alternative text and address."""
    tokens = [child for token in PARSER.parse(text) for child in token.children or [] if child.type == "image"]
    return [(token.content, str(token.attrs["src"])) for token in tokens]


FIGURE = Figure("https://x.example/a_(1).jpg", "A *star*", "Rain, *falling*.", "Mo", 640, 480, spans=(Span(0, 4, "strong"),))


def test_a_figure_is_an_image_above_its_caption_and_credit() -> None:
    text = render_markdown(of(FIGURE))
    assert text == "![A \\*star\\*](https://x.example/a_%281%29.jpg)\n\n**Rain**, \\*falling\\*.\n\nMo\n"
    assert images_of(text) == [("A \\*star\\*", "https://x.example/a_%281%29.jpg")]


@pytest.mark.parametrize("text", NASTY)
def test_alternative_text_is_no_markup(text: str) -> None:
    ((alt, url),) = images_of(render_markdown(of(Figure("https://x.example/a", text))))
    (shown,) = PARSER.parseInline(alt)
    assert url == "https://x.example/a"
    assert "".join(child.content for child in shown.children or []) == " ".join(text_lines(text))


def test_an_embed_is_its_words_and_a_link() -> None:
    embed = Embed("https://video.example/1?a=1&b=2", "Video", "Look!")
    assert render_markdown(of(embed)) == "Look!\n\n[Video](https://video.example/1?a=1&b=2)\n"
    assert render_markdown(of(Embed("https://video.example/1"))).startswith("[https://video.example/1](")


def test_a_rule_is_a_rule_wherever_it_stands() -> None:
    listed = List((ListItem((Rule(),)), item("b", Rule())))
    assert blocks_of(render_markdown(of(Paragraph("a"), Rule(), listed, Quote((Rule(),))))) == [
        ("paragraph", "a"),
        ("hr",),
        ("bullet_list", ("list_item", ("hr",)), ("list_item", ("paragraph", "b"), ("hr",))),
        ("blockquote", ("hr",)),
    ]


def test_media_in_html() -> None:
    body = render_html(of(FIGURE, Embed("https://video.example/1", "Video", "Look!"), Rule())).split("<body>\n")[1]
    assert body.startswith(
        """<article dir="auto">
<figure><img src="https://x.example/a_(1).jpg" alt="A *star*" width="640" height="480">
<figcaption><strong>Rain</strong>, *falling*.<br>
<small class="credit">Mo</small></figcaption></figure>
<blockquote class="embed">
<p>Look!</p>
<p><a href="https://video.example/1" rel="noopener noreferrer">Video</a></p>
</blockquote>
<hr>
</article>"""
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:image/png;base64,x", "//x.example/a", ""])
def test_media_of_unsafe_addresses_are_left_out(url: str) -> None:
    for written in (render_markdown, render_html):
        text = written(of(Figure(url, caption="a"), Embed(url, "Video", "b"), Paragraph("c")))
        assert not (url and url in text)
        assert "<img" not in text
        assert all(word in text for word in "abc")


# Markdown: what is written reads back


@pytest.mark.parametrize("text", NASTY)
def test_text_reads_back_wherever_it_stands(text: str) -> None:
    one_line = " ".join(plain(text).split("\n"))
    article = of(
        Heading(text, 3),
        Paragraph(text),
        quote(text, text),
        List((item(text, List(items(text, text), ordered=True)),)),
        table((text, text), (text, "x"), header=True),
        title=text,
        lead=text,
    )
    paragraph = ("paragraph", plain(text))
    assert blocks_of(render_markdown(article)) == [
        ("heading", 1, one_line),
        paragraph,
        ("heading", 3, one_line),
        paragraph,
        ("blockquote", paragraph, paragraph),
        (
            "bullet_list",
            ("list_item", paragraph, ("ordered_list", ("list_item", paragraph), ("list_item", paragraph))),
        ),
        ("table", (one_line, one_line), (one_line, "x")),
    ]


MARKUP = st.text(st.sampled_from("#>-+*_`~[]()<>!&;|\\:=1.) \n\ta中"), max_size=24)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(MARKUP)
def test_any_paragraph_reads_back(text: str) -> None:
    expected = [("paragraph", plain(text))] if plain(text) else []
    assert blocks_of(render_markdown(of(Paragraph(text)))) == expected


LISTS = st.recursive(
    st.builds(
        lambda texts, ordered: List(items(*texts), ordered),
        st.lists(MARKUP.filter(plain), min_size=1, max_size=3),
        st.booleans(),
    ),
    lambda below: st.builds(
        lambda parts, ordered, start: List(
            tuple(item(text, *lists) for text, lists in parts), ordered, start if ordered else 1
        ),
        st.lists(st.tuples(MARKUP.filter(plain), st.lists(below, max_size=2)), min_size=1, max_size=3),
        st.booleans(),
        st.integers(0, 12),
    ),
    max_leaves=6,
)


def read_list(listed: List) -> tuple[Any, ...]:
    """Return a list of paragraphs and lists as `blocks_of` gives it."""
    kind = "ordered_list" if listed.ordered else "bullet_list"
    parts = [
        [read_list(b) if isinstance(b, List) else ("paragraph", plain(b.text)) for b in held.blocks] for held in listed.items
    ]
    return (kind, *(("list_item", *part) for part in parts))


@settings(derandomize=True, deadline=None, max_examples=400)
@given(LISTS)
def test_any_list_reads_back(listed: List) -> None:
    read = blocks_of(render_markdown(of(listed)))
    assert read == [read_list(listed)]


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.lists(st.lists(MARKUP, min_size=2, max_size=3), min_size=1, max_size=3), st.booleans())
def test_any_table_reads_back(rows: list[list[str]], header: bool) -> None:
    width = max(map(len, rows))
    cells = [tuple([plain(cell).replace("\n", " ") for cell in row] + [""] * (width - len(row))) for row in rows]
    if any(map(any, cells)):
        assert blocks_of(render_markdown(of(table(*map(tuple, rows), header=header)))) == [
            ("table", *([] if header else [("",) * width]), *cells)
        ]


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(st.sampled_from("`~ \nab\t"), max_size=24).filter(str.strip))
def test_any_code_reads_back(text: str) -> None:
    assert blocks_of(render_markdown(of(Paragraph("p"), Code(text)))) == [
        ("paragraph", "p"),
        ("fence", "", f"{text}\n"),
    ]


def test_prose_stays_free_of_escapes() -> None:
    prose = 'It cost ~500 (5 < 6 & 7 > 2) in snake_case; AT&T said: "no - never!" 100% = x | y + 3.14, is it? C#.'
    assert render_markdown(of(Paragraph(prose))) == f"{prose}\n"


def test_the_examples_in_the_docstrings_hold() -> None:
    assert (doctest.testmod(markdown_inline).failed, doctest.testmod(inline).failed) == (0, 0)


# HTML

FULL = Article(
    title="Rain & <sun>",
    lead="A lead that is long enough\nto be one, in two lines.",
    body=(
        Heading("What fell", 2),
        Paragraph("One line of the first paragraph,\nand another one of it."),
        List((item("a", List(items("b", "c"), ordered=True)), item("d"))),
        quote("A quotation.", "Its second paragraph."),
        Code('if a < b:\n    print("&")', "python"),
        table(("Day", "mm"), ("Monday", "12"), ("Tuesday", "3"), header=True),
    ),
    metadata=Metadata(
        authors=("Ada Lark", "Bo Finch"),
        published=datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc),
        modified=date(2024, 3, 6),
        site_name="The Daily Frog",
        url="https://frog.example/rain?a=1&b=2",
        language="en",
        description='It rained, "a lot".',
        image=Image("https://frog.example/rain.jpg"),
        tags=("rain", "sun & moon"),
        license="https://creativecommons.org/licenses/by/4.0/",
    ),
)


def test_html_of_every_kind_of_block() -> None:
    body = render_html(FULL).split("<body>\n")[1]
    assert (
        body
        == """\
<article dir="auto">
<h1>Rain &amp; &lt;sun&gt;</h1>
<p class="lead">A lead that is long enough<br>
to be one, in two lines.</p>
<h2>What fell</h2>
<p>One line of the first paragraph,<br>
and another one of it.</p>
<ul>
<li>a
<ol>
<li>b</li>
<li>c</li>
</ol>
</li>
<li>d</li>
</ul>
<blockquote>
<p>A quotation.</p>
<p>Its second paragraph.</p>
</blockquote>
<pre><code class="language-python">if a &lt; b:
    print("&amp;")</code></pre>
<table>
<thead>
<tr><th>Day</th><th>mm</th></tr>
</thead>
<tbody>
<tr><td>Monday</td><td>12</td></tr>
<tr><td>Tuesday</td><td>3</td></tr>
</tbody>
</table>
</article>
</body>
</html>
"""
    )


def test_html_head_says_what_is_known_and_reads_back() -> None:
    page = render_html(FULL)
    assert page.startswith(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Rain &amp; &lt;sun&gt;</title>\n'
    )
    assert '<link rel="canonical" href="https://frog.example/rain?a=1&amp;b=2">' in page
    assert written(extract(page).metadata) == written(FULL.metadata)


def test_html_of_nothing_is_a_page() -> None:
    page = render_html(Article())
    assert page.startswith("<!DOCTYPE html>\n<html>\n<head>")
    assert "<h1>" not in page
    assert extract(page).body == ()


def test_a_table_without_a_header_has_no_head() -> None:
    page = render_html(of(table(("a", "b"), ("c", "d"))))
    assert "<thead>" not in page
    assert "<tbody>\n<tr><td>a</td><td>b</td></tr>" in page


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x.example/a",
        "https://[broken",
        "x",
    ],
)
def test_only_web_addresses_are_linked(url: str) -> None:
    page = render_html(of(Paragraph("p"), metadata=Metadata(url=url, license=url, image=Image(url))))
    assert "href" not in page
    assert "og:image" not in page


EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)><style>*{}</style></title></pre></article>"


def test_no_field_can_bring_markup() -> None:
    body: tuple[BodyBlock, ...] = (
        Heading(EVIL), Paragraph(EVIL), List(items(EVIL)), Quote((Paragraph(EVIL),), EVIL), Code(EVIL, EVIL),
        Table(((Cell(EVIL, header=True),),), EVIL),
    )  # fmt: skip
    url = f"https://x.example/{EVIL}"
    metadata = Metadata(
        authors=(EVIL,), site_name=EVIL, url=url, language=EVIL, description=EVIL, image=Image(url),
        tags=(EVIL,), license=url,
    )  # fmt: skip
    page = render_html(Article(title=EVIL, lead=EVIL, body=body, metadata=metadata, notes=(EVIL,)))
    tree = lxml_html.fromstring(page)
    assert not list(tree.iter("script", "style", "img"))
    assert not [name for element in tree.iter() for name in element.attrib if str(name).startswith("on")]
    assert len(list(tree.iter("article"))) == 1
    texts = [str(element.xpath("string()")) for element in tree.iter("title", "h1", "h2", "p", "li", "pre", "th")]
    assert texts == [EVIL] * 9
    assert [str(element.xpath("string()")) for element in tree.iter("footer", "caption")] == [EVIL] * 2


# HTML: what is written reads back

PROSE = (
    "The river rose by two metres overnight, and the lower street, where bakers live, had to be cleared.",
    "Nobody was hurt, said the mayor, although three cellars are full of water and the bridge is closed.",
    "The rain is to end on Thursday; until then, schools remain shut, and buses take the upper road.",
)
WRITTEN = (
    Article(
        title="River rises again",
        lead="Two metres overnight, and more rain to come.",
        body=tuple(map(Paragraph, PROSE)),
    ),
    Article(
        title="Two < three & other <b>truths</b>",
        lead='A lead with <script> & "quotes" in it,\nand a second line.',
        body=tuple(Paragraph(text.replace(", ", " <&>,\n")) for text in PROSE),
    ),
    Article(
        title="River rises again",
        body=(
            Paragraph(PROSE[0]),
            Heading("What is closed", 3),
            List((item(PROSE[1], List(items("the school, with all its halls"), ordered=True)), item("the old bridge"))),
            quote(PROSE[1], "We have seen worse, and we will see worse again."),
            Paragraph(PROSE[2]),
        ),
    ),
)


def written(metadata: Metadata) -> dict[str, object]:
    """Return the metadata that our HTML carries."""
    names = "authors published modified site_name url language description tags license".split()
    found = {name: getattr(metadata, name) for name in names}
    return found | {"image": metadata.image and (metadata.image.url, metadata.image.width, metadata.image.height)}


@pytest.mark.parametrize("article", WRITTEN, ids=["prose", "markup in text", "kinds of blocks"])
def test_an_article_reads_back_from_its_html(article: Article) -> None:
    again = extract(article.to_html())
    assert (again.title, again.lead, again.body) == (article.title, article.lead, article.body)


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in FIXTURES.glob("*/page.html")))
def test_extraction_is_idempotent_on_its_own_html(slug: str) -> None:
    article = extract((FIXTURES / slug / "page.html").read_bytes(), url="https://frog.example/a")
    again = extract(article.to_html())
    assert without_media(again).paragraphs == without_media(article).paragraphs
    assert (again.title, again.lead, written(again.metadata)) == (article.title, article.lead, written(article.metadata))


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in FIXTURES.glob("*/page.html")))
def test_the_text_of_a_page_reads_back_from_its_markdown(slug: str) -> None:
    article = without_media(extract((FIXTURES / slug / "page.html").read_bytes()))
    shown = _shown(blocks_of(article.to_markdown()))
    wanted = " ".join(filter(None, (article.title, article.text)))
    assert shown.split() == wanted.split()


def without_media(article: Article) -> Article:
    """Return the article without what may be shown and yet is no part of its text: captions, bylines, marks of notes."""

    def strip(blocks: tuple[BodyBlock, ...]) -> tuple[BodyBlock, ...]:
        kept = (
            block
            for whole in blocks
            for block in (whole.blocks if isinstance(whole, Footnote) else (whole,))
            if not isinstance(block, Figure | Embed | Rule)
        )
        return tuple(
            dataclasses.replace(block, items=tuple(ListItem(strip(held.blocks)) for held in block.items))
            if isinstance(block, List)
            else dataclasses.replace(block, blocks=strip(block.blocks))
            if isinstance(block, Quote)
            else Post(strip(block.blocks), parent=block.parent)
            if isinstance(block, Post)
            else block
            for block in kept
        )

    return dataclasses.replace(article, body=strip(article.body))


def _shown(blocks: list[tuple[Any, ...]]) -> str:
    """Return all text, in reading order."""
    words: list[str] = []
    for kind, *rest in blocks:
        if kind == "fence":
            words.append(rest[1])
        elif kind == "table":
            words += [cell for row in rest for cell in row]
        else:
            words += [part if isinstance(part, str) else _shown([part]) for part in rest if not isinstance(part, int)]
    return " ".join(words)


def test_the_demo_page_reads_back() -> None:
    article = extract(demo_page())
    again = extract(article.to_html())
    same = {"confidence": article.confidence, "metadata": article.metadata, "page_type": article.page_type}
    assert dataclasses.replace(again, **same) == article  # type: ignore[arg-type]
    assert written(again.metadata) == written(article.metadata)
