"""Schemas of tables: what :meth:`SleeperClient.create_table` takes, and what :meth:`SleeperClient.describe` gives."""

import json
import re
from datetime import datetime
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence

import pyarrow as pa

from sleeper.errors import InvalidRequest
from sleeper.hints import did_you_mean
from sleeper.nested import ListType, MapType
from sleeper.types import PRIMITIVES, FieldType, Misfit, shown

__all__ = ["Field", "Schema", "TableDescription", "name_list", "type_of_arrow"]

_PYTHON_TYPES = {
    str: "StringType",
    int: "LongType",
    float: "DoubleType",
    bool: "BooleanType",
    bytes: "ByteArrayType",
    datetime: "TimestampType",
}
_NAMES = dict({kind.__name__: PRIMITIVES[name] for kind, name in _PYTHON_TYPES.items()}, **PRIMITIVES)
_TYPE_HINT = (
    "A type is one of str, int, float, bool, bytes and datetime, or a name: {}, ListType(LongType), "
    "MapType(StringType,LongType); a '?' after the name, as in 'StringType?', makes the field nullable."
).format(", ".join(PRIMITIVES))


class Field(NamedTuple):
    """A field of a table: its name, its type, and whether its values may be None."""

    name: str
    type: FieldType
    nullable: bool

    @property
    def type_text(self) -> str:
        """The type as :meth:`SleeperClient.create_table` takes it, such as ``StringType?``."""
        return self.type.name + ("?" if self.nullable else "")


class Schema(Mapping[str, str]):
    """The fields of a table in order, and which of them are keys. Immutable.

    As a mapping it leads from field name to type, as :meth:`SleeperClient.create_table` takes it::

        dict(schema)     # {'key': 'StringType', 'value': 'LongType?'}
        schema.names     # ['key', 'value']
        schema.row_keys  # ['key']
        schema.arrow     # the same as a pyarrow.Schema
    """

    def __init__(self, fields: Sequence[Field], row_keys: Sequence[str], sort_keys: Sequence[str] = ()) -> None:
        self.fields = tuple(fields)
        self.row_keys = list(row_keys)
        self.sort_keys = list(sort_keys)
        self.names = [field.name for field in self.fields]
        self.arrow = pa.schema([pa.field(f.name, f.type.arrow, nullable=f.nullable) for f in self.fields])
        self._by_name = {field.name: field for field in self.fields}

    def find(self, name: str) -> Optional[Field]:
        """The field of this name, or None."""
        return self._by_name.get(name)

    def __getitem__(self, name: str) -> str:
        return self._by_name[name].type_text

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.fields)

    def __repr__(self) -> str:
        return "Schema({!r}, row_keys={!r}, sort_keys={!r})".format(dict(self), self.row_keys, self.sort_keys)

    def __arrow_c_schema__(self) -> Any:
        return self.arrow.__arrow_c_schema__()

    def same_as(self, other: "Schema") -> bool:
        """Whether fields, their order and the keys are the same."""
        return self.fields == other.fields and self.row_keys == other.row_keys and self.sort_keys == other.sort_keys

    def to_json(self) -> Dict[str, Any]:
        """The schema as requests carry it."""
        fields: List[Dict[str, Any]] = []
        for field in self.fields:
            fields.append({"name": field.name, "type": field.type.name})
            if field.nullable:
                fields[-1]["nullable"] = True
        return {"fields": fields, "rowKeys": self.row_keys, "sortKeys": self.sort_keys}

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> "Schema":
        """Reads the form that :meth:`to_json` makes, or the one with rowKeyFields, sortKeyFields and valueFields."""
        if "fields" in document:
            fields = [_json_field(field) for field in _json_list(document, "fields")]
            row_keys, sort_keys = (name_list(_json_list(document, name), name) for name in ("rowKeys", "sortKeys"))
            return _checked(fields, row_keys, sort_keys)
        parts = [
            [_json_field(field) for field in _json_list(document, name)]
            for name in ("rowKeyFields", "sortKeyFields", "valueFields")
        ]
        row_keys, sort_keys, _ = ([field.name for field in part] for part in parts)
        return _checked(sum(parts, []), row_keys, sort_keys)

    @staticmethod
    def parse(schema: Any, row_keys: Any = None, sort_keys: Any = ()) -> "Schema":
        """Reads what :meth:`SleeperClient.create_table` takes as a schema."""
        own_keys = _with_own_keys(schema)
        if own_keys is not None:
            return _checked(
                own_keys.fields,
                own_keys.row_keys if row_keys is None else name_list(row_keys, "row_keys"),
                name_list(sort_keys, "sort_keys") or own_keys.sort_keys,
            )
        row_keys = name_list(() if row_keys is None else row_keys, "row_keys")
        sort_keys = name_list(sort_keys, "sort_keys")
        if isinstance(schema, pa.Schema):
            keys = row_keys + sort_keys
            fields = [
                Field(f.name, type_of_arrow(f.name, f.type), f.nullable and f.name not in keys) for f in schema
            ]  # Arrow's fields are nullable unless said otherwise, so for keys that says nothing
        elif isinstance(schema, Mapping):
            fields = [_field(name, field_type) for name, field_type in schema.items()]
        else:
            raise _invalid(
                "A schema cannot be made of {}, a {}".format(shown(schema), type(schema).__name__),
                "Pass a dict of field to type such as {'key': str, 'value': int}, a pyarrow schema, or schema JSON.",
            )
        return _checked(fields, row_keys, sort_keys)


