"""What it costs to keep a vision-language model to the vocabulary, with networks of random weights.

`python -m weft.evaluation.bench.decoding valid` reads photos of noise for each vocabulary and counts the
answers that keep to it. `overhead` times the writing of answers, and the same forward passes over the same
tokens without the grammar. `throughput` compares photos a second with plain `generate`, for the same prompt
and as many tokens; it is meant for a GPU (`--shape 2b`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from weft.engine.errors import WeftError
from weft.engine.extraction.decoding import Answer, write
from weft.engine.extraction.network import Network, Prepared
from weft.engine.extraction.pen import NetworkPen, aligned
from weft.engine.extraction.prompt import question, rules
from weft.engine.extraction.qwen2vl import Qwen2VLExtractor
from weft.engine.model import Analysis
from weft.evaluation.bench.networks import SMALL, TINY, TWO_BILLION, save_random
from weft.vocab.languages import HERE as LANGUAGES
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

SHAPES = {"tiny": TINY, "small": SMALL, "2b": TWO_BILLION}
SIDE = 384
"""Pixels of a side of the photos that are timed."""


@dataclass(frozen=True, slots=True)
class Validity:
    """How many photos were read for a vocabulary, how many answers keep to it, how many differ."""

    vocabulary: str
    photos: int
    valid: int
    different: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Overhead:
    """Milliseconds to write the answers to a batch: with grammar, masks and confidences, and without.

    On a CPU the time of all its threads, which others on the machine do not change; on a GPU wall-clock.
    `tokens` are those of an answer, on average; `passes` those of the network that wrote all of the batch.
    """

    batch: int
    tokens: float
    passes: int
    constrained_ms: float
    free_ms: float
    added: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """Photos a second, from pixels to answers, ours and by plain generation; memory in GB (0 on a CPU)."""

    batch: int
    tokens: float
    passes: int
    ours: float
    plain: float
    times: float
    ours_gb: float
    plain_gb: float


def measure_validity(network: Network, vocabulary: Vocabulary, *, photos: int, batch: int) -> Validity:
    """Reads so many photos of noise."""
    extractor = Qwen2VLExtractor(network, vocabulary, batch=batch)
    pictures = noise(photos)
    started = perf_counter()
    found = extractor.extract(pictures)
    seconds = perf_counter() - started
    extractor.close()
    valid = [str(each) for each in found if isinstance(each, Analysis)]
    return Validity(vocabulary.id, photos, len(valid), len(set(valid)), seconds)


def measure_overhead(extractor: Qwen2VLExtractor, photos: Sequence[Prepared], *, rounds: int) -> Overhead:
    """Medians over the rounds, in each of which both ways are gone."""
    constrained, free = [], []
    for _ in range(rounds):
        run = _Run(extractor, photos)
        constrained.append(run.write())
        free.append(run.replay())
    added = median(slow / fast - 1 for slow, fast in zip(constrained, free, strict=True))
    times = median(constrained) * 1e3, median(free) * 1e3
    return Overhead(len(photos), run.tokens, len(run.chunks), *times, added)


def measure_throughput(
    extractor: Qwen2VLExtractor, network: Network, vocabulary: Vocabulary, *, batch: int, rounds: int
) -> Throughput:
    """Reads the same photos both ways; plain generation has as many tokens an answer as ours."""
    pictures = noise(batch, side=SIDE)
    run = _Run(extractor, [network.prepare(picture) for picture in pictures])
    run.write()
    prompt = network.prompt(rules(vocabulary), question())
    ours, ours_gb = _fastest(network, lambda: extractor.extract(pictures), rounds)
    plain, plain_gb = _fastest(
        network, lambda: _generate(network, prompt, pictures, round(run.tokens)), rounds
    )
    rates = batch / ours, batch / plain, plain / ours
    return Throughput(batch, run.tokens, len(run.chunks), *rates, ours_gb, plain_gb)


def noise(count: int, *, side: int = 0) -> list[Image.Image]:
    """Photos of nothing, of all shapes or of one."""
    random = np.random.default_rng(0)
    shapes = [(side, side)] * count if side else random.integers(1, 120, (count, 2)).tolist()
    return [Image.fromarray(random.integers(0, 256, (*shape, 3), np.uint8)) for shape in shapes]


class _Run:
    """The answers to one batch, written once with the grammar and then again without."""

    def __init__(self, extractor: Qwen2VLExtractor, photos: Sequence[Prepared]) -> None:
        self._extractor, self._photos = extractor, photos
        self._answers = [Answer(extractor.grammar.begin()) for _ in photos]
        self._pen = extractor.prompt.about(photos, self._answers[0].begun)
        self._clock = perf_counter if self._pen.scores.is_cuda else process_time
        self.chunks: list[Sequence[Sequence[int]]] = []

    @property
    def tokens(self) -> float:
        """Of an answer, on average."""
        return fmean(len(answer.tokens(self._extractor.grammar)) for answer in self._answers)

    def write(self) -> float:
        """Seconds to write the answers."""
        started = self._clock()
        write(self._answers, _Copying(self._pen, self.chunks), self._extractor.grammar)
        return self._clock() - started

    def replay(self) -> float:
        """Seconds to feed the same tokens, with the likeliest looked up before each pass."""
        pen = self._extractor.prompt.about(self._photos, self._answers[0].begun)
        started = self._clock()
        for chunk in self.chunks:
            pen.scores.argmax(dim=-1).tolist()
            pen.write(chunk)
        pen.scores.argmax(dim=-1).tolist()
        return self._clock() - started


class _Copying:
    """A pen that keeps what it is told to write."""

    def __init__(self, pen: NetworkPen, chunks: list[Sequence[Sequence[int]]]) -> None:
        self._pen, self._chunks = pen, chunks
        self.likeliest = pen.likeliest

    def write(self, chunks: Sequence[Sequence[int]]) -> None:
        self._chunks.append(chunks)
        self._pen.write(chunks)


def _generate(
    network: Network, prompt: tuple[list[int], list[int]], pictures: Sequence[Image.Image], tokens: int
) -> None:
    """Plain generation by the library, so many tokens for every photo, whatever they are."""
    before, behind = prompt
    photos = [network.prepare(picture) for picture in pictures]
    rows = [[*before, *network.with_picture(photo, behind)] for photo in photos]
    ids, mask = (network.torch.from_numpy(array).to(network.model.device) for array in aligned(rows))
    network.model.generate(
        input_ids=ids,
        attention_mask=mask,
        mm_token_type_ids=(ids == network.model.config.image_token_id).long(),
        pixel_values=network.torch.cat([photo.patches for photo in photos]).to(ids.device),
        image_grid_thw=network.torch.cat([photo.grid for photo in photos]).to(ids.device),
        do_sample=False,
        min_new_tokens=tokens,
        max_new_tokens=tokens,
    )


def _fastest(network: Network, work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The least seconds of some rounds behind one to warm up, and the most memory that was held (GB)."""
    cuda = network.torch.cuda
    if cuda.is_available():
        cuda.reset_peak_memory_stats()
    taken = [_seconds(work) for _ in range(rounds + 1)][1:]
    return min(taken), cuda.max_memory_allocated() / 1e9 if cuda.is_available() else 0.0


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def main(arguments: Sequence[str]) -> int:
    """Makes a network, measures, prints; the exit code is 2 when something is missing."""
    options = _options(arguments)
    try:
        vocabularies = [load_vocabulary(each) for each in options.vocabulary]
        with TemporaryDirectory() as folder:
            texts = [*map(rules, vocabularies), *_more_words(options.shape)]
            save_random(Path(folder), SHAPES[options.shape], texts, tokens=SHAPES[options.shape].scored)
            network = Network(folder, most_pixels=SIDE * SIDE)
        found = [each for vocabulary in vocabularies for each in _measure(options, network, vocabulary)]
    except WeftError as error:
        sys.stderr.write(f"{error} {error.hint}\n")
        return 2
    _print(found, as_json=options.json)
    return 0


