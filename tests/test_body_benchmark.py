"""benchmarks/body.py: what counts as said twice, and how; which texts are out of order."""

from __future__ import annotations

import pytest

from benchmarks.body import DOUBLED, LISTED, WHOLE, WITHIN, out_of_order, repeated_sentences
from declutter import Article, BodyBlock, Code, List, ListItem, Paragraph, Quote

SAID = "It rained on Monday, and nobody in the village was surprised."
SHOWN = "itrainedonmondayandnobodyinthevillagewassurprised"
TEXT = Paragraph(SAID)


def found(*body: BodyBlock, gold: str | None = None, shown: str | None = 2 * SHOWN) -> list[str]:
    return [repeat.how for repeat in repeated_sentences(Article(body=body), gold, shown)]


@pytest.mark.parametrize(
    ("second", "how"),
    [
        (TEXT, WHOLE), (Quote((TEXT,)), WHOLE), (Paragraph(f"{SAID} So it was."), WITHIN),
        (List((ListItem((TEXT,)),)), LISTED), (Code(SAID), LISTED),
    ],
)  # fmt: skip
def test_a_sentence_that_stands_twice_is_told_with_how_it_does(second: BodyBlock, how: str) -> None:
    assert found(TEXT, second) == [how]


def test_a_body_that_says_more_than_its_page_is_to_blame() -> None:
    assert found(TEXT, TEXT, shown=SHOWN) == [DOUBLED]


def test_what_gold_has_twice_is_no_repeat() -> None:
    assert found(TEXT, TEXT, gold=f"{SAID} {SAID}") == []


def test_few_words_may_stand_twice() -> None:
    assert found(Paragraph("It rained on Monday."), Paragraph("It rained on Monday.")) == []


def test_a_text_before_one_that_precedes_it_on_the_page_is_out_of_order() -> None:
    page = "ItrainedonMondayNobodycametothemill"
    assert out_of_order(("Nobody came to the mill.", "It rained on Monday."), page) == (("It rained on Monday.",), 0)
    assert out_of_order(("It rained on Monday.", "Nobody came to the mill."), page) == ((), 0)
