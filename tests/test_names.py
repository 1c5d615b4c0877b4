"""Names of authors out of bylines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.metadata.names import is_name, split_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ada Quill", ["Ada Quill"]), ("by ada", ["ada"]), ("ByAda Quill", ["Ada Quill"]),
        ("By Ada Quill and Ben Marsh", ["Ada Quill", "Ben Marsh"]),
        ("Von Ada Quill und Ben Marsh", ["Ada Quill", "Ben Marsh"]),
        ("Par Ada Quill et Ben Marsh", ["Ada Quill", "Ben Marsh"]), ("Por Ada Quill y Ben Marsh", ["Ada Quill", "Ben Marsh"]),
        ("Ada Quill, Ben Marsh & Cyd Moor", ["Ada Quill", "Ben Marsh", "Cyd Moor"]), ("Автор: Ада Перо", ["Ада Перо"]),
        ("作者：马丹阳、常书香", ["马丹阳", "常书香"]), ("Ada Quill, Money Reporter 22 December 2023 • 3:55pm", ["Ada Quill"]),
        ("Ada Quill | ada@frog.example", ["Ada Quill"]), ("Ada Quill (@adaquill)", ["Ada Quill"]),
        ("Ben O&#039;Marsh", ["Ben O'Marsh"]), ("Ada Quill, The Associated Press", ["Ada Quill"]),
        ("Perry Dahl", ["Perry Dahl"]), ("David Byrd", ["David Byrd"]), ("By", []), ("", []),
    ],
)  # fmt: skip
def test_names_are_parted_and_cleaned(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize("text", ["Ada Quill", "Ada de la Pluma", "Ludwig van Marsh", "أدا ريشة", "渡辺洋介", "ADA QUILL"])
def test_what_may_be_a_name_is_one(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["Read more", "5 comments", "Follow us on Twitter", "the rain in the village", "© Frog", "{name}"]
)
def test_furniture_is_no_name(text: str) -> None:
    assert not is_name(text)


@given(st.text())
def test_any_text_gives_names_without_failing(text: str) -> None:
    assert all(name.strip() for name in split_names(text))


def test_a_label_before_a_name_in_chinese_characters_is_no_part_of_it() -> None:
    assert split_names("作者： 记者王敬") == ["王敬"]
    assert split_names("本报记者 林珺") == ["林珺"]
