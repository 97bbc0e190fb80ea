# %% [markdown]
# # Bài 11. Lượng tử hóa trọng số của mô hình ngôn ngữ
#
# Ở Bài 10, cách nào trong bốn cách 4 bit cũng làm độ bối rối tăng vài phần trăm.
# Từ Bài 1 đến giờ, mỗi trọng số được làm tròn một mình: nó chỉ nhìn cái thước, không nhìn ai khác.
# Nhưng trọng số sinh ra để nhân với đầu vào của lớp.
# Biết đầu vào của lớp thì làm tròn khôn hơn được không?
#
# Học xong bài này, bạn sẽ
#
# - biết bên trong một mô hình ngôn ngữ có gì, và tự tính được độ bối rối của nó;
# - biết vì sao làm tròn gần nhất chưa phải là làm tròn tốt nhất;
# - viết được GPTQ: làm tròn từng hàng của trọng số, rồi để các hàng còn lại gánh giúp sai số;
# - tìm được những kênh nổi bật (*salient channel*), nơi một sai số nhỏ của trọng số cũng gây hại lớn;
# - viết được AWQ: phóng to các kênh ấy trước khi làm tròn, rồi thu nhỏ lại sau;
# - chạy được trọng số 4 bit của chính bạn bằng ONNX Runtime.
#
# Bài có 8 chỗ trống, từ TODO 1 đến TODO 8, cộng lại 10 điểm.
# Xen giữa là hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm.

# %% setup=true
import numpy as np

from course import Lesson, plots, tiny_lm, widgets
from course.waiting import counted

bai = Lesson("bai11_gptq_awq")

# %% [markdown]
# ## 1. Mở mô hình ngôn ngữ ra
#
# Ở Bài 10, bạn chỉ nhìn `tiny_lm` từ bên ngoài: vào là một đoạn văn, ra là logit của ký tự kế tiếp.
# Bài này cần biết mỗi ma trận nhận đầu vào từ đâu, nên ta mở nó ra.
#
# Mỗi ký tự được đổi thành một vector 32 số, cộng với vector của vị trí mà nó đứng, rồi đi qua hai khối, tên là `blk.0` và `blk.1`.
# Mỗi khối có hai phần; phần nào cũng tính ra một vector rồi cộng vào vector cũ.
#
# - Lớp chú ý (*attention*) cho mỗi ký tự nhìn lại chính nó và các ký tự đứng trước.
#   Ba ma trận `attn_q`, `attn_k`, `attn_v` đổi vector của mỗi ký tự thành ba vector: truy vấn (*query*) $Q$, khóa (*key*) $K$ và giá trị (*value*) $V$.
#   Truy vấn của một ký tự được nhân vô hướng với khóa của từng ký tự mà nó nhìn: tích càng lớn thì nó càng chú ý đến ký tự kia.
#   Các tích ấy chia cho $\sqrt{16}$, rồi qua softmax (xem dưới) thành các hệ số dương có tổng bằng 1.
#   Kết quả là trung bình của các giá trị $V$ với những hệ số ấy; rồi ma trận `attn_output` trộn các kênh lại.
#   Việc ấy làm song song ở hai *đầu*, mỗi đầu giữ 16 trong 32 kênh, nên mới có $\sqrt{16}$.
# - Hai lớp tuyến tính `ffn_up` và `ffn_down`, ReLU ở giữa, như ở mạng đọc chữ số.
#
# Đứng trước mỗi phần là một *RMSNorm*.
# Nó chia cả vector cho căn của trung bình bình phương các kênh, rồi nhân mỗi kênh với một hệ số học được.
# Nó cùng mục đích với BatchNorm ở Bài 5, nhưng tính riêng cho từng ký tự, ngay lúc chạy.
#
# Sau hai khối là một RMSNorm nữa, rồi ma trận `output` chiều $32 \times 104$ đổi vector thành các logit.
# Đó là lớp cuối mà Bài 10 không lượng tử hóa; bài này cũng để nguyên nó.
#
# Các mô hình lớn cũng gồm những bộ phận ấy, chỉ nhiều khối hơn và vector dài hơn.

# %%
models = [tiny_lm.load(seed) for seed in tiny_lm.SEEDS]
first = models[0]
total = sum(array.size for array in first.values())
in_linear = sum(first[name].size for name in tiny_lm.LINEAR)
print(f"{len(tiny_lm.alphabet())} ký tự, {total} tham số")
print(f"{len(tiny_lm.LINEAR)} ma trận của hai khối: {in_linear} trọng số")

# %% [markdown]
# ### Con số của Bài 10, bằng công thức
#
# Ở mỗi vị trí, mô hình đưa ra các logit, mỗi ký tự trong bảng chữ một logit.
# Như ở Bài 7, lấy lũy thừa cơ số $e$ của từng logit rồi chia cho tổng thì được các xác suất; phép ấy tên là *softmax*.
# Ta chỉ nhìn xác suất $p_i$ dành cho ký tự **đúng**.
# Cross-entropy là trung bình của $-\ln p_i$, và độ bối rối là lũy thừa cơ số $e$ của nó:
#
# <!-- công thức: Độ bối rối -->
# $$\text{PPL} = \exp\Big(-\frac{1}{n} \sum_{i=1}^{n} \ln p_i\Big), \qquad \ln p_i = h_{i, y_i} - \ln \sum_{k} \exp h_{i,k}$$
#
# $h_{i,k}$ là logit thứ $k$ ở vị trí $i$, $y_i$ là ký tự đúng.
# Nếu mọi $p_i$ đều bằng $\tfrac15$ thì độ bối rối bằng 5: đó là con xúc xắc 5 mặt ở Bài 10.
#
# **Tính tay.** Hai vị trí, mô hình dành cho ký tự đúng xác suất $\tfrac12$ và $\tfrac18$.
# Trung bình của $-\ln p$ là $(\ln 2 + \ln 8) / 2 = \ln 4$, nên độ bối rối là 4.
# Đó là trung bình **nhân** của 2 và 8, không phải trung bình cộng, tức 5.

# %% [markdown] guess="khong_biet_gi"
# Một mô hình không biết gì: mọi logit bằng 0.
# Bảng chữ có 104 ký tự.
# Độ bối rối của nó là bao nhiêu?
#
# = 104 ± 0.5
#
# - = np.log(104): Đó là cross-entropy; còn phải lấy lũy thừa cơ số e.
# - = np.log2(104): Đó là số bit mỗi ký tự; độ bối rối còn phải lấy lũy thừa.
# - = 1: Đó là của mô hình luôn đoán đúng với xác suất 1.
#
# > Ký tự nào cũng có xác suất 1/104, nên trung bình của −ln p là ln 104.

# %%
bai.guess("khong_biet_gi")

# %% [markdown]
# `np.exp(1000)` là vô hạn, nên hãy trừ đi logit lớn nhất trước khi lấy `np.exp`, như ở Bài 7.
# Trục cuối của `logits` là trục ký tự, dài bằng bảng chữ; trong mã, độ dài ấy viết là `V`, không phải giá trị $V$ của lớp chú ý.
# Các trục trước là các vị trí, có thể một trục, hai trục, hay không có trục nào.

# %% exercise="perplexity"
def perplexity(logits, targets):
    """Tính độ bối rối của mô hình trên những ký tự đúng.

    Đầu vào:
        logits: mảng số thực chiều (..., V), có thể rất lớn hay rất nhỏ, như 1000 hay
            -1000; không được sửa mảng này.
        targets: ký tự đúng ở từng vị trí, mảng số nguyên từ 0 đến V - 1, chiều (...).
    Đầu ra:
        ppl: một số thực, tính trên mọi vị trí.
    """
    # TODO 1: tính ln p của ký tự đúng ở từng vị trí, rồi tính độ bối rối
    ### BEGIN SOLUTION
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))
    chosen = np.take_along_axis(log_p, targets[..., np.newaxis], axis=-1)
    ppl = np.exp(-np.mean(chosen))
    ### END SOLUTION
    return ppl

