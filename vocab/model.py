"""Term, Facet, Phrase and Vocabulary: frozen values that say what can be said about a product."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property

UNKNOWN = "unknown"
"""Value of a single-valued facet that could not be seen."""

NOT_APPLICABLE = "not_applicable"
"""Value of a single-valued facet that the product cannot have (shoes have no neckline)."""


ALL_WORDS = "*"
"""As the `keep` of a phrase: every word of the wording stays in the residual."""


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a facet, or a group of values (`abstract`) that no product stores.

    `broader` names the families it belongs to. `borders` names families that take it in without
    it being a good example: teal borders blue, so "blue" finds teal, but never ranks it as blue.
    `words` are its surface forms by language; the label is one of the English ones, unless it says
    nothing ("other").
    """

    id: str
    label: str
    definition: str
    words: Mapping[str, tuple[str, ...]]
    broader: tuple[str, ...] = ()
    borders: tuple[str, ...] = ()
    abstract: bool = False
    swatch: str = ""


@dataclass(frozen=True)
class Facet:
    """One thing that can be said about a product, and the terms it can be said with.

    The terms in `tinted` name things with colours of their own: red flowers, white buttons.
    `applies_to` holds the leaf terms of the vocabulary's kind facet that have this facet at all;
    empty means all. A `derived` facet is computed: `derived` maps each of its term ids to the terms
    of the facet `derived_from` that stand for it. `ordered` terms stand on a scale, lowest first.
    A facet `spoken_as` another has no words of its own: it takes over the other's when they describe a
    part and not the product (the red of red flowers is a print colour).
    `plain` names the value that says nothing is there (a print of none): who excludes a value of such a
    facet sees plain products first.
    `visible` facets name things that a caption would name too: excluding "hood" also excludes
    """

    id: str
    label: str
    definition: str
    terms: tuple[Term, ...]
    multiple: bool = False
    ordered: bool = False
    visible: bool = False
    tinted: frozenset[str] = frozenset()
    plain: str = ""
    applies_to: frozenset[str] = frozenset()
    spoken_as: str = ""
    derived_from: str = ""
    derived: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Term]:
        """Terms by id, groups included."""
        return {term.id: term for term in self.terms}

    @cached_property
    def values(self) -> tuple[str, ...]:
        """Ids of the terms that a product can have, in the order of the file."""
        return tuple(term.id for term in self.terms if not term.abstract)

    @cached_property
    def _leaves(self) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
        return {term.id: self._reach(term.id) for term in self.terms}

    def leaves(self, term_id: str) -> frozenset[str]:
        """All values that a filter on this term lets through: itself, narrower ones, bordering ones."""
        inside, bordering = self._leaves[term_id]
        return inside | bordering

    def core(self, term_id: str) -> frozenset[str]:
        """The values that are good examples of this term: `leaves` without the bordering ones."""
        return self._leaves[term_id][0]

    def _reach(self, term_id: str) -> tuple[frozenset[str], frozenset[str]]:
        inside = {term_id} if not self.by_id[term_id].abstract else set()
        bordering = {term.id for term in self.terms if term_id in term.borders}
        for term in self.terms:
            if term_id in term.broader:
                deeper, beside = self._reach(term.id)
                inside |= deeper
                bordering |= beside
        return frozenset(inside), frozenset(bordering - inside)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording that says more, or other, than the name of one term.

    `means` are the filters it stands for (facet to term ids, any of them; all facets must hold).
    `excludes` is what its negation excludes (each facet on its own); empty means `means`.
    `opposite` is what its negation requires instead ("no sleeves" is sleeveless).
    `best` narrows `means` to the values that are exactly what was asked ("trousers": not jeans).
    `prefers` ranks without filtering. `keep` lists words that stay in the residual too. `when` limits the
    reading to sentences that name one of these kinds of product. Unknown words before a `motif` name
    what is shown ("star print"): all of it is residual then. `only` names a facet of which nothing but
    what the sentence names may be there ("plain white": no second colour).
    """

    id: str
    words: Mapping[str, tuple[str, ...]]
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excludes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opposite: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    best: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prefers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keep: str = ""
    when: tuple[str, ...] = ()
    motif: bool = False
    only: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """All facets and phrases of one domain; `kind` is the facet that says what the product is."""

    id: str
    label: str
    kind: str
    facets: tuple[Facet, ...]
    phrases: tuple[Phrase, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Facet]:
        """Facets by id, derived ones included."""
        return {facet.id: facet for facet in self.facets}

    @cached_property
    def stored(self) -> tuple[Facet, ...]:
        """The facets that an extractor gives, without the derived ones."""
        return tuple(facet for facet in self.facets if not facet.derived_from)

    @cached_property
    def fingerprint(self) -> str:
        """Short hash over everything an extraction depends on: facets, values, definitions, scope.

        Surface forms and phrases are left out: another alias changes the reading of a sentence,
        never what was read off a photo.
        """
        facts = [_extraction_facts(facet) for facet in self.facets]
        text = json.dumps([self.id, self.kind, facts], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def applies(self, facet_id: str, kind: str) -> bool:
        """Whether a product of this kind can have the facet; an unknown kind can have all."""
        scope = self.by_id[facet_id].applies_to
        return not scope or kind == UNKNOWN or kind in scope

    def absent(self, facet_id: str, kind: str) -> str:
        """The value a single-valued facet takes when nothing is known: unknown or not_applicable."""
        return UNKNOWN if self.applies(facet_id, kind) else NOT_APPLICABLE

    def derive(self, facet_id: str, value: str) -> str:
        """The value of a derived facet, from the value of the facet it is derived from."""
        for term_id, sources in self.by_id[facet_id].derived.items():
            if value in sources:
                return term_id
        return value if value in (UNKNOWN, NOT_APPLICABLE) else UNKNOWN

    def origins(self, facet_id: str, values: Iterable[str]) -> frozenset[str]:
        """The values from which a derived facet gets any of these; of another facet: these themselves."""
        facet, wanted = self.by_id[facet_id], frozenset(values)
        if not facet.derived_from:
            return wanted
        possible = (*self.by_id[facet.derived_from].values, UNKNOWN, NOT_APPLICABLE)
        return frozenset(value for value in possible if self.derive(facet_id, value) in wanted)

    def expand(self, facet_id: str, term_ids: Iterable[str]) -> frozenset[str]:
        """Leaf values that any of the terms lets through."""
        facet = self.by_id[facet_id]
        return frozenset().union(*(facet.leaves(term) for term in term_ids))


def _extraction_facts(facet: Facet) -> dict[str, object]:
    terms = [{key: asdict(term)[key] for key in ("id", "definition", "abstract")} for term in facet.terms]
    return {
        "id": facet.id,
        "multiple": facet.multiple,
        "terms": terms,
        "applies_to": sorted(facet.applies_to),
        "derived": {term: sorted(sources) for term, sources in facet.derived.items()},
    }
