"""Reading photos with a Qwen2-VL of 200,000 random weights: nonsense, but nonsense that fits."""

import json
import logging
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.engine.search.vases import VASES
from tests.furniture import FURNITURE
from tests.lamps import LAMPS
from weft.engine.errors import ExtractionError, ModelError, SettingsError
from weft.engine.extraction.network import Network, Prepared
from weft.engine.extraction.prompt import question, rules
from weft.engine.extraction.qwen2vl import Qwen2VLExtractor
from weft.engine.extraction.schema import LONGEST_CAPTION, answer_schema, asked, choices
from weft.engine.model import Analysis, Source
from weft.evaluation.bench.networks import TINY, save_random
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

pytestmark = pytest.mark.skipif(
    not all(find_spec(name) for name in ("torch", "transformers", "accelerate", "llguidance")),
    reason="torch, transformers, accelerate or llguidance (extra vlm) is not installed",
)

VOCABULARIES = [load_vocabulary("apparel"), FURNITURE, LAMPS, VASES]
MOST_PIXELS = 84 * 84


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)  # several tests at once would wait for each other's threads
    return save_random(tmp_path_factory.mktemp("qwen2-vl"), TINY, map(rules, VOCABULARIES))


@pytest.fixture(scope="module")
def network(folder: Path) -> Network:
    return Network(str(folder), most_pixels=MOST_PIXELS)


def photos(count: int, seed: int = 0) -> list[Image.Image]:
    """Noise of all shapes."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 120, (count, 2))
    return [Image.fromarray(random.integers(0, 256, (*size, 3), np.uint8)) for size in sizes]


def read(extractor: Qwen2VLExtractor, pictures: Sequence[Image.Image]) -> list[Analysis]:
    found = extractor.extract(pictures)
    assert all(isinstance(each, Analysis) for each in found), found
    return [each for each in found if isinstance(each, Analysis)]


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda each: each.id)
def test_whatever_the_network_every_answer_keeps_to_the_vocabulary(
    vocabulary: Vocabulary, network: Network
) -> None:
    extractor = Qwen2VLExtractor(network, vocabulary, batch=10)
    count = 10 if vocabulary.id == "apparel" else 40
    found = read(extractor, photos(count))
    extractor.close()

    for analysis in found:
        kind = analysis.attributes[vocabulary.kind].values[0]
        can_have = {vocabulary.kind, *(facet.id for facet in asked(vocabulary, kind))}
        assert 0 < len(analysis.caption) <= LONGEST_CAPTION
        for facet in vocabulary.stored:
            known = analysis.attributes[facet.id]
            assert set(known.values) <= set(choices(facet)) or facet.id not in can_have
            assert (known.source, known.by) == (Source.MODEL, extractor.fingerprint)
            assert 0 < known.confidence <= 1
            assert facet.id in can_have or known.values in ((), ("not_applicable",))
    assert len({str(each) for each in found}) > count // 2


def test_it_writes_what_plain_generation_under_the_grammar_would_write(network: Network) -> None:
    """One photo at a time, the whole prompt anew, every token asked for: the slow way to the same text."""
    from weft.engine.query.llm.in_process import _Constraint

    torch = network.torch
    extractor = Qwen2VLExtractor(network, FURNITURE, batch=4)
    pictures = [network.prepare(picture) for picture in photos(4)]
    before, behind = network.prompt(rules(FURNITURE), question())
    for answer, picture in zip(extractor.written(pictures), pictures, strict=True):
        ids = torch.tensor([[*before, *network.with_picture(picture, behind)]])
        text = network.model.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            mm_token_type_ids=(ids == network.model.config.image_token_id).long(),
            pixel_values=picture.patches,
            image_grid_thw=picture.grid,
            logits_processor=[_Constraint(torch, extractor.grammar.begin())],
            do_sample=False,
            max_new_tokens=600,
        )
        plain = network.tokenizer.decode(text[0, ids.shape[1] :], skip_special_tokens=True)
        ours = b"".join(token.written for token in answer.tokens(extractor.grammar))
        assert ours.decode("utf-8", "replace") == plain
        assert list(json.loads(plain)) == list(answer_schema(FURNITURE)["properties"])


def test_the_confidence_of_a_value_is_its_probability_under_the_schema(network: Network) -> None:
    """Worked out anew for the kind, from the network's scores of all that the grammar allows."""
    torch = network.torch
    extractor = Qwen2VLExtractor(network, LAMPS, batch=1)
    picture = network.prepare(photos(1)[0])
    (answer,) = extractor.written([picture])
    expected, matcher, kind = 1.0, extractor.grammar.begin(), LAMPS.kind
    before, behind = network.prompt(rules(LAMPS), question())
    ids = [*before, *network.with_picture(picture, behind)]
    for token, *_ in answer._written:
        with torch.inference_mode():
            scores = network.model(
                input_ids=torch.tensor([ids]),
                mm_token_type_ids=(torch.tensor([ids]) == network.model.config.image_token_id).long(),
                pixel_values=picture.patches,
                image_grid_thw=picture.grid,
            ).logits[0, -1]
        bits = np.unpackbits(extractor.grammar.allowed([matcher]).view(np.uint8), bitorder="little")
        shares = scores.masked_fill(torch.from_numpy(bits[: len(scores)] == 0), -torch.inf).softmax(-1)
        expected *= float(shares[token])
        matcher.consume_token(token)
        ids.append(token)
        if b'","' in b"".join(
            map(extractor.grammar.written, ids[len(before) + picture.length + len(behind) :])
        ):
            break

    analysis = read(extractor, photos(1))[0]
    assert analysis.attributes[kind].confidence == pytest.approx(expected, rel=1e-3)


