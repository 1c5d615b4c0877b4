"""Cross-validated figures: each page judged by the model that has not seen its site, measured as the benchmark does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from benchmarks.measures import figure, measure_page, rows_of_measures
from benchmarks.peers import Extraction
from declutter.extractor import build, read_page
from declutter.options import DEFAULTS
from declutter.scoring.model import Model
from training.pages import Sample

MEASURES = ("wordF1", "P", "R", "shingle", "exact", "snip", "page_type")
TENTHS = 10

Figures = dict[str, dict[str, float]]


def evaluate(samples: Sequence[Sample], models: Mapping[int, Model]) -> Figures:
    """Return for each set, each page type of wcxb, and each tenth by confidence, the figures of the samples."""
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=_use_models, initargs=(models,)) as pool:
        found = list(pool.map(_measured, samples, chunksize=16))
    groups = defaultdict(list)
    for sample, (_, rows) in zip(samples, found, strict=True):
        groups[sample.case.set_name].append(rows)
        if sample.case.set_name == "wcxb":
            groups[f"wcxb {sample.case.gold.page_type}"].append(rows)
    table: Figures = {}
    for name, pages in sorted(groups.items()):
        measured = rows_of_measures(pages)
        table[name] = {"pages": len(pages)}
        for measure in MEASURES:
            value = figure(measure, measured[measure]) if measured.get(measure) else None
            if value is not None:
                table[name][measure] = round(value, 4)
    return table | _calibration(found)


def _calibration(found: Sequence[tuple[float, Mapping[str, object]]]) -> Figures:
    """Return the mean confidence and the mean word F1 of each tenth of the pages, ordered by confidence."""
    pairs = np.array(sorted((confidence, rows["wordF1"][0]) for confidence, rows in found if "wordF1" in rows))  # type: ignore[index]
    return {
        f"confidence, tenth {number + 1}": {
            "pages": len(part), "confidence": round(float(part[:, 0].mean()), 3), "wordF1": round(float(part[:, 1].mean()), 3),
        }
        for number, part in enumerate(np.array_split(pairs, TENTHS))
    }  # fmt: skip


_models: dict[int, Model] = {}


def _use_models(models: Mapping[int, Model]) -> None:
    _models.update(models)


def _measured(sample: Sample) -> tuple[float, Mapping[str, object]]:
    case = sample.case
    page = sample.page
    if not page.is_text:
        page = read_page(case.read_page(), url=case.url, encoding=None, options=DEFAULTS)
    article = build(page, _models[sample.fold])
    found = Extraction(text=article.text, page_type=article.page_type or "")
    return article.confidence, measure_page(case.gold, found, frozenset() if page.is_text else frozenset(("page_type",)))


def print_table(figures: Figures) -> None:
    """Print the figures, a group a line."""
    for name, values in figures.items():
        print(f"{name:<24}" + "".join(f"  {key} {value:g}" for key, value in values.items()))
