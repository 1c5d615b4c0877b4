"""The Article and its parts: what they say of themselves, and their way to dicts and back."""

from __future__ import annotations

import copy
import dataclasses
import json
from datetime import date, datetime, timezone

import pytest

from declutter import (
    Admonition,
    Article,
    Cell,
    Code,
    Embed,
    Figure,
    Footnote,
    Heading,
    Image,
    List,
    ListItem,
    Math,
    Metadata,
    Paragraph,
    Post,
    Quote,
    Rule,
    Span,
    Table,
)
from declutter.body import BODY_KINDS

BODY = (
    Heading("Rain", 2),
    Paragraph("It rained.\nTwice.", (Span(0, 2, "link", "https://frog.example/"), Span(3, 9, "strong"))),
    List((ListItem((Paragraph("a"),), checked=True), ListItem((List((ListItem((Paragraph("b"),)),), True, 2),)))),
    Quote((Paragraph("c"),), "d"),
    Code("e\n  f", "python"),
    Table(((Cell("g", True), Cell("h", True)), (Cell("i", spans=(Span(0, 1, "code"),)), Cell("j")))),
    Math("x^2"),
    Figure("https://frog.example/b.jpg", "k", "l", "m", 640, 480, "l\nm", (Span(0, 1, "emphasis"),)),
    Embed("https://video.example/1", "Video", "n"),
    Rule(),
    Admonition((Paragraph("o"),), "warning", "p"),
    Footnote((Paragraph("s"),), "1"),
    Post((Paragraph("q"), Paragraph("r")), "Mo", date(2024, 3, 7), -3, 0, accepted=True),
)
ARTICLE = Article(
    title="Rain in the village",
    lead="It came on Monday.",
    body=BODY,
    metadata=Metadata(
        authors=("Mo",),
        published=datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc),
        modified=date(2024, 3, 6),
        image=Image("https://frog.example/a.jpg", 1600, 900),
        tags=("rain",),
    ),
    page_type="article",
    confidence=0.9,
    notes=("x",),
    comments=(Post((Paragraph("s"),), "Jo"),),
)


def test_an_article_is_empty_by_default() -> None:
    article = Article()
    assert (article.title, article.lead, article.body, article.metadata, article.notes) == (None, None, (), Metadata(), ())


def test_paragraphs_are_the_texts_of_the_body() -> None:
    assert ARTICLE.paragraphs == (
        "Rain", "It rained.\nTwice.", "a\nb", "c\nd", "e\n  f", "g\th\ni\tj", "x^2", "l\nm", "n", "p\no", "s", "q", "r",
    )  # fmt: skip


def test_paragraphs_leave_out_empty_ones() -> None:
    assert Article(body=(Paragraph(""), Paragraph("a"), List(()))).paragraphs == ("a",)


def test_text_is_lead_and_body_parted_by_blank_lines_without_the_title() -> None:
    assert Article(title="t", lead="a", body=(Paragraph("b"), Paragraph("c"))).text == "a\n\nb\n\nc"


def test_text_without_a_lead_is_the_body() -> None:
    assert Article(body=(Paragraph("b"),)).text == "b"


@pytest.mark.parametrize(
    ("article", "truth"),
    [(Article(), False), (Article(title="t"), False), (Article(lead="a"), True), (Article(body=BODY), True)],
)
def test_an_article_with_content_is_true(article: Article, truth: bool) -> None:
    assert bool(article) is truth


@pytest.mark.parametrize(
    "value",
    [ARTICLE, *(block for block in BODY if dataclasses.fields(block)), ListItem(()), Span(0, 1, "code"), Cell("a"), Image("")],
)
def test_values_are_frozen_slotted_and_hashable(value: object) -> None:
    field = dataclasses.fields(value)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, field, "x")
    assert not hasattr(value, "__dict__")
    assert hash(value) == hash(copy.deepcopy(value))


def test_every_kind_of_body_block_is_known_by_its_name() -> None:
    assert list(BODY_KINDS) == [
        "heading", "paragraph", "list", "quote", "code", "table", "math", "figure", "embed", "rule", "admonition",
        "footnote", "post",
    ]  # fmt: skip
    assert {block.kind: type(block) for block in BODY} == BODY_KINDS


def test_a_dict_is_plain_json() -> None:
    assert json.loads(json.dumps(ARTICLE.to_dict())) == ARTICLE.to_dict()


