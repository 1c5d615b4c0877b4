"""Kept blocks to the typed body: kinds, lists and tables made whole, each block exactly once."""

from __future__ import annotations

import pytest
from hypothesis import given

from declutter import BodyBlock, Cell, Code, Heading, List, ListItem, Paragraph, Quote, Table
from declutter.assemble import assemble
from declutter.parsing.lines import read_lines
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from tests.pages import soups


def body(html: str, *dropped: str) -> tuple[BodyBlock, ...]:
    """Return the body of all blocks but those with the texts `dropped`."""
    page = segment(parse(html))
    return assemble(page, [index for index, block in enumerate(page.blocks) if block.text not in dropped])


def item(*texts: str | BodyBlock) -> ListItem:
    return ListItem(tuple(Paragraph(text) if isinstance(text, str) else text for text in texts))


def items(*texts: str, ordered: bool = False) -> List:
    return List(tuple(map(item, texts)), ordered)


def quote(*texts: str) -> Quote:
    return Quote(tuple(map(Paragraph, texts)))


def table(*rows: tuple[str, ...], header: bool = False) -> Table:
    return Table(tuple(tuple(Cell(text, header and not at) for text in row) for at, row in enumerate(rows)))


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


def test_a_nested_list_stands_in_the_item_above_it() -> None:
    assert body("<ul><li>a<ol><li>b</ol><li>c</ul>") == (List((item("a", items("b", ordered=True)), item("c"))),)


def test_a_nested_list_between_items_belongs_to_the_one_before() -> None:
    assert body("<ul><li>a</li><ul><li>b</ul><li>c</ul>") == (List((item("a", items("b")), item("c"))),)
    assert body("<ul><ul><li>b</ul><li>c</ul>") == (List((item(items("b")), item("c"))),)


def test_a_list_counts_from_its_start() -> None:
    assert body("<ol start=4><li>a</ol><ol start=x><li>b</ol><ul start=3><li>c</ul>") == (
        List((item("a"),), ordered=True, start=4),
        items("b", ordered=True),
        items("c"),
    )


def test_lists_side_by_side_are_two() -> None:
    assert body("<ul><li>a</ul><ul><li>b</ul>") == (items("a"), items("b"))


def test_the_paragraphs_of_an_item_are_apart() -> None:
    (built,) = body("<ul><li><p>a<p>b<li>c</ul>")
    assert built == List((item("a", "b"), item("c")))
    assert built.text == "a\nb\nc"


def test_an_item_that_was_dropped_leaves_the_list_one() -> None:
    assert body("<ul><li>a<li>b<li>c</ul>", "b") == (items("a", "c"),)


def test_text_of_an_item_after_its_nested_list_is_not_lost() -> None:
    assert body("<ul><li>a<ul><li>b</ul>c</ul>") == (List((item("a", items("b"), "c"),)),)


def test_terms_and_their_descriptions_are_items() -> None:
    assert body("<dl><dt>a<dd>b</dl>") == (List((ListItem((Paragraph("a"),), term=True), item("b"))),)
    assert body("<dl><div><dt>a<dd>b</div></dl>") == body("<dl><dt>a<dd>b</dl>")


@pytest.mark.parametrize("box", ["<input type=checkbox {}>", "<label> <input type=checkbox disabled {}></label>"])
def test_items_with_boxes_are_tasks(box: str) -> None:
    html = f"<ul><li>{box.format('checked')} a<li>{box.format('')} b<li>c<li><input type=radio checked> d</ul>"
    (built,) = body(html)
    assert isinstance(built, List)
    assert [(one.checked, one.text) for one in built.items] == [(True, "a"), (False, "b"), (None, "c"), (None, "d")]


def test_lists_nested_without_end_are_one_at_some_depth() -> None:
    (built,) = body("<ul><li>a" * 200)
    assert built.text == "\n".join("a" * 200)


def test_text_of_a_list_outside_its_items_is_an_item() -> None:
    assert body("<ul>a<li>b</ul>") == (items("a", "b"),)


def test_an_item_outside_a_list_is_a_paragraph() -> None:
    assert body("<div><li>a</div>") == (Paragraph("a"),)


# Quotes and code


def test_the_paragraphs_of_a_quote_are_one_quote() -> None:
    assert body("<blockquote><p>a<p>b</blockquote>") == (quote("a", "b"),)


def test_quotes_side_by_side_are_two() -> None:
    assert body("<blockquote>a</blockquote><blockquote>b</blockquote>") == (quote("a"), quote("b"))


def test_a_list_in_a_quote_stands_in_it() -> None:
    assert body("<blockquote><p>a</p><ul><li>b</ul></blockquote>") == (Quote((Paragraph("a"), items("b"))),)


def test_a_quote_in_a_quote_stands_in_it() -> None:
    assert body("<blockquote>a<blockquote>b</blockquote></blockquote>") == (Quote((Paragraph("a"), quote("b"))),)


@pytest.mark.parametrize("source", ["<footer>Mo, <cite>Rain</cite></footer>", "<footer>Mo,<br>Rain</footer>"])
def test_a_quote_says_whose_it_is(source: str) -> None:
    assert body(f"<blockquote><p>a</p>{source}</blockquote>") == (Quote((Paragraph("a"),), "Mo, Rain"),)


def test_a_quote_that_is_only_a_source_is_a_quote() -> None:
    assert body("<blockquote><footer>a</footer></blockquote>") == (quote("a"),)


def test_code_keeps_its_white_space() -> None:
    assert body("<pre>a\n  b</pre>") == (Code("a\n  b"),)


