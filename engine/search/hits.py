"""A page of a ranking: each hit with its record, the images behind it, and the reasons."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, islice

import numpy as np

from weft.engine.model import Hit, SearchRequest
from weft.engine.search.demand import Demand
from weft.engine.search.explanation import explain
from weft.engine.search.paging import Ranked
from weft.engine.search.view import View

_NOWHERE = np.empty(0, dtype=np.int64)


def page_of(view: View, demand: Demand, request: SearchRequest, ranked: Ranked) -> tuple[Hit, ...]:
    """The hits of the page that a request asks for, pinned ones at their places."""
    pinned = demand.ruling.places(ranked.products, view.columns)
    groups = ranked.with_pinned(pinned, collapse=request.collapse).page(request)
    rows = ranked.rows[[places[0] for places in groups]]
    records = view.snapshot.records(rows)
    touching = demand.ruling.touching(records, rows, view.columns)
    vocabulary = view.snapshot.vocabulary
    ids = iter(view.columns.texts("image_id", ranked.rows[np.concatenate([*groups, _NOWHERE])]))
    hits = []
    for rank, places, record, rules in zip(
        count(request.offset + 1), groups, records, touching, strict=False
    ):
        place = int(places[0])
        why = explain(record, place, demand=demand, legs=ranked.legs, vocabulary=vocabulary)
        score = float(ranked.scores[place])
        image_ids = tuple(islice(ids, len(places)))
        hits.append(Hit(rank, score, record, image_ids, replace(why, rules=rules) if rules else why))
    return tuple(hits)
