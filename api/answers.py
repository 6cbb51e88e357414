"""The engine's values as the answers of the API; what has the same names is taken over as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from weft.api import schemas
from weft.api.catalogue.changes import Outcome
from weft.api.catalogue.imports import Import
from weft.engine.merchandising.collections import Collection
from weft.engine.merchandising.corrector import Outcome as Corrected
from weft.engine.merchandising.preview import Preview
from weft.engine.merchandising.reports import Finding
from weft.engine.merchandising.rules import told
from weft.engine.model import (
    Correction,
    FacetCounts,
    Hit,
    ImageRecord,
    ParsedFilter,
    ParsedQuery,
    ParsedRange,
    ParsedWords,
    SearchResult,
    Span,
)
from weft.engine.query.expression import print_parsed
from weft.engine.query.suggest import Suggestion
from weft.vocab.model import Facet, Vocabulary

_AnswerT = TypeVar("_AnswerT", bound=schemas.Answer)


def picture_address(image_id: str, width: int | None = None) -> str:
    """Where this server shows a picture."""
    size = f"?width={width}" if width else ""
    return f"/images/{quote(image_id, safe='')}{size}"


def search_answer(
    result: SearchResult, vocabulary: Vocabulary, *, explain: bool = True
) -> schemas.SearchAnswer:
    """A page of hits, each with why it is there if `explain`."""
    return schemas.SearchAnswer(
        understood=understood(result.query, vocabulary),
        total=result.total,
        total_images=result.total_images,
        hits=[_hit(hit, explain) for hit in result.hits],
        facets=facet_answers(result.facets),
        took_ms=result.took_ms,
        version=result.version,
        relaxed=result.relaxed,
        unheard=result.unheard,
        redirect=result.redirect,
        rules=result.rules,
    )


def understood(query: ParsedQuery, vocabulary: Vocabulary) -> schemas.Understood:
    """What a sentence was understood to ask for."""
    return schemas.Understood(
        query=query.text,
        expression=print_parsed(query, vocabulary),
        filters=[_chip(each, vocabulary) for each in query.filters],
        ranges=[_range(each) for each in query.ranges],
        excluded_words=[_words(each, query.text) for each in query.excluded_words],
        residual=query.residual,
        language=query.language,
        sort=_alike(query.sort, schemas.Order) if query.sort else None,
        corrections=[_read_as(each) for each in query.corrections],
        notes=query.notes,
    )


def suggest_answer(suggestions: Iterable[Suggestion]) -> schemas.SuggestAnswer:
    """Ways to go on with a sentence."""
    return schemas.SuggestAnswer(suggestions=[_suggested(each) for each in suggestions])


def facet_answers(facets: Iterable[FacetCounts]) -> list[schemas.FacetAnswer]:
    """Facets with their counts."""
    return [_alike(each, schemas.FacetAnswer) for each in facets]


def image_answer(record: ImageRecord) -> schemas.ImageAnswer:
    """One image with everything that is known about it."""
    return schemas.ImageAnswer(
        image_id=record.image_id,
        product_id=record.product_id,
        image=picture_address(record.image_id),
        title=record.title,
        brand=record.brand,
        price=record.price,
        currency=record.currency,
        in_stock=record.in_stock,
        url=record.url,
        published_at=record.published_at,
        caption=record.caption,
        attributes={name: _alike(known, schemas.Known) for name, known in record.attributes.items()},
    )


def vocabulary_answer(vocabulary: Vocabulary) -> schemas.VocabularyAnswer:
    """Everything that can be said about a product."""
    return schemas.VocabularyAnswer(
        id=vocabulary.id,
        label=vocabulary.label,
        kind=vocabulary.kind,
        fingerprint=vocabulary.fingerprint,
        facets=[_facet(facet) for facet in vocabulary.facets],
    )


def changes_answer(outcomes: Iterable[Outcome]) -> schemas.ChangesAnswer:
    """What became of a change."""
    return schemas.ChangesAnswer(changed=[_alike(each, schemas.Changed) for each in outcomes])


def import_answer(known: Import) -> schemas.ImportAnswer:
    """An import as it is now."""
    return schemas.ImportAnswer(
        id=known.id,
        stage=known.stage,
        done=known.done,
        total=known.total,
        counts=known.counts,
        refused=[schemas.Refused(line=line, image_id=name, reason=why) for line, name, why in known.refused],
        reason=known.reason,
    )


def corrected_answer(outcome: Corrected) -> schemas.CorrectedAnswer:
    """What became of corrections."""
    return _alike(outcome, schemas.CorrectedAnswer)


def preview_answer(seen: Preview) -> schemas.PreviewAnswer:
    """What a rule would do to a page of hits."""
    moves = [
        schemas.MoveAnswer(shown=image_answer(move.hit.image), before=move.before, after=move.after)
        for move in seen.moves
    ]
    return schemas.PreviewAnswer(total_before=seen.before.total, total_after=seen.after.total, moves=moves)


def collection_answer(collection: Collection) -> schemas.CollectionAnswer:
    """A search with a name."""
    return _alike(collection, schemas.CollectionAnswer)


def finding_answer(finding: Finding) -> schemas.FindingAnswer:
    """One line of a report."""
    return schemas.FindingAnswer(
        text=finding.text,
        asked=finding.asked,
        clicked=finding.clicked,
        total=finding.total,
        why=finding.why,
        rule=told(finding.rule) if finding.rule else None,
    )


def _alike(value: Any, kind: type[_AnswerT]) -> _AnswerT:  # noqa: ANN401 (any of the engine's values)
    """The answer whose fields are called as those of the value."""
    return msgspec.convert(value, kind, from_attributes=True)


def _hit(hit: Hit, explain: bool) -> schemas.HitAnswer:
    return schemas.HitAnswer(
        rank=hit.rank,
        score=hit.score,
        shown=image_answer(hit.image),
        image_ids=hit.image_ids,
        why=_alike(hit.explanation, schemas.Why) if explain else None,
    )


def _chip(parsed: ParsedFilter, vocabulary: Vocabulary) -> schemas.Chip:
    return schemas.Chip(
        key=parsed.key,
        facet=parsed.facet,
        terms=parsed.terms,
        values=_plain(sorted(parsed.values), vocabulary.by_id.get(parsed.facet)),
        mode=parsed.mode,
        spans=_spans(parsed.spans),
        group=parsed.group,
    )


def _plain(values: list[str], facet: Facet | None) -> list[str] | list[bool]:
    """The values, as booleans where a facet has just these two."""
    two = facet is not None and set(facet.values) == {"true", "false"}
    return [value == "true" for value in values] if two else values


def _range(parsed: ParsedRange) -> schemas.Range:
    return schemas.Range(
        key=parsed.key,
        field=parsed.field,
        low=parsed.low,
        high=parsed.high,
        mode=parsed.mode,
        spans=_spans(parsed.spans),
    )


def _words(parsed: ParsedWords, text: str) -> schemas.ExcludedWords:
    written = " ".join(text[span.start : span.end] for span in parsed.spans)
    return schemas.ExcludedWords(key=parsed.key, words=written, spans=_spans(parsed.spans))


def _read_as(correction: Correction) -> schemas.ReadAs:
    (span,) = _spans([correction.span])
    return schemas.ReadAs(written=correction.written, read_as=correction.read_as, span=span)


def _suggested(suggestion: Suggestion) -> schemas.Suggested:
    return schemas.Suggested(
        text=suggestion.text,
        span=(suggestion.span.start, suggestion.span.end),
        kind=suggestion.kind,
        label=suggestion.label,
        count=suggestion.count,
    )


def _spans(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


def _facet(facet: Facet) -> schemas.VocabularyFacet:
    return schemas.VocabularyFacet(
        id=facet.id,
        label=facet.label,
        definition=facet.definition,
        multiple=facet.multiple,
        ordered=facet.ordered,
        applies_to=sorted(facet.applies_to),
        derived_from=facet.derived_from,
        terms=[_alike(term, schemas.TermAnswer) for term in facet.terms],
    )
