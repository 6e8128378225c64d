"""Asking people for missing documents, one or many: whom and for what is shown first, then the mails leave."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.people.asking import ask_for_documents, wanted_of, why_not
from profiles.permissions import know_people

from .base import account_of
from .reasons import take_reason

#: The most people of one act: their mails leave one by one while the page waits.
MOST = 100
#: Says that the page was seen and the mails are meant.
CONFIRMED = "confirmed"


def ask_page(page: Any, request: HttpRequest, chosen: QuerySet[User]) -> HttpResponse | None:
    """The page that asks, then the mails and the list again. None leads back to the list."""
    people = list(chosen[: MOST + 1])
    if len(people) > MOST:
        messages.error(request, _("%(n)d people at most are asked at once. Narrow the list.") % {"n": MOST})
        return None
    by = account_of(request)
    know_people(by, (person.pk for person in people))
    wanted = {person.pk: wanted_of(person) for person in people}
    apart = [(person, why) for person in people if (why := why_not(person, by, wanted[person.pk]))]
    kept = {person.pk for person, _why in apart}
    asked = [person for person in people if person.pk not in kept]
    if CONFIRMED in request.POST and asked:
        take_reason(request)
        done = 0
        for person in asked:
            try:
                ask_for_documents(
                    person, wanted[person.pk], by=by, link_base=f"{request.scheme}://{request.get_host()}"
                )
                done += 1
            except ValidationError as error:
                messages.error(request, f"{person.profile.display_name}: {' '.join(error.messages)}")
        if done:
            words = ngettext("%(n)d person was asked by mail.", "%(n)d people were asked by mail.", done)
            messages.success(request, words % {"n": done})
        return None
    titles = {person.pk: get_text_list([each.title for each in wanted[person.pk]], _("and")) for person in asked}
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": ngettext("Ask %(n)d person for what is missing?", "Ask %(n)d people for what is missing?", len(asked))
        % {"n": len(asked)},
        "asked": [(person, titles[person.pk]) for person in asked],
        "apart": apart,
        "button": ngettext("Send %(n)d mail", "Send %(n)d mails", len(asked)) % {"n": len(asked)},
        "confirmed": CONFIRMED,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/auth/user/ask.html", context)
