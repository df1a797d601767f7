"""Draw one folder with typst, in this process or as a separate program.

A folder holds a template with the files it reads, and `order.json`: {"template": file, "fonts": [folder…], "how": {…}}
with the keyword arguments of `typst.Compiler.compile`. As a program it writes the drawing to standard output. It
imports nothing of this project, so that it starts in a tenth of a second.
"""

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

ORDER = "order.json"


def draw(folder: Path) -> bytes:
    """Draw a folder by its `order.json`. Raises typst.TypstError."""
    import typst  # noqa: PLC0415 - 7 MB, which a server needs only once it draws

    order = json.loads((folder / ORDER).read_bytes())
    compiler = typst.Compiler(root=str(folder), font_paths=_load_fonts(*order["fonts"]), ignore_system_fonts=True)
    drawn = compiler.compile(input=str(folder / order["template"]), **order["how"])
    if not isinstance(drawn, bytes):
        raise TypeError("a picture is drawn of one page only")
    return drawn


@cache
def _load_fonts(*folders: str) -> "typst.Fonts":
    import typst  # noqa: PLC0415 - as in `draw`

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def main(folder: Path) -> int:
    """Draw a folder to standard output; the exit code says whether it worked, standard error why not."""
    import typst  # noqa: PLC0415 - as in `draw`

    try:
        sys.stdout.buffer.write(draw(folder))
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
