import sys
from pathlib import Path

import pytest

from tests.lamps import LAMPS
from weft.engine.errors import ExtraMissingError, SettingsError
from weft.engine.extraction.open import EXTRACTORS, ExtractorOptions, open_extractor
from weft.engine.extraction.server import ServerExtractor


@pytest.mark.parametrize(("name", "second"), [("gpt", "qwen2-vl"), ("", "qwen2-vl"), ("cascade", "cascade")])
def test_a_name_that_is_none_says_which_there_are(name: str, second: str) -> None:
    with pytest.raises(SettingsError, match="no extractor") as caught:
        open_extractor(name, LAMPS, ExtractorOptions(second=second))

    assert all(each in caught.value.hint for each in EXTRACTORS)


def test_a_server_is_not_contacted_when_it_is_opened() -> None:
    options = ExtractorOptions(base_url="http://models.invalid:1/v1/", model="m")
    extractor = open_extractor("server", LAMPS, options, {"WEFT_LLM_API_KEY": "key\n"})
    extractor.close()

    assert isinstance(extractor, ServerExtractor)
    assert extractor.fingerprint.startswith("server-1-")


@pytest.mark.parametrize("where", ["", "localhost:8000", "ftp://host/v1", "http://", "http://a:port"])
def test_a_server_needs_an_address(where: str) -> None:
    with pytest.raises(SettingsError, match="--base-url") as caught:
        open_extractor("server", LAMPS, ExtractorOptions(base_url=where), {})

    assert "http://localhost:8001/v1" in caught.value.hint


@pytest.mark.parametrize("package", ["torch", "transformers", "llguidance", "accelerate"])
def test_a_missing_extra_says_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(ExtraMissingError) as caught:
        open_extractor("qwen2-vl", LAMPS)
    assert "weft[vlm]" in caught.value.hint
    assert "--extractor server" in caught.value.hint


def test_a_student_that_is_not_there_is_an_error_of_a_cascade_too(tmp_path: Path) -> None:
    options = ExtractorOptions(student=tmp_path, second="server", base_url="http://models.invalid/v1")

    with pytest.raises(SettingsError):
        open_extractor("cascade", LAMPS, options, {})
