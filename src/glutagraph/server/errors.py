"""What keeps a server from starting."""

from __future__ import annotations

from ..errors import GlutagraphError


class ServingError(GlutagraphError):
    """An address that cannot be listened at, a machine that cannot serve, a library that is missing."""

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}: {reason}")
