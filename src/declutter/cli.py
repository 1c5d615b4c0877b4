"""The command line: files, standard input or an address in; the article, or each block's fate, out."""

from __future__ import annotations

import argparse
import codecs
import io
import json
import os
import re
import shutil
import sys
import textwrap
import unicodedata
from itertools import accumulate, groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, NoReturn, TextIO

from declutter import __version__
from declutter.body import Heading, List, Quote
from declutter.data import demo_page
from declutter.errors import DeclutterError, TemplateError
from declutter.extractor import ExplainedBlock, explain, explain_text, extract, extract_text
from declutter.options import DEFAULTS
from declutter.parsing.decode import decode
from declutter.template import SiteTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import httpx

    from declutter.article import Article
    from declutter.body import BodyBlock

CONTENT, NO_CONTENT, BAD_USE = 0, 1, 2  # exit codes
INTERRUPTED, BROKEN_PIPE = 130, 141  # exit codes, as shells give them: 128 + SIGINT, 128 + SIGPIPE
FORMATS = ("text", "markdown", "json", "html")

FETCH_SECONDS = 20.0  # from the first connection to the last byte, redirects included
MAX_REDIRECTS = 5
READABLE_TYPES = ("text/", "html", "xml")  # parts of the content types that may be pages
# Content-Encodings that unpack a chunk to a size that memory holds; several at once, or newer ones, need not.
SAFE_CODINGS = frozenset(("", "identity", "gzip", "deflate"))

DEFAULT_COLUMNS = 80  # where there is no terminal
MIN_TEXT_COLUMNS = 24  # of a block's text in `explain`, however narrow the terminal
MAX_PROSE_COLUMNS = 88  # of running text in `demo`; longer lines are hard to read
MAX_SNIPPET_COLUMNS = 56  # of a removed block in `demo`
ELLIPSIS = "…"

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # that would steer a terminal
_HYPHEN_OF_MORE = re.compile(r"-(?=-)")  # two of them would end a comment
_BOLD, _DIM, _GREEN, _RED = "1", "2", "32", "31"  # SGR parameters, ECMA-48

_DESCRIPTION = """\
Print the article of each web page: its title, lead and body, without what stands around them.

  declutter FILE …            a page, saved; "-" is standard input
  declutter https://…         a page, fetched (needs declutter[fetch])
  declutter explain FILE      every block of the page, kept or dropped, and why
  declutter report FILE       the page, the article and every block's fate, to look at in a browser
  declutter learn PAGES …     what the pages of a site share, into a template for --template
  declutter demo              see it work on a sample page
  declutter batch IN… -o OUT  many pages: folders, archives, tables, crawls (needs declutter[batch])
  declutter serve             answer over HTTP (needs declutter[serve])
"""
_EPILOG = """\
exit status: 0 if every page had content, 1 if one had none, 2 on bad use or a page that could not be read.
A file named as a command is reached as ./explain, ./report, ./learn, ./demo, ./batch or ./serve.
"""


class CommandError(Exception):
    """What ends the work on an input, or on all of them; said to the user in one line."""


class Source(NamedTuple):
    """A page as it was read, and what is known of it."""

    data: bytes
    url: str | None
    encoding: str | None  # a hint: an encoding's name or a Content-Type header


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; `argv` are the words after the program's name.

    Raises SystemExit for --help and --version, as argparse does.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    commands = {
        "explain": _explain, "report": _report, "learn": _learn, "demo": _demo, "batch": _batch, "serve": _serve,
    }  # fmt: skip
    try:
        _prepare_output()
        if words and (command := commands.get(words[0])):
            return command(words[1:])
        return _extract(words)
    except CommandError as error:
        _complain(str(error))
        return BAD_USE
    except BrokenPipeError:
        _discard_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED


# The commands


