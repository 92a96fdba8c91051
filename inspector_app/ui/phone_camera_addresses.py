"""On which addresses of this computer a phone can reach it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address

from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface

UP = QNetworkInterface.InterfaceFlag.IsUp | QNetworkInterface.InterfaceFlag.IsRunning
VIRTUAL = ("docker", "veth", "virbr", "br-", "vmnet", "vboxnet", "vethernet", "tun", "tap", "wg")
HOTSPOTS = ("192.168.137.", "192.168.43.", "172.20.10.")  # of Windows, Android, iOS


@dataclass(frozen=True, slots=True)
class Address:
    """An address and the name of its interface, as the system shows it."""

    address: str
    name: str


def local_addresses() -> tuple[Address, ...]:
    """Return the IPv4 addresses of this computer in local networks, the likeliest first."""
    return ranked(
        Address(entry.ip().toString(), interface.humanReadableName())
        for interface in QNetworkInterface.allInterfaces()
        if interface.flags() & UP == UP
        for entry in interface.addressEntries()
        if entry.ip().protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
    )


def ranked(found: Iterable[Address]) -> tuple[Address, ...]:
    """Return the addresses a phone may reach: hotspots, then networks at home, virtual ones last;
    loopback and public addresses are left out."""
    usable = [one for one in found if _is_local(IPv4Address(one.address))]
    return tuple(sorted(set(usable), key=lambda one: (*_rank(one), one.address)))


def _is_local(address: IPv4Address) -> bool:
    return address.is_private and not (address.is_loopback or address.is_unspecified)


def _rank(one: Address) -> tuple[bool, bool, bool]:
    virtual = one.name.lower().startswith(VIRTUAL)
    return virtual, IPv4Address(one.address).is_link_local, not one.address.startswith(HOTSPOTS)
