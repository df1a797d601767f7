"""The native parts: compiled where they run, into a folder that goes afterwards."""

import shutil
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parent / "native"
PROGRAMS = {"load": ("load.c", "crowd.c", "told.c", "figures.c"), "floor": ("floor.c",)}


def compile_program(name: str, folder: Path) -> Path:
    """The program of that name, compiled into the folder. Ends where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        sys.exit("bench: needs a C compiler (Debian: gcc and libc6-dev)")
    program = folder / name
    sources = [SOURCES / source for source in PROGRAMS[name]]
    subprocess.run([compiler, "-O2", "-o", program, *sources], check=True)
    return program
