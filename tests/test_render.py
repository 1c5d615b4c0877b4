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
    Code,
    Heading,
    Image,
    List,
    ListItem,
    Metadata,
    Paragraph,
    Quote,
    Table,
    extract,
)
from declutter.data import demo_page
from declutter.render import markdown
from declutter.render.html import render_html
from declutter.render.markdown import list_levels, render_markdown, text_lines

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
        end = (
            next(i for i in range(at, len(tokens)) if i == at or _closes(tokens[i], token))
            if token.nesting == 0
            else at
        )
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


def _text(inline: Token) -> str:
    shown = {"hardbreak": "\n"}
    children = inline.children or []
    assert {child.type for child in children} <= {"text", "text_special", "hardbreak"}, inline.content
    return "".join(shown.get(child.type, child.content) for child in children)


def plain(text: str) -> str:
    """Return a text as renderers lay it out: lines without the white space around them."""
    return "\n".join(text_lines(text))


def of(*body: BodyBlock, **values: Any) -> Article:
    return Article(body=body, **values)


def items(*texts: str, depth: int = 0, ordered: bool = False) -> tuple[ListItem, ...]:
    return tuple(ListItem(text, depth, ordered) for text in texts)


# Markdown: the kinds of blocks


def test_title_is_a_heading_and_lead_a_paragraph() -> None:
    assert (
        render_markdown(of(Paragraph("Body."), title="Title", lead="Lead.")) == "# Title\n\nLead.\n\nBody.\n"
    )


def test_an_article_without_anything_is_no_text() -> None:
    assert render_markdown(Article()) == ""


def test_blocks_without_text_leave_no_trace() -> None:
    empty = of(
        Heading(""),
        Paragraph(" "),
        List(()),
        List(items("")),
        Quote(()),
        Quote(("",)),
        Code("\n"),
        Table(()),
        Table((("",),)),
    )
    assert render_markdown(empty) == ""
    assert '<article dir="auto">\n</article>' in render_html(empty)


@pytest.mark.parametrize(("level", "hashes"), [(1, "#"), (2, "##"), (6, "######"), (0, "#"), (9, "######")])
def test_headings_keep_their_level_within_what_markdown_has(level: int, hashes: str) -> None:
    assert render_markdown(of(Heading("Rain", level))) == f"{hashes} Rain\n"


def test_a_line_break_inside_a_paragraph_is_a_hard_one() -> None:
    assert render_markdown(of(Paragraph("one\ntwo"))) == "one\\\ntwo\n"


def test_lists_nest_by_depth_and_count_anew_in_each() -> None:
    nested = List(
        (
            *items("a"),
            *items("b", "c", depth=1, ordered=True),
            *items("d", depth=2),
            *items("e", depth=1, ordered=True),
            *items("f"),
        )
    )
    assert render_markdown(of(nested)) == "- a\n  1. b\n  2. c\n     - d\n  3. e\n- f\n"


def test_the_lines_of_an_item_are_indented_below_its_mark() -> None:
    assert render_markdown(of(List(items("one\ntwo", ordered=True)))) == "1. one\\\n   two\n"


def test_what_is_below_the_tenth_item_is_indented_as_far_as_its_text() -> None:
    long = List((*items(*"abcdefghij", ordered=True), *items("k", depth=1)))
    assert render_markdown(of(long)).endswith("9. i\n10. j\n    - k\n")


def test_neighbouring_lists_stay_two() -> None:
    article = of(List(items("a")), List(items("b")), List(items("c")), Paragraph("p"), List(items("d")))
    assert render_markdown(article) == "- a\n\n* b\n\n- c\n\np\n\n- d\n"
    assert [kind for kind, *_ in blocks_of(render_markdown(article))].count("bullet_list") == 4
    numbered = of(List(items("a", ordered=True)), List(items("b", ordered=True)))
    assert [kind for kind, *_ in blocks_of(render_markdown(numbered))] == ["ordered_list", "ordered_list"]


def test_levels_have_no_gaps_where_depths_have() -> None:
    depths = (2, 5, 4, 2, 0, 1, 0)
    assert list_levels([ListItem("x", depth) for depth in depths]) == [0, 1, 1, 0, 0, 1, 0]


def test_a_quote_keeps_its_paragraphs_apart() -> None:
    assert render_markdown(of(Quote(("one\ntwo", "three")))) == "> one\\\n> two\n>\n> three\n"


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
    table = Table((("Name", "Share"), ("a|b", "1 %")), header=True)
    assert render_markdown(of(table)) == "| Name | Share |\n| --- | --- |\n| a\\|b | 1 % |\n"


def test_a_table_without_a_header_gets_an_empty_one_and_rows_of_one_length() -> None:
    table = Table((("a", "b\nc"), ("d",)))
    assert blocks_of(render_markdown(of(table))) == [("table", ("", ""), ("a", "b c"), ("d", ""))]


# Markdown: what is written reads back


@pytest.mark.parametrize("text", NASTY)
def test_text_reads_back_wherever_it_stands(text: str) -> None:
    one_line = " ".join(plain(text).split("\n"))
    article = of(
        Heading(text, 3),
        Paragraph(text),
        Quote((text, text)),
        List((ListItem(text), ListItem(text, 1, ordered=True), ListItem(text, 1, ordered=True))),
        Table(((text, text), (text, "x")), header=True),
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


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.lists(st.tuples(MARKUP.filter(plain), st.integers(0, 3), st.booleans()), min_size=1, max_size=6))
def test_any_list_reads_back(drawn: list[tuple[str, int, bool]]) -> None:
    listed = List(tuple(ListItem(*values) for values in drawn))
    read = blocks_of(render_markdown(of(listed)))
    assert list(_paragraphs(read)) == [plain(text) for text, _, _ in drawn]
    assert all(kind in {"bullet_list", "ordered_list"} for kind, *_ in read)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(st.lists(st.lists(MARKUP, min_size=2, max_size=3), min_size=1, max_size=3), st.booleans())
