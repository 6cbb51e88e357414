"""The text cells of a CSV line as the values of a catalogue line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from weft.vocab.model import Vocabulary

_TRUE = frozenset({"true", "yes", "1"})
_FALSE = frozenset({"false", "no", "0"})
_NESTED = ("attributes", "confidence", "provenance")


def typed(cells: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, Any]:
    """Empty cells left out, numbers and lists read, facets gathered under `attributes`.

    A column is a facet by its name, or by `attributes.NAME`. Raises ValueError with the reason.
    """
    data: dict[str, Any] = {}
    for name, cell in cells.items():
        part, _, facet_id = name.partition(".")
        if not cell.strip():
            continue
        if name in vocabulary.by_id:
            data.setdefault("attributes", {})[name] = _values(name, cell, vocabulary)
        elif part in _NESTED and facet_id:
            value = _number(name, cell) if part == "confidence" else _values(facet_id, cell, vocabulary)
            data.setdefault(part, {})[facet_id] = value
        else:
            data[name] = _value(name, cell)
    return data


def _values(facet_id: str, cell: str, vocabulary: Vocabulary) -> str | list[str]:
    """One value, or for a multiple facet a list: JSON, or separated by semicolons."""
    facet = vocabulary.by_id.get(facet_id)
    if facet is None or not facet.multiple:
        return cell.strip()
    if cell.lstrip().startswith("["):
        return _json_list(facet_id, cell)
    return [value.strip() for value in cell.split(";") if value.strip()]


def _json_list(facet_id: str, cell: str) -> list[str]:
    try:
        values: list[str] = json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{facet_id} is not a JSON list: {cell[:100]!r}") from error
    return values


def _value(name: str, cell: str) -> str | float | bool:
    if name == "price":
        return _number(name, cell)
    if name in ("in_stock", "deleted"):
        return _truth(name, cell)
    return cell


def _number(name: str, cell: str) -> float:
    try:
        return float(cell)
    except ValueError as error:
        raise ValueError(f"{name} is not a number: {cell[:100]!r}") from error


def _truth(name: str, cell: str) -> bool:
    word = cell.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(f"{name} is neither true nor false: {cell[:100]!r}")
    return word in _TRUE
