"""Check the catalogues against the program, or write their template: `python -m rostrum.catalogues check|extract`."""

import sys

from conference.texts.catalogue_check import main
from conference.texts.catalogue_keys import find_keys
from rostrum.packages import PACKAGES, ROOT

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], find_keys(ROOT, PACKAGES)))
