"""The key that signs seals: an Ed25519 key (RFC 8032) in a file outside the database."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _


class KeyUnusable(Exception):
    """The file of the signing key cannot be read or made; the message says which and why."""


def signing_key() -> Ed25519PrivateKey:
    """The installation's key; made on first use, in a file that only its owner may read.

    Raises KeyUnusable when the file cannot be read, made, or holds anything but 64 hex digits.
    """
    path = Path(settings.AUDIT_KEY_FILE)
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_content(path)))
    except (OSError, ValueError) as error:
        raise KeyUnusable(
            _("The key that signs the history cannot be used (%(path)s): %(why)s.") % {"path": path, "why": error}
        ) from error


def _content(path: Path) -> str:
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Put a new key there, whole from its first moment on; where another process was faster, its key stands."""
    descriptor, draft = mkstemp(dir=path.parent, prefix=f".{path.name}-")  # for its owner alone
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def public_key_of(key: Ed25519PrivateKey) -> str:
    """The public half, 64 hex digits."""
    return key.public_key().public_bytes_raw().hex()


def trusted_keys() -> frozenset[str]:
    """Public keys whose seals count: the key in use and the earlier ones that the settings name."""
    return frozenset({public_key_of(signing_key()), *settings.AUDIT_TRUSTED_KEYS})


def is_signed(message: bytes, signature: str, public_key: str) -> bool:
    """Whether the signature over the message was made with that key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
