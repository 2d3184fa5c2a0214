"""The README's own snippets, run as they stand there, and the promises that it makes about itself."""

import contextlib
import io
import pathlib
import re
import shlex
import subprocess

import pytest

from servers import stop_servers
from sleeper.java import find_jar, find_java

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LONGEST_README = 100
LONGEST_ARCHITECTURE = 200


@pytest.fixture
def home(sleeper_home, tmp_path, monkeypatch):
    """A home of its own, so that the table of the snippets is not there yet."""
    monkeypatch.setenv("SLEEPER_HOME", str(tmp_path))
    yield tmp_path
    stop_servers(tmp_path)


def test_snippets_run_and_print_what_the_readme_says(home):
    blocks = BLOCK.findall(README)
    names = {}
    for (language, text), (next_language, expected) in zip(blocks, blocks[1:] + [("", "")]):
        if language == "python":
            printed = run_python(text, names)
            assert next_language != "text" or printed == expected
        elif language == "sh":
            for line in text.splitlines():
                if line.startswith("./sleeper "):
                    done = command_line(line[len("./sleeper ") :])
                    assert done.returncode == 0, line + "\n" + done.stderr


def test_five_lines_of_python_come_first():
    first = next(text for language, text in BLOCK.findall(README) if language == "python")
    assert len([line for line in first.splitlines() if line]) == 5


def test_pages_stay_short_and_their_links_lead_somewhere():
    assert len(README.splitlines()) <= LONGEST_README
    assert len((ROOT / "docs/architecture.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_ARCHITECTURE
    broken = [
        "{}: {}".format(page.relative_to(ROOT), link)
        for page in [ROOT / "README.md", ROOT / "CHANGELOG.md"] + sorted((ROOT / "docs").rglob("*.md"))
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []


def run_python(text, names):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "README.md", "exec"), names)
    return printed.getvalue()


def command_line(arguments):
    return subprocess.run(
        [find_java(), "-jar", str(find_jar())] + shlex.split(arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
