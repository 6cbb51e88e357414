"""The page itself: one HTML file that needs nothing beside it, no script and no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from weft.evaluation.metrics import BROKEN, NO_RESULT, SMALLER_IS_BETTER, WRONG
from weft.evaluation.page import plots
from weft.evaluation.page.views import MAIN, Catalogue, Contender, groups_of, view_queries
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.report import Report, make_report
from weft.evaluation.significance import p_text
from weft.vocab.model import Vocabulary

_MOST_SAID = 4


def render_page(
    ours: Contender,
    queries: Sequence[LabelledQuery],
    catalogue: Catalogue,
    *,
    baseline: Contender | None = None,
) -> str:
    """The report of a run, beside a baseline if there is one, as the text of an HTML page."""
    contenders = (ours, baseline) if baseline else (ours,)
    report = make_report(ours.evaluation, queries, baseline.evaluation if baseline else None)
    views = view_queries(contenders, queries, catalogue)
    template = _environment(catalogue.vocabulary).get_template("page.html")
    return template.render(
        report=report,
        baseline=_baseline(baseline, queries),
        comparisons={each.measure: each for each in report.comparisons},
        histograms=[plots.histogram(each.evaluation.scores[MAIN]) for each in contenders],
        bars=_bars(report),
        texts={query.id: query.text for query in queries},
        views=views,
        groups=groups_of(views),
        images=len(catalogue.photos.ids),
        main=MAIN,
        wrong=WRONG,
        broken=BROKEN,
        no_result=NO_RESULT,
        smaller_is_better=SMALLER_IS_BETTER,
    )


def _environment(vocabulary: Vocabulary) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["whisker"] = plots.whisker
    environment.filters |= {
        "score": lambda value: f"{value:.3f}",
        "short": lambda value: f"{value:.2f}",
        "signed": lambda value: f"{value:+.3f}".replace("-", "−") if value else "0",
        "p": p_text,
        "facet": lambda name: _facet_label(name, vocabulary),
        "words": lambda values, name: _words(values, name, vocabulary),
    }
    return environment


def _facet_label(name: str, vocabulary: Vocabulary) -> str:
    facet = vocabulary.by_id.get(name)
    return facet.label if facet else name


def _words(values: Iterable[str], name: str, vocabulary: Vocabulary) -> str:
    """The labels of some values of a facet; of many, the first few."""
    facet = vocabulary.by_id.get(name)
    terms = facet.by_id if facet else {}
    labels = [terms[value].label if value in terms else value.replace("_", " ") for value in values]
    more = len(labels) - _MOST_SAID
    return ", ".join(labels[:_MOST_SAID] + ([f"{more} more"] if more > 0 else [])) or "none"


def _baseline(baseline: Contender | None, queries: Sequence[LabelledQuery]) -> Mapping[str, object] | None:
    """The baseline's own means, by slice."""
    if baseline is None:
        return None
    report = make_report(baseline.evaluation, queries)
    return {"name": report.name, "slices": {each.slice: each for each in report.slices}}


def _bars(report: Report) -> tuple[plots.Bar, ...]:
    main = next((each for each in report.comparisons if each.measure == MAIN), None)
    return plots.bars(main.differences) if main else ()
