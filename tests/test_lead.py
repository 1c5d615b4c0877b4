"""What is told to be a lead by more than one sign: key points, lines that go together, sentences set as headings."""

from __future__ import annotations

import pytest

from declutter import Article, extract

SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller, who had seen worse."
BODY = "".join(f"<p>{number} {SENTENCE}</p>" for number in ("One.", "Two.", "Three."))
STANDFIRST = '<p class="standfirst">The mill stood still, and the miller was asleep when the water came up to the door.</p>'
POINTS = ("The water rose by two metres on Monday.", "The mill has stood still since then.")


def read(top: str, head: str = "") -> Article:
    return extract(f"<head>{head}</head><body><article><h1>Rain in the village</h1>{top}{BODY}</article>")


def listed(points: tuple[str, ...] = POINTS) -> str:
    return f"<ul>{''.join(f'<li>{point}</li>' for point in points)}</ul>"


@pytest.mark.parametrize(
    "heading",
    [
        "Key points", "In Kürze:", "L’essentiel", "En resumen", "In breve", "Em resumo", "Главное", "この記事のポイント",
        "要点", "핵심 요약", "In het kort", "W skrócie", "Sammanfattning", "Öne çıkanlar", "أبرز النقاط", "मुख्य बातें",
    ],
)  # fmt: skip
def test_key_points_under_the_standfirst_belong_to_the_lead(heading: str) -> None:
    article = read(f"{STANDFIRST}<h3>{heading}</h3>{listed()}")
    assert (article.lead or "").splitlines()[1:] == [heading, *POINTS]
    assert not any(point in text for point in POINTS for text in article.paragraphs)


def test_a_box_named_as_key_points_needs_no_heading() -> None:
    box = "".join(f"<p>{point}</p>" for point in POINTS)
    assert (read(f'{STANDFIRST}<div class="key-points">{box}</div>').lead or "").splitlines()[1:] == list(POINTS)


@pytest.mark.parametrize(
    "box",
    [
        f"<h3>What the miller says</h3>{listed()}",  # another heading
        f"<h3>Key points</h3><p>One. {SENTENCE}</p>{listed()}",  # no list right under it
        f"<h3>Key points</h3>{listed(tuple(f'{number}. {POINTS[0]}' for number in range(12)))}",  # as many as a text has
        f"<h3>Key points</h3>{listed(('Rain', 'Mill'))}",  # contents
        "<h3>Key points</h3><ul><li><a href=/1>What the miller says</a></li><li><a href=/2>What it costs us</a></li></ul>",
    ],
)
def test_other_lists_are_no_part_of_the_lead(box: str) -> None:
    assert "\n" not in (read(STANDFIRST + box).lead or "")


def test_key_points_without_a_standfirst_are_a_list_of_the_text() -> None:
    article = read(f"<h3>Key points</h3>{listed()}")
    assert article.lead is None
    assert all(point in article.text for point in POINTS)


def test_short_lines_of_one_look_are_the_lead_where_the_description_says_all_of_them() -> None:
    lines = ("The mill stands still.", "The miller is asleep.", "The water is at the door, says the village's mayor.")
    shown = "".join(f'<p class="x7">{line}</p>' for line in lines)
    styled = BODY.replace("<p>", '<p class="x8">')
    said = f'<meta name="description" content="{" ".join(lines)[:-9]}">'
    page = f"{said}<article><h1>Rain in the village</h1>{shown}{styled}</article>"
    assert (extract(page).lead or "").splitlines() == list(lines)
    assert extract(page.removeprefix(said)).lead is None


def test_a_short_line_is_the_lead_where_it_is_bold_and_all_that_the_description_says() -> None:
    line = "<p><strong>A flood that was foretold.</strong></p>"
    assert read(line, '<meta name="description" content="A flood that was foretold.">').lead == "A flood that was foretold."
    assert read(line).lead is None


def test_a_heading_that_is_a_sentence_is_a_standfirst() -> None:
    player = "<div class=player><p>The mill in pictures, as our reader saw it on Sunday</p></div>"
    sentence = "The mill stood still, and the miller was asleep when the water came up to the door"
    assert read(f"{player}<h2>{sentence}.</h2>").lead == f"{sentence}."
    assert read(f"{player}<h2>{sentence}</h2>").lead is None


