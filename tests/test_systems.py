"""The markup of widespread systems, by which every kind of block and of inline markup is told: the body of all blocks kept."""
# ruff: noqa: E501 - markup in the lines that systems write it in

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from declutter import (
    Admonition,
    Article,
    BodyBlock,
    Cell,
    Code,
    Embed,
    Figure,
    Heading,
    List,
    ListItem,
    Math,
    Paragraph,
    Post,
    Quote,
    Rule,
    Span,
    Table,
)
from declutter.assemble import assemble
from declutter.parsing.segment import segment
from declutter.parsing.tree import parse
from declutter.threads import find_thread, thread_body

SITE = "https://frog.example/"


def read(html: str, *dropped: str) -> tuple[BodyBlock, ...]:
    """Return the body of all blocks but those with the texts `dropped`."""
    page = segment(parse(html), SITE)
    return assemble(page, [index for index, block in enumerate(page.blocks) if block.text not in dropped])


def para(text: str, *spans: Span) -> Paragraph:
    return Paragraph(text, spans)


def link(start: int, end: int, path: str) -> Span:
    return Span(start, end, "link", path if ":" in path else f"{SITE}{path}")


def item(*blocks: str | BodyBlock, checked: bool | None = None, term: bool = False) -> ListItem:
    return ListItem(tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks), checked, term)


def bullets(*items: str | ListItem) -> List:
    return List(tuple(item(one) if isinstance(one, str) else one for one in items))


def numbers(*items: str | ListItem, start: int = 1) -> List:
    return List(tuple(item(one) if isinstance(one, str) else one for one in items), ordered=True, start=start)


def row(*texts: str, header: bool = False) -> tuple[Cell, ...]:
    return tuple(Cell(text, header) for text in texts)


GUTENBERG = """
<div class="entry-content wp-block-post-content">
<p class="has-drop-cap">Rain fell on the <strong>upper</strong> mill for <em>nine</em> days.</p>
<h2 class="wp-block-heading" id="h-the-wheel">The wheel</h2>
<ul class="wp-block-list"><li>Oak<ul class="wp-block-list"><li>old</li></ul></li><li>Iron</li></ul>
<ol start="3" class="wp-block-list"><li>Lift it</li><li>Turn it</li></ol>
<blockquote class="wp-block-quote is-layout-flow"><p>It turns.</p><cite>The miller</cite></blockquote>
<figure class="wp-block-pullquote"><blockquote><p>Nothing holds water.</p><cite>The widow</cite></blockquote></figure>
<pre class="wp-block-code"><code lang="python" class="language-python">for day in rain:
    count(day)</code></pre>
<pre class="wp-block-preformatted">a   b</pre>
<pre class="wp-block-verse">Water,<br>and water.</pre>
<figure class="wp-block-image size-large"><img src="/u/mill-1024x768.jpg" alt="The mill" class="wp-image-7" srcset="/u/mill-1024x768.jpg 1024w, /u/mill-300x225.jpg 300w" width="1024" height="768"/><figcaption class="wp-element-caption">The mill in May</figcaption></figure>
<figure class="wp-block-table"><table class="has-fixed-layout"><thead><tr><th>Day</th><th>mm</th></tr></thead><tbody><tr><td>One</td><td>31</td></tr><tr><td>Two</td><td>28</td></tr></tbody></table><figcaption class="wp-element-caption">Rain by day</figcaption></figure>
<hr class="wp-block-separator has-alpha-channel-opacity"/>
<figure class="wp-block-embed is-type-video is-provider-youtube"><div class="wp-block-embed__wrapper"><iframe title="Rain" src="https://www.youtube.com/embed/ab12?feature=oembed"></iframe></div></figure>
<div class="wp-block-columns"><div class="wp-block-column"><p>Left.</p></div><div class="wp-block-column"><p>Right.</p></div></div>
<details class="wp-block-details"><summary>More</summary><p>Hidden at first.</p></details>
</div>"""
GUTENBERG_BODY = (
    para("Rain fell on the upper mill for nine days.", Span(17, 22, "strong"), Span(32, 36, "emphasis")),
    Heading("The wheel", 2),
    bullets(item("Oak", bullets("old")), "Iron"),
    numbers("Lift it", "Turn it", start=3),
    Quote((para("It turns."),), "The miller"),
    Quote((para("Nothing holds water."),), "The widow"),
    Code("for day in rain:\n    count(day)", "python"),
    Code("a   b"),
    Code("Water,\nand water."),
    Figure(f"{SITE}u/mill-1024x768.jpg", "The mill", "The mill in May", None, 1024, 768, "The mill in May"),
    Table((row("Day", "mm", header=True), row("One", "31"), row("Two", "28")), "Rain by day"),
    Rule(),
    Embed("https://www.youtube.com/embed/ab12?feature=oembed", "YouTube"),
    para("Left."),
    para("Right."),
    para("More"),
    para("Hidden at first."),
)

