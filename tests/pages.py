"""Made-up pages for tests: an article of some script and markup, and the furniture of a site around it.

The structure (how many paragraphs, how long, which markup) is drawn, so that Hypothesis can make it smaller; the words
come from a seed, one number, because to draw each of them would take a hundred times as long.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from html import escape
from itertools import count
from random import Random
from typing import Any, Protocol

from hypothesis import strategies as st

Attributes = dict[str, str]


class Choices(Protocol):
    """Where decisions come from: random.Random, or Hypothesis."""

    def randint(self, a: int, b: int, /) -> int: ...
    def choice(self, seq: Any, /) -> Any: ...


@dataclass(frozen=True)
class Script:
    """A way of writing: its words, and what stands between and after them."""

    language: str
    words: tuple[str, ...]
    space: str = " "
    comma: str = ", "
    stop: str = "."

    def sentence(self, words: int, random: Random) -> str:
        """Return a sentence of that many words, with a comma after every sixth to eleventh of them."""
        chosen = random.choices(self.words, k=words)
        parts: list[str] = []
        next_comma = random.randint(6, 11)
        for index, word in enumerate(chosen):
            parts.append(word)
            if index == words - 1:
                break
            if index == next_comma:
                parts.append(self.comma)
                next_comma += random.randint(6, 11)
            else:
                parts.append(self.space)
        return "".join(parts).capitalize() + self.stop

    def phrase(self, words: int, random: Random) -> str:
        """Return a few words, as of a heading or a link."""
        return self.space.join(random.choices(self.words, k=words)).capitalize()

    @property
    def between_sentences(self) -> str:
        return self.space


SCRIPTS: dict[str, Script] = {
    "Latin": Script("en", tuple(
        "rain river village miller bridge winter council market stone garden quiet older children carried morning "
        "letter across under behind slowly never always seventeen harvest engine station doctor window paper worked "
        "promised remembered counted opened closed between without beside neighbour fisherman orchard ladder the a "
        "of to in and that was were had been who when where because although after before only again into there "
        "their its many several few high wooden broken empty northern careful".split())),
    "Cyrillic": Script("ru", tuple(
        "дождь река деревня мельник мост зима совет рынок камень сад тихо старый дети принесли утро письмо через под "
        "сзади медленно никогда всегда семнадцать урожай машина станция врач окно бумага работал обещал вспомнил "
        "считал открыл закрыл между без рядом сосед рыбак лестница который когда где потому что хотя после перед "
        "только опять там их много несколько мало высокий деревянный пустой северный осторожно и в на не был была".split())),
    "Arabic": Script("ar", tuple(
        "مطر نهر قرية طحان جسر شتاء مجلس سوق حجر حديقة هدوء قديم أطفال حملوا صباح رسالة عبر تحت خلف ببطء أبدا دائما "
        "حصاد محرك محطة طبيب نافذة ورقة عمل وعد تذكر فتح أغلق بين بدون بجانب جار صياد بستان سلم الذي عندما حيث لأن "
        "رغم بعد قبل فقط مرة هناك كثير عدة قليل عال خشبي مكسور فارغ شمالي حذر في من على إلى كان كانت".split()),
        comma="، "),
    "Chinese": Script("zh", tuple(
        "雨水 河流 村庄 磨坊 桥梁 冬天 议会 市场 石头 花园 安静 古老 孩子 早晨 信件 穿过 下面 后面 慢慢 从不 总是 收获 "
        "机器 车站 医生 "
        "窗户 纸张 工作 答应 记得 打开 关闭 之间 没有 旁边 邻居 渔夫 果园 梯子 时候 地方 因为 虽然 以后 以前 只有 又 "
        "那里 许多 几个 "
        "很少 高大 木头 破旧 空的 北方 小心 的 了 在 是 和 人们 他们 我们".split()),
        space="", comma="，", stop="。"),
    "Japanese": Script("ja", tuple(
        "雨が 川の 村は 水車 橋を 冬に 議会で 市場の 石と 庭に 静かに 古い 子どもたち 朝の 手紙を 渡って 下に 後ろで "
        "ゆっくり けっして "
        "いつも 収穫の 機械が 駅まで 医者は 窓から 紙に 働いた 約束した 思い出した 数えた 開けた 閉めた あいだに "
        "なしで そばの 隣人は "
        "漁師が 果樹園 はしご とき ところ だから しかし あとで まえに だけ また そこに 多くの いくつか 高い 木の "
        "壊れた 空の 北の".split()),
        space="", comma="、", stop="。"),
    "Devanagari": Script("hi", tuple(
        "बारिश नदी गाँव चक्की पुल सर्दी परिषद बाज़ार पत्थर बगीचा शांत पुराना बच्चे लाए सुबह चिट्ठी पार नीचे पीछे धीरे कभी हमेशा फ़सल "
        "मशीन स्टेशन डॉक्टर खिड़की काग़ज़ काम वादा याद खोला बंद बीच बिना पास पड़ोसी मछुआरा सीढ़ी जो जब जहाँ क्योंकि हालाँकि बाद पहले "
        "केवल फिर वहाँ उनका कई कुछ थोड़े ऊँचा लकड़ी टूटा ख़ाली उत्तरी सावधान का की के में से और था थी थे".split()),
        stop="।"),
}  # fmt: skip

CONTAINERS = ("article", "main", "div")
CONTENT_CLASSES = ("", "article-body", "entry-content", "post", "story__text", "c-7f3a", "text")
FURNITURE = ("menu", "footer", "related", "sidebar", "comments", "consent", "share")
BEFORE = frozenset({"menu", "consent"})  # of these: what stands above the article


@dataclass(frozen=True)
class Markup:
    """How the same content is written down."""

    container: str = "article"
    css_class: str = "article-body"
    named_furniture: bool = True  # furniture in <nav>, <aside> … with telling classes, else in <div>s with generated ones
    wrappers: int = 0  # plain <div>s between <body> and all the rest
    unclosed: bool = False  # <p> and <li> without end tags
    reversed_attributes: bool = False
    upper_case: bool = False  # tag names
    comments: bool = False  # <!-- … --> before each tag of the body, and inside words


@dataclass(frozen=True)
class Part:
    """A piece of the article: a heading, a paragraph, a list, a quote or preformatted text."""

    tag: str  # h2, p, ul, blockquote, pre
    texts: tuple[str, ...]


@dataclass(frozen=True)
class GeneratedPage:
    """An article, the furniture around it, and how both are written."""

    script: Script
    title: str
    lead: str | None
    parts: tuple[Part, ...]
    site: str
    seed: int
    markup: Markup = Markup()
    furniture: tuple[str, ...] = ()  # of `FURNITURE`

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The texts that the body is made of, a list's items apart."""
        return tuple(text for part in self.parts for text in part.texts)

    @property
    def html(self) -> str:
        return _Writer(self.markup).page(self)

    def written(self, **changes: Any) -> GeneratedPage:
        """Return the same page in other markup."""
        return dataclasses.replace(self, markup=dataclasses.replace(self.markup, **changes))

    def among(self, *furniture: str) -> GeneratedPage:
        """Return the same article with this furniture around it."""
        return dataclasses.replace(self, furniture=furniture)


