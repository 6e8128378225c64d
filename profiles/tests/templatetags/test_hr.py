"""The parts of the look: what they show, and that they escape what people write."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import User
from django.utils import timezone, translation

from profiles.templatetags import hr
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_person


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert hr.icon("home").startswith('<svg class="i" viewBox="0 0 20 20" aria-hidden="true"><path d="M')


def test_an_icon_that_points_turns_with_the_direction_of_text() -> None:
    assert 'class="i flip t-bad"' in hr.icon("next", "t-bad")


def test_an_unknown_icon_is_a_mistake_of_the_template() -> None:
    with pytest.raises(KeyError):
        hr.icon("unicorn")


def test_a_person_without_photo_has_initials_on_a_tint(db: None) -> None:
    person = make_person("Zofia Wróblewska")

    assert hr.avatar(person, "l") == (f'<span class="av l av-{person.pk % 6 + 1}" aria-hidden="true">ZW</span>')


def test_account_and_profile_have_the_same_face_and_name(db: None) -> None:
    person = make_person("Emil Brandt")

    assert hr.avatar(person) == hr.avatar(person.profile)
    assert hr.display_name(person) == hr.display_name(person.profile) == "Emil Brandt"


def test_a_photo_is_fetched_through_its_door(db: None) -> None:
    profile = make_person().profile
    profile.photo_id = 1

    assert str(profile.public_id) in hr.avatar(profile)


def test_initials_are_escaped(db: None) -> None:
    assert "<x" not in hr.avatar(make_person("<3 <x"))


def test_a_day_is_written_year_month_day() -> None:
    assert hr.day(date(2026, 11, 20)) == "2026-11-20"
    assert hr.day(None) == ""


def test_a_moment_gives_the_day_of_the_readers_time_zone() -> None:
    with timezone.override("Europe/Copenhagen"):
        assert hr.day(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)) == "2026-11-21"


@pytest.mark.parametrize(("value", "shown"), [(None, "–"), ("", "–"), ([], "–"), (0, 0), ("x", "x")])
def test_a_dash_stands_for_nothing_but_not_for_nought(value: object, shown: object) -> None:
    assert hr.dash(value) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (None, ""),
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (64_321, "64 kB"),
        (999_600, "1.0 MB"),
        (1_100_000, "1.1 MB"),
        (25_000_000, "25.0 MB"),
        (5_000_000_000_000, "5000 GB"),
    ],
)
def test_sizes_are_short(size: int | None, shown: str) -> None:
    assert hr.filesize_short(size) == shown


def test_a_pill_says_its_state_in_words_and_escapes_them() -> None:
    assert hr.pill("<b>", "quiet ok") == '<span class="pill quiet ok">&lt;b&gt;</span>'


@pytest.mark.parametrize(("value", "width"), [(92.4, 92), (-5, 0), (140, 100)])
def test_a_meter_stays_within_its_frame(value: float, width: int) -> None:
    assert f'<rect width="{width}%"' in hr.meter(value)


def test_a_meter_is_read_out_only_when_it_has_a_label() -> None:
    assert 'role="img" aria-label="92 % complete"' in hr.meter(92, "92 % complete")
    assert 'aria-hidden="true"' in hr.meter(92)


def test_who_sees_a_section_is_said_in_words_or_not_at_all() -> None:
    assert "HR &amp; you" in hr.sees("HR & you")
    assert hr.sees("") == ""


def test_a_table_is_read_by_a_variable_key() -> None:
    assert hr.at({"job": "Everybody"}, "job") == "Everybody"
    assert hr.at(None, "job") == hr.at({}, "job") == ""


def test_the_input_of_a_cell_is_named_by_column_and_row() -> None:
    class Row(forms.Form):
        phone = forms.CharField()

    assert 'aria-label="Phone, contact &quot;2&quot;"' in hr.named_input(Row()["phone"], "Phone", 'contact "2"')


def test_nobody_without_a_profile_is_ever_asked_for_one(db: None) -> None:
    user = User.objects.create_user("new", first_name="New", last_name="Comer")

    assert hr.display_name(user) == "New Comer"


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "2026-11-20"), ("de", "20.11.2026"), ("fr", "20/11/2026"), ("ar", "2026-11-20")]
)
def test_a_day_is_written_as_its_reader_writes_it(language: str, shown: str) -> None:
    with translation.override(language):
        assert hr.day(date(2026, 11, 20)) == shown
        assert hr.day(datetime(2026, 11, 20, 12, tzinfo=UTC)) == shown


@pytest.mark.parametrize("language", ["de", "fr"])
def test_an_address_and_an_input_have_the_year_first(
    language: str, hana: User, emil: User, as_user: SignIn, settings: Any
) -> None:
    client = as_user(hana)
    settings.LANGUAGE_CODE = language
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = f"/admin/auth/user/{emil.pk}/compare/?from=2026-01-05&to=2026-02-03"

    for address in (page, page.replace("compare/?from", "as-of/?day"), "/admin/organisation/?day=2026-01-05"):
        text = client.get(address, headers={"accept-language": language}).content.decode()
        assert 'value="2026-01-05"' in text, address
        assert not re.search(r"(day|since|until|from|to|known)=[0-9]{1,2}[./]", text), address
