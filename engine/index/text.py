"""The text index: words of caption and title, and every facet as an exact field. Derived from the table.

Its commit is what makes a change count, and it is the second opinion on every filter and count; ranking by
words is done in memory (`bm25.py`), inside masks that are there already.

Words are stemmed before they come here and only split at blanks, so that a sentence, a filter and the
index compare the same stems. One document stands for the index itself: it remembers which version of
the table the index follows, and becomes visible with the same commit as the images.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import tantivy
from numpy.typing import NDArray
from tantivy import Document, Index, Query, SchemaBuilder, Searcher, TextAnalyzerBuilder, Tokenizer

from weft.engine.errors import StoreDamagedError
from weft.engine.filters import Filter
from weft.engine.index.filters.text import IMAGE, SAID, images, text_filter
from weft.engine.index.schema import EXACT, KEY, NUMBERS, PLAUSIBLE, ROW, SEPARATOR, WORDS
from weft.vocab.model import Vocabulary

HEAP = 64_000_000
"""Bytes the writer gathers before it writes a segment."""

REBUILD = "Rebuild it from the table: weft index --rebuild-text --store {store}"

_STEMS = "stems"
_VERSION = "version"


def text_columns(vocabulary: Vocabulary) -> list[str]:
    """The columns of the table that documents are made from."""
    return [ROW, WORDS, PLAUSIBLE, *EXACT, *NUMBERS.values(), *(facet.id for facet in vocabulary.facets)]


def text_schema(vocabulary: Vocabulary) -> tantivy.Schema:
    """The Tantivy schema for this vocabulary."""
    build = SchemaBuilder()
    build.add_text_field("what", tokenizer_name="raw", index_option="basic")
    build.add_integer_field(_VERSION, fast=True)
    build.add_integer_field(ROW, fast=True)
    for name in SAID:
        build.add_text_field(name, tokenizer_name=_STEMS)
    for name in (PLAUSIBLE, *EXACT, *(facet.id for facet in vocabulary.facets)):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for column in NUMBERS.values():
        build.add_float_field(column, indexed=True, fast=True)
    return build.build()


def followed_version(folder: Path) -> int:
    """As the `version` of a reader, of an index that was made for whatever vocabulary."""
    with _translated(folder, "opened"):
        index = Index.open(str(folder))
        return _marked(index.searcher(), index.schema)


class TextReader:
    """The text index as it was at one commit."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        """StoreDamagedError if the index is not whole."""
        with _translated(folder, "opened"):
            # Tantivy would make what is not there; a reader never writes.
            (folder / "meta.json").stat()
            index = _open(folder, vocabulary)
            self._schema = index.schema
            self._searcher: Searcher = index.searcher()

    @property
    def version(self) -> int:
        """The version of the table that this commit follows; 0 before the first."""
        return _marked(self._searcher, self._schema)

    def matching(self, within: Filter) -> NDArray[np.int64]:
        """The rows of a `checked` filter, rising."""
        query = text_filter(within, self._schema)
        hits = self._searcher.search(query, max(self._searcher.num_docs, 1), count=False).hits
        rows = self._searcher.fast_field_values(ROW, [address for _, address in hits])
        return np.sort(np.array(rows, dtype=np.int64))

    def counts(self, field: str, size: int) -> Mapping[str, int]:
        """How many images have each value of an exact field; at most `size` values."""
        terms = {"values": {"terms": {"field": field, "size": size}}}
        found = self._searcher.aggregate(images(self._schema), terms)
        return {bucket["key"]: bucket["doc_count"] for bucket in found["values"]["buckets"]}


class TextWriter:
    """Adds and removes documents; nothing is visible before `commit`."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        """Makes the index if the folder is not there; StoreDamagedError if it is not whole."""
        self._folder = folder
        self._vocabulary = vocabulary
        with _translated(folder, "opened to write"):
            folder.mkdir(exist_ok=True)
            index = _open(folder, vocabulary)
            self._schema = index.schema
            self._writer = index.writer(HEAP, 1)

    def put(self, table: pa.Table) -> None:
        """Adds the images of these rows of the table, in place of what was there of the same ids."""
        columns = {name: table.column(name).to_pylist() for name in text_columns(self._vocabulary)}
        with _translated(self._folder, "written"):
            for values in zip(*columns.values(), strict=True):
                row = dict(zip(columns, values, strict=True))
                self._writer.delete_documents_by_term(KEY, row[KEY])
                self._writer.add_document(self._document(row))

    def drop(self, image_ids: Iterable[str]) -> None:
        """Removes images."""
        for image_id in image_ids:
            self._writer.delete_documents_by_term(KEY, image_id)

    def commit(self, version: int) -> None:
        """Makes everything visible at once, as following this version of the table."""
        marker = {"what": [_VERSION], _VERSION: [version]}
        with _translated(self._folder, "committed"):
            self._writer.delete_documents_by_term("what", _VERSION)
            self._writer.add_document(Document.from_dict(marker, self._schema))
            self._writer.commit()

    def close(self) -> None:
        """Drops what was not committed and gives the index back."""
        self._writer.rollback()
        self._writer.wait_merging_threads()

    def _document(self, row: Mapping[str, Any]) -> Document:
        caption, _, title = row[WORDS].partition(SEPARATOR)
        fields: dict[str, Any] = {"what": [IMAGE], ROW: [row[ROW]], "caption": [caption], "title": [title]}
        for name in (PLAUSIBLE, *EXACT, *(facet.id for facet in self._vocabulary.facets)):
            fields[name] = row[name] if isinstance(row[name], list) else [row[name]]
        for column in NUMBERS.values():
            fields[column] = [] if math.isnan(row[column]) else [row[column]]
        return Document.from_dict({name: values for name, values in fields.items() if values}, self._schema)


def _marked(searcher: Searcher, schema: tantivy.Schema) -> int:
    marker = Query.term_query(schema, "what", _VERSION, index_option="basic")
    hits = searcher.search(marker, 1, count=False).hits
    return int(searcher.fast_field_values(_VERSION, [hits[0][1]])[0] or 0) if hits else 0


def _open(folder: Path, vocabulary: Vocabulary) -> Index:
    index = Index(text_schema(vocabulary), str(folder))
    index.register_tokenizer(_STEMS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


@contextmanager
def _translated(folder: Path, doing: str) -> Iterator[None]:
    """Tantivy reports whatever goes wrong as one of these."""
    try:
        yield
    except (ValueError, RuntimeError, OSError) as error:
        problem = f"The text index {folder} could not be {doing}: {error}"
        raise StoreDamagedError(problem, hint=REBUILD.format(store=folder.parent)) from error
