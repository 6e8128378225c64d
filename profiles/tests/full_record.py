"""A record with something in every part of it, with names as people have them."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from profiles.documents.uploads import add_document, replace_document, set_photo
from profiles.models import Document, DocumentType, EmergencyContact
from profiles.people.employment import change_job
from profiles.tests.factories import make_department, make_location, make_person, pdf_upload
from profiles.tests.samples import make_image, upload
from profiles.tests.test_every_url_by_every_role import Record

LONG = "Beauftragte für Arbeitssicherheitsunterweisungen"


def make_full_record(emil: User) -> Record:
    """Give emil a photo, jobs that were and will be, a manager, people to lead, contacts and documents."""
    lab, place = make_department(), make_location()
    _give_details(emil)
    _give_jobs(emil)
    make_person("Ibrahim Ó Súilleabháin", department=lab, job_title=LONG, job={"manager": emil})
    for priority, name in enumerate(("Nina Brandt", "محمد الأحمد"), start=1):
        EmergencyContact.objects.create(person=emil, name=name, phone="+49 30 901820", priority=priority)
    return Record(emil, _give_documents(emil), lab, place)


def _give_details(emil: User) -> None:
    set_photo(emil, upload("me.jpg", make_image()), by=emil)
    emil.profile.refresh_from_db()
    emil.profile.preferred_name, emil.profile.pronouns = "Emil", "he/him"
    emil.profile.bio = "Looks after the pressure bench.\nSpeaks Polish, German and Norwegian."
    emil.profile.website = "https://example.org/" + "a-long-address-without-a-place-to-break" * 3
    emil.profile.birth_date = date(1988, 2, 29)
    emil.profile.save()


def _give_jobs(emil: User) -> None:
    today = timezone.localdate()
    lead = make_person("Zofia Wiśniewska-Abrahamowicz", department=make_department(), job_title="Head of the lab")
    change_job(emil, from_day=date(2023, 5, 1), by=None, job_title=LONG, manager=lead, location=make_location())
    change_job(emil, from_day=today + timedelta(days=30), by=None, job_title="Lead technician")


def _give_documents(emil: User) -> Document:
    today, kinds = timezone.localdate(), {kind.code: kind for kind in DocumentType.objects.all()}
    first = add_document(emil, pdf_upload(), type=kinds["cv"], by=None)
    replace_document(first, pdf_upload("cv-2.pdf", "Second"), by=None)
    for title, days in (("Forklift licence", -5), ("First aid", 20), (LONG * 2, 2000)):
        add_document(
            emil,
            pdf_upload("scan.pdf", title),
            type=kinds["certificate"],
            by=emil,
            title=title,
            expires_on=today + timedelta(days=days),
        )
    Document.objects.filter(title="First aid").update(
        state=Document.State.REJECTED, rejected_reason="The scan cannot be read. Send a better one."
    )
    return Document.objects.get(pk=first.pk)
