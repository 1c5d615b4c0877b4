"""Speed and memory of `keep_lines`, on one core.

python benchmarks/keep_lines.py speed ../shared/corpus/wet     megabytes of UTF-8 a second, of CPU time
python benchmarks/keep_lines.py stream --gigabytes 5           memory over a generated stream of dumps

`speed` takes the dumps of a set one at a time by `keep_lines`, and together by `keep_lines_of`, the best of some rounds.
`stream` generates dumps of menus and paragraphs, never two alike, and shows the resident memory as it goes.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core is what is measured; before numpy is loaded
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import read_cases
from declutter.batch.records import PageRecord
from declutter.batch.texts import clean_lines
from declutter.batch.worker import resident_bytes
from declutter.scoring.linewise import keep_lines, keep_lines_of

MENU = "Home News Sport Weather Culture Contact Login Share Subscribe Archive Imprint Privacy Search More".split()
WORDS = "the river mill of stone and rain came over bridge with old men who counted fish until winter had gone by".split()


def measure_speed(folder: Path, rounds: int) -> None:
    """Print megabytes a second."""
    texts = [case.read_page().decode("utf-8", "replace") for case in read_cases(folder) if case.form == "text"]
    size = sum(len(text.encode()) for text in texts)
    print(f"{len(texts)} dumps, {size / 1e6:.1f} MB, {size / len(texts) / 1e3:.1f} kB each")
    keep_lines(texts[0])
    ways: tuple[tuple[str, Callable[[], object]], ...] = (
        ("keep_lines, one by one", lambda: [keep_lines(text) for text in texts]),
        ("keep_lines_of", lambda: list(keep_lines_of(texts))),
    )
    for name, run in ways:
        seconds = []
        for _ in range(rounds):
            begun = time.process_time()
            run()
            seconds.append(time.process_time() - begun)
        print(f"{name:<24} {size / min(seconds) / 1e6:6.1f} MB/s  (slowest round {size / max(seconds) / 1e6:.1f})")


def generated(size: int, seed: int = 0) -> Iterator[PageRecord]:
    """Yield dumps of menus and paragraphs until so many bytes were given."""
    rng = random.Random(seed)
    sentences = [" ".join(rng.choices(WORDS, k=rng.randint(6, 20))).capitalize() + "." for _ in range(2000)]
    number = 0
    while size > 0:
        menu = rng.choices(MENU, k=rng.randint(5, 60))
        paragraphs = [" ".join(rng.choices(sentences, k=rng.randint(2, 8))) for _ in range(rng.randint(3, 40))]
        text = "\n".join((*menu, f"Page {number} of the stream", *paragraphs, *rng.choices(MENU, k=rng.randint(3, 20))))
        yield PageRecord(str(number), text, form="text")
        number, size = number + 1, size - len(text)


def measure_stream(gigabytes: float) -> None:
    """Print the resident memory along a stream."""
    begun = time.process_time()
    done = kept = count = 0
    most = shown = 0
    for one in clean_lines(generated(int(gigabytes * 1e9))):
        kept, count = kept + len(one.text or ""), count + 1
        if count % 2000 == 0:
            most = max(most, resident_bytes())
            done = kept
            if done >= shown:
                print(f"{count:>8} dumps, {done / 1e9:5.2f} GB kept, resident {resident_bytes() / 1e6:.0f} MB", flush=True)
                shown += 250_000_000
    print(f"{count} dumps, most resident {most / 1e6:.0f} MB, {time.process_time() - begun:.0f} s, generating them included")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    speed = commands.add_parser("speed")
    speed.add_argument("folder", type=Path)
    speed.add_argument("--rounds", type=int, default=5)
    stream = commands.add_parser("stream")
    stream.add_argument("--gigabytes", type=float, default=5.0)
    args = parser.parse_args()
    if args.command == "speed":
        measure_speed(args.folder, args.rounds)
    else:
        measure_stream(args.gigabytes)


if __name__ == "__main__":
    main()
