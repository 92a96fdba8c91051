"""What can go wrong, told so that a person can act on it.

A problem carries a stable ``code`` for scripts and support, a ``message`` (what happened and
what is safe) and a ``remedy`` (what to do next). Texts are looked up in the catalogue when the
problem is raised, so the language of the moment applies.
"""

from inspector_app.i18n import N_, _


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
