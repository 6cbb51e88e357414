"""The attributes of a catalogue line, checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weft.engine.errors import CatalogueError
from weft.engine.index.names import nearest_names
from weft.engine.index.schema import labels
from weft.engine.model import Attribute, Source
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary


def attributes_of(line: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Attribute]:
    """Every stored facet: as given, else absent (`unknown`, `not_applicable`, or no values).

    A derived facet may be given if it agrees. Raises CatalogueError with the reason.
    """
    given = _object(line, "attributes", vocabulary)
    confidence = _object(line, "confidence", vocabulary)
    provenance = _object(line, "provenance", vocabulary)
    values = {facet.id: _values(facet, given.get(facet.id)) for facet in vocabulary.stored}
    kind = (values[vocabulary.kind] or (UNKNOWN,))[0]
    found = {
        facet.id: Attribute(
            values[facet.id] or _absent(facet, kind, vocabulary),
            _confidence(facet.id, confidence.get(facet.id)),
            _source(facet.id, provenance.get(facet.id)),
        )
        for facet in vocabulary.stored
    }
    _require_derived(given, found, vocabulary)
    return found


def exported_attributes(attributes: Mapping[str, Attribute], vocabulary: Vocabulary) -> dict[str, Any]:
    """`attributes`, and what of `confidence` and `provenance` is not as it would be taken to be."""
    values, confidence, provenance = {}, {}, {}
    kind = attributes[vocabulary.kind].values[0]
    for facet in vocabulary.stored:
        known = attributes[facet.id]
        if known.values != _absent(facet, kind, vocabulary):
            values[facet.id] = list(known.values) if facet.multiple else known.values[0]
        if known.confidence != 1.0:
            confidence[facet.id] = known.confidence
        if known.source is not Source.FEED:
            provenance[facet.id] = known.source.value
    parts = {"attributes": values, "confidence": confidence, "provenance": provenance}
    return {name: part for name, part in parts.items() if part}


def _object(line: Mapping[str, Any], name: str, vocabulary: Vocabulary) -> Mapping[str, Any]:
    given = line.get(name)
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise CatalogueError(f"{name} must be an object, not {type(given).__name__}")
    for facet_id in given:
        if facet_id not in vocabulary.by_id:
            hint = nearest_names(facet_id, vocabulary.by_id)
            raise CatalogueError(f"unknown facet {facet_id[:100]!r}. {hint}")
    return given


def _values(facet: Facet, given: object) -> tuple[str, ...]:
    """The values given for a facet, each once; none if it was left out."""
    if given is None:
        return ()
    several = given if isinstance(given, list) else [given]
    if isinstance(given, list) and not facet.multiple:
        raise CatalogueError(f"{facet.id} takes one value, not a list")
    if facet.multiple and several in ([UNKNOWN], [NOT_APPLICABLE]):
        return ()
    return tuple(dict.fromkeys(_value(facet, each) for each in several))


def _value(facet: Facet, value: object) -> str:
    if not isinstance(value, str):
        raise CatalogueError(f"a value of {facet.id} must be text, not {type(value).__name__}")
    if value not in labels(facet):
        raise CatalogueError(f"unknown {facet.id} {value[:100]!r}. {nearest_names(value, labels(facet))}")
    return value


def _absent(facet: Facet, kind: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    return () if facet.multiple else (vocabulary.absent(facet.id, kind),)


def _confidence(facet_id: str, given: object) -> float:
    if given is None:
        return 1.0
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 1:
        raise CatalogueError(f"the confidence of {facet_id} must be a number from 0 to 1")
    return float(given)


def _source(facet_id: str, given: object) -> Source:
    if given is None:
        return Source.FEED
    try:
        return Source(str(given))
    except ValueError as error:
        known = ", ".join(Source)
        raise CatalogueError(f"the provenance of {facet_id} must be one of {known}") from error


def _require_derived(
    given: Mapping[str, Any], found: Mapping[str, Attribute], vocabulary: Vocabulary
) -> None:
    for facet in vocabulary.facets:
        said = given.get(facet.id) if facet.derived_from else None
        if said is None:
            continue
        derived = vocabulary.derive(facet.id, found[facet.derived_from].values[0])
        if said != derived:
            reason = f"but {facet.derived_from} makes it {derived!r}"
            raise CatalogueError(f"{facet.id} is said to be {said!r}, {reason}")
