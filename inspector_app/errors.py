"""What can go wrong, told so that a person can act on it.

A problem carries a stable ``code`` for scripts and support, a ``message`` (what happened and
what is safe) and a ``remedy`` (what to do next). Texts are looked up in the catalogue when the
problem is raised, so the language of the moment applies.
"""

import errno

from inspector_app.i18n import N_, _

_SYSTEM = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EISDIR: N_("this is a folder"),
    errno.ENOTDIR: N_("a part of the path is no folder"),
    errno.EACCES: N_("access is denied"),
    errno.EPERM: N_("access is denied"),
    errno.EROFS: N_("nothing can be written there"),
    errno.EEXIST: N_("a file of this name is there already"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("the link points to itself"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EIO: N_("the disk or stick does not answer as it should"),
    errno.EADDRNOTAVAIL: N_("this computer does not have this address any more"),
    errno.EADDRINUSE: N_("another program uses this address"),
}


def system_reason(error: OSError) -> str:
    """Return why the system refused, in the language shown; its own words where they are rare."""
    known = _SYSTEM.get(error.errno or 0)
    return _(known) if known else error.strerror or type(error).__name__


class Problem(Exception):
    """Root of every error meant for people; ``details`` fill the named fields of both texts."""

    code = "APP-00"
    template = N_("The program met a problem.")
    remedy_template = N_("Try again; if it happens again, send the log file to your administrator.")
    retryable = False

    def __init__(self, **details: object) -> None:
        self.details = details
        self.message = _(self.template).format(**details)
        self.remedy = _(self.remedy_template).format(**details)
        super().__init__(f"{self.code} {self.message}")

    def as_dict(self) -> dict[str, str]:
        """Return code, message and remedy as plain strings, for JSON lines and HTTP bodies."""
        return {"code": self.code, "message": self.message, "remedy": self.remedy}


class BadInput(Problem):
    """A value that a person or a file gave cannot be used; nothing was changed."""

    code = "IN-01"
    template = N_("{what}: {reason}")
    remedy_template = N_("Correct it and try again; nothing was changed.")