CLASSIC = """
<div class="entry"><p>Rain fell.<br />
Then more.</p>
<div id="attachment_7" style="width: 310px" class="wp-caption alignnone"><a href="/u/mill.jpg"><img aria-describedby="caption-attachment-7" class="size-medium wp-image-7" src="/u/mill-300x225.jpg" alt="" width="300" height="225" /></a><p id="caption-attachment-7" class="wp-caption-text">The mill</p></div>
<p><span id="more-7"></span></p>
<p><b>Bold</b> and <i>lean</i>, <del datetime="2024-03-05T08:00:00+00:00">wrong</del>, <ins>right</ins>, 10 m<sup>3</sup>, H<sub>2</sub>O, <code>lift()</code>.</p>
<dl><dt>Sluice</dt><dd>A gate for water.</dd><dt>Race</dt><dd>A ditch for it.</dd></dl>
<blockquote><p>It turns.</p></blockquote>
<p>&nbsp;</p>
<p>[caption id=7]</p>
</div>"""
CLASSIC_BODY = (
    para("Rain fell.\nThen more."),
    Figure(f"{SITE}u/mill-300x225.jpg", None, "The mill", None, 300, 225, "The mill"),
    para(
        "Bold and lean, wrong, right, 10 m3, H2O, lift().",
        Span(0, 4, "strong"), Span(9, 13, "emphasis"), Span(15, 20, "strike"), Span(33, 34, "sup"), Span(37, 38, "sub"),
        Span(41, 47, "code"),
    ),
    List((item("Sluice", term=True), item("A gate for water."), item("Race", term=True), item("A ditch for it."))),
    Quote((para("It turns."),)),
)  # fmt: skip

MEDIUM = """
<article><div class="l"><section><div class="fs ft fu">
<p id="8f1a" class="pw-post-body-paragraph nb nc">Rain fell on the <a class="ag hg" href="/the-mill" rel="noopener ugc nofollow" target="_blank">mill</a>.</p>
<figure class="nq nr"><div role="button" tabindex="0"><picture><source srcset="https://images.frog.example/max/640/1*ab.png 640w, https://images.frog.example/max/1400/1*ab.png 1400w" type="image/webp"><img alt="The mill" class="bh" width="700" height="394" loading="eager" src="https://images.frog.example/max/700/1*ab.png"></picture></div><figcaption class="ob oc" data-selectable-paragraph="">The mill in May</figcaption></figure>
<h1 id="1c2d" class="oi oj">The wheel</h1>
<blockquote class="pe"><p id="77aa" class="pf pg">It turns and turns.</p></blockquote>
<pre class="ph pi"><span id="2b3c" class="pj" data-selectable-paragraph="">lift()<br>turn()</span></pre>
<ul class=""><li id="0aa1" class="nb">Oak</li><li id="0aa2" class="nb">Iron</li></ul>
</div></section></div></article>"""
MEDIUM_BODY = (
    para("Rain fell on the mill.", link(17, 21, "the-mill")),
    Figure("https://images.frog.example/max/1400/1*ab.png", "The mill", "The mill in May", None, 700, 394, "The mill in May"),
    Heading("The wheel", 1),
    Quote((para("It turns and turns."),)),
    Code("lift()\nturn()"),
    bullets("Oak", "Iron"),
)

SUBSTACK = """
<div class="available-content"><div dir="auto" class="body markup">
<p><span>Rain fell on the </span><strong>mill</strong><span>.</span></p>
<div class="captioned-image-container"><figure><a class="image-link image2" target="_blank" href="https://images.frog.example/mill.jpeg"><div class="image2-inset"><picture><source type="image/webp" srcset="https://images.frog.example/w_424/mill.jpeg 424w, https://images.frog.example/w_1456/mill.jpeg 1456w" sizes="100vw"><img src="https://images.frog.example/mill.jpeg" width="1456" height="971" class="sizing-normal" alt=""></picture></div></a><figcaption class="image-caption">The mill</figcaption></figure></div>
<h3 class="header-anchor-post">The wheel</h3>
<blockquote><p>It turns.</p></blockquote>
<div class="pullquote"><p>Nothing holds water.</p></div>
<div><hr></div>
<div id="youtube2-ab12" class="youtube-wrap" data-attrs="{&quot;videoId&quot;:&quot;ab12&quot;}"><div class="youtube-inner"><iframe src="https://www.youtube-nocookie.com/embed/ab12?rel=0" frameborder="0"></iframe></div></div>
<ol><li><p>Lift it</p></li><li><p>Turn it</p></li></ol>
</div></div>"""
SUBSTACK_BODY = (
    para("Rain fell on the mill.", Span(17, 21, "strong")),
    Figure("https://images.frog.example/w_1456/mill.jpeg", None, "The mill", None, 1456, 971, "The mill"),
    Heading("The wheel", 3),
    Quote((para("It turns."),)),
    para("Nothing holds water."),
    Rule(),
    Embed("https://www.youtube-nocookie.com/embed/ab12?rel=0", "YouTube"),
    numbers("Lift it", "Turn it"),
)

