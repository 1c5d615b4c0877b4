"""Where the time of `extract` goes: each stage in units of the lexbor parse of the same pages, measured in the same run.

Run as: python benchmarks/profile.py CORPUS… [--sample 240] [--rounds 5] [--json OUT]

A clock of the thread's processor time stands around each stage as `extractor` calls it; of a page and stage the least
of the rounds counts, so that what else the machine does matters little. What declutter remembers from page to page is
forgotten before each round. Tables: per stage, per size of the page, per page type as declutter tells it.
"""

from __future__ import annotations

import argparse
import functools
import gc
import importlib
import inspect
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

if not __package__:  # run as a file: the folder of this file is where Python looks first, and it has a profile of its own
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.corpora import CorpusError
from benchmarks.peers import DECLUTTER
from benchmarks.quality import markdown_table, positive, provenance
from benchmarks.speed import PARSE, Page, forget_pages, load_pages, parse_with_lexbor
from declutter import Article, extract

RESULTS = Path(__file__).with_name("results") / "profile.json"
LEXBOR, WHOLE, REST = "lexbor", "whole", "rest"
# The stages, and under what names the functions of each stand where `extractor` or another module looks them up.
STAGES: Mapping[str, tuple[str, ...]] = {
    "decode": ("extractor._to_utf8",),
    "parse": ("extractor.parse_safely",),
    "segment": ("extractor.segment",),
    "features": ("extractor.measure",),
    "network": ("scoring.model:Model.probabilities",),
    "page type": ("scoring.model:Model.page_types", "extractor.declared_kinds"),
    "metadata": (
        "extractor.read_sources", "extractor.find_site_name", "extractor.find_title", "extractor.find_metadata",
        "extractor.find_lead", "extractor.with_lead", "extractor.headline_and_statements", "extractor._statements",
    ),
    "selection": ("extractor.judge", "extractor.likeliest"),
    "threads": (
        "extractor.find_thread", "extractor.find_comments", "extractor.without_comments", "extractor.thread_body",
    ),
    "assembly": ("extractor.assemble", "extractor.stated_body", "extractor.hydrated_body", "extractor.why_empty"),
}  # fmt: skip
# Of the budget: parse 1, walk and segmentation 1.5, features and scores 1, all else 1, in units of the lexbor parse.
BUDGET: Mapping[str, tuple[float, tuple[str, ...]]] = {
    "parse": (1.0, ("decode", "parse")),
    "walk and segmentation": (1.5, ("segment",)),
    "features and scores": (1.0, ("features", "network", "page type")),
    "all else": (1.0, ("metadata", "selection", "threads", "assembly", REST)),
}
# Parts of the parse, by name, and of the metadata, by the module that a function of `fields` or `extractor` comes from.
PARSE_PARTS = {"parse: lexbor": "parsing.limits.parse", "parse: tag by tag": "parsing.limits.thin"}
METADATA_MODULES = ("sources", "title", "lead", "headings", "authors", "published", "language", "about", "marked")
SIZES = (("smallest third", 0, 1 / 3), ("middle third", 1 / 3, 2 / 3), ("largest third", 2 / 3, 1))

Times = dict[str, np.ndarray[Any, np.dtype[np.int64]]]
"""Nanoseconds of each stage, part, WHOLE and LEXBOR, each of shape (pages,)."""


class Place(NamedTuple):
    """Where a function is looked up when it is called."""

    owner: Any
    name: str


def place_of(path: str) -> Place:
    """Return the place that "module.function" or "module:Class.method" names in the package.

    Raises LookupError where there is none: the code was changed, and STAGES is to follow it.
    """
    dotted, _, method = path.partition(":")
    module, name = (dotted, method) if method else dotted.rsplit(".", 1)
    owner: Any = importlib.import_module(f"declutter.{module}")
    if "." in name:
        kind, name = name.split(".")
        owner = getattr(owner, kind, None)
    if getattr(owner, name, None) is None:
        raise LookupError(f"there is no declutter.{path}: a stage has changed, and profile.py is to say its name")
    return Place(owner, name)


