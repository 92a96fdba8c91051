"""What can go wrong with bundles on a laptop, beside the bundle's own faults."""

from __future__ import annotations

from inspector_app.domain.envelope import BundleProblem
from inspector_app.i18n import N_


class PartTooSmall(BundleProblem):
    """One record or photo does not fit into a part of the size asked for."""

    code = "BUN-11"
    template = N_("A record or photo needs parts of at least {needed} bytes.")
    remedy_template = N_("Export again with larger parts; nothing was written.")


class OwnBundle(BundleProblem):
    """The laptop's own bundle came back to it."""

    code = "BUN-12"
    template = N_("This bundle was made on this laptop.")
    remedy_template = N_("Hand it to central or to a colleague; here it is not needed.")


class AnswerForOther(BundleProblem):
    """The answer is for another laptop."""

    code = "BUN-13"
    template = N_("The answer is for laptop {device}.")
    remedy_template = N_("Import it there; nothing was changed.")


class CodeNeeded(BundleProblem):
    """The bundle is opened with a code that the administrator has."""

    code = "BUN-14"
    template = N_("This bundle is opened with a code.")
    remedy_template = N_("Ask the administrator for the code that was shown when it was written.")


class WouldOverwrite(BundleProblem):
    """The file to be written exists and is no bundle."""

    code = "BUN-15"
    template = N_("The file {file} exists and is not a bundle.")
    remedy_template = N_("Choose another name; nothing was written.")
