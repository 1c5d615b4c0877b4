"""Pages made to hurt: each is done in bounded time, with a result or InputTooLarge.

Each page is built and read in a process of its own, so that one that hangs or crashes the parser fails its test and
nothing else.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from declutter import InputTooLarge, Options, explain, extract, extract_text
from declutter.parsing import limits
from declutter.parsing.limits import thin
from declutter.parsing.tree import parse

MAX_SECONDS = 10.0  # of the processor, so that what else runs on the machine does not matter
KILL_SECONDS = 60.0  # of the clock, to build a page and to read it
ROOT = Path(__file__).parent.parent

SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller."
PARAGRAPH = f"<p>{SENTENCE}</p>"


class Case(NamedTuple):
    build: Callable[[], Any]
    read: Callable[..., Any] = extract
    options: Options = Options()


class Outcome(NamedTuple):
    seconds: float
    error: str | None = None
    blocks: int = 0
    text: str = ""  # its first thousand characters
    notes: tuple[str, ...] = ()


def json_ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def deep_tree() -> Any:
    from lxml import etree

    root = at = etree.Element("div")
    for _ in range(20_000):  # lxml itself takes a time that grows with the square of the depth
        at = etree.SubElement(at, "div")
    at.text = SENTENCE
    return root


LARGE = Options(max_bytes=1_000_000_000)
FIFTY_MB = 50_000_000 // len(PARAGRAPH)

CASES: dict[str, Case] = {
    # Depth
    "100,000 nested divs": Case(lambda: "<div>" * 100_000 + PARAGRAPH),
    "100,000 nested divs, closed": Case(lambda: "<div>" * 100_000 + PARAGRAPH + "</div>" * 100_000),
    "20,000 nested divs in an lxml tree": Case(deep_tree),
    "100,000 nested inline tags": Case(lambda: "<p>" + "<b>" * 100_000 + SENTENCE + "</b>" * 100_000),
    "100,000 nested quotes": Case(lambda: "<blockquote>" * 100_000 + PARAGRAPH),
    "50,000 nested lists": Case(lambda: "<ul><li>" * 50_000 + PARAGRAPH),
    "33,000 nested tables": Case(lambda: "<table><tr><td>" * 33_000 + PARAGRAPH),
    "50,000 nested shadow roots": Case(lambda: "<div><template shadowrootmode=open>" * 50_000 + PARAGRAPH),
    "9,900 nested lists with text": Case(lambda: f"<ul><li>{SENTENCE}" * 9_900),
    "2,800 nested tables with text": Case(lambda: "<table><tr><td>a<td>b<tr><td>c<td>" * 2_800),
    "9,000 paragraphs in 9,000 nested quotes": Case(lambda: "<blockquote>" * 9_000 + PARAGRAPH * 5_000),
    "misnested formatting": Case(lambda: "<b><i><u><s><em></b></i>" * 4_000 + PARAGRAPH),
    "9,900 divs in each other, explained": Case(lambda: "<div>x" * 9_900, explain),
    # Width
    "200,000 blocks": Case(lambda: f"<p>{SENTENCE[:60]}</p>" * 200_000),
    "200,000 blocks, all read": Case(lambda: PARAGRAPH * 200_000, options=Options(max_bytes=10**9, max_blocks=10**9)),
    "200,000 items of a list": Case(lambda: "<ul>" + f"<li>{SENTENCE[:30]}" * 200_000),
    "40,000 siblings, explained": Case(lambda: "<p>x</p>" * 40_000, explain),
    "200,000 lines of a dump": Case(lambda: f"{SENTENCE[:60]}\n" * 200_000, extract_text),
    "24,000 sections with a junk title": Case(lambda: f"<div><p>Read also</p>{PARAGRAPH}</div>" * 24_000),
    "40,000 fostered paragraphs": Case(lambda: "<table>" + "x<p>y" * 40_000),
    "a colspan of a billion": Case(
        lambda: "<table>" + "<tr><td colspan=1000000000>a</td><td rowspan=1000000000>b</td></tr>" * 3 + "</table>" + PARAGRAPH
    ),
    # Attributes
    "a million attributes": Case(lambda: f"<p {' '.join(f'a{i}=1' for i in range(1_000_000))}>{PARAGRAPH}"),
    "a million attributes with > in them": Case(
        lambda: "<p " + " ".join(f"a{i}='>'" for i in range(1_000_000)) + ">" + PARAGRAPH
    ),
    "a million attributes of an end tag": Case(
        lambda: PARAGRAPH + "</p " + " ".join(f"a{i}=1" for i in range(1_000_000)) + ">"
    ),
    "a million attributes of a tag that never ends": Case(
        lambda: PARAGRAPH + "<p " + " ".join(f"a{i}=1" for i in range(1_000_000))
    ),
    "2,000 tags of 900 attributes": Case(lambda: f"<p {' '.join(f'a{i}=1' for i in range(900))}>x" * 2_000 + PARAGRAPH),
    "a quote that never closes": Case(lambda: PARAGRAPH + '<p class="' + PARAGRAPH * 20_000),
    "100,000 quotes that never close": Case(lambda: '<p class="x>' * 100_000 + PARAGRAPH),
    "20,000 <b> before 20,000 paragraphs": Case(
        lambda: "<p>" + "".join(f"<b id={i}>" for i in range(20_000)) + "<p>x" * 20_000 + PARAGRAPH
    ),
    "1,000 <font> before 10,000 paragraphs": Case(
        lambda: "<p>" + "".join(f"<font size={i}>" for i in range(1_000)) + "<p>x" * 10_000 + PARAGRAPH
    ),
    "100,000 options": Case(lambda: PARAGRAPH + "<select>" + "<option>x" * 100_000),
    "100,000 <body> with attributes": Case(lambda: "".join(f"<body a{i}=1>" for i in range(100_000)) + PARAGRAPH),
    # Length
    "50 MB": Case(lambda: PARAGRAPH * FIFTY_MB),
    "50 MB, allowed": Case(lambda: PARAGRAPH * FIFTY_MB, options=LARGE),
    "50 MB of bytes, allowed": Case(lambda: bytes(PARAGRAPH * FIFTY_MB, "ascii"), options=LARGE),
    "50 MB of Latin-1, allowed": Case(lambda: (PARAGRAPH.replace("a", "á") * FIFTY_MB).encode("latin-1"), options=LARGE),
    "10 MB in one text": Case(lambda: "<p>" + "word " * 2_000_000),
    "10 MB in one word": Case(lambda: "<p>" + "w" * 10_000_000),
    "10 MB in one line of a dump": Case(lambda: "word " * 2_000_000, extract_text),
    "10 MB of no-break spaces": Case(lambda: "<p>x" + "\u00a0" * 9_999_990 + "y z"),
    "10 MB of line breaks": Case(lambda: "<p>" + "w<br>" * 2_000_000),
    "10 MB of code": Case(lambda: "<pre>" + "word \n" * 1_700_000),
    "a million blanks between inline tags": Case(lambda: "<p>a" + "<i> </i>" * 1_000_000 + "b"),
    "16 MB of tags before the first strange byte": Case(lambda: PARAGRAPH.encode() + b"<i></i> " * 2_000_000 + b"\xe9 "),
    # Metadata
    "JSON-LD nested 100,000 deep": Case(lambda: json_ld('{"mainEntity":' * 70_000 + "1" + "}" * 70_000) + PARAGRAPH),
    "JSON-LD lists nested 500,000 deep": Case(lambda: json_ld("[" * 500_000 + "]" * 500_000) + PARAGRAPH),
    "an author in 900 nested lists": Case(
        lambda: json_ld('{"@type":"Article","author":' + "[" * 900 + '"Mo"' + "]" * 900 + "}") + PARAGRAPH
    ),
    "50,000 authors": Case(
        lambda: json_ld('{"@type":"Article","author":[' + ",".join(f'"Mo {i}"' for i in range(50_000)) + "]}") + PARAGRAPH
    ),
    "an article body of 300,000 nested divs": Case(
        lambda: json_ld('{"@type":"Article","articleBody":"' + "<div>" * 300_000 + SENTENCE * 3 + '</div>"}')
    ),
    "50,000 JSON-LD articles": Case(lambda: json_ld('{"@type":"Article"}') * 50_000 + PARAGRAPH),
    "2,000 headlines and 20,000 headings": Case(
        lambda: "".join(json_ld(f'{{"@type":"Article","headline":"rain {i} falls"}}') for i in range(2_000))
        + "<h2>rain falls again</h2>" * 20_000 + PARAGRAPH
    ),
    "a title of 1 MB and 5,000 headings": Case(
        lambda: f"<title>{'rain ' * 200_000}</title>" + "<h2>rain rain rain</h2>" * 5_000 + PARAGRAPH
    ),
    "a title of 100,000 parts": Case(lambda: f"<title>{'rain | ' * 100_000}</title><h1>Rain</h1>{PARAGRAPH}"),
    "200,000 metas": Case(lambda: '<meta name="author" content="Mo">' * 200_000 + PARAGRAPH),
    # Nothing that is markup
    "a million <": Case(lambda: "<" * 1_000_000),
    "a million < and a >": Case(lambda: "<" * 1_000_000 + ">"),
    "a million < and a strange byte": Case(lambda: b"<" * 1_000_000 + b"\xe9"),
    "300,000 <script and a strange byte": Case(lambda: b"<script " * 300_000 + b"\xe9"),
    "300,000 open <style> and a strange byte": Case(lambda: b"<style>" * 300_000 + b"\xe9"),
    "500,000 comments that never close": Case(lambda: "<!--" * 500_000 + ">"),
    "a million NUL bytes": Case(lambda: b"\0" * 1_000_000),
    "NUL between all letters": Case(lambda: "\0".join(PARAGRAPH)),
    "a million lone surrogates": Case(lambda: "<p>" + "\ud800a" * 1_000_000),
    "lone surrogates in 30,000 nested divs": Case(lambda: "\udfff" + "<div>" * 30_000 + PARAGRAPH),
}  # fmt: skip


def measure(name: str) -> None:
    """Build and read a page, and print what came out; runs in a process of its own."""
    case = CASES[name]
    page = case.build()
    started = time.process_time()
    try:
        result = case.read(page, options=case.options)
    except Exception as error:  # noqa: BLE001 - whatever it is, the test that asked judges it
        print(json.dumps({"seconds": time.process_time() - started, "error": type(error).__name__}))
        return
    taken = time.process_time() - started
    blocks = result if isinstance(result, tuple) else result.body
    text, notes = ("", ()) if isinstance(result, tuple) else (result.text[:1_000], result.notes)
    print(json.dumps({"seconds": taken, "blocks": len(blocks), "text": text, "notes": notes}))


@functools.cache
def outcome(name: str) -> Outcome:
    """Return what came out of a page; a process that was killed or crashed is an outcome with an error."""
    program = f"from tests.test_limits import measure; measure({name!r})"
    try:
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=KILL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Outcome(KILL_SECONDS, "stopped: it took too long")
    if done.returncode:
        return Outcome(0, f"crashed with {done.returncode}: {done.stderr[-500:]}")
    values = json.loads(done.stdout)
    return Outcome(**values | {"notes": tuple(values.get("notes", ()))})


@pytest.mark.parametrize("name", CASES)
def test_every_page_is_done_in_time(name: str) -> None:
    got = outcome(name)
    assert got.error in (None, "InputTooLarge")
    assert got.seconds < MAX_SECONDS


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("100,000 nested", "20,000 nested"))])
def test_the_text_of_what_is_nested_too_deep_stays(name: str) -> None:
    assert outcome(name).text == SENTENCE


def test_what_is_nested_too_deep_is_noted() -> None:
    assert any("512" in note for note in outcome("100,000 nested divs").notes)


def test_fifty_megabytes_are_too_much_by_default() -> None:
    assert outcome("50 MB").error == "InputTooLarge"


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(", allowed")])
def test_fifty_megabytes_are_read_if_they_are_allowed(name: str) -> None:
    got = outcome(name)
    assert got.error is None
    assert got.blocks


def test_blocks_over_the_limit_are_left_out_and_noted() -> None:
    got = outcome("200,000 blocks")
    assert got.text.startswith(SENTENCE[:60])
    assert any("50000" in note or "50,000" in note for note in got.notes)


def test_lines_over_the_limit_are_left_out_and_noted() -> None:
    notes = outcome("200,000 lines of a dump").notes
    assert any("50000" in note or "50,000" in note for note in notes)


@pytest.mark.parametrize(
    "name",
    [
        "a million attributes", "a million attributes with > in them", "a million attributes of an end tag",
        "a million attributes of a tag that never ends", "a quote that never closes",
    ],
)  # fmt: skip
def test_text_beside_a_broken_tag_is_found(name: str) -> None:
    assert SENTENCE in outcome(name).text


@pytest.mark.parametrize(
    "name", ["JSON-LD nested 100,000 deep", "an author in 900 nested lists", "50,000 authors", "200,000 metas"]
)
def test_text_beside_monstrous_metadata_is_found(name: str) -> None:
    assert outcome(name).text == SENTENCE


def test_the_words_of_a_text_with_lone_surrogates_stay() -> None:
    assert outcome("lone surrogates in 30,000 nested divs").text.endswith(SENTENCE)


def test_a_table_that_claims_a_billion_columns_has_those_that_it_has() -> None:
    assert outcome("a colspan of a billion").text.endswith(SENTENCE)


@pytest.mark.parametrize("page", ["<p>12345", b"<p>12345"])
def test_input_over_max_bytes_is_refused_with_the_limit_in_the_message(page: str | bytes) -> None:
    with pytest.raises(InputTooLarge, match="max_bytes = 7"):
        extract(page, options=Options(max_bytes=7))


@pytest.mark.parametrize("page", ["<p>1234", b"<p>1234"])
def test_input_of_max_bytes_is_read(page: str | bytes) -> None:
    assert extract(page, options=Options(max_bytes=7)).paragraphs == ("1234",)


def test_a_dump_over_max_bytes_is_refused() -> None:
    with pytest.raises(InputTooLarge):
        extract_text("Rain falls.", options=Options(max_bytes=10))


def test_blocks_up_to_the_limit_are_no_reason_for_a_note() -> None:
    assert extract("<p>a</p><p>b</p>", options=Options(max_blocks=2)).notes == ()


def test_an_ordinary_page_is_noted_as_nothing() -> None:
    assert extract(PARAGRAPH * 3).notes == ()


# Thinning


def depth_of(html: str) -> int:
    """Return how deep the parsed page's elements are nested."""
    root = parse(html).root
    assert root is not None
    depths: dict[int, int] = {}
    for node in root.traverse(include_text=False):
        parent = node.parent
        depths[node.mem_id] = depths.get(parent.mem_id, -1) + 1 if parent is not None else 0
    return max(depths.values())


