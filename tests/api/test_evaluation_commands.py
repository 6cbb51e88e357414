"""`weft evaluate` with its page and bounds, `weft benchmark`, `weft tune` and `weft quepid`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.evaluation.wardrobe import catalogue, qrels, queries
from weft.api.cli import main

RUN = ["q1 Q0 green-tee 1 2 weft", "q1 Q0 olive-tee 2 1 weft", "q2 Q0 blue-jeans 1 1 weft"]

Weft = Callable[..., tuple[int, str, str]]


@pytest.fixture
def weft(capsys: pytest.CaptureFixture[str]) -> Weft:
    def run(*argv: object) -> tuple[int, str, str]:
        code = main([str(each) for each in argv])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    run = tmp_path / "weft.run"
    run.write_text("\n".join(RUN) + "\n", encoding="utf-8")
    return {
        "run": run,
        "--catalogue": catalogue(tmp_path),
        "--queries": queries(tmp_path),
        "--qrels": qrels(tmp_path),
    }


def options(files: dict[str, Path], *names: str) -> list[object]:
    return [each for name in names for each in (name, files[name])]


def test_the_parser_is_scored_by_what_its_filters_let_through(weft: Weft, tmp_path: Path) -> None:
    lines, labels, wrong = (tmp_path / name for name in ("c.jsonl", "q.jsonl", "p.jsonl"))
    lines.write_text('{"image_id": "a", "attributes": {"category": "dress", "colors": ["red"]}}\n')
    label = {"all": [{"facet": "category", "values": ["dress"]}]}
    labels.write_text(json.dumps({"id": "q", "query": "dresses", "parse": label}))
    wrong.write_text('{"id": "q", "filters": [{"facet": "colors", "values": ["blue"], "mode": "must"}]}')
    given = ["--parse", "--queries", labels, "--catalogue", lines]

    assert json.loads(weft("evaluate", *given, "--json")[1])["scores"][0]["share"] == 1.0
    assert "made up colors:blue" in weft("evaluate", *given, wrong)[1].replace("\n", " ")


def test_a_run_needs_judgments(weft: Weft, files: dict[str, Path]) -> None:
    code, _, err = weft("evaluate", files["run"])

    assert code == 2
    assert "--qrels" in err


def test_the_report_becomes_a_page(weft: Weft, files: dict[str, Path], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    given = options(files, "--qrels", "--queries", "--catalogue")

    code, _, err = weft("evaluate", files["run"], *given, "--baseline", files["run"], "--html", page)

    assert code == 0
    assert str(page) in err
    assert "green t-shirt with no prints" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "more", [["--html", "page.html"], ["--images", "."], ["--html", "page.html", "--images", "nowhere"]]
)
def test_a_page_that_cannot_be_made_is_refused(weft: Weft, files: dict[str, Path], more: list[str]) -> None:
    code, out, err = weft("evaluate", files["run"], *options(files, "--qrels", "--queries"), *more)

    assert (code, out) == (2, "")
    assert err.startswith("weft: ")


def test_a_missed_bound_has_an_exit_code_of_its_own(weft: Weft, files: dict[str, Path]) -> None:
    given = [files["run"], *options(files, "--qrels", "--queries", "--catalogue"), "--json"]

    assert weft("evaluate", *given, "--fail-under", "nDCG@10=0.2", "--fail-over", "broken=0")[0] == 0
    code, out, err = weft("evaluate", *given, "--fail-under", "simple:nDCG@10=0.9")
    assert code == 3
    assert json.loads(out)["name"] == "weft"
    assert err == "weft: simple:nDCG@10 at least 0.9 is missed: 0.\n"


def test_a_bound_without_meaning_is_the_user_s_fault(weft: Weft, files: dict[str, Path]) -> None:
    given = [files["run"], *options(files, "--qrels")]

    assert weft("evaluate", *given, "--fail-under", "good")[0] == 2
    assert weft("evaluate", *given, "--fail-under", "typo:nDCG@10=1")[0] == 2


def test_the_benchmark_scores_weft_baselines_and_runs(
    weft: Weft, files: dict[str, Path], tmp_path: Path
) -> None:
    page = tmp_path / "LEADERBOARD.md"
    given = options(files, "--qrels", "--queries", "--catalogue")

    code, out, _ = weft("benchmark", *given, "--run", f"mine={files['run']}", "--markdown", page, "--json")

    assert code == 0
    board = json.loads(out)
    assert board["first"] == "Weft"
    assert {each["name"] for each in board["standings"]} == {
        "Weft", "BM25", "dense", "BM25 + dense", "LanceDB hybrid", "mine"
    }  # fmt: skip
    assert "| mine |" in page.read_text(encoding="utf-8")


def test_a_run_without_a_name_is_refused(weft: Weft) -> None:
    code, _, err = weft("benchmark", "--run", "mine.run")

    assert code == 2
    assert "NAME=FILE" in err


def test_tuning_writes_settings_that_can_be_used(weft: Weft, files: dict[str, Path], tmp_path: Path) -> None:
    store, out = tmp_path / "store", tmp_path / "tuned.toml"
    many, judged = tmp_path / "many.jsonl", tmp_path / "many.qrels"
    colors = ("red", "green", "blue", "black", "white", "gray", "brown", "pink", "purple", "orange")
    sentences = [f"{color} {kind}" for color in colors for kind in ("tee", "dress")]
    many.write_text(
        "".join(json.dumps({"id": f"m{n}", "query": text}) + "\n" for n, text in enumerate(sentences)),
        encoding="utf-8",
    )
    judged.write_text("".join(f"m{n} 0 green-tee 1\n" for n in range(len(sentences))), encoding="utf-8")
    assert weft("index", files["--catalogue"], "--store", store)[0] == 0

    code, printed, _ = weft(
        "tune", "--store", store, "--queries", many, "--qrels", judged, "--out", out, "--json"
    )

    assert code == 0
    written = tomllib.loads(out.read_text(encoding="utf-8"))
    assert written == json.loads(printed)["after"]
    assert weft("search", "red dress", "--store", store, "--settings", out)[0] == 0


def test_tuning_does_not_report_on_what_it_trained_on(
    weft: Weft, files: dict[str, Path], tmp_path: Path
) -> None:
    given = options(files, "--queries", "--qrels")

    code, _, err = weft(
        "tune", "--store", tmp_path / "none", *given, "--unseen", files["--queries"], "--out", tmp_path / "t"
    )

    assert code == 2
    assert "of the training part" in err


def test_judgments_and_runs_go_to_quepid_and_back(weft: Weft, files: dict[str, Path], tmp_path: Path) -> None:
    for option, given in (("--qrels", files["--qrels"]), ("--run", files["run"])):
        csv, back = tmp_path / "there.csv", tmp_path / "back.trec"
        assert weft("quepid", *options(files, "--queries"), option, given, "--out", csv)[0] == 0
        assert weft("quepid", *options(files, "--queries"), option, csv, "--out", back)[0] == 0
        kept = [line.split()[:3] for line in back.read_text(encoding="utf-8").splitlines()]
        assert kept == [line.split()[:3] for line in given.read_text(encoding="utf-8").splitlines()]


def test_quepid_needs_one_file_of_each_kind(weft: Weft, files: dict[str, Path]) -> None:
    given = options(files, "--queries", "--qrels")

    assert weft("quepid", *given, "--out", "other.qrels")[0] == 2


def test_a_file_that_cannot_be_written_is_told_in_one_line(weft: Weft, files: dict[str, Path]) -> None:
    given = options(files, "--qrels", "--queries", "--catalogue")

    code, _, err = weft("evaluate", files["run"], *given, "--html", "no/such/folder/page.html")

    assert code == 2
    assert err.startswith("weft: no/such/folder/page.html cannot be written")


def test_photos_are_taken_from_a_folder_and_those_that_are_not_there_are_counted(
    weft: Weft, tmp_path: Path
) -> None:
    (tmp_path / "few").mkdir()
    code, _, err = weft("photos", "--to", tmp_path / "to", "--from", tmp_path / "few")
    assert code == 2
    assert "in a row could not be had" in err
    code, _, err = weft("photos", "--to", tmp_path / "to", "--from", tmp_path / "nowhere")
    assert (code, "There is no folder" in err) == (2, True)


def test_the_demo_of_photos_says_how_to_bring_them(weft: Weft, tmp_path: Path) -> None:
    code, _, err = weft(
        "demo", "--photos", tmp_path, "--no-serve", "--folder", tmp_path / "demo", "--port", 0
    )
    assert code == 2
    assert f"weft photos --to {tmp_path}" in err
