"""Search for text keys in Python, templates, scripts and key families."""

from pathlib import Path

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
