"""One frozen Settings, read from TOML and `WEFT_*` environment variables in the composition root."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from weft.engine.errors import SettingsError

PREFIX = "WEFT_"


class Settings(BaseModel):
    """Everything that can be tuned without code; each field is also `WEFT_<FIELD>` in the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vocabulary: str = "apparel"
    """Name of a shipped vocabulary, or the path of a folder."""
    embedder: str = "static"
    """Caption encoder: `static`, or `sentence-transformers:NAME-OR-PATH` (extra `vlm`)."""
    rank_constant: int = Field(60, ge=1)
    """The k of reciprocal rank fusion: how slowly a leg's trust falls with rank."""
    window: int = Field(1_000, ge=10, le=10_000)
    """How many images of each leg take part in fusion; the same for every page."""
    fit_weight: float = Field(1.0, ge=0)
    """Weight of the attribute fit leg."""
    text_weight: float = Field(1.0, ge=0)
    """Weight of BM25 over caption and title."""
    vector_weight: float = Field(1.0, ge=0)
    """Weight of the caption vectors."""
    image_weight: float = Field(1.0, ge=0)
    """Weight of the image vectors."""
    image_encoder: str = ""
    """Encoder of photos and sentences whose vectors are in the store, `transformers:NAME-OR-PATH` (extra
    `vlm`); empty for the student's."""
    relevance_floor: float = Field(0.45, ge=-1, le=1)
    """Least cosine by which a caption is near to words that no caption says; goes with the embedder."""
    synonyms: str = ""
    """Path of a TOML file of the merchant's synonyms; empty for none."""
    llm_base_url: str = ""
    """Model that reads what the lexicon leaves over: an OpenAI-compatible server such as
    `http://localhost:8001/v1` (its key is taken from `WEFT_LLM_API_KEY`), or `transformers:NAME-OR-PATH`
    (extra `vlm`); empty for none."""
    llm_model: str = ""
    """Name of the model on that server."""
    llm_deadline_ms: int = Field(300, ge=1, le=60_000)
    """How long a sentence waits for it; after that the lexicon's answer stands."""
    photos: str = (
        "https://raw.githubusercontent.com/alexeygrigorev/clothing-dataset/"
        "08b50460cf229fd852bb6c11564e0959f52578ca/{name}"
    )
    """Where the photos of the public benchmark are, with `{name}` where the name of one goes."""
    database: str = ""
    """URL of the database of ingestion, corrections, rules and queries, such as
    `postgresql+psycopg://weft@localhost/weft` (extra `postgres`); empty for a file in the store."""
    query_log: bool = True
    """Whether sentences are kept for the reports; never with anything about who asked."""
    query_log_days: int = Field(90, ge=1)
    """How long they are kept."""
    versions_kept: int = Field(2, ge=1, le=10)
    """Versions of the data in memory: the newest, and those before it for who is still paging through."""
    max_sentence: int = Field(10_000, ge=1)
    """Longest sentence accepted, in characters."""
    private_addresses: bool = False
    """Whether pictures are fetched from addresses too that are not public."""
    max_pixels: int = Field(64_000_000, ge=1)
    """Largest picture accepted, in pixels."""
    requests_per_second: float = Field(300.0, gt=0)
    """How many requests each key or address may send for long."""
    request_burst: int = Field(600, ge=1)
    """How many it may send at once after a pause."""
    requests_at_once: int = Field(32, ge=1)
    """How many requests of each key or address are worked on at the same time."""
    requests_in_all: int = Field(64, ge=1)
    """How many requests of all together; more are turned away before they slow the others."""
    answer_seconds: float = Field(10.0, gt=0)
    """How long a request is worked on before it is given up."""
    answers_kept: int = Field(5_000, ge=0)
    """How many hits of answers are kept to be given again; 0 keeps none, as for measuring."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """What `weft serve` logs; `info` has a line for each request."""


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Defaults, then the TOML file, then the environment; the later wins.

    Raises SettingsError for a name that does not exist or a value out of its range.
    """
    environment = os.environ if environment is None else environment
    values = {**(_from_file(path) if path else {}), **_from_environment(environment)}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(map(str, problem["loc"]))
        known = ", ".join(Settings.model_fields)
        raise SettingsError(
            f"Setting {name}: {problem['msg'].lower()}.", hint=f"Settings: {known}."
        ) from error


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} is not TOML: {error}.") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    names = {f"{PREFIX}{name}".upper(): name for name in Settings.model_fields}
    return {names[key]: value for key, value in environment.items() if key in names}