def metadata_parts() -> dict[str, list[Place]]:
    """Return the functions that `fields` and `extractor` call of each of METADATA_MODULES, by "metadata: MODULE"."""
    found: dict[str, list[Place]] = {}
    for caller in ("metadata.fields", "extractor"):
        namespace = importlib.import_module(f"declutter.{caller}")
        for name, thing in vars(namespace).items():
            module = getattr(thing, "__module__", "").rpartition("declutter.metadata.")[2]
            if inspect.isfunction(thing) and module in METADATA_MODULES:
                found.setdefault(f"metadata: {module}", []).append(Place(namespace, name))
    return found


class Clocks:
    """The time in each stage and part; what is called within the same one is not counted twice."""

    def __init__(self) -> None:
        self.spent: dict[str, int] = {}
        self.running: set[str] = set()
        self.in_stage = False

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with a clock around it."""
        is_stage = name in STAGES

        @functools.wraps(call)
        def timed(*positional: Any, **named: Any) -> Any:
            if name in self.running or (is_stage and self.in_stage):  # a stage that another one calls belongs to that
                return call(*positional, **named)
            self.running.add(name)
            self.in_stage = self.in_stage or is_stage
            started = time.thread_time_ns()
            try:
                return call(*positional, **named)
            finally:
                self.spent[name] = self.spent.get(name, 0) + time.thread_time_ns() - started
                self.running.discard(name)
                self.in_stage = self.in_stage and not is_stage

        @functools.wraps(call)
        def timed_steps(*positional: Any, **named: Any) -> Iterator[Any]:
            steps = call(*positional, **named)
            while True:
                started = time.thread_time_ns()
                try:
                    step = next(steps)
                except StopIteration:
                    return
                finally:
                    if name not in self.running:
                        self.spent[name] = self.spent.get(name, 0) + time.thread_time_ns() - started
                yield step

        return timed_steps if inspect.isgeneratorfunction(call) else timed


@contextmanager
def clocks_in_place() -> Iterator[Clocks]:
    """Put clocks around all stages and parts, and take them away again."""
    places = [(place_of(path), name) for name, paths in STAGES.items() for path in paths]
    places += [(place_of(path), name) for name, path in PARSE_PARTS.items()]
    parts = [(place, name) for name, found in metadata_parts().items() for place in found]
    clocks, before = Clocks(), []
    for place, name in [*parts, *places]:  # a function that is both is a part within its stage
        own = getattr(place.owner, place.name)
        before.append((place, own))
        setattr(place.owner, place.name, clocks.around(name, own))
    try:
        yield clocks
    finally:
        for place, own in reversed(before):
            setattr(place.owner, place.name, own)


def measure_pages(pages: Sequence[Page], rounds: int) -> tuple[Times, list[str]]:
    """Return the least of the rounds of each page's times, and each page's type, "none" where there is none."""
    least: dict[str, list[int]] = {}
    types: list[str] = []
    for number in range(rounds):
        forget_pages()
        gc.collect()
        with clocks_in_place() as clocks:
            for at, page in enumerate(pages):
                clocks.spent.clear()
                article, clocks.spent[WHOLE] = spent_by(extract, page)
                for name, spent in clocks.spent.items():
                    row = least.setdefault(name, [0] * len(pages))
                    row[at] = min(row[at], spent) if number else spent
                if not number:
                    types.append(article.page_type or "none")
        row = least.setdefault(LEXBOR, [0] * len(pages))
        for at, page in enumerate(pages):
            spent = spent_by(lambda source, *, url: parse_with_lexbor(source, url), page)[1]
            row[at] = min(row[at], spent) if number else spent
    return {name: np.array(row, dtype=np.int64) for name, row in least.items()}, types


def spent_by(call: Callable[..., Any], page: Page) -> tuple[Article, int]:
    """Return what the call makes of a page, and the nanoseconds of processor time that it took."""
    started = time.thread_time_ns()
    made = call(page.source, url=page.url)
    return made, time.thread_time_ns() - started


def in_parses(times: Times, chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> dict[str, float]:
    """Return the time of each stage and part on the chosen pages, in units of the lexbor parse of the same pages."""
    parse = float(times[LEXBOR][chosen].sum())
    units = {name: float(row[chosen].sum()) / parse for name, row in times.items() if name != LEXBOR}
    units = dict.fromkeys(STAGES, 0.0) | units
    return units | {REST: units[WHOLE] - sum(units[name] for name in STAGES)}


def tables_of(measured: Mapping[str, Any]) -> dict[str, str]:
    """Return Markdown tables, by name: "stages", "budget", "sizes" and "types"."""
    whole = measured["all"]["units"]
    order = [name for stage in STAGES for name in (stage, *sorted(part for part in whole if part.startswith(f"{stage}: ")))]
    rows = [[name, f"{whole[name]:.2f}", f"{whole[name] / whole[WHOLE]:.0%}"] for name in [*order, REST, WHOLE]]
    budget = [
        [name, f"{most:.1f}", f"{sum(whole[stage] for stage in stages):.2f}"] for name, (most, stages) in BUDGET.items()
    ]
    budget.append(["sum", f"{sum(most for most, _ in BUDGET.values()):.1f}", f"{whole[WHOLE]:.2f}"])
    tables = {
        "stages": markdown_table(["stage", "× parse", "share"], rows),
        "budget": markdown_table(["part", "budget, × parse", "now"], budget),
    }
    for kind in ("sizes", "types"):
        groups = measured[kind]
        heads = ["stage", *groups]
        body = [["pages", *(str(group["pages"]) for group in groups.values())]]
        body.append(["kB a page", *(str(group["kilobytes"]) for group in groups.values())])
        body.append(["parse, ms", *(f"{group['parse_ms']:.2f}" for group in groups.values())])
        body += [[name, *(f"{group['units'][name]:.2f}" for group in groups.values())] for name in [*STAGES, REST, WHOLE]]
        tables[kind] = markdown_table(heads, body)
    return tables


def summarise(pages: Sequence[Page], times: Times, types: Sequence[str]) -> dict[str, Any]:
    """Return the units of all pages, of the SIZES and of each page type, as they are stored."""
    sizes = np.array([len(page.source) for page in pages])
    ranks = sizes.argsort(kind="stable").argsort(kind="stable") / len(pages)
    kinds = np.array(types)

    def group(chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> dict[str, Any]:
        units = {name: round(value, 4) for name, value in in_parses(times, chosen).items()}
        parse_ms = float(times[LEXBOR][chosen].mean()) / 1e6
        kilobytes = round(float(sizes[chosen].mean()) / 1000)
        return {"pages": int(chosen.sum()), "kilobytes": kilobytes, "parse_ms": round(parse_ms, 4), "units": units}

    return {
        "all": group(np.ones(len(pages), dtype=bool)),
        "sizes": {name: group(inside) for name, low, high in SIZES if (inside := (low <= ranks) & (ranks < high)).any()},
        "types": {name: group(kinds == name) for name in sorted(set(types))},
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and write the figures; return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="CORPUS")
    parser.add_argument("--sample", type=positive, default=240, metavar="N", help="N pages of all, drawn at random")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the sample")
    parser.add_argument("--rounds", type=positive, default=5, metavar="N")
    parser.add_argument("--json", type=Path, default=RESULTS, metavar="OUT", help="where the figures are written")
    given = list(sys.argv[1:] if argv is None else argv)
    options = parser.parse_args(given)
    try:
        pages = load_pages(options.folders, options.sample, options.seed, None)
    except CorpusError as error:
        parser.error(str(error))
    for page in pages[: len(pages) // 4]:
        extract(page.source, url=page.url)  # loads what is loaded once
    times, types = measure_pages(pages, options.rounds)
    measured = summarise(pages, times, types)
    for table in tables_of(measured).values():
        print(table, end="\n\n")
    said = provenance(["profile.py", *given], options.folders, len(pages), [DECLUTTER, PARSE])
    print(said)
    options.json.parent.mkdir(exist_ok=True)
    stored = {"provenance": said.splitlines(), "rounds": options.rounds, **measured}
    options.json.write_text(f"{json.dumps(stored, ensure_ascii=False, indent=1)}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
