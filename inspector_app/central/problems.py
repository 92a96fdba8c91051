"""What central refuses, each with the HTTP status that fits it."""

from __future__ import annotations

from inspector_app.errors import Problem
from inspector_app.i18n import N_


class CentralProblem(Problem):
    """Root of central's refusals; ``status`` is the HTTP status, ``headers`` go with it."""

    code = "API-00"
    status = 400

    @property
    def headers(self) -> dict[str, str]:
        return {}


class WrongPassword(CentralProblem):
    """Unknown user or wrong password; which of the two is not said."""

    code = "AUTH-01"
    status = 401
    template = N_("The user name or the password is wrong.")
    remedy_template = N_("Check both; after several failures the server makes you wait.")


class NotSignedIn(CentralProblem):
    """No bearer token, or one that central does not know."""

    code = "AUTH-02"
    status = 401
    template = N_("This laptop is not signed in to the server.")
    remedy_template = N_("Enrol the laptop again with user name and password; nothing is lost.")


class DeviceRevoked(CentralProblem):
    """The device was withdrawn by an administrator."""

    code = "AUTH-03"
    status = 401
    template = N_("Device {device} was withdrawn by the administrator.")
    remedy_template = N_("It may still hand over its own records; then it is locked.")


class DeviceLocked(CentralProblem):
    """The device was withdrawn and has handed over its own records."""

    code = "AUTH-05"
    status = 401
    template = N_("Device {device} is locked: it was withdrawn, and its records are here.")
    remedy_template = N_("Nothing was lost. Ask your administrator for another laptop.")


class NoCentralBelow(CentralProblem):
    """The login is a person's; a central below needs one of its own."""

    code = "AUTH-08"
    status = 403
    template = N_("This login cannot connect a server below.")
    remedy_template = N_("Let the upper server's operator add one with 'add-user --below'.")


class TooManyFailures(CentralProblem):
    """Too many wrong passwords for this user; ``seconds`` until the next try."""

    code = "AUTH-04"
    status = 429
    template = N_("Too many failed attempts to sign in.")
    remedy_template = N_("Wait {seconds} seconds and try again.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.details["seconds"])}


class OutOfScope(CentralProblem):
    """The dossier is not assigned to the person, or does not exist; which is not said."""

    code = "SCOPE-01"
    status = 403
    template = N_("The file {dossier} is not assigned to you.")
    remedy_template = N_("Synchronise again; ask your administrator for the assignment.")


class Malformed(CentralProblem):
    """The request does not have the form that /openapi.json describes."""

    code = "API-01"
    status = 422
    template = N_("The server does not understand the request: {reason}.")
    remedy_template = N_("Update the program; if it happens again, report it.")


class TooLarge(CentralProblem):
    """The request is larger than central takes."""

    code = "API-02"
    status = 413
    template = N_("The request is larger than the server takes ({limit}).")
    remedy_template = N_("Send less at once.")


class UnknownPlace(CentralProblem):
    """No such address."""

    code = "API-03"
    status = 404
    template = N_("The server has nothing at this address.")
    remedy_template = N_("Check the server address in the settings.")


class WrongMethod(CentralProblem):
    """The address does not take this method."""

    code = "API-04"
    status = 405
    template = N_("The server does not take this request at this address.")
    remedy_template = N_("Update the program; if it happens again, report it.")


class ServerFault(CentralProblem):
    """A fault of central's own."""

    code = "API-05"
    status = 500
    template = N_("The server met a fault of its own.")
    remedy_template = N_("Nothing was lost; it will be tried again later.")
    retryable = True


class DatabaseAway(CentralProblem):
    """Central's database does not answer."""

    code = "API-06"
    status = 503
    template = N_("The server cannot reach its database at the moment.")
    remedy_template = N_("Nothing was lost; it will be tried again later.")
    retryable = True

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "5"}


class WrongEncoding(CentralProblem):
    """A body in an encoding that central does not read, or not what it says."""

    code = "API-07"
    status = 415
    template = N_("The server cannot read the body of the request: {reason}.")
    remedy_template = N_("Update the program; if it happens again, report it.")


class NoSuchBlob(CentralProblem):
    """Central holds no such blob in this dossier."""

    code = "BLOB-01"
    status = 404
    template = N_("The server does not hold this file yet.")
    remedy_template = N_("It comes once the laptop that recorded it has sent it.")


class BlobDiffers(CentralProblem):
    """The bytes received do not have the announced hash; they were discarded."""

    code = "BLOB-02"
    status = 422
    template = N_("The file arrived damaged; what was received was discarded.")
    remedy_template = N_("It is sent again from the start.")
    retryable = True


class WrongOffset(CentralProblem):
    """The upload goes on at another byte; the answer's Upload-Offset says which."""

    code = "BLOB-03"
    status = 409
    template = N_("The upload goes on at byte {offset}.")
    remedy_template = N_("It is resumed there.")
    retryable = True

    @property
    def headers(self) -> dict[str, str]:
        return {"Upload-Offset": str(self.details["offset"])}


class BlobTooLarge(CentralProblem):
    """The file is larger than central takes."""

    code = "BLOB-04"
    status = 413
    template = N_("The file is larger than the server takes ({limit} bytes).")
    remedy_template = N_("Attach a smaller file.")


class BadRange(CentralProblem):
    """The range asked for lies outside the file."""

    code = "BLOB-05"
    status = 416
    template = N_("The part of the file that was asked for does not exist.")
    remedy_template = N_("It is fetched again from the start.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Content-Range": f"bytes */{self.details['size']}"}


class OperatorMistake(CentralProblem):
    """A command of central's operator cannot be carried out; nothing was changed."""

    code = "CEN-01"
    template = N_("{what}: {reason}")
    remedy_template = N_("Correct the command and run it again; nothing was changed.")


class DatabaseUnusable(CentralProblem):
    """The database cannot be opened."""

    code = "CEN-02"
    template = N_("The database {url} cannot be opened: {reason}.")
    remedy_template = N_("Check the address, the rights and that the database server runs.")


class FaultFound(CentralProblem):
    """``verify`` found something that is not as it was recorded."""

    code = "CEN-03"
    template = N_("{place}: {reason}")
    remedy_template = N_("Stop the server, keep this copy, restore the last good backup.")
