"""Why a page gives no text, or next to none: the cause that its own signs tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from declutter.metadata.sources import Sources
from declutter.parsing.page import Page

APPLICATION_SHELL = "application shell: the page is filled by scripts, which were not run"
LOGIN_WALL = "login wall: the page asks to sign in"
PAYWALL = "paywall: the page shows at most the beginning of its text"
ERROR_PAGE = "error page: the page says that it was not found, or not to be shown"
BOT_CHECK = "bot check: the page asks whether the reader is a person"
NO_TEXT = "no text: the page holds none"
ONLY_FURNITURE = "no text was found that looks like content"
CAUSES = (APPLICATION_SHELL, LOGIN_WALL, PAYWALL, ERROR_PAGE, BOT_CHECK, NO_TEXT, ONLY_FURNITURE)

MAX_SHELL_CHARS = 400  # of text; a page with more shows something without its scripts
_ERROR = re.compile(
    r"\b(?:40[0134]|410|50[0-4])\b|not found|forbidden|access denied|nicht gefunden|introuvable|no encontrad[ao]|"
    r"non trovata|não encontrada|не найден[ао]?|nie znaleziono|niet gevonden|bulunamadı|页面不存在|找不到|見つかりません",
    re.IGNORECASE,
)
_BOT = re.compile(r"just a moment|are you (?:a )?(?:human|robot)|captcha|checking your browser|unusual traffic", re.IGNORECASE)
_SHELL_NAMES = frozenset(("root", "app", "__next", "__nuxt", "___gatsby", "app-root", "main-app", "react-root", "svelte"))
_LOGIN_WORDS = re.compile(r"(?:^|[\W_])(?:log-?in|sign-?in|signin|anmelden|connexion)(?:$|[\W_])", re.IGNORECASE)
_PAYWALL_WORDS = re.compile(r"paywall|subscriber-?only|premium-?(?:content|wall)|piano-?offer", re.IGNORECASE)


def why_empty(page: Page, sources: Sources, title: str | None) -> str:
    """Return the likeliest cause of an empty or nearly empty result, as a line for `Article.notes`."""
    chars = sum(len(block.text) for block in page.blocks)
    names = page.elements.names
    start = " ".join(block.text for block in page.blocks[:20])[:MAX_SHELL_CHARS]
    said = f"{sources.head.title or ''} {title or ''} {start}"
    if _BOT.search(said):
        return BOT_CHECK
    if _ERROR.search(f"{sources.head.title or ''} {title or ''}"):
        return ERROR_PAGE
    if any(value is False or str(value).lower() == "false" for value in _access(sources)) or any(
        map(_PAYWALL_WORDS.search, names)
    ):
        return PAYWALL
    if any(map(_LOGIN_WORDS.search, names)) and chars < MAX_SHELL_CHARS:
        return LOGIN_WALL
    if chars < MAX_SHELL_CHARS and (page.noscript or any(_SHELL_NAMES & set(name.lower().split()) for name in names)):
        return APPLICATION_SHELL
    return ONLY_FURNITURE if page.blocks else NO_TEXT


def _access(sources: Sources) -> Iterator[object]:
    for item in sources.json_ld:
        if "isAccessibleForFree" in item:
            yield item["isAccessibleForFree"]
