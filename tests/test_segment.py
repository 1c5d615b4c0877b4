"""A document to blocks: where text is joined, where it is parted, and what is noted of each block."""

from __future__ import annotations

import pytest

from declutter import Options, extract
from declutter.parsing.classes import BITS_OF_WORDS, COMMENT, CONTENT, FURNITURE
from declutter.parsing.page import Block, Flag, Page
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse

SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller."


def page_of(html: str, *, scripting: bool = True) -> Page:
    return segment(parse(html, scripting=scripting))


def texts(html: str) -> list[str]:
    return [block.text for block in page_of(html).blocks]


def only_block(html: str) -> Block:
    (block,) = page_of(html).blocks
    return block


# Inline elements join


@pytest.mark.parametrize(
    "tag", ["b", "i", "em", "strong", "span", "font", "sub", "sup", "mark", "code", "abbr", "u", "small", "label"]
)
def test_an_inline_element_joins_its_text_without_a_space(tag: str) -> None:
    assert texts(f"<p>R<{tag}>ai</{tag}>n</p>") == ["Rain"]


@pytest.mark.parametrize(
    "between", ["<wbr>", "<!-- x -->", "<img>", "<input>", "<script>x</script>", "<span></span>", "<a name=x></a>"]
)
def test_what_holds_no_text_does_not_part_a_word(between: str) -> None:
    assert texts(f"<p>Ra{between}in</p>") == ["Rain"]


@pytest.mark.parametrize("space", [" ", "\n", "\t \n", "<!-- x --> ", " <!-- x -->", "<span> </span>"])
def test_white_space_between_inline_elements_is_a_space(space: str) -> None:
    assert texts(f"<p><b>a</b>{space}<i>b</i></p>") == ["a b"]


def test_white_space_between_inline_elements_in_a_box_is_a_space() -> None:
    assert texts("<div><b>a</b>\n<i>b</i></div>") == ["a b"]


def test_no_white_space_between_inline_elements_is_none() -> None:
    assert texts("<div>\n<b>a</b><i>b</i>\n</div>") == ["ab"]


def test_white_space_at_the_inner_edge_of_an_inline_element_is_a_space() -> None:
    assert texts("<p>leaves spaces<em> where they belong </em>and here</p>") == ["leaves spaces where they belong and here"]


def test_white_space_after_an_inline_element_whose_text_ends_in_it_is_one_space() -> None:
    assert texts("<p><b>a </b> b</p>") == ["a b"]


def test_white_space_in_an_empty_inline_element_between_words_is_a_space() -> None:
    assert texts("<p>a<b><i> </i></b>b</p>") == ["a b"]


def test_runs_of_white_space_are_one_space() -> None:
    assert texts("<p>\n  a \t\n  b\r\n</p>") == ["a b"]


def test_a_custom_element_inside_a_paragraph_joins() -> None:
    assert texts("<p>R<x-mark>ai</x-mark>n</p>") == ["Rain"]


# Blocks part


@pytest.mark.parametrize(
    "tag",
    [
        "p", "div", "section", "article", "main", "aside", "header", "footer", "nav", "h1", "h6", "ul", "li",
        "blockquote", "pre",
        "figure", "figcaption", "form", "fieldset", "address", "center", "dl", "dt", "dd", "details", "hgroup", "x-card",
    ],
)  # fmt: skip
def test_a_block_level_element_parts_its_text(tag: str) -> None:
    assert texts(f"<div>a<{tag}>b</{tag}>c</div>") == ["a", "b", "c"]


def test_paragraphs_without_end_tags_part() -> None:
    assert texts("<p>a<p>b") == ["a", "b"]


def test_a_table_parts() -> None:
    assert texts("<div>a<table><tr><td>b</table>c</div>") == ["a", "b", "c"]


def test_cells_part() -> None:
    assert texts("<table><tr><td>a<td>b<tr><td>c") == ["a", "b", "c"]


def test_items_part() -> None:
    assert texts("<ul><li>a<li>b</ul>") == ["a", "b"]


def test_a_rule_parts() -> None:
    assert texts("<div>a<hr>b</div>") == ["a", "b"]


def test_a_button_in_a_box_parts() -> None:
    assert texts("<div>Rain<button>Share</button></div>") == ["Rain", "Share"]


def test_text_on_both_sides_of_a_block_is_two_blocks() -> None:
    assert texts("<div>a <b>b</b><p>c</p><i>d</i> e</div>") == ["a b", "c", "d e"]


def test_a_block_inside_an_inline_element_parts() -> None:
    assert texts("<div><b>a<div>b</div>c</b></div>") == ["a", "b", "c"]


