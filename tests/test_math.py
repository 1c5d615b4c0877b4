"""Formulas: TeX from what a page shows them with, and written so that it reads back."""

from __future__ import annotations

import pytest

from declutter import Article, BodyBlock, Heading, Math, Paragraph, Span
from declutter.assemble import assemble
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse

TEX = "x^{2}"
MATHML = "<msup><mi>x</mi><mn>2</mn></msup>"
ANNOTATED = f"<semantics><mrow>{MATHML}</mrow><annotation encoding='application/x-tex'>{TEX}</annotation></semantics>"
FORMS = {
    "MathML with its source": f"<math>{ANNOTATED}</math>",
    "MathML on lines": f"<math>\n <semantics>\n  {MATHML}\n <annotation encoding='application/x-tex'>"
    f" {TEX} </annotation></semantics></math>",
    "MathML with alternative text": f"<math alttext='{TEX}'>{MATHML}</math>",
    "KaTeX": f"<span class=katex><span class=katex-mathml><math>{ANNOTATED}</math></span>"
    "<span class=katex-html aria-hidden=true><span class=base>x<sup>2</sup></span></span></span>",
    "MediaWiki": f"<span class=mwe-math-element><span style='display: none;'>"
    f"<math alttext='{{\\displaystyle {TEX}}}'>{ANNOTATED}</math></span>"
    f"<img class='mwe-math-fallback-image-inline' aria-hidden=true alt='{{\\displaystyle {TEX}}}' src=/x.svg></span>",
    "image": f"<img class=latex alt='{TEX}' src=/x.png>",
    "pandoc": f"<span class='math inline'>\\({TEX}\\)</span>",
}


def body(html: str) -> tuple[BodyBlock, ...]:
    page = segment(parse(html), "https://frog.example/")
    return assemble(page, range(len(page.blocks)))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_formula_in_a_text_is_tex(form: str) -> None:
    text = Paragraph(f"So {TEX} is b here.", (Span(3, 8, "math"), Span(12, 13, "strong")))
    assert body(f"<p>So {form} is <b>b</b> here.</p>") == (text,)


@pytest.mark.parametrize(
    "html",
    [
        f"<p><math display=block>{ANNOTATED}</math></p>",
        f"<p><span class=katex-display><span class=katex><math>{ANNOTATED}</math></span></span></p>",
        f"<p><img class='mwe-math-fallback-image-display' alt='{TEX}' src=/x.svg></p>",
        f"<p><span class='math display'>\\[{TEX}\\]</span></p>",
    ],
)  # fmt: skip
def test_a_formula_set_apart_is_a_block(html: str) -> None:
    assert body(f"<p>a</p>{html}<p>b</p>") == (Paragraph("a"), Math(TEX), Paragraph("b"))


def test_a_formula_without_source_stays_as_it_is_shown() -> None:
    assert body(f"<p>So <math>{MATHML}</math>.</p>") == (Paragraph("So x2."),)


def test_two_formulas_are_two() -> None:
    one, other = (f"<math alttext={tex}><mi>{tex}</mi></math>" for tex in "ab")
    assert body(f"<p>{one} and {other}</p>") == (Paragraph("a and b", (Span(0, 1, "math"), Span(6, 7, "math"))),)


def test_a_formula_in_a_heading_is_tex() -> None:
    assert body(f"<h2>Of {FORMS['KaTeX']}</h2>") == (Heading(f"Of {TEX}", 2, (Span(3, 8, "math"),)),)


ARTICLE = Article(body=(Paragraph("So a_1*b_2*c & d.", (Span(3, 16, "math"),)), Math("\\sum_{i<n} i")))


def test_formulas_in_markdown_stand_between_dollars_as_they_are() -> None:
    assert ARTICLE.to_markdown() == "So $a_1*b_2*c & d$.\n\n$$\n\\sum_{i< n} i\n$$\n"


def test_formulas_in_html_read_back() -> None:
    assert '<span class="math inline">\\(a_1*b_2*c &amp; d\\)</span>' in ARTICLE.to_html()
    assert body(ARTICLE.to_html()) == ARTICLE.body
