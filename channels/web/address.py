"""Whose request it is: the address of the peer, or the one that a proxy we trust tells of."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from channels.web.settings import Network

_ONE_HOUSEHOLD = 64  # bits: whoever has one IPv6 address has all that share them


def is_trusted(peer: str, proxies: Sequence[Network]) -> bool:
    """Whether the peer is a proxy of the operator's."""
    address = _address(peer)
    return address is not None and any(address in network for network in proxies)


def address_of(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """The address that a request comes from.

    `forwarded` are the values of X-Forwarded-For. A proxy adds at the right the address that it saw, and whatever
    stands further left anyone may have written: so from the right the first that is no proxy of ours is believed.
    """
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    while hops and is_trusted(peer, proxies):
        told = hops.pop()
        if _address(told) is None:
            break
        peer = told
    return _household(peer)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _household(peer: str) -> str:
    address = _address(peer)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _ONE_HOUSEHOLD), strict=False))
    return str(address or "unknown")
