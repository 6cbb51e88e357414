"""What a request demands: the sentence as understood, what was changed on its chips, what was ticked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from weft.engine.errors import QueryError
from weft.engine.filters import EVERYTHING, Filter, Match, all_of
from weft.engine.index.schema import NUMBERS
from weft.engine.merchandising.ruling import NO_RULING, Ruling
from weft.engine.model import Mode, ParsedFilter, ParsedQuery, ParsedRange, ParsedWords, SearchRequest, Sort
from weft.engine.query.tree import to_filter
from weft.engine.search.example import Example
from weft.engine.text import stems
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

Modes = Mapping[str, Mode | None]


@dataclass(frozen=True, slots=True)
class Demand:
    """A request whose sentence was parsed.

    `shown` is the sentence with the modes of its chips as they are now, those that are switched off
    included; `applied` has only what counts. `ticked` are the values ticked in the sidebar, as filters.
    `beside` is what the request filters beyond both, and what rules hide; `ruling` says what else rules do.
    `relaxed` are the keys of the chips that were given up, `example` is what shall be resembled.
    """

    shown: ParsedQuery
    applied: ParsedQuery
    ticked: tuple[ParsedFilter, ...]
    beside: Filter
    strict: bool
    ruling: Ruling = NO_RULING
    relaxed: tuple[str, ...] = ()
    example: Example | None = None

    @classmethod
    def of(cls, query: ParsedQuery) -> Demand:
        """Just a sentence."""
        return cls(query, query, (), EVERYTHING, strict=False)

    @property
    def wishes(self) -> tuple[ParsedFilter, ...]:
        """Everything asked for in the vocabulary's words, by sentence and by sidebar."""
        return (*self.applied.filters, *self.ticked)

    def requires(self, facet: str) -> bool:
        """Whether the request lets only some values of the facet through."""
        return any(each.facet == facet and each.mode is Mode.MUST for each in self.wishes)

    def filter(self, vocabulary: Vocabulary, *, but: str = "") -> Filter:
        """The filter that defines the result set; `but` names a facet of which nothing is required.

        What the sentence asks for may also be met by a plausible value, to be ranked late; what is ticked
        or written as a filter is meant exactly, as are the counts that it was chosen by.
        """
        kept = _but(self.applied.filters, but)
        query = replace(self.applied, filters=kept)
        sentence = to_filter(query, vocabulary, strict=self.strict, plausible=True)
        ticked = (Match(each.facet, each.values) for each in self.ticked if each.facet != but)
        return all_of([sentence, self.beside, *ticked])


def demand_of(parsed: ParsedQuery, request: SearchRequest, vocabulary: Vocabulary) -> Demand:
    """What a request demands; `parsed` is its sentence. Keys of chips that are not there do no harm.

    Raises QueryError for a ticked facet or value that does not exist, a column that nothing can be sorted
    by, and for a chip of excluded words that is turned round: words that the vocabulary does not know are
    excluded or nothing.
    """
    filters = tuple(_turned(each, request.modes) for each in parsed.filters)
    ranges = tuple(_turned(each, request.modes) for each in parsed.ranges)
    shown = replace(parsed, filters=filters, ranges=ranges, sort=_order(request.sort) or parsed.sort)
    modes = {**request.modes, **dict.fromkeys(overruled(shown, request.selected))}
    applied = replace(
        shown,
        filters=tuple(each for each in filters if not _is_off(each, modes)),
        ranges=tuple(each for each in ranges if not _is_off(each, modes)),
        excluded_words=tuple(
            each for each in parsed.excluded_words if not _is_off(_kept(each, modes), modes)
        ),
        positive=_without(parsed.positive, _words_of(shown, _no_longer_wanted(shown, modes))),
        residual=_without(parsed.residual, _words_of(shown, _excluded_now(shown, modes))),
    )
    ticked = tuple(_ticked(facet, terms, vocabulary) for facet, terms in request.selected.items())
    return Demand(shown, applied, ticked, all_of([request.filter, request.within]), request.strict)


