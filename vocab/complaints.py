"""What is wrong in a vocabulary whose files have the right shape: unknown names, cycles, doublets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from weft.vocab.files import WordsFile
from weft.vocab.languages import HERE as LANGUAGES
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

RESERVED = frozenset({
    "image_id", "product_id", "image", "caption", "title", "brand", "price", "currency", "in_stock", "url",
    "published_at", "words", "row", "confidence", "vector", "provenance", "extra", "text", "sort",
})  # fmt: skip
"""Column and filter names that no facet may take."""


def complaints(vocabulary: Vocabulary, words: Mapping[str, WordsFile]) -> Iterator[str]:
    """Yields what is wrong, each with file and name, the first one first: others may only follow from it."""
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
        yield from _spoken_complaints(vocabulary, facet)
        if facet.plain and facet.plain not in facet.values:
            yield f"{facet.id}.toml: plain names unknown {facet.plain!r}"
        if facet.derived_from:
            yield from _derived_complaints(vocabulary, facet)


def _spoken_complaints(vocabulary: Vocabulary, facet: Facet) -> Iterator[str]:
    """A facet that takes over another's words must be able to say all of them."""
    other = vocabulary.by_id.get(facet.spoken_as)
    if facet.spoken_as and other is None:
        yield f"{facet.id}.toml: spoken_as names the facet {facet.spoken_as!r}, which is not listed"
    missing = [term.id for term in other.terms if term.id not in facet.by_id] if other else []
    yield from (f"{facet.id}.toml: term {x!r} is missing, which {facet.spoken_as!r} has" for x in missing)


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
        if phrase.only and phrase.only not in vocabulary.by_id:
            yield f"{where} only names unknown facet {phrase.only!r}"
        for part in (phrase.means, phrase.excludes, phrase.opposite, phrase.best, phrase.prefers):
            for facet_id, term_ids in part.items():
                if facet_id not in vocabulary.by_id:
                    yield f"{where} unknown facet {facet_id!r}"
                    continue
                known = vocabulary.by_id[facet_id].by_id
                yield from (f"{where} unknown {facet_id} {x!r}" for x in term_ids if x not in known)


def _word_complaints(vocabulary: Vocabulary, words: Mapping[str, WordsFile]) -> Iterator[str]:
    phrases = {phrase.id for phrase in vocabulary.phrases}
    for language, file in words.items():
        where = f"words/{language}.toml:"
        if not (LANGUAGES / f"{language}.toml").is_file():
            yield f"{where} there is no language {language!r}"
        yield from (f"{where} unknown phrase {name!r}" for name in file.phrases if name not in phrases)
        for facet_id, by_term in file.terms.items():
            known = vocabulary.by_id[facet_id].by_id if facet_id in vocabulary.by_id else None
            if known is None:
                yield f"{where} unknown facet {facet_id!r}"
                continue
            yield from (f"{where} facet {facet_id!r}: unknown term {x!r}" for x in by_term if x not in known)


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
