import sys

import pytest

from tests.furniture import FURNITURE
from weft.engine.errors import ExtraMissingError, SettingsError
from weft.engine.query.llm.open import open_residual_parser
from weft.engine.settings import Settings, load_settings


def set_to(where: str, model: str = "m") -> Settings:
    return load_settings(environment={"WEFT_LLM_BASE_URL": where, "WEFT_LLM_MODEL": model})


def test_it_is_off_unless_an_address_is_set() -> None:
    assert open_residual_parser(load_settings(environment={}), FURNITURE) is None
    assert open_residual_parser(set_to(" "), FURNITURE) is None


def test_a_server_is_not_contacted_when_it_is_opened() -> None:
    settings = set_to("http://models.invalid:1/v1/", "small")
    model = open_residual_parser(settings, FURNITURE, {"WEFT_LLM_API_KEY": "key\n"})

    assert model is not None
    assert model.name == "small at models.invalid"
    model.close()


@pytest.mark.parametrize("where", ["localhost:8000", "ftp://host/v1", "http://", "vllm", "http://a:port"])
def test_what_is_no_address_is_refused(where: str) -> None:
    with pytest.raises(SettingsError, match="no address") as caught:
        open_residual_parser(set_to(where), FURNITURE)

    assert "http://HOST:PORT/v1" in caught.value.hint


def test_a_server_needs_the_name_of_a_model() -> None:
    with pytest.raises(SettingsError, match="llm_model is empty"):
        open_residual_parser(set_to("http://localhost:1/v1", ""), FURNITURE)


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)

    with pytest.raises(ExtraMissingError) as caught:
        open_residual_parser(set_to("transformers:any"), FURNITURE)

    assert "weft[vlm]" in caught.value.hint
