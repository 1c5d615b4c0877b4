"""Who wrote it, where pages say so in ways of their own: lines anywhere, boxes, notes, threads, newsrooms."""

from __future__ import annotations

from datetime import date

import pytest

from declutter import Metadata, extract
from declutter.metadata.dates import day_of
from declutter.metadata.names import split_names
from declutter.metadata.opener import with_opener

SENTENCE = "The pond rose by a hand's breadth on Monday, and the frogs moved to the upper bank before noon, as every year."
TEXT = "".join(f"<p>{number} {SENTENCE}</p>" for number in ("One.", "Two.", "Three.", "Four."))


def authors(below: str = "", *, head: str = "", after: str = "") -> tuple[str, ...]:
    page = f"<head>{head}</head><body><article><h1>Rain returns to the pond</h1>{below}{TEXT}{after}</article></body>"
    return extract(page, url="https://frog.example/rain").metadata.authors


def json_ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    "line",
    [
        "Written by Mo Ardent", "Written by: Mo Ardent", "This post was written by Mo Ardent, Head of Ponds and Mills",
        "Posted by Mo Ardent in Ponds", "Words &amp; photos by Mo Ardent", "Author: Mo Ardent, editor at the mill",
        "Geschrieben von Mo Ardent", "Ein Artikel von Mo Ardent", "Autorin: Mo Ardent, Sprecherin der Mühle",
        "Autorin/Autor Mo Ardent", "Écrit par Mo Ardent", "Escrito por Mo Ardent", "Scritto da Mo Ardent",
        "Geschreven door Mo Ardent", "Автор: Mo Ardent",
    ],
)  # fmt: skip
def test_a_line_that_says_who_wrote_it_is_believed_at_the_end_of_the_text(line: str) -> None:
    assert authors(after=f"<p>{line}</p>") == ("Mo Ardent",)


def test_such_lines_of_several_people_are_those_of_other_texts() -> None:
    filler = "".join(f"<p>{number} {SENTENCE}</p>" for number in range(30))
    other = "<p>Snow falls on the mill</p><p>Written by Ada Quill</p>"
    assert authors(after=f"{filler}<p>Written by Mo Ardent</p>") == ("Mo Ardent",)
    assert authors(after=f"{filler}<p>Written by Mo Ardent</p>{other}") == ()


def test_such_a_line_in_comments_is_a_reader_s() -> None:
    assert authors(after='<div class="comments"><p>Posted by Mo Ardent</p><p>I saw it.</p></div>') == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>By <a href=/a/mo>Mo Ardent</a>, <a href=/a/ada>Ada Quill</a></p>", ("Mo Ardent", "Ada Quill")),
        ("<p><span>By</span><a href=/x>Mo Ardent</a></p>", ("Mo Ardent",)), ("<p>by pondmaster</p>", ("pondmaster",)),
        ("<p>by Mo Ardent ● March 5, 2024 ● 4 min read</p>", ("Mo Ardent",)),
        ("<p>Text &amp; Fotos: Mo Ardent</p>", ("Mo Ardent",)),
        ("<p>Posted by Mo Ardent under Ponds | <a href=/p>Ponds</a></p>", ("Mo Ardent",)),
        ("<p>Contributors: Mo Ardent</p>", ("Mo Ardent",)), ("<p>By Mo Ardent (guest author)</p>", ("Mo Ardent",)),
    ],
)  # fmt: skip
def test_a_byline_in_boxes_or_with_signs_beside_it_is_read_whole(line: str, names: tuple[str, ...]) -> None:
    assert authors(line) == names


@pytest.mark.parametrize(
    "line",
    [
        '<div class="byline">By <a href="/authors/mo">Mo Ardent</a>. Reviewed by <a href="/authors/ada">Ada Quill</a></div>',
        '<p class="byline">By Mo Ardent</p><p class="byline">Edited by Ada Quill</p>',
        '<p class="byline">Von Mo Ardent</p><p class="byline">Übersetzt von Ada Quill</p>',
        '<div class="byline"><a rel="author" href="/mo">Mo Ardent</a><a rel="author" href="/mo">Managing Editor</a></div>',
    ],
)
def test_who_checked_edited_or_translated_and_a_role_are_no_authors(line: str) -> None:
    assert authors(line) == ("Mo Ardent",)


