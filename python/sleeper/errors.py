"""The exceptions of this package, by what a caller can do about them.

All derive from :class:`SleeperError`. Each has a ``code`` that stays the same over versions, a ``hint`` that says what
to do, and the ``request_id`` under which the server logged the request (None when the server was not asked).
"""

from typing import Any, Dict, Optional, Type

__all__ = [
    "ConnectionLost",
    "InvalidRecord",
    "InvalidRequest",
    "LargeResultWarning",
    "NotAuthorized",
    "OutcomeUnknown",
    "PackageNotFound",
    "ServerNotFound",
    "SleeperError",
    "StoreUnavailable",
    "TableExists",
    "TableNotFound",
]


class SleeperError(Exception):
    """Something failed; the subclasses tell what a caller can do about it.

    Attributes:
        message: what failed, where and why.
        code: a short stable word for the kind of failure, such as ``table-not-found``.
        hint: what to do, or None.
        request_id: the id of the request in the server's log, or None when no server answered.
        status: the HTTP status of the answer, or None.
        job_id: the id of the write that failed, under which it can be made again; None for all else.
    """

    default_code = "internal"

    def __init__(
        self,
        message: str,
        *,
        code: Optional[str] = None,
        hint: Optional[str] = None,
        request_id: Optional[str] = None,
        status: Optional[int] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.hint = hint
        self.request_id = request_id
        self.status = status
        self.job_id: Optional[str] = None

    def __str__(self) -> str:
        return self.message if not self.hint else "{}\n{}".format(self.message, self.hint)

    def __reduce__(self) -> Any:
        return _rebuild, (type(self), self.message, dict(self.__dict__))


class InvalidRequest(SleeperError, ValueError):
    """The call asked for something that cannot be: change the arguments. Nothing was changed in the table."""

    default_code = "invalid-request"


class InvalidRecord(InvalidRequest):
    """A record does not fit the table. Nothing of its batch was written.

    Attributes:
        index: where the record stands in what was passed, counted from 0, or None.
        field: the name of the field at fault, or None when it is the record as a whole.
    """

    default_code = "invalid-row"

    def __init__(self, message: str, *, index: Optional[int] = None, field: Optional[str] = None, **rest: Any) -> None:
        super().__init__(message, **rest)
        self.index = index
        self.field = field


class TableNotFound(SleeperError, LookupError):
    """There is no table of this name: create it, or correct the name."""

    default_code = "table-not-found"


class TableExists(SleeperError):
    """There is a table of this name already: choose another name, or drop that table."""

    default_code = "table-exists"


class NotAuthorized(SleeperError):
    """The server wants a token, or refuses the one it got."""

    default_code = "unauthorized"


class StoreUnavailable(SleeperError):
    """The store behind the server did not answer in time or is full: nothing was changed; try again later."""

    default_code = "store-unavailable"


class OutcomeUnknown(SleeperError):
    """Whether a write is in the table is not known. Writing again with the error's ``job_id`` is safe for 10 minutes."""

    default_code = "outcome-unknown"


class ServerNotFound(SleeperError, ConnectionError):
    """No server answers and none could be started: the message says what is missing."""

    default_code = "server-not-found"


class ConnectionLost(SleeperError, ConnectionError):
    """The server went away in the middle of a call, which could not be repeated, or not with success."""

    default_code = "connection-lost"


class PackageNotFound(SleeperError, ImportError):
    """The call needs a Python package that this one does without: install it."""

    default_code = "no-package"


class LargeResultWarning(UserWarning):
    """A query gives so many rows that a list of them is a poor choice; :meth:`SleeperClient.query` streams."""


_BY_CODE: Dict[str, Type[SleeperError]] = {
    "table-not-found": TableNotFound,
    "table-exists": TableExists,
    "invalid-row": InvalidRecord,
    "store-unavailable": StoreUnavailable,
    "outcome-unknown": OutcomeUnknown,
    "stopping": ConnectionLost,
}

_BY_STATUS: Dict[int, Type[SleeperError]] = {
    401: NotAuthorized,
    403: NotAuthorized,
    503: StoreUnavailable,
}


#: What to do, where that is another thing here than for those who speak HTTP.
_HINTS = {"unauthorized": "Pass the server's token as token=…, or set SLEEPER_TOKEN."}


def from_problem(status: int, problem: Dict[str, Any], request_id: Optional[str]) -> SleeperError:
    """Makes the exception for a server's problem details (RFC 9457)."""
    code = problem.get("code")
    kind = _BY_CODE.get(str(code)) or _BY_STATUS.get(status)
    if kind is None:
        kind = InvalidRequest if 400 <= status < 500 else SleeperError
    message = problem.get("detail") or problem.get("title") or "The server answered with status {}".format(status)
    return kind(
        message,
        code=code,
        hint=_HINTS.get(str(code), problem.get("hint")),
        request_id=problem.get("requestId") or request_id,
        status=status,
    )


def _rebuild(kind: Type[SleeperError], message: str, attributes: Dict[str, Any]) -> SleeperError:
    error = kind(message)
    error.__dict__.update(attributes)
    return error
