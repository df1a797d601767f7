"""The measurement with hostile texts tries every route and every form that there is."""

from pathlib import Path

from bench.door_site import MORNING
from bench.hostile_bodies import Body, Form, bodies_for_programs, bodies_of_any_form, bodies_of_form, forms_of, marks
from bench.hostile_server import describe_route, fill_forms
from bench.hostile_text import PARAMETER
from rostrum.app import make_application
from rostrum.runtime import open_runtime
from rostrum.settings import Settings

PAGE = """
<form method="get"><input name="q"></form>
<form method="post" action="/act#here"><input type="hidden" name="csrf" value="x"><input name="name" value="Ana">
<select name="day"><option value="1"><option value="2" selected></select><textarea name="note">x</textarea>
<input type="checkbox" name="confirmed"><button name="act" value="hold">Hold</button></form>
<form method="post"><input type="password" name="pin"></form>
"""


async def test_every_route_has_its_parameters_and_texts(tmp_path: Path) -> None:
    async with open_runtime(Settings(data_dir=tmp_path, clock_starts_at=MORNING)) as runtime:
        app = make_application(runtime)
        values = await fill_forms(runtime, app)
        routes = [describe_route(route) for route in app.router.routes()]
    assert {name for route in routes for name in PARAMETER.findall(route["path"])} <= values.keys()
    for route in routes:
        if route["method"] == "POST" and route["programs"]:
            assert list(bodies_for_programs(route["path"], route["most"], route["texts"]))


def test_forms_of_a_page_are_found() -> None:
    fields = {"csrf": "x", "name": "Ana", "day": "2", "note": "", "confirmed": "on"}
    assert forms_of("/page", PAGE) == [
        Form("/act", fields, ["name", "note"], [("act", "hold")]),
        Form("/page", {"pin": ""}, ["pin"], []),
    ]


def test_bodies_are_as_large_as_their_route_takes() -> None:
    form = Form("/act", {"csrf": "", "name": "", "note": ""}, ["name", "note"])
    for most in (256 << 10, 2 << 20):
        bodies: list[Body] = [
            *bodies_of_form(form, "x" * 64, most),
            *bodies_of_any_form(["name", "note"], "x" * 64, most),
        ]
        sizes = [len(body.data) for body in bodies]
        assert max(sizes) <= most
        assert max(sizes) > most - 5000
    assert len(marks(1000).encode()) in range(990, 1001)
