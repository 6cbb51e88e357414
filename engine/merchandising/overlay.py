"""Corrections laid over records: rows of the database in, records as they are to be stored out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, select

from weft.engine.database import now
from weft.engine.merchandising.tables import corrections
from weft.engine.model import Attribute, ImageRecord, Source
from weft.vocab.model import Vocabulary

CATALOGUE = "catalogue"
"""Who said what came with the catalogue as a person's word; a later word of the catalogue replaces it."""

AT_ONCE = 1_000
"""Images looked up together."""

Key = tuple[str, str]
"""Image id and facet id."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said about one facet of one image.

    `values` are None where it was taken back and no store knows yet. `beneath` is what feed or model say,
    None while nobody has looked. `batch` names the change; `pending` until a store has it.
    """

    image_id: str
    facet: str
    values: tuple[str, ...] | None
    beneath: Attribute | None
    who: str
    at: str
    batch: str
    pending: bool

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.image_id, self.facet


Known = Mapping[Key, Correction]


def corrections_of(connection: Connection, image_ids: Sequence[str]) -> dict[Key, Correction]:
    """All corrections of these images."""
    found: dict[Key, Correction] = {}
    for start in range(0, len(image_ids), AT_ONCE):
        some = corrections.c.image_id.in_(image_ids[start : start + AT_ONCE])
        found |= {each.key: each for each in read_corrections(connection, some)}
    return found


def read_corrections(
    connection: Connection, *where: ColumnElement[bool], limit: int | None = None
) -> list[Correction]:
    """The corrections of these conditions, by image and facet."""
    query = select(corrections).where(*where).order_by(corrections.c.image_id, corrections.c.facet)
    return [_read(row._mapping) for row in connection.execute(query.limit(limit))]


def put_corrections(connection: Connection, changed: Iterable[Correction]) -> None:
    """Puts corrections in the place of what there was of the same images and facets."""
    rows = [_written(each) for each in changed]
    if rows:
        this = and_(corrections.c.image_id == bindparam("i"), corrections.c.facet == bindparam("f"))
        connection.execute(
            delete(corrections).where(this), [{"i": r["image_id"], "f": r["facet"]} for r in rows]
        )
        connection.execute(insert(corrections), rows)


def overlaid(records: Iterable[ImageRecord], known: Known, vocabulary: Vocabulary) -> list[ImageRecord]:
    """Records with the corrections laid over; where one was taken back, what is beneath comes up."""
    of_image: dict[str, list[Correction]] = defaultdict(list)
    for each in known.values():
        of_image[each.image_id].append(each)
    return [_overlaid(record, of_image.get(record.image_id, ()), vocabulary) for record in records]


def news(records: Iterable[ImageRecord], known: Known) -> Iterator[Correction]:
    """What the records tell the database: what is beneath corrections, and what people said elsewhere."""
    for record in records:
        for facet, said in record.attributes.items():
            correction = known.get((record.image_id, facet))
            human = said.source is Source.HUMAN
            if human and (correction is None or _is_older_word(correction, said)):
                beneath = correction.beneath if correction else None
                yield Correction(
                    record.image_id, facet, said.values, beneath, CATALOGUE, now(), "", pending=False
                )
            elif correction and not human and correction.beneath != said:
                yield replace(correction, beneath=said)


def absent(record: ImageRecord, facet_id: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The values of a facet of which nothing is known."""
    if vocabulary.by_id[facet_id].multiple:
        return ()
    return (vocabulary.absent(facet_id, record.attributes[vocabulary.kind].values[0]),)


def _is_older_word(correction: Correction, said: Attribute) -> bool:
    """Whether it is the catalogue's, which says something else now."""
    return correction.who == CATALOGUE and correction.values not in (None, said.values)


def _overlaid(record: ImageRecord, over: Iterable[Correction], vocabulary: Vocabulary) -> ImageRecord:
    attributes = dict(record.attributes)
    for each in over:
        said = attributes.get(each.facet)
        if said is None:  # a facet of another vocabulary
            continue
        if (said.source, said.values) == (Source.HUMAN, each.values):  # the catalogue's, kept as it is
            continue
        if each.values is not None:
            attributes[each.facet] = Attribute(each.values, source=Source.HUMAN)
        elif said.source is Source.HUMAN:
            attributes[each.facet] = each.beneath or Attribute(absent(record, each.facet, vocabulary))
    return replace(record, attributes=attributes) if over else record


def _read(row: Mapping[Any, Any]) -> Correction:
    facts = dict(row)
    said, beneath = facts.pop("said"), facts.pop("beneath")
    return Correction(**facts, values=None if said is None else tuple(said), beneath=_attribute(beneath))


def _attribute(facts: Mapping[str, Any] | None) -> Attribute | None:
    if facts is None:
        return None
    plausible = tuple((value, probability) for value, probability in facts["plausible"])
    return Attribute(
        tuple(facts["values"]), facts["confidence"], Source(facts["source"]), plausible, facts["by"]
    )


def _written(each: Correction) -> dict[str, Any]:
    facts = asdict(each)
    said = facts.pop("values")
    return facts | {"said": None if said is None else list(said)}
