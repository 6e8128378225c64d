"""People are found by their words, whichever way these were written, and by what the reader sees alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from profiles.models import EmploymentRecord, Profile, people
from profiles.people.accounts import give_roles
from profiles.policy import AUDITOR, HR_SCOPED
from profiles.tests.exchange.files import imported, new_person
from profiles.tests.factories import make_job, make_person

pytestmark = pytest.mark.django_db


def found(text: str, by: User) -> list[str]:
    return [person.profile.full_name for person in people().visible_to(by).search(text, by)]


@pytest.fixture
def zofia(hana: User) -> User:
    person = make_person(
        "Zofia Wiśniewska-Ødegård",
        username="zo.wis",
        email="z.wisniewska@nordlys.example",
        employee_number="E-00731",
        job_title="Head of metrology",
    )
    profile = person.profile
    profile.preferred_name, profile.work_phone = "Zosia", "+45 33 12 34 56"
    profile.mobile, profile.personal_email = "(0)30 555-0199", "zw@home.example"
    profile.save()
    return person


@pytest.mark.parametrize(
    "text",
    [
        "zofia", "WISN", "wiśniewska zofia", "odegard", "Ødegård", "oedegård", "wisniewska-odegard", "zosia", "zo.wis",
        "zo.w", "E-00731", "e00731", "00731", "z.wisniewska@nordlys.example", "z.wisniewska@nord", "zw@home",
        "+45 33 12 34 56", "+4533123456", "004533123456", "33123456", "33 12 34 56", "+49 (0)30 5550199"[4:], "5550199",
        "metrology", "head zofia", "zofia 00731", "o\u0308degard", "wis\u0301niewska",
    ],
)  # fmt: skip
def test_one_person_is_found_by_every_word_of_theirs(hana: User, zofia: User, emil: User, text: str) -> None:
    assert found(text, hana) == ["Zofia Wiśniewska-Ødegård"]


@pytest.mark.parametrize(
    "text",
    ["", "-", "@", '"', "'", "\\", "%", "*", "\x00", "\ud800", "😀", "؟", "NOT", "a AND", "'a:*'", "{full_name}: a",
     "x" * 5000, "zofia brandt", "isniewska", "12 34 56 78 90"],
)  # fmt: skip
def test_what_nobody_has_finds_nobody(hana: User, zofia: User, emil: User, text: str) -> None:
    assert found(text, hana) == []


@pytest.mark.parametrize(
    ("written", "asked"),
    [("Jürgen Groß", "juergen gross"), ("Juergen Gross", "jürgen groß"), ("Łukasz Đorđević", "lukasz dordevic"),
     ("Αλέξανδρος", "αλέξ"), ("Дмитрий", "дмитр"), ("محمد الأحمد", "محمد"), ("김민준", "김"), ("हिन्दी", "हिन्दी")],
)  # fmt: skip
def test_names_of_every_alphabet_are_found(hana: User, written: str, asked: str) -> None:
    make_person(written)

    assert found(asked, hana) == [written]


def test_nobody_finds_by_what_they_may_not_see(hana: User, zofia: User, aya: User, sven: User, emil: User) -> None:
    assert [found(text, aya) for text in ("5550199", "zw@home")] == [[], []]
    assert found("00731", aya) == found("33123456", aya) == found("zo.wis", aya) == ["Zofia Wiśniewska-Ødegård"]

    seen = people().search("zofia", emil), people().search("00731", emil), people().search("zo.wis", emil)
    assert [len(rows) for rows in seen] == [1, 0, 0]


def test_who_keeps_some_and_audits_all_finds_nobody_by_private_facts(zofia: User, sven: User, sami: User) -> None:
    give_roles(sven, frozenset({HR_SCOPED, AUDITOR}), by=sami)
    both = User.objects.get(pk=sven.pk)

    assert (found("5550199", both), found("00731", both)) == ([], ["Zofia Wiśniewska-Ødegård"])


def test_titles_count_while_their_job_is_in_force(hana: User) -> None:
    today = timezone.localdate()
    person = make_person("Pia Vang", job_title="Archivist")
    person.employment.update(effective_to=today)
    make_job(person, today, today + timedelta(days=5), job_title="Librarian")
    make_job(person, today + timedelta(days=5), job_title="Curator")

    assert [found(text, hana) for text in ("archivist", "librarian", "curator")] == [[], ["Pia Vang"], []]


def by_save(person: User) -> None:
    profile = person.profile
    profile.full_name = "Quentin Zed"
    profile.save()


def by_update(person: User) -> None:
    Profile.objects.filter(user=person).update(full_name="Quentin Zed")


def by_bulk_update(person: User) -> None:
    person.profile.full_name = "Quentin Zed"
    Profile.objects.bulk_update([person.profile], ["full_name"])


def by_fixture(person: User) -> None:
    person.profile.full_name = "Quentin Zed"
    for row in serializers.deserialize("json", serializers.serialize("json", [person.profile])):
        row.save()


def by_import(person: User) -> None:
    imported(None, {"employee_number": person.profile.employee_number, "full_name": "Quentin Zed"})


def by_statement(person: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE profiles_profile SET full_name = 'Quentin Zed' WHERE user_id = %s", [person.pk])


@pytest.mark.parametrize("write", [by_save, by_update, by_bulk_update, by_fixture, by_import, by_statement])
def test_every_way_to_write_a_name_is_found_at_once(hana: User, emil: User, write: Any) -> None:
    write(emil)

    assert (found("quentin", hana), found("emil", hana)) == (["Quentin Zed"], ["Quentin Zed"])


def test_people_of_an_import_are_found_by_name_account_and_title(hana: User) -> None:
    imported(hana, new_person(1, job_title="Clerk"), new_person(2, job_title="Baker"))

    assert (
        found("new.person.2", hana) == found("baker", hana) == found("new2@nordlys.example", hana) == ["New Person 2"]
    )
    assert found("N0001", hana) == ["New Person 1"]


def test_accounts_and_titles_are_found_as_they_were_changed(hana: User, emil: User) -> None:
    emil.email = "quill@nordlys.example"
    emil.save()
    EmploymentRecord.objects.filter(person=emil).update(job_title="Welder")

    assert found("quill", hana) == found("welder", hana) == ["Emil Brandt"]
    assert found("technician", hana) == found("emil@nordlys", hana) == []


def test_removed_rows_are_found_no_more(hana: User, emil: User) -> None:
    for job in EmploymentRecord.objects.filter(person=emil):
        job.delete()

    assert (found("technician", hana), found("brandt", hana)) == ([], ["Emil Brandt"])


def plan_of(rows: QuerySet[Any]) -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_no_table_is_read_whole(hana: User, emil: User) -> None:
    plan = plan_of(people().search("brandt technician", hana).order_by().values("pk"))

    if connection.vendor == "sqlite":
        assert plan.count("VIRTUAL TABLE INDEX") == 6
        assert not [
            line for line in plan.splitlines() if "SCAN" in line and "VIRTUAL" not in line and "(subquery" not in line
        ]
    else:
        assert all(f"{table}_found" in plan for table in ("accountwords", "profilewords", "jobwords"))
