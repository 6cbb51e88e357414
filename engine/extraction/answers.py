"""What a model wrote about a photo, checked against the vocabulary and made an Analysis."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from weft.engine.errors import ExtractionError
from weft.engine.extraction.confidence import Probabilities, Slot, Token, slot_of
from weft.engine.extraction.schema import CAPTION, LONGEST_CAPTION, PRODUCT, asked, choices, short_keys
from weft.engine.model import Analysis, Attribute, Source
from weft.vocab.model import Facet, Vocabulary

UNTOLD = 0.5
"""Confidence of a value when a server gives no probabilities: neither sure nor ruled out."""

_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def read_answer(text: str, tokens: Sequence[Token], vocabulary: Vocabulary, *, by: str) -> Analysis:
    """The analysis that an answer stands for; `tokens` are those of the text, none if they are not known.

    A facet that the kind cannot have is as sure as the kind. Raises ExtractionError for a text that does
    not keep to the schema, and says in what.
    """
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate has no bytes
    answer = _object(_parsed(text), "the answer")
    product, caption = _object(answer.get(PRODUCT), PRODUCT), answer.get(CAPTION)
    if not isinstance(caption, str):
        raise _wrong(f"{CAPTION} is no text")
    reader = _Reader(text, tokens, short_keys(vocabulary), by)
    kind = reader.attribute(vocabulary.by_id[vocabulary.kind], product)
    attributes = {vocabulary.kind: kind}
    for facet in asked(vocabulary, kind.values[0]):
        attributes[facet.id] = reader.attribute(facet, product)
    absent = (facet for facet in vocabulary.stored if facet.id not in attributes)
    attributes |= {facet.id: _absent(facet, kind, vocabulary) for facet in absent}
    return Analysis({facet.id: attributes[facet.id] for facet in vocabulary.stored}, _tidy(caption))


class _Reader:
    """One answer: its values, where they stand, and how sure they are."""

    def __init__(self, text: str, tokens: Sequence[Token], keys: Mapping[str, str], by: str) -> None:
        self._text, self._keys, self._by = text, keys, by
        known = Probabilities(tokens)
        self._known = known if known.text.decode("utf-8", "replace") == text else None
        product = dict(_members(text, _skip(text, 0)))[PRODUCT]
        self._places = dict(_members(text, product))

    def attribute(self, facet: Facet, product: Mapping[str, Any]) -> Attribute:
        """What the answer says about a facet."""
        key = self._keys[facet.id]
        values = _values(product.get(key), facet)
        if self._known is None:
            return Attribute(values, UNTOLD, Source.MODEL, by=self._by)
        slots = self._slots(facet, self._places[key])
        sure = min(self._known.confidence(slots), 1.0)
        rivals = () if facet.multiple else self._known.plausible(values[0], slots[0], sure)
        return Attribute(values, sure, Source.MODEL, rivals, self._by)

    def _slots(self, facet: Facet, start: int) -> list[Slot]:
        if not facet.multiple:
            return [self._slot(start, _DECODER.raw_decode(self._text, start)[1], choices(facet))]
        places = list(_items(self._text, start))
        if not places:
            texts = (b"]", *slot_of(0, 0, facet.values).texts)
            end = self._text.index("]", start)
            return [Slot(self._bytes(end), self._bytes(end + 1), texts)]
        return [self._slot(*place, facet.values, (",", "]")) for place in places]

    def _slot(self, start: int, end: int, values: Sequence[str], ends: Sequence[str] = ("",)) -> Slot:
        return slot_of(self._bytes(start), self._bytes(end), values, ends)

    def _bytes(self, place: int) -> int:
        return len(self._text[:place].encode())


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExtractionError("The model's answer is not the JSON it was asked for.") from error


def _object(found: object, name: str) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise _wrong(f"{name} is no object")
    return found


def _values(found: object, facet: Facet) -> tuple[str, ...]:
    several = found if facet.multiple else [found]
    if not isinstance(several, list):
        raise _wrong(f"{facet.id} is no list")
    allowed = choices(facet)
    for value in several:
        if value not in allowed:
            raise _wrong(f"{facet.id} is {str(value)[:60]!r}")
    return tuple(dict.fromkeys(several))


def _wrong(reason: str) -> ExtractionError:
    return ExtractionError(f"The model's answer does not keep to the vocabulary: {reason}.")


def _absent(facet: Facet, kind: Attribute, vocabulary: Vocabulary) -> Attribute:
    values = () if facet.multiple else (vocabulary.absent(facet.id, kind.values[0]),)
    sure = 1.0 if vocabulary.applies(facet.id, kind.values[0]) else kind.confidence
    return Attribute(values, sure, Source.MODEL, by=kind.by)


def _tidy(caption: str) -> str:
    readable = "".join(sign if sign.isprintable() else " " for sign in caption)
    return " ".join(readable.split())[:LONGEST_CAPTION].rstrip()


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """The keys of the object that begins here, in valid JSON, and where their values begin."""
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        yield key, at
        at = _behind(text, at)


def _items(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Where the items of the array that begins here begin and end, in valid JSON, with what ends them."""
    at = _skip(text, at + 1)
    while text[at] != "]":
        start, end = at, _skip(text, _DECODER.raw_decode(text, at)[1]) + 1
        yield start, end
        at = _behind(text, at)


def _behind(text: str, at: int) -> int:
    """Where the next member or the end is, behind the value that begins here."""
    at = _skip(text, _DECODER.raw_decode(text, at)[1])
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at
