"""The laptop's exchange with its central."""

import sys
from typing import Any

# httpx loads its own command line (rich, pygments, click: 6 MB and a tenth of a second) wherever
# it could; told that there is none, it goes without.
_loaded: dict[str, Any] = sys.modules
_loaded.setdefault("httpx._main", None)