DRUPAL = """
<div class="clearfix text-formatted field field--name-body field--type-text-with-summary field--label-hidden field__item">
<p>Rain fell on the <a href="/node/7" data-entity-type="node">mill</a>.</p>
<figure role="group" class="caption caption-img align-right"><img alt="The mill" data-entity-type="file" height="480" src="/sites/default/files/inline-images/mill.jpg" width="640" loading="lazy"><figcaption>The mill</figcaption></figure>
<h2>The wheel</h2>
<table border="1" cellpadding="1"><caption>Rain by day</caption><thead><tr><th scope="col">Day</th><th scope="col">mm</th></tr></thead><tbody><tr><td>One</td><td>31</td></tr><tr><td>Two</td><td>28</td></tr></tbody></table>
<blockquote><p>It turns.</p></blockquote>
<div data-oembed-url="https://vimeo.com/17"><iframe src="https://player.vimeo.com/video/17"></iframe></div>
<ul><li>Oak</li><li>Iron</li></ul>
</div>"""
DRUPAL_BODY = (
    para("Rain fell on the mill.", link(17, 21, "node/7")),
    Figure(f"{SITE}sites/default/files/inline-images/mill.jpg", "The mill", "The mill", None, 640, 480, "The mill"),
    Heading("The wheel", 2),
    Table((row("Day", "mm", header=True), row("One", "31"), row("Two", "28")), "Rain by day"),
    Quote((para("It turns."),)),
    Embed("https://player.vimeo.com/video/17", "Vimeo"),
    bullets("Oak", "Iron"),
)

MEDIAWIKI = """
<div class="mw-content-ltr mw-parser-output" lang="en" dir="ltr">
<p><b>The Mill</b> is a <a href="/wiki/Mill" title="Mill">mill</a> with power <span class="mwe-math-element"><span class="mwe-math-mathml-inline mwe-math-mathml-a11y" style="display: none;"><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="{\\displaystyle P=\\eta Q}"><semantics><mrow><mi>P</mi></mrow><annotation encoding="application/x-tex">{\\displaystyle P=\\eta Q}</annotation></semantics></math></span><img src="/svg/ab" class="mwe-math-fallback-image-inline mw-invert" aria-hidden="true" alt="{\\displaystyle P=\\eta Q}"></span>.</p>
<meta property="mw:PageProp/toc">
<div class="mw-heading mw-heading2"><h2 id="Wheel">Wheel</h2><span class="mw-editsection"><span class="mw-editsection-bracket">[</span><a href="/w/edit">edit</a><span class="mw-editsection-bracket">]</span></span></div>
<figure class="mw-default-size" typeof="mw:File/Thumb"><a href="/wiki/File:Mill.jpg" class="mw-file-description"><img src="//upload.frog.example/thumb/Mill.jpg/250px-Mill.jpg" width="250" height="188" class="mw-file-element" srcset="//upload.frog.example/thumb/Mill.jpg/500px-Mill.jpg 2x"></a><figcaption>The mill in May</figcaption></figure>
<table class="wikitable"><caption>Rain</caption><tbody><tr><th>Day</th><th colspan="2">Rain</th></tr><tr><td rowspan="2">One</td><td>31</td><td>mm</td></tr><tr><td>3</td><td>cm</td></tr></tbody></table>
<dl><dt>Sluice</dt><dd>A gate.</dd></dl>
<div class="mw-highlight mw-highlight-lang-python mw-content-ltr" dir="ltr"><pre><span></span><span class="k">for</span> <span class="n">day</span> <span class="ow">in</span> <span class="n">rain</span><span class="p">:</span>
    <span class="n">count</span><span class="p">(</span><span class="n">day</span><span class="p">)</span>
</pre></div>
<ul><li>Oak<ul><li>old</li></ul></li></ul>
<blockquote class="templatequote"><p>It turns.</p><div class="templatequotecite">—&#8202;<cite>The miller</cite></div></blockquote>
</div>"""
MEDIAWIKI_BODY = (
    para("The Mill is a mill with power P=\\eta Q.", Span(0, 8, "strong"), link(14, 18, "wiki/Mill"), Span(30, 38, "math")),
    Heading("Wheel", 2),
    Figure("https://upload.frog.example/thumb/Mill.jpg/500px-Mill.jpg", None, "The mill in May", None, 250, 188, "The mill in May"),
    Table(((Cell("Day", True), Cell("Rain", True, 2)), (Cell("One", rowspan=2), Cell("31"), Cell("mm")), (Cell("3"), Cell("cm"))), "Rain"),
    List((item("Sluice", term=True), item("A gate."))),
    Code("for day in rain:\n    count(day)", "python"),
    bullets(item("Oak", bullets("old"))),
    Quote((para("It turns."),), "— The miller"),
)

