"""Is the language model what the lessons need: our own words, whole and frozen, hooks that are told the truth, and outliers that change nothing?"""

import hashlib
import unicodedata
import zipfile

import numpy as np
import pytest

from course import tiny_lm

PERPLEXITIES = (5.1028, 5.0791, 5.1018)
MOST_BYTES = 240_000
V = len(tiny_lm.alphabet())


@pytest.fixture(scope="module")
def P():
    return tiny_lm.load(0)


def test_file_is_small_dated_and_told():
    """Is the file small, are its entries dated as NumPy always dates them, and does the page of sources name it?"""
    assert tiny_lm.FILE.stat().st_size < MOST_BYTES
    with zipfile.ZipFile(tiny_lm.FILE) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    told = (tiny_lm.FILE.parent / "NGUON.md").read_text(encoding="utf-8")
    assert tiny_lm.FILE.name in told and tiny_lm.date() in told


def test_text_is_frozen():
    """Is the text the one that the models have read, whatever became of the lessons since?"""
    text = tiny_lm.text()
    assert len(text) == 125_143 and tiny_lm.date() == "2026-11-30"
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "095a6e7d88da93b4"
    assert text.startswith("bài 0. từ số thực đến số nguyên\n") and "lượng tử hóa" in text


def test_alphabet():
    """Does the alphabet hold what the text is written with, once, in order: small letters, 0 and little punctuation?"""
    signs = tiny_lm.alphabet()
    assert sorted(set(tiny_lm.text())) == list(signs) and V == 104
    assert unicodedata.is_normalized("NFC", signs) and signs == signs.lower()
    assert [sign for sign in signs if not sign.isalpha()] == [*"\n !(),-.0:;?"]


