"""From a setting to an encoder: the one place that knows which kinds there are."""

from __future__ import annotations

from pathlib import Path

from weft.engine.embedding.dual_encoder import TransformersDualEncoder
from weft.engine.embedding.sentence_transformer import SentenceTransformerEmbedder
from weft.engine.embedding.static import StaticCaptionEmbedder
from weft.engine.errors import SettingsError
from weft.engine.protocols import CaptionEmbedder, DualEncoder


def open_embedder(spec: str = "static") -> CaptionEmbedder:
    """The caption encoder that a setting names.

    `static` is the table that Weft carries, `static:FOLDER` one of your own making, and
    `sentence-transformers:NAME-OR-PATH` a whole model (extra `vlm`). Raises SettingsError for anything
    else and for a table or model that cannot be read, ExtraMissingError where the extra is not installed.
    """
    kind, _, where = spec.strip().partition(":")
    if kind == "static":
        return StaticCaptionEmbedder(Path(where)) if where else StaticCaptionEmbedder()
    if kind == "sentence-transformers" and where:
        return SentenceTransformerEmbedder(where)
    raise SettingsError(
        f'There is no caption encoder "{spec}".',
        hint="Use static, static:FOLDER or sentence-transformers:NAME-OR-PATH.",
    )


def open_dual_encoder(spec: str) -> DualEncoder:
    """The encoder of photos and sentences that a setting names: `transformers:NAME-OR-PATH` (extra `vlm`).

    Raises SettingsError for anything else and for a checkpoint that cannot be loaded, ExtraMissingError
    where the extra is not installed.
    """
    kind, _, where = spec.strip().partition(":")
    if kind == "transformers" and where:
        return TransformersDualEncoder(where)
    hint = "Use transformers:NAME-OR-PATH, such as transformers:openai/clip-vit-base-patch32."
    raise SettingsError(f'There is no encoder of photos "{spec}".', hint=hint)
