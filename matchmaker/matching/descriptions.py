"""What is said about an offering or a party, as one text: what questions are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matchmaker.themes import all_labels

if TYPE_CHECKING:
    from matchmaker.matching.knowledge import Knowledge
    from matchmaker.model import Actor, Offering


def describe_actor(actor: Actor, knowledge: Knowledge) -> str:
    """Return everything that is said about an actor in both languages, with its theme words."""
    parts = [actor.name, *actor.aliases, actor.description.nl, actor.description.en]
    for theme_id in actor.themes:
        theme = knowledge.thesaurus.by_id.get(theme_id)
        parts += all_labels(theme) if theme is not None else ()
    return " ".join(parts)


def describe(offering: Offering, knowledge: Knowledge) -> str:
    """Return all that is said about an offering in both languages, with its provider and theme words."""
    provider = knowledge.actors.get(offering.provider_id)
    parts = [offering.title.nl, offering.title.en, offering.summary.nl, offering.summary.en]
    if provider is not None:
        parts += [provider.name, *provider.aliases]
    for theme_id in (*offering.themes, *offering.sectors):
        theme = knowledge.thesaurus.by_id.get(theme_id)
        parts += all_labels(theme) if theme is not None else ()
    return " ".join(parts)
