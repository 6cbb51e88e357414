"""A small domain of pottery, with families, a bordering value, a derived facet and two plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.fakes import HashingEmbedder
from weft.engine.catalogue.lines import to_record
from weft.engine.index.store import Snapshot, Store, open_store
from weft.engine.index.writer import StoreWriter, create_store
from weft.engine.model import Mode, ParsedFilter, ParsedQuery
from weft.engine.search import SearchEngine
from weft.engine.settings import load_settings
from weft.vocab.model import Facet, Phrase, Term, Vocabulary


def _term(term_id: str, *, broader: str = "", borders: str = "", abstract: bool = False) -> Term:
    words = {"en": (term_id,)}
    families, beside = tuple(broader.split()), tuple(borders.split())
    return Term(term_id, term_id, term_id, words, broader=families, borders=beside, abstract=abstract)


def _painted() -> Facet:
    terms = (Term("yes", "painted", "painted", {}), Term("no", "unpainted", "unpainted", {}))
    derived = {"yes": frozenset({"scene", "garland"}), "no": frozenset({"bare", "stamp"})}
    return Facet("painted", "Painted", "painted", terms, derived_from="painting", derived=derived)


_COLORS = (
    _term("red"),
    _term("wine", broader="red"),
    _term("coral", borders="red"),
    _term("blue"),
    _term("white"),
)
_KINDS = (
    _term("tableware", abstract=True),
    _term("bowl", broader="tableware"),
    _term("vase"),
    _term("jug"),
)
_PAINTINGS = tuple(map(_term, ("bare", "stamp", "scene", "garland")))
_TEXTURES = tuple(map(_term, ("smooth", "ribbed", "speckled")))
_MARKS = tuple(_term(f"mark-{number}") for number in range(70))

VASES = Vocabulary(
    "vases",
    "Vases",
    "kind",
    (
        Facet("kind", "Kind", "kind", _KINDS),
        Facet("colors", "Color", "colors", _COLORS, multiple=True),
        Facet("painting", "Painting", "painting", _PAINTINGS, plain="bare"),
        Facet("texture", "Texture", "texture", _TEXTURES, plain="smooth"),
        # More values than fit into one machine word.
        Facet("marks", "Marks", "marks", _MARKS, multiple=True),
        _painted(),
    ),
    (Phrase("motif", {"en": ("motif", "motifs")}, motif=True),),
)
EMBEDDER = HashingEmbedder()
SETTINGS = load_settings(environment={})
VASE: dict[str, Any] = {"kind": "vase", "painting": "bare", "texture": "smooth", "colors": ["blue"]}


def line(image_id: str, caption: str = "", *, product: str = "", **facts: object) -> dict[str, Any]:
    """A catalogue line; facets by name, everything else as in a catalogue."""
    attributes = {name: facts.pop(name) for name in list(facts) if name in VASES.by_id}
    return {
        "image_id": image_id,
        "product_id": product or image_id,
        "caption": caption,
        "attributes": VASE | attributes,
        **facts,
    }


def store_of(path: Path, lines: Iterable[dict[str, Any]]) -> Store:
    """A store of these lines, opened; an image's row is the place of its line."""
    create_store(path, vocabulary=VASES, embedder=EMBEDDER)
    add(path, lines)
    return open_store(path, vocabulary=VASES, embedder=EMBEDDER)


def add(path: Path, lines: Iterable[dict[str, Any]], *, gone: Sequence[str] = ()) -> None:
    """Writes further lines to a store, and takes images away."""
    records = [to_record(each, VASES) for each in lines]
    with StoreWriter(path, vocabulary=VASES, embedder=EMBEDDER) as writer:
        writer.upsert(records, EMBEDDER.embed([record.caption for record in records]))
        writer.delete(gone)
        writer.commit()


def snapshot_of(path: Path, lines: Iterable[dict[str, Any]]) -> Snapshot:
    """The snapshot of a new store of these lines."""
    return store_of(path, lines).snapshot()


def engine_of(
    path: Path,
    lines: Iterable[dict[str, Any]],
    sentences: Mapping[str, ParsedQuery] | None = None,
) -> SearchEngine:
    """An engine on a new store that understands just these sentences; others are all residual."""
    known = sentences or {}

    def parse(text: str) -> ParsedQuery:
        return known.get(text) or ParsedQuery(text, residual=text, positive=text)

    store = store_of(path, lines)
    return SearchEngine(store, vocabulary=VASES, embedder=EMBEDDER, settings=SETTINGS, parse=parse)


def must(facet: str, *terms: str, best: Sequence[str] | None = None, group: int = 0) -> ParsedFilter:
    """A filter on terms of a facet, as the parser makes it."""
    return _wish(Mode.MUST, facet, terms, best, group)


def prefer(facet: str, *terms: str) -> ParsedFilter:
    """A preference."""
    return _wish(Mode.PREFER, facet, terms, None, 0)


def must_not(facet: str, *terms: str) -> ParsedFilter:
    """An exclusion."""
    return _wish(Mode.MUST_NOT, facet, terms, None, 0)


def _wish(
    mode: Mode, name: str, terms: tuple[str, ...], best: Sequence[str] | None, group: int
) -> ParsedFilter:
    facet = VASES.by_id.get(name)
    values = VASES.expand(name, terms) if facet else frozenset(terms)
    core = frozenset[str]().union(*(facet.core(term) for term in terms)) if facet else values
    return ParsedFilter(name, terms, values, mode, (), core if best is None else frozenset(best), group)
