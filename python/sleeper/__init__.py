"""Sleeper: a log-structured merge tree on an object store, from Python.

Begin with :class:`SleeperClient`.
"""

from sleeper.errors import (
    ConnectionLost,
    InvalidRecord,
    InvalidRequest,
    LargeResultWarning,
    NotAuthorized,
    OutcomeUnknown,
    PackageNotFound,
    ServerNotFound,
    SleeperError,
    StoreUnavailable,
    TableExists,
    TableNotFound,
)
from sleeper.results import QueryResult
from sleeper.row import Row
from sleeper.schema import Schema, TableDescription
from sleeper.sleeper import SleeperClient
from sleeper.upkeep import CollectedFiles, Compaction
from sleeper.writing import BatchWriter

__version__ = "0.1.0"

__all__ = [
    "BatchWriter",
    "CollectedFiles",
    "Compaction",
    "ConnectionLost",
    "InvalidRecord",
    "InvalidRequest",
    "LargeResultWarning",
    "NotAuthorized",
    "OutcomeUnknown",
    "PackageNotFound",
    "QueryResult",
    "Row",
    "Schema",
    "ServerNotFound",
    "SleeperClient",
    "SleeperError",
    "StoreUnavailable",
    "TableDescription",
    "TableExists",
    "TableNotFound",
]
