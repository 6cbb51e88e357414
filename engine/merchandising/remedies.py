"""Which rule would mend what a report has found; none where nothing but a guess would say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from rapidfuzz import fuzz, process

from weft.engine.errors import NotFoundError
from weft.engine.merchandising.rules import Pin, Redirect, Replace, Rule, Synonym
from weft.engine.model import ImageRecord, Mode, ParsedFilter, ParsedQuery, ParsedRange, SearchRequest, Span
from weft.engine.search.engine import SearchEngine
from weft.engine.text import stems

FEWEST_CLICKS = 3
"""Clicks that tell what a word means."""
SHARE = 0.6
"""Share of the images clicked that show the same, for a word to mean it."""
LIFT = 2.0
"""How many times more often than in the whole catalogue they show it."""
SIMILAR = 75.0
"""How alike two words are, of 100, for one to be the other misspelt."""
PINNED = 3
"""Products pinned at most."""
_LOOKED_AT = 200

_Chip = ParsedFilter | ParsedRange

Remedy = tuple[Rule | None, str]
"""A rule, and why."""


class Remedies:
    """Looks for rules with an engine as it is now."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def for_nothing(self, sentence: str) -> Remedy:
        """For a sentence that finds nothing: read it without the wish whose loss lets the most be found.

        Or, where it is nothing but words that nobody has heard of, read these as something else.
        """
        result = self._engine.search(SearchRequest(sentence, limit=0, facets=()))
        query = result.query
        if result.unheard:
            return self.for_word(result.unheard, Counter(), ())
        chips = [each for each in _chips(query) if each.mode is Mode.MUST]
        finds = [(self._total(sentence, each), each) for each in chips]
        found, chip = max(finds, key=lambda each: each[0], default=(0, None))
        if chip is None or not found:
            rule = Redirect(name=_named("nothing for", sentence), sentence=(sentence,), to="/")
            return rule, "No wish alone is to blame: send it elsewhere, or read it as something else."
        left = _without(query, chip)
        said = " ".join(query.text[span.start : span.end] for span in chip.spans)
        why = f"Without “{said}” it finds {found:,}."
        if not stems(left) or len(sentence) > 200:
            return None, why
        return Replace(name=_named("nothing for", sentence), words=(sentence,), means=left), why

    def for_little_interest(self, sentence: str, clicked: Counter[str]) -> Remedy:
        """For hits that are seldom looked at: those that were looked at go first."""
        records = self._records(clicked)
        products = list(dict.fromkeys(record.product_id for record in records))[:PINNED]
        if not products:
            return None, "Nobody looked at any hit: see what it was understood as."
        rule = Pin(name=_named("looked at for", sentence), sentence=(sentence,), products=tuple(products))
        return rule, f"{clicked.total()} clicks were on {len(products)} of its products."

    def for_word(self, word: str, clicked: Counter[str], wanted: Iterable[str]) -> Remedy:
        """For a word without meaning: what those who used it clicked, or the word it may be misspelt from.

        `wanted` are the filters beside it, which say nothing about the word.
        """
        meant = self._meant(self._records(clicked), " ".join(wanted))
        if meant:
            rule = Synonym(name=_named("word", word), words=(word,), means=(meant,))
            return rule, f"Most who used it clicked on what is “{meant}”."
        near = process.extractOne(word.lower(), self._forms, scorer=fuzz.ratio, score_cutoff=SIMILAR)
        if near:
            return Replace(name=_named("word", word), words=(word,), means=near[0]), "It is nearly spelt so."
        return None, "Neither clicks nor spelling say what it means."

    def is_said(self, word: str) -> bool:
        """Whether captions say the word or nearly mean it, or it is understood by now."""
        return not self._engine.search(SearchRequest(word, limit=0, facets=())).unheard

    def _total(self, sentence: str, but: _Chip) -> int:
        request = SearchRequest(sentence, modes={but.key: None}, limit=0, facets=())
        return self._engine.search(request).total

    def _records(self, clicked: Counter[str]) -> list[ImageRecord]:
        """The images that were clicked and are still there, the most clicked first."""
        records = []
        for image_id, _ in clicked.most_common(_LOOKED_AT):
            try:
                records.append(self._engine.image(image_id))
            except NotFoundError:
                continue
        return records

    def _meant(self, clicked: list[ImageRecord], wanted: str) -> str:
        """The label of the value that sets what was clicked apart from the catalogue; "" if none does."""
        if len(clicked) < FEWEST_CLICKS:
            return ""
        counts = Counter(
            (facet, value)
            for record in clicked
            for facet, known in record.attributes.items()
            if f"{facet}:" not in wanted
            for value in known.values
        )
        shares = {key: count / len(clicked) for key, count in counts.items() if key in self._usual}
        telling = [
            (share / self._usual[key][0], self._usual[key][1])
            for key, share in shares.items()
            if share >= SHARE and share >= LIFT * self._usual[key][0]
        ]
        return max(telling, default=(0.0, ""))[1]

    @cached_property
    def _usual(self) -> Mapping[tuple[str, str], tuple[float, str]]:
        """The share of all products that have each value, and its label; what is absent left out."""
        result = self._engine.search(SearchRequest(limit=0))
        known = self._engine.vocabulary.by_id
        return {
            (facet.facet, each.value): (each.count / max(result.total, 1), each.label)
            for facet in result.facets
            for each in facet.counts
            if each.value in known[facet.facet].by_id
        }

    @cached_property
    def _forms(self) -> list[str]:
        """Every word the vocabulary has for its terms."""
        terms = (term for facet in self._engine.vocabulary.facets for term in facet.terms)
        return sorted({form for term in terms for forms in term.words.values() for form in forms})


def _chips(query: ParsedQuery) -> tuple[_Chip, ...]:
    return (*query.filters, *query.ranges)


def _without(query: ParsedQuery, chip: _Chip) -> str:
    """The sentence without the words of a chip that no other one was read from."""
    others = {span for each in _chips(query) if each is not chip for span in each.spans}
    gone: list[Span] = [span for span in chip.spans if span not in others]
    kept = [char for at, char in enumerate(query.text) if not any(s.start <= at < s.end for s in gone)]
    return " ".join("".join(kept).split())


def _named(what: str, text: str) -> str:
    """The name of a rule that is suggested."""
    return " ".join([what, *stems(text)])[:100].strip()
