"""What a page says about itself: title, lead and the other fields, and which source is believed."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import Article, Image, Metadata, extract
from declutter.metadata.dates import parse_date
from declutter.metadata.sources import parse_json_ld
from declutter.metadata.title import strip_site_name

SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller, who had seen worse."
BODY = "".join(f"<p>{number} {SENTENCE}</p>" for number in ("One.", "Two.", "Three."))
URL = "https://frog.example/news/rain"


def read(head: str = "", top: str = "<h1>Rain in the village</h1>", *, url: str | None = URL) -> Article:
    return extract(f"<head>{head}</head><body><nav><a href=/>Home</a></nav><article>{top}{BODY}</article>", url=url)


def meta(head: str, *, url: str | None = URL) -> Metadata:
    return read(head, url=url).metadata


def json_ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def test_a_page_that_says_nothing_has_no_metadata() -> None:
    assert extract("<body><p>Rain.</p>").metadata == Metadata()


# Title


def test_the_title_is_the_headline() -> None:
    assert read("<title>Rain in the village | The Daily Frog</title>").title == "Rain in the village"


def test_the_headline_as_the_page_shows_it_is_preferred_to_the_head_s() -> None:
    assert read("<title>RAIN IN THE VILLAGE</title>").title == "Rain in the village"


def test_a_headline_that_the_head_repeats_is_preferred_to_the_site_s_name_in_an_h1() -> None:
    article = read(
        "<title>Rain in the village - The Daily Frog</title>", "<h1>The Daily Frog</h1><h2>Rain in the village</h2>"
    )
    assert article.title == "Rain in the village"


def test_a_heading_of_another_story_is_not_the_title() -> None:
    article = read("<title>Rain in the village</title>", "<h1>Rain in the village</h1><h2>Snow in the valley</h2>")
    assert article.title == "Rain in the village"


def test_an_h1_is_the_title_where_the_head_says_nothing() -> None:
    assert read().title == "Rain in the village"


def test_the_head_s_title_without_the_site_s_name_is_taken_where_no_heading_repeats_it() -> None:
    head = '<title>Rain in the village - The Daily Frog</title><meta property="og:site_name" content="The Daily Frog">'
    assert read(head, "").title == "Rain in the village"


@pytest.mark.parametrize(
    "head",
    [
        json_ld('{"@type":"NewsArticle","headline":"Rain in the village"}'),
        '<meta property="og:title" content="Rain in the village">',
        '<meta name="twitter:title" content="Rain in the village">',
        '<meta name="dc.title" content="Rain in the village">', "<title>Rain in the village</title>",
    ],
)  # fmt: skip
def test_the_title_may_come_from_any_statement(head: str) -> None:
    assert read(head, "").title == "Rain in the village"


def test_a_kicker_in_the_heading_is_no_part_of_the_title() -> None:
    heading = '<h1><span class="kicker">Eastern sound</span> Ferry sails again on Monday</h1>'
    head = '<meta property="og:title" content="Ferry sails again on Monday">'
    assert read(head, heading).title == "Ferry sails again on Monday"


def test_a_kicker_that_the_head_states_as_part_of_the_title_stays() -> None:
    heading = '<h1><span class="kicker">Eastern sound</span> Ferry sails again on Monday</h1>'
    head = '<meta property="og:title" content="Eastern sound: Ferry sails again on Monday">'
    assert read(head, heading).title == "Eastern sound: Ferry sails again on Monday"


def test_the_host_tells_the_site_s_name_where_the_page_does_not() -> None:
    article = read("<title>Rain in the village - Daily Frog</title>", "", url="https://www.dailyfrog.example/rain")
    assert article.title == "Rain in the village"


def test_a_breadcrumb_is_no_headline() -> None:
    top = '<h1 class="breadcrumb">Rain in the village</h1><h2>Rain in the village: what we know</h2>'
    assert read('<meta property="og:title" content="Rain in the village: what we know">', top).title == (
        "Rain in the village: what we know"
    )


def test_a_page_without_headline_and_title_has_none() -> None:
    assert read("", "").title is None


def test_the_title_is_one_line() -> None:
    assert read("", "<h1>Rain<br>in the village</h1>").title == "Rain in the village"


@pytest.mark.parametrize(
    ("title", "site", "stripped"),
    [
        ("Rain - The Daily Frog", "The Daily Frog", "Rain"), ("The Daily Frog: Rain again", "The Daily Frog", "Rain again"),
        ("Rain | The Daily Frog", "Daily Frog", "Rain"), ("Rain – again – The Daily Frog", "The Daily Frog", "Rain – again"),
        ("Rain-soaked: a year in the village", None, "Rain-soaked: a year in the village"),
        ("The long rain and what came after it | Frog", None, "The long rain and what came after it"),
        ("Rain - Snow", None, "Rain - Snow"), ("Rain - Snow", "The Daily Frog", "Rain - Snow"),
        ("The Daily Frog", "The Daily Frog", "The Daily Frog"),
    ],
)  # fmt: skip
def test_the_site_s_name_is_cut_off_at_the_ends_alone(title: str, site: str | None, stripped: str) -> None:
    assert strip_site_name(title, site) == stripped


@given(st.text(), st.one_of(st.none(), st.text()))
def test_a_stripped_title_is_a_part_of_the_title(title: str, site: str | None) -> None:
    assert strip_site_name(title, site) in title


# Lead


@pytest.mark.parametrize(
    "attribute",
    [
        'class="lead"',
        'class="article__lead"',
        'class="articleLead"',
        'class="standfirst"',
        'class="c-chapo"',
        'id="intro"',
        'itemprop="description"',
    ],
)
def test_the_element_named_as_a_lead_under_the_headline_is_the_lead(attribute: str) -> None:
    lead = "It came on Monday, and it stayed until the bridges had gone."
    article = read("", f"<h1>Rain in the village</h1><p {attribute}>{lead}</p>")
    assert article.lead == lead
    assert lead not in article.paragraphs


def test_a_lead_above_the_headline_is_none() -> None:
    assert read("", '<p class="lead">It came on Monday, and it stayed.</p><h1>Rain in the village</h1>').lead is None


@pytest.mark.parametrize("word", ["leader", "leading", "misleading", "introduce", "pointed"])
def test_a_class_that_only_holds_the_letters_of_one_names_no_lead(word: str) -> None:
    assert read("", f'<h1>Rain in the village</h1><p class="{word}">It came on Monday, and it stayed.</p>').lead is None


def test_a_description_that_the_page_does_not_show_is_no_lead() -> None:
    assert read('<meta name="description" content="It came on Monday, and it stayed.">').lead is None


def test_a_first_paragraph_like_the_others_is_no_lead() -> None:
    assert read().lead is None


def test_a_container_named_as_a_lead_around_the_whole_text_is_none() -> None:
    article = extract(f'<h1>Rain in the village</h1><div class="lead">{BODY}</div>')
    assert article.lead is None


@pytest.mark.parametrize(
    "lead",
    [
        "<div><p>The mill stood still, and the miller was asleep when the water came up to the door.</p></div>",
        '<h2 class="x1">The mill stood still, and the miller was asleep when the water came up to the door.</h2>',
        "<p><b>The mill stood still, and the miller was asleep when the water came up to the door.</b></p>",
    ],
)
def test_a_standfirst_without_a_name_is_told_by_its_looks_and_by_the_description(lead: str) -> None:
    said = "The mill stood still, and the miller was asleep when the water came up to the door."
    article = read(f'<meta property="og:description" content="{said}">', f"<h1>Rain in the village</h1>{lead}")
    assert article.lead == said
    assert said not in article.paragraphs


def test_a_standfirst_of_several_lines_is_one_lead() -> None:
    lines = "".join(f'<h2 class="subtitle">{word} things happened in the village on Monday.</h2>' for word in ("Two", "Three"))
    article = read(top=f"<h1>Rain in the village</h1><div>{lines}</div>")
    assert article.lead == "Two things happened in the village on Monday.\nThree things happened in the village on Monday."


@pytest.mark.parametrize(
    "block",
    [
        '<div class="image-caption">The mill on Monday at noon, with the water up to its door and the miller asleep.</div>',
        "<h2>Rain in the village - again</h2>", "<div>Save this story to read it later on your other devices.</div>",
    ],
)  # fmt: skip
def test_captions_the_headline_again_and_short_furniture_are_no_lead(block: str) -> None:
    assert read("<title>Rain in the village again</title>", f"<h1>Rain in the village</h1>{block}").lead is None


def test_what_stands_before_a_paywall_is_no_lead() -> None:
    page = f'<h1>Rain in the village</h1><p>Zero. {SENTENCE}</p><div class="paywalled">{BODY}</div>'
    assert extract(f'<meta name="description" content="Zero. {SENTENCE}">{page}').lead is None


# Authors


@pytest.mark.parametrize(
    "head",
    [
        json_ld('{"@type":"NewsArticle","author":{"@type":"Person","name":"Mo Ardent"}}'),
        json_ld('{"@type":"Article","author":"Mo Ardent"}'), json_ld('{"@type":"Article","author":[{"name":"Mo Ardent"}]}'),
        json_ld('{"@graph":[{"@type":"WebSite"},{"@type":"BlogPosting","author":{"name":"Mo Ardent"}}]}'),
        json_ld('[{"@type":"https://schema.org/Article","author":{"name":"By Mo Ardent"}}]'),
        '<meta name="author" content="Mo Ardent">', '<meta name="author" content="By Mo Ardent">',
        '<meta name="AUTHOR" content=" Mo\n Ardent ">', '<meta property="article:author" content="Mo Ardent">',
        '<meta name="dc.creator" content="Mo Ardent">', '<meta name="citation_author" content="Mo Ardent">',
    ],
)  # fmt: skip
def test_an_author_is_read_from_any_statement(head: str) -> None:
    assert meta(head).authors == ("Mo Ardent",)


@pytest.mark.parametrize(
    "head",
    [
        json_ld('{"@type":"Article","author":[{"name":"Mo Ardent"},{"name":"Jo Bell"}]}'),
        '<meta name="author" content="Mo Ardent, Jo Bell">', '<meta name="author" content="Mo Ardent and Jo Bell">',
        '<meta name="author" content="Mo Ardent"><meta name="author" content="Jo Bell">',
        '<meta name="author" content="Mo Ardent; Jo Bell">',
    ],
)  # fmt: skip
def test_several_authors_are_several(head: str) -> None:
    assert meta(head).authors == ("Mo Ardent", "Jo Bell")


def test_an_author_named_twice_is_one() -> None:
    assert meta('<meta name="author" content="Mo Ardent"><meta property="article:author" content="Mo Ardent">').authors == (
        "Mo Ardent",
    )


@pytest.mark.parametrize("value", ["https://facebook.example/mo", "www.frog.example"])
def test_an_address_is_no_author(value: str) -> None:
    assert meta(f'<meta property="article:author" content="{value}">').authors == ()


@pytest.mark.parametrize("line", ["By Mo Ardent", "Mo Ardent", "BY MO ARDENT", "Von Mo Ardent", "Mo Ardent and Jo Bell"])
def test_the_byline_is_not_in_the_body(line: str) -> None:
    article = read('<meta name="author" content="Mo Ardent, Jo Bell">', f"<h1>Rain in the village</h1><p>{line}</p>")
    assert line not in article.paragraphs


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By Mo Ardent</p>", "<p>Von Mo Ardent | 5. März 2024</p>", '<p class="byline">Mo Ardent, Staff Writer</p>',
        '<p><a rel="author" href="/x">Mo Ardent</a></p>', '<p><a href="/authors/mo">Mo Ardent</a></p>',
        '<p>March 5, 2024 <span itemprop="author">Mo Ardent</span></p>', "<p>Posted on 2024-03-05 by Mo Ardent</p>",
        "<div><span>By</span></div><div>Mo Ardent</div>", '<div class="author">Mo Ardent<span>City Columnist</span></div>',
        "<p>Par <a href=/a>Mo Ardent</a></p>", "<p>Автор: Mo Ardent</p>",
    ],
)  # fmt: skip
def test_a_byline_that_a_reader_sees_gives_the_author(byline: str) -> None:
    article = read(top=f"<h1>Rain in the village</h1>{byline}")
    assert article.metadata.authors == ("Mo Ardent",)
    assert not any("Mo Ardent" in paragraph for paragraph in article.paragraphs)


def test_authors_in_boxes_side_by_side_are_all_authors() -> None:
    boxes = '<div><p class="byline__name">Mo Ardent</p><p class="byline__name">Ada Quill</p></div>'
    assert read(top=f"<h1>Rain in the village</h1>{boxes}").metadata.authors == ("Mo Ardent", "Ada Quill")


def test_the_site_is_no_author_where_somebody_is_named() -> None:
    head = json_ld('{"@type":"NewsArticle","author":{"@type":"Organization","name":"The Daily Frog"}}')
    site = '<meta property="og:site_name" content="The Daily Frog">'
    assert read(head + site, "<h1>Rain in the village</h1><p>By Mo Ardent</p>").metadata.authors == ("Mo Ardent",)


def test_the_author_of_a_comment_is_none_of_the_article() -> None:
    comments = '<section class="comments"><p class="author">Mo Ardent</p><p>I was there and it was wet.</p></section>'
    assert extract(f"<h1>Rain in the village</h1>{BODY}{comments}").metadata.authors == ()


@pytest.mark.parametrize("value", ["admin", "Redaktion", "104485", "wp_user1"])
def test_a_placeholder_is_no_author(value: str) -> None:
    assert meta(f'<meta name="author" content="{value}">').authors == ()


def test_a_paragraph_that_names_the_author_stays() -> None:
    text = "Mo Ardent was there as well, with a bucket, and says so in every letter to the council."
    article = read('<meta name="author" content="Mo Ardent">', f"<h1>Rain in the village</h1><p>{text}</p>")
    assert text in article.paragraphs


# Dates


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-05", date(2024, 3, 5)), ("2024-3-5", date(2024, 3, 5)), ("  2024-03-05 ", date(2024, 3, 5)),
        ("2024-03-05T08:30:00Z", datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc)),
        ("2024-03-05T08:30Z", datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc)),
        ("2024-03-05 08:30:00 UTC", datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc)),
        ("2024-03-05T08:30:00.123Z", datetime(2024, 3, 5, 8, 30, 0, 123_000, timezone.utc)),
        ("2024-03-05T08:30:00.123456789Z", datetime(2024, 3, 5, 8, 30, 0, 123_456, timezone.utc)),
        ("2024-03-05T08:30:00+02:00", datetime(2024, 3, 5, 8, 30, tzinfo=timezone(timedelta(hours=2)))),
        ("2024-03-05T08:30:00+0200", datetime(2024, 3, 5, 8, 30, tzinfo=timezone(timedelta(hours=2)))),
        ("2024-03-05T08:30:00-03", datetime(2024, 3, 5, 8, 30, tzinfo=timezone(-timedelta(hours=3)))),
        ("2024-03-05T08:30:00+05:30", datetime(2024, 3, 5, 8, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("2024-03-05T08:30:00-03:30", datetime(2024, 3, 5, 8, 30, tzinfo=timezone(-timedelta(hours=3, minutes=30)))),
        ("2024-03-05T08:30:00", datetime(2024, 3, 5, 8, 30)),  # noqa: DTZ001 - the page gives no zone
    ],
)  # fmt: skip
def test_an_iso_date_is_read_with_its_zone(text: str, moment: date) -> None:
    parsed = parse_date(text)
    assert parsed == moment
    assert parsed is not None
    assert parsed.isoformat() == moment.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Monday",
        "2024-13-05",
        "2024-02-30",
        "0000-00-00",
        "2024-03-05T25:00:00Z",
        "2024-03-05T08:30:00+99:99",
        "20240305x",
        "12-03-05",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.datetimes(timezones=st.one_of(st.none(), st.just(timezone.utc))))
def test_every_isoformat_is_read(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == moment


@given(st.text())
def test_reading_a_date_never_raises(text: str) -> None:
    parse_date(text)


@pytest.mark.parametrize(
    "head",
    [
        json_ld('{"@type":"NewsArticle","datePublished":"2024-03-05"}'),
        '<meta property="article:published_time" content="2024-03-05">',
        '<meta itemprop="datePublished" content="2024-03-05">', '<meta name="date" content="2024-03-05">',
        '<meta name="dc.date" content="2024-03-05">', '<meta name="citation_publication_date" content="2024-03-05">',
    ],
)  # fmt: skip
def test_the_date_of_publication_is_read_from_any_statement(head: str) -> None:
    assert meta(head).published == date(2024, 3, 5)


def test_a_time_element_gives_the_date_where_the_head_does_not() -> None:
    article = read("", '<h1>Rain in the village</h1><p><time datetime="2024-03-05">5 March 2024</time></p>')
    assert article.metadata.published == date(2024, 3, 5)
    assert "5 March 2024" not in article.paragraphs


def test_json_ld_is_believed_before_a_time_element() -> None:
    article = read(
        json_ld('{"@type":"Article","datePublished":"2024-03-05"}'),
        '<h1>Rain</h1><time datetime="2020-01-01">1 January</time>',
    )
    assert article.metadata.published == date(2024, 3, 5)


def test_a_broken_date_leaves_the_next_source_to_say_it() -> None:
    head = (
        json_ld('{"@type":"Article","datePublished":"yesterday"}')
        + '<meta property="article:published_time" content="2024-03-05">'
    )
    assert meta(head).published == date(2024, 3, 5)


@pytest.mark.parametrize(
    "line",
    [
        "<p>March 5, 2024</p>", "<p>Published 5 March 2024 at 9:30</p>", "<p>By Mo Ardent, 2024-03-05</p>",
        '<p><span class="date">5.3.2024</span></p>',
    ],
)  # fmt: skip
def test_a_dateline_that_a_reader_sees_gives_the_date(line: str) -> None:
    article = read(top=f"<h1>Rain in the village</h1>{line}", url=None)
    assert str(article.metadata.published)[:10] in ("2024-03-05", "2024-05-03")


def test_the_address_gives_the_date_where_nothing_else_does() -> None:
    assert read(url="https://frog.example/2024/03/05/rain").metadata.published == date(2024, 3, 5)


def test_the_dates_of_other_articles_and_of_comments_are_not_the_article_s() -> None:
    cards = "".join(f'<li><a href="/{n}">Story {n}</a> <time datetime="2023-01-0{n}">x</time></li>' for n in range(1, 9))
    page = f'<h1>Rain in the village</h1>{BODY * 15}<ul>{cards}</ul><div class="comments"><p>5 March 2024</p></div>'
    assert extract(page).metadata.published is None


def test_a_date_two_places_agree_on_wins_over_one_that_stands_alone() -> None:
    article = read(
        '<meta name="created" content="2019-01-01">', "<h1>Rain in the village</h1><p class=date>March 5, 2024</p>",
        url="https://frog.example/2024/03/05/rain",
    )  # fmt: skip
    assert article.metadata.published == date(2024, 3, 5)


@pytest.mark.parametrize(
    "head",
    [
        json_ld('{"@type":"Article","dateModified":"2024-03-06"}'),
        '<meta property="article:modified_time" content="2024-03-06">',
    ],
)
def test_the_date_of_the_last_change_is_apart(head: str) -> None:
    found = meta(head)
    assert (found.published, found.modified) == (None, date(2024, 3, 6))


def test_a_date_in_a_sentence_stays_in_the_body() -> None:
    article = read(
        "",
        '<h1>Rain</h1><p>It began on <time datetime="2024-03-04">4 March</time>, and went on until the sixth, or longer.</p>',
    )
    assert any(text.startswith("It began on 4 March") for text in article.paragraphs)


# Addresses, names, language


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://frog.example/rain">', "https://frog.example/rain"),
        ('<link rel="canonical" href="/rain">', "https://frog.example/rain"), ('<link rel="CANONICAL" href="../rain">', "https://frog.example/rain"),
        ('<meta property="og:url" content="https://frog.example/og">', "https://frog.example/og"), ("", URL),
        ('<link rel="canonical" href="javascript:alert(1)">', URL), ('<link rel="canonical" href="http://[">', URL),
        ('<link rel="canonical" href="">', URL),
    ],
)  # fmt: skip
def test_the_address_is_the_canonical_one_if_it_is_one(head: str, url: str) -> None:
    assert meta(head).url == url


def test_a_page_without_an_address_has_none() -> None:
    assert meta("", url=None).url is None


@pytest.mark.parametrize("url", ["not a url", "http://[", "javascript:alert(1)", "", "//", "file:///etc/passwd"])
def test_an_address_of_the_caller_that_is_none_is_no_address(url: str) -> None:
    assert meta("", url=url).url is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:site_name" content="The Daily Frog">', '<meta name="application-name" content="The Daily Frog">',
        json_ld('{"@type":"Article","publisher":{"@type":"Organization","name":"The Daily Frog"}}'),
    ],
)  # fmt: skip
def test_the_name_of_the_site_is_read_from_any_statement(head: str) -> None:
    assert meta(head).site_name == "The Daily Frog"


@pytest.mark.parametrize(
    ("declared", "language"),
    [("en", "en"), ("en-GB", "en"), ("pt_BR", "pt"), ("ZH-hans", "zh"), ("", None), ("x", None), ("klingon", None)],
)
def test_the_language_is_the_primary_one_that_is_declared(declared: str, language: str | None) -> None:
    metadata = extract(f'<html lang="{declared}"><body><p>Rain.</p>').metadata
    assert (metadata.language, metadata.declared_language) == (language, language)


@pytest.mark.parametrize(
    "head", ['<meta http-equiv="content-language" content="de">', '<meta property="og:locale" content="de_AT">']
)
def test_the_language_may_come_from_the_head(head: str) -> None:
    assert meta(head).declared_language == "de"


@pytest.mark.parametrize("name", ['property="og:description"', 'name="description"', 'name="twitter:description"'])
def test_the_description_is_read_with_its_white_space_collapsed(name: str) -> None:
    assert meta(f'<meta {name} content=" It \n rained. ">').description == "It rained."


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:image" content="https://frog.example/a.jpg">', '<meta property="og:image" content="/a.jpg">',
        '<meta name="twitter:image" content="https://frog.example/a.jpg">', json_ld('{"@type":"Article","image":"https://frog.example/a.jpg"}'),
        json_ld('{"@type":"Article","image":["/a.jpg","/b.jpg"]}'), json_ld('{"@type":"Article","image":{"url":"/a.jpg"}}'),
    ],
)  # fmt: skip
def test_the_image_has_an_absolute_address(head: str) -> None:
    assert meta(head).image == Image("https://frog.example/a.jpg")


@pytest.mark.parametrize("value", ["", "data:image/png;base64,AAAA", "javascript:1", "http://["])
def test_what_is_no_web_address_is_no_image(value: str) -> None:
    assert meta(f'<meta property="og:image" content="{value}">').image is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:tag" content="rain"><meta property="article:tag" content="mills">',
        '<meta name="keywords" content="rain, mills">',
        '<meta name="news_keywords" content="rain,mills,rain">', json_ld('{"@type":"Article","keywords":["rain","mills"]}'),
        json_ld('{"@type":"Article","keywords":"rain, mills"}'),
        json_ld('{"@type":"Article","keywords":[{"@type":"DefinedTerm","name":"rain"},{"@type":"DefinedTerm","name":"mills"}]}'),
    ],
)  # fmt: skip
def test_tags_are_read_from_any_statement_each_once(head: str) -> None:
    assert meta(head).tags == ("rain", "mills")


def test_a_single_defined_term_is_a_tag_by_its_name() -> None:
    assert meta(json_ld('{"@type":"Article","keywords":{"@type":"DefinedTerm","name":"rain"}}')).tags == ("rain",)


def test_the_licence_is_an_address() -> None:
    assert meta('<link rel="license" href="https://cc.example/by/4.0/">').license == "https://cc.example/by/4.0/"


# JSON-LD as it is found


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ('{"a": 1}', [{"a": 1}]), ('[{"a": 1}, {"b": 2}]', [{"a": 1}, {"b": 2}]), (' <!-- {"a": 1} --> ', [{"a": 1}]),
        ('{"a": 1};', [{"a": 1}]),
        ('{"a": "x\ty\n"}', [{"a": "x\ty\n"}]), ("{broken", []), ("", []), ("5", []), ("null", []), ('"x"', []),
        ("[[[]]]", []),
    ],
)  # fmt: skip
def test_json_ld_is_read_as_far_as_it_can_be(text: str, objects: list[Any]) -> None:
    assert list(parse_json_ld(text)) == objects


def test_json_ld_in_a_graph_or_main_entity_is_found() -> None:
    found = list(parse_json_ld('{"@graph": [{"a": 1}, {"mainEntity": {"b": 2}}]}'))
    assert {"a": 1} in found
    assert {"b": 2} in found


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(("name", "@value", "url", "@type", "@graph", "mainEntity", "x")), inner, max_size=3),
    ),
    max_leaves=8,
)
FIELDS = (
    "headline",
    "author",
    "creator",
    "datePublished",
    "dateModified",
    "dateCreated",
    "publisher",
    "image",
    "keywords",
    "articleBody",
    "text",
)


@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_no_value_of_json_ld_makes_an_extraction_fail(values: dict[str, Any]) -> None:
    import json

    data = json.dumps({"@type": "Article"} | values).replace("</", "<\\/")
    assert extract(f"<body>{json_ld(data)}{BODY}").paragraphs


def test_the_body_in_json_ld_is_read_where_the_page_shows_none() -> None:
    html = (
        json_ld(f'{{"@type":"Article","headline":"Rain","articleBody":"{SENTENCE}\\n\\n{SENTENCE}"}}') + "<div id=app></div>"
    )
    article = extract(html)
    assert article.paragraphs == (SENTENCE, SENTENCE)
    assert any("JSON-LD" in note for note in article.notes)


def test_the_body_in_json_ld_is_not_read_beside_the_page_s_own() -> None:
    html = f'<body>{json_ld(f"""{{"@type":"Article","articleBody":"{"Another text. " * 30}"}}""")}{BODY}'
    assert "Another" not in extract(html).text
