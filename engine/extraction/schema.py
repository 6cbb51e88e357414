"""What a model may say about a photo: a JSON schema made of the vocabulary.

The kind of product comes first, and decides which facets follow: one alternative of the schema for each
group of kinds that have the same facets. So one text holds both questions, what it is and how it looks,
and a facet that the kind cannot have is neither asked nor answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weft.vocab.model import UNKNOWN, Facet, Vocabulary

PRODUCT = "product"
CAPTION = "caption"
LONGEST_CAPTION = 200
"""Characters of a caption."""
MOST_VALUES = 6
"""How many values a facet with several may have."""


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of product that have the same facets; `facets` are without the kind itself."""

    kinds: tuple[str, ...]
    facets: tuple[Facet, ...]


def groups(vocabulary: Vocabulary) -> tuple[Group, ...]:
    """Every kind of the vocabulary, and the unknown one, in the group of its facets."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for kind in choices(vocabulary.by_id[vocabulary.kind]):
        kinds.setdefault(tuple(facet.id for facet in asked(vocabulary, kind)), []).append(kind)
    return tuple(
        Group(tuple(members), tuple(vocabulary.by_id[facet] for facet in facets))
        for facets, members in kinds.items()
    )


def asked(vocabulary: Vocabulary, kind: str) -> tuple[Facet, ...]:
    """The facets that a product of this kind is asked about, in the order of the vocabulary."""
    others = (facet for facet in vocabulary.stored if facet.id != vocabulary.kind and facet.values)
    return tuple(facet for facet in others if vocabulary.applies(facet.id, kind))


def choices(facet: Facet) -> tuple[str, ...]:
    """The values that a model may give, one or several of them."""
    return facet.values if facet.multiple else (*facet.values, UNKNOWN)


def short_keys(vocabulary: Vocabulary) -> Mapping[str, str]:
    """By facet, what it is called in an answer: the shortest beginning of its id that no other id has."""
    ids = [facet.id for facet in vocabulary.stored]
    return {facet: _shortest(facet, [other for other in ids if other != facet]) for facet in ids}


def answer_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The JSON schema of an answer, in the subset of JSON schema that servers enforce."""
    keys = short_keys(vocabulary)
    caption = {"type": "string", "minLength": 1, "maxLength": LONGEST_CAPTION}
    products = [_product(group, vocabulary, keys) for group in groups(vocabulary)]
    facets = {facet.id: _value(facet) for facet in vocabulary.stored if facet.values}
    return {**_object({PRODUCT: {"anyOf": products}, CAPTION: caption}), "$defs": facets}


def _shortest(facet: str, others: list[str]) -> str:
    beginnings = (facet[:length] for length in range(1, len(facet)))
    return next((each for each in beginnings if not _begins_any(each, others)), facet)


def _begins_any(text: str, ids: list[str]) -> bool:
    return any(each.startswith(text) for each in ids)


def _product(group: Group, vocabulary: Vocabulary, keys: Mapping[str, str]) -> dict[str, Any]:
    kind = {"type": "string", "enum": list(group.kinds)}
    values = {keys[facet.id]: {"$ref": f"#/$defs/{facet.id}"} for facet in group.facets}
    return _object({keys[vocabulary.kind]: kind, **values})


def _value(facet: Facet) -> dict[str, Any]:
    one = {"type": "string", "enum": list(choices(facet))}
    return {"type": "array", "items": one, "maxItems": MOST_VALUES} if facet.multiple else one


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
