"""Compiled templates of a test run, kept in one folder for all its processes: each would take two seconds for them."""

import os
import tempfile
from collections.abc import Callable
from functools import partial

from jinja2 import Environment, FileSystemBytecodeCache

from conference.web import templating

_VARIABLE = "TEST_TEMPLATES"
"""Inherited by the other processes of the run."""


def create_template_folder() -> Callable[[], None]:
    """Create the folder of this run; return what deletes it."""
    folder = tempfile.TemporaryDirectory(prefix="rostrum-templates-", ignore_cleanup_errors=True)
    os.environ[_VARIABLE] = folder.name
    return folder.cleanup


def share_templates() -> None:
    """Let environments that this process makes from now on use the templates that others have compiled."""
    if folder := os.environ.get(_VARIABLE):
        kept = FileSystemBytecodeCache(folder)
        templating.Environment = partial(Environment, bytecode_cache=kept)  # type: ignore[assignment, attr-defined]
