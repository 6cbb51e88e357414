import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from weft.engine.embedding.static import SHIPPED, StaticCaptionEmbedder, load_table
from weft.engine.errors import SettingsError

CAPTIONS = [
    "red dress",
    "black hoodie with a zipper and white lettering",
    "",
    "navy tee with a dinosaur on a skateboard",
    "kariertes Hemd mit langen Ärmeln",
]

HOSTILE = {
    "control characters": "red\x00\x07\x1b[31m dress\r\n\t",
    "lone surrogate": "dress \ud83d with flowers",
    "right to left": "فستان أحمر שמלה",
    "emoji": "👗👠🧢🏽‍♀️",
    "combining marks": "d" + "\u0301" * 500 + "ress",
    "ten thousand characters": "dress " * 2_000,
    "one endless word": "a" * 100_000,
    "model tokens": "[CLS] [MASK] [UNK] [PAD] [SEP]",
    "markup": "<script>alert('dress')</script> %s {0} ../../etc",
}


@pytest.fixture(scope="module")
def embedder() -> StaticCaptionEmbedder:
    return StaticCaptionEmbedder()


def likeness(embedder: StaticCaptionEmbedder, one: str, other: str) -> float:
    left, right = embedder.embed([one, other])
    return float(left @ right)


def test_rows_have_unit_length(embedder: StaticCaptionEmbedder) -> None:
    vectors = embedder.embed([text for text in CAPTIONS if text])
    assert vectors.shape == (4, embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u200b", "\ue000\ue001"])
def test_a_text_without_known_tokens_gives_zeros(embedder: StaticCaptionEmbedder, text: str) -> None:
    assert not embedder.embed([text]).any()


def test_no_texts_give_no_rows(embedder: StaticCaptionEmbedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_a_batch_gives_the_same_bits_as_one_at_a_time(embedder: StaticCaptionEmbedder) -> None:
    texts = CAPTIONS * 300  # more than are embedded at once
    singly = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_array_equal(embedder.embed(texts), singly)


def test_two_embedders_and_many_threads_agree(embedder: StaticCaptionEmbedder) -> None:
    expected = StaticCaptionEmbedder().embed(CAPTIONS)
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(lambda _: embedder.embed(CAPTIONS), range(64)):
            np.testing.assert_array_equal(vectors, expected)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_gives_a_finite_unit_or_zero_row(embedder: StaticCaptionEmbedder, text: str) -> None:
    (vector,) = embedder.embed([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6) or not vector.any()


def test_a_lone_surrogate_costs_only_itself(embedder: StaticCaptionEmbedder) -> None:
    assert likeness(embedder, "dress \ud83d with flowers", "dress with flowers") > 0.9


def test_case_and_accents_do_not_matter(embedder: StaticCaptionEmbedder) -> None:
    assert likeness(embedder, "RED DRÉSS", "red dress") == pytest.approx(1)


@pytest.mark.parametrize(
    ("query", "nearer", "farther"),
    [
        ("dinosaur", "t-shirt with a dinosaur", "plain shirt"),
        ("dinosaurs", "grey tee with a t-rex graphic", "grey tee with a sailboat graphic"),
        ("cat", "tee with a kitten face", "tee with a palm tree"),
        ("christmas", "red sweater with reindeer and snowflakes", "red sweater with stripes"),
        ("cosy chunky for winter", "thick cable knit cardigan", "thin sleeveless top"),
        ("sea and surf", "tee with waves and a shark", "tee with a city skyline"),
    ],
)
def test_what_means_the_same_is_nearer(
    embedder: StaticCaptionEmbedder, query: str, nearer: str, farther: str
) -> None:
    assert likeness(embedder, query, nearer) > likeness(embedder, query, farther)


def test_the_name_says_model_and_version(embedder: StaticCaptionEmbedder) -> None:
    assert embedder.name == json.loads((SHIPPED / "table.json").read_text())["name"]
    assert embedder.name.startswith("static-all-MiniLM-L6-v2-")


def test_the_shipped_table_is_small_and_complete() -> None:
    files = {path.name: path.stat().st_size for path in SHIPPED.iterdir()}
    assert files.keys() == {"tokens.npy", "scales.npy", "tokenizer.json", "table.json", "README.md"}
    assert sum(files.values()) < 12_000_000


def test_tokens_stay_on_disk_until_they_are_used() -> None:
    assert isinstance(load_table(SHIPPED).tokens.base, np.memmap)


def small_table(folder: Path) -> Path:
    """A complete table of three tokens, two dimensions and whole words."""
    vocab = {"[UNK]": 0, "red": 1, "dress": 2}
    tokenizer = {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]"},
    }
    np.save(folder / "tokens.npy", np.array([[9, 9], [3, 0], [0, 4]], np.int8))
    np.save(folder / "scales.npy", np.array([0, 1, 1], np.float32))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "table.json").write_text('{"name": "small"}')
    return folder


def test_a_vector_is_the_unit_sum_of_scaled_tokens(tmp_path: Path) -> None:
    embedder = StaticCaptionEmbedder(small_table(tmp_path))
    expected = np.array([[0.6, 0.8], [0, 0], [0, 1]], np.float32)
    np.testing.assert_allclose(embedder.embed(["Red dress", "blue", "DRESS"]), expected)


@pytest.mark.parametrize("missing", ["tokens.npy", "scales.npy", "tokenizer.json", "table.json"])
def test_a_table_without_one_of_its_files_is_refused(tmp_path: Path, missing: str) -> None:
    (small_table(tmp_path) / missing).unlink()
    with pytest.raises(SettingsError, match="cannot be read") as caught:
        StaticCaptionEmbedder(tmp_path)
    assert "distil" in caught.value.hint


@pytest.mark.parametrize(
    ("file", "array", "problem"),
    [
        ("tokens.npy", np.zeros((3, 2), np.float32), "int8"),
        ("tokens.npy", np.zeros(3, np.int8), "matrix"),
        ("scales.npy", np.zeros(2, np.float32), "one float32 a row"),
        ("scales.npy", np.array([1, 2, 3]), "one float32 a row"),
        ("tokens.npy", np.array([object()]), "cannot be read"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(
    tmp_path: Path, file: str, array: np.ndarray, problem: str
) -> None:
    np.save(small_table(tmp_path) / file, array)
    with pytest.raises(SettingsError, match=problem):
        StaticCaptionEmbedder(tmp_path)


def test_a_tokenizer_with_more_tokens_than_rows_is_refused(tmp_path: Path) -> None:
    small_table(tmp_path)
    np.save(tmp_path / "tokens.npy", np.zeros((2, 2), np.int8))
    np.save(tmp_path / "scales.npy", np.zeros(2, np.float32))
    with pytest.raises(SettingsError, match="more tokens"):
        StaticCaptionEmbedder(tmp_path)


@pytest.mark.parametrize("card", ["[]", '{"name": ""}', "{}", "not JSON"])
def test_a_table_without_a_name_is_refused(tmp_path: Path, card: str) -> None:
    (small_table(tmp_path) / "table.json").write_text(card)
    with pytest.raises(SettingsError):
        StaticCaptionEmbedder(tmp_path)
