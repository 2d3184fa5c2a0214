"""What the package carries, and what ./quickstart does with whose instance."""

import ast
import os
import pathlib
import shutil
import stat
import subprocess
import sys

import pytest

from sleeper.java import find_jar

ROOT = pathlib.Path(__file__).resolve().parents[2]

#: Stands for both examples of quickstart, and shows on which instance they would work.
EXAMPLE = """
from sleeper import SleeperClient
print("on", SleeperClient("my_sleeper_instance"))
"""


@pytest.fixture
def source_tree(tmp_path):
    """A copy of what belongs to the Python package, without a jar."""
    tree = tmp_path / "tree"
    ignored = shutil.ignore_patterns(".venv", "build", "tests", "*.egg-info", "__pycache__", "_server")
    shutil.copytree(str(ROOT / "python"), str(tree / "python"), ignore=ignored)
    return tree


def put(path, content=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def build(tree):
    """Builds the package as pip does, and gives where it is put, and what was said."""
    pytest.importorskip("setuptools")
    done = subprocess.run(
        [sys.executable, "setup.py", "-q", "build"],
        cwd=str(tree / "python"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
        check=True,
    )
    return tree / "python" / "build" / "lib" / "sleeper", done.stderr


def test_the_package_carries_the_jar_of_now_and_no_module_of_before(source_tree):
    put(source_tree / "server" / "target" / "sleeper.jar", "the jar of now")
    lib = source_tree / "python" / "build" / "lib" / "sleeper"
    put(lib / "_server" / "sleeper.jar", "an old jar")
    put(lib / "removed.py")

    assert build(source_tree)[0] == lib

    assert (lib / "_server" / "sleeper.jar").read_text() == "the jar of now"
    assert not (lib / "removed.py").exists()
    assert (lib / "py.typed").exists()


def test_a_package_without_a_jar_is_built_with_a_word_about_it(source_tree):
    put(source_tree / "python" / "build" / "lib" / "sleeper" / "_server" / "sleeper.jar", "an old jar")

    lib, said = build(source_tree)

    assert "without a server" in said
    assert not (lib / "_server").exists()


def test_a_source_tree_finds_the_jar_that_was_built_beside_it(source_tree, monkeypatch):
    monkeypatch.delenv("SLEEPER_JAR", raising=False)
    monkeypatch.setattr("sleeper.java.__file__", str(source_tree / "python" / "sleeper" / "java.py"))
    jar = source_tree / "server" / "target" / "sleeper.jar"
    put(jar)

    assert find_jar() == jar


SOURCES = sorted((ROOT / "python" / "sleeper").rglob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_package_is_of_the_syntax_of_python_37(source):
    if sys.version_info >= (3, 8):
        ast.parse(source.read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.skipif(sys.version_info < (3, 10), reason="Python does not tell its own modules before 3.10")
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_package_needs_pyarrow_and_nothing_else_that_is_to_be_installed(source):
    needed = set(needed_at_once(ast.parse(source.read_text(encoding="utf-8"))))

    assert needed - sys.stdlib_module_names <= {"pyarrow", "sleeper"}


def needed_at_once(node):
    """What a module cannot be imported without: neither what a function of it imports, nor what it tries to import."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (name.name.split(".")[0] for name in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield child.module.split(".")[0]
        elif not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Try)):
            yield from needed_at_once(child)


def test_quickstart_keeps_to_the_instance_that_is_its_own(source_tree, tmp_path, sleeper_home):
    for name in ("quickstart", "scripts"):
        (shutil.copytree if name == "scripts" else shutil.copy)(str(ROOT / name), str(source_tree / name))
    put(source_tree / "pom.xml")
    put(source_tree / "engine" / "pom.xml")
    (source_tree / "engine" / "src" / "main").mkdir(parents=True)
    target = source_tree / "server" / "target"
    target.mkdir(parents=True)
    shutil.copy(str(find_jar()), str(target / "sleeper.jar"))
    for name in ("simplest_example.py", "large_writes.py"):
        put(source_tree / "python" / "examples" / name, EXAMPLE)
    python = source_tree / ".venv" / "bin" / "python"
    put(python, '#!/bin/sh\nPYTHONPATH="{}" exec "{}" "$@"\n'.format(source_tree / "python", sys.executable))
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    put(target / "quickstart.built")
    put(source_tree / ".venv" / "quickstart.installed")
    home = tmp_path / "home"
    put(home / "config.properties", "url=http://of-the-file:1\n")
    pointed_elsewhere = dict(
        os.environ, SLEEPER_HOME=str(home), SLEEPER_URL="http://of-the-environment:1", SLEEPER_TOKEN="mine"
    )
    pointed_elsewhere.pop("SLEEPER_JAR", None)

    done = subprocess.run(
        ["bash", str(source_tree / "quickstart")],
        env=pointed_elsewhere,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )

    assert done.returncode == 0, done.stdout
    shown = [line for line in done.stdout.splitlines() if line.startswith("on ")]
    assert len(shown) == 2
    assert all(str(home / "instances" / "my_sleeper_instance") in line for line in shown), shown
