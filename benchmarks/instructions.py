"""The gate of instructions: how many `extract` takes on a few own pages, as callgrind counts them, may not grow by much.

Run as: python benchmarks/instructions.py [--set]

Unlike a time, a count is the same whatever else the machine does. It is that of extracting PAGES once, after a first page
that loads all that is loaded once; a run without them is taken off. Counts differ between versions of Python and of numpy:
instructions.json has one for each Python that was counted, and where there is none, or no valgrind, nothing is checked.
--set writes the count as the one to compare with.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COUNTS = Path(__file__).with_name("instructions.json")
MARGIN = 0.15  # more than the committed count that is let pass: libraries' versions differ by some per cent
FIRST = "blog-post"
PAGES = ("news-en", "forum-thread", "product", "wiki")
SCRIPT = """
import sys
from pathlib import Path
from declutter import extract
for path in sys.argv[1:]:
    extract(Path(path).read_bytes(), url="https://page.example/")
"""
SECONDS = 900  # after which the count is given up
_COUNT = re.compile(r"^(?:summary|totals): (\d+)", re.MULTILINE)


def instructions_of(slugs: Sequence[str]) -> int:
    """Return how many instructions a process takes that extracts these fixtures one after the other.

    Raises subprocess.SubprocessError if it fails or takes too long.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        pages = [str(ROOT / "fixtures" / slug / "page.html") for slug in slugs]
        tool = [shutil.which("valgrind") or "valgrind", "--tool=callgrind", "--quiet", f"--callgrind-out-file={out}"]
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        subprocess.run(  # noqa: S603  our own script on our own pages
            [*tool, sys.executable, "-c", SCRIPT, *pages],
            env={**os.environ, **threads, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
            check=True, timeout=SECONDS, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        found = _COUNT.search(out.read_text(encoding="utf-8", errors="replace"))
    if found is None:
        raise subprocess.SubprocessError("callgrind wrote no count")
    return int(found[1])


def count() -> int:
    """Return how many instructions it takes to extract PAGES, what is loaded once not counted."""
    return instructions_of([FIRST, *PAGES]) - instructions_of([FIRST])


def interpreter() -> str:
    """Return what counts can be compared within, such as "CPython 3.11 x86_64"."""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{platform.python_implementation()} {version} {platform.machine()}"


def check(found: int, committed: int) -> tuple[str, bool]:
    """Return a line on the count beside the committed one, and whether it passes."""
    share = found / committed - 1
    said = f"{found:,} instructions for {len(PAGES)} pages; committed {committed:,}; {share:+.1%}, at most {MARGIN:+.0%}"
    if share > MARGIN:
        return f"{said}: TOO MANY", False
    return (f"{said}: --set makes the lower count the one to compare with" if share < -MARGIN else said), True


def read_counts(path: Path) -> dict[str, Mapping[str, object]]:
    """Return the committed counts by interpreter; none if there is no file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def main(argv: Sequence[str] | None = None) -> int:
    """Count and compare; return 1 if there are too many instructions, else 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="store_true", help="write the count as the one to compare with")
    parser.add_argument("--counts", type=Path, default=COUNTS, metavar="FILE")
    options = parser.parse_args(argv)
    counts, own = read_counts(options.counts), interpreter()
    if shutil.which("valgrind") is None:
        print("skipped: there is no valgrind here")
        return 0
    if own not in counts and not options.set:
        print(f"skipped: no count was committed for {own}; --set does that")
        return 0
    try:
        found = count()
    except subprocess.TimeoutExpired:  # a busy machine says nothing of the code
        print(f"NOT COUNTED: not done after {SECONDS} s of a machine that is busy with other things")
        return 1 if options.set else 0
    if options.set:
        versions = {name: importlib.metadata.version(name) for name in ("numpy", "selectolax", "regex", "lxml")}
        counts[own] = {"instructions": found, "versions": versions}
        options.counts.write_text(f"{json.dumps(counts, indent=2)}\n", encoding="utf-8")
    said, passes = check(found, int(str(counts[own]["instructions"])))
    print(said)
    return 0 if passes else 1


if __name__ == "__main__":
    sys.exit(main())
