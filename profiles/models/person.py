"""The person: ``Profile`` beside each account, and emergency contacts."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.fields.related_descriptors import ReverseOneToOneDescriptor
from django.db.models.functions import Lower, Trim
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import completeness
from .access import Viewer, VisibleQuerySet, visible_people
from .base import AuditedRecords, TrackedModel, TrackedQuerySet, track, track_links
from .documents import Document, DocumentVersion
from .employment import EmploymentRecord
from .fields import CountryField
from .search import searched_columns, who_holds, words_of

track(User, excluded_fields=["password", "last_login"])
track(Group)
for _links in (User.groups.through, User.user_permissions.through, Group.permissions.through):
    track_links(_links)

_PHONE = re.compile(r"[0-9+()./\-\s]*(?:\s?(?:x|ext\.?)\s?[0-9]+)?")


def validate_phone(value: str) -> None:
    """Raises ValidationError unless the value looks like a phone number: digits, spaces and + ( ) . / -."""
    if not _PHONE.fullmatch(value):
        raise ValidationError(_("Write the number with digits and spaces, for example +45 33 12 34 56."))


def validate_past(value: date) -> None:
    """Raises ValidationError unless the day lies before today."""
    if value >= timezone.localdate():
        raise ValidationError(_("This day lies in the future. Write the day of birth, for example 1990-05-17."))


class ProfileQuerySet(VisibleQuerySet["Profile"]):
    """Reading vocabulary of profiles."""

    person_path = "user__"

    def ensure(self, user: User) -> Profile:
        """The profile of an account, made when it has none; two callers at once get the same one.

        A profile planned together with the account (``_planned_profile``) is the one that is made.
        """
        found = self.filter(user=user).first()
        if found is None:
            try:
                with transaction.atomic():
                    found = user.__dict__.pop("_planned_profile", None) or Profile()
                    found.user = user
                    found.save(force_insert=True)
            except IntegrityError:
                # Somebody else made it between our look and our insert, or a value that was planned is taken.
                found = self.filter(user=user).first()
                if found is None:
                    raise
        user._state.fields_cache["profile"] = found
        found.user = user
        return found

    ensure.alters_data = True  # type: ignore[attr-defined]


class _ProfileOfAccount(ReverseOneToOneDescriptor):  # type: ignore[type-arg]  # not generic at run time
    """``user.profile``: made on first reference for an account that has none, and remembered on it."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        try:
            return super().__get__(instance, cls)
        except Profile.DoesNotExist:
            if instance.pk is None:
                raise
            return Profile.objects.ensure(instance)


