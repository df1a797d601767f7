"""Forms of an HTML page as a browser reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

FIXED = frozenset({"hidden", "submit", "button"})


@dataclass
class Control:
    """A control of a form. `options`: value of each option of a select, and whether it is selected."""

    kind: str
    name: str
    value: str = ""
    is_checked: bool = False
    options: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def sent(self) -> list[str]:
        """Values that a browser sends, without buttons."""
        if self.kind in ("checkbox", "radio"):
            return [self.value] if self.is_checked else []
        if self.kind == "select":
            chosen = [value for value, is_selected in self.options if is_selected]
            return chosen[-1:] or [value for value, _ in self.options[:1]]
        return [] if self.kind in ("submit", "button", "file") else [self.value]


@dataclass
class Form:
    """A form that posts."""

    path: str
    id: str
    controls: list[Control] = field(default_factory=list)

    def values(self, *kinds: str) -> dict[str, list[str]]:
        """Return the values that are sent, of the controls of these kinds, or of all."""
        found: dict[str, list[str]] = {}
        for control in self.controls:
            if control.name and (not kinds or control.kind in kinds):
                found.setdefault(control.name, []).extend(control.sent)
        return found

    @property
    def does(self) -> tuple[str, ...]:
        """What the form is for: its path, and the values of its hidden `act` and the like."""
        hidden = self.values("hidden")
        named = [value for name in ("act", "grant", "template") for value in hidden.get(name, [])]
        return (self.path, *named, *sorted(one.name for one in self.controls if one.kind not in FIXED))


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._control: Control | None = None
        self._apart: list[tuple[str, Control]] = []
        self.feed(html)
        self.close()
        by_id = {form.id: form for form in self.forms}
        for form_id, control in self._apart:
            if form_id in by_id:
                by_id[form_id].controls.append(control)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(urlsplit(given.get("action", "")).path, given.get("id", ""))
            if given.get("method") == "post":
                self.forms.append(self._form)
        elif tag in ("input", "select", "textarea", "button"):
            kind = given.get("type", "text") if tag == "input" else "submit" if tag == "button" else tag
            kind = "hidden" if given.keys() & {"hidden", "readonly"} else kind
            default = "on" if kind in ("checkbox", "radio") else ""
            control = Control(kind, given.get("name", ""), given.get("value", default), "checked" in given)
            self._control = control if tag != "input" else None
            if "form" in given:
                self._apart.append((given["form"], control))
            elif self._form:
                self._form.controls.append(control)
        elif tag == "option" and self._control:
            self._control.options.append((given.get("value", ""), "selected" in given))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("select", "textarea", "button"):
            self._control = None

    def handle_data(self, data: str) -> None:
        if self._control and self._control.kind == "textarea":
            self._control.value += data.removeprefix("\n")


def posting_forms(html: str) -> list[Form]:
    """Return the forms of a page that post."""
    return _Reader(html).forms
