"""Data of the signing page."""

from broadcast.board.actions.read import read_board
from broadcast.signing.actions.register import read_register
from broadcast.signing.actions.signatures import call_signatory, propose_signature, sign_state
from broadcast.signing.ports import SigningServices
from broadcast.signing.view import deposit_choices, names_of, view_signing
from tests.support.board_samples import MORNING, OPERATOR


async def test_rows_have_place_signature_and_presence(services: SigningServices) -> None:
    await sign_state(services, "VN", operator=OPERATOR)
    await call_signatory(services, "AO", operator=OPERATOR)
    await propose_signature(services, "QA", operator=OPERATOR)
    register = await read_register(services)
    view = view_signing(await read_board(services.board), register, {"DZ": MORNING}, "fr")
    first, second = view.rows[:2]
    assert (first.place, first.name, first.signature is not None) == (1, "Viet Nam", True)
    assert (second.name, second.present_at) == ("Algérie", MORNING)
    assert view.called is not None
    assert (view.called.name, [row.entry.country for row in view.upcoming]) == ("Angola", ["DZ", "FR", "EU"])
    assert [name for _, name in view.waiting] == ["Qatar"]
    assert not {"VN", "DZ"} & {code for code, _ in view.others}
    assert (view.find_row("XX"), view.find_row("EU")) == (None, view.rows[4])


def test_deposits_are_chosen_of_the_other_states() -> None:
    assert "VN" not in dict(deposit_choices("en", ["VN"]))
    assert names_of(["VN", "XX"], "ru") == {"VN": "Вьетнам"}
