"""Step 3: seals before the last, so that a colleague's long chain is given back in parts."""

from __future__ import annotations

from inspector_app.store.statements import Driver

CREATE = (
    "CREATE TABLE earlier_seal (id INTEGER NOT NULL PRIMARY KEY, volume INTEGER NOT NULL, "
    "device VARCHAR NOT NULL, seq INTEGER NOT NULL, tip BLOB NOT NULL, signature BLOB NOT NULL, "
    "UNIQUE (volume, device, seq), FOREIGN KEY(volume) REFERENCES volume (id))"
)


def create_earlier_seal(db: Driver) -> None:
    """Make the table; it fills with what is pulled from now on."""
    db.execute(CREATE)