def _measure(
    options: argparse.Namespace, network: Network, vocabulary: Vocabulary
) -> Sequence[Validity | Overhead | Throughput]:
    if options.what == "valid":
        batch = max(options.batch)
        return [measure_validity(network, vocabulary, photos=options.photos, batch=batch)]
    extractor = Qwen2VLExtractor(network, vocabulary, batch=max(options.batch))
    if options.what == "overhead":
        photos = [network.prepare(picture) for picture in noise(max(options.batch), side=SIDE)]
        return [measure_overhead(extractor, photos[:size], rounds=options.rounds) for size in options.batch]
    return [
        measure_throughput(extractor, network, vocabulary, batch=size, rounds=options.rounds)
        for size in options.batch
    ]


def _print(found: Sequence[Validity | Overhead | Throughput], *, as_json: bool) -> None:
    rows = [asdict(each) for each in found]
    if as_json:
        sys.stdout.write(json.dumps(rows) + "\n")
        return
    table = Table(*(name.replace("_", " ") for name in rows[0]))
    for row in rows:
        table.add_row(
            *(f"{value:,.3f}" if isinstance(value, float) else str(value) for value in row.values())
        )
    Console().print(table)


def _more_words(shape: str) -> list[str]:
    """Texts for a tokenizer of a realistic size; the tiny network has use for the prompt's words only."""
    files = [] if shape == "tiny" else sorted(LANGUAGES.glob("common/*.txt"))
    return [path.read_text(encoding="utf-8") for path in files]


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m weft.evaluation.bench.decoding", description=__doc__)
    parser.add_argument("what", choices=("valid", "overhead", "throughput"))
    parser.add_argument("--shape", choices=SHAPES, default="tiny", help="the network that is made up")
    parser.add_argument("--vocabulary", nargs="+", default=["apparel"], help="names or folders")
    parser.add_argument(
        "--batch", nargs="+", type=int, default=[8], help="photos at once; several to compare"
    )
    parser.add_argument("--photos", type=int, default=1_000, help="how many are read for `valid`")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one JSON array instead of a table")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
