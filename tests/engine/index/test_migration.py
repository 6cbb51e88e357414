from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import HashingEmbedder
from tests.lamps import EMBEDDER, LAMPS, lamp, new_store, opened, put, writer
from weft.engine.catalogue.lines import to_record
from weft.engine.errors import StoreDamagedError, StoreMismatchError, VocabularyError
from weft.engine.filters import EVERYTHING, Match
from weft.engine.index.doctor import examine
from weft.engine.index.manifest import read_any_manifest
from weft.engine.index.migration import Plan, migrate, plan_migration
from weft.engine.index.store import Store, open_store
from weft.engine.model import Attribute, ImageRecord
from weft.vocab.model import Facet, Term, Vocabulary

STORES = Path(__file__).parent / "stores"
"""Stores as earlier versions wrote them, each with the lines it was made from."""


def _with(facet: Facet, *others: str) -> Vocabulary:
    """The vocabulary of lamps with another facet, in place of the one of its name, and without some."""
    kept = [each for each in LAMPS.facets if each.id not in (facet.id, *others)]
    return replace(LAMPS, facets=(*kept, facet))


def _terms(**words: str) -> tuple[Term, ...]:
    return tuple(Term(name.replace("_", "-"), name, name, {"en": (said,)}) for name, said in words.items())


def _migrated(path: Path, vocabulary: Vocabulary, names: dict[tuple[str, str], str] | None = None) -> Plan:
    plan = plan_migration(path, vocabulary, names or {})
    migrate(path, plan, vocabulary=vocabulary, embedder=EMBEDDER)
    assert examine(path, vocabulary=vocabulary, embedder=EMBEDDER).findings == ()
    return plan


def _opened(path: Path, vocabulary: Vocabulary) -> Store:
    return open_store(path, vocabulary=vocabulary, embedder=EMBEDDER)


def _records(path: Path, vocabulary: Vocabulary = LAMPS) -> list[ImageRecord]:
    return list(_opened(path, vocabulary).snapshot().all_records())


def test_a_store_of_the_first_format_is_taken_over_with_everything_in_it(tmp_path: Path) -> None:
    path = tmp_path / "store"
    zipfile.ZipFile(STORES / "format_1.zip").extractall(path)
    lines = (STORES / "format_1.jsonl").read_text(encoding="utf-8").splitlines()
    with pytest.raises(StoreMismatchError, match="older Weft") as caught:
        opened(path)
    assert "weft migrate" in caught.value.hint

    plan = _migrated(path, LAMPS)

    assert plan.outdated
    assert not plan.loses
    assert _records(path) == [to_record(json.loads(line), LAMPS) for line in lines]
    put(path, [lamp("g", caption="lantern")])
    assert opened(path).snapshot().bm25(("lantern",), EVERYTHING, 5).rows.tolist() == [5]


def test_vectors_stay_and_offers_and_words_are_found_as_before(tmp_path: Path) -> None:
    path = tmp_path / "store"
    zipfile.ZipFile(STORES / "format_1.zip").extractall(path)
    _migrated(path, LAMPS)
    snapshot = opened(path).snapshot()

    vector = EMBEDDER.embed(["A red glass lamp"])[0]
    best = snapshot.records(snapshot.nearest(vector, EVERYTHING, 1).rows)[0]
    assert best.image_id == "a"
    assert snapshot.nearest(vector, EVERYTHING, 1).scores.tolist() == pytest.approx([1.0], abs=1e-3)


def test_a_new_facet_is_not_known_until_photos_are_extracted_again(tmp_path: Path) -> None:
    path = new_store(
        tmp_path / "store", [lamp("a", kind="bulb", shade="glass"), lamp("b", kind="table-lamp")]
    )
    foot = Facet(
        "foot", "Foot", "foot", _terms(round="round", square="square"), applies_to=frozenset({"table-lamp"})
    )
    switches = Facet("switches", "Switches", "", _terms(dimmer="dimmer"), multiple=True)
    vocabulary = replace(LAMPS, facets=(*LAMPS.facets, foot, switches))

    assert _migrated(path, vocabulary).new == ("foot", "switches")

    a, b = _records(path, vocabulary)
    assert (a.attributes["foot"], b.attributes["foot"]) == (
        Attribute(("not_applicable",)),
        Attribute(("unknown",)),
    )
    assert a.attributes["switches"].values == ()
    assert a.attributes["shade"] == lamp("a", kind="bulb", shade="glass").attributes["shade"]


