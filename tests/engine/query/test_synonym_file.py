from pathlib import Path

import pytest

from weft.engine.errors import SettingsError
from weft.engine.query.synonym_file import load_synonyms
from weft.engine.query.synonyms import Rule


def written(folder: Path, text: str) -> Path:
    path = folder / "synonyms.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_one_way_and_two_way_entries_become_rules_by_stem(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        [[one_way]]
        from = ["Cinderella", "ash  maiden"]
        to = ["blue ball  gown"]
        replace = true

        [[two_way]]
        words = ["surfy", "beaches", "waves"]
        """,
    )

    assert load_synonyms(path).rules == {
        ("cinderella",): Rule(("blue ball gown",), replaces=True),
        ("ash", "maiden"): Rule(("blue ball gown",), replaces=True),
        ("surfi",): Rule(("beaches", "waves")),
        ("beach",): Rule(("surfy", "waves")),
        ("wave",): Rule(("surfy", "beaches")),
    }


def test_what_several_entries_say_of_one_wording_adds_up(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        one_way = [{ from = ["nap"], to = ["rest"] }]
        two_way = [{ words = ["naps", "sleep"] }, { words = ["nap", "rest"] }]
        """,
    )

    assert load_synonyms(path).rules[("nap",)] == Rule(("rest", "sleep"))


def test_an_empty_file_has_no_rules(tmp_path: Path) -> None:
    assert load_synonyms(written(tmp_path, "")).rules == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[one_way]", "are not TOML"),
        ("[[synonym]]\nwords = ['a', 'b']", "synonym: extra inputs are not permitted"),
        ("one_way = 3", "one_way: input should be a valid tuple"),
        ("[[one_way]]\nto = ['a']", "one_way entry 1 from: field required"),
        ("[[one_way]]\nfrom = ['a']\nto = []", "one_way entry 1 to: .* at least 1 item"),
        ("[[one_way]]\nfrom = 'a'\nto = ['b']", "one_way entry 1 from: input should be a valid tuple"),
        ("[[one_way]]\nfrom = ['a']\nto = ['b']\nreplaces = true", "one_way entry 1 replaces: extra inputs"),
        (
            "[[one_way]]\nfrom = ['a']\nto = ['b']\n[[one_way]]\nfrom = ['?!']\nto = ['b']",
            "entry 2 from: '\\?!' has no",
        ),
        (
            "[[one_way]]\nfrom = ['a']\nto = ['1 2 3 4 5 6 7 8 9']",
            "entry 1 to: '1 .*' has more than 8",
        ),
        ("[[one_way]]\nfrom = ['naps']\nto = ['nap']", "one_way entry 1: 'naps' means itself"),
        ("[[two_way]]\nwords = ['a']", "two_way entry 1 words: .* at least 2 items"),
        ("[[two_way]]\nwords = ['nap', 'rest', 'Nap']", "two_way entry 1: 'nap' means itself"),
        (
            "one_way = [{ from = ['a'], to = ['b'], replace = true }]\ntwo_way = [{ words = ['a', 'c'] }]",
            "two_way entry 1: 'a' is replaced by one entry and kept by another",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_entry(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=problem):
        load_synonyms(written(tmp_path, text))


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_synonyms(tmp_path / "nowhere.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="are not TOML"):
        load_synonyms(tmp_path / "binary.toml")
