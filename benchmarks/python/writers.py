"""64 writers at once on one table, each call a batch of its own: acknowledged changes and log entries a second."""
import threading
import time

from figures import headline, report

WRITERS = 64
SECONDS = 10
WARM_UP_SECONDS = 5


def run(sleeper):
    headline('64 concurrent writers on one table, each batch its own file, fsynced')
    sleeper.create_table('writers', {'key': str, 'count': int}, row_keys=['key'])
    _write_for(sleeper, WARM_UP_SECONDS)
    before = sleeper.describe('writers')
    begin = time.perf_counter()
    acknowledged = _write_for(sleeper, SECONDS)
    duration = time.perf_counter() - begin
    after = sleeper.describe('writers')
    if after.rows - before.rows != acknowledged or after.files - before.files != acknowledged:
        raise AssertionError('%d acknowledged, %d rows and %d files added' % (
            acknowledged, after.rows - before.rows, after.files - before.files))
    runs = '%d s' % SECONDS
    report('acknowledged changes', acknowledged / duration, 'a second', runs, '≥ 300')
    report('log entries', (after.version - before.version) / duration, 'a second', runs)
    sleeper.drop_table('writers')


def _write_for(sleeper, duration):
    """Writes from all threads for a while; returns how many batches were acknowledged."""
    counts = [0] * WRITERS
    failures = []
    end = time.perf_counter() + duration

    def write(writer):
        try:
            while time.perf_counter() < end:
                sleeper.write_single_batch('writers', [{'key': '%d-%d' % (writer, counts[writer]), 'count': 1}])
                counts[writer] += 1
        except Exception as failure:  # handed to the thread that waits
            failures.append(failure)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts)
