"""The examples in docstrings say what happens."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.test_packaging import MODULES

EXAMPLES = [
    pytest.param(test, id=test.name)
    for name in MODULES
    for test in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(name))
    if test.examples
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_in_a_docstring_says_what_happens(example: doctest.DocTest) -> None:
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert result.failed == 0


def test_there_are_examples() -> None:
    assert EXAMPLES
