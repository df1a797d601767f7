"""What is written down is what is so."""

import re
from pathlib import Path

import yaml

from bench import tree
from rostrum.settings_page import setting_rows

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(p for f in ("docs", "bench", ".github") for p in (ROOT / f).rglob("*.md"))])


def test_compose_file_sets_only_settings_the_program_knows() -> None:
    known = {row.env for row in setting_rows()}
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    for name in ("first", "second"):
        given = set(services[name]["environment"])
        assert given <= known, name
        assert {"DATABASE_URL", "REDIS_URL"} <= given
    assert {"postgres", "redis", "proxy"} <= set(services)


def test_image_sets_only_settings_the_program_knows() -> None:
    known = {row.env for row in setting_rows()}
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"\b(ROSTRUM_[A-Z_]+)=", text)) <= known


def test_commands_of_the_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8")))
        assert named <= targets, page.name


def test_links_of_the_pages_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if not target.startswith(("http:", "https:")) and not (page.parent / target).exists()
    ]
    assert broken == []


def test_pages_name_no_path_of_a_machine() -> None:
    places = re.compile(r"(?:^|[\s(`'\"])/(?:home|root|work|Users)/")
    assert [page.name for page in PAGES if places.search(page.read_text(encoding="utf-8"))] == []


def test_scaling_shows_what_the_simulation_prints() -> None:
    shown = (ROOT / "docs/scaling.md").read_text(encoding="utf-8")
    for table in tree.page().split("\n\n"):
        assert table.strip() in shown
