"""python -m training.ceilings CORPUS MODELS: text dumps beside the HTML of the same pages, and what choosing lines could give.

MODELS is the file of `python -m training CORPUS --keep MODELS`: each page is judged by the model that has not seen its site.
The table is printed as Markdown, mean word F1 a column.
"""

from __future__ import annotations

import argparse
import pickle
from collections import defaultdict
from pathlib import Path

import numpy as np

from declutter.scoring.model import read_model
from training.evaluate import evaluate
from training.pages import Sample, read_samples

DUMPED = ("aed", "fundus", "wcxb")  # of whose pages there are dumps


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.ceilings", description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("models", type=Path)
    args = parser.parse_args()
    kept = pickle.loads(args.models.read_bytes())  # noqa: S301 - our own file
    models = {fold: read_model(data) for fold, data in kept.items() if fold is not None}
    dumps = read_samples(args.corpus / "wet")
    pages = [sample for name in DUMPED for sample in read_samples(args.corpus / name)]
    found = [outcome.rows["wordF1"][0] for outcome in evaluate(dumps, models)]
    html = {_id(one): outcome.rows["wordF1"][0] for one, outcome in zip(pages, evaluate(pages, models), strict=True)}
    types = {_id(sample): sample.case.gold.page_type for sample in pages}
    groups: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for dump, f1 in zip(dumps, found, strict=True):
        if dump.case.id not in html:
            continue
        row = f1, html[dump.case.id], _best(dump)
        name = dump.case.id.split("-")[0]
        kind = types[dump.case.id] if name == "wcxb" else "article"
        for group in ("all", *(("articles",) if kind == "article" else ()), name, f"{name} {kind}"):
            groups[group].append(row)
    print("| pages | number | dump | HTML | lines |\n| --- | ---: | ---: | ---: | ---: |")
    for group, rows in sorted(groups.items()):
        print(f"| {group} | {len(rows)} | " + " | ".join(f"{value:.3f}" for value in np.mean(rows, axis=0)) + " |")


def _id(sample: Sample) -> str:
    return f"{sample.case.set_name}-{sample.case.id}"


def _best(dump: Sample) -> float:
    """Return the word F1 of the lines that are content by their labels."""
    chosen = dump.content >= 0.5
    right = float((dump.content * dump.words)[chosen].sum())
    return 2 * right / max(float(dump.words[chosen].sum()) + dump.gold_words, 1.0)


if __name__ == "__main__":
    main()
