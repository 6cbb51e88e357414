"""What the page shows of each query: the first hits of one or two runs with their grades and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from weft.engine.model import ImageRecord, ParsedQuery
from weft.evaluation.metrics import MEASURES, WRONG, Evaluation
from weft.evaluation.page.pictures import Picture
from weft.evaluation.page.reasons import Fact, Wish, facts, wishes_labelled, wishes_understood
from weft.evaluation.photos import Mask, Photos
from weft.evaluation.qrels import Qrels
from weft.evaluation.queries import LabelledQuery, by_slice
from weft.evaluation.runs import Run
from weft.vocab.model import Vocabulary

FIRST = 10
"""Hits shown of each query."""

MAIN = MEASURES[0]
WRONG_HITS, FELL, ROSE = "wrong hits", "fell", "rose"


@dataclass(frozen=True, slots=True)
class Contender:
    """A run and its scores; `parses` are the sentences as its engine understands them, if it is Weft's."""

    run: Run
    evaluation: Evaluation
    parses: Mapping[str, ParsedQuery]


@dataclass(frozen=True)
class Catalogue:
    """The images that both runs found, with what is needed to show and to judge them."""

    records: Mapping[str, ImageRecord]
    photos: Photos
    qrels: Qrels
    vocabulary: Vocabulary
    picture: Picture

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The place of each image in the masks of `photos`."""
        return {image_id: row for row, image_id in enumerate(self.photos.ids)}


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit: `banned` when it has what the query excludes; `picture` is "" where there is none."""

    rank: int
    record: ImageRecord
    picture: str
    grade: int
    banned: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One run's answer to a query; `parsed` is None where nobody knows how it was understood."""

    name: str
    scores: Mapping[str, float]
    parsed: ParsedQuery | None
    wishes: tuple[Wish, ...]
    hits: tuple[HitView, ...]


@dataclass(frozen=True, slots=True)
class QueryView:
    """One query: our column, the baseline's if there is one, and the groups it can be picked by.

    `missed` are images of the best grade that our first hits leave out although worse ones are there.
    """

    query: LabelledQuery
    relevant: int
    columns: tuple[ColumnView, ...]
    missed: tuple[HitView, ...]
    difference: float
    groups: tuple[str, ...]


def view_queries(
    contenders: Sequence[Contender], queries: Sequence[LabelledQuery], catalogue: Catalogue
) -> tuple[QueryView, ...]:
    """The measured queries: our greatest losses against the baseline first, then our worst answers."""
    measured = contenders[0].evaluation.scores[MAIN]
    groups = {name: ids for name, ids in by_slice(queries).items() if name != "all"}
    views = [_query(query, contenders, groups, catalogue) for query in queries if query.id in measured]
    return tuple(sorted(views, key=lambda view: (view.difference, view.columns[0].scores[MAIN])))


def groups_of(views: Sequence[QueryView]) -> tuple[tuple[str, int], ...]:
    """Every group with the number of its queries: tags, languages, then how the query went."""
    names = dict.fromkeys(name for view in views for name in view.groups)
    last = (WRONG_HITS, FELL, ROSE)
    ordered = sorted(names, key=lambda name: (name in last, name.startswith("lang "), name))
    return tuple((name, sum(name in view.groups for view in views)) for name in ordered)


def _query(
    query: LabelledQuery,
    contenders: Sequence[Contender],
    slices: Mapping[str, frozenset[str]],
    catalogue: Catalogue,
) -> QueryView:
    columns = tuple(_column(query, each, catalogue) for each in contenders)
    scores = [column.scores[MAIN] for column in columns]
    difference = scores[0] - scores[1] if len(scores) > 1 else 0.0
    outcomes = {WRONG_HITS: columns[0].scores[WRONG] > 0, FELL: difference < 0, ROSE: difference > 0}
    groups = [name for name, ids in slices.items() if query.id in ids]
    groups += [name for name, holds in outcomes.items() if holds]
    relevant = sum(grade > 0 for grade in catalogue.qrels[query.id].values())
    return QueryView(
        query, relevant, columns, _missed(query, columns[0], catalogue), difference, tuple(groups)
    )


def _column(query: LabelledQuery, contender: Contender, catalogue: Catalogue) -> ColumnView:
    parsed = contender.parses.get(query.id)
    wishes = wishes_understood(parsed) if parsed else wishes_labelled(query.asked) if query.asked else ()
    scores = {name: each[query.id] for name, each in contender.evaluation.scores.items() if query.id in each}
    images = contender.run.images(query.id)[:FIRST]
    return ColumnView(contender.run.name, scores, parsed, wishes, _hits(query, images, wishes, catalogue))


def _missed(query: LabelledQuery, column: ColumnView, catalogue: Catalogue) -> tuple[HitView, ...]:
    grades = catalogue.qrels[query.id]
    best = max(grades.values())
    worse = sum(hit.grade < best for hit in column.hits) + FIRST - len(column.hits)
    shown = {hit.record.image_id for hit in column.hits}
    left_out = [image for image, grade in grades.items() if grade == best and image not in shown]
    return _hits(query, left_out[: min(worse, FIRST // 2)], column.wishes, catalogue)


def _hits(
    query: LabelledQuery, images: Sequence[str], wishes: Sequence[Wish], catalogue: Catalogue
) -> tuple[HitView, ...]:
    banned: Mask | None = catalogue.photos.banned(query.asked) if query.asked else None
    views = []
    for rank, image_id in enumerate(images, 1):
        record = catalogue.records[image_id]
        views.append(
            HitView(
                rank,
                record,
                catalogue.picture(record),
                catalogue.qrels[query.id].get(image_id, 0),
                banned is not None and bool(banned[catalogue.rows[image_id]]),
                facts(wishes, record, catalogue.vocabulary),
            )
        )
    return tuple(views)
