"""The merchant's file of synonyms, read and checked.

Words are compared by their stems, so that plurals need no entry.

    [[one_way]]                       # who says this also means that, but not the other way round
    from = ["cinderella"]
    to = ["blue ball gown"]
    replace = false                   # true: what was said is not searched any more

    [[two_way]]                       # each of them means all the others
    words = ["surfy", "beach", "waves"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from weft.engine.errors import SettingsError
from weft.engine.query.synonyms import Rule, Synonyms
from weft.engine.text import stems

MOST_ENTRIES = 10_000
"""How many entries of each kind a file may have."""
MOST_TOGETHER = 20
"""How many wordings an entry may list."""
MOST_WORDS = 8
"""How many words a wording may have."""


def load_synonyms(path: Path) -> Synonyms:
    """Reads a file of synonyms; SettingsError, naming the entry, for one that makes no sense."""
    try:
        return _synonyms(_File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))), path)
    except OSError as error:
        raise SettingsError(f"The synonyms {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The synonyms {path} are not TOML: {error}.") from error
    except ValidationError as error:
        raise _complaint(path, error) from error


def _wording(text: str) -> str:
    words = text.split()
    if not stems(text):
        raise ValueError(f"{text!r} has no word")
    if len(words) > MOST_WORDS:
        raise ValueError(f"{text!r} has more than {MOST_WORDS} words")
    return " ".join(words)


_Wording = Annotated[str, Field(max_length=200), AfterValidator(_wording)]
_Wordings = Annotated[tuple[_Wording, ...], Field(max_length=MOST_TOGETHER)]


class _OneWay(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    said: _Wordings = Field(alias="from", min_length=1)
    to: _Wordings = Field(min_length=1)
    replace: bool = False


class _TwoWay(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: _Wordings = Field(min_length=2)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    one_way: tuple[_OneWay, ...] = Field(default=(), max_length=MOST_ENTRIES)
    two_way: tuple[_TwoWay, ...] = Field(default=(), max_length=MOST_ENTRIES)


def _synonyms(file: _File, path: Path) -> Synonyms:
    """All rules of a file; what several entries say of one wording adds up."""
    rules: dict[tuple[str, ...], Rule] = {}
    for where, said, rule in _rules(file):
        key = stems(said)
        if key in map(stems, rule.means):
            raise SettingsError(f"{path}: {where}: {said!r} means itself.", hint="Leave it out on one side.")
        known = rules.get(key, Rule((), rule.replaces))
        if known.replaces != rule.replaces:
            message = f"{path}: {where}: {said!r} is replaced by one entry and kept by another."
            raise SettingsError(
                message, hint="Give both the same `replace`; a two_way entry keeps its words."
            )
        rules[key] = Rule(tuple(dict.fromkeys((*known.means, *rule.means))), rule.replaces)
    return Synonyms(rules)


def _rules(file: _File) -> Iterator[tuple[str, str, Rule]]:
    for number, one_way in enumerate(file.one_way, 1):
        for said in one_way.said:
            yield f"one_way entry {number}", said, Rule(one_way.to, one_way.replace)
    for number, two_way in enumerate(file.two_way, 1):
        for place, said in enumerate(two_way.words):
            others = two_way.words[:place] + two_way.words[place + 1 :]
            yield f"two_way entry {number}", said, Rule(others)


def _complaint(path: Path, error: ValidationError) -> SettingsError:
    problem = error.errors()[0]
    kind, *rest = problem["loc"] or ("",)
    number = f" entry {int(rest[0]) + 1}" if rest else ""
    inner = "".join(f" {name}" for name in rest[1:2])
    said = problem["msg"].removeprefix("Value error, ")
    said = said[:1].lower() + said[1:]
    return SettingsError(
        f"{path}: {kind}{number}{inner}: {said}.",
        hint="Entries are [[one_way]] with from and to, and [[two_way]] with words.",
    )