NESTS = {
    "divs": "<div>",
    "tags that look closed": "<div/>",
    "inline end tags that a block shields": "<span><div></span>",
    "block end tags that a table shields": "<div><table><tr><td></div>",
    "end tags of nothing": "<div></p></x>",
    "form end tags": "<form><div></form>",
    "void elements of a drawing": "<svg><input>",
    "groups that quotes make look closed": '<svg><g a=b"/>',
    "styles in a drawing": "<svg><style><g>",
    "markup after an empty comment": "<!--><div>",
    "markup after a script with a script": "<script><!--<script></script><style>--></script><div>",
    "formatting that blocks shield": "<b><div></b>",
    "different formatting": "<p><b id=@>x",
    "quotes in names": "<div a'b>",
    "annotations": "<math><annotation-xml>",
    "HTML in drawings": "<svg><foreignObject><div>",
    "unknown elements": "<x-y>",
    "buttons in divs": "<button><div></button>",
}


@pytest.mark.parametrize("name", NESTS)
def test_thinned_pages_are_not_deeper_than_allowed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SAFE_TAGS", 0)
    page = "".join(NESTS[name].replace("@", str(i)) for i in range(1_000)) + PARAGRAPH
    thinned, _ = thin(page, 30)
    assert depth_of(thinned) <= 30 + limits.MAX_ORPHANS + 5


