"""Cross-validated figures: each page judged by the model that has not seen its site, measured as the benchmark does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import IsotonicRegression

from benchmarks.measures import Row, figure, measure_page, rows_of_measures
from benchmarks.peers import Extraction
from declutter.extractor import build, read_page
from declutter.options import DEFAULTS
from declutter.scoring.model import Model
from training.pages import Sample

MEASURES = ("wordF1", "P", "R", "shingle", "exact", "snip", "page_type")
TENTHS = 10

Figures = dict[str, dict[str, float]]


class Outcome(NamedTuple):
    """What came of a page."""

    fold: int
    confidence: float  # as the model has it, in [0, 1]
    rows: Mapping[str, Row]


def evaluate(samples: Sequence[Sample], models: Mapping[int, Model]) -> list[Outcome]:
    """Return the outcome of each sample, judged by the model that has not seen its fold."""
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=_use_models, initargs=(models,)) as pool:
        return list(pool.map(_measured, samples, chunksize=16))


def figures_of(samples: Sequence[Sample], outcomes: Sequence[Outcome]) -> Figures:
    """Return for each set, each page type of wcxb, and each tenth by confidence, the figures of the samples."""
    groups = defaultdict(list)
    for sample, outcome in zip(samples, outcomes, strict=True):
        groups[sample.case.set_name].append(outcome.rows)
        if sample.case.set_name == "wcxb":
            groups[f"wcxb {sample.case.gold.page_type}"].append(outcome.rows)
    table: Figures = {}
    for name, pages in sorted(groups.items()):
        measured = rows_of_measures(pages)
        table[name] = {"pages": len(pages)}
        for measure in MEASURES:
            value = figure(measure, measured[measure]) if measured.get(measure) else None
            if value is not None:
                table[name][measure] = round(value, 4)
    return table | _tenths(outcomes)


def calibrate(outcomes: Sequence[Outcome]) -> npt.NDArray[np.float32]:
    """Return the knots of a rising line from confidence to word F1, shape (2, TENTHS + 2): each tenth, and the ends."""
    pairs = np.array(sorted((o.confidence, o.rows["wordF1"][0]) for o in outcomes if "wordF1" in o.rows))
    parts = np.array_split(pairs, TENTHS)
    expected, found = (np.array([part[:, column].mean() for part in parts]) for column in (0, 1))
    found = IsotonicRegression().fit(expected, found).predict(expected)
    return np.array([[0, *expected, 1], [0, *found, max(found[-1], 0.99)]], dtype=np.float32)


def _tenths(outcomes: Sequence[Outcome]) -> Figures:
    """Return the mean confidence and word F1 of each tenth of the pages, the confidence calibrated on the other folds."""
    pairs = []
    for fold in sorted({outcome.fold for outcome in outcomes}):
        others = [outcome for outcome in outcomes if outcome.fold != fold] or outcomes
        knots = calibrate(others)
        pairs += [
            (float(np.interp(o.confidence, *knots)), o.rows["wordF1"][0])
            for o in outcomes
            if o.fold == fold and "wordF1" in o.rows
        ]
    return {
        f"confidence, tenth {number + 1}": {
            "pages": len(part), "confidence": round(float(part[:, 0].mean()), 3), "wordF1": round(float(part[:, 1].mean()), 3),
        }
        for number, part in enumerate(np.array_split(np.array(sorted(pairs)), TENTHS))
    }  # fmt: skip


_models: dict[int, Model] = {}


def _use_models(models: Mapping[int, Model]) -> None:
    _models.update(models)


def _measured(sample: Sample) -> Outcome:
    case = sample.case
    page = sample.page
    if not page.is_text:
        page = read_page(case.read_page(), url=case.url, encoding=None, options=DEFAULTS)
    article = build(page, _models[sample.fold])
    found = Extraction(text=article.text, page_type=article.page_type or "")
    fields = frozenset[str]() if page.is_text else frozenset(("page_type",))
    return Outcome(sample.fold, article.confidence, measure_page(case.gold, found, fields))


def print_table(figures: Figures) -> None:
    """Print the figures, a group a line."""
    for name, values in figures.items():
        print(f"{name:<24}" + "".join(f"  {key} {value:g}" for key, value in values.items()))
