"""Measure time and memory against the size of generated pages, each of one shape, from 1 kB to 20 MB.

Run as: python benchmarks/growth.py [--shape NAME…] [--most BYTES] [--seconds 5] [--json OUT] [--png OUT]

`extract` runs with the defaults of `Options` but for the numbers of bytes and blocks, so that no page is cut short. Time is
that of the processor, the least of several runs; memory is the peak above what was resident before, the page itself not
counted, in a process of its own. The slope is that of the line of least squares through log time over log size: 1 is linear.
It is given over all sizes and over those from FROM_BYTES on, below which what every page costs hides what its size does.
The picture needs the extra `bench`. Linux only.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.memory import SMALL_PAGE
from benchmarks.peers import DECLUTTER
from benchmarks.quality import markdown_table, positive, provenance
from benchmarks.resident import can_be_read, in_child, memory_of
from declutter import Article, Options, extract
from declutter.parsing.tree import parse

RESULTS = Path(__file__).with_name("results") / "growth.json"
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "growth.png"
MAX_SLOPE = 1.05
FROM_BYTES = 30_000  # from here on a page's own size decides over its time
LEAST_BYTES, MOST_BYTES = 1_000, 20_000_000
STEPS = 10  # sizes, each so many times the one before
RUNS, RUN_SECONDS = 7, 5.0  # at most so many runs of one page, and no more of them after so many seconds
UNCUT = Options(max_bytes=10**9, max_blocks=10**9)
SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller of the lower mill."
HEAD = "<!DOCTYPE html><html lang=en><head><title>Rain | The Mill</title>"
TEXT = f"<h1>Rain</h1><p>{SENTENCE}</p><p>{SENTENCE} {SENTENCE}</p>"


class Point(NamedTuple):
    """A page of a size, and what it took."""

    size: int  # bytes
    seconds: float
    peak: int  # bytes
    parse_seconds: float  # of these, in the parser alone


def filled(size: int, begin: str, pattern: str, end: str, *, head: str = "", text: str = TEXT) -> bytes:
    """Return a page of about so many bytes: the pattern again and again, with "@" replaced by the number of the copy."""
    fixed = len(HEAD) + len(head) + len(text) + len(begin) + len(end)
    parts, length, number = [], fixed, 0
    while pattern and length < size:
        parts.append(pattern.replace("@", str(number)))
        length += len(parts[-1].encode())
        number += 1
    return f"{HEAD}{head}</head><body>{text}{begin}{''.join(parts)}{end}".encode()


def json_ld(size: int) -> bytes:
    """Return a page whose JSON-LD names very many authors and tags."""
    begin = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Rain","author":['
    part = '{"@type":"Person","name":"Ada Quill @"},'
    end = '{"@type":"Person","name":"Mo Frog"}]}</script>'
    return filled(size, begin, part, end)


# Of each: a page of about so many bytes.
SHAPES: Mapping[str, Callable[[int], bytes]] = {
    "depth": lambda size: filled(size, "", "<div><p>rain @</p>", ""),
    "depth, inline": lambda size: filled(size, "<p>", "<span>rain @ ", ""),
    "siblings": lambda size: filled(size, "", f"<p>{SENTENCE} @</p>", ""),
    "short siblings": lambda size: filled(size, "", "<div>rain @</div>", ""),
    "attributes of one element": lambda size: filled(size, "<p ", "data-a@=rain ", f">{SENTENCE}</p>"),
    "attributes of all elements": lambda size: filled(
        size, "", f"<p id=a@ data-b=c@ data-d=@ title='rain @' lang=en role=note itemprop=x@>{SENTENCE}</p>", ""
    ),
    "links": lambda size: filled(size, "", "<li><a href='/rain/@.html'>Rain on day @</a>", ""),
    "links in one paragraph": lambda size: filled(size, "<p>", "<a href='/rain/@.html'>rain @</a> and ", "</p>"),
    "JSON-LD": json_ld,
    "class length": lambda size: filled(size, "<div class='", "side-bar-@ ", f"'><p>{SENTENCE}</p></div>"),
    "class names": lambda size: filled(size, "", f"<p class='text-@ body-@ css-@x'>{SENTENCE}</p>", ""),
    "text of one paragraph": lambda size: filled(size, "<p>", f"{SENTENCE} ", "</p>"),
    "tables": lambda size: filled(size, "", "<table><tr><th>day<th>rain<tr><td>@<td>12 mm<tr><td>next<td>3 mm</table>", ""),
    "one table": lambda size: filled(size, "<table>", f"<tr><td>{SENTENCE[:30]}<td>@<td>12 mm", "</table>"),
    "lists": lambda size: filled(size, "", f"<ul><li>rain @<li>{SENTENCE}</ul>", ""),
    "one list": lambda size: filled(size, "<ul>", f"<li>{SENTENCE[:50]} @", "</ul>"),
    "nested lists": lambda size: filled(size, "", "<ul><li>rain @", ""),
    "scripts": lambda size: filled(size, "", "<script>var rain@ = [1,2,3].map(x => x < 3 && x > 1);</script>", ""),
    "metas": lambda size: filled(size, "", "", "", head="<meta property='article:tag' content='rain @'>" * (size // 47)),
    "posts": lambda size: filled(
        size, "", f"<div class=comment id=c@><b class=author>Mo @</b><time>2024-01-01</time><p>{SENTENCE}</p></div>", ""
    ),
}


def sizes_up_to(most: int) -> list[int]:
    """Return the sizes, each the same number of times the one before, that are not over the most."""
    every = np.geomspace(LEAST_BYTES, MOST_BYTES, STEPS).round().astype(int).tolist()
    return [size for size in every if size <= most]


def read(page: bytes) -> Article:
    """Extract a page, however large."""
    return extract(page, url="https://mill.example/rain", options=UNCUT)


def least_seconds(call: Callable[[], object], seconds: float) -> float:
    """Return the least processor time of RUNS runs, or of as many as fit into so many seconds."""
    least, begun = float("inf"), time.process_time()
    for _ in range(RUNS):
        started = time.process_time()
        call()
        least = min(least, time.process_time() - started)
        if time.process_time() - begun > seconds:
            break
    return least


def measure_page(page: bytes, seconds: float) -> Point:
    """Return what a page takes: time here, memory in another process."""
    small = functools.partial(read, SMALL_PAGE)
    gc.collect()
    parse_seconds = least_seconds(functools.partial(parse, page), seconds)
    spent = least_seconds(functools.partial(read, page), seconds)
    peak, _ = in_child(functools.partial(memory_of, functools.partial(read, page), small))
    return Point(len(page), spent, peak, parse_seconds)


def slope(points: Sequence[Point], value: Callable[[Point], float], from_bytes: int = 0) -> float | None:
    """Return the slope of log value over log size of the points from a size on; None for fewer than two."""
    chosen = [point for point in points if point.size >= from_bytes and value(point) > 0]
    if len(chosen) < 2:
        return None
    x, y = (np.log([f(point) for point in chosen]) for f in (lambda point: point.size, value))
    return float(np.polyfit(x, y, 1)[0])


def slopes_of(points: Sequence[Point]) -> dict[str, float | None]:
    """Return the slopes of a shape by their names in the table."""

    def seconds(point: Point) -> float:
        return point.seconds

    found = {
        "time": slope(points, seconds, FROM_BYTES),
        "time, all sizes": slope(points, seconds),
        "parse": slope(points, lambda point: point.parse_seconds, FROM_BYTES),
        "memory": slope(points, lambda point: point.peak, FROM_BYTES),
    }
    return {name: None if value is None else round(value, 3) for name, value in found.items()}


def table_of(shapes: Mapping[str, Sequence[Point]]) -> str:
    """Return a Markdown table of slopes, of the largest page's time and of its memory."""
    body = []
    for name, points in shapes.items():
        largest = points[-1]
        found = [f"{value:.2f}" if value is not None else "–" for value in slopes_of(points).values()]
        rates = f"{largest.seconds / largest.size * 1e9:.0f}", f"{largest.peak / largest.size:.1f}"
        body.append([name, *found, f"{largest.seconds:.2f}", *rates])
    heads = ["shape", "slope of time", "all sizes", "of the parse", "of memory", "largest, s", "ns a byte", "bytes a byte"]
    return markdown_table(heads, body)


