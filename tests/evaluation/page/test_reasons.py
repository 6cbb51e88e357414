from pathlib import Path

import pytest

from tests.evaluation.wardrobe import everything
from weft.engine.query.parser import Parser
from weft.evaluation.asked import Asked, Constraint
from weft.evaluation.page.reasons import Verdict, facts, wishes_labelled, wishes_understood
from weft.vocab.loader import load_vocabulary

VOCABULARY = load_vocabulary()
TEE = Constraint("category", frozenset({"t-shirt"}))
DRESS = Constraint("category", frozenset({"dress"}))
PRINTED = Constraint("has_print", frozenset({"true"}))


def verdicts(folder: Path, asked: Asked, image: str) -> dict[str, tuple[str, str]]:
    record = everything(folder)[3][image]
    found = facts(wishes_labelled(asked), record, VOCABULARY)
    return {fact.facet: (", ".join(fact.stored), fact.verdict.value) for fact in found}


def test_what_is_stored_stands_beside_what_was_asked(tmp_path: Path) -> None:
    asked = Asked(all=(TEE,), none=(PRINTED,))

    assert verdicts(tmp_path, asked, "green-tee") == {
        "category": ("t-shirt", "met"),
        "has_print": ("false", "met"),
    }
    assert verdicts(tmp_path, asked, "dino-tee")["has_print"] == ("true", "failed")
    assert verdicts(tmp_path, asked, "red-dress")["category"] == ("dress", "failed")


def test_one_of_several_products_may_be_another(tmp_path: Path) -> None:
    asked = Asked(either=(Asked(all=(TEE,)), Asked(all=(DRESS,))))

    assert verdicts(tmp_path, asked, "red-dress") == {"category": ("dress", "met")}


def test_an_exclusion_of_what_is_not_known_is_nearly_met(tmp_path: Path) -> None:
    asked = Asked(none=(Constraint("neckline", frozenset({"crew"})),))

    assert verdicts(tmp_path, asked, "green-tee") == {"neckline": ("unknown", "nearly")}


@pytest.mark.parametrize(("sentence", "verdict"), [("jeans", Verdict.MET), ("trousers", Verdict.NEARLY)])
def test_relatives_of_what_was_asked_are_told_from_it(
    tmp_path: Path, sentence: str, verdict: Verdict
) -> None:
    wishes = wishes_understood(Parser(VOCABULARY).parse(sentence))

    (fact,) = facts(wishes, everything(tmp_path)[3]["blue-jeans"], VOCABULARY)

    assert (fact.stored, fact.verdict) == (("jeans",), verdict)


def test_exclusions_are_shown_last() -> None:
    wishes = wishes_understood(Parser(VOCABULARY).parse("collarless jacket"))

    assert [wish.excluded for wish in wishes] == sorted(wish.excluded for wish in wishes)
