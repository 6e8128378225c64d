"""A few acts of people after the load, so that the history of a record has something to tell."""

from collections.abc import Mapping

from django.contrib.auth.models import User

from profiles.demo.plans import CompanyPlan
from profiles.history.context import acting

#: What stands on a profile at first, by sign-in name and field; the story brings it to what the plan says.
EARLIER: Mapping[str, Mapping[str, str]] = {
    "employee": {
        "mobile": "+48 601 555 102",
        "bio": "Leads the length laboratory. Joined as a technician, built the gauge block bench, and now trains "
        "assessors in three countries. Speaks Polish and English.",
    },
    "chidi.eze": {"mobile": "+254 722 555 010"},
    "priya.raghunathan": {"bio": "Runs the laboratory as if the assessor were coming tomorrow."},
}


def tell_stories(plan: CompanyPlan, people: Mapping[str, User], *, route: str) -> None:
    """Each person brings their own profile up to date, in an act of their own."""
    for key, before in EARLIER.items():
        person = plan.person(key)
        user = people[key]
        with acting(kind="command", by=user, route=route, reason=""):
            for name in before:
                setattr(user.profile, name, getattr(person, name))
            user.profile.full_clean(exclude=["user"])
            user.profile.save()
