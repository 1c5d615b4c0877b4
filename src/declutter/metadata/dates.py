"""Dates as pages write them: machine-readable stamps, numbers in a country's order, words in many languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regex

from declutter.metadata.months import has_months_of, month_of

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

Moment = datetime | date
FIRST_YEAR, LAST_YEAR = 1980, 2099  # a page of the web was published between these
MAX_DAY = 31
MAX_WORDS_CHARS = 40  # longest date in words, as in "Wednesday, 25th of September 2024"

_CLOCK = (
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?"
    r"\s*(Z\b|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_ISO = re.compile(rf"\s*(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})(?!\d){_CLOCK}", re.IGNORECASE)
_SLASHED = re.compile(rf"\s*(\d{{4}})[/.](\d{{1,2}})[/.](\d{{1,2}})(?!\d)[,.]?{_CLOCK}", re.IGNORECASE)
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:T?(\d{2}):?(\d{2}):?(\d{2})?(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?)?\s*$")
_EPOCH = re.compile(r"\s*(\d{10})(?:\.\d+|\d{3})?\s*$")
_DIGITS = {ord(digit): str(value) for zero in "٠۰०০๐" for value, digit in enumerate(chr(ord(zero) + v) for v in range(10))}

# Where a date may stand in a line of text: year first, East Asian, day or month first, words.
_YEAR = r"(?:19[89]\d|20\d\d)"
_YEAR_FIRST = re.compile(rf"(?<![\d.,/-])({_YEAR})\s?[-/.]\s?(\d{{1,2}})\s?[-/.]\s?(\d{{1,2}})(?!\d)")
_EAST = re.compile(rf"({_YEAR})\s*[年년]\s*(\d{{1,2}})\s*[月월]\s*(\d{{1,2}})\s*[日일]")
_YEAR_LAST = re.compile(rf"(?<![\d.,/-])(\d{{1,2}})\s?([-/.|])\s?(\d{{1,2}})\s?\2\s?({_YEAR}|[0-3]\d(?![\d./%]))")
_WORD = r"[\p{L}\p{M}]+[.’']?"
_IN_WORDS = regex.compile(
    rf"(?<![\w])(?:\d{{1,2}}(?:st|nd|rd|th|er|\.?º|ª|\.)?[\s-]*(?:(?:de|of|del|d’|"
    rf"d')[\s]*)?{_WORD}[\s,-]*(?:\d{{1,2}}[\s,]+)?"
    rf"(?:(?:de|of|del)\s+)?'?{_YEAR}"
    rf"|{_WORD}\s*\d{{1,2}}(?:st|nd|rd|th|er|\.)?[\s,]+{_YEAR}|{_WORD}\s[0-3]\d{_YEAR}(?!\d)"
    rf"|{_YEAR}\.?\s+(?:(?:m|gada)\.?\s+)?(?:\d{{1,2}}\.\s+)?{_WORD}(?:\s+\d{{1,2}})?(?!\w))"
)
_DATED = re.compile(rf"{_YEAR}|\d\s?[-/.|]\s?[0-3]\d(?!\d)")  # most lines hold neither
_GLUED = re.compile(rf"([0-3]\d)({_YEAR})$")
_NUMBER = re.compile(r"\d+")
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_TIME = re.compile(
    r"[\s,|•·@–—-]*(?:at|um|à|ás|às|a las|alle|kl\.?|klo|o|в|om|saat|,)?\s*(\d{1,2})\s*(?:[:.：]|h(?=\d))\s*(\d{2})"
    r"(?:[:：](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?(?![\d/])\s*(UTC|GMT|Z\b)?",
    re.IGNORECASE,
)
_MONTH_FIRST_REGIONS = frozenset(("us", "ph", ""))  # of English; elsewhere the day comes first


def parse_date(text: str) -> Moment | None:
    """Return the moment that a machine-readable stamp says, with its zone if it has one, None if the text is not one.

    ISO 8601 and its usual deviations, RFC 5322, seconds or milliseconds since 1970.

    >>> parse_date("2024-03-05T08:30:00Z").isoformat(), parse_date("2024-03-05").isoformat()
    ('2024-03-05T08:30:00+00:00', '2024-03-05')
    """
    match = _ISO.match(text) or _SLASHED.match(text) or _COMPACT.match(text)
    if match is not None:
        year, month, day, hour, minute, second, fraction, zone = match.groups()
        try:
            if hour is None:
                return date(int(year), int(month), int(day))
            if (hour, minute) == ("24", "00"):
                hour = "0"
            return datetime(
                int(year), int(month), int(day), int(hour), int(minute), int(second or 0),
                int((fraction or "0")[:6].ljust(6, "0")), _zone(zone),
            )  # fmt: skip
        except ValueError:
            return None
    if match := _EPOCH.match(text):
        return datetime.fromtimestamp(int(match[1]), timezone.utc)
    if len(text) <= MAX_WORDS_CHARS and text.count(":") >= 1:
        from email.utils import parsedate_to_datetime  # noqa: PLC0415 - it takes long to import, and few pages need it

        try:
            return parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return None


def find_dates(text: str, language: str | None = None, region: str = "") -> Iterator[tuple[Moment, int, int]]:
    """Yield the dates in a line of text with the span of each, in the order of the line.

    `language` and `region` are those of the page, in lower case: they say what words mean, and whether a month or a day
    comes first in 03/05/2024. Dates without a year, and relative ones, are none: they depend on the day of reading.
    """
    if not text.isascii():
        text = text.translate(_DIGITS)
    if _DATED.search(text) is None:
        return
    found: list[tuple[int, int, date]] = []
    for pattern in (_YEAR_FIRST,) if text.isascii() else (_YEAR_FIRST, _EAST):
        for match in pattern.finditer(text):
            _note(found, match.start(), match.end(), *map(int, match.groups()))
    for match in _YEAR_LAST.finditer(text):
        first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
        if len(match[4]) == 2:
            if mark == "-":
                continue
            year += 2000
        day, month = (second, first) if mark == "/" and _month_first(language, region) else (first, second)
        if month > 12:
            day, month = month, day
        _note(found, match.start(), match.end(), year, month, day)
    for phrase in _IN_WORDS.finditer(text):
        if any(start < phrase.end() and phrase.start() < end for start, end, _ in found):
            continue
        if (written := _in_words(phrase[0], language)) is not None:
            found.append((phrase.start(), phrase.end(), written))
    for start, stop, day_found in sorted(found):
        moment, end = _with_time(text, stop, day_found)
        yield moment, start, end


def _note(found: list[tuple[int, int, date]], start: int, end: int, year: int, month: int, day: int) -> None:
    try:
        found.append((start, end, date(year, month, day)))
    except ValueError:
        return


def _with_time(text: str, end: int, day: date) -> tuple[Moment, int]:
    """Return a date with the time of day that follows it, if one does, and where that ends."""
    match = _TIME.match(text, end)
    if match is None:
        return day, end
    hour, minute, half = int(match[1]), int(match[2]), (match[4] or "").lower()[:1]
    if half:
        hour = hour % 12 + 12 * (half == "p")
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, int(match[3] or 0))  # noqa: DTZ001 - as the page says it
    except ValueError:
        return day, end
    return moment.replace(tzinfo=timezone.utc) if match[5] else moment, match.end()


def _month_first(language: str | None, region: str) -> bool:
    return language in (None, "en") and region in _MONTH_FIRST_REGIONS


@lru_cache(maxsize=4096)  # a pure function: the same dates stand on many pages of a site
def _in_words(text: str, language: str | None) -> date | None:
    """Return the date that is written in words of the page's language, in English, or in any if the month's name is long."""
    text = _GLUED.sub(r"\1 \2", text.strip(" ,."))  # "Mar 052024": day and year stand in boxes of their own
    if language and not has_months_of(language) and (found := _in_rare_words(text, language)):
        return found
    numbers = [int(number) for number in _NUMBER.findall(text)]
    years = [number for number in numbers if number >= FIRST_YEAR]
    small = [number for number in numbers if 0 < number <= MAX_DAY]
    if len(years) != 1 or len(small) != len(numbers) - 1:
        return None
    for word in _LETTERS.findall(text):
        if (month := month_of(word, language)) is not None:
            return _day(years[0], month, small[-1]) if len(small) == 1 else None
        if word.casefold() == "tháng" and len(small) == 2:  # "5 tháng 3, 2024": the month has a number
            return _day(years[0], small[1], small[0])
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if is_plausible(found) else None


def _in_rare_words(text: str, language: str) -> date | None:
    """Return the date that is written in words of a language whose months are not in the table."""
    try:
        found = _word_parser(language).get_date_data(text).date_obj
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return _day(found.year, found.month, found.day) if found else None


@lru_cache(maxsize=16)
def _word_parser(language: str) -> DateDataParser:
    from dateparser.date import DateDataParser  # noqa: PLC0415 - 0.1 s, and few pages are in so rare a language

    settings: dict[str, Any] = {
        "PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True,
    }  # fmt: skip
    try:
        return DateDataParser(languages=[language, "en"], settings=settings, try_previous_locales=False)
    except ValueError:  # a language that the library does not know
        return DateDataParser(languages=["en"], settings=settings, try_previous_locales=False)


def is_plausible(moment: Moment) -> bool:
    """Whether a page of the web may have been published then."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def day_of(moment: Moment) -> date:
    """Return the day of a moment, in its own zone."""
    return moment.date() if isinstance(moment, datetime) else moment


_URL_DATE = re.compile(rf"(?<!\d)({_YEAR})([/_-]?)(\d{{2}}|\d)\2(\d{{2}}|\d)(?=[/_.?-]|$|\D)")
_URL_MONTH = re.compile(
    rf"/({_YEAR})/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{{1,2}})(?=/|$)", re.IGNORECASE
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def date_in_url(url: str) -> date | None:
    """Return the day that an address carries, as in /2024/03/05/ or -20240305.

    >>> date_in_url("https://frog.example/news/2024/03/05/rain").isoformat()
    '2024-03-05'
    """
    for match in _URL_DATE.finditer(url):
        year, mark, month, day = match.groups()
        if not mark and len(month + day) != 4:
            continue
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    if named := _URL_MONTH.search(url):
        try:
            return date(int(named[1]), _MONTHS.index(named[2][:3].lower()) + 1, int(named[3]))
        except ValueError:
            return None
    return None
