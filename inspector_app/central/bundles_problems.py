"""Why central does not take a bundle, as far as it is not the bundle's own fault."""

from __future__ import annotations

from inspector_app.central.problems import CentralProblem
from inspector_app.i18n import N_


class EarlierBundleMissing(CentralProblem):
    """The bundle goes on from facts that central does not hold yet; ``seq`` is the first one
    missing of the device's chain in ``volume``."""

    code = "BUN-09"
    status = 409
    template = N_("An earlier bundle is missing: {volume} from record {seq} on.")
    remedy_template = N_(
        "Nothing was changed. Import the earlier bundle or part first, or let the laptop "
        "export again."
    )


class TooManyBundles(CentralProblem):
    """The device already has as much on the way as central takes."""

    code = "BUN-10"
    status = 413
    template = N_("The bundle is larger than the server takes at once ({limit} bytes).")
    remedy_template = N_("Export it in smaller parts, and hand over one after the other.")
