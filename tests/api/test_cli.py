from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.api.conftest import MORE, lines
from weft.api.cli import COMMANDS, main


class Ran:
    """Exit code and output of a command."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.out)


Weft = Callable[..., Ran]


@pytest.fixture
def weft(capsys: pytest.CaptureFixture[str]) -> Weft:
    def run(*argv: object) -> Ran:
        code = main([str(each) for each in argv])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


def test_without_a_command_the_commands_are_listed(weft: Weft) -> None:
    ran = weft()
    assert ran.code == 0
    assert all(name in ran.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: weft {name}" in capsys.readouterr().out


def test_the_version_is_told_in_a_process_of_its_own() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import sys; from weft.api.cli import main; sys.exit(main())", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("weft ")
    assert ran.stderr == ""


def test_an_error_in_a_process_of_its_own_is_one_line_and_code_2(tmp_path: Path) -> None:
    program = "import sys; from weft.api.cli import main; sys.exit(main())"
    ran = subprocess.run(
        [sys.executable, "-c", program, "search", "red dress", "--store", str(tmp_path / "none")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert "weft index" in ran.stderr


@pytest.mark.parametrize(
    "argv",
    [
        ["nope"],
        ["--nope"],
        ["search"],
        ["search", "dress"],
        ["search", "dress", "--store", "nowhere"],
        ["search", "dress", "--store", "nowhere", "--limit", "0"],
        ["search", "dress", "--store", "nowhere", "--limit", "ten"],
        ["search", "dress", "--store", "nowhere", "--settings", "nowhere.toml"],
        ["parse"],
        ["parse", "dress", "--queries", "nowhere.jsonl"],
        ["parse", "--queries", "nowhere.jsonl"],
        ["parse", "x" * 10_001],
        ["run", "nowhere.jsonl", "--store", "nowhere", "--out", "run"],
        ["evaluate", "nowhere.run", "--qrels", "nowhere.qrels"],
        ["index", "--store", "nowhere"],
        ["index", "nowhere.jsonl", "--store", "nowhere"],
        ["index", "nowhere.jsonl", "--store", "nowhere", "--images", "nowhere"],
        ["export", "--store", "nowhere", "--out", "all.jsonl"],
        ["doctor", "--store", "nowhere"],
        ["serve", "--store", "nowhere"],
        ["serve", "--store", "nowhere", "--host", "0.0.0.0", "--port", "0"],
        ["demo", "--count", "0"],
        ["demo", "--port", "99999"],
    ],
)
def test_the_users_fault_is_one_line_on_stderr_and_code_2(
    argv: list[str],
    weft: Weft,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = weft(*argv)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("weft: ")
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_search_prints_what_was_understood_and_the_hits(weft: Weft, store: Path) -> None:
    ran = weft("search", "green t-shirt with no prints", "--store", store)
    assert ran.code == 0
    assert "+ must Color green" in ran.out
    assert "- must not printed" in ran.out
    assert "Plain green cotton tee" in ran.out
    assert "2 products" in ran.out


def test_search_prints_only_json_when_asked(weft: Weft, store: Path) -> None:
    ran = weft("search", "green t-shirt with no prints", "--store", store, "--json", "--limit", "1")
    assert ran.err == ""
    assert ran.json["total"] == 2
    assert [hit["shown"]["product_id"] for hit in ran.json["hits"]] == ["tee-green"]


def test_search_takes_a_filter_expression(weft: Weft, store: Path) -> None:
    argv = ["search", "t-shirt", "--store", store, "--json"]
    found = weft(*argv, "--filter", "-colors:green").json["hits"]
    assert {hit["shown"]["product_id"] for hit in found} == {"tee-red"}
    assert weft(*argv, "--filter", "colors:").code == 2


def test_what_the_catalogue_says_is_not_taken_for_markup(weft: Weft, store: Path) -> None:
    assert "<script>alert(1)</script>" in weft("search", "black dress", "--store", store).out


def test_parse_prints_the_sentence_and_what_each_word_did(weft: Weft) -> None:
    ran = weft("parse", "red dress under 40 €, not long, preferably cotton")
    assert "+ must Color red   from “red”" in ran.out
    assert "Price up to 40" in ran.out
    assert "~ prefer" in ran.out


def test_parse_keeps_the_contract_of_its_json(weft: Weft) -> None:
    parsed = weft("parse", "green t-shirt with no prints", "--json").json
    assert set(parsed) >= {
        "query",
        "filters",
        "ranges",
        "excluded_words",
        "residual",
        "language",
        "sort",
        "corrections",
    }
    filters = {each["facet"]: (each["values"], each["mode"]) for each in parsed["filters"]}
    assert filters["colors"] == (["green", "olive", "teal"], "must")
    assert filters["has_print"] in [([True], "must_not"), ([False], "must")]


def test_parse_reads_a_file_of_queries(weft: Weft, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(
        '{"id": "a", "query": "red dress"}\n{"id": "b", "query": "blue jeans"}\n', encoding="utf-8"
    )
    printed = [json.loads(line) for line in weft("parse", "--queries", queries, "--json").out.splitlines()]
    assert [each["id"] for each in printed] == ["a", "b"]
    assert [each["query"] for each in printed] == ["red dress", "blue jeans"]


def test_run_and_evaluate_go_together(weft: Weft, store: Path, tmp_path: Path) -> None:
    queries, out, qrels = tmp_path / "queries.jsonl", tmp_path / "weft.run", tmp_path / "qrels"
    queries.write_text('{"id": "q1", "query": "green t-shirt with no prints"}\n', encoding="utf-8")
    qrels.write_text("q1 0 image-0 2\nq1 0 image-1 1\nq1 0 image-7 2\n", encoding="utf-8")
    assert weft("run", queries, "--store", store, "--out", out).code == 0
    columns = [line.split() for line in out.read_text(encoding="utf-8").splitlines()]
    assert {(row[0], row[1], row[5]) for row in columns} == {("q1", "Q0", "weft")}
    assert {row[2] for row in columns} == {"image-0", "image-1", "image-7"}
    assert [int(row[3]) for row in columns] == [1, 2, 3]
    report = weft("evaluate", out, "--qrels", qrels, "--queries", queries, "--json")
    assert report.code == 0
    assert report.json["slices"][0]["measures"]["R@100"]["mean"] == 1


def test_export_gives_back_what_was_indexed(weft: Weft, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.jsonl"
    assert weft("export", "--store", store, "--out", out).code == 0
    written = {row["image_id"]: row for row in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    for given in lines():
        kept = written[given["image_id"]]
        assert {name: kept[name] for name in given if name != "attributes"} == {
            name: value for name, value in given.items() if name != "attributes"
        }


def test_export_writes_parquet_by_its_ending(weft: Weft, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.parquet"
    assert weft("export", "--store", store, "--out", out).code == 0
    assert pq.read_metadata(out).num_rows == len(lines()) == MORE + 8


def test_indexing_twice_changes_nothing(weft: Weft, shop: Path, tmp_path: Path) -> None:
    argv = [
        "index",
        shop / "catalogue.jsonl",
        "--store",
        tmp_path / "s",
        "--images",
        shop / "images",
        "--json",
    ]
    assert weft(*argv).json["added"] == len(lines())
    again = weft(*argv).json
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, len(lines()))


def test_a_refused_line_is_named_and_fails_only_when_strict(weft: Weft, tmp_path: Path) -> None:
    source = tmp_path / "bad.jsonl"
    source.write_text(
        '{"image_id": "a", "caption": "red dress"}\nnot json\n{"caption": "x"}\n', encoding="utf-8"
    )
    ran = weft("index", source, "--store", tmp_path / "s")
    assert ran.code == 0
    assert "line 2" in ran.err
    assert "line 3" in ran.err
    assert "1 added, 0 updated, 0 unchanged, 2 refused" in ran.err
    assert weft("index", source, "--store", tmp_path / "s", "--strict").code == 2


def test_the_text_index_can_be_made_again(weft: Weft, shop: Path, tmp_path: Path) -> None:
    made = tmp_path / "s"
    assert weft("index", shop / "catalogue.jsonl", "--store", made).code == 0
    before = weft("search", "red roses", "--store", made, "--json").json
    assert weft("index", "--rebuild-text", "--store", made).code == 0
    after = weft("search", "red roses", "--store", made, "--json").json
    assert [hit["shown"] for hit in after["hits"]] == [hit["shown"] for hit in before["hits"]]


def test_the_doctor_finds_a_sound_store_sound(weft: Weft, store: Path) -> None:
    ran = weft("doctor", "--store", store)
    assert ran.code == 0
    assert f"{len(lines())} images" in ran.out


def test_ctrl_c_ends_without_a_word(weft: Weft, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("weft.api.cli._run", interrupt)
    ran = weft("parse", "red dress")
    assert (ran.code, ran.out, ran.err) == (130, "", "")
