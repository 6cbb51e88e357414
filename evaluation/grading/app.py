"""The page on which a person grades: one sentence at a time, its pooled pictures, a key for each grade.

It is a small application of its own for one grader on one machine. Every grade is on disk before the
page shows it, so closing the browser or stopping the command loses nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar, Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import ResponseHeader, State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException, ValidationException
from litestar.params import FromPath, FromQuery
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import File, Redirect, Template
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig

from weft.engine.catalogue.images import locate
from weft.engine.errors import ImageError
from weft.engine.model import ImageRecord
from weft.evaluation.grading.grades import GRADES, Grades
from weft.evaluation.grading.pool import Pool
from weft.evaluation.queries import LabelledQuery

_HERE = Path(__file__).parent
_POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
_HEADERS = [
    ResponseHeader(name="content-security-policy", value=_POLICY),
    ResponseHeader(name="x-content-type-options", value="nosniff"),
    ResponseHeader(name="referrer-policy", value="same-origin"),
]
_CHOICES = {**{str(grade): grade for grade in GRADES}, "none": None}


@dataclass(frozen=True)
class Session:
    """What is graded: the pool with its sentences, the records of the images, and the grades so far."""

    queries: Sequence[LabelledQuery]
    pool: Pool
    records: Mapping[str, ImageRecord]
    images: Path | None
    grades: Grades

    @cached_property
    def pooled(self) -> tuple[LabelledQuery, ...]:
        """The queries with something to grade; the page numbers them from 1."""
        return tuple(query for query in self.queries if query.id in self.pool)

    def done(self, query_id: str) -> int:
        """How many images of a query have a grade."""
        return sum(self.grades.of(query_id, image) is not None for image in self.pool[query_id])

    def next_open(self, after: int = 0) -> int:
        """The number of the next query that is not fully graded, around the end; 1 when all are."""
        numbers = [*range(after + 1, len(self.pooled) + 1), *range(1, after + 1)]
        return next((number for number in numbers if self._is_open(self.pooled[number - 1])), 1)

    def _is_open(self, query: LabelledQuery) -> bool:
        return self.done(query.id) < len(self.pool[query.id])


def create_grading_app(session: Session, hosts: Sequence[str]) -> Litestar:
    """The application; it answers only to these hosts (`127.0.0.1:8765`), changes only from its page."""
    secret = secrets.token_hex(16)
    return Litestar(
        [
            _start,
            _show,
            _grade,
            _picture,
            create_static_files_router("/static", [_HERE / "static"], include_in_schema=False),
        ],
        dependencies={"session": Provide(lambda: session, sync_to_thread=False)},
        allowed_hosts=AllowedHostsConfig(list(hosts)),
        # Named anew at each start: a cookie of the last one would be refused for ever.
        csrf_config=CSRFConfig(secret=secret, cookie_name=f"weft-{secret[:8]}", cookie_samesite="strict"),
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(_templates())),
        response_headers=_HEADERS,
        openapi_config=None,
        logging_config=None,
    )


@get("/", sync_to_thread=True)
def _start(session: NamedDependency[Session]) -> Redirect:
    return Redirect(f"/sentences/{session.next_open()}")


@get("/sentences/{number:int}", sync_to_thread=True)
def _show(session: NamedDependency[Session], number: FromPath[int]) -> Template:
    query = _numbered(session, number)
    context = {
        "query": query,
        "number": number,
        "queries": len(session.pooled),
        "following": session.next_open(number),
        "items": [_item(session, query, image) for image in session.pool[query.id]],
        "done": session.done(query.id),
        "all_done": sum(session.done(each.id) for each in session.pooled),
        "all_items": sum(map(len, session.pool.values())),
    }
    return Template("page.html", context=context)


@post("/sentences/{number:int}/grades", status_code=200)
async def _grade(
    session: NamedDependency[Session], request: Request[object, object, State], number: FromPath[int]
) -> Response[object]:
    """Grades one image; a form is sent back to the page, a script is told how many are done."""
    query, form = _numbered(session, number), await request.form()
    image, grade = str(form.get("image", "")), str(form.get("grade", ""))
    if image not in session.pool[query.id]:
        raise ValidationException(f"The image {image[:100]!r} is not among those to grade.")
    if grade not in _CHOICES:
        raise ValidationException(f"A grade is one of {', '.join(_CHOICES)}, not {grade[:20]!r}.")
    await sync_to_thread(session.grades.set, query.id, image, _CHOICES[grade])
    if "script" in form:
        return Response({"done": session.done(query.id)})
    return Redirect(f"/sentences/{number}#{quote(image, safe='')}", status_code=303)


@get("/picture", sync_to_thread=True)
def _picture(session: NamedDependency[Session], image_id: FromQuery[str]) -> File:
    record = session.records.get(image_id)
    if record is None or session.images is None:
        raise NotFoundException("There is no such picture.")
    try:
        path = locate(session.images, record.image)
    except ImageError as error:
        raise NotFoundException("There is no such picture.") from error
    return File(path, content_disposition_type="inline")


def _numbered(session: Session, number: int) -> LabelledQuery:
    if not 1 <= number <= len(session.pooled):
        raise NotFoundException(f"There are sentences 1 to {len(session.pooled)} to grade.")
    return session.pooled[number - 1]


def _item(session: Session, query: LabelledQuery, image: str) -> dict[str, object]:
    record = session.records.get(image)
    return {
        "image": image,
        "words": (record.title or record.caption) if record else "",
        "pictured": bool(record and record.image and session.images),
        "grade": session.grades.of(query.id, image),
    }


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
