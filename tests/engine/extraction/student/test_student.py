import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from weft.engine.errors import SettingsError
from weft.engine.extraction.student.sheet import FILE
from weft.engine.extraction.student.student import NETWORK, SHIPPED, Student, open_student
from weft.engine.model import Analysis, Source
from weft.engine.protocols import Extractor, ImageEmbedder
from weft.evaluation.garments import draw_catalogue
from weft.vocab.loader import load_vocabulary

APPAREL = load_vocabulary("apparel")
HEAVIEST = 12_000_000


@pytest.fixture(scope="module")
def student() -> Student:
    return open_student(APPAREL, threads=1)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Image.Image, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("drawn")
    draw_catalogue(folder, count=12, seed=77)
    lines = [json.loads(line) for line in (folder / "catalogue.jsonl").read_text().splitlines()]
    return [(Image.open(folder / line["image"]).convert("RGB"), line["attributes"]) for line in lines]


def analyses(student: Extractor, pictures: list[Image.Image]) -> list[Analysis]:
    found = student.extract(pictures)  # as everybody asks extractors
    return [each for each in found if isinstance(each, Analysis)]


def test_every_stored_facet_of_every_picture_is_read(
    student: Student, drawn: list[tuple[Image.Image, dict[str, str]]]
) -> None:
    read = analyses(student, [picture for picture, _ in drawn])

    assert len(read) == len(drawn)
    for each in read:
        assert set(each.attributes) == {facet.id for facet in APPAREL.stored}
        for attribute in each.attributes.values():
            assert 0 <= attribute.confidence <= 1
            assert (attribute.source, attribute.by) == (Source.MODEL, student.fingerprint)


def test_drawn_garments_are_known_for_what_they_are(
    student: Student, drawn: list[tuple[Image.Image, dict[str, str]]]
) -> None:
    read = analyses(student, [picture for picture, _ in drawn])

    right = [
        each.attributes["category"].values == (label["category"],)
        for each, (_, label) in zip(read, drawn, strict=True)
    ]
    assert sum(right) >= 0.7 * len(right)
    assert label_in(read[0].caption, read[0].attributes["category"].values[0])


def label_in(caption: str, value: str) -> bool:
    return APPAREL.by_id["category"].by_id[value].label in caption


def test_a_picture_is_read_the_same_alone_and_among_others(
    student: Student, drawn: list[tuple[Image.Image, dict[str, str]]]
) -> None:
    pictures = [picture for picture, _ in drawn]

    alone, among = analyses(student, pictures[:1])[0], analyses(student, pictures)[0]

    assert {f: a.values for f, a in alone.attributes.items()} == {
        f: a.values for f, a in among.attributes.items()
    }
    assert alone.image_vector is not None
    assert among.image_vector is not None
    np.testing.assert_allclose(alone.image_vector, among.image_vector, atol=1e-4)


def test_image_vectors_have_unit_length_and_a_name_of_their_network(student: Student) -> None:
    embedder: ImageEmbedder = student.embedder
    vectors = embedder.embed_images([Image.new("RGB", (40, 60), "red"), Image.new("RGB", (1, 1))])

    assert vectors.shape == (2, embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert student.network.digest in embedder.name


@pytest.mark.parametrize("size", [(1, 1), (4_000, 3), (3, 4_000)])
def test_pictures_of_every_shape_are_read(student: Student, size: tuple[int, int]) -> None:
    assert len(analyses(student, [Image.new("RGB", size, "navy")])) == 1


def test_no_pictures_give_no_answers(student: Student) -> None:
    assert student.extract([]) == []
    assert student.embedder.embed_images([]).shape == (0, student.embedder.dimension)


def test_another_calibration_is_another_extractor(student: Student, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "mine")
    sheet = json.loads((tmp_path / "mine" / FILE).read_text())
    sheet["facets"][0]["temperature"] *= 2
    (tmp_path / "mine" / FILE).write_text(json.dumps(sheet))

    assert open_student(APPAREL, tmp_path / "mine").fingerprint != student.fingerprint


def test_what_is_shipped_is_small_and_has_a_card() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) <= HEAVIEST
    assert "made by" in (SHIPPED / "CARD.md").read_text()


def test_a_network_that_is_none_is_refused(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / FILE, tmp_path)
    (tmp_path / NETWORK).write_bytes(b"no network")

    with pytest.raises(SettingsError, match="not a network that can be run"):
        open_student(APPAREL, tmp_path)


def test_a_sheet_of_another_network_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "mine")
    sheet = json.loads((tmp_path / "mine" / FILE).read_text())
    sheet["facets"].pop()
    (tmp_path / "mine" / FILE).write_text(json.dumps(sheet))

    with pytest.raises(SettingsError, match="do not belong together"):
        open_student(APPAREL, tmp_path / "mine")
