"""Check the catalogues against the program, or write their template: `python -m rostrum.catalogues check|extract`."""

import sys

from conference.languages import FALLBACK
from conference.resources import locales_folder
from conference.texts.catalogue_check import check, template
from conference.texts.catalogue_keys import find_keys
from conference.texts.catalogues import catalogue_path, read_catalogue
from rostrum.packages import PACKAGES, ROOT


def main(arguments: list[str]) -> int:
    """Run the command line. The exit code is 1 when there are complaints."""
    if arguments not in (["check"], ["extract"]):
        sys.stderr.write("usage: python -m rostrum.catalogues check|extract\n")
        return 2
    folder, used_keys = locales_folder(), find_keys(ROOT, PACKAGES)
    if arguments == ["extract"]:
        reference = read_catalogue(catalogue_path(folder, FALLBACK), FALLBACK)
        (folder / "messages.pot").write_text(template(reference, used_keys), encoding="utf-8")
        return 0
    complaints = check(folder, used_keys)
    sys.stdout.writelines(f"{complaint}\n" for complaint in complaints)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
