"""How long it takes until an embedded server answers, and until a command of the command line has run."""
import subprocess
import time

from figures import headline, report_millis, seconds

STARTS = 7


def run(connect, launcher):
    headline('Starting')
    starts = []
    for _ in range(STARTS + 1):
        sleeper = connect()
        begin = time.perf_counter()
        sleeper.tables()
        starts.append(time.perf_counter() - begin)
        subprocess.run([launcher, '--instance', 'benchmarks', 'stop'], check=True, stdout=subprocess.DEVNULL)
    report_millis('first answer of an embedded instance with no server', starts[1:], goal='≤ 1500')
    report_millis('./sleeper version', seconds(
        lambda: subprocess.run([launcher, 'version'], check=True, stdout=subprocess.DEVNULL), runs=9), goal='≤ 400')
