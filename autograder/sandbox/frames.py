"""A frame is four bytes of length and that much JSON: all that passes between grader and student process.

This file is copied beside the worker, so it imports nothing of the grader.
"""

import json
import struct

LENGTH = struct.Struct(">I")
LARGEST = 32 * 1024 * 1024


class BadFrame(ValueError):
    """The bytes are no frame: cut short, too long, not JSON, or not an object."""


def write_frame(stream, message):
    body = json.dumps(message).encode()
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


def read_frame(stream):
    """Return the next message, or None at the end of the stream; raise BadFrame for anything else."""
    head = stream.read(LENGTH.size)
    if not head:
        return None
    if len(head) < LENGTH.size:
        raise BadFrame("cut short")
    (length,) = LENGTH.unpack(head)
    if length > LARGEST:
        raise BadFrame(f"{length} bytes")
    body = stream.read(length)
    if len(body) < length:
        raise BadFrame("cut short")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    if not isinstance(message, dict):
        raise BadFrame("not an object")
    return message