def test_a_dict_says_the_kind_of_each_block() -> None:
    assert [block["kind"] for block in ARTICLE.to_dict()["body"]] == list(BODY_KINDS)


def test_a_dict_leaves_out_of_a_block_what_is_as_by_default() -> None:
    assert Article(body=(Heading("a"), Paragraph("b"), Heading("c", 3))).to_dict()["body"] == [
        {"kind": "heading", "text": "a"},
        {"kind": "paragraph", "text": "b"},
        {"kind": "heading", "text": "c", "level": 3},
    ]


def test_the_grid_of_a_table_is_a_rectangle_with_spans_resolved() -> None:
    wide, tall = Cell("a", colspan=2), Cell("b", rowspan=2)
    assert Table(((wide, tall), (Cell("c"), Cell("d")), (Cell("e"),))).grid == (
        ("a", "a", "b"),
        ("c", "d", "b"),
        ("e", "", ""),
    )
    assert Table(((tall, wide), (Cell("c"),), ())).grid == (("b", "a", "a"), ("b", "c", ""), ("", "", ""))
    assert Table(()).grid == ()


@pytest.mark.parametrize("wide", [Cell("a", colspan=10**9), Cell("a", rowspan=10**9), Cell("a", colspan=-1, rowspan=0)])
def test_the_grid_of_a_table_with_senseless_spans_is_small(wide: Cell) -> None:
    grid = Table(((wide, wide), (wide, wide))).grid
    assert len(grid) == 2
    assert len(grid[0]) <= 1_001


def test_a_dict_gives_dates_as_iso_8601() -> None:
    metadata = ARTICLE.to_dict()["metadata"]
    assert (metadata["published"], metadata["modified"]) == ("2024-03-05T08:30:00+00:00", "2024-03-06")


def test_a_dict_has_all_fields() -> None:
    assert list(ARTICLE.to_dict()) == ["title", "lead", "body", "metadata", "page_type", "confidence", "notes", "comments"]


def test_an_article_comes_back_from_its_dict() -> None:
    assert Article.from_dict(ARTICLE.to_dict()) == ARTICLE


def test_reading_a_dict_leaves_it_as_it_was() -> None:
    data = ARTICLE.to_dict()
    before = copy.deepcopy(data)
    Article.from_dict(data)
    assert data == before


def test_a_dict_may_leave_out_what_has_a_default() -> None:
    assert Article.from_dict({"title": "t", "body": [{"kind": "paragraph", "text": "a"}]}) == Article(
        title="t", body=(Paragraph("a"),)
    )


@pytest.mark.parametrize("block", [{"kind": "poem", "text": "a"}, {"text": "a"}, {"kind": None}])
def test_an_unknown_kind_of_block_raises_value_error_with_the_known_ones(block: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="known are heading, paragraph"):
        Article.from_dict({"body": [block]})


@pytest.mark.parametrize(
    "data",
    [
        {"titel": "x"},
        {"body": [{"kind": "paragraph"}]},
        {"body": [{"kind": "paragraph", "text": "a", "x": 1}]},
        {"body": [{"kind": "paragraph", "text": "a", "spans": [{"start": 0}]}]},
        {"body": [{"kind": "list", "items": [{"text": "a"}]}]},
        {"body": [{"kind": "table", "rows": [[{"x": "a"}]]}]},
        {"metadata": {"x": 1}},
    ],
)
def test_missing_and_unknown_keys_raise_type_error(data: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Article.from_dict(data)


@pytest.mark.parametrize("kind", ["list", "table", "quote"])
def test_a_block_without_its_contents_raises_type_error(kind: str) -> None:
    with pytest.raises(TypeError):
        Article.from_dict({"body": [{"kind": kind}]})


def test_json_is_not_escaped_to_ascii() -> None:
    assert "雨" in Article(title="雨").to_json()


def test_json_may_be_indented() -> None:
    assert Article().to_json(indent=2).startswith('{\n  "title"')


def test_json_is_utf_8_whatever_the_page_says() -> None:
    from declutter import extract

    data = '{"@type":"Article","headline":"\\ud800 Rain","author":"\\udfff Mo"}'
    page = f'<script type="application/ld+json">{data}</script><p>Rain.'
    extract(page).to_json().encode()
