"""The native parts: compiled where they run, into a folder that goes afterwards."""

import shutil
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parent / "native"
PROGRAMS = {"load": ("load.c", "crowd.c", "told.c", "figures.c"), "floor": ("floor.c",)}
LIBRARIES = ("-lssl", "-lcrypto")


def compile_program(name: str, folder: Path, *, secure: bool = False) -> Path:
    """The program of that name, compiled into the folder, `secure` over TLS. Ends where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        sys.exit("bench: needs a C compiler (Debian: gcc and libc6-dev)")
    program = folder / name
    link, libraries = ("secure_link.c", LIBRARIES) if secure else ("plain_link.c", ())
    sources = [SOURCES / source for source in (*PROGRAMS[name], link)]
    if subprocess.run([compiler, "-O2", "-o", program, *sources, *libraries], check=False).returncode:
        sys.exit(f"bench: {name} cannot be compiled{' (Debian: libssl-dev)' if secure else ''}")
    return program