# %%
logits = np.array([[2.0, 0.0, 0.0], [0.0, 1.0, 3.0], [1.0, 1.0, 1.0]])
print(f"{perplexity(logits, np.array([0, 2, 1])):.4f}")
print(f"{perplexity(np.zeros((2, 5, 104)), np.zeros((2, 5), int)):.4f}")
print(f"{perplexity(np.array([1000.0, 999.0]), np.array(0)):.4f}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# 1.6531
# 104.0000
# 1.3679
# ```

# %% check="perplexity"
bai.check(perplexity)

# %% [markdown]
# Bây giờ đo trên văn bản chưa đọc, như Bài 10.
# Trọng số của các lớp tuyến tính được lượng tử hóa đối xứng theo kênh, như Bài 3: mỗi cột một thước, mã từ $-q$ đến $q$ với $q = 2^{b-1} - 1$.
# Kích hoạt để nguyên số thực.
# Làm tròn gần nhất từng trọng số như thế, người ta gọi là RTN (*round to nearest*).

# %% fold=false
windows = tiny_lm.test_windows()


def measure(P):
    return perplexity(tiny_lm.forward(P, windows[:, :-1]), windows[:, 1:])


def scales(W, bits):  # mỗi cột một độ co giãn
    s = np.max(np.abs(W), axis=0) / (2 ** (bits - 1) - 1)
    return np.where(s == 0, 1, s)


def round_nearest(W, bits):
    s, q = scales(W, bits), 2 ** (bits - 1) - 1
    return np.clip(np.rint(W / s), -q, q) * s


def changed(P, change):  # mọi ma trận tuyến tính W thành change(tên, W)
    new = {name: change(name, P[name].astype(float)) for name in tiny_lm.LINEAR}
    return P | {name: W.astype(np.float32) for name, W in new.items()}


def by_nearest(P, bits):  # mô hình có mọi ma trận tuyến tính làm tròn gần nhất
    return changed(P, lambda name, W: round_nearest(W, bits))


print(f"float32: {measure(first):.3f}")
for bits in (8, 4, 3, 2):
    print(f"RTN {bits} bit: {measure(by_nearest(first, bits)):.3f}")

# %% [markdown]
# 8 bit gần như miễn phí, 4 bit mất một chút, 3 bit mất nhiều, 2 bit thì hỏng.
# Ta không đổi số bit, cũng không đổi thước: chỉ tìm cách làm tròn khác.

# %% [markdown]
# ## 2. Làm tròn gần nhất là gần cái gì?
#
# RTN làm $|\hat{w} - w|$ của từng trọng số nhỏ nhất.
# Nhưng lớp sau không nhìn thấy trọng số, nó chỉ nhìn thấy **đầu ra** $XW$.
#
# **Tính tay.** Hai đầu vào luôn gần bằng nhau, $x_1 = x_2 = x$.
# Hai trọng số là $0.4$ và $0.4$, bước là 1.
#
# - RTN: cả hai thành 0, đầu ra từ $0.8x$ thành $0$, lệch $0.8x$.
# - Làm tròn một số xuống 0, một số lên 1: đầu ra $1x$, chỉ lệch $0.2x$.
#
# Cách sau làm tròn một trọng số lên số **xa** hơn, mà sai số của đầu ra lại nhỏ đi bốn lần.
# Hai sai số ngược dấu đã bù cho nhau.
#
# Có hay gặp không?
# Ta lấy ma trận `blk.0.attn_q` của cả ba mô hình.
# Dữ liệu hiệu chỉnh là 64 cửa sổ, mỗi cửa sổ 64 ký tự, bốc từ văn bản **đã học**.
# Với mỗi cột của $W$ ở 4 bit, ta làm tròn ngẫu nhiên 1000 lần: lên hay xuống theo phần lẻ, như Bài 8.

# %% [markdown] guess="co_may_cot"
# Lớp ấy có 32 cột.
# Có mấy cột mà ít nhất một trong 1000 lần làm tròn ngẫu nhiên cho đầu ra đúng hơn làm tròn gần nhất?
#
# - không cột nào: Làm tròn gần nhất tốt nhất cho từng trọng số, nhưng chưa chắc tốt nhất cho tổng.
# - một hai cột: Các đầu vào của một lớp liên quan với nhau nhiều hơn bạn nghĩ.
# - [x] hơn một nửa số cột
#
# > Mỗi cột có 32 trọng số, tức là 2 mũ 32 cách làm tròn.
# > Giữa bấy nhiêu cách, cách gần nhất hiếm khi là cách tốt nhất.

# %%
bai.guess("co_may_cot")

# %% fold=true
# Bấm để mở: đầu vào của các lớp, và 1000 cách làm tròn ngẫu nhiên mỗi cột.
def inputs_of(P, seed):  # tên -> đầu vào của ma trận ấy, trên 64 cửa sổ
    grabbed = {}
    tiny_lm.forward(P, tiny_lm.calibration(seed, 64)[:, :-1], grab=grabbed)
    return {name: X.astype(float) for name, X in grabbed.items()}


inputs = [inputs_of(P, seed) for seed, P in enumerate(models)]
beaten, best = [], []
for seed, P in enumerate(counted(models, "mô hình")):
    W, X = P["blk.0.attn_q"].astype(float), inputs[seed]["blk.0.attn_q"]
    cross, s, rng = X.T @ X / len(X), scales(W, 4), np.random.default_rng(seed)
    down = np.floor(W / s)
    up = rng.random((1000, *W.shape)) < W / s - down
    E = s * (down + up) - W
    E = np.concatenate([E, [round_nearest(W, 4) - W]])
    tried = np.einsum("kic,ij,kjc->kc", E, cross, E, optimize=True)
    ratios = tried[:-1] / tried[-1]  # chiều (1000, số cột)
    beaten.append(np.sum(ratios.min(axis=0) < 1))
    best.append(np.median(ratios.min(axis=0)))
    if seed == 0:
        shown = ratios[:, 0]

# %%
for seed in tiny_lm.SEEDS:
    print(f"mô hình {seed}: {beaten[seed]} trong 32 cột có cách tốt hơn RTN;")
    print(f"  ở cột đứng giữa, cách tốt nhất sai bằng {best[seed]:.2f} lần RTN")
assert min(beaten) > 16, "phải có cách hơn RTN ở quá nửa số cột"
plots.random_roundings(shown)

# %% [markdown]
# Vậy thứ phải làm nhỏ là sai số của đầu ra.
# Hãy viết nó ra cho một cột $w$.
# Gọi $e = \hat{w} - w$ là sai số của cột ấy; trung bình trên $n$ đầu vào của sai số đầu ra bình phương là
#
# <!-- công thức: Sai số của đầu ra theo ma trận Hesse -->
# $$\frac{1}{n} \lVert X\hat{w} - Xw \rVert^2 = \frac{1}{n}\, e^\top X^\top X\, e = \frac12\, e^\top H e, \qquad H = \frac{2}{n} X^\top X$$
#
# $H$ là đạo hàm bậc hai của sai số ấy theo $w$, gọi là ma trận Hesse (*Hessian*).
# Nó không phụ thuộc vào $w$, nên mọi cột dùng chung một $H$.
#
# - Đường chéo $H_{ii}$ nói kênh vào thứ $i$ lớn đến đâu.
# - Số $H_{ij}$ ngoài đường chéo nói hai kênh đi cùng nhau đến đâu: chính nó cho phép hai sai số bù cho nhau.
#
# **Tính tay.** Hai đầu vào là hai hàng $(1, 1)$ và $(1, -3)$.
# $X^\top X$ có đường chéo $1 + 1 = 2$ và $1 + 9 = 10$, ngoài đường chéo $1 \cdot 1 + 1 \cdot (-3) = -2$.
# Nhân với $2/n = 1$: $H = \begin{pmatrix} 2 & -2 \\ -2 & 10 \end{pmatrix}$.

# %% exercise="hessian"
def hessian(X):
    """Tính ma trận Hesse của sai số đầu ra, chung cho mọi cột của trọng số.

    Đầu vào:
        X: các đầu vào của lớp, mảng số thực chiều (n, vào), mỗi hàng một đầu vào; không
            được sửa mảng này.
    Đầu ra:
        H: ma trận chiều (vào, vào), bằng 2 / n nhân với X chuyển vị nhân X.
    """
    # TODO 2: tính H
    ### BEGIN SOLUTION
    H = 2 * X.T @ X / len(X)
    ### END SOLUTION
    return H

# %%
X = np.array([[1.0, 0.9, 0.0], [2.0, 2.1, 0.5], [-1.0, -0.8, 1.0], [0.0, 0.3, -1.0]])
print(hessian(np.array([[1.0, 1.0], [1.0, -3.0]])))
print(hessian(X))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[ 2. -2.]
#  [-2. 10.]]
# [[ 3.     2.95   0.   ]
#  [ 2.95   2.975 -0.025]
#  [ 0.    -0.025  1.125]]
# ```
#
# Ở ví dụ sau, kênh 0 và kênh 1 gần như luôn bằng nhau, nên $H_{01}$ lớn gần bằng đường chéo.

# %% check="hessian"
bai.check(hessian)

# %% [markdown]
# ### Câu đố ★: sai số của đầu ra, không cần đầu vào
#
# Có $H$ rồi thì không cần giữ hàng nghìn đầu vào nữa.
# Hãy tính sai số của đầu ra, cộng trên mọi cột, chỉ từ $H$ và $E = \hat{W} - W$, trong một dòng, không vòng lặp.
# Không tính điểm.

# %% puzzle="output_error"
def output_error(H, E):
    """Tính tổng trên mọi cột e của E: một nửa của e chuyển vị nhân H nhân e.

    Đầu vào:
        H: ma trận Hesse, mảng số thực chiều (vào, vào).
        E: sai số của trọng số, mảng số thực chiều (vào, ra).
    Đầu ra:
        một số thực.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.sum(E * (H @ E)) / 2
    ### END SOLUTION

# %%
bai.puzzle(output_error)

# %% [markdown] points=2 question="nearest_to_what"
# ### Câu hỏi: gần nhất với cái gì?
#
# Làm tròn gần nhất làm nhỏ nhất đại lượng nào?
# Vì sao đó chưa phải là thứ ta cần?
# Hãy dùng công thức $\frac{1}{2} e^\top H e$ để chỉ ra phần nào của nó mà làm tròn gần nhất không nhìn tới.
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: làm tròn gần nhất làm nhỏ nhất sai số của **từng** trọng số ($|\hat{w} - w|$, hay tổng $e_i^2$), mỗi trọng số riêng lẻ, không nhìn đầu vào.
# - 1 điểm: ta cần sai số của đầu ra; trong đó có các số hạng chéo $H_{ij} e_i e_j$ (từ $X^\top X$), nên các sai số có thể bù cho nhau hoặc cộng dồn.
#   Chỉ nói các kênh nặng nhẹ khác nhau (đường chéo) mà không nói đến bù trừ: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="nearest_to_what"
# Nó làm nhỏ nhất $|e_i|$ của từng trọng số, như thể $H$ là ma trận đơn vị.
# Ta cần $\tfrac12 e^\top H e = \tfrac12 \sum_i H_{ii} e_i^2 + \sum_{i<j} H_{ij} e_i e_j$.
# Tổng thứ nhất thì mỗi số hạng chỉ có một sai số, và làm tròn gần nhất vẫn là tốt nhất cho nó.
# Tổng thứ hai có thể âm: khi $H_{ij} > 0$ thì hai sai số ngược dấu bù cho nhau, cùng dấu thì cộng dồn.
# Làm tròn gần nhất không nhìn tới tổng ấy.

# %% [markdown]
# ## 3. Sai một chỗ, nhiều chỗ gánh
#
# Mỗi cột có 32 trọng số, mỗi số lên hay xuống: thử hết $2^{32}$ cách thì không xong.
# GPTQ đi từng bước, mỗi bước làm tròn một trọng số, và ngay sau đó sửa những trọng số **chưa** làm tròn để bù.
#
# Giả sử ta vừa làm tròn $w_0$ và còn thiếu $d = w_0 - \hat{w}_0$, tức là $e_0 = -d$.
# Các trọng số còn lại, gọi là phần $R$, được phép đổi thêm $\delta$ tùy ý.
# Vậy $e = (-d, \delta)$.
# Đạo hàm của $\tfrac12 e^\top H e$ theo $\delta$ là các hàng $R$ của $He$, và phải bằng 0: $H_{R0} (-d) + H_{RR}\, \delta = 0$.
# Ở đây $H_{RR}$ là $H$ bỏ hàng 0 và cột 0, $H_{R0}$ là cột 0 bỏ số đầu.
# Chuyển vế:
#
# <!-- công thức: Bù một sai số -->
# $$H_{RR}\, \delta = H_{R0}\, d$$
#
# **Tính tay.** $H_{00} = H_{11} = 1$, $H_{01} = 0.9$, hai trọng số $0.4$ và $0.4$, bước 1.
# $w_0$ làm tròn thành 0, nên $d = 0.4$.
# Phần còn lại chỉ có $w_1$: $\delta = 0.9 \cdot 0.4 = 0.36$, và $w_1$ thành $0.76$.
# Bây giờ nó làm tròn thành **1**: ta gặp lại cách làm tròn ở đầu mục 2, mà không phải thử.

# %% [markdown] guess="bu_nguoc_dau"
# Vẫn hai trọng số $0.4$ và $0.4$, nhưng hai đầu vào ngược nhau: $H_{01} = -0.9$.
# Sau khi $w_0$ làm tròn thành 0, $w_1$ thành bao nhiêu?
#
# = 0.4 - 0.9 * 0.4 ± 0.001
#
# - = 0.4 + 0.9 * 0.4: Lần này hai đầu vào ngược dấu, nên trọng số sau phải nhỏ đi.
# - = 0.4: Đó là khi hai kênh không liên quan gì với nhau.
#
# > Trọng số đầu mất 0.4; đầu vào kia ngược dấu, nên bớt trọng số sau đi thì đầu ra mới trở lại.

# %%
bai.guess("bu_nguoc_dau")

# %% [markdown]
# ### Câu đố ★: bù cho đúng
#
# Hàng 0 của $W$ đã làm tròn, mỗi cột còn lệch một số trong `d`.
# Các hàng còn lại phải đổi bao nhiêu?
# Một dòng, không vòng lặp, không tính điểm; `np.linalg.solve(A, B)` giải $A\,x = B$.

# %% puzzle="best_change"
def best_change(H, d):
    """Tìm phần phải thêm vào các hàng 1, 2, ... để bù cho sai số của hàng 0.

    Đầu vào:
        H: ma trận Hesse nghịch đảo được, mảng số thực chiều (vào, vào), có ít nhất hai
            hàng.
        d: hàng 0 của W trừ hàng 0 đã làm tròn, mảng số thực chiều (ra,).
    Đầu ra:
        mảng chiều (vào - 1, ra).
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.outer(np.linalg.solve(H[1:, 1:], H[1:, 0]), d)
    ### END SOLUTION

# %%
bai.puzzle(best_change)

# %% [markdown]
# ### Giải một lần cho mọi bước
#
# Bước sau lại phải giải một hệ phương trình, nhỏ hơn một hàng.
# Mô hình lớn có hàng nghìn kênh vào mỗi lớp, giải hàng nghìn hệ thì quá lâu.
# May thay, mọi nghiệm nằm sẵn trong **một** ma trận: phân tích Cholesky của $H^{-1}$.
#
# <!-- công thức: Phân tích Cholesky của ma trận Hesse đảo -->
# $$U^\top U = (H + \lambda I)^{-1}, \qquad U \text{ tam giác trên}, \qquad \lambda = \text{damp} \cdot \text{trung bình đường chéo của } H$$
#
# Phần bên phải đường chéo của hàng $i$, chia cho $U_{ii}$ rồi đổi dấu, là $\delta / d$ của bước $i$.
#
# Vì sao phải cộng $\lambda$?
# Hai kênh bằng hệt nhau, hay một kênh luôn bằng 0, thì $H$ không có nghịch đảo.
# Cộng một chút vào đường chéo thì có; và các trọng số cũng không bị sửa quá xa.
# `damp` thường bằng $0.01$.
# Nó được tính theo trung bình đường chéo của $H$, nên phóng to mọi đầu vào không làm nó mạnh lên hay yếu đi.
# Chỉ khi $H$ toàn số 0 thì $\lambda$ cũng bằng 0; nhưng lớp không nhận được gì thì làm tròn thế nào cũng vậy.
#
# `np.linalg.cholesky(A)` trả về ma trận tam giác **dưới** $L$ với $L L^\top = A$.
#
# **Tính tay.** $H$ có đường chéo $(3,\ 1)$ và $\text{damp} = 0.1$: trung bình đường chéo là $2$, nên $\lambda = 0.2$.
# Còn với $H = \begin{pmatrix} 1 & 0.9 \\ 0.9 & 1 \end{pmatrix}$ ở ví dụ đầu mục và $\lambda = 0$ thì $U \approx \begin{pmatrix} 2.294 & -2.065 \\ 0 & 1 \end{pmatrix}$.
# $2.065 / 2.294 \approx 0.9$: đúng là $\delta / d = 0.36 / 0.4$ vừa tìm.

# %% exercise="inverse_factor"
def inverse_factor(H, damp):
    """Tính U tam giác trên, với U chuyển vị nhân U là nghịch đảo của H đã cộng thêm.

    Đầu vào:
        H: ma trận Hesse, đối xứng, không toàn số 0, chiều (vào, vào); không được sửa
            mảng này.
        damp: số dương; trước khi nghịch đảo, cộng damp lần trung bình đường chéo của H
            vào mỗi số trên đường chéo của H.
    Đầu ra:
        U: ma trận tam giác trên chiều (vào, vào), các số trên đường chéo đều dương.
    """
    # TODO 3: cộng thêm vào đường chéo, nghịch đảo, rồi phân tích
    ### BEGIN SOLUTION
    damped = H + damp * np.mean(np.diag(H)) * np.eye(len(H))
    U = np.linalg.cholesky(np.linalg.inv(damped)).T
    ### END SOLUTION
    return U

# %%
U = inverse_factor(hessian(X), 0.01)
print(np.round(U, 4) + 0)
print(np.round(U.T @ U @ hessian(X), 2) + 0)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[ 2.8746 -2.8285 -0.0616]
#  [ 0.      0.5775  0.0126]
#  [ 0.      0.      0.933 ]]
# [[0.8  0.19 0.  ]
#  [0.19 0.8  0.  ]
#  [0.   0.   0.98]]
# ```
#
# Ma trận dưới không đúng là ma trận đơn vị, vì ta đã cộng $\lambda$.

# %% check="inverse_factor"
bai.check(inverse_factor)

# %% [markdown]
# Hãy xem lời hứa ở trên có thật không: đặt từng hàng của $U$ vào hệ phương trình của nó, trên một lớp thật.

# %%
H = hessian(inputs[0]["blk.0.attn_q"])
damped = H + 0.01 * np.mean(np.diag(H)) * np.eye(len(H))
U = inverse_factor(H, 0.01)
apart = 0.0
for i in range(len(H) - 1):
    solution = -U[i, i + 1 :] / U[i, i]
    sides = damped[i + 1 :, i + 1 :] @ solution, damped[i + 1 :, i]
    apart = max(apart, np.abs(sides[0] - sides[1]).max())
allowed = 1e-10
assert apart < allowed, "hãy xem lại inverse_factor"
print(f"{len(H) - 1} bước, hai vế lệch nhau chưa đến {allowed:.0e}")

# %% [markdown]
# ### GPTQ
#
# Mọi cột của $W$ dùng chung $H$, nên làm tròn cả một **hàng** một lúc.
# Ta có sẵn ma trận tam giác trên $U$, và thước $s$ của từng cột, chọn từ $W$ **lúc đầu**; cả hai giữ nguyên suốt.
# Lần lượt với $i = 0, 1, 2, \dots$:
#
# 1. Làm tròn hàng $i$, **như nó đang là lúc này**, theo thước của từng cột: $\hat{W}_i = s\, \text{clip}(\text{round}(W_i / s), -q, q)$.
# 2. Tính phần còn thiếu $d = W_i - \hat{W}_i$, mỗi cột một số, rồi chia cho $U_{ii}$; trong mã, thương ấy là `error`.
# 3. Với mọi hàng $j > i$, trừ đi $U_{ij}$ nhân với thương ấy.
#
# <!-- công thức: Bước bù của GPTQ -->
# $$W_j \leftarrow W_j - U_{ij}\, \frac{d}{U_{ii}} \qquad (j > i), \qquad d = W_i - \hat{W}_i$$
#
# Sau khi các hàng sau đã gánh hết mức, hàng $i$ vẫn để lại $\tfrac12 \lVert d / U_{ii} \rVert^2$ trong sai số của đầu ra.
# Cộng các phần ấy lại thì được `loss`, đúng bằng sai số cuối cùng theo ma trận $H + \lambda I$; dòng này đã viết sẵn.
#
# Sau khi được bù, một trọng số có thể vượt ra ngoài thước; khi ấy nó bị cắt, và phần bị cắt cũng được bù tiếp.
#
# **Tính tay.** Vẫn cột $w = (0.4,\ 0.4)$, $s = 1$, và $U = \begin{pmatrix} 2.294 & -2.065 \\ 0 & 1 \end{pmatrix}$ vừa tính.
#
# - Hàng 0 làm tròn thành 0, $d = 0.4$, nên `error` là $0.4 / 2.294 \approx 0.1744$.
# - Hàng 1 thành $0.4 - (-2.065) \cdot 0.1744 \approx 0.76$, làm tròn thành 1.
# - Hàng 0 để lại $\tfrac12 \cdot 0.1744^2 \approx 0.0152$; không ai gánh giúp thì nó để lại $\tfrac12 H_{00}\, d^2 = \tfrac12 \cdot 0.4^2 = 0.08$.

# %% [markdown] guess="nhan_ca_H"
# Nếu nhân cả $H$ với 7 (hay quên số 2, quên chia cho $n$) thì các mã của GPTQ đổi thế nào?
#
# - các hàng sau được bù nhiều hơn 7 lần: U nhỏ đi √7 lần, nhưng ta nhân với U rồi lại chia cho U.
# - [x] không mã nào đổi
# - các mã bị cắt nhiều hơn: Thước s không hề phụ thuộc vào H.
#
# > Bước bù chỉ dùng tỷ số của hai số trong cùng một hàng của U, và λ cũng lớn lên theo H.
# > Số 2 và n chỉ là quy ước; bài này giữ chúng để công thức ở mục 2 đúng là sai số của đầu ra.

# %%
bai.guess("nhan_ca_H")

# %% exercise="gptq"
def gptq(W, U, s, bits):
    """Làm tròn trọng số từng hàng, mỗi lần đẩy sai số sang các hàng chưa làm tròn.

    Đầu vào:
        W: trọng số, mảng số thực chiều (vào, ra).
        U: ma trận tam giác trên chiều (vào, vào), như inverse_factor trả về.
        s: độ co giãn của từng cột, mảng số dương chiều (ra,); chọn từ W lúc đầu và giữ
            nguyên ở mọi hàng.
        bits: số bit, từ 2 đến 8; mã từ -q đến q với q = 2 ** (bits - 1) - 1.
        Không được sửa W, U, s.
    Đầu ra:
        W_hat: trọng số đọc ngược, mảng số thực chiều (vào, ra).
        loss: sai số của đầu ra mà mọi hàng để lại, một số thực.
    """
    q = 2 ** (bits - 1) - 1
    now = W.astype(np.float64)  # bản sao, bạn được sửa: trọng số lúc này
    W_hat = np.zeros(W.shape)
    loss = 0.0
    for i in range(len(W)):
        # TODO 4: làm tròn hàng i của now theo thước s, cắt các mã về đoạn từ -q đến q,
        #   rồi ghi số thực đọc ngược vào hàng i của W_hat; một nửa thì về số chẵn
        ### BEGIN SOLUTION
        W_hat[i] = s * np.clip(np.rint(now[i] / s), -q, q)
        ### END SOLUTION
        # TODO 5: tính error, sai số của hàng i chia cho U[i, i], rồi sửa mọi hàng sau
        #   hàng i của now
        ### BEGIN SOLUTION
        error = (now[i] - W_hat[i]) / U[i, i]
        now[i + 1 :] -= np.outer(U[i, i + 1 :], error)
        ### END SOLUTION
        loss += np.sum(error**2) / 2
    return W_hat, loss

# %%
W = np.array([[0.2, -0.2], [0.9, 0.4], [1.0, 0.9]])
s = np.array([1 / 3, 0.3])
W_hat, loss = gptq(W, inverse_factor(hessian(X), 0.01), s, 3)
print("GPTQ:", *np.rint(W_hat / s).astype(int))
print("RTN :", *np.rint(W / s).astype(int))
for name, found in (("RTN", round_nearest(W, 3)), ("GPTQ", W_hat)):
    print(f"{name:4}: sai số đầu ra {np.sum((X @ found - X @ W) ** 2) / len(X):.4f}")
print(f"loss: {loss:.4f}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# GPTQ: [ 1 -1] [2 2] [3 3]
# RTN : [ 1 -1] [3 1] [3 3]
# RTN : sai số đầu ra 0.1402
# GPTQ: sai số đầu ra 0.0314
# loss: 0.0328
# ```
#
# `loss` hơi lớn hơn sai số thật, vì nó tính theo $H$ đã cộng $\lambda$.

# %% check="gptq"
bai.check(gptq)

# %% [markdown]
# Hãy thử `loss` trên một lớp thật.

# %%
name = "blk.0.attn_q"
W = first[name].astype(float)
W_hat, loss = gptq(W, inverse_factor(H, 0.01), scales(W, 3), 3)
E = W_hat - W
output = np.sum((inputs[0][name] @ E) ** 2) / len(inputs[0][name])
added = 0.01 * np.mean(np.diag(H)) / 2 * np.sum(E**2)
print(f"loss {loss:.6f}; sai số của đầu ra {output:.6f}, phần của λ {added:.6f}")
assert np.isclose(loss, output + added), "hãy xem lại gptq"

# %% [markdown]
# ### Kéo thử: sai số tích lại qua từng hàng
#
# Trục ngang là số hàng đã làm tròn.
# Đường của RTN: sai số của đầu ra khi các hàng còn lại đứng yên.
# Đường của GPTQ: các hàng còn lại được sửa để bù, nên đó là `loss` của chừng ấy hàng.
# Cả hai tính theo $H$ đã cộng $\lambda$.
# Hãy kéo `damp` lên rất lớn: GPTQ trở thành cái gì?

# %% fold=true
# Bấm để mở: sai số của đầu ra sau mỗi hàng, của RTN và của GPTQ.
def watch(name, bits, power):
    X, W, damp = inputs[0][name], first[name].astype(float), 10.0**power
    H, s, E = hessian(X), scales(W, bits), round_nearest(W, bits) - W
    U, added = inverse_factor(H, damp), damp * np.mean(np.diag(H)) / 2
    nearest, spread = [0.0], [0.0]
    for rows in range(1, len(W) + 1):
        output = np.sum((X[:, :rows] @ E[:rows]) ** 2) / len(X)
        nearest.append(output + added * np.sum(E[:rows] ** 2))
        spread.append(gptq(W[:rows], U[:rows, :rows], s, bits)[1])
    print(f"{name}, {bits} bit, damp = {damp:g}: sai số của đầu ra")
    print(f"RTN {nearest[-1]:.4g}, GPTQ {spread[-1]:.4g}, theo H đã cộng")
    return plots.error_by_row(nearest, spread)


widgets.explore(
    watch,
    name=widgets.Choice("Lớp", ("blk.0.attn_q", "blk.1.ffn_down"), "blk.0.attn_q"),
    bits=widgets.Choice("Số bit", (2, 3, 4), 3),
    power=widgets.Slider("damp = 10 mũ", -2, -4, 3, 1),
)

# %% [markdown]
# Sai số của GPTQ lớn lên rất chậm lúc đầu, rồi nhanh dần: càng về cuối, càng ít hàng còn lại để gánh.
# `damp` rất lớn thì $U$ gần như chỉ còn đường chéo, không hàng nào gánh giúp hàng nào, và GPTQ trở lại thành RTN.
#
# ### Cả mô hình
#
# Bây giờ làm với cả 12 ma trận, cả ba mô hình.
# Vẫn $H$ tính trên văn bản **đã học**, và độ bối rối đo trên văn bản **chưa đọc**.

# %% fold=true
# Bấm để mở: RTN và GPTQ ở 2, 3, 4 bit, trên cả ba mô hình.
def by_gptq(P, Us, bits):
    return changed(P, lambda name, W: gptq(W, Us[name], scales(W, bits), bits)[0])


def factors(grabbed, damp=0.01):
    return {name: inverse_factor(hessian(X), damp) for name, X in grabbed.items()}


BITS = (2, 3, 4)
in_reals = np.array([measure(P) for P in models])
by_way = {"RTN": np.zeros((3, len(BITS))), "GPTQ": np.zeros((3, len(BITS)))}
for seed, P in enumerate(counted(models, "mô hình")):
    Us = factors(inputs[seed])
    for place, bits in enumerate(BITS):
        by_way["RTN"][seed, place] = measure(by_nearest(P, bits))
        by_way["GPTQ"][seed, place] = measure(by_gptq(P, Us, bits))

# %%
for seed in tiny_lm.SEEDS:
    print(f"mô hình {seed}, số thực: {in_reals[seed]:.3f}")
    for place, bits in enumerate(BITS):
        each = [f"{way} {found[seed, place]:.3f}" for way, found in by_way.items()]
        print(f"   {bits} bit: {', '.join(each)}")
lost = {way: found[:, 1] - in_reals for way, found in by_way.items()}
print("3 bit, RTN mất gấp mấy lần GPTQ:", np.round(lost["RTN"] / lost["GPTQ"], 2))
assert np.all(lost["RTN"] > 1.4 * lost["GPTQ"]), "hãy xem lại gptq"
plots.perplexity_by_bits(BITS, by_way, in_reals)

# %% [markdown]
# Ở 3 bit, GPTQ lấy lại hơn một phần ba những gì RTN đánh mất, ở cả ba mô hình.
# Không học lại, không thêm bit, không đổi thước: chỉ đổi chỗ lên, chỗ xuống.
#
# Hãy đọc thử chữ mà mô hình 0 viết, trước và sau mỗi cách, với cùng những lần bốc thăm.

# %%
def show_writing(name, P):
    text = tiny_lm.write(P, "lượng tử hóa ", 80, np.random.default_rng(0))
    print(f"{name:12}", " ".join(text.split()))


Us = factors(inputs[0])
show_writing("số thực", first)
for bits in (3, 2):
    show_writing(f"RTN, {bits} bit", by_nearest(first, bits))
    show_writing(f"GPTQ, {bits} bit", by_gptq(first, Us, bits))

# %% [markdown]
# Ở 3 bit, mắt chưa phân biệt được hai cách; độ bối rối thì phân biệt được.
#
# Ở 2 bit, GPTQ vẫn hơn, nhưng cả hai đều hỏng: khỏi cần đo, chữ viết ra đã vỡ.
# Ba mức thì không còn mấy chỗ để bù; muốn 2 bit thì phải học tiếp, như Bài 8.

# %% [markdown]
# ## 4. Kênh nào quan trọng?
#
# GPTQ nhìn $H$ cả trong lẫn ngoài đường chéo.
# Bây giờ ta chỉ nhìn đường chéo.
#
# Trong các mô hình ngôn ngữ lớn, vài kênh gấp hàng chục lần các kênh khác.
# Ta lại trồng những kênh như thế vào mô hình nhỏ bằng `with_outliers` của Bài 10, lần này gấp 16.
# Kênh được nhân với 16 thì hàng trọng số của nó được chia cho 16, nên **hàm không đổi**.

# %%
loud_models = [tiny_lm.with_outliers(P, seed, 16) for seed, P in enumerate(models)]
loud_inputs = [inputs_of(P, seed) for seed, P in enumerate(loud_models)]
loud = [measure(P) for P in loud_models]
print("độ bối rối không đổi:", np.round(in_reals, 3), np.round(loud, 3))
size = np.mean(np.abs(loud_inputs[0]["blk.0.attn_q"]), axis=0)
print("trung bình |x| của 32 kênh vào:", np.round(np.sort(size)[-4:], 2), "là lớn nhất")
for name, P in (("trước", models[0]), ("sau", loud_models[0])):
    print(f"RTN 4 bit, {name} khi đổi cỡ: {measure(by_nearest(P, 4)):.3f}")

# %% [markdown]
# Cùng một hàm, mà 4 bit mất nhiều hơn hẳn.
#
# Giả sử ta được giữ nguyên số thực ở một vài hàng: cứ 32 hàng thì giữ **một** (`ffn_down` có 128 hàng, nên giữ bốn).

# %% [markdown] guess="giu_hang_nao"
# Giữ hàng nào thì độ bối rối nhỏ nhất?
#
# - hàng có |W| lớn nhất: Bước của cột do chúng quyết định, nên chúng vốn được làm tròn tương đối tốt.
# - [x] hàng nhân với đầu vào lớn nhất
# - hàng nào cũng vậy: Sai số của trọng số thì gần như nhau, nhưng đầu vào nhân với nó thì không.
#
# > Sai số của đầu ra là sai số của trọng số nhân với đầu vào.
# > Hàng quan trọng nhất có khi lại là hàng có trọng số nhỏ nhất.

# %%
bai.guess("giu_hang_nao")

# %% [markdown]
# Ở hàng của kênh ngoại lai, trọng số đã bị chia cho 16, nên nó nhỏ xíu so với bước của cột, và làm tròn mất gần hết.
# Rồi sai số ấy được nhân với một đầu vào gấp 16 lần.
#
# Độ lớn của một kênh vào là trung bình của $|x|$ trên mọi đầu vào.
# Những kênh có độ lớn ấy lớn nhất là những kênh nổi bật.
#
# **Tính tay.** Hai đầu vào $(1, -3, 2)$ và $(1, 3, 2)$: độ lớn của ba kênh là $1$, $3$ và $2$.
# Hai kênh nổi bật nhất là kênh 1 và kênh 2.
# Nếu quên trị tuyệt đối thì trung bình của kênh 1 là 0, và nó bị bỏ sót.

# %% exercise="salient_channels"
def salient_channels(X, k):
    """Tìm k kênh vào có trung bình của |x| lớn nhất.

    Đầu vào:
        X: các đầu vào của lớp, mảng số thực chiều (n, vào); không được sửa mảng này.
        k: số kênh cần tìm, từ 1 đến số cột của X.
    Đầu ra:
        channels: số thứ tự của các kênh ấy, xếp tăng dần, mảng số nguyên chiều (k,).
            Trong các phép thử, không có hai kênh nào bằng nhau.
    """
    # TODO 6: tính độ lớn của từng kênh, chọn k kênh lớn nhất, xếp lại theo số thứ tự
    ### BEGIN SOLUTION
    size = np.mean(np.abs(X), axis=0)
    channels = np.sort(np.argsort(-size)[:k])
    ### END SOLUTION
    return channels

# %%
print(salient_channels(np.array([[1.0, -3.0, 2.0], [1.0, 3.0, 2.0]]), 2))
print(salient_channels(X * [1, 1, 20], 1))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [1 2]
# [2]
# ```

# %% check="salient_channels"
bai.check(salient_channels)

# %% fold=true
# Bấm để mở: giữ một hàng trong 32 theo ba cách chọn, trên cả ba mô hình.
def by_activation(W, X, k):
    return salient_channels(X, k)


def by_weight(W, X, k):
    return salient_channels(W.T, k)


def at_random(W, X, k):
    return random.choice(len(W), k, replace=False)


def keeping(choose, P, grabbed):
    def change(name, W):
        kept, W_hat = choose(W, grabbed[name], len(W) // 32), round_nearest(W, 4)
        W_hat[kept] = W[kept]
        return W_hat

    return measure(changed(P, change))

# %%
random = np.random.default_rng(0)
CHOICES = {"theo |x|": by_activation, "theo |W|": by_weight, "ngẫu nhiên": at_random}
kept = {name: [] for name in CHOICES}
nearest = []
for P, grabbed in zip(counted(loud_models, "mô hình"), loud_inputs):
    nearest.append(measure(by_nearest(P, 4)))
    for name, choose in CHOICES.items():
        kept[name].append(keeping(choose, P, grabbed))
print("RTN, không giữ hàng nào:", np.round(nearest, 3))
for name, found in kept.items():
    print(f"giữ 1 hàng trong 32, chọn {name}:", np.round(found, 3))
others = np.minimum(kept["theo |W|"], kept["ngẫu nhiên"])
assert np.all(np.array(kept["theo |x|"]) < 0.955 * others), "xem lại salient_channels"

# %% [markdown]
# Giữ 3% trọng số, chọn theo đầu vào, thì trở lại gần như 4 bit khi chưa có giá trị ngoại lai.
# Giữ 3% chọn theo trọng số thì như không.
# Đó là bảng 1 của bài báo AWQ, nơi 1% là đủ vì mô hình lớn có hàng nghìn kênh.

# %% [markdown]
# ## 5. AWQ: phóng to rồi thu nhỏ
#
# Giữ vài hàng ở số thực thì máy phải chạy hai kiểu số trong một ma trận.
# AWQ tìm cách để mọi trọng số vẫn là 4 bit.
#
# Nhân hàng $i$ của $W$ với $f_i$ rồi chia kênh vào thứ $i$ cho $f_i$ thì tích không đổi.
# Nhưng hàng to hơn thì so với bước của cột, nó được làm tròn kỹ hơn: sai số sau khi chia lại nhỏ đi khoảng $f_i$ lần.
# Cái giá: nếu nó thành lớn nhất cột thì bước dài ra, và các hàng khác bị làm tròn thô hơn.
# Vậy phóng to bao nhiêu?
#
# AWQ lấy $m_i$ là trung bình của $|x|$ ở kênh $i$, nhưng ít nhất $10^{-4}$, rồi thử
#
# <!-- công thức: Hệ số phóng to của AWQ -->
# $$f_i = m_i^{\alpha}, \qquad \hat{W} = \text{diag}(f)^{-1}\, \text{đọc ngược}\big(\text{diag}(f)\, W\big)$$
#
# với vài $\alpha$ từ 0 đến 1, và giữ $\alpha$ có sai số của đầu ra nhỏ nhất.
# Phép nhân $\text{diag}(f)\, W$ phóng to **mọi** hàng; sau đó mới chọn thước cho từng cột của ma trận mới ấy.
# Bài báo còn chia mọi $f_i$ cho $\sqrt{\max f \cdot \min f}$ để chúng quây quanh 1.
# Với thước theo cột, phép chia ấy không đổi $\hat{W}$: cả cột và bước của nó cùng nhỏ đi như nhau.
#
# **Tính tay.** Hai kênh có $m = (1,\ 16)$; $\alpha = 0.5$ thì $f = (1,\ 4)$.
# Cột $W$ là $(0.7,\ 0.04)$, 4 bit, bước $0.7 / 7 = 0.1$.
#
# - RTN: $0.04$ chưa được nửa bước, làm tròn thành 0, sai $0.04$.
# - AWQ: nhân $f$ được $(0.7,\ 0.16)$, bước vẫn là $0.1$, đọc ngược ra $(0.7,\ 0.2)$; chia $f$ thì được $(0.7,\ 0.05)$, chỉ sai $0.01$.

# %% [markdown] guess="chon_so_mu"
# Với $\alpha = 0$, AWQ chính là cách nào?
#
# - giữ nguyên số thực: α bằng mấy thì trọng số cũng qua phép làm tròn.
# - [x] RTN
# - GPTQ: GPTQ sửa các hàng chưa làm tròn, AWQ thì không.
#
# > Số nào mũ 0 cũng bằng 1, nên không hàng nào được phóng to.
# > Vì vậy, trên chính dữ liệu hiệu chỉnh, AWQ có thử α = 0 thì không bao giờ thua RTN.

# %%
bai.guess("chon_so_mu")

# %% exercise="awq_search"
def awq_search(W, X, bits, grid):
    """Tìm số mũ alpha phóng to các kênh nổi bật sao cho đầu ra sai ít nhất.

    Đầu vào:
        W: trọng số, mảng số thực chiều (vào, ra); không được sửa mảng này.
        X: các đầu vào của lớp, mảng số thực chiều (n, vào); không được sửa mảng này.
        bits: số bit, từ 2 đến 8.
        grid: list các alpha để thử, mỗi số từ 0 đến 1.
    Đầu ra:
        alpha: số đầu tiên trong grid có sai số nhỏ nhất.
        W_hat: trọng số đọc ngược ứng với alpha ấy, chiều (vào, ra).
        errors: sai số của từng số trong grid, mảng chiều (len(grid),): trung bình, trên
            mọi phần tử, của bình phương hiệu hai đầu ra. Trong các phép thử, hai sai số
            nhỏ nhất hoặc bằng hệt nhau, hoặc khác nhau rõ rệt.
    """

    def read_back(W, bits):  # W lượng tử hóa theo cột rồi đọc ngược
        q = 2 ** (bits - 1) - 1
        s = np.max(np.abs(W), axis=0) / q
        s = np.where(s == 0, 1, s)
        return np.clip(np.rint(W / s), -q, q) * s

    m = np.maximum(np.mean(np.abs(X), axis=0), 1e-4)  # độ lớn của từng kênh vào
    candidates = []
    for alpha in grid:
        # TODO 7: tính candidate: phóng to từng hàng của W theo alpha, đọc ngược bằng
        #   read_back, rồi thu nhỏ lại
        ### BEGIN SOLUTION
        s = m**alpha
        candidate = read_back(W * s[:, np.newaxis], bits) / s[:, np.newaxis]
        ### END SOLUTION
        candidates.append(candidate)
    # TODO 8: tính errors của mọi candidate, rồi chọn alpha và W_hat
    ### BEGIN SOLUTION
    errors = np.array([np.mean((X @ one - X @ W) ** 2) for one in candidates])
    best = np.argmin(errors)
    alpha, W_hat = grid[best], candidates[best]
    ### END SOLUTION
    return alpha, W_hat, errors

# %%
W = np.array([[0.2, -0.4, 0.2], [0.5, 1.0, -0.9], [0.22, 0.02, -0.17]])
X_loud = np.array([[1, 0.5, 0], [2, 2, 16], [-1, -1, 32], [0, 0.5, -16]])
alpha, W_hat, errors = awq_search(W, X_loud, 3, [0, 0.25, 0.5, 1])
print("alpha :", alpha)
print("errors:", np.round(errors, 4))
print("hàng 2:", np.round(W_hat[2], 4))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# alpha : 0.5
# errors: [2.5863 0.2254 0.1248 0.2498]
# hàng 2: [ 0.22  0.   -0.15]
# ```
#
# Hàng 2 nhân với đầu vào lớn gấp 16, nên nó được làm tròn kỹ: sai nhiều nhất $0.02$.
# Với $\alpha = 0$, số $-0.17$ thành $-0.3$, sai $0.13$.

# %% check="awq_search"
bai.check(awq_search)

# %% fold=true
# Bấm để mở: RTN, GPTQ và AWQ ở 2, 3, 4 bit, trên ba mô hình có kênh ngoại lai.
GRID = [place / 10 for place in range(11)]


def by_awq(P, grabbed, bits):
    found = {}
    for name in tiny_lm.LINEAR:
        some = grabbed[name][::8]  # một phần tám, cho nhanh
        found[name] = awq_search(P[name].astype(float), some, bits, GRID)
    small = {name: W_hat.astype(np.float32) for name, (_, W_hat, _) in found.items()}
    return P | small, found


alphas = []
loud_way = {way: np.zeros((3, len(BITS))) for way in ("RTN", "GPTQ", "AWQ")}
for seed, P in enumerate(counted(loud_models, "mô hình")):
    Us = factors(loud_inputs[seed])
    for place, bits in enumerate(BITS):
        by_scale, found = by_awq(P, loud_inputs[seed], bits)
        tries = by_nearest(P, bits), by_gptq(P, Us, bits), by_scale
        for way, changed_model in zip(loud_way, tries):
            loud_way[way][seed, place] = measure(changed_model)
    alphas += [alpha for alpha, _, _ in found.values()]  # của 4 bit, lần cuối
    if seed == 0:
        at_4_bits = dict(zip(("RTN, 4 bit", "GPTQ, 4 bit", "AWQ, 4 bit"), tries))
        curves = {name: errors / errors[0] for name, (_, _, errors) in found.items()}
scaled, spread = loud_way["AWQ"][:, -1], loud_way["GPTQ"][:, -1]

# %%
for name, found in (
    ("số thực", loud), ("RTN", nearest), ("AWQ", scaled), ("GPTQ", spread),
    ("giữ 1 hàng trong 32", kept["theo |x|"]),
):
    print(f"{name:20}", np.round(found, 3))
zeros = np.sum(np.array(alphas) == 0)
print(f"alpha: trung bình {np.mean(alphas):.2f}, 0 ở {zeros}/{len(alphas)} ma trận")
assert np.all(scaled < 0.96 * np.array(nearest)), "xem lại awq_search"
plots.alpha_curves(GRID, curves)

# %% [markdown]
# Mọi trọng số vẫn 4 bit, mà AWQ lấy lại hơn một nửa phần đã mất.
# (Thứ được cất là mã của $f_i W_i$; phép chia cho $f_i$ nằm ở phía đầu vào.)
#
# Phần lớn các đường cong chúc xuống dưới 1: những ma trận ấy nhận kênh ngoại lai.
# Hai đường của `attn_output` gần như không chúc xuống: ở đó ta không đặt kênh ngoại lai nào.
# Đường đi lên cao nhất, `blk.1.attn_k`, cũng nhận kênh ngoại lai, nhưng sai số của nó dồn vào hai cột, là hai kênh của khóa cũng được nhân 16.
# Ở hai cột ấy, trọng số của kênh ngoại lai gần bằng 0, làm tròn thành 0 cũng chẳng mất mấy; phóng to các hàng chỉ làm bước dài thêm.
# Mỗi ma trận một $\alpha$ tốt nhất, có ma trận không phóng to là hơn, nên phải thử chứ không đoán được.
#
# GPTQ cũng nhìn thấy kênh ngoại lai, qua $H_{ii}$; ở 4 bit nó hơn RTN nhưng thua AWQ, ở cả ba mô hình.
# Còn ở ít bit hơn?

# %%
more = {way: found - np.reshape(loud, (-1, 1)) for way, found in loud_way.items()}
means = {way: np.mean(found, axis=0) for way, found in more.items()}
assert np.all(more["AWQ"][:, 2] < more["GPTQ"][:, 2]), "4 bit: xem lại awq_search"
assert means["GPTQ"][1] < means["AWQ"][1] < means["RTN"][1], "3 bit: xem lại gptq"
plots.perplexity_by_bits(BITS, loud_way, loud)

# %% [markdown]
# Ở 4 bit, AWQ hơn hẳn.
# Ở 3 bit, tính trung bình thì GPTQ lại hơn, có lẽ vì bước dài ra, hàng nào cũng sai nhiều, không riêng hàng của kênh ngoại lai.
# Ở 2 bit, cả ba đều hỏng, như ở mục 3.
#
# Chữ viết ra ở 4 bit:

# %%
show_writing("số thực", loud_models[0])
for name, P in at_4_bits.items():
    show_writing(name, P)

# %% [markdown]
# RTN bịa nhiều từ hơn cả; hai dòng kia thì mắt khó phân biệt, phải nhờ con số.
#
# Người ta hay dùng cả hai: phóng to theo AWQ trước, rồi làm tròn theo GPTQ.

# %% [markdown] points=2 question="mixed_or_scaled"
# ### Câu hỏi: giữ 1% hay phóng to?
#
# Giữ chừng 1% trọng số ở 16 bit (ở mô hình nhỏ của ta là 3%), phần còn lại 4 bit, thì mất ít nhất.
# AWQ thì mọi trọng số đều 4 bit, độ bối rối kém hơn một chút.
# Phần cứng thích cách nào, vì sao?
# Và các hệ số $f_i$ của AWQ phải chia ở đầu vào: có phải thêm một phép chia lúc chạy không?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: phần cứng thích AWQ (hay: mọi trọng số cùng một kiểu), vì trộn hai kiểu số làm vỡ cách xếp đều đặn trong bộ nhớ, phải ghi thêm chỗ nào là 16 bit, phải rẽ nhánh hay chạy hai phép nhân.
# - 1 điểm: không cần thêm phép chia: $1 / f_i$ gộp được vào thứ đứng trước (hệ số của RMSNorm, hay cột của lớp trước), như phép đổi cỡ ở Bài 3.
#   Chỉ nói "chia trước khi chạy" mà không nói gộp vào đâu: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="mixed_or_scaled"
# Phần cứng thích AWQ.
# Ma trận toàn mã 4 bit thì xếp khít nhau, đọc và nhân đều đặn; trộn thêm vài hàng 16 bit thì phải ghi chúng nằm đâu, và nhân bằng hai cách rồi cộng lại.
# Hệ số $1 / f_i$ thì gộp vào hệ số của RMSNorm đứng trước, hay vào cột của ma trận đứng trước, đúng như phép đổi cỡ ở Bài 3.
# Nhờ thế, lúc chạy không có thêm phép tính nào.

# %% [markdown]
# ## 6. ★ Giữ thêm một bản sửa lỗi
#
# Mục này không bắt buộc và không tính điểm.
#
# GPTQ và AWQ làm tròn khôn hơn.
# Có một lối khác: cứ làm tròn gần nhất, rồi giữ thêm một bản sửa lỗi ở bên cạnh.
# Ở mục này, $E = W - \hat{W}$ là phần còn thiếu, như $d$ của GPTQ.
# Giữ cả $E$ thì đắt như giữ $W$, nên ta giữ một bản gần đúng của nó:
#
# <!-- công thức: Bản sửa lỗi hạng thấp -->
# $$W \approx \hat{W} + A B, \qquad A \text{ chiều } (\text{vào}, r), \qquad B \text{ chiều } (r, \text{ra})$$
#
# Với $r$ nhỏ, tích $AB$ gọi là một ma trận hạng thấp (*low-rank matrix*), hạng nhiều nhất là $r$.
# Lúc chạy, lớp tính $X\hat{W} + (XA)B$: phép nhân cũ, thêm hai phép nhân rất nhỏ.
#
# $A$ và $B$ có $r\,(\text{vào} + \text{ra})$ số, ta lưu mỗi số 8 bit.
#
# **Tính tay.** Ma trận $32 \times 32$, $r = 1$: $64$ số là $512$ bit, chia cho $1024$ trọng số, tức là thêm $0.5$ bit mỗi trọng số.

# %% [markdown] guess="gia_cua_hang"
# Ở một mô hình lớn, ma trận có chiều $4096 \times 4096$.
# Với $r = 32$, mỗi trọng số phải thêm mấy bit?
#
# = 8 * 32 * (4096 + 4096) / 4096**2 ± 0.001
#
# - = 32 * (4096 + 4096) / 4096**2: Đó mới là số các số của A và B cho mỗi trọng số; mỗi số còn 8 bit.
# - = 8 * 32 * 4096 / 4096**2: Đó là giá của riêng A; còn B nữa.
# - = 8 * 32: Đó là giá của mỗi hàng của A; còn phải chia cho số trọng số.
#
# > Số các số của A và B tăng theo cạnh của ma trận, số trọng số tăng theo bình phương của cạnh.
# > Ma trận càng lớn thì bản sửa lỗi càng rẻ.

# %%
bai.guess("gia_cua_hang")

# %%
RANKS = (1, 3)
sides = sum(sum(first[name].shape) for name in tiny_lm.LINEAR)  # vào + ra
extra = np.array([8 * r * sides / in_linear for r in RANKS])
for r, bits in zip(RANKS, extra):
    print(f"mô hình của ta, hạng {r}: mỗi trọng số thêm {bits:g} bit")

# %% [markdown]
# ### Hạng r nào gần nhất?
#
# Phân tích giá trị kỳ dị (*singular value decomposition*, SVD) viết mọi ma trận thành một tổng
#
# <!-- công thức: Phân tích giá trị kỳ dị -->
# $$E = \sum_k \sigma_k\, u_k v_k^\top, \qquad \sigma_1 \ge \sigma_2 \ge \dots \ge 0$$
#
# trong đó các vector $u_k$ có độ dài 1 và vuông góc với nhau, các $v_k$ cũng vậy.
# Các số $\sigma_k$ là những giá trị kỳ dị của $E$.
# Năm 1936, Eckart và Young chứng minh: giữ $r$ số hạng đầu thì được ma trận hạng $r$ gần $E$ nhất, và tổng bình phương các phần tử còn thiếu là $\sum_{k > r} \sigma_k^2$.
# Vậy mọi chuyện tùy vào $\sigma_k$ nhỏ đi nhanh hay chậm.

# %% [markdown]
# ### Câu đố ★: giữ r số hạng đầu
#
# `U, S, Vt = np.linalg.svd(E, full_matrices=False)` cho sẵn các $u_k$ là các cột của `U`, các $\sigma_k$ trong `S`, các $v_k$ là các hàng của `Vt`.
# Từ đó, hãy tính ma trận hạng $r$ gần $E$ nhất, trong một dòng, không vòng lặp.
# Không tính điểm.

# %% puzzle="low_rank"
def low_rank(U, S, Vt, r):
    """Tính tổng của r số hạng đầu trong phân tích giá trị kỳ dị.

    Đầu vào:
        U: mảng số thực chiều (vào, k), mỗi cột là một vector u.
        S: các giá trị kỳ dị, xếp giảm dần, mảng số thực chiều (k,).
        Vt: mảng số thực chiều (k, ra), mỗi hàng là một vector v.
        r: số số hạng phải giữ, từ 1 đến k.
    Đầu ra:
        ma trận chiều (vào, ra).
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return (U[:, :r] * S[:r]) @ Vt[:r]
    ### END SOLUTION

# %%
bai.puzzle(low_rank)

# %% [markdown]
# ### Gần theo nghĩa nào?
#
# SVD của $E$ làm nhỏ nhất sai số của **trọng số**.
# Nhưng từ mục 2, thứ phải làm nhỏ là sai số của **đầu ra**.
#
# LQER nhân hàng $i$ của $E$ với $m_i$, trung bình của $|x|$ ở kênh vào thứ $i$, như AWQ.
# Lấy SVD xong mới chia lại cho $m_i$.
# Nhờ vậy, hàng nào nhân với đầu vào lớn thì được giữ kỹ hơn.
#
# Nhân rồi chia thì triệt tiêu nhau, nên cách tính rất gọn.
# $B$ là $r$ vector $v_k$ đầu tiên của ma trận **đã nhân** $m$, xếp thành hàng; còn $A = E B^\top$, với $E$ **chưa nhân**.

# %% [markdown] guess="nhin_E_hay_nhin_dau_vao"
# Lấy các mô hình có kênh ngoại lai ở mục 4, RTN 4 bit, thêm một bản sửa lỗi hạng 1.
# Cách chọn $B$ nào cho độ bối rối nhỏ hơn?
#
# - từ SVD của E: Nó gần E nhất, nhưng không biết hàng nào của E nhân với đầu vào lớn.
# - [x] từ SVD của E đã nhân m
# - hai cách như nhau: Hàng của kênh ngoại lai được nhân với một m lớn hơn hẳn các hàng khác, nên hai SVD khác hẳn nhau.
#
# > Chỉ một hàng của E, đứng riêng, đã là một ma trận hạng 1.
# > Nhân m rồi thì hàng của kênh ngoại lai trội hẳn, nên số hạng đầu gần như chính là hàng ấy.

# %%
bai.guess("nhin_E_hay_nhin_dau_vao")

# %% fold=true
# Bấm để mở: RTN thêm một bản sửa lỗi hạng r.
def weighed(E, X):  # mỗi hàng của E nhân với độ lớn của kênh vào
    return np.mean(np.abs(X), axis=0)[:, np.newaxis] * E


def repair(E, seen, r):  # AB, với A và B ở 8 bit
    B = np.linalg.svd(seen, full_matrices=False)[2][:r]
    return round_nearest(E @ B.T, 8) @ round_nearest(B.T, 8).T


def repaired(P, grabbed, bits, see, r):
    def change(name, W):
        W_hat = round_nearest(W, bits)
        E = W - W_hat
        return W_hat + repair(E, see(E, grabbed[name]), r)

    return measure(changed(P, change))

# %% fold=true
# Bấm để mở: đo các mô hình thường từ 3 bit, các mô hình có kênh ngoại lai từ 4 bit.
PLAIN, WEIGHED = "hạng r của E", "hạng r của E nhân m"
quiet = {way: ((3, 4), by_way[way][:, 1:]) for way in ("RTN", "GPTQ")}
fifth = [measure(by_nearest(P, 5)) for P in loud_models]
noisy = {"RTN": ((4, 5), np.column_stack([nearest, fifth]))}
noisy["GPTQ"] = (4,), np.c_[spread]
for ways, some, grabbed in ((quiet, models, inputs), (noisy, loud_models, loud_inputs)):
    [few, _], found = ways["RTN"]
    for way, see in ((PLAIN, lambda E, X: E), (WEIGHED, weighed)):
        rows = []
        for P, one, start in zip(counted(some, "mô hình"), grabbed, found[:, 0]):
            rows.append([start, *(repaired(P, one, few, see, r) for r in RANKS)])
        ways[way] = (few + np.array([0, *extra]), np.array(rows))
noisy["AWQ"] = (4,), np.c_[scaled]
noisy["giữ 1 hàng ở 16 bit"] = (4 + (16 - 4) / 32,), np.c_[kept["theo |x|"]]

# %%
CASES = {"mô hình thường": quiet, "có kênh ngoại lai": noisy}
for label, ways in CASES.items():
    print(f"{label}, trung bình ba mô hình:")
    for way, (bits, found) in ways.items():
        pairs = zip(bits, np.mean(found, axis=0))
        print(f"  {way}:", "; ".join(f"{b:g} bit {ppl:.2f}" for b, ppl in pairs))
first_rank = {way: noisy[way][1][:, 1] for way in (PLAIN, WEIGHED)}
back = (nearest - first_rank[WEIGHED]) / np.subtract(nearest, fifth)
print("có kênh ngoại lai, hạng 1 lấy lại", np.round(back, 2), "lần một bit nữa")
assert np.all(quiet[WEIGHED][1][:, -1] > 1.06 * by_way["RTN"][:, 2]), "một bit phải hơn"
assert np.all(by_way["GPTQ"][:, 1] < quiet[WEIGHED][1][:, 1]), "hãy xem lại gptq"
assert np.all(back > 0.7), "hạng 1 phải lấy lại gần bằng một bit"
assert np.all(first_rank[WEIGHED] < 0.96 * first_rank[PLAIN]), "nhân m thì phải hơn"
assert np.all(kept["theo |x|"] < first_rank[WEIGHED]), "giữ một hàng phải hơn hạng 1"
plots.perplexity_by_cost(CASES)

# %% [markdown]
# Ở mô hình thường, hạng 3 tốn hơn một bit mà thua xa một bit.
# GPTQ không tốn thêm bit nào mà hơn cả hạng 1.
# Sai số làm tròn ở đó gần như nhiễu: không hướng nào nổi bật, nên giữ vài hướng chỉ lấy lại được một ít.
#
# Có kênh ngoại lai thì khác.
# Hạng 1 của LQER chưa tốn nửa bit mà lấy lại gần bằng cả một bit, vì chỗ gây hại dồn vào một hàng.
# SVD của $E$ thì gần như không lấy lại được gì: nó không biết kênh nào ngoại lai.
#
# Giữ một hàng ở 16 bit, như ở mục 4, tốn đúng bằng hạng 1 mà còn hơn một chút.
# Nhưng khi ấy phải trộn hai kiểu số trong một ma trận; với LQER, $\hat{W}$ vẫn toàn mã 4 bit.
# Và hãy nhìn AWQ: không thêm bit nào mà cũng xuống tới chừng ấy.
#
# Hãy xem giá trị kỳ dị của một ma trận: số đầu tiên chiếm mấy phần của tổng bình phương?

# %%
def first_share(M):
    squares = np.linalg.svd(M, compute_uv=False) ** 2
    return squares[0] / np.sum(squares)


name, shares = "blk.0.attn_q", []
for some, grabbed, bits in ((models, inputs, 3), (loud_models, loud_inputs, 4)):
    for P, one in zip(some, grabbed):
        W = P[name].astype(float)
        E = W - round_nearest(W, bits)
        shares.append([first_share(E), first_share(weighed(E, one[name]))])
shares = np.reshape(shares, (2, 3, 2))  # (trường hợp, mô hình, E hay E nhân m)
for label, case in zip(CASES, shares):
    print(f"{label}: E {np.round(case[:, 0], 2)}, E nhân m {np.round(case[:, 1], 2)}")
assert shares[1, :, 1].min() > 0.5 > 0.35 > max(shares[0].max(), shares[1, :, 0].max())

# %% [markdown]
# Chỉ ở mô hình có kênh ngoại lai, và chỉ khi đã nhân $m$, số đầu tiên mới chiếm quá nửa.
# Mô hình càng lớn thì mỗi hạng càng rẻ, nên ở đó lối này đáng thử hơn ở đây.
#
# Lối này có nhiều tên.
# Trong ZeroQuant-V2, nó là LoRC, lấy SVD của chính $E$; LQER thêm phép nhân $m$.
# LoftQ lấy $A$ và $B$ làm chỗ bắt đầu, rồi cho mô hình học tiếp, chỉ đổi $A$ và $B$.
# Muốn đúng hẳn bài toán ở mục 2 thì lấy SVD của sai số đầu ra $XE$: hãy thử thay `weighed(E, X)` bằng `X @ E`.

# %% [markdown]
# ## Trong thư viện thật
#
# ONNX Runtime có phép `MatMulNBits`: đầu vào số thực, trọng số 4 bit đóng gói hai mã một byte, mỗi khối một độ co giãn.
# Đó là cách nhiều máy đang chạy mô hình ngôn ngữ.
# Nó không quan tâm các mã từ đâu ra: RTN, GPTQ hay AWQ đều chạy như nhau, nên làm tròn khôn hơn thì không tốn thêm gì lúc chạy.
#
# Ta đưa cho nó các mã GPTQ của bạn.
# Nó muốn mã không dấu, nên ta cộng 8; nó muốn mỗi **cột** của $W$ nằm liền nhau, nên ta chuyển vị.
# Máy bạn không cần có thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="onnx onnxruntime"
with bai.library("onnx onnxruntime"):
    from course import onnx_ops

    name = "blk.0.attn_q"
    W, A = first[name].astype(float), inputs[0][name][:200].astype(np.float32)
    s = scales(W, 4)
    W_hat, _ = gptq(W, inverse_factor(hessian(inputs[0][name]), 0.01), s, 4)
    codes = (np.rint(W_hat / s) + 8).astype(np.uint8).T
    packed = (codes[:, 0::2] | codes[:, 1::2] << 4).reshape(32, 1, 16)
    how = {"K": 32, "N": 32, "bits": 4, "block_size": 32, "domain": "com.microsoft"}
    [theirs] = onnx_ops.run("MatMulNBits", A, packed, s.astype(np.float32), **how)
    apart, allowed = np.abs(theirs - A @ W_hat).max(), 1e-4
    assert apart < allowed, "hãy xem lại gptq"
    print(f"{theirs.size} đầu ra, lệch nhau chưa đến {allowed:.0e}")
    print(f"mã và thước: {packed.nbytes + 4 * len(s)} byte, float32: {4 * W.size}")

# %% [markdown]
# Thư viện *GPTQModel* và *llm-compressor* làm GPTQ cho các mô hình lớn, *AutoAWQ* làm AWQ.
# Trong llama.cpp, tệp *imatrix* chính là đường chéo của $H$ chia 2: trung bình của $x_i^2$ ở từng kênh.
#
# Bạn sẽ gặp vài điểm khác với bài này.
#
# - Các thư viện gom việc bù theo khối 128 hàng cho nhanh, kết quả vẫn thế; còn thước thì chia theo nhóm 128 hàng.
# - Kênh vào luôn bằng 0 thì mã gốc của GPTQ không trông vào $\lambda$: nó đặt $H_{ii} = 1$ và cho cả hàng trọng số ấy bằng 0.
# - GPTQ có một lựa chọn, *act-order*: làm tròn kênh có $H_{ii}$ lớn trước, khi còn nhiều hàng để gánh.
# - Mã gốc của AWQ thử $\alpha = 0, 0.05, \dots, 0.95$, không bao giờ thử 1.

# %% [markdown]
# ## Tóm tắt
#
# - Độ bối rối là lũy thừa cơ số $e$ của cross-entropy.
# - Thứ phải làm nhỏ là sai số của đầu ra, $\tfrac12 e^\top H e$.
# - GPTQ làm tròn từng hàng và sửa các hàng chưa làm tròn; một phân tích Cholesky chứa sẵn mọi lời giải.
# - Ở 3 bit, GPTQ lấy lại hơn một phần ba những gì RTN đánh mất; ở 2 bit thì cả hai đều hỏng.
# - Kênh quan trọng là kênh có đầu vào lớn, không phải kênh có trọng số lớn.
# - AWQ phóng to kênh ấy trước khi làm tròn, thu nhỏ sau đó.
# - ★ Bản sửa lỗi hạng thấp đáng tiền khi sai số của đầu ra dồn vào vài hướng; không thì thêm bit.
#
# **Đọc thêm**
#
# - [Frantar và cộng sự, 2022](https://arxiv.org/abs/2210.17323): GPTQ; [Frantar và Alistarh, 2022](https://arxiv.org/abs/2208.11580): OBQ, cách bù mà GPTQ làm cho nhanh.
# - [Lin và cộng sự, 2023](https://arxiv.org/abs/2306.00978): AWQ.
# - [Nagel và cộng sự, 2020](https://arxiv.org/abs/2004.10568): AdaRound, học xem nên làm tròn lên hay xuống; bài báo mở đầu bằng một hình như ở mục 2.
# - [Chen và cộng sự, 2025](https://arxiv.org/abs/2507.18553): GPTQ chính là một cách tìm điểm gần nhất của một lưới đã có từ năm 1986.
# - [nhóm Mobius, 2023](https://mobiusml.github.io/hqq_blog/): HQQ, không cần dữ liệu hiệu chỉnh.
# - [Zhang và cộng sự, 2024](https://arxiv.org/abs/2402.02446): LQER; [Yao và cộng sự, 2023](https://arxiv.org/abs/2303.08302): ZeroQuant-V2; [Li và cộng sự, 2023](https://arxiv.org/abs/2310.08659): LoftQ.
#
# **Sang bài 12.** Trọng số đã yên, kích hoạt thì chưa.
# Hãy lượng tử hóa cả trọng số lẫn kích hoạt, 8 bit, kích hoạt thì theo tensor, với kênh ngoại lai gấp 64 lần:

# %%
def eight_bits(name, X):  # cả kích hoạt một thước
    s = np.max(np.abs(X)) / 127
    return s * np.rint(X / s)


louder = tiny_lm.with_outliers(first, 0, 64)
logits = tiny_lm.forward(by_nearest(louder, 8), windows[:, :-1], act=eight_bits)
print(f"số thực {in_reals[0]:.2f}, 8 bit {perplexity(logits, windows[:, 1:]):.2f}")

# %% [markdown]
# Tám bit mà hỏng hơn cả RTN 2 bit ở đầu bài.
# Hỏng hơn cả INT8 ở Bài 10, vì thước dài hơn: nó phải với tới số lớn nhất của cả văn bản thử, kể cả những số đã bị sai số của các lớp trước thổi to lên.
# Các kênh to gấp 64 lần chiếm hết thước: dời chúng đi đâu?

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
