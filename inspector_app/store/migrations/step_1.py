"""Step 1: the tables as released in 0.1.0. Never changed: what comes later is a later step."""

from __future__ import annotations

from inspector_app.store.statements import Driver

CREATE = (
    'CREATE TABLE dossier ( id INTEGER NOT NULL, "key" VARCHAR NOT NULL, PRIMARY KEY (id), '
    'UNIQUE ("key") )',
    "CREATE TABLE volume ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, year INTEGER NOT "
    "NULL, number INTEGER NOT NULL, chain BLOB NOT NULL, PRIMARY KEY (id), UNIQUE (dossier,"
    " year), FOREIGN KEY(dossier) REFERENCES dossier (id) )",
    "CREATE TABLE chain ( id INTEGER NOT NULL, volume INTEGER NOT NULL, device VARCHAR NOT "
    "NULL, own BOOLEAN NOT NULL, seq INTEGER NOT NULL, tip BLOB NOT NULL, pulled_seq "
    "INTEGER NOT NULL, pulled_tip BLOB NOT NULL, acked_seq INTEGER NOT NULL, abandoned "
    "BOOLEAN NOT NULL, PRIMARY KEY (id), UNIQUE (volume, device), FOREIGN KEY(volume) "
    "REFERENCES volume (id) )",
    "CREATE INDEX ix_chain_own ON chain (own)",
    "CREATE TABLE subject ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, name VARCHAR NOT"
    " NULL, entity VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (dossier, name), FOREIGN "
    "KEY(dossier) REFERENCES dossier (id) )",
    "CREATE INDEX ix_subject_name ON subject (name)",
    "CREATE INDEX subject_entity ON subject (dossier, entity)",
    "CREATE TABLE fact ( n INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL, "
    "volume INTEGER NOT NULL, subject INTEGER NOT NULL, kind VARCHAR NOT NULL, v INTEGER "
    "NOT NULL, supersedes BLOB NOT NULL, device VARCHAR NOT NULL, seq INTEGER NOT NULL, "
    "prev BLOB NOT NULL, author VARCHAR NOT NULL, recorded_at VARCHAR NOT NULL, salt BLOB "
    "NOT NULL, body BLOB, body_sha256 BLOB NOT NULL, restates BLOB NOT NULL, number INTEGER"
    " NOT NULL, head BOOLEAN NOT NULL, known BOOLEAN NOT NULL, UNIQUE (id), FOREIGN "
    "KEY(volume) REFERENCES volume (id), FOREIGN KEY(subject) REFERENCES subject (id) )",
    "CREATE INDEX fact_chain ON fact (volume, device, seq)",
    "CREATE INDEX ix_fact_subject ON fact (subject)",
    "CREATE TABLE erased ( id BLOB NOT NULL, PRIMARY KEY (id) )",
    "CREATE TABLE seal ( id INTEGER NOT NULL, volume INTEGER NOT NULL, device VARCHAR NOT "
    "NULL, seq INTEGER NOT NULL, tip BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY "
    "(id), UNIQUE (volume, device), FOREIGN KEY(volume) REFERENCES volume (id) )",
    "CREATE TABLE device_key ( device VARCHAR NOT NULL, public_key BLOB NOT NULL, "
    "certificate BLOB NOT NULL, PRIMARY KEY (device) )",
    "CREATE TABLE receipt ( id INTEGER NOT NULL, volume VARCHAR NOT NULL, number INTEGER "
    "NOT NULL, chain BLOB NOT NULL, at VARCHAR NOT NULL, signature BLOB NOT NULL, checked "
    "BOOLEAN NOT NULL, PRIMARY KEY (id), UNIQUE (volume, number) )",
    "CREATE TABLE blob ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, sha256 BLOB NOT "
    "NULL, size INTEGER NOT NULL, rank INTEGER NOT NULL, outgoing BOOLEAN NOT NULL, done "
    "BOOLEAN NOT NULL, PRIMARY KEY (id), UNIQUE (dossier, sha256), FOREIGN KEY(dossier) "
    "REFERENCES dossier (id) )",
    "CREATE INDEX ix_blob_sha256 ON blob (sha256)",
    "CREATE TABLE blob_use ( fact INTEGER NOT NULL, blob INTEGER NOT NULL, PRIMARY KEY "
    "(fact, blob), FOREIGN KEY(blob) REFERENCES blob (id) )",
    "CREATE INDEX ix_blob_use_blob ON blob_use (blob)",
    "CREATE TABLE setting ( name VARCHAR NOT NULL, value VARCHAR NOT NULL, PRIMARY KEY (name) )",
    "CREATE TABLE draft ( subject VARCHAR NOT NULL, text VARCHAR NOT NULL, PRIMARY KEY (subject) )",
    "CREATE TABLE counter ( id INTEGER NOT NULL, name VARCHAR NOT NULL, year INTEGER NOT "
    "NULL, last INTEGER NOT NULL, PRIMARY KEY (id), UNIQUE (name, year) )",
    "CREATE TABLE enterprise ( dossier INTEGER NOT NULL, name VARCHAR NOT NULL, name_key "
    "VARCHAR NOT NULL, code VARCHAR NOT NULL, address VARCHAR NOT NULL, region VARCHAR NOT "
    "NULL, sector VARCHAR NOT NULL, industry VARCHAR NOT NULL, scale VARCHAR NOT NULL, "
    "employees INTEGER NOT NULL, tags VARCHAR NOT NULL, conflicts INTEGER NOT NULL, "
    "open_hazards INTEGER NOT NULL, major_hazards INTEGER NOT NULL, next_deadline VARCHAR "
    "NOT NULL, last_visit VARCHAR NOT NULL, policy_ends VARCHAR NOT NULL, PRIMARY KEY "
    "(dossier), FOREIGN KEY(dossier) REFERENCES dossier (id) )",
    "CREATE INDEX ix_enterprise_code ON enterprise (code)",
    "CREATE INDEX ix_enterprise_name_key ON enterprise (name_key)",
    "CREATE INDEX ix_enterprise_next_deadline ON enterprise (next_deadline)",
    "CREATE TABLE contact ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, entity VARCHAR "
    "NOT NULL, name VARCHAR NOT NULL, phone VARCHAR NOT NULL, post VARCHAR NOT NULL, "
    "principal BOOLEAN NOT NULL, PRIMARY KEY (id), UNIQUE (dossier, entity), FOREIGN "
    "KEY(dossier) REFERENCES dossier (id) )",
    "CREATE TABLE site ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, entity VARCHAR NOT "
    "NULL, name VARCHAR NOT NULL, type VARCHAR NOT NULL, address VARCHAR NOT NULL, sector "
    "VARCHAR NOT NULL, policy VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (dossier, entity),"
    " FOREIGN KEY(dossier) REFERENCES dossier (id) )",
    "CREATE TABLE policy ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, entity VARCHAR "
    "NOT NULL, number VARCHAR NOT NULL, insurer VARCHAR NOT NULL, starts VARCHAR NOT NULL, "
    "ends VARCHAR NOT NULL, site VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (dossier, "
    "entity), FOREIGN KEY(dossier) REFERENCES dossier (id) )",
    "CREATE TABLE task ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, entity VARCHAR NOT "
    "NULL, task VARCHAR NOT NULL, planned VARCHAR NOT NULL, kind VARCHAR NOT NULL, services"
    " VARCHAR NOT NULL, site VARCHAR NOT NULL, people VARCHAR NOT NULL, note VARCHAR NOT "
    "NULL, PRIMARY KEY (id), UNIQUE (dossier, entity), FOREIGN KEY(dossier) REFERENCES "
    "dossier (id) )",
    "CREATE INDEX ix_task_planned ON task (planned)",
    "CREATE TABLE visit ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, entity VARCHAR NOT"
    " NULL, visit VARCHAR NOT NULL, date VARCHAR NOT NULL, site VARCHAR NOT NULL, task "
    "VARCHAR NOT NULL, services VARCHAR NOT NULL, state VARCHAR NOT NULL, not_performed "
    "VARCHAR NOT NULL, checked_out VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (dossier, "
    "entity), FOREIGN KEY(dossier) REFERENCES dossier (id) )",
    "CREATE INDEX ix_visit_visit ON visit (visit)",
    "CREATE INDEX visit_date ON visit (date)",
    "CREATE TABLE hazard ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, entity VARCHAR "
    "NOT NULL, hazard VARCHAR NOT NULL, visit VARCHAR NOT NULL, place VARCHAR NOT NULL, "
    "finding VARCHAR NOT NULL, level VARCHAR NOT NULL, state VARCHAR NOT NULL, deadline "
    'VARCHAR NOT NULL, reported BOOLEAN NOT NULL, "conflict" BOOLEAN NOT NULL, PRIMARY KEY '
    "(id), UNIQUE (dossier, entity), FOREIGN KEY(dossier) REFERENCES dossier (id) )",
    "CREATE INDEX hazard_state ON hazard (state, deadline)",
    "CREATE INDEX ix_hazard_visit ON hazard (visit)",
    "CREATE TABLE notice ( id INTEGER NOT NULL, dossier INTEGER NOT NULL, entity VARCHAR "
    "NOT NULL, fact VARCHAR NOT NULL, number VARCHAR NOT NULL, visit VARCHAR NOT NULL, "
    "issued_at VARCHAR NOT NULL, pdf VARCHAR NOT NULL, duplicated BOOLEAN NOT NULL, voided "
    "BOOLEAN NOT NULL, delivered VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (dossier, "
    "entity, fact), FOREIGN KEY(dossier) REFERENCES dossier (id) )",
    "CREATE INDEX ix_notice_number ON notice (number)",
    "CREATE INDEX ix_notice_visit ON notice (visit)",
    "CREATE VIRTUAL TABLE enterprise_search USING fts5(name, syllables, initials, code, "
    "address, content='', contentless_delete=1, tokenize='ascii', prefix='1 2')",
)


def create_everything(db: Driver) -> None:
    """Make all tables."""
    for statement in CREATE:
        db.execute(statement)
