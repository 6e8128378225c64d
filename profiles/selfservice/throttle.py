"""A brake on guessing: counts attempts in the cache, per account and address together and per address.

Never per account alone, or anybody could lock anybody out. The default cache counts in each worker process
by itself, so the limits hold per process; a shared cache makes them exact.
"""

from __future__ import annotations

import hashlib
import ipaddress
import unicodedata
from datetime import timedelta

from django.core.cache import cache

WINDOW = timedelta(minutes=10)
MOST_PER_ACCOUNT_AND_ADDRESS = 10
MOST_PER_ADDRESS = 100
IPV6_PREFIX_BITS = 64  # what one household or one attacker gets; the rest of the address is free to vary


class Attempt:
    """One attempt of a ``kind`` ("sign-in", "reset" …) on an account, as typed, from an address.

    It counts from the moment ``refused`` is asked, so that attempts made at once all count.
    """

    def __init__(self, kind: str, account: str, address: str) -> None:
        network = _network(address)
        typed = unicodedata.normalize("NFKC", account[:300]).casefold().strip()
        self._limits = {
            _key(kind, network, typed): MOST_PER_ACCOUNT_AND_ADDRESS,
            _key(kind, network): MOST_PER_ADDRESS,
        }

    def refused(self) -> bool:
        """Count the attempt; whether there were too many in the last ten minutes already."""
        counts = [(_count_up(key), most) for key, most in self._limits.items()]
        return any(count > most for count, most in counts)

    def succeeded(self) -> None:
        """Forget the failures on this account from this address, and that this attempt came."""
        pair, address = self._limits
        cache.delete(pair)
        try:
            cache.decr(address)
        except ValueError:
            return  # its ten minutes ended just now


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((address, IPV6_PREFIX_BITS), strict=False))


def _key(*parts: str) -> str:
    # Hashed, so that neither odd characters nor anybody's name reach the cache.
    return "throttle:" + hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()


def _count_up(key: str) -> int:
    cache.add(key, 0, WINDOW.total_seconds())
    try:
        return cache.incr(key)
    except ValueError:
        cache.set(key, 1, WINDOW.total_seconds())
        return 1
