"""python -m training.leads CORPUS: fit the weights of `declutter.metadata.textdump.LEAD_WEIGHTS`, and print them.

The lines looked at are those that may be the lead of a dump: one a dump at most. A line is right if it and the annotated
lead have most words in common. Cross-validated by site first: how good the leads are that would be given.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.measures import overlap
from benchmarks.measures import words as words_of
from declutter.metadata.textdump import LEAD_WEIGHTS, MIN_LEAD_ODDS, evidence_on_lead
from declutter.scoring.features import junk_phrases
from training.dumps import dumps_of
from training.pages import FOLDS, Sample, headline_of_dump, read_samples

SETS = ("fundus", "postlight")  # in which leads were annotated; the dumps of others say "none" of all pages
MIN_SHARED = 0.5  # word F1 of a line that is the lead
STRENGTH = 1.0  # inverse of the L2 penalty


class Line(NamedTuple):
    """A line that may be the lead."""

    fold: int
    evidence: Sequence[float]
    shared: float  # word F1 with the annotated lead, 0 where there is none
    has_lead: bool  # whether the page has one, found or not


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.leads", description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    args = parser.parse_args()
    samples = [sample for name in SETS for sample in read_samples(args.corpus / name)]
    dumps = [sample for sample in read_samples(args.corpus / "wet") if sample.case.id.startswith(SETS)]
    lines = list(_lines([s for s in (*dumps, *dumps_of([*dumps, *samples])) if s.case.gold.lead is not None]))
    folds = np.array([line.fold for line in lines])
    evidence = np.array([line.evidence for line in lines])
    right = np.array([line.shared >= MIN_SHARED for line in lines])
    odds = np.zeros(len(lines))
    for fold in range(FOLDS):
        odds[folds == fold] = evidence[folds == fold] @ _fit(evidence[folds != fold], right[folds != fold])
    print(f"{len(lines)} dumps, {right.sum()} of them with a line that is the lead; cross-validated by site:")
    for bound in (-1.0, -0.5, MIN_LEAD_ODDS, 0.5):
        _show(f"log-odds >= {bound:g}", lines, odds >= bound)
    _show("the weights as they stand", lines, evidence @ np.array(list(LEAD_WEIGHTS.values())) >= MIN_LEAD_ODDS)
    weights = _fit(evidence, right)
    print("LEAD_WEIGHTS = {", ", ".join(f'"{name}": {w:.2f}' for name, w in zip(LEAD_WEIGHTS, weights, strict=True)), "}")


def _lines(dumps: Sequence[Sample]) -> Iterator[Line]:
    for sample in dumps:
        junk = junk_phrases(line.text for line in sample.page.blocks)
        gold = sample.case.gold.lead or ""
        found = evidence_on_lead(sample.page, headline_of_dump(sample.page), junk)
        if found:
            shared = overlap(words_of(sample.page.blocks[found[0]].text), words_of(gold))[2] if gold else 0.0
            yield Line(sample.fold, tuple(found[1][name] for name in LEAD_WEIGHTS), shared, bool(gold))
        else:
            yield Line(sample.fold, (0.0,) * len(LEAD_WEIGHTS), 0.0, bool(gold))


def _fit(evidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the weights; dumps without a line that may be the lead say nothing."""
    some = evidence[:, 0] > 0
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=500).fit(evidence[some], right[some])
    weights: np.ndarray = model.coef_[0]
    return weights


def _show(name: str, lines: Sequence[Line], given: np.ndarray) -> None:
    given = given & np.array([any(line.evidence) for line in lines])
    leads = np.array([line.has_lead for line in lines])
    shared = np.array([line.shared for line in lines])
    found, invented = (shared * given)[leads].mean(), given[~leads].mean()
    print(f"  {name}: word F1 {found:.3f} on {leads.sum()} with a lead, given on {invented:.3f} of {(~leads).sum()} without")


if __name__ == "__main__":
    main()
