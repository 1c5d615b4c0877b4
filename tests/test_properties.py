"""Laws that hold on every page: on made-up articles (tests/pages.py), on broken markup, on any str and any bytes."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta, timezone
from html import unescape
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from declutter import (
    Admonition,
    Article,
    BodyBlock,
    Cell,
    Code,
    Embed,
    Figure,
    Footnote,
    Heading,
    Image,
    List,
    ListItem,
    Metadata,
    PageType,
    Paragraph,
    Post,
    Quote,
    Rule,
    Span,
    SpanKind,
    Table,
    explain,
    extract,
    extract_text,
)
from declutter.parsing.tree import parse
from tests.pages import FURNITURE, GeneratedPage, page_of_seed, pages, soups

MAX_SECONDS = 5.0  # for one of the small pages here; generous, for busy machines
BATCH = 300  # pages of the law that is counted instead of held on each
MAX_DIFFERENT = BATCH // 100
UNSPOKEN_FURNITURE = tuple(name for name in FURNITURE if name != "consent")  # without prose of its own

_HEAD_OR_COMMENT = re.compile(r"<!--.*?-->|<head>.*?</head>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")

anything = st.one_of(st.text(), st.text(st.characters()), soups(), pages().map(lambda page: page.html))
# Bytes at random are rarely markup: most are a page in some encoding, cut and with a few bytes changed.
encodings = st.sampled_from(("utf-8", "utf-16", "utf-16-le", "cp1251", "shift_jis", "gb18030", "latin-1", "utf-7"))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    page = bytearray(draw(anything).encode(draw(encodings), "replace"))
    for place, byte in draw(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=5)):
        if page:
            page[int(place * len(page))] = byte
    return bytes(page[: int(draw(st.floats(0, 1)) * len(page))])


def squeeze(text: str) -> str:
    """Return the text's visible characters."""
    return "".join(_INVISIBLE.sub("", text).split())


def texts_of(article: Article) -> list[str]:
    """Return the body's texts, those of items, cells and quoted paragraphs apart."""
    return list(leaf_texts(article.body))


def leaf_texts(blocks: Iterable[BodyBlock]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield from leaf_texts(item.blocks)
        elif isinstance(block, Table):
            yield from filter(None, (block.caption, *(cell.text for row in block.rows for cell in row)))
        elif isinstance(block, Quote):
            yield from leaf_texts(block.blocks)
            yield from filter(None, (block.attribution,))
        elif isinstance(block, Footnote):
            yield from leaf_texts(block.blocks)
        else:
            yield block.text


def stand_in_order(texts: Iterable[str], page: str) -> bool:
    """Whether each of the texts stands on the page, whole, after the one before it."""
    position = 0
    for text in map(squeeze, texts):
        found = page.find(text, position)
        if found < 0:
            return False
        position = found + len(text)
    return True


def seconds(started: float) -> float:
    return time.perf_counter() - started


@given(anything)
def test_any_str_gives_an_article_in_bounded_time(text: str) -> None:
    started = time.perf_counter()
    assert isinstance(extract(text), Article)
    assert isinstance(extract_text(text), Article)
    assert seconds(started) < MAX_SECONDS


@given(st.one_of(st.binary(), damaged()), st.sampled_from((None, "utf-8", "text/html; charset=big5", "nonsense")))
def test_any_bytes_give_an_article_in_bounded_time(page: bytes, encoding: str | None) -> None:
    started = time.perf_counter()
    assert isinstance(extract(page, encoding=encoding), Article)
    assert seconds(started) < MAX_SECONDS


@given(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.lists(st.text()), st.dictionaries(st.text(), st.text()))
)
def test_what_is_no_page_raises_type_error(page: object) -> None:
    with pytest.raises(TypeError, match="bytes, str or an lxml tree"):
        extract(page)


@given(anything)
def test_confidence_is_a_share(text: str) -> None:
    assert 0 <= extract(text).confidence <= 1


@given(pages())
def test_an_article_is_found_on_every_page_that_has_one(page: GeneratedPage) -> None:
    assert extract(page.html).body


@given(pages())
def test_every_text_of_the_body_stands_on_the_page_in_order(page: GeneratedPage) -> None:
    shown = squeeze(unescape(_TAG.sub("", _HEAD_OR_COMMENT.sub("", page.html))))
    assert stand_in_order(texts_of(extract(page.html)), shown)


