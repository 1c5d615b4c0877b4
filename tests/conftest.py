"""What all tests share: the option that accepts fixtures as they come out, and Hypothesis's profiles."""

from __future__ import annotations

import os
from pathlib import Path

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


KNOWN_FAILURES = Path(__file__).with_name("known_failures.txt")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect the tests of known_failures.txt to fail, strictly: `node id | reason`, and `!` before what would not end."""
    lines = KNOWN_FAILURES.read_text(encoding="utf-8").splitlines()
    reasons = dict(line.split(" | ", 1) for line in lines if line and not line.startswith("#"))
    for item in items:
        node = item.nodeid.encode("unicode_escape").decode("ascii")
        for key, runs in ((node, True), (f"!{node}", False)):
            if key in reasons:
                item.add_marker(pytest.mark.xfail(reason=reasons[key], strict=True, run=runs))
