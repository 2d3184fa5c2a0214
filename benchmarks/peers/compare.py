"""Merging and ingest beside DuckDB, Polars and DataFusion: the same files, zstd level 1, two threads, in turn.

benchmarks/run-peers starts it.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

THREADS = 2
os.environ["POLARS_MAX_THREADS"] = str(THREADS)  # read as Polars is loaded

import datafusion  # noqa: E402
import duckdb  # noqa: E402
import numpy  # noqa: E402
import polars  # noqa: E402
import pyarrow  # noqa: E402
import pyarrow.parquet  # noqa: E402

ROWS = {
    "standard": ("STANDARD", 11, 1_000_000),
    "wide": ("WIDE", 11, 30_000),
    "long-key": ("LONG_KEY", 11, 200_000),
    "common-prefix": ("COMMON_PREFIX", 11, 1_000_000),
}
INGEST_ROWS = 10_000_000
INGEST_HEAP = "2g"  # holds the rows, as the peers do
INGEST_BATCH_ROWS = 1 << 17  # 4 MB; our client sends up to 8
INGEST_LEAVES = 128
WARM_UPS = 5


class Bench:
    """A process of ours that measures on demand."""

    def __init__(self, command, directory, heap="1g"):
        java, *rest = command
        self.process = subprocess.Popen(
            [java, "-Xmx" + heap, *rest, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("Bench ended without an answer: see its message above")
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def synced(path):
    with open(path, "rb") as written:
        os.fsync(written.fileno())


def timed(write, out):
    begun = time.perf_counter()
    write(str(out))
    synced(out)
    seconds = time.perf_counter() - begun
    size = out.stat().st_size
    out.unlink()
    return seconds, size


def datafusion_merge(files):
    """The files' order is declared and each is a partition of its own, so this is a sort-preserving merge."""
    config = datafusion.SessionConfig({"datafusion.execution.parquet.compression": "zstd(1)"})
    context = datafusion.SessionContext(config.with_target_partitions(len(files)).with_repartition_file_scans(False))
    context.register_listing_table(
        "t", str(files[0].parent), file_extension=".parquet", file_sort_order=[[datafusion.col("key").sort()]]
    )
    query = "SELECT * FROM t ORDER BY key"
    plan = str(context.sql(query).execution_plan())
    if "SortExec" in plan or "SortPreservingMergeExec" not in plan:
        raise SystemExit(f"DataFusion does not merge the files, but plans {plan}")
    return lambda out: context.sql(f"COPY ({query}) TO '{out}' STORED AS PARQUET").collect()


def datafusion_sort(table):
    context = datafusion.SessionContext(
        datafusion.SessionConfig({"datafusion.execution.parquet.compression": "zstd(1)"}).with_target_partitions(THREADS)
    )
    context.register_record_batches("t", [table.to_batches()])
    return lambda out: context.sql(f"COPY (SELECT * FROM t ORDER BY key) TO '{out}' STORED AS PARQUET").collect()


