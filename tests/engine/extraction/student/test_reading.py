from math import log

import numpy as np
import pytest

from tests.furniture import FURNITURE
from tests.lamps import LAMPS
from weft.engine.errors import SettingsError
from weft.engine.extraction.student.reading import Reader, beliefs
from weft.engine.extraction.student.sheet import FacetSheet, Sheet
from weft.engine.model import Attribute, Source
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN

KINDS = ("table-lamp", "floor-lamp", "bulb")
SHADES = ("glass", "paper", "iron")
COLORS = ("white", "red", "green")
SHEET = Sheet(
    name="lamps",
    kind="kind",
    size=33,
    dimension=4,
    facets=(
        FacetSheet(id="kind", values=KINDS, plausible=0.25),
        FacetSheet(id="shade", values=SHADES, plausible=0.1),
        FacetSheet(id="colors", values=COLORS, multiple=True, threshold=0.5, plausible=0.2),
    ),
)
NEVER = 1e-12
LIT = (0.6, 0.3, 0.1, NEVER)
WHITE = (0.7, 0.2, 0.1, NEVER)
PRESENT = (0.9, 0.6, 0.05)


def row(kind: tuple[float, ...], shade: tuple[float, ...], colors: tuple[float, ...]) -> list[float]:
    chances = [log(chance) for chance in (*kind, *shade, *colors)]
    return chances + [log(chance / (1 - chance)) for chance in PRESENT]


def read(kind: tuple[float, ...], colors: tuple[float, ...] = WHITE) -> dict[str, Attribute]:
    rows = np.asarray([row(kind, LIT, colors)], np.float32)
    return Reader(SHEET, LAMPS, by="me").read(rows)[0]


TABLE_LAMP = (0.5, 0.2, 0.3, NEVER)
BULB = (0.3, 0.2, 0.5, NEVER)


def test_a_value_is_as_probable_as_it_is_and_the_facet_applies() -> None:
    shade = read(TABLE_LAMP)["shade"]

    assert shade.values == ("glass",)
    assert shade.confidence == pytest.approx(0.42, abs=1e-4)  # (0.5 + 0.2) * 0.6
    assert shade.plausible == (("glass", 0.42), (NOT_APPLICABLE, 0.3), ("paper", 0.21))


def test_a_facet_that_the_kind_cannot_have_is_not_applicable_though_its_values_stay_plausible() -> None:
    attributes = read(BULB)

    assert attributes["kind"].values == ("bulb",)
    assert attributes["shade"].values == (NOT_APPLICABLE,)
    assert attributes["shade"].confidence == pytest.approx(0.5, abs=1e-4)
    assert attributes["shade"].plausible == ((NOT_APPLICABLE, 0.5), ("glass", 0.3), ("paper", 0.15))


def test_of_several_values_the_chosen_one_is_first_and_those_that_are_there_follow() -> None:
    colors = read(TABLE_LAMP)["colors"]

    assert colors.values == ("white", "red")
    assert colors.confidence == pytest.approx(0.7, abs=1e-4)
    assert colors.plausible == ()  # nothing else reaches 0.2


def test_no_values_are_as_sure_as_the_choice_of_none_and_leave_some_plausible() -> None:
    colors = read(TABLE_LAMP, (0.1, 0.1, 0.1, 0.7))["colors"]

    assert colors.values == ()
    assert colors.confidence == pytest.approx(0.7, abs=1e-4)
    assert colors.plausible == (("white", 0.9), ("red", 0.6))


def test_a_value_without_rivals_needs_no_plausible_set() -> None:
    kind = read((0.98, 0.01, 0.01, NEVER))["kind"]

    assert (kind.values, kind.plausible) == (("table-lamp",), ())
    assert (kind.source, kind.by) == (Source.MODEL, "me")


def test_a_facet_that_the_network_does_not_know_is_unread_and_not_believed() -> None:
    attributes = read(TABLE_LAMP)

    assert set(attributes) == {facet.id for facet in LAMPS.stored}
    assert attributes["marks"] == Attribute((), 0.0, Source.MODEL, by="me")


def test_a_value_that_the_vocabulary_does_not_know_is_left_out_of_account() -> None:
    strange = FacetSheet(id="kind", values=("table-lamp", "chandelier", "bulb"))
    sheet = Sheet(name="s", kind="kind", size=33, dimension=4, facets=(strange,))
    rows = np.log(np.asarray([[0.2, 0.7, 0.05, 0.05]], np.float32))

    attributes = Reader(sheet, LAMPS, by="").read(rows)[0]

    assert attributes["kind"].values == ("table-lamp",)
    assert attributes["kind"].confidence == pytest.approx(0.2 / 0.3, abs=1e-4)
    assert attributes["shade"].values == (UNKNOWN,)


def test_a_student_of_another_domain_is_refused() -> None:
    with pytest.raises(SettingsError, match="knows no kind"):
        Reader(SHEET, FURNITURE, by="")


def test_calibration_bends_the_numbers_of_a_network() -> None:
    cool = SHEET.facets[2].model_copy(update={"temperature": 2.0, "slope": 2.0, "shift": -1.0})
    sheet = Sheet(**SHEET.model_dump(exclude={"facets"}), facets=(SHEET.facets[0], cool))
    rows = np.asarray([[0, 0, 0, 0, log(9), 0, 0, 0, log(4), 0.5, -9]], np.float32)

    found = beliefs(rows, sheet)["colors"]

    assert found.choice[0] == pytest.approx([0.5, 1 / 6, 1 / 6, 1 / 6], abs=1e-5)  # 3 : 1 : 1 : 1
    assert found.presence[0] == pytest.approx([16 / (16 + np.e), 0.5, 1 / 6], abs=1e-5)
