"""Probabilities worked out by hand."""

import pytest

from weft.engine.extraction.confidence import Probabilities, Slot, Token, slot_of

VALUES = ("oak", "olive", "pine")


def test_the_confidence_is_the_product_over_the_tokens_that_chose() -> None:
    known = Probabilities([Token(b'{"m":"', 1.0), Token(b"o", 0.8), Token(b"ak", 0.5), Token(b'"}', 1.0)])

    assert known.confidence([slot_of(5, 10, VALUES)]) == pytest.approx(0.4)


def test_tokens_beside_the_value_do_not_count() -> None:
    known = Probabilities([Token(b'{"m":', 0.1), Token(b'"oak"', 0.7), Token(b"}", 0.1)])

    assert known.confidence([slot_of(5, 10, VALUES)]) == pytest.approx(0.7)


def test_a_list_has_a_factor_for_each_value_and_for_going_on_and_ending() -> None:
    tokens = [
        Token(b"[", 1.0),
        Token(b'"oak', 0.5),
        Token(b'",', 0.6),
        Token(b'"pine', 0.9),
        Token(b'"]', 0.8),
    ]
    ends = (",", "]")
    slots = [slot_of(1, 7, VALUES, ends), slot_of(7, 14, VALUES, ends)]

    assert Probabilities(tokens).confidence(slots) == pytest.approx(0.5 * 0.6 * 0.9 * 0.8)


def test_of_a_servers_probabilities_only_what_the_schema_allows_counts() -> None:
    others = ((b"pine", 0.2), (b"The", 0.3), (b"o", 0.1))
    known = Probabilities([Token(b'"', 0.9, exact=False), Token(b"oak", 0.3, others, exact=False)])

    assert known.text == b'"oak'
    assert known.confidence([slot_of(0, 5, VALUES)]) == pytest.approx(0.3 / 0.6)


def test_a_servers_token_may_begin_before_the_value_and_end_behind_it() -> None:
    others = ((b':"pine', 0.2), (b': "oak', 0.3), (b':"ash', 0.1))
    known = Probabilities([Token(b'{"m"', 0.5, exact=False), Token(b':"oak"}', 0.2, others, exact=False)])

    assert known.confidence([slot_of(5, 10, VALUES)]) == pytest.approx(0.5)


def test_what_a_server_held_impossible_has_no_confidence() -> None:
    assert Probabilities([Token(b'"oak"', 0.0, exact=False)]).confidence([slot_of(0, 5, VALUES)]) == 0


def test_rivals_are_plausible_until_95_percent_are_covered() -> None:
    others = ((b"pi", 0.3), (b"ol", 0.06), (b"pine", 0.03), (b"o", 0.01))
    known = Probabilities([Token(b'"', 1.0), Token(b"oak", 0.6, others), Token(b'"', 1.0)])

    found = known.plausible("oak", slot_of(0, 5, VALUES), 0.6)

    assert [value for value, _ in found] == ["oak", "pine", "olive"]
    assert [share for _, share in found] == pytest.approx([0.6, 0.33, 0.06])


def test_who_has_95_percent_has_no_rivals() -> None:
    known = Probabilities([Token(b'"oak"', 0.96, ((b'"pine"', 0.04),))])

    assert known.plausible("oak", slot_of(0, 5, VALUES), 0.96) == ()


def test_a_servers_rivals_are_measured_by_what_the_schema_allows() -> None:
    others = ((b'"pine"', 0.1), (b"{", 0.8))
    known = Probabilities([Token(b'"oak"', 0.1, others, exact=False)])

    assert known.plausible("oak", slot_of(0, 5, VALUES), 0.5) == (("oak", 0.5), ("pine", 0.5))


def test_letters_of_several_bytes_are_placed_by_bytes() -> None:
    text = '"chêne"'.encode()
    known = Probabilities([Token(text[:5], 0.5), Token(text[5:], 0.5), Token(b"}", 0.1)])

    assert known.confidence([Slot(0, len(text), (text,))]) == pytest.approx(0.25)
