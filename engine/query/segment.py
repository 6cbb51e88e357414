"""Tokens to items: which language, which misspelling, which longest form of the lexicon.

Steps: the sentence's language is voted by its words; unknown words are split (compounds, hoodless,
non-floral) or spelt right; then the longest forms are taken from left to right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from weft.engine.model import Correction, Span
from weft.engine.query.election import Election
from weft.engine.query.items import Item, Kind
from weft.engine.query.spelling import LONGEST, Spelling
from weft.vocab.languages import Cue, Language
from weft.vocab.lexicon import ANY_LANGUAGE, CueMeaning, Entry, Lexicon
from weft.vocab.text import Token, tokenize

MARKS = {",": Kind.COMMA, **dict.fromkeys(";:.!?\n|…–—", Kind.BREAK)}
_SHORTEST_PART = 3


@dataclass(frozen=True, slots=True)
class Segments:
    """The items of a sentence, the language they were read in, and the words read as others."""

    items: tuple[Item, ...]
    language: Language
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token on its way to an item; parts of a written-together word share its characters."""

    text: str
    start: int
    end: int
    kind: str
    glue: str = ""
    tight: bool = False


class Segmenter:
    """Cuts sentences into items; built once for a lexicon and its languages."""

    def __init__(self, lexicon: Lexicon, languages: Sequence[Language], known: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._languages = languages
        self._known = known
        self._ranks = {language.id: language.common for language in languages}
        self._common = frozenset[str]().union(*(language.common for language in languages))
        self._spelling = {
            language.id: Spelling(lexicon.correctable(language), language.common) for language in languages
        }
        self._election = Election(lexicon, languages, self._spelling)

    def segment(self, text: str) -> Segments:
        """The items of a text, in order."""
        tokens = tokenize(text)
        language = self._election.winner(tokens)
        pieces: list[_Piece] = []
        corrections: list[Correction] = []
        for token in tokens:
            before = pieces[-1].text if pieces else ""
            if token.is_word and _is_struck_out(text, token.start):
                pieces.append(_Piece(text[token.start - 1], token.start - 1, token.start, "mark", tight=True))
            pieces.extend(self._pieces(token, before, language, corrections))
        items = self._with_suffixes_first(list(self._items(text, pieces, language)))
        return Segments(tuple(items), language, tuple(corrections))

    def _with_suffixes_first(self, items: list[Item]) -> list[Item]:
        """A "free" that follows what it negates ("logo-free") changes places with it."""
        suffixes = {suffix for language in self._languages for suffix in language.affixes.without_suffix}
        for index in range(1, len(items)):
            before, item = items[index - 1], items[index]
            free = item.kind is Kind.WORD and item.words[0] in suffixes
            if free and before.kind is Kind.CONTENT:
                negation = replace(item, kind=Kind.CUE, entries=(NEGATION,), tight=True)
                items[index - 1 : index + 1] = [negation, before]
        return items

    def _pieces(
        self, token: Token, before: str, language: Language, corrections: list[Correction]
    ) -> list[_Piece]:
        piece = _Piece(token.text, token.start, token.end, token.kind, token.glue)
        if not token.is_word or len(token.text) > LONGEST or self._is_known(token.text, language):
            return [piece]
        parts = self._affixed(piece, language) or self._compound(piece, language)
        if parts:
            return parts
        respelt = self._respelt(token.text)
        if respelt:
            return [replace(piece, text=respelt)]
        if token.text in self._common or token.text in self._known:
            return [piece]
        meant = self._meant(token.text, before, language)
        if meant is None:
            return [piece]
        corrections.append(Correction(Span(token.start, token.end), token.text, meant))
        return [replace(piece, text=meant)]

    def _meant(self, word: str, before: str, language: Language) -> str | None:
        """The likeliest of the nearest words; one that goes on from the word before is likelier."""
        candidates = self._spelling[language.id].candidates(word)
        going_on = (each for each in candidates if self._lexicon.continues(before, each))
        return next(going_on, candidates[0] if candidates else None)

    def _respelt(self, word: str) -> str:
        """The word as its language writes it, if it was typed on a foreign keyboard: gruen, grün."""
        for language in self._languages:
            respelt = word
            for typed, meant in language.respellings:
                respelt = respelt.replace(typed, meant)
            if respelt != word and language.id in self._lexicon.languages_of(respelt):
                return respelt
        return ""

    def _is_known(self, word: str, language: Language) -> bool:
        used = self._lexicon.languages_of(word)
        return language.id in used or ANY_LANGUAGE in used or (bool(used) and word not in language.common)

    def _affixed(self, piece: _Piece, language: Language) -> list[_Piece]:
        """ "hoodless" as a tight negation and "hood"; "nonfloral" as one and "floral"."""
        for spoken in (language, *self._languages):
            for suffix in filter(piece.text.endswith, spoken.affixes.without_suffix):
                rest = piece.text.removesuffix(suffix)
                base = self._content_base(rest + spoken.affixes.restored, spoken)
                base = base or self._content_base(rest, spoken)
                if base:
                    cut = piece.end - len(suffix)
                    negation = replace(piece, text=suffix, start=cut, tight=True)
                    return [negation, replace(piece, text=base, end=cut)]
            for prefix in filter(piece.text.startswith, spoken.affixes.without_prefix):
                base = self._content_base(piece.text.removeprefix(prefix), spoken)
                if base:
                    cut = piece.start + len(prefix)
                    negation = replace(piece, text=prefix, end=cut, tight=True)
                    return [negation, replace(piece, text=base, start=cut, glue="")]
        return []

    def _content_base(self, rest: str, language: Language) -> str:
        """The vocabulary word that is left of an affixed one, linking letters aside."""
        if len(rest) < _SHORTEST_PART:
            return ""
        links = (link for link in language.affixes.linking if link and rest.endswith(link))
        bases = (rest, *(rest[: -len(link)] for link in links))
        return next((base for base in bases if self._content(base)), "")

    def _compound(self, piece: _Piece, language: Language) -> list[_Piece]:
        """ "Blumenkleid" as "blumen" and "kleid"; the second part at least is of the vocabulary."""
        word = piece.text
        if word in self._common or piece.end - piece.start != len(word):
            return []
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            head, rest = word[cut:], word[:cut]
            if not self._content(head):
                continue
            known = self._content_base(rest, language) or (rest if rest in language.common else "")
            if known:
                middle = piece.start + cut
                first = replace(piece, text=known, end=middle)
                return [first, replace(piece, text=head, start=middle, glue="")]
        return []

    def _content(self, word: str) -> bool:
        return any(entry.is_content for entry in self._lexicon.entries(word))

    def _items(self, text: str, pieces: Sequence[_Piece], language: Language) -> Iterator[Item]:
        words = [piece.text for piece in pieces]
        start = 0
        while start < len(pieces):
            length, item = self._item(text, pieces, words, start, language)
            if item:
                yield item
            start += length

    def _item(
        self, text: str, pieces: Sequence[_Piece], words: Sequence[str], start: int, language: Language
    ) -> tuple[int, Item | None]:
        piece = pieces[start]
        if piece.tight or self._is_negating_affix(pieces, start):
            return 1, _item(text, pieces[start : start + 1], Kind.CUE, (NEGATION,), tight=True)
        length, entries = self._longest(words, start, language)
        if entries:
            ranked = sorted(entries, key=lambda entry: entry.language not in (language.id, ANY_LANGUAGE))
            taken = pieces[start : start + length]
            return length, _item(text, taken, _kind(ranked[0]), tuple(_alike(ranked)))
        joined = self._joined(text, pieces, start, language)
        if joined:
            return 2, joined
        if piece.kind == "mark":
            kind = MARKS.get(piece.text)
            return 1, _item(text, pieces[start : start + 1], kind) if kind else None
        kind = Kind.NUMBER if piece.kind == "number" else Kind.WORD
        return 1, _item(text, pieces[start : start + 1], kind)

    def _longest(self, words: Sequence[str], start: int, language: Language) -> tuple[int, list[Entry]]:
        """The longest form from `start`; a leading function word lets go of a longer form behind it.

        "with lace trim" is "with" and "lace trim", not "with lace" and "trim".
        """

        def accept(entry: Entry) -> bool:
            return self._accepts(entry, language)

        length, entries = self._lexicon.longest(words, start, accept)
        if length < 2:
            return length, entries
        leading = [entry for entry in self._lexicon.entries(words[start]) if accept(entry)]
        if not leading or any(entry.is_content for entry in leading):
            return length, entries
        for skipped in range(1, length):
            behind, found = self._lexicon.longest(words, start + skipped, accept)
            if skipped + behind > length and any(entry.is_content for entry in found):
                return self._lexicon.longest(words[: start + skipped], start, accept)
        return length, entries

    def _accepts(self, entry: Entry, language: Language) -> bool:
        """Forms of another language count only if they hold a word that is none of this one's."""
        if entry.language in (language.id, ANY_LANGUAGE):
            return True
        return any(self._is_foreign(word, entry.language, language) for word in entry.form)

    def _is_foreign(self, word: str, owner: str, language: Language) -> bool:
        """Whether a word is the owner's, which uses it more than the language that may know it as a loan."""
        if language.id in self._lexicon.languages_of(word):
            return False
        rank = language.common.get(word)
        return rank is None or self._ranks[owner].get(word, rank) < rank

    def _is_negating_affix(self, pieces: Sequence[_Piece], start: int) -> bool:
        """A "non" that stands before the word it negates, and is no word of its own."""
        word = pieces[start].text
        after = pieces[start + 1] if start + 1 < len(pieces) else None
        prefixes = {prefix for language in self._languages for prefix in language.affixes.without_prefix}
        if after is None or word not in prefixes:
            return False
        return after.glue == "-" or (self._content(after.text) and not self._lexicon.entries(word))

    def _joined(self, text: str, pieces: Sequence[_Piece], start: int, language: Language) -> Item | None:
        """Two words that the vocabulary writes as one: "turtle neck"."""
        if start + 1 >= len(pieces) or not (pieces[start].kind == pieces[start + 1].kind == "word"):
            return None
        word = pieces[start].text + pieces[start + 1].text
        entries = [entry for entry in self._lexicon.entries(word) if self._accepts(entry, language)]
        content = tuple(entry for entry in entries if entry.is_content)
        return _item(text, pieces[start : start + 2], Kind.CONTENT, content) if content else None


NEGATION = Entry("", ("not",), CueMeaning(Cue.NEGATION))


def _is_struck_out(text: str, start: int) -> bool:
    """Whether a minus or exclamation mark stands right before a word, as search boxes taught: "-zip"."""
    before = text[max(start - 2, 0) : start]
    return before[-1:] in ("-", "!") and (len(before) == 1 or before[0] in " \t\n(&|,")


def _item(
    text: str,
    pieces: Sequence[_Piece],
    kind: Kind,
    entries: tuple[Entry, ...] = (),
    *,
    tight: bool = False,
) -> Item:
    span = Span(pieces[0].start, pieces[-1].end)
    words = tuple(piece.text for piece in pieces)
    return Item(kind, span, words, text[span.start : span.end], entries, tight, pieces[0].glue)


def _kind(entry: Entry) -> Kind:
    if entry.is_content:
        return Kind.CONTENT
    return Kind.SORT if isinstance(entry.meaning, CueMeaning) and entry.meaning.value else Kind.CUE


def _alike(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The readings of the kind of the first one: a form is either content or function."""
    return (entry for entry in entries if _kind(entry) is _kind(entries[0]))