@given(soups())
def test_every_character_of_the_body_stands_on_a_broken_page_in_order(soup: str) -> None:
    assume("<noscript" not in soup and "shadowrootmode" not in soup)  # text() does not look into these
    root = parse(soup).root
    shown = iter(squeeze(root.text()) if root is not None else "")
    assert all(character in shown for character in squeeze("".join(texts_of(extract(soup)))))


@given(st.one_of(pages().map(lambda page: page.html), soups()))
def test_the_body_is_the_kept_blocks_each_once_in_document_order(html: str) -> None:
    kept = [block.text for block in explain(html) if block.keep and block.reason != "metadata: lead"]
    assert squeeze("".join(texts_of(extract(html)))) == squeeze("".join(kept))


@given(st.one_of(pages().map(lambda page: page.html), soups()))
def test_every_block_says_why_it_was_kept_or_dropped(html: str) -> None:
    assert all(block.reason and 0 <= block.probability <= 1 for block in explain(html))


@given(soups())
def test_the_same_page_gives_the_same_article_again(soup: str) -> None:
    first = extract(soup)
    extract(page_of_seed(1).html)  # another page between them leaves nothing behind
    assert extract(soup) == first


def test_the_same_pages_give_the_same_articles_in_another_process() -> None:
    html = [page_of_seed(seed, furniture=FURNITURE).html for seed in range(60)]
    program = (
        "import json, sys; from declutter import extract, explain; "
        "print(json.dumps([[extract(p).to_json(), str(explain(p))] for p in json.load(sys.stdin)]))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(html), capture_output=True, check=True, text=True, env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "4711")
    ]  # fmt: skip
    assert json.loads(outputs[0]) == json.loads(outputs[1]) == [[extract(p).to_json(), str(explain(p))] for p in html]


@given(pages())
def test_a_div_around_all_of_the_body_changes_nothing(page: GeneratedPage) -> None:
    assert extract(page.written(wrappers=1).html) == extract(page.html)


@given(pages())
def test_comments_change_nothing(page: GeneratedPage) -> None:
    assert extract(page.written(comments=True).html) == extract(page.html)


@given(pages())
def test_the_order_of_attributes_changes_nothing(page: GeneratedPage) -> None:
    assert extract(page.written(reversed_attributes=True).html) == extract(page.html)


@given(pages())
def test_the_case_of_tag_names_changes_nothing(page: GeneratedPage) -> None:
    assert extract(page.written(upper_case=True).html) == extract(page.html)


@given(pages())
def test_bytes_and_str_of_a_page_give_the_same(page: GeneratedPage) -> None:
    assert extract(page.html.encode()) == extract(page.html)


@given(pages(furniture=()))
def test_an_article_alone_on_its_page_is_given_whole(page: GeneratedPage) -> None:
    article = extract(page.html)
    assert (article.title, article.lead) == (page.title, page.lead)
    assert tuple(texts_of(article)) == page.paragraphs


@pytest.mark.parametrize(
    "furniture",
    [("menu",), ("footer",), ("related",), ("sidebar",), ("menu", "footer", "related"), UNSPOKEN_FURNITURE],
    ids=" ".join,
)
def test_furniture_around_an_article_leaves_its_body_as_it_was(furniture: tuple[str, ...]) -> None:
    alone = [page_of_seed(seed) for seed in range(BATCH)]
    different = [
        seed for seed, page in enumerate(alone) if extract(page.among(*furniture).html).body != extract(page.html).body
    ]
    assert len(different) <= MAX_DIFFERENT, different


def test_named_furniture_of_all_kinds_leaves_the_body_as_it_was() -> None:
    alone = [page_of_seed(seed).written(named_furniture=True) for seed in range(BATCH)]
    different = [
        seed for seed, page in enumerate(alone) if extract(page.among(*FURNITURE).html).body != extract(page.html).body
    ]
    assert len(different) <= MAX_DIFFERENT, different


def test_the_title_is_that_of_the_article_whatever_furniture_is_around_it() -> None:
    pages_of_batch = [page_of_seed(seed, furniture=FURNITURE) for seed in range(BATCH)]
    different = [seed for seed, page in enumerate(pages_of_batch) if extract(page.html).title != page.title]
    assert len(different) <= MAX_DIFFERENT, different


