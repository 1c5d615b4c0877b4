"""The report of a run: counts, causes, hosts and pages worth a look, from a Parquet file."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest

from declutter import DeclutterError
from declutter.cli import BAD_USE, CONTENT, main
from declutter.inspect import run_report_html
from declutter.inspect.run import PageFacts, pages_worth_a_look, render_run
from declutter.inspect.worth import RunPage, write_page_reports

GOOD = PageFacts("a", "https://frog.example/a", "Rain", "en", "article", 0.9, 120, None)
EMPTY = PageFacts("b", "https://toad.example/b", None, None, None, 0.0, 0, "all of it is filled in by scripts")
FAILED = PageFacts("c", "https://toad.example/c", None, None, None, None, 0, "failed: timeout")


def count_of(report: str, label: str) -> str:
    match = re.search(rf">{re.escape(label)}</th><td>([\d,]+)</td>", report)
    assert match, label
    return match[1]


def test_pages_are_counted() -> None:
    report = render_run([GOOD, EMPTY, FAILED], "run")
    assert "<dt>Pages</dt><dd>3</dd>" in report
    assert "<dt>Failed</dt><dd>1</dd>" in report
    assert "<dt>Empty</dt><dd>1</dd>" in report
    assert "<dt>Mean confidence</dt><dd>0.45</dd>" in report


def test_values_are_plotted() -> None:
    report = render_run([GOOD, GOOD, EMPTY, FAILED], "run")
    assert count_of(report, "0.9 to 1.0") == "2"
    assert count_of(report, "from 50") == "2"
    assert count_of(report, "article") == "2"
    assert count_of(report, "en") == "2"
    assert count_of(report, "failed: timeout") == "1"
    assert count_of(report, EMPTY.cause or "") == "1"


def test_hosts_that_do_worst_come_first() -> None:
    report = render_run([GOOD] * 3 + [EMPTY, FAILED, EMPTY], "run")
    hosts = report.partition("Hosts that do worst")[2]
    assert hosts.index("toad.example") < hosts.index("frog.example")


def test_pages_worth_a_look_are_linked() -> None:
    worth = render_run([GOOD, EMPTY, FAILED], "run").partition("Pages worth a look")[2]
    assert worth.index("toad.example/b") < worth.index("frog.example/a")
    assert '<a href="https://frog.example/a" rel="noopener noreferrer">' in worth


def test_hosts_say_how_many_of_their_pages_failed_or_were_empty() -> None:
    hosts = render_run([EMPTY, FAILED, EMPTY], "run").partition("Hosts that do worst")[2]
    row = re.findall("<td dir=auto>([^<]*)</td>", hosts.partition("</tr></tbody>")[0])
    assert row == ["toad.example", "3", "0.00", "1", "2"]


def test_times_are_told_where_they_are_known() -> None:
    pages = [GOOD._replace(id=str(i), url=None, seconds=seconds) for i, seconds in enumerate((0.004, 0.3, 0.031))]
    report = render_run([*pages, FAILED], "run")
    assert "<dt>Median</dt><dd>31.0 ms</dd>" in report
    assert [count_of(report, f"from {step} ms") for step in (0, 20, 200)] == ["1", "1", "1"]
    slowest = report.partition("Slowest pages")[2]
    assert slowest.index("0.300") < slowest.index("0.031") < slowest.index("0.004")
    assert "declutter batch --timings" in render_run([GOOD], "run")


def test_pages_worth_a_look_lead_to_their_reports() -> None:
    report = render_run([GOOD, EMPTY], "run", {"b": "run.pages/a page.html"})
    assert '<a href="run.pages/a%20page.html">report</a>' in report


def test_the_worst_twenty_pages_are_worth_a_look() -> None:
    pages = [GOOD._replace(id=f"{i:02}", confidence=i / 100) for i in range(30)]
    assert [page.id for page in pages_worth_a_look([FAILED, *reversed(pages)])] == [f"{i:02}" for i in range(20)]


def test_texts_are_escaped_and_no_other_address_is_a_link() -> None:
    page = GOOD._replace(url='javascript:alert("1")', title="<script>alert(1)</script>", language="<b>", page_type="<i>")
    report = render_run([page], "<script>")
    assert not re.search(r"<script|<b>|<i>|href=", report)


def test_a_run_without_pages_has_a_report() -> None:
    assert "None." in render_run([], "run")


def write(path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="the extra report is not installed")
    import pyarrow.parquet as pq

    row: dict[str, Any] = {"id": "a", "url": "https://frog.example/a", "title": "Rain", "metadata": {"language": "en"}}
    row |= {"page_type": "article", "confidence": 0.9, "notes": ["x"], "text": "It rained."}
    failed = dict.fromkeys(row) | {"id": "b", "failure": {"kind": "timeout", "message": "too slow"}}
    kind = pa.struct([("kind", pa.string()), ("message", pa.string())])
    table = pa.Table.from_pylist([row | {"failure": None}, failed])
    pq.write_table(table.set_column(table.column_names.index("failure"), "failure", table["failure"].cast(kind)), path)


def test_a_parquet_file_and_a_folder_are_read(tmp_path: Path) -> None:
    path = tmp_path / "run.parquet"
    write(path)
    assert run_report_html(path).count("<dt>Failed</dt><dd>1</dd>") == 1
    assert "<dt>Pages</dt><dd>2</dd>" in run_report_html(tmp_path)


def test_the_command_writes_the_report_of_a_run(tmp_path: Path) -> None:
    path, out = tmp_path / "run.parquet", tmp_path / "run.html"
    write(path)
    assert main(["report", "--run", str(path), "-o", str(out)]) == CONTENT
    assert "Pages worth a look" in out.read_text(encoding="utf-8")


def test_the_command_writes_reports_of_the_pages_worth_a_look(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra report is not installed")
    pages, out = tmp_path / "pages", tmp_path / "run.html"
    pages.mkdir()
    for name, text in (("a", "It rained on Monday, and nobody in the village was surprised by that."), ("b", "")):
        (pages / f"{name}.html.gz").write_bytes(gzip.compress(f"<h1>Rain</h1><p>{text}</p>".encode()))
    table = str(tmp_path / "run.parquet")
    assert main(["batch", str(pages), "-o", table, "--timings", "--workers", "1"]) == CONTENT
    assert main(["report", "--run", table, "--pages", str(pages), "-o", str(out)]) == CONTENT
    report = out.read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"]+)">report</a>', report)
    assert links == ["run.pages/01.html", "run.pages/02.html"]
    assert "It rained on Monday" in (tmp_path / links[1]).read_text(encoding="utf-8")
    assert re.search(r"<dt>Median</dt><dd>[\d.]+ ms</dd>", report)


def test_pages_need_a_run_and_an_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "run.parquet")
    assert main(["report", "--run", str(tmp_path / "run.parquet"), "--pages", str(tmp_path)]) == BAD_USE
    assert "-o FILE" in capsys.readouterr().err


def test_reports_are_written_of_wanted_pages_alone(tmp_path: Path) -> None:
    rain = "<p>It rained on Monday, and nobody in the village was surprised by that.</p>"
    pages = [RunPage("x", rain), RunPage("a", b"" * 9), RunPage("a", rain), RunPage("t", "It rained.", is_text=True)]
    written = write_page_reports(iter(pages), ["t", "gone", "a"], tmp_path / "run.pages")
    assert written == {"t": "run.pages/01.html", "a": "run.pages/03.html"}
    assert sorted(path.name for path in (tmp_path / "run.pages").iterdir()) == ["01.html", "03.html"]


def test_another_file_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow", reason="the extra report is not installed")
    path = tmp_path / "run.parquet"
    path.write_text("no parquet", encoding="utf-8")
    with pytest.raises(DeclutterError, match=r"run\.parquet"):
        run_report_html(path)
    assert main(["report", "--run", str(path)]) == BAD_USE
    assert "declutter: " in capsys.readouterr().err
