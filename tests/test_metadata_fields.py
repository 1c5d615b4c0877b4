"""The fields beside title, lead, authors and dates, what they come from, and the evidence that each has."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from declutter import Alternate, Article, Evidence, Image, Metadata, Options, Rival, extract

SENTENCE = "It rained on Monday, and nobody in the village was surprised by that, least of all the miller, who had seen worse."
BODY = "".join(f"<p>{number} {SENTENCE}</p>" for number in ("One.", "Two.", "Three."))
URL = "https://frog.example/news/rain"


def read(
    head: str = "", top: str = "<h1>Rain in the village</h1>", after: str = "", options: Options | None = None
) -> Article:
    page = f"<head>{head}</head><body><nav><a href=/>Home</a></nav><article>{top}{BODY}</article>{after}"
    return extract(page, url=URL, options=options or Options())


def meta(head: str = "", top: str = "<h1>Rain in the village</h1>", after: str = "") -> Metadata:
    return read(head, top, after).metadata


def json_ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


ARTICLE = '"@type":"NewsArticle","headline":"Rain in the village"'


# JSON-LD as pages write it


@pytest.mark.parametrize(
    "data",
    [
        f'{{{ARTICLE},"datePublished":"2024-03-05",}}',
        f'{{{ARTICLE},"keywords":["a","b",],"datePublished":"2024-03-05"}}',
        f'{{{ARTICLE},/* day */"datePublished":"2024-03-05" // of rain\n}}',
        f'//<![CDATA[\n{{{ARTICLE},"datePublished":"2024-03-05"}}\n//]]>',
        f'<!-- {{{ARTICLE},"datePublished":"2024-03-05"}} -->',
        f'{{{ARTICLE},"description":"one\ntwo","datePublished":"2024-03-05"}};',
        f'{{{ARTICLE},"description":"it\\\'s","datePublished":"2024-03-05"}}',
        f'{{{ARTICLE},"description":"\\u00","datePublished":"2024-03-05"}}',
        '{"@type":"WebSite","name":"Frog"}' + f'{{{ARTICLE},"datePublished":"2024-03-05"}}',
        f'{{{ARTICLE},"datePublished":"2024-03-05"}}'.replace('"', "&quot;"),
    ],
    ids=[
        "comma",
        "comma-in-list",
        "comments",
        "cdata",
        "html-comment",
        "newline",
        "escape",
        "short-escape",
        "two",
        "entities",
    ],
)
def test_json_ld_that_is_broken_in_a_usual_way_is_read(data: str) -> None:
    assert str(meta(json_ld(data)).published) == "2024-03-05"


def test_a_comment_mark_in_a_string_is_no_comment() -> None:
    data = f'{{{ARTICLE},"publisher":{{"name":"Frog // Pond /* 7 */"}},}}'
    assert meta(json_ld(data)).publisher == "Frog // Pond /* 7 */"


def test_json_ld_that_is_cut_off_gives_nothing() -> None:
    assert meta(json_ld(f'{{{ARTICLE},"datePublished":"2024-03-05"')).published is None


def test_a_reference_is_followed() -> None:
    graph = f"""{{"@graph":[{{{ARTICLE},"author":{{"@id":"#ada"}},"publisher":{{"@id":"#frog"}}}},
        {{"@type":"Person","@id":"#ada","name":"Ada Quill"}},{{"@type":"Organization","@id":"#frog","name":"Frog Press"}}]}}"""
    assert (meta(json_ld(graph)).authors, meta(json_ld(graph)).publisher) == (("Ada Quill",), "Frog Press")


def test_references_in_a_circle_are_followed_once() -> None:
    graph = f'{{"@graph":[{{{ARTICLE},"@id":"#a","author":{{"@id":"#b"}}}},{{"@id":"#b","author":{{"@id":"#a"}}}}]}}'
    assert meta(json_ld(graph)).authors == ()


def test_of_several_articles_the_one_that_lives_here_is_the_page() -> None:
    other = '{"@type":"NewsArticle","url":"https://frog.example/news/snow","datePublished":"2023-01-01","author":"Ben Marsh"}'
    here = '{"@type":"NewsArticle","mainEntityOfPage":{"@id":"https://frog.example/news/rain/"},"author":"Ada Quill"}'
    found = meta(json_ld(f"[{other},{here}]"))
    assert (found.authors, found.published) == (("Ada Quill",), None)


def test_an_article_nested_in_its_page_is_read() -> None:
    page = f'{{"@type":"WebSite","mainEntityOfPage":{{"@type":"WebPage","mainEntity":{{{ARTICLE},"author":"Ada Quill"}}}}}}'
    assert meta(json_ld(page)).authors == ("Ada Quill",)


# Microdata and RDFa


@pytest.mark.parametrize(
    ("marked", "source"),
    [
        ('<p><span itemprop="datePublished" content="2024-03-05">last week</span></p>', "microdata datepublished"),
        ('<p><span property="schema:datePublished" content="2024-03-05">last week</span></p>', "rdfa datepublished"),
    ],
)
def test_a_date_that_is_marked_in_the_text_is_read(marked: str, source: str) -> None:
    found = read("", top=f"<h1>Rain in the village</h1>{BODY * 5}{marked}").metadata
    assert (str(found.published), found.evidence["published"].source) == ("2024-03-05", source)


@pytest.mark.parametrize(
    "box",
    ['<div itemscope itemtype="https://schema.org/Comment">{}</div>', '<div class="comments">{}</div>', "<aside>{}</aside>"],
)
def test_a_date_that_is_marked_in_a_comment_is_not_the_page_s(box: str) -> None:
    assert meta(after=box.format('<b itemprop="datePublished" content="2024-03-05">then</b>')).published is None


@pytest.mark.parametrize("kind", ["itemprop", "property"])
def test_an_author_that_is_marked_below_the_text_is_read(kind: str) -> None:
    box = f'<div {kind}="author"><img alt=""><span {kind}="name">Ada Quill</span> of Pond</div>'
    assert meta(top=f"<h1>Rain in the village</h1>{BODY * 5}{box}").authors == ("Ada Quill",)


def test_the_authors_of_a_list_of_works_are_not_the_page_s() -> None:
    works = "".join(f'<li>Work {n} <b itemprop="author">Ada {"abcdefgh"[n].upper()}quill</b></li>' for n in range(8))
    assert meta(after=f"{BODY * 10}<ul>{works}</ul>").authors == ()


def test_a_sign_in_name_that_the_page_does_not_show_gives_way_to_a_byline() -> None:
    head = '<meta name="author" content="aquill7">'
    assert meta(head, f"<h1>Rain in the village</h1>{BODY}<p class=byline>By Ada Quill</p>").authors == ("Ada Quill",)


# Fields


def test_an_organisation_among_the_authors_is_marked() -> None:
    head = json_ld(f'{{{ARTICLE},"author":{{"@type":"Organization","name":"Frog Press"}}}}')
    found = meta(head, '<h1>Rain in the village</h1><p class="byline">By Frog Press</p>')
    assert (found.authors, found.organizations) == (("Frog Press",), ("Frog Press",))


def test_a_person_is_no_organisation() -> None:
    found = meta('<meta name="author" content="Ada Quill">')
    assert (found.authors, found.organizations) == (("Ada Quill",), ())


@pytest.mark.parametrize(
    "top",
    [
        '<p class="kicker">Weather</p><h1>Rain in the village</h1>',
        '<div class="article-overline">Weather</div><h1>Rain in the village</h1>',
        '<h1><span class="kicker">Weather</span> Rain in the village</h1>',
    ],
)
def test_the_kicker_stands_above_the_headline(top: str) -> None:
    article = read("<title>Rain in the village</title>", top)
    assert (article.metadata.kicker, article.title) == ("Weather", "Rain in the village")


def test_a_plain_line_above_the_headline_is_no_kicker() -> None:
    assert meta(top="<p>Weather</p><h1>Rain in the village</h1>").kicker is None


@pytest.mark.parametrize(
    "head", ['<meta property="article:section" content="Weather">', json_ld(f'{{{ARTICLE},"articleSection":"Weather"}}')]
)
def test_the_section_is_what_the_head_says(head: str) -> None:
    assert meta(head).section == "Weather"


def test_breadcrumbs_come_from_json_ld_in_the_order_of_their_positions() -> None:
    items = '{"@type":"ListItem","position":2,"item":{"name":"Weather"}},{"@type":"ListItem","position":"1","name":"Home"}'
    assert meta(json_ld(f'{{"@type":"BreadcrumbList","itemListElement":[{items}]}}')).breadcrumbs == ("Home", "Weather")


@pytest.mark.parametrize(
    "crumbs",
    ["<li><a href=/>Home</a></li><li><a href=/w>Weather</a></li>", "<p><a href=/>Home</a> › <a href=/w>Weather</a></p>"],
)
def test_breadcrumbs_come_from_the_page(crumbs: str) -> None:
    assert meta(top=f'<ul class="breadcrumbs">{crumbs}</ul><h1>Rain in the village</h1>').breadcrumbs == ("Home", "Weather")


@pytest.mark.parametrize(
    ("head", "paywalled"),
    [
        (json_ld(f'{{{ARTICLE},"isAccessibleForFree":false}}'), True),
        (json_ld(f'{{{ARTICLE},"isAccessibleForFree":"False"}}'), True),
        (json_ld(f'{{{ARTICLE},"isAccessibleForFree":"http://schema.org/True"}}'), False),
        (json_ld(f'{{{ARTICLE},"hasPart":{{"isAccessibleForFree":"False","cssSelector":".x"}}}}'), True),
        ('<meta property="article:content_tier" content="metered">', True),
        ('<meta property="article:content_tier" content="free">', False), ("", None),
    ],
)  # fmt: skip
def test_whether_the_text_is_paid_for(head: str, paywalled: bool | None) -> None:
    assert meta(head).paywalled is paywalled


def test_a_wall_below_the_headline_says_that_the_text_is_paid_for() -> None:
    assert meta(after="<div class='article-paywall'><p>Subscribe to read on.</p></div>").paywalled is True
    assert meta(after="<div class='article-paywall' hidden><p>Subscribe to read on.</p></div>").paywalled is None


@pytest.mark.parametrize(
    ("head", "after"),
    [
        (json_ld(f'{{{ARTICLE},"commentCount":"12"}}'), ""),
        (
            json_ld(f'{{{ARTICLE},"interactionStatistic":[{{"interactionType":"CommentAction","userInteractionCount":12}}]}}'),
            "",
        ),
        ("", "<section id=comments><h2>12 Comments</h2><p>I saw it too.</p></section>"),
        ("", "<section id=comments><h2>Comments (12)</h2><p>I saw it too.</p></section>"),
    ],
)
def test_the_number_of_comments(head: str, after: str) -> None:
    assert meta(head, after=after).comment_count == 12


def test_the_picture_has_its_size_caption_and_credit() -> None:
    image = '{"@type":"ImageObject","url":"/a.jpg","width":"800px","height":{"value":600},"caption":"Mill","creditText":"Ada"}'
    expected = Image("https://frog.example/a.jpg", 800, 600, "Mill", "Ada")
    assert meta(json_ld(f'{{{ARTICLE},"image":{image}}}')).image == expected
    assert meta('<meta property="og:image" content="/a.jpg">' + json_ld(f'{{{ARTICLE},"image":{image}}}')).image == expected


def test_the_caption_under_the_picture_is_its_caption() -> None:
    figure = "<figure><img src=/small/a.jpg?w=9><figcaption>The mill. Photo: Ada Quill</figcaption></figure>"
    found = meta('<meta property="og:image" content="/a.jpg">', f"<h1>Rain in the village</h1>{figure}").image
    assert found == Image("https://frog.example/a.jpg", None, None, "The mill. Photo: Ada Quill", "Ada Quill")


def test_links_of_the_head() -> None:
    head = """<link rel=next href=/news/rain?page=2><link rel=prev href=/news/rain?page=0><link rel=amphtml href=/amp>
        <link rel=alternate hreflang=de href=/de/regen><link rel=alternate hreflang=x-default href=/>
        <link rel=alternate type=application/rss+xml href=/feed><link rel=alternate hreflang=fr href="javascript:a()">"""
    found = meta(head)
    assert (found.next_page, found.previous_page) == (f"{URL}?page=2", f"{URL}?page=0")
    assert found.amp_url == "https://frog.example/amp"
    expected = (Alternate("de", "https://frog.example/de/regen"), Alternate("x-default", "https://frog.example/"))
    assert found.alternates == expected


def test_relative_addresses_are_read_against_the_base() -> None:
    assert meta('<base href="https://cdn.example/x/"><link rel=amphtml href=amp>').amp_url == "https://cdn.example/x/amp"


def test_the_site_s_name_is_what_the_title_holds_beside_the_headline() -> None:
    found = meta("<title>Rain in the village | The Daily Frog</title>")
    assert (found.site_name, found.evidence["site_name"].source) == ("The Daily Frog", "title")


@pytest.mark.parametrize(
    "after",
    ['<ul class="tags"><li><a href=/t/r>Rain</a></li><li><a href=/t/m>#Mills</a></li></ul>',
     '<p class="tag-links">Tags: <a href=/t/r>Rain</a>, <a href=/t/m>Mills</a></p>'],
)  # fmt: skip
def test_tags_may_be_links_below_the_text(after: str) -> None:
    assert meta(after=after).tags == ("Rain", "Mills")


def test_one_tag_with_commas_is_several() -> None:
    assert meta('<meta property="article:tag" content="rain, mills">').tags == ("rain", "mills")


# Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Regen kam am Montag, und niemand im Dorf war davon überrascht, denn der Müller sagte es mit dem Hut.", "de"),
        ("La pluie est tombée lundi et personne dans le village ne fut surpris, pas même le meunier.", "fr"),
        ("El lunes llovió en el pueblo y a nadie le sorprendió, ni al molinero, que es de los viejos.", "es"),
        ("В понедельник шёл дождь, и никто в деревне не удивился, потому что мельник знал.", "ru"),
        ("月曜日に雨が降ったが、村の人は誰も驚かなかった。粉屋はもっとひどい雨を見たことがあると話した。" * 2, "ja"),
        ("星期一下了雨，村里没有人感到惊讶，磨坊主说他见过更大的雨，大家都点头同意他的说法，然后各自回家了。" * 2, "zh"),
        ("월요일에 비가 왔지만 마을 사람들은 아무도 놀라지 않았다. 방앗간 주인은 더 심한 비도 보았다고 말했다." * 2, "ko"),
        ("ירד גשם ביום שני, ואיש בכפר לא הופתע מכך, ובוודאי לא הטוחן." * 2, "he"),
        ("Έβρεξε τη Δευτέρα και κανείς στο χωριό δεν ξαφνιάστηκε, ούτε ο μυλωνάς.", "el"),
        ("Pada hari Senin hujan turun dan tidak ada orang di desa itu yang heran, karena itu biasa.", "id"),
    ],
    ids=lambda value: value if len(value) == 2 else "",
)  # fmt: skip
def test_the_text_wins_over_a_declared_language(text: str, language: str) -> None:
    page = f"<html lang=en-US><body><h1>2024</h1><p>{text}</p><p>{text}</p>"
    found = extract(page).metadata
    assert (found.language, found.declared_language) == (language, "en")
    assert found.evidence["language"] == Evidence(
        "text", language, (Rival("declared", "en", "the text is in another language"),)
    )


@pytest.mark.parametrize("declared", ["en-GB", "EN"])
def test_a_declared_language_that_the_text_does_not_contradict_stays(declared: str) -> None:
    page = extract(f"<html lang={declared}><body><h1>Rain</h1>{BODY}")
    assert page.metadata.language == "en"


def test_a_sister_language_is_not_contradicted() -> None:
    text = "<p>Det regnet på mandag, og ingen i bygda var overrasket, for mølleren har sett det som er verre.</p>"
    assert extract(f"<html lang=nb><body><h1>Regn</h1>{text * 3}").metadata.language == "nb"


@pytest.mark.parametrize(
    ("attributes", "direction"),
    [("lang=ar", "rtl"), ("lang=en", "ltr"), ("lang=en dir=rtl", "rtl"), ("lang=fa dir=LTR", "ltr"), ("", None)],
)
def test_the_direction_of_the_text(attributes: str, direction: str | None) -> None:
    assert extract(f"<html {attributes}><body><p>Rain.</p>").metadata.direction == direction


# Evidence


def test_the_winner_and_its_rivals_are_told_with_the_reason() -> None:
    found = meta(
        '<meta property="article:published_time" content="2024-03-05T08:00:00Z"><meta name="date" content="2024-03-05">'
        '<meta name="pub_date" content="2024-02-01">'
    )
    evidence = found.evidence["published"]
    assert (evidence.source, evidence.value) == ("meta article:published_time", "2024-03-05T08:00:00Z")
    assert [(rival.source, rival.reason) for rival in evidence.rivals] == [
        ("meta date", "says the same"), ("meta pub_date", "another day: trust 0.6 against 3.0"),
    ]  # fmt: skip


def test_the_byline_on_the_page_is_evidence_beside_the_head_s() -> None:
    found = meta('<meta name="author" content="admin">', '<h1>Rain in the village</h1><p class="byline">By Ada Quill</p>')
    assert found.evidence["authors"].value == "By Ada Quill"


def test_what_is_not_found_has_no_evidence() -> None:
    assert set(meta().evidence) == {"url", "language", "title"}


def test_articles_with_all_fields_survive_json() -> None:
    head = f"""<link rel=alternate hreflang=de href=/de><meta property="og:image" content="/a.jpg">
        <meta name="author" content="Ada Quill"><meta name="date" content="2024-03-05">
        {json_ld("{" + ARTICLE + ',"commentCount":3}')}"""
    article = read(head)
    assert article.metadata.evidence
    assert Article.from_json(article.to_json()) == article


def test_metadata_can_be_hashed() -> None:
    assert hash(meta()) == hash(meta())


# Cost and length


def modules_called(options: Options) -> set[str]:
    """Return the modules of the metadata whose functions an extraction calls."""
    called: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        name = frame.f_globals.get("__name__", "")
        if event == "call" and name.startswith("declutter.metadata."):
            called.add(name.rpartition(".")[2])

    page = f'<meta name=author content="Ada Quill"><h1>Rain in the village</h1><p class=lead>{SENTENCE}</p>{BODY}'
    sys.setprofile(note)
    try:
        extract(page, options=options)
    finally:
        sys.setprofile(None)
    return called


def test_without_metadata_nothing_is_paid_for_them() -> None:
    apart = {"fields", "authors", "names", "published", "dates", "months", "about", "marked", "language", "headings"}
    assert {"fields", "authors", "published", "headings"} <= modules_called(Options())
    assert not apart - {"fields"} & modules_called(Options(metadata=False))  # the site's name, for the title, is in fields


def test_without_metadata_title_and_lead_stay() -> None:
    head = '<title>Rain in the village - Frog</title><meta name="author" content="Ada Quill">'
    top = (
        '<h1>Rain in the village</h1><p class="standfirst">A wet Monday in the valley, and what the miller made of it all.</p>'
    )
    article, bare = read(head, top), read(head, top, options=Options(metadata=False))
    assert bare.metadata == Metadata()
    assert (bare.title, bare.lead) == (article.title, article.lead) != (None, None)


def test_words_are_counted_in_lead_and_body() -> None:
    assert Article(lead="It rained.").word_count == 2
    assert Article(lead="雨が降った。").word_count == 5
    assert Article().word_count == 0


# Hostile metadata


def test_five_megabytes_of_json_ld_are_left_alone() -> None:
    found = meta(
        json_ld(f'{{{ARTICLE},"author":"Ada Quill","x":"{"x" * 5_000_000}"}}') + '<meta name="author" content="Ben Marsh">'
    )
    assert found.authors == ("Ben Marsh",)


@pytest.mark.parametrize(
    "nest", ['{"@graph":', "[", '{"mainEntity":', '{"author":', '{"mainEntityOfPage":{"@type":"Article"},"@graph":']
)
def test_deep_json_ld_is_read_as_far_as_it_is_sane(nest: str) -> None:
    closing = "".join({"{": "}", "[": "]"}[nest[0]] for _ in range(20_000))
    assert meta(json_ld(nest * 20_000 + "1" + closing)).authors == ()


def test_ten_thousand_authors_are_cut() -> None:
    names = ",".join(f'{{"name":"Ada Quill{"x" * (number % 50)}"}}' for number in range(10_000))
    many = "".join(f'<meta name="author" content="Ada Q{"u" * (number % 40)}ill">' for number in range(10_000))
    assert 0 < len(meta(json_ld(f'{{{ARTICLE},"author":[{names}]}}')).authors) <= 50
    assert 0 < len(meta(many).authors) <= 50


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[", "https://\x01a.example",
             "java\nscript:alert(1)", "vbscript:x", "https:///x", "h" * 1_000_000, "https://a.example/" + "x" * 10_000]
)  # fmt: skip
def test_an_address_that_is_not_of_the_web_is_none(href: str) -> None:
    head = f"""<link rel=amphtml href="{href}"><link rel=next href="{href}"><link rel=license href="{href}">
        <meta property="og:image" content="{href}"><link rel=alternate hreflang=de href="{href}">"""
    found = meta(head)
    assert all(
        url is None or url.startswith("https://frog.example/") for url in (found.amp_url, found.next_page, found.license)
    )
    assert found.image is None or found.image.url.startswith("https://frog.example/")
    assert all(one.url.startswith("https://frog.example/") for one in found.alternates)


def test_control_characters_and_half_characters_do_not_stay() -> None:
    found = meta(json_ld(f'{{{ARTICLE},"author":"Ada\\u0000 Quill\\ud800","publisher":"Fr\\udc00og"}}'))
    assert "\ud800" not in str(found)
    assert found.publisher == "Fr\ufffdog"
    article = read('<meta name="author" content="Ada&#0;&#7; Quill">')
    assert Article.from_json(article.to_json()) == article


def test_a_date_of_the_far_future_or_past_is_none() -> None:
    assert meta('<meta name="date" content="9999-12-31"><meta name="dc.date" content="0001-01-01">').published is None


@pytest.mark.parametrize(
    "value", ["[]", "{}", "null", "0", "true", '""', "[[]]", '{"@type":[]}', '{"@id":{}}', "1e999", '[null,{"name":null}]']
)
def test_values_of_other_types_do_no_harm(value: str) -> None:
    keys = "author creator publisher image datePublished dateModified keywords articleSection breadcrumb hasPart license"
    names = (
        *keys.split(),
        "inLanguage",
        "isAccessibleForFree",
        "commentCount",
        "interactionStatistic",
        "description",
        "mainEntityOfPage",
        "url",
        "@id",
    )
    data = ",".join(f'"{key}":{value}' for key in names)
    article = read(json_ld(f'{{"@type":"NewsArticle",{data}}}'))
    assert article.title == "Rain in the village"
    assert Article.from_json(article.to_json()) == article
