"""The pages in fixtures/: what comes out of each is what its expected.json says, and that stands on the page."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from declutter import (
    Admonition,
    Article,
    BodyBlock,
    Code,
    Heading,
    Image,
    List,
    ListItem,
    Post,
    Quote,
    Table,
    extract,
)
from declutter.options import DEFAULTS
from declutter.parsing.decode import decode
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse

FIXTURES = Path(__file__).parent.parent / "fixtures"
SLUGS = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())
PARTS = ("title", "lead", "body", "metadata")
THREADS = tuple(slug for slug in SLUGS if slug.startswith(("forum-", "qa-")))
DATES = ("published", "modified")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_UTF_8 = lxml_html.HTMLParser(encoding="utf-8")


def read_about(slug: str) -> dict[str, str | bool]:
    """Read about.toml's lines `key = "value"` and `key = true`; tomllib comes with Python 3.11 only."""
    about: dict[str, str | bool] = {}
    for line in (FIXTURES / slug / "about.toml").read_text(encoding="utf-8").splitlines():
        key, equals, value = (part.strip() for part in line.partition("="))
        if not equals or key.startswith("#"):
            continue
        about[key] = json.loads(value)  # TOML's basic strings and booleans are JSON's
    return about


def read_expected(slug: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((FIXTURES / slug / "expected.json").read_text(encoding="utf-8"))
    return expected


def simplify_block(block: BodyBlock) -> dict[str, Any]:
    """Return a body block as expected.json writes it."""
    if isinstance(block, Heading):
        return {"heading": block.text, "level": block.level}
    if isinstance(block, List):
        return {"list": [text for item in block.items for text in item_texts(item)]}
    if isinstance(block, Table):
        return {"table": [[cell.text for cell in row] for row in block.rows]}
    if isinstance(block, Post):
        written = block.published.isoformat() if block.published else None
        blocks = [simplify_block(one) for one in block.blocks if one.text]
        return {"post": block.author, "published": written, "blocks": blocks}
    if isinstance(block, Admonition):
        return {"admonition": block.type, "title": block.title, "blocks": [simplify_block(one) for one in block.blocks]}
    if isinstance(block, (Quote, Code)):
        return {block.kind: block.text}
    return {"paragraph": block.text}


def item_texts(item: ListItem) -> list[str]:
    """Return the text of an item, and those of the items of lists in it."""
    own = "\n".join(block.text for block in item.blocks if not isinstance(block, List))
    below = [text for block in item.blocks if isinstance(block, List) for inner in block.items for text in item_texts(inner)]
    return [own, *below] if own else below


def simplify_value(value: Any) -> Any:
    if isinstance(value, Image):
        return value.url
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def simplify(article: Article, keys: list[str]) -> dict[str, Any]:
    """Return an article as expected.json writes it, with these keys of the metadata."""
    metadata = {key: simplify_value(getattr(article.metadata, key)) for key in keys}
    body = [simplify_block(block) for block in article.body if block.text]
    return {"title": article.title, "lead": article.lead, "body": body, "metadata": metadata}


def comparable(value: Any) -> Any:
    """Return the value with its strings in Unicode's composed form."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return {key: comparable(item) for key, item in value.items()} if isinstance(value, dict) else value


def same_moment(one: str | None, other: str | None) -> bool:
    """Whether two ISO 8601 strings are the same day, or the same instant, or neither is there."""
    if one is None or other is None:
        return one is other
    moments = [datetime.fromisoformat(moment.replace("Z", "+00:00")) for moment in (one, other)]  # Python 3.10 knows no Z
    return ("T" in one) == ("T" in other) and moments[0] == moments[1]


def accept(slug: str, got: dict[str, Any], expected: dict[str, Any]) -> None:
    """Write what was got, with the keys in the order of what was expected."""
    ordered = {key: got[key] for key in expected}
    path = FIXTURES / slug / "expected.json"
    path.write_text(json.dumps(ordered, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def extract_fixture(slug: str) -> Article:
    url = read_about(slug).get("url")
    return extract((FIXTURES / slug / "page.html").read_bytes(), url=url if isinstance(url, str) else None)


def cases() -> list[Any]:
    """Return each part of each fixture; about.toml's `fails_PART` says why one is wrong for now."""
    about = {slug: read_about(slug) for slug in SLUGS}
    return [
        pytest.param(
            slug,
            part,
            marks=pytest.mark.xfail(reason=str(reason), strict=True) if (reason := about[slug].get(f"fails_{part}")) else (),
        )
        for slug in SLUGS
        for part in PARTS
    ]


@pytest.mark.parametrize(("slug", "part"), cases())
def test_what_comes_out_is_what_was_expected(slug: str, part: str, request: pytest.FixtureRequest) -> None:
    expected = read_expected(slug)
    got = simplify(extract_fixture(slug), list(expected["metadata"]))
    for key in DATES:
        if key in expected["metadata"] and same_moment(got["metadata"][key], expected["metadata"][key]):
            got["metadata"][key] = expected["metadata"][key]
    if request.config.getoption("--accept-fixtures"):
        accept(slug, expected | {part: got[part]}, expected)
        pytest.skip("accepted")
    assert comparable(got[part]) == comparable(expected[part])


@pytest.mark.parametrize("slug", THREADS)
def test_posts_have_their_authors_and_moments_in_order(slug: str) -> None:
    expected = [(block["post"], block["published"]) for block in read_expected(slug)["body"]]
    found = [simplify_block(block) for block in extract_fixture(slug).body]
    assert [(block.get("post"), block.get("published")) for block in found] == expected


def test_reasons_are_given_for_parts_that_there_are() -> None:
    given = {key for slug in SLUGS for key in read_about(slug) if key.startswith("fails_")}
    assert given <= {f"fails_{part}" for part in PARTS}


def strings(value: Any) -> list[str]:
    """Return the texts in the value of an expected.json."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = [item for key, item in value.items() if key != "published"]  # a moment is written in many ways
    return [text for item in value for text in strings(item)] if isinstance(value, list) else []


def squeeze(text: str) -> str:
    """Return the text's visible characters."""
    return "".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def everything_on(page: bytes) -> str:
    """Return what the page says, in its text (with scripts and without) and in its markup."""
    decoded = decode(page)
    texts = [
        block.text
        for scripting in (True, False)
        for block in segment(parse(decoded, scripting=scripting), None, DEFAULTS).blocks
    ]
    texts += map(str, lxml_html.document_fromstring(decoded.encode("utf-8"), parser=_UTF_8).itertext())
    stated = decoded.replace("\\n", "\n").replace('\\"', '"').replace("\\/", "/")  # in JSON
    return squeeze("".join((*texts, html.unescape(decoded), stated)))


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_expected_stands_on_the_page(slug: str) -> None:
    if read_about(slug).get("not_on_page") is True:
        return
    expected = read_expected(slug)
    said = everything_on((FIXTURES / slug / "page.html").read_bytes())
    texts = [expected["title"], expected["lead"], expected["body"]]
    texts += [expected["metadata"].get(key) for key in ("authors", "site_name", "description", "tags")]
    missing = [text for text in strings(texts) if not all(squeeze(line) in said for line in text.split("\n"))]
    assert missing == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_fixture_says_what_it_shows_and_why_it_is_hard(slug: str) -> None:
    about = read_about(slug)
    assert all(about.get(key) for key in ("shows", "hard", "language", "encoding", "url"))