class _Parser(argparse.ArgumentParser):
    """argparse, with errors in one line, and a closed pipe noticed before the interpreter exits."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message} (see {self.prog} --help)")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        if sys.stdout is not None:
            sys.stdout.flush()
        super().exit(status, message)


def _extract(words: Sequence[str]) -> int:
    parser = _parser("declutter", _DESCRIPTION, _EPILOG)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a page's file, - or an http(s) address")
    parser.add_argument("-f", "--format", choices=FORMATS, default="text", help="the output's (default: text)")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there, not to standard output")
    parser.add_argument("--version", action="version", version=f"declutter {__version__}")
    _add_input_options(parser)
    arguments = parser.parse_args(words)
    _check_input_options(arguments)
    if arguments.url and len(arguments.files) > 1:
        raise CommandError("--url is the address of one page, and there are several")
    output = _Output(arguments.output, arguments.files)
    try:
        statuses = [_extract_one(name, arguments, output) for name in arguments.files]
    finally:
        output.close()
    return max(statuses)


def _extract_one(name: str, arguments: argparse.Namespace, output: _Output) -> int:
    """Write the article of one input, and return its status: an input that fails does not stop the others."""
    try:
        article = _read_article(name, arguments)
    except CommandError as error:
        _complain(str(error))
        return BAD_USE
    if article.notes:
        _complain(f"{_label(name)}: {'; '.join(article.notes)}")
    text = render(article, arguments.format)
    if len(arguments.files) > 1:
        text = f"{heading_of_part(_label(name), arguments.format, first=not output.written)}{text}"
    output.write(printable(text) if output.is_terminal else text)
    return CONTENT if article else NO_CONTENT


def _explain(words: Sequence[str]) -> int:
    parser = _parser("declutter explain", "Print each block of a page: kept or not, probability, reason, text.")
    parser.add_argument("file", metavar="FILE", help="a page's file, - or an http(s) address")
    parser.add_argument("--json", action="store_true", help="all that is known of each block, a JSON array")
    _add_input_options(parser)
    arguments = parser.parse_args(words)
    _check_input_options(arguments)
    source = _read(arguments.file, arguments)
    try:
        if arguments.text:
            blocks = explain_text(decode(source.data, source.encoding), template=arguments.template)
        else:
            blocks = explain(source.data, url=source.url, encoding=source.encoding, template=arguments.template)
    except DeclutterError as error:
        raise CommandError(f"{_label(arguments.file)}: {error}") from error
    if arguments.json:
        listed = [block._asdict() | {"probability": round(block.probability, 4)} for block in blocks]
        _print([json.dumps(listed, ensure_ascii=False, indent=2)])
    else:
        _print(explained_lines(blocks, _columns(), colours=_has_colours()))
    return CONTENT if any(block.keep for block in blocks) else NO_CONTENT


def _report(words: Sequence[str]) -> int:
    from declutter.inspect.report import report_html, report_text_html  # noqa: PLC0415 - what is looked at is another matter
    from declutter.inspect.run import run_report_html  # noqa: PLC0415 - likewise

    parser = _parser("declutter report", "Write a page to look at: it, its article, and every block's fate, in one HTML file.")
    parser.add_argument("file", metavar="FILE", help="a page's file, - or an http(s) address")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there, not to standard output")
    parser.add_argument("--run", action="store_true", help="FILE is the Parquet that declutter batch wrote, or a folder of it")
    parser.add_argument("--pages", nargs="+", metavar="INPUT",
        help="with --run and -o: what the run read, for reports of the pages worth a look, in a folder beside it")  # fmt: skip
    parser.add_argument("--gold", metavar="FILE", help="the text that should come out, to see what was missed or wrongly kept")
    _add_input_options(parser)
    arguments = parser.parse_args(words)
    _check_input_options(arguments)
    if arguments.pages and not (arguments.run and arguments.output):
        raise CommandError("--pages goes with --run and -o FILE: reports of pages are written into a folder beside it")
    output = _Output(arguments.output, filter(None, (arguments.file, arguments.gold)))
    if arguments.run:
        try:
            reports = _reports_of_pages(arguments) if arguments.pages else {}
            report = run_report_html(arguments.file, reports=reports)
        except (DeclutterError, OSError) as error:
            raise CommandError(str(error)) from error
        output.write(report)
        output.close()
        return CONTENT
    source = _read(arguments.file, arguments)
    gold = decode(_read_file(arguments.gold), "utf-8") if arguments.gold else None
    name = _label(arguments.file)
    try:
        if arguments.text:
            report = report_text_html(decode(source.data, source.encoding), url=source.url, gold=gold, name=name)
        else:
            report = report_html(source.data, url=source.url, encoding=source.encoding, gold=gold, name=name)
    except DeclutterError as error:
        raise CommandError(f"{name}: {error}") from error
    try:
        output.write(report)
    finally:
        output.close()
    return CONTENT


def _reports_of_pages(arguments: argparse.Namespace) -> dict[str, str]:
    """Write reports of the pages of a run that are worth a look, and return where they are, by the pages' ids."""
    from declutter.batch.inputs import Reading, find_sources, read_sources  # noqa: PLC0415 - an extra, for this alone
    from declutter.batch.worker import read_file  # noqa: PLC0415 - likewise
    from declutter.inspect.run import pages_worth_a_look, read_run  # noqa: PLC0415 - what is looked at is another matter
    from declutter.inspect.worth import RunPage, write_page_reports  # noqa: PLC0415 - likewise

    wanted = [page.id for page in pages_worth_a_look(read_run(arguments.file))]
    reading = Reading(DEFAULTS.max_bytes, form="text" if arguments.text else "html")
    records = (record for _, record in read_sources(find_sources(arguments.pages), reading))
    pages = (
        RunPage(one.id, read_file(one.page, DEFAULTS.max_bytes) if isinstance(one.page, Path) else one.page, one.url,
                one.encoding, one.form == "text")
        for one in records if one.failure is None and one.id in wanted
    )  # fmt: skip
    return write_page_reports(pages, wanted, Path(arguments.output).with_suffix(".pages"))


