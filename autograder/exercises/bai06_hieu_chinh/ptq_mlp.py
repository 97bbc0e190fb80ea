"""A whole trained network quantized, layer by layer."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai06_hieu_chinh.ranges import rounded
from autograder.exercises.model import (
    Accept,
    Args,
    Draw,
    Exercise,
    Misconception,
    Part,
    Seeded,
    Variant,
    away_from_ties,
    draw_until,
)
from course.arrays import Reals
from course.checking.compare import Equality

Layers = Sequence[tuple[Reals, Reals]]

AFTER_LAYERS = Equality(rtol=1e-4, atol=1e-4)  # sums of products in float32
NOISE = 1e-6  # what float32 may move a value by, relative to it


def draw_network(rng: Generator, lift: float = 0.0) -> Args:
    """A network of two layers, images to calibrate and two to test. lift: added to what the hidden layer gets."""
    inputs, hidden, outputs = (int(n) for n in (*rng.permutation([3, 4]), 2))
    return {
        "params": [
            (rounded(rng.normal(0, 1, (inputs, hidden)), 2), rounded(rng.normal(lift, 0.5, hidden), 2)),
            (rounded(rng.normal(0, 1, (hidden, outputs)), 2), rounded(rng.normal(0, 0.5, outputs), 2)),
        ],
        "X_calib": rounded(rng.normal(0.3, 1, (8, inputs)), 2),
        "X_test": rounded(rng.normal(0.3, 1.3, (2, inputs)), 2),
        "bits_W": int(rng.choice([3, 4])),
        "bits_X": int(rng.choice([3, 4, 5])),
        "method": "minmax",
    }


def draw_lifted_network(rng: Generator) -> Args:
    """The same with hidden values all above 0, so that no percentile of them is 0."""
    return {**draw_network(rng, lift=6.0), "method": "percentile"}


def draw_gray_network(rng: Generator) -> Args:
    """A network for 40 images of few gray levels, so that a histogram of them has something to count."""
    args = draw_network(rng, lift=6.0)
    shape = (40, args["X_calib"].shape[1])
    return {**args, "X_calib": rounded(np.rint(rng.beta(2, 5, shape) * 7) * 0.13, 2), "bits_X": 4, "method": "kl"}


def draw_deep_network(rng: Generator) -> Args:
    """The same with a second hidden layer."""
    args = draw_network(rng)
    (first, (_, last_b)), width = args["params"], args["params"][0][0].shape[1]
    second, last = rounded(rng.normal(0, 1, (width, 3)), 2), rounded(rng.normal(0, 1, (3, 2)), 2)
    return {**args, "params": [first, (second, rounded(rng.normal(0, 0.5, 3), 2)), (last, last_b)]}


def steady_and_deep(params: Layers, X_calib: Reals, X_test: Reals, **given: Any) -> bool:
    """Does ReLU matter after both hidden layers, too?"""
    for X in (X_calib, X_test):
        H = X
        for W, b in params[:-1]:
            H = H @ W + b
            if not ((H < -0.3).any() and (H > 0.5).any()):
                return False
            H = np.maximum(H, 0)
    return is_steady(params, X_calib, X_test, **given)


def shaken(array: Reals, rng: Generator) -> Reals:
    return array * (1 + NOISE * rng.uniform(-1, 1, array.shape))


def is_steady(params: Layers, X_calib: Reals, X_test: Reals, bits_W: int, bits_X: int, method: str) -> bool:
    """Do float32's rounding errors change the last digits only? Drawn networks must not sit next to a tie."""
    given = (bits_W, bits_X, method)
    exact_ranges, exact = reference.ptq_mlp(params, X_calib, X_test, *given)
    rng = np.random.default_rng(0)
    for _ in range(4):
        layers = [(shaken(W, rng), shaken(b, rng)) for W, b in params]
        ranges, logits = reference.ptq_mlp(layers, shaken(X_calib, rng), shaken(X_test, rng), *given)
        if not np.allclose(logits, exact, rtol=0, atol=1e-4) or not np.allclose(
            ranges, exact_ranges, rtol=1e-4, atol=1e-6
        ):
            return False
    if not all(W.max(axis=0).all() for W, _ in params):  # else who forgets the absolute value divides by 0
        return False
    W_positions = [W / np.abs(W).max(axis=0) * (2 ** (bits_W - 1) - 1) for W, _ in params]
    z_positions = [-alpha / (beta - alpha) * (2**bits_X - 1) for alpha, beta in exact_ranges]
    return all(away_from_ties(positions) for positions in (*W_positions, *z_positions))


