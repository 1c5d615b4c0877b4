"""What `explain` returns: a tuple of blocks, and beside it the article and the report."""

from __future__ import annotations

import pickle

import pytest

from declutter import Options, SiteTemplate, explain, explain_text, extract, extract_text
from declutter.inspect import report_html

PAGE = (
    "<title>Rain again</title><nav><a href=/>Home</a></nav><article><h1>Rain again</h1>"
    + "".join(f"<p>On day {day} it rained, and nobody in the village was surprised by that at all.</p>" for day in range(4))
    + "</article><footer>© 2024 The Frog</footer>"
)
TEXT = "Home\nNews\n\nRain again\n\nOn Monday it rained, and nobody in the village was surprised by that at all.\n"


def test_the_article_is_that_of_extract() -> None:
    options = Options(favor="recall")
    assert explain(PAGE, url="https://frog.example/a", options=options).article == extract(
        PAGE, url="https://frog.example/a", options=options
    )
    assert explain_text(TEXT).article == extract_text(TEXT)


def test_with_a_template_the_article_is_that_of_extract_as_well() -> None:
    template = SiteTemplate.learn([PAGE, PAGE.replace("Rain again", "Snow").replace("rained", "snowed")])
    found = explain(PAGE, template=template)
    assert found.article == extract(PAGE, template=template)
    assert any(block.text == "Home" and not block.keep for block in found)


def test_the_report_is_that_of_the_page() -> None:
    assert explain(PAGE).to_html(name="rain", gold="On day 1 it rained") == report_html(
        PAGE, name="rain", gold="On day 1 it rained"
    )


def test_it_is_a_tuple_of_its_blocks() -> None:
    found = explain(PAGE)
    assert found == tuple(found)
    assert found[0].text == "Home"
    assert len(found) == len({block.path for block in found})


def test_it_goes_to_another_process_without_the_page() -> None:
    found = pickle.loads(pickle.dumps(explain(PAGE)))
    assert found == explain(PAGE)
    assert found.article == extract(PAGE)
    with pytest.raises(ValueError, match="explain the page here"):
        found.to_html()
