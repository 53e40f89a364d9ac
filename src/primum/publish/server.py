"""The address of a server that an account is on."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from primum.publish.errors import NoSuchServer


def address(given: str) -> str:
    """Return the address of a server without a slash at its end, or raise NoSuchServer; only loopback goes without TLS.

    >>> address("https://mastodon.example/")
    'https://mastodon.example'
    """
    try:
        parts = urlsplit(given.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise NoSuchServer from None
    protected = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
    if not (protected and link(given.strip())) or parts.username is not None or parts.query or parts.fragment:
        raise NoSuchServer
    return given.strip().rstrip("/")


def host(address: str) -> str:
    """Return the host of an address, with its port where it has one.

    >>> host("https://mastodon.example")
    'mastodon.example'
    """
    return urlsplit(address).netloc


def link(given: object) -> str:
    """Return a link that a server gave, or nothing where it is none that a page may show, or a terminal print.

    >>> link("https://town.example/@mira/1"), link("javascript:alert(1)")
    ('https://town.example/@mira/1', '')
    """
    shown = str(given or "")
    try:
        parts = urlsplit(shown)
    except ValueError:
        return ""
    leads = parts.scheme in ("http", "https") and bool(parts.hostname)
    return shown if leads and shown.isprintable() and " " not in shown else ""


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
