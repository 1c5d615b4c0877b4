"""What a page shows against what its head states: names shown nowhere, local days, leads of several paragraphs."""

from __future__ import annotations

from datetime import date, datetime

from declutter import extract
from declutter.metadata.dates import find_dates
from declutter.metadata.names import split_names

TEXT = "<p>The pond rose by a hand's breadth on Monday, and the frogs moved to the upper bank before noon, as every year.</p>"
LINES = "".join(f"<li>Reed number {number}</li>" for number in range(40))


def page(head: str, body: str) -> str:
    shown = f"<h1>Rain returns to the pond</h1>{body}{TEXT * 3}<ul>{LINES}</ul>"
    return f"<html lang=en><head>{head}</head><body>{shown}</body></html>"


def test_an_author_whom_a_long_page_never_shows_is_none() -> None:
    assert extract(page('<meta name="author" content="Ada Quill">', "")).metadata.authors == ()


def test_an_author_whom_two_places_of_the_head_give_is_one() -> None:
    head = '<meta name="author" content="Ada Quill"><meta name="twitter:data1" content="Ada Quill">'
    assert extract(page(head, "")).metadata.authors == ("Ada Quill",)


def test_a_day_in_universal_time_is_the_day_that_the_page_shows() -> None:
    head = '<meta property="article:published_time" content="2023-12-20T01:00:21Z">'
    published = extract(page(head, "<p>Published December 19, 2023 8:00 pm</p>")).metadata.published
    assert isinstance(published, datetime)
    assert published.date() == date(2023, 12, 19)


def test_a_description_of_several_whole_paragraphs_is_the_lead() -> None:
    head = '<meta name="description" content="The pond rose overnight. The frogs have moved to the upper bank.">'
    body = "<p>The pond rose overnight.</p><p>The frogs have moved to the upper bank.</p>"
    assert extract(page(head, body)).lead == "The pond rose overnight.\nThe frogs have moved to the upper bank."


def test_digits_in_a_name_are_no_date() -> None:
    assert split_names("happyfrog313") == ["happyfrog313"]


def test_credentials_and_photographers_are_no_authors() -> None:
    assert split_names("By Ada Quill, MD, photos by Ben Marsh") == ["Ada Quill"]


def test_a_date_is_found_where_a_name_is_glued_to_it() -> None:
    assert [moment for moment, _, _ in find_dates("Ada QuillOct 17, 2023", "en")] == [date(2023, 10, 17)]
