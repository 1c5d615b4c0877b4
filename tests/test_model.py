"""The network: what it gives, what it refuses, what it says of its reasons; and the file that holds it."""

from __future__ import annotations

import dataclasses
import io
import json

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given

from declutter.data import model_bytes
from declutter.errors import ModelMismatch
from declutter.parsing.lines import read_lines
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from declutter.scoring.features import DUMP_NAMES, NAMES, ROW, Evidence, measure
from declutter.scoring.model import FORMAT, Model, Network, default_model, evaluate, read_model, weigh, write_model
from tests.pages import GeneratedPage, pages

SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller."
PARAGRAPHS = "".join(f"<p>{number} {SENTENCE}</p>" for number in ("One.", "Two.", "Three.", "Four."))
LINKS = "<ul><li><a href=/a>Home</a><li><a href=/b>News</a><li><a href=/c>Sport</a></ul>"
MAX_BYTES = 3_000_000


def evidence_of(html: str) -> Evidence:
    return measure(segment(parse(html)), default_model().names)


def with_about(**changes: object) -> bytes:
    """Return the library's model with another description."""
    model = default_model()
    return write_model(dataclasses.replace(model, about={**model.about, **changes}))


@given(pages())
def test_probabilities_are_one_a_block_between_zero_and_one(page: GeneratedPage) -> None:
    evidence = evidence_of(page.html)
    scores = default_model().probabilities(evidence)
    assert scores.shape == (len(evidence.junk),)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_a_page_without_blocks_has_no_probabilities() -> None:
    assert default_model().probabilities(evidence_of("")).shape == (0,)


def test_a_paragraph_of_an_article_is_likelier_content_than_a_link_of_a_menu() -> None:
    scores = default_model().probabilities(evidence_of(f"{LINKS}<article><h1>Rain</h1>{PARAGRAPHS}</article>"))
    assert scores[:3].max() < scores[4:].min()


def test_a_line_of_prose_is_likelier_content_than_a_word() -> None:
    evidence = measure(read_lines(f"Home\nNews\nSport\n{SENTENCE}\n{SENTENCE} Again.\nImprint"), default_model().names)
    scores = default_model().probabilities(evidence, is_text=True)
    assert scores[[0, 1, 2, 5]].max() < scores[3:5].min()


def test_a_page_is_judged_by_itself() -> None:
    evidence = evidence_of(f"{LINKS}<article>{PARAGRAPHS}</article>")
    assert np.array_equal(default_model().probabilities(evidence), default_model().probabilities(evidence))


def without_digests(network: Network) -> Network:
    """Return the network without what comes from other blocks: `weigh` leaves that out on purpose."""
    first, second, third, out = network.weights
    second, third = second.copy(), third.copy()
    second[:, len(first) :] = 0
    third[:, len(second) :] = 0
    return network._replace(weights=(first, second, third, out))


@pytest.mark.parametrize("name", ["length", "good", "link_density", "position", "chars@1", "own_words"])
def test_weights_are_the_slope_of_the_log_odds_times_the_input(name: str) -> None:
    evidence, network = evidence_of(f"{LINKS}<article>{PARAGRAPHS}</article>"), without_digests(default_model().page)
    row, step = ROW[name], 1e-2 / network.scale[ROW[name], 0]
    standard = (evidence.matrix[row] - network.mean[row, 0]) * network.scale[row, 0]

    def log_odds(change: float) -> npt.NDArray[np.float64]:
        matrix = evidence.matrix.copy()
        matrix[row] += change
        found = evaluate(network, matrix, evidence.spans, evidence.words).astype(np.float64)
        return np.asarray(np.log(found / (1 - found)))

    slope = (log_odds(step) - log_odds(-step)) / 2e-2
    weights = weigh(network, evidence.matrix, evidence.spans, evidence.words)
    assert weights.shape == evidence.matrix.shape
    assert weights[row] == pytest.approx(slope * standard, abs=0.02)


def test_the_features_that_weighed_most_are_named_heaviest_first() -> None:
    (weights, *_) = default_model().weights_of(evidence_of(f"{LINKS}<article>{PARAGRAPHS}</article>"))
    assert all(name in NAMES for name, _ in weights)
    sizes = [abs(weight) for _, weight in weights]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 5


def test_the_file_is_written_as_it_was_read() -> None:
    assert write_model(read_model(model_bytes())) == model_bytes()


def test_the_file_says_what_it_was_trained_on() -> None:
    about = default_model().about
    assert about["pages"] > 1_000
    assert len(about["training"]) == 16


def test_the_file_is_small() -> None:
    assert len(model_bytes()) < MAX_BYTES


def test_a_model_of_another_format_is_refused() -> None:
    with pytest.raises(ModelMismatch, match=f"format {FORMAT + 1}"):
        read_model(with_about(format=FORMAT + 1))


@pytest.mark.parametrize(("kind", "names"), [("page", NAMES), ("text", DUMP_NAMES)])
def test_a_model_of_other_features_is_refused_and_they_are_named(kind: str, names: tuple[str, ...]) -> None:
    features = {"page": NAMES, "text": DUMP_NAMES, kind: (*names[:-1], "moon_phase")}
    with pytest.raises(ModelMismatch, match="moon_phase"):
        read_model(with_about(features=features))


def test_a_model_of_the_same_features_in_another_order_is_refused() -> None:
    with pytest.raises(ModelMismatch, match="another order"):
        read_model(with_about(features={"page": NAMES[::-1], "text": DUMP_NAMES}))


def test_nothing_in_the_file_is_pickled() -> None:
    with np.load(io.BytesIO(model_bytes()), allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored.files)
        assert json.loads(bytes(stored["about"]).decode())["format"] == FORMAT


def test_the_page_types_have_probabilities_that_sum_to_one() -> None:
    model: Model = default_model()
    page = segment(parse(f"<article><h1>Rain</h1>{PARAGRAPHS}</article>"), "https://example.org/2026/11/rain.html")
    types = model.page_types(page, measure(page, model.names), ["og:article", "ld:NewsArticle"])
    assert sum(types.values()) == pytest.approx(1, abs=1e-5)
    assert max(types, key=types.__getitem__) == "article"


def test_a_page_without_blocks_has_no_type() -> None:
    empty = segment(parse(""))
    assert default_model().page_types(empty, measure(empty, default_model().names), []) == {}