SPHINX = """
<div role="main" class="document"><div class="body" role="main"><section id="wheel">
<h1>Wheel<a class="headerlink" href="#wheel" title="Link to this heading">¶</a></h1>
<p>Call <a class="reference internal" href="#mill.lift"><code class="xref py py-func docutils literal notranslate"><span class="pre">lift()</span></code></a> <em>once</em>.</p>
<div class="admonition warning"><p class="admonition-title">Warning</p><p>It turns.</p></div>
<div class="versionadded"><p><span class="versionmodified added">Added in version 3.2.</span></p></div>
<div class="highlight-python3 notranslate"><div class="highlight"><pre><span></span><span class="linenos">1</span><span class="kn">import</span> <span class="nn">mill</span>
<span class="linenos">2</span><span class="n">mill</span><span class="o">.</span><span class="n">lift</span><span class="p">()</span>
</pre></div></div>
<dl class="py function"><dt class="sig sig-object py" id="mill.lift"><span class="sig-name descname"><span class="pre">lift</span></span><span class="sig-paren">(</span><em class="sig-param">speed</em><span class="sig-paren">)</span><a class="headerlink" href="#mill.lift">¶</a></dt><dd><p>Lift the sluice.</p></dd></dl>
<table class="docutils align-default"><thead><tr class="row-odd"><th class="head"><p>Day</p></th><th class="head"><p>mm</p></th></tr></thead><tbody><tr class="row-even"><td><p>One</p></td><td><p>31</p></td></tr></tbody></table>
<div class="math notranslate nohighlight">\\[P = \\eta Q\\]</div>
<p>With <span class="math notranslate nohighlight">\\(Q\\)</span> in litres.</p>
<figure class="align-default" id="id1"><img alt="_images/mill.png" src="_images/mill.png" /><figcaption><p><span class="caption-text">The mill</span><a class="headerlink" href="#id1">¶</a></p></figcaption></figure>
<blockquote><div><p>It turns.</p><p class="attribution">—The miller</p></div></blockquote>
</section></div></div>"""
SPHINX_BODY = (
    Heading("Wheel", 1),
    para("Call lift() once.", link(5, 11, "#mill.lift"), Span(5, 11, "code"), Span(12, 16, "emphasis")),
    Admonition((para("It turns."),), "warning", "Warning"),
    para("Added in version 3.2."),
    Code("import mill\nmill.lift()", "python3"),
    List((item(para("lift(speed)", Span(5, 10, "emphasis")), term=True), item("Lift the sluice."))),
    Table((row("Day", "mm", header=True), row("One", "31"))),
    Math("P = \\eta Q"),
    para("With Q in litres.", Span(5, 6, "math")),
    Figure(f"{SITE}_images/mill.png", "_images/mill.png", "The mill", text="The mill"),
    Quote((para("It turns."),), "—The miller"),
)

