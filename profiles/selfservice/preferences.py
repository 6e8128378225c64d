"""Language and time zone: the page where people choose them, and the session that remembers them."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from profiles.models import Preferences
from profiles.models.preferences import time_zones
from profiles.people.preferences import preferences_of, remember


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """The two choices; empty ones leave it to the browser and the installation."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        required=False,
        max_length=64,
        help_text=gettext_lazy("In which days begin and times are shown to you. Write a few letters of a large city."),
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
    )

    class Meta:
        model = Preferences
        fields = ["language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(code, f"{name}") for code, name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _("As the browser asks")), *languages]  # type: ignore[attr-defined]
        self.fields["time_zone"].widget.attrs["placeholder"] = settings.TIME_ZONE


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """See and change one's language and time zone."""
    person = cast(User, request.user)
    chosen = preferences_of(person) or Preferences(person=person)
    form = PreferencesForm(request.POST or None, instance=chosen)
    if request.method != "POST" or not form.is_valid():
        return render(request, "profiles/selfservice/preferences.html", {"form": form, "zones": time_zones()})
    chosen = form.save()
    remember(request.session, chosen)
    # The sentence about the change already speaks the language that was chosen.
    with translation.override(chosen.language or translation.get_language()):
        messages.success(request, _("Your language and time zone are saved."))
    timezone.activate(chosen.time_zone or settings.TIME_ZONE)
    return redirect("profiles:preferences")
