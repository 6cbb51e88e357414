"""The shapes of the TOML files of a vocabulary: which keys there are, and what they may hold.

What the keys mean stands at `Term`, `Facet` and `Phrase` in `model.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_ID = r"^[a-z0-9]+([-_][a-z0-9]+)*$"
_FACET_ID = r"^[a-z][a-z0-9_]*$"  # as the filter syntax reads it
_Wordings = tuple[str, ...]


class File(BaseModel):
    """What all files of a vocabulary have in common: no key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class TermFile(File):
    """One `[[term]]` of a facet."""

    id: str = Field(pattern=_ID)
    label: str
    definition: str = Field(min_length=1)
    aliases: _Wordings = ()
    broader: tuple[str, ...] = ()
    borders: tuple[str, ...] = ()
    abstract: bool = False
    swatch: str = Field("", pattern=r"^(#[0-9a-f]{6})?$")
    silent: bool = False  # the label is not a surface form: "none", "other"
    when: tuple[str, ...] = ()  # of a derived facet: the source terms it stands for


class FacetFile(File):
    """The file of a facet."""

    label: str
    definition: str = Field(min_length=1)
    multiple: bool = False
    ordered: bool = False
    visible: bool = False
    tinted: tuple[str, ...] = ()
    plain: str = ""
    applies_to: tuple[str, ...] = ()
    spoken_as: str = ""
    derived_from: str = ""
    term: tuple[TermFile, ...] = Field(min_length=1)


class PhraseFile(File):
    """One `[[phrase]]`."""

    id: str = Field(pattern=_ID)
    aliases: _Wordings = ()
    means: Mapping[str, tuple[str, ...]] = {}
    excludes: Mapping[str, tuple[str, ...]] = {}
    opposite: Mapping[str, tuple[str, ...]] = {}
    best: Mapping[str, tuple[str, ...]] = {}
    prefers: Mapping[str, tuple[str, ...]] = {}
    keep: str = ""
    when: tuple[str, ...] = ()
    motif: bool = False
    only: str = ""


class PhrasesFile(File):
    """`phrases.toml`."""

    phrase: tuple[PhraseFile, ...] = ()


class VocabularyFile(File):
    """`vocabulary.toml`: the head of a domain."""

    label: str
    kind: str
    facets: tuple[Annotated[str, Field(pattern=_FACET_ID)], ...] = Field(min_length=1)


class WordsFile(File):
    """Surface forms in one further language: by facet and term, and by phrase."""

    terms: Mapping[str, Mapping[str, _Wordings]] = {}
    phrases: Mapping[str, _Wordings] = {}
