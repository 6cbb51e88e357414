"""What a line says of an image joined with what a model read off its photo: the feed beats the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from weft.engine.model import Analysis, Attribute, ImageRecord, Source
from weft.engine.protocols import Extractor
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Vocabulary

_ABSENT = frozenset({UNKNOWN, NOT_APPLICABLE})


def is_bare(record: ImageRecord) -> bool:
    """Whether nothing is said about what can be seen."""
    return all(_ABSENT.issuperset(known.values) for known in record.attributes.values())


def is_read(record: ImageRecord, stored: ImageRecord | None, extractor: str, vocabulary: Vocabulary) -> bool:
    """Whether this extractor has read these very bytes, and all that the line leaves out is stored."""
    if stored is None or (stored.content_hash, stored.extractor) != (record.content_hash, extractor):
        return False
    left_out = [name for name, known in record.attributes.items() if not _is_said(known)]
    said, known = record.attributes[vocabulary.kind], stored.attributes[vocabulary.kind]
    # What another kind of product cannot have was not kept.
    same_kind = not _is_said(said) or known.values == said.values or known.source is Source.HUMAN
    return same_kind and all(stored.attributes[name].source is not Source.FEED for name in left_out)


def with_analysis(
    record: ImageRecord, analysis: Analysis, extractor: Extractor, vocabulary: Vocabulary
) -> ImageRecord:
    """The record with everything that its line leaves out as the extractor has read it."""
    return replace(
        record,
        attributes=_joined(record, analysis.attributes, vocabulary),
        caption=record.caption or analysis.caption,
        extractor=extractor.fingerprint,
        extractor_version=extractor.version,
    )


def with_stored(record: ImageRecord, stored: ImageRecord | None, vocabulary: Vocabulary) -> ImageRecord:
    """The record with what was read off the same photo before; as it is if the photo is another."""
    if stored is None or not stored.extractor or stored.content_hash != record.content_hash:
        return record
    return replace(
        record,
        attributes=_joined(record, stored.attributes, vocabulary),
        caption=record.caption or stored.caption,
        extractor=stored.extractor,
        extractor_version=stored.extractor_version,
    )


def _joined(
    record: ImageRecord, read: Mapping[str, Attribute], vocabulary: Vocabulary
) -> dict[str, Attribute]:
    said = {name: known for name, known in record.attributes.items() if _is_said(known)}
    kind = said.get(vocabulary.kind, read[vocabulary.kind])
    joined = {facet.id: said.get(facet.id, read[facet.id]) for facet in vocabulary.stored}
    if vocabulary.kind not in said:
        return joined
    return {name: _applied(name, known, kind.values[0], vocabulary) for name, known in joined.items()}


def _applied(facet_id: str, known: Attribute, kind: str, vocabulary: Vocabulary) -> Attribute:
    """A model's value, as far as a product of the kind that the feed says can have it."""
    if known.source is not Source.MODEL or vocabulary.by_id[facet_id].multiple:
        return known
    absent = vocabulary.absent(facet_id, kind)
    if absent == NOT_APPLICABLE or known.values == (NOT_APPLICABLE,):
        return Attribute((absent,), known.confidence, Source.MODEL, by=known.by)
    return known


def _is_said(known: Attribute) -> bool:
    """Whether it is the feed's or a person's value, and not a model's or none at all."""
    return known.source is not Source.MODEL and not _ABSENT.issuperset(known.values)
