"""``manage.py create_person``: a person from the shell, by the same verb as in the admin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from profiles.history.context import acting
from profiles.models import Department
from profiles.people.joining import add_person


class Command(BaseCommand):
    """Add one person who cannot sign in until invited, and print the person's page."""

    help = "Add a person: account, profile and first job. The person cannot sign in until invited."

    def add_arguments(self, parser: CommandParser) -> None:
        """The facts of the person; name and e-mail are required."""
        parser.add_argument("--full-name", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--employee-number", default="")
        parser.add_argument("--job-title", default="")
        parser.add_argument("--department", default="", help="the name of a department that is there")
        parser.add_argument("--starts-on", default="", metavar="YYYY-MM-DD", help="default: today")
        parser.add_argument("--reason", default="", help="shown in the history")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the person. Raises CommandError with one line for each value that does not fit."""
        try:
            starts_on = parse_date(options["starts_on"]) if options["starts_on"] else None
        except ValueError:
            starts_on = None
        if options["starts_on"] and starts_on is None:
            raise CommandError(_("--starts-on: write a day as 2026-05-17."))
        with acting(kind="command", route="create_person", reason=options["reason"]):
            try:
                person = add_person(
                    full_name=options["full_name"],
                    email=options["email"],
                    employee_number=options["employee_number"],
                    job_title=options["job_title"],
                    department=find_department(options["department"]),
                    starts_on=starts_on,
                    by=None,
                )
            except ValidationError as error:
                raise CommandError("\n".join(lines_of(error))) from error
        self.stdout.write(
            _("%(name)s was added: /admin/auth/user/%(pk)s/change/") % {"name": person.profile, "pk": person.pk}
        )


def find_department(name: str) -> Department | None:
    """The one department of this name; None for an empty name. Raises CommandError when it is not clear which."""
    if not name:
        return None
    found = list(Department.objects.filter(name__iexact=name.strip())[:2])
    if not found:
        known = ", ".join(Department.objects.values_list("name", flat=True)[:20])
        raise CommandError(
            _("There is no department '%(name)s'. There are: %(known)s.") % {"name": name, "known": known}
        )
    if len(found) > 1:
        raise CommandError(_("There are several departments '%(name)s'. Add the person in the admin.") % {"name": name})
    return found[0]


def lines_of(error: ValidationError) -> list[str]:
    """One line a message, with the field's option in front when there is one."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [
        f"--{field.replace('_', '-')}: {message}" if field != "__all__" else message
        for field, messages in error.message_dict.items()
        for message in messages
    ]
