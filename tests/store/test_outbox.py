from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.facts import FactDamaged, Tip
from inspector_app.domain.hazards import Level, MajorHazardReported
from inspector_app.domain.papers import NoticeIssued, PhotoAttached
from inspector_app.domain.seals import certify, public_key_of, receipt, seal
from inspector_app.store.problems import NotConfirmed
from inspector_app.store.rows import Rank, Stage
from inspector_app.store.workspace import Workspace
from tests.builders import AUTHOR, DOSSIER, NOON, VISIT, a_hazard, a_volume
from tests.store.pages import chain_over, do, pull

CENTRAL = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
OTHER_DOSSIER = "0d0d0d0d-0000-4000-8000-000000000002"


def photo(name: str, sha256: str, owner: str, thumbnail: str = "") -> PhotoAttached:
    return PhotoAttached(
        photo=name,
        owner=owner,
        visit=VISIT,
        sha256=sha256,
        media_type="image/jpeg",
        size=2_000,
        width=1,
        height=1,
        original_sha256=sha256,
        thumbnail_sha256=thumbnail,
        thumbnail_size=100 if thumbnail else 0,
    )


def test_volumes_with_reports_of_major_hazards_go_first(workspace: Workspace) -> None:
    do(workspace, a_hazard("h1"), volume=a_volume(year=2024))
    do(workspace, a_hazard("h2", level=Level.MAJOR), volume=a_volume(year=2025))
    do(workspace, MajorHazardReported(hazard="h3", told_to="示例甲"), volume=a_volume(year=2026))
    with workspace.reading() as reader:
        assert [volume.year for volume, _facts in reader.unsent()] == [2026, 2025, 2024]


def test_what_central_acknowledged_is_not_sent_again(workspace: Workspace) -> None:
    facts = do(workspace, a_hazard("h1"), a_hazard("h2"), a_hazard("h3"))
    with workspace.transaction() as tx:
        tx.acknowledge(a_volume(), AUTHOR.device, 2)
        assert tx.unsent() == ((a_volume(), facts[2:]),)
        assert tx.pending().facts == 1 and tx.pending().oldest == NOON
        tx.acknowledge(a_volume(), AUTHOR.device, 1)
        assert tx.pending().facts == 1


def test_an_acknowledgement_beyond_what_is_here_counts_only_what_is_here(
    workspace: Workspace,
) -> None:
    do(workspace, a_hazard("h1"))
    with workspace.transaction() as tx:
        tx.acknowledge(a_volume(), AUTHOR.device, 99)
    do(workspace, a_hazard("h2"))
    with workspace.reading() as reader:
        assert reader.pending().facts == 1


def test_blobs_travel_major_first_then_papers_thumbnails_originals(workspace: Workspace) -> None:
    a, b, c, d, e = ("abcde"[i] * 64 for i in range(5))
    do(
        workspace,
        a_hazard("h1"),
        a_hazard("h2", level=Level.MAJOR),
        photo("p1", a, "hazard:h1", thumbnail=b),
        photo("p2", c, "hazard:h2"),
        NoticeIssued(
            number="N1", visit=VISIT, value_sha256=d, value=d, value_size=5, pdf=e, pdf_size=50,
            issued_at=NOON,
        ),
    )  # fmt: skip
    with workspace.transaction() as tx:
        waiting = tx.blobs_to_send()
        assert [one.rank for one in waiting] == [
            Rank.MAJOR, Rank.NOTICE, Rank.NOTICE, Rank.THUMBNAIL, Rank.ORIGINAL,
        ]  # fmt: skip
        assert [waiting[0].sha256, waiting[-1].sha256] == [c, a]
        assert tx.pending().blobs == 5
        for one in waiting:
            tx.blob_sent(DOSSIER, one.sha256)
        assert tx.blobs_to_send() == () and set(tx.stored_blobs()) == {a, b, c, d, e}


def test_photos_of_a_hazard_that_becomes_major_go_first(workspace: Workspace) -> None:
    do(workspace, a_hazard("h1"), photo("p1", "a" * 64, "hazard:h1"))
    do(workspace, photo("p2", "b" * 64, "hazard:h2", thumbnail="c" * 64))
    do(workspace, a_hazard("h2", level=Level.MAJOR))
    with workspace.reading() as reader:
        assert [one.sha256[0] for one in reader.blobs_to_send()] == ["b", "c", "a"]


