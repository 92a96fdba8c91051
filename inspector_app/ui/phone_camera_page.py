"""The page that a phone opens: one file with everything in it, in both languages."""

from __future__ import annotations

import json
from html import escape

from inspector_app.config import resource_dir
from inspector_app.i18n import N_, language, translated

TEXTS = {
    "title": N_("Photos for the laptop"),
    "lead": N_("Each photo goes to the record that is open on the laptop:"),
    "take": N_("Take a photo"),
    "choose": N_("Choose photos"),
    "received": N_("{count} received"),
    "waiting": N_("Waiting:"),
    "sending": N_("Sending:"),
    "done": N_("Received {number} · {sha}"),
    "again": N_("Send again"),
    "lost": N_("The laptop was not reached. Are both in the same network?"),
    "closed": N_("The laptop has closed this page. Scan its code again."),
    "large": N_("The photo is too large. Take it again with a smaller size."),
    "foot": N_("The page works only while its code is shown. Nothing goes to the internet."),
}
OTHER = {"zh": "English", "en": "中文"}
CATALOGUES = {"zh": "zh_CN", "en": "en"}


def page_of(item: str, most: int, nonce: str) -> bytes:
    """Return the page for an item; ``most`` bytes a photo may have, ``nonce`` lets its script
    run under the policy that forbids every other."""
    texts = {
        short: {name: translated(text, full) for name, text in TEXTS.items()}
        | {"other": OTHER[short]}
        for short, full in CATALOGUES.items()
    }
    here = language()[:2]
    # "</" inside a string would end the script.
    said = json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")
    page = (resource_dir() / "phone_camera.html").read_text(encoding="utf-8")
    filled = {
        "texts": said,
        "lang": here,
        "title": escape(texts[here]["title"]),
        "most": str(most),
        "nonce": nonce,
        "item": escape(item),
    }
    for name, text in filled.items():
        page = page.replace("{{" + name + "}}", text)
    return page.encode("utf-8")
