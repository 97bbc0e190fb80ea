"""What a hostile process might send: replies that are wrong, malformed, mutated, oversized, late or cut short.

Everything is drawn from a random.Random, so that a number alone brings an attack back. No reply made here carries a
needed value in a hostile place, so that every point it earns is a pass that must not happen.
"""

import io
import json
import math
import struct
import time
from collections import deque
from types import SimpleNamespace

from autograder.sandbox.inside.frames import LARGEST
from autograder.sandbox.limits import Limits
from autograder.sandbox.processes import Forked
from autograder.sandbox.session import Session
from autograder.sandbox.spent import Taken
from course.checking import frozen, plain

SOON = Limits(cell_seconds=0.01, call_seconds=0.01, total_seconds=0.2)
LATE = object()
SCRIPT = "<script>alert(1)</script>"
DTYPES = [
    *sorted(plain.DTYPES),
    "float128",
    "complex128",
    "object",
    "<U9",
    "datetime64[ns]",
    "V8",
    "O",
    "",
    "int8,int8",
]
NUMBERS = [
    -12345.678,
    1e308,
    -1e308,
    5e-324,
    math.nan,
    math.inf,
    -math.inf,
    2**31,
    2**63,
    2**64,
    -(2**63) - 1,
    2**1023,
    2**1024,
    10**4000,
    -(10**4000),
    77.25,
]
TEXTS = [
    "",
    "\0",
    "\ud800",
    "\udfff\ud800",
    SCRIPT,
    "x" * 100_000,
    "nan",
    "1e999",
    "\u202eedoc",
    "]]>",
    "%s{0}",
    "ấ" * 999,
]
ENCODINGS = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-8-sig", "utf-8", "utf-7", "cp1258"]
PICTURES = ["iVBORw0KGgo=", "iVBORw0KGgo=" * 1000, "not base64 ấ", "", "A" * 3_000_001]


class Channel:
    """A socket that gives back a script of bytes and pauses."""

    def __init__(self, pieces):
        self.pieces = deque(pieces)

    def recv(self, most):
        if not self.pieces:
            return b""
        piece = self.pieces.popleft()
        if piece is LATE:
            time.sleep(0.012)  # longer than SOON
            raise TimeoutError
        if len(piece) > most:
            self.pieces.appendleft(piece[most:])
        return piece[:most]

    def makefile(self, _):
        return io.BytesIO()

    def settimeout(self, _): ...
    def shutdown(self, _): ...
    def close(self): ...


def session(pieces, limits=SOON):
    """A real Session and Forked over a Channel."""
    forkserver = SimpleNamespace(taken=Taken, interrupt=lambda by_waiting: None, end_fork=lambda is_gone: "")
    return Session(Forked(forkserver, Channel(pieces)), limits)


