# %% [markdown]
# # Bài 12. Giá trị ngoại lai: SmoothQuant, phép quay, KV cache
#
# Cuối Bài 11, ta đưa cả trọng số lẫn kích hoạt xuống 8 bit, và độ bối rối từ 5 vọt lên hơn 40.
# Trọng số thì 8 bit gần như miễn phí, vậy lỗi ở kích hoạt: vài kênh to gấp 64 lần các kênh khác, ở mọi token.
# Để yên kích hoạt ở số thực cũng không được: muốn nhân bằng số nguyên thì **cả hai** vế phải là số nguyên.
# Dời những giá trị ngoại lai ấy đi đâu?
#
# Học xong bài này, bạn sẽ
#
# - dời được giá trị ngoại lai từ kích hoạt sang trọng số mà mô hình vẫn tính ra như cũ, như SmoothQuant làm;
# - dàn được chúng ra mọi kênh bằng một phép quay (*rotation*) chỉ gồm cộng và trừ;
# - chọn được hướng đặt thước cho khóa và giá trị trong KV cache, để mã của mỗi số chỉ còn 2 bit;
# - tính được hàm mũ bằng số nguyên, mảnh cuối cùng của một lớp chú ý không có số thực;
# - biết vì sao cùng một ý mà mô hình này hợp cách này, mô hình kia hợp cách khác.
#
# Bài có 8 chỗ trống, từ TODO 1 đến TODO 8, cộng lại 10 điểm.
# Xen giữa là hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm.

# %% setup=true
import numpy as np

from course import Lesson, plots, tiny_lm, widgets
from course.waiting import counted

bai = Lesson("bai12_ngoai_lai")

# %% [markdown]
# ## 1. Một kênh làm hỏng cả thước
#
# Ta vẫn dùng `tiny_lm`, đo bằng độ bối rối, và trồng giá trị ngoại lai bằng `with_outliers` như Bài 10, gấp $c = 64$ lần.
# Nhớ lại từ Bài 11: trong lớp chú ý, ba ma trận $W_q$, $W_k$, $W_v$ đổi đầu ra của RMSNorm thành truy vấn $Q$, khóa $K$ và giá trị $V$ của từng token.
# Để chạy nhanh, bài này chỉ lấy một phần ba văn bản thử, nên các con số khác hai bài trước một chút.

# %%
TEST = tiny_lm.test_windows()[::3]  # một phần ba số cửa sổ để thử, cho nhanh
SAMPLE = tiny_lm.calibration(0, 32)[:, :-1]  # văn bản đã học, để hiệu chỉnh
smooth_model = tiny_lm.load(0)
spiky_model = tiny_lm.with_outliers(smooth_model, seed=0, c=64)
for name, P in (("như đã học", smooth_model), ("đã trồng", spiky_model)):
    print(f"{name}: độ bối rối {tiny_lm.perplexity(P, TEST):.4f}")

# %% fold=true
# Bấm để mở: thước đối xứng, kích hoạt trước từng ma trận, mô hình có trọng số ít bit.
def on_ruler(X, largest, bits):
    q = 2 ** (bits - 1) - 1
    s = np.where(largest == 0, 1, largest / q)
    return (np.clip(np.rint(X / s), -q, q) * s).astype(np.float32)


def inputs_of(P):
    grabbed = {}
    tiny_lm.forward(P, SAMPLE, grab=grabbed)
    return grabbed


def few_bits(P, bits):
    few = dict(P)
    for name in tiny_lm.LINEAR:
        few[name] = on_ruler(P[name], np.abs(P[name]).max(axis=0), bits)
    return few

# %% [markdown]
# Dưới đây là kích hoạt đi vào lớp chú ý thứ nhất, của hai mô hình tính ra cùng một thứ.

# %%
FIRST = "blk.0.attn_q"
X_calm, X_spiky = inputs_of(smooth_model)[FIRST], inputs_of(spiky_model)[FIRST]
plots.activation_maps({"như đã học": X_calm[:48], "đã trồng": X_spiky[:48]})

# %% [markdown]
# Một cột đen, từ token đầu đến token cuối, hầu như không ngắt quãng.
# Trong mô hình lớn người ta cũng thấy như vậy: kênh nào ngoại lai thì ngoại lai ở gần như mọi token.
# Ở đó còn có thứ mà mô hình của ta không có: đúng vài token to vọt lên hàng nghìn lần, ở một hai kênh.
#
# Bây giờ lượng tử hóa 8 bit cả hai vế, viết tắt là W8A8: trọng số theo kênh như Bài 3, kích hoạt thì mỗi lớp **một** thước.
# Cuối Bài 11, thước ấy lấy thẳng từ văn bản thử; ở đây nó được chọn sẵn bằng văn bản hiệu chỉnh, đúng lối của Bài 6.

# %% [markdown] guess="con_may_ma"
# Kênh ngoại lai to gấp 64 lần các kênh kia, và thước 8 bit phải với tới nó.
# Trong 255 mã, từ −127 đến 127, các kênh kia dùng đến khoảng mấy mã?
#
# = 2 * round(127 / 64) + 1 ± 1.5
#
# - = 255: Đó là số mã của kênh ngoại lai; các kênh kia không ra xa như thế.
# - = 127 / 64: Đó mới là một phía; còn các mã âm và mã 0.
#
# > Mã 127 là của kênh ngoại lai, nên các kênh kia chỉ ra đến chừng mã `= round(127 / 64)`, hoặc số đối của nó.

# %%
bai.guess("con_may_ma")

# %% fold=true
# Bấm để mở: W8A8 với thước tĩnh theo tensor, và với một thước riêng cho mỗi token.
def in_w8a8(P):  # trọng số 8 bit, và việc phải làm với mỗi kích hoạt
    largest = {name: np.abs(X).max() for name, X in inputs_of(P).items()}

    def act(name, X):
        return on_ruler(X, largest[name], 8)

    return few_bits(P, 8), act


def static_w8a8(P):
    few, act = in_w8a8(P)
    return tiny_lm.perplexity(few, TEST, act)


def per_token(P, weight_bits, bits):
    def act(name, X):
        return on_ruler(X, np.abs(X).max(axis=1, keepdims=True), bits)

    return tiny_lm.perplexity(few_bits(P, weight_bits), TEST, act)

# %%
in_reals, plain = [], []
for seed in counted(tiny_lm.SEEDS, "mô hình"):
    P = tiny_lm.load(seed)
    spiky = tiny_lm.with_outliers(P, seed, 64)
    in_reals.append(tiny_lm.perplexity(P, TEST))
    plain.append(static_w8a8(spiky))
    by_token = per_token(spiky, 8, 8)
    print(
        f"mô hình {seed}: số thực {in_reals[-1]:.3f}; W8A8 khi chưa trồng "
        f"{static_w8a8(P):.3f}, khi đã trồng {plain[-1]:.2f}, "
        f"một thước cho mỗi token {by_token:.2f}"
    )
    assert plain[-1] > 2.2 * in_reals[-1], "giá trị ngoại lai phải hại"
    assert by_token > 1.08 * in_reals[-1], "theo token vẫn chưa đủ"

# %% [markdown]
# Không có giá trị ngoại lai thì W8A8 gần như không mất gì.
# Có kênh ngoại lai, độ bối rối gấp hơn ba lần, có mô hình gấp sáu.
#
# Con số cuối mỗi dòng là lượng tử hóa theo token (*per token*): mỗi token một độ co giãn, tính lúc chạy như lượng tử hóa động ở Bài 6.
# Nó đỡ hơn nhiều, nhưng chưa xong: độ bối rối vẫn cao hơn số thực rõ rệt.
# Vậy sao không cho mỗi **kênh** của kích hoạt một thước?
# Câu hỏi ở Bài 3 đã trả lời: thước ấy kẹt trong tổng; mục 2 tìm lối thoát.