DOCUSAURUS = """
<div class="theme-doc-markdown markdown">
<h2 class="anchor anchorWithStickyNavbar_LWe7" id="wheel">Wheel<a href="#wheel" class="hash-link" aria-label="Direct link to Wheel">\u200b</a></h2>
<div class="theme-admonition theme-admonition-tip admonition_xJq3 alert alert--success"><div class="admonitionHeading_Gvgb"><span class="admonitionIcon_Rf37"><svg viewBox="0 0 12 16"></svg></span>tip</div><div class="admonitionContent_BuS1"><p>Lift it first.</p></div></div>
<div class="language-bash codeBlockContainer_Ckt0 theme-code-block" style="--prism-color:#F8F8F2"><div class="codeBlockTitle_Ktv7">mill.sh</div><div class="codeBlockContent_biex"><pre tabindex="0" class="prism-code language-bash codeBlock_bY9V thin-scrollbar"><code class="codeBlockLines_e6Vv"><span class="token-line"><span class="token plain">mill lift</span><br></span><span class="token-line"><span class="token plain">mill turn</span><br></span></code></pre><div class="buttonGroup__atx"><button type="button" aria-label="Copy code to clipboard" title="Copy" class="clean-btn"><span class="copyButtonIcons_eSgA" aria-hidden="true"></span></button></div></div></div>
<div class="theme-tabs-container tabs-container tabList__CuJ"><ul role="tablist" aria-orientation="horizontal" class="tabs"><li role="tab" tabindex="0" class="tabs__item">Oak</li></ul><div class="margin-top--md"><div role="tabpanel" class="tabItem_Ymn6"><p>Use oak.</p></div></div></div>
<details class="details_lb9f alert alert--info details_b_Ee"><summary>More</summary><div><div class="collapsibleContent_i85q"><p>It turns.</p></div></div></details>
</div>"""
DOCUSAURUS_BODY = (
    Heading("Wheel", 2),
    Admonition((para("Lift it first."),), "tip", "tip"),
    para("mill.sh"),
    Code("mill lift\nmill turn", "bash"),
    bullets("Oak"),
    para("Use oak."),
    para("More"),
    para("It turns."),
)

GITHUB = """
<article class="markdown-body entry-content container-lg" itemprop="text">
<div class="markdown-heading" dir="auto"><h1 tabindex="-1" class="heading-element" dir="auto">Mill</h1><a id="user-content-mill" class="anchor" aria-label="Permalink: Mill" href="#mill"><svg class="octicon octicon-link" viewBox="0 0 16 16"></svg></a></div>
<p dir="auto"><a target="_blank" rel="noopener noreferrer nofollow" href="https://camo.frog.example/badge"><img src="https://camo.frog.example/badge" alt="build" data-canonical-src="https://img.frog.example/badge.svg" style="max-width: 100%;"></a> A mill, <g-emoji class="g-emoji" alias="droplet">💧</g-emoji> <del>dry</del>.</p>
<div class="markdown-alert markdown-alert-important" dir="auto"><p class="markdown-alert-title" dir="auto"><svg class="octicon octicon-report mr-2" viewBox="0 0 16 16"></svg>Important</p><p dir="auto">Lift it.</p></div>
<ul class="contains-task-list"><li class="task-list-item"><input type="checkbox" id="" disabled="" class="task-list-item-checkbox" checked=""> oak</li><li class="task-list-item"><input type="checkbox" disabled="" class="task-list-item-checkbox"> iron</li></ul>
<div class="highlight highlight-source-shell notranslate position-relative overflow-auto" dir="auto" data-snippet-clipboard-copy-content="mill lift"><pre>mill lift <span class="pl-k">|</span> tee log</pre><div class="zeroclipboard-container"><clipboard-copy aria-label="Copy" class="ClipboardButton btn" value="mill lift" role="button"><svg></svg></clipboard-copy></div></div>
<markdown-accessiblity-table><table><thead><tr><th>Day</th><th align="right">mm</th></tr></thead><tbody><tr><td><kbd>One</kbd></td><td align="right">31</td></tr></tbody></table></markdown-accessiblity-table>
<p dir="auto">Power is <math-renderer class="js-inline-math" style="display: inline-block" data-run-id="ab">$P=\\eta Q$</math-renderer>:</p>
<math-renderer class="js-display-math" style="display: block" data-run-id="ab">$$P=\\eta Q$$</math-renderer>
</article>"""
GITHUB_BODY = (
    Heading("Mill", 1),
    para("A mill, 💧 dry.", Span(10, 13, "strike")),
    Admonition((para("Lift it."),), "important", "Important"),
    bullets(item("oak", checked=True), item("iron", checked=False)),
    Code("mill lift | tee log", "shell"),
    Table((row("Day", "mm", header=True), (Cell("One", spans=(Span(0, 3, "code"),)), Cell("31")))),
    para("Power is P=\\eta Q:", Span(9, 17, "math")),
    Math("P=\\eta Q"),
)