def test_custom_elements_side_by_side_part() -> None:
    assert texts("<x-card>a</x-card><x-card>b</x-card>") == ["a", "b"]


def test_blocks_stand_in_document_order() -> None:
    assert texts("<header>a</header><main>b<aside>c</aside>d</main><footer>e</footer>") == ["a", "b", "c", "d", "e"]


def test_blank_elements_are_no_blocks() -> None:
    assert texts("<p> </p><p>&nbsp;</p><p>\u200b</p><div><b></b></div><p>a</p>") == ["a"]


# Line breaks


def test_a_br_is_a_line_break() -> None:
    assert texts("<p>a<br>b</p>") == ["a\nb"]


def test_white_space_beside_a_br_goes() -> None:
    assert texts("<p>a <br>\n b</p>") == ["a\nb"]


@pytest.mark.parametrize("between", ["<br><br>", "<br>\n<br>", "<br><br><br>", "<br><!-- x --><br>", "<br>&nbsp;<br>"])
def test_two_brs_part_paragraphs(between: str) -> None:
    assert texts(f"<div>a{between}b</div>") == ["a", "b"]


@pytest.mark.parametrize("html", ["<p><br>a</p>", "<p>a<br></p>", "<p><br>a<br></p>", "<div><br><p>a</p><br></div>"])
def test_a_br_at_the_edge_of_a_block_is_nothing(html: str) -> None:
    assert texts(html) == ["a"]


def test_a_br_inside_an_inline_element_is_a_line_break() -> None:
    assert texts("<p>a<b>b<br>c</b></p>") == ["ab\nc"]


def test_an_image_between_two_brs_does_not_join_what_they_part() -> None:
    assert texts("<div>a<br><img src=x><br>b</div>") == ["a", "b"]


# Preformatted text


def test_pre_keeps_its_white_space() -> None:
    assert texts("<pre>a\n    b  c\n\nd</pre>") == ["a\n    b  c\n\nd"]


def test_pre_loses_blank_lines_around_it_and_blanks_at_line_ends() -> None:
    assert texts("<pre>\n\n  a  \nb\t\n\n</pre>") == ["  a\nb"]


def test_newlines_between_the_spans_of_a_pre_stay() -> None:
    html = "<pre><span>a</span>\n<span>  b</span>\n\n<span>c</span></pre>"
    assert texts(html) == ["a\n  b\n\nc"]


def test_spaces_between_the_spans_of_a_pre_stay() -> None:
    assert texts("<pre><b>a</b>  <i>b</i></pre>") == ["a  b"]


def test_indentation_before_the_first_span_of_a_pre_stays() -> None:
    assert texts("<pre><code>    <span>a</span>\nb</code></pre>") == ["    a\nb"]


def test_brs_in_a_pre_are_newlines() -> None:
    assert texts("<pre>a<br><br>b</pre>") == ["a\n\nb"]


def test_pre_is_flagged() -> None:
    assert only_block("<pre>a</pre>").flags & Flag.PRE


# Characters


@pytest.mark.parametrize("invisible", ["\u00ad", "\u200b", "\u2060", "\ufeff", "&shy;", "&ZeroWidthSpace;", "&#173;"])
def test_invisible_characters_go(invisible: str) -> None:
    assert texts(f"<p>Ra{invisible}in</p>") == ["Rain"]


def test_invisible_characters_of_a_pre_go() -> None:
    assert texts("<pre>a\u200bb</pre>") == ["ab"]


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_joiners_that_shape_letters_stay(joiner: str) -> None:
    assert texts(f"<p>می{joiner}خواهم</p>") == [f"می{joiner}خواهم"]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "&nbsp;"])
def test_a_no_break_space_stays(space: str) -> None:
    kept = "\u00a0" if space == "&nbsp;" else space
    assert texts(f"<p>10{space}km</p>") == [f"10{kept}km"]


def test_a_no_break_space_between_inline_elements_stays() -> None:
    assert texts("<p><b>a</b>&nbsp;<i>b</i></p>") == ["a\u00a0b"]


@pytest.mark.parametrize("space", ["&nbsp; ", " &nbsp;", " &nbsp; "])
def test_a_no_break_space_beside_a_space_is_a_space(space: str) -> None:
    assert texts(f"<p>a{space}b</p>") == ["a b"]


