"""Why a sync did not come through, told apart in words a person understands."""

from inspector_app.errors import Problem
from inspector_app.i18n import N_


class SyncProblem(Problem):
    """Root of what can go wrong between laptop and central; nothing local is lost by it."""

    code = "SYNC-00"


class CentralUnreachable(SyncProblem):
    """No connection: no network, wrong address, or central is down."""

    code = "SYNC-01"
    template = N_("Central does not answer at {address}.")
    remedy_template = N_("Your work is safe on this computer. Check the network and sync again.")
    retryable = True


class CentralSlow(SyncProblem):
    """The connection stands but the answer does not come in time."""

    code = "SYNC-02"
    template = N_("Central took too long to answer.")
    remedy_template = N_("Your work is safe on this computer. Sync again on a better network.")
    retryable = True


class CaptivePortal(SyncProblem):
    """Somebody else answered: a sign-in page of a hotel or office network."""

    code = "SYNC-03"
    template = N_("Another server answered in place of central (a network sign-in page?).")
    remedy_template = N_("Open a web browser, sign in to this network, then sync again.")
    retryable = True


class CentralFailing(SyncProblem):
    """Central met an error of its own."""

    code = "SYNC-04"
    template = N_("Central met an error of its own (status {status}).")
    remedy_template = N_("Your work is safe on this computer. Try later; tell the administrator.")
    retryable = True


class CentralRefused(SyncProblem):
    """Central understood and said no; its own words are passed on."""

    code = "SYNC-05"
    template = N_("Central refused: {said} ({central_code})")
    remedy_template = "{advice}"


class SignedOut(SyncProblem):
    """The token is not accepted any more: the device was revoked or never enrolled."""

    code = "SYNC-06"
    template = N_("Central no longer accepts this computer: {said}")
    remedy_template = N_("Your work is kept. Ask the administrator to enrol this computer again.")


class OtherVersion(SyncProblem):
    """Central speaks another version of the protocol."""

    code = "SYNC-07"
    template = N_("Central needs another version of this program (protocol {theirs}, ours {ours}).")
    remedy_template = N_("Your work is safe on this computer. Update the program, then sync again.")


class TlsFailed(SyncProblem):
    """The secure connection could not be proved."""

    code = "SYNC-08"
    template = N_("The secure connection to central could not be verified.")
    remedy_template = N_("Check the computer's date, and that no proxy stands in between.")


class Forked(SyncProblem):
    """This workspace was restored or copied: central knows other records under this device."""

    code = "SYNC-09"
    template = N_("This workspace was restored or copied: central knows it by later records.")
    remedy_template = N_("Nothing was lost. Enrol this computer again; ask the administrator.")


class ChainDiffers(SyncProblem):
    """Our copy of a volume is not central's."""

    code = "SYNC-10"
    template = N_("The copy of file {volume} differs from central's.")
    remedy_template = N_("Do not go on with this enterprise; run 'verify' and report its output.")
