"""What a sentence is made of once its words were looked up: the alphabet of the grammar."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from weft.engine.model import Span
from weft.vocab.languages import Cue
from weft.vocab.lexicon import CueMeaning, Entry
from weft.vocab.model import Phrase


class Kind(StrEnum):
    """The kinds of item."""

    CONTENT = "content"
    """Words of the vocabulary or names of the catalogue."""
    CUE = "cue"
    """Function words."""
    SORT = "sort"
    """Words that ask for an order."""
    WORD = "word"
    """A word nobody knows; it is residual, or excluded from the text."""
    NUMBER = "number"
    COMMA = "comma"
    BREAK = "break"
    """A mark that ends a clause."""


@dataclass(frozen=True)
class Item:
    """One unit of the sentence.

    `words` are its folded words as read (after spelling correction), `entries` its readings, the best
    language first. `tight` marks a negation that is part of a word and takes in nothing else
    (hoodless, non-floral). `written` is the text as the user wrote it.
    """

    kind: Kind
    span: Span
    words: tuple[str, ...]
    written: str
    entries: tuple[Entry, ...] = ()
    tight: bool = False
    glue: str = ""

    @cached_property
    def cues(self) -> frozenset[Cue]:
        """The roles this item can play, when it is a cue."""
        meanings = (entry.meaning for entry in self.entries)
        return frozenset(each.cue for each in meanings if isinstance(each, CueMeaning) and each.cue)

    def is_cue(self, *cues: Cue) -> bool:
        """Whether it can play any of these roles."""
        return self.kind is Kind.CUE and not self.cues.isdisjoint(cues)

    @property
    def transparent(self) -> bool:
        """Whether the grammar looks through it: articles, politeness, degrees."""
        return self.kind is Kind.CUE and self.cues <= TRANSPARENT

    def as_word(self) -> Item:
        """The same words, taken for unknown ones."""
        return replace(self, kind=Kind.WORD, entries=())


@dataclass(slots=True)
class Unit:
    """An item on its way through the grammar, with what the grammar found out about it.

    `sense` is the reading that was chosen; None for unknown words. `parts` are modifiers that belong to
    this unit and not to the product: the red of "red flowers". `core` are the words that its negation
    forbids in a text. `link` is how it continues the content before it: AND, OR, COMMA, or None
    when it simply stands beside it. `run` counts what stands between two prepositions or marks,
    and `opener` is the preposition.
    `scale` is the comparative on an ordered term ("or shorter").
    """

    item: Item
    sense: Phrase | None = None
    spans: list[Span] = field(default_factory=list)
    parts: list[Unit] = field(default_factory=list)
    core: tuple[str, ...] = ()
    residual: bool = False
    negated: bool = False
    soft: bool = False
    only: bool = False
    link: Cue | None = None
    run: int = 0
    opener: Cue | None = None
    scale: Cue | None = None

    @property
    def facets(self) -> frozenset[str]:
        """The facets that its sense filters on."""
        return frozenset(self.sense.means) if self.sense else frozenset()

    @property
    def touched(self) -> frozenset[str]:
        """The facets that its sense filters on when it is wanted or when it is not."""
        return self.facets | frozenset(self.sense.excludes if self.sense else ())

    @property
    def excludes(self) -> bool:
        """Whether its negation can be said in the vocabulary; otherwise its words must not be named."""
        sense = self.sense
        return sense is not None and bool(sense.means or sense.excludes or sense.opposite)

    @property
    def text(self) -> str:
        """Its words as read, for the residual."""
        return " ".join(self.item.words)


TRANSPARENT = frozenset({Cue.FUNCTION, Cue.POLITENESS, Cue.DEGREE, Cue.NEUTRAL})
