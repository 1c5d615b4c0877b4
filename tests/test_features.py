"""Blocks to evidence: what each column says, and which element is taken for the main container."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from declutter.parsing.lines import read_lines
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from declutter.scoring.features import DUMP_NAMES, LEVELS, NAMES, ROW, TEXT_NAMES, Evidence, Statements, measure
from declutter.scoring.words import NameScores
from tests.pages import soups

SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller."
PARAGRAPHS = "".join(f"<p>{number} {SENTENCE}</p>" for number in ("One.", "Two.", "Three.", "Four."))
LINKS = "<ul><li><a href=/a>Home</a><li><a href=/b>News</a><li><a href=/c>Sport</a></ul>"


SCORES = NameScores({"sidebar": (-1.0, -2.0), "body": (1.0, 0.5)})


def evidence_of(html: str, headline: int | None = None, statements: Statements | None = None) -> Evidence:
    return measure(segment(parse(html)), SCORES, headline, statements)


def feature(name: str, html: str, headline: int | None = None) -> list[float]:
    row: list[float] = evidence_of(html, headline).matrix[ROW[name]].tolist()
    return row


def container_tag(html: str) -> str | None:
    page = segment(parse(html))
    row = measure(page, SCORES).container
    return page.elements.tag[row] if row >= 0 else None


def test_names_are_unique_and_give_the_rows() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert [ROW[name] for name in NAMES] == list(range(len(NAMES)))
    assert NAMES[: len(TEXT_NAMES)] == TEXT_NAMES


def test_the_matrix_has_a_row_a_feature_and_a_column_a_block() -> None:
    matrix = evidence_of("<p>a</p><p>b</p>").matrix
    assert matrix.shape == (len(NAMES), 2)
    assert matrix.dtype == np.float32


def test_a_page_without_blocks_has_no_columns() -> None:
    evidence = evidence_of("")
    assert (evidence.matrix.shape, evidence.junk, evidence.container) == ((len(NAMES), 0), [], -1)


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
    assert feature("commas", f"<p>{text}</p>") == pytest.approx([math.log(4)])


@pytest.mark.parametrize("text", ["Rain.", "Rain!", "Rain?", "“Rain.”", "雨。", "बारिश।", "هل تمطر؟", "Rain…"])
def test_the_end_of_a_sentence_is_known_in_any_script(text: str) -> None:
    assert feature("last_end", f"<p>{text}</p>") == [1]


@pytest.mark.parametrize("text", ["Rain", "Rain,", "12", "雨"])
def test_what_ends_no_sentence_does_not(text: str) -> None:
    assert feature("last_end", f"<p>{text}</p>") == [0]


def test_a_junk_phrase_is_marked_and_its_category_given() -> None:
    html = "<p>Subscribe now</p><p>Rain now</p>"
    assert feature("junk", html) == [1, 0]
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


def test_class_words_count_where_they_stand_and_for_all_inside() -> None:
    html = '<div class="sidebar"><div><p>Rain</p></div></div><p>Snow</p>'
    assert feature("own_words", html) == [0, 0]
    assert feature("around_words", html) == [-2, 0]
    assert feature("own_words", '<p class="sidebar x">Rain</p>') == [-1]


def test_words_that_speak_against_content_are_not_made_good_by_others() -> None:
    html = '<div class="sidebar"><div class="post-body"><p>Rain</p></div></div>'
    assert feature("around_words", html) == [-1.5]
    assert feature("bad_around_words", html) == [-2]


def test_blocks_in_elements_alike_are_counted() -> None:
    html = "<p class=a>Rain</p><p class=a>Hail</p><p class=b>Snow</p>"
    assert feature("same_class", html) == pytest.approx([math.log(2), math.log(2), 0])
    assert feature("same_class_chars", html) == pytest.approx([2 / 3, 2 / 3, 1 / 3])


def test_cards_are_alike_when_their_parents_are() -> None:
    html = "<div class=x><p>Rain</p></div><div class=x><p>Hail</p></div><div class=y><p>Snow</p></div>"
    assert feature("same_card", html) == pytest.approx([math.log(2), math.log(2), 0])


def test_repeated_text_is_counted() -> None:
    assert feature("repeated", "<p>Rain</p><p>Snow</p><p>Rain</p>") == pytest.approx([math.log(2), 0, math.log(2)])


def test_what_the_page_states_of_its_text_is_compared() -> None:
    said = Statements(description=SENTENCE, article=f"Before. {SENTENCE}")
    matrix = evidence_of(f"<p>{SENTENCE}</p><p>Snow fell on Tuesday, and on Wednesday too.</p>", None, said).matrix
    assert matrix[ROW["in_description"]].tolist() == [1, 0]
    assert matrix[ROW["in_stated"]].tolist() == [1, 0]
    assert matrix[ROW["has_stated"]].tolist() == [1, 1]


@pytest.mark.parametrize("level", LEVELS)
def test_an_ancestor_that_holds_no_more_than_its_child_is_no_level(level: int) -> None:
    plain = f"<section><p>{SENTENCE}</p><p>Rain</p></section><p>Snow</p>"
    wrapped = f"<section><div><div><p>{SENTENCE}</p></div></div><p>Rain</p></section><p>Snow</p>"
    assert feature(f"chars@{level}", plain) == feature(f"chars@{level}", wrapped)


def test_the_first_level_is_the_nearest_box_with_more_in_it() -> None:
    chars = feature("chars@1", "<div><p>Rain</p><p>Snow</p></div><p>Hail</p>")
    assert chars == pytest.approx([math.log(9), math.log(9), math.log(13)])


def test_what_stands_after_the_headline_is_marked() -> None:
    assert feature("after_headline", "<p>a</p><h1>b</h1><p>c</p>", headline=1) == [0, 0, 1]


def test_position_goes_from_zero_towards_one() -> None:
    assert feature("position", "<p>a</p><p>b</p><p>c</p><p>d</p>") == [0, 0.25, 0.5, 0.75]


def test_links_around_a_block_count() -> None:
    lone, *listed = feature("link_density@1", f"<div><p>{SENTENCE}</p></div>{LINKS}")
    assert 0 < lone < 1
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


def test_a_page_without_good_text_is_its_own_container() -> None:
    assert container_tag(LINKS) == "html"


def test_blocks_inside_the_container_are_marked() -> None:
    inside = feature("in_container", f"{LINKS}<article>{PARAGRAPHS}</article>{LINKS}")
    assert inside == [0] * 3 + [1] * 4 + [0] * 3


def test_steps_lead_up_from_the_container_and_down_to_the_block() -> None:
    html = f"<main><article>{PARAGRAPHS}</article><div><p>Rain</p></div></main>"
    assert feature("container_up", html) == [0, 0, 0, 0, 1]
    assert feature("container_down", html) == [1, 1, 1, 1, 2]


def test_lines_of_a_dump_have_evidence_without_elements() -> None:
    evidence = measure(read_lines(f"Rain again\n{SENTENCE}\nSubscribe now"), SCORES)
    assert (evidence.container, evidence.junk) == (-1, [None, None, "subscribe"])
    assert evidence.matrix.shape == (len(DUMP_NAMES), 3)


def test_measuring_leaves_the_page_as_it_was() -> None:
    page = segment(parse(f"<article class=post>{PARAGRAPHS}</article>"))
    before = (list(page.blocks), list(page.elements.names))
    measure(page, SCORES)
    assert (page.blocks, page.elements.names) == before


# Images, quotations, marks of time and style, words


def test_a_caption_is_told_by_the_image_that_its_box_holds_beside_it() -> None:
    page = f"<article>{PARAGRAPHS}<div><img src=a.jpg><p>The miller in the rain.</p></div><p>{SENTENCE}</p></article>"
    assert feature("media_before", page) == [0, 0, 0, 0, 1, 0]
    assert feature("media_after", page) == [0, 0, 0, 1, 0, 0]
    assert feature("media@0", page) == pytest.approx([0, 0, 0, 0, math.log(2), 0])
    assert feature("media@1", page) == pytest.approx([math.log(2)] * 6)


def test_an_image_in_the_menu_is_no_medium() -> None:
    assert feature("media_before", f"<nav><img src=logo.png><a href=/>Home</a></nav>{PARAGRAPHS}") == [0] * 5


def test_a_quotation_pulled_out_of_the_text_is_told_from_one_that_stands_for_itself() -> None:
    own = "Nobody has asked the river what it wants to do this year."
    quotes = f"<blockquote>“nobody in the village was surprised by that”</blockquote><blockquote>{own}</blockquote>"
    assert feature("said_again", f"<p>{SENTENCE}</p>{quotes}") == [0, 1, 0]


def test_a_junk_phrase_before_a_colon_begins_a_block() -> None:
    page = "<p>Read also: The ferry is back<p>The miller: “It rained.”<p>It rained on Monday"
    assert feature("junk_start", page) == [1, 0, 0]


def test_the_share_of_the_stated_article_that_stands_on_the_page() -> None:
    stated = f"<p>{SENTENCE}</p>\n<p>And then, &ldquo;it stopped&rdquo;, said the miller of the old village.</p>"
    page = f'<p>{SENTENCE}<p>And then, "it stopped", said the miller of the old village.<p>Subscribe to our newsletter today'
    evidence = evidence_of(page, None, Statements(article=stated))
    assert evidence.matrix[ROW["in_stated"]].tolist() == [1, 1, 0]
    assert evidence.matrix[ROW["stated_share"]].tolist() == pytest.approx([1.0] * 3, abs=0.1)
    assert feature("stated_share", page) == [0] * 3


def test_a_block_with_a_time_element() -> None:
    assert feature("has_time", "<p>Rain<p><time datetime=2026-11-01>1 November</time><p>More rain") == [0, 1, 0]


def test_emphasis_counts_where_nearly_all_of_a_text_stands_in_it() -> None:
    both = f"<p><strong><em>{SENTENCE}</em></strong>"
    page = f"<p><em>{SENTENCE}</em> <p><b>{SENTENCE}</b>.<p><i>It</i> rained. {SENTENCE}{both}"
    assert feature("emphasis", page) == [1, 0, 0, 1]
    assert feature("strong", page) == [0, 1, 0, 1]


def test_the_words_of_short_texts_are_weighed_and_those_of_long_ones_are_not() -> None:
    scores = NameScores({}, {"^read": -1.0, "more": -0.5, "rained": 0.25, "图为": -2.0})
    texts = ["Read more", "It rained, and it rained", "图为记者", "Read more " * 40]
    assert scores.of_texts(texts) == pytest.approx([-1.5, 0.25, -2.0, 0.0])
