"""Composition root and program."""

from rostrum.imports import prepare_imports

prepare_imports()