def test_a_teaser_that_the_first_paragraph_repeats_is_not_preferred_to_the_standfirst() -> None:
    teaser = f'<div class="summary">One. {SENTENCE}</div>'
    deck = '<h2 class="deck">The mill stood still on Monday</h2>'
    article = read(teaser + deck, f'<meta name="description" content="One. {SENTENCE}">')
    assert article.lead == "The mill stood still on Monday"


def test_buttons_between_headline_and_standfirst_do_not_hide_it() -> None:
    buttons = "".join(f"<li><a href=/{number}>Share {number}</a></li>" for number in range(18))
    assert read(f"<ul class=share>{buttons}</ul>{STANDFIRST}").lead is not None


# Evidence


def test_the_evidence_of_a_title_is_its_heading_with_what_the_head_says_as_rivals() -> None:
    head = (
        "<title>Rain in the village | The Daily Frog</title>"
        '<meta property="og:title" content="Rain in the village"><meta name="twitter:title" content="You will not believe it">'
    )
    evidence = read("", head).metadata.evidence["title"]
    assert (evidence.source, evidence.value) == ("h1", "Rain in the village")
    assert [(rival.source, rival.reason) for rival in evidence.rivals] == [
        ("meta og:title", "says the same"),
        ("meta twitter:title", "the page shows another headline"),
        ("title", "holds more than the headline"),
    ]


def test_the_evidence_of_a_title_that_no_heading_shows_is_the_head_s() -> None:
    page = f'<title>Rain | The Daily Frog</title><meta property="og:title" content="Rain in the village">{BODY}'
    evidence = extract(page).metadata.evidence["title"]
    assert (evidence.source, evidence.value) == ("meta og:title", "Rain in the village")
    assert [rival.source for rival in evidence.rivals] == ["title"]


def test_the_evidence_of_a_lead_is_its_signs_with_other_candidates_as_rivals() -> None:
    said = "The mill stood still, and the miller was asleep when the water came up to the door."
    head = f'<meta name="description" content="{said}"><meta property="og:description" content="All of the news of today.">'
    evidence = read(f'{STANDFIRST}<h2 class="deck">A flood that nobody in the village wanted</h2>', head).metadata.evidence[
        "lead"
    ]
    assert (evidence.source, evidence.value) == ("below the headline: named, described", said)
    assert [(rival.source, rival.reason.split()[0]) for rival in evidence.rivals] == [
        ("meta og:description", "not"),
        ("meta description", "says"),
        ("below the headline", "score"),
    ]


def test_there_is_no_evidence_of_a_lead_or_title_that_is_not_found() -> None:
    assert not {"title", "lead"} & set(extract(BODY).metadata.evidence)
    assert "lead" not in read("").metadata.evidence


# The headline that a lead stands under


def test_bylines_and_datelines_between_headline_and_lead_do_not_count_as_text() -> None:
    lines = (
        "<address>By Ada Quill, Mo Ardent and Jo Bell of the mill</address>"
        '<div class="date">3 May 2024, 16:24, by our own clock of the mill</div>'
    )
    lead = "The mill stood still, and the miller was asleep when the water came up to the door."
    shown = f'<figure><figcaption>The mill on Monday.</figcaption></figure><p class="fat">{lead}</p>'
    assert read(lines + shown, f'<meta name="description" content="{lead}">').lead == lead


def test_a_headline_in_other_words_than_the_head_s_is_where_the_article_begins() -> None:
    head = '<meta property="og:title" content="Flood in the lower village: mayor warning of high water on Monday">'
    page = f"<head>{head}</head><article><h2>Flood in the village: warning of a high tide</h2>{STANDFIRST}{BODY}</article>"
    article = extract(page)
    assert article.title == "Flood in the lower village: mayor warning of high water on Monday"
    assert (article.lead or "").startswith("The mill stood still")


def test_the_site_s_name_in_a_heading_is_no_title_where_the_head_says_more() -> None:
    head = '<meta property="og:site_name" content="Ada Quill\'s Blog"><title>Ada Quill\'s Blog: How we dried the mill</title>'
    top = "<h1>Ada Quill's Blog</h1><h2>How we dried the mill</h2>"
    assert extract(f"<head>{head}</head>{top}{BODY}").title == "How we dried the mill"


def test_a_headline_under_a_kicker_that_is_another_than_the_head_s() -> None:
    head = '<meta property="og:title" content="Flood in May: The mill stands still">'
    top = "<h1><span>News of the sound</span> <span>The mill stands still</span></h1>"
    assert extract(f"<head>{head}</head>{top}{BODY}").title == "The mill stands still"
    assert extract(f"{top}{BODY}").title == "News of the sound The mill stands still"
