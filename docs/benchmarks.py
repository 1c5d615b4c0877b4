"""Makes benchmarks.md and its plots in docs/ from benchmarks/results/: python docs/benchmarks.py, which measures nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

DOCS = Path(__file__).resolve().parent
RESULTS = DOCS.parent / "benchmarks" / "results"
OWN = "declutter"
PEERS = {  # what the results call them, and what the page does; in the order of the columns
    "trafilatura-no-comments": "trafilatura", "resiliparse": "Resiliparse", "readability-lxml": "readability-lxml",
    "justext": "jusText",
}  # fmt: skip
FIELD_PEERS = {"trafilatura": "trafilatura", "resiliparse": "Resiliparse", "readability-lxml": "readability-lxml"}
TEXT = (  # set, measure, what the set is
    ("wcxb", "wordF1", "pages of seven types"), ("aed", "wordF1", "English news"), ("fundus", "wordF1", "news, 25 languages"),
    ("zh", "wordF1", "Chinese news"), ("readability", "wordF1", "hard pages"), ("traf", "snip", "half of them German"),
    ("wet", "wordF1", "text dumps"),
)  # fmt: skip
MEASURE_NAMES = {"wordF1": "word F1", "snip": "snippet F1"}
FIELDS = {"title": "equal", "authors": "F1", "date": "equal", "lead": "word F1", "image": "equal", "tags": "F1"}
COLORS = ("#00796b", "#c9822b", "#5b7fb5", "#a05195", "#8a8a8a")
STYLE = """text{font:13px system-ui,sans-serif;fill:#1b1b1b}.soft{fill:#5a5f66}line{stroke:#c4c8cd}
@media(prefers-color-scheme:dark){text{fill:#ececec}.soft{fill:#a9b0b8}line{stroke:#4a4f55}}"""


class Bars(NamedTuple):
    """A plot of horizontal bars: groups of bars, one bar for each series."""

    title: str
    groups: tuple[str, ...]
    series: Mapping[str, tuple[float | None, ...]]
    """Of each series a value for each group, None where there is none."""
    digits: int = 3
    top: float | None = None
    """The longest value that could be; the longest that is, by default."""


def main() -> None:
    """Write the page and its plots."""
    for name, text in made(RESULTS).items():
        (DOCS / name).write_text(text, encoding="utf-8")


def made(results: Path) -> dict[str, str]:
    """Return the text of each file, by its name in docs/; what was not measured yet is left out, and said."""
    training, quality, speed, report = (_read(results / f"{name}.json") for name in ("training", "quality", "speed", "report"))
    figures, sets = training["figures"], (quality or {"sets": {}})["sets"]
    types = sorted(name.removeprefix("wcxb ") for name in figures if name.startswith("wcxb "))
    page, plots = [_HEAD], {}
    for lines, more in (
        _text_section(training, quality), _type_section(types, figures, sets), _confidence_section(figures),
        _field_section(sets) if _field_rows(sets) else _missing("Metadata", "quality.py ../shared/corpus --figures"),
        _speed_section(speed) if speed else _missing("Speed", "speed.py --group NAME ../shared/corpus/SET --json"),
        _report_section(report) if report else _missing("The report", "report.py --json"),
    ):  # fmt: skip
        page += lines
        plots |= more
    return {"benchmarks.md": "\n".join(page), **{name: bars_svg(bars) for name, bars in plots.items()}}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


Section = tuple[list[str], dict[str, Bars]]
"""Lines of the page, and the plots among them by the names of their files."""


def _missing(heading: str, command: str) -> Section:
    return [f"## {heading}\n", f"Not measured: `python benchmarks/{command} benchmarks/results/…` does.\n"], {}


def _text_section(training: Any, quality: Any) -> Section:
    figures, sets = training["figures"], (quality or {"sets": {}})["sets"]
    heads = ("set", "measure", "pages", OWN, *_peers(sets).values())
    return [
        "## Text\n",
        _CROSS_VALIDATED.format(command=training["command"], date=training["date"]),
        _table(heads, _text_rows(figures, sets), 2),
        "![The table above as bars](benchmarks-text.svg)\n",
        *(("The peers:\n", _provenance(quality)) if quality else ()),
    ], {"benchmarks-text.svg": _bars_of_text(figures, sets)}


def _type_section(types: Sequence[str], figures: Any, sets: Any) -> Section:
    return [
        "## Kinds of pages\n",
        "Word F1 on the pages of `wcxb`, by the type that it gives them; `declutter` cross-validated as above.\n",
        _table(("type", "pages", OWN, *_peers(sets).values()), _type_rows(types, figures, sets)),
        "![The table above as bars](benchmarks-types.svg)\n",
    ], {"benchmarks-types.svg": _bars_of_types(types, figures, sets)}


def _confidence_section(figures: Any) -> Section:
    tenths = [figures[f"confidence, tenth {i}"] for i in range(1, 11)]
    columns = {"mean confidence": "confidence", "mean word F1": "wordF1"}
    rows = [[str(i), str(one["pages"]), *(f"{one[name]:.3f}" for name in columns.values())] for i, one in enumerate(tenths, 1)]
    title = "Mean confidence and mean word F1, by tenths of the pages in the order of confidence"
    series = {label: tuple(one[name] for one in tenths) for label, name in columns.items()}
    return [
        "## Confidence\n",
        "Pages of unseen sites in the order of `article.confidence`, in tenths: what was expected, and what came.\n",
        _table(("tenth", "pages", *columns), rows),
        "![Mean confidence and mean word F1 of each tenth](benchmarks-confidence.svg)\n",
    ], {"benchmarks-confidence.svg": Bars(title, tuple(f"tenth {i}" for i in range(1, 11)), series, top=1.0)}


def _field_section(sets: Any) -> Section:
    heads = ("field", "measure", "set", "pages", OWN, *FIELD_PEERS.values())
    return ["## Metadata\n", _FIELDS_HEAD, _table(heads, _field_rows(sets), 3)], {}


def _speed_section(speed: Any) -> Section:
    page, medians, names = ["## Speed\n", _SPEED_HEAD], {}, ()
    for group, timed in speed["groups"].items():
        times = {_name(tool): [ms / own["pages"] for ms in own["total_ms"]] for tool, own in timed["tools"].items()}
        tools = [[_name(tool), str(own["pages"]), _spread(times[_name(tool)])] for tool, own in timed["tools"].items()]
        ratios = [[" / ".join(map(_name, ratio.split(" / "))), _spread(values)] for ratio, values in timed["ratios"].items()]
        page.append(f"{group}, {timed['pages']} pages of {timed['kilobytes_a_page']} kB:\n")
        page += [_table(("tool", "pages", "ms a page"), tools), _table(("ratio", "median (range)"), ratios)]
        medians[group], names = tuple(median(of) for of in times.values()), tuple(times)
    if speed["start"]:
        rows = [[part, f"{median(values):.0f}", f"{min(values):.0f}"] for part, values in speed["start"].items()]
        page.append(_table(("start, in a fresh process", "median ms", "least"), rows))
    page += ["![Milliseconds a page](benchmarks-speed.svg)\n", _provenance(speed)]
    return page, {"benchmarks-speed.svg": Bars("Milliseconds a page", names, medians, digits=1)}


def _report_section(report: Any) -> Section:
    heads = ("page", "size", "blocks", "made in (processor time)", "the report's size", "answers after", "of processor time")
    acts = [
        [act, f"{usual:.0f} ms", f"{longest:.0f} ms"]
        for one in report["pages"].values()
        for act, (usual, longest) in one["acts_ms"].items()
    ]
    return [
        "## The report\n",
        _REPORT_HEAD,
        _table(heads, map(_report_row, report["pages"].items())),
        _table(("act, in the report of 5,000 blocks", "between frames, median", "longest"), acts),
        _provenance(report),
    ], {}


# --- tables


def _text_rows(figures: Any, sets: Any) -> list[list[str]]:
    return [
        [f"{name}, {what}", MEASURE_NAMES[measure], str(figures[name]["pages"]),
         *map(_shown, (figures[name].get(measure), *(_peer(sets, name, measure, peer) for peer in _peers(sets))))]
        for name, measure, what in TEXT if name in figures
    ]  # fmt: skip


def _type_rows(types: Sequence[str], figures: Any, sets: Any) -> list[list[str]]:
    return [
        [kind, str(figures[f"wcxb {kind}"]["pages"]),
         _shown(figures[f"wcxb {kind}"]["wordF1"]),
         *(_shown(_peer(sets, "wcxb", f"wordF1 {kind}", peer)) for peer in _peers(sets))]
        for kind in types
    ]  # fmt: skip


def _field_rows(sets: Any) -> list[list[str]]:
    return [
        [field, measure, name, str(of_set[field]["pages"]),
         *(_shown(_peer(sets, name, field, tool)) for tool in (OWN, *FIELD_PEERS))]
        for field, measure in FIELDS.items()
        for name, of_set in sets.items()
        if field in of_set and name != "wet"
    ]  # fmt: skip


def _report_row(named: tuple[str, Any]) -> list[str]:
    name, one = named
    times = (one["make_s"], one["interactive_s"], one["interactive_cpu_s"])
    made, clock, processor = (f"{seconds:.2f} s" for seconds in times)
    sizes = [f"{one[key] / 1e6:.1f} MB" for key in ("page_bytes", "report_bytes")]
    return [name, sizes[0], f"{one['blocks']:,}", made, sizes[1], clock, processor]


def _peers(sets: Any) -> dict[str, str]:
    """Return the peers that were measured, and what the page calls them."""
    there = {tool for of_set in sets.values() for one in of_set.values() for tool in one["figures"]}
    return {peer: label for peer, label in PEERS.items() if peer in there}


def _peer(sets: Any, name: str, measure: str, tool: str) -> float | None:
    value: float | None = sets.get(name, {}).get(measure, {}).get("figures", {}).get(tool)
    return value


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], text_columns: int = 1) -> str:
    rule = ["---" if column < text_columns else "---:" for column in range(len(heads))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rule, *rows)) + "\n"


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def _name(tool: str) -> str:
    return {**PEERS, **FIELD_PEERS}.get(tool, tool)


