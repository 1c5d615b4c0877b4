"""Markup inside texts: read from the page as spans, written as Markdown and HTML that read back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from declutter import Article, BodyBlock, Cell, Heading, List, ListItem, Paragraph, Quote, Span, Table
from declutter.assemble import assemble
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from declutter.render.html import render_html
from declutter.render.inline import inline_tree, is_safe_url
from declutter.render.markdown import render_markdown
from tests.test_render import PARSER, marked

URL = "https://frog.example/news/rain"


def body(html: str, url: str | None = URL) -> tuple[BodyBlock, ...]:
    page = segment(parse(html), url)
    return assemble(page, range(len(page.blocks)))


def spans(html: str, url: str | None = URL) -> list[tuple[Any, ...]]:
    """Return the marked texts of the first block: (kind, text) each, with a link's address."""
    first = body(html, url)[0]
    assert isinstance(first, Paragraph | Heading)
    return [(span.kind, first.text[span.start : span.end], *([span.url] if span.url else [])) for span in first.spans]


# Read from the page


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "strong"), ("strong", "strong"), ("i", "emphasis"), ("em", "emphasis"), ("cite", "emphasis"),
        ("s", "strike"), ("del", "strike"), ("sub", "sub"), ("sup", "sup"), ("code", "code"), ("kbd", "code"), ("tt", "code"),
    ],
)  # fmt: skip
def test_each_kind_of_markup_is_a_span(tag: str, kind: str) -> None:
    assert body(f"<p>a <{tag}>b c</{tag}> d") == (Paragraph("a b c d", (Span(2, 5, kind),)),)  # type: ignore[arg-type]


def test_a_text_without_markup_has_no_spans() -> None:
    assert body("<p>a <span>b</span><!-- c --> d</p><div>e</div>") == (Paragraph("a b d"), Paragraph("e"))


def test_markup_in_markup_is_two_spans_the_outer_first() -> None:
    assert spans("<p><b>a <i>b</i></b>") == [("strong", "a b"), ("emphasis", "b")]


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<b> b </b>c", "<p>a <b>b</b> c", "<p>\n a\n <b>\n b </b>\n c", "<p>a <b>b\u200b</b> c", "<p>a\u00ad <b>b</b> c",
        "<p><span hidden>b</span>a <b>b</b> c", "<p>a <span class=sr-only>x</span><b>b</b> c",
        "<p>a <b><script>x</script>b</b> c",
        "<div>a <b>b</b> c<p>d</div>", "<p>a <span><u><b>b</b></u></span> c", "<div><p>x</p>a <b>b</b> c</div>",
    ],
)  # fmt: skip
def test_white_space_and_what_is_not_shown_move_no_span(html: str) -> None:
    found = [block for block in body(html) if block.text == "a b c"]
    assert found == [Paragraph("a b c", (Span(2, 3, "strong"),))]


def test_no_break_spaces_move_no_span() -> None:
    assert body("<p>a\u00a0b <b>c</b>\u00a0d") == (Paragraph("a\u00a0b c\u00a0d", (Span(4, 5, "strong"),)),)


def test_a_span_goes_on_over_a_line_break() -> None:
    assert body("<p><b>a<br>b</b> c") == (Paragraph("a\nb c", (Span(0, 3, "strong"),)),)


def test_markup_without_text_is_no_span() -> None:
    assert spans("<p>a<b></b><i> </i><a href=/x><img src=y></a> b") == []


def test_texts_of_one_element_have_their_own_spans() -> None:
    assert body("<div>a <b>b</b><br><br>c <i>d</i><p>e</p><b>f</b> g</div>") == (
        Paragraph("a b", (Span(2, 3, "strong"),)),
        Paragraph("c d", (Span(2, 3, "emphasis"),)),
        Paragraph("e"),
        Paragraph("f g", (Span(0, 1, "strong"),)),
    )


