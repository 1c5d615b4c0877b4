"""Blocks to evidence: what each column says, and which element is taken for the main container."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from declutter.parsing.lines import read_lines
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from declutter.scoring.features import COLUMN, NAMES, Evidence, measure
from declutter.scoring.model import probabilities
from tests.pages import GeneratedPage, pages, soups

SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller."
PARAGRAPHS = "".join(f"<p>{number} {SENTENCE}</p>" for number in ("One.", "Two.", "Three.", "Four."))
LINKS = "<ul><li><a href=/a>Home</a><li><a href=/b>News</a><li><a href=/c>Sport</a></ul>"


def evidence_of(html: str, headline: int | None = None) -> Evidence:
    return measure(segment(parse(html)), headline)


def feature(name: str, html: str, headline: int | None = None) -> list[float]:
    column: list[float] = evidence_of(html, headline).matrix[:, COLUMN[name]].tolist()
    return column


def container_tag(html: str) -> str | None:
    page = segment(parse(html))
    row = measure(page).container
    return page.elements.tag[row] if row >= 0 else None


def test_names_are_unique_and_give_the_columns() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert [COLUMN[name] for name in NAMES] == list(range(len(NAMES)))


def test_the_matrix_has_a_row_a_block_and_a_column_a_feature() -> None:
    matrix = evidence_of("<p>a</p><p>b</p>").matrix
    assert matrix.shape == (2, len(NAMES))
    assert matrix.dtype == np.float32


def test_a_page_without_blocks_has_no_rows() -> None:
    evidence = evidence_of("")
    assert (evidence.matrix.shape, evidence.junk, evidence.container) == ((0, len(NAMES)), [], -1)


@given(soups())
def test_all_evidence_is_finite(soup: str) -> None:
    assert np.isfinite(evidence_of(soup).matrix).all()


def test_length_grows_with_the_logarithm() -> None:
    assert feature("length", "<p>1234567</p>") == pytest.approx([math.log(8)])


def test_a_wide_character_counts_for_more_than_a_latin_one() -> None:
    chinese, latin = feature("length", "<p>雨雨雨雨</p><p>rain</p>")
    assert chinese > latin


def test_link_density_is_the_share_of_characters_in_links() -> None:
    assert feature("link_density", "<p>Rain<a href=x>fall</a></p><p><a href=x>Rain</a></p><p>Rain</p>") == [0.5, 1, 0]


@pytest.mark.parametrize(
    "text", ["Rain, snow, hail and the wind again;", "雨，雪、风；", "مطر، ثلج، برد؛", "Regen, Schnee; Hagel, überall"]
)
def test_commas_are_counted_in_any_script(text: str) -> None:
    assert feature("commas", f"<p>{text}</p>") == [3]


@pytest.mark.parametrize("text", ["Rain.", "Rain!", "Rain?", "“Rain.”", "雨。", "बारिश।", "هل تمطر؟", "Rain…"])
def test_the_end_of_a_sentence_is_known_in_any_script(text: str) -> None:
    assert feature("ends_sentence", f"<p>{text}</p>") == [1]


@pytest.mark.parametrize("text", ["Rain", "Rain,", "12", "雨"])
def test_what_ends_no_sentence_does_not(text: str) -> None:
    assert feature("ends_sentence", f"<p>{text}</p>") == [0]


def test_a_junk_phrase_is_marked_and_its_category_given() -> None:
    html = "<p>Subscribe now</p><p>Rain now</p>"
    assert feature("junk_phrase", html) == [1, 0]
    assert evidence_of(html).junk == ["subscribe", None]


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("nav", "nav"), ("header", "header"), ("footer", "footer"), ("aside", "aside"), ("form", "form"), ("button", "button"),
        ("caption", "figcaption"), ("heading", "h2"), ("list", "ul"), ("quote", "blockquote"), ("article", "article"),
        ("main", "main"),
        ("paragraph", "p"), ("pre", "pre"),
    ],
)  # fmt: skip
def test_each_flag_has_its_column(name: str, tag: str) -> None:
    assert feature(name, f"<{tag}>Rain</{tag}><div>Snow</div>") == [1, 0]


def test_hidden_text_is_marked() -> None:
    assert feature("hidden", "<p hidden>Rain</p><p>Snow</p>") == [1, 0]


def test_a_quote_in_a_figure_is_no_caption() -> None:
    assert feature("caption", "<figure><blockquote>Rain</blockquote><figcaption>Mo</figcaption></figure>") == [0, 1]


def test_a_class_word_of_furniture_marks_what_is_inside() -> None:
    assert feature("bad_class", f'{PARAGRAPHS}<div class="sidebar"><p>Rain</p></div>')[-2:] == [0, 1]


def test_a_class_word_of_furniture_around_most_of_the_text_says_nothing() -> None:
    assert set(feature("bad_class", f'<div class="modal">{PARAGRAPHS}</div>')) == {0}


def test_a_class_word_of_body_says_nothing() -> None:
    assert set(feature("bad_class", f'<body class="no-sidebar"><p>x</p>{PARAGRAPHS}')) == {0}


def test_a_class_word_of_content_marks_what_is_inside() -> None:
    assert feature("good_class", '<div class="article-body"><p>Rain</p></div><p>Snow</p>') == [1, 0]


def test_what_stands_after_the_headline_is_marked() -> None:
    assert feature("after_headline", "<p>a</p><h1>b</h1><p>c</p>", headline=1) == [0, 0, 1]


def test_position_goes_from_zero_towards_one() -> None:
    assert feature("position", "<p>a</p><p>b</p><p>c</p><p>d</p>") == [0, 0.25, 0.5, 0.75]


def test_good_text_beside_a_block_is_counted_on_both_sides() -> None:
    before, between, after = feature("neighbour_good", f"<p>{SENTENCE}</p><div>x</div><p>{SENTENCE} Again.</p>")
    assert before == after == 0
    assert between > 0


def test_links_around_a_block_count() -> None:
    lone, *listed = feature("parent_link_density", f"<div><p>{SENTENCE}</p></div>{LINKS}")
    assert lone == 0
    assert listed == [1, 1, 1]


@pytest.mark.parametrize(
    "html",
    [
        f"<header>{LINKS}</header><article>{PARAGRAPHS}</article><footer>{LINKS}</footer>",
        f"<div>{LINKS}</div><article>{PARAGRAPHS}</article><div>{LINKS}</div>",
        f"<article>{PARAGRAPHS}</article><aside><p>{SENTENCE}</p></aside>",
    ],
)  # fmt: skip
def test_the_container_is_the_element_that_holds_the_good_text_and_little_else(html: str) -> None:
    assert container_tag(html) == "article"


def test_the_innermost_of_equal_containers_is_taken() -> None:
    assert container_tag(f"<div><section><article>{PARAGRAPHS}</article></section></div>") == "article"


def test_text_in_two_boxes_has_the_box_around_both_as_container() -> None:
    assert container_tag(f"{LINKS}<main><div>{PARAGRAPHS}</div><div>{PARAGRAPHS}</div></main>{LINKS}") == "main"


def test_a_page_without_good_text_has_no_container() -> None:
    assert container_tag(LINKS) is None


def test_blocks_inside_the_container_are_marked() -> None:
    inside = feature("in_container", f"{LINKS}<article>{PARAGRAPHS}</article>{LINKS}")
    assert inside == [0] * 3 + [1] * 4 + [0] * 3


def test_distance_to_the_container_grows_on_both_sides() -> None:
    distance = feature("distance_to_container", f"{LINKS}<article>{PARAGRAPHS}</article>{LINKS}")
    assert distance == pytest.approx([math.log1p(d) for d in (3, 2, 1, 0, 0, 0, 0, 1, 2, 3)])


def test_lines_of_a_dump_have_evidence_without_elements() -> None:
    evidence = measure(read_lines(f"Rain again\n{SENTENCE}\nSubscribe now"))
    assert (evidence.container, evidence.junk) == (-1, [None, None, "subscribe"])


def test_measuring_leaves_the_page_as_it_was() -> None:
    page = segment(parse(f"<article class=post>{PARAGRAPHS}</article>"))
    before = (list(page.blocks), list(page.elements.bits))
    measure(page)
    assert (page.blocks, page.elements.bits) == before


@given(pages())
def test_probabilities_are_one_a_block_between_zero_and_one(page: GeneratedPage) -> None:
    evidence = evidence_of(page.html)
    scores = probabilities(evidence.matrix)
    assert scores.shape == (len(evidence.junk),)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_a_page_without_blocks_has_no_probabilities() -> None:
    assert probabilities(evidence_of("").matrix).shape == (0,)


def test_a_paragraph_of_an_article_is_likelier_content_than_a_link_of_a_menu() -> None:
    scores = probabilities(evidence_of(f"{LINKS}<article>{PARAGRAPHS}</article>").matrix)
    assert scores[:3].max() < scores[3:].min()
