"""TOML files to a Vocabulary; every complaint names file, facet and term.

A domain is a folder: `vocabulary.toml` (label, kind, order of the facets), one file a facet,
`phrases.toml`, and under `words/` one file a further language with surface forms for all of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from weft.engine.errors import VocabularyError
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Phrase, Term, Vocabulary

HERE = Path(__file__).parent
RESERVED = frozenset(
    ("image_id", "product_id", "image", "caption", "title", "brand", "price", "currency", "in_stock", "url")
    + ("published_at", "words", "row", "confidence", "vector", "provenance", "extra", "text", "sort")
)
"""Column and filter names that no facet may take."""

_ID = r"^[a-z0-9]+([-_][a-z0-9]+)*$"
_Wordings = tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class _TermFile(_File):
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


class _FacetFile(_File):
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
    term: tuple[_TermFile, ...] = Field(min_length=1)


class _PhraseFile(_File):
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


class _PhrasesFile(_File):
    phrase: tuple[_PhraseFile, ...] = ()


class _VocabularyFile(_File):
    label: str
    kind: str
    facets: tuple[str, ...] = Field(min_length=1)


class _WordsFile(_File):
    """Surface forms in one further language: by facet and term, and by phrase."""

    terms: Mapping[str, Mapping[str, _Wordings]] = {}
    phrases: Mapping[str, _Wordings] = {}


_Words = Mapping[str, _WordsFile]
_FileT = TypeVar("_FileT", bound=_File)


def load_vocabulary(domain: str | Path = "apparel") -> Vocabulary:
    """Reads the vocabulary of a shipped domain by name, or of any folder by path.

    Raises VocabularyError with file, facet and term for whatever is wrong in it.
    """
    folder = _folder(domain)
    head = _read(folder / "vocabulary.toml", _VocabularyFile)
    words = {path.stem: _read(path, _WordsFile) for path in sorted((folder / "words").glob("*.toml"))}
    facets = tuple(_facet(folder / f"{name}.toml", words) for name in head.facets)
    phrases = _phrases(folder / "phrases.toml", words)
    vocabulary = Vocabulary(folder.name, head.label, head.kind, facets, phrases)
    for complaint in _complaints(vocabulary, words):
        raise VocabularyError(f"{folder.name}/{complaint}.", hint="Mend the vocabulary file.")
    return _with_leaf_scopes(vocabulary)


def _folder(domain: str | Path) -> Path:
    folder = Path(domain) if (Path(domain) / "vocabulary.toml").is_file() else HERE / domain
    if not (folder / "vocabulary.toml").is_file():
        shipped = ", ".join(sorted(path.parent.name for path in HERE.glob("*/vocabulary.toml")))
        raise VocabularyError(f"There is no vocabulary {str(domain)!r}.", hint=f"Shipped ones: {shipped}.")
    return folder


def _read(path: Path, model: type[_FileT]) -> _FileT:
    where = f"{path.parent.name}/{path.name}"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return model.model_validate(data)
    except FileNotFoundError as error:
        raise VocabularyError(f"{where}: there is no such file.", hint="Create it.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{where}: not TOML: {error}.", hint="Mend the file there.") from error
    except ValidationError as error:
        raise VocabularyError(f"{where}: {_first(error, data)}.", hint="Mend the file there.") from error


def _first(error: ValidationError, data: Mapping[str, Any]) -> str:
    """The first complaint in words, with the id of the term or phrase it is about."""
    problem = error.errors()[0]
    path = list(problem["loc"])
    named = ""
    if len(path) > 1 and isinstance(path[1], int):
        entry = data[str(path[0])][path[1]]
        named = f"{path[0]} {entry.get('id', path[1] + 1) if isinstance(entry, dict) else path[1] + 1!r}: "
        path = path[2:]
    return f"{named}{'.'.join(map(str, path))}: {problem['msg'].lower()}"


def _facet(path: Path, words: _Words) -> Facet:
    file = _read(path, _FacetFile)
    terms = tuple(_term(path.stem, entry, words) for entry in file.term)
    return Facet(
        path.stem,
        file.label,
        file.definition,
        terms,
        multiple=file.multiple,
        ordered=file.ordered,
        visible=file.visible,
        tinted=frozenset(file.tinted),
        plain=file.plain,
        applies_to=frozenset(file.applies_to),
        spoken_as=file.spoken_as,
        derived_from=file.derived_from,
        derived={entry.id: frozenset(entry.when) for entry in file.term} if file.derived_from else {},
    )


def _term(facet_id: str, entry: _TermFile, words: _Words) -> Term:
    further = {language: file.terms.get(facet_id, {}).get(entry.id, ()) for language, file in words.items()}
    return Term(
        entry.id,
        entry.label,
        entry.definition,
        {
            "en": entry.aliases if entry.silent else (entry.label, *entry.aliases),
            **{k: v for k, v in further.items() if v},
        },
        broader=entry.broader,
        borders=entry.borders,
        abstract=entry.abstract,
        swatch=entry.swatch,
    )


def _phrases(path: Path, words: _Words) -> tuple[Phrase, ...]:
    if not path.is_file():
        return ()
    return tuple(_phrase(entry, words) for entry in _read(path, _PhrasesFile).phrase)


def _phrase(entry: _PhraseFile, words: _Words) -> Phrase:
    further = {language: file.phrases.get(entry.id, ()) for language, file in words.items()}
    facts = entry.model_dump(exclude={"id", "aliases"})
    return Phrase(entry.id, {"en": entry.aliases, **{k: v for k, v in further.items() if v}}, **facts)


def _complaints(vocabulary: Vocabulary, words: _Words) -> Iterator[str]:
    yield from _facet_complaints(vocabulary)
    for facet in vocabulary.facets:
        yield from _term_complaints(facet)
        yield from _form_complaints(facet)
    yield from _phrase_complaints(vocabulary)
    yield from _word_complaints(vocabulary, words)


def _facet_complaints(vocabulary: Vocabulary) -> Iterator[str]:
    ids = [facet.id for facet in vocabulary.facets]
    yield from (f"vocabulary.toml: facet {name!r} is listed twice" for name in _repeated(ids))
    yield from (f"{name}.toml: the name {name!r} is reserved" for name in ids if name in RESERVED)
    if vocabulary.kind not in ids:
        yield f"vocabulary.toml: kind names the facet {vocabulary.kind!r}, which is not listed"
        return
    kinds = vocabulary.by_id[vocabulary.kind].by_id
    for facet in vocabulary.facets:
        strangers = sorted(facet.applies_to - set(kinds))
        yield from (f"{facet.id}.toml: applies_to names unknown {vocabulary.kind} {x!r}" for x in strangers)
        strangers = sorted(facet.tinted - set(facet.by_id))
        yield from (f"{facet.id}.toml: tinted names unknown term {x!r}" for x in strangers)
        if facet.spoken_as and facet.spoken_as not in ids:
            yield f"{facet.id}.toml: spoken_as names the facet {facet.spoken_as!r}, which is not listed"
        if facet.plain and facet.plain not in facet.values:
            yield f"{facet.id}.toml: plain names unknown {facet.plain!r}"
        if facet.derived_from:
            yield from _derived_complaints(vocabulary, facet)


def _derived_complaints(vocabulary: Vocabulary, facet: Facet) -> Iterator[str]:
    source = vocabulary.by_id.get(facet.derived_from)
    if source is None or source.derived_from or source.multiple:
        yield f"{facet.id}.toml: derived_from must name a stored single-valued facet"
        return
    for term_id, sources in facet.derived.items():
        strangers = sorted(sources - set(source.values))
        yield from (f"{facet.id}.toml: term {term_id!r}: when names unknown {x!r}" for x in strangers)


def _term_complaints(facet: Facet) -> Iterator[str]:
    ids = [term.id for term in facet.terms]
    yield from (f"{facet.id}.toml: term {name!r} is defined twice" for name in _repeated(ids))
    for term in facet.terms:
        if term.id in (UNKNOWN, NOT_APPLICABLE):
            yield f"{facet.id}.toml: term {term.id!r}: this id is reserved for a value that is not there"
        for above in (*term.broader, *term.borders):
            if above not in facet.by_id:
                yield f"{facet.id}.toml: term {term.id!r}: unknown broader term {above!r}"
                return
    yield from _cycle_complaints(facet)


def _cycle_complaints(facet: Facet) -> Iterator[str]:
    for term in facet.terms:
        seen, above = set[str](), {*term.broader, *term.borders}
        while above - seen:
            seen |= above
            above = {up for name in above for up in (*facet.by_id[name].broader, *facet.by_id[name].borders)}
        if term.id in seen:
            yield f"{facet.id}.toml: term {term.id!r} is broader than itself"
            return


def _form_complaints(facet: Facet) -> Iterator[str]:
    owners: dict[tuple[str, str], str] = {}
    for term in facet.terms:
        for language, forms in term.words.items():
            yield from (
                f"{facet.id}.toml: term {term.id!r}: an empty surface form" for x in forms if not x.strip()
            )
            for form in {form.casefold() for form in forms}:
                owner = owners.setdefault((language, form), term.id)
                if owner != term.id:
                    yield f"{facet.id}.toml: term {term.id!r}: {form!r} is a surface form of {owner!r} too"


def _phrase_complaints(vocabulary: Vocabulary) -> Iterator[str]:
    ids = [phrase.id for phrase in vocabulary.phrases]
    yield from (f"phrases.toml: phrase {name!r} is defined twice" for name in _repeated(ids))
    kinds = vocabulary.by_id[vocabulary.kind].by_id
    for phrase in vocabulary.phrases:
        where = f"phrases.toml: phrase {phrase.id!r}:"
        yield from (
            f"{where} when names unknown {vocabulary.kind} {x!r}" for x in phrase.when if x not in kinds
        )
        for part in (phrase.means, phrase.excludes, phrase.opposite, phrase.best, phrase.prefers):
            for facet_id, term_ids in part.items():
                if facet_id not in vocabulary.by_id:
                    yield f"{where} unknown facet {facet_id!r}"
                    continue
                known = vocabulary.by_id[facet_id].by_id
                yield from (f"{where} unknown {facet_id} {x!r}" for x in term_ids if x not in known)


def _word_complaints(vocabulary: Vocabulary, words: _Words) -> Iterator[str]:
    phrases = {phrase.id for phrase in vocabulary.phrases}
    for language, file in words.items():
        where = f"words/{language}.toml:"
        yield from (f"{where} unknown phrase {name!r}" for name in file.phrases if name not in phrases)
        for facet_id, by_term in file.terms.items():
            known = vocabulary.by_id[facet_id].by_id if facet_id in vocabulary.by_id else None
            if known is None:
                yield f"{where} unknown facet {facet_id!r}"
                continue
            yield from (f"{where} facet {facet_id!r}: unknown term {x!r}" for x in by_term if x not in known)


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _with_leaf_scopes(vocabulary: Vocabulary) -> Vocabulary:
    """Scopes may name groups of kinds in the file; in the value they hold leaf kinds only."""
    kinds = vocabulary.by_id[vocabulary.kind]
    facets = (
        replace(facet, applies_to=frozenset().union(*(kinds.leaves(kind) for kind in facet.applies_to)))
        for facet in vocabulary.facets
    )
    return replace(vocabulary, facets=tuple(facets))
