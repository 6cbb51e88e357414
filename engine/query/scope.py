"""How far a negation, a preference, an "only" reaches.

A negation takes what follows it and the list that this begins; it ends at a contrast, at a new part
("with"), at a new noun phrase. One that is part of a word (hoodless, non-floral) takes that word alone.
Two of them in a row cancel out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from weft.engine.model import Span
from weft.engine.query.items import Kind, Unit
from weft.vocab.languages import Cue, Language
from weft.vocab.model import Vocabulary


@dataclass(slots=True)
class _Negation:
    """An open negation and what it has taken so far.

    `holds` is off after a second one. One that `leaves_rest` ("anything but") speaks of the whole kind.
    """

    spans: list[Span]
    tight: bool
    holds: bool
    leaves_rest: bool = False
    taken: list[Unit] = field(default_factory=list)


class Scopes:
    """Marks the units of a sentence as negated, soft or only; built once for a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.kind = vocabulary.kind
        self.tints = frozenset(facet.spoken_as for facet in vocabulary.facets if facet.spoken_as)
        self.ordered = frozenset(facet.id for facet in vocabulary.facets if facet.ordered)

    def mark(self, units: Sequence[Unit], language: Language) -> list[Unit]:
        """The content units and words in order, marked and linked; cues are used up."""
        walk = _Walk(self, units, language)
        for index, unit in enumerate(units):
            walk.step(index, unit)
        return walk.done

    def is_kind(self, unit: Unit) -> bool:
        """Whether the unit says what the product is."""
        return self.kind in unit.facets

    def is_tint(self, unit: Unit) -> bool:
        """Whether the unit is a colour, or what else can describe product and part alike."""
        return bool(unit.facets) and unit.facets <= self.tints

    def is_ordered(self, unit: Unit) -> bool:
        """Whether the unit names a place on a scale."""
        return not unit.facets.isdisjoint(self.ordered)


