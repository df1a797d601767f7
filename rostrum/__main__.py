"""The program: `rostrum`, and `python -m rostrum`."""

from rostrum.imports import prepare_imports


def main() -> None:
    """Run the command line, whose modules are imported only once `prepare_imports` has been called."""
    prepare_imports()
    from rostrum.cli import main as run_commands  # noqa: PLC0415

    run_commands()


if __name__ == "__main__":
    main()