def test_no_break_spaces_at_the_edges_go() -> None:
    assert texts("<p>&nbsp;a&nbsp;<br>&nbsp;b&nbsp;</p>") == ["a\nb"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&amp;", "&"), ("&lt;b&gt;", "<b>"), ("&amp;amp;", "&amp;"), ("&hellip;", "…"), ("&#8217;", "’"), ("&#x41;", "A"),
        ("&copy", "©"), ("&#150;", "–"), ("AT&T", "AT&T"), ("&nope;", "&nope;"), ("&#x1F327;", "\U0001f327"),
    ],
)  # fmt: skip
def test_entities_are_read_as_a_browser_does(written: str, read: str) -> None:
    assert texts(f"<p>{written}</p>") == [read]


def test_the_readings_of_ruby_are_left_out() -> None:
    assert texts("<p><ruby>蛍<rp>(</rp><rt>ほたる</rt><rp>)</rp></ruby>の川</p>") == ["蛍の川"]


# What no reader reads, and what only some do


@pytest.mark.parametrize(
    "tag",
    ["script", "style", "textarea", "select", "svg", "iframe", "template", "noscript", "object", "video", "audio",
     "canvas", "datalist"],
)  # fmt: skip
def test_text_in_an_element_that_shows_none_is_left_out(tag: str) -> None:
    assert "no" not in " ".join(texts(f"<p>a</p><{tag}>no</{tag}><p>b</p>"))


def test_a_shadow_root_is_read_where_it_stands() -> None:
    html = '<p>a</p><x-card><template shadowrootmode="open"><p>b</p></template></x-card><p>c</p>'
    assert texts(html) == ["a", "b", "c"]


def test_a_shadow_root_in_a_shadow_root_is_read() -> None:
    html = (
        '<x-a><template shadowrootmode="open">a<x-b><template shadowrootmode="open"><p>b</p></template></x-b></template></x-a>'
    )
    assert texts(html) == ["a", "b"]


def test_a_template_that_is_no_shadow_root_is_left_out() -> None:
    assert texts("<div><template><p>b</p></template></div>") == []


def test_noscript_is_noted_for_pages_that_show_nothing_else() -> None:
    page = page_of("<body><p>Loading</p><noscript><p>Rain</p></noscript>")
    assert page.noscript == ("<p>Rain</p>",)


def test_noscript_is_read_where_it_holds_the_only_content() -> None:
    html = f"<body><div id=app></div><noscript><p>{SENTENCE}</p><p>We cut <b>twice</b>. {SENTENCE}</p></noscript>"
    assert extract(html).paragraphs == (SENTENCE, f"We cut twice. {SENTENCE}")


def test_noscript_is_not_read_beside_content() -> None:
    html = f"<body>{''.join(f'<p>{n} {SENTENCE}</p>' for n in 'abc')}<noscript><p>Please enable JavaScript.</p></noscript>"
    assert "JavaScript" not in extract(html).text


def test_closed_details_are_read() -> None:
    assert texts("<details><summary>Why?</summary>Because.<p>And so on.</p></details>") == ["Why?", "Because.", "And so on."]


def test_processing_instructions_are_left_out() -> None:
    assert texts("<p>a<?php echo 1 ?>b</p>") == ["ab"]


# Hidden text


@pytest.mark.parametrize(
    "attribute",
    [
        "hidden", 'hidden=""', 'style="display:none"', "style='color:red; DISPLAY : none !important'",
        'style="visibility:hidden"',
        'aria-hidden="true"', 'class="hidden"', 'class="a sr-only b"', 'class="d-none"', 'class="visually-hidden"',
    ],
)  # fmt: skip
def test_hidden_text_is_kept_and_flagged(attribute: str) -> None:
    block = only_block(f"<p {attribute}>Rain</p>")
    assert (block.text, bool(block.flags & Flag.HIDDEN)) == ("Rain", True)


@pytest.mark.parametrize(
    "attribute",
    ['hidden="until-found"', 'style="display:block"',
     'aria-hidden="false"', 'class="hidden-gems"', 'style="--display:none-ish"'],
)  # fmt: skip
def test_shown_text_is_not_flagged_as_hidden(attribute: str) -> None:
    assert not only_block(f"<p {attribute}>Rain</p>").flags & Flag.HIDDEN


def test_text_inside_a_hidden_element_is_hidden() -> None:
    assert only_block("<div hidden><ul><li>Rain</ul></div>").flags & Flag.HIDDEN


def test_hidden_words_inside_a_shown_text_are_left_out() -> None:
    block = only_block("<p>Rain<span hidden> and snow</span>.</p>")
    assert (block.text, block.flags & Flag.HIDDEN) == ("Rain.", 0)


@pytest.mark.parametrize(
    "mark",
    [
        '<a class="headerlink" href="#x">¶</a>', '<span class="mw-editsection">[<a href=x>edit</a>]</span>',
        '<a class="anchor" aria-hidden="true" href="#x">#</a>',
    ],
)  # fmt: skip
def test_an_edit_link_or_anchor_in_a_heading_is_left_out(mark: str) -> None:
    assert texts(f"<h2>History{mark}</h2>") == ["History"]


