"""The program's modules, imported once: `tests.support.forked_program` forks each of its processes from here."""

from rostrum.imports import prepare_imports

prepare_imports()

import rostrum.cli  # noqa: E402
import rostrum.parts.accreditation  # noqa: E402
import rostrum.parts.broadcast  # noqa: E402
import rostrum.parts.doors  # noqa: E402, F401
from tests.support.quick_templates import share_templates  # noqa: E402

share_templates()
