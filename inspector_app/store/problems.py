"""What can go wrong with an inspector's own data, each with what to do next."""

from inspector_app.errors import Problem
from inspector_app.i18n import N_


class StoreProblem(Problem):
    """Root of the store's errors."""

    code = "STORE-00"


class WrongPassphrase(StoreProblem):
    """The passphrase does not open the workspace; ``wait`` seconds must pass before a new try."""

    code = "KEY-01"
    template = N_("The passphrase is wrong. The next try is possible in {wait} seconds.")
    at_once = N_("The passphrase is wrong. You can try again at once.")
    remedy_template = N_("Check the input method and Caps Lock, or use the recovery key.")

    def __init__(self, *, wait: int) -> None:
        if wait <= 0:
            self.template = self.at_once
        super().__init__(wait=wait)

    @property
    def wait(self) -> int:
        return int(str(self.details["wait"]))


class StillWaiting(StoreProblem):
    """A try before the delay is over; nothing was tried."""

    code = "KEY-02"
    template = N_("Too many wrong passphrases. The next try is possible in {wait} seconds.")
    remedy_template = N_("Wait, or use the recovery key.")
    retryable = True

    @property
    def wait(self) -> int:
        return int(str(self.details["wait"]))


class WrongRecoveryKey(StoreProblem):
    """The recovery key is mistyped or belongs to another workspace."""

    code = "KEY-03"
    template = N_("The recovery key does not open this workspace: {reason}.")
    remedy_template = N_("Compare it group by group with the printed sheet of this laptop.")


class KeysDamaged(StoreProblem):
    """keys.json is missing, cut or altered."""

    code = "KEY-04"
    template = N_("The key file of the workspace cannot be read: {reason}.")
    remedy_template = N_(
        "Restore keys.json from a backup of this laptop, or enrol again: "
        "everything that central confirmed comes back."
    )


class WeakPassphrase(StoreProblem):
    """The passphrase is too short to protect anything."""

    code = "KEY-05"
    template = N_("The passphrase is too short; at least {count} characters are needed.")
    remedy_template = N_("Choose a longer one; several words are easier to remember.")


class KeysExist(StoreProblem):
    """The folder already holds the keys of a workspace, which must not be overwritten."""

    code = "KEY-06"
    template = N_("This folder already holds a workspace.")
    remedy_template = N_("Unlock it, or choose another folder.")


class WorkspaceBusy(StoreProblem):
    """Another program has the workspace open."""

    code = "STORE-01"
    template = N_("The workspace is already open in another window or program.")
    remedy_template = N_("Use that window, or close it and try again.")
    retryable = True


class WorkspaceMissing(StoreProblem):
    """There is no workspace in the folder."""

    code = "STORE-02"
    template = N_("There is no workspace in this folder.")
    remedy_template = N_("Check the data folder, or enrol this laptop first.")


class WorkspaceExists(StoreProblem):
    """The folder already holds a workspace."""

    code = "STORE-03"
    template = N_("This folder already holds a workspace; nothing was changed.")
    remedy_template = N_("Open it, or choose another folder.")


class WorkspaceDamaged(StoreProblem):
    """The database file is not readable with this key or its pages are broken."""

    code = "STORE-04"
    template = N_("The workspace file is damaged or belongs to another key: {reason}.")
    remedy_template = N_(
        "Do not delete it. Run 'doctor', or 'restore' the latest backup: "
        "everything that central confirmed comes back."
    )


class WorkspaceNewer(StoreProblem):
    """A newer version of the program wrote the workspace."""

    code = "STORE-05"
    template = N_(
        "The workspace was written by a newer version of the program (file {file}, "
        "this program {program})."
    )
    remedy_template = N_("Install the newer version again; nothing was changed.")


class DiskFull(StoreProblem):
    """The disk has no room; the transaction was rolled back."""

    code = "STORE-06"
    template = N_("The disk is full. What was just entered is not stored; all earlier entries are.")
    remedy_template = N_("Free some space (at least 200 MB) and enter it again.")
    retryable = True


class FolderReadOnly(StoreProblem):
    """The data folder cannot be written."""

    code = "STORE-07"
    template = N_("The data folder cannot be written; nothing was stored.")
    remedy_template = N_("Check the folder's permissions, or choose another data folder.")


class DiskFault(StoreProblem):
    """Reading or writing failed below the database."""

    code = "STORE-08"
    template = N_("The disk reports an error: {reason}. All entries shown as stored are kept.")
    remedy_template = N_("Back up the data folder now and have the disk checked.")


class NotConfirmed(StoreProblem):
    """Something that central has not confirmed may not be removed."""

    code = "STORE-09"
    template = N_("{count} records of this enterprise are not yet confirmed by central.")
    remedy_template = N_("Sync first; only confirmed records can be removed.")


class BlobMissing(StoreProblem):
    """A photo or document is not on this laptop."""

    code = "STORE-10"
    template = N_("The file {sha256} is not on this laptop.")
    remedy_template = N_("Sync to fetch it from central.")


class BlobDamaged(StoreProblem):
    """A stored photo or document was altered or cut."""

    code = "STORE-11"
    template = N_("The stored file {sha256} is damaged.")
    remedy_template = N_("Sync to fetch it again from central, or restore a backup.")


class BackupFailed(StoreProblem):
    """A backup could not be made or does not verify; the workspace itself is untouched."""

    code = "STORE-12"
    template = N_("The backup does not verify: {reason}. The workspace itself is untouched.")
    remedy_template = N_("Free space or choose another place, then back up again.")


class MigrationFailed(StoreProblem):
    """An upgrade step failed and was rolled back."""

    code = "STORE-13"
    template = N_("The workspace could not be upgraded (step {step}); it is unchanged.")
    remedy_template = N_("Use the earlier version of the program and report this code.")
