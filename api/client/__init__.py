"""The API from Python: `Weft` waits for answers, `AsyncWeft` awaits them."""

from weft.api.client.asynchronous import AsyncWeft
from weft.api.client.calls import ProblemError
from weft.api.client.synchronous import Weft

__all__ = ["AsyncWeft", "ProblemError", "Weft"]
