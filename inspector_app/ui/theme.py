"""The look: the only home of colours, sizes and fonts (the sheet itself is resources/style.qss).

Colours are looked up by token name (``theme.color("fail")``), never written in a widget. A widget
says what it *is* with ``theme.mark(label, "muted")``; the sheet says how that looks. Icons come
from one qtawesome family and are loaded late: nothing here imports qtawesome before an icon is
asked for, so the first window paints early.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cache
from string import Template
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.config import resource_dir

Shade = Literal["light", "dark", "contrast"]
Choice = Literal["system", "light", "dark", "contrast"]

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL = 4, 8, 12, 16, 24
NOTE, TEXT, SECTION, PAGE = 12, 14, 16, 20
RADIUS = 6
HIT = 40  # lowest height of anything that is pressed
ICON, ICON_LARGE = 16, 20
SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
ICON_FAMILY = "mdi6"
FUSION = "fusion"  # property of an application that has the style in which all this is drawn

FACES = ("Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC")
BUNDLED_FACE = "Noto Sans SC"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours of one shade as ``#RRGGBB``."""

    ground: str
    surface: str
    raised: str  # rows under the pointer, pressed flat buttons, headers
    line: str
    edge: str  # outline of fields: 3:1 against the surface
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_soft: str  # the chosen row, the chosen page of the rail
    on_accent: str
    focus: str
    ok: str
    ok_soft: str
    fail: str
    fail_soft: str
    na: str
    major: str
    major_ground: str
    waiting: str
    waiting_soft: str
    safe: str
    pressed: str
    off: str  # texts, edges and ground of what cannot be pressed now
    off_edge: str
    off_ground: str


LIGHT = Tokens(
    ground="#F4F6F8",
    surface="#FFFFFF",
    raised="#ECF0F4",
    line="#D9DEE4",
    edge="#8A95A1",
    text="#1A1F24",
    muted="#5A6572",
    accent="#0B5CAD",
    accent_hover="#094C90",
    accent_soft="#E3EEFA",
    on_accent="#FFFFFF",
    focus="#2F81F7",
    ok="#1E7B3C",
    ok_soft="#E4F3E8",
    fail="#C2331F",
    fail_soft="#FCEBE8",
    na="#66707B",
    major="#8F1414",
    major_ground="#FCE9E7",
    waiting="#A85B00",
    waiting_soft="#FDF1E0",
    safe="#1E7B3C",
    pressed="#D9DEE4",
    off="#5A6572",
    off_edge="#D9DEE4",
    off_ground="#D9DEE4",
)

DARK = Tokens(
    ground="#14171A",
    surface="#1D2125",
    raised="#282E34",
    line="#343B43",
    edge="#6C7884",
    text="#E8EBEE",
    muted="#9AA5B1",
    accent="#62AEF2",
    accent_hover="#83C0F6",
    accent_soft="#1E3246",
    on_accent="#0D1720",
    focus="#62AEF2",
    ok="#5FC47F",
    ok_soft="#1A2E21",
    fail="#F27D6C",
    fail_soft="#3A201C",
    na="#98A2AD",
    major="#FFB3AA",
    major_ground="#3A1714",
    waiting="#E8A54B",
    waiting_soft="#35281A",
    safe="#5FC47F",
    pressed="#343B43",
    off="#9AA5B1",
    off_edge="#343B43",
    off_ground="#343B43",
)

# For bright sun and weak eyes: every text at 7:1 or more on its ground (WCAG 2.2, 1.4.6), every
# outline as dark as text.
CONTRAST = Tokens(
    ground="#FFFFFF",
    surface="#FFFFFF",
    raised="#FFF3B0",
    line="#000000",
    edge="#000000",
    text="#000000",
    muted="#1F1F1F",
    accent="#00328A",
    accent_hover="#001F57",
    accent_soft="#FFF3B0",
    on_accent="#FFFFFF",
    focus="#B00058",
    ok="#004D1A",
    ok_soft="#FFFFFF",
    fail="#8A0000",
    fail_soft="#FFFFFF",
    na="#1F1F1F",
    major="#7A0000",
    major_ground="#FFE9E5",
    waiting="#6B2E00",
    waiting_soft="#FFFFFF",
    safe="#004D1A",
    pressed="#FFE36B",
    off="#595959",
    off_edge="#8C8C8C",
    off_ground="#FFFFFF",
)
SHADES: dict[Shade, Tokens] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a verdict looks: colour, sign and icon; the word comes from the catalogue."""

    value: str
    token: str
    sign: str
    icon: str


VERDICTS = {
    "yes": Verdict("yes", "ok", "✓", "check-circle-outline"),
    "no": Verdict("no", "fail", "✗", "close-circle-outline"),
    "na": Verdict("na", "na", "–", "minus-circle-outline"),
    "": Verdict("", "muted", "○", "circle-outline"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """What is in use: the person's choice, the shade it came to, and the scale of all sizes."""

    choice: Choice = "system"
    shade: Shade = "light"
    scale: float = 1.0

    @property
    def tokens(self) -> Tokens:
        return SHADES[self.shade]

    def px(self, size: float) -> int:
        """Return a size of the design in pixels of this scale."""
        return round(size * self.scale)


class _Broadcast(QObject):
    """Tells widgets that paint themselves to do it again."""

    changed = Signal()


class _State:
    theme = Theme()
    broadcast: _Broadcast | None = None
    system: Shade | None = None