def _learn(words: Sequence[str]) -> int:
    parser = _parser("declutter learn", "Write a template of what the pages of a site share: two different ones, or more.")
    parser.add_argument("files", nargs="+", metavar="PAGES", help="the pages' files, - or http(s) addresses")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the template; one that is there learns more")
    parser.add_argument("--encoding", metavar="NAME", help="the inputs', where they are mislabelled")
    parser.add_argument("--text", action="store_true", help="the inputs are text dumps, their blocks are lines")
    parser.set_defaults(url=None)
    arguments = parser.parse_args(words)
    _check_input_options(arguments)
    template = _read_template(arguments.output) if Path(arguments.output).exists() else SiteTemplate()
    for name in arguments.files:
        source = _read(name, arguments)
        try:
            if arguments.text:
                template = template.update_text(decode(source.data, source.encoding), url=source.url)
            else:
                template = template.update(source.data, url=source.url, encoding=source.encoding)
        except DeclutterError as error:
            raise CommandError(f"{_label(name)}: {error}") from error
    try:
        template.save(arguments.output)
    except OSError as error:
        raise CommandError(f"{arguments.output}: {error.strerror or error}") from error
    _complain(f"{arguments.output}: {template.learned} pages, {len(template.texts):,} texts")
    return CONTENT


def _demo(words: Sequence[str]) -> int:
    parser = _parser("declutter demo", "Show what is kept of a sample page, and what is removed.")
    parser.parse_args(words)
    page = demo_page()
    _print(demo_lines(extract(page), explain(page), _columns(), colours=_has_colours()))
    return CONTENT


def _batch(words: Sequence[str]) -> int:
    from declutter.batch import command  # noqa: PLC0415 - many pages are another matter than one

    parser = _parser("declutter batch", command.DESCRIPTION, command.EPILOG)
    command.add_arguments(parser)
    arguments = parser.parse_args(words)
    try:
        return command.run_command(arguments)
    except (DeclutterError, OSError) as error:
        raise CommandError(str(error)) from error


def _serve(words: Sequence[str]) -> int:
    from declutter.batch import serve  # noqa: PLC0415 - likewise

    parser = _parser("declutter serve", serve.DESCRIPTION)
    serve.add_arguments(parser)
    arguments = parser.parse_args(words)
    try:
        return serve.run_command(arguments)
    except (DeclutterError, OSError) as error:
        raise CommandError(str(error)) from error


