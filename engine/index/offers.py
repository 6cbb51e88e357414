"""What changes often of an image while all else stays: price, currency and stock."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence

import pyarrow as pa

from weft.engine.errors import CatalogueError
from weft.engine.index.schema import DIGEST
from weft.vocab.model import UNKNOWN

FIELDS = ("price", "currency", "in_stock")
"""The fields of a record, and the columns of the table, that an offer is made of."""

Offer = Mapping[str, float | str | bool | None]
"""Some of `FIELDS` with their new values, as they are in a record; those not named stay as they are."""

STOCK: Mapping[bool | None, str] = {True: "true", False: "false", None: UNKNOWN}
"""How the table spells what is known about the stock."""

DIGEST_LENGTH = 16


def number(value: float | None) -> float:
    """A number as the table keeps it: absent is NaN, and there is one zero."""
    return math.nan if value is None else float(value) + 0.0  # -0.0 is less than 0.0 to the engines


def offer_digest(price: float, currency: str, in_stock: str) -> str:
    """The end of a record's digest, from the columns of its row."""
    text = json.dumps([price, currency, in_stock])
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def with_offers(rows: pa.Table, offers: Sequence[Offer]) -> pa.Table:
    """Rows of the table with these offers, one each, and the digests that follow.

    Raises CatalogueError for a field that is no part of an offer.
    """
    columns = {name: rows.column(name).to_pylist() for name in (*FIELDS, DIGEST)}
    for place, offer in enumerate(offers):
        for name, value in offer.items():
            _require_known(name)
            columns[name][place] = _stored(name, value)
    both = zip(columns[DIGEST], *(columns[name] for name in FIELDS), strict=True)
    columns[DIGEST] = [old[:-DIGEST_LENGTH] + offer_digest(*values) for old, *values in both]
    for name, values in columns.items():
        field = rows.schema.field(name)
        rows = rows.set_column(rows.schema.get_field_index(name), field, pa.array(values, field.type))
    return rows


def _require_known(name: str) -> None:
    if name not in FIELDS:
        hint = f"Fields of an offer: {', '.join(FIELDS)}."
        raise CatalogueError(f"{name!r} is not part of an offer.", hint=hint)


def _stored(name: str, value: float | str | bool | None) -> float | str:
    if name == "in_stock":
        return STOCK[value if value is None else bool(value)]
    return str(value or "") if name == "currency" else number(value if value is None else float(value))
