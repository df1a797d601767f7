"""Our JavaScript modules, run by Node on values of a test."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from tests.support.paths import ROOT

STATIC = ROOT / "accreditation/doors/static/rules"


def in_javascript(module: str, name: str, function: str, values: Sequence[Any], *, prepare: str = "") -> list[Any]:
    """What the JavaScript `function` gives for each of the values, in one process.

    The function may use the module of `accreditation/doors/static/rules` as `name`, and be asynchronous; `prepare` is
    run before.
    """
    program = (
        f"import * as {name} from {json.dumps((STATIC / module).as_uri())};"
        "import { webcrypto } from 'node:crypto'; globalThis.crypto ??= webcrypto;"
        "let text = ''; for await (const part of process.stdin) text += part;"
        f"const values = JSON.parse(text); {prepare};"
        f"const out = []; for (const value of values) out.push(await ({function})(value));"
        "process.stdout.write(JSON.stringify(out));"
    )
    result = subprocess.run(
        ["node", "--input-type=module", "--eval", program],
        input=json.dumps(values),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    answers: list[Any] = json.loads(result.stdout)
    return answers
