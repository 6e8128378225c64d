"""The scripts and the words that an admin form needs, and no others."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.contrib.admin.helpers import InlineAdminFormSet
from django.forms import BoundField, Media
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from profiles.people.merging import Conflict

register = template.Library()

# The stock calendar, its pop-ups and its list actions: our pages have none of them.
_UNUSED = ("calendar.js", "DateTimeShortcuts.js", "actions.js", "RelatedObjectLookups.js")
# Needed by forms that fill one field from another, and by nothing else.
_PREPOPULATION = ("urlify.js", "prepopulate.js", "xregexp.js", "xregexp.min.js")
# Only there for other scripts.
_FOUNDATION = ("jquery.js", "jquery.min.js", "jquery.init.js", "core.js")


@register.simple_tag
def form_scripts(media: Media, adminform: Any = None) -> SafeString:
    """The script tags of a form without the stock ones that find nothing to do on our pages."""
    unused = _UNUSED if getattr(adminform, "prepopulated_fields", None) else _UNUSED + _PREPOPULATION
    wanted = [path for path in media._js if not str(path).endswith(unused)]  # type: ignore[attr-defined]
    if all(str(path).endswith(_FOUNDATION) for path in wanted):
        wanted = []
    return format_html_join("\n", "{}", ((script,) for script in Media(js=wanted).render_js()))


@register.simple_tag
def inline_data(group: InlineAdminFormSet) -> str:
    """What the stock script for inline rows reads from the page, with our words on the links.

    An inline may say its own words in ``add_text``, for example "Add a contact".
    """
    name = group.opts.verbose_name
    words = getattr(group.opts, "add_text", None) or _("Add another %(name)s") % {"name": name}
    options = {"prefix": group.formset.prefix, "addText": str(words), "deleteText": _("Remove")}
    return json.dumps({"name": f"#{group.formset.prefix}", "options": options})


@register.filter
def error_sentences(field: BoundField) -> list[str]:
    """What is wrong with the field, for the summary above the form: without the choice that stands beside the field."""
    found: list[str] = []
    for error in field.errors.as_data():
        found += [error.sentence] if isinstance(error, Conflict) else [str(text) for text in error.messages]
    return found
