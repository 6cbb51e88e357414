"""How good a run is: the field's measures by ir_measures, and two that only attribute search can have.

All are computed for every query that has a relevant image; one that the run did not answer counts as 0
in the field's measures.

wrong@10    share of the hits on the first ten places that have grade 0, so that a shopper would reject
            them. Places left empty do not count: three right hits and nothing else are 0, and so is an
            empty answer (see `no result`). Needs judgments of every image, absent being 0.
broken      number of hits, at any rank, that have what the sentence excludes, by the catalogue's own
            attributes and the labelled `parse.none`; only for queries with labels and a catalogue.
no result   1 if the query was not answered at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from weft.engine.errors import EvaluationError, ExtraMissingError
from weft.evaluation.photos import Photos
from weft.evaluation.qrels import Qrels, answerable
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.runs import Run

MEASURES = ("nDCG@10", "P@10", "R@100", "MRR")
"""The measures that ir_measures computes; MRR looks at the whole run."""

WRONG, BROKEN, NO_RESULT = "wrong@10", "broken", "no result"
SMALLER_IS_BETTER = frozenset({WRONG, BROKEN, NO_RESULT})

Scores = Mapping[str, float]
"""A value for each query id."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one run: by measure, then by query.

    `unjudged` queries have labels or hits and no relevant image in the judgments: they are left out.
    """

    name: str
    scores: Mapping[str, Scores]
    unjudged: tuple[str, ...] = field(default=())


def evaluate(
    run: Run, qrels: Qrels, *, queries: Sequence[LabelledQuery] = (), photos: Photos | None = None
) -> Evaluation:
    """Measures a run on all queries that have a relevant image.

    `broken` is there only with `photos` and labelled queries. Raises EvaluationError for a run that was
    not made for these queries or this catalogue, ExtraMissingError without the extra `evaluation`.
    """
    _refuse_strangers(run, qrels, photos)
    judged = answerable(qrels)
    scores: dict[str, Scores] = dict(_field_measures(run, qrels, judged))
    scores[WRONG] = {query: _wrong_share(run.images(query)[:10], qrels[query]) for query in judged}
    scores[NO_RESULT] = {query: float(not run.images(query)) for query in judged}
    if photos is not None:
        scores[BROKEN] = _broken(run, queries, photos)
    asked = {*run.rankings, *(query.id for query in queries)}
    return Evaluation(run.name, scores, tuple(sorted(asked - judged)))


def _refuse_strangers(run: Run, qrels: Qrels, photos: Photos | None) -> None:
    if not run.rankings.keys() & qrels.keys():
        hint = "Make the run with the queries that the judgments are for."
        raise EvaluationError("No query of the run is in the judgments.", hint=hint)
    hint = "Make the run with the catalogue that the judgments are for."
    found = {image for query in run.rankings for image in run.images(query)}
    if photos is not None and (strangers := found - set(photos.ids)):
        message = (
            f"{len(strangers)} images of the run are not in the catalogue, {min(strangers)!r} among them."
        )
        raise EvaluationError(message, hint=hint)
    if found and not any(found & grades.keys() for grades in qrels.values()):
        raise EvaluationError("No image of the run is in the judgments.", hint=hint)


def _field_measures(run: Run, qrels: Qrels, judged: frozenset[str]) -> Mapping[str, dict[str, float]]:
    try:
        import ir_measures  # optional, so not at the top
    except ImportError as error:
        hint = "Install it: pip install 'weft[evaluation]'."
        raise ExtraMissingError("Measuring a run needs the extra `evaluation`.", hint=hint) from error
    names = {ir_measures.parse_measure(name): name for name in MEASURES}
    scores = {name: dict.fromkeys(judged, 0.0) for name in MEASURES}
    relevant = {query: dict(qrels[query]) for query in judged}
    ranked = {query: _places(run.images(query)) for query in judged & run.rankings.keys()}
    for each in ir_measures.iter_calc(names, relevant, ranked):
        scores[names[each.measure]][each.query_id] = float(each.value)
    return scores


def _places(images: Sequence[str]) -> dict[str, float]:
    """Scores that repeat the order of the run, without its ties."""
    return {image: float(-place) for place, image in enumerate(images)}


def _wrong_share(images: Sequence[str], grades: Mapping[str, int]) -> float:
    wrong = sum(grades.get(image, 0) == 0 for image in images)
    return wrong / len(images) if images else 0.0


def _broken(run: Run, queries: Sequence[LabelledQuery], photos: Photos) -> Scores:
    rows = {image: row for row, image in enumerate(photos.ids)}
    broken = {}
    for query in queries:
        if query.asked:
            banned = photos.banned(query.asked)
            broken[query.id] = float(sum(banned[rows[image]] for image in run.images(query.id)))
    return broken