# %% [markdown]
# ## 2. Dời khó khăn sang trọng số
#
# Kích hoạt khó vì các kênh chênh nhau, còn trọng số thì dễ: chúng đều đặn.
# Ý của SmoothQuant: lấy bớt cái khó của bên này đưa sang bên kia.
# Chia kênh $j$ của kích hoạt cho $s_j$, nhân hàng $j$ của trọng số với $s_j$:
#
# <!-- công thức: Dời độ lớn từ kích hoạt sang trọng số -->
# $$Y = XW = \big(X\, \text{diag}(s)^{-1}\big)\,\big(\text{diag}(s)\, W\big)$$
#
# Chia kênh như thế gọi là làm mượt (*smoothing*).
# Bạn nhận ra cân bằng liên lớp của Bài 7 chứ?
# Ở đó ta cân hai ma trận trọng số; ở đây một bên là kích hoạt, nên độ lớn của nó phải đo trên văn bản hiệu chỉnh.
#
# ### Dời bao nhiêu?
#
# Gọi $x_j$ là $|X|$ lớn nhất của kênh $j$, và $w_j$ là $|W|$ lớn nhất của **hàng** $j$.
#
# <!-- công thức: Hệ số của SmoothQuant -->
# $$s_j = \frac{x_j^{\,\alpha}}{w_j^{\,1-\alpha}}, \qquad 0 \le \alpha \le 1$$
#
# - $\alpha = 1$: $s_j = x_j$, kích hoạt thành phẳng hẳn, mọi cái khó dồn sang trọng số.
# - $\alpha = 0.5$: hai bên cùng dài $\sqrt{x_j w_j}$, đúng như cân bằng liên lớp.
# - $\alpha = 0$: $s_j = 1 / w_j$, trọng số thành phẳng hẳn, mọi cái khó dồn sang kích hoạt.
#
# **Tính tay.** Kênh có $x_j = 16$, hàng $(0.25,\ 0.1)$ có $w_j = 0.25$, và $\alpha = 0.5$.
# $s_j = \sqrt{16} / \sqrt{0.25} = 8$: kích hoạt còn $16 / 8 = 2$, trọng số thành $0.25 \cdot 8 = 2$.

# %% [markdown] guess="alpha_bang_0"
# Muốn **không** làm mượt gì cả thì $s_j$ phải là bao nhiêu, và chọn $\alpha = 0$ có được như thế không?
#
# - s = 1; được: Với α = 0, tử số là 1, nhưng mẫu số là w, chưa chắc bằng 1.
# - [x] s = 1; không được
# - s = 0; được: Nhân trọng số với 0 thì còn gì.
#
# > α = 0 là "làm phẳng trọng số", không phải "để yên".

# %%
bai.guess("alpha_bang_0")

# %% exercise="smoothing_scales"
def smoothing_scales(x_max, W, alpha):
    """Tính xem mỗi kênh của kích hoạt phải chia cho bao nhiêu.

    Đầu vào:
        x_max: |X| lớn nhất của từng kênh, mảng số thực dương chiều (vào,).
        W: các trọng số nhân với X, chiều (vào, ra), không hàng nào toàn số 0.
        alpha: phần độ lớn được dời, số thực từ 0 đến 1.
        Không được sửa các mảng nhận vào.
    Đầu ra:
        s: hệ số của từng kênh, mảng chiều (vào,).
    """
    # TODO 1: tính s từ x_max và từ |W| lớn nhất của từng hàng
    ### BEGIN SOLUTION
    w_max = np.max(np.abs(W), axis=1)
    s = x_max**alpha / w_max ** (1 - alpha)
    ### END SOLUTION
    return s

# %%
x_max = np.array([1.0, 16.0, 4.0])
W = np.array([[0.5, -1.0], [0.25, 0.1], [2.0, -4.0]])
for alpha in (0.5, 0.0, 1.0):
    print(f"alpha = {alpha}:", smoothing_scales(x_max, W, alpha))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# alpha = 0.5: [1. 8. 1.]
# alpha = 0.0: [1.   4.   0.25]
# alpha = 1.0: [ 1. 16.  4.]
# ```

# %% check="smoothing_scales"
bai.check(smoothing_scales)

# %% [markdown]
# ### Gộp vào RMSNorm
#
# Chia kích hoạt cho $s$ lúc chạy thì tốn thêm một phép chia.
# Nhưng kích hoạt ấy từ đâu ra?
# Từ RMSNorm, và phép cuối cùng của RMSNorm là nhân từng kênh với một hệ số (Bài 11), ở đây viết là $g_j$.
# Vậy chia $g_j$ cho $s_j$ ngay từ trước là xong, lúc chạy không tốn gì.
#
# <!-- công thức: Gộp hệ số vào RMSNorm -->
# $$g_j' = \frac{g_j}{s_j}, \qquad W_{j,k}' = s_j\, W_{j,k}$$
#
# Một RMSNorm nuôi nhiều ma trận: trong lớp chú ý, $W_q$, $W_k$, $W_v$ cùng nhận một đầu vào.
# Chúng phải chung một $s$, và **cả ba** phải nhân với $s$.
# Khi tính $s$ thì đặt ba ma trận cạnh nhau, thành một ma trận rộng gấp ba.
#
# **Tính tay.** $g = (2, 4, 1)$ và $s = (1, 8, 1)$: hệ số mới là $(2,\ 0.5,\ 1)$; hàng thứ hai $(0.25,\ 0.1)$ của $W$ thành $(2,\ 0.8)$.

# %% exercise="fold_smoothing"
def fold_smoothing(gain, Ws, s):
    """Gộp hệ số làm mượt vào RMSNorm và vào mọi ma trận đứng sau nó.

    Đầu vào:
        gain: hệ số của RMSNorm, mảng chiều (vào,).
        Ws: list không rỗng các ma trận cùng nhận đầu ra của RMSNorm, mỗi ma trận
            chiều (vào, ra), số cột có thể khác nhau.
        s: hệ số của từng kênh, mảng số dương chiều (vào,).
        Không được sửa list và các mảng nhận vào.
    Đầu ra:
        gain_new: mảng mới chiều (vào,).
        Ws_new: list các ma trận mới, theo thứ tự của Ws.
    """
    # TODO 2: tính gain_new và Ws_new sao cho tích với mọi ma trận vẫn như cũ
    ### BEGIN SOLUTION
    gain_new = gain / s
    Ws_new = [W * s[:, np.newaxis] for W in Ws]
    ### END SOLUTION
    return gain_new, Ws_new

# %%
s = np.array([1.0, 8.0, 1.0])
gain_new, Ws_new = fold_smoothing(np.array([2.0, 4.0, 1.0]), [W, W[:, :1]], s)
print("gain:", gain_new)
for W_new in Ws_new:
    print(W_new)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# gain: [2.  0.5 1. ]
# [[ 0.5 -1. ]
#  [ 2.   0.8]
#  [ 2.  -4. ]]
# [[0.5]
#  [2. ]
#  [2. ]]
# ```

# %% check="fold_smoothing"
bai.check(fold_smoothing)

# %% [markdown]
# Hai ma trận còn lại của mỗi khối không đứng sau RMSNorm, nhưng trước chúng vẫn có chỗ để gộp.
# `ffn_down` đứng sau ReLU, mà ReLU thì cho hệ số dương đi qua, như ở Bài 3 và Bài 7: chia các cột của `ffn_up`.
# `attn_output` nhận trung bình có hệ số của các giá trị $V$: chia các cột của `attn_v`.

# %% fold=true
# Bấm để mở: làm mượt đầu vào của mọi lớp tuyến tính, bằng hai hàm của bạn.
def largest_of(X):
    return np.maximum(np.abs(X).max(axis=0), 1e-5)  # kênh tắt hẳn thì coi là rất nhỏ


