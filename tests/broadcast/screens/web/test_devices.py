"""What devices of screens ask."""

from tests.conftest import client
from tests.support.board_program import Program, program

__all__ = ["client", "program"]


async def test_device_sends_a_point_of_the_curve(program: Program) -> None:
    bodies: list[object] = [{"public_key": "x"}, {"public_key": "A" * 87}, {}, []]
    for body in bodies:
        assert (await program.client.post("/screens/pairing", json=body)).status == 422
