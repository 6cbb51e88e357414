"""The sheet beside a network: what its outputs stand for, and how they become probabilities.

The network gives one row of numbers (logits) a photo. Each facet has its stretch of it, in the order of the
sheet: a number for each value and one for "none of them", among which one is chosen (softmax); a facet with
several values has then a number for each value, whether it is there at all (sigmoid).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from weft.engine.errors import SettingsError

FILE = "student.json"


class FacetSheet(BaseModel):
    """A facet as a network answers it.

    `temperature` divides the numbers of the choice (Guo et al. 2017); `slope` and `shift` make those of
    presence (Platt 1999). Of several values, one besides the first is given from `threshold` on. From
    `plausible` on a value cannot be ruled out: so that on photos that nobody trained on, the share asked
    for of the right values was above it (split conformal prediction).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    values: tuple[str, ...] = Field(min_length=1)
    multiple: bool = False
    temperature: float = Field(1.0, gt=0)
    slope: float = Field(1.0, gt=0)
    shift: float = 0.0
    threshold: float = Field(0.5, ge=0, le=1)
    plausible: float = Field(0.05, ge=0, le=1)

    @property
    def width(self) -> int:
        """How many numbers of a row are this facet's."""
        return len(self.values) * (1 + self.multiple) + 1


class Sheet(BaseModel):
    """What is to be known of a network: its name, its input, its facets in the order of its outputs.

    `size` is the side of the square pictures in pixels, `dimension` the length of the image vector,
    `coverage` the share that plausible sets were made for. `version` rises with every training.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    version: int = Field(1, ge=1)
    kind: str
    size: int = Field(ge=33, le=1025)
    dimension: int = Field(ge=1)
    coverage: float = Field(0.95, gt=0, lt=1)
    facets: tuple[FacetSheet, ...]

    @model_validator(mode="after")
    def _has_kind(self) -> Sheet:
        if self.kind not in self.by_id or len(self.by_id) < len(self.facets):
            raise ValueError("the facets do not fit together")
        return self

    @cached_property
    def by_id(self) -> Mapping[str, FacetSheet]:
        """Facets by id."""
        return {facet.id: facet for facet in self.facets}

    @property
    def width(self) -> int:
        """The length of a row."""
        return sum(facet.width for facet in self.facets)

    def stretches(self) -> Iterator[tuple[FacetSheet, slice, slice]]:
        """Each facet with its stretches of a row: of the choice, and of presence (empty if it has one)."""
        start = 0
        for facet in self.facets:
            middle = start + len(facet.values) + 1
            end = start + facet.width
            yield facet, slice(start, middle), slice(middle, end)
            start = end


def read_sheet(folder: Path) -> Sheet:
    """The sheet in a folder; SettingsError if there is none or it has no meaning."""
    path = folder / FILE
    try:
        return Sheet.model_validate_json(path.read_bytes())
    except OSError as error:
        hint = "A student is a folder that weft distill wrote."
        raise SettingsError(f"There is no student in {folder}: {error.strerror}.", hint=hint) from error
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(map(str, problem["loc"]))
        raise SettingsError(
            f"{path} is not the sheet of a student: {place} {problem['msg'].lower()}.",
            hint="Make the student again: weft distill.",
        ) from error


def write_sheet(sheet: Sheet, folder: Path) -> None:
    """Writes the sheet into a folder."""
    (folder / FILE).write_text(sheet.model_dump_json(indent=1) + "\n", encoding="utf-8")
