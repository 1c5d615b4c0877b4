"""What a page's type is told by: words, and a summary of its blocks; without any weights."""

from __future__ import annotations

import numpy as np
import pytest

from declutter.parsing.page import Page
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from declutter.scoring.features import measure
from declutter.scoring.page_type import page_words, summarise
from declutter.scoring.words import NameScores

STRUCTURE = 27  # numbers at the end of a summary that say how the page is built
LONG = "The miller carried his flour upstairs, since it had rained on Monday and the river was still rising in the evening."


def read(body: str, title: str = "") -> Page:
    return segment(parse(f"<title>{title}</title><body>{body}"))


def summary(body: str) -> list[float]:
    page = read(body)
    found = summarise(page, measure(page, NameScores({})))
    assert np.isfinite(found).all()
    return [float(value) for value in found]


def test_short_texts_tell_as_a_whole_and_without_their_digits() -> None:
    words = page_words(read("<button>Add to cart</button><p>12 replies</p><p>3 replies</p>"), ())
    assert {word for word in words if word.startswith("text:")} == {"text:add to cart", "text: replies"}


def test_long_texts_are_no_labels() -> None:
    assert not {word for word in page_words(read(f"<p>{LONG}</p>"), ()) if word.startswith("text:")}


def test_title_and_headings_tell_by_their_words() -> None:
    words = page_words(read("<h2>Getting started</h2>", title="Mill API"), ())
    assert {"title:mill", "title:api", "heading:getting", "heading:started"} <= words


@pytest.mark.parametrize("place", ["<div class=comment>{}</div>", "<pre>{}</pre>", "<section>{}</section>"])
def test_the_summary_sees_where_texts_stand(place: str) -> None:
    inside, plain = (
        summary(place.format(f"<p>{LONG}</p>") + f"<p>{LONG}</p>"),
        summary(f"<div><p>{LONG}</p></div><p>{LONG}</p>"),
    )
    assert inside[-STRUCTURE:] != plain[-STRUCTURE:]


def test_the_summary_of_a_page_with_replies_counts_what_stands_before_them() -> None:
    shares = [summary(f"<p>{LONG}</p>" * before + f"<div class=comments><p>{LONG}</p></div>")[-1] for before in (0, 1, 3)]
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert summary(f"<p>{LONG}</p>")[-1] == 1
