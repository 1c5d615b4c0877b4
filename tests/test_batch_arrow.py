"""Articles as Arrow: the schema follows the dataclasses, and rows give the articles back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timezone
from typing import Any, Literal

import pytest

pytest.importorskip("pyarrow")

import pyarrow as pa
from hypothesis import assume, given

from declutter import (
    Article,
    Cell,
    Code,
    Embed,
    Figure,
    Heading,
    Image,
    List,
    ListItem,
    Math,
    Metadata,
    Options,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    extract,
)
from declutter.batch.arrow import batch_of, columns_of, extract_table
from declutter.batch.records import Failure
from declutter.batch.schema import SCHEMA_VERSION, VERSION_KEY, article_of, article_schema, codec_of, row_of
from declutter.body import BODY_KINDS, BodyBlock
from tests.crawls import page_of
from tests.test_properties import articles


def nested(depth: int) -> BodyBlock:
    """Return quotes and lists in each other, and a table at the bottom."""
    if not depth:
        return Table(((Cell("a", rowspan=2), Cell("b")), (Cell("c"),)), "Heights")
    inner = (nested(depth - 1), Paragraph(f"at {depth}", (Span(0, 2, "strong"),)))
    return Quote(inner, "Ada") if depth % 2 else List((ListItem(inner, term=True), ListItem((), checked=False)), True, 3)


FULL = Article(
    title="Rain",
    lead="It rains.",
    body=(
        Heading("On Monday", 3), Paragraph("It rained.", (Span(0, 2, "link", "https://a.example/"), Span(3, 9, "strong"))),
        List((ListItem((Paragraph("a"),)), ListItem((List((ListItem((Paragraph("b"),), checked=True),), True),)))),
        Quote((Paragraph("One."), Paragraph("Two.")), "Ada"), Code("x = 1", "python"),
        Table(((Cell("a", True), Cell("b", True, 2)), (Cell("c", rowspan=2), Cell("", spans=(Span(0, 0, "code"),)))), "Feet"),
        Figure("https://a.example/b.jpg", "A bridge", "The bridge", "Ada", 640, 480, "The bridge", (Span(0, 3, "sub"),)),
        Math("x^2"), Embed("https://v.example/1", "Video", "A flood"), Rule(), nested(24),
    ),
    metadata=Metadata(
        authors=("Ada Quill",), published=datetime(2026, 1, 2, 3, 4, tzinfo=timezone.utc), modified=date(2026, 1, 3),
        language="en", image=Image("https://a.example/a.png", 3), tags=("rain", "weather"),
    ),
    page_type="article", confidence=0.75, notes=("a note",),
)  # fmt: skip


def test_the_schema_covers_every_field_of_the_dataclasses() -> None:
    schema = article_schema()
    assert {field.name for field in fields(Article)} <= set(schema.names)
    assert {field.name for field in fields(Metadata)} == {field.name for field in schema.field("metadata").type}
    blocks = {field.name for field in schema.field("body").type.value_type}
    for kind in BODY_KINDS.values():
        assert {field.name for field in fields(kind)} <= blocks


def test_the_schema_says_its_version() -> None:
    assert article_schema().metadata == {VERSION_KEY: str(SCHEMA_VERSION).encode()}


def test_the_schema_of_version_1_is_what_it_was() -> None:
    """Columns may be added; whoever changes or removes one of these raises SCHEMA_VERSION."""
    schema = article_schema()
    expected = {
        "id": pa.string(), "url": pa.string(), "title": pa.string(), "lead": pa.string(), "page_type": pa.string(),
        "confidence": pa.float64(), "notes": pa.list_(pa.string()), "text": pa.string(), "duplicate_of": pa.string(),
        "seconds": pa.float64(),
        "failure": pa.struct([("kind", pa.string()), ("message", pa.string())]),
    }  # fmt: skip
    assert {name: schema.field(name).type for name in expected} == expected
    metadata = {field.name: field.type for field in schema.field("metadata").type}
    for name in "published modified site_name url language description license".split():
        assert metadata[name] == pa.string()
    for name in "authors tags".split():
        assert metadata[name] == pa.list_(pa.string())
    block = {field.name: field.type for field in schema.field("body").type.value_type}
    assert (block["kind"], block["text"], block["level"]) == (pa.string(), pa.string(), pa.int64())
    texts = [(name, pa.string()) for name in ("kind", "url", "label")]
    span = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64()), *texts]))
    sizes = [("colspan", pa.int64()), ("rowspan", pa.int64())]
    cell = pa.struct([("text", pa.string()), ("header", pa.bool_()), *sizes, ("spans", span)])
    assert (block["spans"], block["rows"]) == (span, pa.list_(pa.list_(cell)))
    strings = pa.list_(pa.string())
    item = pa.struct([("text", pa.string()), ("blocks", strings), ("checked", pa.bool_()), ("term", pa.bool_())])
    assert (block["blocks"], block["items"]) == (strings, pa.list_(item))


@pytest.mark.parametrize("article", [FULL, Article(), extract(page_of(1))])
def test_a_row_gives_the_article_back(article: Article) -> None:
    (row,) = batch_of([row_of("1", None, article)]).to_pylist()
    assert article_of(row) == article
    assert row["text"] == article.text
    assert [block["text"] for block in row["body"]] == [block.text for block in article.body]


@given(articles)
def test_any_article_comes_back_from_its_row(article: Article) -> None:
    assume(not re.search(r"\d{19}", article.to_json()))  # numbers over 64 bits, which no page brings about
    (row,) = batch_of([row_of("1", None, article)]).to_pylist()
    assert article_of(row) == article


def test_blocks_inside_of_a_block_are_json_and_their_text_is_beside_it() -> None:
    body = (Quote((Paragraph("One."), nested(2)), "Ada"), List((ListItem((Paragraph("a"), Rule()), checked=True),)))
    (row,) = batch_of([row_of("1", None, Article(body=body))]).to_pylist()
    quote, listed = row["body"]
    assert [json.loads(block) for block in quote["blocks"]] == Article(body=body).to_dict()["body"][0]["blocks"]
    assert quote["text"] == body[0].text
    (item,) = listed["items"]
    blocks = ['{"kind": "paragraph", "text": "a"}', '{"kind": "rule"}']
    assert item == {"text": "a", "blocks": blocks, "checked": True, "term": False}
    assert quote["items"] is None


def test_a_failure_is_a_row_without_article() -> None:
    (row,) = batch_of([row_of("1", "https://a.example", None, Failure("crashed", "why"))]).to_pylist()
    assert article_of(row) is None
    assert row["failure"] == {"kind": "crashed", "message": "why"}
    assert row["title"] is None


def test_halves_of_surrogate_pairs_become_question_marks() -> None:
    (row,) = batch_of([row_of("1", None, Article(body=(Paragraph("a\ud800b"),)))]).to_pylist()
    assert row["body"][0]["text"] == "a?b"


@dataclass(frozen=True)
class Node:
    name: str
    below: tuple[Node, ...] = ()
    where: Literal["left", "right"] | None = None
    many: dict[str, int] | None = None


def test_types_that_hold_themselves_and_types_without_a_name_in_arrow_become_json() -> None:
    codec = codec_of(Node)
    names = {field.name: field.type for field in codec.arrow}
    assert names == {"name": pa.string(), "below": pa.list_(pa.string()), "where": pa.string(), "many": pa.string()}
    row = codec.encode(Node("a", (Node("b", where="left"),), many={"c": 1}))
    assert json.loads(row["below"][0]) == {"name": "b", "below": [], "where": "left", "many": None}
    assert pa.array([row], codec.arrow).to_pylist() == [row]
    assert codec.decode(row)["many"] == {"c": 1}
    assert is_dataclass(Node)


# Tables


PAGES = [page_of(number) for number in range(5)]


@pytest.mark.parametrize("kind", ["table", "batch", "large"])
def test_a_table_of_pages_becomes_a_batch_of_articles(kind: str) -> None:
    columns: dict[str, Any] = {"url": [f"https://a.example/{n}" for n in range(5)], "html": PAGES}
    table = pa.table(columns) if kind != "batch" else pa.RecordBatch.from_pydict(columns)
    if kind == "large":
        table = table.cast(pa.schema([("url", pa.string()), ("html", pa.large_string())]))
    found = extract_table(table)
    assert isinstance(found, pa.RecordBatch)
    assert found.schema.equals(article_schema(), check_metadata=True)
    rows = found.to_pylist()
    expected = [extract(page, url=url) for page, url in zip(PAGES, columns["url"], strict=True)]
    assert [article_of(row) for row in rows] == expected
    assert [row["id"] for row in rows] == list("01234")


def test_bytes_nulls_and_large_pages_have_their_rows() -> None:
    table = pa.table({"key": ["a", "b", "c"], "content": pa.array([PAGES[0].encode(), None, b" " * 3000], pa.binary())})
    found = extract_table(table, id="key", options=Options(max_bytes=2000)).to_pylist()
    assert [row["id"] for row in found] == ["a", "b", "c"]
    assert [row["failure"] and row["failure"]["kind"] for row in found] == [None, "unreadable", "too large"]


def test_an_empty_table_gives_an_empty_batch() -> None:
    assert extract_table(pa.table({"html": pa.array([], pa.string())})).num_rows == 0


def test_columns_are_guessed_or_named() -> None:
    assert columns_of(["doc_id", "Content", "url", "html"]) == ("html", "url", "doc_id")
    with pytest.raises(ValueError, match="no column looks like pages among a, b"):
        columns_of(["a", "b"])
    with pytest.raises(ValueError, match="there is no column 'x'; there are a, b"):
        columns_of(["a", "b"], html="x")
