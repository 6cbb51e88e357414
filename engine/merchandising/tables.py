"""The tables of what people decide and ask, in the database of a store."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, Table, Text

from weft.engine.database import metadata

_Json = JSON(none_as_null=True)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("batch", Text, nullable=False, index=True),
    Column("before", _Json),
    Column("after", _Json),
    Index("audit_of", "what", "subject"),
)
"""Every change: who, when, what of which kind of thing, as it was and as it is; `batch` were done at once."""

corrections = Table(
    "corrections",
    metadata,
    Column("image_id", Text, primary_key=True),
    Column("facet", Text, primary_key=True),
    Column("said", _Json),
    Column("beneath", _Json),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("pending", Boolean, nullable=False, index=True),
)
"""The values that people gave, NULL where they took them back; `beneath` is what feed or model say.

`pending` until the store has it; what was taken back is then forgotten.
"""

skips = Table(
    "skips",
    metadata,
    Column("image_id", Text, primary_key=True),
    Column("facet", Text, primary_key=True),
    Column("said", _Json, nullable=False),
)
"""What a reviewer left as it is, until it says something else."""

opinions = Table(
    "opinions",
    metadata,
    Column("image_id", Text, primary_key=True),
    Column("facet", Text, primary_key=True),
    Column("said", _Json, nullable=False),
    Column("by", Text, nullable=False),
)
"""What another extractor sees on an image."""

rules = Table(
    "rules",
    metadata,
    Column("name", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("told", _Json, nullable=False),
)
"""Rules by name; `place` is the order in which they have their say, `told` what a file of rules would."""

collections = Table(
    "collections",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sentence", Text, nullable=False),
    Column("filter", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
)
"""Saved searches."""

questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False, index=True),
    Column("sentence", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("understood", Text, nullable=False),
    Column("residual", Text, nullable=False),
    Column("relaxed", _Json, nullable=False),
    Column("total", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
)
"""What was asked, without anything about who asked it."""

clicks = Table(
    "clicks",
    metadata,
    Column("question", Text, primary_key=True),
    Column("image_id", Text, primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("at", Text, nullable=False, index=True),
)
"""Which hits of a question were looked at."""

traffic = Table(
    "traffic",
    metadata,
    Column("image_id", Text, primary_key=True),
    Column("shown", Integer, nullable=False),
    Column("clicked", Integer, nullable=False),
)
"""How often an image was a hit, and looked at."""
