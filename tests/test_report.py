"""The report of a page, as text: one file, nothing of the page that loads or runs, each block with its fate."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from declutter import explain, extract
from declutter.cli import BAD_USE, CONTENT, main
from declutter.inspect import report_html
from declutter.inspect.evidence import evident_fields
from declutter.inspect.gold import compare
from declutter.inspect.report import report_text_html
from declutter.metadata.sources import read_sources
from declutter.parsing.page import Head

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
RAIN = "It rained on Monday, and nobody in the village was surprised by that, least of all the old miller."
PAGE = f"""<html lang="en"><head><title>Rain</title><meta name="author" content="Ada Quill"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Rain</h1><p>{RAIN}</p></article></body></html>"""


def frame_of(report: str) -> str:
    """The page in the report's frame, as the browser takes it."""
    match = re.search(r'srcdoc="([^"]*)"', report)
    assert match
    return unescape(match[1])


def data_of(report: str) -> list[dict[str, Any]]:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', report, re.DOTALL)
    assert match
    columns: dict[str, Any] = json.loads(match[1])
    names = ("text", "verdict", "gold")
    return [dict(zip(names, row, strict=True)) for row in zip(*(columns[name] or [None] * 99 for name in names), strict=False)]


def test_each_block_is_in_the_data_and_marked_in_the_page() -> None:
    report = report_html(PAGE)
    assert [block["text"] for block in data_of(report)] == [block.text for block in explain(PAGE)]
    assert re.findall(r'data-declutter="(\d+)"', frame_of(report)) == ["0", "1", "2"]


def test_texts_between_other_blocks_are_marked_by_themselves() -> None:
    frame = frame_of(report_html("<div>Before it rained<p>It rained.</p>After it had rained</div>"))
    assert '<span data-declutter="0">Before it rained</span>' in frame
    assert '<p data-declutter="1">It rained.</p>' in frame
    assert '<span data-declutter="2">After it had rained</span>' in frame


def test_the_same_page_gives_the_same_report() -> None:
    assert report_html(PAGE) == report_html(PAGE)


def test_the_policy_allows_the_own_script_and_nothing_else() -> None:
    report = report_html(PAGE)
    script = report.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src &#x27;none&#x27;" in report
    assert f"script-src &#x27;sha256-{digest}&#x27;" in report
    assert 'sandbox="allow-same-origin"' in report


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<iframe src=//evil.example></iframe>",
        "<a href=javascript:alert(1)>x</a>", "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<object data=//evil.example></object>", "<base href=//evil.example/>", "<link rel=stylesheet href=//evil.example>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>", "<style>@import '//evil.example';</style>",
        "<p style='background:url(//evil.example/x)'>x</p>", "<form action=//evil.example><button formaction=//evil.example>x",
        "<video poster=//evil.example src=//evil.example></video>", "<body background=//evil.example onload=alert(1)>",
        "<style>p{background:URL( //evil.example)}</style>", "<noscript><img src=//evil.example></noscript>",
        "<template shadowrootmode=open><img src=//evil.example onerror=alert(1)></template>",
    ],
)  # fmt: skip
def test_nothing_of_the_page_loads_or_runs(payload: str) -> None:
    frame = frame_of(report_html(f"<h1>Rain</h1><p>{RAIN}</p>{payload}"))
    assert not re.search(r"<(?:script|iframe|object|base|link|svg|video)", frame)
    assert not re.search(r"http-equiv=.?refresh|javascript:|@import|url\(", frame)
    assert not re.search(r"\s(?:on\w+|src|href|action|formaction|poster|background|data)=", frame)


def test_texts_cannot_leave_their_place() -> None:
    text = "</script><script>alert(1)</script>\" onload=alert(1) ' {{script}} <!-- " + RAIN
    page = f"<h1>Rain</h1><p>{text.replace('<', '&lt;')}</p>"
    report = report_html(page, name=text, gold=text)
    assert data_of(report)[1]["text"].startswith("</script>")
    assert report.count("<script") == 2
    assert report.count("</script>") == 2


def test_gold_says_what_was_missed_and_wrongly_kept() -> None:
    report = report_html(PAGE, gold=RAIN)
    assert [block["gold"] for block in data_of(report)] == [False, False, True]
    assert "<dt>Recall</dt><dd>1.00</dd>" in report


def test_words_are_compared_as_multisets() -> None:
    compared = compare(explain(PAGE), "rain rain snow", "rain snow hail")
    assert compared.precision == pytest.approx(2 / 3)
    assert compared.recall == pytest.approx(2 / 3)
    assert compared.f1 == pytest.approx(2 / 3)


