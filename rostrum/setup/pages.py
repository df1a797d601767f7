"""Routes of the set-up pages."""

from aiohttp import web

from rostrum.setup import checklist, entry_forms, languages, look, missing_texts, overview, section_lists
from rostrum.setup.drafting import LANGUAGES_PATH, LOOK_PATH, PATH

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
            web.get(LANGUAGES_PATH, languages.show_languages),
            web.post(LANGUAGES_PATH, languages.change_languages),
            web.post(f"{LANGUAGES_PATH}/texts", missing_texts.save_texts),
            web.get(LOOK_PATH, look.show_look),
            web.post(LOOK_PATH, look.save_look),
            web.get(f"{LOOK_PATH}/logo.png", look.show_logo),
            web.get(f"{PATH}/pages/{{page}}", entry_forms.show_page),
            web.post(f"{PATH}/pages/{{page}}", entry_forms.save_page),
            web.get(_SECTION, section_lists.show_section),
            web.post(_SECTION, section_lists.submit_move),
            web.get(f"{_SECTION}/new", entry_forms.show_new_entry),
            web.post(f"{_SECTION}/new", entry_forms.save_new_entry),
            web.get(_ENTRY, entry_forms.show_entry),
            web.post(_ENTRY, entry_forms.save_entry),
            web.post(f"{_ENTRY}/removal", entry_forms.submit_removal),
        ]
    )
