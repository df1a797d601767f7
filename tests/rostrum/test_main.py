"""The program as a module."""

import subprocess
import sys


def test_module_runs_the_commands() -> None:
    done = subprocess.run([sys.executable, "-m", "rostrum", "settings"], capture_output=True, check=True, text=True)
    assert done.stdout.startswith("# ")
