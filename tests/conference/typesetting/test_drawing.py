"""Drawing of templates, in this process and in a separate one."""

import json
from pathlib import Path

import pytest

from accreditation.badges.art import (
    NotDrawnError,
    badges_pdf,
)
from accreditation.badges.art.page import RUN
from conference.typesetting.drawing import PDF, as_json, draw_template
from tests.support.badge_samples import badge_face
from tests.support.drawn_badges import page_texts


@pytest.mark.parametrize("count", [1, RUN])
def test_template_error_has_no_personal_data(count: int, tmp_path: Path) -> None:
    template = tmp_path / "badge.typ"
    template.write_text('#let data = json("/faces.json")\n#panic("no badge today")')
    with pytest.raises(NotDrawnError) as failed:
        badges_pdf([badge_face(seed) for seed in range(count)], template)
    assert "no badge today" in failed.value.diagnostic
    assert "Nguyễn" not in failed.value.diagnostic


PLAIN = '#set page(width: 40pt, height: 30pt, margin: 0pt)\n#json("/words.json").join(" ")'


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A template that prints the words of a file."""
    template = tmp_path / "plain.typ"
    template.write_text(PLAIN)
    return template


@pytest.mark.parametrize("apart", [False, True])
def test_template_reads_the_files_given(plain: Path, apart: bool) -> None:
    pdf = draw_template(plain, {"words.json": as_json(["Blue", "River"])}, how=PDF, apart=apart)
    assert [" ".join(text.split()) for text in page_texts(pdf)] == ["Blue River"]


def test_equal_files_give_equal_pdfs(plain: Path) -> None:
    files = {"words.json": as_json(["Blue"])}
    assert draw_template(plain, files, how=PDF, apart=False) == draw_template(plain, files, how=PDF, apart=False)


def test_missing_file_is_not_drawn(plain: Path) -> None:
    with pytest.raises(NotDrawnError) as failed:
        draw_template(plain, {}, how=PDF, apart=False)
    assert "words.json" in failed.value.diagnostic


def test_template_cannot_read_files_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    template = tmp_path / "curious.typ"
    template.write_text(f'#read("{tmp_path}/secret.txt") #read("../secret.txt")')
    with pytest.raises(NotDrawnError):
        draw_template(template, {}, how=PDF, apart=False)


def test_json_of_a_template_is_ascii() -> None:
    assert as_json({"name": "ليلى \u202e"}).isascii()
    assert json.loads(as_json({"name": "ليلى"})) == {"name": "ليلى"}
