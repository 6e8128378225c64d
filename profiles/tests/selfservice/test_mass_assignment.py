"""Whatever is posted, only the fields that the policy lets people change are changed, and only their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client

from profiles import policy
from profiles.models import AccessScope, EmergencyContact, EmploymentRecord, Profile
from profiles.policy import Audience
from profiles.tests.factories import pdf_upload

SignIn = Callable[[User], Client]
URLS = ("/profile/edit/", "/profile/documents/")
MODELS: tuple[type[models.Model], ...] = (User, Profile, EmploymentRecord, AccessScope)


def forged(field: Any, other: User) -> str:
    """A value that would be taken by the field if it were asked."""
    if field.is_relation:
        return str(other.pk if field.related_model is User else 1)
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField | models.DateField):
        return date(2001, 2, 3).isoformat()
    if isinstance(field, models.IntegerField | models.DecimalField | models.AutoField):
        return "1"
    return "PL"


def everything(other: User) -> dict[str, str]:
    """A form with every field of every table, by name, by column and in the forms that the admin uses."""
    data: dict[str, str] = {}
    for model in MODELS:
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
            value = forged(field, other)
            names = {field.name, getattr(field, "attname", field.name)}
            prefixes = ("", f"{model._meta.model_name}-", f"{model._meta.model_name}-0-", f"{model._meta.model_name}.")
            data |= {f"{prefix}{name}": value for prefix in prefixes for name in names}
    return data


def stored(person: User, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Everything that is stored about a person, without the named fields of the profile."""
    account = User.objects.filter(pk=person.pk).values().get()
    profile = Profile.objects.filter(user=person).values().get()
    return {
        "account": {name: value for name, value in account.items() if name != "last_login"},
        "roles": sorted(Group.objects.filter(user=person).values_list("name", flat=True)),
        "scopes": list(AccessScope.objects.filter(user=person).values()),
        "profile": {name: value for name, value in profile.items() if name not in without},
        "jobs": list(EmploymentRecord.objects.filter(person=person).values()),
        "contacts": list(EmergencyContact.objects.filter(person=person).values()),
        "documents": list(person.documents.values()),
    }


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("who", ["emil", "hana", "sven", "aya", "sami"])
def test_only_the_allowed_fields_change_whatever_is_posted(
    request: pytest.FixtureRequest, as_user: SignIn, olga: User, who: str, url: str
) -> None:
    person = request.getfixturevalue(who)
    allowed = policy.editable_fields("profiles.Profile", frozenset({Audience.SELF})) | {"version"}
    client, before, theirs = as_user(person), stored(person, without=allowed), stored(olga)
    valid = {"website": "https://x.example", "personal_email": "x@x.example", "work_phone": "1", "mobile": "1"}
    response = client.post(url, {**everything(olga), **valid, "photo": "1"})
    assert response.status_code in (200, 302)
    assert stored(person, without=allowed) == before
    assert stored(olga) == theirs
    if url == URLS[0]:
        assert stored(person)["profile"]["bio"] == "PL"


@pytest.mark.parametrize("url", URLS)
def test_the_address_names_nobody_so_it_cannot_name_somebody_else(
    as_user: SignIn, emil: User, olga: User, url: str
) -> None:
    before = stored(olga)
    ids = {"id": olga.pk, "pk": olga.pk, "user": olga.pk, "person": olga.pk, "public_id": str(olga.profile.public_id)}
    query = "&".join(f"{name}={value}" for name, value in ids.items())
    as_user(emil).post(f"{url}?{query}", {**ids, "bio": "Mine", "type": "other", "file": pdf_upload()})
    assert stored(olga) == before


def test_nobody_verifies_their_own_document(as_user: SignIn, hana: User, own_media: Any) -> None:
    form = {"type": "certificate", "file": pdf_upload(), "state": "verified", "verified_by": hana.pk}
    as_user(hana).post(URLS[1], form)
    document = hana.documents.get()
    assert (document.state, document.verified_by) == ("submitted", None)


def test_a_form_of_another_site_is_refused(emil: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(emil)
    for url in URLS:
        assert client.post(url, {"bio": "Forged"}).status_code == 403
    assert Profile.objects.get(user=emil).bio == ""
