"""What draws each layout exists: its module, its style sheets and its title."""

from broadcast.pages.layouts import LAYOUTS
from broadcast.pages.screen_parts import SCREEN_PARTS
from conference.web import SITE
from rostrum.app import make_application
from rostrum.runtime import Runtime


async def test_parts_are_layouts_with_files_and_titles(runtime: Runtime) -> None:
    app = make_application(runtime)
    parts, site = app[SCREEN_PARTS], app[SITE]
    assert set(parts) == set(LAYOUTS)
    for part in parts.values():
        assert all(site.assets.path(path) for path in filter(None, (part.module, *part.styles))), part
        assert part.title in site.catalogues.with_prefix("en", part.title), part