def test_blobs_of_others_are_fetched_and_sent_only_when_named_here_too(
    workspace: Workspace,
) -> None:
    sha = "a" * 64
    with workspace.transaction() as tx:
        tx.want_blob(DOSSIER, sha, 7)
        assert [one.sha256 for one in tx.blobs_to_fetch()] == [sha]
        tx.blob_fetched(DOSSIER, sha)
        assert tx.blobs_to_fetch() == () and tx.blobs_to_send() == ()
    do(workspace, photo("p1", sha, "hazard:h1"))
    with workspace.reading() as reader:
        assert [one.sha256 for one in reader.blobs_to_send()] == [sha]


def test_a_record_is_safe_only_under_a_receipt_that_our_own_chain_proves(
    workspace: Workspace,
) -> None:
    facts = do(workspace, a_hazard("h1"), photo("p1", "a" * 64, "hazard:h1"))
    ids = [fact.id for fact in facts]

    def stages() -> list[Stage]:
        with workspace.reading() as reader:
            return [one.stage for one in reader.life_line(ids)]

    assert stages() == [Stage.HERE, Stage.HERE]
    made = receipt(CENTRAL, str(a_volume()), 2, chain_over(a_volume(), facts), NOON)
    with workspace.transaction() as tx:
        tx.acknowledge(a_volume(), AUTHOR.device, 2)
        tx.add_receipt(made)
    assert stages() == [Stage.ACCEPTED, Stage.ACCEPTED]
    pull(workspace, facts)
    assert stages() == [Stage.SAFE, Stage.ACCEPTED]
    with workspace.transaction() as tx:
        tx.blob_sent(DOSSIER, "a" * 64)
    assert stages() == [Stage.SAFE, Stage.SAFE]
    with workspace.reading() as reader:
        assert reader.receipts() == (made,)


def test_a_receipt_over_other_records_is_refused(workspace: Workspace) -> None:
    facts = do(workspace, a_hazard("h1"), a_hazard("h2"))
    pull(workspace, facts)
    forged = receipt(CENTRAL, str(a_volume()), 1, "0" * 64, NOON)
    with pytest.raises(FactDamaged), workspace.transaction() as tx:
        tx.add_receipt(forged)
    early = receipt(CENTRAL, str(a_volume()), 1, chain_over(a_volume(), facts[:1]), NOON)
    with workspace.transaction() as tx:
        tx.add_receipt(early)
        assert [one.stage for one in tx.life_line(f.id for f in facts)] == [
            Stage.SAFE,
            Stage.ACCEPTED,
        ]


def test_a_receipt_of_held_facts_is_kept_and_proves_nothing(workspace: Workspace) -> None:
    lane = "0c0c0c0c-0000-4000-8000-000000000001/2026"
    with workspace.transaction() as tx:
        tx.add_receipt(receipt(CENTRAL, lane, 3, "1" * 64, NOON))
        assert [one.volume for one in tx.receipts()] == [lane]
        assert tx.volumes() == ()


def test_a_dossier_leaves_only_after_central_has_everything(workspace: Workspace) -> None:
    blob = workspace.blobs.put(b"photo")
    facts = do(workspace, a_hazard("h1"), photo("p1", blob, "hazard:h1"))
    do(workspace, a_hazard("h9"), volume=a_volume(OTHER_DOSSIER))
    with pytest.raises(NotConfirmed), workspace.transaction() as tx:
        tx.purge(DOSSIER)
    pull(workspace, facts)
    with pytest.raises(NotConfirmed), workspace.transaction() as tx:
        tx.purge(DOSSIER)
    with workspace.transaction() as tx:
        tx.blob_sent(DOSSIER, blob)
        tx.purge(DOSSIER)
    assert workspace.blobs.has(blob)
    assert workspace.sweep() == 1 and not workspace.blobs.has(blob)
    with workspace.reading() as reader:
        assert [volume.dossier for volume in reader.volumes()] == [OTHER_DOSSIER]
        assert reader.facts(dossier=DOSSIER) == () and len(reader.hazards()) == 1


def test_a_purged_dossier_can_come_back(workspace: Workspace) -> None:
    facts = do(workspace, a_hazard("h1"))
    pull(workspace, facts)
    with workspace.transaction() as tx:
        tx.purge(DOSSIER)
    assert pull(workspace, facts) == facts


def test_the_furthest_seal_of_a_device_is_kept(workspace: Workspace) -> None:
    one, two = (seal(CENTRAL, a_volume(), "AB", Tip(n, str(n) * 64)) for n in (1, 2))
    key = certify(CENTRAL, "AB", public_key_of(CENTRAL))
    with workspace.transaction() as tx:
        tx.add_seals(a_volume(), [two, one])
        tx.add_device_keys([key, key])
        assert tx.seals(a_volume()) == (two,)
        assert tx.device_keys() == {"AB": key}
