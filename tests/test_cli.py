"""The command line: what it prints, where, and the status it ends with."""

from __future__ import annotations

import contextlib
import doctest
import gzip
import io
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from declutter import Article, __version__, cli, extract
from declutter.cli import BAD_USE, CONTENT, INTERRUPTED, NO_CONTENT, main
from declutter.commands import layout, reading
from declutter.data import demo_page
from declutter.options import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PARAGRAPHS = (
    "The river rose by two metres overnight, and the lower street, where bakers live, had to be cleared.",
    "Nobody was hurt, said the mayor, although three cellars are full of water and the bridge is closed.",
    "The rain is to end on Thursday; until then, schools remain shut, and buses take the upper road.",
)
PAGE = (
    '<html lang="en"><head><title>River rises again</title></head><body><nav><a href="/">Home</a></nav>'
    "<article>"
    '<h1>River rises again</h1><p class="lead">Two metres overnight, and more rain to come.</p>'
    f"{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</article></body></html>"
)
TEXT = "\n\n".join(("River rises again", "Two metres overnight, and more rain to come.", *PARAGRAPHS)) + "\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.html"
    path.write_text("<p></p>", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxies, a terminal of a known width, no wish about colours."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def run(*words: str | Path, stdin: bytes = b"", **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m declutter` with these words."""
    command = [sys.executable, "-m", "declutter", *map(str, words)]
    return subprocess.run(
        command,
        input=stdin,
        capture_output="stdout" not in options,
        env=environment(),
        check=False,
        **options,
    )


def environment() -> dict[str, str]:
    """Return this environment, but for unbuffered output, which loses what a pipe took only a part of."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return kept | {"PYTHONPATH": str(ROOT / "src")}


def is_one_complaint(stderr: bytes | str) -> bool:
    text = stderr.decode() if isinstance(stderr, bytes) else stderr
    return text.startswith("declutter: ") and text.endswith("\n") and text.count("\n") == 1


# As a program


def test_a_file_is_printed_as_text() -> None:
    fixture = ROOT / "fixtures" / "news-en" / "page.html"
    article = extract(fixture.read_bytes())
    done = run(fixture)
    assert (done.returncode, done.stderr) == (CONTENT, b"")
    assert done.stdout.decode() == f"{article.title}\n\n{article.text}\n"


def test_standard_input_is_read_and_its_encoding_found_out() -> None:
    page = PAGE.replace("River", "Fluß").encode("utf-16")
    done = run("-", "--format", "markdown", stdin=page)
    assert (done.returncode, done.stderr) == (CONTENT, b"")
    assert done.stdout.decode("utf-8").startswith("# Fluß rises again\n\nTwo metres")


def test_a_missing_file_is_one_line_on_stderr() -> None:
    done = run("no such file.html")
    assert (done.returncode, done.stdout) == (BAD_USE, b"")
    assert done.stderr.decode().rstrip() == "declutter: no such file.html: No such file or directory"


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    large = tmp_path / "large.html"
    large.write_text(
        f"<article><h1>Long</h1>{''.join(f'<p>{i} {PARAGRAPHS[0]}' for i in range(5000))}", encoding="utf-8"
    )
    command = [sys.executable, "-m", "declutter", str(large)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line_on_stderr(page: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(page, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == BAD_USE
    assert done.stderr == b"declutter: standard output: No space left on device\n"


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_a_closed_standard_output_is_one_line_on_stderr(page: Path) -> None:
    command = ["sh", "-c", '"$0" -m declutter "$1" >&-', sys.executable, str(page)]
    done = subprocess.run(command, stderr=subprocess.PIPE, env=environment(), check=False)
    assert (done.returncode, done.stderr) == (BAD_USE, b"declutter: standard output is closed\n")


def test_the_version_is_printed() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (
        0,
        f"declutter {__version__}",
        b"",
    )


def test_the_demo_needs_no_file_and_no_terminal() -> None:
    done = run("demo")
    assert (done.returncode, done.stderr) == (CONTENT, b"")
    assert b"\x1b" not in done.stdout
    assert "Town turns its old lighthouse back on" in done.stdout.decode()


# Formats and outputs


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_formats_are_those_of_the_article(form: str, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = extract(PAGE)
    expected = {
        "text": TEXT,
        "markdown": article.to_markdown(),
        "json": f"{article.to_json()}\n",
        "html": article.to_html(),
    }
    assert main(["--format", form, str(page)]) == CONTENT
    assert capsys.readouterr() == (expected[form], "")


def test_json_of_several_files_is_an_object_a_line(
    page: Path, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--format", "json", str(page), str(empty), str(page)]) == NO_CONTENT
    articles = [Article.from_json(line) for line in capsys.readouterr().out.splitlines()]
    assert [bool(article) for article in articles] == [True, False, True]


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        ("text", "==> {} <==\n\nRiver rises", "\n\n==> {} <==\n\nRiver rises"),
        ("markdown", "<!-- {} -->\n\n# River", "\n\n<!-- {} -->\n\n# River"),
        ("html", "<!-- {} -->\n<!DOCTYPE html>", "</html>\n\n<!-- {} -->\n<!DOCTYPE html>"),
    ],
)
def test_several_files_are_parted_by_their_names(
    form: str, first: str, second: str, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--format", form, str(page), str(page)]) == CONTENT
    out = capsys.readouterr().out
    assert out.startswith(first.format(page))
    assert second.format(page) in out


def test_a_name_cannot_end_the_comment_that_holds_it() -> None:
    assert cli.heading_of_part("a--->b\nc", "html", first=True) == "<!-- a- - ->b c -->\n"


def test_output_goes_to_a_file_in_utf_8(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.txt"
    page.write_text(PAGE.replace("River", "Řeka"), encoding="utf-8")
    assert main([str(page), "--output", str(target)]) == CONTENT
    assert target.read_bytes().decode("utf-8") == TEXT.replace("River", "Řeka")
    assert capsys.readouterr() == ("", "")


def test_output_is_not_touched_when_the_input_cannot_be_read(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("precious", encoding="utf-8")
    assert main([str(tmp_path / "missing"), "-o", str(target)]) == BAD_USE
    assert target.read_text(encoding="utf-8") == "precious"


def test_output_of_a_page_without_content_replaces_that_of_an_earlier_one(
    tmp_path: Path, empty: Path
) -> None:
    target = tmp_path / "out.txt"
    target.write_text("stale", encoding="utf-8")
    assert main([str(empty), "-o", str(target)]) == NO_CONTENT
    assert target.read_text(encoding="utf-8") == ""


def test_output_is_never_an_input(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(page), "-o", str(page.parent / "." / page.name)]) == BAD_USE
    assert page.read_text(encoding="utf-8") == PAGE
    assert is_one_complaint(capsys.readouterr().err)


def test_output_that_cannot_be_written_is_bad_use(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(page), "-o", str(tmp_path / "no" / "such" / "folder")]) == BAD_USE
    assert is_one_complaint(capsys.readouterr().err)


def test_a_terminal_is_not_steered_by_a_page(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page.write_text(PAGE.replace("The rain", "The \x1b]0;owned\x07 rain"), encoding="utf-8")
    for stream, has_escapes in ((Terminal(), False), (io.StringIO(), True)):
        monkeypatch.setattr(sys, "stdout", stream)
        assert main([str(page)]) == CONTENT
        assert ("\x1b" in stream.getvalue()) == has_escapes
        assert "owned" in stream.getvalue()


# Inputs


def test_an_address_for_relative_links(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_text(PAGE.replace("<head>", '<head><link rel="canonical" href="/river">'), encoding="utf-8")
    assert main([str(page), "--url", "https://frog.example/x", "--format", "json"]) == CONTENT
    assert json.loads(capsys.readouterr().out)["metadata"]["url"] == "https://frog.example/river"


def test_an_encoding_as_a_hint(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_bytes(PAGE.replace("River", "Řeka").encode("cp1250"))
    assert main([str(page), "--encoding", "cp1250"]) == CONTENT
    assert capsys.readouterr().out.startswith("Řeka rises again")


def test_a_text_dump(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text(
        "\n".join(("Home", "Share on Facebook", *PARAGRAPHS, "Load more comments")), encoding="utf-8"
    )
    assert main(["--text", str(dump)]) == CONTENT
    out = capsys.readouterr().out
    assert all(text in out for text in PARAGRAPHS)
    assert "Share on Facebook" not in out


def test_one_bad_input_does_not_stop_the_others(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["missing.html", str(page.parent), str(page)]) == BAD_USE
    out, err = capsys.readouterr()
    assert out == f"==> {page} <==\n\n{TEXT}"
    assert err.splitlines()[0] == "declutter: missing.html: No such file or directory"
    assert err.count("\n") == 2


def test_a_page_without_content_says_so(empty: Path, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(empty)]) == NO_CONTENT
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"declutter: {empty}: no text: the page holds none\n"
    assert main([str(page), str(empty)]) == NO_CONTENT


def test_a_file_over_the_limit_is_bad_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large = tmp_path / "large.html"
    with large.open("wb") as file:
        file.truncate(DEFAULTS.max_bytes + 1)
    assert main([str(large)]) == BAD_USE
    assert capsys.readouterr().err == f"declutter: {large}: larger than the limit of 20,000,000 bytes\n"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--no-such-option", "x"],
        ["--format", "docx", "x"],
        ["--form", "json", "x"],
        ["x", "--encoding", "klingon"],
        ["x", "--url", "frog.example/x"],
        ["x", "y", "--url", "https://frog.example/x"],
        ["name\0with null"],
        ["ftp://frog.example/x"],
        ["file:///etc/passwd"],
        ["https://"],
        ["http://[broken/"],
        ["explain"],
        ["explain", "x", "y"],
        ["explain", "missing.html"],
        ["demo", "x"],
    ],
)
def test_bad_use_is_one_line_and_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == BAD_USE
    out, err = capsys.readouterr()
    assert out == ""
    assert is_one_complaint(err)


def test_an_interruption_is_quiet(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "extract", interrupt)
    assert main([str(page)]) == INTERRUPTED
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("words", [["--help"], ["explain", "--help"], ["demo", "--help"]])
def test_help_is_printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(words)
    assert capsys.readouterr().out.startswith("usage: declutter")


# explain and demo


def test_explain_prints_a_line_a_block_within_the_terminal(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(page)]) == CONTENT
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert max(map(len, lines)) <= 80
    home, last = lines[0].split(), lines[-1].split()
    assert (home[0], home[-1]) == ("dropped", "Home")
    assert last[0] == "kept"
    assert 0.5 <= float(last[1]) <= 1
    assert "likely content" in lines[-1]
    assert lines[-1].endswith("…")


def test_explain_as_json_holds_everything(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--json", str(page)]) == CONTENT
    blocks = json.loads(capsys.readouterr().out)
    assert [block["text"] for block in blocks][-3:] == list(PARAGRAPHS)
    assert set(blocks[0]) == {"text", "tag", "path", "probability", "keep", "reason", "features"}


def test_explain_of_a_text_dump_has_a_line_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text("\n".join(("Home", *PARAGRAPHS)), encoding="utf-8")
    assert main(["explain", "--text", "--json", str(dump)]) == CONTENT
    assert [(block["tag"], block["keep"]) for block in json.loads(capsys.readouterr().out)] == [
        (None, False)
    ] + 3 * [(None, True)]


def test_explain_of_nothing_is_status_1(empty: Path) -> None:
    assert main(["explain", str(empty)]) == NO_CONTENT


@pytest.mark.parametrize("name", ["explain", "demo"])
def test_a_file_with_a_command_s_name_is_reached_by_its_path(
    name: str, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page.rename(page.with_name(name))
    monkeypatch.chdir(page.parent)
    assert main([f"./{name}"]) == CONTENT
    assert capsys.readouterr().out == TEXT


def test_the_demo_shows_the_article_and_what_was_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"]) == CONTENT
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    shown, removed = " ".join(out.split()).split("blocks were removed:")
    article = extract(demo_page())
    wanted = (
        article.title,
        article.lead,
        article.body[0].text,
        "Wilma Osgood · 2024-11-08",
        "• the lamp may shine",
    )
    assert all(text in shown for text in wanted if text)
    assert all(text in removed for text in ("Accept all", "Read also", "saltydog52", "Advertisement"))


def test_nothing_but_the_article_of_the_demo_page_is_kept() -> None:
    article = extract(demo_page())
    assert article.title == "Town turns its old lighthouse back on after 31 years"
    assert article.lead is not None
    assert article.lead.startswith("Volunteers in Gullmark have relit")
    kinds = ["paragraph"] * 3 + [
        "heading",
        "paragraph",
        "list",
        "paragraph",
        "quote",
        "paragraph",
        "paragraph",
    ]
    assert [block.kind for block in article.body] == kinds
    assert article.body[0].text.startswith("At eight minutes past five")
    assert article.body[-1].text.endswith("it was her father's.")
    assert article.metadata.authors == ("Wilma Osgood",)


@pytest.mark.parametrize(
    ("variable", "value", "coloured"),
    [("TERM", "xterm", True), ("NO_COLOR", "1", False), ("NO_COLOR", "", True), ("TERM", "dumb", False)],
)
def test_colours_are_for_terminals_whose_user_wants_them(
    variable: str, value: str, coloured: bool, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    for words in (["demo"], ["explain", str(page)]):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        assert main(words) == CONTENT
        assert ("\x1b[" in terminal.getvalue()) == coloured


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(layout).failed == 0


# Fetching


class Site(BaseHTTPRequestHandler):
    """A small site on this machine: its pages are its methods' answers by path."""

    over = threading.Event()  # the test is: answers that never end may

    def do_GET(self) -> None:
        path, _, rest = self.path.lstrip("/").partition("/")
        if path == "page":
            self.answer(PAGE.encode(), {"Content-Type": "text/html; charset=utf-8"})
        elif path == "legacy":
            self.answer(
                PAGE.replace("River", "Река").encode("cp1251"),
                {"Content-Type": "text/html; charset=windows-1251"},
            )
        elif path == "gzip":
            self.answer(gzip.compress(PAGE.encode()), {"Content-Encoding": "gzip"})
        elif path == "brotli":
            self.answer(b"x", {"Content-Encoding": "br"})
        elif path == "image":
            self.answer(b"GIF89a", {"Content-Type": "image/gif"})
        elif path == "large":
            self.stream(b"x" * 1_000_000)
        elif path == "hangs":
            self.over.wait(10)
        elif path == "drips":
            self.stream(b"x", pause=0.02)
        elif path == "away":
            self.redirect("gopher://frog.example/")
        elif path == "hops":
            self.redirect(f"/hops/{int(rest) - 1}" if int(rest) > 1 else "/page")
        else:
            self.send_error(404)

    def answer(self, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, chunk: bytes, pause: float = 0.0) -> None:
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            while not self.over.wait(pause):
                self.wfile.write(chunk)

    def redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Site.over.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        Site.over.set()
        server.shutdown()
        thread.join()


def test_a_page_is_fetched(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{site}/page"]) == CONTENT
    assert capsys.readouterr() == (TEXT, "")


def test_a_page_is_fetched_by_the_program(site: str) -> None:
    done = run(f"{site}/page")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (CONTENT, TEXT, b"")


def test_a_fetched_page_is_explained(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", f"{site}/page"]) == CONTENT
    assert capsys.readouterr().out.count("\n") == 6


def test_the_server_s_content_type_is_the_hint_for_the_encoding(
    site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reading.fetch(f"{site}/legacy").encoding == "text/html; charset=windows-1251"
    assert main([f"{site}/legacy"]) == CONTENT
    assert capsys.readouterr().out.startswith("Река rises again")


def test_the_final_address_is_the_page_s_without_passwords_and_fragments(
    site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = site.replace("//", "//user:secret@")
    assert reading.fetch(f"{secret}/hops/1#top").url == f"{site}/page"
    assert main([f"{site}/hops/1", "--format", "json"]) == CONTENT
    assert json.loads(capsys.readouterr().out)["metadata"]["url"] == f"{site}/page"


def test_five_redirects_are_followed_and_no_more(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{site}/hops/5"]) == CONTENT
    capsys.readouterr()
    assert main([f"{site}/hops/6"]) == BAD_USE
    assert "redirects" in capsys.readouterr().err


def test_compressed_pages_are_unpacked(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{site}/gzip"]) == CONTENT
    assert capsys.readouterr().out == TEXT


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing", "the server answered 404 Not Found"),
        ("large", "larger than the limit of 20,000,000 bytes"),
        ("image", "no page, but image/gif"),
        ("brotli", "sent in the coding 'br', which was not asked for"),
        ("away", "unsupported protocol"),
    ],
)
def test_what_is_no_page_is_bad_use(
    path: str, said: str, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([f"{site}/{path}"]) == BAD_USE
    out, err = capsys.readouterr()
    assert out == ""
    assert is_one_complaint(err)
    assert said in err


@pytest.mark.parametrize("path", ["hangs", "drips"])
def test_a_page_that_takes_too_long_is_given_up(
    path: str, site: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "FETCH_SECONDS", 0.3)
    assert main([f"{site}/{path}"]) == BAD_USE
    assert capsys.readouterr().err == f"declutter: {site}/{path}: no complete answer within 0.3 seconds\n"


def test_a_server_that_is_not_there_is_bad_use(capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        port = server.server_port
    assert main([f"http://127.0.0.1:{port}/"]) == BAD_USE
    assert is_one_complaint(capsys.readouterr().err)


def test_a_wrong_proxy_in_the_environment_is_bad_use(
    site: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("http_proxy", "nonsense://127.0.0.1:1")
    assert main([f"{site}/page"]) == BAD_USE
    assert is_one_complaint(capsys.readouterr().err)


def test_without_httpx_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    assert main(["https://frog.example/"]) == BAD_USE
    err = capsys.readouterr().err
    assert is_one_complaint(err)
    assert "pip install 'declutter[fetch]'" in err