def smooth_after(P, X, before, after, alpha):
    """after: tên các ma trận cùng một đầu vào; before: nơi nhận phép chia."""
    Ws = [P[name] for name in after]
    s = smoothing_scales(largest_of(X[after[0]]), np.hstack(Ws), alpha)
    over_s, Ws = fold_smoothing(np.ones(len(s)), Ws, s)
    folded = {before: P[before] * over_s, **dict(zip(after, Ws))}
    return {**P, **{name: array.astype(np.float32) for name, array in folded.items()}}


FED_BY = {
    "attn_norm": ("attn_q", "attn_k", "attn_v"),
    "ffn_norm": ("ffn_up",),
    "attn_v": ("attn_output",),
    "ffn_up": ("ffn_down",),
}

# %%
def smoothed(P, alpha):
    X = inputs_of(P)
    for block in ("blk.0.", "blk.1."):
        for before, after in FED_BY.items():
            names = [block + name for name in after]
            P = smooth_after(P, X, block + before, names, alpha)
    return P

# %%
rescued = []
for seed in counted(tiny_lm.SEEDS, "mô hình"):
    spiky = tiny_lm.with_outliers(tiny_lm.load(seed), seed, 64)
    smooth = smoothed(spiky, 0.5)
    rescued.append(static_w8a8(smooth))
    before, after = (tiny_lm.forward(P, TEST[:8, :-1]) for P in (spiky, smooth))
    print(
        f"mô hình {seed}: logit lệch nhiều nhất {np.abs(before - after).max():.0e}; "
        f"W8A8 từ {plain[seed]:.2f} xuống {rescued[-1]:.3f}, "
        f"số thực {in_reals[seed]:.3f}"
    )
    assert rescued[-1] < 1.01 * in_reals[seed], "hãy xem lại smoothing_scales"

# %% [markdown]
# Từ hỏng hẳn về sát số thực, mà lúc chạy không thêm một phép tính nào.
# Các logit chỉ lệch nhau vài phần triệu, vì phép chia phải làm tròn trong `float32`.
#
# ### Chọn α
#
# Với W8A8, $\alpha = 0.5$ đã đủ.
# Muốn thấy $\alpha$ quan trọng thì phải siết: W4A4, tức là 4 bit cho cả trọng số lẫn kích hoạt, kích hoạt theo token.

# %%
ALPHAS = (0, 0.25, 0.5, 0.75, 1)
swept, untouched = [], []
for seed in counted(tiny_lm.SEEDS, "mô hình"):
    spiky = tiny_lm.with_outliers(tiny_lm.load(seed), seed, 64)
    untouched.append(per_token(spiky, 4, 4))
    swept.append([per_token(smoothed(spiky, alpha), 4, 4) for alpha in ALPHAS])
    each = ", ".join(f"{one:.2f}" for one in swept[-1])
    print(f"mô hình {seed}: để yên {untouched[-1]:.1f}; theo α: {each}")
    best = min(swept[-1][1:-1])
    assert swept[-1][0] > 1.5 * best and swept[-1][-1] > best + 0.4, "α giữa phải hơn"
plots.alpha_sweep(ALPHAS, np.array(swept), in_reals)

# %% [markdown]
# Đường cong võng ở giữa, như trong bài báo.
# $\alpha$ nhỏ thì kích hoạt hỏng, $\alpha$ lớn thì trọng số hỏng.
# Trong năm số đã thử, cả ba mô hình thấp nhất ở $0.75$; $0.5$ kém từ 3 đến 10 phần trăm.
# Bài báo chọn $0.5$ cho phần lớn mô hình, và $0.75$ cho GLM-130B, nơi kích hoạt khó hơn.

# %% [markdown]
# ### Kéo thử: hai bên của một lớp
#
# Mỗi gạch là một kênh: hình trên là $|X|$ lớn nhất, hình dưới là $|W|$ lớn nhất của hàng ấy.
# Cái gai ở hình trên đứng ngay trên một cái hố ở hình dưới, vì khi trồng ta đã chia hàng ấy cho 64.
# Hãy kéo $\alpha$ từ 0 đến 1: gai thấp xuống, hố đầy lên, đến $\alpha = 1$ thì hình trên phẳng hẳn.
# Rồi đổi $c$ xem đáy của độ bối rối dời về phía nào.

# %% fold=true
# Bấm để mở: làm mượt một lớp, đo độ bối rối, và vẽ hai bên.
def two_sides(alpha, c):
    spiky = tiny_lm.with_outliers(smooth_model, seed=0, c=c)
    smooth = smoothed(spiky, alpha)
    before, after = (inputs_of(P)[FIRST] for P in (spiky, smooth))
    print(f"W4A4 theo token: độ bối rối {per_token(smooth, 4, 4):.2f}")
    print(f"|X| lớn nhất từ {np.abs(before).max():.1f} thành {np.abs(after).max():.2f}")
    return plots.two_sides(
        (largest_of(before), largest_of(after)),
        tuple(np.abs(P[FIRST]).max(axis=1) for P in (spiky, smooth)),
    )


widgets.explore(
    two_sides,
    alpha=widgets.Slider("α", 0.5, 0.0, 1.0, 0.125),
    c=widgets.Choice("Kênh to gấp", (1, 4, 16, 64, 256), 64),
)

# %% [markdown] points=2 question="why_not_per_token"
# ### Câu hỏi: vì sao SmoothQuant không kẹt?
#
# Trọng số có thước theo kênh, và Bài 3 cho thấy điều đó giúp nhiều đến đâu.
#
# 1. Vì sao kích hoạt theo **token** vẫn không cứu được một kênh ngoại lai?
# 2. Kích hoạt theo **kênh** thì thước kẹt trong tổng, như ở Bài 3; SmoothQuant cũng chia mỗi kênh cho một số riêng, vì sao nó không kẹt?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: token nào cũng chứa kênh ngoại lai ấy, nên thước của mọi token đều dài theo nó, và các kênh khác của cùng token vẫn chỉ còn vài mức.
#   Chỉ nói "thước dài" mà không nói vì sao ở mọi token: 0.5 điểm.
# - 1 điểm: số chia của kênh $j$ đã nhân vào hàng $j$ của trọng số trước khi lượng tử hóa, nên hai số triệt tiêu trong từng tích; các thước còn lại (của kích hoạt: theo tensor hay theo token; của trọng số: theo cột) không phụ thuộc $j$ nên ra ngoài tổng được, và tổng chỉ còn mã nguyên.
#   Chỉ nói "gộp vào trọng số" mà không nói tới các thước còn lại: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="why_not_per_token"
# 1. Kênh ngoại lai có mặt ở mọi token.
#    Thước của token nào cũng phải với tới nó, nên ở token nào các kênh khác cũng chỉ còn vài mức.
# 2. Mỗi đầu ra là $\sum_j (X_{i,j} / s_j)(s_j W_{j,k})$: $s_j$ triệt tiêu trong từng tích, vì đã nhân sẵn vào hàng $j$ của trọng số.
#    Sau đó mới lượng tử hóa: kích hoạt một thước theo tensor hay theo token, trọng số một thước theo cột $k$.
#    Không thước nào phụ thuộc $j$, nên cả hai ra ngoài tổng, và trong tổng chỉ còn mã nguyên.

