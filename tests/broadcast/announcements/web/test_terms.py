"""Typed texts are compared with the agreed terms of the event."""

from tests.support.board_pages import Served, hidden, served

__all__ = ["served"]

PAGE = "/staff/announcements"
TYPED = {"text.en": "The signing ceremony begins.", "text.fr": "La fête commence.", "text.vi": "Lễ ký bắt đầu."}


async def test_differences_are_told_by_language_and_stop_nothing(served: Served) -> None:
    await served.sign_in()
    csrf = hidden(await served.page(PAGE), "csrf")
    answer = await served.client.post(f"{PAGE}/terms", data={"csrf": csrf, **TYPED})
    told = {(one["language"], one["text"]) for one in (await answer.json())["warnings"]}
    names = next(term.name for term in served.runtime.event.terms if term.code == "signing_ceremony")
    assert {language for language, _ in told} == {"fr", "vi"}
    assert any(names["en"] in text and names["fr"] in text for _, text in told)
    assert any("Lễ ký\N{POP DIRECTIONAL ISOLATE}" in text and names["vi"] in text for _, text in told)
    saved = await served.client.post(PAGE, data={"csrf": csrf, "act": "save", **TYPED}, allow_redirects=False)
    assert saved.status == 303
    page = await served.page(PAGE)
    chosen = await served.page(f"{PAGE}?planned={hidden(page, 'planned')}")
    assert [names["fr"] in page, names["fr"] in chosen] == [True, True]


async def test_preview_of_the_console_tells_differences(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?template=own")
    texts = {f"text.{code}": "x" for code in ("ar", "zh", "ru", "es")}
    fields = {"template": "own", "session": "opening", **texts, **TYPED}
    previewed = await (await served.send("announcements", seen, act="preview", **fields)).text()
    assert "Cérémonie de signature" in previewed
