"""Every error that Weft raises on purpose.

WeftError
├── UsageError              the input is wrong; the user can mend it (exit code 2, HTTP 4xx)
│   ├── SettingsError       a setting has no meaning
│   ├── VocabularyError     a vocabulary file is wrong; names file, facet and term
│   ├── CatalogueError      a source of products, or one line of it, cannot be read
│   ├── ImageError          a picture cannot be used
│   ├── QueryError          a sentence or a request cannot be searched
│   │   ├── FilterSyntaxError   a filter expression does not parse; knows where
│   │   └── VersionGoneError    the data have changed since the first page
│   ├── NotFoundError       no product, image or file of that name
│   ├── ConflictError       somebody else changed it meanwhile
│   ├── EvaluationError     labelled queries, judgments or runs that do not fit
│   └── ExtraMissingError   an optional package is not installed
├── FetchError              a picture could not be got from the web; it may work later
├── ModelError              a model gave no usable answer, in time or at all
│   └── ExtractionError         one photo could not be read by the model
└── StoreError              the store cannot be used
    ├── StoreMissingError       there is no store at that path (the user's)
    ├── StoreMismatchError      made with another vocabulary, model or a newer Weft (the user's)
    ├── StoreBusyError          another process is writing
    └── StoreDamagedError       half written or corrupted

This module imports nothing, so that every other one may import it.
"""


class WeftError(Exception):
    """The root of all errors that Weft raises on purpose.

    `hint` says in one sentence what the user can do about it; empty when there is nothing to do.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(WeftError):
    """The input is wrong, and the user can mend it."""


class SettingsError(UsageError):
    """A setting is unknown or has a value without meaning."""


class VocabularyError(UsageError):
    """A vocabulary file is wrong; the message names file, facet and term."""


class CatalogueError(UsageError):
    """A source of products, or one line of it, cannot be read."""


class ImageError(UsageError):
    """A picture cannot be used: broken, too large, or not a picture."""


class QueryError(UsageError):
    """A sentence or a search request cannot be understood as one."""


class FilterSyntaxError(QueryError):
    """A filter expression does not parse; `position` is the offset of the first wrong character."""

    def __init__(self, message: str, *, position: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.position = position


class VersionGoneError(QueryError):
    """The version of the data that is asked is no longer kept."""


class NotFoundError(UsageError):
    """There is no product, image or file of that name."""


class ConflictError(UsageError):
    """What should be changed is not any more as it was when it was looked at."""


class EvaluationError(UsageError):
    """Labelled queries, judgments or runs cannot be read or do not fit together."""


class ExtraMissingError(UsageError):
    """An optional package is needed and not installed."""


class FetchError(WeftError):
    """A picture could not be got from the web just now; trying again later may help."""


class ModelError(WeftError):
    """A model, or the server that runs it, gave no usable answer, in time or at all."""


class ExtractionError(ModelError):
    """One photo could not be read; the others are not touched by it."""


class StoreError(WeftError):
    """The store cannot be used."""


class StoreMissingError(StoreError):
    """There is no store at that path."""


class StoreMismatchError(StoreError):
    """The store was made with another vocabulary or model, or by a newer Weft."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class StoreDamagedError(StoreError):
    """The store is half written or corrupted."""
