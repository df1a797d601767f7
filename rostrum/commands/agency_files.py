"""Files and errors of the commands of `rostrum agency`."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from conference.errors import InvalidError, RostrumError
from conference.texts.catalogues import own_catalogues

T = TypeVar("T")

ExistingFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
PRIVATE_MODE = 0o600


@contextmanager
def spoken_errors(language: str) -> Iterator[None]:
    """Print an expected error in the language, and end with exit code 2."""
    try:
        yield
    except RostrumError as error:
        texts, key = own_catalogues(), f"error.{error.code}"
        if not texts.has(language, key):
            raise
        typer.secho(str(texts.text(language, key, **error.params)), fg="red", err=True)
        raise typer.Exit(2) from None


def read_limited(path: Path, most: int) -> bytes:
    """Return the bytes of a file, one more than `most` at most, so that a reader refuses a longer one."""
    with path.open("rb") as opened:
        return opened.read(most + 1)


def write_new(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file that must not exist yet. Raises BadParameter when it does."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise typer.BadParameter(f"{path} exists already") from None
    with os.fdopen(file, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())


def unlock(read: Callable[[str], T], name: str) -> T:
    """Return a private key, given how it is read with a passphrase; ask for the passphrase only if it has one."""
    try:
        return read("")
    except InvalidError as error:
        if error.code != "agency_key.passphrase":
            raise
    return read(typer.prompt(f"Passphrase of {name}", hide_input=True))
