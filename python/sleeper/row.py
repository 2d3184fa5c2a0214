"""The rows that queries give."""

from typing import Any, List, Tuple

__all__ = ["Row"]


class Row(List[Tuple[str, Any]]):
    """One row of a query's result: a list of ``(field name, value)`` tuples in the order of the table's fields.

    It is equal to such a list, and answers by field name as a dict does::

        row[0]            # ('key', 'a')
        row['key']        # 'a'
        row.get('other')  # None
        'key' in row      # True
        dict(row)         # {'key': 'a', 'value': 1}

    Iterating gives the tuples. Values are ``str``, ``int``, ``float``, ``bool``, ``bytes``, aware UTC ``datetime``,
    ``list``, ``dict`` for maps, and ``None``.
    """

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            for name, value in self:
                if name == key:
                    return value
            raise KeyError("{!r}; the row's fields are {}".format(key, ", ".join(self.keys())))
        return list.__getitem__(self, key)

    def __contains__(self, item: object) -> bool:
        if isinstance(item, str):
            return any(name == item for name, _ in self)
        return list.__contains__(self, item)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of the field, or ``default`` when the row has no such field."""
        for own, value in self:
            if own == name:
                return value
        return default

    def keys(self) -> List[str]:
        """The names of the fields, in order."""
        return [name for name, _ in self]

    def values(self) -> List[Any]:
        """The values, in the order of the fields."""
        return [value for _, value in self]

    def items(self) -> List[Tuple[str, Any]]:
        """The ``(name, value)`` tuples, in order."""
        return list(self)
