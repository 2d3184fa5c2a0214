"""Random queries of tables with random schemas give what a sorted list and DuckDB, over the same files, give.

SLEEPER_RANDOM_QUERIES sets how many there are; the Java tests compare ten thousand more with a sorted list alone.
"""

import os
import random

import pytest

deltalake = pytest.importorskip("deltalake")
duckdb = pytest.importorskip("duckdb")

QUERIES = int(os.environ.get("SLEEPER_RANDOM_QUERIES", "500"))
QUERIES_A_TABLE = 100

KEY_TYPES = {
    "IntType": lambda r: r.choice([r.randint(-3, 3), r.randint(-(2**31), 2**31 - 1)]),
    "LongType": lambda r: r.choice([r.randint(-3, 3), r.randint(-(2**63), 2**63 - 1)]),
    "StringType": lambda r: "".join(r.choices("aéz\uffee\U0001f600", k=r.randint(0, 3))),
    "ByteArrayType": lambda r: bytes(r.choices([0, 1, 0x7F, 0x80, 0xFF], k=r.randint(0, 3))),
}


class RandomTable:
    """A table of one to three row keys and up to two sort keys, written in several batches, and all its rows."""

    def __init__(self, client, name, seed):
        self.random = random.Random(seed)
        self.client = client
        self.name = name
        kinds = self.random.choices(sorted(KEY_TYPES), k=self.random.randint(1, 5))
        row_key_count = self.random.randint(1, min(3, len(kinds)))
        self.types = {"k{}".format(i): kind for i, kind in enumerate(kinds)}
        self.keys = list(self.types)
        self.row_keys = self.keys[:row_key_count]
        fields = list(self.types.items()) + [("number", "LongType")]
        self.random.shuffle(fields)
        client.create_table(
            name, dict(fields), row_keys=self.row_keys, sort_keys=self.keys[row_key_count:], split_points=self._splits()
        )
        self.rows = []
        for _ in range(self.random.randint(1, 5)):
            batch = [self._record() for _ in range(self.random.randint(1, 300))]
            client.write_single_batch(name, batch)
            self.rows.extend(batch)
        self.rows.sort(key=self.order)
        self.duckdb = duckdb.connect()
        files = deltalake.DeltaTable(client.describe(name).location).file_uris()
        self.duckdb.execute("create view t as select * from read_parquet({})".format(files))

    def value(self, field):
        """A value that may be in the table, and for every other time one that is."""
        if getattr(self, "rows", None) and self.random.random() < 0.5:
            return self.random.choice(self.rows)[field]
        return KEY_TYPES[self.types[field]](self.random)

    def order(self, row):
        return [in_order(row[key]) for key in self.keys]

    def _splits(self):
        splits = {in_order(self.value(self.keys[0])): None for _ in range(self.random.randint(0, 3))}
        least = {"IntType": -(2**31), "LongType": -(2**63), "StringType": b"", "ByteArrayType": b""}
        kind = self.types[self.keys[0]]
        return [s.decode() if kind == "StringType" else s for s in sorted(splits) if s != least[kind]]

    def _record(self):
        record = {key: self.value(key) for key in self.keys}
        record["number"] = len(self.rows) + self.random.randint(0, 10**9)
        return record

    def region(self):
        """Ranges of some of the row keys, each as (min, min inclusive, max, max inclusive)."""
        named = self.random.sample(self.row_keys, self.random.randint(1, len(self.row_keys)))
        return {field: self._range(field) for field in named}

    def _range(self, field):
        low, high = sorted((self.value(field), self.value(field)), key=in_order)
        kind = self.random.randrange(4)
        if kind == 0:
            return [low, True, low, True]
        return [low, self.random.random() < 0.5, None if kind == 1 else high, self.random.random() < 0.5]

    def in_list(self, regions):
        return [row for row in self.rows if any(is_in(row, region) for region in regions)]

    def in_duckdb(self, regions):
        conditions, values = [], []
        for region in regions:
            terms = []
            for field, (low, low_in, high, high_in) in region.items():
                terms.append("{} {} ?".format(field, ">=" if low_in else ">"))
                values.append(low)
                if high is not None:
                    terms.append("{} {} ?".format(field, "<=" if high_in else "<"))
                    values.append(high)
            conditions.append("({})".format(" and ".join(terms)))
        columns = self.keys + ["number"]
        found = self.duckdb.execute(
            "select {} from t where {}".format(", ".join(columns), " or ".join(conditions)), values
        )
        return [dict(zip(columns, row)) for row in found.fetchall()]


def in_order(value):
    """Strings sort by their UTF-8."""
    return value.encode("utf-8") if isinstance(value, str) else value


def is_in(row, region):
    for field, (low, low_in, high, high_in) in region.items():
        value = in_order(row[field])
        if value < in_order(low) or (value == in_order(low) and not low_in):
            return False
        if high is not None and (value > in_order(high) or (value == in_order(high) and not high_in)):
            return False
    return True


def in_any_order(rows):
    return sorted(sorted((name, in_order(value)) for name, value in row.items()) for row in rows)


@pytest.mark.parametrize("seed", range(max(1, QUERIES // QUERIES_A_TABLE)))
def test_random_queries_give_what_a_sorted_list_and_duckdb_give(client, seed):
    table = RandomTable(client, "random_{}".format(seed), seed)
    for number in range(QUERIES_A_TABLE):
        regions = [table.region() for _ in range(table.random.randint(1, 3))]
        described = "seed {}, query {}: {}".format(seed, number, regions)
        expected = table.in_list(regions)

        found = [dict(row) for row in client.range_key_query(table.name, regions)]

        assert [table.order(row) for row in found] == [table.order(row) for row in expected], described
        assert in_any_order(found) == in_any_order(expected), described
        assert in_any_order(table.in_duckdb(regions)) == in_any_order(expected), described
    client.drop_table(table.name)