def test_the_same_photos_get_the_same_answers(network: Network, folder: Path) -> None:
    one = Qwen2VLExtractor(network, LAMPS, batch=8)
    other = Qwen2VLExtractor(Network(str(folder), most_pixels=MOST_PIXELS), LAMPS, batch=8)

    assert one.extract(photos(8)) == one.extract(photos(8)) == other.extract(photos(8))
    assert one.fingerprint == other.fingerprint


def test_the_fingerprint_knows_weights_vocabulary_and_pixels(
    network: Network, folder: Path, tmp_path: Path
) -> None:
    def made(used: Network, vocabulary: Vocabulary = LAMPS) -> str:
        return Qwen2VLExtractor(used, vocabulary, batch=1).fingerprint

    taught = Network(str(folder), most_pixels=MOST_PIXELS)
    taught.model.get_output_embeddings().weight.data[0, 0] += 1
    larger = Network(str(folder), most_pixels=MOST_PIXELS * 2)

    assert len({made(network), made(taught), made(larger), made(network, VASES)}) == 4


class Scarce:
    """A network whose memory holds only some photos at once."""

    def __init__(self, network: Network, most: int) -> None:
        self._network, self._most = network, most
        self.tried: list[int] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the network has
        return getattr(self._network, name)

    def forward(self, ids: Any, *rest: Any) -> Any:  # noqa: ANN401 - tensors
        if len(rest) == 4:
            self.tried.append(len(ids))
            if len(ids) > self._most:
                raise self._network.torch.OutOfMemoryError("CUDA out of memory.")
        return self._network.forward(ids, *rest)