class TableDescription:
    """What a table is and how large it is at one version.

    Attributes:
        name, id: its name, and the id that stays the same when it is renamed.
        location: the URI of the table, a Delta table that other engines can read.
        schema: its :class:`Schema`.
        rows, files, leaves: how many rows, data files, and leaf partitions it has.
        size_bytes: how large its data files are together.
        version: the version of the table that the counts belong to.
        properties: a dict of its properties.
    """

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.name: str = answer["name"]
        self.id: str = answer["id"]
        self.location: str = answer["location"]
        self.schema = Schema.from_json(answer["schema"])
        self.rows: int = answer["rows"]
        self.files: int = answer["files"]
        self.leaves: int = answer["leaves"]
        self.version: int = answer["version"]
        self.size_bytes: int = answer["sizeBytes"]
        self.properties: Dict[str, str] = dict(answer.get("properties") or {})

    @property
    def row_keys(self) -> List[str]:
        """The names of the fields by which rows are found, most significant first."""
        return list(self.schema.row_keys)

    @property
    def sort_keys(self) -> List[str]:
        """The names of the fields that order rows of equal row keys, most significant first."""
        return list(self.schema.sort_keys)

    def __repr__(self) -> str:
        shown_parts = ("name", "location", "schema", "rows", "files", "leaves", "version")
        parts = ("{}={!r}".format(part, getattr(self, part)) for part in shown_parts)
        return "TableDescription({})".format(", ".join(parts))


def name_list(names: Any, argument: str) -> List[str]:
    """Checks an argument that is a list of names: a string there would be taken for its characters."""
    if isinstance(names, (str, bytes)) or not isinstance(names, (list, tuple)):
        raise InvalidRequest(
            "{} must be a list of field names, but is {}, a {}".format(argument, shown(names), type(names).__name__),
            hint="Write {}=[{}].".format(argument, shown(names) if isinstance(names, str) else "'key'"),
        )
    for name in names:
        if not isinstance(name, str):
            raise InvalidRequest(
                "{} must be a list of field names, but holds {}, a {}".format(
                    argument, shown(name), type(name).__name__
                )
            )
    return list(names)


def _with_own_keys(schema: Any) -> Optional[Schema]:
    """The schema when it is of a form that says itself which fields are keys."""
    if isinstance(schema, Schema):
        return schema
    if isinstance(schema, str):
        try:
            schema = json.loads(schema)
        except ValueError as error:
            raise _invalid("The schema is a string, but not JSON: {}".format(error)) from None
        if not isinstance(schema, dict):
            raise _invalid("The schema's JSON is a {}, but must be an object".format(type(schema).__name__))
        return Schema.from_json(schema)
    if isinstance(schema, Mapping) and any(isinstance(schema.get(n), list) for n in ("fields", "rowKeyFields")):
        return Schema.from_json(schema)
    return None


def _checked(fields: Sequence[Field], row_keys: Sequence[str], sort_keys: Sequence[str]) -> Schema:
    names = [field.name for field in fields]
    for name in names:
        try:
            PRIMITIVES["StringType"].accept(name)
        except Misfit as misfit:
            raise _invalid("The name of a field cannot be stored: {}".format(misfit)) from None
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _invalid("Found duplicate field names: {}".format(twice))
    if not row_keys:
        example = names[0] if names else "key"
        raise _invalid(
            "Must have at least one row key field",
            "Say which field rows are found by: row_keys=[{!r}].".format(example),
        )
    by_name = {field.name: field for field in fields}
    for role, keys in (("Row key", row_keys), ("Sort key", sort_keys)):
        for key in keys:
            if key not in by_name:
                raise _invalid(
                    "{} field {!r} is not a field; the fields are {}".format(role, key, ", ".join(names)),
                    did_you_mean(key, names),
                )
            if by_name[key].nullable:
                raise _invalid("{} fields cannot be nullable, but {!r} is".format(role, key))
            if not by_name[key].type.can_be_key:
                raise _invalid(
                    "{} field {!r} has type {}, but keys are IntType, LongType, StringType or ByteArrayType".format(
                        role, key, by_name[key].type
                    )
                )
    return Schema(fields, row_keys, sort_keys)


