"""Times things and prints what they took, with the machine they ran on."""
import os
import platform
import statistics
import time
from importlib import metadata


def machine():
    """One line each: processor, memory, systems and the versions of all that is compared."""
    return [
        'machine: %s, %d cores, %d GB, %s' % (_processor(), os.cpu_count(), _memory_gigabytes(), platform.platform()),
        'python %s, %s' % (platform.python_version(), ', '.join(
            '%s %s' % (package, metadata.version(package)) for package in ('sleeper', 'pyarrow', 'duckdb', 'polars'))),
    ]


def seconds(action, runs=5, warm_up=1):
    """The durations of `runs` calls of `action`, after `warm_up` calls that do not count."""
    for _ in range(warm_up):
        action()
    durations = []
    for _ in range(runs):
        begin = time.perf_counter()
        action()
        durations.append(time.perf_counter() - begin)
    return durations


def report(what, value, unit, runs, goal=None):
    """Prints one figure as a row of a Markdown table."""
    print('| %s | %s %s | %s | %s |' % (what, _short(value), unit, goal or '', runs), flush=True)


def report_rate(what, count, durations, goal=None, unit='M rows/s', scale=1e6):
    """Prints how many of `count` things were done a second: the median, and the spread of the runs."""
    rates = sorted(count / duration / scale for duration in durations)
    report(what, statistics.median(rates), unit, _spread(rates), goal)


def report_millis(what, durations, goal=None, single_calls=False):
    """Prints durations in milliseconds: the median, and the spread, or the 99th percentile of many single calls."""
    millis = sorted(duration * 1e3 for duration in durations)
    spread = 'p99 %s, %d calls' % (_short(millis[len(millis) * 99 // 100]), len(millis)) if single_calls \
        else _spread(millis)
    report(what, statistics.median(millis), 'ms', spread, goal)


def headline(title):
    """Begins a table of figures."""
    print('\n### %s\n\n| what | median | goal | runs |\n|---|---|---|---|' % title, flush=True)


def _spread(values):
    return '%s to %s, %d runs' % (_short(values[0]), _short(values[-1]), len(values))


def _short(value):
    return '%.0f' % value if value >= 100 else '%.3g' % value


def _processor():
    try:
        with open('/proc/cpuinfo') as lines:
            return next(line.split(':')[1].strip() for line in lines if line.startswith('model name'))
    except (OSError, StopIteration):
        return platform.processor()


def _memory_gigabytes():
    return os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 2**30
