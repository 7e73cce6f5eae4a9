"""Adds the one thing pyproject.toml cannot say: a .pth file beside the package.

Python runs that file each time it starts, which is how the stand-in and the defaults
reach every command of the environment, also those typed by hand.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PTH = "rasa_lean.pth"


class BuildWithPth(build_py):
    """Copies the .pth file to the top of the built tree, which becomes site-packages."""

    def run(self) -> None:
        """Build the package, then place the file beside it."""
        super().run()
        self.copy_file(str(Path(__file__).parent / PTH), str(Path(self.build_lib) / PTH))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """List the file too, so that it is removed when the package is."""
        return [*super().get_outputs(include_bytecode), str(Path(self.build_lib) / PTH)]


setup(cmdclass={"build_py": BuildWithPth})