@pytest.mark.parametrize(
    "html",
    [
        '<pre><code class="language-python">a</code></pre>', '<pre class="lang-python">a</pre>',
        '<pre class="x language-python y">a</pre>',
        '<div class="highlight-python"><div class="highlight"><pre>a</pre></div></div>',
        '<div class="highlight highlight-source-python"><pre>a</pre></div>', '<pre data-lang="python">a</pre>',
        '<pre class="brush: python; toolbar: false">a</pre>', '<pre class="sourceCode python">a</pre>',
    ],
)  # fmt: skip
def test_the_language_of_code_is_read_from_its_classes(html: str) -> None:
    assert body(html) == (Code("a", "python"),)


def test_code_whose_classes_name_none_has_no_language() -> None:
    assert body('<pre class="highlight"><code class="x">a</code></pre><p class="language-x">b</p>') == (
        Code("a"),
        Paragraph("b"),
    )


def test_line_numbers_beside_code_are_no_code() -> None:
    gutter = "<table><tr><td class=linenos><pre>1\n2\n3</pre><td class=code><pre>a\n  b\nc</pre></table>"
    assert body(gutter) == (Code("a\n  b\nc"),)
    assert body("<table><tr><td><pre>1\n2\n4</pre><td><pre>a\nb\nc</pre></table>")[0] == Code("1\n2\n4")
    assert body("<pre>1\n2\n3</pre><pre>a\nb\nc</pre>")[0] == Code("1\n2\n3")


def test_line_numbers_in_code_are_no_code() -> None:
    numbers = [f"<span class=lineno>{number}</span>" for number in range(1, 4)]
    assert body("<pre>{} a\n{}   b\n{} c</pre>".format(*numbers)) == (Code("a\n  b\nc"),)
    assert body("<pre>{}a\n{}b\nc</pre>".format(*numbers)) == (Code("1a\n2b\nc"),)
    assert body("<pre>1 a\n2 b\n3 c</pre>") == (Code("1 a\n2 b\n3 c"),)


def test_code_in_a_list_or_quote_stands_in_it() -> None:
    assert body("<ul><li>a<pre>b</pre><li>c</ul>") == (List((item("a", Code("b")), item("c"))),)
    assert body("<blockquote><pre>c</pre></blockquote>") == (Quote((Code("c"),)),)


def test_two_blocks_of_code_are_two() -> None:
    assert body("<pre>a</pre><pre>b</pre>") == (Code("a"), Code("b"))


# Tables


def test_a_data_table_has_rows_of_cells() -> None:
    assert body("<table><tr><td>a<td>b<tr><td>c<td>d</table>") == (table(("a", "b"), ("c", "d")),)


def test_a_first_row_of_header_cells_is_a_header() -> None:
    assert body("<table><thead><tr><th>a<th>b<tbody><tr><td>c<td>d</table>") == (table(("a", "b"), ("c", "d"), header=True),)


def test_a_first_column_of_header_cells_is_no_header() -> None:
    (built,) = body("<table><tr><th>a<td>b<tr><th>c<td>d</table>")
    assert isinstance(built, Table)
    assert not built.header
    assert [[cell.header for cell in row] for row in built.rows] == [[True, False], [True, False]]


def test_an_empty_cell_keeps_its_place() -> None:
    html = "<table><tr><td>a<td>b<td>c<tr><td>d<td></td><td>e<tr><td></td><td>f<td>g</table>"
    assert body(html) == (table(("a", "b", "c"), ("d", "", "e"), ("", "f", "g")),)


def test_the_lines_and_paragraphs_of_a_cell_are_one_text() -> None:
    assert body("<table><tr><td>a<br>b<td>c<tr><td><p>d<p>e<td>f</table>") == (table(("a b", "c"), ("d e", "f")),)


def test_a_list_in_a_cell_belongs_to_the_table() -> None:
    assert body("<table><tr><td>a<td>b<tr><td><ul><li>c</ul><td>d</table>") == (table(("a", "b"), ("c", "d")),)


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
    assert body(f"<table><tr><td>x<td>y<tr><td>z<td>{inner}</table>")[-1] == table(("a", "b"), ("c", "d"))


def test_a_table_has_its_caption() -> None:
    built = body("<table><caption>Rain</caption><tr><td>a<td>b<tr><td>c<td>d</table>")
    assert built == (Table(table(("a", "b"), ("c", "d")).rows, "Rain"),)


def test_the_caption_of_a_table_that_lays_out_a_page_is_a_paragraph() -> None:
    assert body("<table><caption>Rain</caption><tr><td>a</table>") == (Paragraph("Rain"), Paragraph("a"))


def test_cells_span_rows_and_columns_within_the_table() -> None:
    (built,) = body("<table><tr><th colspan=2>a<th rowspan=9>b<tr><td>c<td>d</table>")
    assert isinstance(built, Table)
    assert built.rows == ((Cell("a", True, 2), Cell("b", True, 1, 2)), (Cell("c"), Cell("d")))
    assert built.grid == (("a", "a", "b"), ("c", "d", "b"))


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "1000000000"])
def test_spans_that_make_no_sense_stay_in_the_table(span: str) -> None:
    (built,) = body(f'<table><tr><td colspan="{span}" rowspan="{span}">a<td>b<tr><td>c<td>d</table>')
    assert isinstance(built, Table)
    assert max(max(cell.colspan, cell.rowspan) for row in built.rows for cell in row) <= 2


def test_code_of_several_lines_makes_a_table_a_layout() -> None:
    assert body("<table><tr><td><pre>x\ny</pre><td><pre>a\nb</pre></table>") == (Code("x\ny"), Code("a\nb"))


# Dumps


def test_the_lines_of_a_dump_are_paragraphs() -> None:
    assert assemble(read_lines("a\nb\nc"), [0, 2]) == (Paragraph("a"), Paragraph("c"))
