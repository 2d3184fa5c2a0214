"""Puts the server's jar into the package when it has been built; the rest of the build is in pyproject.toml."""

import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SOURCE = Path(__file__).absolute().parent
BUILT_JAR = SOURCE.parent / "server" / "target" / "sleeper.jar"


class BuildWithServer(build_py):
    """Copies the jar beside the modules of the build, not into the source tree."""

    def run(self):
        package = Path(self.build_lib).absolute() / "sleeper"
        if package.parent != SOURCE:
            shutil.rmtree(str(package), ignore_errors=True)  # an earlier build may have left modules, or an old jar
        super().run()
        if not BUILT_JAR.is_file():
            print("There is no {}: the package is built without a server.".format(BUILT_JAR), file=sys.stderr)
            return
        carried = package / "_server" / "sleeper.jar"
        carried.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(BUILT_JAR), str(carried))


setup(cmdclass={"build_py": BuildWithServer})