# %% [markdown]
# ## 3. Quay cho đều
#
# SmoothQuant dời cái gai sang bên kia.
# Có cách nào làm nó **tan ra** không?
#
# Lấy một ma trận trực giao $H$, tức là $H H^\top = I$; chữ $H$ từ đây không còn là ma trận Hesse của Bài 11.
# Chen nó vào giữa tích, tích không đổi:
#
# <!-- công thức: Phép quay giữa hai vế -->
# $$XW = (XH)\,(H^\top W)$$
#
# $XH$ là cùng những vector ấy, nhìn trong một hệ trục khác: độ dài giữ nguyên, chỉ các tọa độ đổi.
# Phép ấy gọi là phép quay.
# Một vector dồn hết vào một trục cũ có thể rải ra nhiều trục mới; rải được bao nhiêu là tùy $H$.
#
# Ma trận trực giao nào rải đều nhất?
# Ma trận mà mọi phần tử có cùng độ lớn, chỉ khác dấu.
# Với $n$ là lũy thừa của 2, Sylvester dựng nó bằng cách gấp đôi dần:
#
# <!-- công thức: Ma trận Hadamard -->
# $$M_1 = (1), \qquad M_{2n} = \begin{pmatrix} M_n & M_n \\ M_n & -M_n \end{pmatrix}, \qquad H_n = \frac{1}{\sqrt{n}}\, M_n$$
#
# Đó là ma trận Hadamard.
# Chia cho $\sqrt{n}$ để mỗi hàng dài đúng bằng 1.
# Nó lại đối xứng, tức là $H^\top = H$; ta vẫn viết $H^\top$ vì nói chung ma trận trực giao không đối xứng.
#
# **Tính tay.** $n = 2$: $M_2$ có hai hàng $(1, 1)$ và $(1, -1)$, chia cho $\sqrt{2}$.
# Vector $(8, 0)$ quay thành $(8, 8) / \sqrt{2} \approx (5.66,\ 5.66)$: vẫn dài 8, nhưng số lớn nhất nhỏ đi.

# %% [markdown] guess="kenh_64"
# Một token có 32 kênh, kênh thứ nhất bằng 64, các kênh khác bằng 0.
# Sau khi nhân với $H_{32}$, số lớn nhất là bao nhiêu?
#
# = 64 / np.sqrt(32) ± 0.05
#
# - = 64: Độ dài của cả vector vẫn là 64, nhưng nó đã chia cho 32 kênh.
# - = 64 / 32: Chia cho n thì độ dài không còn giữ nguyên: 32 số bằng 2 chỉ dài `= round(2 * np.sqrt(32), 1)`.
#
# > 32 số bằng nhau mà cả vector dài 64, nên mỗi số là 64 chia cho căn của 32.

# %%
bai.guess("kenh_64")

# %% exercise="hadamard"
def hadamard(n):
    """Dựng ma trận Hadamard đã chia cho căn của n.

    Đầu vào:
        n: số kênh, một lũy thừa của 2, từ 1 trở lên.
    Đầu ra:
        H: mảng số thực chiều (n, n), theo đúng thứ tự của công thức Sylvester.
    """
    # TODO 3: gấp đôi dần từ ma trận 1×1 đến cỡ n, rồi chia cho căn của n
    ### BEGIN SOLUTION
    H = np.ones((1, 1))
    while len(H) < n:
        H = np.block([[H, H], [H, -H]])
    H = H / np.sqrt(n)
    ### END SOLUTION
    return H

# %%
print(hadamard(4))
H = hadamard(8)
print("H nhân chuyển vị của nó là ma trận đơn vị:", np.allclose(H @ H.T, np.eye(8)))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[ 0.5  0.5  0.5  0.5]
#  [ 0.5 -0.5  0.5 -0.5]
#  [ 0.5  0.5 -0.5 -0.5]
#  [ 0.5 -0.5 -0.5  0.5]]
# H nhân chuyển vị của nó là ma trận đơn vị: True
# ```

# %% check="hadamard"
bai.check(hadamard)

# %% [markdown]
# Bây giờ quay cả hai vế của một lớp.
# $X$ có chiều (token, vào) nên nhân $H$ ở bên phải; $W$ có chiều (vào, ra) nên nhân $H^\top$ ở bên trái.
#
# **Tính tay.** $X = (8, 0)$ và $W$ có hai hàng $3$ và $1$: tích là 24.
# $XH = (8, 8)/\sqrt{2}$ và $H^\top W = (4, 2)/\sqrt{2}$: tích là $(32 + 16) / 2 = 24$.

# %% exercise="rotate"
def rotate(X, W):
    """Quay kích hoạt và trọng số của một lớp, sao cho tích của chúng không đổi.

    Đầu vào:
        X: các kích hoạt, mảng số thực chiều (số token, vào); vào là lũy thừa của 2.
        W: các trọng số, mảng số thực chiều (vào, ra).
        Không được sửa các mảng nhận vào.
    Đầu ra:
        X_turned: X sau khi quay, cùng chiều với X.
        W_turned: W sau khi quay, cùng chiều với W.
    """
    # TODO 4: dùng hadamard để tính X_turned và W_turned
    ### BEGIN SOLUTION
    H = hadamard(len(W))
    X_turned = X @ H
    W_turned = H.T @ W
    ### END SOLUTION
    return X_turned, W_turned

# %%
X = np.array([[1.0, 0.0, 8.0, -1.0]])
X_turned, W_turned = rotate(X, np.arange(8.0).reshape(4, 2))
print("X quay:", X_turned)
print("W quay:", *W_turned)
print("tích  :", X_turned @ W_turned)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# X quay: [[ 4.  5. -3. -4.]]
# W quay: [6. 8.] [-2. -2.] [-4. -4.] [0. 0.]
# tích  : [[26. 34.]]
# ```

# %% check="rotate"
bai.check(rotate)

# %% [markdown]
# Cái gai tan đến mức nào thì đo bằng độ nhọn (*kurtosis*):
#
# <!-- công thức: Độ nhọn -->
# $$\kappa = \frac{\text{trung bình của } (x - \bar{x})^4}{\big(\text{trung bình của } (x - \bar{x})^2\big)^2}$$
#
# Phân bố đều có $\kappa = 1.8$, hình chuông có $\kappa = 3$; có giá trị ngoại lai thì $\kappa$ lên hàng chục, hàng trăm.

# %%
def kurtosis(X):
    around = X - X.mean()
    return np.mean(around**4) / np.mean(around**2) ** 2


for seed in tiny_lm.SEEDS:
    spiky = tiny_lm.with_outliers(tiny_lm.load(seed), seed, 64)
    layers = [(X, rotate(X, spiky[name])[0]) for name, X in inputs_of(spiky).items()]
    before, after = np.mean([[kurtosis(A) for A in pair] for pair in layers], axis=0)
    print(f"mô hình {seed}: độ nhọn trung bình của 12 lớp {before:.0f} → {after:.1f}")
    assert before > 90 and after < 6, "hãy xem lại hadamard"
calm = inputs_of(smoothed(spiky_model, 0.5))[FIRST]
turned = rotate(X_spiky, spiky_model[FIRST])[0]
maps = {"đã trồng": X_spiky[:48], "SmoothQuant": calm[:48], "phép quay": turned[:48]}
plots.activation_maps(maps)

# %% [markdown]
# Ba bản của cùng một kích hoạt, ba bản cho ra cùng một đầu ra.
# Ở giữa, độ lớn của gai đã sang trọng số, và lấp đúng cái hố ở đó.
# Bên phải, nó vẫn ở đó, nhưng dàn ra 32 kênh nên nhỏ đi $\sqrt{32}$ lần; với $n$ kênh là $\sqrt n$ lần.
# Không cột nào nổi lên nữa, bù lại kênh nào cũng to hơn trước.
# Các hàng thì vẫn đậm nhạt khác nhau: phép quay trộn các kênh của một token, không trộn các token.
#
# Vậy cách nào hơn, với W8A8 tĩnh?

# %% fold=true
# Bấm để mở: W8A8 của mô hình đã quay, so bốn cách trên ba mô hình.
def in_turned_w8a8(P):
    largest, turned = {}, dict(P)
    for name, X in inputs_of(P).items():
        X_turned, W_turned = rotate(X, P[name])
        largest[name], turned[name] = np.abs(X_turned).max(), W_turned
    H = {n: hadamard(n).astype(np.float32) for n in (32, 128)}

    def act(name, X):
        return on_ruler(X @ H[X.shape[1]], largest[name], 8)

    return few_bits(turned, 8), act


spun = []
for seed in counted(tiny_lm.SEEDS, "mô hình"):
    few, act = in_turned_w8a8(tiny_lm.with_outliers(tiny_lm.load(seed), seed, 64))
    spun.append(tiny_lm.perplexity(few, TEST, act))
    assert 1.04 * rescued[seed] < spun[-1] < 0.5 * plain[seed], "hãy xem lại rotate"

