"""What was understood, as chips and as the sentence with the words that each chip was read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from weft.api.question import PRICE, STEP, Question
from weft.api.web.wording import MODES, bounds, facet_label, value_label
from weft.engine.model import Mode, ParsedFilter, ParsedQuery, ParsedRange, ParsedWords, Span
from weft.vocab.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that a chip can do instead, or (`current`) does already."""

    icon: str
    verb: str
    link: str
    current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that was understood; `link` switches it off, or on again when it is off.

    What is ticked in the sidebar switches off what the sentence requires of the same facet.
    """

    number: int
    mode: Mode
    verb: str
    label: str
    value: str
    words: str
    spans: tuple[Span, ...]
    off: bool
    key: str
    link: str
    turns: tuple[Turn, ...] = ()

    @property
    def name(self) -> str:
        """What the chip is about, in one line: `Color: green`."""
        return f"{self.label}: {self.value}" if self.label else self.value


@dataclass(frozen=True, slots=True)
class Tick:
    """Something chosen in the sidebar; `link` asks without it, as `take_back` does of any question."""

    label: str
    value: str
    link: str
    take_back: Callable[[Question], Question]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the sentence; `kind` is a mode, `ranked` (the residual), `off`, or empty."""

    text: str
    kind: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class SpellingFix:
    """A word that was read as another; `link` asks for the sentence with it mended."""

    written: str
    read_as: str
    link: str


_Part = ParsedFilter | ParsedRange | ParsedWords


def chips_of(query: ParsedQuery, question: Question, vocabulary: Vocabulary) -> tuple[Chip, ...]:
    """The chips of a sentence in the order of its words."""
    parts: list[_Part] = [*query.filters, *query.ranges, *query.excluded_words]
    parts.sort(key=lambda part: min(part.spans, default=Span(0, 0)))
    return tuple(
        _chip(part, number, query.text, question, vocabulary) for number, part in enumerate(parts, 1)
    )


def ticks_of(question: Question, vocabulary: Vocabulary) -> tuple[Tick, ...]:
    """What was chosen in the sidebar, as chips that take it back."""
    chosen = [_tick(tick, question, vocabulary) for tick in question.ticked]
    if not question.bounded:
        return tuple(chosen)
    between = bounds(PRICE, question.low, question.high)
    label = facet_label(vocabulary, PRICE)
    return (*chosen, Tick(label, between, question.at_any_price().address(), Question.at_any_price))


def sentence_of(query: ParsedQuery, chips: Iterable[Chip]) -> tuple[Piece, ...]:
    """The sentence cut into runs, each marked with what it was read as; the runs join to the sentence."""
    marks = [("off" if chip.off else chip.mode, chip.number, span) for chip in chips for span in chip.spans]
    marks += [("ranked", 0, span) for span in query.residual_spans]
    return tuple(_pieces(query.text, sorted(marks, key=lambda mark: mark[2])))


def fixes_of(query: ParsedQuery, question: Question) -> tuple[SpellingFix, ...]:
    """The words that were read as others."""
    return tuple(
        SpellingFix(
            fix.written,
            fix.read_as,
            question.reworded(
                query.text[: fix.span.start] + fix.read_as + query.text[fix.span.end :]
            ).address(),
        )
        for fix in query.corrections
    )


def _tick(tick: str, question: Question, vocabulary: Vocabulary) -> Tick:
    facet, _, value = tick.partition(":")
    return Tick(
        facet_label(vocabulary, facet),
        value_label(vocabulary, facet, value),
        question.unticked(tick).address(),
        partial(Question.unticked, tick=tick),
    )


def _chip(part: _Part, number: int, text: str, question: Question, vocabulary: Vocabulary) -> Chip:
    overruled = isinstance(part, ParsedFilter) and part.mode is Mode.MUST and question.touches(part.facet)
    off = part.key in question.off or overruled
    on_again = question.switched_on(part.key)
    if isinstance(part, ParsedFilter) and overruled:
        on_again = on_again.freed(part.facet)
    spans = tuple(_joined(sorted(part.spans), text))
    mode = Mode.MUST_NOT if isinstance(part, ParsedWords) else part.mode
    label, value = _wording(part, _words(text, spans), vocabulary)
    return Chip(
        number=number,
        mode=mode,
        verb=MODES[mode],
        label=label,
        value=value,
        words=_words(text, spans),
        spans=spans,
        off=off,
        key=part.key,
        link=(on_again if off else question.switched_off(part.key)).address(),
        turns=() if isinstance(part, ParsedWords) else tuple(_turns(part, question, off=off)),
    )


def _turns(part: ParsedFilter | ParsedRange, question: Question, *, off: bool) -> Iterator[Turn]:
    """Everything that a chip can do; what it then requires counts before what is ticked of the facet."""
    freed = question.freed(part.facet) if isinstance(part, ParsedFilter) else question
    for mode, verb in MODES.items():
        current = mode is part.mode and not off
        turned = (freed if mode is Mode.MUST else question).turned_to(part.key, mode)
        yield Turn(mode, verb, (replace(question, show=STEP) if current else turned).address(), current)
    yield Turn("close", "off", question.switched_off(part.key).address(), off)


def _wording(part: _Part, words: str, vocabulary: Vocabulary) -> tuple[str, str]:
    match part:
        case ParsedFilter():
            labels = [value_label(vocabulary, part.facet, term) for term in part.terms]
            return facet_label(vocabulary, part.facet), " or ".join(labels)
        case ParsedRange():
            return facet_label(vocabulary, part.field), bounds(part.field, part.low, part.high)
        case ParsedWords():
            return "", words


def _joined(spans: Iterable[Span], text: str) -> Iterator[Span]:
    """Spans with nothing but blanks between them as one."""
    held: Span | None = None
    for span in spans:
        if held and not text[held.end : span.start].strip():
            held = Span(held.start, span.end)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _words(text: str, spans: Iterable[Span]) -> str:
    return " … ".join(text[span.start : span.end] for span in spans)


def _pieces(text: str, marks: Iterable[tuple[str, int, Span]]) -> Iterator[Piece]:
    reached = 0
    for kind, number, span in marks:
        if span.start < reached:  # two chips read from the same word: the first one marks it
            continue
        if span.start > reached:
            yield Piece(text[reached : span.start])
        yield Piece(text[span.start : span.end], kind, number)
        reached = span.end
    if reached < len(text):
        yield Piece(text[reached:])