def tells_flows_apart(params: Layers, X_calib: Reals, X_test: Reals, bits_W: int, bits_X: int, method: str) -> bool:
    """Does ReLU matter between the layers and after the last, do test images leave the range, is the first image alive?"""
    (W, b), _ = params
    hidden, of_tests = X_calib @ W + b, X_test @ W + b
    if not (hidden > 0).any():  # the reference refuses a layer whose inputs are all 0
        return False
    [(alpha, beta), _], logits = reference.ptq_mlp(params, X_calib, X_test, bits_W, bits_X, method)
    beyond = (X_test < alpha - 0.1) | (X_test > beta + 0.1)
    if not (of_tests > 0.5).any():  # else the range of the test images, which a mistake takes, may have no width
        return False
    return bool(
        (hidden < -0.2).any()
        and (logits < -0.2).any()
        and beyond.any()
        and hidden[0].max() > 0.2
        and (hidden.max(axis=0) > 0.2).all()
    )


def steady_and_telling(**args: Any) -> bool:
    return tells_flows_apart(**args) and is_steady(**args)


def network_case(
    seed: int, label: str, draw: Draw = draw_network, accept: Accept = steady_and_telling, tested: int = 2, **given: Any
) -> Seeded:
    """A visible case: the first acceptable network of this seed, with some arguments given and so many test images."""
    drawn = draw_until(lambda rng: {**draw(rng), **given}, accept)

    def with_fewer_tests(rng: Generator) -> Args:
        args = drawn(rng)
        return {**args, "X_test": args["X_test"][:tested]}

    return Seeded(label, with_fewer_tests, seed)


draw_telling_network = draw_until(draw_network, steady_and_telling)

CHOOSE = "choose_range(H_calib)"
S_W = "np.max(np.abs(W), axis=0) / (2 ** (bits_W - 1) - 1)"
W_HAT = "W_hat = s_W * np.rint(W / s_W)"
FLOW = "H = quantize_dequantize(H, alpha, beta, bits_X) @ W_hat + b"
FLOW_CALIB = "H_calib = H_calib @ W + b"
IF_NOT_LAST = "if layer < len(params) - 1:"
RELU, RELU_CALIB = "H = np.maximum(H, 0)", "H_calib = np.maximum(H_calib, 0)"