def duckdb_sort(source, **names):
    connection = duckdb.connect(config={"threads": THREADS})
    for name, table in names.items():
        connection.register(name, table)
    return lambda out: connection.execute(
        f"COPY (SELECT * FROM {source} ORDER BY key) TO '{out}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )


def polars_sort(read):
    return lambda out: read().sort("key").sink_parquet(out, compression="zstd", compression_level=1)


def median_rate(name, runs, rows):
    rates = sorted(rows / seconds / 1e6 for seconds, _ in runs)
    sizes = sorted(size for _, size in runs)
    size = f", {sizes[len(sizes) // 2] / 1e6:.1f} MB" if sizes[0] else ""
    print(f"  {name}: {statistics.median(rates):.2f}M rows/s ({rates[0]:.2f} to {rates[-1]:.2f}){size}", flush=True)
    return statistics.median(rates)


def measure(ours, peers, rows, directory, count):
    """Ours and each peer in turn, after a first run of all that is told by itself, and some that warm Java up."""
    all_runs = {name: [] for name in ["Sleeper", *peers]}
    for _ in range(WARM_UPS + count):
        answer = ours()
        all_runs["Sleeper"].append((answer["seconds"], answer.get("bytesOut", 0)))
        for name, write in peers.items():
            all_runs[name].append(timed(write, directory / "peer.parquet"))
    first = {name: runs[0][0] for name, runs in all_runs.items()}
    print("  first: " + ", ".join(f"{name} {rows / seconds / 1e6:.2f}M" for name, seconds in first.items()))
    rates = {name: median_rate(name, runs[WARM_UPS:], rows) for name, runs in all_runs.items()}
    for name in peers:
        print(f"  against {name}: {rates['Sleeper'] / rates[name]:.2f} times")


def compact(name, command, count):
    kind, files, rows = ROWS[name]
    print(f"compact {name}: {files} files of {rows} rows", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        directory = pathlib.Path(temporary)
        maker = Bench(command, directory)
        maker.ask("make", kind, files, rows)
        maker.close()
        inputs = sorted((directory / "template").rglob("*.parquet"))
        peers_directory = directory / "peers"
        peers_directory.mkdir()
        links = [peers_directory / f"{i}.parquet" for i in range(len(inputs))]
        for stored, link in zip(inputs, links):
            os.link(stored, link)
        if sum(pyarrow.parquet.read_metadata(link).num_rows for link in links) != files * rows:
            raise SystemExit(f"{len(links)} files do not have the rows that were written")
        every = str(peers_directory / "*.parquet")
        bench = Bench(command, directory)
        heaps = []

        def ours():
            answer = bench.ask("compact")
            heaps.append(answer["heap"])
            return answer

        peers = {
            "DataFusion": datafusion_merge(links),
            "DuckDB": duckdb_sort(f"'{every}'"),
            "Polars": polars_sort(lambda: polars.scan_parquet(every)),
        }
        measure(ours, peers, files * rows, directory, count)
        print(f"  heap of Sleeper with garbage: {max(heaps) / 1e6:.0f} MB at most")
        bench.close()


def ingest(command, count):
    print(f"ingest: {INGEST_ROWS} unsorted rows, {INGEST_LEAVES} leaves", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        directory = pathlib.Path(temporary)
        letters = numpy.frombuffer(b"abcdefghijklmnopqrstuvwxyz", dtype="u1")
        random = numpy.random.default_rng(7)

        def words():
            chosen = letters[random.integers(0, len(letters), 10 * INGEST_ROWS)]
            ends = numpy.arange(0, 10 * INGEST_ROWS + 1, 10, dtype="i4")
            return pyarrow.StringArray.from_buffers(INGEST_ROWS, pyarrow.py_buffer(ends), pyarrow.py_buffer(chosen))

        table = pyarrow.table({"key": words(), "number": random.integers(0, 1 << 20, INGEST_ROWS), "value0": words()})
        frame = polars.from_arrow(table)
        stream = directory / "rows.arrow"
        with pyarrow.ipc.new_stream(str(stream), table.schema) as writer:
            writer.write_table(table, INGEST_BATCH_ROWS)
        bench = Bench(command, directory, INGEST_HEAP)
        peers = {
            "DataFusion": datafusion_sort(table),
            "DuckDB": duckdb_sort("t", t=table),
            "Polars": polars_sort(frame.lazy),
        }
        measure(lambda: bench.ask("ingest", stream, INGEST_LEAVES), peers, INGEST_ROWS, directory, count)
        bench.close()


def main():
    parser = argparse.ArgumentParser(description="Merging and ingest of Sleeper beside its peers")
    parser.add_argument("--bench", required=True, help="the command that starts dev.sleeper.benchmarks.Bench")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("workloads", nargs="*", help=f"some of {', '.join(ROWS)}, ingest; all if none is named")
    asked = parser.parse_args()
    print(f"DataFusion {datafusion.__version__}, DuckDB {duckdb.__version__}, Polars {polars.__version__}")
    for name in asked.workloads or [*ROWS, "ingest"]:
        if name == "ingest":
            ingest(asked.bench.split(), asked.runs)
        else:
            compact(name, asked.bench.split(), asked.runs)


if __name__ == "__main__":
    main()
