"""Folders of templates, static files and texts that the site is built from."""

from rostrum.packages import PACKAGES, ROOT, SUBJECTS, static_folders, template_folders


def test_each_subject_has_templates_or_static_files() -> None:
    for subject in SUBJECTS:
        assert (ROOT / subject / "templates").is_dir() or (ROOT / subject / "static").is_dir(), subject


def test_each_folder_of_templates_and_static_files_is_served() -> None:
    for kind, served in (("templates", template_folders()), ("static", static_folders())):
        found = {path for package in PACKAGES for path in (ROOT / package).rglob(kind) if path.is_dir()}
        assert found <= set(served.values()), kind


def test_templates_of_two_subjects_cannot_be_confused() -> None:
    folders = template_folders()
    assert len(folders) == len(SUBJECTS)
    assert folders["doors"] == ROOT / "accreditation" / "doors" / "templates"


def test_static_files_have_their_path_in_the_source_tree() -> None:
    for path, folder in static_folders().items():
        assert ROOT / path == folder


def test_each_package_has_python_sources() -> None:
    assert {package for package in PACKAGES if (ROOT / package / "__init__.py").is_file()} == set(PACKAGES)