# %%
plots.perplexities(
    {"số thực": in_reals, "để yên": plain, "SmoothQuant": rescued, "phép quay": spun},
    "W8A8 tĩnh, giá trị ngoại lai to gấp 64",
)

# %% [markdown]
# Và đây là chữ mà mô hình 0 viết theo mỗi cách, với cùng những lần bốc thăm.

# %%
def show_writing(name, P, act=None, kv=None):
    rng = np.random.default_rng(0)
    text = tiny_lm.write(P, "lượng tử hóa ", 80, rng, act, kv)
    print(f"{name:15}", " ".join(text.split()))


show_writing("số thực", spiky_model)
show_writing("để yên", *in_w8a8(spiky_model))
show_writing("SmoothQuant", *in_w8a8(smoothed(spiky_model, 0.5)))
show_writing("phép quay", *in_turned_w8a8(spiky_model))

# %% [markdown]
# Để yên thì chữ đã vỡ.
# SmoothQuant đi cùng số thực hơn sáu mươi ký tự rồi mới rẽ; phép quay rẽ sớm, nhưng vẫn ra chữ.
#
# Phép quay cứu được gần hết, không cần dữ liệu hiệu chỉnh để chọn hệ số nào, nhưng thua SmoothQuant.
# Trên mô hình lớn thì ngược lại: bài báo SpinQuant thấy ở 4 bit, phép quay hơn SmoothQuant rất xa.
#
# Còn giá của phép quay?
# $H$ gồm toàn $\pm 1$ trước khi chia, nên nhân với nó chỉ là cộng và trừ.
# QuaRot còn gộp phần lớn các phép quay vào trọng số từ trước, kể cả khi ở giữa là một RMSNorm.
# Quay không đổi trung bình bình phương của vector, nên chia rồi quay hay quay rồi chia cũng thế.
# Chỉ phép nhân mỗi kênh với $g_j$ là không đổi chỗ với phép quay được, nên trước hết phải gộp $g$ vào ma trận đứng sau.
# Xong thì $H$ gộp vào các ma trận đứng trước, $H^\top$ vào các ma trận đứng sau.

# %% [markdown] points=2 question="why_smoothing_wins_here"
# ### Câu hỏi: vì sao ở đây SmoothQuant thắng?
#
# Giá trị ngoại lai của ta được **trồng** bằng cách nhân một kênh với 64, cùng một số ở mọi token.
#
# 1. Điều gì trong cách trồng ấy làm SmoothQuant có lợi thế?
# 2. Điều gì ở mô hình lớn thật làm phép quay có lợi thế mà mô hình này không có?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: giá trị ngoại lai được trồng bằng đúng một hệ số cho mỗi kênh, ở mọi token, nên chia kênh ấy cho một số là gỡ lại gần như nguyên vẹn: SmoothQuant chính là phép ngược của cách trồng.
# - 1 điểm: nêu được một trong các ý, có giải thích: mô hình lớn có hàng nghìn kênh nên phép quay dàn ra √n lần, ở đây chỉ √32 (khoảng 5.7 lần); giá trị ngoại lai thật thay đổi theo token, có token to vọt lên ở vài kênh, mà một hệ số cố định cho mỗi kênh thì không theo được, còn phép quay không cần biết gai ở đâu.
#   Nêu ý mà không giải thích: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="why_smoothing_wins_here"
# 1. Ta trồng bằng cách nhân cả kênh với một số, và SmoothQuant chia cả kênh cho một số.
#    Nó chỉ việc gỡ lại đúng cái đã trồng.
# 2. Phép quay dàn cái gai ra $\sqrt{n}$ lần: với 32 kênh là chừng 5.7 lần, còn với 4096 kênh là 64 lần.
#    Hơn nữa, giá trị ngoại lai thật thay đổi theo token: có token mà vài số vọt lên gấp nghìn lần.
#    Hệ số cố định cho mỗi kênh không theo được, còn phép quay thì không cần biết gai nằm ở đâu.

# %% [markdown]
# ### Câu đố ★: quay mà không cần ma trận
#
# Nhân với $M_n$ theo lối thường tốn $n^2$ phép cộng.
# Nhưng công thức gấp đôi cho biết: nửa đầu của kết quả là tổng, nửa sau là hiệu, của hai kết quả cỡ $n / 2$.
# Viết `fast_rotation(x)` chỉ với chừng $n \log_2 n$ phép cộng và trừ, không dựng ma trận nào.
# Được dùng vòng lặp hay đệ quy; không tính điểm.

# %% puzzle="fast_rotation"
def fast_rotation(x):
    """Nhân một vector với ma trận Hadamard mà không dựng ma trận.

    Đầu vào:
        x: mảng số thực chiều (n,), n là lũy thừa của 2; không được sửa mảng này.
    Đầu ra:
        mảng chiều (n,), bằng x @ hadamard(n).
    """
    # ★: mỗi vòng, cộng và trừ hai nửa của từng khúc
    ### BEGIN SOLUTION
    turned = np.array(x, dtype=float).reshape(1, -1)
    while turned.shape[1] > 1:
        half = turned.shape[1] // 2
        first, second = turned[:, :half], turned[:, half:]
        turned = np.stack([first + second, first - second], axis=1).reshape(-1, half)
    return turned.ravel() / np.sqrt(len(x))
    ### END SOLUTION

# %%
bai.puzzle(fast_rotation)

# %% [markdown]
# ## 4. KV cache: mỗi số 2 bit
#
# Khi viết tiếp một đoạn văn, mô hình phải nhìn lại mọi token trước.
# Trong mỗi lớp chú ý, mỗi token để lại một khóa $K$ và một giá trị $V$.
# Tính lại chúng cho mỗi token mới thì phí, nên người ta cất chúng trong bộ nhớ, gọi là KV cache.

# %%
layers, channels, context = 32, 4096, 32_768  # cỡ của Llama 2 7B
per_one = 2 * layers * channels * 2  # K và V, mỗi số float16 hai byte
print(f"mỗi token để lại {per_one / 2**10:.0f} KB")
print(f"{context} token để lại {per_one * context / 2**30:.0f} GB")
print(f"6.74 tỷ trọng số float16: {2 * 6.74e9 / 2**30:.0f} GB")

# %% [markdown]
# Đoạn văn dài như thế thì KV cache lớn hơn cả mô hình, và mỗi token mới phải đọc hết nó một lần.
# Vậy hãy cất bằng 2 bit.
#
# Hai bit là bốn mức, nên thước phải ngắn: mỗi **đoạn** `group` số liền nhau có một thước riêng, bất đối xứng.
#
# <!-- công thức: Một đoạn của KV cache -->
# $$n = 2^{\text{bits}} - 1, \qquad s = \frac{hi - lo}{n}, \qquad \hat{a} = lo + s \cdot \text{clip}\Big(\text{round}\big(\tfrac{a - lo}{s}\big),\ 0,\ n\Big)$$
#
# $lo$ và $hi$ là số nhỏ nhất và số lớn nhất của đoạn; đoạn gồm toàn một số thì lấy $s = 1$.
# Khác Bài 1, ở đây không có điểm 0 là số nguyên: ta cất thẳng số thực $lo$.
# Nhờ vậy đoạn không cần chứa số 0, $lo$ đọc ra đúng y như cũ, còn $hi$ có lệch cũng chỉ vì máy làm tròn số thực.
# Chỗ hòa thì vẫn lấy số chẵn, như `np.rint`.
#
# Còn một lựa chọn: đoạn nằm theo hướng nào?
# Tên `along` nói cả đoạn **cùng chung** thứ gì, chứ không phải hướng mà đoạn chạy.
#
# - `along="token"`: các kênh liền nhau của **cùng một token** chung một thước.
# - `along="channel"`: các token liền nhau của **cùng một kênh** chung một thước.
#
# Ví dụ hai token $(1, 2, 3, 4)$ và $(5, 6, 7, 8)$, `group` bằng 2.
# Theo token thì các đoạn là $(1, 2)$, $(3, 4)$, $(5, 6)$, $(7, 8)$; theo kênh là $(1, 5)$, $(2, 6)$, $(3, 7)$, $(4, 8)$.