class _Writer:
    """Writes a page down in some markup."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self._marks = count()

    def start(self, tag: str, attributes: Attributes | None = None) -> str:
        items = list((attributes or {}).items())
        if self.markup.reversed_attributes:
            items.reverse()
        written = "".join(f' {name}="{escape(value)}"' for name, value in items)
        return f"{self._comment()}<{self._name(tag)}{written}>"

    def end(self, tag: str) -> str:
        return "" if self.markup.unclosed and tag in ("p", "li") else f"{self._comment()}</{self._name(tag)}>"

    def text(self, text: str) -> str:
        """Return a text escaped; with comments, one stands inside it."""
        middle = len(text) // 2 if self.markup.comments else 0
        return escape(text[:middle], quote=False) + self._comment() + escape(text[middle:], quote=False)

    def element(self, tag: str, content: str, attributes: Attributes | None = None) -> str:
        return f"{self.start(tag, attributes)}{content}{self.end(tag)}\n"

    def box(self, tag: str, content: str, attributes: Attributes) -> str:
        """Return a piece of furniture."""
        if self.markup.named_furniture:
            return self.element(tag, content, attributes)
        return self.element("div", content, {"class": f"css-{len(attributes['class'])}x{len(tag)}k"})

    def page(self, page: GeneratedPage) -> str:
        markup = page.markup
        inner = "".join(
            (
                *(build(self, page) for name, build in _BUILDERS.items() if name in page.furniture and name in BEFORE),
                self.article(page),
                *(build(self, page) for name, build in _BUILDERS.items() if name in page.furniture and name not in BEFORE),
            )
        )
        for _ in range(markup.wrappers):
            inner = self.element("div", inner)
        head = (
            f'<meta charset="utf-8">\n<title>{escape(page.title)} - {escape(page.site)}</title>\n'
            f'<meta property="og:title" content="{escape(page.title)}">\n'
            f'<meta property="og:site_name" content="{escape(page.site)}">\n'
        )
        html, body = self._name("html"), self._name("body")
        return (
            f'<!DOCTYPE html>\n<{html} lang="{page.script.language}">\n<head>\n{head}</head>\n'
            f"<{body}>\n{inner}</{body}>\n</{html}>\n"
        )

    def article(self, page: GeneratedPage) -> str:
        parts = [self.element("h1", self.text(page.title), {"class": "headline", "id": "top"})]
        if page.lead:
            parts.append(self.element("p", self.text(page.lead), {"class": "lead", "data-block": "1"}))
        parts += [self.part(part) for part in page.parts]
        attributes = {"id": "content", "data-page": str(page.seed)}
        if page.markup.css_class:
            attributes["class"] = page.markup.css_class
        return self.element(page.markup.container, "\n" + "".join(parts), attributes)

    def part(self, part: Part) -> str:
        if part.tag == "ul":
            return self.list_of(part.texts)
        if part.tag == "blockquote":
            return self.element("blockquote", "".join(self.element("p", self.text(text)) for text in part.texts))
        return self.element(part.tag, self.text(part.texts[0]))

    def list_of(self, texts: tuple[str, ...] | list[str], *, links: bool = False) -> str:
        items = [
            self.element("li", f"{self.start('a', {'href': f'/{i}', 'class': 'item'})}{self.text(t)}{self.end('a')}")
            if links
            else self.element("li", self.text(t))
            for i, t in enumerate(texts)
        ]
        return self.element("ul", "\n" + "".join(items))

    def _name(self, tag: str) -> str:
        return tag.upper() if self.markup.upper_case else tag

    def _comment(self) -> str:
        return f"<!-- {next(self._marks)} > -- <p>no</p> -->" if self.markup.comments else ""


# The furniture. Its words are English on every page, as much of the web's furniture is; its links are in the page's script.


def menu(write: _Writer, page: GeneratedPage) -> str:
    """Return the site's bar: its name and ten sections."""
    random = Random(page.seed + 1)
    links = write.list_of([page.script.phrase(random.randint(1, 2), random) for _ in range(10)], links=True)
    logo = write.element("div", write.text(page.site), {"class": "logo"})
    return write.box("header", logo + write.box("nav", links, {"class": "sections"}), {"class": "site-header"})


