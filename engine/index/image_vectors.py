"""Vectors of the pictures, in a table of their own beside that of the images.

They come from another model than captions do and change for other reasons, so they have their own table,
one an embedder: those of a new model are made beside the old ones, for hours if need be, while queries go
on reading these; `image_vectors.json` names the table and version in use and is replaced when the new one
is complete. An image that has no vector yet is found by everything but its looks.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import lancedb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from weft.engine.errors import StoreBusyError, StoreDamagedError
from weft.engine.index.schema import KEY
from weft.engine.index.vectors import FOLDER

NAME = "image_vectors.json"
LOCK = "image_vectors.lock"

_PREFIX = "image_vectors_"
_HASH = "content_hash"
_VECTOR = "vector"
_EMBEDDER = b"embedder"
_DELETED_AT_ONCE = 1_000

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class InUse:
    """The table that readers look at, at which version, and what made it."""

    embedder: str
    dimension: int
    table: str
    version: int


class ImageVectors:
    """The vectors of one version, in memory; of unit length."""

    def __init__(self, ids: pa.Array, vectors: Vectors, embedder: str) -> None:
        self.embedder = embedder
        self._ids = ids
        self._vectors = vectors

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1])

    def of(self, image_ids: Sequence[str]) -> Vectors:
        """The vectors of these images, shape (len(image_ids), dimension); zeros for one that has none."""
        places = pc.index_in(pa.array(image_ids, pa.utf8()), value_set=self._ids)
        found = places.is_valid().to_numpy(zero_copy_only=False)
        vectors = np.zeros((len(image_ids), self.dimension), dtype=np.float32)
        vectors[found] = self._vectors[places.drop_null().to_numpy()]
        return vectors


def read_in_use(store: Path) -> InUse | None:
    """What readers should look at; None where no pictures were embedded. Cheap enough for each query."""
    try:
        return InUse(**json.loads((store / NAME).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        hint = f"Remove {store / NAME} and embed the pictures again."
        raise StoreDamagedError(f"The note {NAME} of {store} cannot be read.", hint=hint) from error


def read_image_vectors(store: Path, used: InUse) -> ImageVectors:
    """The vectors in use; StoreDamagedError if they are not whole, or were replaced just now."""
    with _translated(store, "read"):
        table = lancedb.connect(store / FOLDER).open_table(used.table)
        table.checkout(used.version)
        rows = table.search().select([KEY, _VECTOR]).to_arrow().combine_chunks()
        flat = rows.column(_VECTOR).combine_chunks().flatten().to_numpy()
        ids = rows.column(KEY).combine_chunks()
        return ImageVectors(ids, flat.reshape(-1, used.dimension), used.embedder)


class ImageVectorWriter:
    """The one writer of the vectors of one embedder; readers see nothing before `commit`.

    It goes on where the last one of the same embedder stopped.
    """

    def __init__(self, store: Path, *, embedder: str, dimension: int) -> None:
        """StoreBusyError while another one writes."""
        self._store = store
        self._embedder = embedder
        self._dimension = dimension
        self._lock = FileLock(store / LOCK, timeout=0, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout as error:
            hint = "Wait until it is done, or stop that process."
            raise StoreBusyError(f"Pictures of {store} are being embedded already.", hint=hint) from error
        try:
            with _translated(store, "opened"):
                self._table = self._opened(lancedb.connect(store / FOLDER))
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def missing(self, hashes: Mapping[str, str]) -> list[str]:
        """Those of these images whose vector is not there, or is that of a picture of another hash."""
        held = self._held()
        return [image_id for image_id, found in hashes.items() if held.get(image_id) != found]

    def strangers(self, image_ids: Collection[str]) -> list[str]:
        """The images that have a vector and are none of these."""
        return [image_id for image_id in self._held() if image_id not in image_ids]

    def put(self, hashes: Mapping[str, str], vectors: Vectors) -> None:
        """Vectors of images with the hashes of their pictures, shape (len(hashes), dimension)."""
        flat = pa.array(np.ascontiguousarray(vectors, dtype=np.float32).reshape(-1))
        columns = {
            KEY: pa.array(list(hashes), pa.utf8()),
            _HASH: pa.array(list(hashes.values()), pa.utf8()),
            _VECTOR: pa.FixedSizeListArray.from_arrays(flat, self._dimension),
        }
        with _translated(self._store, "written"):
            merge = self._table.merge_insert(KEY)
            rows = pa.table(columns, schema=self._table.schema)
            merge.when_matched_update_all().when_not_matched_insert_all().execute(rows)

    def drop(self, image_ids: Iterable[str]) -> None:
        """Removes vectors; ids that are not there are passed over."""
        ids = list(image_ids)
        with _translated(self._store, "written"):
            for start in range(0, len(ids), _DELETED_AT_ONCE):
                some = lancedb.expr.col(KEY).isin(ids[start : start + _DELETED_AT_ONCE])
                self._table.delete(some)

    def commit(self) -> None:
        """Shows readers what is written, in place of the vectors of any other embedder, which go."""
        used = InUse(self._embedder, self._dimension, self._table.name, int(self._table.version))
        fresh = self._store / f"{NAME}.new"
        fresh.write_text(json.dumps(asdict(used), indent=2), encoding="utf-8")
        fresh.replace(self._store / NAME)
        with _translated(self._store, "cleaned up"):
            database = lancedb.connect(self._store / FOLDER)
            for name in _tables(database):
                if name != used.table:
                    database.drop_table(name)

    def close(self) -> None:
        """Lets others write."""
        self._lock.release()

    def _held(self) -> dict[str, str]:
        """The hashes of the pictures that have a vector, by image."""
        with _translated(self._store, "read"):
            rows = self._table.search().select([KEY, _HASH]).to_arrow()
        return dict(zip(rows.column(KEY).to_pylist(), rows.column(_HASH).to_pylist(), strict=True))

    def _opened(self, database: Any) -> Any:  # noqa: ANN401 (LanceDB's connection and table)
        """The table of this embedder, or a new one."""
        names = _tables(database)
        for name in names:
            table = database.open_table(name)
            if (table.schema.metadata or {}).get(_EMBEDDER) == self._embedder.encode():
                return table
        number = max((int(name.removeprefix(_PREFIX)) for name in names), default=0) + 1
        return database.create_table(f"{_PREFIX}{number}", schema=self._schema())

    def _schema(self) -> pa.Schema:
        fields = [
            pa.field(KEY, pa.utf8(), nullable=False),
            pa.field(_HASH, pa.utf8(), nullable=False),
            pa.field(_VECTOR, pa.list_(pa.float32(), self._dimension), nullable=False),
        ]
        return pa.schema(fields, metadata={_EMBEDDER: self._embedder.encode()})


def _tables(database: Any) -> list[str]:  # noqa: ANN401 (LanceDB's connection)
    names = database.list_tables().tables
    return sorted(name for name in names if name.startswith(_PREFIX))


@contextmanager
def _translated(store: Path, doing: str) -> Iterator[None]:
    """LanceDB reports whatever goes wrong as one of these."""
    try:
        yield
    except (ValueError, RuntimeError, OSError) as error:
        problem = f"The image vectors of {store} could not be {doing}: {error}"
        raise StoreDamagedError(problem, hint="Embed the pictures again.") from error
