"""The report of an extractor as one HTML file: tables, what is taken for what, and the worst photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from weft.engine.model import ImageRecord
from weft.evaluation.attributes.measures import FacetMeasures, Judged
from weft.evaluation.attributes.reading import Readings
from weft.evaluation.attributes.report import AttributeReport
from weft.evaluation.page.pictures import Picture
from weft.vocab.model import Facet, Vocabulary

_HERE = Path(__file__).parent
_STYLES = _HERE.parent / "page"
_WORST = 12
_VALUES = 16


@dataclass(frozen=True, slots=True)
class Mistake:
    """A photo that was read wrongly: how surely, as what, and what is true."""

    record: ImageRecord
    picture: str
    confidence: float
    read: tuple[str, ...]
    label: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet on the page.

    `counts[i][j]` is how many photos labelled `values[i]` were read as `values[j]`, of the most frequent
    values. `mistakes` are the surest wrong answers: what is most worth a look.
    """

    facet: Facet
    measures: FacetMeasures
    values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    mistakes: tuple[Mistake, ...]


def render_attribute_page(
    report: AttributeReport, readings: Readings, vocabulary: Vocabulary, picture: Picture
) -> str:
    """The page as text; it needs nothing beside it, no script and no network."""
    records = {label.image_id: label for _, label in readings.pairs}
    views = []
    for each in report.facets:
        facet = vocabulary.by_id[each.facet]
        views.append(_view(facet, each, readings.of(facet, vocabulary), records, picture))
    return _environment().get_template("attributes.html").render(report=report, views=views)


def _view(
    facet: Facet,
    measures: FacetMeasures,
    judged: Sequence[Judged],
    records: dict[str, ImageRecord],
    picture: Picture,
) -> FacetView:
    visible = [each for each in judged if each.visible]
    values = tuple(
        value for value, _ in Counter(each.label.values[0] for each in visible).most_common(_VALUES)
    )
    pairs = Counter((each.label.values[0], each.read.values[:1]) for each in visible)
    counts = tuple(tuple(pairs[label, (answer,)] for answer in values) for label in values)
    wrong = sorted((each for each in visible if not each.right), key=lambda each: -each.read.confidence)
    mistakes = tuple(_mistake(each, records[each.image_id], picture) for each in wrong[:_WORST])
    return FacetView(facet, measures, values, counts, mistakes)


def _mistake(each: Judged, record: ImageRecord, picture: Picture) -> Mistake:
    return Mistake(record, picture(record), each.read.confidence, each.read.values, each.label.values)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_HERE, _STYLES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "share": lambda value: "" if value is None else f"{value:.3f}",
        "words": lambda values: ", ".join(values).replace("_", " ") or "nothing",
    }
    return environment
