"""Kept blocks to the typed body: kinds, lists and tables made whole, each block exactly once."""

from __future__ import annotations

import pytest
from hypothesis import given

from declutter import BodyBlock, Code, Heading, List, ListItem, Paragraph, Quote, Table
from declutter.assemble import assemble
from declutter.parsing.lines import read_lines
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from tests.pages import soups


def body(html: str, *dropped: str) -> tuple[BodyBlock, ...]:
    """Return the body of all blocks but those with the texts `dropped`."""
    page = segment(parse(html))
    return assemble(page, [index for index, block in enumerate(page.blocks) if block.text not in dropped])


def items(*texts: str, ordered: bool = False) -> List:
    return List(tuple(ListItem(text, 0, ordered) for text in texts))


def test_nothing_kept_is_an_empty_body() -> None:
    assert body("<p>a</p>", "a") == ()


def test_a_block_is_a_paragraph_by_default() -> None:
    assert body("<p>a</p><div>b</div><section>c</section>") == (Paragraph("a"), Paragraph("b"), Paragraph("c"))


def test_a_paragraph_keeps_its_line_breaks() -> None:
    assert body("<p>a<br>b</p>") == (Paragraph("a\nb"),)


@given(soups())
def test_each_kept_block_is_in_the_body_once_in_document_order(soup: str) -> None:
    page = segment(parse(soup))
    built = assemble(page, range(len(page.blocks)))
    assert "".join("".join(block.text.split()) for block in built) == "".join("".join(b.text.split()) for b in page.blocks)


# Headings


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5, 6])
def test_a_heading_has_its_level(level: int) -> None:
    assert body(f"<h{level}>a</h{level}>") == (Heading("a", level),)


def test_a_heading_is_one_line() -> None:
    assert body("<h2>a<br>b</h2>") == (Heading("a b", 2),)


def test_a_heading_in_pieces_is_one_heading() -> None:
    assert body("<h2>a<div>b</div></h2>") == (Heading("a b", 2),)


@pytest.mark.parametrize("html", ["<blockquote><h3>a</h3></blockquote>", "<ul><li><h3>a</h3></ul>"])
def test_a_heading_in_a_quote_or_item_is_a_heading(html: str) -> None:
    assert body(html) == (Heading("a", 3),)


# Lists


def test_the_items_of_a_list_are_one_list() -> None:
    assert body("<ul><li>a<li>b</ul>") == (items("a", "b"),)


def test_an_ordered_list_says_so() -> None:
    assert body("<ol><li>a<li>b</ol>") == (items("a", "b", ordered=True),)


def test_a_nested_list_stands_between_its_parents_items() -> None:
    assert body("<ul><li>a<ol><li>b</ol><li>c</ul>") == (
        List((ListItem("a", 0), ListItem("b", 1, ordered=True), ListItem("c", 0))),
    )


def test_lists_side_by_side_are_two() -> None:
    assert body("<ul><li>a</ul><ul><li>b</ul>") == (items("a"), items("b"))


def test_the_blocks_of_an_item_are_its_lines() -> None:
    assert body("<ul><li><p>a<p>b<li>c</ul>") == (items("a\nb", "c"),)


def test_an_item_that_was_dropped_leaves_the_list_one() -> None:
    assert body("<ul><li>a<li>b<li>c</ul>", "b") == (items("a", "c"),)


def test_text_of_an_item_after_its_nested_list_is_not_lost() -> None:
    (built,) = body("<ul><li>a<ul><li>b</ul>c</ul>")
    assert isinstance(built, List)
    assert [item.text for item in built.items] == ["a", "b", "c"]


def test_terms_and_their_descriptions_are_items() -> None:
    assert body("<dl><dt>a<dd>b</dl>") == (items("a", "b"),)


def test_text_of_a_list_outside_its_items_is_an_item() -> None:
    assert body("<ul>a<li>b</ul>") == (items("a", "b"),)


def test_an_item_outside_a_list_is_a_paragraph() -> None:
    assert body("<div><li>a</div>") == (Paragraph("a"),)


# Quotes and code


def test_the_paragraphs_of_a_quote_are_one_quote() -> None:
    assert body("<blockquote><p>a<p>b</blockquote>") == (Quote(("a", "b")),)


def test_quotes_side_by_side_are_two() -> None:
    assert body("<blockquote>a</blockquote><blockquote>b</blockquote>") == (Quote(("a",)), Quote(("b",)))


