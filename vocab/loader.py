"""TOML files to a Vocabulary; every complaint names file, facet and term.

A domain is a folder: `vocabulary.toml` (label, kind, order of the facets), one file a facet,
`phrases.toml`, and under `words/` one file a further language with surface forms for all of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from weft.engine.errors import VocabularyError
from weft.vocab.complaints import complaints
from weft.vocab.files import FacetFile, File, PhraseFile, PhrasesFile, TermFile, VocabularyFile, WordsFile
from weft.vocab.model import Facet, Phrase, Term, Vocabulary

HERE = Path(__file__).parent
_Words = Mapping[str, WordsFile]
_FileT = TypeVar("_FileT", bound=File)


def load_vocabulary(domain: str | Path = "apparel") -> Vocabulary:
    """Reads the vocabulary of a shipped domain by name, or of any folder by path.

    Raises VocabularyError with file, facet and term for whatever is wrong in it.
    """
    folder = _folder(domain)
    head = _read(folder / "vocabulary.toml", VocabularyFile)
    words = {path.stem: _read(path, WordsFile) for path in sorted((folder / "words").glob("*.toml"))}
    facets = tuple(_facet(folder / f"{name}.toml", words) for name in head.facets)
    phrases = _phrases(folder / "phrases.toml", words)
    vocabulary = Vocabulary(folder.name, head.label, head.kind, facets, phrases)
    for complaint in complaints(vocabulary, words):
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
    named: list[str] = []
    if len(path) > 1 and isinstance(path[1], int):
        entry = data[str(path[0])][path[1]]
        known = entry.get("id", path[1] + 1) if isinstance(entry, dict) else path[1] + 1
        named, path = [f"{path[0]} {known!r}"], path[2:]
    within = [".".join(map(str, path))] if path else []
    return ": ".join([*named, *within, problem["msg"].lower()])


def _facet(path: Path, words: _Words) -> Facet:
    file = _read(path, FacetFile)
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


def _term(facet_id: str, entry: TermFile, words: _Words) -> Term:
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
    return tuple(_phrase(entry, words) for entry in _read(path, PhrasesFile).phrase)


def _phrase(entry: PhraseFile, words: _Words) -> Phrase:
    further = {language: file.phrases.get(entry.id, ()) for language, file in words.items()}
    facts = entry.model_dump(exclude={"id", "aliases"})
    return Phrase(entry.id, {"en": entry.aliases, **{k: v for k, v in further.items() if v}}, **facts)


def _with_leaf_scopes(vocabulary: Vocabulary) -> Vocabulary:
    """Scopes may name groups of kinds in the file; in the value they hold leaf kinds only."""
    kinds = vocabulary.by_id[vocabulary.kind]
    facets = (
        replace(facet, applies_to=frozenset().union(*(kinds.leaves(kind) for kind in facet.applies_to)))
        for facet in vocabulary.facets
    )
    return replace(vocabulary, facets=tuple(facets))
