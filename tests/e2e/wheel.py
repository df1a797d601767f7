"""Build of the wheel, and its installation apart from the source."""

import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


def build_wheel(folder: Path) -> None:
    """Build the wheel into the folder."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def install_wheel(wheel: Path, folder: Path) -> None:
    """An environment with the wheel and the packages that it says it depends on, nothing else.

    The wheel is installed; of its dependencies, which `pip` has installed for the tests by the same locks, each
    lies there as a link.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=120)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--no-deps"]
    pip += ["--no-compile", "--no-index", "--quiet", "--disable-pip-version-check", str(wheel)]
    subprocess.run(pip, check=True, timeout=120)
    [packages] = folder.glob("lib/python*/site-packages")
    [installed] = Distribution.discover(name="rostrum", path=[str(packages)])
    for needed in _needed_by(installed):
        _link(needed, packages)


def _needed_by(first: Distribution) -> list[Distribution]:
    """Every distribution that it depends on, and those that they depend on."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    ahead: list[tuple[Distribution, frozenset[str]]] = [(first, frozenset())]
    while ahead:
        one, extras = ahead.pop()
        for requirement in map(Requirement, one.requires or []):
            if not _applies(requirement, extras):
                continue
            wanted = (requirement.name.lower(), frozenset(requirement.extras))
            if wanted not in seen:
                seen.add(wanted)
                found[wanted[0]] = distribution(requirement.name)
                ahead.append((found[wanted[0]], wanted[1]))
    return list(found.values())


def _applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _link(one: Distribution, packages: Path) -> None:
    """Link what the distribution has at the top of its environment's packages."""
    tops = {file.parts[0] for file in one.files or () if file.parts[0] not in {"..", "__pycache__"}}
    for top in sorted(tops):
        link, target = packages / top, Path(str(one.locate_file(top)))
        if not link.exists():
            link.symlink_to(target)