def test_a_heading_that_is_an_anchor_itself_is_a_heading() -> None:
    block = only_block('<h2 class="anchor" id="history">History<a class="hash-link" href="#history">#</a></h2>')
    assert (block.text, block.flags & Flag.AFFIX) == ("History", 0)


def test_the_mark_of_a_note_is_left_out() -> None:
    assert texts('<p>Rain fell<sup class="reference"><a href="#n1">[1]</a></sup> twice.</p>') == ["Rain fell twice."]


# Links


def test_links_side_by_side_are_parted_by_a_space() -> None:
    assert texts("<div><a href=/>Home</a><a href=/n>News</a></div>") == ["Home News"]


def test_a_link_after_a_word_joins_it() -> None:
    assert texts("<p><a href=x>un</a>believable and re<a href=x>turn</a></p>") == ["unbelievable and return"]


def test_link_characters_are_those_inside_links() -> None:
    assert only_block("<p>Rain <a href=x>falls</a> on</p>").link_chars == 5


def test_a_text_that_is_all_link_has_its_length_in_link_characters_and_the_flag() -> None:
    block = only_block("<p><a href=x>Rain <b>falls</b></a></p>")
    assert (block.link_chars, bool(block.flags & Flag.LINK)) == (len("Rain falls"), True)


def test_a_text_with_a_link_in_it_is_not_flagged_as_a_link() -> None:
    assert not only_block("<p>Rain <a href=x>falls</a></p>").flags & Flag.LINK


def test_blocks_inside_a_link_are_links() -> None:
    blocks = page_of("<a href=x><h3>Rain</h3><p>It rained.</p></a>").blocks
    assert [block.link_chars for block in blocks] == [4, 10]


def test_link_characters_are_no_more_than_the_text() -> None:
    block = only_block("<p>a <a href=x>   b   </a></p>")
    assert block.link_chars <= len(block.text)


# Flags, roles and class words


@pytest.mark.parametrize(
    ("tag", "flag"),
    [
        ("nav", Flag.NAV), ("header", Flag.HEADER), ("footer", Flag.FOOTER), ("aside", Flag.ASIDE), ("form", Flag.FORM),
        ("button", Flag.BUTTON), ("figcaption", Flag.CAPTION), ("h3", Flag.HEADING), ("ul", Flag.LIST), ("ol", Flag.LIST),
        ("blockquote", Flag.QUOTE), ("article", Flag.ARTICLE), ("main", Flag.MAIN), ("p", Flag.PARAGRAPH),
    ],
)  # fmt: skip
def test_a_block_carries_the_flag_of_its_element(tag: str, flag: int) -> None:
    assert only_block(f"<{tag}>Rain</{tag}>").flags & flag


@pytest.mark.parametrize(
    ("role", "flag"),
    [
        ("navigation", Flag.NAV), ("banner", Flag.HEADER), ("contentinfo", Flag.FOOTER), ("complementary", Flag.ASIDE),
        ("search", Flag.FORM), ("button", Flag.BUTTON), ("main", Flag.MAIN), ("article", Flag.ARTICLE),
        ("heading", Flag.HEADING),
        ("dialog", Flag.ASIDE),
    ],
)  # fmt: skip
def test_a_role_says_the_same_as_the_element(role: str, flag: int) -> None:
    assert only_block(f'<div role="{role}">Rain</div>').flags & flag


def test_a_block_carries_the_flags_of_all_its_ancestors() -> None:
    flags = only_block("<footer><ul><li><p>Rain</ul></footer>").flags
    assert flags & Flag.FOOTER
    assert flags & Flag.LIST
    assert flags & Flag.PARAGRAPH


def test_a_block_after_an_element_has_none_of_its_flags() -> None:
    assert not page_of("<nav>a</nav><p>b</p>").blocks[1].flags & Flag.NAV


@pytest.mark.parametrize(
    ("attribute", "bit"),
    [
        ('class="post-sidebar"', FURNITURE), ('class="siteFooter"', FURNITURE), ('class="article__text"', CONTENT),
        ('id="comments"', COMMENT), ('id="sidebar"', FURNITURE),
    ],
)  # fmt: skip
def test_words_of_class_and_id_are_noted(attribute: str, bit: int) -> None:
    page = page_of(f"<div {attribute}>Rain</div>")
    assert BITS_OF_WORDS[page.elements.names[page.blocks[0].element]] & bit


