from __future__ import annotations

import numpy as np

from tests.engine.search.vases import VASES, line, must, must_not, prefer
from weft.engine.catalogue.lines import to_record
from weft.engine.model import Explanation, Mode, ParsedFilter, ParsedQuery, ParsedRange, SearchRequest
from weft.engine.search.demand import demand_of
from weft.engine.search.explanation import explain
from weft.engine.search.fusion import Leg

RECORD = to_record(
    line("a", colors=["white", "coral"], kind="unknown", painting="stamp", brand="Tarn", price=12.5), VASES
)


def explained(
    *wishes: ParsedFilter, legs: tuple[Leg, ...] = (), ranges: tuple[ParsedRange, ...] = ()
) -> Explanation:
    demand = demand_of(ParsedQuery("any", wishes, ranges), SearchRequest("any"), VASES)
    return explain(RECORD, 1, demand=demand, legs=legs, vocabulary=VASES)


def test_a_reason_names_what_was_asked_and_what_is_stored() -> None:
    (reason,) = explained(must("colors", "red")).filters
    assert (reason.facet, reason.asked, reason.mode) == ("colors", ("red",), Mode.MUST)
    assert (reason.stored, reason.confidence) == (("white", "coral"), 1.0)


def test_a_relative_is_not_exact() -> None:
    relative, exact = explained(must("colors", "red"), must("colors", "white")).filters
    assert (relative.exact, exact.exact) == (False, True)


def test_an_exclusion_of_what_is_not_known_is_not_exact() -> None:
    unsure, sure = explained(must_not("kind", "jug"), must_not("texture", "ribbed")).filters
    assert (unsure.exact, unsure.stored) == (False, ("unknown",))
    assert sure.exact


def test_a_derived_facet_shows_its_own_value() -> None:
    (reason,) = explained(must_not("painted", "yes")).filters
    assert reason.stored == ("no",)


def test_preferences_and_alternatives_that_are_not_met_are_no_reasons() -> None:
    assert explained(prefer("texture", "ribbed"), must("kind", "jug", group=1)).filters == ()


def test_columns_and_ranges_are_reasons_too() -> None:
    under = ParsedRange("price", None, 40.0, Mode.MUST, ())
    brand, price = explained(must("brand", "Tarn"), ranges=(under,)).filters
    assert (brand.stored, brand.exact) == (("Tarn",), True)
    assert (price.facet, price.asked, price.stored) == ("price", ("..40",), ("12.5",))


def test_legs_that_do_not_rank_the_image_are_left_out() -> None:
    legs = Leg("text", 1.0, np.array([1, 0])), Leg("fit", 1.0, np.array([1, 7]))
    assert explained(legs=legs).ranks == {"fit": 7}
