"""The page of the audit log: what a row says, what stays masked, how pages follow, what it costs."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.history.access import record_access
from profiles.history.context import acting
from profiles.history.log import ON_ONE_PAGE
from profiles.models import Department, Event, RecordKind
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department
from profiles.tests.test_query_counts import queries_of

pytestmark = pytest.mark.django_db
LOG = "/admin/audit/"
MOST_QUERIES = 8


def page(client: Client, query: str = "") -> str:
    response = client.get(LOG + query, follow=True)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def rows(client: Client, query: str = "") -> list[Any]:
    return list(client.get(LOG + query, follow=True).context["page"].rows)


@pytest.fixture
def changed(emil: User, hana: User) -> Event:
    with acting(kind="api", by=hana, reason="Asked by Emil", route="/somewhere/"):
        emil.profile.bio, emil.profile.mobile = "Likes lathes", "+45 11 22 33 44"
        emil.profile.save()
    return Event.objects.latest("pk")


def test_a_row_says_who_what_whom_why_and_by_which_route(changed: Event, aya: User, as_user: SignIn) -> None:
    shown = page(as_user(aya), f"?operation={changed.operation.uuid}")

    for words in ("Hana Novotná", "Changed", "Emil Brandt", "Biography", "Likes lathes", "“Asked by Emil”", "API"):
        assert words in shown


def test_a_row_leads_to_the_timeline_and_to_the_record_of_that_day(
    changed: Event, aya: User, emil: User, as_user: SignIn
) -> None:
    shown = page(as_user(aya), f"?operation={changed.operation.uuid}")

    assert f"/admin/auth/user/{emil.pk}/history/" in shown
    assert f"/admin/auth/user/{emil.pk}/as-of/?day=" in shown


def test_the_field_that_is_asked_for_leads(emil: User, aya: User, as_user: SignIn) -> None:
    row = rows(as_user(aya), f"?field=employment.department&subject={emil.pk}")[0]

    assert (row.did, row.changes[0].name, row.changes[0].new) == ("Added", "department", "Calibration Lab")


def test_the_name_is_the_one_of_that_time(changed: Event, aya: User, hana: User, as_user: SignIn) -> None:
    hana.profile.full_name = "Hana Dvořák"
    hana.profile.save()

    assert rows(as_user(aya), f"?operation={changed.operation.uuid}")[0].who == "Hana Novotná"


def test_a_value_that_auditors_do_not_see_is_masked(changed: Event, aya: User, hana: User, as_user: SignIn) -> None:
    query = f"?operation={changed.operation.uuid}"

    assert "+45 11 22 33 44" not in page(as_user(aya), query)
    assert "changed, not shown to you" in page(as_user(aya), query)
    assert "+45 11 22 33 44" in page(as_user(hana), query)


def test_markup_in_old_values_stays_text(emil: User, aya: User, as_user: SignIn) -> None:
    with acting(kind="web", by=emil, reason="<script>reason()</script>"):
        emil.profile.bio = "<script>bio()</script>"
        emil.profile.save()
    shown = as_user(aya).get(LOG).content.decode()

    assert "&lt;script&gt;bio()" in shown and "<script>bio()" not in shown and "<script>reason()" not in shown


def test_a_refusal_is_marked(aya: User, as_user: SignIn) -> None:
    with acting(kind="web"):
        record_access(Event.Action.LOGIN_FAILED, outcome=Event.Outcome.REFUSED)

    assert 'class="pill bad">Failed to sign in' in page(as_user(aya), "?outcome=2")


def test_a_change_without_an_author_says_so(emil: User, aya: User, as_user: SignIn) -> None:
    emil.profile.bio = "Written past every door"
    emil.profile.save()

    assert rows(as_user(aya), "?unattributed=yes")[0].who == "Author not known"


def test_who_changes_their_own_record_in_the_administration_is_marked(hana: User, aya: User, as_user: SignIn) -> None:
    with acting(kind="web", by=hana, route="/admin/auth/user/1/change/"):
        hana.profile.bio = "Better than before"
        hana.profile.save()
    page = as_user(aya).get(f"{LOG}?own=yes").content.decode()

    assert "Better than before" in page and page.count("Own record</span>") == 1


def test_pages_follow_each_other_without_gap_or_repetition(emil: User, aya: User, as_user: SignIn) -> None:
    for _number in range(ON_ONE_PAGE + 5):
        record_access(Event.Action.VIEW, subject=emil, kind=RecordKind.PERSON, object_id=emil.pk)
    client = as_user(aya)
    first = client.get(f"{LOG}?action=4").context
    second = rows(client, first["more"])

    assert [row.event.pk for row in [*first["page"].rows, *second]] == list(
        Event.objects.filter(action=4).order_by("-pk").values_list("pk", flat=True)
    )


def test_pages_of_a_period_follow_each_other_too(emil: User, aya: User, as_user: SignIn) -> None:
    for _number in range(ON_ONE_PAGE + 5):
        record_access(Event.Action.VIEW, subject=emil, kind=RecordKind.PERSON, object_id=emil.pk)
    client = as_user(aya)
    first = client.get(f"{LOG}?since=2020-01-01&action=4").context
    numbers = [row.event.pk for row in [*first["page"].rows, *rows(client, first["more"])]]

    assert numbers == sorted(set(numbers), reverse=True)
    assert len(numbers) == ON_ONE_PAGE + 5


@pytest.mark.parametrize(
    "wrong", ["since=x", "kind=%00", "before=x", "before=-1", "subject=" + "9" * 40, "no=1", "operation=1", "field=%27"]
)
def test_wrong_input_is_a_sentence_and_never_an_error(wrong: str, aya: User, as_user: SignIn) -> None:
    response = as_user(aya).get(f"{LOG}?{wrong}")

    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert len(response.context["problems"]) == 1 and not response.context["page"].rows


def test_a_person_named_in_words_leads_to_the_same_by_number(
    changed: Event, aya: User, emil: User, as_user: SignIn
) -> None:
    response = as_user(aya).get(f"{LOG}?person=brandt&kind=3")

    assert response.status_code == 302
    assert response["Location"] == f"?kind=3&subject={emil.pk}"
    assert "Person: Emil Brandt" in page(as_user(aya), response["Location"])


def test_scoped_hr_sees_no_name_out_of_scope_even_by_number(
    changed: Event, sven: User, emil: User, as_user: SignIn
) -> None:
    shown = page(as_user(sven), f"?subject={emil.pk}")

    assert "Emil" not in shown and "Nothing matches" in shown


def test_hr_sees_the_organisation_but_no_failed_sign_ins(lab: Department, hana: User, as_user: SignIn) -> None:
    with acting(kind="command"):
        make_department("Optics")
        record_access(Event.Action.LOGIN_FAILED, outcome=Event.Outcome.REFUSED)
    shown = page(as_user(hana))

    assert "Department “Optics”" in shown and "Failed to sign in" not in shown


def test_beyond_ten_thousand_the_count_is_not_exact(
    changed: Event, aya: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("profiles.history.log.COUNTED", 2)
    monkeypatch.setattr("profiles.admin.audit.views.COUNTED", 2)

    assert "2+ entries" in page(as_user(aya))


def test_the_navigation_leads_there_for_those_who_may(aya: User, hana: User, emil: User, as_user: SignIn) -> None:
    assert f'href="{LOG}"' in as_user(aya).get("/admin/").content.decode()
    assert f'href="{LOG}"' in as_user(hana).get("/admin/").content.decode()
    assert as_user(emil).get(LOG).status_code == 404


def test_looking_leaves_nothing_in_the_ledger(changed: Event, aya: User, as_user: SignIn) -> None:
    client = as_user(aya)
    before = Event.objects.count()
    for query in ("", "?kind=3", "?person=emil", "?since=x"):
        client.get(LOG + query)

    assert Event.objects.count() == before


@pytest.mark.parametrize("query", ["", "?subject={emil}", "?by={hana}", "?field=profile.bio"])
def test_a_page_takes_few_queries(
    query: str, changed: Event, aya: User, emil: User, hana: User, as_user: SignIn
) -> None:
    statements = queries_of(as_user(aya), LOG + query.format(emil=emil.pk, hana=hana.pk))

    assert len(statements) <= MOST_QUERIES, "\n\n".join(statements)


def test_the_home_page_tells_auditors_of_seals_and_unknown_authors(aya: User, hana: User, as_user: SignIn) -> None:
    home = as_user(aya).get("/admin/").content.decode()

    assert "Last seal" in home
    assert f"{LOG}?unattributed=yes" in home
    assert "Last seal" not in as_user(hana).get("/admin/").content.decode()
