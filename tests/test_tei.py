"""TEI: valid after the schema in docs/, and after TEI's own where that is at hand; says what the article says."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from lxml import etree

from declutter import (
    Admonition,
    Article,
    Code,
    Figure,
    Heading,
    List,
    ListItem,
    Metadata,
    Paragraph,
    Post,
    Quote,
    Rule,
    Span,
    extract,
)
from tests.test_properties import articles

ROOT = Path(__file__).resolve().parents[1]
SLUGS = sorted(path.parent.name for path in (ROOT / "fixtures").glob("*/page.html"))
SCHEMA = etree.RelaxNG(etree.parse(ROOT / "docs" / "tei.rng"))
NAMES = {"t": "http://www.tei-c.org/ns/1.0"}


def parse(article: Article) -> etree._Element:
    return etree.fromstring(article.to_xml().encode())


def text_of(element: Any) -> str:
    return "".join(element.itertext())


def find(article: Article, path: str) -> list[str]:
    found = parse(article).xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [item if isinstance(item, str) else text_of(item) for item in found]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_xml_of_a_page_is_valid_and_holds_its_text(slug: str) -> None:
    article = extract((ROOT / "fixtures" / slug / "page.html").read_bytes(), url="https://frog.example/a")
    root = parse(article)
    SCHEMA.assertValid(root)
    written = "".join(text_of(root.find("t:text/t:body", NAMES)).split())
    lines = (line for text in article.paragraphs for line in text.replace("\t", "\n").split("\n"))
    assert [line for line in lines if "".join(line.split()) not in written] == []


@settings(max_examples=100)
@given(articles)
def test_the_xml_of_any_article_is_valid(article: Article) -> None:
    SCHEMA.assertValid(parse(article))


@settings(max_examples=50)
@given(articles)
def test_the_xml_of_any_article_is_valid_after_the_full_schema(article: Article) -> None:
    """TEI's own document type, as a peer brings it along: without TEI's module of figures, tables and formulas."""
    trafilatura = pytest.importorskip("trafilatura")
    path = Path(trafilatura.__file__).parent / "data" / "tei_corpus.dtd"
    dtd = _DTDS.setdefault(path, etree.DTD(str(path)) if path not in _DTDS else None)
    assert dtd is not None
    root = parse(article)
    assume(next(root.iter("{*}figure", "{*}table", "{*}formula"), None) is None)
    assert dtd.validate(root), str(dtd.error_log)


_DTDS: dict[Path, etree.DTD | None] = {}


def test_the_header_says_what_is_known_of_the_page() -> None:
    article = Article(
        title="Rain",
        metadata=Metadata(
            authors=("Mo", "Jo"), published=datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc), modified=date(2024, 3, 6),
            site_name="The Daily Frog", url="https://frog.example/rain", language="en", description="It rained.",
            tags=("rain",), license="https://licence.example/by",
        ),
    )  # fmt: skip
    assert find(article, "//t:titleStmt/t:author") == ["Mo", "Jo"]
    assert find(article, "//t:publicationStmt/t:date/@when") == ["2024-03-05T08:30:00+00:00", "2024-03-06"]
    assert find(article, "//t:sourceDesc//@target") == ["https://frog.example/rain"]
    assert find(article, "//t:language/@ident | //t:term | //t:abstract") == ["It rained.", "en", "rain"]


def test_headings_open_divisions_inside_those_above() -> None:
    body = (Paragraph("a"), Heading("A"), Paragraph("b"), Heading("B", 3), Paragraph("c"), Heading("C"), Paragraph("d"))
    article = Article(body=body)
    assert find(article, "//t:body/t:div/t:head") == ["A", "C"]
    assert find(article, "//t:div[t:head='A']/t:div/t:p") == ["c"]
    SCHEMA.assertValid(parse(article))


def test_markup_stands_where_it_stood() -> None:
    spans = (Span(0, 2, "link", "https://frog.example/"), Span(3, 4, "strong"), Span(5, 6, "math"))
    article = Article(body=(Paragraph("It r x\nand", spans),))
    paragraph: Any = parse(article).find(".//t:body/t:p", NAMES)
    assert str(etree.tostring(paragraph, encoding="unicode")).split(">", 1)[1] == (
        '<ref target="https://frog.example/">It</ref> <hi rend="bold">r</hi> <formula notation="TeX">x</formula><lb/>and</p>'
    )


def test_blocks_of_all_kinds_have_their_elements() -> None:
    body = (
        List((ListItem((Paragraph("a"),), checked=True),), True, 3), Quote((Paragraph("b"),), "Mo"), Code("c  d", "py"),
        Figure("https://frog.example/a.png", "e", "f", "g", 64), Rule(), Admonition((Paragraph("h"),), "tip", "i"),
        Post((Paragraph("j"),), "Jo", date(2024, 3, 5), 4, accepted=True), Paragraph("k"),
    )  # fmt: skip
    article = Article(body=body, comments=(Post((Paragraph("l"),), "Bo"),))
    SCHEMA.assertValid(parse(article))
    assert find(article, "//t:list[@n='3']/t:item[@rend='done']") == ["a"]
    assert find(article, "//t:cit/t:bibl | //t:ab[@subtype='py'] | //t:figDesc | //t:note[@type='tip']") == [
        "Mo", "c  d", "e", "ih",
    ]  # fmt: skip
    assert find(article, "//t:div[@type='post'][@rend='score:4 accepted']/t:p") == ["j"]
    assert find(article, "//t:back//t:docAuthor") == ["Bo"]


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert find(Article(body=(Paragraph("a\0b\ud800c\x0b"),)), "//t:body/t:p") == ["abc"]
