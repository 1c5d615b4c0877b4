"""Every Python example of README and the documentation runs, and the pages of the site are all in its navigation."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from declutter.extractor import HYDRATED_NOTE, STATED_NOTE
from declutter.metadata.causes import CAUSES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NEEDED = {  # by what an example names: the module that it needs, and the extra that brings it
    "pyspark": ("pyspark", "spark"), "fastwarc": ("fastwarc", "batch"), "declutter.batch": ("pyarrow", "batch"),
    "extract_many": ("pyarrow", "batch"),
}  # fmt: skip
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(page, match, id=f"{page.name}-{page.read_text(encoding='utf-8')[: match.start()].count(chr(10)) + 2}")
    for page in PAGES
    for match in FENCE.finditer(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_an_example_of_the_documentation_runs(
    page: Path, example: re.Match[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    code, names = example[1], {"__name__": "example"}
    for word, (module, extra) in NEEDED.items():
        if word in code:
            pytest.importorskip(module, reason=f"the extra {extra} is not installed")
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        if "pyspark" in code:
            warnings.simplefilter("ignore")  # of versions of pandas, and of Java: its own
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


def test_every_note_is_explained() -> None:
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    assert [note for note in (*CAUSES, STATED_NOTE, HYDRATED_NOTE) if f"| `{note}` |" not in text] == []


@pytest.mark.parametrize("picture", sorted((ROOT / "docs").glob("*.png")), ids=lambda path: path.name)
def test_pictures_are_small(picture: Path) -> None:
    assert picture.stat().st_size < 200_000


def test_the_picture_of_a_report_is_on_the_first_screen_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("](docs/report.png)") == 1
    assert text.index("](docs/report.png)") < text.index("```") < text.index("## Figures")
