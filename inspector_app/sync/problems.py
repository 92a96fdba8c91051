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


class SyncStopped(SyncProblem):
    """The person stopped the sync; what was done until then stands."""

    code = "SYNC-11"
    template = N_("The sync was stopped.")
    remedy_template = N_("Nothing was lost. Sync again when it suits you.")


class UpgradeNeeded(SyncProblem):
    """Central takes our records but hands out changes only to a newer program."""

    code = "SYNC-12"
    template = N_("Central (version {version}) needs a newer version of this program.")
    remedy_template = N_("What you recorded was sent. Update the program to get what is new.")


class ConnectionCut(CentralUnreachable):
    """The connection broke while it was used."""

    code = "SYNC-13"
    template = N_("The connection to central broke off.")
    remedy_template = N_("Your work is safe on this computer; the next sync goes on from there.")


class NoNetwork(CentralUnreachable):
    """Central's name cannot be looked up: there is no network, or the address is wrong."""

    code = "SYNC-14"
    template = N_("There is no network, or central's address {address} is wrong.")
    remedy_template = N_("Your work is safe on this computer. Connect to a network, then sync.")


class ProxyInTheWay(SyncProblem):
    """A proxy refuses or wants to know who we are."""

    code = "SYNC-15"
    template = N_("The network's proxy does not let the connection through.")
    remedy_template = N_("Ask whoever runs this network for access, or use another one.")
    retryable = True


class ClockWrong(TlsFailed):
    """Central's certificate is not valid at the time this computer shows."""

    code = "SYNC-16"
    template = N_("Central's certificate is not valid on the day this computer shows.")
    remedy_template = N_("Set this computer's date and time right, then sync again.")


class StrangeCertificate(TlsFailed):
    """The certificate is not central's: an inspecting proxy, or another server."""

    code = "SYNC-17"
    template = N_("The certificate shown is not one of central's.")
    remedy_template = N_("A proxy may read along on this network. Use another one, or ask.")


class CentralBusy(SyncProblem):
    """Central asks to come back later; ``retry_after`` in seconds, 0 where it does not say."""

    code = "SYNC-18"
    template = N_("Central is busy and asks to come back later.")
    remedy_template = N_("Your work is safe on this computer. It is tried again by itself.")
    retryable = True

    @property
    def retry_after(self) -> int:
        return int(str(self.details["retry_after"]))


class AnswerUnreadable(SyncProblem):
    """Central answered in a form that this program does not know."""

    code = "SYNC-19"
    template = N_("Central's answer cannot be read by this version of the program.")
    remedy_template = N_("Your work is safe on this computer. Update the program, then sync again.")
