"""How values read to a person: prices, ranks, bounds, modes."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from weft.engine.model import Mode, Sort
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Vocabulary

MODES = {Mode.MUST: "must", Mode.MUST_NOT: "must not", Mode.PREFER: "prefer"}
"""What a chip does, in words."""

_CURRENCIES = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_LEGS = {
    "text": "by the words of its title and caption",
    "vector": "by the meaning of its caption",
    "fit": "by how well it fits",
}
_SPECIAL = {UNKNOWN: "not known", NOT_APPLICABLE: "does not apply"}
_DATES = "published_at"


def price(amount: float | None, currency: str) -> str:
    """`€29.90`; empty when there is no price."""
    if amount is None:
        return ""
    digits = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    sign = _CURRENCIES.get(currency)
    return f"{sign}{digits}" if sign else f"{digits} {currency}".strip()


STOCK = "in_stock"
_STOCK = {"true": "in stock", "false": "sold out"}


def value_label(vocabulary: Vocabulary, facet: str, value: str) -> str:
    """The label of a value; a value of a column that is no facet, such as a brand, stays as it is."""
    known = vocabulary.by_id.get(facet)
    term = known.by_id.get(value) if known else None
    if facet == STOCK:
        return _STOCK.get(value, value)
    return term.label if term else _SPECIAL.get(value, value)


def facet_label(vocabulary: Vocabulary, facet: str) -> str:
    """The label of a facet or column; none for one of two values, which say it themselves."""
    known = vocabulary.by_id.get(facet)
    if facet == STOCK:
        return ""
    if known is None:
        return facet.replace("_", " ").capitalize()
    return "" if known.derived_from and len(known.values) == 2 else known.label


def bounds(field: str, lowest: float | None, highest: float | None) -> str:
    """`up to 40`, `from 20`, `20 to 40`."""
    low, high = (_bound(field, bound) for bound in (lowest, highest))
    if low and high:
        return low if low == high else f"{low} to {high}"
    return f"up to {high}" if high else f"from {low}"


def order(sort: Sort) -> str:
    """`price, lowest first`."""
    ends = ("newest", "oldest") if sort.field == _DATES else ("highest", "lowest")
    name = "date" if sort.field == _DATES else sort.field.replace("_", " ")
    return f"{name}, {ends[0] if sort.descending else ends[1]} first"


def leg_rank(leg: str, rank: int) -> str:
    """`3rd by the meaning of its caption`."""
    return f"{ordinal(rank)} {_LEGS.get(leg, f'by {leg}')}"


def ordinal(number: int) -> str:
    """`1st`, `22nd`, `113th`."""
    teen = number % 100 in (11, 12, 13)
    return f"{number:,}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def product_path(product_id: str) -> str:
    """Where the page of a product is."""
    return f"/p/{quote(product_id, safe='')}"


def products(total: int) -> str:
    """`1 product`, `1,234 products`."""
    return f"{total:,} product{'' if total == 1 else 's'}"


def _bound(field: str, bound: float | None) -> str:
    if bound is None:
        return ""
    if field == _DATES:
        return datetime.fromtimestamp(bound, UTC).date().isoformat()
    return f"{bound:,.12g}"
