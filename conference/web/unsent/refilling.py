"""Fill in the form of an HTML page with values that were posted before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from msgspec import Struct

ACT_FIELDS = ("act", "do", "grant", "template")
"""Names of hidden fields and buttons that tell forms of the same address apart by what they do."""

FORM_ID = "unsent-form"
"""The id that the filled form gets if it has none."""

_BUTTONS = frozenset({"submit", "image", "reset", "button"})
_NOT_FILLED = _BUTTONS | {"hidden", "password", "file"}

Typed = Mapping[str, Sequence[str]]
"""Posted texts by the name of their field."""


class Refilled(Struct, frozen=True):
    """A page after filling: the id of the form, "" if the page does not have it; whether a text was filled in."""

    html: str
    form_id: str = ""
    has_typed: bool = False


@dataclass(slots=True)
class _Tag:
    """A start tag between two offsets of the page; `inner_end` is where its end tag begins."""

    name: str
    attributes: dict[str, str | None]
    start: int
    end: int
    inner_end: int = 0

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def kind(self) -> str:
        """The type of an input, else the name of the element."""
        return (self.get("type") or "text").lower() if self.name == "input" else self.name

    def write(self) -> str:
        values = (name if value is None else f'{name}="{escape(value)}"' for name, value in self.attributes.items())
        return f"<{' '.join((self.name, *values))}>"


@dataclass(slots=True)
class _Control:
    """A control of a form, the options of a select, and the `details` elements around it, outermost first."""

    tag: _Tag
    panels: tuple[_Tag, ...]
    options: list[_Tag] = field(default_factory=list)

    @property
    def is_fixed(self) -> bool:
        """Whether the page, not the person, decides the value: a hidden field or a button with a name."""
        return self.tag.kind == "hidden" or self.tag.kind in _BUTTONS


@dataclass(slots=True)
class _Form:
    tag: _Tag
    panels: tuple[_Tag, ...] = ()
    controls: list[_Control] = field(default_factory=list)

    def fixed_values(self, name: str) -> set[str]:
        return {one.tag.get("value") for one in self.controls if one.is_fixed and one.tag.get("name") == name}

    def posts_to(self, path: str) -> bool:
        return self.tag.get("method").lower() == "post" and urlsplit(self.tag.get("action")).path == path

    def offers(self, typed: Typed) -> bool:
        """Whether this form does what the posted one should have done."""
        return all(set(typed[name][:1]) <= self.fixed_values(name) for name in ACT_FIELDS if name in typed)

    def likeness(self, typed: Typed) -> int:
        """Return how many of the posted values the form has in hidden fields and buttons."""
        return sum(1 for name, texts in typed.items() if set(texts[:1]) & self.fixed_values(name))


class _FormParser(HTMLParser):
    """Find the forms of a page and their controls, with their offsets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._lines = [0, *(at + 1 for at, character in enumerate(html) if character == "\n")]
        self._panels: list[_Tag] = []
        self._form: _Form | None = None
        self._control: _Control | None = None
        self._apart: list[tuple[str, _Control]] = []
        self.feed(html)
        self.close()
        by_id = {form.tag.get("id"): form for form in self.forms if form.tag.get("id")}
        for form_id, control in self._apart:
            if form_id in by_id:
                by_id[form_id].controls.append(control)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._find_offset()
        found = _Tag(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""))
        if tag == "details":
            self._panels.append(found)
        elif tag == "form":
            self._form = _Form(found, tuple(self._panels))
            self.forms.append(self._form)
        elif tag in ("input", "select", "textarea", "button"):
            self._add_control(found)
        elif tag == "option" and self._control is not None:
            self._control.options.append(found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self._panels:
            self._panels.pop()
        elif tag == "form":
            self._form = None
        elif self._control is not None and tag == self._control.tag.name:
            self._control.tag.inner_end = self._find_offset()
            self._control = None

    def _add_control(self, tag: _Tag) -> None:
        if tag.name == "button" and not tag.get("type"):
            tag.attributes = {**tag.attributes, "type": "submit"}
        self._control = control = _Control(tag, tuple(self._panels))
        if tag.get("form"):
            self._apart.append((tag.get("form"), control))
        elif self._form is not None:
            self._form.controls.append(control)
        if tag.name == "input":
            self._control = None

    def _find_offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def refill(html: str, typed: Typed, *, target: str, page: str) -> Refilled:
    """Fill in the form that posts to the path `target` with `typed`, and open the panels that it is in.

    Hidden fields, passwords and files stay as they are. Forms without an address get that of the page.
    """
    forms = _FormParser(html).forms
    edits = _Edits()
    for tag in (form.tag for form in forms if not form.tag.get("action")):
        tag.attributes["action"] = page
        edits.rewrite(tag)
    form = _find_form(forms, typed, target)
    if form is None:
        return Refilled(edits.apply(html))
    form_id = form.tag.get("id") or FORM_ID
    form.tag.attributes["id"] = form_id
    edits.rewrite(form.tag, *_open_panels(form.panels))
    filled = [control for control in form.controls if _fill_control(edits, control, typed)]
    return Refilled(edits.apply(html), form_id, bool(filled))


def _find_form(forms: Sequence[_Form], typed: Typed, target: str) -> _Form | None:
    posting = [form for form in forms if form.posts_to(urlsplit(target).path) and form.offers(typed)]
    return max(posting, key=lambda form: form.likeness(typed), default=None)


def _fill_control(edits: "_Edits", control: _Control, typed: Typed) -> bool:
    """Fill a control, and open the panels around one with a value. Return whether a text was filled in."""
    tag, texts = control.tag, typed.get(control.tag.get("name"), ())
    if tag.kind in _NOT_FILLED or not tag.get("name"):
        return False
    if tag.kind in ("checkbox", "radio"):
        _set_flag(tag, "checked", is_on=(tag.get("value") or "on") in texts)
        edits.rewrite(tag)
    elif not texts:
        return False
    elif tag.kind == "select":
        if not set(texts) & {option.get("value") for option in control.options}:
            return False
        for option in control.options:
            _set_flag(option, "selected", is_on=option.get("value") in texts)
            edits.rewrite(option)
    elif tag.kind == "textarea":
        edits.replace(tag.end, tag.inner_end, "\n" + escape(texts[0], quote=False))
    else:
        tag.attributes["value"] = texts[0]
        edits.rewrite(tag)
    if any(texts):
        edits.rewrite(*_open_panels(control.panels))
    return any(texts)


def _set_flag(tag: _Tag, attribute: str, *, is_on: bool) -> None:
    tag.attributes.pop(attribute, None)
    if is_on:
        tag.attributes[attribute] = None


def _open_panels(panels: Sequence[_Tag]) -> Sequence[_Tag]:
    for panel in panels:
        panel.attributes["open"] = None
    return panels


class _Edits:
    """Replacements in a text, by the offset at which each begins."""

    def __init__(self) -> None:
        self._edits: dict[int, tuple[int, str]] = {}

    def replace(self, start: int, end: int, text: str) -> None:
        self._edits[start] = (end, text)

    def rewrite(self, *tags: _Tag) -> None:
        for tag in tags:
            self.replace(tag.start, tag.end, tag.write())

    def apply(self, text: str) -> str:
        parts, at = [], 0
        for start, (end, replacement) in sorted(self._edits.items()):
            parts += [text[at:start], replacement]
            at = end
        return "".join([*parts, text[at:]])
