"""What people decide about the catalogue, opened when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from weft.api.catalogue.changes import Changes
from weft.engine.catalogue.ledger import Ledger
from weft.engine.index.writer import StoreWriter
from weft.engine.merchandising.collections import Collections
from weft.engine.merchandising.corrections import Corrections
from weft.engine.merchandising.corrector import Corrector
from weft.engine.merchandising.reports import Reports
from weft.engine.merchandising.review import Review
from weft.engine.merchandising.rule_book import RuleBook


class Curation:
    """The corrections, rules, collections, reports and jobs of one store.

    Nothing is opened before: a store that is only searched has no database.
    """

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._vocabulary = changes.engine.vocabulary

    @cached_property
    def corrector(self) -> Corrector:
        """Makes corrections."""
        corrections = Corrections(self._changes.database, self._vocabulary)
        return Corrector(corrections, self._changes.engine, self._writer)

    @cached_property
    def review(self) -> Review:
        """What nobody has looked at yet."""
        return Review(self._changes.database, self._vocabulary, self._changes.engine)

    @cached_property
    def rules(self) -> RuleBook:
        """The rules."""
        return RuleBook(self._changes.database, self._vocabulary)

    @cached_property
    def collections(self) -> Collections:
        """Searches with a name."""
        return Collections(self._changes.database, self._vocabulary)

    @cached_property
    def reports(self) -> Reports:
        """What is asked, and what comes of it."""
        return Reports(self._changes.database, self._changes.engine)

    @cached_property
    def ledger(self) -> Ledger:
        """The work on images."""
        return Ledger(self._changes.database)

    @contextmanager
    def _writer(self) -> Iterator[StoreWriter]:
        changes = self._changes
        with (
            changes.in_turn(),
            StoreWriter(changes.store, vocabulary=self._vocabulary, embedder=changes.embedder) as writer,
        ):
            yield writer