# %% [markdown] guess="huong_nao_cho_khoa"
# Khóa của mô hình lớn có vài kênh to hơn hẳn, token nào cũng vậy; giá trị thì không.
# Mỗi đoạn 16 số, 2 bit: hướng nào hợp với khóa?
#
# - theo token: Đoạn nào chứa kênh to thì mọi kênh khác trong đoạn mất hết.
# - hướng nào cũng như nhau: Chỉ đúng với giá trị V, nơi không kênh nào nổi lên.
# - [x] theo kênh
#
# > Trong một kênh, các token có cùng cỡ: kênh to có thước dài của riêng nó, kênh nhỏ có thước ngắn.

# %%
bai.guess("huong_nao_cho_khoa")

# %% [markdown]
# **Tính tay.** Token $(0.1,\ 9,\ -0.2,\ 0.3)$, 2 bit, cả token một đoạn.
# $lo = -0.2$, $hi = 9$, $s = 9.2 / 3 \approx 3.07$: ba số nhỏ đều đọc ra $-0.2$.
# Còn nếu chung thước với ba token sau trong cùng kênh, ví dụ kênh $(0.1,\ 0.2,\ -0.3,\ 0)$, thì $s = 0.5 / 3 \approx 0.17$ và số $0.1$ đọc ra $-0.3 + 2 \cdot 0.17 \approx 0.03$.

# %% [markdown] guess="may_bit_mot_so"
# Mã 2 bit, mỗi đoạn 16 số cất thêm $lo$ và $s$ bằng `float16`.
# Tính cả hai số ấy thì mỗi số trong KV cache tốn mấy bit?
#
# = 2 + (16 + 16) / 16 ± 0.01
#
# - = 2: Bạn quên rằng lo và s cũng phải cất.
# - = 2 + 16 / 16: Mỗi đoạn cất hai số, không phải một.
#
# > Đoạn 32 số thì còn `= 2 + 32 / 32` bit, nhưng thước dài hơn.

# %%
bai.guess("may_bit_mot_so")

# %% exercise="quantize_kv"
def quantize_kv(A, bits, along, group):
    """Lượng tử hóa khóa hay giá trị theo từng đoạn, rồi đọc ngược.

    Đầu vào:
        A: mảng số thực chiều (số token, số kênh); không được sửa mảng này.
        bits: số bit của mã, từ 1 đến 8; mã làm tròn đến số nguyên gần nhất, hòa thì về
            số chẵn.
        along: "token" thì mỗi đoạn là `group` kênh liền nhau của một token,
            "channel" thì mỗi đoạn là `group` token liền nhau của một kênh.
        group: số phần tử của một đoạn; số kênh (nếu theo token) hay số token (nếu theo
            kênh) chia hết cho group.
    Đầu ra:
        A_hat: các số đọc ngược, cùng chiều với A.
    """
    # TODO 5: tạo runs, chiều (số đoạn, group), mỗi hàng là một đoạn; hết các đoạn của
    #   token 0 (hay kênh 0) rồi mới đến token 1 (hay kênh 1)
    ### BEGIN SOLUTION
    if along == "token":
        runs = A.reshape(-1, group)
    else:
        runs = A.T.reshape(-1, group)
    ### END SOLUTION
    # TODO 6: tính runs_hat, cùng chiều với runs: mỗi hàng được lượng tử hóa bằng thước
    #   của riêng nó rồi đọc ngược
    ### BEGIN SOLUTION
    lo = np.min(runs, axis=1, keepdims=True)
    hi = np.max(runs, axis=1, keepdims=True)
    n = 2**bits - 1
    s = (hi - lo) / n
    s = np.where(s > 0, s, 1)
    runs_hat = lo + s * np.clip(np.rint((runs - lo) / s), 0, n)
    ### END SOLUTION
    # Xếp các đoạn về chỗ cũ.
    if along == "token":
        A_hat = runs_hat.reshape(A.shape)
    else:
        A_hat = runs_hat.reshape(A.T.shape).T
    return A_hat

