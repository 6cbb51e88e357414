from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from tests.lamps import EMBEDDER, LAMPS, SETTINGS, opened
from weft.engine.catalogue.files import files_at
from weft.engine.catalogue.ingest import ingest
from weft.engine.catalogue.sources import read_source
from weft.engine.errors import CatalogueError, ExtraMissingError, ImageError


def _png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(written, "PNG")
    return written.getvalue()


OBJECTS = {
    "lamps.jsonl": json.dumps({"image_id": "a", "image": "deep/a.png"}).encode(),
    "lamps.csv": b"image_id,price\nb,3\n",
    "photos/deep/a.png": _png(),
    "photos/b.jpg": b"no picture",
    "photos/notes.txt": b"",
}


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of a bucket on a local S3 server."""
    server_module = pytest.importorskip("moto.server", reason="moto is not installed")
    boto3 = pytest.importorskip("boto3")
    pytest.importorskip("s3fs")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = server_module.ThreadedMotoServer(port=0)
    server.start()
    _, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "none")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "none")
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="shop")
        table = io.BytesIO()
        pq.write_table(pa.table({"image_id": ["c"]}), table)
        for name, content in {**OBJECTS, "lamps.parquet": table.getvalue()}.items():
            client.put_object(Bucket="shop", Key=name, Body=content)
        yield "s3://shop"
        client.close()
    server.stop()


@pytest.mark.parametrize(
    ("name", "image_id"), [("lamps.jsonl", "a"), ("lamps.csv", "b"), ("lamps.parquet", "c")]
)
def test_a_source_is_read_from_an_object_store(bucket: str, name: str, image_id: str) -> None:
    (line,) = read_source(f"{bucket}/{name}", LAMPS)

    assert (line.data or {})["image_id"] == image_id


def test_pictures_are_read_from_an_object_store(bucket: str, tmp_path: Path) -> None:
    summary = ingest(
        f"{bucket}/photos",
        tmp_path / "store",
        images=None,
        settings=SETTINGS,
        vocabulary=LAMPS,
        embedder=EMBEDDER,
    )
    (record,) = opened(tmp_path / "store").snapshot().all_records()

    assert [each.image_id for each in summary.refused] == ["b"]
    assert (record.image_id, record.image, len(record.content_hash)) == ("deep/a", "deep/a.png", 64)


def test_what_is_not_in_the_object_store_is_told(bucket: str) -> None:
    with pytest.raises(CatalogueError, match="no file or folder s3://shop/nowhere"):
        read_source(f"{bucket}/nowhere.jsonl", LAMPS)
    with pytest.raises(ImageError, match=r"no picture 'nowhere\.jpg'"):
        files_at(f"{bucket}/photos").read("nowhere.jpg")


@pytest.mark.parametrize("path", ["../lamps.jsonl", "/shop/lamps.jsonl", "deep/../../lamps.jsonl"])
def test_a_path_out_of_a_remote_folder_is_refused(bucket: str, path: str) -> None:
    with pytest.raises(ImageError, match="outside the folder"):
        files_at(f"{bucket}/photos").read(path)


@pytest.mark.parametrize("address", ["nonsense://x/lamps.jsonl", "a b://x"])
def test_an_address_that_nobody_knows_is_an_error_with_a_way_out(address: str) -> None:
    with pytest.raises((CatalogueError, ExtraMissingError)) as caught:
        read_source(address, LAMPS)

    assert caught.value.hint
