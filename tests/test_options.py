"""Options: their defaults, what they refuse, what they do."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from declutter import Options, explain, extract
from declutter.options import DEFAULTS

LIMITS = [field.name for field in dataclasses.fields(Options) if field.name != "favor"]


def test_the_defaults_are_twenty_megabytes_depth_512_50_000_blocks_and_balance() -> None:
    limits = {"max_bytes": 20_000_000, "max_depth": 512, "max_blocks": 50_000}
    assert dataclasses.asdict(Options()) == {**limits, "favor": "balanced"}
    assert Options() == DEFAULTS


def test_options_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        DEFAULTS.max_bytes = 5  # type: ignore[misc]


def test_options_are_given_by_name() -> None:
    with pytest.raises(TypeError):
        Options(5)  # type: ignore[call-arg]


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("value", [0, -1, 1.5, "5", None])
def test_a_limit_that_is_no_positive_whole_number_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"Options.{name} must be a positive whole number"):
        Options(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_of_one_is_a_limit(name: str) -> None:
    limits: dict[str, Any] = {name: 1}
    assert getattr(Options(**limits), name) == 1


@pytest.mark.parametrize("favor", ["speed", "", None, 1])
def test_what_cannot_be_favoured_is_refused_with_what_can(favor: Any) -> None:
    with pytest.raises(ValueError, match=r"Options\.favor must be one of balanced, precision, recall"):
        Options(favor=favor)


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(TypeError):
        Options(max_bites=5)  # type: ignore[call-arg]


def test_max_blocks_bounds_what_is_read() -> None:
    assert len(explain("<p>a</p><p>b</p><p>c</p>", options=Options(max_blocks=2))) == 2


def test_max_depth_keeps_the_text_of_deeper_elements() -> None:
    html = "<div>" * 30_000 + "<p>Rain falls.</p>"
    assert extract(html, options=Options(max_depth=3)).paragraphs == ("Rain falls.",)


@pytest.mark.parametrize("read", [extract, explain])
def test_options_are_no_positional_argument(read: object) -> None:
    with pytest.raises(TypeError):
        read("<p>a", Options())  # type: ignore[operator]