def consent(write: _Writer, _page: GeneratedPage) -> str:
    """Return a banner that asks for cookies."""
    said = "We use cookies to give you the best experience on our site. By continuing you agree to our policy."
    return write.box(
        "div",
        write.element("p", write.text(said)) + write.element("button", write.text("Accept all")),
        {"class": "cookie-consent", "id": "cookies", "role": "dialog"},
    )


def share(write: _Writer, _page: GeneratedPage) -> str:
    """Return a row of buttons to share by."""
    return write.box(
        "div", write.list_of(["Share on Facebook", "Share on X", "Copy link"], links=True), {"class": "share-row"}
    )


def related(write: _Writer, page: GeneratedPage) -> str:
    """Return a list of other articles' headlines."""
    random = Random(page.seed + 2)
    titles = [page.script.phrase(random.randint(5, 9), random) for _ in range(6)]
    return write.box(
        "section", write.element("h2", write.text("Read also")) + write.list_of(titles, links=True), {"class": "related"}
    )


def sidebar(write: _Writer, page: GeneratedPage) -> str:
    """Return a column of what is read most, with a line under each."""
    random = Random(page.seed + 3)
    titles = [page.script.phrase(random.randint(4, 7), random) for _ in range(5)]
    return write.box(
        "aside", write.element("h3", write.text("Most read")) + write.list_of(titles, links=True), {"class": "sidebar"}
    )


