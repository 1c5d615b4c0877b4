"""The published JSON Schema holds for every article, and names every field; front matter and text to read."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from declutter import Article, Image, List, ListItem, Metadata, Paragraph, Post, Quote, Span, extract
from declutter.body import BODY_KINDS
from tests.test_properties import articles

ROOT = Path(__file__).resolve().parents[1]
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "article.schema.json").read_text())


def errors_in(data: dict[str, Any]) -> list[str]:
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    validator.check_schema(SCHEMA)
    return [error.message for error in validator(SCHEMA).iter_errors(data)]


@settings(max_examples=50)
@given(articles)
def test_any_article_is_valid(article: Article) -> None:
    assert errors_in(json.loads(article.to_json())) == []


@pytest.mark.parametrize("slug", ["forum-discourse", "comments-prose", "wiki", "recipe"])
def test_articles_of_pages_are_valid(slug: str) -> None:
    assert errors_in(extract((ROOT / "fixtures" / slug / "page.html").read_bytes()).to_dict()) == []


@pytest.mark.parametrize(
    "data", [{"body": [{"kind": "nonsense"}]}, {"title": 5}, {"body": [{"kind": "heading"}]}, {"more": 1}, {"confidence": 2}]
)
def test_what_is_no_article_is_not_valid(data: dict[str, Any]) -> None:
    assert errors_in(Article().to_dict() | data) != []


def test_the_schema_names_every_field() -> None:
    assert set(SCHEMA["properties"]) == {field.name for field in dataclasses.fields(Article)}
    assert set(SCHEMA["$defs"]["metadata"]["properties"]) == {field.name for field in dataclasses.fields(Metadata)}
    for kind, made in BODY_KINDS.items():
        assert set(SCHEMA["$defs"][kind]["properties"]) == {"kind", *(field.name for field in dataclasses.fields(made))}


# Front matter


def test_front_matter_reads_back_as_yaml() -> None:
    yaml = pytest.importorskip("yaml")
    article = Article(
        title='Rain: "all" #day \u2028 é\x85',
        body=(Paragraph("It rained."),),
        metadata=Metadata(
            authors=("Mo: F", "- Jo"), published=date(2024, 3, 5), modified=datetime(2024, 3, 6, 8, tzinfo=timezone.utc),
            image=Image("https://frog.example/a.png"), tags=("a, b", "yes"),
        ),
    )  # fmt: skip
    _, matter, body = article.to_markdown(front_matter=True).split("---\n", 2)
    assert yaml.safe_load(matter) == {
        "title": article.title, "authors": ["Mo: F", "- Jo"], "date": date(2024, 3, 5),
        "modified": datetime(2024, 3, 6, 8, tzinfo=timezone.utc), "image": "https://frog.example/a.png",
        "tags": ["a, b", "yes"],
    }  # fmt: skip
    assert body.lstrip() == article.to_markdown()


def test_there_is_no_front_matter_unless_asked_for() -> None:
    assert Article(title="a").to_markdown() == "# a\n"


# Text to read

SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the old miller."


def test_lines_are_no_longer_than_the_width() -> None:
    body = (Paragraph(SENTENCE), List((ListItem((Paragraph(SENTENCE),)),)), Quote((Paragraph(SENTENCE),)))
    article = Article(title="Rain", body=body)
    lines = article.to_text(width=40).splitlines()
    assert max(map(len, lines)) <= 40
    said = " ".join(line.removeprefix("> ").removeprefix("- ") for line in lines)
    assert said.split() == f"Rain {' '.join([SENTENCE] * 3)}".split()
    assert sum(line.startswith("> ") for line in lines) == 3


def test_without_a_width_lines_are_those_of_the_page() -> None:
    assert Article(lead="a", body=(Paragraph("b\nc"),)).to_text() == "a\n\nb\nc\n"


def test_lists_have_their_marks() -> None:
    inner = List((ListItem((Paragraph("c"),), checked=True),))
    article = Article(body=(List((ListItem((Paragraph("a"),)), ListItem((Paragraph("b"), inner))), True, 3),))
    assert article.to_text() == "3. a\n4. b\n   - [x] c\n"


def test_links_are_numbered_and_their_addresses_stand_at_the_end() -> None:
    one, two = Span(0, 1, "link", "https://frog.example/1"), Span(2, 3, "link", "https://frog.example/2")
    bad = Span(4, 5, "link", "javascript:alert(1)")
    article = Article(body=(Paragraph("a b c", (one, two, bad)), Paragraph("d", (one,))))
    assert article.to_text(links=True) == (
        "a [1] b [2] c\n\nd [1]\n\n[1] https://frog.example/1\n[2] https://frog.example/2\n"
    )
    assert article.to_text() == "a b c\n\nd\n"


def test_a_post_stands_below_its_byline() -> None:
    post = Post((Paragraph("a"),), "Mo", date(2024, 3, 5), 4, accepted=True)
    assert Article(body=(post,)).to_text() == "Mo · 2024-03-05 · +4 · ✓\n\na\n"


def test_a_width_that_holds_no_words_is_refused() -> None:
    with pytest.raises(ValueError, match="20 or more"):
        Article().to_text(width=19)


@settings(max_examples=50)
@given(articles)
def test_text_is_text(article: Article) -> None:
    assert isinstance(article.to_text(width=30, links=True), str)
