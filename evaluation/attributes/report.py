"""The report of an extractor: what to read on a terminal, and the same as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from weft.evaluation.attributes.measures import ENOUGH, FacetMeasures, measure
from weft.evaluation.attributes.reading import Readings
from weft.vocab.model import Vocabulary

_CONFUSIONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class AttributeReport:
    """Every facet of the vocabulary that any photo is labelled with; `enough` as in `answered`."""

    photos: int
    unread: int
    enough: float
    facets: tuple[FacetMeasures, ...]

    @property
    def by_facet(self) -> Mapping[str, FacetMeasures]:
        """The measures by facet."""
        return {each.facet: each for each in self.facets}


def make_attribute_report(
    readings: Readings, vocabulary: Vocabulary, *, enough: float = ENOUGH
) -> AttributeReport:
    """Measures every facet of the readings."""
    measured = (
        measure(facet.id, readings.of(facet, vocabulary), enough=enough) for facet in vocabulary.facets
    )
    facets = tuple(each for each in measured if each.visible)
    return AttributeReport(len(readings.pairs), readings.unread, enough, facets)


def print_attribute_report(report: AttributeReport, console: Console) -> None:
    """Prints the tables."""
    console.print(_accuracy_table(report))
    console.print(_confidence_table(report))
    console.print(_confusion_table(report))
    if report.unread:
        console.print(f"Labelled photos that were not read: {report.unread:,}")


def attribute_report_as_json(report: AttributeReport) -> dict[str, Any]:
    """The whole report as one JSON object."""
    return asdict(report)


def _accuracy_table(report: AttributeReport) -> Table:
    head = ("facet", "visible", "right", "in top 3", "macro-F1", "overlap", "absent", "right there")
    table = Table(*head, title=f"{report.photos:,} photos", box=SIMPLE_HEAD)
    for each in report.facets:
        shares = map(_cell, (each.accuracy, each.top3, each.macro_f1, each.overlap))
        absent = (str(each.absent), _cell(each.absent_accuracy))
        table.add_row(each.facet, str(each.visible), *shares, *absent)
    return table


def _confidence_table(report: AttributeReport) -> Table:
    head = (
        "facet",
        "calibration error",
        f"answered at {report.enough:g}",
        "right among plausible",
        "plausible",
    )
    table = Table(*head, title="What confidences are worth", box=SIMPLE_HEAD)
    for each in report.facets:
        shares = map(_cell, (each.calibration_error, each.answered, each.covered))
        table.add_row(each.facet, *shares, "" if each.plausible is None else f"{each.plausible:.1f}")
    return table


def _confusion_table(report: AttributeReport) -> Table:
    table = Table("facet", "label", "read as", "photos", title="What is taken for what", box=SIMPLE_HEAD)
    for each in report.facets:
        for label, answer, count in each.confusions[:_CONFUSIONS_SHOWN]:
            table.add_row(each.facet, label, answer, str(count))
    return table


def _cell(share: float | None) -> str:
    return "" if share is None else f"{share:.3f}"
