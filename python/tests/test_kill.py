"""Kills the server again and again while clients write: no acknowledged batch is lost, doubled or halved.

``SLEEPER_KILLS`` sets how many times, 10 by default. When it is given, nothing else should run on the machine: then the
first answers after a kill have to come within 2 s (p50).
"""

import os
import random
import statistics
import threading
import time

import servers
from sleeper import SleeperClient

KILLS = int(os.environ.get("SLEEPER_KILLS", "10"))
#: An answer takes a start of the server, which takes longer on a machine that is busy with other tests.
LONGEST_P50_SECONDS = 2 if "SLEEPER_KILLS" in os.environ else 20
WRITERS = 4
BATCH_ROWS = 20


def test_every_acknowledged_batch_is_there_once_and_whole(own_instance):
    client = SleeperClient("mine", root=own_instance)
    client.create_table("t", {"batch": str, "row": int}, row_keys=["batch"], sort_keys=["row"])
    acknowledged, failures = [], []
    done = threading.Event()

    def write(writer):
        own_client = SleeperClient("mine", root=own_instance)
        number = 0
        try:
            while not done.is_set():
                batch = "{}-{}".format(writer, number)
                own_client.write_single_batch("t", [{"batch": batch, "row": i} for i in range(BATCH_ROWS)])
                acknowledged.append(batch)
                number += 1
        except BaseException as error:
            failures.append(error)
            raise

    writers = [threading.Thread(target=write, args=(i,)) for i in range(WRITERS)]
    for writer in writers:
        writer.start()
    answers = []
    pauses = random.Random(KILLS)
    try:
        for _ in range(KILLS):
            time.sleep(pauses.uniform(0.05, 0.6))
            assert servers.kill(own_instance)
            began = time.monotonic()
            client.tables()
            answers.append(time.monotonic() - began)
    finally:
        done.set()
        for writer in writers:
            writer.join(180)

    assert failures == []
    rows = client.query("t").to_arrow().to_pydict()
    found = {}
    for batch, row in zip(rows["batch"], rows["row"]):
        found.setdefault(batch, []).append(row)
    assert sorted(found) == sorted(acknowledged)
    assert all(numbers == list(range(BATCH_ROWS)) for numbers in found.values())
    assert len(acknowledged) >= WRITERS
    assert statistics.median(answers) <= LONGEST_P50_SECONDS
    print(
        "{} kills, {} batches; first answer after {:.2f} s (p50), {:.2f} s (most)".format(
            len(answers), len(acknowledged), statistics.median(answers), max(answers)
        )
    )
