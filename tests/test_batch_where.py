"""Conditions on articles: what they may say, and that they can do nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from declutter import Article, Metadata, Paragraph
from declutter.batch.where import MAX_CHARS, NAMES, BadCondition, compile_condition

ARTICLE = Article(
    title="Rain again",
    body=(Paragraph("It rained in the village. Again."),),
    metadata=Metadata(language="fr", authors=("Ada Quill",), published=date(2026, 3, 1), tags=("rain",)),
    confidence=0.9,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('language == "fr" and confidence > 0.8', True),
        ('language == "de" or confidence > 0.95', False),
        ("not empty", True),
        ('language in ("fr", "de")', True),
        ('language not in ["fr"]', False),
        ("words >= 6 and characters < 100", True),
        ('"Ada Quill" in authors and "rain" in tags', True),
        ('"2026-01-01" <= published < "2027-01-01"', True),
        ("site_name is None", True),
        ('lower(title) == "rain again" and startswith(title, "Rain") and endswith(title, "again")', True),
        ("len(authors) == 1", True),
        ("confidence > -1", True),
        ('site_name > "a"', False),  # nothing is not more than anything
        ('"x" in site_name', False),
        ("lower(confidence) == 1", False),
        ('id == "7" and url == "https://a.example"', True),
        ("title", True),
        ("lead", False),
    ],
)
def test_conditions_are_answered(text: str, expected: bool) -> None:
    assert compile_condition(text)("7", "https://a.example", ARTICLE) is expected


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_value(name: str) -> None:
    compile_condition(f"{name} == 1")("7", None, ARTICLE)


@pytest.mark.parametrize(
    "text",
    [
        "", "language ==", "language = 'fr'", "__import__('os')", "title.upper()", "().__class__", "authors[0]", "1 + 1",
        "2 ** 9999999", "lambda: 1", "[x for x in tags]", "f'{title}'", "title if lead else url", "shoe == 1", "len()",
        "len(*tags)", "lower(x=title)", "eval('1')", "-title", "(yield)", "(x := 1)", "...", "b'x' == 1",
        "not " * 80 + "title", "'" + "x" * MAX_CHARS + "'",
    ],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(BadCondition):
        compile_condition(text)
