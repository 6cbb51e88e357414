"""A model's proposals into a parsed sentence: they add, and never undo or contradict what is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from weft.engine.model import Mode, ParsedFilter, ParsedQuery, Span
from weft.engine.query.llm.answers import Proposal
from weft.engine.text import stems
from weft.vocab.lexicon import split
from weft.vocab.model import Facet, Vocabulary


def add(
    parsed: ParsedQuery,
    proposals: Iterable[Proposal],
    vocabulary: Vocabulary,
    *,
    kept: Set[str] = frozenset(),
) -> ParsedQuery:
    """The sentence with the filters that the proposals add to it.

    A filter that must hold takes its words out of the residual, but for those in `kept`; a preference
    ranks beside them. A proposal is ignored, and a note says so, when the sentence excludes its values,
    has decided its facet, or asks for products that cannot have it. Where the sentence asks for several
    products, a proposal is a preference: nobody knows for which of them it is meant.
    """
    words = left_over(parsed)
    gone: set[int] = set()
    result = parsed
    for proposal in proposals:
        chip = _chip(_softened(proposal, parsed, words, kept), result, words, vocabulary)
        result = _noted(result, proposal, words, vocabulary, added=chip is not None)
        if chip is None:
            continue
        result = replace(result, filters=(*result.filters, chip))
        if chip.mode is Mode.MUST:
            gone |= {place for place in proposal.words if words[place].text not in kept}
    return _without(result, words, gone)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the residual, with its place in the sentence; `span` is None where it cannot be told."""

    text: str
    span: Span | None


def left_over(parsed: ParsedQuery) -> list[Word]:
    """The words of the residual in order."""
    mended = {each.span: each.read_as for each in parsed.corrections}
    places = [
        (span, list(split(f"{parsed.text[span.start : span.end]} {mended.get(span, '')}")))
        for span in parsed.residual_spans
    ]
    words: list[Word] = []
    first = 0
    for text in parsed.residual.split():
        at = next((at for at in range(first, len(places)) if text in places[at][1]), None)
        if at is not None:
            first = at
            places[at][1].remove(text)
        words.append(Word(text, None if at is None else places[at][0]))
    return words


def _softened(proposal: Proposal, parsed: ParsedQuery, words: Sequence[Word], kept: Set[str]) -> Proposal:
    several = any(each.group for each in parsed.filters)
    opinion = all(words[place].text in kept for place in proposal.words)
    return replace(proposal, mode=Mode.PREFER) if several or opinion else proposal


def _chip(
    proposal: Proposal, parsed: ParsedQuery, words: Sequence[Word], vocabulary: Vocabulary
) -> ParsedFilter | None:
    facet = vocabulary.by_id[proposal.facet]
    forbidden = _forbidden(facet, parsed, vocabulary)
    terms = tuple(term for term in proposal.terms if not facet.leaves(term) <= forbidden)
    values = vocabulary.expand(facet.id, terms) - forbidden
    if not values or _is_decided(facet, values, parsed) or not _applies(facet, values, parsed, vocabulary):
        return None
    best = frozenset[str]().union(*(facet.core(term) for term in terms)) & values
    spans = tuple(sorted({span for place in proposal.words if (span := words[place].span)}))
    return ParsedFilter(facet.id, terms, values, proposal.mode, spans, best)


def _forbidden(facet: Facet, parsed: ParsedQuery, vocabulary: Vocabulary) -> frozenset[str]:
    """The values that the sentence excludes: by name, through a facet derived from it, or in the text."""
    excluded = {
        value for each in parsed.filters if each.facet == facet.id and _is_not(each) for value in each.values
    }
    for each in parsed.filters:
        derived = vocabulary.by_id.get(each.facet)
        if derived and derived.derived_from == facet.id and each.mode is not Mode.PREFER:
            excluded |= {
                value
                for value in facet.values
                if (vocabulary.derive(derived.id, value) in each.values) == _is_not(each)
            }
    unsaid = [frozenset(words.stems) for words in parsed.excluded_words]
    excluded |= {
        value for value in facet.values if any(_is_named(facet, value, stemmed) for stemmed in unsaid)
    }
    return frozenset(excluded)


def _is_not(chip: ParsedFilter) -> bool:
    return chip.mode is Mode.MUST_NOT


def _is_named(facet: Facet, value: str, stemmed: Set[str]) -> bool:
    forms = (form for listed in facet.by_id[value].words.values() for form in listed)
    return any(stemmed <= set(stems(form)) for form in forms)


def _is_decided(facet: Facet, values: Set[str], parsed: ParsedQuery) -> bool:
    """Whether the sentence says already what the facet is, or just this of a facet with several values."""
    wanted = [each for each in parsed.filters if each.facet == facet.id and not _is_not(each)]
    return any(each.values <= values for each in wanted) if facet.multiple else bool(wanted)


def _applies(facet: Facet, values: Set[str], parsed: ParsedQuery, vocabulary: Vocabulary) -> bool:
    """Whether a product of the kinds asked for can have what is asked of it."""
    required = [each for each in parsed.filters if each.mode is Mode.MUST and each.facet in vocabulary.by_id]
    if facet.id == vocabulary.kind:
        facets, kinds = {each.facet for each in required}, values
    else:
        facets = {facet.id}
        kinds = {kind for each in required if each.facet == vocabulary.kind for kind in each.values}
    return not kinds or all(any(vocabulary.applies(name, kind) for kind in kinds) for name in facets)


def _noted(
    parsed: ParsedQuery, proposal: Proposal, words: Sequence[Word], vocabulary: Vocabulary, *, added: bool
) -> ParsedQuery:
    facet = vocabulary.by_id[proposal.facet]
    said = " ".join(words[place].text for place in proposal.words)
    read_as = " or ".join(facet.by_id[term].label for term in proposal.terms)
    note = f"The language model read “{said}” as {facet.label.lower()} {read_as}"
    note += "." if added else ", which is left out: the sentence says otherwise."
    return replace(parsed, notes=(*parsed.notes, note))


def _without(parsed: ParsedQuery, words: Sequence[Word], gone: Set[int]) -> ParsedQuery:
    """The sentence whose residual has lost some of its words, and the spans of which nothing is left."""
    movable = {place for place in gone if words[place].span}
    left = [word for place, word in enumerate(words) if place not in movable]
    freed = {words[place].span for place in movable} - {word.span for word in left}
    spans = tuple(span for span in parsed.residual_spans if span not in freed)
    return replace(parsed, residual=" ".join(word.text for word in left), residual_spans=spans)