def _parser(name: str, description: str, epilog: str | None = None) -> _Parser:
    return _Parser(
        prog=name,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _add_input_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", metavar="ADDRESS", help="the page's own address, for relative links")
    parser.add_argument("--encoding", metavar="NAME", help="the input's, where it is mislabelled")
    parser.add_argument("--text", action="store_true", help="the input is a text dump, its blocks are lines")
    parser.add_argument("--template", type=_read_template, metavar="FILE", help="what `declutter learn` wrote for the site")


def _read_template(name: str) -> SiteTemplate:
    try:
        return SiteTemplate.load(name)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}") from error
    except (TemplateError, ValueError) as error:
        raise CommandError(f"{name}: {error}") from error


def _check_input_options(arguments: argparse.Namespace) -> None:
    if arguments.url and not _is_web_address(arguments.url):
        raise CommandError(f"--url takes an http(s) address, not {arguments.url!r}")
    try:
        codecs.lookup(arguments.encoding or "utf-8")
    except (LookupError, ValueError) as error:
        raise CommandError(f"unknown encoding {arguments.encoding!r}") from error


def _read_article(name: str, arguments: argparse.Namespace) -> Article:
    source = _read(name, arguments)
    try:
        if arguments.text:
            return extract_text(decode(source.data, source.encoding), url=source.url, template=arguments.template)
        return extract(source.data, url=source.url, encoding=source.encoding, template=arguments.template)
    except DeclutterError as error:
        raise CommandError(f"{_label(name)}: {error}") from error


def _label(name: str) -> str:
    return "standard input" if name == "-" else name


# Reading


def _read(name: str, arguments: argparse.Namespace) -> Source:
    """Return the page of that name; what the user says of it goes before what its server says."""
    if _ADDRESS.match(name):
        source = fetch(name)
        return Source(source.data, arguments.url or source.url, arguments.encoding or source.encoding)
    return Source(_read_file(name), arguments.url, arguments.encoding)


def _read_file(name: str) -> bytes:
    try:
        if name == "-":
            if sys.stdin is None:
                raise CommandError("standard input is closed")
            return _read_all(sys.stdin.buffer, _label(name))
        with Path(name).open("rb") as file:
            return _read_all(file, name)
    except OSError as error:
        raise CommandError(f"{_label(name)}: {error.strerror or error}") from error
    except ValueError as error:  # a name that no file can have
        raise CommandError(f"{name!r}: {error}") from error


def _read_all(file: IO[bytes], name: str) -> bytes:
    data = file.read(DEFAULTS.max_bytes + 1)
    if len(data) > DEFAULTS.max_bytes:
        raise CommandError(_too_large(name))
    return data


def _too_large(name: str) -> str:
    return f"{name}: larger than the limit of {DEFAULTS.max_bytes:,} bytes"


def _is_web_address(name: str) -> bool:
    match = _ADDRESS.match(name)
    return match is not None and match[1].lower() in {"http", "https"}


def fetch(address: str) -> Source:
    """Return the page at an http(s) address, with its final address and its Content-Type.

    Raises CommandError where there is none, or it is no text, too large or too slow, or httpx is missing.
    """
    if not _is_web_address(address):
        raise CommandError(f"{address}: only http and https addresses are fetched")
    try:
        import asyncio  # noqa: PLC0415 - only fetching needs it

        import httpx  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise CommandError(f"{address}: fetching needs httpx: pip install 'declutter[fetch]'") from error
    try:
        return asyncio.run(asyncio.wait_for(_get(address), FETCH_SECONDS))
    except (TimeoutError, asyncio.TimeoutError, httpx.TimeoutException) as error:
        raise CommandError(f"{address}: no complete answer within {FETCH_SECONDS:g} seconds") from error
    # The last three come from proxies and certificates that the environment names wrongly.
    except (httpx.HTTPError, httpx.InvalidURL, ImportError, OSError, ValueError) as error:
        raise CommandError(f"{address}: {str(error) or type(error).__name__}") from error


