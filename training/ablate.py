"""python -m training.ablate CORPUS: what each family of the page network's features adds, and how much more pages would.

Each family is taken away alone, in training and after it, and networks are trained anew on all folds but some, on which
they are measured with the real pipeline. Then networks are trained on a part of the sites. The table is printed as Markdown.
Page types, class words and the words of short texts are those of all the sites in training, whatever the network sees.

python -m training.ablate ../shared/corpus --folds 0        about 25 minutes on two cores
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from declutter.scoring.features import DUMP_NAMES, NAMES, TYPE_NAMES
from declutter.scoring.model import LAYERS, Model, Network
from declutter.scoring.words import NameScores
from training.class_words import ClassWords
from training.evaluate import evaluate, figures_of
from training.examples import Example, Settings, make_examples
from training.made import made_pages
from training.page_types import PageTypes
from training.pages import FOLDS, Sample, read_samples
from training.text_words import TextWords

SHARES = (0.1, 0.25, 0.5)  # of the sites, for the learning curve
MEASURES = (("wcxb", "wordF1"), ("wcxb article", "wordF1"), ("wcxb forum", "wordF1"), ("wcxb listing", "wordF1"),
            ("aed", "shingle"), ("fundus", "shingle"), ("readability", "wordF1"), ("traf", "snip"))  # fmt: skip
ALL = "all features, all sites"


def _is_level(name: str) -> bool:
    return "@" in name and not name.startswith(("words@", "media@", "junk_share@"))


FAMILIES = {
    "characters and length of the text": lambda n: n in NAMES[: NAMES.index("junk")],
    "junk phrases": lambda n: n in ("junk", "junk_start") or n.startswith("junk_share"),
    "words of short texts": lambda n: n == "text_words",
    "words of classes": lambda n: n in ("own_words", "around_words", "bad_around_words") or n.startswith("words@"),
    "tags": lambda n: n.startswith("tag_"),
    "kinds of element (menu, list, quote, hidden …)": lambda n: n in NAMES[NAMES.index("hidden") : NAMES.index("tag_div")],
    "links and worth as a paragraph": lambda n: n in ("link_density", "good"),
    "repeated text": lambda n: n in ("repeated", "said_again"),
    "what the ancestors hold": _is_level,
    "alike elements and cards": lambda n: n.startswith("same_"),
    "place by headline, container, end": lambda n: n.startswith(("headline_", "container_", "position"))
    or n in ("after_headline", "no_headline", "is_title", "depth", "in_container", "after_container"),
    "what the page states of its text": lambda n: n in ("in_description", "in_stated", "has_stated", "stated_share"),
    "images beside": lambda n: n.startswith("media"),
    "the page as a whole": lambda n: n.startswith("page_") or n == "log_blocks",
    "page type": lambda n: n in TYPE_NAMES,
}  # fmt: skip

_samples: list[Sample] = []
_examples: list[Sequence[Example]] = []


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.ablate", description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--folds", type=int, nargs="*", default=[0])
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    real = [sample for sample in read_samples(args.corpus, every=args.every) if not sample.page.is_text]
    words, text_words = ClassWords(real), TextWords(real)
    folds = np.array([sample.fold for sample in real])
    scores = [NameScores(words.fit(folds != fold), text_words.fit(folds != fold)) for fold in range(FOLDS)]
    pages = [*real, *made_pages(real)]
    types = PageTypes(pages, scores)
    types_by_fold = [types.fit(fold) for fold in range(FOLDS)]
    _samples[:], _examples[:] = pages, make_examples(pages, scores, types_by_fold)
    jobs = [(name, fold, 1.0) for name in (ALL, *FAMILIES) for fold in args.folds]
    jobs += [(f"{share:.0%} of the sites", fold, share) for share in SHARES for fold in args.folds]
    with ProcessPoolExecutor(2, get_context("fork")) as pool:  # shares the examples
        networks = dict(zip([job[:2] for job in jobs], pool.map(_train, jobs), strict=True))
    empty = np.zeros((len(DUMP_NAMES), 1), np.float32)
    nothing = Network(empty, empty, (empty,) * len(LAYERS), (empty,) * len(LAYERS))
    held_back = [sample for sample in real if sample.fold in args.folds]
    print(f"{len(held_back)} pages of {len(args.folds)} fold(s)\n")
    print("| without | " + " | ".join(f"{name} {measure}" for name, measure in MEASURES) + " |")
    print("| --- |" + " ---: |" * len(MEASURES))
    knots = np.array([[0, 1], [0, 1]], dtype=np.float32)
    for name in dict.fromkeys(job[0] for job in jobs):
        models = {
            fold: Model(networks[name, fold], nothing, scores[fold], types_by_fold[fold], knots, {}) for fold in args.folds
        }
        _show(name, figures_of(held_back, evaluate(held_back, models)))


def _train(job: tuple[str, int, float]) -> Network:
    """Return the network trained without a family, or on a share of the sites; in a process of its own."""
    name, fold, share = job
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    from training.network import Trainer  # noqa: PLC0415 - threads that it starts would not survive a fork

    is_gone = np.array([name in FAMILIES and FAMILIES[name](feature) for feature in NAMES])
    examples = [[one._replace(inputs=np.where(is_gone, np.float16(0), one.inputs)) for one in page] for page in _examples]
    sites = sorted({sample.site for sample in _samples})
    some = set(np.random.default_rng(0).permutation(sites)[: round(share * len(sites))].tolist())
    chosen = np.array([sample.fold != fold and sample.site in some for sample in _samples])
    network = Trainer(_samples, examples, is_text=False).train(chosen, Settings())
    return network._replace(scale=np.where(is_gone[:, None], np.float32(0), network.scale))  # zeros to the network


def _show(name: str, figures: Mapping[str, Mapping[str, float]]) -> None:
    values = " | ".join(f"{figures[group][measure]:.3f}" if group in figures else "" for group, measure in MEASURES)
    print(f"| {name} | {values} |", flush=True)


if __name__ == "__main__":
    main()
