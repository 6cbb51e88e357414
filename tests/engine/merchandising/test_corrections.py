from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.merchandising.desk import corrector_of, found, load, opened_database, stored, values
from tests.lamps import LAMPS, lamp, new_store, opened, writer
from weft.engine.catalogue.export import catalogue_lines
from weft.engine.catalogue.lines import to_record
from weft.engine.errors import ConflictError, NotFoundError, QueryError
from weft.engine.filters import EVERYTHING, Match
from weft.engine.merchandising.audit import read_entries
from weft.engine.merchandising.changes import Act, Change
from weft.engine.merchandising.corrections import Corrections
from weft.engine.model import Attribute, ImageRecord, Source


def seen(image_id: str, shade: str, confidence: float = 0.6) -> ImageRecord:
    """A lamp as a model reads it."""
    record = lamp(image_id, caption="a lamp", kind="table-lamp")
    read = Attribute((shade,), confidence, Source.MODEL, ((shade, confidence), ("iron", 0.2)), "student-1")
    return replace(record, attributes={**record.attributes, "shade": read})


def to(shade: str, image_id: str = "a", expected: str = "") -> Change:
    return Change(image_id, "shade", Act.SET, (shade,), (expected,) if expected else None)


def test_a_correction_is_found_by_filters_at_once_and_says_who_said_so(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass"), seen("b", "glass")])
    with corrector_of(path) as corrector:
        outcome = corrector.correct([to("paper")], who="ann")
        listed = corrector.corrections.find()

    assert (outcome.changed, outcome.unchanged, outcome.pending) == (1, 0, False)
    assert found(path, Match("shade", frozenset({"paper"}))) == ["a"]
    assert stored(path, "a").attributes["shade"] == Attribute(("paper",), source=Source.HUMAN)
    assert [(each.image_id, each.values, each.who, each.pending) for each in listed] == [
        ("a", ("paper",), "ann", False)
    ]
    assert listed[0].beneath == seen("a", "glass").attributes["shade"]


def test_derived_facets_follow_a_correction(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector:
        corrector.correct([to("iron")], who="ann")

    assert found(path, Match("lit", frozenset({"no"}))) == ["a"]


def test_what_is_read_again_does_not_touch_a_correction_and_comes_up_when_it_is_undone(
    tmp_path: Path,
) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector:
        outcome = corrector.correct([to("paper")], who="ann")
        load(path, [replace(seen("a", "iron", 0.9), caption="read again")])
        assert values(path, "a", "shade") == ("paper",)

        corrector.undo(outcome.batch, who="ben")

        assert stored(path, "a") == replace(seen("a", "iron", 0.9), caption="read again")
        assert corrector.corrections.find() == []


def test_a_store_made_anew_from_its_source_has_the_corrections_again(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector:
        corrector.correct([to("paper")], who="ann")
    anew = new_store(tmp_path / "anew")
    (path / "weft.db").rename(anew / "weft.db")
    load(anew, [seen("a", "glass"), seen("b", "glass")])

    assert values(anew, "a", "shade") == ("paper",)
    assert values(anew, "b", "shade") == ("glass",)


def test_what_a_person_said_survives_export_and_import_as_a_correction(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector:
        corrector.correct([to("paper")], who="ann")
    lines = list(catalogue_lines(opened(path).snapshot()))
    anew = tmp_path / "anew"
    load(anew, [to_record(line, LAMPS) for line in lines])
    load(anew, [seen("a", "iron")])

    assert values(anew, "a", "shade") == ("paper",)
    with corrector_of(anew) as corrector:
        assert [each.who for each in corrector.corrections.find()] == ["catalogue"]
        corrector.correct([Change("a", "shade", Act.UNDO)], who="ann")
    assert values(anew, "a", "shade") == ("iron",)


def test_a_later_word_of_the_catalogue_replaces_its_own_but_no_other(tmp_path: Path) -> None:
    path = tmp_path / "store"

    def said(image_id: str, shade: str) -> ImageRecord:
        line = {"image_id": image_id, "attributes": {"shade": shade}, "provenance": {"shade": "human"}}
        return to_record(line, LAMPS)

    load(path, [said("a", "glass"), said("b", "glass")])
    with corrector_of(path) as corrector:
        corrector.correct([to("iron")], who="ann")
    load(path, [said("a", "paper"), said("b", "paper")])

    assert (values(path, "a", "shade"), values(path, "b", "shade")) == (("iron",), ("paper",))


def test_clearing_confirming_and_setting_several_values(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass"), lamp("b", kind="bulb", colors=["red"])])
    with corrector_of(path) as corrector:
        changes = [
            Change("a", "shade", Act.CONFIRM),
            Change("a", "colors", Act.SET, ("white", "red")),
            Change("b", "colors", Act.CLEAR),
            Change("b", "shade", Act.CLEAR),
        ]
        outcome = corrector.correct(changes, who="ann")
        again = corrector.correct(changes, who="ann")

    first, second = stored(path, "a"), stored(path, "b")
    assert first.attributes["shade"] == Attribute(("glass",), source=Source.HUMAN)
    assert first.attributes["colors"].values == ("white", "red")
    assert second.attributes["colors"].values == ()
    assert second.attributes["shade"].values == ("not_applicable",)
    assert (outcome.changed, again.changed, again.unchanged) == (4, 0, 4)


def test_two_persons_do_not_overwrite_each_other_unseen(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass"), seen("b", "glass")])
    with corrector_of(path) as corrector:
        corrector.correct([to("paper", expected="glass")], who="ann")
        with pytest.raises(ConflictError, match=r"shade of 'a' is paper now, by ann at 20") as caught:
            corrector.correct([to("iron", "b"), to("iron", expected="glass")], who="ben")

    assert caught.value.hint
    assert (values(path, "a", "shade"), values(path, "b", "shade")) == (("paper",), ("glass",))


def test_of_many_persons_at_once_one_wins_and_the_others_are_told(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector, ThreadPoolExecutor(4) as pool:

        def attempt(number: int) -> int:
            try:
                return corrector.correct([to("paper", expected="glass")], who=f"person {number}").changed
            except ConflictError:
                return 0

        won = sum(pool.map(attempt, range(8)))
        corrector.follow()

    assert won == 1
    assert values(path, "a", "shade") == ("paper",)


def test_a_batch_is_undone_as_a_whole_back_to_earlier_corrections(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass"), seen("b", "glass")])
    with corrector_of(path) as corrector:
        corrector.correct([to("paper")], who="ann")
        both = corrector.correct([to("iron", "a"), to("iron", "b")], who="ben")
        undone = corrector.undo(both.batch, who="ann")
        assert (values(path, "a", "shade"), values(path, "b", "shade")) == (("paper",), ("glass",))

        corrector.undo(undone.batch, who="ann")
        assert (values(path, "a", "shade"), values(path, "b", "shade")) == (("iron",), ("iron",))
        with pytest.raises(NotFoundError):
            corrector.undo("nothing", who="ann")


def test_a_batch_that_was_changed_since_is_not_undone(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector:
        first = corrector.correct([to("paper")], who="ann")
        corrector.correct([to("iron")], who="ben")
        with pytest.raises(ConflictError, match="by ben"):
            corrector.undo(first.batch, who="ann")


def test_a_bulk_change_is_counted_before_it_is_made(tmp_path: Path) -> None:
    lamps = [seen("a", "glass"), seen("b", "paper"), seen("c", "iron"), lamp("d", kind="bulb")]
    path = new_store(tmp_path / "store", lamps)
    with corrector_of(path) as corrector:
        kind = Match("kind", frozenset({"table-lamp"}))
        plan = corrector.plan(kind, "shade", Act.SET, ("paper",))
        assert (plan.matched, len(plan.changes)) == (3, 3)
        assert dict(plan.before) == {("glass",): 1, ("paper",): 1, ("iron",): 1}

        corrector.correct(plan.changes, who="ann")
        assert corrector.plan(kind, "shade", Act.SET, ("paper",)).changes == ()
        assert corrector.plan(EVERYTHING, "shade", Act.UNDO).matched == 4
        assert len(corrector.plan(EVERYTHING, "shade", Act.UNDO).changes) == 3


def test_while_another_process_writes_a_correction_waits_and_is_written_with_the_others_work(
    tmp_path: Path,
) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector:
        with writer(path) as busy:
            assert corrector.correct([to("paper")], who="ann").pending
            assert corrector.corrections.find()[0].pending
            assert corrector.corrections.write_pending(busy) == 1
        assert values(path, "a", "shade") == ("paper",)
        assert not corrector.corrections.find()[0].pending


def test_an_undo_that_no_store_has_seen_yet_is_brought_to_it_later(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector:
        outcome = corrector.correct([to("paper")], who="ann")
        with writer(path):
            assert corrector.undo(outcome.batch, who="ann").pending
        assert values(path, "a", "shade") == ("paper",)
        load(path, [seen("b", "glass")])
        assert corrector.follow()

        assert stored(path, "a") == seen("a", "glass")


def test_a_correction_of_an_image_that_went_away_waits_for_its_return(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector:
        corrector.correct([to("paper")], who="ann")
        with writer(path) as open_writer:
            open_writer.delete(["a"])
            open_writer.commit()
        with pytest.raises(NotFoundError, match="'a'"):
            corrector.correct([to("iron")], who="ann")
    load(path, [seen("a", "glass")])

    assert values(path, "a", "shade") == ("paper",)


def test_a_revision_keeps_the_vectors(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass"), seen("b", "glass")])
    with corrector_of(path) as corrector:
        corrector.correct([to("paper", "b")], who="ann")

    snapshot = opened(path).snapshot()
    lengths = snapshot.vector_lengths()[snapshot.columns.live]
    assert lengths == pytest.approx([1, 1], abs=1e-3)


def test_every_change_is_in_the_log_with_before_and_after(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector:
        outcome = corrector.correct([to("paper")], who="ann")
        corrector.undo(outcome.batch, who="ben")
        undone, corrected = read_entries(corrector.corrections.database, subject="a shade")

    glass, paper = {"values": ["glass"], "source": "model"}, {"values": ["paper"], "source": "human"}
    assert (corrected.who, corrected.before, corrected.after) == ("ann", glass, paper)
    assert (undone.who, undone.before, undone.after) == ("ben", paper, glass)
    assert corrected.at <= undone.at


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (Change("a", "shape", Act.SET, ("paper",)), "no facet 'shape'"),
        (Change("a", "shade", Act.SET, ("papper",)), "no value 'papper'"),
        (Change("a", "shade", Act.SET, ("paper", "iron")), "one value, not 2"),
        (Change("a", "shade", Act.SET), "one value, not 0"),
        (Change("a", "colors", Act.SET, ("red", "red")), "twice"),
        (Change("a", "lit", Act.SET, ("yes",)), "follows from shade"),
        (Change("a", "shade", Act.CLEAR, ("paper",)), "no values"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_way_out(
    tmp_path: Path, change: Change, complaint: str
) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector, pytest.raises(QueryError, match=complaint) as caught:
        corrector.correct([change], who="ann")

    assert caught.value.hint


def test_one_value_is_not_changed_twice_at_once(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [seen("a", "glass")])
    with corrector_of(path) as corrector, pytest.raises(QueryError, match="twice"):
        corrector.correct([to("paper"), to("iron")], who="ann")


def test_records_without_corrections_pass_as_they_are(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store")
    records = [lamp(f"lamp {number}", colors=["red"]) for number in range(2_500)]
    with opened_database(path) as database:
        assert Corrections(database, LAMPS).apply(records) == records
