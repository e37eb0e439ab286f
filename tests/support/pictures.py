"""Pictures made in the test, without a library."""

import struct
import zlib


def png(width: int = 60, height: int = 24) -> bytes:
    """A whole PNG in one colour."""
    rows = b"".join(b"\0" + b"\x20\x60\xa0" * width for _row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _part(b"IHDR", head)
        + _part(b"IDAT", zlib.compress(rows))
        + _part(b"IEND", b"")
    )


def _part(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