@given(pages())
def test_the_article_as_html_gives_the_same_paragraphs(page: GeneratedPage) -> None:
    article = extract(page.html)
    assert extract(article.to_html()).paragraphs == article.paragraphs


# Articles that no page gave: any values that the types allow.
zones = st.one_of(st.none(), st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))))
moments = st.one_of(st.none(), st.dates(), st.datetimes(timezones=zones))
optional = st.one_of(st.none(), st.text())
texts = st.lists(st.text(), max_size=3).map(tuple)
numbers = st.integers(0, 9)
pixels = st.one_of(st.none(), st.integers(1))
spans = st.lists(
    st.builds(
        Span, numbers, numbers, st.sampled_from(get_args(SpanKind)), st.sampled_from((None, "https://x.example/")),
        st.sampled_from((None, "1", "a")),
    ),
    max_size=3,
).map(tuple)
cells = st.builds(Cell, st.text(), st.booleans(), st.integers(1, 3), st.integers(1, 3), spans)
plain_blocks = st.one_of(
    st.builds(Heading, st.text(), st.integers(1, 6), spans),
    st.builds(Paragraph, st.text(), spans),
    st.builds(Code, st.text(), optional),
    st.builds(Figure, st.text(), optional, optional, optional, pixels, pixels, st.text(), spans),
    st.builds(Embed, st.text(), optional, st.text()),
    st.just(Rule()),
    st.builds(Table, st.lists(st.lists(cells, max_size=3).map(tuple), max_size=3).map(tuple), optional),
)


def several(blocks: st.SearchStrategy[BodyBlock]) -> st.SearchStrategy[tuple[BodyBlock, ...]]:
    return st.lists(blocks, max_size=3).map(tuple)


def posts_of(blocks: st.SearchStrategy[BodyBlock]) -> st.SearchStrategy[Post]:
    numbers = st.one_of(st.none(), st.integers(-5, 5))
    return st.builds(Post, several(blocks), optional, moments, numbers, numbers, st.booleans())


def holding(blocks: st.SearchStrategy[BodyBlock]) -> st.SearchStrategy[BodyBlock]:
    items = st.builds(ListItem, several(blocks), st.sampled_from((None, True, False)), st.booleans())
    return st.one_of(
        st.builds(List, st.lists(items, max_size=3).map(tuple), st.booleans(), st.integers(0, 12)),
        st.builds(Quote, several(blocks), optional),
        st.builds(Admonition, several(blocks), st.text(), optional),
        st.builds(Footnote, several(blocks), st.one_of(st.sampled_from(("1", "2", "a", "A")), st.text())),
        posts_of(blocks),
    )


blocks: st.SearchStrategy[BodyBlock] = st.recursive(plain_blocks, holding, max_leaves=5)
metadata = st.builds(
    Metadata,
    authors=texts, published=moments, modified=moments, site_name=optional, url=optional, language=optional,
    description=optional, tags=texts, license=optional,
    image=st.one_of(st.none(), st.builds(Image, st.text(), pixels, pixels)),
)  # fmt: skip
articles = st.builds(
    Article,
    title=optional, lead=optional, body=st.lists(blocks, max_size=4).map(tuple), metadata=metadata,
    page_type=st.one_of(st.none(), st.sampled_from(get_args(PageType))), confidence=st.floats(0, 1), notes=texts,
    comments=st.lists(posts_of(blocks), max_size=2).map(tuple),
)  # fmt: skip


@given(articles)
def test_an_article_comes_back_from_its_dict(article: Article) -> None:
    assert Article.from_dict(article.to_dict()) == article


@given(articles)
def test_an_article_comes_back_from_its_json(article: Article) -> None:
    assert Article.from_json(article.to_json()) == article


@given(articles)
def test_an_article_comes_back_from_a_pickle(article: Article) -> None:
    assert pickle.loads(pickle.dumps(article)) == article


@given(articles)
def test_any_article_can_be_written_out(article: Article) -> None:
    assert isinstance(article.to_markdown(), str)
    assert article.to_html().startswith("<!DOCTYPE html>")


@given(moments)
def test_a_date_comes_back_with_its_zone(moment: date | None) -> None:
    back = Article.from_dict(Article(metadata=Metadata(published=moment)).to_dict()).metadata.published
    assert (back and back.isoformat()) == (moment and moment.isoformat())
