"""Every Python example of README and the documentation runs, and the pages of the site are all in its navigation."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import json
import re
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import declutter
from declutter.cli import CONTENT, main
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


def test_the_commands_of_the_tutorial_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    fences = re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line.removeprefix(".venv/bin/") for fence in fences for line in fence.splitlines()]
    commands = [line.split() for line in lines if not line.startswith(("pip ", "python3 "))]
    assert len(commands) >= 6
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    monkeypatch.chdir(tmp_path)
    for program, *words in commands:
        if program == "cp":
            shutil.copy(*words)
        else:
            assert program == "declutter"
            assert main(words) == CONTENT
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / "article.json").read_text("utf-8"))["title"]


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


def generator() -> Any:
    spec = importlib.util.spec_from_file_location("docs_benchmarks", ROOT / "docs" / "benchmarks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_benchmark_page_is_what_its_command_makes() -> None:
    made = generator().made(ROOT / "benchmarks" / "results")
    there = {path.name: path.read_text("utf-8") for path in (ROOT / "docs").glob("benchmarks*") if path.suffix != ".py"}
    assert sorted(there) == sorted(made), "run: python docs/benchmarks.py"
    assert {name for name in made if made[name] != there[name]} == set(), "run: python docs/benchmarks.py"


def test_figures_of_the_results_are_on_the_benchmark_page(tmp_path: Path) -> None:
    training = json.loads((ROOT / "benchmarks" / "results" / "training.json").read_text("utf-8"))
    training["figures"]["aed"]["wordF1"] = 0.12345
    quality = {"provenance": ["date: today"], "sets": {"aed": {
        "wordF1": {"pages": 224, "figures": {"resiliparse": 0.5}}, "title": {"pages": 9, "figures": {"declutter": 0.75}},
    }}}  # fmt: skip
    timed = {"tools": {"resiliparse": {"pages": 2, "total_ms": [2.0, 6.0, 4.0]}}, "ratios": {}}
    speed = {"provenance": [], "groups": {"news": {"pages": 2, "kilobytes_a_page": 3, **timed}}, "start": {}}
    for name, result in (("training", training), ("quality", quality), ("speed", speed)):
        (tmp_path / f"{name}.json").write_text(json.dumps(result), "utf-8")
    made = generator().made(tmp_path)
    assert "| aed, English news | word F1 | 224 | 0.123 | 0.500 |" in made["benchmarks.md"]
    assert "| title | equal | aed | 9 | 0.750 | – | – | – |" in made["benchmarks.md"]
    assert "| Resiliparse | 2 | 2.00 (1.00–3.00) |" in made["benchmarks.md"]
    assert "Not measured: `python benchmarks/report.py" in made["benchmarks.md"]
    assert ">0.123<" in made["benchmarks-text.svg"]


def test_plots_are_whole_and_load_nothing() -> None:
    for path in (ROOT / "docs").glob("*.svg"):
        text = path.read_text("utf-8")
        root = etree.fromstring(text.encode())
        assert root.find("{http://www.w3.org/2000/svg}title") is not None
        assert not re.search(r"<script|href=|url\(|@import", text)


def test_every_public_name_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "reference.md").read_text("utf-8")
    whole = [importlib.import_module(name) for name in ("declutter.body", "declutter.errors")]  # given there as a whole
    there = {name.rpartition(".")[2] for name in re.findall(r"^::: (.+)$", text, re.MULTILINE)}
    aliases = {"BodyBlock", "Direction", "PageType", "SpanKind"}  # of types, told where they are used
    assert [
        name for name in declutter.__all__ if name not in there | aliases and not any(hasattr(m, name) for m in whole)
    ] == []