async def _get(address: str) -> Source:
    import httpx  # noqa: PLC0415 - an extra; fetch() has seen that it is there

    headers = {"User-Agent": f"declutter/{__version__}", "Accept-Encoding": "gzip, deflate"}
    async with (
        httpx.AsyncClient(
            headers=headers, timeout=FETCH_SECONDS, follow_redirects=True, max_redirects=MAX_REDIRECTS
        ) as client,
        client.stream("GET", address) as response,
    ):
        _check_answer(address, response)
        data = bytearray()
        async for chunk in response.aiter_bytes():
            data += chunk
            if len(data) > DEFAULTS.max_bytes:
                raise CommandError(_too_large(address))
        url = response.url.copy_with(userinfo=b"", fragment=None)
        return Source(bytes(data), str(url), response.headers.get("Content-Type"))


def _check_answer(address: str, response: httpx.Response) -> None:
    if not response.is_success:
        raise CommandError(f"{address}: the server answered {response.status_code} {response.reason_phrase}")
    kind = response.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if not any(part in kind for part in READABLE_TYPES):
        raise CommandError(f"{address}: no page, but {kind}")
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in SAFE_CODINGS:
        raise CommandError(f"{address}: sent in the coding {coding!r}, which was not asked for")


# Writing


def render(article: Article, form: str) -> str:
    """Return the article in one of FORMATS, ending with a newline unless it is empty."""
    if form == "markdown":
        return article.to_markdown()
    if form == "html":
        return article.to_html()
    if form == "json":
        return f"{article.to_json()}\n"
    text = "\n\n".join(filter(None, (article.title, article.text)))
    return f"{text}\n" if text else ""


def heading_of_part(name: str, form: str, *, first: bool) -> str:
    """Return what parts the article of one input of several from those before: its name."""
    if form == "json":
        return ""
    gap = "" if first else "\n"
    if form == "text":
        return f"{gap}==> {_one_line(name)} <==\n\n"
    comment = f"{gap}<!-- {_HYPHEN_OF_MORE.sub('- ', _one_line(name))} -->\n"
    return f"{comment}\n" if form == "markdown" else comment


class _Output:
    """Standard output, or a file that is made when the first thing is written to it."""

    def __init__(self, path: str | None = None, inputs: Iterable[str] = ()) -> None:
        self._path = None if path == "-" else path
        self._stream: TextIO | None = None
        if self._path and any(_is_same_file(self._path, name) for name in inputs):
            raise CommandError(f"{self._path}: is an input as well")

    @property
    def written(self) -> bool:
        """Whether anything was written."""
        return self._stream is not None

    @property
    def is_terminal(self) -> bool:
        """Whether a person may be looking, through a terminal that control characters steer."""
        return not self._path and sys.stdout is not None and sys.stdout.isatty()

    def write(self, text: str) -> None:
        """Write text as it is; "" makes the file as well."""
        try:
            if self._stream is None:
                self._stream = self._open()
            self._stream.write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Bring all that was written to where it goes."""
        try:
            if self._stream is not None:
                self._stream.flush()
                if self._path:
                    self._stream.close()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._failure(error) from error

    def _open(self) -> TextIO:
        if self._path:
            return Path(self._path).open("w", encoding="utf-8", errors="replace", newline="\n")
        if sys.stdout is None:
            raise CommandError("standard output is closed")
        return sys.stdout

    def _failure(self, error: OSError) -> CommandError:
        if not self._path:
            _discard_output()
        return CommandError(f"{self._path or 'standard output'}: {error.strerror or error}")


def _is_same_file(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False


def _print(lines: Iterable[str]) -> None:
    """Write lines, whose texts must be printable already, to standard output."""
    output = _Output()
    for line in lines:
        output.write(f"{line}\n")
    output.close()


def _prepare_output() -> None:
    """Make standard output UTF-8 where it is no terminal; on one, show what it cannot print as "?"."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")


