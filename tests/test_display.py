"""An article in a notebook and in a terminal."""

from __future__ import annotations

import io

import pytest

from declutter import Article, Figure, Metadata, Paragraph

ARTICLE = Article(
    title="Rain <b>",
    body=(Figure("https://frog.example/rain.jpg", alt="A wet street"), Paragraph("It rained <script>.")),
    metadata=Metadata(authors=("Ada & Bo",), language="en"),
    confidence=0.5,
)


def test_a_notebook_shows_the_article_and_loads_nothing() -> None:
    shown = ARTICLE._repr_html_()
    assert "<h1>Rain &lt;b&gt;</h1>" in shown
    assert "<small>Ada &amp; Bo</small>" in shown
    assert "[image – A wet street]" in shown
    assert "<script" not in shown
    assert "rain.jpg" not in shown


def test_a_notebook_says_why_nothing_is_there() -> None:
    assert "a cause" in Article(notes=("a cause",))._repr_html_()


def test_rich_prints_the_article() -> None:
    console = pytest.importorskip("rich.console", reason="the extra batch is not installed")
    out = io.StringIO()
    console.Console(file=out, width=60).print(ARTICLE)
    assert "Ada & Bo" in out.getvalue()
    assert "It rained <script>." in out.getvalue()


def test_a_line_tells_articles_apart() -> None:
    assert repr(ARTICLE) == "<Article title='Rain <b>', 2 blocks, 3 words, en, confidence=0.5>"
    assert "…'" in repr(Article(title="rain " * 20))
