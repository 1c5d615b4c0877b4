"""Traps of title, lead and metadata, each in ten languages: what is told by place and look must not need a language."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from declutter import Article, extract


class Story(NamedTuple):
    """A page's words in a language."""

    language: str
    by: str
    headline: str
    kicker: str
    lead: str
    sentence: str


STORIES = (
    Story(
        "en",
        "By",
        "The mill stands still",
        "Flood in May",
        "The miller slept when the water came up to his door, and he has not been seen since then.",
        "It rained on Monday, and nobody in the village was surprised by that, least of all the old miller.",
    ),
    Story(
        "de",
        "Von",
        "Die Mühle am Bach steht still",
        "Hochwasser im Mai",
        "Der Müller schlief, als das Wasser vor der Tür stand, und seither hat ihn niemand gesehen.",
        "Am Montag regnete es, und niemand im Dorf wunderte sich darüber, am wenigsten der alte Müller.",
    ),
    Story(
        "fr",
        "Par",
        "Le moulin ne tourne plus du tout",
        "Crue de mai",
        "Le meunier dormait quand l’eau est arrivée devant sa porte, et personne ne l’a revu depuis.",
        "Il a plu lundi, et personne au village ne s’en est étonné, et encore moins le vieux meunier.",
    ),
    Story(
        "es",
        "Por",
        "El molino del pueblo está parado",
        "Crecida de mayo",
        "El molinero dormía cuando el agua llegó a su puerta, y nadie lo ha vuelto a ver desde entonces.",
        "Llovió el lunes, y nadie en el pueblo se sorprendió de ello, y menos aún el viejo molinero.",
    ),
    Story(
        "it",
        "Di",
        "Il mulino del paese è fermo",
        "Piena di maggio",
        "Il mugnaio dormiva quando l’acqua è arrivata alla porta, e da allora nessuno lo ha più visto.",
        "Lunedì ha piovuto, e nessuno in paese se ne è stupito, e meno di tutti il vecchio mugnaio.",
    ),
    Story(
        "pt",
        "Por",
        "O moinho da aldeia está parado",
        "Cheia de maio",
        "O moleiro dormia quando a água chegou à sua porta, e desde então ninguém mais o viu.",
        "Choveu na segunda-feira, e ninguém na aldeia se admirou disso, muito menos o velho moleiro.",
    ),
    Story(
        "sv",
        "Av",
        "Kvarnen vid bäcken står stilla",
        "Översvämning i maj",
        "Mjölnaren sov när vattnet stod utanför hans dörr, och ingen har sett honom sedan dess.",
        "Det regnade i måndags, och ingen i byn blev förvånad över det, minst av alla den gamle mjölnaren.",
    ),
    Story(
        "ru",
        "Автор:",
        "Мельница у ручья остановилась",
        "Паводок в мае",
        "Мельник спал, когда вода подошла к его двери, и с тех пор его никто больше не видел.",
        "В понедельник шёл дождь, и никто в деревне этому не удивился, и меньше всех старый мельник.",
    ),
    Story(
        "tr",
        "Yazan:",
        "Köydeki değirmen artık dönmüyor",
        "Mayıs seli",
        "Su kapısına geldiğinde değirmenci uyuyordu, o günden beri de onu köyde gören olmadı.",
        "Pazartesi günü yağmur yağdı ve köyde buna kimse şaşırmadı, en az da yaşlı değirmenci şaşırdı.",
    ),
    Story(
        "ja",
        "文：",
        "村の水車が止まったままになっている",
        "五月の洪水",
        "水が戸口まで来たとき、粉屋は眠っていた。それから村で彼の姿を見た者は一人もいないという。",
        "月曜日に雨が降ったが、村の人は誰も驚かなかった。年老いた粉屋は、なおさら驚かなかったという。",
    ),
)
in_ten_languages = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
SITE = "Harbour Post"


def read(story: Story, top: str, head: str = "") -> Article:
    body = "".join(f"<p>{number} {story.sentence} {story.sentence}</p>" for number in (1, 2, 3))
    return extract(f'<html lang="{story.language}"><head>{head}</head><body><article>{top}{body}</article></body></html>')


@in_ten_languages
def test_the_site_s_name_and_the_section_are_no_part_of_the_title(story: Story) -> None:
    head = f'<title>{story.headline} - {SITE} | {story.kicker[:4]}</title><meta property="og:site_name" content="{SITE}">'
    assert read(story, "", head).title == story.headline


@in_ten_languages
def test_a_kicker_in_the_headline_is_apart(story: Story) -> None:
    article = read(story, f'<h1><span class="kicker">{story.kicker}</span> {story.headline}, 1, 2, 3</h1>')
    assert story.headline in (article.title or "")
    head = f"<title>{story.headline}, 1, 2, 3</title>"
    article = read(story, f'<h1><span class="kicker">{story.kicker}</span> {story.headline}, 1, 2, 3</h1>', head)
    assert article.title == f"{story.headline}, 1, 2, 3"
    assert article.metadata.kicker == story.kicker


@in_ten_languages
@pytest.mark.parametrize(
    "shown",
    ['<p class="standfirst">{}</p>', '<p class="chapo">{}</p>', '<p class="vorspann">{}</p>', '<p class="dek">{}</p>',
     "<p><b>{}</b></p>", "<h2>{}</h2>"],
)  # fmt: skip
def test_a_lead_is_apart_from_the_body_and_said_once(story: Story, shown: str) -> None:
    head = f'<meta name="description" content="{story.lead}">'
    article = read(story, f"<h1>{story.headline}</h1>{shown.format(story.lead)}", head)
    assert article.lead == story.lead
    assert article.text.count(story.lead) == 1
    assert story.lead not in article.paragraphs


@in_ten_languages
def test_a_description_for_search_engines_is_no_lead(story: Story) -> None:
    article = read(story, f"<h1>{story.headline}</h1>", f'<meta name="description" content="{story.lead}">')
    assert article.lead is None
    assert article.metadata.description == story.lead


@in_ten_languages
def test_the_byline_is_metadata_and_not_body(story: Story) -> None:
    article = read(story, f'<h1>{story.headline}</h1><p class="byline">{story.by} Ada Quill</p>')
    assert article.metadata.authors == ("Ada Quill",)
    assert "Ada Quill" not in article.text


@in_ten_languages
def test_the_date_of_a_related_card_or_comment_is_not_the_article_s(story: Story) -> None:
    card = '<aside class="related"><a href="/2">…</a><time datetime="2031-01-01">1.1.2031</time></aside>'
    top = f'<h1>{story.headline}</h1><time datetime="2024-05-03">3.5.2024</time>'
    assert str(read(story, top + card).metadata.published) == "2024-05-03"


@in_ten_languages
def test_the_language_of_the_text_is_told(story: Story) -> None:
    assert read(story, f"<h1>{story.headline}</h1>").metadata.language == story.language
