"""Photos read on their way into a store, by an extractor that names the color it sees."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.lamps import EMBEDDER, LAMPS, SETTINGS, opened
from weft.engine.catalogue import ingest as module
from weft.engine.catalogue.ingest import IngestSummary, Progress, ingest
from weft.engine.catalogue.ledger import Ledger, State
from weft.engine.catalogue.loading import Fate
from weft.engine.catalogue.reading import Reading
from weft.engine.database import open_database
from weft.engine.errors import ExtractionError, ModelError
from weft.engine.index.image_vectors import ImageVectorWriter, read_image_vectors, read_in_use
from weft.engine.model import Analysis, Attribute, ImageRecord, Source

COLORS = {"white": (255, 255, 255), "red": (255, 0, 0), "green": (0, 255, 0)}


class ColorExtractor:
    """Takes every photo for a floor lamp of glass in the color of its middle; fails on black ones."""

    name = "colors"

    def __init__(self, version: int = 1) -> None:
        self.version = version
        self.fingerprint = f"colors-{version}"
        self.seen = 0
        self.closed = False

    def extract(self, pictures: Sequence[Image.Image]) -> list[Analysis | ExtractionError]:
        self.seen += len(pictures)
        return [self._read(picture) for picture in pictures]

    def close(self) -> None:
        self.closed = True

    def _read(self, picture: Image.Image) -> Analysis | ExtractionError:
        assert picture.mode == "RGB"
        pixel = picture.getpixel((picture.width // 2, picture.height // 2))
        names = [name for name, value in COLORS.items() if value == pixel]
        if not names:
            return ExtractionError("too dark to read")
        values = {"kind": ("floor-lamp",), "shade": ("glass",), "colors": (names[0],), "marks": ()}
        attributes = {
            name: Attribute(value, 0.8, Source.MODEL, by=self.fingerprint) for name, value in values.items()
        }
        return Analysis(attributes, f"a {names[0]} lamp", np.eye(1, 8, dtype=np.float32)[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    for name in ("white", "red", "green"):
        _paint(tmp_path / "photos" / f"{name}.png", COLORS[name])
    return tmp_path / "photos"


def _paint(path: Path, color: tuple[int, int, int]) -> None:
    Image.new("RGB", (40, 30), color).save(path)


def _load(
    source: Path | str,
    store: Path,
    extractor: ColorExtractor,
    images: Path | None = None,
    *,
    only_bare: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> IngestSummary:
    return ingest(
        source,
        store,
        images=images,
        settings=SETTINGS,
        vocabulary=LAMPS,
        embedder=EMBEDDER,
        reading=Reading(lambda: extractor, only_bare=only_bare),
        stop=stop,
    )


def _stored(store: Path) -> dict[str, ImageRecord]:
    return {record.image_id: record for record in opened(store).snapshot().all_records()}


def _lines(path: Path, *lines: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def _ledger(store: Path) -> Ledger:
    return Ledger(open_database(store))


def test_photos_of_a_folder_are_read_and_searchable(folder: Path, tmp_path: Path) -> None:
    extractor = ColorExtractor()
    summary = _load(folder, tmp_path / "store", extractor)
    red = _stored(tmp_path / "store")["red"]

    assert (summary.added, summary.read, extractor.closed) == (3, 3, True)
    assert red.attributes["colors"] == Attribute(("red",), 0.8, Source.MODEL, by="colors-1")
    assert (red.caption, red.extractor, red.extractor_version) == ("a red lamp", "colors-1", 1)
    assert _ledger(tmp_path / "store").counts()[State.DONE] == 3


def test_the_same_photos_again_are_no_work_and_a_changed_one_is(folder: Path, tmp_path: Path) -> None:
    extractor = ColorExtractor()
    _load(folder, tmp_path / "store", extractor)
    again = _load(folder, tmp_path / "store", extractor)
    assert (again.unchanged, again.read, extractor.seen) == (3, 0, 3)

    _paint(folder / "red.png", COLORS["green"])
    changed = _load(folder, tmp_path / "store", extractor)
    assert (changed.updated, changed.unchanged, changed.read, extractor.seen) == (1, 2, 1, 4)
    assert _stored(tmp_path / "store")["red"].attributes["colors"].values == ("green",)


def test_another_version_reads_all_photos_anew(folder: Path, tmp_path: Path) -> None:
    _load(folder, tmp_path / "store", ColorExtractor())
    newer = ColorExtractor(version=2)

    assert _load(folder, tmp_path / "store", newer).updated == 3
    assert {record.extractor_version for record in _stored(tmp_path / "store").values()} == {2}


def test_the_feed_beats_the_model_and_the_model_fills_what_it_leaves_out(
    folder: Path, tmp_path: Path
) -> None:
    line = {"image_id": "x", "image": "red.png", "attributes": {"kind": "bulb", "colors": ["white"]}}
    source = _lines(tmp_path / "lamps.jsonl", {**line, "price": 5})
    extractor = ColorExtractor()
    _load(source, tmp_path / "store", extractor, folder)
    bulb = _stored(tmp_path / "store")["x"]

    assert bulb.attributes["kind"] == Attribute(("bulb",))
    assert bulb.attributes["colors"] == Attribute(("white",))
    # A bulb has no shade, whatever the model took it for.
    assert bulb.attributes["shade"] == Attribute(("not_applicable",), 0.8, Source.MODEL, by="colors-1")

    _lines(source, {**line, "price": 6})
    assert _load(source, tmp_path / "store", extractor, folder).updated == 1
    assert extractor.seen == 1
    _lines(source, {"image_id": "x", "image": "red.png"})
    _load(source, tmp_path / "store", extractor, folder)
    assert extractor.seen == 2
    assert _stored(tmp_path / "store")["x"].attributes["shade"].values == ("glass",)


def test_only_photos_are_read_of_which_nothing_is_said_if_that_is_asked_for(
    folder: Path, tmp_path: Path
) -> None:
    source = _lines(
        tmp_path / "lamps.jsonl",
        {"image_id": "said", "image": "red.png", "attributes": {"kind": "bulb"}},
        {"image_id": "bare", "image": "red.png"},
        {"image_id": "blind"},
    )
    summary = _load(source, tmp_path / "store", ColorExtractor(), folder, only_bare=True)
    stored = _stored(tmp_path / "store")

    assert (summary.read, summary.unseen) == (1, 0)
    assert stored["said"].attributes["shade"].values == ("not_applicable",)
    assert stored["bare"].attributes["shade"].values == ("glass",)
    unseen = _load(source, tmp_path / "other", ColorExtractor(), None, only_bare=True)
    assert (unseen.added, unseen.read, unseen.unseen) == (3, 0, 1)


def test_no_extractor_is_opened_where_no_photo_is_to_be_read(tmp_path: Path) -> None:
    source = _lines(tmp_path / "lamps.jsonl", {"image_id": "a", "attributes": {"kind": "bulb"}})

    def never() -> ColorExtractor:
        raise AssertionError

    summary = ingest(
        source,
        tmp_path / "store",
        images=tmp_path,
        settings=SETTINGS,
        vocabulary=LAMPS,
        embedder=EMBEDDER,
        reading=Reading(never),
    )
    assert summary.added == 1


def test_a_photo_that_fails_is_kept_and_tried_when_its_time_has_come(folder: Path, tmp_path: Path) -> None:
    _paint(folder / "dark.png", (0, 0, 0))
    extractor = ColorExtractor()
    store = tmp_path / "store"
    first = _load(folder, store, extractor)
    again = _load(folder, store, extractor)

    assert (first.added, first.read, first.failed) == (4, 3, 1)
    assert _stored(store)["dark"].attributes["kind"].values == ("unknown",)
    assert (_ledger(store).job("dark").state, _ledger(store).job("dark").reason) == (
        State.FAILED,
        "too dark to read",
    )
    assert (again.waiting, again.failed, extractor.seen) == (1, 0, 4)

    _ledger(store).retry()
    assert _load(folder, store, extractor).failed == 1
    _paint(folder / "dark.png", COLORS["red"])
    assert _load(folder, store, extractor).read == 1
    assert _ledger(store).unfinished() == {}


def test_a_broken_picture_is_dead_until_it_is_another(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.png").write_bytes(b"no picture")
    store = tmp_path / "store"
    for _ in range(2):
        summary = _load(folder, store, ColorExtractor())
        assert [(each.image_id, "not a picture" in each.reason) for each in summary.refused] == [
            ("bad", True)
        ]
    assert (_ledger(store).job("bad").state, _ledger(store).job("bad").attempts) == (State.DEAD, 1)

    _paint(folder / "bad.png", COLORS["red"])
    assert _load(folder, store, ColorExtractor()).refused == ()
    assert _ledger(store).unfinished() == {}


def test_what_failed_keeps_what_an_earlier_extractor_read(folder: Path, tmp_path: Path) -> None:
    class Blind(ColorExtractor):
        def _read(self, picture: Image.Image) -> Analysis | ExtractionError:
            return ExtractionError("nothing seen")

    _load(folder, tmp_path / "store", ColorExtractor())
    summary = _load(folder, tmp_path / "store", Blind(version=2))

    assert (summary.unchanged, summary.failed) == (3, 3)
    assert _stored(tmp_path / "store")["red"].extractor == "colors-1"


def test_an_extractor_that_breaks_down_loses_nothing_that_was_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mortal(ColorExtractor):
        def extract(self, pictures: Sequence[Image.Image]) -> list[Analysis | ExtractionError]:
            if self.seen:
                raise ModelError("The server is gone.")
            return super().extract(pictures)

    monkeypatch.setattr(module, "PICTURES", 2)
    with pytest.raises(ModelError):
        _load(folder, tmp_path / "store", Mortal())
    counts = _ledger(tmp_path / "store").counts()

    assert (counts[State.DONE], counts[State.PENDING], counts[State.RUNNING]) == (2, 1, 0)
    assert _load(folder, tmp_path / "store", ColorExtractor()).read == 1


def test_a_run_that_is_stopped_goes_on_where_it_was(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PICTURES", 2)
    extractor = ColorExtractor()
    stopped = _load(folder, tmp_path / "store", extractor, stop=lambda: extractor.seen > 0)
    rest = _load(folder, tmp_path / "store", extractor)

    assert (stopped.read, stopped.interrupted) == (2, True)
    assert (rest.read, rest.unchanged, rest.interrupted) == (1, 2, False)


def test_progress_counts_what_was_read_and_what_failed(folder: Path, tmp_path: Path) -> None:
    _paint(folder / "dark.png", (0, 0, 0))
    told: list[Progress] = []
    ingest(
        folder,
        tmp_path / "store",
        images=None,
        settings=SETTINGS,
        vocabulary=LAMPS,
        embedder=EMBEDDER,
        reading=Reading(ColorExtractor),
        progress=told.append,
    )

    assert (told[-1].done, told[-1].total) == (4, 4)
    assert (told[-1].counts[Fate.READ], told[-1].counts[Fate.FAILED]) == (3, 1)


class ColorEmbedder:
    """Stands for the encoder that an extractor shares."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.dimension = 8

    def embed_images(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        return np.eye(len(pictures), 8, dtype=np.float32)


class SeeingExtractor(ColorExtractor):
    """A color extractor whose vectors are kept."""

    def __init__(self, version: int = 1) -> None:
        super().__init__(version)
        self.embedder = ColorEmbedder(f"seeing-{version}")


def _looks(store: Path) -> tuple[str, list[bool]]:
    """Which embedder is in use, and whether white, red and green have a vector."""
    used = read_in_use(store)
    assert used is not None
    vectors = read_image_vectors(store, used).of(["white", "red", "green"])
    return used.embedder, [bool(row.any()) for row in vectors]


def test_the_vectors_of_an_extractor_are_kept_and_go_with_their_images(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    _load(folder, store, SeeingExtractor())
    assert _looks(store) == ("seeing-1", [True, True, True])

    _paint(folder / "green.png", COLORS["red"])
    red: dict[str, object] = {"image_id": "red", "deleted": True}
    changed = _lines(tmp_path / "gone.jsonl", red, {"image_id": "green", "image": "green.png"})
    _load(changed, store, SeeingExtractor(), folder)
    assert _looks(store) == ("seeing-1", [True, False, True])


def test_the_vectors_of_a_new_version_are_used_when_they_are_complete(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PICTURES", 1)
    store, newer = tmp_path / "store", SeeingExtractor(version=2)
    _load(folder, store, SeeingExtractor())
    _load(folder, store, newer, stop=lambda: newer.seen > 0)
    assert _looks(store)[0] == "seeing-1"

    _load(folder, store, newer)
    assert _looks(store) == ("seeing-2", [True, True, True])


def test_the_vectors_of_an_encoder_that_was_chosen_are_left_in_use(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    _load(folder, store, ColorExtractor())
    with ImageVectorWriter(store, embedder="transformers:clip", dimension=8) as writer:
        writer.put({"white": "x"}, np.eye(1, 8, dtype=np.float32))
        writer.commit()
    _load(folder, store, SeeingExtractor(version=2))

    assert _looks(store) == ("transformers:clip", [True, False, False])
