"""What a model is asked about a photo, in words: the same for one in this process and on a server."""

from __future__ import annotations

from weft.engine.extraction.schema import LONGEST_CAPTION, MOST_VALUES, short_keys
from weft.prompts import templates
from weft.vocab.model import Vocabulary

_RULES, _QUESTION = "extraction", "photo"


def rules(vocabulary: Vocabulary) -> str:
    """The part that all photos share, with every facet, value and definition."""
    keys = {key: vocabulary.by_id[facet] for facet, key in short_keys(vocabulary).items()}
    asked = {key: facet for key, facet in keys.items() if facet.values}
    kind = short_keys(vocabulary)[vocabulary.kind]
    return templates.render(_RULES, kind=kind, keys=asked, longest=LONGEST_CAPTION, most=MOST_VALUES)


def question() -> str:
    """The part that stands beside each photo."""
    return templates.render(_QUESTION).strip()


def wording() -> list[str]:
    """The fingerprints of both parts."""
    return [templates.fingerprint(_RULES), templates.fingerprint(_QUESTION)]