def overruled(parsed: ParsedQuery, selected: Mapping[str, Iterable[str]]) -> list[str]:
    """The keys of the chips that the sidebar overrules: what is ticked there replaces what is required.

    So the count beside a value is what ticking it will find.
    """
    return [each.key for each in parsed.filters if each.mode is Mode.MUST and each.facet in selected]


def _order(sort: Sort | None) -> Sort | None:
    if sort and sort.field not in NUMBERS:
        raise QueryError(f"Nothing can be sorted by {sort.field!r}.", hint=f"Fields: {', '.join(NUMBERS)}.")
    return sort


def _but(filters: Iterable[ParsedFilter], facet: str) -> tuple[ParsedFilter, ...]:
    """The filters without what is required of one facet.

    An alternative of which nothing is left would let everything through, and so do all of them then.
    """
    filters = tuple(filters)
    kept = [each for each in filters if each.facet != facet or each.mode is not Mode.MUST]
    emptied = {each.group for each in filters} - {each.group for each in kept} - {0}
    return tuple(each for each in kept if not (emptied and each.group))


_Chip = TypeVar("_Chip", ParsedFilter, ParsedRange)


def _turned(chip: _Chip, modes: Modes) -> _Chip:
    mode = modes.get(chip.key)
    return chip if mode is None else replace(chip, mode=mode)


def _is_off(chip: ParsedFilter | ParsedRange | ParsedWords, modes: Modes) -> bool:
    return chip.key in modes and modes[chip.key] is None


def _kept(words: ParsedWords, modes: Modes) -> ParsedWords:
    """The words, if nothing but their exclusion is asked."""
    if modes.get(words.key, Mode.MUST_NOT) not in (None, Mode.MUST_NOT):
        message = f"The chip {words.key!r} can only be switched off: the vocabulary has no such thing."
        raise QueryError(message, hint="Write the words into the sentence instead.")
    return words


def _excluded_now(query: ParsedQuery, modes: Modes) -> list[ParsedFilter]:
    """Filters that were turned into exclusions: not one of their words may rank any more."""
    return [each for each in query.filters if modes.get(each.key) is Mode.MUST_NOT]


def _no_longer_wanted(query: ParsedQuery, modes: Modes) -> list[ParsedFilter]:
    return [each for each in query.filters if _is_off(each, modes)] + _excluded_now(query, modes)


def _words_of(query: ParsedQuery, filters: Iterable[ParsedFilter]) -> frozenset[str]:
    """Stems of the words that filters were read from, misspelt or mended."""
    spans = {span for each in filters for span in each.spans}
    written = [query.text[span.start : span.end] for span in spans]
    mended = [each.read_as for each in query.corrections if each.span in spans]
    return frozenset(stems(" ".join([*written, *mended])))


def _without(text: str, unwanted: frozenset[str]) -> str:
    words = text.split() if unwanted else []
    return " ".join(word for word in words if not unwanted.issuperset(stems(word))) if words else text


def _ticked(facet_id: str, terms: Iterable[str], vocabulary: Vocabulary) -> ParsedFilter:
    facet = vocabulary.by_id.get(facet_id)
    if facet is None:
        known = ", ".join(vocabulary.by_id)
        raise QueryError(f"There is no facet {facet_id!r} to select from.", hint=f"Facets: {known}.")
    terms = tuple(terms)
    absent = {term for term in terms if term in (UNKNOWN, NOT_APPLICABLE) and not facet.multiple}
    known_terms = [_known(term, facet) for term in terms if term not in absent]
    best = frozenset(absent).union(*(facet.core(term) for term in known_terms))
    values = best | vocabulary.expand(facet_id, known_terms)
    return ParsedFilter(facet_id, terms, values, Mode.MUST, (), best)


def _known(term: str, facet: Facet) -> str:
    if term not in facet.by_id:
        raise QueryError(f"{facet.id} has no value {term!r}.", hint=f"Values: {', '.join(facet.by_id)}.")
    return term