def test_any_table_reads_back(rows: list[list[str]], header: bool) -> None:
    table = Table(tuple(map(tuple, rows)), header)
    width = max(map(len, rows))
    cells = [
        tuple([plain(cell).replace("\n", " ") for cell in row] + [""] * (width - len(row))) for row in rows
    ]
    if any(map(any, cells)):
        assert blocks_of(render_markdown(of(table))) == [
            ("table", *([] if header else [("",) * width]), *cells)
        ]


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(st.sampled_from("`~ \nab\t"), max_size=24).filter(str.strip))
def test_any_code_reads_back(text: str) -> None:
    assert blocks_of(render_markdown(of(Paragraph("p"), Code(text)))) == [
        ("paragraph", "p"),
        ("fence", "", f"{text}\n"),
    ]


def _paragraphs(blocks: list[tuple[Any, ...]]) -> list[str]:
    """Return the text of all paragraphs, however deep."""
    return [
        text
        for kind, *rest in blocks
        for text in (
            rest if kind == "paragraph" else _paragraphs([part for part in rest if isinstance(part, tuple)])
        )
    ]


def test_prose_stays_free_of_escapes() -> None:
    prose = (
        'It cost ~500 (5 < 6 & 7 > 2) in snake_case; AT&T said: "no - never!" 100% = x | y + 3.14, is it? C#.'
    )
    assert render_markdown(of(Paragraph(prose))) == f"{prose}\n"


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(markdown).failed == 0


# HTML

FULL = Article(
    title="Rain & <sun>",
    lead="A lead that is long enough\nto be one, in two lines.",
    body=(
        Heading("What fell", 2),
        Paragraph("One line of the first paragraph,\nand another one of it."),
        List((*items("a"), *items("b", "c", depth=1, ordered=True), *items("d"))),
        Quote(("A quotation.", "Its second paragraph.")),
        Code('if a < b:\n    print("&")', "python"),
        Table((("Day", "mm"), ("Monday", "12"), ("Tuesday", "3")), header=True),
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
    print(&quot;&amp;&quot;)</code></pre>
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
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<title>Rain &amp; &lt;sun&gt;</title>\n"
    )
    assert '<link rel="canonical" href="https://frog.example/rain?a=1&amp;b=2">' in page
    assert extract(page).metadata == FULL.metadata


def test_html_of_nothing_is_a_page() -> None:
    page = render_html(Article())
    assert page.startswith("<!DOCTYPE html>\n<html>\n<head>")
    assert "<h1>" not in page
    assert extract(page).body == ()


def test_a_table_without_a_header_has_no_head() -> None:
    page = render_html(of(Table((("a", "b"), ("c", "d")))))
    assert "<thead>" not in page
    assert "<tbody>\n<tr><td>a</td><td>b</td></tr>" in page


def test_a_list_that_changes_its_kind_is_two() -> None:
    tree = lxml_html.fromstring(render_html(of(List((*items("a"), *items("b", ordered=True))))))
    assert [element.tag for element in tree.iter("ul", "ol", "li")] == ["ul", "li", "ol", "li"]


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
        Heading(EVIL), Paragraph(EVIL), List(items(EVIL)), Quote((EVIL,)), Code(EVIL, EVIL),
        Table(((EVIL,),), header=True),
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
    texts = [
        str(element.xpath("string()")) for element in tree.iter("title", "h1", "h2", "p", "li", "pre", "th")
    ]
    assert texts == [EVIL] * 9


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
            List(
                (
                    *items(PROSE[1]),
                    *items("the school, with all its halls", depth=1, ordered=True),
                    *items("the old bridge"),
                )
            ),
            Quote((PROSE[1], "We have seen worse, and we will see worse again.")),
            Paragraph(PROSE[2]),
        ),
    ),
)


@pytest.mark.parametrize("article", WRITTEN, ids=["prose", "markup in text", "kinds of blocks"])
def test_an_article_reads_back_from_its_html(article: Article) -> None:
    again = extract(article.to_html())
    assert (again.title, again.lead, again.body) == (article.title, article.lead, article.body)


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in FIXTURES.glob("*/page.html")))
def test_extraction_is_idempotent_on_its_own_html(slug: str) -> None:
    article = extract((FIXTURES / slug / "page.html").read_bytes(), url="https://frog.example/a")
    again = extract(article.to_html())
    assert again.paragraphs == article.paragraphs
    assert (again.title, again.lead, again.metadata) == (article.title, article.lead, article.metadata)


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in FIXTURES.glob("*/page.html")))
def test_the_text_of_a_page_reads_back_from_its_markdown(slug: str) -> None:
    article = extract((FIXTURES / slug / "page.html").read_bytes())
    shown = _shown(blocks_of(article.to_markdown()))
    wanted = " ".join(filter(None, (article.title, article.text)))
    assert shown.split() == wanted.split()


def _shown(blocks: list[tuple[Any, ...]]) -> str:
    """Return all text, in reading order."""
    words: list[str] = []
    for kind, *rest in blocks:
        if kind == "fence":
            words.append(rest[1])
        elif kind == "table":
            words += [cell for row in rest for cell in row]
        else:
            words += [
                part if isinstance(part, str) else _shown([part])
                for part in rest
                if not isinstance(part, int)
            ]
    return " ".join(words)


def test_the_demo_page_reads_back() -> None:
    article = extract(demo_page())
    again = extract(article.to_html())
    assert dataclasses.replace(again, confidence=article.confidence) == article