def test_a_value_that_is_an_alias_now_was_renamed(tmp_path: Path) -> None:
    path = new_store(
        tmp_path / "store",
        [lamp("a", colors=["red-brown", "red"], confidence={"colors": 0.5}), lamp("b", colors=["white"])],
    )
    colors = Facet("colors", "Colors", "", _terms(white="white", rust="Red brown", red="red"), multiple=True)
    vocabulary = _with(colors)

    plan = _migrated(path, vocabulary)

    assert plan.renamed == {("colors", "red-brown"): "rust"}
    assert plan.counts == {("colors", "red-brown"): 1}
    snapshot = _opened(path, vocabulary).snapshot()
    assert snapshot.records([0])[0].attributes["colors"] == Attribute(("rust", "red"), 0.5)
    assert snapshot.columns.match(Match("colors", frozenset({"rust"}))).tolist() == [True, False]


def test_what_is_dropped_is_said_first_and_what_follows_from_it_follows_anew(tmp_path: Path) -> None:
    path = new_store(
        tmp_path / "store", [lamp("a", kind="table-lamp", shade="iron", colors=["red", "green"])]
    )
    shade = Facet("shade", "Shade", "", _terms(glass="glass", paper="paper", steel="steel"))
    lit = next(facet for facet in LAMPS.facets if facet.id == "lit")
    vocabulary = _with(shade, "colors")
    plan = plan_migration(path, vocabulary, {})
    assert plan.loses
    assert plan.gone == ("colors",)
    assert plan.dropped == (("shade", "iron"),)

    migrate(path, plan, vocabulary=vocabulary, embedder=EMBEDDER)

    snapshot = _opened(path, vocabulary).snapshot()
    assert snapshot.records([0])[0].attributes["shade"] == Attribute(("unknown",))
    assert snapshot.columns.labels("lit")[snapshot.columns.codes("lit")[0]] == "unknown"
    assert lit.derived["no"] == {"iron"}


def test_a_value_may_be_given_its_new_name(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a", shade="iron")])
    vocabulary = _with(Facet("shade", "Shade", "", _terms(glass="glass", steel="steel")))
    with pytest.raises(VocabularyError, match="no value 'zinc'"):
        plan_migration(path, vocabulary, {("shade", "iron"): "zinc"})

    plan = _migrated(path, vocabulary, {("shade", "iron"): "steel"})

    assert not plan.loses
    assert _records(path, vocabulary)[0].attributes["shade"].values == ("steel",)


@pytest.mark.parametrize("multiple", [False, True])
def test_one_value_may_become_several_and_several_one(tmp_path: Path, multiple: bool) -> None:
    path = new_store(tmp_path / "store", [lamp("a", shade="iron", colors=["red", "green"])])
    shade = Facet("shade", "Shade", "", _terms(glass="glass", iron="iron"), multiple=multiple)
    colors = Facet("colors", "Colors", "", _terms(red="red", green="green"), multiple=multiple)
    kept = tuple(facet for facet in LAMPS.facets if facet.id not in ("shade", "colors", "lit"))
    vocabulary = replace(LAMPS, facets=(*kept, shade, colors))

    _migrated(path, vocabulary)

    attributes = _records(path, vocabulary)[0].attributes
    assert attributes["shade"].values == ("iron",)
    assert attributes["colors"].values == (("red", "green") if multiple else ("red",))


def test_an_interrupted_migration_never_was(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a", colors=["red"])])
    vocabulary = _with(Facet("colors", "Colors", "", _terms(crimson="red"), multiple=True))
    before = read_any_manifest(path)
    plan = plan_migration(path, vocabulary, {})
    folder = path / "text-2"
    folder.write_text("in the way")

    with pytest.raises(StoreDamagedError, match="text-2"):
        migrate(path, plan, vocabulary=vocabulary, embedder=EMBEDDER)

    assert read_any_manifest(path) == before
    assert _records(path)[0].attributes["colors"].values == ("red",)
    folder.unlink()
    with writer(path) as open_writer:
        assert open_writer.holds_exactly(lamp("a", colors=["red"]))
    assert _migrated(path, vocabulary).renamed == {("colors", "red"): "crimson"}


def test_another_embedder_needs_another_store(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    plan = plan_migration(path, LAMPS, {})

    with pytest.raises(StoreMismatchError, match="embedder"):
        migrate(path, plan, vocabulary=LAMPS, embedder=HashingEmbedder("another"))