def test_marks_of_a_note_are_not_in_the_text() -> None:
    assert body("<p>a<sup class=reference><a href=#n1>[1]</a></sup> <b>b</b>") == (Paragraph("a b", (Span(2, 3, "strong"),)),)


@pytest.mark.parametrize("style", ["font-weight:normal", "color:red; font-weight: 400"])
def test_bold_that_says_it_is_not_is_none(style: str) -> None:
    assert spans(f'<p><b style="{style}">a <b>b</b></b>') == [("strong", "b")]


def test_a_heading_that_is_bold_all_over_is_just_a_heading() -> None:
    assert body("<h2><b>a</b></h2><h2>a <b>b</b></h2>") == (Heading("a"), Heading("a b", 2, (Span(2, 3, "strong"),)))


def test_items_quotes_and_cells_have_spans() -> None:
    code = (Span(0, 1, "code"),)
    cells = "<table><tr><td><code>a</code><td>b<tr><td>c<td>d</table>"
    assert body(f"<ul><li><code>a</code></ul><blockquote><code>a</code></blockquote>{cells}") == (
        List((ListItem((Paragraph("a", code),)),)),
        Quote((Paragraph("a", code),)),
        Table(((Cell("a", spans=code), Cell("b")), (Cell("c"), Cell("d")))),
    )


def test_spans_of_a_cell_of_several_texts_stand_where_their_text_does() -> None:
    (table,) = body("<table><tr><td><p>a<p>b <i>c</i><td>d<tr><td>e<td>f</table>")
    assert isinstance(table, Table)
    assert table.rows[0][0] == Cell("a b c", spans=(Span(4, 5, "emphasis"),))


# Links


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://x.example/a?b=1#c", "https://x.example/a?b=1#c"), ("/a", "https://frog.example/a"),
        ("b", "https://frog.example/news/b"), ("../c", "https://frog.example/c"), ("//y.example", "https://y.example"),
        ("?q=1", "https://frog.example/news/rain?q=1"), ("#n", "https://frog.example/news/rain#n"),
        (" https://x.example\n", "https://x.example"), ("mailto:mo@frog.example", "mailto:mo@frog.example"),
        ("HTTPS://X.example/", "HTTPS://X.example/"),
    ],
)  # fmt: skip
def test_a_link_is_absolute(href: str, url: str) -> None:
    assert spans(f'<p>a <a href="{href}">b</a>') == [("link", "b", url)]


@pytest.mark.parametrize(
    "href",
    ["", " ", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)", "vbscript:x",
     "data:text/html,x", "file:///etc/passwd", "https://[", "blob:x", "ftp://x.example/"],
)  # fmt: skip
def test_what_is_not_safe_to_follow_is_no_link(href: str) -> None:
    assert spans(f'<p>a <a href="{href}">b</a>') == []


def test_a_relative_link_on_a_page_without_address_is_no_link() -> None:
    assert spans("<p>a <a href=/b>b</a> <a href=https://x.example>c</a>", None) == [("link", "c", "https://x.example")]


def test_links_are_relative_to_the_base_that_the_page_names() -> None:
    assert spans("<base href=/z/><p>a <a href=b>b</a>") == [("link", "b", "https://frog.example/z/b")]


@pytest.mark.parametrize("url", ["https://[", "https://a]b/", "http://\u2100/", "x", "", "file:///a", "https://"])
def test_an_address_of_the_page_that_is_none_is_no_base(url: str) -> None:
    assert spans(f'<base href="{url}"><p>a <a href=b>b</a> <a href=https://x.example>c</a>', url)[-1] == (
        "link", "c", "https://x.example"
    )  # fmt: skip


def test_a_link_around_blocks_is_a_link_in_each() -> None:
    assert body("<a href=/x><p>a</p><p>b <b>c</b></p></a>") == (
        Paragraph("a", (Span(0, 1, "link", "https://frog.example/x"),)),
        Paragraph("b c", (Span(0, 3, "link", "https://frog.example/x"), Span(2, 3, "strong"))),
    )


