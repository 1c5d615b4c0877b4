"""Site templates: what the pages of a site share goes, what a page has of its own stays."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declutter import SiteTemplate, TemplateError, explain, explain_text, extract, extract_text
from declutter.cli import BAD_USE, CONTENT, main
from declutter.extractor import read_page
from declutter.options import DEFAULTS
from declutter.parsing.page import Page
from declutter.template import FURNITURE, MAX_TEXTS, block_keys
from tests.pages import page_of_seed

ABOUT = (
    "The Daily Frog was founded by three millers and a fisherman, who wanted to know what happens on the other side of the "
    "river; it has come out every morning since, but for the winter in which the river froze, and nobody had anything to say."
)
LEGEND = "Our correspondents live in the villages that they write about, and pay for their own boots and their own bread."
HISTORY = (
    "Readers who wish to support the Daily Frog may leave an egg at the mill, where it is weighed, entered in the book, and "
    "given to whoever writes the longest report about the shortest day of the year; so it has been done for a long time."
)


def page(seed: int, *, chrome: bool = True) -> str:
    """Return a page of a site whose chrome reads like an article: paragraphs without telling tags or classes."""
    article = page_of_seed(seed)
    paragraphs = "".join(f"<p>{text}</p>" for text in article.paragraphs)
    copy = f"Copy {seed} of March {seed + 1}, 2024, printed at the mill in red ink"
    before = f"<div><p>{ABOUT}</p><p>{HISTORY}</p></div>" if chrome else ""
    after = f"<div><p>{LEGEND}</p><p>{copy}</p></div>" if chrome else ""
    head = f"<html><head><title>{article.title}</title></head><body><h1>{article.title}</h1>"
    return f"{head}{before}<div>{paragraphs}</div>{after}</body></html>"


def segmented(html: str, url: str | None = None) -> Page:
    return read_page(html, url=url, encoding=None, options=DEFAULTS)


def own_texts(seed: int) -> set[str]:
    return {block.text for block in segmented(page(seed, chrome=False)).blocks}


def left_out(html: str, template: SiteTemplate) -> set[str]:
    return {block.text for block in explain(html, template=template) if block.reason == FURNITURE}


def test_what_two_pages_share_is_left_out_of_a_third() -> None:
    template = SiteTemplate.learn([page(1), page(2)])
    without = extract(page(3))
    assert ABOUT in without.text  # or the test shows nothing
    text = extract(page(3), template=template).text
    assert ABOUT not in text
    assert HISTORY not in text
    assert LEGEND not in text


def test_one_page_teaches_something_of_another() -> None:
    assert ABOUT not in extract(page(3), template=SiteTemplate.learn([page(1)])).text


def test_a_text_with_another_number_and_date_is_the_same() -> None:
    template = SiteTemplate.learn([page(1), page(2)])
    assert "Copy 12 of March 13, 2024, printed at the mill in red ink" in left_out(page(12), template)


def test_what_is_left_out_has_its_reason_at_its_place() -> None:
    template = SiteTemplate.learn([page(1), page(2)])
    plain, blocks = explain(page(3)), explain(page(3), template=template)
    assert [(block.text, block.path) for block in blocks] == [(block.text, block.path) for block in plain]
    gone = [block for block in blocks if block.reason == FURNITURE]
    assert {block.text for block in gone} >= {ABOUT, HISTORY, LEGEND}
    assert not any(block.keep for block in gone)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=10)
@given(st.lists(st.integers(0, 10_000), min_size=6, max_size=6, unique=True))
def test_chrome_of_five_pages_is_dropped_whole_and_the_article_stays_whole(seeds: list[int]) -> None:
    template = SiteTemplate.learn([page(seed) for seed in seeds[:5]])
    for seed in seeds:
        gone = left_out(page(seed), template)
        assert {ABOUT, HISTORY, LEGEND} <= gone
        assert not gone & own_texts(seed)
        text = extract(page(seed), template=template).text
        assert [own for own in page_of_seed(seed).paragraphs if " ".join(own.split()) not in text] == []


def test_without_chrome_nothing_is_left_out() -> None:
    template = SiteTemplate.learn([page(seed, chrome=False) for seed in range(5)])
    assert left_out(page(6, chrome=False), template) == set()


def test_the_template_of_another_site_changes_nothing() -> None:
    foreign = SiteTemplate.learn([f"<p>The mill of {name} stands still, and so does all that it drove." for name in "ab"])
    assert extract(page(3), template=foreign) == extract(page(3))


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_page_among_the_learned_ones_keeps_its_own_text(times: int) -> None:
    template = SiteTemplate.learn([page(1), page(2), *[page(3)] * times])
    assert template.learned == 3
    gone = left_out(page(3), template)
    assert ABOUT in gone
    assert not gone & own_texts(3)


def test_a_version_of_a_learned_page_is_known_by_its_address() -> None:
    url = "https://frog.example/rain"
    template = SiteTemplate.learn([(page(1), "https://frog.example/snow"), (page(3), url)])
    later = page(3).replace("</h1>", "</h1><p>Update: the rain has stopped, and the fields are dry.</p>")
    gone = {block.text for block in explain(later, url=url, template=template) if block.reason == FURNITURE}
    assert ABOUT in gone
    assert not gone & own_texts(3)


def test_the_same_article_elsewhere_on_the_site_stays_whole() -> None:
    """As under a second address, which no template of one page can tell."""
    template = SiteTemplate.learn([(page(3), "https://frog.example/rain")])
    printed = page(3).replace("<body>", "<body><p>Version for the printer</p>")
    assert not left_out(printed, template)


def test_short_texts_are_no_furniture() -> None:
    template = SiteTemplate.learn([f"{page(seed)}<p>$ 4.50</p><p>by Ada Quill</p>" for seed in (1, 2)])
    assert {"$ 4.50", "by Ada Quill"}.isdisjoint(left_out(f"{page(3)}<p>$ 4.50</p><p>by Ada Quill</p>", template))


def test_updating_is_learning_one_by_one() -> None:
    template = SiteTemplate()
    for seed in (1, 2, 3):
        template = template.update(page(seed))
    assert template == SiteTemplate.learn([page(1), page(2), page(3)])


def test_a_template_is_a_value() -> None:
    template = SiteTemplate.learn([page(1)])
    before = template.to_json()
    template.update(page(2))
    template.merge(SiteTemplate.learn([page(2)]))
    assert template.to_json() == before


def test_merging_counts_what_both_have_seen() -> None:
    one, other = SiteTemplate.learn([page(1), page(2)]), SiteTemplate.learn([page(3), page(4)])
    merged = one.merge(other)
    together = SiteTemplate.learn([page(1), page(2), page(3), page(4)])
    assert dict(merged.texts) == dict(together.texts)
    assert (merged.learned, set(merged.pages)) == (together.learned, set(together.pages))
    assert dict(other.merge(one).texts) == dict(merged.texts)


def test_lines_of_a_text_dump_are_learned_alike() -> None:
    dumps = ["\n".join([ABOUT, *page_of_seed(seed).paragraphs, LEGEND]) for seed in (1, 2, 3)]
    template = SiteTemplate.learn_text(dumps[:2])
    assert {block.text for block in explain_text(dumps[2], template=template) if block.reason == FURNITURE} == {ABOUT, LEGEND}
    text = extract_text(dumps[2], template=template).text
    assert ABOUT not in text
    assert SiteTemplate().update_text(dumps[0]).update_text(dumps[1]) == template


def test_pages_teach_their_dumps() -> None:
    dump = "\n".join([ABOUT, *page_of_seed(3).paragraphs, LEGEND])
    template = SiteTemplate.learn([page(1), page(2)])
    assert {block.text for block in explain_text(dump, template=template) if block.reason == FURNITURE} == {ABOUT, LEGEND}


def test_a_template_has_a_bounded_size_and_remembers_what_recurs() -> None:
    def paragraphs(start: int) -> str:
        words = ("".join(chr(97 + int(digit)) for digit in f"{number:08d}") for number in range(start, start + 9_000))
        return "".join(f"<p>The word of the day is {word}, and it rhymes with nothing</p>" for word in words)

    template = SiteTemplate.learn([f"<p>{ABOUT}</p>{paragraphs(9_000 * index)}" for index in range(5)])
    assert len(template.texts) <= MAX_TEXTS
    assert template.texts[next(key for key in block_keys(segmented(f"<p>{ABOUT}</p>")) if key is not None)] == 5


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    template = SiteTemplate.learn([page(1), page(2)])
    template.save(tmp_path / "site.json")
    loaded = SiteTemplate.load(tmp_path / "site.json")
    assert loaded == template
    assert loaded.to_json() == template.to_json()
    assert pickle.loads(pickle.dumps(template)) == template
    assert (tmp_path / "site.json").stat().st_size < 10_000


def test_no_text_of_a_page_is_in_the_file() -> None:
    assert "Frog" not in SiteTemplate.learn([page(1), page(2)]).to_json()


@pytest.mark.parametrize(
    "stored",
    [
        "", "no JSON", "[]", "{}", '{"declutter_template": 2}', '{"declutter_template": 1}',
        '{"declutter_template": 1, "learned": 1, "pages": [], "texts": []}',
        '{"declutter_template": 1, "learned": 1, "pages": ["x"], "texts": {}}',
        '{"declutter_template": 1, "learned": 1, "pages": [], "texts": {"1": "many"}}',
    ],
)  # fmt: skip
def test_what_is_no_template_is_refused(stored: str, tmp_path: Path) -> None:
    (tmp_path / "site.json").write_text(stored, encoding="utf-8")
    with pytest.raises(TemplateError):
        SiteTemplate.load(tmp_path / "site.json")


def test_bytes_that_are_no_text_are_no_template(tmp_path: Path) -> None:
    (tmp_path / "site.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TemplateError):
        SiteTemplate.load(tmp_path / "site.json")


def test_an_empty_page_teaches_nothing() -> None:
    assert SiteTemplate.learn(["", "<p></p>"]) == SiteTemplate()


def test_a_page_without_some_blocks_keeps_its_elements_true() -> None:
    read = segmented(page(3))
    gone = {0, 2, 5}
    rest = read.without(gone)
    kept = [index for index in range(len(read.blocks)) if index not in gone]
    assert rest.blocks == [read.blocks[index] for index in kept]
    for first, end, new_first, new_end in zip(
        read.elements.first_block, read.elements.end_block, rest.elements.first_block, rest.elements.end_block, strict=True
    ):
        inside = [read.blocks[index] for index in range(first, end) if index not in gone]
        assert rest.blocks[new_first:new_end] == inside
    assert read.without(()) is read


def test_the_command_learns_and_uses_a_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for seed in (1, 2, 3):
        files.append(tmp_path / f"{seed}.html")
        files[-1].write_text(page(seed), encoding="utf-8")
    template = str(tmp_path / "site.json")
    assert main(["learn", str(files[0]), "-o", template]) == CONTENT
    assert main(["learn", str(files[1]), "-o", template]) == CONTENT  # a template that is there is kept up
    assert json.loads(Path(template).read_text(encoding="utf-8"))["learned"] == 2
    capsys.readouterr()
    assert main([str(files[2])]) == CONTENT
    assert ABOUT in capsys.readouterr().out
    assert main(["--template", template, str(files[2])]) == CONTENT
    assert ABOUT not in capsys.readouterr().out
    assert main(["explain", "--json", "--template", template, str(files[2])]) == CONTENT
    assert FURNITURE in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["learn", "page.html"], ["learn", "-o", "site.json"], ["learn", "missing.html", "-o", "site.json"]]
)
def test_learning_nothing_is_bad_use(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == BAD_USE


def test_a_file_that_is_no_template_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.html").write_text(page(1), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("my notes", encoding="utf-8")
    assert main(["--template", str(tmp_path / "notes.txt"), str(tmp_path / "page.html")]) == BAD_USE
    assert main(["--template", str(tmp_path / "missing.json"), str(tmp_path / "page.html")]) == BAD_USE
    assert main(["learn", str(tmp_path / "page.html"), "-o", str(tmp_path / "notes.txt")]) == BAD_USE
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "my notes"
    assert "no template" in capsys.readouterr().err
