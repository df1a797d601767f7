"""Cameras of the door app and of the badge desk in a real browser: what they read, and which one is in use."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from accreditation.badges.actions.badges import take_back_badge
from conference.auth.people import NewStaff, create_staff
from rostrum.parts.accreditation import AccreditationServices
from rostrum.roles import BADGE_DESK
from rostrum.runtime import Runtime
from tests.browser.board import sign_in
from tests.browser.door_site import (
    PASSWORD,
    Issued,
    Site,
    beside_a_poster,
    browser_with_camera,
    browser_with_cameras,
    camera_film,
    enrolled,
    light_on_dark,
    opened,
    verdict,
    window,
)
from tests.support.live import LiveServer

pytestmark = pytest.mark.browser

DESK = {"width": 1366, "height": 768}
CLERK = NewStaff("clerk", "Trần Mai", frozenset({BADGE_DESK}), "en", PASSWORD)


@pytest.mark.parametrize("shown", ["alone", "beside a poster", "light on dark"])
def test_camera_reads_a_printed_badge(
    browser: Browser, door_server: LiveServer, site: Site, visitors: Iterator[Issued], tmp_path: Path, shown: str
) -> None:
    """A film of a badge, held a little askew: one scan, without a touch."""
    if shown == "light on dark":
        scene: bytes | Image.Image = light_on_dark(next(visitors).badge.token)
    else:
        printed = site.issued[3 if shown == "alone" else 4].pdf
        scene = printed if shown == "alone" else beside_a_poster(printed)
    film = camera_film(tmp_path / "camera.mjpeg", [None, scene])
    with browser_with_camera(browser, film) as with_camera:
        context = window(with_camera, door_server, permissions=["camera"], service_workers="block")
        page = enrolled(context, site.code())
        expect(page.locator("[data-video]")).to_be_visible()
        verdict(page, "Admit")
        assert page.locator(".latest-word").all_inner_texts() == ["Admit"]
        context.close()


def test_desk_camera_finds_a_person_above_the_fold(
    browser: Browser, door_server: LiveServer, site: Site, visitors: Iterator[Issued], tmp_path: Path
) -> None:
    issued = next(visitors)

    async def prepare(runtime: Runtime, services: AccreditationServices) -> None:
        clerk = await create_staff(runtime.accounts, CLERK)
        await take_back_badge(services.badges, issued.badge.id, staff=clerk)

    site.act(prepare)
    film = camera_film(tmp_path / "camera.mjpeg", [light_on_dark(issued.badge.token)])
    with browser_with_camera(browser, film) as with_camera:
        context = window(with_camera, door_server, DESK, permissions=["camera"])
        sign_in(context.new_page(), CLERK.username)
        page = opened(context, "/staff/badges")
        page.click("[data-camera-toggle]")
        page.wait_for_url(re.compile(r"read=badge"))
        expect(page.locator(".one .badge-number bdi")).to_have_text(issued.badge.number)
        expect(page.locator("[data-camera-video]")).to_be_hidden()
        for shown in (".one-photo", ".one-facts", ".hand-over [value=passport]", ".hand-over .button"):
            expect(page.locator(shown)).to_be_in_viewport(ratio=1)
        page.click(".hand-over [value=passport]")
        page.keyboard.press("h")
        page.wait_for_url(re.compile(r"did=handed_over"))
        context.close()


CAMERAS = """
const { mediaDevices } = navigator;
const [listAll, { getSettings }] = [mediaDevices.enumerateDevices.bind(mediaDevices), MediaStreamTrack.prototype];
mediaDevices.enumerateDevices = async () => (await listAll()).filter(({ label }) => label !== sessionStorage.unplugged);
MediaStreamTrack.prototype.getSettings = function () {
    return { ...getSettings.call(this), facingMode: this.label === 'fake_device_1' ? 'user' : 'environment' };
};
"""
"""Unplugs the camera that `sessionStorage.unplugged` names, and lets the second camera face the user."""


def test_chosen_camera_is_opened_kept_and_replaced(browser: Browser, door_server: LiveServer, site: Site) -> None:
    """The browser gives cameras other ids on each page, as one that forgets them does."""
    names = [f"fake_device_{n}" for n in range(3)]

    def expect_running(page: Page, camera: str, *, is_mirrored: bool) -> None:
        expect(page.locator("[data-cameras] option:checked")).to_have_text(camera)
        expect(page.locator("[data-video]")).to_have_class("is-mirrored" if is_mirrored else "")
        page.wait_for_function(
            """(camera) => {
                const [track] = document.querySelector('[data-video]').srcObject?.getVideoTracks() ?? [];
                const { deviceId } = track?.getSettings() ?? {};
                return track?.label === camera && deviceId === document.querySelector('[data-cameras]').value;
            }""",
            arg=camera,
        )

    with browser_with_cameras(browser, 3) as with_cameras:
        context = window(with_cameras, door_server, permissions=["camera"], service_workers="block")
        context.add_init_script(CAMERAS)
        page = enrolled(context, site.code())
        expect(page.locator("[data-cameras] option")).to_have_text(names)
        for n in (2, 1):
            page.select_option("[data-cameras]", label=names[n])
            expect_running(page, names[n], is_mirrored=n == 1)
        page.reload()
        expect_running(page, names[1], is_mirrored=True)
        problem = page.locator("[data-camera-problem]")
        expect(problem).to_be_hidden()
        page.evaluate("sessionStorage.unplugged = 'fake_device_1'")
        page.reload()
        expect(problem).to_have_text("The selected camera was not found: another one is in use.")
        expect(page.locator("[data-cameras] option")).to_have_text(["Select a camera", names[0], names[2]])
        expect(page.locator("[data-video]")).not_to_have_class("is-mirrored")
        page.evaluate("sessionStorage.removeItem('unplugged')")
        page.evaluate("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
        expect(problem).to_be_hidden()
        expect_running(page, names[1], is_mirrored=True)
        context.close()
