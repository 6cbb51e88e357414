"""A small domain that has nothing to do with clothes: lamps, with every kind of facet there is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.fakes import HashingEmbedder
from weft.engine.catalogue.lines import to_record
from weft.engine.index.store import Store, open_store
from weft.engine.index.writer import StoreWriter, create_store
from weft.engine.model import ImageRecord
from weft.engine.settings import load_settings
from weft.vocab.model import Facet, Term, Vocabulary


def _facet(facet_id: str, values: Sequence[str], *, multiple: bool = False, applies_to: str = "") -> Facet:
    terms = tuple(Term(value, value, value, {"en": (value,)}) for value in values)
    scope = frozenset(applies_to.split())
    return Facet(facet_id, facet_id.title(), facet_id, terms, multiple=multiple, applies_to=scope)


def _lit() -> Facet:
    terms = (Term("yes", "lit", "gives light", {}), Term("no", "dark", "gives none", {}))
    derived = {"yes": frozenset({"glass", "paper"}), "no": frozenset({"iron"})}
    return Facet("lit", "Lit", "lit", terms, derived_from="shade", derived=derived)


LAMPS = Vocabulary(
    "lamps",
    "Lamps",
    "kind",
    (
        _facet("kind", ("table-lamp", "floor-lamp", "bulb")),
        _facet("shade", ("glass", "paper", "iron"), applies_to="table-lamp floor-lamp"),
        _facet("colors", ("white", "red", "red-brown", "green"), multiple=True),
        # More values than fit into one machine word.
        _facet("marks", [f"mark-{number}" for number in range(70)], multiple=True),
        _lit(),
    ),
)

EMBEDDER = HashingEmbedder()

SETTINGS = load_settings(environment={})


def lamp(image_id: str, **line: object) -> ImageRecord:
    """A record from the keys of a catalogue line; facets of `LAMPS` may be given by name."""
    facets = {name: line.pop(name) for name in list(line) if name in LAMPS.by_id}
    return to_record({"image_id": image_id, "attributes": facets, **line}, LAMPS)


def put(path: Path, records: Sequence[ImageRecord]) -> None:
    """Writes records to a store and commits."""
    with writer(path) as opened:
        opened.upsert(records, EMBEDDER.embed([record.caption for record in records]))
        opened.commit()


def writer(path: Path, *, wait_seconds: float = 0.0) -> StoreWriter:
    """The writer of a store of lamps."""
    return StoreWriter(path, vocabulary=LAMPS, embedder=EMBEDDER, wait_seconds=wait_seconds)


def new_store(path: Path, records: Sequence[ImageRecord] = ()) -> Path:
    """A store of lamps with these records."""
    create_store(path, vocabulary=LAMPS, embedder=EMBEDDER)
    put(path, records)
    return path


def opened(path: Path) -> Store:
    """A store of lamps to read."""
    return open_store(path, vocabulary=LAMPS, embedder=EMBEDDER)
