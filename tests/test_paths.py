"""Where elements stand: selectors that find them."""

from __future__ import annotations

import pytest

from declutter import explain
from declutter.parsing.page import Elements
from declutter.parsing.paths import MAX_STEPS, css_paths
from declutter.parsing.segment import segment
from declutter.parsing.tree import Node, parse


def elements_of(html: str) -> Elements:
    return segment(parse(html)).elements


def paths_of(html: str) -> dict[str, str | None]:
    """Return the path of each block's element by the block's text."""
    return {block.text: block.path for block in explain(html)}


def test_a_path_counts_elements_and_nothing_else() -> None:
    html = "<!-- x --><body>a<p>b</p> <!-- y --> <?z?><img><p>c</p>d"
    assert paths_of(html) == {
        "a": "html > body", "b": "html > body > p:nth-child(1)", "c": "html > body > p:nth-child(3)", "d": "html > body",
    }  # fmt: skip


def test_inline_elements_are_steps_of_a_path() -> None:
    assert paths_of("<span><div>a</div></span>") == {"a": "html > body > span:nth-child(1) > div:nth-child(1)"}


def test_a_name_is_escaped_as_css_asks() -> None:
    assert paths_of("<o:p><div>a</div></o:p>") == {"a": r"html > body > o\:p:nth-child(1) > div:nth-child(1)"}


def test_text_in_a_shadow_root_has_no_path() -> None:
    html = "<div><template shadowrootmode=open><p>a</p></template></div><p>b</p>"
    assert paths_of(html) == {"a": None, "b": "html > body > p:nth-child(2)"}


def test_elements_deeper_than_the_limit_have_no_path() -> None:
    paths = css_paths(elements_of("<div>x" * (MAX_STEPS + 50)).node)
    assert len(paths) == MAX_STEPS + 50 + 2  # with <html> and <body>
    assert all(paths[:MAX_STEPS])
    assert not any(paths[MAX_STEPS:])


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<p>b<div><p>c</p>d<p>e</div>",
        "<table><tr><td>a<td>b<tr><td>c</table>",
        "<ul><li>a<ul><li>b</ul><li>c</ul>",
        "<table>x<p>y<tr><td>z",
        "<b><div></b>x</div>y<div>z",
        "a<section>b<section>c</section>d</section>",
    ],
)
def test_a_path_finds_its_element_and_no_other(html: str) -> None:
    document = parse(html)
    nodes: list[Node] = segment(document).elements.node
    for node, path in zip(nodes, css_paths(nodes), strict=True):
        found = document.css(path)  # type: ignore[attr-defined] # the parser's own, of which the library has no need
        assert [one.mem_id for one in found] == [node.mem_id]
