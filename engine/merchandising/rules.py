"""Rules as people write them: which requests they are about, and what they do.

    pin       products to places of the first pages
    hide      what a filter finds
    boost     what a filter finds, up; bury: down
    synonym   words that mean others too, for the order of hits
    replace   words by others, before the sentence is understood
    redirect  to an address

`rule_set.py` says what they do together.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from weft.engine.text import stems

MOST_PINNED = 100
"""How many products a rule pins."""
LAST_PLACE = 1_000
"""How far down the list something is pinned."""
MOST_TOGETHER = 20
"""How many wordings a rule lists."""
LONGEST = 10_000
"""Characters of a filter expression."""


def _listed(given: object) -> object:
    """A single text where a list may stand."""
    return (given,) if isinstance(given, str) else given


def _with_words(text: str) -> str:
    if not stems(text):
        raise ValueError(f"{text!r} has no word")
    return " ".join(text.split())


_Text = Annotated[str, Field(max_length=200)]
_Words = Annotated[_Text, AfterValidator(_with_words)]
_Wordings = Annotated[tuple[_Words, ...], BeforeValidator(_listed), Field(max_length=MOST_TOGETHER)]
_Sentences = Annotated[tuple[_Text, ...], BeforeValidator(_listed), Field(max_length=MOST_TOGETHER)]
_Filter = Annotated[str, Field(min_length=1, max_length=LONGEST)]
_Id = Annotated[str, Field(min_length=1, max_length=1_000)]


class Rule(BaseModel):
    """What all rules have: a name, and the requests they are about.

    `sentence`: it is one of these, compared by stems; "" is the page without a sentence. `contains`: it has
    one of these wordings. `wants`: it asks for this or something narrower (`colors:blue -print:text`), in its
    own words or by what is ticked. `since`, `until`: on these days and between, in UTC. What is left out
    does not matter; all of the rest must hold.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\w.:-]+( [\w.:-]+)*$")]
    sentence: _Sentences = ()
    contains: _Wordings = ()
    wants: Annotated[str, Field(max_length=LONGEST)] = ""
    since: date | None = None
    until: date | None = None
    enabled: bool = True

    @model_validator(mode="after")
    def _check_dates(self) -> Rule:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"it would end on {self.until}, before it begins on {self.since}")
        return self

    @property
    def kind(self) -> str:
        """What it does, as it is called in a file."""
        return type(self).__name__.lower()


class Pin(Rule):
    """Puts products at a place (from 1) and those after it."""

    products: Annotated[
        tuple[_Id, ...], BeforeValidator(_listed), Field(min_length=1, max_length=MOST_PINNED)
    ]
    place: Annotated[int, Field(ge=1, le=LAST_PLACE)] = 1


class Hide(Rule):
    """Takes what the filter finds out of the result set."""

    filter: _Filter


class Boost(Rule):
    """Moves what the filter finds up: `by` 1 before all that no rule moves, 0.5 by half of that way."""

    filter: _Filter
    by: Annotated[float, Field(gt=0, le=1)] = 1.0


class Bury(Rule):
    """Moves what the filter finds down, as `Boost` does up."""

    filter: _Filter
    by: Annotated[float, Field(gt=0, le=1)] = 1.0


class Synonym(Rule):
    """Who says one of the words also means these; `both_ways`: each of all of them means the others."""

    words: Annotated[_Wordings, Field(min_length=1)]
    means: Annotated[_Wordings, Field(min_length=1)]
    both_ways: bool = False


class Replace(Rule):
    """Reads other words in the place of one of these, filters included."""

    words: Annotated[_Wordings, Field(min_length=1)]
    means: _Words
    wants: Literal[""] = ""
    """Nothing: it happens before it is known what is wanted."""


class Redirect(Rule):
    """Sends who asks to an address: one of this site, or on the web."""

    to: Annotated[str, Field(max_length=2_000, pattern=r"^(/([^\s/\\][^\s\\]*)?|https?://[^\s\\]+)$")]


KINDS: dict[str, type[Rule]] = {
    kind.__name__.lower(): kind for kind in (Pin, Hide, Boost, Bury, Synonym, Replace, Redirect)
}
"""Every kind of rule by what it is called in a file."""


def told(rule: Rule) -> dict[str, Any]:
    """All that a rule says, `kind` among it, as JSON holds it; what is left out is as it is by itself."""
    return {"kind": rule.kind, **rule.model_dump(mode="json", exclude_defaults=True)}
