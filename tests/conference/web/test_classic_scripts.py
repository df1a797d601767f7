"""Modules of service workers as one classic script."""

from pathlib import Path

import pytest

from conference.web.classic_scripts import classic_script
from tests.support.paths import ROOT


def write_module(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_classic_script_has_imported_modules_in_front_once(tmp_path: Path) -> None:
    write_module(tmp_path, "base.mjs", "export const ONE = 1;\n")
    write_module(tmp_path, "middle.mjs", 'import { ONE } from "./base.mjs";\nexport async function two() {}\n')
    imports = 'import { ONE } from "./base.mjs";\nimport {\n  two,\n} from "./middle.mjs";\n'
    worker = write_module(tmp_path, "worker.mjs", f"{imports}two(ONE);\n")
    script = [line for line in classic_script(worker).splitlines() if line]
    assert script == ["const ONE = 1;", "async function two() {}", "two(ONE);"]


@pytest.mark.parametrize(
    "line",
    ['import * as base from "./base.mjs";', 'import "./base.mjs";', "export default 1;", "export class One {}"],
)
def test_classic_script_refuses_other_imports_and_exports(tmp_path: Path, line: str) -> None:
    write_module(tmp_path, "base.mjs", "")
    with pytest.raises(ValueError, match="cannot be a classic script"):
        classic_script(write_module(tmp_path, "worker.mjs", f"{line}\n"))


@pytest.mark.parametrize(
    "name", ["accreditation/doors/static/app/worker.mjs", "broadcast/pages/static/screen-worker.mjs"]
)
def test_service_workers_share_the_cached_build(name: str) -> None:
    script = classic_script(ROOT / name)
    assert script.count("function deleteOtherCaches(") == 1
    assert "import " not in script.replace("import modules", "")
