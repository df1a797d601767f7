"""Commands on an agency's own machine: what they refuse."""

from pathlib import Path

from typer.testing import CliRunner

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import KeyPurpose
from accreditation.exchange.sealed.key_files import make_key_files
from accreditation.exchange.sealed.site_files import encode_site
from rostrum.cli import program
from tests.support.agency_files import make_batch_file, make_site


def test_batch_for_another_key_and_existing_files_are_refused(tmp_path: Path) -> None:
    run = CliRunner().invoke
    (tmp_path / "batch").write_bytes(make_batch_file())
    (tmp_path / "site.json").write_bytes(encode_site(make_site().file))
    (tmp_path / "key").write_bytes(make_key_files(Agency.SECURITY, KeyPurpose.SEALING, "Other").private)
    options = ["--key", str(tmp_path / "key"), "--site", str(tmp_path / "site.json"), "--language", "es"]
    opened = run(program, ["agency", "open", str(tmp_path / "batch"), *options, "--into", str(tmp_path / "open")])
    assert (opened.exit_code, "sellado para otra clave" in opened.output) == (2, True)
    assert not (tmp_path / "open").exists()
    new_key = ["agency", "key", "new", "signing", str(tmp_path / "key"), "--name", "A", "--passphrase", ""]
    again = run(program, new_key)
    assert (again.exit_code, "exists already" in again.output) == (2, True)
