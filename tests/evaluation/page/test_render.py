import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.evaluation.wardrobe import everything
from weft.engine.model import ImageRecord, ParsedQuery
from weft.engine.query.parser import Parser
from weft.evaluation.metrics import evaluate
from weft.evaluation.page.pictures import linked
from weft.evaluation.page.render import render_page
from weft.evaluation.page.views import Catalogue, Contender, QueryView, groups_of, view_queries
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.runs import Run, ScoredImage
from weft.vocab.loader import load_vocabulary

VOCABULARY = load_vocabulary()
GOOD = {"q1": "green-tee olive-tee", "q2": "red-dress", "q3": "red-dress", "q4": "olive-tee dino-tee"}
BAD = {"q1": "dino-tee blue-jeans green-tee", "q2": "red-dress", "q4": "dino-tee"}


class Case:
    """Two runs over the wardrobe, and what is known about it."""

    def __init__(self, folder: Path) -> None:
        self.queries, self.qrels, self.photos, records = everything(folder)
        self.catalogue = self.catalogue_of(records)
        parser = Parser(VOCABULARY)
        self.ours = self.contender("weft", GOOD, {q.id: parser.parse(q.text) for q in self.queries})
        self.theirs = self.contender("theirs", BAD, {})

    def catalogue_of(self, records: Mapping[str, ImageRecord]) -> Catalogue:
        return Catalogue(records, self.photos, self.qrels, VOCABULARY, linked)

    def contender(self, name: str, hits: Mapping[str, str], parses: Mapping[str, ParsedQuery]) -> Contender:
        rankings = {
            query: tuple(ScoredImage(image, -place) for place, image in enumerate(images.split()))
            for query, images in hits.items()
        }
        run = Run(name, rankings)
        scores = evaluate(run, self.qrels, queries=self.queries, photos=self.photos)
        return Contender(run, scores, parses)

    def views(self, *contenders: Contender) -> dict[str, QueryView]:
        return {view.query.id: view for view in view_queries(contenders, self.queries, self.catalogue)}


class Tags(HTMLParser):
    """Every tag with its attributes; fails on a tag that is not closed where it must be."""

    VOID = frozenset({"meta", "img", "input", "line", "circle", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def tags_of(page: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Tags()
    reader.feed(page)
    assert reader.open == []
    return reader.seen


def test_hits_have_their_grades_and_the_excluded_is_marked(case: Case) -> None:
    ours, theirs = case.views(case.ours, case.theirs)["q1"].columns

    assert [(hit.grade, hit.banned) for hit in ours.hits] == [(2, False), (1, False)]
    assert [(hit.grade, hit.banned) for hit in theirs.hits] == [(0, True), (0, False), (2, False)]


def test_our_greatest_loss_comes_first_then_our_worst_answer(case: Case) -> None:
    assert next(iter(case.views(case.ours, case.theirs))) == "q4"
    assert next(iter(case.views(case.theirs))) == "q3"


def test_better_images_that_were_left_out_are_shown(case: Case) -> None:
    views = case.views(case.contender("weft", {"q2": "blue-jeans", "q4": "dino-tee"}, {}))

    assert [hit.record.image_id for hit in views["q2"].missed] == ["red-dress"]
    assert views["q4"].missed == ()


def test_queries_can_be_picked_by_tag_language_and_outcome(case: Case) -> None:
    views = [*case.views(case.ours, case.theirs).values()]

    groups = dict(groups_of(views))

    assert [*groups] == ["negation", "residual", "simple", "lang de", "lang en", "fell", "rose", "wrong hits"]
    assert (groups["fell"], groups["rose"], groups["lang de"]) == (1, 2, 1)


def test_the_page_is_whole_and_needs_nothing_beside_it(case: Case) -> None:
    page = render_page(case.ours, case.queries, case.catalogue, baseline=case.theirs)
    tags = tags_of(page)

    assert {tag for tag, _ in tags}.isdisjoint({"script", "link", "iframe"})
    assert not re.search(r"(?:src|href)=\"(?!#|data:)|url\(|@import", page)
    assert {attributes["id"] for tag, attributes in tags if tag == "article"} == {
        f"q-{query.id}" for query in case.queries
    }


def test_a_page_without_a_baseline_compares_nothing(case: Case) -> None:
    page = render_page(case.ours, case.queries, case.catalogue)

    assert tags_of(page)
    assert "against" not in page
    assert "randomisation" not in page


def test_the_sentence_is_shown_as_weft_understood_it_and_as_labelled_for_others(case: Case) -> None:
    page = render_page(case.ours, case.queries, case.catalogue, baseline=case.theirs)

    assert page.count(">Understood<") == page.count(">Asked<") == len(case.queries)
    assert "No hit at all." in page  # theirs on q3


def test_whatever_comes_from_files_is_text_and_never_markup(case: Case) -> None:
    evil = "<script>alert(1)</script>\"'>"
    records = {name: replace(record, caption=evil) for name, record in case.catalogue.records.items()}
    queries = [replace(query, text=evil, tags=(evil,)) for query in case.queries]
    contender = replace(case.ours, run=replace(case.ours.run, name=evil))

    page = render_page(contender, queries, case.catalogue_of(records))

    assert {tag for tag, _ in tags_of(page)}.isdisjoint({"script"})
    assert "<script" not in page


def test_pictures_on_the_web_are_linked_and_others_told_by_their_caption(case: Case) -> None:
    records = dict(case.catalogue.records)
    records["red-dress"] = replace(records["red-dress"], image="https://shop.example/red.jpg")

    tags = tags_of(render_page(case.ours, case.queries, case.catalogue_of(records)))

    sources = {attributes["src"] for tag, attributes in tags if tag == "img"}
    assert sources == {"https://shop.example/red.jpg"}


def test_queries_that_nobody_judged_are_named(case: Case) -> None:
    queries = (*case.queries, LabelledQuery("q9", "hats"))
    run = case.ours.run
    scores = evaluate(run, case.qrels, queries=queries, photos=case.photos)

    page = render_page(replace(case.ours, evaluation=scores), queries, case.catalogue)

    assert "nothing relevant is known for them: q9" in page
