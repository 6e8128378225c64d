"""Reads a page as a browser would: what a form would send if nothing were changed."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.contrib.auth import get_user
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client

from profiles.history.since import version_of
from profiles.people.merging import VERSION

Attrs = list[tuple[str, str | None]]


class PageClient(Client):
    """A client that sends the form of the edit page as the page comes: with the version of the record."""

    def post(self, path: Any, data: Any = None, *args: Any, **options: Any) -> Any:
        """The answer; data that says a version itself is sent as it is."""
        if path.partition("?")[0] == "/profile/edit/" and isinstance(data, dict) and VERSION not in data:
            request = HttpRequest()
            request.session = self.session
            person = get_user(request)
            data = {**data, VERSION: version_of(person)} if isinstance(person, User) else data
        return super().post(path, data, *args, **options)


class _FormReader(HTMLParser):
    """Collects the successful controls of one form."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.data: dict[str, list[str]] = {}
        self.files: set[str] = set()
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: Attrs) -> None:
        values = dict(attrs)
        if tag == "form":
            self.inside = values.get("id") == self.form_id
        name = values.get("name")
        if not self.inside or (tag != "option" and (not name or "disabled" in values)):
            return
        if tag == "input":
            self._input(str(name), values)
        elif tag == "select":
            self._select = str(name)
        elif tag == "option" and self._select and "selected" in values:
            self.data.setdefault(self._select, []).append(values.get("value") or "")
        elif tag == "textarea":
            self._area = str(name)
            self.data[self._area] = [""]

    def _input(self, name: str, values: dict[str, str | None]) -> None:
        kind = values.get("type") or "text"
        if kind == "file":
            self.files.add(name)
        elif kind in {"submit", "button"}:
            return
        elif kind not in {"checkbox", "radio"} or "checked" in values:
            self.data.setdefault(name, []).append(values.get("value") or ("on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.data[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # A browser leaves out the first line break after the tag.
            self.data[self._area][0] = self.data[self._area][0].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self.inside = False


def form_of(client: Client, address: str, form_id: str = "user_form") -> dict[str, Any]:
    """What the form of the page would send; one value as text, several as a list."""
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    reader = _FormReader(form_id)
    reader.feed(response.content.decode())
    return {name: values[0] if len(values) == 1 else values for name, values in reader.data.items()}


def problems_on(response: Any) -> list[str]:
    """Every sentence that the page says is wrong."""
    forms = [response.context["adminform"].form]
    forms += [form for inline in response.context["inline_admin_formsets"] for form in inline.formset.forms]
    found = [str(text) for form in forms for texts in form.errors.values() for text in texts]
    for inline in response.context["inline_admin_formsets"]:
        found += [str(text) for text in inline.formset.non_form_errors()]
    return found
