"""Measure what a site's template does: each page with none, with that of the site's other pages, with another site's.

Run as: python benchmarks/templates.py FOLDER… [--models FILE]
Only sites with several pages take part. FILE holds the models of the folds, as `python -m training CORPUS --keep FILE`
writes them: then each page is judged by a model that has seen no page of its site. Without it the library's own model
judges, which has learned from these pages: its errors are smaller than on others, and so is what templates can mend.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import Case, read_cases
from benchmarks.measures import overlap, shingles, words
from benchmarks.quality import markdown_table
from declutter.extractor import build, read_page, read_text
from declutter.options import DEFAULTS
from declutter.scoring.model import Model, read_model
from declutter.template import SiteTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from declutter.parsing.page import Page

FOLDS = 5  # as training has them
TELLING = 0.02  # word F1; a page that changed by more is counted
SETTINGS = ("none", "one other page", "all other pages", "another site's page")


class SitePage(NamedTuple):
    """A page, read."""

    case: Case
    page: Page
    own: SiteTemplate  # of this page alone


class Score(NamedTuple):
    """How good one extraction is."""

    shingle_precision: float | None
    shingle_recall: float | None
    word_f1: float


def sites_of(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Return the cases with gold text by site, of sites with at least two."""
    by_site: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if case.gold.text and case.url and (site := str(urlsplit(case.url).netloc)):
            by_site[site].append(case)
    return {site: found for site, found in sorted(by_site.items()) if len(found) > 1}


def fold_of(site: str) -> int:
    """Return which fold of training holds a site."""
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def read(case: Case) -> SitePage:
    """Read a page, and learn its template."""
    data = case.read_page()
    if case.form == "text":
        page = read_text(data.decode("utf-8", "replace"), case.url, DEFAULTS)
    else:
        page = read_page(data, url=case.url, encoding=None, options=DEFAULTS)
    return SitePage(case, page, SiteTemplate().adding([page]))


def score(page: Page, template: SiteTemplate, gold: str, model: Model | None) -> Score:
    """Return how well the page's text, without the template's furniture, matches gold."""
    found, wanted = words(build(page.without(template.furniture(page)), model).text), words(gold)
    hits = (shingles(found) & shingles(wanted)).total()
    of_found, of_wanted = shingles(found).total(), shingles(wanted).total()
    return Score(hits / of_found if of_found else None, hits / of_wanted if of_wanted else None, overlap(found, wanted)[2])


def measure(sites: Mapping[str, Sequence[Case]], models: Mapping[int, Model] | None) -> dict[str, list[Score]]:
    """Return the scores of all pages in each of SETTINGS, pages in the same order."""
    scores: dict[str, list[Score]] = {setting: [] for setting in SETTINGS}
    foreign: SiteTemplate | None = None
    for site, cases in sites.items():
        if models is not None and fold_of(site) not in models:
            continue
        model = models[fold_of(site)] if models is not None else None
        pages = [read(case) for case in cases]
        for index, (case, page, _) in enumerate(pages):
            gold = case.gold.text or ""
            others = [other.own for other in pages[index + 1 :] + pages[:index]]
            together = others[0]
            for other in others[1:]:
                together = together.merge(other)
            templates = dict(zip(SETTINGS, (SiteTemplate(), others[0], together, foreign or SiteTemplate()), strict=True))
            for setting, template in templates.items():
                scores[setting].append(score(page, template, gold, model))
        foreign = pages[-1].own
    return scores


def table(scores: Mapping[str, Sequence[Score]]) -> str:
    """Return a Markdown table of the settings."""
    rows = []
    without = shingle_f1(scores["none"])
    for setting, found in scores.items():
        changes = [after.word_f1 - before.word_f1 for before, after in zip(scores["none"], found, strict=True)]
        rows.append(
            [
                setting, f"{shingle_f1(found):.4f}", f"{1 - (1 - shingle_f1(found)) / (1 - without):.1%}",
                f"{statistics.mean(one.word_f1 for one in found):.4f}", f"{statistics.mean(changes):+.4f}",
                f"{statistics.mean(change > TELLING for change in changes):.1%}",
                f"{statistics.mean(change < -TELLING for change in changes):.1%}",
            ]
        )  # fmt: skip
    return markdown_table(
        ["template", "shingle F1", "error cut", "word F1", "change", f"+{TELLING} or more", f"-{TELLING} or more"], rows
    )


def shingle_f1(scores: Sequence[Score]) -> float:
    """Return the F1 of mean precision and mean recall of shingles."""
    precision = statistics.mean(one.shingle_precision for one in scores if one.shingle_precision is not None)
    recall = statistics.mean(one.shingle_recall for one in scores if one.shingle_recall is not None)
    return 2 * precision * recall / (precision + recall)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table for each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--models", type=Path, metavar="FILE", help="of the folds, from `python -m training … --keep FILE`")
    chosen = parser.parse_args(arguments)
    models = None
    if chosen.models:
        stored = pickle.loads(chosen.models.read_bytes())  # noqa: S301 - a file that one has written oneself
        models = {fold: read_model(data) for fold, data in stored.items()}
    for folder in chosen.folders:
        scores = measure(sites_of(read_cases(folder)), models)
        print(f"{folder.name}: {len(scores['none'])} pages of sites with several\n\n{table(scores)}\n")


if __name__ == "__main__":
    main()