def test_parts_of_the_text():
    """Are windows of calibration all from the first nine tenths, and those of the test the last tenth, cut in order?"""
    train, test = tiny_lm.split()
    text = tiny_lm.text()
    assert tiny_lm.decode(train) + tiny_lm.decode(test) == text and len(train) == len(text) * 9 // 10
    windows = tiny_lm.test_windows()
    assert windows.shape == (len(test) // 65, 65) and windows.dtype == np.int64
    assert text[len(train) :].startswith(tiny_lm.decode(windows.ravel()))
    drawn = tiny_lm.calibration(0, 500)
    learned = tiny_lm.decode(train)
    assert drawn.shape == (500, 65) and all(tiny_lm.decode(window) in learned for window in drawn)
    np.testing.assert_array_equal(drawn, tiny_lm.calibration(0, 500))
    assert not np.array_equal(drawn, tiny_lm.calibration(1, 500))


@pytest.mark.parametrize("seed", tiny_lm.SEEDS)
def test_perplexity(seed):
    """Does each model guess the unread tenth as well as it did when it was made?"""
    assert tiny_lm.perplexity(tiny_lm.load(seed)) == pytest.approx(PERPLEXITIES[seed], abs=1e-3)


def test_perplexity_of_knowing_nothing(P):
    """Is the perplexity the number of symbols where all logits are equal?"""
    nothing = P | {"output": np.zeros_like(P["output"])}
    assert tiny_lm.perplexity(nothing, tiny_lm.calibration(0, 3)) == pytest.approx(V)


def test_shapes_and_ones_own_copy(P):
    """Has every parameter its documented shape in float32, and may a lesson write into what it loaded?"""
    assert {array.dtype for array in P.values()} == {np.dtype(np.float32)}
    assert P["token_embd"].shape == (V, 32) and P["position_embd"].shape == (64, 32) and P["output"].shape == (32, V)
    assert [P[name].shape for name in tiny_lm.LINEAR[:6]] == [(32, 32)] * 4 + [(32, 128), (128, 32)]
    assert len(P) == 20 and sum(array.size for array in P.values()) == 33_440
    changed = tiny_lm.load(0)
    changed["output"][:] = 0
    np.testing.assert_array_equal(tiny_lm.load(0)["output"], P["output"])


def test_no_look_ahead(P):
    """Do the logits of a place stay bit for bit what they are when later tokens change, and differ when it changes itself?"""
    tokens = tiny_lm.test_windows()[:3, :-1].copy()
    before = tiny_lm.forward(P, tokens)
    tokens[:, 40:] = (tokens[:, 40:] + 1) % V
    after = tiny_lm.forward(P, tokens)
    np.testing.assert_array_equal(before[:, :40], after[:, :40])
    assert (before[:, 40:] != after[:, 40:]).any(axis=-1).all()


def test_one_window_and_many(P):
    """Are the logits of a window the same alone, as a list, and among others?"""
    windows = tiny_lm.test_windows()[:4, :-1]
    many = tiny_lm.forward(P, windows)
    assert many.shape == (4, 64, V)
    np.testing.assert_allclose(tiny_lm.forward(P, windows[2]), many[2], atol=1e-5)
    np.testing.assert_allclose(tiny_lm.forward(P, windows[2].tolist()), many[2], atol=1e-5)


def test_hook_of_inputs(P):
    """Is the hook called once a matrix, in order, with the rows that it multiplies, and is what it gives what counts?"""
    tokens, called, grabbed = tiny_lm.test_windows()[:2, :-1], [], {}

    def doubled(name, X):
        called.append((name, X))
        return 2 * X

    logits = tiny_lm.forward(P, tokens, act=doubled, grab=grabbed)
    assert tuple(name for name, _ in called) == tiny_lm.LINEAR == tuple(grabbed)
    for name, X in called:
        assert X.shape == (128, len(P[name]))
        np.testing.assert_array_equal(grabbed[name], 2 * X)
    halved = P | {name: P[name] / 2 for name in tiny_lm.LINEAR}
    np.testing.assert_array_equal(
        tiny_lm.forward(halved, tokens, act=lambda name, X: 2 * X), tiny_lm.forward(P, tokens)
    )
    assert not np.array_equal(logits, tiny_lm.forward(P, tokens))


def test_order_of_a_sum(P):
    """Are the logits the same to the bit when the hidden units are added in another order, as other processors do?"""
    order, shuffled = np.random.default_rng(0).permutation(tiny_lm.HIDDEN), dict(P)
    for k in range(tiny_lm.LAYERS):
        shuffled[f"blk.{k}.ffn_up"] = P[f"blk.{k}.ffn_up"][:, order]
        shuffled[f"blk.{k}.ffn_down"] = P[f"blk.{k}.ffn_down"][order]
    tokens = tiny_lm.test_windows()[:8, :-1]
    np.testing.assert_array_equal(tiny_lm.forward(shuffled, tokens), tiny_lm.forward(P, tokens))


def test_hook_of_keys_and_values(P):
    """Are K and V the products of their matrices, and are they what attention uses once the hook has changed them?"""
    tokens, seen, grabbed = tiny_lm.test_windows()[:2, :-1], {}, {}

    def seeing(name, A):
        seen[name] = A
        return A

    plain = tiny_lm.forward(P, tokens, kv=seeing, grab=grabbed)
    np.testing.assert_array_equal(plain, tiny_lm.forward(P, tokens))
    assert list(seen) == ["blk.0.attn_k", "blk.0.attn_v", "blk.1.attn_k", "blk.1.attn_v"]
    for name, A in seen.items():
        product = grabbed[name].astype(np.float64) @ P[name].astype(np.float64)
        np.testing.assert_array_equal(A.reshape(-1, 32), product.astype(np.float32))
        assert A.shape == (2, 64, 32)
    silent = {}
    tiny_lm.forward(P, tokens, kv=lambda name, A: A * (not name.endswith("_v")), grab=silent)
    assert not silent["blk.0.attn_output"].any()
    even = {}
    tiny_lm.forward(P, tokens, kv=lambda name, A: A * (not name.endswith("_k")), grab=even)
    means = np.cumsum(seen["blk.0.attn_v"], axis=1) / np.arange(1, 65)[:, np.newaxis]
    np.testing.assert_allclose(even["blk.0.attn_output"].reshape(2, 64, 32), means, atol=1e-5)


@pytest.mark.parametrize("c", [0.5, 2, 16.0, 64])
@pytest.mark.parametrize("seed", tiny_lm.SEEDS)
def test_outliers_change_no_logit(seed, c):
    """Are the logits bit for bit the same, and the model that was given left alone?"""
    P = tiny_lm.load(seed)
    inputs = tiny_lm.test_windows()[:, :-1]
    changed = tiny_lm.with_outliers(P, seed, c)
    np.testing.assert_array_equal(tiny_lm.forward(changed, inputs), tiny_lm.forward(P, inputs))
    for name, array in tiny_lm.load(seed).items():
        np.testing.assert_array_equal(P[name], array)
        assert changed[name].dtype == np.float32


def test_where_outliers_are(P):
    """Are one of 32 channels of each norm, four of 128 hidden units and one key of each head c times as large, and no other?"""
    changed = tiny_lm.with_outliers(P, 0, 64)
    before, after, keys, larger_keys = {}, {}, {}, {}
    inputs = tiny_lm.test_windows()[:9, :-1]
    tiny_lm.forward(P, inputs, grab=before, kv=lambda name, A: keys.setdefault(name, A))
    tiny_lm.forward(changed, inputs, grab=after, kv=lambda name, A: larger_keys.setdefault(name, A))

    def ratios(ours, theirs):
        found = np.abs(ours).reshape(-1, ours.shape[-1]).sum(axis=0) / np.maximum(
            np.abs(theirs).reshape(-1, theirs.shape[-1]).sum(axis=0), 1e-9
        )
        return {1.0: 0, 64.0: 0} | {
            float(one): int(many) for one, many in zip(*np.unique(found[found > 0], return_counts=True))
        }

    for name in tiny_lm.LINEAR:
        wanted = {"ffn_down": 4, "attn_output": 0}.get(name.split(".")[2], 1)
        found = ratios(after[name], before[name])
        assert found.keys() == {1.0, 64.0} and found[64.0] == wanted, name
    for name in keys:
        assert ratios(larger_keys[name], keys[name])[64.0] == (2 if name.endswith("_k") else 0)
    other = tiny_lm.with_outliers(P, 1, 64)
    assert any(not np.array_equal(other[name], changed[name]) for name in P)


@pytest.mark.parametrize("c", [0, -2, 3, 1.5, np.inf, np.nan])
def test_outliers_only_by_powers_of_two(c, P):
    """Is a factor that would round refused?"""
    with pytest.raises(ValueError, match="lũy thừa của 2"):
        tiny_lm.with_outliers(P, 0, c)


def test_it_writes(P):
    """Does it write as much as was asked, in its alphabet, after the start, and the same again for the same seed?"""
    written = tiny_lm.write(P, "Lượng tử hóa 8 bit", 200, np.random.default_rng(5))
    assert written.startswith("lượng tử hóa 0 bit") and len(written) == 18 + 200
    assert set(written) <= set(tiny_lm.alphabet())
    assert written == tiny_lm.write(P, "Lượng tử hóa 8 bit", 200, np.random.default_rng(5))
    assert written != tiny_lm.write(P, "Lượng tử hóa 8 bit", 200, np.random.default_rng(6))
    assert tiny_lm.write(P, "a", 0, np.random.default_rng(0)) == "a"


def test_it_writes_what_it_guesses(P):
    """Do 4,000 symbols drawn after one start come as often as the softmax says?"""
    start = "mạng nơ-ro"
    logits = tiny_lm.forward(P, tiny_lm.encode(start))[-1].astype(np.float64)
    shares = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    rng = np.random.default_rng(0)
    drawn = [tiny_lm.write(P, start, 1, rng)[-1] for _ in range(4000)]
    found = np.bincount(tiny_lm.encode("".join(drawn)), minlength=V) / 4000
    assert np.abs(found - shares).max() < 0.03


def test_encoding_there_and_back():
    """Is the text its own tokens' text, and are capitals, digits and decomposed letters understood?"""
    text = tiny_lm.text()
    assert tiny_lm.decode(tiny_lm.encode(text)) == text
    decomposed = unicodedata.normalize("NFD", "Bài 12: Lượng tử hóa!")
    assert tiny_lm.decode(tiny_lm.encode(decomposed)) == "bài 00: lượng tử hóa!"
    assert tiny_lm.encode("ab").dtype == np.int64


def test_refusals(P):
    """Is it said in words what a model, a text or tokens may not be?"""
    with pytest.raises(ValueError, match="hạt giống"):
        tiny_lm.load(3)
    with pytest.raises(ValueError, match="€"):
        tiny_lm.encode("5 €")
    with pytest.raises(ValueError, match="ít nhất một ký tự"):
        tiny_lm.write(P, "", 3, np.random.default_rng(0))
    with pytest.raises(ValueError, match="64 token"):
        tiny_lm.forward(P, tiny_lm.calibration(0, 2))
    with pytest.raises(ValueError, match="số nguyên"):
        tiny_lm.forward(P, np.zeros(3))
