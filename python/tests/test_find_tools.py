"""What ./quickstart and ./run-tests find to build with, and the one line that they say when something is missing."""

import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

#: Programs that the script itself may use.
TOOLS = ("sed", "head", "ls")

#: Beyond any JDK that the machine of the test may have in the usual places.
NEWEST = 999

#: As on a machine where installers have left nothing in the usual places.
NOTHING_USUAL = "usual_jdks() { :; }; usual_mvns() { :; }; usual_pythons() { :; }; "


class Machine:
    """A machine with nothing on its path but what is put there."""

    def __init__(self, directory):
        self.bin = directory / "bin"
        self.home = directory / "home"
        self.bin.mkdir()
        self.home.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))

    def put(self, path, script):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)
        return path

    def put_jdk(self, home, major):
        self.put(home / "bin" / "java", "exit 0\n")
        javac = 'case "$1" in\n-J*) echo "    java.home = {}" ;;\n*) echo "javac {}.0.1" ;;\nesac\n'
        self.put(home / "bin" / "javac", javac.format(home, major))
        return home

    def put_on_path(self, jdk):
        for program in ("java", "javac"):
            (self.bin / program).symlink_to(jdk / "bin" / program)

    def run(self, commands, **more):
        """Runs commands of the script under the options that ./quickstart and ./run-tests have."""
        return subprocess.run(
            [shutil.which("bash"), "-euo", "pipefail", "-c", ". scripts/find-tools.sh; " + commands],
            cwd=str(ROOT),
            env=dict(more, PATH=str(self.bin), HOME=str(self.home)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
        )

    def found(self, commands, **more):
        done = self.run(commands, **more)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return done.stdout.strip()

    def missing(self, commands, **more):
        """The one line that is said when something is missing."""
        done = self.run(NOTHING_USUAL + commands, **more)
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.startswith("sleeper: ")
        assert done.stderr.count("\n") == 1 and done.stderr.endswith("\n")
        return done.stderr


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_a_newer_jdk_elsewhere_is_taken_for_an_old_one_that_is_first_on_the_path(machine, tmp_path):
    old = machine.put_jdk(tmp_path / "old", 17)
    machine.put_on_path(old)
    new = machine.put_jdk(machine.home / ".jdks" / "new", NEWEST)

    assert machine.found('find_jdk; echo "$JAVA_HOME"') == str(new)
    assert machine.found('find_jdk; echo "$JAVA_HOME"', JAVA_HOME=str(old)) == str(new)


def test_a_jdk_that_the_user_points_at_is_taken_before_newer_ones(machine, tmp_path):
    machine.put_jdk(machine.home / ".jdks" / "new", NEWEST)
    chosen = machine.put_jdk(tmp_path / "chosen", 21)

    assert machine.found('find_jdk; echo "$JAVA_HOME"', JAVA_HOME=str(chosen)) == str(chosen)
    machine.put_on_path(chosen)
    assert machine.found('find_jdk; echo "$JAVA_HOME"') == str(chosen)


def test_without_a_jdk_that_is_new_enough_one_line_says_how_to_get_one(machine, tmp_path):
    none = machine.missing("find_jdk")
    machine.put_on_path(machine.put_jdk(tmp_path / "old", 20))
    old = machine.missing("find_jdk")

    assert none == old
    assert "no JDK of 21 or newer" in none
    assert "apt install openjdk-21-jdk" in none and "JAVA_HOME" in none


def test_a_java_without_a_compiler_is_no_jdk(machine, tmp_path):
    runtime = machine.put(tmp_path / "jre" / "bin" / "java", "exit 0\n").parent.parent

    assert "no JDK of 21 or newer" in machine.missing("find_jdk", JAVA_HOME=str(runtime))


def test_mvn_is_found_on_the_path_first_and_else_one_line_says_how_to_get_it(machine):
    missing = machine.missing("find_mvn")
    mvn = machine.put(machine.bin / "mvn", "exit 0\n")

    assert "mvn (Maven) not found" in missing and "apt install maven" in missing
    assert machine.found('find_mvn; echo "$MVN"') == str(mvn)


def test_a_python_that_cannot_make_environments_is_named_with_what_to_install(machine):
    python = machine.put(machine.bin / "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac\n')

    missing = machine.missing("find_python 10")

    assert "{} cannot make virtual environments".format(python) in missing
    assert "apt install python3-venv" in missing


def test_a_python_that_is_too_old_is_passed_over(machine):
    machine.put(machine.bin / "python3", "exit 1\n")

    missing = machine.missing("find_python 10")
    newer = machine.put(machine.bin / "python3.11", "exit 0\n")

    assert "no Python of 3.10 or newer" in missing and "apt install python3" in missing
    assert machine.found('find_python 10; echo "$PYTHON"') == str(newer)
