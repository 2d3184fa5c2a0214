"""Reads the files that dev.sleeper.rowfile.SampleFiles wrote with pyarrow, DuckDB, Polars and DataFusion.

Usage: row_file_samples.py DIRECTORY. Prints every difference from the rows in the JSON files; exits 1 if there is one.
"""

import datetime
import json
import pathlib
import struct
import sys

import datafusion
import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)
NAN = "nan"


def float_bits(value, float_format, int_format):
    """The bits of a number as an integer; all NaNs are one, because readers may change their payload."""
    return NAN if value != value else struct.unpack(int_format, struct.pack(float_format, value))[0]


def as_written(value, kind):
    """A value that a reader gave, of an Arrow type, as SampleFiles describes it in JSON."""
    if value is None or pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return value
    if pa.types.is_float32(kind):
        return float_bits(value, "<f", "<i")
    if pa.types.is_float64(kind):
        return float_bits(value, "<d", "<q")
    if pa.types.is_timestamp(kind):
        return (value.replace(tzinfo=value.tzinfo or datetime.timezone.utc) - EPOCH) // MICROSECOND
    if pa.types.is_string(kind):
        return value.encode("utf-8").hex()
    if pa.types.is_binary(kind):
        return bytes(value).hex()
    if pa.types.is_map(kind):
        entries = [(entry["key"], entry["value"]) if isinstance(entry, dict) else entry for entry in value]
        return [
            [as_written(key, kind.key_type) for key, _ in entries],
            [as_written(item, kind.item_type) for _, item in entries],
        ]
    if pa.types.is_list(kind):
        return [as_written(element, kind.value_type) for element in value]
    return [as_written(value[part.name], part.type) for part in kind]


def with_one_nan(value, kind):
    """A value from JSON with every NaN made the one of float_bits."""
    if value is None:
        return None
    if pa.types.is_float32(kind):
        return float_bits(struct.unpack("<f", struct.pack("<i", value))[0], "<f", "<i")
    if pa.types.is_float64(kind):
        return float_bits(struct.unpack("<d", struct.pack("<q", value))[0], "<d", "<q")
    if pa.types.is_map(kind):
        keys, items = value
        return [[with_one_nan(key, kind.key_type) for key in keys], [with_one_nan(item, kind.item_type) for item in items]]
    if pa.types.is_list(kind):
        return [with_one_nan(element, kind.value_type) for element in value]
    if pa.types.is_struct(kind):
        return [with_one_nan(element, part.type) for element, part in zip(value, kind)]
    return value


def read_with_datafusion(path, schema):
    batches = datafusion.SessionContext().read_parquet(path).collect()
    return pa.Table.from_batches(batches) if batches else schema.empty_table()


READERS = {
    "pyarrow": lambda path, schema: pq.read_table(path, page_checksum_verification=True),
    "duckdb": lambda path, schema: duckdb.sql(f"SELECT * FROM read_parquet('{path}')").to_arrow_table(),
    "polars": lambda path, schema: polars.read_parquet(path).to_arrow(),
    "polars streaming": lambda path, schema: polars.scan_parquet(path).collect(engine="streaming").to_arrow(),
    "datafusion": read_with_datafusion,
}


def difference(path):
    """Yields a line for each reader that does not give the rows of the JSON file."""
    schema = pq.read_schema(path)
    written = json.loads(path.with_suffix(".json").read_text())["rows"]
    wanted = [[with_one_nan(value, field.type) for value, field in zip(row, schema)] for row in written]
    for name, read in READERS.items():
        try:
            table = read(str(path), schema)
            columns = [
                [as_written(value, field.type) for value in table.column(place).to_pylist()]
                for place, field in enumerate(schema)
            ]
            rows = [list(row) for row in zip(*columns)]
        except Exception as failure:
            yield f"{path.name}: {name} fails: {failure}"
            continue
        if rows != wanted:
            places = [i for i, (row, want) in enumerate(zip(rows, wanted)) if row != want]
            yield f"{path.name}: {name} gives {len(rows)} of {len(wanted)} rows, others first at {places[:1]}"


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.parquet"))
    differences = [line for path in files for line in difference(path)]
    print("\n".join(differences) or f"{len(files)} files read alike by {', '.join(READERS)}")
    return 1 if differences or not files else 0


if __name__ == "__main__":
    sys.exit(main())
