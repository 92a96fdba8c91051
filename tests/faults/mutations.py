"""Known bugs of programs like this one, each planted by one change, and the test that sees it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.postgres import DATABASES


@dataclass(frozen=True, slots=True)
class Mutation:
    """``old`` stands once in the file ``module`` and becomes ``new``; ``caught_by`` then fails."""

    name: str
    module: str
    old: str
    new: str
    caught_by: str
    needs_postgres: bool = False


_PUSH = "tests/central/test_push.py::"
_AGAIN = """    batches = []
    import random
    from dataclasses import replace
    for at, (volume, facts) in enumerate(taken):
        prev, again = facts[0].prev, []
        for fact in facts:
            second = f"{random.randrange(60):02d}"
            moment = fact.recorded_at[:17] + second + fact.recorded_at[19:]
            again.append(replace(fact, prev=prev, recorded_at=moment))
            prev = again[-1].id
        taken = [*taken[:at], (volume, again), *taken[at + 1 :]]
"""

ALL = (
    Mutation(
        "a number is given without the volume's lock, as a bigserial cursor does",
        "central/book.py",
        "query.order_by(VOLUME.c.volume).with_for_update()",
        "query.order_by(VOLUME.c.volume)",
        _PUSH + "test_eight_laptops_at_once_leave_no_hole_and_no_broken_chain[postgresql]",
        needs_postgres=True,
    ),
    Mutation(
        "volumes are locked in no order",
        "central/book.py",
        "query.order_by(VOLUME.c.volume).with_for_update()",
        'query.order_by(text("random()")).with_for_update()',
        _PUSH + "test_eight_laptops_at_once_leave_no_hole_and_no_broken_chain[postgresql]",
        needs_postgres=True,
    ),
    Mutation(
        "the cursor is committed before its page",
        "store/adding.py",
        "    adding = Adding(db, expecting=len(fresh))\n    _take_numbered(",
        "    _MOVE_CURSOR.run(db, row=state.row, number=number, chain=bytes.fromhex(ours))\n"
        '    db.execute("COMMIT")\n'
        '    db.execute("BEGIN IMMEDIATE")\n'
        "    adding = Adding(db, expecting=len(fresh))\n    _take_numbered(",
        "tests/faults/test_crash_matrix.py::"
        "test_a_kill_before_or_after_any_step_loses_and_doubles_nothing[sync]",
    ),
    Mutation(
        "a record is acknowledged before the laptop's disk has it",
        "store/database.py",
        '"PRAGMA synchronous = FULL"',
        '"PRAGMA synchronous = NORMAL"',
        "tests/faults/test_crash_matrix.py::"
        "test_a_power_cut_takes_nothing_of_what_was_acknowledged[answer]",
    ),
    Mutation(
        "a photo is acknowledged before the laptop's disk has it",
        "durable.py",
        "            flush_open(file)\n        os.replace(aside",
        "        os.replace(aside",
        "tests/faults/test_crash_matrix.py::"
        "test_a_power_cut_takes_nothing_of_what_was_acknowledged[attach]",
    ),
    Mutation(
        "a receipt is taken from the reply without the stored facts",
        "store/receipts.py",
        "if _chain_at(db, volume, state, number) != chain.hex():",
        "if False:",
        "tests/store/test_outbox.py::test_a_receipt_over_other_records_is_refused",
    ),
    Mutation(
        "a retry sends its facts under new ids",
        "sync/push.py",
        "    batches = []\n",
        _AGAIN,
        "tests/sync/test_sync.py::"
        "test_a_cut_request_or_lost_reply_is_made_good_by_the_next_sync[after-/v1/push]",
    ),
    Mutation(
        "a file leaves the laptop before central confirmed it",
        "store/purging.py",
        "    if waiting:\n",
        "    if waiting < 0:\n",
        "tests/store/test_outbox.py::test_a_dossier_leaves_only_after_central_has_everything",
    ),
    Mutation(
        "the last of two different answers wins",
        "domain/fold.py",
        "return tuple(sorted(standing, key=lambda fact: fact.id))",
        "return tuple(sorted(standing, key=lambda fact: fact.recorded_at)[-1:])",
        "tests/domain/test_fold.py::test_two_peoples_different_answers_are_both_kept_and_shown",
    ),
    Mutation(
        "a record restated after a restore counts twice",
        "domain/fold.py",
        "return fact.restates or fact.id",
        "return fact.id",
        "tests/domain/test_fold.py::test_a_restated_fact_counts_once_with_its_original",
    ),
)
MUTATIONS = tuple(m for m in ALL if "postgresql" in DATABASES or not m.needs_postgres)
