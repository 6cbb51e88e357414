import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.furniture import FOLDER
from tests.lamps import LAMPS
from weft.engine.extraction.network import Network
from weft.engine.extraction.prompt import rules
from weft.engine.extraction.qwen2vl import Qwen2VLExtractor
from weft.evaluation.bench.decoding import (
    SIDE,
    main,
    measure_overhead,
    measure_throughput,
    noise,
)
from weft.evaluation.bench.networks import TINY, save_random

pytestmark = pytest.mark.skipif(
    not all(find_spec(name) for name in ("torch", "transformers", "accelerate", "llguidance")),
    reason="torch, transformers, accelerate or llguidance (extra vlm) is not installed",
)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    pytest.importorskip("torch").set_num_threads(1)
    folder: Path = save_random(tmp_path_factory.mktemp("qwen2-vl"), TINY, [rules(LAMPS)])
    return Network(str(folder), most_pixels=84 * 84)


def test_every_answer_about_noise_is_counted_as_valid(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["valid", "--photos", "6", "--batch", "3", "--vocabulary", str(FOLDER), "--json"]

    assert main(given) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["vocabulary"], found["photos"], found["valid"]) == ("furniture", 6, 6)


def test_overhead_is_over_the_same_passes(network: Network) -> None:
    extractor = Qwen2VLExtractor(network, LAMPS, batch=2)
    photos = [network.prepare(picture) for picture in noise(2, side=SIDE)]
    found = measure_overhead(extractor, photos, rounds=1)

    assert found.batch == 2
    assert 0 < found.passes < found.tokens
    assert found.added == pytest.approx(found.constrained_ms / found.free_ms - 1)


def test_throughput_compares_as_many_tokens(network: Network) -> None:
    found = measure_throughput(Qwen2VLExtractor(network, LAMPS, batch=2), network, LAMPS, batch=2, rounds=1)

    assert found.times == pytest.approx(found.ours / found.plain)
    assert found.ours_gb == found.plain_gb == 0 or network.torch.cuda.is_available()


def test_a_vocabulary_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["valid", "--vocabulary", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err
