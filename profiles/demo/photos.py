"""Puts drawn portraits on profiles: our own drawings need no child process to be read safely."""

import hashlib
from io import BytesIO

from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from profiles.demo.plans import PortraitPlan
from profiles.demo.portraits import draw
from profiles.documents.checks import FileFacts
from profiles.documents.intake import store_blob
from profiles.documents.storage import PHOTO_FOLDER
from profiles.lib.filetypes import ACCEPTED


def show_photo(person: User, portrait: PortraitPlan) -> None:
    """Store the portrait in the form that photos have, and show it on the profile."""
    stream = BytesIO()
    draw(portrait).finished().save(stream, "WEBP", quality=84)
    picture = stream.getvalue()
    webp = ACCEPTED["webp"]
    facts = FileFacts(webp, webp.media_type, len(picture), hashlib.sha256(picture).hexdigest(), "photo.webp")
    profile = person.profile
    profile.photo = store_blob(ContentFile(picture), facts, PHOTO_FOLDER)
    profile.save(update_fields=["photo"])
