"""Acts on a person with a page of their own: ending employment, inviting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.history.since import UnknownVersion, lines_since, version_of
from profiles.history.values import plain
from profiles.models import EmploymentRecord, Event, Profile, RecordKind, people
from profiles.models.fields import DayInput
from profiles.people.accounts import invite
from profiles.people.employment import end_employment, wait_for_others
from profiles.people.merging import VERSION
from profiles.people.organisation import headed_by
from profiles.permissions import can_change, can_manage_account

from .base import account_of
from .reasons import reason_field, take_reason

if TYPE_CHECKING:
    from .people import PersonAdmin


class EndEmploymentForm(forms.Form):
    """The last day and why; both are kept in the record."""

    last_day = forms.DateField(
        label=_("Last day"),
        widget=DayInput(),
        help_text=_("The last day of employment. Sign-in works until its end."),
    )
    leave_reason = forms.ChoiceField(label=_("Reason for leaving"), choices=[("", "–"), *Profile.LeaveReason.choices])
    _reason = reason_field()


def end_employment_page(page: PersonAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask for last day and reason and say what will happen; on POST end the employment."""
    person = _person_to_change(page, request, object_id)
    if request.method == "POST":
        wait_for_others(person)
    # Read before what the page shows: an older version asks once more, a newer one would hide a change.
    version = version_of(person)
    person.profile.refresh_from_db(fields=["leave_date", "leave_reason"])
    form = EndEmploymentForm(
        request.POST or None,
        initial={
            "last_day": person.profile.leave_date or timezone.localdate(),
            "leave_reason": person.profile.leave_reason,
        },
    )
    if request.method == "POST" and form.is_valid() and _is_as_shown(form, person, request.POST.get(VERSION, "")):
        last_day, leave_reason = form.cleaned_data["last_day"], form.cleaned_data["leave_reason"]
        take_reason(request)
        try:
            end_employment(person, last_day=last_day, leave_reason=leave_reason, by=account_of(request))
        except ValidationError as error:
            _say(form, error)
        else:
            messages.success(
                request,
                gettext("The employment of %(name)s ends on %(day)s.")
                % {"name": person.profile, "day": plain(last_day)},
            )
            return HttpResponseRedirect(_record(person))
    context = _end_context(page, request, person, form, version)
    return TemplateResponse(request, "admin/auth/user/end_employment.html", context)


def _end_context(
    page: PersonAdmin, request: HttpRequest, person: User, form: EndEmploymentForm, version: str
) -> dict[str, Any]:
    """What will happen, as it stands now."""
    today = timezone.localdate()
    return {
        **page.admin_site.each_context(request),
        "title": gettext("End the employment of %(name)s") % {"name": person.profile.display_name},
        "opts": page.opts,
        "person": person,
        "form": form,
        "version": version,
        "current_job": person.profile.current_employment(),
        "future_jobs": EmploymentRecord.objects.filter(person=person, effective_from__gt=today).order_by(
            "effective_from"
        ),
        "headed": list(headed_by(person, today)),
        "reports": list(people().visible_to(request.user).with_current_job().reporting_to(person)[:50]),
    }


def _is_as_shown(form: EndEmploymentForm, person: User, version: str) -> bool:
    """Whether the person's jobs and their end are what the page showed; else the form says who was faster."""
    sent = (form.cleaned_data["last_day"], form.cleaned_data["leave_reason"])
    try:
        lines = [line for line in lines_since(person, version) if _is_about_the_end(line)]
    except UnknownVersion:
        form.add_error(
            None,
            gettext("This page does not say which version of the record it showed. Check what is here and save again."),
        )
        return False
    if not lines or sent == (person.profile.leave_date, person.profile.leave_reason):
        # The same sent twice is no change of somebody else.
        return True
    told = {
        "who": lines[-1].operation.actor_name or gettext("Somebody"),
        "when": date_format(timezone.localtime(lines[-1].at), "DATETIME_FORMAT"),
    }
    sentence = gettext(
        "%(who)s changed the job or its end on %(when)s, after you opened the page. "
        "What will happen is told anew below: read it and send again."
    )
    form.add_error(None, sentence % told)
    if person.profile.leave_date is not None:
        form.add_error(
            "last_day",
            gettext("The employment now ends on %(day)s. Send again to keep your day.")
            % {"day": plain(person.profile.leave_date)},
        )
    return False


def _is_about_the_end(line: Event) -> bool:
    if line.kind == RecordKind.PROFILE:
        return bool({"leave_date", "leave_reason"} & set(line.changed))
    return line.kind == RecordKind.EMPLOYMENT


def invite_page(page: PersonAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Send the invitation; only ever by POST, as it writes and mails."""
    person = _person_to_change(page, request, object_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not can_manage_account(request.user, person):
        raise PermissionDenied
    take_reason(request, "_reason-invite")
    try:
        invite(person, by=account_of(request), link_base=f"{request.scheme}://{request.get_host()}")
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        messages.success(
            request,
            gettext("%(name)s can choose a password with the link sent to %(email)s.")
            % {"name": person.profile, "email": person.email},
        )
    return HttpResponseRedirect(_record(person))


def _person_to_change(page: PersonAdmin, request: HttpRequest, object_id: str) -> User:
    """The person of the address. Raises Http404 outside the scope, PermissionDenied for those who only read."""
    person = page.visible_object(request, object_id)
    if not page.has_change_permission(request, person) or not can_change(request.user, person):
        raise PermissionDenied
    return person


def _record(person: User) -> str:
    return reverse("admin:auth_user_change", args=[person.pk])


def _say(form: EndEmploymentForm, error: ValidationError) -> None:
    """Every problem that the verb found, beside the last day: it is what has to be changed."""
    for sentence in error.messages:
        form.add_error("last_day", sentence)