def test_a_list_in_a_quote_is_a_list() -> None:
    assert body("<blockquote><p>a</p><ul><li>b</ul></blockquote>") == (Quote(("a",)), items("b"))


def test_code_keeps_its_white_space() -> None:
    assert body("<pre>a\n  b</pre>") == (Code("a\n  b"),)


@pytest.mark.parametrize(
    "html",
    [
        '<pre><code class="language-python">a</code></pre>', '<pre class="lang-python">a</pre>',
        '<pre class="x language-python y">a</pre>',
        '<div class="highlight-python"><div class="highlight"><pre>a</pre></div></div>',
        '<div class="highlight highlight-source-python"><pre>a</pre></div>',
    ],
)  # fmt: skip
def test_the_language_of_code_is_read_from_its_classes(html: str) -> None:
    assert body(html) == (Code("a", "python"),)


def test_code_whose_classes_name_none_has_no_language() -> None:
    assert body('<pre class="highlight"><code class="x">a</code></pre><p class="language-x">b</p>') == (
        Code("a"),
        Paragraph("b"),
    )


def test_code_in_a_list_or_quote_is_code() -> None:
    assert body("<ul><li>a<pre>b</pre></ul><blockquote><pre>c</pre></blockquote>") == (items("a"), Code("b"), Code("c"))


def test_two_blocks_of_code_are_two() -> None:
    assert body("<pre>a</pre><pre>b</pre>") == (Code("a"), Code("b"))


# Tables


def test_a_data_table_has_rows_of_cells() -> None:
    assert body("<table><tr><td>a<td>b<tr><td>c<td>d</table>") == (Table((("a", "b"), ("c", "d"))),)


def test_a_first_row_of_header_cells_is_a_header() -> None:
    assert body("<table><thead><tr><th>a<th>b<tbody><tr><td>c<td>d</table>") == (Table((("a", "b"), ("c", "d")), header=True),)


def test_a_first_column_of_header_cells_is_no_header() -> None:
    assert body("<table><tr><th>a<td>b<tr><th>c<td>d</table>") == (Table((("a", "b"), ("c", "d"))),)


def test_an_empty_cell_keeps_its_place() -> None:
    html = "<table><tr><td>a<td>b<td>c<tr><td>d<td></td><td>e<tr><td></td><td>f<td>g</table>"
    assert body(html) == (Table((("a", "b", "c"), ("d", "", "e"), ("", "f", "g"))),)


def test_the_lines_and_paragraphs_of_a_cell_are_one_text() -> None:
    assert body("<table><tr><td>a<br>b<td>c<tr><td><p>d<p>e<td>f</table>") == (Table((("a b", "c"), ("d e", "f"))),)


def test_a_list_in_a_cell_belongs_to_the_table() -> None:
    assert body("<table><tr><td>a<td>b<tr><td><ul><li>c</ul><td>d</table>") == (Table((("a", "b"), ("c", "d"))),)


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>a</table>", "<table><tr><td>a<td>b</table>", "<table><tr><td>a<tr><td>b</table>",
        "<table><tr><td><p>a<p>b<p>c<p>d<td><p>e<p>f<p>g<p>h<p>i<tr><td>j<td>k</table>",
    ],
)  # fmt: skip
def test_a_table_that_lays_out_a_page_is_paragraphs(html: str) -> None:
    assert all(isinstance(block, Paragraph) for block in body(html))


def test_a_table_with_long_cells_is_paragraphs() -> None:
    long = "It rained on Monday. " * 20
    assert [block.kind for block in body(f"<table><tr><td>a<td>{long}<tr><td>b<td>c</table>")] == ["paragraph"] * 4


def test_a_data_table_in_a_layout_table_is_a_table() -> None:
    inner = "<table><tr><td>a<td>b<tr><td>c<td>d</table>"
    assert body(f"<table><tr><td>x<td>y<tr><td>z<td>{inner}</table>")[-1] == Table((("a", "b"), ("c", "d")))


def test_the_caption_of_a_table_is_no_row() -> None:
    built = body("<table><caption>Rain</caption><tr><td>a<td>b<tr><td>c<td>d</table>")
    assert built[-1] == Table((("a", "b"), ("c", "d")))


# Dumps


def test_the_lines_of_a_dump_are_paragraphs() -> None:
    assert assemble(read_lines("a\nb\nc"), [0, 2]) == (Paragraph("a"), Paragraph("c"))