def _field(name: Any, given: Any) -> Field:
    if not isinstance(name, str):
        raise _invalid("Field names are strings, but {} is a {}".format(shown(name), type(name).__name__))
    if isinstance(given, pa.DataType):
        return Field(name, type_of_arrow(name, given), False)
    if isinstance(given, type) and given in _PYTHON_TYPES:
        given = _PYTHON_TYPES[given]
    if not isinstance(given, str):
        raise _invalid("Field {!r}: {} is not a type".format(name, shown(given)), _TYPE_HINT)
    text = given.strip()
    return Field(name, _named_type(name, text.rstrip("?").strip()), text.endswith("?"))


def _named_type(field: str, text: str) -> FieldType:
    match = re.match(r"^(ListType|MapType)\s*\((.*)\)$", text)
    if match is None:
        return _primitive(field, text)
    inside = [part.strip() for part in match.group(2).split(",")]
    wanted = 1 if match.group(1) == "ListType" else 2
    if len(inside) != wanted or any(part.startswith(("ListType", "MapType")) or part.endswith("?") for part in inside):
        raise _invalid(
            "Field {!r}: {} is no type: a list holds one primitive type, a map two, and neither holds lists, maps or "
            "nulls".format(field, text),
            _TYPE_HINT,
        )
    parts = [_primitive(field, part) for part in inside]
    return ListType(parts[0]) if len(parts) == 1 else MapType(parts[0], parts[1])


def _primitive(field: str, name: str) -> FieldType:
    if name in _NAMES:
        return _NAMES[name]
    similar = did_you_mean(name, list(PRIMITIVES) + ["ListType(…)", "MapType(…,…)"])
    hint = _TYPE_HINT if similar is None else "{} {}".format(similar, _TYPE_HINT)
    raise _invalid("Field {!r}: Unknown type {}".format(field, name), hint)


def _json_list(document: Mapping[str, Any], name: str) -> List[Any]:
    value = document.get(name)
    if value is not None and not isinstance(value, list):
        raise _invalid("In the schema's JSON, {} must be a list, but is {}".format(name, shown(value)))
    return value or []


def _json_field(document: Any) -> Field:
    if not isinstance(document, Mapping) or not isinstance(document.get("name"), str) or "type" not in document:
        raise _invalid("In the schema's JSON, a field must be an object with name and type, not " + shown(document))
    name, given = document["name"], document["type"]
    if isinstance(given, Mapping) and len(given) == 1:
        ((kind, parts),) = given.items()
        if kind == "ListType" and isinstance(parts, Mapping):
            given = "ListType({})".format(parts.get("elementType"))
        elif kind == "MapType" and isinstance(parts, Mapping):
            given = "MapType({},{})".format(parts.get("keyType"), parts.get("valueType"))
    field = _field(name, given)
    return Field(name, field.type, field.nullable or bool(document.get("nullable")))


def type_of_arrow(field: str, arrow: pa.DataType) -> FieldType:
    """The type that holds all values of an Arrow type. Raises InvalidRequest, naming the field, when there is none."""
    if pa.types.is_dictionary(arrow):
        return type_of_arrow(field, arrow.value_type)
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow) or pa.types.is_fixed_size_list(arrow):
        return ListType(_arrow_primitive(field, arrow.value_type))
    if pa.types.is_map(arrow):
        return MapType(_arrow_primitive(field, arrow.key_type), _arrow_primitive(field, arrow.item_type))
    return _arrow_primitive(field, arrow)


def _arrow_primitive(field: str, arrow: pa.DataType) -> FieldType:
    if pa.types.is_integer(arrow):
        signed_bits = arrow.bit_width + (0 if pa.types.is_signed_integer(arrow) else 1)
        if signed_bits <= 64:
            return PRIMITIVES["IntType" if signed_bits <= 32 else "LongType"]
    elif pa.types.is_floating(arrow):
        return PRIMITIVES["DoubleType" if arrow.bit_width == 64 else "FloatType"]
    else:
        for name in ("StringType", "ByteArrayType", "BooleanType", "TimestampType"):
            if PRIMITIVES[name].holds(arrow):
                return PRIMITIVES[name]
    raise _invalid("Field {!r}: the Arrow type {} has no counterpart in Sleeper".format(field, arrow), _TYPE_HINT)


def _invalid(message: str, hint: Optional[str] = None) -> InvalidRequest:
    return InvalidRequest(message, code="invalid-schema", hint=hint)
