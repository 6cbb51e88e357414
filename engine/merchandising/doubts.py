"""How much a person should look at values: facet by facet, one number a row, 0 where there is no need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.columns import Columns
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet

Numbers = NDArray[np.float64]


def doubt(facet: Facet, columns: Columns) -> Numbers:
    """The probability that the values are wrong, as far as whoever gave them knows."""
    sure = columns.confidence(facet.id).astype(np.float64)
    return np.where(columns.live, np.nan_to_num(1 - sure), 0.0)


def dissent(facet: Facet, columns: Columns) -> Numbers:
    """The share of the other images of the product that show something else there.

    0 for images that show nothing of it, and for facets with several values: a back differs from a front.
    """
    shares = np.zeros(len(columns.live))
    if facet.multiple:
        return shares
    labels, codes = columns.labels(facet.id), columns.codes(facet.id)
    absent = [labels.index(value) for value in (UNKNOWN, NOT_APPLICABLE)]
    rows = np.flatnonzero(columns.live & ~np.isin(codes, absent))
    products = columns.product[rows].astype(np.int64)
    alike = products * len(labels) + codes[rows]
    images, same = np.bincount(products)[products], np.bincount(alike)[alike]
    shares[rows] = (images - same) / np.maximum(images - 1, 1)
    return shares


def highest(scores: Numbers, count: int) -> list[tuple[int, int]]:
    """Facet and row of the highest scores above 0, shape (facets, rows), the highest first.

    Of equal ones the earlier row, then the earlier facet comes first.
    """
    facets, rows = np.nonzero(scores)
    values = scores[facets, rows]
    if count < len(values):
        kept = np.flatnonzero(values >= np.partition(values, len(values) - count)[len(values) - count])
        facets, rows, values = facets[kept], rows[kept], values[kept]
    order = np.lexsort((facets, rows, -values))[:count]
    return list(zip(facets[order].tolist(), rows[order].tolist(), strict=True))


def rows_by_id(columns: Columns) -> dict[str, int]:
    """The row of each image."""
    rows = np.flatnonzero(columns.live)
    return dict(zip(columns.texts("image_id", rows), rows.tolist(), strict=True))


def at(image_ids: Iterable[str], rows: Mapping[str, int]) -> list[int]:
    """The rows of those of the images that there are."""
    return [rows[image_id] for image_id in image_ids if image_id in rows]
