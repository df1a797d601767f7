"""Routes of the set-up pages."""

from aiohttp import web

from rostrum.setup import checklist, entry_forms, languages, overview, section_lists
from rostrum.setup.drafting import PATH

_SECTION = f"{PATH}/sections/{{section}}"
_ENTRY = f"{_SECTION}/entries/{{entry}}"


def install_setup(app: web.Application) -> None:
    """Install the set-up pages; `install_administration` has put the runtime on the application."""
    app.router.add_routes(
        [
            web.get(PATH, overview.show_setup),
            web.post(PATH, overview.act_on_draft),
            web.get(checklist.CHECKLIST_PATH, checklist.show_checklist),
            web.get(checklist.MAIL_PATH, checklist.show_mail),
            web.get(languages.LANGUAGES_PATH, languages.show_languages),
            web.post(languages.LANGUAGES_PATH, languages.change_languages),
            web.get(f"{PATH}/pages/{{page}}", entry_forms.show_page),
            web.post(f"{PATH}/pages/{{page}}", entry_forms.save_page),
            web.get(_SECTION, section_lists.show_section),
            web.post(_SECTION, section_lists.move),
            web.get(f"{_SECTION}/new", entry_forms.show_new_entry),
            web.post(f"{_SECTION}/new", entry_forms.save_new_entry),
            web.get(_ENTRY, entry_forms.show_entry),
            web.post(_ENTRY, entry_forms.save_entry),
            web.post(f"{_ENTRY}/removal", entry_forms.remove),
        ]
    )