SHOPIFY = """
<div class="product__description rte quick-add-hidden">
<p>A wheel of <strong>oak</strong>.</p>
<h3>Details</h3>
<ul><li>Height: 3 m</li><li>Weight: 900 kg</li></ul>
<table width="100%"><tbody><tr><td><strong>Wood</strong></td><td>Oak</td></tr><tr><td><strong>Spokes</strong></td><td>12</td></tr></tbody></table>
<p style="text-align: center;"><img src="//cdn.frog.example/s/files/1/wheel_480x480.jpg?v=17" alt="Wheel" style="float: none;"></p>
<p><meta charset="utf-8"><span data-mce-fragment="1">Ships in May.</span></p>
</div>"""
SHOPIFY_BODY = (
    para("A wheel of oak.", Span(11, 14, "strong")),
    Heading("Details", 3),
    bullets("Height: 3 m", "Weight: 900 kg"),
    Table((
        (Cell("Wood", spans=(Span(0, 4, "strong"),)), Cell("Oak")),
        (Cell("Spokes", spans=(Span(0, 6, "strong"),)), Cell("12")),
    )),
    Figure("https://cdn.frog.example/s/files/1/wheel_480x480.jpg?v=17", "Wheel"),
    para("Ships in May."),
)  # fmt: skip

BLOGGER = """
<div class='post-body entry-content' id='post-body-71' itemprop='articleBody'>
<div class="separator" style="clear: both; text-align: center;"><a href="https://blogger.frog.example/s1600/mill.jpg" style="margin-left: 1em;"><img border="0" data-original-height="900" src="https://blogger.frog.example/s320/mill.jpg" width="320" /></a></div>
<div style="text-align: justify;">Rain fell on the <b>mill</b>.&nbsp;</div><div style="text-align: justify;"><br /></div>
<div style="text-align: justify;">Then more <i>rain</i>.</div>
<table align="center" cellpadding="0" cellspacing="0" class="tr-caption-container" style="margin-left: auto;"><tbody><tr><td style="text-align: center;"><a href="https://blogger.frog.example/s1600/wheel.jpg"><img src="https://blogger.frog.example/s400/wheel.jpg" width="400" height="300" /></a></td></tr><tr><td class="tr-caption" style="text-align: center;">The wheel</td></tr></tbody></table>
<blockquote class="tr_bq">It turns.</blockquote>
<span style="font-family: arial;">Last words.</span><br /><br /><span>And more.</span>
</div>"""
BLOGGER_BODY = (
    para("Rain fell on the mill.", Span(17, 21, "strong")),
    para("Then more rain.", Span(10, 14, "emphasis")),
    Figure("https://blogger.frog.example/s400/wheel.jpg", None, "The wheel", None, 400, 300, "The wheel"),
    Quote((para("It turns."),)),
    para("Last words."),
    para("And more."),
)

SYSTEMS = {
    "WordPress, Gutenberg": (GUTENBERG, GUTENBERG_BODY), "WordPress, classic": (CLASSIC, CLASSIC_BODY),
    "Medium-like": (MEDIUM, MEDIUM_BODY), "Substack-like": (SUBSTACK, SUBSTACK_BODY), "Drupal": (DRUPAL, DRUPAL_BODY),
    "MediaWiki": (MEDIAWIKI, MEDIAWIKI_BODY), "Sphinx": (SPHINX, SPHINX_BODY), "Docusaurus": (DOCUSAURUS, DOCUSAURUS_BODY),
    "GitHub": (GITHUB, GITHUB_BODY), "Shopify": (SHOPIFY, SHOPIFY_BODY), "Blogger": (BLOGGER, BLOGGER_BODY),
}  # fmt: skip
FURNITURE = ("[edit]", "[caption id=7]")


@pytest.mark.parametrize(("html", "expected"), SYSTEMS.values(), ids=SYSTEMS)
def test_the_blocks_of_a_system_are_of_their_kinds(html: str, expected: tuple[BodyBlock, ...]) -> None:
    assert list(read(html, *FURNITURE)) == list(expected)


# Threads

