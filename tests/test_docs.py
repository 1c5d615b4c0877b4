"""Every Python example of README and the documentation runs, and the pages of the site are all in its navigation."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(page, match, id=f"{page.name}-{page.read_text(encoding='utf-8')[: match.start()].count(chr(10)) + 2}")
    for page in PAGES
    for match in FENCE.finditer(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_an_example_of_the_documentation_runs(page: Path, example: re.Match[str]) -> None:
    code, names = example[1], {"__name__": "example"}
    if "extract_many" in code or "declutter.batch" in code:
        pytest.importorskip("pyarrow", reason="the extra batch is not installed")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, str(page), "exec"), names)  # noqa: S102 - its own documentation


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets: list[Any] = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("nav:")[2].partition("\nhooks:")[0]
    assert {page.name for page in PAGES[1:]} == set(re.findall(r"[\w-]+\.md", navigation))