class ProfileUserField(models.OneToOneField[Any, Any]):
    """A one-to-one field whose reverse side always answers."""

    related_accessor_class = _ProfileOfAccount

    def deconstruct(self) -> Any:
        """In migrations it is a plain one-to-one field: the columns are the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.OneToOneField", args, kwargs


class Profile(TrackedModel):
    """Who a person is, beside their account. ``leave_date`` is the last day of employment."""

    class LeaveReason(models.TextChoices):
        """Why employment ended."""

        RESIGNATION = "resignation", _("Resignation")
        DISMISSAL = "dismissal", _("Dismissal")
        REDUNDANCY = "redundancy", _("Redundancy")
        END_OF_TERM = "end_of_term", _("End of fixed term")
        RETIREMENT = "retirement", _("Retirement")
        DEATH = "death", _("Death")
        OTHER = "other", _("Other")

    user = ProfileUserField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.PROTECT, related_name="profile"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    employee_number = models.CharField(  # noqa: DJ001 - unique where given: many may have none
        _("employee number"),
        max_length=20,
        null=True,
        blank=True,
        help_text=_("Leading zeros are kept. Never given to somebody else."),
    )
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    preferred_name = models.CharField(_("preferred name"), max_length=100, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    photo = models.ForeignKey(
        "profiles.Blob",
        verbose_name=_("photo"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    bio = models.TextField(_("biography"), blank=True, max_length=5000)
    website = models.CharField(
        _("website"),
        max_length=300,
        blank=True,
        validators=[
            URLValidator(
                schemes=["http", "https"],
                message=_("Write the whole address, for example https://example.org"),
            )
        ],
    )
    company = models.CharField(_("employing company"), max_length=150, blank=True)
    work_phone = models.CharField(_("work phone"), max_length=50, blank=True, validators=[validate_phone])
    mobile = models.CharField(_("mobile"), max_length=50, blank=True, validators=[validate_phone])
    personal_email = models.EmailField(_("private e-mail"), blank=True)
    address_line1 = models.CharField(_("street and number"), max_length=150, blank=True)
    address_line2 = models.CharField(_("address, second line"), max_length=150, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    country = CountryField(_("country"))
    birth_date = models.DateField(_("date of birth"), null=True, blank=True, validators=[validate_past])
    nationality = CountryField(_("nationality"))
    hire_date = models.DateField(_("hire date"), null=True, blank=True)
    leave_date = models.DateField(_("last day"), null=True, blank=True)
    leave_reason = models.CharField(_("reason for leaving"), max_length=20, blank=True, choices=LeaveReason.choices)

    objects = ProfileQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        permissions = [("import_people", "Can import people"), ("export_people", "Can export people")]
        indexes = [
            models.Index(Lower("full_name"), name="profile_full_name"),
            models.Index(fields=["full_name", "user"], name="profile_by_name"),
            models.Index(fields=["employee_number", "user"], name="profile_by_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("employee_number"),
                name="profile_employee_number_once",
                violation_error_message=_("This employee number belongs to somebody else. Write another one."),
            ),
            models.CheckConstraint(
                condition=Q(employee_number=None)
                | (Q(employee_number=Trim("employee_number")) & ~Q(employee_number="")),
                name="profile_employee_number_trimmed",
            ),
            models.CheckConstraint(
                condition=Q(website="") | Q(website__istartswith="http://") | Q(website__istartswith="https://"),
                name="profile_website_http",
                violation_error_message=_("Write the whole address, for example https://example.org"),
            ),
            models.CheckConstraint(
                condition=Q(hire_date=None) | Q(leave_date=None) | Q(hire_date__lte=F("leave_date")),
                name="profile_hired_before_leaving",
                violation_error_message=_("The last day lies before the hire date. Correct one of them."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """``full_name``; when it is empty first and last name, else the username."""
        return self.full_name or self.user.get_full_name() or self.user.get_username()

    def current_employment(self, on: date | None = None) -> EmploymentRecord | None:
        """The job row in force on a day (default: today), or None."""
        rows = EmploymentRecord.objects.filter(person_id=self.user_id).as_of(on or timezone.localdate())
        return rows.select_related("department", "location", "manager__profile").first()

    @property
    def cv(self) -> DocumentVersion | None:
        """The file of the newest CV that is not archived: the current version, or None. One query a call."""
        return self._file_of("cv")

    @property
    def certificate(self) -> DocumentVersion | None:
        """The file of the newest certificate that is not archived, or None. One query a call."""
        return self._file_of("certificate")

    def _file_of(self, code: str) -> DocumentVersion | None:
        found = Document.objects.filter(person_id=self.user_id).newest_of_type(code)
        return found.current if found is not None else None

    @property
    def has_left(self) -> bool:
        """Whether the last day lies in the past."""
        return self.leave_date is not None and self.leave_date < timezone.localdate()

    def clean(self) -> None:
        """Trim and normalise; raises ValidationError for a number that somebody else has."""
        self.employee_number = (self.employee_number or "").strip() or None
        same_number = Profile.objects.filter(employee_number__iexact=self.employee_number or "").exclude(pk=self.pk)
        if self.employee_number and same_number.exists():
            raise ValidationError(
                {"employee_number": _("This employee number belongs to somebody else. Write another one.")}
            )
        self.full_name = " ".join(self.full_name.split())

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, counting ``version`` up when anything changed; a trimmed-empty number is stored as none."""
        self.employee_number = (self.employee_number or "").strip() or None
        changed = self.changed_fields() - {"version"}
        if self.pk and not self._state.adding and changed:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)


