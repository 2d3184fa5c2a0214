"""Measures Sleeper through Python on an embedded instance; prints Markdown for docs/benchmarks.md.

    benchmarks/run-python [writes] [queries] [writers] [starting] [continuous]

Without a name all but the last run, in about four minutes; that takes half an hour. Let nothing else run on the machine
meanwhile.
"""
import os
import pathlib
import shutil
import sys
import tempfile

import continuous
import figures
import queries
import starting
import writers
import writes
from sleeper import SleeperClient

LAUNCHER = str(pathlib.Path(__file__).resolve().parents[2] / 'sleeper')
ALL = ('starting', 'writes', 'queries', 'writers')


def main(names):
    directory = tempfile.mkdtemp(prefix='sleeper-benchmarks-')
    os.environ['SLEEPER_HOME'] = directory
    for line in figures.machine():
        print(line)
    try:
        sleeper = SleeperClient('benchmarks')
        for name in names or ALL:
            if name == 'starting':
                starting.run(lambda: SleeperClient('benchmarks'), LAUNCHER)
            elif name == 'writes':
                writes.run(sleeper)
            elif name == 'queries':
                queries.run(sleeper, directory)
            elif name == 'writers':
                writers.run(sleeper)
            elif name == 'continuous':
                continuous.run(sleeper, directory)
            else:
                sys.exit('no such benchmark: %s; there are %s' % (name, ', '.join((*ALL, 'continuous'))))
    finally:
        os.system('%s --instance benchmarks stop >%s 2>&1' % (LAUNCHER, os.devnull))
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == '__main__':
    main(sys.argv[1:])