# %%
A = np.array([[0.1, 9.0, -0.2, 0.3], [0.2, 8.0, 0.1, 0.2]])
A = np.vstack([A, [[-0.3, 10.0, 0.0, 0.4], [0.0, 9.5, 0.2, -0.1]]])
for along in ("token", "channel"):
    A_hat = quantize_kv(A, 2, along, 4)
    error = np.mean((A_hat - A) ** 2)
    print(f"{along}: hàng đầu {np.round(A_hat[0], 2)}, MSE {error:.4f}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# token: hàng đầu [-0.2  9.  -0.2 -0.2], MSE 0.0650
# channel: hàng đầu [ 0.03  9.33 -0.2   0.23], MSE 0.0097
# ```

# %% check="quantize_kv"
bai.check(quantize_kv)

# %% [markdown]
# Móc `kv` của `tiny_lm.forward` cho phép thay khóa và giá trị trước khi lớp chú ý dùng chúng.
# Ta chỉ thay khóa, rồi chỉ thay giá trị.
# Với khóa, ta thử hai mô hình: như đã học, và đã trồng với $c = 16$; `with_outliers` cũng trồng vào khóa, mỗi đầu một kênh.
# Nó không đổi các giá trị $V$, nên với $V$ chỉ cần mô hình như đã học.

# %% fold=true
# Bấm để mở: độ bối rối khi khóa, hay giá trị, chỉ còn 2 bit, theo hai hướng.
def in_two_bits(part, along):
    def kv(name, A):
        if not name.endswith(part):
            return A
        A = A.copy()
        old = A.shape[-2] // 16 * 16  # token chưa đủ một đoạn 16 thì để nguyên
        flat = A[..., :old, :].reshape(-1, A.shape[-1])
        if old:
            back = quantize_kv(flat, 2, along, 16)
            A[..., :old, :] = back.reshape(*A.shape[:-2], old, A.shape[-1])
        return A

    return kv


def two_bits(P, part, along):
    return tiny_lm.perplexity(P, TEST, kv=in_two_bits(part, along))


TRIED = (
    ("như đã học", 1, "attn_k"),
    ("khóa × 16", 16, "attn_k"),
    ("như đã học", 1, "attn_v"),
)
cached = {}
for seed in counted(tiny_lm.SEEDS, "mô hình"):
    for kind, c, part in TRIED:
        P = tiny_lm.with_outliers(tiny_lm.load(seed), seed, c)
        for along in ("token", "channel"):
            found = cached.setdefault((kind, part[-1].upper(), along), [])
            found.append(two_bits(P, part, along))

# %%
short = {"token": "theo token", "channel": "theo kênh"}
for (kind, part, along), found in cached.items():
    each = ", ".join(f"{one:.2f}" for one in found)
    print(f"{kind}, chỉ {part}, {short[along]:10}: {each}")
ratio = {
    kind: np.divide(cached[kind, "K", "token"], cached[kind, "K", "channel"])
    for kind in ("như đã học", "khóa × 16")
}
assert ratio["như đã học"].min() > 1.06, "khóa phải theo kênh: hãy xem lại quantize_kv"
assert ratio["khóa × 16"].min() > 2.4, "khóa phải theo kênh: hãy xem lại quantize_kv"
plots.perplexities(
    {
        f"{'K' if c == 1 else 'K × 16'}, {short[along]}": cached[kind, "K", along]
        for kind, c in (("như đã học", 1), ("khóa × 16", 16))
        for along in short
    },
    "Khóa 2 bit, giá trị để nguyên",
)

# %% [markdown]
# Vẫn đoạn ấy, khi khóa có kênh to gấp 16 và chỉ còn 2 bit:

# %%
louder = tiny_lm.with_outliers(smooth_model, 0, 16)
show_writing("số thực", louder)
for along, name in short.items():
    show_writing(f"khóa {name}", louder, kv=in_two_bits("attn_k", along))

# %% [markdown]
# Cùng 2 bit: theo token thì chữ vỡ, theo kênh thì vẫn ra từng từ.
#
# Với khóa, theo kênh hơn ở cả ba mô hình; có kênh to thì theo token hỏng hẳn, còn theo kênh không hề hấn gì.
# Với giá trị, hai hướng gần như nhau ở mô hình này.
# KIVI, bài báo đề ra cách này, chọn khóa theo kênh và giá trị theo token.
#
# Theo kênh có một điều phiền: đoạn gồm 16 token **liền nhau**, nên phải đợi đủ 16 token mới có $lo$ và $hi$.
# Vì thế KV cache thật giữ những token mới nhất ở số thực, đủ một đoạn mới nén.
# Với giá trị theo token thì khỏi đợi: token nào đến, nén ngay token ấy.

# %% [markdown]
# ## 5. Hàm mũ bằng số nguyên
#
# Ma trận nhân bằng số nguyên được rồi, KV cache cũng ít bit rồi.
# Trong lớp chú ý còn đúng một chỗ cần số thực: các tích $QK^\top$ qua softmax (Bài 11) mới thành hệ số, mà softmax cần $e^x$.
# Con chip chỉ biết cộng, nhân, dịch bit thì làm thế nào?
#
# Softmax trừ số lớn nhất trước khi lấy mũ, nên $x \le 0$.
# Bước thứ nhất: tách ra các lần chia đôi.
#
# <!-- công thức: Tách các lần chia đôi khỏi hàm mũ -->
# $$x = -z \ln 2 + \rho, \qquad -\ln 2 < \rho \le 0 \quad\Rightarrow\quad e^x = 2^{-z}\, e^\rho$$
#
# Chia cho $2^z$ là dịch phải $z$ bit.
# Bước thứ hai: trên khoảng ngắn từ $-\ln 2$ đến 0, một parabol đã gần $e^\rho$ lắm rồi.
#
# <!-- công thức: Parabol của I-BERT -->
# $$e^\rho \approx 0.3585\,(\rho + 1.353)^2 + 0.344$$
#
# Bước thứ ba: viết cả hai bằng số nguyên.
# Đầu vào là $x = qS$, với mã nguyên $q \le 0$ và bước $S$ biết trước; phần còn lại cũng thế, $\rho = pS$ với mã nguyên $p$.
# Thay vào parabol rồi đưa $0.3585\,S^2$ ra ngoài:
#
# $$0.3585\,(pS + 1.353)^2 + 0.344 = 0.3585\,S^2 \left[\Big(p + \frac{1.353}{S}\Big)^2 + \frac{0.344}{0.3585\,S^2}\right]$$
#
# Trong ngoặc vuông là mã $r$, số đứng trước là bước mới $S'$.
# Có ba hằng số phụ thuộc $S$; mỗi số tính một lần, bằng cách làm tròn xuống một **thương**:
#
# <!-- công thức: Hàm mũ bằng số nguyên -->
# $$l = \Big\lfloor \frac{\ln 2}{S} \Big\rfloor, \qquad z = \Big\lfloor \frac{-q}{l} \Big\rfloor, \qquad p = q + z\,l$$
#
# $$r = \Big(p + \Big\lfloor \frac{1.353}{S} \Big\rfloor\Big)^2 + \Big\lfloor \frac{0.344}{0.3585\, S^2} \Big\rfloor, \qquad e^{qS} \approx S' \cdot (r \gg z), \qquad S' = 0.3585\, S^2$$
#
# Mã $p$ đi từ $-l + 1$ đến 0.
# Trong mã, $l$ tên là `ln2`: đó là $\ln 2$ đếm bằng bước $S$, một số nguyên, chứ không phải $0.693$.
# Làm tròn thương của hai số thực thì dùng `np.floor`, đừng dùng `//`: `1.353 // 0.001` là 1352, còn `np.floor(1.353 / 0.001)` là 1353.
#
# **Tính tay.** $S = 0.02$ và $q = -100$, tức là $x = -2$.
# $l = \lfloor 34.66 \rfloor = 34$, $z = \lfloor 100 / 34 \rfloor = 2$, $p = -100 + 68 = -32$.
# $r = (-32 + 67)^2 + 2398 = 3623$, dịch phải 2 bit còn $905$.
# $S' = 0.0001434$, nên kết quả là $0.1298$; số đúng là $e^{-2} \approx 0.1353$.

# %% [markdown] guess="may_lan_chia_doi"
# $S = 0.02$, $q = -250$, tức là $x = -5$.
# $z$ bằng bao nhiêu?
#
# = 250 // 34 ± 0.01
#
# - = 8: Bạn đã làm tròn lên; khi ấy p dương, ra ngoài khoảng của parabol.
# - = 5: Đó là |x|, chứ chưa chia cho ln 2.
#
# > 250 / 34 được hơn 7, làm tròn xuống; còn lại p = −250 + 7 · 34 = `= -250 + 7 * 34`.

# %%
bai.guess("may_lan_chia_doi")

# %% exercise="integer_exp"
def integer_exp(q, S):
    """Tính hàm mũ của q * S bằng số nguyên, như I-BERT.

    Đầu vào:
        q: các mã, mảng np.int64 chiều tùy ý, không mã nào dương, q * S từ -30 trở lên;
            không được sửa mảng này.
        S: bước của q, số thực từ 0.000001 đến 0.1; chia cho S thì làm tròn xuống bằng
            np.floor của thương, đừng dùng //.
    Đầu ra:
        q_exp: các mã của kết quả, mảng np.int64 cùng chiều với q.
        S_exp: bước của kết quả, một số thực: q_exp * S_exp gần bằng hàm mũ của q * S.
    """
    # TODO 7: tính ln2, là l trong công thức, rồi z và p, là hai mảng số nguyên
    ### BEGIN SOLUTION
    ln2 = int(np.floor(np.log(2) / S))
    z = -q // ln2
    p = q + z * ln2
    ### END SOLUTION
    # TODO 8: tính q_exp bằng parabol và phép dịch phải, rồi tính S_exp
    ### BEGIN SOLUTION
    b = int(np.floor(1.353 / S))
    c = int(np.floor(0.344 / (0.3585 * S**2)))
    q_exp = ((p + b) ** 2 + c) >> z
    S_exp = 0.3585 * S**2
    ### END SOLUTION
    return q_exp, S_exp

# %%
q = np.array([0, -10, -35, -70, -100, -400])
q_exp, S_exp = integer_exp(q, 0.02)
print("mã   :", q_exp, q_exp.dtype)
print("đọc  :", np.round(q_exp * S_exp, 3), f"bước {S_exp:.4e}")
print("đúng :", np.round(np.exp(q * 0.02), 3))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# mã   : [6887 5647 3377 1655  905    1] int64
# đọc  : [0.988 0.81  0.484 0.237 0.13  0.   ] bước 1.4340e-04
# đúng : [1.    0.819 0.497 0.247 0.135 0.   ]
# ```

# %% check="integer_exp"
bai.check(integer_exp)

# %% [markdown]
# Sai số đến từ hai nơi: parabol, và các phép làm tròn xuống.
# Bước $S$ càng thô thì phần thứ hai càng lớn.

# %%
STEPS = (0.1, 0.02, 0.001)
curves, off = {}, {}
for step in STEPS:
    q = np.arange(0, int(-4 / step), -1)
    q_exp, S_exp = integer_exp(q, step)
    curves[step] = (q * step, q_exp * S_exp)
    off[step] = np.abs(q_exp * S_exp - np.exp(q * step)).max()
    print(f"S = {step}: sai nhiều nhất {off[step]:.4f}")
assert off[0.001] < 0.003 < 0.05 < off[0.1], "hãy xem lại integer_exp"
plots.integer_powers(curves)

# %% [markdown]
# ### Lớp chú ý không số thực
#
# Ghép lại: mã 8 bit của $Q$ và $K$ nhân nhau bằng số nguyên, trừ số lớn nhất, `integer_exp`, chia lấy phần nguyên để được xác suất 8 bit, rồi nhân với mã 8 bit của $V$.
# Bước $S$ của tích $QK^\top$ là tích của hai bước, chia cho $\sqrt{16}$: mỗi đầu có 16 kênh, và lớp chú ý nào cũng chia cho căn của số ấy.

# %%
def integer_softmax(scores, S):
    seen = np.tri(scores.shape[-1], dtype=bool)  # chỉ nhìn mình và các token trước
    scores = np.where(seen, scores, scores.min())
    q = scores - scores.max(axis=-1, keepdims=True)
    powers, _ = integer_exp(np.maximum(q, int(-30 / S)), S)
    powers = np.where(seen, powers, 0)
    return 255 * powers // powers.sum(axis=-1, keepdims=True)


def codes_of(A):
    s = np.abs(A).max() / 127
    heads = A.reshape(*A.shape[:-1], 2, 16)  # hai đầu, mỗi đầu 16 kênh
    return np.rint(np.swapaxes(heads, -2, -3) / s).astype(np.int64), s


def integer_attention(Q, K, V):
    (Q, s_q), (K, s_k), (V, s_v) = (codes_of(A) for A in (Q, K, V))
    shares = integer_softmax(Q @ np.swapaxes(K, -1, -2), s_q * s_k / 4)
    return np.swapaxes(shares @ V, -2, -3) * s_v / 255

# %% fold=true
# Bấm để mở: đặt lớp chú ý ấy vào mô hình bằng hai móc, trên ba mô hình.
def with_integer_attention(P):
    kept = {}

    def act(name, X):
        if name.endswith("attn_q"):
            kept["q"] = X @ P[name]
        if not name.endswith("attn_output"):
            return X
        Q = kept["q"].reshape(kept["k"].shape)
        mixed = integer_attention(Q, kept["k"], kept["v"])
        return mixed.reshape(X.shape).astype(np.float32)

    def kv(name, A):
        kept[name[-1]] = A
        return A

    return tiny_lm.perplexity(P, TEST, act, kv)

# %%
for seed in counted(tiny_lm.SEEDS, "mô hình"):
    whole = with_integer_attention(tiny_lm.load(seed))
    print(f"mô hình {seed}: số thực {in_reals[seed]:.4f}, số nguyên {whole:.4f}")
    assert whole < 1.005 * in_reals[seed], "hãy xem lại integer_exp"

# %% [markdown]
# Độ bối rối đổi chưa đến một phần nghìn.
# Từ lúc $Q, K, V$ thành mã cho đến lúc đọc kết quả ra, không còn phép tính nào trên số thực, ngoài các bước.

# %% [markdown]
# ## Trong thư viện thật
#
# SciPy có `scipy.linalg.hadamard`, chưa chia cho căn của $n$, và `scipy.stats.kurtosis`, đã trừ đi 3 trừ khi bạn bảo đừng.
# Máy bạn không cần có các thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="scipy"
with bai.library("scipy"):
    import scipy

    theirs = scipy.linalg.hadamard(128) / np.sqrt(128)
    unlike = np.abs(theirs - hadamard(128)).max()
    print(f"ma trận Hadamard 128×128 lệch nhau nhiều nhất {unlike:.1e}")
    assert unlike < 1e-12, "hãy xem lại hadamard"
    found = scipy.stats.kurtosis(X_spiky, axis=None, fisher=False)
    print(f"độ nhọn: SciPy {found:.2f}, ta {kurtosis(X_spiky):.2f}")

# %% [markdown]
# Suốt bài ta lượng tử hóa giả lập: làm tròn xong lại đọc về số thực rồi mới nhân.
# ONNX Runtime thì nhân thật các mã `int8`, bằng phép `MatMulInteger`.
# Với lớp đã làm mượt, hai lối phải ra cùng một kết quả.

# %% library="onnx onnxruntime"
with bai.library("onnx onnxruntime"):
    from course import onnx_ops

    W_first = smoothed(spiky_model, 0.5)[FIRST]
    s_X, s_W = np.abs(calm).max() / 127, np.abs(W_first).max(axis=0) / 127
    X_q = np.rint(calm / s_X).astype(np.int8)
    W_q = np.rint(W_first / s_W).astype(np.int8)
    [total] = onnx_ops.run("MatMulInteger", X_q, W_q)
    mine = (X_q * s_X) @ (W_q * s_W)
    print("bộ tích lũy:", total.dtype, total.shape, "lớn nhất", np.abs(total).max())
    unlike, allowed = np.abs(total * s_X * s_W - mine).max(), 1e-4
    assert unlike < allowed, "hai lối phải ra cùng một kết quả"
    print(f"hai lối lệch nhau chưa đến {allowed:.0e}")

# %% [markdown]
# Ba ý của bài có sẵn trong các thư viện chạy mô hình lớn.
# TensorRT-LLM có SmoothQuant, vLLM cất được KV cache ít bit, còn QuaRot và SpinQuant công bố mã của phép quay.

# %% [markdown]
# ## Tóm tắt
#
# - Kênh ngoại lai làm thước của kích hoạt dài ra; mỗi token một thước thì đỡ, nhưng chưa đủ.
# - SmoothQuant: chia kênh của kích hoạt, nhân hàng của trọng số, $s_j = x_j^\alpha / w_j^{1-\alpha}$; gộp vào RMSNorm thì lúc chạy không tốn gì.
# - Phép quay: $XW = (XH)(H^\top W)$; ma trận Hadamard dàn cái gai ra mọi kênh, độ nhọn từ hơn một trăm về chừng 4.
# - KV cache: khóa theo kênh, vì kênh to của khóa nằm yên một chỗ; mỗi đoạn cất $lo$ và $s$.
# - Hàm mũ bằng số nguyên: tách các lần chia đôi, parabol cho phần còn lại, dịch phải.
#
# **Đọc thêm**
#
# - [Dettmers và cộng sự, 2022](https://arxiv.org/abs/2208.07339): giá trị ngoại lai xuất hiện trong mô hình lớn thế nào; giữ vài kênh ở số thực.
# - [Xiao và cộng sự, 2023](https://arxiv.org/abs/2211.10438): SmoothQuant; [Yao và cộng sự, 2022](https://arxiv.org/abs/2206.01861): kích hoạt theo token.
# - [Chee và cộng sự, 2023](https://arxiv.org/abs/2307.13304): QuIP; [Ashkboos và cộng sự, 2024](https://arxiv.org/abs/2404.00456): QuaRot; [Liu và cộng sự, 2024](https://arxiv.org/abs/2405.16406): SpinQuant, phép quay học được.
# - [Sun và cộng sự, 2024](https://arxiv.org/abs/2402.17762): vài kích hoạt to gấp hàng nghìn lần ở đúng vài token.
# - [Liu và cộng sự, 2024](https://arxiv.org/abs/2402.02750): KIVI; [Hooper và cộng sự, 2024](https://arxiv.org/abs/2401.18079): KVQuant.
# - [Kim và cộng sự, 2021](https://arxiv.org/abs/2101.01321): I-BERT, cả mô hình bằng số nguyên.
# - [Zhang và cộng sự, 2024](https://arxiv.org/abs/2410.02367) và [2025](https://arxiv.org/abs/2505.11594): SageAttention, lớp chú ý 8 bit rồi 4 bit.
#
# **Sang bài 13.** Bạn đã có đủ đồ nghề: thước theo nhóm, độ nhạy, từ điển mã, số dấu phẩy động nhỏ, GPTQ, làm mượt, phép quay.
# Mô hình ngôn ngữ của ta có 33440 tham số, ở `float32` là chừng 131 KB.
# Bây giờ thử thật: cả mô hình chỉ được chừng 20 KB.
# Đặt mỗi bit ở đâu?

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
