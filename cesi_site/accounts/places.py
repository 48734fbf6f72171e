"""Where somebody comes from, as far as the connection log says: families and networks, never more."""

from __future__ import annotations

import bisect
import csv
import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ua_parser import parse

LONGEST_FAMILY = 40
IPV4_NETWORK = 24
IPV6_NETWORK = 48

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Place:
    """The address that asks, the network around it, the families of browser and system, and the country.

    What is not known is None. A device is known by its browser's family and its network.
    """

    ip: str | None = None
    network: str | None = None
    browser: str | None = None
    system: str | None = None
    country: str | None = None


NOWHERE = Place()


def place_of(ip: str | None, user_agent: str, country_file: str = "") -> Place:
    """Return what is known of a request from `ip` by a browser that calls itself `user_agent`."""
    browser, system = _families(user_agent[:500])
    address = _address(ip)
    if address is None:
        return Place(browser=browser, system=system)
    country = _country(address, country_file) if country_file else None
    return Place(str(address), network_of(address), browser, system, country)


def network_of(address: Address) -> str:
    """Return the network that a device keeps when its address changes: a /24, or a /48 for IPv6."""
    length = IPV4_NETWORK if address.version == 4 else IPV6_NETWORK
    return str(ipaddress.ip_network((address, length), strict=False))


def _address(ip: str | None) -> Address | None:
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


@lru_cache(maxsize=2_000)
def _families(user_agent: str) -> tuple[str | None, str | None]:
    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else None
    system = found.os.family if found.os else None
    return _short(browser), _short(system)


def _short(family: str | None) -> str | None:
    return family[:LONGEST_FAMILY] if family and family != "Other" else None


def region_of(ip: str | None, region_file: str) -> str | None:
    """Return the region of an address by a file as `COUNTRY_FILE`, with the name of a region in the last column."""
    address = _address(ip)
    return _word(address, region_file) if address else None


@lru_cache(maxsize=2)
def _ranges(path: str) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
    """Read a file of lines "first address,last address,word": the starts, sorted, and what they begin."""
    found = []
    with Path(path).open(encoding="utf-8", newline="") as file:
        for first, last, country, *_ in csv.reader(file):
            start = ipaddress.ip_address(first.strip())
            found.append(((start.version, int(start)), (int(ipaddress.ip_address(last.strip())), country.strip())))
    found.sort()
    return [start for start, _ in found], [rest for _, rest in found]


def _country(address: Address, path: str) -> str | None:
    country = (_word(address, path) or "").upper()
    return country if len(country) == 2 and country.isalpha() and country != "ZZ" else None


def _word(address: Address, path: str) -> str | None:
    starts, rest = _ranges(path)
    at = bisect.bisect_right(starts, (address.version, int(address))) - 1
    if at < 0 or starts[at][0] != address.version or int(address) > rest[at][0]:
        return None
    return rest[at][1]