@pytest.mark.parametrize(
    "page",
    [
        "<ul>" + "<li><b>x" * 40 + "</ul>",
        "<p>x" * 40,
        "<table>" + "<tr><td>x" * 40 + "</table>",
        "<dl>" + "<dt>x<dd>y" * 40,
        "<p>x<br>" * 40 + "<img src=a>" * 40,
        "<select>" + "<option>x" * 40 + "</select>",
        "<div a='>'>x</div>" * 40,
        "<!-- <div> -->" * 40,
        "<script>'<div>'</script>" * 40,
        "<svg><path/><g/></svg>" * 40,
        "<b><div>x</b></div>" * 40,
        "<a href=x>y" * 40,
    ],
)
def test_what_is_not_deep_stays_as_it_is(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SAFE_TAGS", 0)
    assert thin(page, 12) == (page, ())


def test_words_that_tags_part_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SAFE_TAGS", 0)
    assert thin("<div><div><div>a</div>b<div>c", 2) == ("<div><div> a b c", (limits.TOO_DEEP.format(2),))


def test_the_depth_of_small_pages_is_limited_without_loss() -> None:
    blocks = explain("<div>x" * 30 + PARAGRAPH, options=Options(max_depth=10))
    assert [block.text for block in blocks] == ["x"] * 30 + [SENTENCE]


def test_too_many_attributes_are_noted() -> None:
    note = "only the first 256 attributes of an element were read"
    assert note in outcome("a million attributes").notes


def test_options_that_were_left_out_are_noted() -> None:
    got = outcome("100,000 options")
    assert got.text == SENTENCE
    assert any("options" in note for note in got.notes)


@pytest.mark.parametrize("url", [1, b"https://frog.example/", ["x"]])
def test_an_address_that_is_no_text_is_a_type_error(url: Any) -> None:
    with pytest.raises(TypeError, match="url"):
        extract(PARAGRAPH, url=url)
    with pytest.raises(TypeError, match="url"):
        extract_text(SENTENCE, url=url)


def test_markup_in_a_noscript_of_angle_brackets_is_done() -> None:
    assert SENTENCE in extract(f"{PARAGRAPH}<noscript>{'<' * 200_000}").text