PHPBB = """
<div id="page-body"><h2 class="topic-title"><a href="./viewtopic.php?t=7">The wheel stands still</a></h2>
<div id="p71" class="post has-profile bg2"><div class="inner">
<dl class="postprofile" id="profile71"><dt><a href="./memberlist.php?mode=viewprofile&amp;u=3" class="username">mo_frog</a></dt><dd class="profile-posts"><strong>Posts:</strong> 12</dd></dl>
<div class="postbody"><div id="post_content71"><h3 class="first"><a href="#p71">The wheel stands still</a></h3>
<p class="author"><a class="unread" href="./viewtopic.php?p=71#p71" title="Post"><span class="sr-only">Post</span></a><span class="responsive-hide">by <strong><a href="./memberlist.php?mode=viewprofile&amp;u=3" class="username">mo_frog</a></strong> » </span><time datetime="2024-03-05T08:30:00+00:00">Tue Mar 05, 2024 8:30 am</time></p>
<div class="content">It has not turned since Monday.<br><br>What now?</div></div></div></div></div>
<div id="p72" class="post has-profile bg1"><div class="inner">
<dl class="postprofile" id="profile72"><dt><a href="./memberlist.php?mode=viewprofile&amp;u=4" class="username">widow</a></dt></dl>
<div class="postbody"><div id="post_content72">
<p class="author"><span class="responsive-hide">by <strong><a href="./memberlist.php?mode=viewprofile&amp;u=4" class="username">widow</a></strong> » </span><time datetime="2024-03-05T09:00:00+00:00">Tue Mar 05, 2024 9:00 am</time></p>
<div class="content"><blockquote><div><cite>mo_frog wrote:</cite>What now?</div></blockquote>Oil it:<div class="codebox"><p>Code: <a href="#">Select all</a></p><pre><code>oil --wheel</code></pre></div></div></div></div></div></div></div>"""
PHPBB_DROPPED = ("Posts: 12", "Code: Select all", "The wheel stands still", "Post", "mo_frog", "widow")

DISCOURSE = """
<div id="main-outlet"><h1><a href="/t/the-wheel/7">The wheel stands still</a></h1>
<div itemscope itemtype="http://schema.org/DiscussionForumPosting" class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator" itemprop="author" itemscope><a itemprop="url" rel="nofollow" href="https://frog.example/u/mo_frog"><span itemprop="name">mo_frog</span></a></span><span class="crawler-post-infos"><time datetime="2024-03-05T08:30:00Z" class="post-time">March 5, 2024, 8:30am</time><span itemprop="position">1</span></span></div>
<div class="post" itemprop="text"><p>It has not turned since Monday.</p><p>What now?</p></div>
<div itemprop="interactionStatistic" itemscope><meta itemprop="userInteractionCount" content="4"><span class="post-likes">4 Likes</span></div></div>
<div itemprop="comment" itemscope class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator" itemprop="author" itemscope><a itemprop="url" rel="nofollow" href="https://frog.example/u/widow"><span itemprop="name">widow</span></a></span><span class="crawler-post-infos"><time itemprop="datePublished" datetime="2024-03-05T09:00:00Z" class="post-time">March 5, 2024, 9:00am</time><span itemprop="position">2</span></span></div>
<div class="post" itemprop="text"><aside class="quote no-group" data-username="mo_frog" data-post="1"><div class="title"><div class="quote-controls"></div>mo_frog:</div><blockquote><p>What now?</p></blockquote></aside><p>Oil it:</p><pre><code class="lang-bash">oil --wheel</code></pre></div></div></div>"""
DISCOURSE_DROPPED = ("The wheel stands still", "4 Likes", "mo_frog", "widow")

STACK_EXCHANGE = """
<div id="mainbar"><div class="question js-question" data-questionid="7"><div class="js-vote-count s-vote-count" itemprop="upvoteCount" data-value="4">4</div>
<div class="postcell"><div class="s-prose js-post-body" itemprop="text"><p>It has not turned since Monday.</p><p>What now?</p></div>
<div class="post-signature owner"><div class="user-info"><div class="user-action-time">asked <span title="2024-03-05 08:30:00Z" class="relativetime">Mar 5 at 8:30</span></div><div class="user-details" itemprop="author" itemscope><a href="/users/3/mo-frog">mo_frog</a><span class="d-none" itemprop="name">mo_frog</span></div></div></div></div></div>
<div id="answer-8" class="answer js-answer accepted-answer" itemprop="acceptedAnswer" itemscope><div class="js-vote-count" itemprop="upvoteCount" data-value="9">9</div>
<div class="answercell"><div class="s-prose js-post-body" itemprop="text"><blockquote><p>What now?</p></blockquote><p>Oil it:</p><pre class="lang-bash s-code-block"><code class="hljs language-bash">oil --wheel</code></pre></div>
<div class="post-signature"><div class="user-info"><div class="user-action-time">answered <span title="2024-03-05 09:00:00Z" class="relativetime">Mar 5 at 9:00</span></div><div class="user-details" itemprop="author" itemscope><a href="/users/4/widow">widow</a><span class="d-none" itemprop="name">widow</span></div></div></div></div></div></div>"""
STACK_DROPPED = ("4", "9", "asked Mar 5 at 8:30", "answered Mar 5 at 9:00", "mo_frog", "widow")

