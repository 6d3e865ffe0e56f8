"""Which hosts are this machine itself, to which nobody else listens on the way."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine: only it can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
