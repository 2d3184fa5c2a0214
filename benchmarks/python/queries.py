"""Exact keys and ranges over 11 overlapping files of a million rows, beside DuckDB and Polars over one sorted file."""
import os
import random
import time

import duckdb
import polars
import pyarrow
import pyarrow.compute
import pyarrow.parquet
import standard_rows
from figures import headline, report_millis, report_rate, seconds

FILES = 11
ROWS = 1_000_000
LOOKUPS = 2_000
WARM_UP_LOOKUPS = 4_000
PEER_LOOKUPS = 200
RANGE_ROWS = 1_000_000
# Tried from 30,000 to a million: the best for the peers' lookups, and no worse for their ranges.
PEER_ROW_GROUP = 30_000


def run(sleeper, directory):
    sleeper.create_table('overlapping', standard_rows.SCHEMA, row_keys=['key'])
    sleeper.set_table_property('overlapping', 'sleeper.table.online', False)  # else its files were soon merged
    sleeper.create_table('sorted', standard_rows.SCHEMA, row_keys=['key'])
    batches = [standard_rows.table(ROWS, seed=seed) for seed in range(FILES)]
    for batch in batches:
        sleeper.write_single_batch('overlapping', batch)
    rows = pyarrow.concat_tables(batches).sort_by('key').combine_chunks()
    sleeper.write_single_batch('sorted', rows)
    parquet = os.path.join(directory, 'sorted.parquet')
    pyarrow.parquet.write_table(rows, parquet, compression='zstd', row_group_size=PEER_ROW_GROUP, write_page_index=True)
    _look_up(sleeper, rows['key'], parquet)
    _read_ranges(sleeper, rows['key'], parquet)
    sleeper.drop_table('overlapping')
    sleeper.drop_table('sorted')


def _look_up(sleeper, keys, parquet):
    headline('One exact key of 11M rows, warm')
    chooser = random.Random(7)
    wanted = [keys[chooser.randrange(len(keys))].as_py() for _ in range(WARM_UP_LOOKUPS + LOOKUPS)]
    report_millis('Sleeper, %d overlapping files' % sleeper.describe('overlapping').files,
                  _each(lambda key: sleeper.exact_key_query('overlapping', {'key': [key]}), wanted), goal='≤ 1',
                  single_calls=True)
    report_millis('Sleeper, %d sorted files' % sleeper.describe('sorted').files,
                  _each(lambda key: sleeper.exact_key_query('sorted', {'key': [key]}), wanted), single_calls=True)
    report_millis('Sleeper, 11 overlapping files, a key that is not there',
                  _each(lambda key: sleeper.exact_key_query('overlapping', {'key': [key + 'x']}), wanted),
                  single_calls=True)
    peer_keys = wanted[:PEER_LOOKUPS]
    connection = _duckdb()
    sql = "select * from read_parquet('%s') where key = ?" % parquet
    report_millis('DuckDB, one sorted Parquet file',
                  _each(lambda key: connection.execute(sql, [key]).fetchall(), peer_keys, 20), single_calls=True)
    report_millis('Polars, one sorted Parquet file',
                  _each(lambda key: polars.scan_parquet(parquet).filter(polars.col('key') == key).collect(), peer_keys,
                        20), single_calls=True)


def _read_ranges(sleeper, keys, parquet):
    headline('A range of 1M of 11M rows, to Arrow')
    begin = len(keys) // 3
    low, high = keys[begin].as_py(), keys[begin + RANGE_ROWS].as_py()
    for table in ('overlapping', 'sorted'):
        report_rate('Sleeper, %d %s files' % (sleeper.describe(table).files, table), RANGE_ROWS,
                    seconds(lambda: _checked(sleeper.query(table, regions=[{'key': [low, high]}]).to_arrow()), runs=9,
                            warm_up=20), goal='≥ 10' if table == 'overlapping' else None)
    connection = _duckdb()
    sql = "select * from read_parquet('%s') where key >= '%s' and key < '%s'" % (parquet, low, high)
    report_rate('DuckDB in this process, one sorted Parquet file', RANGE_ROWS,
                seconds(lambda: _checked(connection.sql(sql).to_arrow_table()), runs=9, warm_up=20))


def _duckdb():
    connection = duckdb.connect()
    connection.execute('set parquet_metadata_cache = true')
    return connection


def _checked(table):
    if abs(table.num_rows - RANGE_ROWS) > 2:
        raise AssertionError('%d rows in place of %d' % (table.num_rows, RANGE_ROWS))


def _each(action, keys, warm_up=WARM_UP_LOOKUPS):
    for key in keys[:warm_up]:
        action(key)
    durations = []
    for key in keys[warm_up:]:
        begin = time.perf_counter()
        action(key)
        durations.append(time.perf_counter() - begin)
    return durations