class Hostile:
    """The maker of one attack."""

    def __init__(self, chance):
        self.chance = chance

    def replies(self, exercise, number=1):
        """(bytes with pauses, places of hostile replies): answers to all cases of an exercise, some of them right."""
        chance, share = self.chance, self.chance.choice([0.1, 0.5, 1.0])
        right = [frozen.write_outcome(frozen.Returned(case.needed)) for case in exercise.cases]
        honest = [_framed({"number": number, "outcome": outcome}) for outcome in right]
        frames = [
            self.frame(number, self.outcome(case)) if chance.random() < share else frame
            for case, frame in zip(exercise.cases, honest)
        ]
        if chance.random() < 0.1:
            frames.insert(chance.randrange(len(frames) + 1), chance.choice(frames))  # a replay shifts those after it
        return self.in_pieces(b"".join(frames)), {
            place for place in range(len(honest)) if frames[place] != honest[place]
        }

    def shown(self, number=1):
        """The bytes of a reply to a cell: outputs that nobody would make."""
        kinds = [self.output() for _ in range(self.chance.choice([0, 1, 3, 70]))]
        return self.in_pieces(
            _framed({"number": number, "outputs": kinds if self.chance.random() < 0.9 else self.soup()})
        )

    def outcome(self, case):
        """JSON-ready data in the place of an outcome: a wrong value, one mutated, an odd error, or soup."""
        if self.chance.random() < 0.005:
            return {"returned": self.heavy()}
        match self.chance.randrange(5):
            case 0:
                return {"returned": self.wrong(plain.encode(case.needed))}
            case 1 | 2:
                return {"returned": self.mutated(self.wrong(plain.encode(case.needed)))}
            case 3:
                raised = [self.text(), self.text(), self.chance.choice([0, -1, 2**70, True, 3]), self.text()]
                raised += self.chance.choice([[], [self.text()], [0]])
                return {"raised": raised if self.chance.random() < 0.8 else self.mutated(raised)}
        return self.soup()

    def wrong(self, data):
        """Encoded data of the same form with every number far from what it was."""
        match data:
            case bool():
                return not data
            case int():
                return data - 100 if data > 0 else data + 100
            case float():
                return data + self.chance.choice([1000.5, -77.25, math.nan, math.inf])
            case str():
                return data + "x"
            case {"data": list(numbers), **rest}:
                return {**rest, "data": [self.wrong(number) for number in numbers] or [77]}
            case {"data": number, **rest}:
                return {**rest, "data": self.wrong(number)}
            case {"tuple": list(items)} | {"list": list(items)}:
                return {next(iter(data)): [self.wrong(item) for item in items] or [77]}
            case {"dict": dict(items)}:
                return {"dict": {key: self.wrong(item) for key, item in items.items()} or {"x": 77}}
        return 77

    def mutated(self, data):
        """The data with one place changed: a number, a dtype, a shape, a count, a key, a level of nesting."""
        chance = self.chance
        match data:
            case {"dtype": dtype, **rest} if chance.random() < 0.7:
                changed = chance.choice(["dtype", "shape", "data", "key"])
                shape, numbers = rest.get("shape", []), rest.get("data")
                if changed == "dtype":
                    return {**data, "dtype": chance.choice(DTYPES)}
                if changed == "shape":
                    size = len(numbers) if isinstance(numbers, list) else 1
                    shapes = [
                        [*shape, 1],
                        [-1],
                        [2**40],
                        [0],
                        [size, 10**9, 0],
                        [1.0],
                        [True],
                        [[]],
                        [1] * 40,
                        "3",
                        [size],
                    ]
                    return {**data, "shape": chance.choice(shapes)}
                if changed == "data":
                    return {**data, "data": self.mutated(numbers)}
                return {"dtype": dtype, **rest, self.text(): 1}
            case dict() if data:
                key = chance.choice(list(data))
                return {**data, chance.choice([key, self.text()]): self.mutated(data[key])}
            case list() if data:
                place = chance.randrange(len(data))
                return chance.choice(
                    [
                        lambda: [*data[:place], self.mutated(data[place]), *data[place + 1 :]],
                        lambda: data * chance.choice([2, 50]),
                        lambda: [data],
                        lambda: [*data, self.soup()],
                    ]
                )()
        return chance.choice([chance.choice(NUMBERS), self.text(), None, [], {}, self.soup(1)])

    def soup(self, depth=4):
        """Any JSON at all."""
        chance = self.chance
        if depth == 0 or chance.random() < 0.3:
            return chance.choice([None, True, False, self.text(), chance.choice(NUMBERS)])
        if chance.random() < 0.02:
            return self._deep()
        words = ["tuple", "list", "dict", "dtype", "shape", "data", "returned", "raised", self.text()]
        if chance.random() < 0.5:
            return [self.soup(depth - 1) for _ in range(chance.randrange(5))]
        return {chance.choice(words): self.soup(depth - 1) for _ in range(chance.randrange(5))}

    def heavy(self):
        """A value that costs little to send and much to whoever converts, writes or compares it carelessly."""
        many, chance = 30_000, self.chance
        return chance.choice(
            [
                lambda: {"list": ["x" * 300_000, *["y"] * many]},
                lambda: {"list": [{"list": [1] * 300}, *[{"list": [2]}] * many]},
                lambda: {
                    "tuple": [
                        {"dict": {f"k{n}": n for n in range(many)}},
                        {"dtype": "float64", "shape": [2] * 8, "data": [math.nan] * 256},
                    ]
                },
                lambda: {"list": [2**1023 - 1] * 3000},
                lambda: {"dtype": "float64", "shape": [0, *[1] * 7], "data": []},
                lambda: {"dtype": "float32", "shape": [1] * 8, "data": [chance.choice(NUMBERS[:7])]},
                lambda: {"dtype": chance.choice(DTYPES[:12]), "shape": [10, 10, many // 100], "data": [1] * many},
            ]
        )()

    def _deep(self):
        value = []
        for _ in range(self.chance.choice([9, 60, 200])):
            value = self.chance.choice([[value], {"list": [value]}, {"tuple": [value]}, {"dict": {"a": value}}])
        return value

    def output(self):
        """One message about what a cell shows."""
        data = {
            "text/plain": self.text(),
            "text/html": SCRIPT,
            "image/png": self.chance.choice(PICTURES),
            "image/svg+xml": SCRIPT,
        }
        some = {key: value for key, value in data.items() if self.chance.random() < 0.6}
        return self.chance.choice(
            [
                {"stream": self.chance.choice(["stdout", "stderr", SCRIPT, 1]), "text": self.text()},
                {"display": some},
                {"result": some},
                {"display": self.soup()},
                {
                    "error": self.text(),
                    "message": self.text(),
                    "traceback": [self.text() for _ in range(self.chance.choice([1, 40]))],
                },
                {"error": self.text(), "message": self.text(), "traceback": [self.soup(1)]},
                self.soup(),
            ]
        )

    def text(self):
        return (
            self.chance.choice(TEXTS)
            if self.chance.random() < 0.3
            else self.chance.choice(["a", "int8", "TODO 1", "x_q", "4"])
        )

    def frame(self, number, outcome):
        """A frame with that outcome: mostly well formed, so that the attack reaches deep."""
        chance = self.chance
        roll = chance.random()
        if roll < 0.85:
            return _framed({"number": number, "outcome": outcome})
        if roll < 0.90:
            numbers = [number + 1, number - 1, -1, str(number), None, [number], 2**70]
            return _framed({"number": chance.choice(numbers), "outcome": outcome})
        if roll < 0.93:
            return _framed(
                chance.choice(
                    [[], 1, None, {}, {"number": number}, {"outcome": outcome}, {"ready": True}, {"failed": "x"}]
                )
            )
        body = bytearray(_body({"number": number, "outcome": outcome}))
        return chance.choice(
            [self._flipped, self._lying, self._cut, self._noise, self._commas, self._nested, self._reencoded]
        )(body)

    def _flipped(self, body):
        for _ in range(self.chance.choice([1, 5, 50])):
            body[self.chance.randrange(len(body))] = self.chance.randrange(256)
        return struct.pack(">I", len(body)) + body

    def _lying(self, body):
        lengths = [0, 1, len(body) - 1, len(body) + 1, LARGEST, LARGEST + 1, 2**32 - 1]
        return struct.pack(">I", self.chance.choice(lengths)) + body

    def _cut(self, body):
        whole = struct.pack(">I", len(body)) + body
        return whole[: self.chance.randrange(len(whole))]

    def _noise(self, _):
        return self.chance.randbytes(self.chance.choice([1, 4, 5, 300]))

    def _commas(self, _):
        """More values than are believed, in few bytes."""
        body = b'{"number":1,"outcome":[' + b"0," * self.chance.choice([1000, 1_600_000]) + b"0]}"
        return struct.pack(">I", len(body)) + body

    def _nested(self, _):
        depth = self.chance.choice([900, 100_000])
        inmost = self.chance.choice([b"", b'"\\uD8ff"'])
        body = b'{"number":1,"outcome":' + b"[" * depth + inmost + b"]" * depth + b"}"
        return struct.pack(">I", len(body)) + body

    def _reencoded(self, body):
        """The same message in another encoding, with texts as they are instead of escape sequences."""
        text, encoding = (
            json.dumps(json.loads(body), ensure_ascii=self.chance.random() < 0.3),
            self.chance.choice(ENCODINGS),
        )
        body = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")
        return struct.pack(">I", len(body)) + body

    def in_pieces(self, whole):
        """The bytes as a socket might give them, with pauses, and at times nothing after some point."""
        chance, pieces = self.chance, []
        if chance.random() < 0.05:
            whole = whole[: chance.randrange(len(whole) + 1)]
        if chance.random() < 0.7:
            pieces = [whole] if whole else []
        else:
            at = sorted(chance.randrange(len(whole) + 1) for _ in range(chance.choice([1, 5, 40])))
            pieces = [whole[a:b] for a, b in zip([0, *at], [*at, len(whole)]) if b > a]
        if chance.random() < 0.1:
            pieces.insert(chance.randrange(len(pieces) + 1), LATE)
        return pieces


def _body(message):
    return json.dumps(message).encode()


def _framed(message):
    body = _body(message)
    return struct.pack(">I", len(body)) + body
