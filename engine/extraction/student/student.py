"""`Student`: the extractor that needs neither torch nor a GPU."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from weft.engine.errors import ExtractionError, SettingsError
from weft.engine.extraction.fingerprint import fingerprint
from weft.engine.extraction.student.pixels import squares
from weft.engine.extraction.student.reading import Reader
from weft.engine.extraction.student.sheet import FILE, Sheet, read_sheet
from weft.engine.extraction.student.wording import TEMPLATE, caption
from weft.engine.model import Analysis
from weft.prompts.templates import fingerprint as wording_of
from weft.vocab.model import Vocabulary

SHIPPED = Path(__file__).parent / "network"
"""The student in the package; its CARD says what it was taught on and how often it is right."""

NETWORK = "student.onnx"
INPUT, ROWS, VECTORS = "pictures", "rows", "vectors"
"""The names of a network's input, uint8 (n, size, size, 3), and outputs (n, width), (n, dimension)."""

_AT_ONCE = 8
"""Pictures in one pass: more make it no faster, and each takes some 20 MB."""

Floats = NDArray[np.float32]


def open_student(vocabulary: Vocabulary, path: Path | None = None, *, threads: int = 0) -> Student:
    """The student in a folder, or the one that Weft carries; `threads` 0 takes all cores.

    Raises SettingsError if the folder holds none, or one that knows no kind of the vocabulary.
    """
    return Student(vocabulary, path or SHIPPED, threads=threads)


class Student:
    """The `Extractor` over the network in a folder; any thread may ask it. `embedder` shares the network."""

    name = "embedded"

    def __init__(self, vocabulary: Vocabulary, folder: Path, *, threads: int = 0) -> None:
        self.network = Network(folder, threads=threads)
        self._vocabulary = vocabulary
        self.embedder = StudentEmbedder(self.network)
        self.version = self.network.sheet.version
        self.fingerprint = fingerprint(
            self.name,
            self.version,
            network=self.network.digest,
            prompt=wording_of(TEMPLATE),
            vocabulary=vocabulary.fingerprint,
        )
        self._reader = Reader(self.network.sheet, vocabulary, by=self.fingerprint)

    def extract(self, pictures: Sequence[Image.Image]) -> list[Analysis | ExtractionError]:
        """What is seen on each upright RGB picture; there is none that it has no answer to."""
        return list(self.read(pictures))

    def read(self, pictures: Sequence[Image.Image]) -> list[Analysis]:
        """The same, without the possibility of a failure in its type."""
        rows, vectors = self.network.run(pictures)
        read = self._reader.read(rows)
        return [
            Analysis(attributes, caption(attributes, self._vocabulary), vector)
            for attributes, vector in zip(read, vectors, strict=True)
        ]

    def close(self) -> None:
        """Nothing is held that the garbage collector would not take."""


class StudentEmbedder:
    """The `ImageEmbedder` over a student's network: photos that it reads alike are near."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.name = f"student-{network.sheet.name}-{network.digest}"
        self.dimension = network.sheet.dimension

    def embed_images(self, pictures: Sequence[Image.Image]) -> Floats:
        """Vectors of unit length, shape (len(pictures), dimension)."""
        return self._network.run(pictures)[1]


class Network:
    """The network in a folder and its sheet, checked to fit each other."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        self.sheet = read_sheet(folder)
        self._session = _session(folder / NETWORK, threads)
        self.digest = _digest(folder)
        _require_fit(self._session, self.sheet, folder)

    def run(self, pictures: Sequence[Image.Image]) -> tuple[Floats, Floats]:
        """Logits, shape (n, sheet.width), and unit vectors, shape (n, dimension)."""
        sheet = self.sheet
        parts = [(np.empty((0, sheet.width), np.float32), np.empty((0, sheet.dimension), np.float32))]
        parts += list(self._parts(pictures))
        rows, vectors = (np.concatenate(part) for part in zip(*parts, strict=True))
        return rows, vectors

    def _parts(self, pictures: Sequence[Image.Image]) -> Iterator[tuple[Floats, Floats]]:
        for start in range(0, len(pictures), _AT_ONCE):
            batch = squares(pictures[start : start + _AT_ONCE], self.sheet.size)
            rows, vectors = self._session.run([ROWS, VECTORS], {INPUT: batch})
            yield np.asarray(rows, np.float32), np.asarray(vectors, np.float32)


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the cores too
    options.enable_cpu_mem_arena = False  # an arena keeps the largest batch it ever saw
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no base
        raise SettingsError(
            f"{path} is not a network that can be run: {error}.", hint="Make the student again: weft distill."
        ) from error


def _digest(folder: Path) -> str:
    """Short hash over network and sheet: another training or calibration, another hash."""
    return hashlib.sha256((folder / NETWORK).read_bytes() + (folder / FILE).read_bytes()).hexdigest()[:12]


def _require_fit(session: onnxruntime.InferenceSession, sheet: Sheet, folder: Path) -> None:
    shapes = {each.name: each.shape[1:] for each in (*session.get_inputs(), *session.get_outputs())}
    wanted = {INPUT: [sheet.size, sheet.size, 3], ROWS: [sheet.width], VECTORS: [sheet.dimension]}
    if shapes != wanted:
        raise SettingsError(
            f"The network and the sheet in {folder} do not belong together: {shapes} and {wanted}.",
            hint="Make the student again: weft distill.",
        )
