"""The public benchmark: labelled catalogue, queries and judgments; CARD.md says what they are.

The paths are those of the files in the package, so that `weft benchmark` runs anywhere.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent

CATALOGUE = HERE / "catalogue.jsonl"
"""Catalogue lines of 4,319 photos: attributes and captions; the photos are elsewhere, see CARD.md."""

QUERIES = HERE / "queries.jsonl"
"""200 sentences with tags, language, labelled filters and the rules they were judged by."""

QRELS = HERE / "judgments.qrels"
"""TREC judgments of every photo for every sentence; what is absent has grade 0."""

CHECKSUMS = HERE / "photos.sha256"
"""SHA-256 of each photo, as `sha256sum` writes them."""
