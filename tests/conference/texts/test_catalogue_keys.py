"""Search for text keys in Python, templates, scripts and key families."""

from pathlib import Path

import pytest

from conference.texts.catalogue_keys import find_keys


def test_keys_are_found_in_python_templates_and_scripts(tmp_path: Path) -> None:
    package = tmp_path / "feature"
    package.mkdir()
    (package / "a.py").write_text(
        "from conference.errors import RostrumError\n"
        "class RuleError(RostrumError): pass\n"
        "class MineError(RuleError): pass\n"
        "PREFIXES = ('live.',)\n"
        "def f(c, l, x):\n"
        "    c.text(l, 'py.one' if x else 'py.two')\n"
        "    c.plural(l, 'py.many', 3)\n"
        "    raise MineError('rule.broken')\n"
        "def g(code): return f'error.{code}', 'form.wrong', ValueError('not.a_key')\n",
        encoding="utf-8",
    )
    (package / "a.html").write_text(
        '{{ t("html.t") }}{{ plain("html.a" if x else "html.b") }}{{ texts("door.")|tojson }}{{ t(composed) }}'
        '{% set title = "html.set" %}',
        encoding="utf-8",
    )
    (package / "a.mjs").write_text('words.text("js.one"); t("js.two", {n: 1}); x.test("no.key");', encoding="utf-8")
    found = find_keys(tmp_path, ["feature"])
    ours = {key for key, place in found.exact.items() if not place.startswith("key_family")}
    assert ours == {
        "py.one", "py.two", "py.many", "error.rule.broken", "html.t", "html.a", "html.b", "js.one", "js.two",
    }  # fmt: skip
    assert found.prefixes == {"live.", "door."}
    assert found.uses("door.verdict.admitted")
    assert found.uses("error.form.wrong")
    assert found.uses("html.set")
    assert not found.uses("error.other")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / "feature" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_exact_key_names_the_place_that_uses_it(tmp_path: Path) -> None:
    write(tmp_path, {"sub/a.py": "\n\nc.text(code, 'py.one')\n", "b.html": '\n{{ t("html.one") }}'})
    found = find_keys(tmp_path, ["feature"])
    assert (found.exact["py.one"], found.exact["html.one"]) == ("feature/sub/a.py:3", "feature/b.html:2")


def test_error_code_of_an_unknown_class_is_only_mentioned(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "raise StrangeError('strange.code')\n"})
    found = find_keys(tmp_path, ["feature"])
    assert "error.strange.code" not in found.exact
    assert found.uses("error.strange.code")


def test_part_of_a_composed_key_is_no_prefix(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "f'composed.{x}'\nx.removeprefix('removed.')\ny.startswith('started.')\nz = 'whole.'\n"})
    assert find_keys(tmp_path, ["feature"]).prefixes == {"whole."}


def test_vendored_and_bundled_files_are_not_read(tmp_path: Path) -> None:
    script = 'words.text("vendor.key");'
    write(tmp_path, {"static/vendor/a.mjs": script, "bundled/b.mjs": script, "c.mjs": 'words.text("own.key");'})
    keys = find_keys(tmp_path, ["feature"]).exact
    assert ("vendor.key" in keys, "own.key" in keys) == (False, True)


def test_other_packages_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "c.text(l, 'feature.key')\n"})
    assert "feature.key" not in find_keys(tmp_path, ["another"]).exact


def test_file_that_is_no_python_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "def ("})
    with pytest.raises(SyntaxError):
        find_keys(tmp_path, ["feature"])
