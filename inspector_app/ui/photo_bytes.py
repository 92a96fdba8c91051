"""Pictures out of dropped or pasted data, as files where there are files, else as plain bytes."""

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
    return [plain_bytes(image)] if isinstance(image, QImage) and not image.isNull() else []


def plain_bytes(image: QImage) -> bytes:
    """Return the image as BMP bytes: lossless, and written in 2 ms where PNG takes 50; the
    window stands still meanwhile."""
    return _written(image, b"bmp")


def png_of(image: QImage) -> bytes:
    """Return the image as PNG bytes."""
    return _written(image, b"png")


def _written(image: QImage, kind: bytes) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(kind)).write(image)
    return bytes(data.data())
