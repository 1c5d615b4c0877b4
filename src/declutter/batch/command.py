"""`declutter batch`: its options, and what it prints."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from declutter.batch.inputs import ColumnNames, InputError, Source, find_sources
from declutter.batch.many import PAGE_MEGABYTES, PAGE_SECONDS, processors
from declutter.batch.progress import shown_progress
from declutter.batch.run import PART_PAGES, Account, RunSettings, run
from declutter.batch.stores import FORMATS, OutputError, exists, format_of, open_store, remove
from declutter.batch.summary import summary_lines
from declutter.batch.where import compile_condition
from declutter.options import DEFAULTS, Options
from declutter.template import SiteTemplate

ALL_EXTRACTED, SOME_FAILED = 0, 1  # exit codes; 2 is bad use, as everywhere
DESCRIPTION = """\
Extract many pages: folders, globs, .html, .txt, .zip, .tar, .jsonl, .csv, .parquet, .warc, .wet (.gz and .zst as well).

  declutter batch pages/ -o articles.parquet
  declutter batch CC-MAIN-*.warc.gz -o out/ --resume
  declutter batch dump.jsonl -o french.jsonl.zst --where 'language == "fr" and confidence > 0.8'
"""
EPILOG = """\
exit status: 0 if every record was extracted, 1 if some failed (their rows say why), 2 on bad use, 130 if interrupted.
A run that was killed goes on with --resume; each record is in the output once.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `declutter batch`."""
    add = parser.add_argument
    add("inputs", nargs="+", metavar="INPUT", help="a file, a folder, a glob, or - for a page, JSON lines or a WARC")
    add("-o", "--output", metavar="OUT", required=True,
        help="a file whose ending says its format (.parquet, .jsonl[.gz|.zst], .sqlite), or a folder")  # fmt: skip
    add("-f", "--format", choices=FORMATS, help="what is written to a folder (default: parquet)")
    add("--resume", action="store_true", help="go on with a run that was killed; start it if there is none")
    add("--overwrite", action="store_true", help="remove what an earlier run wrote there")
    add("-w", "--workers", type=_positive, metavar="N", help="worker processes (default: one a processor)")
    add("--where", metavar="CONDITION", help='keep only such articles, as in: language == "fr" and words > 200')
    add("--dedup", choices=("exact", "near"), help="mark articles with the same, or nearly the same, text as an earlier one")
    sites = parser.add_mutually_exclusive_group()
    sites.add_argument("--template", type=_template, metavar="FILE", help="what `declutter learn` wrote for the pages' site")
    sites.add_argument("--site-templates", action="store_true",
        help="learn from the first pages of each host what its pages share, and leave it out of the others")  # fmt: skip
    add("--text", action="store_true", help="the pages are text dumps, their blocks are lines")
    add("--timings", action="store_true", help="say of each page how long it took, for declutter report --run")
    add("--html-column", metavar="NAME", help="of tables: where the page is (default: guessed)")
    add("--url-column", metavar="NAME", help="of tables: where its address is")
    add("--id-column", metavar="NAME", help="of tables: where its name is")
    add("--seconds", type=float, default=PAGE_SECONDS, metavar="N", help=f"a page may take (default: {PAGE_SECONDS:g})")
    add("--megabytes", type=_positive, default=PAGE_MEGABYTES, metavar="N",
        help=f"of memory a page may take (default: {PAGE_MEGABYTES:,}; Linux)")  # fmt: skip
    add("--max-bytes", type=_positive, default=DEFAULTS.max_bytes, metavar="N",
        help=f"of a page (default: {DEFAULTS.max_bytes:,})")  # fmt: skip
    add("--part", type=_positive, default=PART_PAGES, metavar="N", help=f"records a part (default: {PART_PAGES:,})")
    add("--summary", metavar="FILE", help="write the numbers that are printed at the end there, as JSON")


def run_command(arguments: argparse.Namespace) -> int:
    """Run `declutter batch`, and return its exit status.

    Raises DeclutterError on bad use, OSError if the output cannot be written, KeyboardInterrupt on SIGINT and SIGTERM.
    """
    if not arguments.seconds > 0:
        raise InputError(f"--seconds must be positive, not {arguments.seconds:g}")
    if arguments.where:
        compile_condition(arguments.where)
    form = format_of(arguments.output, arguments.format)
    sources = find_sources(arguments.inputs)
    _check_apart(sources, arguments.output)
    settings = RunSettings(
        format=form,
        workers=arguments.workers or processors(),
        seconds=arguments.seconds,
        megabytes=arguments.megabytes,
        part_pages=arguments.part,
        where=arguments.where,
        dedup=arguments.dedup,
        form="text" if arguments.text else "html",
        timings=arguments.timings,
        columns=ColumnNames(arguments.html_column, arguments.url_column, arguments.id_column),
        options=Options(max_bytes=arguments.max_bytes),
        template=arguments.template,
        site_templates=arguments.site_templates,
    )
    if arguments.overwrite:
        remove(arguments.output, form)
    elif exists(arguments.output) and not arguments.resume:
        raise OutputError(f"{arguments.output} is there already: --resume goes on with it, --overwrite starts anew")
    with _terminated_as_interrupted(), shown_progress() as report:
        account = run(sources, open_store(arguments.output, form), settings, report)
    _print_summary(account, arguments.summary)
    return SOME_FAILED if account.counts.failures else ALL_EXTRACTED


def _print_summary(account: Account, path: str | None) -> None:
    lines = summary_lines(account.counts, account.seconds, account.bytes_now, account.pages_now, account.left_out)
    for line in lines:
        print(f"declutter: {line}", file=sys.stderr)
    if path:
        numbers = account.counts.to_dict() | {
            "left_out": dict(account.left_out), "seconds": round(account.seconds, 3), "pages_now": account.pages_now,
        }  # fmt: skip
        Path(path).write_text(f"{json.dumps(numbers, ensure_ascii=False, indent=2)}\n", encoding="utf-8")


def _check_apart(sources: list[Source], output: str) -> None:
    """See to it that the run does not read what it writes. Raises OutputError."""
    place = Path(output).resolve()
    for source in sources:
        path = Path(source.name).resolve()
        if path == place or place in path.parents:
            raise OutputError(f"{source.name} is an input, and {output} is the output")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


_positive.__name__ = "positive whole number"  # argparse names it so when the user gave something else


def _template(name: str) -> SiteTemplate:
    try:
        return SiteTemplate.load(name)
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{name}: {getattr(error, 'strerror', None) or error}") from error


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Take SIGTERM as Ctrl-C: workers end, and the parts that are there stay."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    earlier = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier)
