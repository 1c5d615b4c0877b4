"""The dumps in fixtures_text/: what comes out of each is what its expected.json says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from declutter import Article, extract_text

FIXTURES = Path(__file__).parent.parent / "fixtures_text"
SLUGS = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())
PARTS = ("title", "lead", "body", "authors", "published")
MIN_FIXTURES, MIN_LANGUAGES = 25, 15


def read_about(slug: str) -> dict[str, str]:
    """Read about.toml's lines `key = "value"`; tomllib comes with Python 3.11 only."""
    lines = (FIXTURES / slug / "about.toml").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" = ") for line in lines if line)
    return {key: json.loads(value) for key, _, value in pairs}


def read_dump(slug: str) -> str:
    return (FIXTURES / slug / "dump.txt").read_bytes().decode()  # with the line ends that it has


def simplify(article: Article) -> dict[str, Any]:
    """Return an article as expected.json writes it."""
    published = article.metadata.published
    return {
        "title": article.title,
        "lead": article.lead,
        "body": [line for block in article.body for line in block.text.split("\n")],
        "authors": list(article.metadata.authors),
        "published": published.isoformat() if published else None,
    }


def cases() -> list[Any]:
    """Return each part of each fixture; about.toml's `fails_PART` says why one is wrong for now."""
    about = {slug: read_about(slug) for slug in SLUGS}
    return [
        pytest.param(
            slug,
            part,
            marks=pytest.mark.xfail(reason=reason, strict=True) if (reason := about[slug].get(f"fails_{part}")) else (),
        )
        for slug in SLUGS
        for part in PARTS
    ]


@pytest.mark.parametrize(("slug", "part"), cases())
def test_what_comes_out_of_a_dump_is_what_was_expected(slug: str, part: str) -> None:
    expected = json.loads((FIXTURES / slug / "expected.json").read_text(encoding="utf-8"))
    assert simplify(extract_text(read_dump(slug)))[part] == expected[part]


@pytest.mark.parametrize("slug", SLUGS)
def test_line_ends_change_nothing(slug: str) -> None:
    text = read_dump(slug).replace("\r\n", "\n")
    assert extract_text(text.replace("\n", "\r\n")) == extract_text(text)


@pytest.mark.parametrize("slug", SLUGS)
def test_each_expected_paragraph_stands_in_the_dump(slug: str) -> None:
    expected = json.loads((FIXTURES / slug / "expected.json").read_text(encoding="utf-8"))
    words = " ".join(read_dump(slug).split())
    for paragraph in expected["body"]:
        first, last = paragraph.split()[0], paragraph.split()[-1]
        assert first in words, paragraph
        assert last.strip("*.") in words, paragraph


def test_the_dumps_are_many_and_in_many_languages() -> None:
    assert len(SLUGS) >= MIN_FIXTURES
    assert len({read_about(slug)["language"] for slug in SLUGS}) >= MIN_LANGUAGES
