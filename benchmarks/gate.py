"""The gate of quality and speed: on a fixed sample of the corpus, no figure may fall below its floor.

Run as: python benchmarks/gate.py [--raise | --lower SET.MEASURE… --reason "…" | --speed]
Floors stand in floors.json. They rise by --raise and fall by --lower alone, which keeps the reason in the
file; the bound of the speed check is edited there by hand. Without the corpus beside the repository there is
nothing to check.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measures import figure, rows_of_measures
from benchmarks.peers import DECLUTTER
from benchmarks.quality import Outcome, choose_cases, markdown_table, positive, score_cases, silenced_logs
from benchmarks.speed import (
    PARSE,
    Contender,
    extract_with_declutter,
    load_pages,
    parse_with_lexbor,
    ratios,
    spread,
    time_rounds,
    warm_up,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.measures import Floats

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
FLOORS = Path(__file__).with_name("floors.json")
EVERY = 3  # every third page of each set: floors hold for this sample only
WORKERS = 2
NOISE = 0.005  # how far below its floor a figure may be: what a change that helps elsewhere may cost
DIGITS = 4  # of figures and floors in the file
GATED = {"traf": ("snip",), "aed": ("wordF1", "shingle"), "fundus": ("wordF1", "shingle")}
GATED_ELSEWHERE = ("wordF1",)
SPEED_PAGES = 60
SPEED_ROUNDS = 5
SEED = 0  # of the speed check's sample


class LoweringError(ValueError):
    """A floor that cannot be lowered as asked."""


@dataclass(frozen=True, slots=True)
class Lowering:
    """A floor that a person lowered, and why."""

    floor: str
    before: float
    after: float
    reason: str
    date: str
    """YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Floors:
    """What floors.json holds."""

    floors: Mapping[str, float]
    """By "SET.MEASURE", each in [0, 1]."""
    lowered: tuple[Lowering, ...] = ()
    """In the order in which it was done."""
    speed_bound: float | None = None
    """Most that extracting may take, as a multiple of lexbor's parse alone."""
    speed_when_set: float | None = None
    """What it took when the bound was set."""


# --- the file


def read_floors(path: Path) -> Floors:
    """Return the floors in a file; none if there is no file yet."""
    if not path.is_file():
        return Floors({})
    stored = json.loads(path.read_text(encoding="utf-8"))
    return replace(Floors(**stored), lowered=tuple(Lowering(**entry) for entry in stored["lowered"]))


def write_floors(path: Path, floors: Floors) -> None:
    """Write the floors as JSON, sorted, a line each."""
    stored = asdict(replace(floors, floors=dict(sorted(floors.floors.items()))))
    path.write_text(f"{json.dumps(stored, ensure_ascii=False, indent=2)}\n", encoding="utf-8")


# --- quality


def gated_figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return declutter's figures that have floors, by "SET.MEASURE", rounded as they are stored."""
    figures = {}
    for set_name in dict.fromkeys(outcome.set_name for outcome in outcomes):
        rows = rows_of_measures(outcome.rows for outcome in outcomes if outcome.set_name == set_name)
        for measure in GATED.get(set_name, GATED_ELSEWHERE):
            value = figure(measure, rows.get(measure, []))
            if value is not None:
                figures[f"{set_name}.{measure}"] = round(value, DIGITS)
    return figures