@pytest.mark.parametrize(
    "attribute", ['class="adventure"', 'class="shadow"', 'class="navy"', 'class="header2body"', 'id="x1"']
)
def test_a_word_inside_another_word_of_a_class_is_not_noted(attribute: str) -> None:
    page = page_of(f"<div {attribute}>Rain</div>")
    assert not BITS_OF_WORDS[page.elements.names[page.blocks[0].element]] & FURNITURE


# The table of elements


def test_a_block_names_the_element_that_holds_it() -> None:
    page = page_of("<main><p>a</p>b</main>")
    assert [page.elements.tag[block.element] for block in page.blocks] == ["p", "main"]


def test_ancestors_lead_from_the_element_to_the_root() -> None:
    page = page_of("<main><ul><li>a</ul></main>")
    assert [page.elements.tag[row] for row in page.elements.ancestors(page.blocks[0].element)] == [
        "li",
        "ul",
        "main",
        "body",
        "html",
    ]


def test_an_element_knows_the_blocks_inside_it() -> None:
    page = page_of("<p>a</p><ul><li>b<li>c</ul><p>d</p>")
    row = page.elements.tag.index("ul")
    assert (page.elements.first_block[row], page.elements.end_block[row]) == (1, 3)


def test_an_element_without_text_holds_no_blocks() -> None:
    page = page_of("<p>a</p><ul></ul><p>b</p>")
    row = page.elements.tag.index("ul")
    assert page.elements.first_block[row] == page.elements.end_block[row]


# The head


def test_the_head_gives_title_language_base_metas_links_and_json_ld() -> None:
    head = page_of(
        '<html lang="en"><title> Rain \n falls </title><base href="/b/"><meta name="Author" content="Mo">'
        '<meta property="og:x" content="y">'
        '<link rel="canonical" href="/c"><script type="application/ld+json">{"a": 1}</script>'
    ).head
    assert (head.title, head.language, head.base) == ("Rain falls", "en", "/b/")
    assert head.metas == (("author", "Mo"), ("og:x", "y"))
    assert [link["href"] for link in head.links] == ["/c"]
    assert head.json_ld == ('{"a": 1}',)


def test_metas_and_json_ld_in_the_body_are_read() -> None:
    head = page_of(
        '<body><p>a<meta itemprop="datePublished" content="2024"><script type="application/ld+json">{}</script></p>'
    ).head
    assert (head.metas, head.json_ld) == ((("datepublished", "2024"),), ("{}",))


def test_the_title_of_a_drawing_is_not_the_page_s() -> None:
    assert page_of("<body><svg><title>Logo</title></svg><p>a</p>").head.title is None


def test_the_first_title_counts() -> None:
    assert page_of("<title>Rain</title><title>Snow</title>").head.title == "Rain"


def test_times_are_noted_with_the_block_they_stand_in() -> None:
    page = page_of('<p>a</p><p>On <time datetime="2024-03-05">Tuesday</time></p>')
    assert page.times == (("2024-03-05", 1),)


# Limits and odd documents


def test_only_so_many_blocks_are_read_and_a_note_says_so() -> None:
    page = segment(parse("<p>a<p>b<p>c"), None, Options(max_blocks=2))
    assert [block.text for block in page.blocks] == ["a", "b"]
    assert "2 blocks" in page.notes[0]


@pytest.mark.parametrize("tag", ["link", "base", "source", "track", "wbr", "input", "param"])
@pytest.mark.parametrize("foreign", ["svg", "math"])
def test_in_a_drawing_or_formula_elements_that_are_void_elsewhere_may_have_children(foreign: str, tag: str) -> None:
    assert texts(f"<p>a</p><{foreign}><{tag}><g>no</g></{tag}></{foreign}><p>b</p>")[-1] == "b"


@pytest.mark.parametrize("html", ["", " ", "<!-- x -->", "<!DOCTYPE html>", "<html>", "<body>", "\ufeff"])
def test_a_page_without_text_has_no_blocks(html: str) -> None:
    assert texts(html) == []


def test_bare_text_is_a_block() -> None:
    assert texts("Rain falls.") == ["Rain falls."]


def test_text_that_a_table_cannot_hold_is_read_before_it() -> None:
    assert texts("<table>a<tr><td>b</table>") == ["a", "b"]


def test_framesets_have_no_text() -> None:
    assert texts("<frameset><frame src=a><noframes>no</noframes></frameset>") == []


def test_segmenting_leaves_the_tree_as_it_was() -> None:
    document = parse("<p class=x>a <b>b</b><br>c</p><p hidden>d</p>")
    first = segment(document)
    assert segment(document).blocks[0].text == first.blocks[0].text
