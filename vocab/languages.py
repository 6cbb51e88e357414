"""What a language brings to a sentence beside the vocabulary: cues, inflections, common words.

A language is one TOML file in `vocab/language/` and one list of common words in `vocab/language/common/`;
a further language needs no code. See `vocab/README.md`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from weft.engine.errors import VocabularyError

HERE = Path(__file__).parent / "language"


class Cue(StrEnum):
    """The roles a function word can play; a language file lists the surface forms of each."""

    NEGATION = "negation"
    """Excludes what follows: no, without, anything but."""
    EXCEPTION = "exception"
    """Those negations that leave everything else: except, anything but."""
    NEITHER = "neither"
    """Excludes both of two alternatives joined by a `nor`."""
    NOR = "nor"
    """Continues a negated list."""
    NEUTRAL = "neutral"
    """Sounds like a negation and is none: not only."""
    CONTRAST = "contrast"
    """Ends a negation: but."""
    WITH = "with"
    """Something the product has follows."""
    IN = "in"
    """Something the product as a whole is follows: a colour, a material."""
    AND = "and"
    COMMA = "comma"
    """A comma that no and/or explains; never listed in a file."""
    OR = "or"
    SOFT = "soft"
    """Turns what follows into a preference."""
    SOFT_AFTER = "soft_after"
    """Turns what stands before into a preference."""
    ONLY = "only"
    """What follows is the only value: "all black"."""
    DEGREE = "degree"
    """How much; neither asks for anything nor stands between a negation and its object."""
    OPINION = "opinion"
    """Mood, occasion, taste: residual, and never part of a motif's name."""
    POLITENESS = "politeness"
    FUNCTION = "function"
    OR_LOWER = "or_lower"
    """After a term on a scale: it and all before it."""
    OR_HIGHER = "or_higher"
    LOWER_THAN = "lower_than"
    HIGHER_THAN = "higher_than"
    BELOW = "below"
    """Before a number: the price is at most that."""
    ABOVE = "above"
    BETWEEN = "between"
    ABOUT = "about"
    RANGE_TO = "range_to"
    CURRENCY = "currency"
    SIZE = "size"
    IN_STOCK = "in_stock"
    """Leaves out what is known to be sold out."""


class Affixes(BaseModel):
    """Parts of words: those that negate, and those that link the parts of a compound."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    without_prefix: tuple[str, ...] = ()
    without_suffix: tuple[str, ...] = ()
    linking: tuple[str, ...] = ()
    restored: str = ""
    """What a word loses before a suffix: laces are lost in "laceless"."""


class Language(BaseModel):
    """One language, as its file says it.

    The `glossary` gives the words that no vocabulary has in the language of the captions, English: they
    filter nothing, but "Dinosaurier" should find a caption with a dinosaur.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    label: str
    head: Literal["first", "last"] = "last"
    adjective_endings: tuple[str, ...] = ()
    inflections: tuple[tuple[str, str], ...] = ()
    no_singular: frozenset[str] = frozenset()
    respellings: tuple[tuple[str, str], ...] = ()
    affixes: Affixes = Affixes()
    cues: Mapping[Cue, tuple[Annotated[str, Field(min_length=1)], ...]] = {}
    sort: Mapping[str, str] = {}
    pointing: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Ways to begin that only point at the photo beside the sentence: "like this, but green"."""
    glossary: Mapping[str, str] = {}

    @cached_property
    def common(self) -> Mapping[str, int]:
        """The frequent words of the language, folded, with their rank; empty when it has no list."""
        path = HERE / "common" / f"{self.id}.txt"
        words = path.read_text(encoding="utf-8").split() if path.is_file() else []
        return {word: rank for rank, word in enumerate(words)}

    def describes(self, word: str) -> bool:
        """Whether the word looks like one that describes a thing and names none: striped, not stripes."""
        return bool(self.adjective_endings) and word.endswith(self.adjective_endings)


@cache
def load_languages(folder: Path = HERE) -> tuple[Language, ...]:
    """All languages of the folder, English first, the others by name.

    Raises VocabularyError naming the file and the key that is wrong.
    """
    paths = sorted(folder.glob("*.toml"), key=lambda path: (path.stem != "en", path.stem))
    return tuple(_read(path) for path in paths)


def _read(path: Path) -> Language:
    where = f"language/{path.name}"
    try:
        return Language.model_validate({"id": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{where}: not TOML: {error}.", hint="Mend the file there.") from error
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(map(str, problem["loc"]))
        message = f"{where}: {name}: {problem['msg'].lower()}."
        raise VocabularyError(message, hint="Mend the language file.") from error
