"""The attributes of a catalogue line, checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from weft.engine.errors import CatalogueError
from weft.engine.index.names import nearest_names
from weft.engine.index.schema import labels
from weft.engine.model import Attribute, Source
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

PARTS = ("attributes", "confidence", "provenance", "plausible", "extracted_by")
"""The keys of a catalogue line that hold something for each facet."""

LONGEST_NAME = 1_000
"""Characters of the fingerprint of an extractor."""


def attributes_of(line: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Attribute]:
    """Every stored facet: as given, else absent (`unknown`, `not_applicable`, or no values).

    A derived facet may be given if it agrees. Raises CatalogueError with the reason.
    """
    parts = [_object(line, name, vocabulary) for name in PARTS]
    given = parts[0]
    kind = (_values(vocabulary.by_id[vocabulary.kind], given.get(vocabulary.kind)) or (UNKNOWN,))[0]
    said = frozenset().union(*parts)
    found = {
        facet.id: _attribute(facet, parts, kind, vocabulary)
        if facet.id in said
        else Attribute(_absent(facet, kind, vocabulary))
        for facet in vocabulary.stored
    }
    _require_derived(given, found, vocabulary)
    return found


def exported_attributes(attributes: Mapping[str, Attribute], vocabulary: Vocabulary) -> dict[str, Any]:
    """`attributes`, and what else is not as it would be taken to be, each by facet."""
    values, confidence, provenance, plausible, by = {}, {}, {}, {}, {}
    kind = attributes[vocabulary.kind].values[0]
    for facet in vocabulary.stored:
        known = attributes[facet.id]
        if known.values != _absent(facet, kind, vocabulary):
            values[facet.id] = list(known.values) if facet.multiple else known.values[0]
        if known.confidence != 1.0:
            confidence[facet.id] = known.confidence
        if known.source is not Source.FEED:
            provenance[facet.id] = known.source.value
        if known.plausible:
            plausible[facet.id] = list(known.plausible)
        if known.by:
            by[facet.id] = known.by
    parts = zip(PARTS, (values, confidence, provenance, plausible, by), strict=True)
    return {name: part for name, part in parts if part}


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


def _attribute(
    facet: Facet, parts: Sequence[Mapping[str, Any]], kind: str, vocabulary: Vocabulary
) -> Attribute:
    """What the parts of a line, in the order of `PARTS`, say of a facet."""
    values, confidence, provenance, plausible, by = (part.get(facet.id) for part in parts)
    return Attribute(
        _values(facet, values) or _absent(facet, kind, vocabulary),
        _confidence(facet.id, confidence),
        _source(facet.id, provenance),
        _plausible(facet, plausible),
        _by(facet.id, by),
    )


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
    term = facet.by_id.get(value)
    is_absence = not facet.multiple and value in (UNKNOWN, NOT_APPLICABLE)
    if not is_absence and (term is None or term.abstract):
        raise CatalogueError(f"unknown {facet.id} {value[:100]!r}. {nearest_names(value, labels(facet))}")
    return value


def _absent(facet: Facet, kind: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    return () if facet.multiple else (vocabulary.absent(facet.id, kind),)


def _confidence(facet_id: str, given: object) -> float:
    return 1.0 if given is None else _probability(f"the confidence of {facet_id}", given)


def _plausible(facet: Facet, given: object) -> tuple[tuple[str, float], ...]:
    """Pairs of a value and its probability, as given; Parquet has them as tuples."""
    if given is None:
        return ()
    if not isinstance(given, list) or not all(map(_is_pair, given)):
        raise CatalogueError(f"what is plausible of {facet.id} must be a list of [value, probability]")
    pairs = tuple(
        (_value(facet, value), _probability(f"a probability of {facet.id}", number))
        for value, number in given
    )
    if len({value for value, _ in pairs}) < len(pairs):
        raise CatalogueError(f"what is plausible of {facet.id} names a value twice")
    return pairs


def _is_pair(given: object) -> bool:
    return isinstance(given, list | tuple) and len(given) == 2


def _probability(what: str, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 1:
        raise CatalogueError(f"{what} must be a number from 0 to 1")
    return float(given)


def _by(facet_id: str, given: object) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or not given.isprintable() or len(given) > LONGEST_NAME:
        raise CatalogueError(f"what {facet_id} was extracted by must be a short line of text")
    return given


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