def test_what_does_not_fit_the_memory_is_halved_and_said(
    network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    scarce: Any = Scarce(network, most=3)
    extractor = Qwen2VLExtractor(scarce, LAMPS, batch=8)
    with caplog.at_level(logging.WARNING):
        found = read(extractor, photos(10))

    assert scarce.tried == [8, 4, 2, 2, 2, 2, 2]
    assert [each.getMessage() for each in caplog.records] == [
        "Out of memory with 8 photos at once: 4 from here on.",
        "Out of memory with 4 photos at once: 2 from here on.",
    ]
    assert [each.caption for each in found] == [
        each.caption for each in read(Qwen2VLExtractor(network, LAMPS, batch=2), photos(10))
    ]


def test_a_photo_that_does_not_fit_alone_is_recorded(network: Network) -> None:
    scarce: Any = Scarce(network, most=0)
    found = Qwen2VLExtractor(scarce, LAMPS, batch=2).extract(photos(2))

    assert all(isinstance(each, ExtractionError) and "memory" in str(each) for each in found)


def test_a_photo_that_cannot_be_prepared_spoils_no_other(network: Network) -> None:
    broken = Image.new("RGB", (8, 8))
    broken.close()
    broken._im = None  # as a file that was cut short behind its head
    pictures = photos(3)
    extractor = Qwen2VLExtractor(network, LAMPS, batch=3)
    first, second, third = extractor.extract([pictures[0], broken, pictures[2]])

    assert isinstance(second, ExtractionError)
    assert isinstance(first, Analysis)
    assert isinstance(third, Analysis)
    assert extractor.extract([]) == []


@pytest.mark.parametrize("size", [(1, 1), (20_000, 3), (3, 20_000)])
def test_odd_shapes_are_read_like_others(size: tuple[int, int], network: Network) -> None:
    assert read(Qwen2VLExtractor(network, LAMPS, batch=1), [Image.new("RGB", size)])


def test_scores_that_are_no_numbers_fail_the_photo_alone(network: Network) -> None:
    class Broken(Scarce):
        def forward(self, *given: Any) -> Any:  # noqa: ANN401 - tensors
            scores, cache = network.forward(*given)
            scores = scores.clone()
            scores[0] = float("nan")
            return scores, cache

    broken: Any = Broken(network, most=9)
    first, *others = Qwen2VLExtractor(broken, LAMPS, batch=3).extract(photos(3))

    assert isinstance(first, ExtractionError)
    assert [isinstance(each, Analysis) for each in others] == [True, True]


def test_a_network_that_fails_is_a_model_error(network: Network) -> None:
    class Failing(Scarce):
        def forward(self, ids: Any, *rest: Any) -> Any:  # noqa: ANN401 - tensors
            if len(rest) == 4:
                raise RuntimeError("device-side assert")
            return network.forward(ids, *rest)

    failing: Any = Failing(network, most=9)
    with pytest.raises(ModelError, match="device-side assert"):
        Qwen2VLExtractor(failing, LAMPS, batch=2).extract(photos(2))


def test_the_full_processor_makes_the_same_of_a_photo(network: Network, folder: Path) -> None:
    """Ours prepares pictures alone and counts their tokens itself."""
    pytest.importorskip("torchvision", reason="the full processor needs torchvision", exc_type=ImportError)
    transformers = pytest.importorskip("transformers")
    tokenizer, pictures = network.tokenizer, transformers.Qwen2VLImageProcessor.from_pretrained(folder)
    videos = transformers.Qwen2VLVideoProcessor()
    full = transformers.Qwen2VLProcessor(pictures, tokenizer, videos, chat_template=tokenizer.chat_template)
    picture = Image.new("RGB", (80, 56), "teal")
    prepared = network.prepare(picture)
    text = "<|vision_start|><|image_pad|><|vision_end|>"
    expected = full(text=[text], images=[picture], return_tensors="pt")

    assert expected["input_ids"][0].tolist()[1:-1] == network.with_picture(prepared, [])
    assert expected["image_grid_thw"].tolist() == prepared.grid.tolist()
    np.testing.assert_allclose(expected["pixel_values"], prepared.patches, atol=2 / 255 / 0.26)


@pytest.mark.parametrize("given", ["nowhere", "empty"])
def test_a_checkpoint_that_is_not_there_says_what_was_tried_and_how_to_give_one(
    given: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(SettingsError, match=r"is no folder here .* hub of transformers") as caught:
        Network(str(tmp_path / given), most_pixels=MOST_PIXELS)
    assert "\n" not in str(caught.value)
    assert "--model /path" in caught.value.hint


def test_a_tokenizer_without_a_place_for_pictures_says_so(network: Network, folder: Path) -> None:
    mute = Network(str(folder), most_pixels=MOST_PIXELS)
    mute.tokenizer.chat_template = "{{ messages[0].role }}"

    with pytest.raises(SettingsError, match="no chat template that takes a picture"):
        Qwen2VLExtractor(mute, LAMPS, batch=1)


def test_prepared_photos_differ_in_length_by_their_shape(network: Network) -> None:
    small, wide = (network.prepare(Image.new("RGB", size)) for size in ((56, 56), (112, 56)))

    assert isinstance(small, Prepared)
    assert (small.length, wide.length) == (4, 8)
