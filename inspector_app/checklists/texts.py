"""Labels, hints and messages of a form: parts, outputs and translations."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector_app.checklists.definition import Language, Text
from inspector_app.checklists.tree import split_name
from inspector_app.checklists.xpath import Expression, compile_expression


def _local(element: etree._Element) -> str:
    tag: object = element.tag
    return split_name(tag)[1] if isinstance(tag, str) else ""


def read_text(element: etree._Element | None) -> Text | None:
    """Return the text of a ``label``, ``hint`` or ``value`` element, None where absent."""
    if element is None:
        return None
    reference = element.get("ref")
    if reference:
        return Text(reference=compile_expression(reference))
    return Text(parts=tuple(_parts(element)))


def read_message(message: str | None) -> Text | None:
    """Return the text of a message attribute: an itext reference or the words themselves."""
    if not message:
        return None
    if message.strip().startswith("jr:itext("):
        return Text(reference=compile_expression(message))
    return Text(parts=(message,))


def _parts(element: etree._Element) -> Iterator[str | Expression]:
    if element.text:
        yield element.text
    for child in element:
        if _local(child) == "output":
            yield compile_expression(child.get("value") or child.get("ref") or "''")
        if child.tail:
            yield child.tail


def read_languages(itext: etree._Element | None) -> tuple[Language, ...]:
    """Return the translations, the default one first."""
    if itext is None:
        return ()
    found: list[Language] = []
    for translation in itext:
        if _local(translation) != "translation":
            continue
        texts = {
            text.get("id", ""): _plain_value(text) for text in translation if _local(text) == "text"
        }
        language = Language(translation.get("lang", ""), texts)
        if translation.get("default") is not None and translation.get("default") != "false()":
            found.insert(0, language)
        else:
            found.append(language)
    return tuple(found)


def _plain_value(text: etree._Element) -> Text:
    # The official engine joins the long, short and guidance forms; media are not text.
    values = [v for v in text if _local(v) == "value" and v.get("form") not in _MEDIA]
    return Text(parts=tuple(part for value in values for part in _parts(value)))


_MEDIA = ("image", "big-image", "audio", "video")
