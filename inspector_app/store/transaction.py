"""What can be done to a workspace, each transaction wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from inspector_app.domain.facts import Act, Author, Fact, Volume
from inspector_app.domain.seals import DeviceKey, Receipt, Seal
from inspector_app.store import (
    adding,
    blob_queue,
    notes,
    outbox,
    purging,
    receipts,
    rewinding,
    salvaging,
)
from inspector_app.store.log import dossier_row
from inspector_app.store.reading import Reader
from inspector_app.store.rows import Rank


class Transaction(Reader):
    """Reads what it writes; nothing stands before it is committed."""

    def append(
        self,
        acts: Sequence[Act],
        author: Author,
        recorded_at: str,
        random: Callable[[int], bytes],
    ) -> tuple[Fact, ...]:
        """Record acts as the next links of this device's chains; return their facts.

        Heads, lists, search and blobs to send follow in the same transaction.
        """
        return adding.append(self._db, acts, author, recorded_at, random)

    def receive(
        self, volume: Volume, facts: Sequence[Fact], *, after: int, number: int, chain: str
    ) -> tuple[Fact, ...]:
        """Take the facts numbered ``after``+1 … ``number``; return those that were new.

        The page and the cursor move together. A repeated page changes nothing. Raises
        FactDamaged where facts are missing or altered, or where the chain computed from them is
        not ``chain``.
        """
        return adding.receive(self._db, volume, facts, after=after, number=number, chain=chain)

    def take_unnumbered(self, volume: Volume, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """Take facts that did not come from central (a bundle, a salvaged file); return the new
        ones. Raises FactDamaged; seals are the caller's to check."""
        return adding.take_unnumbered(self._db, volume, facts)

    def take_salvaged(self, volume: Volume, facts: Sequence[Fact], own: Collection[str]) -> None:
        """Take facts out of a damaged workspace, gaps and all; ``own`` are this laptop's device
        codes. Each fact was checked by itself."""
        salvaging.take_salvaged(self._db, volume, facts, own)

    def acknowledge(self, volume: Volume, device: str, seq: int) -> None:
        """Note that central holds this device's chain up to ``seq``."""
        outbox.acknowledge(self._db, volume, device, seq)

    def lose(self, volume: Volume, device: str, seq: int) -> None:
        """Note that central holds an own chain only up to ``seq``, against its earlier word."""
        rewinding.lose(self._db, volume, device, seq)

    def rewind(self, volume: Volume) -> None:
        """Forget central's numbering of a volume whose history was replaced: it is pulled again
        from the start. No fact is removed."""
        rewinding.rewind(self._db, volume)

    def abandon(self, volume: Volume, device: str) -> None:
        """Stop sending a forked chain, whose facts are recorded again with ``restates``."""
        outbox.abandon(self._db, volume, device)

    def add_seals(self, volume: Volume, seals: Iterable[Seal]) -> None:
        """Keep the furthest seal of each device and, for long chains, some before it; the caller
        checked the signatures."""
        receipts.add_seals(self._db, volume, seals)

    def add_device_keys(self, keys: Iterable[DeviceKey]) -> None:
        """Keep device keys; the caller checked central's certificates."""
        receipts.add_device_keys(self._db, keys)

    def add_receipt(self, receipt: Receipt) -> None:
        """Keep a receipt whose signature the caller checked. It makes facts safe only once our
        own chain at its number equals its chain; raises FactDamaged where they differ."""
        receipts.add_receipt(self._db, receipt)

    def want_blob(self, dossier: str, sha256: str, size: int, rank: Rank = Rank.ORIGINAL) -> None:
        """Note that a blob of a dossier is to be fetched."""
        row = dossier_row(self._db, dossier)
        blob_queue.want(self._db, row, sha256, size, rank, outgoing=False)

    def blob_sent(self, dossier: str, sha256: str) -> None:
        """Note that central holds a blob of a dossier, verified."""
        blob_queue.mark_done(self._db, dossier_row(self._db, dossier), sha256)

    def blob_fetched(self, dossier: str, sha256: str) -> None:
        """Note that a blob of a dossier is on this laptop."""
        blob_queue.mark_done(self._db, dossier_row(self._db, dossier), sha256)

    def set_setting(self, name: str, value: str) -> None:
        """Remember a setting."""
        notes.set_setting(self._db, name, value)

    def drop_settings(self, prefix: str) -> None:
        """Forget the settings whose names begin with a prefix."""
        notes.drop_settings(self._db, prefix)

    def put_draft(self, subject: str, text: str) -> None:
        """Keep half-typed text, so that it survives a crash."""
        notes.put_draft(self._db, subject, text)

    def drop_draft(self, subject: str) -> None:
        """Forget half-typed text, once the fact is recorded."""
        notes.drop_draft(self._db, subject)

    def next_counter(self, name: str, year: int) -> int:
        """Return the next paper number of a series in a year; never given twice."""
        return notes.next_counter(self._db, name, year)

    def purge(self, dossier: str) -> None:
        """Remove a dossier from this laptop; raises NotConfirmed while central lacks any of it."""
        purging.purge(self._db, dossier)
