"""Pictures out of dropped or pasted data, as files where there are files, else as PNG bytes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

Source = Path | bytes


def sources_of(data: QMimeData | None) -> list[Source]:
    """Return the pictures in the data: local files first, the bare picture where there are none."""
    if data is None:
        return []
    files: list[Source] = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files or not data.hasImage():
        return files
    image = data.imageData()
    return [png_of(image)] if isinstance(image, QImage) and not image.isNull() else []


def png_of(image: QImage) -> bytes:
    """Return the image as PNG bytes."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())
