"""Lines of code that error messages suggest."""

import itertools
from datetime import datetime
from typing import Any, Mapping

__all__ = ["create_table_line"]

_TYPE_NAMES = {kind: kind.__name__ for kind in (str, int, float, bool, bytes, datetime)}
_KEY_TYPES = ("str", "int", "bytes")


def create_table_line(table: str, records: Any = None) -> str:
    """A line that makes the table, fit for the records when they are plain dicts."""
    fields = {"key": "str", "value": "str"}
    if isinstance(records, (list, tuple)) and records and isinstance(records[0], Mapping):
        fields = {}
        for record in itertools.islice(records, 100):
            if isinstance(record, Mapping):
                for name, value in record.items():
                    kind = _TYPE_NAMES.get(type(value))
                    if kind is not None:
                        fields.setdefault(str(name), kind)
    keys = [name for name, kind in fields.items() if kind in _KEY_TYPES]
    types = ", ".join("{!r}: {}".format(name, kind) for name, kind in fields.items())
    return "client.create_table({!r}, {{{}}}, row_keys=[{!r}])".format(table, types, keys[0] if keys else "key")