class EmergencyContact(TrackedModel):
    """Whom to call in an emergency; the lowest ``priority`` first."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="emergency_contacts",
    )
    name = models.CharField(_("name"), max_length=150)
    relationship = models.CharField(_("relationship"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=50, validators=[validate_phone])
    priority = models.PositiveSmallIntegerField(
        _("call"), default=1, choices=[(1, _("First")), (2, _("Second")), (3, _("Third")), (4, _("Later"))]
    )

    objects = VisibleQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        verbose_name = _("emergency contact")
        verbose_name_plural = _("emergency contacts")
        ordering = ["priority", "pk"]

    def __str__(self) -> str:
        return self.name


class PersonStatus(models.TextChoices):
    """Where a person stands, seen from the dates alone; never stored."""

    ACTIVE = "active", _("Active")
    STARTING = "starting", _("Starting")
    LEAVING = "leaving", _("Leaving")
    LEFT = "left", _("Left")
    NO_JOB = "no-job", _("No job")


class PersonQuerySet(TrackedQuerySet[User]):
    """Reading vocabulary of people, that is of accounts with their profiles."""

    def visible_to(self, user: Viewer) -> PersonQuerySet:
        """People whose record the account may open."""
        return self.filter(visible_people(user))

    def search(self, text: str, by: Viewer) -> PersonQuerySet:
        """People of whom each word of the text begins a name, number, address, phone or title of today's job.

        Order of words, accents and capitals do not count; only columns that ``by`` sees are looked into. Nobody for
        a text without a letter or digit. Reads no more rows than it finds, on either database.
        """
        columns, wanted = searched_columns(by), words_of(text)
        found = self if wanted else self.none()
        for ways in wanted:
            found = found.filter(Q(pk__in=who_holds(ways, columns)))
        return found

    def with_current_job(self) -> PersonQuerySet:
        """Annotate the job in force today and the ``status``, in the same query.

        Adds ``job_title``, ``job_from``, ``employment_type``, ``department_id``, ``department_name``,
        ``location_name``, ``manager_id`` and ``manager_name``, all NULL for somebody without a job today;
        ``next_job_from`` is the first day of the next job. ``status`` is one of PersonStatus.
        """
        today = timezone.localdate()
        in_force = Q(employment__effective_from__lte=today) & (
            Q(employment__effective_to=None) | Q(employment__effective_to__gt=today)
        )
        upcoming = EmploymentRecord.objects.filter(person=OuterRef("pk"), effective_from__gt=today)
        return self.annotate(
            current_job=FilteredRelation("employment", condition=in_force),
            job_title=F("current_job__job_title"),
            job_from=F("current_job__effective_from"),
            employment_type=F("current_job__employment_type"),
            department_id=F("current_job__department_id"),
            department_name=F("current_job__department__name"),
            location_name=F("current_job__location__name"),
            manager_id=F("current_job__manager_id"),
            manager_name=F("current_job__manager__profile__full_name"),
            next_job_from=Subquery(upcoming.order_by("effective_from").values("effective_from")[:1]),
        ).annotate(
            status=Case(
                When(profile__leave_date__lt=today, then=Value(PersonStatus.LEFT)),
                When(job_from=None, next_job_from=None, then=Value(PersonStatus.NO_JOB)),
                When(job_from=None, then=Value(PersonStatus.STARTING)),
                When(profile__leave_date__isnull=False, then=Value(PersonStatus.LEAVING)),
                default=Value(PersonStatus.ACTIVE),
            )
        )

    def reporting_to(self, manager: User) -> PersonQuerySet:
        """People of ``with_current_job()`` who report to this manager today."""
        return self.filter(Q(manager_id=manager.pk))

    def with_document_state(self) -> PersonQuerySet:
        """Annotate ``has_cv`` and ``next_expiry``, the earliest last day among the person's kept documents."""
        documents = apps.get_model("profiles", "Document").objects.filter(person=OuterRef("pk"))
        kept = documents.kept()
        return self.annotate(
            has_cv=Exists(documents.counting().filter(type__code="cv")),
            next_expiry=Subquery(kept.filter(expires_on__isnull=False).order_by("expires_on").values("expires_on")[:1]),
        )

    def with_completeness(self) -> PersonQuerySet:
        """Annotate what the records of ``with_current_job()`` lack by the policy; people who left lack nothing.

        Adds ``missing_documents``, ``missing_count`` and ``wanted_count`` (fields and documents), and
        ``completeness``, 0 to 100 per cent, 100 only when nothing is missing.
        """
        return self.annotate(
            missing_documents=completeness.missing_documents(),
            wanted_count=completeness.wanted_fields() + completeness.wanted_documents(),
            missing_count=completeness.missing_fields() + F("missing_documents"),
        ).annotate(completeness=completeness.percent())


def people() -> PersonQuerySet:
    """Everybody: accounts with their profiles loaded. Doors call ``people().visible_to(request.user)``."""
    return PersonQuerySet(User).select_related("profile").order_by("profile__full_name", "pk")
