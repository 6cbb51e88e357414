"""What belongs to what: motifs are named by the words before them, and parts keep their own colours.

"dress with red flowers": red is of the flowers. "star print": the star is what is printed, so that both
words are residual. "striped pattern": says no more than striped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from weft.engine.query.items import Item, Kind, Unit
from weft.vocab.languages import Cue, Language
from weft.vocab.model import Vocabulary


class Attachment:
    """Ties modifiers to their heads; built once for a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._kind = vocabulary.kind
        self._tints = frozenset(facet.spoken_as for facet in vocabulary.facets if facet.spoken_as)
        self._tinted = {facet.id: facet.tinted for facet in vocabulary.facets}
        self._derived = frozenset(facet.id for facet in vocabulary.facets if facet.derived_from)

    def attach(self, units: Sequence[Unit], language: Language) -> list[Unit]:
        """The units with motifs merged and the modifiers of parts moved into `parts`."""
        merged = self._merge_motifs(units)
        tinted = self._tint_from_before(merged, language)
        return self._tint_from_behind(tinted) if language.head == "first" else tinted

    def _merge_motifs(self, units: Sequence[Unit]) -> list[Unit]:
        done: list[Unit] = []
        for unit in units:
            if not (unit.sense and unit.sense.motif) or not done:
                done.append(unit)
            elif _is_name(done[-1]):
                done.append(self._motif(_pop_names(done), unit))
            elif self._is_feature(done[-1]) and not done[-1].negated:
                done[-1].spans.extend(unit.spans)
            else:
                done.append(unit)
        return done

    def _motif(self, names: Sequence[Unit], noun: Unit) -> Unit:
        """One unknown unit out of the words that name a motif and the noun after them."""
        words = [*names, noun]
        merged = Unit(_merged([unit.item for unit in words]), spans=[s for unit in words for s in unit.spans])
        if noun.facets & self._derived:  # a print in general: only what is on it tells it from others
            merged.core = tuple(word for unit in names for word in unit.item.words)
        return merged

    def _tint_from_before(self, units: Sequence[Unit], language: Language) -> list[Unit]:
        """ "with red flowers", "without a white logo", "blue stripes"."""
        done: list[Unit] = []
        at = 0
        while at < len(units):
            end = self._end_of_tints(units, at)
            if end and self._belongs(units[end], done, units[at:end], language):
                noun = units[end]
                noun.parts = [unit for unit in units[at:end] if self._is_tint(unit)]
                noun.spans = [span for unit in units[at : end + 1] for span in unit.spans]
                at = end
            done.append(units[at])
            at += 1
        return done

    def _end_of_tints(self, units: Sequence[Unit], start: int) -> int:
        """Where the noun stands that a run of tints from `start` leads to; 0 when there is none."""
        at = start
        while at < len(units) and (self._is_tint(units[at]) or (at > start and _joins(units[at]))):
            at += 1
        reached = at > start and at < len(units) and (_is_name(units[at]) or self._is_feature(units[at]))
        return at if reached else 0

    def _belongs(self, noun: Unit, done: Sequence[Unit], tints: Sequence[Unit], language: Language) -> bool:
        opener = next((unit for unit in reversed(done) if not _passes(unit)), None)
        motif = noun.sense is not None and noun.sense.motif
        if opener and opener.item.is_cue(Cue.WITH):
            return self._is_noun(noun)
        if opener and opener.item.is_cue(Cue.NEGATION, Cue.NEITHER, Cue.NOR):
            names_parts = any(
                self._tinted.get(facet) for facet in noun.facets
            )  # stripes do, leather does not
            thing = self._is_tint(tints[-1]) and names_parts and not language.describes(noun.item.words[-1])
            return motif or noun.sense is None or thing
        return motif and len(tints) == 1 and self._is_noun(noun)

    def _tint_from_behind(self, units: Sequence[Unit]) -> list[Unit]:
        """ "avec des fleurs rouges", "con rayas rojas": the noun comes first."""
        done: list[Unit] = []
        for unit in units:
            if self._is_tint(unit) and done and self._takes_tint(done):
                done[-1].parts.append(unit)
                done[-1].spans.extend(unit.spans)
            else:
                done.append(unit)
        return done

    def _takes_tint(self, done: Sequence[Unit]) -> bool:
        noun = done[-1]
        if noun.sense and noun.sense.motif and self._is_noun(noun):
            return True
        before = (unit for unit in reversed(done[:-1]) if not (_passes(unit) or _is_name(unit)))
        opener = next(before, None)
        openers = (Cue.WITH, Cue.NEGATION, Cue.NEITHER, Cue.NOR)
        return self._is_noun(noun) and opener is not None and opener.item.is_cue(*openers)

    def _is_tint(self, unit: Unit) -> bool:
        return bool(unit.facets) and unit.facets <= self._tints

    def _is_feature(self, unit: Unit) -> bool:
        return unit.sense is not None and self._kind not in unit.facets and not self._is_tint(unit)

    def _is_noun(self, unit: Unit) -> bool:
        """Whether it names a thing on the product that can have a colour of its own."""
        if unit.sense is None or not self._is_feature(unit):
            return _is_name(unit)
        means = (unit.sense.means or unit.sense.prefers).items()
        return not means or any(
            not self._tinted.get(facet, frozenset()).isdisjoint(terms) for facet, terms in means
        )


def _is_name(unit: Unit) -> bool:
    return unit.item.kind is Kind.WORD and not unit.residual


def _passes(unit: Unit) -> bool:
    return unit.item.transparent or unit.item.is_cue(Cue.OPINION)


def _joins(unit: Unit) -> bool:
    return _passes(unit) or unit.item.kind is Kind.COMMA or unit.item.is_cue(Cue.AND, Cue.OR)


def _pop_names(done: list[Unit]) -> list[Unit]:
    names: list[Unit] = []
    while done and _is_name(done[-1]):
        names.insert(0, done.pop())
    return names


def _merged(items: Sequence[Item]) -> Item:
    words = tuple(word for item in items for word in item.words)
    return replace(items[0].as_word(), words=words, written=" ".join(item.written for item in items))
