"""What the people list shows in each column."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.models import EmploymentRecord, PersonStatus
from profiles.people.filters import EXPIRES_SOON
from profiles.templatetags.hr import DASH, avatar, day, meter
from profiles.templatetags.hr_record import status_pill

_TERMS = dict(EmploymentRecord.EmploymentType.choices)


class PersonColumns:
    """The columns; each is one short fact, the second voice below it."""

    @admin.display(description=gettext_lazy("Person"), ordering="profile__full_name")
    def person(self, user: Any) -> SafeString:
        """Face, name and e-mail; the name leads to the record."""
        return format_html(
            '<div class="who">{}<div><a href="{}">{}</a><small>{}</small></div></div>',
            avatar(user.profile),
            f"{reverse('admin:auth_user_change', args=[user.pk])}?{user.in_list}",
            user.profile.display_name,
            user.email or DASH,
        )

    @admin.display(description=gettext_lazy("Number"), ordering="profile__employee_number")
    def number(self, user: Any) -> str:
        """Employee number."""
        return user.profile.employee_number or DASH

    @admin.display(description=gettext_lazy("Job"), ordering="job_title")
    def job(self, user: Any) -> SafeString:
        """Job title and department of today."""
        return format_html("{}<small>{}</small>", user.job_title or DASH, user.department_name or "")

    @admin.display(description=gettext_lazy("Location"), ordering="location_name")
    def place(self, user: Any) -> str:
        """Location of today."""
        return user.location_name or DASH

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status(self, user: Any) -> SafeString:
        """Normal is quiet; what is to come or over is said with its day."""
        return status_pill(user)

    @admin.display(description=gettext_lazy("Documents"), ordering="next_expiry")
    def documents(self, user: Any) -> SafeString:
        """What asks for an act; nothing to do is a quiet line."""
        if user.status == PersonStatus.LEFT:
            return format_html('<span class="quiet">{}</span>', DASH)
        today = timezone.localdate()
        if user.next_expiry and user.next_expiry < today:
            return format_html('<span class="t-bad">{}</span>', _("Something has run out"))
        if user.next_expiry and user.next_expiry <= today + EXPIRES_SOON:
            days = (user.next_expiry - today).days
            return format_html('<span class="t-warn">{}</span>', _("Expires in %(n)d days") % {"n": days})
        if not user.has_cv:
            return format_html('<span class="t-warn">{}</span>', _("CV missing"))
        return format_html('<span class="quiet">{}</span>', _("In order"))

    @admin.display(description=gettext_lazy("Manager"), ordering="manager_name")
    def manager(self, user: Any) -> str:
        """The name of the manager of today."""
        return user.manager_name or DASH

    @admin.display(description=gettext_lazy("Start date"), ordering="profile__hire_date")
    def hired(self, user: Any) -> str:
        """The hire date."""
        return day(user.profile.hire_date) or DASH

    @admin.display(description=gettext_lazy("Last day"), ordering="profile__leave_date")
    def last_day(self, user: Any) -> str:
        """The last day of employment."""
        return day(user.profile.leave_date) or DASH

    @admin.display(description=gettext_lazy("Type"), ordering="employment_type")
    def terms(self, user: Any) -> str:
        """The terms of today's job."""
        return str(_TERMS.get(user.employment_type, DASH))

    @admin.display(description=gettext_lazy("Work e-mail"), ordering="email")
    def mail(self, user: Any) -> SafeString:
        """Where to write at work."""
        return format_html('<a href="mailto:{0}">{0}</a>', user.email) if user.email else format_html("{}", DASH)

    @admin.display(description=gettext_lazy("Work phone"), ordering="profile__work_phone")
    def phone(self, user: Any) -> str:
        """Where to call at work."""
        return user.profile.work_phone or DASH

    @admin.display(description=gettext_lazy("Completeness"), ordering="completeness")
    def complete(self, user: Any) -> SafeString:
        """How much of what the policy wants is there; who left owes nothing."""
        if user.status == PersonStatus.LEFT:
            return format_html('<span class="quiet">{}</span>', DASH)
        percent = f"{user.completeness} %"
        kind = "" if user.completeness == 100 else "warn"
        return format_html(
            '<span class="meter-row">{}<span class="num">{}</span></span>', meter(user.completeness, kind=kind), percent
        )

    @admin.display(description=gettext_lazy("Next expiry"), ordering="next_expiry")
    def expiry(self, user: Any) -> str:
        """The first last day among the kept documents."""
        return day(user.next_expiry) or DASH
