"""Two people at one record: what only the other changed is taken over, what both changed is asked about.

Nothing that somebody else saved is lost, and no input either. Each form of the page compares three values of a field:
as the page showed it, as it is stored now, and as it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from profiles.history.capture import KIND_AND_SUBJECT
from profiles.history.since import Touch, UnknownVersion, touched_since, version_of
from profiles.history.values import display

#: The name under which a page sends the version that it was made from.
VERSION = "_version"
#: What follows the name of a field when the other's value is chosen.
THEIRS = "-theirs"
_KNOWN, _UNKNOWN = "hr.touched", "hr.version_unknown"

Touched = Mapping[tuple[type[models.Model], Any], Mapping[str, Touch]]


def compare_versions(request: HttpRequest, record: models.Model) -> None:
    """Learn, under the lock of the record, what was written since the page was made."""
    if type(record) not in KIND_AND_SUBJECT:
        return
    try:
        request.META[_KNOWN] = touched_since(record, request.POST.get(VERSION, ""))
        request.META.pop(_UNKNOWN, None)
    except UnknownVersion:
        request.META[_KNOWN] = {}
        request.META[_UNKNOWN] = True


def version_context(record: models.Model | None) -> str:
    """The version that the page carries; none for what keeps no history."""
    return version_of(record) if record is not None and type(record) in KIND_AND_SUBJECT else ""


def merging(form: type[Any], request: HttpRequest, *, refuses_unknown: bool = False) -> type[Any]:
    """The form, which brings the changes of others together with what was sent.

    ``refuses_unknown``: it also refuses a page that does not say its version; one form of a page says so for all.
    """
    if request.method != "POST" or _KNOWN not in request.META or issubclass(form, _Merging):
        return form
    unknown = refuses_unknown and request.META.get(_UNKNOWN, False)
    facts = {"touched": request.META[_KNOWN], "version_unknown": unknown}
    return type(form.__name__, (_Merging, form), facts)


class _Merging:
    """A model form between two writers."""

    touched: Touched
    version_unknown: bool

    def has_changed(self) -> bool:
        """Whether somebody wrote in the form; a form that began with values changed meanwhile was not written in."""
        form: Any = self
        row = getattr(form, "begins_with", None)
        touches = self.touched.get((type(row), row.pk), {}) if row is not None and form.instance.pk is None else {}
        names = [name for name in form.changed_data if name not in touches or not _is_still(form, name, touches[name])]
        return bool(names)

    def _clean_fields(self) -> None:
        form: Any = self
        super()._clean_fields()  # type: ignore[misc]  # Django's hook, not in the stubs
        if form.instance.pk is None:
            return
        if self.version_unknown:
            form.add_error(
                None,
                ValidationError(
                    _(
                        "This page does not say which version of the record it showed. "
                        "Check what is here and save again."
                    ),
                    code="version",
                ),
            )
            return
        for name, touch in self.touched.get((type(form.instance), form.instance.pk), {}).items():
            _bring_together(form, name, touch)


def _bring_together(form: Any, name: str, touch: Touch) -> None:
    """Settle one field of one form."""
    column = form.instance._meta.get_field(name)
    shown, base = getattr(form, "shown_as", {}).get(name, _as_it_is)(touch.base, name)
    if shown not in form.cleaned_data:
        return
    now = getattr(form.instance, shown)
    sent = form.cleaned_data[shown]
    if _key(sent) == _key(now):
        return
    if _key(sent) == _key(base) or f"{form.add_prefix(shown)}{THEIRS}" in form.data:
        _take_theirs(form, shown, now)
        return
    form.add_error(shown, _question(form, shown, display(column, getattr(form.instance, column.attname)), now, touch))


def _is_still(form: Any, name: str, touch: Touch) -> bool:
    """Whether the field was sent as the page showed it."""
    try:
        return bool(_key(form.fields[name].to_python(form[name].data)) == _key(touch.base))
    except ValidationError:
        return False


def _as_it_is(base: Any, name: str) -> tuple[str, Any]:
    return name, base


def _key(value: Any) -> Any:
    """A value to compare: rows by key, nothing and the empty text as one."""
    key = value.pk if isinstance(value, models.Model) else value
    return None if key == "" else key


def _take_theirs(form: Any, name: str, now: Any) -> None:
    form.cleaned_data[name] = now
    # Shown again, the form shows what is stored, so that sending it once more changes nothing.
    key = form.add_prefix(name)
    form.data = form.data.copy()
    form.data.pop(f"{key}{THEIRS}", None)
    value = form.fields[name].prepare_value(now)
    form.data.pop(key, None)
    if value is not None and value is not False:
        form.data[key] = str(value)


def _question(form: Any, name: str, text: str, now: Any, touch: Touch) -> ValidationError:
    when = date_format(timezone.localtime(touch.at), "Y-m-d H:i")
    shown = text if not hasattr(now, "isoformat") else now.isoformat()
    return ValidationError(
        format_html(
            '{} <label class="row"><input type="checkbox" name="{}{}" data-unsaved-ignore> {}</label>',
            _("%(who)s changed this to “%(value)s” on %(when)s, after you opened the page. Save again to keep yours.")
            % {"who": touch.who or _("Somebody"), "value": shown, "when": when},
            form.add_prefix(name),
            THEIRS,
            _("Take theirs instead"),
        ),
        code="conflict",
    )
