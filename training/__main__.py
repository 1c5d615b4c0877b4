"""python -m training CORPUS: cross-validate by site, print and write the table, train on all, write the model.

python -m training ../shared/corpus                     all of it, about 25 minutes on two cores
python -m training ../shared/corpus --folds 0 1         a look at two folds; writes no model
python -m training ../shared/corpus --only-model        no cross-validation
"""

from __future__ import annotations

import argparse
import io
import json
import os
import pickle
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timezone
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from declutter.scoring.features import DUMP_NAMES, NAMES
from declutter.scoring.model import FORMAT, LAYERS, Model, Network, write_model
from declutter.scoring.words import NameScores
from training.class_words import ClassWords
from training.dumps import dumps_of
from training.evaluate import calibrate, evaluate, figures_of, print_table
from training.examples import Example, Settings, make_examples
from training.made import made_pages
from training.page_types import PageTypes
from training.pages import FOLDS, Sample, digest, read_samples
from training.text_words import TextWords

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "src" / "declutter" / "data" / "model.npz"
REPORT = ROOT / "benchmarks" / "results" / "training.json"
UNCALIBRATED = np.array([[0, 1], [0, 1]], dtype=np.float32)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--folds", type=int, nargs="*", default=list(range(FOLDS)))
    parser.add_argument("--every", type=int, default=1, help="use every n-th page alone, to try the command")
    parser.add_argument("--only-model", action="store_true")
    parser.add_argument("--only", choices=("page", "text"), help="train but one of the two networks, to look at it")
    parser.add_argument("--keep", type=Path, help="write the folds' models and samples there, to look at errors")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="of training.network.Settings")
    args = parser.parse_args()
    settings = Settings(**{key: type(getattr(Settings(), key))(value) for key, value in (s.split("=") for s in args.set)})
    begun = time.perf_counter()

    def say(text: str) -> None:
        print(f"[{time.perf_counter() - begun:6.0f} s] {text}", flush=True)

    samples = read_samples(args.corpus, every=args.every)
    real = [sample for sample in samples if not sample.page.is_text]
    words, text_words = ClassWords(real), TextWords(samples)
    folds, all_folds = (np.array([sample.fold for sample in some]) for some in (real, samples))

    def scores_without(fold: int | None) -> NameScores:
        return NameScores(words.fit(folds != fold), text_words.fit(all_folds != fold))

    by_fold = [scores_without(fold) for fold in range(FOLDS)]
    say(f"class words: {[len(found.words) for found in by_fold]}, words of texts: {[len(found.texts) for found in by_fold]}")
    made = list(made_pages(samples))
    pages = [*real, *made]
    texts = [sample for sample in samples if sample.page.is_text]
    texts += dumps_of([*samples, *made]) if args.only != "page" else ()
    say(f"{len(pages)} pages, {len(made)} of them made; {len(texts)} text dumps, most of them made of pages")
    types = PageTypes(pages, by_fold)
    types_by_fold = [types.fit(fold) for fold in range(FOLDS)]
    say("page types")
    kinds = [args.only] if args.only else ["page", "text"]
    if "page" in kinds:
        _parts["page"] = Part(pages, make_examples(pages, by_fold, types_by_fold))
    if "text" in kinds:
        _parts["text"] = Part(texts, make_examples(texts, by_fold, types_by_fold))
    say("features")

    about = {
        "format": FORMAT, "features": {"page": NAMES, "text": DUMP_NAMES}, "training": digest(samples),
        "pages": len(pages), "texts": len(texts),
    }  # fmt: skip

    def trained(numbers: Sequence[int | None]) -> dict[int | None, Model]:
        """Return for each fold the model that has not seen it; for None the one that has seen all."""
        jobs = [(kind, fold, settings) for fold in numbers for kind in kinds]
        with ProcessPoolExecutor(2, get_context("fork")) as pool:  # shares the examples
            networks = dict(zip([job[:2] for job in jobs], pool.map(_train, jobs), strict=True))
        models = {}
        for fold in numbers:
            scores = by_fold[fold] if fold is not None else scores_without(None)
            page = networks.get(("page", fold)) or _nothing(len(NAMES))
            text = networks.get(("text", fold)) or _nothing(len(DUMP_NAMES))
            models[fold] = Model(page, text, scores, types.fit(fold), UNCALIBRATED, about)
        return models

    if not args.only_model:
        models = trained(args.folds)
        say("trained")
        if args.keep:
            args.keep.write_bytes(pickle.dumps({fold: write_model(model) for fold, model in models.items()}))
        kind = {"page": False, "text": True}.get(args.only or "")
        held_back = [s for s in samples if s.fold in models and kind in (None, s.page.is_text)]
        outcomes = evaluate(held_back, models)
        figures = figures_of(held_back, outcomes)
        calibration = calibrate(outcomes)
        print_table(figures)
        if args.folds == list(range(FOLDS)) and args.every == 1 and not args.only:
            REPORT.parent.mkdir(exist_ok=True)
            today = datetime.now(tz=timezone.utc).date().isoformat()
            report = {"command": "python -m training ../shared/corpus", "digest": digest(samples), "figures": figures,
                      "calibration": calibration.tolist(), "date": today}  # fmt: skip
            REPORT.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n")
        say("measured")
    if args.folds == list(range(FOLDS)) and args.every == 1 and (not args.only or args.only_model):
        model = trained([None])[None]
        calibration = np.array(json.loads(REPORT.read_text())["calibration"], dtype=np.float32)  # of the last cross-validation
        MODEL.write_bytes(_written(replace(model, calibration=calibration), args.only))
        say(f"wrote {MODEL.relative_to(ROOT)}, {MODEL.stat().st_size / 1e3:.0f} kB")


def _written(model: Model, only: str | None) -> bytes:
    """Return the file of a model; where but one network was trained, the rest is that of the file that is there."""
    if not only:
        return write_model(model)
    with np.load(MODEL, allow_pickle=False) as stored:
        kept = {name: stored[name] for name in stored.files if not name.startswith(f"{only}_")}
    about = json.loads(bytes(kept.pop("about")).decode())
    about["features"][only] = model.about["features"][only]
    with np.load(io.BytesIO(write_model(model)), allow_pickle=False) as trained:
        kept |= {name: trained[name] for name in trained.files if name.startswith(f"{only}_")}
    kept["about"] = np.frombuffer(json.dumps(about, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, **dict(sorted(kept.items())))
    return out.getvalue()


class Part(NamedTuple):
    """The samples of one kind, and their examples."""

    samples: Sequence[Sample]
    examples: Sequence[Sequence[Example]]


_parts: dict[str, Part] = {}


def _train(job: tuple[str, int | None, Settings]) -> Network:
    """Return the network of a kind trained on all folds but one; in a process of its own, which alone loads JAX."""
    kind, fold, settings = job
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    from training.network import Trainer  # noqa: PLC0415 - threads that it starts would not survive a fork

    samples, examples = _parts[kind]
    chosen = np.array([sample.fold != fold for sample in samples])
    return Trainer(samples, examples, is_text=kind == "text").train(chosen, settings)


def _nothing(features: int) -> Network:
    """Return a network that keeps nothing, in place of one that was not asked for."""
    empty = np.zeros((features, 1), np.float32)
    return Network(empty, empty, (empty,) * len(LAYERS), (empty,) * len(LAYERS))


if __name__ == "__main__":
    main()
