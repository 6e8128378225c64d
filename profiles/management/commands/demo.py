"""``manage.py demo``: Nordlys Instruments, an invented company, loaded once and served on this machine."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.demo.accounts import draw_passwords, set_passwords
from profiles.demo.address import Address, BadAddress, read_address, reason_not_free
from profiles.demo.cast import ACCOUNTS
from profiles.demo.database import NotADemonstration, drop_demonstration, look
from profiles.demo.load import AlreadyInUse, load
from profiles.demo.organisation import SMALLEST_COMPANY, plan_company
from profiles.demo.structure import COMPANY
from profiles.documents.reading import read_beside
from profiles.history.sealer import seal_beside

#: How often the demonstration seals its history.
SEAL_EVERY_SECONDS = 60
STOPPED_BY_HAND = 130


class Command(BaseCommand):
    """Load the demonstration where there is none, say how to sign in, and serve."""

    help = "Load an invented company with people and documents, print the sign-ins and serve it."
    requires_system_checks = []  # the tables that some checks ask for are not there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many people, where to serve, and what to do with what is there."""
        parser.add_argument("--addr", default="127.0.0.1:8000", metavar="HOST:PORT", help="default: %(default)s")
        parser.add_argument("--public", action="store_true", help="allow an address that other machines can reach")
        parser.add_argument("--people", type=int, default=150, metavar="N", help="default: %(default)s")
        parser.add_argument("--password", metavar="PW", help="the same password for all accounts, for scripts")
        parser.add_argument("--new-passwords", action="store_true", help="print new passwords for the accounts")
        parser.add_argument("--fresh", action="store_true", help="drop the demonstration and load it again")
        parser.add_argument("--no-serve", action="store_true", help="load and print, then end")
        parser.add_argument("--force", action="store_true", help="run with DEBUG off")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check first, then load, then serve. Raises CommandError with one sentence when something is in the way."""
        address = self.check_start(options)
        try:
            self.prepare_tables(options)
            passwords = self.load_once(options)
        except KeyboardInterrupt:
            self.stderr.write(_("\nStopped. Nothing of the demonstration was kept."))
            sys.exit(STOPPED_BY_HAND)
        self.say_sign_ins(address, passwords, serves=not options["no_serve"])
        if not options["no_serve"]:
            self.serve(address, public=options["public"])

    def check_start(self, options: dict[str, Any]) -> Address:
        """The address, when nothing speaks against the start. Raises CommandError before anything is written."""
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                _(
                    "DEBUG is off, so this may be a real installation: the demonstration is not loaded. "
                    "Set DEBUG=1, or add --force."
                )
            )
        if options["people"] < SMALLEST_COMPANY:
            raise CommandError(_("--people: write a number from %(n)s on.") % {"n": SMALLEST_COMPANY})
        if options["password"] == "":
            raise CommandError(_("--password: write a password, or leave the option out for random ones."))
        try:
            address = read_address(options["addr"])
        except BadAddress as error:
            raise CommandError(_("--addr: write a host and a port, for example 127.0.0.1:8000.")) from error
        if not options["no_serve"]:
            self.check_address(address, public=options["public"])
        return address

    def check_address(self, address: Address, *, public: bool) -> None:
        """Raises CommandError when others could reach the address unasked, or somebody listens there already."""
        if not address.is_loopback and not public:
            raise CommandError(
                _("%(host)s can be reached from other machines. Add --public if that is meant.")
                % {"host": address.host}
            )
        problem = reason_not_free(address)
        if problem:
            raise CommandError(
                _("Nothing can be served on %(address)s: %(problem)s. Choose another port with --addr.")
                % {"address": address, "problem": problem}
            )

    def prepare_tables(self, options: dict[str, Any]) -> None:
        """Bring the tables up to date, from nothing with ``--fresh``; a database in use is never touched."""
        state = look()
        if state.is_in_use:
            raise CommandError(
                _(
                    "This database holds %(n)s people who are not the demonstration's: nothing was changed. "
                    "Set DATABASE_URL to another database, or start without the demonstration: manage.py runserver."
                )
                % {"n": state.people}
            )
        if options["fresh"]:
            try:
                drop_demonstration()
            except NotADemonstration as error:
                raise CommandError(_("This database is not a demonstration: nothing was dropped.")) from error
        call_command("migrate", verbosity=0, interactive=False)

    def load_once(self, options: dict[str, Any]) -> dict[str, str]:
        """Load the company where there is none; the passwords that were set, by username."""
        if look().is_demonstration:
            if not options["new_passwords"] and options["password"] is None:
                return {}
            passwords = draw_passwords(options["password"])
            known = set_passwords(passwords)
            return {username: passwords[username] for username in passwords if username in known}
        passwords = draw_passwords(options["password"])
        plan = plan_company(people=options["people"], today=timezone.localdate())
        try:
            load(plan, password_for=lambda person: passwords.get(person.key), progress=self.show_progress)
        except AlreadyInUse as error:
            raise CommandError(_("Somebody else has put people into this database just now.")) from error
        if self.stdout.isatty():
            self.stdout.write("")
        return passwords

    def show_progress(self, what: str, done: int, total: int) -> None:
        """One line that counts up on a terminal; the beginning and the end of each part elsewhere."""
        names = {"people": _("people"), "documents": _("documents of people")}
        line = _("Loading %(company)s: %(what)s, %(done)s of %(total)s") % {
            "company": COMPANY,
            "what": names.get(what, what),
            "done": done,
            "total": total,
        }
        if self.stdout.isatty():
            self.stdout.write(f"\r{line}\033[K", ending="")
            self.stdout.flush()
        elif done == total:
            self.stdout.write(line)

    def say_sign_ins(self, address: Address, passwords: dict[str, str], *, serves: bool) -> None:
        """A table of the accounts, who they are and what to try; passwords only when they were just set."""
        self.stdout.write(
            _("\n%(company)s: an invented company of %(n)s people.") % {"company": COMPANY, "n": look().people}
        )
        if serves:
            self.stdout.write(_("Sign in at http://%(address)s/") % {"address": address})
        rows = [(_("username"), _("password"), _("who this is"), _("to try"))]
        rows += [
            (account.username, passwords.get(account.username, _("as printed before")), account.who, account.try_this)
            for account in ACCOUNTS
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        self.stdout.write("")
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
            self.stdout.write("  " + "   ".join([*cells, row[3]]))
        self.stdout.write("")
        if passwords:
            self.stdout.write(_("The passwords are shown this once. New ones: manage.py demo --new-passwords"))
        else:
            self.stdout.write(_("Everything entered so far was kept. Start over: manage.py demo --fresh"))
            self.stdout.write(_("The passwords cannot be shown again. New ones: manage.py demo --new-passwords"))

    def serve(self, address: Address, *, public: bool) -> None:
        """Serve until Ctrl-C, with the demonstration's banner and name unless the environment says otherwise."""
        settings.ENVIRONMENT_LABEL = settings.ENVIRONMENT_LABEL or _(
            "Demonstration: the people and documents are invented"
        )
        settings.ORGANISATION = settings.ORGANISATION or COMPANY
        if public and "ALLOWED_HOSTS" not in os.environ:
            # Nobody knows under which name other machines reach this one.
            settings.ALLOWED_HOSTS = ["*"]
        if "LOG_LEVEL" not in os.environ:
            # A line for each file of each page would push the sign-ins off the screen. The server sets logging
            # up once more when it starts, so the setting has to say it.
            logging: dict[str, Any] = dict(settings.LOGGING)
            settings.LOGGING = {**logging, "root": {**logging["root"], "level": "WARNING"}}
        # What the server would warn of, the banner on each page says already.
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
        seal_beside(every_seconds=SEAL_EVERY_SECONDS)
        read_beside()
        call_command("runserver", str(address), use_reloader=False, use_ipv6=address.is_ipv6)
