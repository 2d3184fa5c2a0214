"""Puts the server's jar into the package when it has been built; the rest of the build is in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

BUILT_JAR = Path(__file__).absolute().parent.parent / "server" / "target" / "sleeper.jar"


class BuildWithServer(build_py):
    """Copies the jar beside the modules of the build, not into the source tree."""

    def run(self):
        super().run()
        if BUILT_JAR.is_file():
            carried = Path(self.build_lib) / "sleeper" / "_server" / "sleeper.jar"
            carried.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(BUILT_JAR), str(carried))


setup(cmdclass={"build_py": BuildWithServer})