def draw(shapes: Mapping[str, Sequence[Point]], path: Path) -> None:
    """Draw time and memory over size, with a line of slope 1 to compare with."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 6.5), sharex=True)
    colours = plt.get_cmap("tab20")
    for number, (name, points) in enumerate(shapes.items()):
        sizes = [point.size for point in points]
        value = slopes_of(points)["time"]
        label = name if value is None else f"{name} {value:.2f}"
        left.plot(sizes, [point.seconds for point in points], ".-", color=colours(number % 20), label=label, linewidth=1)
        right.plot(sizes, [max(point.peak, 1) / 1e6 for point in points], ".-", color=colours(number % 20), linewidth=1)
    for axes, title, lower in ((left, "processor time, s", 1e-3), (right, "peak memory above the page, MB", 0.1)):
        axes.plot([LEAST_BYTES, MOST_BYTES], [lower, lower * MOST_BYTES / LEAST_BYTES], "--", color="grey", linewidth=1)
        axes.set(xscale="log", yscale="log", xlabel="size of the page, bytes", title=title)
        axes.grid(alpha=0.3)
    left.axvline(FROM_BYTES, color="grey", linewidth=0.5)
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=5, fontsize=8, frameon=False)
    figure.subplots_adjust(left=0.06, right=0.98, top=0.94, bottom=0.24)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=110)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the table, write figures and picture; return 1 if a shape's slope is over MAX_SLOPE, else 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", nargs="+", choices=list(SHAPES), default=list(SHAPES), metavar="NAME")
    parser.add_argument("--most", type=positive, default=MOST_BYTES, metavar="BYTES", help="leave larger pages out")
    parser.add_argument("--seconds", type=float, default=RUN_SECONDS, help="after which a page is not run again")
    parser.add_argument("--json", type=Path, default=RESULTS, metavar="OUT", help="where the figures are written")
    parser.add_argument("--png", type=Path, default=PICTURE, metavar="OUT", help="where the picture is drawn")
    parser.add_argument("--draw", action="store_true", help="measure nothing: draw the figures that are written")
    given = list(sys.argv[1:] if argv is None else argv)
    options = parser.parse_args(given)
    if options.draw:
        stored = json.loads(options.json.read_text(encoding="utf-8"))["points"]
        draw({name: [Point(*row) for row in rows] for name, rows in stored.items()}, options.png)
        return 0
    if not can_be_read():
        parser.error("this system does not say what a process holds")
    read(SMALL_PAGE)  # loads what is loaded once
    shapes = {}
    for name in options.shape:
        shapes[name] = [measure_page(SHAPES[name](size), options.seconds) for size in sizes_up_to(options.most)]
        print(f"{name}: {slopes_of(shapes[name])}", file=sys.stderr, flush=True)
    steep = [name for name, points in shapes.items() if (slopes_of(points)["time"] or 0) > MAX_SLOPE]
    said = provenance(["growth.py", *given], [], sum(map(len, shapes.values())), [DECLUTTER])
    said = said.replace(" pages of ", " generated pages") + f"\nmachine: {platform.machine()} {platform.system()}"
    print(f"{table_of(shapes)}\n\nover {MAX_SLOPE}: {', '.join(steep) or 'none'}\n\n{said}")
    written = {"provenance": said.splitlines(), "from_bytes": FROM_BYTES, "fields": Point._fields,
               "slopes": {name: slopes_of(points) for name, points in shapes.items()}, "points": shapes}  # fmt: skip
    options.json.parent.mkdir(exist_ok=True)
    options.json.write_text(f"{json.dumps(written)}\n", encoding="utf-8")
    try:
        draw(shapes, options.png)
    except ImportError as error:
        print(f"no picture: {error}")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