def test_two_links_side_by_side_are_two() -> None:
    assert spans("<p><a href=/a>a</a><a href=/b>b</a> c") == [
        ("link", "a", "https://frog.example/a"),
        ("link", "b", "https://frog.example/b"),
    ]


# Written, and read back


def read(text: str, *marks: tuple[int, int, str] | tuple[int, int, str, str]) -> list[tuple[str, frozenset[Any]]]:
    """Return a text's characters with the marks over each, as `marked` does."""
    return [
        (character, frozenset((mark[2], mark[3] if len(mark) > 3 else None) for mark in marks if mark[0] <= at < mark[1]))
        for at, character in enumerate(text)
    ]


def read_markdown(text: str, *marks: Span) -> list[tuple[str, frozenset[Any]]]:
    """Return what a parser reads of a paragraph."""
    written = render_markdown(Article(body=(Paragraph(text, marks),)))
    _, inline, _ = PARSER.parse(written)
    return marked(inline)


LINK = "https://x.example/a"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("a b c", [(2, 3, "strong")]), ("a b c", [(0, 5, "emphasis")]), ("a b c", [(0, 3, "strong"), (2, 3, "emphasis")]),
        ("a b c", [(0, 3, "emphasis"), (0, 1, "strong")]), ("abc", [(1, 2, "strong")]),
        ("abc", [(0, 1, "strong"), (1, 2, "sub")]),
        ("a b", [(0, 3, "strong"), (0, 3, "emphasis")]), ("H2O", [(1, 2, "sub")]), ("a b c", [(2, 3, "link", LINK)]),
        ("a b c", [(0, 5, "link", LINK), (2, 3, "code")]), ("a b c", [(0, 5, "strong"), (2, 3, "link", LINK)]),
        ("see f(x) now", [(4, 8, "code")]), ("a ` b", [(0, 5, "code")]), ("``", [(0, 2, "code")]), ("a `b`", [(2, 5, "code")]),
        ("was 5 now", [(4, 5, "strike")]), ("a.b", [(0, 2, "code"), (2, 3, "strong")]), ("a|b *c* d", [(4, 7, "strong")]),
        ("1. a", [(0, 2, "strong")]), ("- a", [(2, 3, "strong")]), ("# a", [(0, 3, "emphasis")]), ("a\nb", [(0, 3, "strong")]),
        ("a [b] c", [(2, 5, "link", LINK)]), ("a_b_c", [(0, 5, "emphasis")]), ("一二三", [(1, 2, "strong")]),
    ],
)  # fmt: skip
def test_markup_reads_back_from_markdown(text: str, marks: list[Any]) -> None:
    assert read_markdown(text, *(Span(*mark) for mark in marks)) == read(text, *marks)


def test_emphasis_next_to_a_letter_is_cut_back_to_where_a_parser_sees_it() -> None:
    assert render_markdown(Article(body=(Paragraph("a(b)c", (Span(1, 4, "strong"),)),))) == "a(**b**)c\n"
    assert render_markdown(Article(body=(Paragraph("a?!c", (Span(1, 3, "strong"),)),))) == "a?!c\n"


def test_a_link_in_code_is_a_link_of_code() -> None:
    assert read_markdown("f(x)", Span(0, 4, "code"), Span(2, 3, "link", LINK)) == read(
        "f(x)", (0, 4, "code"), (2, 3, "link", LINK)
    )


@pytest.mark.parametrize(
    "url", ["https://x.example/a_(b)", "https://x.example/?a=<b>&copy;=*c*", "https://x.example/[a] b|c\\d`"]
)
def test_an_address_with_markup_in_it_is_one(url: str) -> None:
    _, inline, _ = PARSER.parse(render_markdown(Article(body=(Paragraph("a", (Span(0, 1, "link", url),)),))))
    assert [character for character, _ in marked(inline)] == ["a"]
    ((_, marks),) = marked(inline)
    ((kind, href),) = marks
    assert kind == "link"
    assert (href or "").startswith("https://x.example/")


