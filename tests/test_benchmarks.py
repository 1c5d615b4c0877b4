from __future__ import annotations

import functools
import gzip
import importlib.util
import json
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import peers, quality, speed
from benchmarks.corpora import Case, CorpusError, read_cases, recognise, text_of_html
from benchmarks.measures import (
    Extraction,
    Gold,
    bare_url,
    figure,
    interval,
    measure_page,
    overlap,
    plain,
    rows_of_measures,
    shingles,
    words,
)
from benchmarks.peers import PEERS, Tool, choose_peers, part_by_presence, text_by_block
from benchmarks.quality import (
    Outcome,
    choose_cases,
    extract_or_fail,
    lines_of,
    score_page,
    table,
    worst_pages,
)
from benchmarks.speed import Contender, Page, load_pages, ratios, time_rounds, totals, warm_up
from declutter.parsing.classes import WORDS_OF_NAMES
from declutter.scoring.model import default_model

ROOT = Path(__file__).resolve().parents[1]
EVALUATE = ROOT.parent / "shared" / "tools" / "evaluate.py"
CORPUS = ROOT.parent / "shared" / "corpus"
PAGE = b"<html><title>T</title><p>one two three four five</p></html>"


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def write_page(path: Path, page: bytes = PAGE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(page) if path.suffix == ".gz" else page)


