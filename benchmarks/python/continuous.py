"""Half an hour of small batches at a steady rate, while the table splits and merges itself and a reader asks for keys.

Batches become due at fixed times whether earlier ones are done or not, so that a table that cannot keep up is seen by
how late they are. SLEEPER_CONTINUOUS_MINUTES says how long it goes on, 30 by default.
"""
import itertools
import json
import os
import pathlib
import statistics
import threading
import time

import numpy
import standard_rows
from figures import headline, report

BATCH_ROWS = 10_000
ROWS_A_SECOND = 300_000
WRITERS = 8
PROBES_A_SECOND = 20
SAMPLE_SECONDS = 10
GC_DELAY_MINUTES = 2
TABLE = 'continuous'


class Load:
    """What the writers, the prober and the sampler share: when to stop, and what they saw."""

    def __init__(self, sleeper, directory, seconds):
        self.sleeper = sleeper
        self.directory = pathlib.Path(directory)
        self.begin = time.perf_counter()
        self.end = self.begin + seconds
        self.numbers = itertools.count()
        self.lateness = []  # seconds from when a batch was due to its acknowledgement
        self.probes = []  # (seconds since the beginning, seconds it took)
        self.samples = []  # (seconds since the beginning, files on the longest path, leaves, live bytes, disk bytes)
        self.failures = []
        self.keys = [None] * 1000  # some keys that were written

    def run(self):
        threads = [threading.Thread(target=self._guarded, args=(self._write,)) for _ in range(WRITERS)]
        threads += [threading.Thread(target=self._guarded, args=(work,)) for work in (self._probe, self._sample)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def _guarded(self, work):
        try:
            work()
        except Exception as failure:  # handed to the thread that waits
            self.failures.append(failure)
            self.end = 0

    def _write(self):
        while True:
            number = next(self.numbers)
            due = self.begin + number * BATCH_ROWS / ROWS_A_SECOND
            if due >= self.end:
                return
            batch = standard_rows.table(BATCH_ROWS, seed=number)
            time.sleep(max(0, due - time.perf_counter()))
            self.sleeper.write_single_batch(TABLE, batch)
            self.lateness.append(time.perf_counter() - due)
            self.keys[number % len(self.keys)] = batch['key'][number % BATCH_ROWS].as_py()

    def _probe(self):
        random = numpy.random.default_rng(1)
        for number in itertools.count():
            due = self.begin + number / PROBES_A_SECOND
            if due >= self.end:
                return
            time.sleep(max(0, due - time.perf_counter()))
            key = self.keys[random.integers(len(self.keys))]
            if key is not None:
                begun = time.perf_counter()
                rows = self.sleeper.exact_key_query(TABLE, {'key': [key]})
                self.probes.append((begun - self.begin, time.perf_counter() - begun))
                if not rows:
                    raise AssertionError('the key %s was acknowledged and is not there' % key)

    def _sample(self):
        while time.perf_counter() < self.end:
            time.sleep(SAMPLE_SECONDS)
            self.samples.append((time.perf_counter() - self.begin, *self.measure()))
            print('<!-- %4.0f s: %d files on a path, %d leaves, live %.2f GB, disk %.2f GB; late p50 %.0f ms -->' % (
                *self.samples[-1][:3], self.samples[-1][3] / 1e9, self.samples[-1][4] / 1e9,
                statistics.median(self.lateness[-300:] or [0]) * 1e3), flush=True)

    def measure(self):
        """The most files on a path from the root to a leaf, and how many leaves, live bytes and bytes on disk there are."""
        partitions = {each['id']: each for each in self.sleeper.partitions(TABLE)}
        leaves = [each for each in partitions.values() if each['leaf']]
        longest = max(_files_to_root(leaf, partitions) for leaf in leaves)
        live = sum(each['sizeBytes'] for each in partitions.values())
        return longest, len(leaves), live, _bytes_below(self.directory)


def run(sleeper, directory):
    seconds = 60 * float(os.environ.get('SLEEPER_CONTINUOUS_MINUTES', '30'))
    sleeper.create_table(TABLE, standard_rows.SCHEMA, row_keys=['key'])
    sleeper.set_table_property(TABLE, 'sleeper.table.gc.delay.minutes', GC_DELAY_MINUTES)
    headline('Batches of %d rows, %d rows a second for %.0f minutes' % (BATCH_ROWS, ROWS_A_SECOND, seconds / 60))
    server_pid = json.loads(next(pathlib.Path(directory).rglob('server.json')).read_text())['pid']
    written = _bytes_written(server_pid)
    load = Load(sleeper, directory, seconds)
    load.run()
    took = time.perf_counter() - load.begin
    written = _bytes_written(server_pid) - written
    _report(load, took, written)
    rows = len(load.lateness) * BATCH_ROWS
    stored = sleeper.describe(TABLE).rows
    if stored != rows:
        raise AssertionError('%d rows were acknowledged, and %d are there' % (rows, stored))
    report('findings of `verify`', len(sleeper.verify(TABLE)), '', '%d rows' % rows, '0')
    sleeper.drop_table(TABLE)


def _report(load, took, written):
    late = sorted(load.lateness)
    report('rows a second', len(late) * BATCH_ROWS / took / 1e3, 'thousand', '%.0f s' % took, '300')
    report('acknowledgement of a batch after it was due', statistics.median(late) * 1e3, 'ms',
           'p99 %.0f, at most %.0f' % (late[len(late) * 99 // 100] * 1e3, late[-1] * 1e3))
    warm = [sample for sample in load.samples if sample[0] > load.samples[-1][0] / 5] or load.samples
    paths = [sample[1] for sample in warm]
    report('files on a path from the root to a leaf', statistics.median(paths), '', 'at most %d' % max(paths), '≤ 40')
    minutes = {}
    for at, seconds in load.probes:
        minutes.setdefault(int(at // 60), []).append(seconds * 1e3)
    p99s = [sorted(each)[len(each) * 99 // 100] for each in minutes.values()]
    every = sorted(seconds * 1e3 for _, seconds in load.probes)
    report('one exact key', statistics.median(every), 'ms', 'p99 %.0f; of the worst minute %.0f; at most %.0f' % (
        every[len(every) * 99 // 100], max(p99s), every[-1]), 'p99 ≤ 50')
    ratios = [sample[4] / sample[3] for sample in warm]
    report('disk use against live data', statistics.median(ratios), 'times', 'at most %.2f' % max(ratios), '≤ 3')
    report('bytes written against live data at the end', written / load.measure()[2], 'times', '')
    report('leaves', load.samples[-1][2], '', '')


def _files_to_root(leaf, partitions):
    count = leaf['files']
    while leaf['parent'] is not None:
        leaf = partitions[leaf['parent']]
        count += leaf['files']
    return count


def _bytes_below(directory):
    total = 0
    for path in directory.rglob('*'):
        try:
            total += path.stat().st_blocks * 512
        except FileNotFoundError:
            pass  # deleted meanwhile
    return total


def _bytes_written(pid):
    with open('/proc/%d/io' % pid) as lines:
        return next(int(line.split(':')[1]) for line in lines if line.startswith('write_bytes'))
