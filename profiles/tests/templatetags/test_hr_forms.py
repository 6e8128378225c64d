"""Forms load the scripts that they use, and the links of inline rows say our words."""

import json
from types import SimpleNamespace
from typing import Any

from django.forms import Media

from profiles.templatetags.hr_forms import form_scripts, inline_data

STOCK = [
    "admin/js/vendor/jquery/jquery.min.js",
    "admin/js/jquery.init.js",
    "admin/js/core.js",
    "admin/js/admin/RelatedObjectLookups.js",
    "admin/js/actions.js",
    "admin/js/urlify.js",
    "admin/js/prepopulate.js",
    "admin/js/vendor/xregexp/xregexp.min.js",
]


def test_a_plain_form_loads_no_stock_script() -> None:
    assert form_scripts(Media(js=STOCK)) == ""


def test_a_date_field_does_not_bring_the_stock_calendar() -> None:
    assert "calendar" not in form_scripts(Media(js=[*STOCK, "admin/js/calendar.js"]))


def test_inline_rows_keep_their_script_and_what_it_stands_on() -> None:
    scripts = form_scripts(Media(js=[*STOCK, "admin/js/inlines.js"]))

    assert "inlines.js" in scripts
    assert "jquery.min.js" in scripts
    assert "actions.js" not in scripts


def test_a_form_that_fills_fields_from_others_keeps_the_scripts_for_it() -> None:
    assert "prepopulate.js" in form_scripts(Media(js=STOCK), SimpleNamespace(prepopulated_fields=[{}]))


def group(**options: object) -> Any:
    """An inline as the template sees it."""
    return SimpleNamespace(
        opts=SimpleNamespace(verbose_name="contact", **options), formset=SimpleNamespace(prefix="contacts")
    )


def test_the_link_for_a_new_row_names_the_thing() -> None:
    assert json.loads(inline_data(group()))["options"]["addText"] == "Add another contact"


def test_an_inline_may_say_it_in_its_own_words() -> None:
    assert json.loads(inline_data(group(add_text="Add a contact")))["options"]["addText"] == "Add a contact"
