"""From settings to a model for what is left over: the one place that knows which kinds there are."""

from __future__ import annotations

import os
from collections.abc import Mapping

from weft.engine.chat.server import API_KEY, require_address
from weft.engine.errors import SettingsError
from weft.engine.protocols import ResidualParser
from weft.engine.query.llm.answers import answer_schema
from weft.engine.query.llm.in_process import InProcessResidualParser
from weft.engine.query.llm.server import ServerResidualParser
from weft.engine.settings import Settings
from weft.vocab.model import Vocabulary

_IN_PROCESS = "transformers:"
_ADDRESSES = "Use http://HOST:PORT/v1, https://..., or transformers:NAME-OR-PATH."


def open_residual_parser(
    settings: Settings, vocabulary: Vocabulary, environment: Mapping[str, str] | None = None
) -> ResidualParser | None:
    """The model that `llm_base_url` names; None when it is empty. A server is not contacted yet.

    Raises SettingsError for an address that is none, a server without `llm_model`, or a model that
    cannot be loaded; ExtraMissingError where the extra `vlm` is needed and not installed.
    """
    where = settings.llm_base_url.strip()
    if not where:
        return None
    schema, deadline = answer_schema(vocabulary), settings.llm_deadline_ms / 1000
    if where.startswith(_IN_PROCESS):
        return InProcessResidualParser(where.removeprefix(_IN_PROCESS), schema=schema, deadline=deadline)
    require_address(where, name="Setting llm_base_url", hint=_ADDRESSES)
    if not settings.llm_model:
        raise SettingsError(
            "Setting llm_model is empty.", hint="Name the model as the server at llm_base_url does."
        )
    key = (os.environ if environment is None else environment).get(API_KEY, "").strip()
    return ServerResidualParser(where, settings.llm_model, schema=schema, deadline=deadline, api_key=key)
