"""Half-typed text, kept at every pause so that a crash loses no more than a word."""

from __future__ import annotations

from inspector_app.operations.session import Session


def save_draft(session: Session, key: str, text: str) -> None:
    """Keep a half-typed text under a key, outside the log."""
    with session.workspace.transaction() as tx:
        if text:
            tx.put_draft(key, text)
        else:
            tx.drop_draft(key)


def draft(session: Session, key: str) -> str:
    """Return the text kept under a key, "" where there is none."""
    with session.workspace.reading() as reader:
        return reader.draft(key) or ""


def drop_draft(session: Session, key: str) -> None:
    """Forget a draft: its text was recorded or given up."""
    with session.workspace.transaction() as tx:
        tx.drop_draft(key)
