"""What all tests share: the option that accepts fixtures as they come out, and Hypothesis's profiles."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("default", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=1_000, deadline=None, derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept-fixtures",
        action="store_true",
        help="write what was extracted into fixtures/*/expected.json; read the diff before you commit it",
    )
