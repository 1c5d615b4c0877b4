"""Dates as pages write them: stamps, numbers, words, and dates in addresses."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from declutter.metadata.dates import date_in_url, find_dates, parse_date

DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20240305", DAY), ("2024/03/05", DAY), ("2024-3-5", DAY),
        ("20240305T083000Z", datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc)),
        ("Tue, 05 Mar 2024 08:30:00 +0100", datetime(2024, 3, 5, 8, 30, tzinfo=timezone(timedelta(hours=1)))),
        ("1709627400", datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc)),
        ("1709627400000", datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc)),
    ],
)  # fmt: skip
def test_stamps_of_the_usual_kinds_are_read(text: str, moment: date) -> None:
    assert parse_date(text) == moment


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "By Ada Quill | March 5, 2024 | 5 min read"), ("en", "5th March 2024"), ("en", "Mar 052024"),
        ("de", "Stand: 05.03.2024, 14:30 Uhr"), ("de", "Dienstag, 5. März 2024"), ("fr", "Publié le 5 mars 2024 à 10h30"),
        ("es", "5 de marzo de 2024"), ("pt", "05/03/2024 às 10h22"), ("it", "5 marzo 2024"), ("ru", "5 марта 2024 г., 12:30"),
        ("hu", "2024. március 5."), ("tr", "5 Mart 2024"), ("pl", "5 marca 2024"), ("vi", "5 tháng 3, 2024"),
        ("ar", "٥ مارس ٢٠٢٤"), ("hi", "5 मार्च 2024"), ("he", "5 במרץ 2024"), ("el", "5 Μαρτίου 2024"),
        ("zh", "2024年3月5日 09:17"), ("ja", "公開：2024年03月05日"), ("ko", "입력 2024.03.05 09:17"), (None, "5. März 2024"),
    ],
)  # fmt: skip
def test_a_date_is_found_in_a_line_of_many_languages(language: str | None, text: str) -> None:
    found = [moment for moment, _, _ in find_dates(text, language)]
    assert [moment.date() if isinstance(moment, datetime) else moment for moment in found] == [DAY]


@pytest.mark.parametrize(
    ("language", "region", "day"),
    [("en", "", DAY), ("en", "us", DAY), ("en", "gb", date(2024, 5, 3)), ("de", "de", date(2024, 5, 3))],
)
def test_the_region_says_whether_the_month_comes_first(language: str, region: str, day: date) -> None:
    assert [moment for moment, _, _ in find_dates("03/05/2024", language, region)] == [day]


def test_the_time_of_day_after_a_date_is_read() -> None:
    assert next(find_dates("Feb 6, 2024 at 12:55 pm", "en"))[0] == datetime(2024, 2, 6, 12, 55)  # noqa: DTZ001 - none is given


@pytest.mark.parametrize("text", ["12 dogs in 2024", "5 March", "yesterday", "version 3.2.1", "1984", "Tel. 030 2024 11", ""])
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert not list(find_dates(text, "en"))


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://frog.example/2024/03/05/rain", DAY), ("https://frog.example/news/20240305-rain.html", DAY),
        ("https://frog.example/rain-2024-03-05", DAY), ("https://frog.example/2024/mar/05/rain", DAY),
        ("https://frog.example/2024/rain", None), ("https://frog.example/12345678", None),
        ("https://frog.example/2024/13/40/", None),
    ],
)  # fmt: skip
def test_an_address_may_carry_the_day(url: str, day: date | None) -> None:
    assert date_in_url(url) == day
