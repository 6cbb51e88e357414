"""Draws a whole catalogue into a folder: pictures in images/, one line a picture in catalogue.jsonl."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from weft.engine.errors import CatalogueError
from weft.evaluation.garments.sampling import sample
from weft.evaluation.garments.spec import Product
from weft.evaluation.garments.views import attributes, visible
from weft.evaluation.garments.wording import caption

_QUALITY = 85
_CHUNK = 8


def draw_catalogue(
    folder: Path,
    *,
    count: int = 600,
    seed: int = 7,
    pictures: bool = True,
    progress: Callable[[int, int], None] | None = None,
    workers: int | None = None,
) -> Path:
    """Draw `count` products, one to three pictures each, and return the path of catalogue.jsonl.

    The same seed gives the same lines, and the same pictures on one platform; a larger count only adds
    products. Without `pictures` the lines alone are written. `progress` is told products done and products
    in all. `workers` is the number of processes (default: one a core); with 1 all is drawn in this one.
    Raises CatalogueError when the count is not positive or the folder cannot be written.
    """
    if count < 1:
        raise CatalogueError(
            f"a catalogue of {count} products cannot be drawn", hint="ask for one product or more"
        )
    try:
        (folder / "images").mkdir(parents=True, exist_ok=True)
        if pictures:
            _draw_all(folder, count, seed, progress, workers or os.cpu_count() or 1)
        return _write_lines(folder, count, seed)
    except OSError as error:
        raise CatalogueError(
            f"cannot write a catalogue to {folder}: {error}", hint="name a folder that can be written"
        ) from error


def lines(count: int, seed: int) -> Iterator[dict[str, object]]:
    """The catalogue lines of the first `count` products of a seed."""
    for index in range(count):
        product = sample(seed, index)
        for number in range(len(product.shots)):
            yield _line(product, number)


def _line(product: Product, number: int) -> dict[str, object]:
    shot = product.shots[number]
    seen = visible(product.garment, shot.view)
    return {
        "image_id": f"{product.product_id}-{number + 1}",
        "product_id": product.product_id,
        "image": _picture_path(product, number),
        "attributes": attributes(seen),
        "caption": caption(seen, shot.view, number),
        "title": product.title,
        "brand": product.brand,
        "price": product.price,
        "currency": "EUR",
        "in_stock": product.in_stock,
        "published_at": product.published_at,
    }


def _picture_path(product: Product, number: int) -> str:
    return f"images/{product.product_id}-{number + 1}.jpg"


def _write_lines(folder: Path, count: int, seed: int) -> Path:
    path, draft = folder / "catalogue.jsonl", folder / "catalogue.jsonl.part"
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines(count, seed))
    draft.replace(path)
    return path


def _draw_all(
    folder: Path, count: int, seed: int, progress: Callable[[int, int], None] | None, workers: int
) -> None:
    chunks = [range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
    report = progress or (lambda done, total: None)
    done = 0
    for drawn in _drawn(folder, seed, chunks, min(workers, len(chunks))):
        done += drawn
        report(done, count)


def _drawn(folder: Path, seed: int, chunks: list[range], workers: int) -> Iterator[int]:
    if workers == 1:
        yield from (_draw_chunk(folder, seed, chunk) for chunk in chunks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from _in_parallel(pool, folder, seed, chunks)


def _in_parallel(pool: Executor, folder: Path, seed: int, chunks: list[range]) -> Iterator[int]:
    pending = [pool.submit(_draw_chunk, folder, seed, chunk) for chunk in chunks]
    try:
        yield from (future.result() for future in as_completed(pending))
    finally:
        pool.shutdown(cancel_futures=True)


def _draw_chunk(folder: Path, seed: int, chunk: range) -> int:
    from weft.evaluation.garments.render import draw  # numpy and Pillow are only needed for pictures

    for index in chunk:
        product = sample(seed, index)
        for number, shot in enumerate(product.shots):
            picture = draw(product.garment, shot)
            picture.image.save(folder / _picture_path(product, number), quality=_QUALITY, subsampling=1)
    return len(chunk)
