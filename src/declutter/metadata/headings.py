"""The evidence for title and lead: the place that each was taken from, and what else was said of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from declutter.article import Evidence, Metadata
from declutter.metadata.claims import LATER, SAME, Claim, evidence_of
from declutter.metadata.lead import Lead, descriptions, is_described
from declutter.metadata.sources import Sources
from declutter.metadata.title import Title, heading_tag, stated_titles, words_of
from declutter.parsing.page import Page

MORE, PART, OTHER = "holds more than the headline", "holds a part of the headline", "the page shows another headline"
UNTRUE = "the head says another title twice, and the page is no article"
NOT_SHOWN = "not the lead that the page shows"
MAX_COMPARED_CHARS = 600  # of a title that is stated; longer ones are no titles


def title_evidence(page: Page, sources: Sources, title: Title) -> Evidence | None:
    """Return where the title was taken from, None if there is none: a heading by its tag, or a place in the head."""
    if title.text is None:
        return None
    words = words_of(title.text)
    stated = stated_titles(sources)
    shown = _shown(page, title.block)
    if shown is not None and shown.source != "line" and _holds(words_of(shown.value), words):
        lost = ((claim, _why(words_of(claim.value[:MAX_COMPARED_CHARS]), words)) for claim in stated)
        return evidence_of(shown, lost)
    won = next((claim for claim in stated if _holds(words_of(claim.value[:MAX_COMPARED_CHARS]), words)), None)
    if won is None:
        return evidence_of(shown or Claim("page", title.text))
    rivals = [(claim, _of_head(words_of(claim.value[:MAX_COMPARED_CHARS]), words)) for claim in stated if claim is not won]
    if shown is not None:
        rivals.append((shown, SAME if words_of(shown.value) == words else UNTRUE))
    return evidence_of(won, rivals)


def with_lead(metadata: Metadata, page: Page, sources: Sources, lead: Lead) -> Metadata:
    """Return the metadata with the evidence for the lead: the signs by which it was told, and its rivals."""
    text = "\n".join(page.blocks[index].text for index in lead.blocks)
    described = [(claim, is_described(page, lead.blocks, claim)) for claim in descriptions(sources)]
    signs = [*lead.signs, *(["described"] if any(same for _, same in described) else [])]
    if lead.has_points:
        signs.append("key points")
    source = f"below the headline: {', '.join(signs) or 'set apart'}"
    rivals = [*((claim, SAME if same else NOT_SHOWN) for claim, same in described), *_lesser(page, lead)]
    return replace(metadata, evidence={**metadata.evidence, "lead": evidence_of(Claim(source, text), rivals)})


def _shown(page: Page, index: int | None) -> Claim | None:
    """Return the block that shows the title, by the tag of its heading; "line" if it is none."""
    return None if index is None else Claim(heading_tag(page, index) or "line", page.blocks[index].text)


def _lesser(page: Page, lead: Lead) -> Iterator[tuple[Claim, str]]:
    """Yield the other blocks that might be the lead."""
    for score, index in lead.candidates[1:]:
        if index not in lead.blocks:
            yield (
                Claim("below the headline", page.blocks[index].text),
                f"score {score:.1f} against {lead.candidates[0][0]:.1f}",
            )


def _holds(words: list[str], part: list[str]) -> bool:
    """Whether some words stand among others, in one run."""
    return f" {' '.join(part)} " in f" {' '.join(words)} "


def _why(said: list[str], title: list[str]) -> str:
    """Return why a statement of the head lost against a heading on the page."""
    if said == title:
        return SAME
    return MORE if _holds(said, title) else PART if _holds(title, said) else OTHER


def _of_head(said: list[str], title: list[str]) -> str:
    """Return why a statement of the head lost against one of more trust."""
    return SAME if said == title else MORE if _holds(said, title) else LATER
