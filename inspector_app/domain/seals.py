"""Signatures that let any reader of a volume verify it: seals, device keys, receipts.

Ed25519 (RFC 8032) over canonical bytes; keys and signatures are lower-case hexadecimal.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from inspector_app.domain.canonical import canonical_bytes
from inspector_app.domain.facts import FactDamaged, Tip, Volume


@dataclass(frozen=True, slots=True)
class Seal:
    """A device's signature over where its chain in a volume ends."""

    volume: str
    device: str
    seq: int
    tip: str
    signature: str


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A device's public key, certified by central's signature."""

    device: str
    public_key: str
    certificate: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Central's signed word that it holds a volume up to this number."""

    volume: str
    number: int
    chain: str
    at: str
    signature: str


def public_key_of(private: Ed25519PrivateKey) -> str:
    """Return the public key in hexadecimal."""
    return private.public_key().public_bytes_raw().hex()


def signed(private: Ed25519PrivateKey, purpose: str, **content: str | int) -> str:
    """Return the signature over ``content``; ``purpose`` keeps one kind from posing as another."""
    return private.sign(canonical_bytes({"purpose": purpose, **content})).hex()


def is_signed(public_key: str, signature: str, purpose: str, **content: str | int) -> bool:
    """Tell whether the signature is this key's over this content."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), canonical_bytes({"purpose": purpose, **content}))
    except (InvalidSignature, ValueError):
        return False
    return True


def seal(private: Ed25519PrivateKey, volume: Volume, device: str, tip: Tip) -> Seal:
    """Return the seal of a device over its chain in a volume."""
    content: dict[str, str | int] = {
        "volume": str(volume),
        "device": device,
        "seq": tip.seq,
        "tip": tip.id,
    }
    return Seal(str(volume), device, tip.seq, tip.id, signed(private, "seal", **content))


def check_seal(made: Seal, public_key: str) -> None:
    """Raise FactDamaged where the seal is not the device's."""
    content: dict[str, str | int] = {
        "volume": made.volume,
        "device": made.device,
        "seq": made.seq,
        "tip": made.tip,
    }
    if not is_signed(public_key, made.signature, "seal", **content):
        raise FactDamaged(fact=made.tip, reason="the seal is not the device's")


def certify(central: Ed25519PrivateKey, device: str, public_key: str) -> DeviceKey:
    """Return the device's key with central's certificate."""
    return DeviceKey(device, public_key, signed(central, "device", device=device, key=public_key))


def check_device_key(key: DeviceKey, central_public_key: str) -> None:
    """Raise FactDamaged where central did not certify the device's key."""
    content = {"device": key.device, "key": key.public_key}
    if not is_signed(central_public_key, key.certificate, "device", **content):
        raise FactDamaged(fact=key.device, reason="central did not certify the device's key")


def receipt(central: Ed25519PrivateKey, volume: str, number: int, chain: str, at: str) -> Receipt:
    """Return central's receipt for a volume up to a number."""
    content: dict[str, str | int] = {"volume": volume, "number": number, "chain": chain, "at": at}
    return Receipt(volume, number, chain, at, signed(central, "receipt", **content))


def check_receipt(made: Receipt, central_public_key: str) -> None:
    """Raise FactDamaged where the receipt is not central's."""
    content: dict[str, str | int] = {
        "volume": made.volume,
        "number": made.number,
        "chain": made.chain,
        "at": made.at,
    }
    if not is_signed(central_public_key, made.signature, "receipt", **content):
        raise FactDamaged(fact=made.volume, reason="the receipt is not central's")