def current() -> Theme:
    """Return the theme in use."""
    return _State.theme


def changed() -> _Broadcast:
    """Return the object whose signal ``changed`` follows every change of shade or scale."""
    if _State.broadcast is None:
        _State.broadcast = _Broadcast()
    return _State.broadcast


def px(size: float) -> int:
    """Return a size of the design in pixels of the scale in use."""
    return _State.theme.px(size)


def color(token: str) -> QColor:
    """Return a token's colour in the shade in use."""
    return QColor(getattr(_State.theme.tokens, token))


def verdict_color(value: str) -> QColor:
    """Return the colour of a verdict: ``yes``, ``no``, ``na`` or "" for not checked."""
    return color(VERDICTS.get(value, VERDICTS[""]).token)


def apply(app: QApplication, choice: Choice = "system", scale: float = 1.0) -> Theme:
    """Dress the application and return the theme; may be called again at any time."""
    _State.theme = Theme(choice, _shade(app, choice), scale)
    if not app.property(FUSION):
        app.setStyle("Fusion")  # which looks up all of QStyle: 4 ms
        app.setProperty(FUSION, True)
    app.setFont(font())
    app.setPalette(_palette(_State.theme.tokens))
    app.setStyleSheet(_sheet(_State.theme))
    _drawn.cache_clear()
    changed().changed.emit()
    return _State.theme


def follow_system(app: QApplication, *, dark: bool) -> Theme:
    """Note that the system changed its shade; it shows where the choice is ``system``."""
    _State.system = "dark" if dark else "light"
    return apply(app, _State.theme.choice, _State.theme.scale)


def _shade(app: QApplication, choice: Choice) -> Shade:
    if choice != "system":
        return choice
    if _State.system is None:
        # Asked once, before our own palette covers the system's. (styleHints().colorScheme() would
        # pull in the Qt namespace: 14 ms before the first paint.)
        _State.system = "dark" if app.palette().window().color().lightness() < 128 else "light"
    return _State.system


# --- type


@cache
def face() -> str:
    """Return the family for all texts: the system's Chinese face, else the bundled one."""
    known = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    for name in FACES:
        if name in known:
            return name
    return _bundled_face()


def _bundled_face() -> str:
    for weight in ("Regular", "Bold"):
        path = resource_dir() / "fonts" / f"NotoSansSC-{weight}.ttf"
        QFontDatabase.addApplicationFont(str(path))
    return BUNDLED_FACE


def font(size: int = TEXT, bold: bool = False) -> QFont:
    """Return the text face at a size of the type scale, with tabular numbers."""
    found = QFont(face())
    found.setPixelSize(px(size))
    found.setBold(bold)
    found.setFeature(QFont.Tag("tnum"), 1)
    return found


# --- palette and sheet


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    pairs = {
        role.Window: tokens.ground,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.ground,
        role.Button: tokens.surface,
        role.WindowText: tokens.text,
        role.Text: tokens.text,
        role.ButtonText: tokens.text,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.Mid: tokens.line,
        role.Midlight: tokens.line,
        role.Dark: tokens.edge,
        role.Light: tokens.surface,
    }
    palette = QPalette()
    for key, value in pairs.items():
        palette.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.muted))
    return palette


@cache
def _template() -> Template:
    return Template((resource_dir() / "style.qss").read_text(encoding="utf-8"))


def _sheet(theme: Theme) -> str:
    sizes = {"note": NOTE, "body": TEXT, "section": SECTION, "page": PAGE, "hit": HIT}
    names = asdict(theme.tokens) | {k: f"{v}px" for k, v in sizes.items()}
    drawn_for = "dark" if theme.shade == "dark" else "light"  # the ticks and arrows
    names |= {"radius": f"{RADIUS}px", "face": face(), "shade": drawn_for}
    names["icons"] = (resource_dir() / "icons").as_posix()
    filled = _template().substitute(names)
    # One pixel lines stay one pixel: they separate, they are not read.
    return re.sub(
        r"\b(\d+)px", lambda m: m[0] if m[1] in ("0", "1") else f"{theme.px(int(m[1]))}px", filled
    )


def mark(widget: QWidget, kind: str) -> None:
    """Say what a widget is (``page``, ``section``, ``muted``, ``primary``, ``card`` …)."""
    before = widget.property("kind")
    if before == kind:
        return
    widget.setProperty("kind", kind)
    if before is not None or widget.isVisible():  # a fresh widget is dressed when it is shown
        restyle(widget)


def set_state(widget: QWidget, state: str) -> None:
    """Say how a widget stands (``ok``, ``fail``, ``waiting``, "" …); the sheet colours it."""
    if widget.property("state") == state:
        return
    widget.setProperty("state", state)
    restyle(widget)


def restyle(widget: QWidget) -> None:
    """Apply the sheet again after a property changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


# --- icons


@cache
def _family() -> Any:
    from inspector_app.ui.icon_fonts import icon_font

    return icon_font(ICON_FAMILY)


@cache
def _drawn(name: str, token: str) -> QIcon:
    tokens = _State.theme.tokens
    shown, off = getattr(tokens, token), tokens.edge
    return QIcon(_family().icon(f"{ICON_FAMILY}.{name}", color=shown, color_disabled=off))


def icon(name: str, token: str = "muted") -> QIcon:
    """Return an icon of the family (``home-outline``) in a token's colour of the shade in use."""
    return _drawn(name, token)
