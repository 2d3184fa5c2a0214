"""Finds the server's program: a Java of 21 or newer, and the jar."""

import glob
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Iterator, Optional

from sleeper.errors import ServerNotFound

__all__ = ["find_jar", "find_java", "jar_build"]

OLDEST_JAVA = 21

_USUAL_PLACES = (
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/opt/jdk*",
    "~/.jdks/*",
    "~/.sdkman/candidates/java/*",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/Library/Java/JavaVirtualMachines/*/Contents/Home",
    r"C:\Program Files\Java\*",
    r"C:\Program Files\Eclipse Adoptium\*",
)
_PROGRAM = "java.exe" if os.name == "nt" else "java"


def find_java() -> str:
    """The path of a java program of 21 or newer: ``SLEEPER_JAVA``, ``JAVA_HOME``, ``PATH``, then the usual places.

    What ``SLEEPER_JAVA`` names is taken as it is. Of the usual places the newest version counts.
    """
    chosen = os.environ.get("SLEEPER_JAVA")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise ServerNotFound("SLEEPER_JAVA is {}, but there is no such program".format(chosen), code="no-java")
        return chosen
    too_old = []
    for program in _preferred():
        version = _version(program)
        if version is not None and version >= OLDEST_JAVA:
            return program
        too_old.append("{} is {}".format(program, version or "no Java"))
    newest = max(((_version(program) or 0, program) for program in _installed()), default=(0, ""))
    if newest[0] >= OLDEST_JAVA:
        return newest[1]
    raise ServerNotFound(
        "No Java of {} or newer was found{}".format(OLDEST_JAVA, " ({})".format("; ".join(too_old)) if too_old else ""),
        code="no-java",
        hint="Install one (Debian, Ubuntu: apt install openjdk-21-jre-headless; macOS: brew install openjdk; anywhere: "
        "sdk install java), or set SLEEPER_JAVA or JAVA_HOME to yours.",
    )


def find_jar() -> Path:
    """The server's jar: ``SLEEPER_JAR``, else that which this package carries, or which was built beside its source."""
    chosen = os.environ.get("SLEEPER_JAR")
    if chosen:
        if not os.path.isfile(chosen):
            raise ServerNotFound("SLEEPER_JAR is {}, but there is no such file".format(chosen), code="no-jar")
        return Path(chosen).absolute()
    package = Path(__file__).absolute().parent
    carried = package / "_server" / "sleeper.jar"
    if carried.is_file():
        return carried
    built = package.parent.parent / "server" / "target" / "sleeper.jar"
    if (package.parent / "setup.py").is_file() and built.is_file():
        return built
    raise ServerNotFound(
        "This installation of the sleeper package carries no server, so it cannot start an instance of its own",
        code="no-jar",
        hint="Run ./quickstart in Sleeper's source tree, or there 'mvn package' and then 'pip install ./python'. Or "
        "set SLEEPER_JAR to a sleeper.jar, or SLEEPER_URL to a server that runs.",
    )


def jar_build(jar: Path) -> Optional[str]:
    """The id of the build that the jar is from, or None when it does not say."""
    try:
        with zipfile.ZipFile(str(jar)) as archive:
            text = archive.read("META-INF/sleeper.properties").decode("utf-8")
    except (KeyError, OSError, zipfile.BadZipFile):
        return None
    match = re.search(r"^\s*build\s*[=:]\s*(.+?)\s*$", text, re.MULTILINE)
    return match.group(1) if match else None


def _preferred() -> Iterator[str]:
    java_home = os.environ.get("JAVA_HOME")
    if java_home and os.access(os.path.join(java_home, "bin", _PROGRAM), os.X_OK):
        yield os.path.join(java_home, "bin", _PROGRAM)
    on_path = shutil.which(_PROGRAM)
    if on_path:
        yield on_path


def _installed() -> Iterator[str]:
    for pattern in _USUAL_PLACES:
        for directory in glob.glob(os.path.expanduser(pattern)):
            program = os.path.join(directory, "bin", _PROGRAM)
            if os.access(program, os.X_OK):
                yield program


def _version(program: str) -> Optional[int]:
    """The major version of a java program: from the release file beside it, which is quick, else by asking it."""
    release = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(program))), "release")
    try:
        with open(release, encoding="utf-8") as lines:
            text = lines.read()
    except OSError:
        try:
            asked = subprocess.run(
                [program, "-version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        text = "JAVA_" + asked.stdout.decode("utf-8", "replace").replace(" version ", "_VERSION=").upper()
    match = re.search(r'VERSION="(?:1\.)?(\d+)', text)
    return int(match.group(1)) if match else None
