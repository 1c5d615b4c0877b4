"""Pages that show no text: the text that they carry elsewhere, or the cause that is named."""

from __future__ import annotations

import json

import pytest

from declutter import extract
from declutter.metadata.causes import (
    APPLICATION_SHELL,
    BOT_CHECK,
    ERROR_PAGE,
    LOGIN_WALL,
    NO_TEXT,
    ONLY_FURNITURE,
    PAYWALL,
)

PARAGRAPHS = (
    "It rained on Monday, and nobody in the village was surprised by that, least of all the miller, who owns a boat.",
    "The council met in the evening, as it does after every flood, and counted the bridges: two were left, both of wood.",
    "By Wednesday the water had gone down, and the children carried the fish back to the river in their hats.",
)
STATE = {
    "props": {
        "pageProps": {"menu": ["Home", "News"], "post": {"title": "Rain", "content": [{"text": p} for p in PARAGRAPHS]}}
    },
    "consent": "We use cookies on this site to make it work, to count its visitors, and to show them what they may like.",
}


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(STATE)}</script>',
        f"<script>window.__NUXT__ = {json.dumps(STATE)};</script>",
        f"<script>window.__INITIAL_STATE__={json.dumps(STATE)}; start()</script>",
    ],
)
def test_a_shell_gives_the_text_in_the_data_for_its_scripts(script: str) -> None:
    article = extract(f"<title>Rain</title><div id=root></div>{script}")
    assert article.paragraphs == PARAGRAPHS
    assert any("scripts" in note for note in article.notes)


def test_html_in_the_data_is_read_as_html() -> None:
    html = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    article = extract(f'<div id=app></div><script type="application/json">{json.dumps({"post": {"body": html}})}</script>')
    assert article.paragraphs == PARAGRAPHS


def test_a_page_that_shows_its_text_is_not_replaced_by_its_data() -> None:
    shown = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    other = {"post": {"body": " ".join(PARAGRAPHS).replace("rain", "snow") * 3}}
    article = extract(f'<article><h1>Rain</h1>{shown}</article><script type="application/json">{json.dumps(other)}</script>')
    assert article.paragraphs == PARAGRAPHS


def test_a_product_whose_text_is_only_described_gives_its_description() -> None:
    product = {"@type": "Product", "name": "Boat", "description": " ".join(PARAGRAPHS)}
    article = extract(f'<div id=app></div><script type="application/ld+json">{json.dumps(product)}</script>')
    assert article.text == " ".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("html", "cause"),
    [
        ("<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>", APPLICATION_SHELL),
        ("<title>404 Not Found</title><h1>Not Found</h1><p>The page was not found.</p>", ERROR_PAGE),
        ("<title>Seite nicht gefunden</title><p>Zur Startseite</p>", ERROR_PAGE),
        ("<title>Just a moment...</title><p>Checking your browser</p>", BOT_CHECK),
        ('<title>News</title><form class="login-form"><label>Name</label></form>', LOGIN_WALL),
        ('<title>Rain</title><p>It rained.</p><div class="paywall">Subscribe</div>', PAYWALL),
        ("<title></title>", NO_TEXT),
    ],
)
def test_an_empty_page_names_its_cause(html: str, cause: str) -> None:
    assert cause in extract(html).notes


def test_a_page_with_nothing_but_a_menu_says_so() -> None:
    links = "".join(f"<li><a href=/{name}>{name}</a>" for name in ("Home", "News", "Sport", "Weather"))
    article = extract(f"<nav><ul>{links}</ul></nav>")
    assert (article.text, article.notes, article.confidence) == ("", (ONLY_FURNITURE,), 0)


@pytest.mark.parametrize(
    "data",
    ["{", "[" * 5_000, '{"a": ' * 3_000, json.dumps({"a": ["x " * 50] * 1_000}), "null", '{"a": "' + "y" * 100_000 + '"}'],
)
def test_broken_and_strange_data_does_no_harm(data: str) -> None:
    article = extract(f'<div id=root></div><script type="application/json">{data}</script>')
    assert isinstance(article.text, str)
