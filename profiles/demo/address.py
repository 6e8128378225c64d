"""Where the demonstration is served: the address as given, whether it is only for this machine, whether it is free."""

import ipaddress
import re
import socket
from dataclasses import dataclass

_FORM = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|[^:\[\]]+):)?(?P<port>[0-9]{1,5})")
DEFAULT_HOST = "127.0.0.1"


class BadAddress(ValueError):
    """The text is not HOST:PORT."""


@dataclass(frozen=True)
class Address:
    """A host and a port to listen on."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_ipv6(self) -> bool:
        """Whether the host is an IPv6 address."""
        return ":" in self.host

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if self.is_ipv6 else f"{self.host}:{self.port}"


def read_address(text: str) -> Address:
    """The address in a text such as ``127.0.0.1:8000``, ``[::1]:8000`` or ``8000``. Raises BadAddress."""
    found = _FORM.fullmatch(text.strip())
    if found is None or not 0 < int(found["port"]) < 65536:
        raise BadAddress(text)
    return Address((found["host"] or DEFAULT_HOST).strip("[]"), int(found["port"]))


def reason_not_free(address: Address) -> str:
    """Why nobody can listen there now, in the words of the system; empty when it is free."""
    family = socket.AF_INET6 if address.is_ipv6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: an address in its cooling-off time counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            return error.strerror or str(error)
    return ""