def _provenance(result: Any) -> str:
    return "\n".join(("```text", *result["provenance"], "```", ""))


# --- plots


def _bars_of_text(figures: Any, sets: Any) -> Bars:
    there = [(name, measure) for name, measure, _ in TEXT if name in figures]
    own = tuple(figures[name].get(measure) for name, measure in there)
    peers = {label: tuple(_peer(sets, *one, peer) for one in there) for peer, label in _peers(sets).items()}
    groups = tuple(f"{name}, {MEASURE_NAMES[measure]}" for name, measure in there)
    return Bars("Text: mean F1 by set", groups, {OWN: own, **peers}, top=1.0)


def _bars_of_types(types: Sequence[str], figures: Any, sets: Any) -> Bars:
    own = tuple(figures[f"wcxb {kind}"]["wordF1"] for kind in types)
    peers = {
        label: tuple(_peer(sets, "wcxb", f"wordF1 {kind}", peer) for kind in types) for peer, label in _peers(sets).items()
    }
    return Bars("wcxb: mean word F1 by type of page", tuple(types), {OWN: own, **peers}, top=1.0)


def bars_svg(bars: Bars) -> str:
    """Return the plot as SVG that needs no script, font or network, light or dark as its reader has it."""
    left, width, thick, gap = 170, 460, 11, 12
    top = bars.top or max(value for values in bars.series.values() for value in values if value is not None)
    lines, y = [], 44
    for group, label in enumerate(bars.groups):
        values = [(number, of[group]) for number, of in enumerate(bars.series.values()) if of[group] is not None]
        middle = y + len(values) * thick / 2 + 4
        lines.append(f'<text x="{left - 8}" y="{middle:.1f}" text-anchor="end">{escape(label)}</text>')
        for number, value in values:
            long = (value or 0.0) / top * width
            lines.append(f'<rect x="{left}" y="{y}" width="{long:.1f}" height="{thick - 2}" fill="{COLORS[number]}"/>')
            lines.append(f'<text class="soft" x="{left + long + 5:.1f}" y="{y + 9}" style="font-size:10px">'
                         f"{value:.{bars.digits}f}</text>")  # fmt: skip
            y += thick
        y += gap
    legend, x = [], left
    for number, name in enumerate(bars.series if len(bars.series) > 1 else ()):
        legend.append(f'<rect x="{x}" y="20" width="10" height="10" fill="{COLORS[number]}"/>')
        legend.append(f'<text x="{x + 15}" y="30">{escape(name)}</text>')
        x += 30 + 8 * len(name)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 {y}" width="700" height="{y}" role="img">',
            f"<title>{escape(bars.title)}</title>",
            f"<style>{STYLE}</style>",
            *legend,
            f'<line x1="{left}" y1="38" x2="{left}" y2="{y - gap + 4}"/>',
            *lines,
            "</svg>",
            "",
        )
    )


_HEAD = """# Benchmarks

This page and its plots are made by `python docs/benchmarks.py` from the files in `benchmarks/results/`. Edit none of it by
hand: measure anew, and make it anew. [benchmarks/README](../benchmarks/README.md) says what each measure is, which settings
the peers run with, and how to measure on data of your own.
"""
_CROSS_VALIDATED = """The text is lead and body, without the title. The column of declutter is cross-validated: each page is
judged by weights that have not seen its site (`{command}`, {date}).
The peers run with the settings that their makers ship, trafilatura without comments, which the annotations ask for.
A dash: the tool does not read this form of page, or was not measured.
"""
_FIELDS_HEAD = """On the pages that are annotated with the field, by the command of the peers above. The places that
declutter takes fields from were weighed on pages of these sets: it has an advantage here that other pages would not
give ([Metadata](metadata.md)).
"""
_SPEED_HEAD = """Time a page in one process, and ratios within a round: median, and range over the rounds. Only declutter reads
the metadata as well; the parse alone is the floor of what is built on that parser.
"""
_REPORT_HEAD = """`declutter report` of a page of 2 MB and of one of 5,000 blocks, in headless Chromium: until it is painted
and answers to clicks, and how smoothly it does so.
"""


if __name__ == "__main__":
    main()