XENFORO = """
<div class="block-container lbContainer"><article class="message message--post js-post" data-author="mo_frog" data-content="post-71" id="js-post-71"><div class="message-inner"><div class="message-cell message-cell--user"><section class="message-user"><h4 class="message-name"><a href="/members/mo.3/" class="username" data-user-id="3">mo_frog</a></h4></section></div>
<div class="message-cell message-cell--main"><header class="message-attribution"><ul class="message-attribution-main"><li class="u-concealed"><a href="/threads/7/post-71"><time class="u-dt" datetime="2024-03-05T08:30:00+0000">Mar 5, 2024</time></a></li></ul></header>
<div class="message-content js-messageContent"><article class="message-body js-selectToQuote"><div class="bbWrapper">It has not turned since Monday.<br><br>What now?</div></article></div></div></div></article>
<article class="message message--post js-post" data-author="widow" data-content="post-72" id="js-post-72"><div class="message-inner"><div class="message-cell message-cell--user"><section class="message-user"><h4 class="message-name"><a href="/members/widow.4/" class="username">widow</a></h4></section></div>
<div class="message-cell message-cell--main"><header class="message-attribution"><time class="u-dt" datetime="2024-03-05T09:00:00+0000">Mar 5, 2024</time></header>
<div class="message-content js-messageContent"><article class="message-body js-selectToQuote"><div class="bbWrapper"><blockquote data-attributes="member: 3" data-quote="mo_frog" class="bbCodeBlock bbCodeBlock--quote"><div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent">What now?</div></div></blockquote>Oil it:<div class="bbCodeBlock bbCodeBlock--screenLimited bbCodeBlock--code"><div class="bbCodeBlock-title">Code:</div><div class="bbCodeBlock-content"><pre class="bbCodeCode" data-xf-init="code-block" data-lang="bash"><code>oil --wheel</code></pre></div></div></div></article></div></div></div></article></div>"""
XENFORO_DROPPED = ("Code:", "Mar 5, 2024", "mo_frog", "widow")

OIL = para("Oil it:")
QUOTED = Quote((para("What now?"),))
THREADS: dict[str, tuple[str, tuple[str, ...], tuple[BodyBlock, ...], tuple[int | None, int | None], bool]] = {
    "phpBB": (PHPBB, PHPBB_DROPPED, (Quote((para("mo_frog wrote:", Span(0, 14, "emphasis")), para("What now?"))), OIL, Code("oil --wheel")), (None, None), False),
    "Discourse": (DISCOURSE, DISCOURSE_DROPPED, (para("mo_frog:"), QUOTED, OIL, Code("oil --wheel", "bash")), (4, None), False),
    "Stack-Exchange-like": (STACK_EXCHANGE, STACK_DROPPED, (QUOTED, OIL, Code("oil --wheel", "bash")), (4, 9), True),
    "XenForo": (XENFORO, XENFORO_DROPPED, (QUOTED, OIL, Code("oil --wheel", "bash")), (None, None), False),
}  # fmt: skip


@pytest.mark.parametrize(("html", "dropped", "answer", "scores", "accepted"), THREADS.values(), ids=THREADS)
def test_the_posts_of_a_system_are_told_apart(
    html: str, dropped: tuple[str, ...], answer: tuple[BodyBlock, ...], scores: tuple[int | None, int | None], accepted: bool
) -> None:
    page = segment(parse(html), SITE)
    thread = find_thread(page, replies_only=False, language="en")
    times = ("8:30 am", "9:00 am", "8:30am", "9:00am")
    kept = [
        index
        for index, block in enumerate(page.blocks)
        if block.text not in dropped and not any(time in block.text for time in times) and block.text not in ("1", "2")
    ]
    question = (para("It has not turned since Monday."), para("What now?"))
    assert thread_body(page, kept, thread) == (
        Post(question, "mo_frog", datetime(2024, 3, 5, 8, 30, tzinfo=timezone.utc), scores[0]),
        Post(answer, "widow", datetime(2024, 3, 5, 9, 0, tzinfo=timezone.utc), scores[1], 0 if accepted else None, accepted),
    )


# Written out and read back

ALL = {name: body for name, (_, body) in SYSTEMS.items()}


@pytest.mark.parametrize("expected", ALL.values(), ids=ALL)
def test_the_body_of_a_system_reads_back_from_html(expected: tuple[BodyBlock, ...]) -> None:
    assert list(read(Article(body=expected).to_html())) == list(expected)
