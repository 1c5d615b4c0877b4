"""Passages of an article: what they hold, what is never cut, and the links to their places."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import Article, Cell, Chunk, Code, Figure, Heading, List, ListItem, Metadata, Paragraph, Quote, Table, extract
from declutter.chunks import count_words, fragment_url, split_sentences
from tests.pages import GeneratedPage, pages
from tests.test_properties import articles

URL = "https://frog.example/rain"


def of(*body: object, **values: object) -> Article:
    return Article(body=body, metadata=Metadata(url=URL), **values)  # type: ignore[arg-type]


def texts(article: Article, max_words: int) -> list[str]:
    return [chunk.text for chunk in article.chunks(max_words=max_words)]


SENTENCES = ("It rained on Monday.", "Nobody was surprised, least of all the miller.", "The bridge held.")


def test_an_article_without_text_has_none() -> None:
    assert Article(title="Rain").chunks() == ()


def test_a_short_article_is_one_chunk_with_its_lead() -> None:
    article = of(Paragraph("One."), Paragraph("Two."), lead="Lead.", title="Rain")
    assert article.chunks() == (Chunk("Lead.\n\nOne.\n\nTwo.", 0, 17, ("Rain",), f"{URL}#:~:text=Lead.,Two."),)


def test_a_chunk_ends_between_sentences() -> None:
    assert texts(of(Paragraph(" ".join(SENTENCES))), 12) == [" ".join(SENTENCES[:2]), SENTENCES[2]]
    assert texts(of(Paragraph(" ".join(SENTENCES))), 1) == list(SENTENCES)


def test_a_block_that_fits_stays_whole() -> None:
    first, second = "One two three four.", "Five six. Seven eight."
    assert texts(of(Paragraph(first), Paragraph(second)), 6) == [first, second]


def test_code_and_rows_are_never_cut() -> None:
    code = "if a:\n    b. C. D.\n\n    e()"
    table = Table(((Cell("a b c"), Cell("d e f")), (Cell("g. H"), Cell("i"))))
    listed = List((ListItem((Paragraph("One."), Code(code))), ListItem((Paragraph("Two."),))))
    assert texts(of(Code(code), table, listed, Quote((Paragraph("A. B!"),), "Mo")), 1) == [
        code, "a b c\td e f", "g. H\ti", "One.", code, "Two.", "A. B!", "Mo",
    ]  # fmt: skip


def test_a_heading_starts_a_chunk_that_knows_all_headings_above() -> None:
    body = (
        Paragraph("a"), Heading("B", 2), Paragraph("b"), Heading("C", 3), Paragraph("c"), Heading("D", 2), Heading("E", 3),
        Paragraph("e"),
    )  # fmt: skip
    assert [(chunk.text, chunk.headings) for chunk in of(*body, title="T").chunks()] == [
        ("a", ("T",)),
        ("B\n\nb", ("T", "B")),
        ("C\n\nc", ("T", "B", "C")),
        ("D", ("T", "D")),
        ("E\n\ne", ("T", "D", "E")),
    ]


def test_what_has_no_text_is_in_no_chunk() -> None:
    assert texts(of(Paragraph("a"), Figure("https://x.example/a", caption="c"), Paragraph("b")), 9) == ["a\n\nb"]


@pytest.mark.parametrize("words", [0, -1])
def test_a_chunk_of_no_words_is_refused(words: int) -> None:
    with pytest.raises(ValueError, match="max_words must be positive"):
        Article().chunks(max_words=words)


@given(articles, st.integers(1, 40))
def test_chunks_are_slices_that_cover_the_text_in_order(article: Article, words: int) -> None:
    text = article.text
    position = 0
    for chunk in article.chunks(max_words=words):
        assert chunk.text == text[chunk.start : chunk.end] != ""
        assert text[position : chunk.start].strip() == ""
        position = chunk.end
    assert text[position:].strip() == ""


@given(pages(), st.integers(20, 200))
def test_no_chunk_is_longer_than_asked_for_unless_it_is_one_unit(page: GeneratedPage, words: int) -> None:
    for chunk in extract(page.html).chunks(max_words=words):
        assert count_words(chunk.text) <= words or len(split_sentences(chunk.text)) == 1 or "\n" in chunk.text


# Sentences


@pytest.mark.parametrize(
    "sentences",
    [
        SENTENCES,
        ("He paid 3.50 for it.", "“No!” she said.", "“It rained.”", "Really?", "Yes…", "(So it was.)"),
        ("Dr. Mo and J. R. Reed met Prof. Lark at 5 p.m. Monday, cf. Vol. 3 again.", "Then it rained."),
        ("Am 3. Mai kam z. B. Frau Dr. Lerche.", "Es regnete."),
        ("雨が降った。", "「本当？」", "橋は残った！"),
        ("Шёл дождь.", "Никто не удивился.", "¿Qué?", "Ébahi, il partit."),
        ("यह सच है।", "वह गया।"),
    ],
)  # fmt: skip
def test_sentences_are_told_apart(sentences: tuple[str, ...]) -> None:
    joined = ("" if "。" in sentences[0] else " ").join(sentences)
    assert split_sentences(joined) == list(sentences)


@given(st.text(st.sampled_from('aB1.!?。」" (\n'), max_size=40))
def test_splitting_loses_nothing(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


# Links


def fragment(text: str, start: int = 0) -> list[str]:
    url = fragment_url(f"{URL}#x", text, start, len(text))
    assert url is not None
    address, _, directive = url.partition("#:~:text=")
    assert address == URL
    return [unquote(part) for part in directive.split(",")]


def test_a_short_passage_is_named_whole() -> None:
    assert fragment("It rained.") == ["It rained."]


def test_a_long_passage_is_named_by_its_ends() -> None:
    text = "It rained on Monday, and nobody in the village was surprised.\n\nLeast of all the old miller."
    assert fragment(text) == ["It rained on Monday, and", "of all the old miller."]


def test_what_is_syntax_in_a_directive_is_encoded() -> None:
    assert (fragment_url(URL, "a-b, c & d", 0, 10) or "").endswith("#:~:text=a%2Db%2C%20c%20%26%20d")


def test_a_start_that_stood_before_is_made_longer() -> None:
    first = "It rained on Monday and then it snowed for days."
    text = f"{first}\n\nIt rained on Monday and then we all went home, where it was dry and warm."
    assert fragment(text, len(first) + 2)[0] == "It rained on Monday and then we"


def test_a_start_stays_within_a_line_or_cell() -> None:
    assert fragment("a\tb c d e f g h\ni") == ["a", "i"]


def test_an_article_without_address_has_no_links() -> None:
    assert [chunk.url for chunk in Article(body=(Paragraph("a"),)).chunks()] == [None]
