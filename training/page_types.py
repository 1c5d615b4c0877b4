"""The page type's logistic regression, trained on the pages whose type is annotated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from declutter.parsing.page import Page
from declutter.scoring.features import measure
from declutter.scoring.page_type import PAGE_TYPES, TypeModel, page_words, summarise
from declutter.scoring.words import NameScores
from training.class_words import Words
from training.pages import Sample

MIN_SITES = 3  # that use a word
STRENGTH = 0.2  # inverse of the L2 penalty
SUMMARY_SCALE = 0.3  # of the summary in comparison with a word
UNDECLARED = ("og:none", "ld:none")
MAX_WORDS = 12_000  # that are kept, those with the largest weights


class PageTypes:
    """Words and summaries of all pages with a type."""

    def __init__(self, samples: Sequence[Sample], by_fold: Sequence[Words]) -> None:
        typed = [sample for sample in samples if sample.case.gold.page_type]
        names = [NameScores(words) for words in by_fold]
        bare = [replace(sample, page=_bare(sample.page)) for sample in typed]
        summaries, bare_summaries = (
            [summarise(s.page, measure(s.page, names[s.fold], s.headline, s.statements)) for s in some]
            for some in (typed, bare)
        )
        # Each page a second time as one of which the caller says no address and that declares nothing, and a third time
        # without the names of its classes as well: then its text and its structure must tell.
        self.samples = typed * 3
        self.summaries = np.stack([*summaries, *summaries, *bare_summaries])
        self.words = [
            *(page_words(sample.page, sample.kinds) for sample in typed),
            *(page_words(replace(sample.page, url=None), UNDECLARED) for sample in typed),
            *(page_words(sample.page, UNDECLARED) for sample in bare),
        ]
        self.sites = [sample.site for sample in self.samples]
        self.types = np.array([PAGE_TYPES.index(sample.case.gold.page_type or "") for sample in self.samples])

    def fit(self, fold: int | None) -> TypeModel:
        """Return the model that has not seen a fold; with None, the one that has seen all."""
        chosen = np.array([sample.fold != fold for sample in self.samples])
        sites = defaultdict(set)
        for words, site, own in zip(self.words, self.sites, chosen, strict=True):
            for word in words if own else ():
                sites[word].add(site)
        common = sorted(word for word, seen in sites.items() if len(seen) >= MIN_SITES)
        vocabulary = {word: at for at, word in enumerate(common)}
        mean, scale = self.summaries[chosen].mean(0), SUMMARY_SCALE / (self.summaries[chosen].std(0) + 1e-3)
        known = [sorted(vocabulary[word] for word in words if word in vocabulary) for words in self.words]
        entries = [(row, column) for row, columns in enumerate(known) for column in columns]
        rows, columns = np.array(entries).T
        bag = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(self.words), len(vocabulary)))
        inputs = sp.hstack([bag, sp.csr_matrix((self.summaries - mean) * scale)]).tocsr()
        model = LogisticRegression(C=STRENGTH, max_iter=100, tol=1e-3).fit(inputs[chosen], self.types[chosen])
        weights = model.coef_.T
        words = list(vocabulary)
        best = np.sort(np.argsort(-np.abs(weights[: len(words)]).max(axis=1), kind="stable")[:MAX_WORDS])
        return TypeModel(
            {words[at]: row for row, at in enumerate(best)}, weights[best].astype(np.float16).astype(np.float32),
            mean.astype(np.float32), scale.astype(np.float32), weights[len(words) :].astype(np.float32),
            model.intercept_.astype(np.float32),
        )  # fmt: skip


def _bare(page: Page) -> Page:
    """Return the page as one without an address and without class names."""
    return replace(page, url=None, elements=replace(page.elements, names=[""] * len(page.elements)))