class _Walk:
    """One pass over the units of one sentence."""

    def __init__(self, scopes: Scopes, units: Sequence[Unit], language: Language) -> None:
        self._scopes = scopes
        self._units = units
        self._language = language
        self.done: list[Unit] = []
        self._negation: _Negation | None = None
        self._soft: list[Span] | None = None
        self._soft_taken = False
        self._only: Unit | None = None
        self._scale: Unit | None = None
        self._link: Cue | None = None
        self._inferred = False
        self._run = 0
        self._opener: Cue | None = None
        self._clause = 0

    def step(self, index: int, unit: Unit) -> None:
        """Takes one unit further."""
        item = unit.item
        if not (item.kind is Kind.CONTENT or item.is_cue(Cue.IN)):
            self._only = None
        if item.kind in (Kind.CONTENT, Kind.WORD, Kind.NUMBER) or item.is_cue(Cue.OPINION):
            self._content(unit)
        elif item.kind is Kind.COMMA:
            self._comma(index)
        elif item.kind is Kind.BREAK:
            self._boundary(soft_too=True)
        elif item.is_cue(Cue.NEGATION, Cue.NEITHER):
            self._negate(unit)
        elif item.kind is Kind.CUE:
            self._cue(unit)

    def _cue(self, unit: Unit) -> None:
        """A function word: the first role that it can play counts."""
        for cues, play in _ROLES:
            if unit.item.is_cue(*cues):
                play(self, unit)
                return

    def _continue_negation(self, unit: Unit) -> None:
        self._link, self._inferred = Cue.NOR, False
        if self._negation is None:
            self._negate(unit)

    def _contrast(self, unit: Unit) -> None:
        self._boundary(soft_too=True, untaken_too=True)

    def _soften(self, unit: Unit) -> None:
        """ "ideally" softens what follows, "if possible" what stands before it, if anything does."""
        if unit.item.is_cue(Cue.SOFT_AFTER) and self._softenable():
            self._soften_before(unit)
            return
        self._boundary(soft_too=True)
        self._soft, self._soft_taken = list(unit.spans), False

    def _join(self, unit: Unit) -> None:
        self._link, self._inferred = (Cue.OR if unit.item.is_cue(Cue.OR) else Cue.AND), False

    def _part(self, unit: Unit) -> None:
        if self._only_kind_negated():
            self._pass_on(unit)
        else:
            self._boundary(soft_too=False, opener=Cue.WITH)

    def _whole(self, unit: Unit) -> None:
        self._boundary(soft_too=False, opener=Cue.IN)

    def _only_next(self, unit: Unit) -> None:
        self._boundary(soft_too=False)
        self._only = unit

    def _pause(self, unit: Unit) -> None:
        if self._link in (None, Cue.COMMA):
            self._boundary(soft_too=False)

    def _scale_before(self, unit: Unit) -> None:
        """ "knee length or shorter" looks back; "at most knee length" has nothing there that has an order."""
        if self.done and self._scopes.is_ordered(self.done[-1]):
            self._compare(self.done[-1], unit)
        else:
            self._scale = unit

    def _scale_next(self, unit: Unit) -> None:
        self._scale = unit

    def _degree(self, unit: Unit) -> None:
        if self._negation is None and not unit.item.is_cue(Cue.FUNCTION):
            self._content(unit)

    def _content(self, unit: Unit) -> None:
        negation = self._negation
        if negation and self._takes(negation, unit):
            unit.negated = negation.holds
            unit.spans = [*([] if negation.taken else negation.spans), *unit.spans]
            negation.taken.append(unit)
        elif negation:
            self._negation = None
        if self._soft is not None and not self._scopes.is_kind(unit):
            unit.soft = True
            unit.spans = [*([] if self._soft_taken else self._soft), *unit.spans]
            self._soft_taken = True
        if self._only and unit.sense:
            unit.only = self._scopes.is_tint(unit)
            self._only = None
        if self._scale and unit.sense:
            self._compare(unit, self._scale)
            self._scale = None
        if self._inferred and self.done and _are_strangers(self.done[-1], unit):
            self._link, self._clause = Cue.COMMA, len(self.done)
        unit.link, unit.run, unit.opener = self._link, self._run, self._opener
        self._link, self._inferred = None, False
        self.done.append(unit)

    def _takes(self, negation: _Negation, unit: Unit) -> bool:
        """Whether the open negation reaches as far as this unit."""
        if not negation.taken:
            return True
        if negation.tight:
            return False
        last = negation.taken[-1]
        if self._link is None:  # words beside each other are one name: "no polar bear"
            return last.sense is None and unit.sense is None and self.done[-1] is last
        alike = any(unit.touched & taken.touched for taken in negation.taken)
        if alike or self._scopes.is_kind(unit):
            return alike
        if self._link in (Cue.OR, Cue.NOR) and not self._inferred:
            return True
        return self._is_thing(unit) and all(self._is_thing(taken) for taken in negation.taken)

    def _is_thing(self, unit: Unit) -> bool:
        """Whether one can be without it: a noun that is neither kind nor colour."""
        describes = self._language.describes(unit.item.words[-1])
        return not (describes or self._scopes.is_kind(unit) or self._scopes.is_tint(unit))

    def _only_kind_negated(self) -> bool:
        """Whether all that was said so far is "no t-shirts": what they have is what is not wanted."""
        return (
            self._negation is not None
            and len(self.done) == 1
            and not self._negation.leaves_rest
            and self._negation.taken == self.done
            and self._scopes.is_kind(self.done[0])
            and self._link is None
        )

    def _pass_on(self, unit: Unit) -> None:
        """Moves the negation from the kind to what follows: "no t-shirts with prints"."""
        negation = self._negation
        if negation is None:
            return
        self.done[0].negated = False
        self._negation = _Negation([*negation.spans, *unit.spans], tight=False, holds=negation.holds)

    def _negate(self, unit: Unit) -> None:
        if self._only_kind_negated() and not unit.item.tight:
            self._pass_on(unit)
        before = self._negation
        if before and not before.taken:
            spans, holds = [*before.spans, *unit.spans], not before.holds
        else:
            spans, holds = list(unit.spans), True
        leaves_rest = unit.item.is_cue(Cue.EXCEPTION)
        self._negation = _Negation(spans, unit.item.tight, holds, leaves_rest)
        self._clause = len(self.done)
        if self._soft_taken:
            self._soft = None

    def _comma(self, index: int) -> None:
        self._link = _list_link(self._units, index)
        self._inferred = self._link is not Cue.COMMA
        if self._inferred:
            return
        self._clause = len(self.done)
        if self._soft_taken:
            self._soft = None
        following = self._units[index + 1 : index + 2]
        if following and following[0].item.is_cue(Cue.FUNCTION):  # "not a polo, a shirt": a new noun phrase
            self._boundary(soft_too=False)

    def _boundary(self, *, soft_too: bool, untaken_too: bool = False, opener: Cue | None = None) -> None:
        if self._negation and (self._negation.taken or untaken_too):
            self._negation = None
        if self._soft is not None and soft_too and self._soft_taken:
            self._soft = None
        self._link, self._inferred = None, False
        self._run, self._opener = self._run + 1, opener
        self._clause = len(self.done)

    def _softenable(self) -> list[Unit]:
        return [unit for unit in self.done[self._clause :] if not self._scopes.is_kind(unit)]

    def _soften_before(self, cue: Unit) -> None:
        softened = self._softenable()
        for unit in softened:
            unit.soft = True
        softened[-1].spans.extend(cue.spans)

    def _compare(self, unit: Unit, cue: Unit) -> None:
        roles = (Cue.OR_LOWER, Cue.OR_HIGHER, Cue.LOWER_THAN, Cue.HIGHER_THAN)
        unit.scale = next(role for role in roles if cue.item.is_cue(role))
        unit.spans = [*unit.spans, *cue.spans]


_ROLES: tuple[tuple[tuple[Cue, ...], Callable[[_Walk, Unit], None]], ...] = (
    ((Cue.NOR,), _Walk._continue_negation),
    ((Cue.CONTRAST,), _Walk._contrast),
    ((Cue.SOFT, Cue.SOFT_AFTER), _Walk._soften),
    ((Cue.AND, Cue.OR), _Walk._join),
    ((Cue.WITH,), _Walk._part),
    ((Cue.IN,), _Walk._whole),
    ((Cue.ONLY,), _Walk._only_next),
    ((Cue.POLITENESS,), _Walk._pause),
    ((Cue.OR_LOWER, Cue.OR_HIGHER), _Walk._scale_before),
    ((Cue.LOWER_THAN, Cue.HIGHER_THAN), _Walk._scale_next),
    ((Cue.DEGREE,), _Walk._degree),
)


def _are_strangers(before: Unit, unit: Unit) -> bool:
    """Whether two neighbours speak of different facets, so that a comma between them joins no list."""
    return bool(before.touched) and bool(unit.touched) and not before.touched & unit.touched


def _list_link(units: Sequence[Unit], comma: int) -> Cue:
    """How the items around a comma are joined: as the last two of its list, or by the comma alone."""
    for unit in units[comma + 1 :]:
        item = unit.item
        if item.is_cue(Cue.OR, Cue.NOR):
            return Cue.OR
        if item.is_cue(Cue.AND):
            return Cue.AND
        listed = item.kind in (Kind.CONTENT, Kind.WORD, Kind.COMMA) or item.transparent
        if not (listed or item.is_cue(Cue.OPINION, Cue.IN)):
            break
    return Cue.COMMA
