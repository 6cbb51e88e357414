"""Families, scopes, derived values and the fingerprint of a vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.furniture import FURNITURE
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Term, Vocabulary

KIND, TINT, WOODEN = (FURNITURE.by_id[name] for name in ("kind", "tint", "wooden"))


@pytest.mark.parametrize(
    ("term", "leaves", "core"),
    [
        ("navy", "navy", "navy"),
        ("blue", "blue navy teal", "blue navy"),
        ("green", "green teal", "green"),
        ("teal", "teal", "teal"),
    ],
)
def test_a_family_takes_in_what_borders_it_without_holding_it_for_a_good_example(
    term: str, leaves: str, core: str
) -> None:
    assert TINT.leaves(term) == set(leaves.split())
    assert TINT.core(term) == set(core.split())


def test_a_group_is_no_value_itself() -> None:
    assert "seating" not in KIND.values
    assert KIND.leaves("seating") == {"sofa", "armchair", "chair", "stool"}
    assert KIND.leaves("table") == {"table", "desk"}


def test_families_nest() -> None:
    rows = (("all", ()), ("some", ("all",)), ("one", ("some",)), ("beside", ()))
    terms = [Term(name, name, name, {}, broader, abstract=name in ("all", "some")) for name, broader in rows]
    facet = Facet("f", "F", "f", (*terms[:3], replace(terms[3], borders=("some",))))

    assert facet.leaves("all") == {"one", "beside"}
    assert facet.core("all") == {"one"}


def test_expand_joins_families() -> None:
    assert FURNITURE.expand("tint", ("blue", "red")) == {"blue", "navy", "teal", "red"}
    assert FURNITURE.expand("tint", ()) == frozenset()


def test_a_facet_applies_within_its_scope_and_to_unknown_kinds() -> None:
    assert FURNITURE.applies("seats", "sofa")
    assert FURNITURE.applies("seats", UNKNOWN)
    assert FURNITURE.applies("material", "bookcase")
    assert not FURNITURE.applies("seats", "bookcase")


def test_what_is_absent_is_unknown_or_not_applicable() -> None:
    assert FURNITURE.absent("seats", "sofa") == UNKNOWN
    assert FURNITURE.absent("seats", UNKNOWN) == UNKNOWN
    assert FURNITURE.absent("seats", "bookcase") == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("material", "wooden"),
    [
        ("oak", "true"),
        ("steel", "false"),
        (UNKNOWN, UNKNOWN),
        (NOT_APPLICABLE, NOT_APPLICABLE),
        ("jade", UNKNOWN),
    ],
)
def test_derived_values_follow_their_source(material: str, wooden: str) -> None:
    assert FURNITURE.derive("wooden", material) == wooden


def test_derived_facets_are_not_stored() -> None:
    assert WOODEN not in FURNITURE.stored
    assert len(FURNITURE.stored) == len(FURNITURE.facets) - 1


def with_kind(change: Callable[[Facet], Facet]) -> Vocabulary:
    """Furniture with another facet of kinds."""
    return replace(FURNITURE, facets=(change(KIND), *FURNITURE.facets[1:]))


def with_first_term(change: Callable[[Term], Term]) -> Vocabulary:
    """Furniture with another first term of the kinds."""
    return with_kind(lambda facet: replace(facet, terms=(change(facet.terms[0]), *facet.terms[1:])))


@pytest.mark.parametrize(
    "vocabulary",
    [
        with_first_term(lambda term: replace(term, id="seats")),
        with_first_term(lambda term: replace(term, definition="Other.")),
        with_first_term(lambda term: replace(term, abstract=False)),
        with_kind(lambda facet: replace(facet, multiple=True)),
        with_kind(lambda facet: replace(facet, applies_to=frozenset({"sofa"}))),
        with_kind(lambda facet: replace(facet, terms=facet.terms[1:])),
        replace(FURNITURE, kind="material"),
        replace(FURNITURE, facets=FURNITURE.facets[:-1]),
    ],
    ids=["id", "definition", "abstract", "multiple", "scope", "fewer terms", "kind", "fewer facets"],
)
def test_the_fingerprint_changes_with_what_an_extraction_depends_on(vocabulary: Vocabulary) -> None:
    assert vocabulary.fingerprint != FURNITURE.fingerprint


@pytest.mark.parametrize(
    "vocabulary",
    [
        with_first_term(lambda term: replace(term, words={"en": ("perch",)})),
        with_first_term(lambda term: replace(term, label="seats", swatch="#000000")),
        with_kind(lambda facet: replace(facet, label="Sort", visible=True)),
        replace(FURNITURE, phrases=()),
    ],
    ids=["words", "label", "facet label", "phrases"],
)
def test_the_fingerprint_stays_when_only_the_reading_of_sentences_changes(vocabulary: Vocabulary) -> None:
    assert vocabulary.fingerprint == FURNITURE.fingerprint
