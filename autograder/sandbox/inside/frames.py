"""A frame is four bytes of length and that much JSON: all that passes between grader and student process.

Either end treats what it reads as hostile: length, number of values and depth are bounded before
anything is built from the bytes, and no text holds half a surrogate pair.
"""

import json
import re
import struct

LENGTH = struct.Struct(">I")
LARGEST = 16 * 1024 * 1024
MOST_VALUES = 1_500_000
HALF_PAIR = re.compile("[\ud800-\udfff]")


class BadFrame(ValueError):
    """The bytes are no frame: cut short, too long, too many values, not JSON, or not an object."""


def write_frame(stream, message):
    body = json.dumps(message).encode()
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


def read_frame(stream):
    """Return the next message, or None at the end of the stream; raise BadFrame for anything else."""
    head = _read(stream, LENGTH.size)
    if not head:
        return None
    if len(head) < LENGTH.size:
        raise BadFrame("cut short")
    (length,) = LENGTH.unpack(head)
    if length > LARGEST:
        raise BadFrame(f"{length} bytes")
    body = _read(stream, length)
    if len(body) < length:
        raise BadFrame("cut short")
    return _message(body)


def _read(stream, size):
    """Up to `size` bytes, however small the pieces they come in; nothing is set aside for bytes that never come."""
    pieces, missing = [], size
    while missing and (piece := stream.read(min(missing, 65536))):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def _message(body):
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise BadFrame("too many values")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    if not isinstance(message, dict):
        raise BadFrame("not an object")
    return _mended(message) if b"\\ud" in body.lower() or b"\xed" in body else message


def _mended(value):
    """The same value with halves of surrogate pairs, which no file can hold, replaced."""
    if isinstance(value, str):
        return HALF_PAIR.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value
