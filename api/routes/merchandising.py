"""Rules with what they would do, collections, and reports of what is asked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import delete, get, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter

from weft.api import schemas
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.answers import collection_answer, finding_answer, preview_answer
from weft.api.errors import problem_responses
from weft.api.routes.parameters import Curating, Who, Whole
from weft.api.routes.search import request_of
from weft.engine.merchandising.preview import preview
from weft.engine.merchandising.rule_book import amended
from weft.engine.merchandising.rule_file import make_rule
from weft.engine.merchandising.rule_set import RuleSet
from weft.engine.merchandising.rules import told

_CURATING = needs(Scope.CURATE, whole=True)

Name = Annotated[str, PathParameter(description="The name of it.", max_length=100)]
Kind = Annotated[
    Literal["no_results", "low_clicks", "unknown_words"], PathParameter(description="Which report.")
]
Days = Annotated[int, QueryParameter(ge=1, le=365, description="How far back.")]
Lines = Annotated[int, QueryParameter(name="limit", ge=1, le=100, description="How many lines.")]


@get("/v1/rules", sync_to_thread=True, tags=["curation"], opt=_CURATING, responses=problem_responses())
def list_rules(curation: Curating) -> schemas.RulesAnswer:
    """Every rule, in the order in which they have their say."""
    return schemas.RulesAnswer(rules=[told(rule) for rule in curation.rules.all()])


@put(
    "/v1/rules/{name:str}",
    sync_to_thread=True,
    tags=["curation"],
    opt=_CURATING,
    responses=problem_responses(400, 404, 413, 422),
)
def put_rule(curation: Curating, who: Who, name: Name, data: JSONBody[dict[str, Any]]) -> schemas.RulesAnswer:
    """Adds a rule behind the others, or puts it in the place of that of the same name; then all of them."""
    curation.rules.put([make_rule(data | {"name": name})], who=who.who)
    return schemas.RulesAnswer(rules=[told(rule) for rule in curation.rules.all()])


@delete(
    "/v1/rules/{name:str}",
    sync_to_thread=True,
    tags=["curation"],
    opt=_CURATING,
    responses=problem_responses(400, 404),
)
def delete_rule(curation: Curating, who: Who, name: Name) -> None:
    """Takes a rule out."""
    curation.rules.remove(name, who=who.who)


@post(
    "/v1/rules/preview",
    status_code=200,
    sync_to_thread=True,
    tags=["curation"],
    opt=_CURATING,
    responses=problem_responses(400, 413, 422),
)
def preview_rule(
    curation: Curating, whole: Whole, data: JSONBody[schemas.PreviewBody]
) -> schemas.PreviewAnswer:
    """A page of hits as it is, and as it would be with this rule among the others."""
    rules = curation.rules.all()
    changed = amended(rules, [make_rule(data.rule)])
    before, after = (RuleSet(each, whole.vocabulary) for each in (rules, changed))
    request = request_of(data.search, whole.vocabulary)
    return preview_answer(preview(whole, request, before, after))


@get("/v1/collections", sync_to_thread=True, tags=["curation"], opt=_CURATING, responses=problem_responses())
def list_collections(curation: Curating) -> schemas.CollectionsAnswer:
    """Every search that was given a name."""
    return schemas.CollectionsAnswer(collections=[collection_answer(c) for c in curation.collections.all()])


@put(
    "/v1/collections/{name:str}",
    sync_to_thread=True,
    tags=["curation"],
    opt=_CURATING,
    responses=problem_responses(400, 404, 413, 422),
)
def put_collection(
    curation: Curating, who: Who, name: Name, data: JSONBody[schemas.CollectionBody]
) -> schemas.CollectionAnswer:
    """Gives a search a name."""
    saved = curation.collections.save(name, sentence=data.sentence, filter=data.filter, who=who.who)
    return collection_answer(saved)


@delete(
    "/v1/collections/{name:str}",
    sync_to_thread=True,
    tags=["curation"],
    opt=_CURATING,
    responses=problem_responses(400, 404),
)
def delete_collection(curation: Curating, who: Who, name: Name) -> None:
    """Forgets the name of a search."""
    curation.collections.remove(name, who=who.who)


@get(
    "/v1/reports/{kind:str}",
    sync_to_thread=True,
    tags=["curation"],
    opt=needs(Scope.CURATE, Scope.ADMIN, whole=True),
    responses=problem_responses(400, 404),
)
def report(curation: Curating, kind: Kind, days: Days = 30, limit: Lines = 20) -> schemas.ReportAnswer:
    """What is asked without results, without clicks or in unknown words, and what could be done."""
    reports = curation.reports
    findings = {
        "no_results": reports.no_results,
        "low_clicks": reports.low_clicks,
        "unknown_words": reports.unknown_words,
    }[kind]
    return schemas.ReportAnswer(findings=[finding_answer(each) for each in findings(days=days, limit=limit)])
