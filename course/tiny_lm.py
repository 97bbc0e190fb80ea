"""Một mô hình ngôn ngữ nhỏ mà thật: nó đã đọc lời giảng của khóa học này, và đoán từng chữ cái kế tiếp.

A decoder-only transformer (Vaswani et al. 2017) with RMSNorm before each part (Zhang and Sennrich 2019), learned positions,
a ReLU MLP, no biases and a head of its own. Parameters bear the names that GGUF files give them, without ".weight".
The text is frozen in the file: later edits of a lesson change nothing. Made by tests/reference/make_tiny_lm.py.
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course import network
from course.arrays import Codes, Reals

Weights = dict[str, Reals]
Hook = Callable[[str, Reals], Reals]

FILE = Path(__file__).with_name("data") / "tiny_lm.npz"
SEEDS = (0, 1, 2)
LAYERS, WIDTH, HEADS, HIDDEN = 2, 32, 2, 128
CONTEXT = 64  # tokens that the model sees at once
WINDOW = CONTEXT + 1  # and the one after them
EPS = 1e-5
TRAIN_PERCENT = 90
OUTLIER_UNITS = 4  # of the hidden units of a layer

ATTENTION = ("attn_q", "attn_k", "attn_v", "attn_output")
LINEAR = tuple(f"blk.{k}.{part}" for k in range(LAYERS) for part in (*ATTENTION, "ffn_up", "ffn_down"))


def load(seed: int) -> Weights:
    """Trả về mô hình của hạt giống 0, 1 hay 2: một dict từ tên ra mảng float32, bạn sửa thoải mái.

    Mỗi ma trận có chiều (vào, ra); V là số ký tự của bảng chữ, k là 0 hay 1.
        token_embd (V, 32), position_embd (64, 32): vector của từng ký tự và của từng vị trí.
        blk.k.attn_q, blk.k.attn_k, blk.k.attn_v, blk.k.attn_output (32, 32): lớp chú ý (*attention*), hai đầu.
        blk.k.ffn_up (32, 128), blk.k.ffn_down (128, 32): hai lớp tuyến tính, ReLU ở giữa.
        blk.k.attn_norm, blk.k.ffn_norm, output_norm (32,): hệ số của RMSNorm đứng trước mỗi phần, và trước lớp cuối.
        `output` (32, V): từ kích hoạt cuối ra logit.
    """
    if seed not in SEEDS:
        raise ValueError(f"Chỉ có mô hình của các hạt giống {SEEDS}, không có {seed!r}.")
    texts = ("text", "alphabet", "date")
    return {name: stack[seed].astype(np.float32) for name, stack in _stored().items() if name not in texts}


def forward(
    P: Weights,
    tokens: ArrayLike,
    act: Hook | None = None,
    kv: Hook | None = None,
    grab: Weights | None = None,
) -> Reals:
    """Chạy mô hình: ở mỗi vị trí, logit của ký tự đứng ngay sau.

    Đầu vào:
        P: các tham số, như `load` trả về.
        tokens: số nguyên, chiều (độ dài,) hay (số cửa sổ, độ dài); độ dài từ 1 đến 64.
        act: hàm nhận (tên, X), trả về mảng cùng chiều mà ma trận P[tên] sẽ nhân; X chiều (số token, vào).
            Nó được gọi một lần cho mỗi tên trong LINEAR, tức là không gọi cho lớp cuối `output`.
        kv: hàm nhận (tên, A), trả về mảng cùng chiều thay cho A; tên "blk.k.attn_k" thì A là các khóa K,
            "blk.k.attn_v" thì A là các giá trị V; chiều (độ dài, 32) hay (số cửa sổ, độ dài, 32), đầu sau nối đầu trước.
        grab: một dict để hứng đầu vào mà từng ma trận trong LINEAR thật sự nhân, sau `act`, chiều (số token, vào).
    Đầu ra:
        logit, chiều của tokens rồi thêm V. `act`, `kv`, `grab` và logit nhận float32 nếu P là float32; ở giữa thì tính
        bằng float64: cộng theo thứ tự nào, máy nào cộng cũng được, làm tròn về float32 rồi vẫn ra một số.
    Lỗi:
        ValueError nếu tokens không phải số nguyên, rỗng, hay dài quá 64.
    """
    tokens = _checked(tokens)

    shown = P["output"].dtype
    P = {name: array.astype(np.float64) for name, array in P.items()}

    def linear(name: str, X: Reals) -> Reals:
        X = X.astype(shown)
        X = X if act is None else act(name, X)
        if grab is not None:
            grab[name] = X
        product: Reals = X.astype(np.float64) @ P[name]
        return product

    def kept(name: str, A: Reals) -> Reals:
        A = A.astype(shown)
        return (A if kv is None else kv(name, A)).astype(np.float64)

    x = (P["token_embd"][tokens] + P["position_embd"][: tokens.shape[-1]]).reshape(-1, WIDTH)
    for k in range(LAYERS):
        block = f"blk.{k}."
        X = _rms_norm(x, P[block + "attn_norm"])
        Q, K, V = (linear(block + name, X).reshape(*tokens.shape, WIDTH) for name in ATTENTION[:3])
        K, V = kept(block + "attn_k", K), kept(block + "attn_v", V)
        x = x + linear(block + "attn_output", _attention(Q, K, V).reshape(-1, WIDTH))
        hidden = linear(block + "ffn_up", _rms_norm(x, P[block + "ffn_norm"]))
        x = x + linear(block + "ffn_down", np.maximum(hidden, 0))
    logits: Reals = (_rms_norm(x, P["output_norm"]) @ P["output"]).astype(shown)
    return logits.reshape(*tokens.shape, -1)


def perplexity(P: Weights, windows: Codes | None = None, act: Hook | None = None, kv: Hook | None = None) -> float:
    """Độ bối rối (*perplexity*): mô hình phân vân như giữa bấy nhiêu ký tự ngang nhau; càng nhỏ càng tốt.

    Đầu vào:
        windows: số nguyên, chiều (số cửa sổ, độ dài), mỗi ký tự được đoán từ những ký tự đứng trước trong cửa sổ;
            bỏ trống thì lấy `test_windows()`.
        act, kv: như trong `forward`.
    Đầu ra:
        lũy thừa cơ số e của cross-entropy trung bình, tính trong float64.
    """
    windows = test_windows() if windows is None else windows
    logits = forward(P, windows[:, :-1], act, kv).astype(np.float64)
    return float(np.exp(network.cross_entropy(logits.reshape(-1, logits.shape[-1]), windows[:, 1:].ravel())))


def calibration(seed: int, windows: int) -> Codes:
    """Bốc các cửa sổ từ phần văn bản đã dùng để học, theo hạt giống `seed`: để hiệu chỉnh mà không đụng tới phần thử.

    Đầu ra: int64, chiều (windows, 65). Cho `forward` thì bỏ cột cuối: `calibration(0, 64)[:, :-1]`.
    """
    train, _ = split()
    starts = np.random.default_rng(seed).integers(0, len(train) - WINDOW, windows, endpoint=True)
    drawn: Codes = train[starts[:, np.newaxis] + np.arange(WINDOW)]
    return drawn


def test_windows() -> Codes:
    """Phần văn bản để thử, mô hình chưa đọc bao giờ, cắt thành các cửa sổ rời nhau: int64, chiều (số cửa sổ, 65)."""
    _, test = split()
    return test[: len(test) // WINDOW * WINDOW].reshape(-1, WINDOW)


def write(
    P: Weights,
    start: str,
    length: int,
    rng: np.random.Generator,
    act: Hook | None = None,
    kv: Hook | None = None,
) -> str:
    """Cho mô hình viết tiếp, mỗi lần một ký tự, bốc theo xác suất mà nó đoán.

    Đầu vào:
        start: đoạn mở đầu, ít nhất một ký tự; length: số ký tự viết thêm.
        rng: bộ sinh số ngẫu nhiên, ví dụ np.random.default_rng(0); cùng hạt giống thì viết ra cùng một đoạn.
        act, kv: như trong `forward`.
    Đầu ra:
        đoạn mở đầu, như `encode` hiểu nó, và phần viết thêm.
    Lỗi:
        ValueError nếu start rỗng hay có ký tự lạ.

    A symbol is drawn as the largest logit after Gumbel noise, which is a draw from the softmax (Gumbel 1954).
    """
    written = list(encode(start))
    for _ in range(length):
        logits = forward(P, np.array(written[-CONTEXT:], dtype=np.int64), act, kv)[-1]
        written.append(np.argmax(logits + rng.gumbel(size=len(logits))))
    return decode(written)


def with_outliers(P: Weights, seed: int, c: float) -> Weights:
    """Trả về một mô hình khác tính ra đúng các logit cũ, nhưng kích hoạt và khóa có giá trị ngoại lai lớn hơn c lần.

    Cũng là phép đổi cỡ của `network.rescale_hidden`: phía này nhân với c thì phía kia chia cho c, ở những chỗ bốc
    theo hạt giống `seed`. Trong mỗi lớp k:
        một kênh trong 32 của mỗi RMSNorm; hàng ấy của các ma trận đứng sau chia cho c;
        bốn nút trong 128 sau ReLU, tức là bốn cột của ffn_up; hàng ấy của ffn_down chia cho c;
        một kênh của khóa trong mỗi đầu, tức là một cột của attn_k; cột ấy của attn_q chia cho c.
    Lỗi:
        ValueError nếu c không phải lũy thừa của 2: chỉ khi ấy phép nhân và phép chia mới không phải làm tròn.

    Large models come by such channels in training (Dettmers et al. 2022, arXiv 2208.07339); models this small do not.
    """
    if not (0 < c < np.inf and np.frexp(c)[0] == 0.5):
        raise ValueError(f"c phải là một lũy thừa của 2, như 16 hay 64, đây là {c!r}.")
    rng, larger, P = np.random.default_rng(seed), np.float32(c), {name: array.copy() for name, array in P.items()}
    for k in range(LAYERS):
        block = f"blk.{k}."
        for norm, following in (("attn_norm", ATTENTION[:3]), ("ffn_norm", ("ffn_up",))):
            channel = rng.integers(WIDTH)
            P[block + norm][channel] *= larger
            for name in following:
                P[block + name][channel] /= larger
        units = rng.choice(HIDDEN, OUTLIER_UNITS, replace=False)
        P[block + "ffn_up"][:, units] *= larger
        P[block + "ffn_down"][units] /= larger
        keys = rng.integers(WIDTH // HEADS, size=HEADS) + np.arange(0, WIDTH, WIDTH // HEADS)
        P[block + "attn_k"][:, keys] *= larger
        P[block + "attn_q"][:, keys] /= larger
    return P


def encode(words: str) -> Codes:
    """Đổi một đoạn văn ra token: int64, chiều (số ký tự,), mỗi token là vị trí của ký tự trong bảng chữ.

    Trước đó chữ hoa thành chữ thường, chữ số nào cũng thành 0, mọi chữ về dạng dựng sẵn (NFC).
    Lỗi:
        ValueError nếu đoạn văn rỗng, hay còn ký tự không có trong bảng chữ.
    """
    plain = "".join("0" if sign.isdecimal() else sign for sign in unicodedata.normalize("NFC", words.lower()))
    places = {sign: place for place, sign in enumerate(alphabet())}
    strange = sorted(set(plain) - places.keys())
    if strange:
        raise ValueError(f"Mô hình chưa gặp các ký tự {strange}; nó chỉ biết {alphabet()!r}.")
    if not plain:
        raise ValueError("Đoạn văn phải có ít nhất một ký tự.")
    return np.array([places[sign] for sign in plain], dtype=np.int64)


def decode(tokens: Iterable[Any]) -> str:
    """Đổi token ra chữ: ngược lại với `encode`. tokens: dãy số nguyên, từ 0 đến V - 1."""
    signs = alphabet()
    return "".join(signs[int(token)] for token in tokens)


def alphabet() -> str:
    """Bảng chữ: mọi ký tự của văn bản, mỗi ký tự một lần, xếp theo mã Unicode; vị trí của ký tự là token của nó."""
    return "".join(_stored()["alphabet"])


def text() -> str:
    """Văn bản mà mô hình được học và được thử: lời giảng từ Bài 1 đến Bài 9, như chúng được viết vào ngày `date()`.

    Chữ thường; mỗi công thức, mỗi mảnh mã là một chữ x, mỗi chữ số là một số 0; mỗi đoạn một dòng.
    """
    return decode(_stored()["text"])


def date() -> str:
    """Ngày mà văn bản được lấy từ các bài học, dạng năm-tháng-ngày."""
    return str(_stored()["date"])


def split() -> tuple[Codes, Codes]:
    """Trả về (train, test): token của chín phần mười đầu văn bản, để học, và của phần còn lại, để thử; int64."""
    tokens = _stored()["text"].astype(np.int64)
    cut = len(tokens) * TRAIN_PERCENT // 100
    return tokens[:cut], tokens[cut:]


@cache
def _stored() -> dict[str, NDArray[Any]]:
    with np.load(FILE) as data:
        return {name: data[name] for name in data.files}


def _checked(tokens: ArrayLike) -> Codes:
    tokens = np.asarray(tokens)
    if not np.issubdtype(tokens.dtype, np.integer) or tokens.ndim == 0:
        raise ValueError(f"tokens phải là một mảng số nguyên, đây là kiểu {tokens.dtype}, chiều {tokens.shape}.")
    if not 1 <= tokens.shape[-1] <= CONTEXT:
        raise ValueError(
            f"Mô hình nhìn từ 1 đến {CONTEXT} token một lúc, đây là {tokens.shape[-1]}. "
            "Ký tự cuối của một cửa sổ chỉ để đoán: đưa vào windows[:, :-1]."
        )
    return tokens


def _rms_norm(x: Reals, gain: Reals) -> Reals:
    """Each row divided by its root mean square, then times the gain. x: (n, width); gain: (width,)."""
    size: Reals = np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + EPS)
    return x / size * gain


def _attention(Q: Reals, K: Reals, V: Reals) -> Reals:
    """Causal attention, one softmax a head. Q, K, V: (…, length, width); a token sees itself and those before it."""
    Q, K, V = (
        np.swapaxes(one.reshape(*one.shape[:-1], HEADS, WIDTH // HEADS), -2, -3) for one in (Q, K, V)
    )  # (…, heads, length, width of a head)
    length = Q.shape[-2]
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(WIDTH // HEADS)
    scores = np.where(np.tri(length, dtype=bool), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    mixed: Reals = np.swapaxes(weights @ V, -2, -3)
    return mixed.reshape(*mixed.shape[:-2], WIDTH)
