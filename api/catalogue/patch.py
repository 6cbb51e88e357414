"""A catalogue line with a few things changed: JSON Merge Patch (RFC 7396), and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weft.engine.catalogue.attributes import PARTS

_OF_THE_PICTURE = ("content_hash", "signature", "duplicate_of")


def patched(line: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The line with the patch applied; null takes a key away.

    How sure a value was, and who said so, goes with the value that is replaced, and what is known of a
    picture with the picture.
    """
    given, *others = PARTS
    replaced = patch.get(given) or {}
    kept = dict(line)
    for part in others:
        known = line.get(part) or {}
        kept[part] = {facet: said for facet, said in known.items() if facet not in replaced}
    if "image" in patch:
        kept = {name: value for name, value in kept.items() if name not in _OF_THE_PICTURE}
    return dict(_merged(kept, patch))


def _merged(target: object, patch: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), value) if isinstance(value, Mapping) else value
    return merged
