"""Drawing of one folder by its order, and the exit code of the program."""

import json
from pathlib import Path

import pytest
import typst

from conference.fonts.families import font_folders
from conference.typesetting.typesetter import ORDER, draw, main

ONE_PAGE = "#set page(width: 40pt, height: 30pt, margin: 0pt)\nHoa"


def ordered(folder: Path, source: str, **how: object) -> Path:
    """Write a template and its order to the folder."""
    (folder / "page.typ").write_text(source)
    order = {"template": "page.typ", "fonts": [str(fonts) for fonts in font_folders()], "how": how}
    (folder / ORDER).write_text(json.dumps(order))
    return folder


def test_folder_is_drawn_in_the_format_of_its_order(tmp_path: Path) -> None:
    assert draw(ordered(tmp_path, ONE_PAGE, format="pdf")).startswith(b"%PDF-")
    assert draw(ordered(tmp_path, ONE_PAGE, format="png", ppi=72.0)).startswith(b"\x89PNG")


def test_picture_of_two_pages_is_refused(tmp_path: Path) -> None:
    folder = ordered(tmp_path, ONE_PAGE + "\n#pagebreak()\nLinh", format="png", ppi=72.0)
    with pytest.raises(TypeError, match="one page"):
        draw(folder)


def test_wrong_template_raises_with_its_diagnostic(tmp_path: Path) -> None:
    with pytest.raises(typst.TypstError) as failed:
        draw(ordered(tmp_path, '#panic("no badge today")', format="pdf"))
    assert "no badge today" in failed.value.diagnostic


def test_program_writes_the_drawing_to_its_output(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    folder = ordered(tmp_path, ONE_PAGE, format="pdf", timestamp=0)
    assert main(folder) == 0
    assert capfdbinary.readouterr().out == draw(folder)


def test_program_reports_a_wrong_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ordered(tmp_path, "#nothing", format="pdf")) == 1
    written = capsys.readouterr()
    assert (written.out, "nothing" in written.err) == ("", True)