def test_nothing_against_nothing_is_perfect() -> None:
    assert compare((), "", "").f1 == 1.0


def test_each_field_has_the_place_that_was_believed_and_its_rivals() -> None:
    head = """<title>Rain | Post</title><meta name="author" content="Ada Quill"><meta property="og:title" content="Snow">
    <meta name="description" content="It rained."><meta property="og:description" content="It rained on &lt;Monday&gt;.">"""
    report = report_html(PAGE.replace('<title>Rain</title><meta name="author" content="Ada Quill">', head))
    rows = dict(re.findall(r"<tr><th scope=row>(\w[\w ]*)</th>(.*?)</tr>", report.partition("fields-title")[2]))
    assert "<b>meta author</b>" in rows["authors"]
    assert "<li><b>meta og:title</b> <span dir=auto>Snow</span> <i>the page shows another headline</i></li>" in rows["title"]
    assert "It rained on &lt;Monday&gt;." in rows["description"]
    assert re.search(r"<li><b>meta description</b> <span dir=auto>It rained.</span> <i>\w[^<]+</i></li>", rows["description"])
    assert "paywalled" in rows["not found"]
    assert "paywalled" not in rows


def test_every_field_of_the_metadata_is_shown() -> None:
    article = extract((FIXTURES / "news-en" / "page.html").read_bytes())
    found = {field.name: field for field in evident_fields(article, read_sources(Head()))}
    assert set(found) == {"title", "lead", *(each.name for each in dataclasses.fields(article.metadata))} - {"evidence"}
    for name, evidence in article.metadata.evidence.items():
        assert found[name].evidence == evidence
        assert found[name].value


def test_a_text_dump_has_its_lines_marked() -> None:
    report = report_text_html(f"Home\n{RAIN}")
    assert re.findall(r'<p data-declutter="(\d)">', frame_of(report)) == ["0", "1"]


@pytest.mark.parametrize("page", ["", "\x00", "<html", b"\x89PNG\r\n\x1a\n", "<frameset><frame src=x></frameset>"])
def test_a_poor_page_has_a_report(page: str | bytes) -> None:
    assert "Nothing was kept." in report_html(page)


def test_deep_pages_have_a_report() -> None:
    assert "rained" in report_html(f"{'<div>' * 5_000}<p>{RAIN}")


@pytest.mark.parametrize("slug", ["news-en", "news-ar", "shadow-template", "tag-soup", "table-layout-1990s"])
def test_every_block_of_a_fixture_is_marked(slug: str) -> None:
    report = report_html((FIXTURES / slug / "page.html").read_bytes())
    marked = set(re.findall(r'data-declutter="(\d+)"', frame_of(report)))
    assert marked == {str(i) for i in range(len(data_of(report)))}


def test_the_page_keeps_its_direction() -> None:
    assert re.search(r'<html[^>]* dir="rtl"', frame_of(report_html((FIXTURES / "news-ar" / "page.html").read_bytes())))


def test_a_page_of_two_megabytes_is_quick_and_small() -> None:
    paragraph = f'<div class="a b"><p>{RAIN} {RAIN} {RAIN}</p></div>\n'
    page = f"<h1>Rain</h1>{paragraph * (2_000_000 // len(paragraph))}"
    report_html(PAGE)
    start = time.process_time()
    report = report_html(page)
    assert time.process_time() - start < 4.0  # 2 s on an idle core; other work on the machine slows this one
    assert len(report.encode()) < 6_000_000


# The command


def test_the_command_writes_a_report(tmp_path: Path) -> None:
    page, out, gold = tmp_path / "page.html", tmp_path / "report.html", tmp_path / "gold.txt"
    page.write_text(PAGE, encoding="utf-8")
    gold.write_text(RAIN, encoding="utf-8")
    assert main(["report", str(page), "-o", str(out), "--gold", str(gold)]) == CONTENT
    assert out.read_text(encoding="utf-8") == report_html(PAGE, gold=RAIN, name=str(page))


def test_the_command_prints_a_report_of_a_text_dump(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "dump.txt"
    page.write_text(RAIN, encoding="utf-8")
    assert main(["report", "--text", str(page)]) == CONTENT
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")


def test_the_command_does_not_overwrite_its_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    assert main(["report", str(page), "-o", str(page)]) == BAD_USE
    assert "is an input as well" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == PAGE