EXERCISE = Exercise(
    function="ptq_mlp",
    title="Lượng tử hóa sau huấn luyện",
    reference=reference.ptq_mlp,
    asks="Ở mỗi lớp, miền lấy từ dòng nào, và dòng nào đi qua trọng số đã lượng tử hóa?",
    tells="Miền lấy từ H_calib ngay trước lớp. H qua quantize_dequantize rồi nhân W_hat; H_calib nhân W; cả hai qua ReLU trừ lớp cuối.",
    parts=(
        Part(
            "TODO 11",
            points=1,
            asks="Miền của đầu vào lớp này được chọn từ ảnh hiệu chỉnh, hay từ ảnh kiểm tra?",
            tells="Dùng choose_range trên dòng hiệu chỉnh, lúc nó sắp vào lớp này, không phải ảnh ban đầu và không phải sau khi qua lớp.",
            visible=(
                network_case(20, "MSE", tested=1, bits_W=4, bits_X=3, method="mse"),
                network_case(21, "phân vị", tested=1, draw=draw_lifted_network, accept=is_steady),
                network_case(3, "KL", tested=1, draw=draw_gray_network, accept=is_steady),
            ),
            draw=draw_telling_network,
            equality=AFTER_LAYERS,
            misconceptions=(
                Misconception(
                    "hiệu chỉnh trên tập kiểm tra",
                    kind="calibration/flow",
                    edits={CHOOSE: "choose_range(H)"},
                    asks="Lúc dùng thật, ảnh cần đoán đã có trong tay để tìm min và max chưa?",
                    tells="H là dòng kiểm tra. Miền phải lấy từ dòng hiệu chỉnh, H_calib.",
                ),
                Misconception(
                    "gộp cả tập kiểm tra vào tập hiệu chỉnh",
                    kind="calibration/flow",
                    edits={CHOOSE: "choose_range(np.concatenate([H_calib, H]))"},
                    asks="Nếu ảnh kiểm tra cũng góp vào việc chọn miền thì độ chính xác đo được còn đáng tin không?",
                    tells="Chỉ dùng H_calib để chọn miền, không thêm gì từ H.",
                ),
                Misconception(
                    "mọi lớp dùng miền của ảnh đầu vào",
                    kind="calibration/flow",
                    edits={CHOOSE: "choose_range(X_calib)"},
                    asks="Kích hoạt của lớp 2 có cùng độ lớn với điểm ảnh không?",
                    tells="X_calib không đổi qua các lớp. Dùng H_calib, đầu vào của chính lớp đang xét.",
                ),
                Misconception(
                    "lấy miền của đầu ra thay vì đầu vào",
                    kind="calibration/flow",
                    edits={CHOOSE: "choose_range(H_calib @ W + b)"},
                    asks="Ta sắp lượng tử hóa đầu vào hay đầu ra của lớp này?",
                    tells="Miền là của đầu vào: choose_range(H_calib).",
                ),
            ),
        ),
        Part(
            "TODO 12",
            points=1,
            asks="Mỗi cột của W có một thước riêng. Trọng số xa số 0 nhất của cột thành mã nào?",
            tells="Lấy trị tuyệt đối lớn nhất của từng cột, chia cho mã lớn nhất của bits_W bit. Làm tròn W / s rồi nhân lại với s, để W_hat là số thực.",
            visible=(network_case(25, "min-max, trọng số 3 bit, kích hoạt 5 bit", bits_W=3, bits_X=5),),
            draw=draw_telling_network,
            equality=AFTER_LAYERS,
            misconceptions=(
                Misconception(
                    "một độ co giãn cho cả tensor",
                    kind="axis/shared",
                    edits={S_W: "np.max(np.abs(W)) / (2 ** (bits_W - 1) - 1)"},
                    asks="Trọng số ở bài này được lượng tử hóa theo tensor hay theo kênh?",
                    tells="Theo kênh: mỗi cột một độ co giãn, max của |W| theo axis=0.",
                ),
                Misconception(
                    "rút gọn trục kênh thay vì các trục còn lại",
                    kind="axis/other",
                    edits={S_W: "np.max(np.abs(W), axis=1, keepdims=True) / (2 ** (bits_W - 1) - 1)"},
                    asks="W có chiều (vào, ra). Kênh đầu ra là hàng hay cột?",
                    tells="Kênh đầu ra là cột, nên lấy max theo axis=0.",
                ),
                Misconception(
                    "quên trừ 1 ở mã lớn nhất",
                    kind="codes/count",
                    edits={S_W: "np.max(np.abs(W), axis=0) / 2 ** (bits_W - 1)"},
                    asks="Với 8 bit đối xứng, mã lớn nhất là 127 hay 128?",
                    tells="Mã lớn nhất là 2^(b−1) − 1, chia cho số ấy.",
                ),
                Misconception(
                    "mã lớn nhất là số bước của cả thước",
                    kind="codes/count",
                    edits={S_W: "np.max(np.abs(W), axis=0) / (2**bits_W - 1)"},
                    asks="Thước đối xứng có 2^b − 1 mã, vậy từ số 0 đến mã lớn nhất có bao nhiêu bước?",
                    tells="Mỗi bên của số 0 có 2^(b−1) − 1 bước, chia cho số ấy.",
                ),
                Misconception(
                    "lấy max mà quên trị tuyệt đối",
                    kind="scale/absolute",
                    edits={S_W: "np.max(W, axis=0) / (2 ** (bits_W - 1) - 1)"},
                    asks="Một cột có −6 và 1: trọng số nào xa số 0 nhất?",
                    tells="Lấy np.abs(W) trước, rồi mới lấy max theo cột.",
                ),
                Misconception(
                    "độ co giãn của thước bất đối xứng",
                    kind="scale/asymmetric",
                    edits={S_W: "(np.max(W, axis=0) - np.min(W, axis=0)) / (2**bits_W - 1)"},
                    asks="Lượng tử hóa đối xứng có điểm 0 bằng mấy, và miền là gì?",
                    tells="Đối xứng: miền là [−max|W|, max|W|], nên s = max|W| chia cho 2^(b−1) − 1.",
                ),
                Misconception(
                    "dùng mã thay cho trọng số",
                    kind="scale/other",
                    edits={W_HAT: "W_hat = np.rint(W / s_W)"},
                    asks="Mã của W có cùng đơn vị với W không?",
                    tells="Nhân lại với s_W để được số thực.",
                ),
                Misconception(
                    "trọng số dùng số bit của kích hoạt",
                    kind="codes/fixed_bits",
                    edits={S_W: "np.max(np.abs(W), axis=0) / (2 ** (bits_X - 1) - 1)"},
                    asks="bits_W và bits_X, số nào dành cho trọng số?",
                    tells="Dùng bits_W cho W.",
                ),
            ),
        ),
        Part(
            "TODO 13",
            points=0.5,
            asks="Dòng nào đi qua trọng số đã lượng tử hóa, dòng nào đi qua trọng số thực? Lớp nào không có ReLU?",
            tells="H được lượng tử hóa rồi giải lượng tử hóa với miền của lớp, nhân W_hat, cộng b. H_calib nhân W và cộng b, không lượng tử hóa. Cả hai qua ReLU, trừ lớp cuối.",
            visible=(
                network_case(26, "min-max, trọng số 4 bit, kích hoạt 3 bit", bits_W=4, bits_X=3),
                network_case(30, "mạng ba lớp", draw=draw_deep_network, accept=steady_and_deep, bits_W=4, bits_X=4),
            ),
            draw=draw_telling_network,
            equality=AFTER_LAYERS,
            misconceptions=(
                Misconception(
                    "chỉ ReLU sau lớp đầu",
                    kind="relu/forgotten",
                    edits={IF_NOT_LAST: "if layer == 0:"},
                    asks="Mạng có ba lớp thì ReLU đứng sau những lớp nào?",
                    tells="ReLU đứng sau mọi lớp, trừ lớp cuối: layer < len(params) - 1.",
                ),
                Misconception(
                    "quên lượng tử hóa đầu vào của lớp",
                    kind="calibration/flow",
                    edits={FLOW: "H = H @ W_hat + b"},
                    asks="Miền [α, β] vừa chọn được dùng ở đâu?",
                    tells="H phải qua quantize_dequantize(H, alpha, beta, bits_X) trước khi nhân.",
                ),
                Misconception(
                    "kích hoạt dùng số bit của trọng số",
                    kind="codes/fixed_bits",
                    edits={FLOW: "H = quantize_dequantize(H, alpha, beta, bits_W) @ W_hat + b"},
                    asks="bits_W và bits_X, số nào dành cho đầu vào của lớp?",
                    tells="Dùng bits_X cho H.",
                ),
                Misconception(
                    "dòng kiểm tra dùng trọng số chưa lượng tử hóa",
                    kind="calibration/flow",
                    edits={FLOW: "H = quantize_dequantize(H, alpha, beta, bits_X) @ W + b"},
                    asks="Mạng đã lượng tử hóa dùng W hay W_hat?",
                    tells="Mạng đã lượng tử hóa dùng W_hat: làm tròn W/s_W để có W_hat, rồi cho dòng kiểm tra nhân với W_hat, không nhân với W.",
                ),
                Misconception(
                    "lượng tử hóa đầu ra thay vì đầu vào",
                    kind="calibration/flow",
                    edits={FLOW: "H = quantize_dequantize(H @ W_hat + b, alpha, beta, bits_X)"},
                    asks="[α, β] là miền của đầu vào hay của đầu ra lớp này?",
                    tells="Là của đầu vào, nên H qua quantize_dequantize trước rồi mới nhân.",
                ),
                Misconception(
                    "dòng hiệu chỉnh cũng bị lượng tử hóa",
                    kind="calibration/flow",
                    edits={FLOW_CALIB: "H_calib = quantize_dequantize(H_calib, alpha, beta, bits_X) @ W + b"},
                    asks="Theo quy ước của bài, dòng hiệu chỉnh chạy qua mạng nào?",
                    tells="Qua mạng số thực, không lượng tử hóa gì: H_calib @ W + b.",
                ),
                Misconception(
                    "dòng hiệu chỉnh cũng nhân với trọng số đã lượng tử hóa",
                    kind="calibration/flow",
                    edits={FLOW_CALIB: "H_calib = H_calib @ W_hat + b"},
                    asks="Dòng hiệu chỉnh chạy qua mạng số thực hay mạng đã lượng tử hóa?",
                    tells="Qua mạng số thực: H_calib @ W + b.",
                ),
                Misconception(
                    "dòng hiệu chỉnh chạy qua cả mạng đã lượng tử hóa",
                    kind="calibration/flow",
                    edits={FLOW_CALIB: "H_calib = quantize_dequantize(H_calib, alpha, beta, bits_X) @ W_hat + b"},
                    asks="Hai dòng của bạn chạy qua hai mạng khác nhau hay chung một mạng?",
                    tells="Chỉ dòng kiểm tra chạy qua mạng đã lượng tử hóa. Dòng hiệu chỉnh chạy qua mạng số thực: H_calib @ W + b.",
                ),
                Misconception(
                    "ReLU cả ở lớp cuối",
                    kind="relu/needless",
                    edits={IF_NOT_LAST: "if layer < len(params):"},
                    asks="Logit có được phép âm không?",
                    tells="Được, nên sau lớp cuối không có ReLU.",
                ),
                Misconception(
                    "quên ReLU",
                    kind="relu/forgotten",
                    edits={RELU: "H = H + 0", RELU_CALIB: "H_calib = H_calib + 0"},
                    asks="Giữa hai lớp của mạng có gì?",
                    tells="Sau mỗi lớp trừ lớp cuối, cả hai dòng qua ReLU.",
                ),
                Misconception(
                    "quên ReLU ở dòng hiệu chỉnh",
                    kind="relu/forgotten",
                    edits={RELU_CALIB: "H_calib = H_calib + 0"},
                    asks="Kích hoạt sau ReLU có âm không, mà miền của bạn lại dành chỗ cho số âm?",
                    tells="Dòng hiệu chỉnh cũng phải qua ReLU.",
                ),
                Misconception(
                    "quên độ lệch",
                    kind="term/forgotten",
                    edits={FLOW: "H = quantize_dequantize(H, alpha, beta, bits_X) @ W_hat"},
                    asks="Một lớp tính XW hay XW + b?",
                    tells="Cộng b, ở dạng số thực.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "keepdims",
            {S_W: "np.max(np.abs(W), axis=0, keepdims=True) / (2 ** (bits_W - 1) - 1)"},
            note="keepdims=True giữ chiều (1, ra), nên thấy ngay mỗi cột có một độ co giãn.",
        ),
        Variant(
            "có cắt trọng số",
            {W_HAT: "W_hat = s_W * np.clip(np.round(W / s_W), -(2 ** (bits_W - 1)) + 1, 2 ** (bits_W - 1) - 1)"},
        ),
        Variant("float32", {FLOW: "H = (quantize_dequantize(H, alpha, beta, bits_X) @ W_hat + b).astype(np.float32)"}),
        Variant(
            "mặt nạ thay cho maximum",
            {RELU: "H = H * (H > 0)"},
            note="Nhân với mặt nạ H > 0 cũng là ReLU: số dương nhân 1, số âm nhân 0.",
        ),
        Variant("einsum", {FLOW_CALIB: "H_calib = np.einsum('ij,jk->ik', H_calib, W) + b"}),
    ),
)
