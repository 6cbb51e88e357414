from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.errors import SettingsError
from weft.engine.merchandising.rule_file import load_rules, make_rule, read_rules, write_rules
from weft.engine.merchandising.rules import KINDS, Hide, Pin, Replace, Rule, Synonym

ALL_KINDS = """
[[rule]]
kind = "pin"
name = "summer first"
contains = "summer"
wants = "kind:vase"
products = ["p-12", "p-99"]
place = 3
since = 2026-06-01
until = 2026-08-31

[[rule]]
kind = "synonym"
name = "mud"
words = "mud"
means = ["clay", "earth"]
both_ways = true

[[rule]]
kind = "hide"
name = "recalled"
sentence = ["", "cups"]
filter = 'brand:"A\\"B" price:..10'
enabled = false
"""


def test_rules_are_read_in_their_order() -> None:
    pin, synonym, hide = read_rules(ALL_KINDS)

    assert pin == Pin(
        name="summer first",
        contains=("summer",),
        wants="kind:vase",
        products=("p-12", "p-99"),
        place=3,
        since=date(2026, 6, 1),
        until=date(2026, 8, 31),
    )
    assert synonym == Synonym(name="mud", words=("mud",), means=("clay", "earth"), both_ways=True)
    assert hide == Hide(
        name="recalled", sentence=("", "cups"), filter='brand:"A\\"B" price:..10', enabled=False
    )


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
_WORDS = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=10)
_RULES = st.one_of(
    st.builds(Hide, name=st.just("a"), filter=_TEXTS, sentence=st.tuples(_TEXTS), since=st.dates()),
    st.builds(Pin, name=st.just("a"), products=st.tuples(_TEXTS), place=st.integers(1, 1_000)),
    st.builds(Replace, name=st.just("a"), words=st.tuples(_WORDS), means=_WORDS, enabled=st.booleans()),
)


@given(_RULES)
def test_what_is_written_reads_back_as_the_same(rule: Rule) -> None:
    assert read_rules(write_rules([rule])) == (rule,)


def test_every_kind_can_be_made() -> None:
    assert set(KINDS) == {"pin", "hide", "boost", "bury", "synonym", "replace", "redirect"}
    assert make_rule({"kind": "boost", "name": "a", "filter": "x:y", "by": 0.5}).kind == "boost"


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('kind = "push"', "its kind is none"),
        ('kind = "hide"\nname = "a"', "filter: field required"),
        ('kind = "hide"\nname = "a"\nfilter = "x"\nwhen = 1', "when: extra inputs"),
        ('kind = "hide"\nname = ""\nfilter = "x"', "name: string should have at least 1"),
        ('kind = "hide"\nname = "a\\nb"\nfilter = "x"', "name: string should match"),
        ('kind = "boost"\nname = "a"\nfilter = "x"\nby = 2', "by: input should be less"),
        ('kind = "pin"\nname = "a"\nproducts = []', "products: value should have at least 1"),
        ('kind = "pin"\nname = "a"\nproducts = "p"\nplace = 0', "place: input should be greater"),
        ('kind = "synonym"\nname = "a"\nwords = "!"\nmeans = "b"', "'!' has no word"),
        ('kind = "replace"\nname = "a"\nwords = "b"\nmeans = "c"\nwants = "x:y"', "wants: input should be"),
        ('kind = "redirect"\nname = "a"\nto = "javascript:alert(1)"', "to: string should match"),
        ('kind = "redirect"\nname = "a"\nto = "//elsewhere.example"', "to: string should match"),
        ('kind = "redirect"\nname = "a"\nto = "/a b"', "to: string should match"),
        (
            'kind = "hide"\nname = "a"\nfilter = "x"\nsince = 2026-02-01\nuntil = 2026-01-01',
            "before it begins",
        ),
    ],
)
def test_a_rule_without_sense_is_refused_by_its_number(table: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=f"^mine: rule 1: .*{complaint}") as caught:
        read_rules(f"[[rule]]\n{table}", "mine")

    assert caught.value.hint


@pytest.mark.parametrize("text", ["rule = 1", "[pin]\nname = 1", "[[rule]", '[[rule]]\nkind = ["pin"]'])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"rules\.toml"):
        load_rules(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_rules(tmp_path / "rules.toml")


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(SettingsError, match="'a'"):
        read_rules('[[rule]]\nkind = "hide"\nname = "a"\nfilter = "x"\n' * 2)
