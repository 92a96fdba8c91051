"""Facts both ways, round by round, until neither side has anything new for the other."""

from __future__ import annotations

from inspector_app import __version__
from inspector_app.protocol import HelloAnswer, HelloRequest
from inspector_app.sync.behind import confirm_own, own_chains_in
from inspector_app.sync.identity import is_stale, renew
from inspector_app.sync.problems import CentralRefused
from inspector_app.sync.pull import Pulled, pull_volumes
from inspector_app.sync.push import Pushed, push_facts
from inspector_app.sync.restating import restate
from inspector_app.sync.stage import Stage
from inspector_app.sync.under_way import Sync
from inspector_app.sync.urgent import push_urgent, send_urgent_photos

ROUNDS = 6  # a fork needs three: renew, record again, send
_OUT_OF_SCOPE = "SCOPE-01"


def exchange_facts(sync: Sync) -> HelloAnswer:
    """Push and pull until neither side has anything new for the other; return the last hello."""
    greeting = _greet(sync)
    for _round in range(ROUNDS):
        _take_own_code(sync)
        if _push(sync):
            # What we pushed changed volumes too; central numbers them, so ask again.
            greeting = _greet(sync)
        if greeting.upgrade_required:
            break
        greeting, pulled = _pull(sync, greeting)
        whole = _compare(sync, pulled)
        again = restate(sync.workspace)
        sync.moved.restated += again
        if whole and not again and not is_stale(sync.workspace):
            break
    return greeting


def _greet(sync: Sync) -> HelloAnswer:
    sync.progress(Stage("hello", 0, 1))
    with sync.workspace.reading() as reader:
        since = reader.setting("hello_token")
    greeting = sync.link.hello(HelloRequest(version=__version__, since=since))
    sync.progress(Stage("hello", 1, 1))
    return greeting


def _take_own_code(sync: Sync) -> None:
    if is_stale(sync.workspace):
        sync.moved.device = renew(sync.link, sync.workspace)


def _push(sync: Sync) -> bool:
    """Send own facts, major hazards and their photos first; tell whether any were sent."""
    going = (sync.link, sync.workspace, sync.pace, sync.progress)
    urgent = _count(sync, push_urgent(*going))
    sync.moved.blobs_up += send_urgent_photos(sync.link, sync.workspace, sync.progress)
    return _count(sync, push_facts(*going)) or urgent


def _count(sync: Sync, pushed: Pushed) -> bool:
    sync.moved.pushed += pushed.facts
    sync.moved.held += pushed.held
    sync.moved.refused += pushed.refused
    return pushed.facts > 0


def _pull(sync: Sync, greeting: HelloAnswer) -> tuple[HelloAnswer, Pulled]:
    try:
        return greeting, _pulled(sync, greeting)
    except CentralRefused as refused:
        if refused.details["central_code"] != _OUT_OF_SCOPE:
            raise
    greeting = _greet(sync)  # an assignment was taken between hello and pull
    return greeting, _pulled(sync, greeting)


def _pulled(sync: Sync, greeting: HelloAnswer) -> Pulled:
    told = (greeting, sync.doubtful)
    pulled = pull_volumes(sync.link, sync.workspace, told, sync.pace, sync.progress)
    sync.moved.pulled += pulled.facts
    sync.moved.mended += len(pulled.mended)
    sync.moved.differ |= pulled.differ
    return pulled


def _compare(sync: Sync, pulled: Pulled) -> bool:
    """Tell whether central still has what it acknowledged in the volumes that were compared;
    what it turns out to lack is sent again in the next round."""
    doubtful = []
    for name in own_chains_in(sync.workspace, *pulled.compared):
        with sync.workspace.reading() as reader:
            ends = reader.chain_ends(name.volume, name.device)
        if ends.acked > ends.pulled:
            doubtful.append(name)
    whole = not pulled.mended
    return confirm_own(sync.link, sync.workspace, doubtful) and whole
