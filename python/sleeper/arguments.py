"""Checks the arguments of calls, other than records, schemas and regions, before anything is asked of a server."""

import re
import uuid
from typing import Any, List, Optional

from sleeper.errors import InvalidRequest
from sleeper.hints import did_you_mean
from sleeper.schema import Schema, name_list
from sleeper.types import Misfit, shown

__all__ = [
    "checked_columns",
    "checked_job_id",
    "checked_limit",
    "checked_name",
    "checked_property",
    "checked_split_points",
]

_TABLE_NAME = re.compile(r"^[a-z0-9_][a-z0-9_.-]{0,127}\Z")
_JOB_ID = re.compile(r"^(?! )[ -~]{1,128}(?<! )\Z")
_PROPERTY_NAME = re.compile(r"^[A-Za-z0-9_.-]+\Z")


def checked_name(name: Any) -> str:
    """The name when a table may have it."""
    if not isinstance(name, str) or not _TABLE_NAME.match(name):
        raise InvalidRequest(
            "The table name {} is not 1 to 128 of a-z, 0-9, '_', '.' and '-', the first of them no '.' or '-'".format(
                shown(name)
            ),
            code="invalid-name",
        )
    return name


def checked_columns(columns: Any, schema: Schema) -> List[str]:
    """The columns when they are fields of the table, each at most once."""
    names = name_list(columns, "columns")
    if not names:
        raise InvalidRequest("columns must name at least one field", hint="Leave columns out to get all fields.")
    for name in names:
        if schema.find(name) is None:
            raise InvalidRequest(
                "There is no field {!r} to give; the table's fields are {}".format(name, ", ".join(schema.names)),
                code="invalid-query",
                hint=did_you_mean(name, schema.names),
            )
        if names.count(name) > 1:
            raise InvalidRequest("columns names {!r} more than once".format(name), code="invalid-query")
    return names


def checked_limit(limit: Any) -> int:
    """The limit when it is a count."""
    if isinstance(limit, bool) or not isinstance(limit, int) or not 0 <= limit < 1 << 63:
        raise InvalidRequest(
            "limit must be an int of 0 or more that has 64 bits, but is {}".format(shown(limit)), code="invalid-query"
        )
    return limit


def checked_split_points(points: Any, schema: Schema) -> List[Any]:
    """The split points in the form of requests, when they fit the first row key."""
    field = schema.find(schema.row_keys[0])
    assert field is not None
    if isinstance(points, (str, bytes)) or not isinstance(points, (list, tuple)):
        raise InvalidRequest(
            "split_points must be a list of values of {!r}, but is {}".format(field.name, shown(points)),
            code="invalid-split-points",
        )
    try:
        return [field.type.as_json(field.type.accept(point)) for point in points]
    except Misfit as misfit:
        raise InvalidRequest(
            "A split point should be {}, the type of {!r}, but {}".format(field.type, field.name, misfit),
            code="invalid-split-points",
        ) from None


def checked_property(name: Any) -> str:
    """The name when a property may have it."""
    if not isinstance(name, str) or not _PROPERTY_NAME.match(name) or not name.strip("."):
        raise InvalidRequest("{} is not the name of a property".format(shown(name)), code="invalid-property")
    return name


def checked_job_id(job_id: Optional[str]) -> str:
    """The job id when it is one, or a new one for None."""
    if job_id is None:
        return str(uuid.uuid4())
    if not isinstance(job_id, str) or not _JOB_ID.match(job_id):
        raise InvalidRequest(
            "The job id {} is not 1 to 128 printable ASCII characters, the first and last no spaces".format(
                shown(job_id)
            ),
            code="invalid-job-id",
        )
    return job_id
