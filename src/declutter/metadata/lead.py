"""The lead: the standfirst under the headline, where the page shows one."""

from __future__ import annotations

import re

from declutter.parsing.page import Flag, Page

REACH = 12  # blocks after the headline among which a lead may stand
MIN_CHARS, MAX_CHARS = 20, 1200
_LEAD_WORDS = re.compile(
    r"(?:^|[^a-z])(?:lead|lede|leadtext|lead-?(?:text|in|paragraph)|intro|introtext|introduction|standfirst|chapo|chapeau|dek|"
    r"deck|subtitle|sub-?title|sub-?head(?:line|ing)?|subheadline|teaser-?text|article-?(?:intro|lead|summary|excerpt|"
    r"description|dek|teaser|subtitle|standfirst|chapo)|vorspann|anriss|bajada|entradilla|copete|sumario|sottotitolo|"
    r"occhiello|sommario|podtytul|zajawka|perex|ingress|manchet|summary|excerpt|abstract|tagline|strapline|dropline|"
    r"headline-?description|soustitre|sous-?titre|linha-?fina|spot|tsn|podzagolovok|announce)(?:$|[^a-z])"
)
_NOT_LEAD = Flag.HIDDEN | Flag.NAV | Flag.FOOTER | Flag.ASIDE | Flag.BUTTON | Flag.CAPTION | Flag.LINK | Flag.PRE | Flag.TABLE
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def find_lead(page: Page, headline: int | None) -> int | None:
    """Return the block that is the article's standfirst, or None.

    Evidence is an element of its own, named as such, right under the headline. A description written for search
    engines is no lead, though a named element that repeats it is.
    """
    if headline is None:
        return None
    elements = page.elements
    for index in range(headline + 1, min(headline + 1 + REACH, len(page.blocks))):
        block = page.blocks[index]
        if not MIN_CHARS <= len(block.text) <= MAX_CHARS or block.flags & _NOT_LEAD:
            continue
        for row in elements.ancestors(block.element):
            inside = elements.end_block[row] - elements.first_block[row]
            if inside > 2 or elements.first_block[row] <= headline < elements.end_block[row]:
                break
            attributes = elements.attributes(row)
            words = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('itemprop') or ''}"
            if attributes.get("itemprop") == "description" or _LEAD_WORDS.search(
                _CAMEL.sub("-", words).lower().replace("_", "-")
            ):
                return index
    return None
