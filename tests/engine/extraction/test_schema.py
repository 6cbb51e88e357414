import pytest

from tests.engine.search.vases import VASES
from tests.furniture import FURNITURE
from tests.lamps import LAMPS
from weft.engine.extraction.prompt import rules
from weft.engine.extraction.schema import answer_schema, asked, groups, short_keys
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import UNKNOWN, Facet, Term, Vocabulary

VOCABULARIES = [load_vocabulary("apparel"), FURNITURE, LAMPS, VASES]

each_vocabulary = pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda each: each.id)


@each_vocabulary
def test_every_kind_and_the_unknown_one_is_in_one_group_with_the_facets_it_can_have(
    vocabulary: Vocabulary,
) -> None:
    found = {kind: group.facets for group in groups(vocabulary) for kind in group.kinds}

    assert set(found) == {*vocabulary.by_id[vocabulary.kind].values, UNKNOWN}
    for kind, facets in found.items():
        can_have = {each.id for each in vocabulary.stored if vocabulary.applies(each.id, kind)}
        assert {vocabulary.kind, *(each.id for each in facets)} == can_have
        assert facets == asked(vocabulary, kind)


def test_the_schema_asks_first_for_the_kind_and_then_for_what_it_can_have() -> None:
    lamp, bulb = answer_schema(LAMPS)["properties"]["product"]["anyOf"]

    assert list(lamp["properties"]) == lamp["required"] == ["k", "s", "c", "m"]
    assert lamp["properties"]["k"]["enum"] == ["table-lamp", "floor-lamp", UNKNOWN]
    assert list(bulb["properties"]) == ["k", "c", "m"]
    assert bulb["properties"]["k"]["enum"] == ["bulb"]


def test_one_value_may_be_unknown_and_several_may_be_none() -> None:
    facets = answer_schema(LAMPS)["$defs"]

    assert facets["shade"] == {"type": "string", "enum": ["glass", "paper", "iron", UNKNOWN]}
    assert facets["colors"]["items"]["enum"] == ["white", "red", "red-brown", "green"]
    assert "lit" not in facets


@each_vocabulary
def test_keys_are_short_beginnings_that_name_one_facet_each(vocabulary: Vocabulary) -> None:
    keys = short_keys(vocabulary)

    assert len(set(keys.values())) == len(keys)
    assert all(facet.startswith(key) for facet, key in keys.items())


def test_an_id_that_begins_another_is_its_own_key() -> None:
    term = Term("one", "one", "one", {})
    facets = tuple(Facet(name, name, name, (term,)) for name in ("print", "print_colors", "pile"))

    keys = short_keys(Vocabulary("v", "v", "print", facets))

    assert keys == {"print": "print", "print_colors": "print_", "pile": "pi"}


def test_a_facet_without_values_is_not_asked() -> None:
    group = Term("group", "group", "group", {}, abstract=True)
    facets = (LAMPS.by_id["kind"], Facet("empty", "Empty", "empty", (group,)))
    vocabulary = Vocabulary("v", "v", "kind", facets)

    assert [each.facets for each in groups(vocabulary)] == [()]
    assert "Empty" not in rules(vocabulary)


@each_vocabulary
def test_the_prompt_defines_every_value_that_the_schema_allows(vocabulary: Vocabulary) -> None:
    lines = rules(vocabulary).splitlines()

    for facet in vocabulary.stored:
        assert any(line.startswith(f"{short_keys(vocabulary)[facet.id]} = ") for line in lines)
        assert {f"- {value}: {facet.by_id[value].definition}" for value in facet.values} <= set(lines)
