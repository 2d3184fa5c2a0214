"""How many rows a second Python writes: Arrow batches of a million rows, and lists of dicts."""
import standard_rows
from figures import headline, report_rate, seconds

ARROW_ROWS = 1_000_000
DICT_ROWS = 250_000


def run(sleeper):
    headline('Writes through Python, durable when the call returns')
    batch = standard_rows.table(ARROW_ROWS, seed=1)
    dicts = batch.slice(0, DICT_ROWS).to_pylist()
    sleeper.create_table('writes', standard_rows.SCHEMA, row_keys=['key'])
    report_rate('Arrow batches of 1M rows, one a call', ARROW_ROWS,
                seconds(lambda: sleeper.write_single_batch('writes', batch), runs=7, warm_up=3), goal='≥ 1')
    report_rate('Arrow batches of 1M rows, ten in one batch writer', 10 * ARROW_ROWS,
                seconds(lambda: _write_ten(sleeper, batch), runs=3), goal='≥ 1')
    report_rate('list of dicts', DICT_ROWS,
                seconds(lambda: sleeper.write_single_batch('writes', dicts), runs=5, warm_up=2), goal='≥ 0.25')
    sleeper.drop_table('writes')


def _write_ten(sleeper, batch):
    with sleeper.create_batch_writer('writes') as writer:
        for _ in range(10):
            writer.write(batch)