TEXTS = st.text(st.sampled_from("ab *_`~[]()<>&|\\!.\n中é"), max_size=14)
URLS = st.sampled_from((LINK, "https://x.example/(b)", "mailto:a@x.example", "javascript:alert(1)", "", None))
SPANS = st.lists(
    st.builds(
        Span, st.integers(-1, 14), st.integers(-1, 16),
        st.sampled_from(("strong", "emphasis", "strike", "code", "sub", "sup", "link")), URLS,
    ),
    max_size=4,
)  # fmt: skip


@settings(derandomize=True, max_examples=1_500)
@given(TEXTS, SPANS)
def test_any_markup_leaves_the_text_as_it_is_in_markdown(text: str, drawn: list[Span]) -> None:
    markdown = render_markdown(Article(body=(Paragraph(text, tuple(drawn)), Paragraph("end"))))
    tokens = PARSER.parse(markdown)
    assert [token.type for token in tokens if token.nesting == 1] == ["paragraph_open"] * (2 if text.strip() else 1)
    shown = "".join(character for character, _ in marked(tokens[1])) if text.strip() else ""
    assert "".join(shown.split()) == "".join(text.split())


@settings(derandomize=True, max_examples=500)
@given(TEXTS, SPANS)
def test_any_markup_in_headings_items_and_cells_leaves_the_text_as_it_is(text: str, drawn: list[Span]) -> None:
    marks = tuple(drawn)
    table = Table(((Cell(text, True, spans=marks), Cell("x", True)), (Cell(text, spans=marks), Cell("y"))))
    blocks = (Heading(text, 3, marks), List((ListItem((Paragraph(text, marks),)),)), Quote((Paragraph(text, marks),)), table)
    tokens = PARSER.parse(render_markdown(Article(body=blocks)))
    shown = ["".join("".join(c for c, _ in marked(token)).split()) for token in tokens if token.type == "inline"]
    squeezed = "".join(text.split())
    assert shown == ([squeezed] * 3 if squeezed else []) + [squeezed, "x", squeezed, "y"]


@settings(derandomize=True, max_examples=500)
@given(TEXTS, SPANS)
def test_any_markup_leaves_the_text_as_it_is_in_html(text: str, drawn: list[Span]) -> None:
    tree = lxml_html.fromstring(render_html(Article(body=(Paragraph(text, tuple(drawn)), Paragraph("end")))))
    assert "".join("".join(str(p.xpath("string()")) for p in tree.iter("p")).split()) == "".join(text.split()) + "end"
    assert {str(link.get("href")) for link in tree.iter("a")} <= {LINK, "https://x.example/(b)", "mailto:a@x.example"}


@settings(derandomize=True, max_examples=500)
@given(TEXTS, SPANS)
def test_the_pieces_of_a_text_are_the_text_and_each_mark_is_over_its_own(text: str, drawn: list[Span]) -> None:
    def walk(pieces: Any, marks: frozenset[Any]) -> list[tuple[str, frozenset[Any]]]:
        found: list[tuple[str, frozenset[Any]]] = []
        for piece in pieces:
            if isinstance(piece, str):
                found += ((character, marks) for character in piece)
            else:
                found += walk(piece.pieces, marks | {piece.kind})
        return found

    def covers(span: Span, at: int) -> bool:
        """Whether a span is over a character, and not in the white space at its ends."""
        start, end = max(span.start, 0), max(span.end, 0)
        inside = start <= at < end and (span.kind != "link" or is_safe_url(span.url))
        return inside and bool(text[start : at + 1].strip() and text[at:end].strip())

    expected = [(character, frozenset(span.kind for span in drawn if covers(span, at))) for at, character in enumerate(text)]
    assert walk(inline_tree(text, drawn), frozenset()) == expected
    assert walk(inline_tree(text, drawn, innermost=frozenset({"code", "math"})), frozenset()) == expected
