"""Writes many records, in three ways: dicts, Arrow batches, and a Parquet file that another program made.

Each is one batch writer: its records are streamed, and come into the table all at once when its block ends.
"""

import os
import tempfile
import time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sleeper.sleeper import SleeperClient

DICTS = 500_000
DICTS_PER_WRITE = 50_000
ARROW_ROWS = 10_000_000
ARROW_ROWS_PER_WRITE = 1_000_000
PARQUET_ROWS = 2_000_000

my_sleeper = SleeperClient("my_sleeper_instance")


def new_table(name):
    """Makes the table anew."""
    if name in my_sleeper.tables():
        my_sleeper.drop_table(name)
    my_sleeper.create_table(name, {"key": str, "count": int, "value": str}, row_keys=["key"])


def report(name, what, began):
    """Prints how fast the table was filled."""
    seconds = time.perf_counter() - began
    rows = my_sleeper.describe(name).rows
    print("{:>10,} rows {}: {:5.1f} s, {:>9,.0f} rows/s".format(rows, what, seconds, rows / seconds))


def arrow_batch(start, rows):
    """A batch of records as Arrow holds them, in no order of their keys."""
    numbers = pc.cast(pa.array(range(start, start + rows)), pa.string())
    keys = pc.utf8_reverse(pc.utf8_lpad(numbers, width=10, padding="0"))
    values = pc.utf8_lpad(numbers, width=10, padding="v")
    return pa.record_batch([keys, pa.array(range(rows)), values], names=["key", "count", "value"])


new_table("large_dicts")
began = time.perf_counter()
with my_sleeper.create_batch_writer("large_dicts") as writer:
    for start in range(0, DICTS, DICTS_PER_WRITE):
        records = [
            {"key": "{:010d}".format(i)[::-1], "count": i, "value": "value {}".format(i)}
            for i in range(start, start + DICTS_PER_WRITE)
        ]
        writer.write(records)
report("large_dicts", "as dicts (made and written)", began)

new_table("large_arrow")
batches = [arrow_batch(start, ARROW_ROWS_PER_WRITE) for start in range(0, ARROW_ROWS, ARROW_ROWS_PER_WRITE)]
began = time.perf_counter()
with my_sleeper.create_batch_writer("large_arrow") as writer:
    for batch in batches:
        writer.write(batch)
report("large_arrow", "as Arrow batches", began)

new_table("large_parquet")
with tempfile.TemporaryDirectory() as directory:
    path = os.path.join(directory, "records.parquet")
    pq.write_table(pa.Table.from_batches(batches).slice(0, PARQUET_ROWS), path)
    began = time.perf_counter()
    with my_sleeper.create_batch_writer("large_parquet") as writer:
        writer.write(pq.ParquetFile(path).iter_batches())
report("large_parquet", "from a Parquet file that pyarrow wrote", began)

print("\nThe first three by key, of each table:")
for name in ("large_dicts", "large_arrow", "large_parquet"):
    print(name, [row["key"] for row in my_sleeper.query(name, limit=3).to_pylist()])
