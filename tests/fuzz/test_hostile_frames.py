"""Whatever bytes come from the student's process: is there never a crash, a hang, a pass?

The long run, of a million frames, is `python tests/fuzz/long.py`.
"""

import json
import socket
import struct
import threading
from collections import Counter
from types import SimpleNamespace

import pytest
from hostile import SOON, Hostile
from hypothesis import given, settings
from hypothesis import strategies as st
from trial import SLOWEST, attack, exercises

from autograder.sandbox import Ended
from autograder.sandbox import session as session_module
from autograder.sandbox.inside.frames import BadFrame, Incoming
from autograder.sandbox.processes import Forked
from autograder.sandbox.session import Session
from autograder.sandbox.spent import Taken
from course.checking import plain
from course.checking.frozen import Raised, Returned, read_outcome

FRAMES = 6_000
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["tuple", "list", "dict", "dtype", "shape", "data", "a"]), inner, max_size=4)
    ),
    max_leaves=20,
)
ARRAYS = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from([*sorted(plain.DTYPES), "object", "float128"]),
        "shape": st.lists(st.integers(-1, 4) | st.booleans(), max_size=4),
        "data": st.lists(st.integers() | st.floats() | st.booleans() | st.text(max_size=2), max_size=12),
    }
)


@pytest.fixture(scope="module")
def asked():
    return exercises()


def test_many_attacks(asked, monkeypatch):
    """Do thousands of hostile replies earn nothing, each within its time, and do most of them reach the comparison?"""
    monkeypatch.setattr(session_module, "GRACE_SECONDS", 0.0)
    frames, reached, endings, number = 0, 0, Counter(), 0
    while frames < FRAMES:
        trial = attack(number, 20, asked)
        assert trial.passes == (), number
        assert trial.seconds < SLOWEST, number
        frames, reached, number = frames + trial.frames, reached + trial.returned + trial.raised, number + 1
        endings[trial.ending] += 1
    assert {"answered", "timeout", "crash", "protocol"} <= set(endings)
    assert reached > frames / 3


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.binary(max_size=200), max_size=10))
def test_any_bytes(pieces):
    """Is any sequence of bytes either frames or BadFrame, however it comes in?"""
    incoming = Incoming()
    try:
        for piece in pieces:
            incoming.add(piece)
            while incoming.holds_message():
                assert isinstance(incoming.take(), dict)
            assert 1 <= incoming.missing() <= 65536
        incoming.end()
    except BadFrame:
        pass


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4), st.integers(1, 7))
def test_frames_survive_any_cut(message, step):
    """Does a message come out as it went in, whatever pieces its bytes come in?"""
    body = json.dumps(message).encode()
    whole, incoming = struct.pack(">I", len(body)) + body, Incoming()
    for start in range(0, len(whole), step):
        assert not incoming.holds_message()
        incoming.add(whole[start : start + step])
    assert repr(incoming.take()) == repr(json.loads(json.dumps(message)))


def _taken(body):
    """What a frame of these bytes is read as, or None where it is refused."""
    incoming = Incoming()
    incoming.add(struct.pack(">I", len(body)) + body)
    try:
        return incoming.take()
    except BadFrame:
        return None


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"]
)
@pytest.mark.parametrize("text", ["a", "ấ", "\ud800"])
def test_only_utf8(encoding, text):
    """Is a frame in any other encoding no frame, also where its bytes hold half a surrogate pair?"""
    assert _taken(json.dumps({"a": text}, ensure_ascii=False).encode(encoding, "surrogatepass")) is None


@pytest.mark.parametrize("escape", ["\\ud800", "\\uDFFF", "\\uDfFf\\uD800", "x\\uD83Dx"])
def test_halves_of_pairs(escape):
    """Is half a surrogate pair replaced, as a key, a text or deep inside, and does a whole pair stay?"""
    body = b'{"%s": ["%s", {"a": "%s"}], "whole": "\\ud83d\\ude00"}' % ((escape.encode(),) * 3)
    message = _taken(body)
    assert json.dumps(message, ensure_ascii=False).encode() and message["whole"] == "\U0001f600"
    assert "\ufffd" in next(iter(message)) and _taken(b'{"a": "\xed\xa0\x80"}') is None


def test_half_a_pair_too_deep():
    """Is half a surrogate pair deeper than one can look refused, and no crash?"""
    for depth in (100, 300, 500, 900, 5000):
        body = b'{"a": ' + b"[" * depth + b'"\\ud800"' + b"]" * depth + b"}"
        message = _taken(body)
        assert message is None or "d800" not in json.dumps(message)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(JSON | ARRAYS)
def test_any_json_as_a_value(data):
    """Is any JSON either refused, or a plain value that is written back as the same?"""
    try:
        value = plain.decode(data)
    except plain.NotPlain:
        return
    again = plain.decode(plain.encode(value))
    assert repr(again) == repr(value) and type(again) is type(value)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(
    JSON | st.fixed_dictionaries({"raised": st.lists(JSON, max_size=6)}) | st.fixed_dictionaries({"returned": ARRAYS})
)
def test_any_json_as_an_outcome(data):
    """Is any JSON either refused, or an outcome of bounded size?"""
    try:
        outcome = read_outcome(data)
    except plain.NotPlain:
        return
    assert isinstance(outcome, (Returned, Raised))
    if isinstance(outcome, Raised):
        assert len(outcome.kind) <= 200 and len(outcome.message) <= 2000 and 0 <= outcome.line <= 10**6
        assert len(outcome.code) <= 500 and len(outcome.function) <= 200


@pytest.mark.parametrize("seed", range(5))
def test_through_a_real_socket(asked, seed):
    """Does a hostile process on a real socket, which never stops sending, end in time?"""
    import random

    mine, theirs = socket.socketpair()
    stop = threading.Event()
    hostile = Hostile(random.Random(seed))

    def send():
        try:
            while not stop.is_set():
                theirs.sendall(b"".join(piece for piece in hostile.replies(asked[0])[0] if isinstance(piece, bytes)))
        except OSError:  # the grader hung up
            pass

    sender = threading.Thread(target=send)
    sender.start()
    forkserver = SimpleNamespace(taken=Taken, interrupt=lambda by_waiting: None, end_fork=lambda is_gone: "")
    try:
        with pytest.raises(Ended):
            session = Session(Forked(forkserver, mine), SOON)
            for _ in range(50):
                list(session.call("f", [[]] * len(asked[0].cases)))
    finally:
        stop.set()
        mine.close()
        sender.join(10)
        theirs.close()
    assert not sender.is_alive()


def test_bytes_that_trickle():
    """Is a process that sends one byte now and then, for ever, given up at its deadline?"""
    mine, theirs = socket.socketpair()
    stop = threading.Event()

    def send():
        try:
            for byte in struct.pack(">I", 10_000) + b"{" * 10_000:
                if stop.wait(0.02):
                    return
                theirs.sendall(bytes([byte]))
        except OSError:  # the grader hung up
            pass

    sender = threading.Thread(target=send)
    sender.start()
    forkserver = SimpleNamespace(taken=Taken, interrupt=lambda by_waiting: None, end_fork=lambda is_gone: "")
    with pytest.raises(Ended) as end:
        Session(Forked(forkserver, mine), SOON).run("pass")
    stop.set()
    sender.join(10)
    mine.close(), theirs.close()
    assert end.value.reason == "timeout"
