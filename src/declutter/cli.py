"""The command line: files, standard input or an address in; the article, or each block's fate, out."""

from __future__ import annotations

import argparse
import codecs
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from declutter import __version__
from declutter.commands.errors import CommandError
from declutter.commands.layout import columns_shown, demo_lines, explained_lines, has_colours, one_line, printable
from declutter.commands.reading import Source, is_web_address, label, read_file, read_source
from declutter.commands.writing import Output, complain, discard_output, prepare_output, print_lines
from declutter.data import demo_page
from declutter.errors import DeclutterError, TemplateError
from declutter.extractor import explain, explain_text, extract, extract_text
from declutter.options import DEFAULTS
from declutter.parsing.decode import decode
from declutter.template import SiteTemplate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.article import Article

CONTENT, NO_CONTENT, BAD_USE = 0, 1, 2  # exit codes
INTERRUPTED, BROKEN_PIPE = 130, 141  # exit codes, as shells give them: 128 + SIGINT, 128 + SIGPIPE
FORMATS = ("text", "markdown", "json", "html", "xml")

_HYPHEN_OF_MORE = re.compile(r"-(?=-)")  # two of them would end a comment

_DESCRIPTION = """\
Print the article of each web page: its title, lead and body, without what stands around them.

  declutter FILE …            a page, saved; "-" is standard input
  declutter https://…         a page, fetched (needs declutter[fetch])
  declutter explain FILE      every block of the page, kept or dropped, and why
  declutter report FILE       the page, the article and every block's fate, to look at in a browser
  declutter learn PAGES …     what the pages of a site share, into a template for --template
  declutter demo              see it work on a sample page
  declutter text FILE …       text dumps, such as WET files: the articles in them, one after another
  declutter batch IN… -o OUT  many pages: folders, archives, tables, crawls (needs declutter[batch])
  declutter serve             answer over HTTP (needs declutter[serve])
"""
_EPILOG = """\
exit status: 0 if every page had content, 1 if one had none, 2 on bad use or a page that could not be read.
A file named as a command is reached as ./explain, ./report, ./learn, ./demo, ./text, ./batch or ./serve.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; `argv` are the words after the program's name.

    Raises SystemExit for --help and --version, as argparse does.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    commands = {
        "explain": _explain, "report": _report, "learn": _learn, "demo": _demo, "text": _text, "batch": _batch,
        "serve": _serve,
    }  # fmt: skip
    try:
        prepare_output()
        if words and (command := commands.get(words[0])):
            return command(words[1:])
        return _extract(words)
    except CommandError as error:
        complain(str(error))
        return BAD_USE
    except BrokenPipeError:
        discard_output()
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
    parser.add_argument("-f", "--format", choices=FORMATS, default="text", help="the output's (default: text); xml is TEI")
    parser.add_argument("--front-matter", action="store_true", help="with markdown: the metadata above it, as YAML")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there, not to standard output")
    parser.add_argument("--version", action="version", version=f"declutter {__version__}")
    _add_input_options(parser)
    arguments = parser.parse_args(words)
    _check_input_options(arguments)
    if arguments.url and len(arguments.files) > 1:
        raise CommandError("--url is the address of one page, and there are several")
    if arguments.front_matter and arguments.format != "markdown":
        raise CommandError("--front-matter stands above Markdown: add --format markdown")
    output = Output(arguments.output, arguments.files)
    try:
        statuses = [_extract_one(name, arguments, output) for name in arguments.files]
    finally:
        output.close()
    return max(statuses)


def _extract_one(name: str, arguments: argparse.Namespace, output: Output) -> int:
    """Write the article of one input, and return its status: an input that fails does not stop the others."""
    try:
        article = _read_article(name, arguments)
    except CommandError as error:
        complain(str(error))
        return BAD_USE
    if article.notes:
        complain(f"{label(name)}: {'; '.join(article.notes)}")
    text = render(article, arguments.format, front_matter=arguments.front_matter)
    if len(arguments.files) > 1:
        text = f"{heading_of_part(label(name), arguments.format, first=not output.written)}{text}"
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
        raise CommandError(f"{label(arguments.file)}: {error}") from error
    if arguments.json:
        listed = [block._asdict() | {"probability": round(block.probability, 4)} for block in blocks]
        print_lines([json.dumps(listed, ensure_ascii=False, indent=2)])
    else:
        print_lines(explained_lines(blocks, columns_shown(), colours=has_colours()))
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
    output = Output(arguments.output, filter(None, (arguments.file, arguments.gold)))
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
    gold = decode(read_file(arguments.gold), "utf-8") if arguments.gold else None
    name = label(arguments.file)
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
            raise CommandError(f"{label(name)}: {error}") from error
    try:
        template.save(arguments.output)
    except OSError as error:
        raise CommandError(f"{arguments.output}: {error.strerror or error}") from error
    complain(f"{arguments.output}: {template.learned} pages, {len(template.texts):,} texts")
    return CONTENT


def _demo(words: Sequence[str]) -> int:
    parser = _parser("declutter demo", "Show what is kept of a sample page, and what is removed.")
    parser.parse_args(words)
    explained = explain(demo_page())
    print_lines(demo_lines(explained.article, explained, columns_shown(), colours=has_colours()))
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


def _text(words: Sequence[str]) -> int:
    from declutter.batch import texts  # noqa: PLC0415 - likewise

    parser = _parser("declutter text", texts.DESCRIPTION)
    texts.add_arguments(parser)
    arguments = parser.parse_args(words)
    output = Output(arguments.output, arguments.inputs)
    clean = texts.clean_lines if arguments.fast else texts.clean_texts
    status = CONTENT
    try:
        for one in clean(texts.read_texts(arguments.inputs)):
            if one.failure:
                complain(f"{one.id}: {one.failure}")
            status = max(status, BAD_USE if one.failure else CONTENT if one.text else NO_CONTENT)
            text = texts.rendered(one, arguments.format)
            output.write(printable(text) if output.is_terminal else text)
    except DeclutterError as error:
        raise CommandError(str(error)) from error
    finally:
        output.close()
    return status


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
    if arguments.url and not is_web_address(arguments.url):
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
        raise CommandError(f"{label(name)}: {error}") from error


def _read(name: str, arguments: argparse.Namespace) -> Source:
    return read_source(name, arguments.url, arguments.encoding)


# Writing


def render(article: Article, form: str, *, front_matter: bool = False) -> str:
    """Return the article in one of FORMATS, ending with a newline unless it is empty."""
    if form == "markdown":
        return article.to_markdown(front_matter=front_matter)
    if form == "xml":
        return article.to_xml()
    if form == "html":
        return article.to_html()
    if form == "json":
        return f"{article.to_json()}\n"
    text = "\n\n".join(filter(None, (article.title, article.text)))
    return f"{text}\n" if text else ""


def heading_of_part(name: str, form: str, *, first: bool) -> str:
    """Return what parts the article of one input of several from those before: its name."""
    if form in ("json", "xml"):  # a comment above would not be well-formed
        return ""
    gap = "" if first else "\n"
    if form == "text":
        return f"{gap}==> {one_line(name)} <==\n\n"
    comment = f"{gap}<!-- {_HYPHEN_OF_MORE.sub('- ', one_line(name))} -->\n"
    return f"{comment}\n" if form == "markdown" else comment
