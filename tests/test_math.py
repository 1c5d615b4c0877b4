"""Formulas: TeX from what a page shows them with, and written so that it reads back."""

from __future__ import annotations

import pytest

from declutter import Article, BodyBlock, Heading, List, ListItem, Math, Paragraph, Span
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


# TeX between delimiters, as a page has it before MathJax or KaTeX read it


@pytest.mark.parametrize(
    "html",
    [
        f"<p>\\[ {TEX} \\]</p>", f"<p>$$ {TEX} $$</p>", f"<p>$${TEX}$$.</p>", f"<div>\\[<br>{TEX}<br>\\]</div>",
        f"<script type='math/tex; mode=display'>{TEX}</script>",
        f"<p><span class=MathJax_Preview></span><script type='math/tex; mode=display'>{TEX}</script></p>",
        f"<div class=MathJax_Display><span class=MathJax>x2</span></div><script type='math/tex; mode=display'>{TEX}</script>",
    ],
)  # fmt: skip
def test_a_formula_between_display_delimiters_is_a_block(html: str) -> None:
    rest = "<p>b <script type='math/tex'>y</script></p>"
    assert body(f"<p>a</p>{html}{rest}") == (Paragraph("a"), Math(TEX), Paragraph("b y", (Span(2, 3, "math"),)))


@pytest.mark.parametrize(
    "form",
    [
        f"\\[{TEX}\\]", f"$${TEX}$$", f"<script type='math/tex; mode=display'>{TEX}</script>",
        f"<span class=katex-display><span class=katex><math>{ANNOTATED}</math></span></span>",
        f"<math display=block>{ANNOTATED}</math>",
    ],
)  # fmt: skip
def test_a_formula_set_apart_in_a_text_parts_it(form: str) -> None:
    assert body(f"<p>So <i>it</i> is {form} and <b>b</b>.</p>") == (
        Paragraph("So it is", (Span(3, 5, "emphasis"),)),
        Math(TEX),
        Paragraph("and b.", (Span(4, 5, "strong"),)),
    )
    assert body(f"<ul><li>a {form}</ul>") == (List((ListItem((Paragraph("a"), Math(TEX))),)),)


def test_a_formula_between_inline_delimiters_is_a_span() -> None:
    html = f"<p>So <i>it \\({TEX}\\)</i> is <a href=/x>a</a> \\(n\\) here.</p>"
    spans = (
        Span(3, 11, "emphasis"), Span(6, 11, "math"), Span(15, 16, "link", "https://frog.example/x"), Span(17, 18, "math"),
    )  # fmt: skip
    assert body(html) == (Paragraph(f"So it {TEX} is a n here.", spans),)


def test_an_environment_is_a_block_of_its_own() -> None:
    tex = "\\begin{align*} a &= b \\\\ c &= d \\end{align*}"
    assert body(f"<p>So:</p><p>{tex.replace('&', '&amp;')}</p>") == (Paragraph("So:"), Math(tex))


@pytest.mark.parametrize(
    "text",
    [
        "It costs $$ and $$ more.", "From $5 to $6.", "Match it (with \\(any text in these\\) brackets).",
        "C:\\[new] folder\\[old]", "$$$ in $$$", "\\(", "\\[\\]", "$$",
    ],
)  # fmt: skip
def test_prose_with_the_same_signs_is_no_formula(text: str) -> None:
    assert body(f"<p>{text}</p>") == (Paragraph(text),)


def test_delimiters_in_code_are_code() -> None:
    assert body("<p>Use <code>\\(x_1\\)</code>.</p>") == (Paragraph("Use \\(x_1\\).", (Span(4, 11, "code"),)),)
    assert body("<pre>$$x_1$$</pre>")[0].kind == "code"


def test_a_script_that_starts_a_text_is_read_with_it() -> None:
    display, inline = (f"<script type='math/tex{mode}'>{TEX}</script>" for mode in ("; mode=display", ""))
    assert body(f"<p>a {inline}</p><p>{display} so.</p><p>b</p>")[1:] == (Math(TEX), Paragraph("so."), Paragraph("b"))
    said = Paragraph(f"{TEX} is so.", (Span(0, 5, "math"),))
    assert body(f"<p>{inline} is so.</p>") == body(f"<p>{FORMS['image']} is so.</p>") == (said,)


def test_a_formula_in_a_cell_stays_there() -> None:
    (built,) = body(f"<table><tr><td>a $${TEX}$$<td>b<tr><td>c<td>d</table>")
    assert built.text == f"a {TEX}\tb\nc\td"
