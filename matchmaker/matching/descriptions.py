"""What is said about an offering or a party, as one text: what questions are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matchmaker.themes import all_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    words = [label for labels in labels_of(offering, knowledge).values() for label in labels]
    return " ".join((describe_itself(offering, knowledge), *words))


def describe_itself(offering: Offering, knowledge: Knowledge) -> str:
    """Return what is said about an offering alone, in both languages and with its provider.

    Where no example questions tell who may ask for it, what its provider says of itself in Dutch joins in.
    """
    provider = knowledge.actors.get(offering.provider_id)
    parts = [offering.title.nl, offering.title.en, offering.summary.nl, offering.summary.en]
    if provider is not None:
        parts += [provider.name, *provider.aliases]
        if not offering.questions:
            parts.append(provider.description.nl)
    return " ".join(parts)


def examples(offering: Offering) -> tuple[str, ...]:
    """Return what a question may be nearest to: example questions of an offering, or else its title.

    Of all that is said about it, the few words that it goes by are most like what somebody asks for.
    """
    if offering.questions:
        return tuple([question.text for question in offering.questions])
    return tuple(dict.fromkeys((offering.title.nl, offering.title.en)))


def subjects(offering: Offering, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the themes that an offering is about; where it states none, those that its words speak of."""
    return offering.themes or knowledge.spoken_of(f"{offering.title.nl} {offering.summary.nl}")


def labels_of(offering: Offering, knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """Return the themes and trades that an offering is about, by id, each with all its words."""
    known = knowledge.thesaurus.by_id
    return {
        theme_id: all_labels(known[theme_id]) if theme_id in known else ()
        for theme_id in (*subjects(offering, knowledge), *offering.sectors)
    }
