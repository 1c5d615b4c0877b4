"""Text dumps: lines to blocks, and the article among the lines that are its page's furniture."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import Options, Paragraph, explain_text, extract_text
from declutter.parsing.lines import read_lines

SEED = Path(__file__).parents[2] / "shared" / "seed.txt"
PARAGRAPHS = (
    "It rained on Monday, and nobody in the village was surprised by that, least of all the miller, who had seen worse.",
    "The council met in the evening, as it does after every flood, and counted the bridges that were left: there were two.",
    "By Wednesday the water had gone down, and the children carried the fish that it had forgotten back to the river.",
    "Nobody remembers a year without it. The oldest house has a mark for each, and the highest stands above the door.",
)
DUMP = "\n".join(
    (
        "Home",
        "News",
        "Subscribe now",
        "Rain in the village again",
        *PARAGRAPHS,
        "Read also",
        "Share on Facebook",
        "© 2024 The Daily Frog",
    )
)


def test_each_line_that_is_not_blank_is_a_block() -> None:
    assert [block.text for block in read_lines("a\n\n  \n b  c \r\nd").blocks] == ["a", "b c", "d"]


def test_a_page_of_lines_says_so_and_has_no_elements() -> None:
    page = read_lines("a")
    assert (page.is_text, len(page.elements), page.blocks[0].element) == (True, 0, -1)


@given(st.text())
def test_lines_lose_nothing_but_white_space_marks_of_lists_and_invisible_characters(text: str) -> None:
    invisible = "\u00ad\u200b\u2060\ufeff\x02\x03"  # the last two are control characters that stand for others on the way
    marks = dict.fromkeys(map(ord, "*•‣◦▪●∙#"))  # that begin items and headings
    text = text.translate(dict.fromkeys((2, 3)))
    read = "".join(block.text for block in read_lines(text).blocks)
    expected = "".join(c for c in text if not c.isspace() and c not in invisible)
    assert "".join(read.split()).translate(marks) == expected.translate(marks)


def test_a_mark_that_begins_no_item_is_text() -> None:
    assert [block.text for block in read_lines("a * b\n*c\n3 # 4\n* d").blocks] == ["a * b", "*c", "3 # 4", "d"]


def test_only_so_many_lines_are_read_and_a_note_says_so() -> None:
    page = read_lines("a\nb\nc", options=Options(max_blocks=2))
    assert [block.text for block in page.blocks] == ["a", "b"]
    assert "2 lines" in page.notes[0]


def test_the_paragraphs_of_a_dump_are_its_text() -> None:
    assert extract_text(DUMP).text == "\n\n".join(PARAGRAPHS)


def test_the_lines_of_the_body_are_paragraphs() -> None:
    assert extract_text(DUMP).body[-1] == Paragraph(PARAGRAPHS[-1])


def test_the_line_above_the_paragraphs_is_the_title() -> None:
    assert extract_text(DUMP).title == "Rain in the village again"


def test_a_short_line_that_ends_a_sentence_under_the_title_is_the_lead() -> None:
    lead = "It came on Monday, and it stayed in the village until both of the upper bridges had gone."
    article = extract_text(DUMP.replace(PARAGRAPHS[0], f"{lead}\n{PARAGRAPHS[0]}"))
    assert (article.lead, article.paragraphs) == (lead, PARAGRAPHS)


def test_a_dump_has_no_metadata_but_what_the_caller_says() -> None:
    metadata = extract_text(DUMP).metadata
    assert (metadata.authors, metadata.published, metadata.site_name) == ((), None, None)


def test_markup_in_a_dump_is_text() -> None:
    text = f"{PARAGRAPHS[0]} <b>Rain</b> &amp; snow."
    assert text in extract_text(f"{DUMP}\n{text}").paragraphs


def test_markup_in_a_dump_is_read_as_it_stands() -> None:
    text = f"{PARAGRAPHS[0]} <b>Rain</b> &amp; snow."
    assert text in [line.text for line in explain_text(f"{DUMP}\n{text}")]


@pytest.mark.parametrize("text", ["", "\n\n", "Home\nNews\nSport", "Subscribe now"])
def test_a_dump_without_sentences_has_no_content(text: str) -> None:
    article = extract_text(text)
    assert not article
    assert article.notes


@pytest.mark.parametrize("page", [b"Rain", None, 5, ["Rain"]])
def test_what_is_no_str_raises_type_error(page: object) -> None:
    with pytest.raises(TypeError, match="extract_text takes str"):
        extract_text(page)  # type: ignore[arg-type]


def test_an_explanation_of_a_dump_gives_every_line_without_a_place() -> None:
    lines = explain_text(DUMP)
    assert [line.text for line in lines] == DUMP.splitlines()
    assert {(line.tag, line.path) for line in lines} == {(None, None)}


def test_a_junk_line_says_why_it_was_dropped() -> None:
    reasons = {line.text: line.reason for line in explain_text(DUMP)}
    assert reasons["Share on Facebook"] == "junk phrase: share"


@given(st.lists(st.sampled_from((*PARAGRAPHS, "Home", "Subscribe now", "Rain in the village again", "", "x"))))
def test_every_paragraph_of_the_body_is_a_line_in_order(lines: list[str]) -> None:
    rest = iter(lines)
    assert all(paragraph in rest for paragraph in extract_text("\n".join(lines)).paragraphs)


def test_what_a_dump_has_left_of_other_articles_pictures_is_dropped() -> None:
    pictures = (
        "Geese on the river - The Daily Frog", "Geese come back to the mill",
        "The mill in 1911 - The Daily Frog", "A buyer is found for the mill",
    )  # fmt: skip
    between = [PARAGRAPHS[0], *pictures[:2], PARAGRAPHS[1], *pictures[2:], PARAGRAPHS[2]]
    lines = explain_text("\n".join(["Home", "Subscribe now", "Rain in the village again", *between, "Contact us"]))
    assert [line.text for line in lines if line.reason == "another article's picture"] == list(pictures)


def test_a_list_of_what_one_site_has_is_not_taken_for_pictures() -> None:
    items = [f"Offer {number} - The Daily Frog" for number in range(4)]
    lines = explain_text("\n".join(["Home", "Offers of the week", *items, "Contact us"]))
    assert not [line.text for line in lines if line.reason == "another article's picture"]


def test_a_text_without_furniture_comes_back_whole() -> None:
    text = "\n".join(["Rain in the village again", *PARAGRAPHS, "1998: 3.2 m", "2013: 2.9 m", "Ad. Q."])
    article = extract_text(text)
    assert [article.title, *article.text.split("\n\n")] == text.split("\n")


@pytest.mark.skipif(not SEED.exists(), reason="the page that the project started from is not here")
def test_the_page_that_the_project_started_from_comes_out_exactly() -> None:
    expected = json.loads(SEED.with_name("seed.expected.json").read_text(encoding="utf-8"))
    article = extract_text(SEED.read_text(encoding="utf-8"))
    assert (article.title, article.lead, list(article.paragraphs)) == (expected["title"], expected["lead"], expected["body"])


def test_a_dump_gives_the_same_in_another_process_with_another_hash_seed() -> None:
    words = [f"{first}{second}ow" for first in "abcdefgh" for second in "klmnprst"]  # more than count as common, all alike
    sentence = " ".join(words).capitalize() + ". "
    paragraphs = [sentence * 2 + word.capitalize() for word in words[::7]]
    dump = "\n".join(["Home", "Share", "Rain in the village", *paragraphs, *words])
    program = "import sys; from declutter import explain_text; print(list(explain_text(sys.stdin.read())))"
    found = {
        subprocess.run(
            [sys.executable, "-c", program], input=dump, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True,
            text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(found) == 1