def test_a_name_under_the_headline_that_a_note_below_introduces_is_the_author() -> None:
    note = "<p>Mo Ardent is a keeper of ponds who has written on frogs and mills for twenty years.</p>"
    filler = "".join(f"<p>{number} {SENTENCE}</p>" for number in range(6))
    assert authors("<p>Mo Ardent</p>", after=filler + note) == ("Mo Ardent",)
    assert authors("<p>Mo Ardent</p>", after=filler) == ()


def test_one_word_in_an_author_s_class_is_weaker_than_a_by_and_a_name() -> None:
    assert authors('<p class="author-links"><a class="author" href=/s>Stories</a></p><p>By Mo Ardent</p>') == ("Mo Ardent",)


def test_a_newsroom_that_says_it_is_the_author_is_one_where_nobody_else_is_named() -> None:
    newsroom = '"author":{"@type":"Organization","name":"The Daily Frog"}'
    head = json_ld('{"@type":"NewsArticle",' + newsroom + "}")
    found = extract(f"<head>{head}</head><h1>Rain</h1>{TEXT}").metadata
    assert (found.authors, found.organizations) == (("The Daily Frog",), ("The Daily Frog",))
    assert authors(head=json_ld('{"@type":"WebPage",' + newsroom + "}")) == ()
    assert authors("<p>By Mo Ardent</p>", head=head) == ("Mo Ardent",)


def test_the_publisher_s_name_in_the_head_is_no_person_s() -> None:
    head = '<meta name="author" content="Pond Wave (www.frog.example)"><meta name="publisher" content="Pond Wave (Frogtown)">'
    assert authors(head=head, after="<p>Written by Mo Ardent</p>") == ("Mo Ardent",)


def test_what_a_name_is_head_of_is_no_name() -> None:
    assert split_names("Ada Quill, Senior Director, Ponds & Marketing") == ["Ada Quill"]
    assert split_names("Ada Quill, Mill- and Pond-Keeper & Ben Marsh") == ["Ada Quill", "Ben Marsh"]
    assert split_names("Ada Quill in Gardening") == ["Ada Quill"]


def test_the_first_post_says_who_opened_a_thread_and_when() -> None:
    day = date(2024, 3, 5)
    found = with_opener(Metadata(), "pondmaster7", day)
    assert (found.authors, found.published, found.evidence["authors"].source) == (("pondmaster7",), day, "first post")
    named = Metadata(authors=("Ada Quill",), published=date(2024, 1, 1))
    assert with_opener(named, "pondmaster7", day) == named


def post(name: str, day: int, text: str) -> str:
    head = f'<div class="user-name">{name}</div><time datetime="2024-03-0{day}T10:00:00Z">{day} March 2024</time>'
    return f'<div class="post" id="p{day}">{head}<div class="post-content"><p>{text}</p></div></div>'


def test_the_opener_of_a_forum_thread_is_its_author() -> None:
    posts = "".join(
        post(name, day, f"{SENTENCE} Does it rise at yours as well?") for day, name in enumerate(("reed7", "newt", "carp"), 1)
    )
    head = '<head><meta property="og:type" content="forum"></head>'
    article = extract(f'{head}<body><h1>Pond rises</h1><div class="forum thread">{posts}</div>')
    assert article.page_type == "forum"
    assert article.metadata.authors == ("reed7",)


def test_the_day_of_a_thread_is_that_of_its_first_post() -> None:
    posts = "".join(f'<p>{SENTENCE}<meta itemprop="datePublished" content="2024-03-{day}T10:00:00Z">' for day in (19, 11, 12))
    published = extract(f"<h1>Pond rises</h1>{posts}").metadata.published
    assert published is not None
    assert day_of(published) == date(2024, 3, 11)


@pytest.mark.parametrize(
    "opening",
    [
        "5 March 2024. ",
        "Press release of 5 March 2024 | ",
        "Pressemitteilung vom 5. März 2024 – ",
        "Comunicato stampa del 5 marzo 2024: ",
    ],
)
def test_a_date_that_opens_the_first_paragraph_is_the_page_s(opening: str) -> None:
    published = extract(f"<h1>Rain returns to the pond</h1><p>{opening}{SENTENCE} {SENTENCE}</p>{TEXT}").metadata.published
    assert published is not None
    assert day_of(published) == date(2024, 3, 5)