def fallen(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """Return the names of floors that their figure is under by more than NOISE, or that have no figure."""
    return [
        name
        for name, floor in floors.items()
        if name not in figures or round(floor - figures[name], DIGITS) > NOISE
    ]


def raised(floors: Floors, figures: Mapping[str, float]) -> Floors:
    """Return the floors with each at its figure where that is higher; a figure without a floor gets one."""
    higher = {name: max(value, floors.floors.get(name, value)) for name, value in figures.items()}
    return replace(floors, floors={**floors.floors, **higher})


def lowered(
    floors: Floors, figures: Mapping[str, float], names: Iterable[str], reason: str, date: str
) -> Floors:
    """Return the floors with the named ones down at their figures, and the reason noted.

    Raises LoweringError for an empty reason, a name without floor or figure, and a figure that is not lower.
    """
    if not reason.strip():
        raise LoweringError("a floor is lowered for a reason: give --reason")
    after, notes = dict(floors.floors), list(floors.lowered)
    for name in names:
        if name not in after or name not in figures:
            known = ", ".join(sorted(after.keys() & figures.keys()))
            raise LoweringError(f"{name} has no floor or no figure; those with both are {known}")
        if figures[name] >= after[name]:
            raise LoweringError(f"{name} is {figures[name]:.4f}, not under its floor of {after[name]:.4f}")
        notes.append(Lowering(name, after[name], figures[name], reason.strip(), date))
        after[name] = figures[name]
    return replace(floors, floors=after, lowered=tuple(notes))


def floor_table(figures: Mapping[str, float], floors: Mapping[str, float]) -> str:
    """Return a Markdown table of figures, floors and what that means."""
    low = set(fallen(figures, floors))
    body = []
    for name in sorted(floors.keys() | figures.keys()):
        value, floor = figures.get(name), floors.get(name)
        difference = "–" if value is None or floor is None else f"{value - floor:+.4f}"
        verdict = "FALLEN" if name in low else "no floor yet" if floor is None else "ok"
        body.append([name, _shown(value), _shown(floor), difference, verdict])
    return markdown_table(["set.measure", "figure", "floor", "difference", "verdict"], body)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def measure_quality(corpus: Path, workers: int) -> tuple[dict[str, float], list[Outcome]]:
    """Return the gated figures on the sample, and the outcomes of pages on which declutter failed."""
    cases = choose_cases([corpus], EVERY, None, SEED)
    with silenced_logs():
        outcomes = score_cases(cases, [DECLUTTER], workers)
    return gated_figures(outcomes), [outcome for outcome in outcomes if outcome.error]


def check_quality(path: Path, floors: Floors, figures: Mapping[str, float]) -> int:
    """Print figures beside floors, and return the exit code."""
    print(floor_table(figures, floors.floors))
    low = fallen(figures, floors.floors)
    if low:
        print(f"\nfallen by more than {NOISE} below the floor in {path.name}: {', '.join(low)}")
    if figures.keys() - floors.floors.keys():
        print("\n--raise gives a floor to each figure that has none")
    return 1 if low else 0


# --- speed


def time_against_parse(corpus: Path) -> Floats:
    """Return declutter's time as a multiple of lexbor's parse on the sample, shape (rounds,)."""
    pages = load_pages([corpus], SPEED_PAGES, SEED, None)
    contenders = [
        Contender(PARSE, parse_with_lexbor, len(pages)),
        Contender(DECLUTTER, extract_with_declutter, len(pages)),
    ]
    with silenced_logs():
        failures = warm_up(contenders, pages)
        pages = [page for page in pages if page.name not in failures]
        contenders = [replace(contender, pages=len(pages)) for contender in contenders]
        times = time_rounds(contenders, pages, SPEED_ROUNDS)
    for name, reason in failures.items():
        print(f"left out: {name}: {reason[:150]}")
    print(f"{len(pages)} pages")
    return ratios(times, over=1, under=0)


def check_speed(quotients: Floats, bound: float | None) -> int:
    """Print the ratio beside its bound, and return the exit code."""
    print(f"declutter / lexbor parse: {spread(quotients)} over {len(quotients)} rounds")
    if bound is None:
        print("no bound yet: set speed_bound in floors.json")
        return 0
    slow = bool(np.median(quotients) > bound)
    print(f"bound: {bound:.2f}{': TOO SLOW' if slow else ''}")
    return 1 if slow else 0


# --- the command


def argument_parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--raise", action="store_true", dest="raises", help="set floors at higher figures")
    mode.add_argument("--lower", nargs="+", metavar="SET.MEASURE", help="set these floors at lower figures")
    mode.add_argument("--speed", action="store_true", help="check the time against the parse instead")
    parser.add_argument("--reason", default="", help="why floors are lowered; stored with them")
    parser.add_argument("--corpus", type=Path, default=CORPUS, metavar="FOLDER")
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE")
    parser.add_argument("--workers", type=positive, default=WORKERS, metavar="N", help="processes")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, or move floors and check; return 1 if anything is below its floor or too slow, else 0."""
    parser = argument_parser()
    options = parser.parse_args(arguments)
    if bool(options.lower) != bool(options.reason.strip()):
        parser.error("--lower and --reason go together")
    if not options.corpus.is_dir():
        print(f"skipped: {options.corpus.parent.name}/{options.corpus.name} is not beside the repository")
        return 1 if options.raises or options.lower else 0
    floors = read_floors(options.floors)
    if options.speed:
        return check_speed(time_against_parse(options.corpus), floors.speed_bound)
    figures, failed = measure_quality(options.corpus, options.workers)
    for outcome in failed:
        print(f"declutter failed on {outcome.set_name}/{outcome.case_id}: {(outcome.error or '')[:150]}")
    if options.raises:
        floors = raised(floors, figures)
    if options.lower:
        today = datetime.now(tz=timezone.utc).date().isoformat()
        try:
            floors = lowered(floors, figures, options.lower, options.reason, today)
        except LoweringError as error:
            parser.error(str(error))
    if options.raises or options.lower:
        write_floors(options.floors, floors)
    return check_quality(options.floors, floors, figures)


if __name__ == "__main__":
    sys.exit(main())