def write_annotated(folder: Path, records: list[dict[str, Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{json.dumps(record)}\n" for record in records)
    (folder / "cases.jsonl").write_text(lines, encoding="utf-8")
    for record in records:
        write_page(folder / record["html"])
    return folder


def record_of(name: str, set_name: str, **annotated: object) -> dict[str, Any]:
    return {
        "id": name,
        "set": set_name,
        "url": f"https://example.org/{name}",
        "html": f"html/{name}.html.gz",
        **annotated,
    }


# --- the four layouts


def test_annotated_set_gives_what_was_annotated_and_what_is_not_on_the_page(tmp_path: Path) -> None:
    record = record_of(
        "a", "aed", text="one two", title="T", lead=None, authors=[], date="2024-05-03", tags=["x"]
    )
    [case] = read_cases(write_annotated(tmp_path / "aed", [record]))
    assert case.gold == Gold(text="one two", title="T", lead="", authors=(), date="2024-05-03", tags=("x",))
    assert (case.set_name, case.url, case.form) == ("aed", "https://example.org/a", "html")
    assert case.read_page() == PAGE


def test_folder_of_annotated_sets_is_read_set_by_set(tmp_path: Path) -> None:
    for name in ("traf", "wet"):
        write_annotated(tmp_path / name, [record_of("a", name, **{"with": ["x"]})])
    traf, wet = read_cases(tmp_path)
    assert (traf.form, traf.gold.snippets_match_case) == ("html", True)
    assert (wet.form, wet.gold.snippets_match_case) == ("text", False)


def test_expected_html_stands_for_an_absent_text(tmp_path: Path) -> None:
    record = record_of("a", "readability", expected_html="<div><p>one <b>two</b></p><p>three</p></div>")
    [case] = read_cases(write_annotated(tmp_path, [record]))
    assert case.gold.text == text_of_html(record["expected_html"]) == "one two three"


@pytest.mark.parametrize("ending", [".html", ".html.gz"])
def test_wcxb_repository_is_read_split_by_split(tmp_path: Path, ending: str) -> None:
    annotations = {
        "title": "T",
        "author": None,
        "publish_date": "2025-09-04T10:00:00Z",
        "main_content": "one",
    }
    snippets = {"with": ["one"], "without": ["menu"]}
    page_type = {"page_type": {"primary": "forum", "confidence": 1}}
    nested = {"url": "https://a.org/", "ground_truth": {**annotations, **snippets}, "_internal": page_type}
    write_json(tmp_path / "dev" / "ground-truth" / "0001.json", nested)
    write_json(tmp_path / "test" / "ground-truth" / "0002.json", {**annotations, "page_type": "article"})
    write_page(tmp_path / "dev" / "html" / f"0001{ending}")
    write_page(tmp_path / "test" / "html" / f"0002{ending}")
    dev, test = read_cases(tmp_path)
    assert (dev.id, dev.set_name, dev.url) == ("0001", "wcxb-dev", "https://a.org/")
    assert dev.gold == Gold(
        text="one",
        with_snippets=("one",),
        without_snippets=("menu",),
        title="T",
        authors=(),
        date="2025-09-04",
        page_type="forum",
    )
    assert (test.set_name, test.url, test.gold.page_type) == ("wcxb-test", None, "article")
    assert test.read_page() == PAGE


def test_wcxb_split_folder_may_be_given_itself(tmp_path: Path) -> None:
    write_json(tmp_path / "dev" / "ground-truth" / "1.json", {"main_content": "one"})
    write_page(tmp_path / "dev" / "html" / "1.html")
    assert [case.set_name for case in read_cases(tmp_path / "dev")] == ["wcxb-dev"]


def test_wcxb_record_without_a_text_is_said(tmp_path: Path) -> None:
    write_json(tmp_path / "dev" / "ground-truth" / "1.json", {"body": "one"})
    write_page(tmp_path / "dev" / "html" / "1.html")
    with pytest.raises(CorpusError, match=r"looked for the keys main_content"):
        list(read_cases(tmp_path))


def test_article_extraction_benchmark_is_read(tmp_path: Path) -> None:
    write_json(tmp_path / "ground-truth.json", {"ab12": {"articleBody": "one two", "url": "https://a.org/"}})
    write_page(tmp_path / "html" / "ab12.html.gz")
    [case] = read_cases(tmp_path)
    assert (case.id, case.url, case.gold) == ("ab12", "https://a.org/", Gold(text="one two"))
    assert case.read_page() == PAGE


@pytest.mark.parametrize("within", [".", "tests"])
def test_trafilatura_evaluation_is_read(tmp_path: Path, within: str) -> None:
    cached = {
        "file": "a.html",
        "with": ["one"],
        "without": ["Menu"],
        "author": "A B; C D",
        "date": "",
        "title": "T",
    }
    listing = {"https://a.org/": cached, "https://b.org/": {"file": "b.html", "with": ["x"], "without": []}}
    write_json(tmp_path / within / "evaldata.json", listing)
    write_page(tmp_path / within / "cache" / "a.html")
    write_page(tmp_path / within / "eval" / "b.html")
    first, second = read_cases(tmp_path)
    assert first.gold == Gold(
        with_snippets=("one",),
        without_snippets=("Menu",),
        snippets_match_case=True,
        title="T",
        authors=("A B", "C D"),
        date="",
    )
    assert (second.url, second.gold.authors, second.page.name) == ("https://b.org/", None, "b.html")


def test_unknown_layout_names_what_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    with pytest.raises(CorpusError) as raised:
        recognise(tmp_path)
    for file in ("cases.jsonl", "*/ground-truth/*.json", "ground-truth.json", "eval*.json"):
        assert file in str(raised.value)


def test_missing_page_is_an_error(tmp_path: Path) -> None:
    write_json(tmp_path / "ground-truth.json", {"ab12": {"articleBody": "one"}})
    with pytest.raises(CorpusError, match="page is missing"):
        list(read_cases(tmp_path))


# --- the measures, by hand


def test_words_are_lower_case_and_chinese_characters_stand_alone() -> None:
    assert words("Don't 新闻 snake_case, 3.5") == ["don", "t", "新", "闻", "snake_case", "3", "5"]


def test_plain_folds_case_and_width() -> None:
    assert plain(" ＡＢ – Straße! ") == "ab strasse"


def test_bare_url_drops_scheme_query_and_fragment() -> None:
    assert bare_url("https://a.org/i.jpg?w=3#x") == bare_url("http://a.org/i.jpg") == "//a.org/i.jpg"


def test_overlap_counts_repeated_words_once_each() -> None:
    precision, recall, f1 = overlap(["a", "a", "b", "c"], ["a", "b", "b"])
    assert (precision, recall) == (2 / 4, 2 / 3)
    assert f1 == pytest.approx(4 / 7)  # 2 × 2 shared / (4 + 3)


def test_overlap_of_nothing_with_nothing_is_whole() -> None:
    assert overlap([], []) == (1, 1, 1)
    assert overlap(["a"], []) == overlap([], ["a"]) == (0, 0, 0)


def test_shingles_of_a_short_text_are_the_text() -> None:
    assert list(shingles(["a", "b"])) == [("a", "b")]
    assert sum(shingles(list("abcdef")).values()) == 3
    assert not shingles([])


def test_text_measures_of_a_page() -> None:
    rows = measure_page(Gold(text="a b c d e"), Extraction(text="A b c d x"))
    assert rows["P"] == rows["R"] == (0.8, 1)
    assert rows["wordF1"][0] == pytest.approx(0.8)
    assert rows["shingle"] == (0.5, 1, 0.5, 1)  # abcd of abcd, bcde
    assert rows["exact"] == (0, 1)


def test_shingle_is_the_f1_of_mean_precision_and_mean_recall() -> None:
    pages = [
        measure_page(Gold(text="a b c d e"), Extraction(text="a b c d")),  # P 1, R 1/2
        measure_page(Gold(text="a b c d"), Extraction(text="")),  # P undefined, R 0
    ]
    assert figure("shingle", [page["shingle"] for page in pages]) == pytest.approx(2 * 1 * 0.25 / 1.25)


def test_snippets_are_counted_over_all_pages() -> None:
    gold = Gold(with_snippets=("one  two", "lost"), without_snippets=("Menu", "Login"))
    rows = [measure_page(gold, Extraction(text=text))["snip"] for text in ("ONE\ntwo", "one two menu")]
    assert rows == [(1, 0, 1), (1, 1, 1)]
    assert figure("snip", rows) == pytest.approx(2 * 2 / (2 * 2 + 1 + 2))


def test_snippets_may_match_case() -> None:
    gold = Gold(with_snippets=("One",), snippets_match_case=True)
    assert measure_page(gold, Extraction(text="one"))["snip"] == (0, 0, 1)


def test_fields_of_a_page() -> None:
    gold = Gold(
        title="The Title",
        date="2024-05-03",
        authors=("Ann", "Bo"),
        lead="a b",
        image="http://a.org/i",
        tags=("x",),
    )
    found = Extraction(
        title="the title!",
        date="2024-05-04",
        authors=("ann",),
        lead="a",
        image="https://a.org/i?w=1",
        tags=("x",),
    )
    figures = {name: figure(name, [row]) for name, row in measure_page(gold, found).items()}
    assert figures == {
        "title": 1,
        "date": 0,
        "authors": pytest.approx(2 / 3),
        "lead": pytest.approx(2 / 3),
        "image": 1,
        "tags": 1,
    }


def test_what_is_not_on_the_page_must_not_be_given() -> None:
    gold = Gold(lead="", authors=(), date="")
    rows = measure_page(gold, Extraction(lead="x", authors=("Ann",)))
    assert rows == {"lead_invented": (1, 1), "authors_invented": (1, 1), "date_invented": (0, 1)}


def test_fields_that_a_tool_lacks_are_not_measured() -> None:
    gold = Gold(text="a", title="T", authors=(), page_type="article")
    rows = measure_page(gold, Extraction(text="a"), frozenset({"text", "title"}))
    assert rows.keys() == {"wordF1", "P", "R", "shingle", "exact", "title", "wordF1 article"}


def test_page_types_are_rows_only_where_there_are_several() -> None:
    article = measure_page(Gold(text="a", page_type="article"), Extraction(text="a"))
    forum = measure_page(Gold(text="a", page_type="forum"), Extraction(text="b"))
    assert list(rows_of_measures([article, article]))[-1] == "page_type"
    assert list(rows_of_measures([forum, article]))[-2:] == ["wordF1 article", "wordF1 forum"]


def test_figure_of_no_pages_is_undefined() -> None:
    assert figure("wordF1", []) is None
    assert figure("snip", [(0, 1, 0)]) is None
    assert interval("snip", [(0, 1, 0)]) is None


def test_interval_is_repeatable_and_holds_the_figure() -> None:
    rows = [(float(value), 1.0) for value in np.random.default_rng(1).random(200)]
    low, high = interval("wordF1", rows, seed=3) or (1.0, 0.0)
    assert low < (figure("wordF1", rows) or 0) < high
    assert high - low == pytest.approx(2 * 1.96 * 0.2887 / 200**0.5, rel=0.15)  # of a uniform variable's mean
    assert interval("wordF1", rows, seed=3) == (low, high)
    assert interval("wordF1", [(0.5, 1.0)] * 9) == (0.5, 0.5)


# --- the measures, against the shared tool


@functools.cache
def shared_evaluate() -> Any:
    if not EVALUATE.is_file():
        pytest.skip("shared/tools/evaluate.py is not beside the repository")
    spec = importlib.util.spec_from_file_location("shared_evaluate", EVALUATE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def assert_same_figures(records: list[dict[str, Any]], cases: list[Case], found: list[Extraction]) -> None:
    evaluate = shared_evaluate()
    got = [{name: getattr(page, name) for name in page.__dataclass_fields__} for page in found]
    theirs = evaluate.summary(records, [evaluate.measure(r, g) for r, g in zip(records, got, strict=True)], 0)
    rows = rows_of_measures(measure_page(case.gold, page) for case, page in zip(cases, found, strict=True))
    ours = {name: figure(name, of_pages) for name, of_pages in rows.items()}
    for name, value in theirs.items():
        assert ours[f"wordF1 {name.strip()}" if name.startswith(" ") else name] == pytest.approx(value), name


def random_words(random: np.random.Generator, most: int) -> list[str]:
    return [
        str(word)
        for word in random.choice(["One", "two", "zwölf", "新", "闻", "x.", "a-b"], random.integers(most))
    ]


@pytest.mark.parametrize("set_name", ["aed", "fundus", "zh", "traf", "wcxb", "postlight", "wet"])
def test_measures_equal_the_shared_ones_on_random_pages(tmp_path: Path, set_name: str) -> None:
    shared_evaluate()
    random = np.random.default_rng(7)

    def text() -> str:
        return " ".join(random_words(random, 30))

    records = [
        record_of(
            str(number),
            set_name,
            text=text(),
            **{"with": random_words(random, 4), "without": random_words(random, 4)},
            title=text(),
            lead=text() if random.random() < 0.7 else None,
            authors=random_words(random, 3),
            date=str(random.choice(["2024-05-03", "2024-05-04"])) if random.random() < 0.7 else None,
            tags=random_words(random, 3),
            image=str(random.choice(["http://a.org/1", "http://a.org/2"])),
            page_type=str(random.choice(["article", "forum"])),
        )
        for number in range(60)
    ]
    found = [
        Extraction(
            text=text() if random.random() < 0.5 else record["text"],
            title=record["title"].upper() if random.random() < 0.5 else text(),
            lead=text() if random.random() < 0.7 else "",
            authors=tuple(random_words(random, 3)),
            date=str(random.choice(["2024-05-03", "2024-05-04", ""])),
            tags=tuple(random_words(random, 3)),
            image="https://a.org/1?w=3",
            page_type="article",
        )
        for record in records
    ]
    assert_same_figures(records, list(read_cases(write_annotated(tmp_path, records))), found)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="shared/corpus is not beside the repository")
def test_measures_equal_the_shared_ones_on_the_corpus() -> None:
    for folder in sorted(path.parent for path in CORPUS.glob("*/cases.jsonl")):
        with (folder / "cases.jsonl").open(encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines][:20]
        cases = list(read_cases(folder))[:20]
        pages = [case.read_page().decode("utf-8", "replace") for case in cases]
        found = [
            Extraction(
                text=re.sub(r"<[^>]*>", " ", page), title=(records[0].get("title") or ""), authors=("Ann",)
            )
            for page in pages
        ]
        assert_same_figures(records, cases, found)


# --- quality


def fake_tool(name: str, text: str, fields: frozenset[str] = frozenset({"text"})) -> Tool:
    return Tool(name, "", "", fields, read_html=lambda _page, _url: Extraction(text=text, title="T"))


def failing(_page: bytes, _url: str | None) -> Extraction:
    raise RuntimeError("no such luck")


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> tuple[Tool, ...]:
    """Two that work and one that does not, in the place of declutter and its peers."""
    first = fake_tool("declutter", "one two three four", frozenset({"text", "title"}))
    chosen = (first, fake_tool("halved", "one two"), Tool("broken", "", "", frozenset({"text"}), failing))
    monkeypatch.setattr(quality, "TOOLS", {tool.name: tool for tool in chosen})
    monkeypatch.setattr(quality, "DECLUTTER", first)
    monkeypatch.setattr(peers, "PEERS", chosen[1:])
    return chosen


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    records = [record_of(name, "aed", text="one two three four", title=name) for name in ("T", "U", "V", "W")]
    return write_annotated(tmp_path / "corpus", records)


def test_page_on_which_a_tool_fails_scores_zero_and_is_counted(corpus: Path, tools: tuple[Tool, ...]) -> None:
    outcomes = [o for case in read_cases(corpus) for o in score_page(case, [tool.name for tool in tools])]
    lines = {line.measure: line for line in lines_of(outcomes, tools, seed=0)}
    assert lines["wordF1"].figures == {"declutter": 1, "halved": pytest.approx(2 / 3), "broken": 0}
    assert lines["wordF1"].interval == (1, 1)
    assert lines["title"].figures == {"declutter": 0.25}
    assert lines["errors"].figures == {"declutter": 0, "halved": 0, "broken": 4}
    assert [o.error for o in outcomes if o.tool == "broken"] == ["RuntimeError: no such luck"] * 4


def test_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no alarm signal")

    def swallow_and_go_on() -> Extraction:
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: BLE001, S112  what a careless tool does
                continue

    monkeypatch.setattr(quality, "SECONDS_A_PAGE", 0.05)
    found, error = extract_or_fail(swallow_and_go_on)
    assert (found, error) == (Extraction(), "PageTimeoutError: over 0.05 s")


def test_text_dumps_go_to_tools_that_read_text(tmp_path: Path) -> None:
    long_line = "word " * 20
    write_annotated(tmp_path, [record_of("a", "wet", text=long_line)])
    write_page(tmp_path / "html" / "a.html.gz", f"Menu\n{long_line}\nLogin".encode())
    [case] = read_cases(tmp_path)
    [outcome] = score_page(case, ["resiliparse", "long-lines"])
    assert (outcome.tool, outcome.rows["exact"]) == ("long-lines", (1, 1))


def test_cases_are_thinned_and_sampled_set_by_set(tmp_path: Path) -> None:
    for set_name in ("aed", "zh"):
        write_annotated(tmp_path / set_name, [record_of(str(n), set_name, text="x") for n in range(10)])
    every = choose_cases([tmp_path], every=4, sample=None, seed=0)
    assert [(case.set_name, case.id) for case in every] == [(s, n) for s in ("aed", "zh") for n in "048"]
    sample = choose_cases([tmp_path], every=1, sample=3, seed=5)
    assert [case.set_name for case in sample] == ["aed"] * 3 + ["zh"] * 3
    assert sample == choose_cases([tmp_path], every=1, sample=3, seed=5)


def test_worst_pages_come_first() -> None:
    def outcome(name: str, **rows: tuple[float, ...]) -> Outcome:
        return Outcome(name, "aed", "declutter", rows, None)

    outcomes = [
        outcome("good", wordF1=(0.9, 1)),
        outcome("bad", snip=(1, 1, 1)),
        outcome("mute", title=(0, 1)),
    ]
    assert [(score, page.case_id) for score, page in worst_pages(outcomes, "declutter", 9)] == [
        (0.5, "bad"),
        (0.9, "good"),
    ]


def test_table_has_a_dash_where_a_tool_lacks_the_field(corpus: Path, tools: tuple[Tool, ...]) -> None:
    outcomes = [o for case in read_cases(corpus) for o in score_page(case, [tool.name for tool in tools])]
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in table(lines_of(outcomes, tools, 0), tools).splitlines()
    ]
    assert rows[0] == ["set", "measure", "pages", "declutter", "declutter 95 %", "halved", "broken"]
    assert [row[:4] + row[5:] for row in rows if row[1] == "title"] == [
        ["aed", "title", "4", "0.250", "–", "–"]
    ]
    assert rows[-1] == ["aed", "errors", "4", "0", "–", "0", "4"]


@pytest.mark.usefixtures("tools")
def test_quality_prints_table_failures_and_provenance(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    quality.main([str(corpus), "--workers", "1", "--worst", "1", "--json", str(out)])
    printed = capsys.readouterr().out
    assert "| aed | wordF1  |     4 |     1.000 |    1.000–1.000 |  0.667 |  0.000 |" in printed
    assert "broken failed on aed/T: RuntimeError: no such luck" in printed
    assert "1.000  aed/T" in printed
    assert f"data: 4 pages of {corpus}" in printed
    assert f"command: python benchmarks/quality.py {corpus}" in printed
    assert re.search(r"date: \d{4}-\d\d-\d\d", printed)
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["sets"]["aed"]["wordF1"]["figures"]["halved"] == pytest.approx(2 / 3)
    assert len(written["pages"]) == 4 * 3


@pytest.mark.usefixtures("tools")
def test_quality_says_what_is_wrong_with_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        quality.main([str(tmp_path)])
    assert "no known layout; looked for" in capsys.readouterr().err


@pytest.mark.parametrize("script", ["quality", "speed"])
@pytest.mark.parametrize("way", ["file", "module"])
def test_scripts_run_as_file_and_as_module(script: str, way: str) -> None:
    target = [f"benchmarks/{script}.py"] if way == "file" else ["-m", f"benchmarks.{script}"]
    ran = subprocess.run(
        [sys.executable, *target, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "FOLDER" in ran.stdout


# --- peers


def test_peers_are_chosen_by_name() -> None:
    assert choose_peers(["all"]) == PEERS
    assert choose_peers(["none"]) == ()
    assert [tool.name for tool in choose_peers(["resiliparse", "trafilatura"])] == [
        "trafilatura",
        "resiliparse",
    ]
    with pytest.raises(ValueError, match="no such peer: boilerpipe; there are trafilatura"):
        choose_peers(["boilerpipe"])


def test_missing_peer_is_said_and_left_out() -> None:
    absent = Tool("absent", "no_such_module_here", "no-such-distribution", frozenset({"text"}))
    present, missing = part_by_presence((absent, fake_tool("there", "")))
    assert [tool.name for tool in present] == ["there"]
    assert missing == {"absent": "ModuleNotFoundError: No module named 'no_such_module_here'"}
    assert absent.version() == "absent (version unknown)"


def test_block_text_breaks_at_blocks_and_not_at_inline_elements() -> None:
    pytest.importorskip("lxml")
    html = "<div>a<!-- no --> <b>b</b>c<p>d,\n<a>e</a>, f</p>g<br>h<hr></div>"
    assert text_by_block(html) == "a bc\nd, e, f\ng\nh"


@pytest.mark.parametrize("tool", [tool for tool in PEERS if tool.read_html], ids=lambda tool: str(tool.name))
def test_installed_peer_gives_the_text_of_a_plain_article(tool: Tool) -> None:
    pytest.importorskip(tool.module)
    sentence = (
        "The council said on Tuesday that it will close the old bridge over the river for most of the year. "
    )
    body = "".join(f"<p>{sentence * 4}</p>" for _ in range(5))
    head = "<head><title>Bridge closed for the year</title></head>"
    page = f"<html>{head}<body><article>{body}</article></body></html>"
    assert tool.read_html is not None
    found = tool.read_html(page.encode(), "https://example.org/bridge")
    assert words(sentence) == words(found.text)[: len(words(sentence))]
    if "title" in tool.fields:
        assert found.title == "Bridge closed for the year"


def test_article_is_read_field_by_field() -> None:
    metadata = SimpleNamespace(
        authors=("Ann",),
        published=datetime(2024, 5, 3, 21, 0, tzinfo=timezone.utc),
        tags=("x",),
        image=SimpleNamespace(url="https://a.org/i"),
    )
    article = SimpleNamespace(text="one", title="T", lead=None, page_type="article", metadata=metadata)
    assert peers.from_article(article) == Extraction(
        text="one",
        title="T",
        authors=("Ann",),
        date="2024-05-03",
        tags=("x",),
        image="https://a.org/i",
        page_type="article",
    )


# --- speed


def test_times_are_taken_in_rotated_order() -> None:
    order: list[str] = []

    def note(name: str, _page: bytes, _url: str | None) -> None:
        order.append(name)

    pages = [Page(str(number), None, b"x") for number in range(3)]
    contenders = [
        Contender(fake_tool(name, ""), functools.partial(note, name), runs)
        for name, runs in (("a", 3), ("b", 1), ("c", 3))
    ]
    times = time_rounds(contenders, pages, rounds=3)
    assert list(dict.fromkeys(order[:7])) == ["a", "b", "c"]
    assert order[7:14] == ["b", "c", "c", "c", "a", "a", "a"]
    assert times.shape == (3, 3, 3)
    assert np.isnan(times[:, 1]).tolist() == [[False, True, True]] * 3
    assert not np.isnan(times[:, [0, 2]]).any()


def test_ratio_is_taken_on_the_pages_that_both_ran() -> None:
    nan = np.nan
    times = np.array([[[1.0, 2.0, 9.0], [4.0, 8.0, nan]], [[1.0, 1.0, 9.0], [2.0, 8.0, nan]]])
    assert totals(times, 0).tolist() == [12, 11]
    assert totals(times, 1).tolist() == [12, 10]
    assert ratios(times, over=1, under=0).tolist() == [4, 5]


def test_page_on_which_a_tool_fails_is_not_timed() -> None:
    pages = [Page("aed/1", None, b"1"), Page("aed/x", None, b"x")]
    number = Contender(fake_tool("number", ""), lambda page, _url: int(page), 2)
    assert list(warm_up([number], pages)) == ["aed/x"]


def test_pages_to_time_are_html_of_limited_size_in_a_repeatable_order(tmp_path: Path) -> None:
    write_annotated(tmp_path / "aed", [record_of(str(number), "aed", text="x") for number in range(8)])
    write_annotated(tmp_path / "wet", [record_of("dump", "wet", text="x")])
    write_page(tmp_path / "aed" / "html" / "7.html.gz", PAGE * 9)
    pages = load_pages([tmp_path], sample=None, seed=1, max_bytes=len(PAGE))
    assert sorted(page.name for page in pages) == [f"aed/{number}" for number in range(7)]
    assert pages == load_pages([tmp_path], sample=None, seed=1, max_bytes=len(PAGE))
    assert len(load_pages([tmp_path], sample=3, seed=1, max_bytes=None)) == 3


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Contenders that take no time in the place of declutter and its peers."""

    def contenders(pages: int, peer_pages: int) -> tuple[list[Contender], dict[str, str]]:
        names = (("declutter", pages), ("trafilatura", min(pages, peer_pages)))
        return [Contender(fake_tool(n, ""), lambda page, _url: len(page), runs) for n, runs in names], {
            "gone": "why"
        }

    monkeypatch.setattr(speed, "contenders_for", contenders)


@pytest.mark.usefixtures("quick")
def test_speed_prints_times_ratios_and_provenance(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    speed.main([str(corpus), "--rounds", "2", "--peer-pages", "1", "--no-start", "--json", str(out)])
    printed = capsys.readouterr().out
    for piece in (
        "gone is left out: why",
        "| declutter   |     4 |",
        "| trafilatura |     1 |",
        "4 pages of",
    ):
        assert piece in printed
    assert re.search(r"trafilatura / declutter \| +\d+\.\d\d \(", printed)
    written = json.loads(out.read_text(encoding="utf-8"))
    assert len(written["groups"]["corpus"]["ratios"]["trafilatura / declutter"]) == 2


@pytest.mark.usefixtures("quick")
def test_speed_keeps_groups_of_one_run_apart(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    groups = ["--group", "one", str(corpus), "--group", "two", str(corpus), str(corpus)]
    speed.main([*groups, "--rounds", "1", "--no-start", "--json", str(out)])
    written = json.loads(out.read_text(encoding="utf-8"))
    assert {name: group["pages"] for name, group in written["groups"].items()} == {"one": 4, "two": 8}


@pytest.mark.parametrize(("arguments", "says"), [([], "no FOLDER"), (["--group", "news"], "names no folder")])
def test_speed_needs_folders(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        speed.main(arguments)
    assert says in capsys.readouterr().err


def test_what_is_remembered_of_pages_is_forgotten_and_what_is_loaded_once_is_not() -> None:
    speed.extract_with_declutter(PAGE, None)
    assert WORDS_OF_NAMES["side-bar"] == ["side", "bar"]
    speed.forget_pages()
    assert (len(WORDS_OF_NAMES), default_model.cache_info().currsize) == (0, 1)


def test_everything_is_more_than_the_article() -> None:
    given: Any = speed.everything_of_declutter(PAGE, "https://a.example/")
    explained, markdown = given
    article = explained.article
    assert (article.comments, "url" in article.metadata.evidence) == ((), True)
    assert markdown == "# T\n\none two three four five\n"
    assert [block.text for block in explained] == ["one two three four five"]


def test_start_is_timed_in_fresh_processes() -> None:
    found = speed.start_times(2)
    assert list(found) == list(speed.START_PARTS)
    assert all(len(values) == 2 and min(values) > 0 for values in found.values())