def comments(write: _Writer, _page: GeneratedPage) -> str:
    """Return a form for readers' comments."""
    fields = "".join(
        f"{write.start('label')}{write.text(label)}{write.end('label')}{write.start('input', {'type': 'text', 'name': label})}"
        for label in ("Name", "Email")
    )
    return write.box(
        "section",
        write.element("h2", write.text("Leave a comment"))
        + write.element("form", fields + write.element("button", write.text("Post comment"))),
        {"class": "comments", "id": "respond"},
    )


def footer(write: _Writer, page: GeneratedPage) -> str:
    """Return the last lines of a site: links, and whose it is."""
    links = write.list_of(["About us", "Contact", "Privacy policy", "Terms of use"], links=True)
    said = f"© 2024 {page.site}. All rights reserved."
    return write.box("footer", links + write.element("p", write.text(said)), {"class": "site-footer"})


_BUILDERS = {
    "consent": consent, "menu": menu, "share": share, "related": related, "sidebar": sidebar, "comments": comments,
    "footer": footer,
}  # fmt: skip


def build_page(choices: Choices, *, furniture: tuple[str, ...] | None = None) -> GeneratedPage:
    """Return a page by decisions from `choices`; with `furniture` None, that is decided as well."""
    script = SCRIPTS[choices.choice(tuple(SCRIPTS))]
    seed = choices.randint(0, 2**16)
    random = Random(seed)
    title = script.phrase(choices.randint(4, 10), random)
    lead = script.sentence(choices.randint(12, 25), random) if choices.randint(0, 1) else None
    parts: list[Part] = []
    paragraphs = choices.randint(3, 12)
    for index in range(paragraphs):
        if 0 < index < paragraphs - 1:
            parts += _between(choices.choice(("", "", "", "", "h2", "ul", "blockquote", "pre")), script, random)
        lengths = [choices.randint(8, 40) for _ in range(choices.randint(2, 4))]
        sentences = [script.sentence(length, random) for length in lengths]
        parts.append(Part("p", (script.between_sentences.join(sentences),)))
    markup = Markup(
        container=choices.choice(CONTAINERS),
        css_class=choices.choice(CONTENT_CLASSES),
        named_furniture=choices.randint(0, 2) > 0,
        unclosed=choices.randint(0, 1) == 1,
    )
    if furniture is None:
        furniture = tuple(name for name in FURNITURE if choices.randint(0, 1))
    return GeneratedPage(script, title, lead, tuple(parts), "The Daily Frog", seed, markup, furniture)


