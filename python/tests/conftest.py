"""The real server, started from the jar that was built, over a home of this test run alone."""

import itertools
import os
from pathlib import Path

import pytest

from servers import stop_servers
from sleeper import SleeperClient

BUILT_JAR = Path(__file__).resolve().parents[2] / "server" / "target" / "sleeper.jar"

_numbers = itertools.count()


@pytest.fixture(scope="session")
def sleeper_home(tmp_path_factory):
    """The environment of embedded instances. Without a jar the tests that need one fail, and say what to run."""
    home = tmp_path_factory.mktemp("sleeper-home")
    environment = pytest.MonkeyPatch()
    environment.setenv("SLEEPER_HOME", str(home))
    environment.setenv("SLEEPER_IDLE_TIMEOUT", "300")
    for name in ("SLEEPER_ROOT", "SLEEPER_URL", "SLEEPER_TOKEN"):
        environment.delenv(name, raising=False)
    if "SLEEPER_JAR" not in os.environ and BUILT_JAR.is_file():
        environment.setenv("SLEEPER_JAR", str(BUILT_JAR))
    yield home
    stop_servers(home)
    environment.undo()


@pytest.fixture(scope="session")
def client(sleeper_home):
    """A client of the instance that tests share; each makes its own tables."""
    with SleeperClient("tests") as client:
        yield client


@pytest.fixture
def table_name():
    """A name that no other test uses."""
    return "table_{}".format(next(_numbers))


@pytest.fixture
def table(client, table_name):
    """A table of a string key and a nullable long."""
    client.create_table(table_name, {"key": str, "value": "LongType?"}, row_keys=["key"])
    return table_name


@pytest.fixture
def own_instance(sleeper_home, tmp_path):
    """The root of an instance whose server a test may ill-treat."""
    root = tmp_path / "instance"
    yield root
    stop_servers(sleeper_home, root)
