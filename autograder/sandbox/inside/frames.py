"""A frame is four bytes of length and that much JSON in UTF-8: all that passes between grader and student process.

Either end treats what it reads as hostile: length, number of values and depth are bounded before
anything is built from the bytes, and no text holds half a surrogate pair.
"""

from __future__ import annotations

import json
import re
import struct
from typing import IO, Any, Protocol

LENGTH = struct.Struct(">I")
LARGEST = 16 * 1024 * 1024
MOST_VALUES = 1_500_000
PIECE = 65536
HALF_PAIR = re.compile("[\ud800-\udfff]")


class Readable(Protocol):
    """A blocking stream of bytes, as far as it is asked."""

    def read(self, size: int, /) -> bytes: ...


class BadFrame(ValueError):
    """The bytes are no frame: cut short, too long, too many values, not UTF-8, not JSON, too deep, or not an object."""


def write_frame(stream: IO[bytes], message: dict[str, Any], flush: bool = True) -> None:
    """Write a message; without `flush` it leaves with a later one."""
    body = json.dumps(message).encode()
    stream.write(LENGTH.pack(len(body)) + body)
    if flush:
        stream.flush()


def read_frame(stream: Readable) -> dict[str, Any] | None:
    """Return the next message of a blocking stream, or None at its end; raise BadFrame for anything else."""
    incoming = Incoming()
    while not incoming.holds_message():
        piece = stream.read(incoming.missing())
        if not piece:
            incoming.end()
            return None
        incoming.add(piece)
    return incoming.take()


class Incoming:
    """Bytes as they come in, whatever their pieces, and the messages they make."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    def add(self, piece: bytes) -> None:
        self.bytes += piece

    def end(self) -> None:
        """Nothing more will come; raise BadFrame when a frame was cut short."""
        if self.bytes:
            raise BadFrame("cut short")

    def missing(self) -> int:
        """How many bytes to ask of a stream that waits for all of them: what the head or the body still lacks, in pieces of bearable size."""
        return min(max(self._needed() - len(self.bytes), 1), PIECE)

    def holds_message(self) -> bool:
        return len(self.bytes) >= LENGTH.size and len(self.bytes) >= self._needed()

    def take(self) -> dict[str, Any]:
        """Remove and return the first message; raise BadFrame when it is none."""
        end = self._needed()
        body = bytes(self.bytes[LENGTH.size : end])
        del self.bytes[:end]
        return _message(body)

    def _needed(self) -> int:
        if len(self.bytes) < LENGTH.size:
            return LENGTH.size
        length: int
        (length,) = LENGTH.unpack_from(self.bytes)
        if length > LARGEST:
            raise BadFrame(f"{length} bytes")
        return LENGTH.size + length


def _message(body: bytes) -> dict[str, Any]:
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise BadFrame("too many values")
    try:
        message = json.loads(
            body.decode()
        )  # of bytes, json itself would also take UTF-16, UTF-32 and bare halves of pairs
        message = _mended(message) if b"\\ud" in body.lower() else message
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON in UTF-8") from error
    if not isinstance(message, dict):
        raise BadFrame("not an object")
    return message


def _mended(value: Any) -> Any:
    """The same value with halves of surrogate pairs, which no file can hold, replaced."""
    if isinstance(value, str):
        return HALF_PAIR.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value