def _between(tag: str, script: Script, random: Random) -> list[Part]:
    """Return what stands between two paragraphs of an article."""
    if tag == "h2":
        return [Part("h2", (script.phrase(random.randint(2, 6), random),))]
    if tag == "ul":
        return [Part("ul", tuple(script.sentence(random.randint(6, 12), random) for _ in range(3)))]
    if tag == "blockquote":
        return [
            Part("blockquote", tuple(script.sentence(random.randint(12, 25), random) for _ in range(random.randint(1, 2))))
        ]
    if tag == "pre":
        lines = (f"{'  ' * depth}{script.phrase(4, random)}" for depth in range(3))
        return [Part("pre", ("\n".join(lines),))]
    return []


class _Drawn:
    """Decisions from Hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def randint(self, a: int, b: int, /) -> int:
        return self._draw(st.integers(a, b))

    def choice(self, seq: Any, /) -> Any:
        return self._draw(st.sampled_from(seq))


@st.composite
def pages(draw: st.DrawFn, furniture: tuple[str, ...] | None = None) -> GeneratedPage:
    """Pages with an article; with `furniture` None, whatever furniture around it."""
    return build_page(_Drawn(draw), furniture=furniture)


def page_of_seed(seed: int, *, furniture: tuple[str, ...] = ()) -> GeneratedPage:
    """Return the same page for the same number, without Hypothesis."""
    return build_page(Random(seed), furniture=furniture)


SOUP_TAGS = (
    "p", "div", "span", "b", "i", "a", "em", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th", "tbody",
    "caption", "pre", "code", "blockquote", "h1", "h2", "h6", "br", "hr", "img", "article", "main", "section", "nav",
    "header", "footer", "aside", "form", "button", "input", "select", "option", "textarea", "script", "style",
    "noscript", "link", "source", "g",
    "template", "title", "head", "body", "html", "svg", "math", "mi", "iframe", "ruby", "rt", "details", "summary",
    "figure", "figcaption", "time", "x-card", "plaintext", "font", "nobr", "address", "label", "frameset", "object",
)  # fmt: skip
SOUP_ATTRIBUTES = (
    "", "", "", ' class="lead"', " class='sidebar comments'", " hidden", ' style="display:none"', " href=/x", ' id="content"',
    ' class="', " class='x", ' role="navigation"', ' aria-hidden="true"', ' datetime="2024-02-30"', ' shadowrootmode="open"',
    " =", ' ="', " / ", ' colspan="1000000000"', ' itemprop="description"', " \0", ' lang="xx"',
)  # fmt: skip
SOUP_TEXTS = (
    "Rain", " ", "\n", "It rained on Monday, and nobody in the village was surprised by that, least of all the miller. ",
    "&amp;", "&nbsp;", "&#0;", "&#xd800;", "&nope", "<", ">", "</", "<!", "<!--", "-->", "<!-- x -->", "]]>",
    "<![CDATA[x]]>", "<?php", "\0",
    "\u00a0", "\u00ad", "\u200b", "\ufeff", "\u202f", "\x1e", "雨が降った。", "مطر", "\U0001f327", "Subscribe now",
    "Read also", "2024-03-05",
    '<script type="application/ld+json">{"@type":"Article","headline":"Rain","author":[{"name":"Mo"}]}</script>',
    '<script type="application/ld+json">{"@type":["Article",5],"datePublished":7,"image":[[]],"author":{"name":{}}}</script>',
    '<meta name="author" content="By Mo and Jo"><meta property="og:title" content="Rain">',
    '<link rel="canonical" href="http://["><base href="//x:y">',
)  # fmt: skip


def soups() -> st.SearchStrategy[str]:
    """Broken markup: tags, half tags, entities and texts in any order."""
    tags = st.builds(
        lambda before, tag, attributes, after: f"{before}{tag}{attributes}{after}",
        st.sampled_from(("<", "<", "<", "</")),
        st.sampled_from(SOUP_TAGS),
        st.sampled_from(SOUP_ATTRIBUTES),
        st.sampled_from((">", ">", ">", ">", "/>", "", " ")),
    )
    return st.lists(st.one_of(tags, st.sampled_from(SOUP_TEXTS)), max_size=40).map("".join)
