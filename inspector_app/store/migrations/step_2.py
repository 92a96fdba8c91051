"""Step 2: photos by what is seen on them, to find the same picture used twice."""

from __future__ import annotations

from inspector_app.store.statements import Driver

CREATE = (
    "CREATE TABLE photo (id INTEGER NOT NULL PRIMARY KEY, dossier INTEGER NOT NULL, "
    "entity VARCHAR NOT NULL, photo VARCHAR NOT NULL, visit VARCHAR NOT NULL, "
    "owner VARCHAR NOT NULL, dhash BIGINT NOT NULL, UNIQUE (dossier, entity), "
    "FOREIGN KEY(dossier) REFERENCES dossier (id))"
)
# Every comparison reads all hashes: from the index they are a tenth of the pages to decrypt.
CREATE_INDEX = "CREATE INDEX ix_photo_dhash ON photo (dhash)"


def create_photo(db: Driver) -> None:
    """Make the table; the rebuilding after the upgrade fills it."""
    db.execute(CREATE)
    db.execute(CREATE_INDEX)