def _discard_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not fail on it when it exits."""
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _complain(message: str) -> None:
    if sys.stderr is not None:
        print(f"declutter: {_one_line(message)}", file=sys.stderr)


# Laying out for people


def explained_lines(blocks: Sequence[ExplainedBlock], columns: int, *, colours: bool) -> Iterator[str]:
    """Yield a line a block: verdict, probability, reason, and as much of the text as fits into `columns`."""
    width = max((len(block.reason) for block in blocks), default=0)
    for block in blocks:
        head = f"{'kept' if block.keep else 'dropped':<7}  {block.probability:.2f}  {block.reason:<{width}}  "
        text = shorten(block.text, max(columns - len(head), MIN_TEXT_COLUMNS))
        yield paint(f"{head}{text}".rstrip(), _GREEN if block.keep else _DIM, colours=colours)


def demo_lines(article: Article, blocks: Sequence[ExplainedBlock], columns: int, *, colours: bool) -> Iterator[str]:
    """Yield a screen that shows the article of a page, and what was removed from it, by reason."""
    prose = min(columns, MAX_PROSE_COLUMNS)
    removed = [block for block in blocks if not block.keep and not block.reason.startswith("metadata:")]
    yield f"A sample news page has {len(blocks)} blocks of text. This is the article among them:"
    yield ""
    yield from _indented(article.title or "", prose, style=_BOLD, colours=colours)
    yield from _indented(_credits(article), prose, style=_DIM, colours=colours)
    if article.lead:
        yield ""
        yield from _indented(article.lead, prose, style=_GREEN, colours=colours)
    for block in article.body:
        yield ""
        yield from _body_lines(block, prose, colours=colours)
    yield ""
    yield f"And these {len(removed)} blocks were removed:"
    for reason, group in groupby(sorted(removed, key=_reason_of), key=_reason_of):
        yield ""
        yield from _indented(reason, prose, style=_RED, colours=colours)
        snippets = " · ".join(shorten(block.text, MAX_SNIPPET_COLUMNS) for block in group)
        yield from _indented(snippets, prose, indent="    ", style=_DIM, colours=colours)
    yield ""
    yield "Now one of yours: declutter FILE, or declutter explain FILE for all the reasons."


def _reason_of(block: ExplainedBlock) -> str:
    return block.reason


def _body_lines(block: BodyBlock, columns: int, *, colours: bool) -> Iterator[str]:
    """Yield the lines of a body block: headings bold, items and quotations marked as such."""
    indent = "  │ " if isinstance(block, Quote) else "  "
    mark = "• " if isinstance(block, List) else ""
    style = _BOLD if isinstance(block, Heading) else ""
    for line in block.text.split("\n"):
        yield from _indented(line, columns, indent=indent, mark=mark, style=style, colours=colours)


def _credits(article: Article) -> str:
    published = article.metadata.published
    return " · ".join(filter(None, (*article.metadata.authors, f"{published:%Y-%m-%d}" if published else "")))


def _indented(text: str, columns: int, *, indent: str = "  ", mark: str = "", style: str, colours: bool) -> list[str]:
    """Return the text's lines of at most so many columns, the first one marked, the others aligned to it."""
    lines = textwrap.wrap(
        text,
        max(columns - len(indent), MIN_TEXT_COLUMNS),
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
    )
    return [f"{indent}{paint(line, style, colours=colours)}" for line in lines]


def shorten(text: str, columns: int) -> str:
    r"""Return a text as one printable line of at most `columns` columns, with an ellipsis where it was cut.

    >>> shorten("The rain\nin Spain", 10), shorten("雨が降る", 6)
    ('The rain…', '雨が…')
    """
    line = _one_line(text)
    if display_width(line) <= columns:
        return line
    end = sum(width <= columns - len(ELLIPSIS) for width in accumulate(map(display_width, line)))
    return line[:end].rstrip() + ELLIPSIS


def display_width(text: str) -> int:
    """Return the columns that a text takes on a terminal: wide characters two, combining ones none.

    >>> display_width("rain"), display_width("雨")
    (4, 2)
    """
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF") for character in text
    )


def printable(text: str) -> str:
    """Return a text without the characters that would steer a terminal: each becomes U+FFFD."""
    return _CONTROLS.sub("\ufffd", text)


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def paint(text: str, style: str, *, colours: bool) -> str:
    """Return a text in a style of the terminal."""
    return f"\x1b[{style}m{text}\x1b[0m" if colours and style and text else text


def _has_colours() -> bool:
    """Whether colours are welcome: a terminal that knows them, and no NO_COLOR (https://no-color.org)."""
    return (
        sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def _columns() -> int:
    return shutil.get_terminal_size((DEFAULT_COLUMNS, 24)).columns
