# %% [markdown]
# # Bài 7. Độ nhạy, cân bằng liên lớp, độ chính xác hỗn hợp
#
# Ở Bài 6, mọi lớp của mạng dùng cùng một số bit.
# Bài ấy khép lại bằng hai câu hỏi.
# Các lớp có chịu thiệt như nhau khi bớt bit không?
# Và nếu chỉ thêm được vài bit thì nên cho lớp nào?
#
# Học xong bài này, bạn sẽ
#
# - đo được độ nhạy (*sensitivity*) của từng lớp, tức là mạng mất bao nhiêu khi chỉ một lớp bị bớt bit;
# - cứu được một mạng đã hỏng ở 4 bit bằng cân bằng liên lớp (*cross-layer equalization*), không cần dữ liệu, không cần học lại;
# - bù được độ lệch của đầu ra mà phép làm tròn gây ra, chỉ với vài trăm ảnh không nhãn;
# - chia được một ngân sách bit cho các lớp, mỗi lớp một số bit, tức là độ chính xác hỗn hợp (*mixed precision*);
# - biết lúc nào đi từng bước tham lam thì lỡ mất cách chia tốt nhất.
#
# Bài có 8 chỗ trống, từ TODO 1 đến TODO 8, tổng cộng 10 điểm.
# Ngoài ra có hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm.

# %% setup=true
import numpy as np

from course import Lesson, digits, network, plots, widgets

bai = Lesson("bai07_do_nhay")

# %% [markdown]
# ## 1. Lớp nào đau nhất?
#
# Bài này lượng tử hóa trọng số; kích hoạt thì để nguyên số thực, để mỗi lần chỉ nhìn một chuyện.
# Ta cho một mạng năm lớp học đọc chữ số viết tay.
# Các lớp của nó to nhỏ rất khác nhau.

# %%
WIDTHS = (64, 64, 64, 32, 32, 10)


def learn(seed, widths):
    part = digits.split(seed)
    learned = network.train_mlp(part.X_train, part.y_train, seed, widths)
    return part, [(W.astype(np.float64), b.astype(np.float64)) for W, b in learned]


def accuracy_of(layers, part):
    return network.accuracy(network.activations(layers, part.X_test)[-1], part.y_test)


data, deep = learn(0, WIDTHS)
sizes = np.array([W.size for W, _ in deep])
for number, (W, _) in enumerate(deep, 1):
    print(f"lớp {number}: W có chiều {W.shape}, {W.size} trọng số")
print(f"đúng {accuracy_of(deep, data):.1%}, cả mạng {sizes.sum()} trọng số")

# %% [markdown] guess="lop_nao_dau_nhat"
# Mỗi lần, ta chỉ cho **một** lớp xuống 2 bit, các lớp kia giữ số thực.
# Lớp nào làm mạng này kém đi nhiều nhất?
#
# - lớp 2, một trong hai lớp lớn nhất: Nhiều trọng số thì nhiều sai số, nhưng các sai số cũng bù cho nhau nhiều hơn.
# - lớp nào cũng như nhau: Nếu thế thì cho lớp nào xuống 2 bit cũng được.
# - [x] lớp 5, lớp nhỏ nhất
#
# > Mỗi nút của lớp 5 cộng ít số hạng, và ra thẳng logit: phía sau không còn gì để sửa.
# > Đó là chuyện của mạng này; mạng khác có khi là lớp khác, nên phải đo.

# %%
bai.guess("lop_nao_dau_nhat")

# %% [markdown]
# ### Đo bằng gì?
#
# Số ảnh đoán đúng là một thước thô: 450 ảnh thì chỉ có 451 kết quả.
# Có khi một lớp bớt bit mà không ảnh nào đổi nhãn.
# Ta cần một số nhúc nhích ngay cả khi ấy.
# Số ấy là *cross-entropy*, chính là thứ mà mạng đã cố làm nhỏ lúc học:
#
# <!-- công thức: Cross-entropy -->
# $$L = -\frac{1}{n} \sum_{i=1}^{n} \ln p_i, \qquad p_i = \frac{e^{h_{i, y_i}}}{\sum_k e^{h_{i,k}}}$$
#
# $h_{i,k}$ là logit thứ $k$ của ảnh $i$, còn $y_i$ là nhãn đúng.
# $p_i$ là xác suất mà mạng dành cho nhãn đúng, nên mạng càng chắc và càng đúng thì $L$ càng gần 0.
#
# **Tính tay.** Một ảnh có logit $(2, 0)$.
# Nếu nhãn đúng là 0 thì $p = e^2 / (e^2 + 1) \approx 0.88$ và $L \approx 0.13$.
# Nếu nhãn đúng là 1 thì $p \approx 0.12$ và $L \approx 2.13$.
#
# Độ nhạy của lớp $l$ ở $b$ bit là phần mà $L$ **tăng thêm** khi chỉ trọng số của lớp ấy mang sai số của $b$ bit:
#
# <!-- công thức: Độ nhạy của một lớp -->
# $$S_{l,b} = L\big(W_1, \dots, \hat{W}_l^{(b)}, \dots, W_m\big) - L\big(W_1, \dots, W_l, \dots, W_m\big)$$
#
# $\hat{W}^{(b)}$ là $W$ lượng tử hóa đối xứng theo kênh ở $b$ bit rồi đọc ngược, như Bài 3 và Bài 6:
#
# <!-- công thức: Trọng số đọc ngược từ b bit -->
# $$q = 2^{\,b-1} - 1, \qquad s_j = \frac{\max_i |W_{i,j}|}{q}, \qquad \hat{W}_{i,j} = s_j\, \text{clip}\Big(\text{round}\big(\tfrac{W_{i,j}}{s_j}\big),\ -q,\ q\Big)$$
#
# Cột toàn số 0 thì lấy $s_j = 1$.
# Độ lệch của lớp, trong mã cũng tên là `b`, thì không bị lượng tử hóa.
#
# Hai hàm nhỏ `read_back`, `loss` và số `base` ở đầu đã được viết sẵn.
# Trong `loss`, $-\ln p_i$ được viết là $\ln \sum_k e^{h_{i,k}} - h_{i, y_i}$.
# Trước đó ta trừ số lớn nhất của mỗi hàng để `np.exp` không tràn; trừ như vậy không đổi $p_i$.
# Bạn tạo mạng có một lớp bị đổi, rồi tính phần tăng thêm.
# Cẩn thận: mỗi lần thử phải bắt đầu lại từ mạng số thực.

# %% exercise="layer_sensitivity"
def layer_sensitivity(params, X, y, choices):
    """Đo xem cross-entropy tăng bao nhiêu khi chỉ một lớp bị bớt bit.

    Đầu vào:
        params: list các cặp (W, b), W chiều (vào, ra), b chiều (ra,); có ReLU sau mỗi
            lớp trừ lớp cuối.
        X: các ảnh, chiều (số ảnh, vào của lớp đầu).
        y: nhãn, số nguyên từ 0, chiều (số ảnh,).
        choices: các số bit để thử, mỗi số từ 2 đến 8.
    Đầu ra:
        S: mảng chiều (số lớp, số các số bit): S[layer, place] là phần tăng thêm khi chỉ
            W của lớp thứ `layer` được đọc ngược từ choices[place] bit.
    """

    def read_back(W, bits):  # W lượng tử hóa theo kênh rồi đọc ngược
        q = 2 ** (bits - 1) - 1
        s = np.max(np.abs(W), axis=0) / q
        s = np.where(s == 0, 1, s)
        return np.clip(np.rint(W / s), -q, q) * s

    def loss(layers):  # cross-entropy trung bình của mạng `layers` trên X, y
        H = X
        for number, (W, b) in enumerate(layers, 1):
            H = H @ W + b
            if number < len(layers):
                H = H.clip(0)
        H = H - np.max(H, axis=1, keepdims=True)
        return np.mean(np.log(np.sum(np.exp(H), axis=1)) - H[np.arange(len(y)), y])

    base = loss(params)  # cross-entropy của mạng số thực
    S = np.zeros((len(params), len(choices)))
    for layer, (W, b) in enumerate(params):
        for place, bits in enumerate(choices):
            # TODO 1: tạo one_changed, một list mới như params, chỉ có W của lớp thứ
            #   `layer` được thay bằng read_back(W, bits)
            ### BEGIN SOLUTION
            one_changed = list(params)
            one_changed[layer] = (read_back(W, bits), b)
            ### END SOLUTION
            # TODO 2: ghi phần tăng thêm của cross-entropy vào S[layer, place]
            ### BEGIN SOLUTION
            S[layer, place] = loss(one_changed) - base
            ### END SOLUTION
    return S

# %%
tiny = [
    (np.array([[1.0, -0.5, 0.2], [0.3, 0.8, -0.9]]), np.array([0.1, 0.0, -0.1])),
    (np.array([[0.7, -0.2], [0.06, 0.6], [-0.4, 0.9]]), np.array([0.0, 0.2])),
]
tiny_images = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, -1.0], [2.0, 1.0]])
tiny_labels = np.array([0, 1, 1, 0])
print(np.round(layer_sensitivity(tiny, tiny_images, tiny_labels, (2, 3, 4)), 4))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[ 0.0008  0.0082  0.004 ]
#  [-0.0125 -0.0179 -0.0059]]
# ```
#
# Độ nhạy âm là sao?
# Sai số làm tròn dời mạng về một phía nào đó, và có khi phía ấy tình cờ hợp hơn với những ảnh đang đo.
# Mạng bé, chưa học gì, lại chỉ đo bốn ảnh như ở đây, thì chuyện ấy hay gặp.

# %% check="layer_sensitivity"
bai.check(layer_sensitivity)

# %% [markdown]
# Bây giờ đo mạng năm lớp, bằng 512 ảnh **huấn luyện**.
# Ảnh kiểm tra để dành cho lúc chấm, vì kết quả đo sẽ được dùng để chọn số bit.

# %%
CHOICES = (2, 3, 4, 5, 6)
measuring_images, measuring_labels = data.X_train[:512], data.y_train[:512]
S = layer_sensitivity(deep, measuring_images, measuring_labels, CHOICES)
for number, losses in enumerate(S, 1):
    print(f"lớp {number}: " + ", ".join(f"{loss:7.4f}" for loss in losses))
plots.layer_losses(S, CHOICES, sizes)

# %% [markdown]
# Các lớp không hề chịu thiệt như nhau: ở 2 bit, lớp 5 mất gấp bốn lần lớp 2.
# Để ý mỗi hình có một trục dọc riêng.
# Từ 2 lên 3 bit, phần mất nhỏ đi hàng chục lần, nên bit thứ ba đáng giá hơn hẳn các bit sau.
# Lớp 5 cần bit nhất mà lại nhỏ nhất: thêm cho nó một bit chỉ tốn 320 bit, còn thêm cho lớp 1 thì tốn 4096 bit.
# Mục 5 và mục 6 sẽ khai thác chuyện này.
# Ở 4 bit, vài cột chúc xuống dưới 0: sai số đã nhỏ đến mức có lợi hay có hại chỉ là tình cờ.
#
# Nhưng trước khi tiêu bit, hãy xem có lớp nào đau chỉ vì trọng số của nó được viết vụng.

# %% [markdown]
# ## 2. Một cặp lớp, hai cây thước
#
# Bạn nhớ mạng ở Bài 3, có các kênh to nhỏ chênh nhau hàng chục lần chứ?
# Ta đã đổi cỡ từng nút ẩn mà mạng vẫn tính ra đúng các logit cũ.
# Lần này trọng số chỉ có 4 bit, và cả ma trận chung một thước.

# %%
# như read_back ở mục 1, thêm axis: 0 là mỗi cột một thước, None là một thước chung
def read_back(W, bits, axis):
    q = 2 ** (bits - 1) - 1
    s = np.max(np.abs(W), axis=axis, keepdims=True) / q
    s = np.where(s == 0, 1, s)
    return np.clip(np.rint(W / s), -q, q) * s


def quantized(layers, bits, axis=None):
    return [(read_back(W, bits, axis), b) for W, b in layers]


data, even = learn(0, (64, 64, 32, 10))
uneven = network.rescale_hidden(even, seed=0, largest=3)
same = network.activations(uneven, data.X_test)[-1]
same = same - network.activations(even, data.X_test)[-1]
print(f"đổi cỡ xong, logit lệch nhiều nhất {np.abs(same).max():.4f}")
print(f"số thực: đúng {accuracy_of(uneven, data):.1%}")

# %% [markdown] guess="sau_doi_co"
# Đọc ngược mọi trọng số của mạng này từ 4 bit **theo tensor**: mạng còn đúng khoảng bao nhiêu?
#
# - khoảng 90%: Đó là con số trước khi đổi cỡ.
# - khoảng 50%: Với 8 bit ở Bài 3, mạng còn hơn 70%; 4 bit thì bước dài gấp 18 lần.
# - [x] khoảng 10%, như đoán bừa
#
# > Bước chung do kênh lớn nhất quyết định, và với 4 bit thì phần lớn trọng số của các kênh nhỏ thành 0.

# %%
bai.guess("sau_doi_co")

# %%
for name, layers in (("trước khi đổi cỡ", even), ("sau khi đổi cỡ", uneven)):
    for way, axis in (("theo tensor", None), ("theo kênh", 0)):
        right = accuracy_of(quantized(layers, 4, axis), data)
        print(f"4 bit {way}, {name}: đúng {right:.1%}")

# %% [markdown]
# Cùng một hàm, chỉ khác cách viết, mà một bên gần như không mất gì, bên kia thì đoán bừa.
# Theo kênh cũng không cứu nổi: mỗi cột có một thước riêng, nhưng trong một cột, các **hàng** vẫn to nhỏ chênh nhau.
#
# Vậy ta đi ngược lại: tìm cách viết dễ lượng tử hóa nhất.
# Đó là ý của cân bằng liên lớp, do Nagel và cộng sự đưa ra năm 2019.
#
# ### Nhân bao nhiêu thì cân?
#
# Xét kênh thứ $i$ nằm giữa hai lớp.
# Nó là cột $i$ của $W_1$ và hàng $i$ của $W_2$, với hai độ dài
#
# <!-- công thức: Độ dài của một kênh ở hai phía -->
# $$r_{1,i} = \max_j |W_{1,j,i}|, \qquad r_{2,i} = \max_j |W_{2,i,j}|$$
#
# Nhân cột với $c_i > 0$ và chia hàng cho $c_i$ thì hàm của mạng không đổi, vì $\text{ReLU}(c\,x) = c\,\text{ReLU}(x)$.
# Hai độ dài thì thành $c_i\, r_{1,i}$ và $r_{2,i} / c_i$.
# Tích của chúng vẫn là $r_{1,i}\, r_{2,i}$: kéo bên này ngắn lại thì bên kia dài ra.
# Công bằng nhất là cho hai bên bằng nhau:
#
# <!-- công thức: Hệ số cân bằng -->
# $$c_i\, r_{1,i} = \frac{r_{2,i}}{c_i} \quad\Rightarrow\quad c_i = \sqrt{\frac{r_{2,i}}{r_{1,i}}}$$
#
# và cả hai cùng dài $\sqrt{r_{1,i}\, r_{2,i}}$.
# Độ lệch đứng cùng phía với $W_1$, nên cũng nhân với $c_i$.
#
# <!-- công thức: Cân bằng một cặp lớp -->
# $$W_1' = W_1\, \text{diag}(c), \qquad b_1' = c\, b_1, \qquad W_2' = \text{diag}(c)^{-1}\, W_2$$
#
# Nếu một trong hai độ dài bằng 0 thì kênh ấy không có gì để cân, ta giữ $c_i = 1$.
#
# **Tính tay.** Cột $(4, -2)$ dài 4, hàng $(1, -0.5)$ dài 1.
# Vậy $c = \sqrt{1/4} = 0.5$; cột thành $(2, -1)$, hàng thành $(2, -1)$: cả hai cùng dài 2.

# %% [markdown] guess="c_bang_may"
# Cột dài 8, hàng dài 0.5: $c$ bằng bao nhiêu?
#
# = np.sqrt(0.5 / 8) ± 0.001
#
# - = np.sqrt(8 / 0.5): Số này làm cột đã dài lại càng dài.
# - = 0.5 / 8: Bạn quên căn bậc hai; nhân với số này thì cột và hàng chỉ đổi độ dài cho nhau.
#
# > Sau đó cả hai cùng dài `= np.sqrt(8 * 0.5)`.

# %%
bai.guess("c_bang_may")

# %% exercise="equalize_pair"
def equalize_pair(W1, b1, W2):
    """Cân bằng mỗi kênh nằm giữa hai lớp liền nhau.

    Đầu vào:
        W1, b1: trọng số và độ lệch của lớp trước, chiều (vào, giữa) và (giữa,).
        W2: trọng số của lớp sau, chiều (giữa, ra).
    Đầu ra:
        W1_new, b1_new, W2_new: ba mảng mới, cùng chiều với W1, b1, W2.
        c: hệ số cân bằng của từng kênh, chiều (giữa,).
    """
    # TODO 3: tính c từ độ dài của từng cột của W1 và từng hàng của W2; kênh có một độ
    #   dài bằng 0 thì c là 1
    ### BEGIN SOLUTION
    r1 = np.max(np.abs(W1), axis=0)
    r2 = np.max(np.abs(W2), axis=1)
    alive = (r1 > 0) & (r2 > 0)
    c = np.ones(len(r1))
    c[alive] = np.sqrt(r2[alive] / r1[alive])
    ### END SOLUTION
    # TODO 4: tính W1_new, b1_new và W2_new, không sửa các mảng nhận vào
    ### BEGIN SOLUTION
    W1_new = W1 * c
    b1_new = b1 * c
    W2_new = W2 / c[:, np.newaxis]
    ### END SOLUTION
    return W1_new, b1_new, W2_new, c

# %%
W1 = np.array([[4.0, 0.1, 0.0], [-2.0, 0.05, 0.0]])
W2 = np.array([[1.0, -0.5], [0.3, 0.4], [0.5, 0.5]])
W1_new, b1_new, W2_new, c = equalize_pair(W1, np.array([1.0, 0.2, 0.5]), W2)
print("c :", c)
print("b1:", b1_new)
print("W1:", *W1_new, sep="\n")
print("W2:", *W2_new, sep="\n")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# c : [0.5 2.  1. ]
# b1: [0.5 0.4 0.5]
# W1:
# [2.  0.2 0. ]
# [-1.   0.1  0. ]
# W2:
# [ 2. -1.]
# [0.15 0.2 ]
# [0.5 0.5]
# ```
#
# Kênh thứ ba có cột toàn số 0, nên $c = 1$.

# %% check="equalize_pair"
bai.check(equalize_pair)

# %% [markdown]
# ### Từ một cặp ra cả mạng
#
# Mạng $m$ lớp có $m - 1$ cặp liền nhau: lớp 1 với lớp 2, lớp 2 với lớp 3, cứ thế cho đến cặp cuối.
# Lớp ở giữa thuộc hai cặp: cặp trước chia hàng của nó, cặp sau nhân cột của nó.
# Vì vậy cặp sau phải nhận lớp giữa **như cặp trước vừa để lại**, nếu không, phép chia kia sẽ mất và hàm của mạng bị đổi.
#
# Nhưng cân xong cặp sau thì lớp giữa đã đổi, nên cặp trước lại hơi lệch.
# Vì vậy ta lặp lại cả lượt vài lần.
#
# **Tính tay.** Ba lớp, mỗi lớp một trọng số, không có độ lệch: $8,\ 0.5,\ 1$.
# Cặp đầu: $c = \sqrt{0.5 / 8} = 0.25$, còn $2,\ 2,\ 1$.
# Cặp sau: $c = \sqrt{1 / 2} \approx 0.71$, còn $2,\ 1.41,\ 1.41$.
# Lượt thứ hai: $1.68,\ 1.68,\ 1.41$, rồi $1.68,\ 1.54,\ 1.54$.
# Tích của ba số lúc nào cũng là 4, và chúng tiến dần đến $\sqrt[3]{4} \approx 1.59$.

# %% exercise="equalize"
def equalize(params, sweeps):
    """Cân bằng mọi cặp lớp liền nhau của một mạng, nhiều lượt.

    Đầu vào:
        params: list các cặp (W, b), có ReLU sau mỗi lớp trừ lớp cuối.
        sweeps: số lượt, số nguyên không âm.
    Đầu ra:
        balanced: list mới các cặp (W, b), tính ra đúng như mạng cũ.
    """
    # TODO 5: tạo balanced, một list mới; mỗi lượt đi từ cặp đầu đến cặp cuối, dùng
    #   equalize_pair và ghi kết quả vào balanced
    ### BEGIN SOLUTION
    balanced = list(params)
    for _ in range(sweeps):
        for layer in range(len(balanced) - 1):
            (W1, b1), (W2, b2) = balanced[layer], balanced[layer + 1]
            W1, b1, W2, _ = equalize_pair(W1, b1, W2)
            balanced[layer] = (W1, b1)
            balanced[layer + 1] = (W2, b2)
    ### END SOLUTION
    return balanced

# %%
three = [
    (np.array([[8.0, 0.5], [-4.0, 0.25]]), np.array([1.0, 0.1])),
    (np.array([[0.5, 2.0], [1.0, -8.0]]), np.array([0.0, 4.0])),
    (np.array([[1.0], [0.25]]), np.array([0.5])),
]
for number, (W, b) in enumerate(equalize(three, 1), 1):
    print(f"lớp {number}: W {W.tolist()}, b {b.tolist()}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# lớp 1: W [[4.0, 2.0], [-2.0, 1.0]], b [0.5, 0.4]
# lớp 2: W [[1.0, 1.0], [0.25, -0.5]], b [0.0, 1.0]
# lớp 3: W [[1.0], [1.0]], b [0.5]
# ```

# %% check="equalize"
bai.check(equalize)

# %% [markdown]
# ## 3. Từ đoán bừa trở lại gần như số thực
#
# Ta làm với ba mạng, đều đã đổi cỡ như trên, trọng số 4 bit theo tensor, 20 lượt cân bằng.
# Không một ảnh nào được dùng đến: cân bằng chỉ nhìn trọng số.

# %% fold=true
# Bấm để mở: ba mạng đã đổi cỡ, 4 bit theo tensor, trước và sau khi cân bằng.
SEEDS = (0, 1, 2)
FOUR_BITS, BALANCED = "4 bit", "cân bằng rồi 4 bit"
rescued = {name: [] for name in ("số thực", FOUR_BITS, BALANCED)}
parts, networks = [], []
for seed in SEEDS:
    part, layers = learn(seed, (64, 64, 32, 10))
    layers = network.rescale_hidden(layers, seed, largest=3)
    balanced = equalize(layers, 20)
    moved = network.activations(balanced, part.X_test)[-1]
    moved = moved - network.activations(layers, part.X_test)[-1]
    assert np.abs(moved).max() < 1e-9, "hàm của mạng đã đổi: hãy xem lại equalize"
    rescued["số thực"].append(accuracy_of(layers, part))
    rescued[FOUR_BITS].append(accuracy_of(quantized(layers, 4), part))
    rescued[BALANCED].append(accuracy_of(quantized(balanced, 4), part))
    parts.append(part)
    networks.append(balanced)
    print(
        f"mạng {seed}: "
        + ", ".join(f"{name} {values[-1]:.1%}" for name, values in rescued.items())
    )
gain = np.subtract(rescued[BALANCED], rescued[FOUR_BITS])
lost = np.subtract(rescued["số thực"], rescued[BALANCED])
assert (gain > 0.6).all(), "cân bằng phải cứu được mạng: hãy xem lại equalize_pair"
assert (lost < 0.05).all(), "cân bằng xong phải gần bằng số thực"
plots.accuracy_of_ways(rescued, "Trọng số 4 bit, cả ma trận chung một thước")

# %% [markdown]
# Từ đoán bừa lên gần bằng số thực, chỉ bằng cách viết lại các trọng số.
# Đó là kết quả mà Nagel và cộng sự đã thấy ở MobileNetV2: theo tensor thì hỏng hẳn, cân bằng xong thì gần như không mất gì.
#
# ### Kéo thử: mấy lượt là đủ?
#
# Mỗi vạch xám nối hai phía của một kênh nằm giữa lớp 1 và lớp 2.
# Kéo số lượt về 0, rồi lên 1, 2, 20: hình đổi nhiều nhất ở lượt nào?
# Với 3 bit và 2 bit, cân bằng một mình có còn đủ không?

# %% fold=true
# Bấm để mở: cân bằng mạng 0 bấy nhiêu lượt, đọc ngược từ bấy nhiêu bit, rồi vẽ.
def sweep_and_round(sweeps, bits):
    balanced = equalize(uneven, sweeps)
    for way, axis in (("theo tensor", None), ("theo kênh", 0)):
        right = accuracy_of(quantized(balanced, bits, axis), data)
        print(f"{sweeps} lượt, {bits} bit {way}: đúng {right:.1%}")
    return plots.channel_ranges(
        (uneven[0][0], uneven[1][0]), (balanced[0][0], balanced[1][0])
    )


widgets.explore(
    sweep_and_round,
    sweeps=widgets.Slider("Số lượt", 20, 0, 20, 1),
    bits=widgets.Slider("Số bit", 4, 2, 8, 1),
)

# %% [markdown]
# Về độ chính xác thì một lượt đã làm gần hết việc.
# Sau một lượt, hai phía vẫn còn lệch nhau, vì cân lớp 2 với lớp 3 thì các hàng của lớp 2 cũng đổi theo.
# Những lượt sau khép nốt khoảng lệch ấy.
# Nhưng cân hơn chưa chắc đoán đúng hơn: bạn so 2 lượt với 20 lượt ở 2 bit theo kênh mà xem.
# Cân bằng làm thước ngắn lại, chứ không nhắm thẳng vào độ chính xác.
# Ở hình phải, các kênh không chỉ cân hai phía mà còn gần bằng nhau, dù mỗi kênh chỉ tự cân với chính nó.
# Đó là vì phép đổi cỡ ở Bài 3 nhân một phía và chia phía kia: tích hai độ dài không đổi, nên cân bằng xóa sạch dấu vết của nó.

# %% [markdown] points=2 question="homogeneous"
# ### Câu hỏi: hàm nào chịu được cân bằng?
#
# Cân bằng nhân nút ẩn với $c$ rồi chia lại ở lớp sau.
#
# 1. ReLU chịu được vì $\text{ReLU}(c\,x) = c\,\text{ReLU}(x)$.
#    Vì sao *sigmoid*, $\sigma(x) = 1 / (1 + e^{-x})$, thì không chịu được $c$ nào khác 1?
#    Còn ReLU rò, là $x$ khi $x$ dương và $0.1\,x$ khi $x$ âm, thì sao?
# 2. ReLU6 là $\min(\max(x, 0), 6)$, và cân bằng làm hỏng nó: ở những giá trị nào của $x$?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: *sigmoid* không thuần nhất: σ(c x) luôn nằm giữa 0 và 1 còn c σ(x) thì không, hay σ(0) = 1/2 nên phải có 1/2 = c/2, chỉ đúng với c = 1; ReLU rò chịu được, vì cả hai nhánh đều nhân với c và c > 0 không đổi dấu của x.
#   Chỉ đúng một trong hai hàm: 0.5 điểm.
# - 1 điểm: ReLU6 đúng khi cả x và c x đều không quá 6; sai khi một trong hai vượt 6, vì giá trị bị cắt ở 6 thay vì ở 6c.
#   Chỉ nói "bị cắt ở 6" mà không nói lúc nào: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="homogeneous"
# 1. Với $x = 0$ thì $\sigma(c\,x) = 1/2$ còn $c\,\sigma(x) = c/2$, nên chỉ $c = 1$ mới được.
#    ReLU rò thì chịu được: $c > 0$ không đổi dấu của $x$, nên $x$ vẫn ở nhánh cũ, và cả hai nhánh đều nhân với $c$.
# 2. ReLU6 cắt ở 6.
#    Nếu $x$ và $c\,x$ đều không quá 6 thì nó giống ReLU, mạng không đổi.
#    Nếu $x$ hay $c\,x$ vượt 6 thì sai: muốn không đổi, chỗ cắt phải dời đến $6c$, mà nó vẫn ở 6.

# %% [markdown]
# ## 4. Sai số có trung bình khác 0
#
# Xuống 2 bit thì cân bằng một mình không đủ nữa.
# Ta đọc ngược lớp thứ hai từ 2 bit theo kênh và nhìn xem nó sai kiểu gì: lấy đầu ra khi dùng $\hat{W}$ trừ đầu ra khi dùng $W$, rồi lấy trung bình qua các ảnh.

# %%
part, balanced = parts[0], networks[0]
images = part.X_train[:256]
layer_input = network.activations(balanced, images)[1]
W, b = balanced[1]
W_hat = read_back(W, 2, 0)
shifts = np.mean(layer_input @ W_hat - layer_input @ W, axis=0)
spreads = np.std(layer_input @ W_hat - layer_input @ W, axis=0)
print(f"sai số trung bình của nút: từ {shifts.min():.2f} đến {shifts.max():.2f}")
print(f"độ lệch chuẩn của sai số qua các ảnh: khoảng {spreads.mean():.2f}")
far = np.mean(np.abs(shifts) > spreads / 2)
print(f"{far:.0%} số nút bị đẩy đi hơn nửa độ lệch chuẩn")

# %% [markdown]
# Hầu như nút nào cũng bị đẩy hẳn về một phía, có nút rất xa so với độ lệch chuẩn.
# Sao lại thế, khi làm tròn có lúc lên, có lúc xuống?
# Vì đầu vào của lớp này là kích hoạt sau ReLU: không bao giờ âm, nên có trung bình dương.
# Sai số của một trọng số là một số cố định.
# Nhân với một đầu vào không bao giờ âm, nó giữ nguyên dấu ở mọi ảnh, nên lấy trung bình qua các ảnh cũng không triệt tiêu được.
#
# <!-- công thức: Phần dời của đầu ra -->
# $$\overline{X \hat{W}} - \overline{X W} = \bar{X}\,(\hat{W} - W)$$
#
# Vạch ngang là trung bình qua các ảnh.
#
# Phần dời ấy là một số cho mỗi nút, và mỗi nút đã có sẵn một chỗ để trừ nó đi: độ lệch.
# Trừ như vậy gọi là bù độ lệch (*bias correction*):
#
# <!-- công thức: Bù độ lệch -->
# $$b' = b - \bar{X}\,(\hat{W} - W)$$
#
# $\bar{X}$ là trung bình của **đầu vào của lớp** qua các ảnh, chiều (vào,), lấy từ mạng số thực.
# Lần này ta cần vài trăm ảnh, nhưng không cần nhãn.
#
# **Tính tay.** Một nút có hai đầu vào, trung bình 2 và 1.
# Trọng số $(0.6,\ 0.3)$ làm tròn thành $(1,\ 0)$, nên $\hat{W} - W = (0.4,\ -0.3)$.
# Đầu ra dời đi $2 \cdot 0.4 + 1 \cdot (-0.3) = 0.5$; với $b = 0.5$ thì $b' = 0$.

# %% exercise="correct_bias"
def correct_bias(W, W_hat, b, X):
    """Tìm độ lệch mới để trung bình của đầu ra trở về như khi chưa làm tròn.

    Đầu vào:
        W, W_hat: trọng số trước và sau khi làm tròn, chiều (vào, ra).
        b: độ lệch, chiều (ra,).
        X: đầu vào của lớp trong mạng số thực, chiều (số ảnh, vào).
    Đầu ra:
        b_new: độ lệch mới, chiều (ra,).
    """
    # TODO 6: tính trung bình mà đầu ra bị dời đi, rồi trừ khỏi b
    ### BEGIN SOLUTION
    shift = np.mean(X, axis=0) @ (W_hat - W)
    b_new = b - shift
    ### END SOLUTION
    return b_new

# %%
b_new = correct_bias(
    np.array([[0.6, -0.3], [0.3, 0.9]]),
    np.array([[1.0, 0.0], [0.0, 1.0]]),
    np.array([0.5, -0.5]),
    np.array([[1.0, 2.0], [3.0, 0.0], [2.0, 1.0]]),
)
print("b_new:", np.round(b_new, 3) + 0.0)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# b_new: [ 0.  -1.2]
# ```

# %% check="correct_bias"
bai.check(correct_bias)

# %%
b_new = correct_bias(W, W_hat, b, layer_input)
left = np.mean((layer_input @ W_hat + b_new) - (layer_input @ W + b), axis=0)
print(f"sau khi bù, nút lệch nhiều nhất còn {np.abs(left).max():.4f}")
plots.output_shifts(shifts, left)

# %% [markdown] guess="bu_ton_gi"
# Bù độ lệch tốn thêm gì lúc mạng chạy thật?
#
# - một phép nhân với trung bình của đầu vào: Phép nhân ấy làm một lần, lúc soạn mạng.
# - thêm một độ lệch cho mỗi nút: Nút nào cũng có sẵn độ lệch rồi.
# - [x] không tốn gì
#
# > Ta chỉ đổi những con số đã nằm trong mạng.

# %%
bai.guess("bu_ton_gi")

# %% [markdown]
# Cả mạng thì sao?
# Ta bù cho từng lớp, lần lượt, với đầu vào của mạng số thực trên 256 ảnh.

# %% fold=true
# Bấm để mở: cân bằng, làm tròn theo ba cách, bù độ lệch mọi lớp, rồi đếm.
def corrected(layers, rounded, X):
    inputs = network.activations(layers, X)
    return [
        (W_hat, correct_bias(W, W_hat, b, A))
        for (W, b), (W_hat, _), A in zip(layers, rounded, inputs)
    ]


WAYS = {"2 bit theo kênh": (2, 0), "3 bit theo tensor": (3, None)}
WAYS["2 bit theo tensor"] = (2, None)
for way, (bits, axis) in WAYS.items():
    plain, fixed = [], []
    for part, balanced in zip(parts, networks):
        rounded = quantized(balanced, bits, axis)
        plain.append(accuracy_of(rounded, part))
        again = corrected(balanced, rounded, part.X_train[:256])
        fixed.append(accuracy_of(again, part))
    told = ", ".join(f"{a:.1%} → {b:.1%}" for a, b in zip(plain, fixed))
    print(f"{way}: {told}")
    print(f"    trung bình {np.mean(plain):.1%} → {np.mean(fixed):.1%}")
    if way == "2 bit theo kênh":
        shown = {"số thực": rescued["số thực"], "2 bit": plain, "bù độ lệch": fixed}
        gain = np.subtract(fixed, plain)
        assert (gain > 0.08).all(), "bù độ lệch phải có ích: hãy xem lại correct_bias"
plots.accuracy_of_ways(shown, "Đã cân bằng, trọng số 2 bit theo kênh")

# %% [markdown]
# Không học lại, không nhãn, mà 2 bit theo kênh được thêm ít nhất gần mười lăm điểm phần trăm.
# Nhưng 2 bit theo **tensor** thì bù rồi vẫn còn xa: mỗi trọng số chỉ còn ba giá trị, và sai số đã quá lớn để một độ lệch gỡ nổi.

# %% [markdown]
# ## 5. Tiêu bit ở đâu?
#
# Trở lại mạng năm lớp và câu hỏi thứ hai: thêm được vài bit thì cho lớp nào?
# Nếu mỗi lớp được chọn một trong các số bit 2, 3, 4, 5, 6 thì có bao nhiêu cách chia?

# %% [markdown] guess="bao_nhieu_cach"
# Năm lớp, mỗi lớp chọn một trong năm số bit: bao nhiêu cách chia?
#
# = 5**5
#
# - = 5 * 5: Đó là số ô của bảng S.
#
# > Mỗi lớp thêm vào nhân số cách lên năm lần, nên mạng vài chục lớp thì không sao thử hết được.

# %%
bai.guess("bao_nhieu_cach")

# %% [markdown]
# Ta viết câu hỏi ra thành bài toán.
# Lớp $l$ có $n_l$ trọng số; chọn $b_l$ bit thì tốn $n_l b_l$ bit và mất $S_{l, b_l}$:
#
# <!-- công thức: Chia bit theo ngân sách -->
# $$\min_{b_1, \dots, b_m}\ \sum_l S_{l, b_l} \qquad \text{sao cho} \qquad \sum_l n_l\, b_l \le B$$
#
# $B$ là ngân sách, tính bằng bit.
# Cộng các độ nhạy lại là một giả thiết, lát nữa ta sẽ thử xem nó đúng đến đâu.
#
# ### Tham lam thì lỡ
#
# Cách đầu tiên ai cũng nghĩ tới: cho mọi lớp 2 bit, rồi mỗi bước nâng lớp nào được lợi nhiều nhất **trên mỗi bit** tiêu thêm.
#
# **Tính tay.** Ba lớp có 100, 60, 50 trọng số, mỗi lớp 2 hay 4 bit.
# Ở 2 bit chúng mất 0.9, 0.61, 0.5; ở 4 bit không mất gì.
# Ngân sách 620 bit; tất cả 2 bit đã tốn 420, còn lại 200.
#
# | Lớp | Nâng lên 4 bit tốn thêm | được | được trên mỗi bit |
# |---|---|---|---|
# | 1 | 200 | 0.9 | 0.0045 |
# | 2 | 120 | 0.61 | 0.0051 |
# | 3 | 100 | 0.5 | 0.0050 |
#
# Tham lam nâng lớp 2 trước, còn 80 bit, không nâng được lớp nào nữa: mất $0.9 + 0.5 = 1.4$.
# Nâng lớp 1 thì vừa hết 200 bit, chỉ mất $0.61 + 0.5 = 1.11$.

# %% [markdown] guess="them_20_bit"
# Ngân sách tăng thêm 20 bit, thành 640.
# Cách chia tốt nhất có giữ 4 bit cho lớp 1 không?
#
# - có, 20 bit chưa đủ làm gì thêm: Đúng là chưa đủ nâng thêm lớp nào, nếu lớp 1 vẫn 4 bit.
# - có, và lớp 3 cũng lên 4 bit: Nâng lớp 3 cần 100 bit.
# - [x] không, lớp 1 trở về 2 bit, còn lớp 2 và lớp 3 lên 4 bit
#
# > Nâng lớp 2 và lớp 3 tốn vừa đúng `= 120 + 100` bit, và khi ấy chỉ mất 0.9.
# > Thêm một chút ngân sách có thể đổi cả cách chia, nên không thể cứ giữ cách cũ mà thêm dần.

# %%
bai.guess("them_20_bit")

# %% [markdown]
# ### Nhớ ít mà không lỡ
#
# Ta xét từng lớp một, và giữ một bảng: với mỗi **chi phí** có thể có, tổng độ nhạy nhỏ nhất là bao nhiêu, nhờ các số bit nào.
# Lúc đầu chưa có lớp nào, bảng chỉ có một ô: chi phí 0, tổng 0.
#
# Thêm một lớp thì mỗi ô cũ sinh ra vài ô mới, mỗi số bit một ô.
# Hai cách có **cùng chi phí** thì chỉ giữ cách có tổng nhỏ hơn: các lớp sau chỉ cần biết đã tiêu bao nhiêu, không cần biết đã tiêu thế nào.
# Nhờ vậy số ô không nhân lên mãi, khác với số cách chia.
# Ô nào vượt ngân sách thì bỏ.
#
# **Tính tay.** Vẫn ba lớp ấy, ngân sách 620:
#
# | Sau lớp | Chi phí → tổng độ nhạy (các số bit) |
# |---|---|
# | 1 | 200 → 0.9 (2); 400 → 0 (4) |
# | 2 | 320 → 1.51 (2, 2); 440 → 0.9 (2, 4); 520 → 0.61 (4, 2) |
# | 3 | 420 → 2.01 (2, 2, 2); 520 → 1.51 (2, 2, 4); 540 → 1.4 (2, 4, 2); 620 → 1.11 (4, 2, 2) |
#
# Ô có tổng nhỏ nhất là 1.11, với các số bit (4, 2, 2).
# Cách (4, 4) sau lớp 2 không có trong bảng: nó tốn 640, vượt ngân sách.
#
# Ở ví dụ này, không hai cách nào tốn bằng nhau.
# Nếu lớp 3 chỉ có 40 trọng số thì (4, 2, 2) tốn $400 + 120 + 80 = 600$, mà (2, 4, 4) cũng tốn $200 + 240 + 160 = 600$.
# Hai cách mất 1.11 và 0.9, nên ô 600 chỉ giữ 0.9 với (2, 4, 4).
#
# Trong mã, bảng là một `dict`: khóa là chi phí, giá trị là cặp (tổng, bộ các số bit).
# `best` là bảng của các lớp trước, `longer` là bảng có thêm lớp đang xét.
# Trong các phép thử, luôn có cách chia vừa ngân sách, và cách tốt nhất chỉ có một.

# %% exercise="allocate_bits"
def allocate_bits(S, sizes, choices, budget):
    """Chọn số bit cho từng lớp, tổng độ nhạy nhỏ nhất mà không vượt ngân sách.

    Đầu vào:
        S: độ nhạy, chiều (số lớp, số các số bit).
        sizes: số trọng số của từng lớp, số nguyên dương, chiều (số lớp,).
        choices: các số bit được chọn, tăng dần, ứng với các cột của S.
        budget: ngân sách của cả mạng, tính bằng bit, đủ cho mọi lớp dùng số bit nhỏ
            nhất.
    Đầu ra:
        list các số bit, mỗi lớp một số.
    """
    longer = {0: (0.0, ())}  # chi phí -> (tổng độ nhạy nhỏ nhất, các số bit)
    for losses, size in zip(S, sizes):
        best, longer = longer, {}  # bảng của các lớp trước, và bảng có thêm lớp này
        # TODO 7: từ mỗi ô của best và mỗi số bit cho lớp này, ghi vào longer, nếu không
        #   vượt ngân sách và có tổng nhỏ hơn ô đang có cùng chi phí
        ### BEGIN SOLUTION
        for cost, (loss, chosen) in best.items():
            for extra, bits in zip(losses, choices):
                total = cost + size * bits
                candidate = (loss + extra, (*chosen, bits))
                is_better = total not in longer or candidate < longer[total]
                if total <= budget and is_better:
                    longer[total] = candidate
        ### END SOLUTION
    best = longer
    # TODO 8: lấy từ best các số bit có tổng độ nhạy nhỏ nhất, đặt tên là chosen
    ### BEGIN SOLUTION
    _, chosen = min(best.values())
    ### END SOLUTION
    return list(chosen)

# %%
losses = np.array([[0.9, 0.0], [0.61, 0.0], [0.5, 0.0]])
for budget in (620, 640):
    bits = allocate_bits(losses, np.array([100, 60, 50]), (2, 4), budget)
    print(f"ngân sách {budget} bit: {bits}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# ngân sách 620 bit: [4, 2, 2]
# ngân sách 640 bit: [2, 4, 4]
# ```

# %% check="allocate_bits"
bai.check(allocate_bits)

# %% [markdown]
# ## 6. Chia khéo và chia bừa
#
# Mạng năm lớp, trọng số theo kênh, mỗi lớp từ 2 đến 6 bit.
# Ta bốc 400 cách chia **bừa**, mỗi cách là một chấm; có cách được bốc vài lần.
# Rồi với mỗi ngân sách từ 2 đến 5 bit mỗi trọng số, ta để `allocate_bits` chọn, chỉ từ bảng $S$ của mục 1, và nối các điểm ấy bằng đường đỏ.
# Độ chính xác đo trên ảnh kiểm tra, là những ảnh chưa ai nhìn để chọn bit.
#
# Trước khi chạy, bạn thử hình dung: đường đỏ nằm ở đâu trong đám chấm?

# %% fold=true
# Bấm để mở: 400 cách chia bừa, và các cách chia theo độ nhạy ở 13 ngân sách.
def mixed(layers, ways):
    return [(read_back(W, bits, 0), b) for (W, b), bits in zip(layers, ways)]


def average_bits(ways):
    return np.dot(ways, sizes) / sizes.sum()


def best_ways(losses, bits):
    return allocate_bits(losses, sizes, CHOICES, bits * sizes.sum())


by_chance = np.random.default_rng(0).choice(CHOICES, (400, len(sizes)))
dots = [accuracy_of(mixed(deep, ways), data) for ways in by_chance]
line = []
for bits in np.arange(2, 5.01, 0.25):
    ways = best_ways(S, bits)
    line.append((average_bits(ways), accuracy_of(mixed(deep, ways), data)))
    if bits in (2, 2.5, 3, 3.25, 4, 5):
        print(f"ngân sách {bits:.2f} bit: {ways}, đúng {line[-1][1]:.1%}")
equal = [(bits, accuracy_of(quantized(deep, bits, 0), data)) for bits in CHOICES[:-1]]
plots.accuracy_against_bits(
    (average_bits(by_chance), dots, by_chance.min(axis=1)),
    tuple(np.transpose(line)),
    tuple(np.transpose(equal)),
    accuracy_of(deep, data),
)

# %% [markdown]
# Mỗi chấm là một mạng chạy được, cùng trọng số gốc, cùng cách làm tròn; chúng chỉ khác nhau ở chỗ bit nằm vào lớp nào.
# Vậy mà hãy nhìn dọc theo vạch 3.25 bit: có cách đúng gần như số thực, có cách sai quá nửa.
# Tổng số bit nói lên rất ít; bit nằm ở đâu mới là chuyện chính.
# Và đường đỏ đi sát mép trên của đám chấm, dù `allocate_bits` chưa từng thấy mạng nào trong số ấy.
#
# Màu của chấm cho biết vì sao: phần lớn những cách có một lớp chỉ 2 bit đều tụt, dù các lớp khác có nhiều bit đến mấy.
# Đường đỏ chỉ để lớp nào 2 bit khi ngân sách không còn đường khác, còn phần bit thừa, như ở 2.5 và 3.25 bit, thì nó dồn cho hai lớp cuối, nơi bit rẻ.
# Ở 5 bit thì không còn thấy quy luật ấy: từ 4 bit trở lên, các số trong $S$ chỉ còn vài phần vạn, nên ai được thêm chỉ là tình cờ.
# Từ 4 bit trở lên thì chia thế nào cũng gần như nhau, miễn không lớp nào bị bỏ lại ở 2 bit.
#
# Một mạng thì có thể gặp may, nên ta làm lại với ba mạng.

# %% fold=true
# Bấm để mở: ba mạng, ngân sách 3.25 bit, so cách chia theo độ nhạy với chia bừa.
BUDGET = 3.25
NAMES = ("số thực", "mọi lớp 3 bit", "chia bừa", "chia theo độ nhạy")
shown = {name: [] for name in NAMES}
costs = average_bits(by_chance)
near = by_chance[(costs > BUDGET - 0.25) & (costs <= BUDGET)]
for seed in SEEDS:
    part, layers = learn(seed, WIDTHS)
    losses = layer_sensitivity(layers, part.X_train[:512], part.y_train[:512], CHOICES)
    ways = best_ways(losses, BUDGET)
    marks = np.array([accuracy_of(mixed(layers, one), part) for one in near])
    shown["số thực"].append(accuracy_of(layers, part))
    shown["mọi lớp 3 bit"].append(accuracy_of(quantized(layers, 3, 0), part))
    shown["chia bừa"].append(marks.mean())
    shown["chia theo độ nhạy"].append(accuracy_of(mixed(layers, ways), part))
    print(
        f"mạng {seed}: {ways}, {average_bits(ways):.2f} bit, "
        f"đúng {shown['chia theo độ nhạy'][-1]:.1%}"
    )
    print(
        f"    {len(marks)} cách chia bừa: trung bình {marks.mean():.1%}, "
        f"từ {marks.min():.1%} đến {marks.max():.1%}"
    )
gap = np.subtract(shown["chia theo độ nhạy"], shown["chia bừa"])
assert (gap > 0.1).all(), "chia theo độ nhạy phải hơn: hãy xem lại allocate_bits"
plots.accuracy_of_ways(shown, "Ngân sách 3.25 bit mỗi trọng số")

# %% [markdown]
# Ở cả ba mạng, chia theo độ nhạy hơn chia bừa ít nhất mười lăm điểm phần trăm với cùng ngân sách.
# So với cách cho mọi lớp 3 bit, nó tốn thêm bảy, tám phần trăm số bit.
# Bù lại, nó lấy lại được từ chừng một phần tư đến chừng bốn phần năm những gì đã mất.

# %% [markdown]
# ### Cộng độ nhạy lại có đúng không?
#
# `allocate_bits` chưa bao giờ thấy một mạng có nhiều lớp bị đổi cùng lúc.
# Nó chỉ cộng những số đo riêng từng lớp.
# Với 400 cách chia bừa ở trên, ta đo thật phần tăng của cross-entropy rồi đặt cạnh tổng các độ nhạy.
# Hình chỉ vẽ những cách mà cả hai số đều trên 0.001, vì trục logarit không có chỗ cho số âm.

# %%
def loss_of(layers):
    logits = network.activations(layers, measuring_images)[-1]
    logits = logits - np.max(logits, axis=1, keepdims=True)
    right = logits[np.arange(len(logits)), measuring_labels]
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - right)


sums = np.array([S[np.arange(5), ways - CHOICES[0]].sum() for ways in by_chance])
rises = np.array([loss_of(mixed(deep, w)) for w in by_chance]) - loss_of(deep)
groups = {"từ 0.01 đến 0.1": (sums > 0.01) & (sums < 0.1), "trên 1": sums > 1}
for name, where in groups.items():
    low, high = np.percentile(rises[where] / sums[where], (10, 90))
    print(f"tổng {name}: phần lớn đo được từ {low:.1f} đến {high:.1f} lần tổng")
large = (sums > 1e-3) & (rises > 1e-3)
plots.sums_and_measurements(sums[large], rises[large])

# %% [markdown]
# Các chấm chạy dọc đường chéo qua ba bậc độ lớn: tổng xếp hạng các cách chia khá đúng, mà xếp hạng là thứ `allocate_bits` cần.
# Nhưng ít chấm nằm đúng **trên** đường chéo, và khi nhiều lớp cùng xuống 2 bit thì phần đo được có khi gấp mấy lần tổng.

# %% [markdown] points=2 question="sum_of_losses"
# ### Câu hỏi: khi nào tổng nói sai?
#
# 1. Cộng các độ nhạy lại là đã giả thiết điều gì về sai số của các lớp, lúc nào giả thiết ấy dễ sai, và $S$ âm nói lên điều gì?
# 2. Với một ngân sách cho trước, bạn được đo thật thêm chừng mười mạng: dùng mười lần đo ấy thế nào để khỏi phải tin hẳn vào tổng?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: giả thiết các lớp gây hại độc lập, phần tăng của lớp này không phụ thuộc lớp kia đã bị đổi hay chưa; sai khi sai số lớn (nhiều lớp ít bit), vì sai số của lớp trước bị lớp sau khuếch đại hoặc bù trừ; S âm là sai số tình cờ có lợi trên những ảnh ấy, không chắc còn có lợi khi lớp khác cũng đổi.
#   Chỉ nêu "độc lập" mà không nói lúc nào sai: 0.5 điểm.
# - 1 điểm: lấy vài cách chia có tổng nhỏ nhất trong ngân sách (hay vài ngân sách gần nhau), đo thật cả mạng đã đổi mọi lớp trên ảnh không dùng để chấm, rồi chọn cách tốt nhất; hoặc cách tương đương, ví dụ đo lại độ nhạy khi các lớp kia đã ở số bit được chọn.
#   Nói "đo lại" mà dùng ảnh kiểm tra để chọn: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="sum_of_losses"
# 1. Giả thiết rằng các lớp gây hại độc lập: lớp này làm $L$ tăng bao nhiêu thì không phụ thuộc lớp kia đã bị đổi hay chưa.
#    Điều ấy gần đúng khi sai số nhỏ; khi nhiều lớp chỉ còn 2 bit, đầu vào của lớp sau đã sai nhiều nên sai số chồng lên nhau, có khi khuếch đại, có khi bù trừ.
#    $S$ âm nghĩa là sai số của lớp ấy tình cờ có lợi trên các ảnh đã đo; khi lớp khác cũng đổi, hay với ảnh khác, cái lợi ấy có thể mất.
# 2. Lấy chừng mười cách chia có tổng nhỏ nhất trong ngân sách, đo thật cross-entropy của cả mạng với từng cách trên ảnh huấn luyện, rồi chọn cách tốt nhất.
#    Ảnh kiểm tra vẫn chỉ dùng một lần, để chấm.

# %% [markdown]
# ### Câu đố ★: những chấm không ai hơn
#
# Trong đám chấm ở trên, chấm nào đáng giữ?
# Một cách chia bị loại nếu có cách khác **không đắt hơn** mà mất **ít hơn hẳn**.
# Tìm mọi cách không bị loại trong một dòng, không vòng lặp; không tính điểm.

# %% puzzle="on_the_front"
def on_the_front(costs, losses):
    """Tìm những cách chia mà không cách nào vừa không đắt hơn vừa mất ít hơn.

    Đầu vào:
        costs: chi phí của từng cách, mảng số thực chiều (k,).
        losses: tổng độ nhạy của từng cách, mảng số thực chiều (k,).
    Đầu ra:
        mảng bool chiều (k,): True ở cách không bị loại.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return ~np.any((costs <= costs[:, None]) & (losses < losses[:, None]), axis=1)
    ### END SOLUTION

# %%
bai.puzzle(on_the_front)

# %% [markdown]
# ### Câu đố ★: khi mỗi bit có giá
#
# Có một lối khác, không cần bảng: đặt giá $\lambda$ cho mỗi bit.
# Khi ấy mỗi lớp tự chọn số bit làm cho $S_{l,b} + \lambda\, n_l\, b$ nhỏ nhất, khỏi hỏi lớp khác; hòa thì lấy số đứng trước trong `choices`.
# Giá cao thì ai cũng tiết kiệm, giá thấp thì ai cũng tiêu; dò giá cho tới khi vừa ngân sách là xong.
# Viết trong một dòng, không vòng lặp.

# %% puzzle="bits_at_price"
def bits_at_price(S, sizes, choices, price):
    """Chọn số bit cho từng lớp khi mỗi bit có giá.

    Đầu vào:
        S: độ nhạy, chiều (số lớp, số các số bit).
        sizes: số trọng số của từng lớp, chiều (số lớp,).
        choices: các số bit, mảng số nguyên chiều (số các số bit,).
        price: giá của một bit, số thực không âm.
    Đầu ra:
        mảng các số bit, chiều (số lớp,).
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return choices[np.argmin(S + price * np.outer(sizes, choices), axis=1)]
    ### END SOLUTION

# %%
bai.puzzle(bits_at_price)

# %% [markdown]
# Lối này nhanh, nhưng có những ngân sách mà không giá nào tiêu vừa hết.
# Ở ví dụ ba lớp của mục 5, (4, 2, 2) không bao giờ hiện ra.
# Lớp 1 chỉ lên 4 bit khi giá dưới 0.0045, mà khi ấy lớp 2 và lớp 3, với ngưỡng 0.0051 và 0.0050, cũng đã lên rồi.

# %% [markdown]
# ## Trong thư viện thật
#
# Cân bằng xong thì mạng vẫn là một mạng bình thường, nên thư viện nào cũng chạy được, không cần biết bạn đã làm gì.
# Ta đưa cho ONNX Runtime các mã `int4` của hai mạng, mỗi ma trận một độ co giãn: một mạng chưa cân bằng, một mạng đã cân bằng.
# Máy bạn không cần có các thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% fold=false library="onnx onnxruntime"
with bai.library("onnx onnxruntime"):
    import onnx
    import onnxruntime

    text = """<ir_version: 10, opset_import: ["": 21]>
    bai_7 (float[n, 64] H0) => (float[n, 10] H3)
    { W0 = DequantizeLinear (Q0, s0)  P0 = MatMul (H0, W0)  A0 = Add (P0, b0)
      H1 = Relu (A0)
      W1 = DequantizeLinear (Q1, s1)  P1 = MatMul (H1, W1)  A1 = Add (P1, b1)
      H2 = Relu (A1)
      W2 = DequantizeLinear (Q2, s2)  P2 = MatMul (H2, W2)  H3 = Add (P2, b2) }"""
    INT4, FLOAT = onnx.TensorProto.INT4, onnx.TensorProto.FLOAT
    options = onnxruntime.SessionOptions()  # tính từng phép như đã viết, không gộp
    levels = onnxruntime.GraphOptimizationLevel
    options.graph_optimization_level = levels.ORT_ENABLE_BASIC
    versions = {"chưa cân bằng": uneven, "đã cân bằng": equalize(uneven, 20)}
    for name, layers in versions.items():
        model = onnx.parser.parse_model(text)
        for number, (W, b) in enumerate(layers):
            step = np.abs(W).max() / 7
            codes = np.rint(W / step).astype(int)
            for letter, kind, values in (
                ("Q", INT4, codes),
                ("s", FLOAT, np.array(step)),
                ("b", FLOAT, b),
            ):
                made = onnx.helper.make_tensor(
                    f"{letter}{number}", kind, values.shape, values.ravel()
                )
                model.graph.initializer.append(made)
        session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        [logits] = session.run(None, {"H0": data.X_test})
        theirs = network.accuracy(logits, data.y_test)
        mine = accuracy_of(quantized(layers, 4), data)
        print(f"{name}: ONNX Runtime đúng {theirs:.1%}, ta tính {mine:.1%}")
        assert abs(theirs - mine) < 0.01, "hai bên phải đoán như nhau"

# %% [markdown]
# Còn `allocate_bits` là một bài toán quy hoạch nguyên, và SciPy có sẵn một hàm giải nó: `scipy.optimize.milp`.
# Mỗi cặp (lớp, số bit) là một ẩn bằng 0 hay 1; mỗi lớp chọn đúng một số bit; tổng số bit không quá ngân sách.
# Bài báo HAWQ-V3 chia bit cho ResNet50 đúng theo cách này.

# %% library="scipy"
with bai.library("scipy"):
    from scipy.optimize import Bounds, LinearConstraint, milp

    one_each = LinearConstraint(np.kron(np.eye(len(S)), np.ones(len(CHOICES))), 1, 1)
    spent = np.outer(sizes, CHOICES).ravel()
    for bits in (2.5, 3.25, 4):
        within = LinearConstraint(spent, 0, bits * sizes.sum())
        found = milp(
            S.ravel(),
            integrality=1,
            bounds=Bounds(0, 1),
            constraints=[one_each, within],
            options={"mip_rel_gap": 0},
        )
        chosen = found.x.reshape(S.shape).argmax(axis=1)
        theirs = [CHOICES[place] for place in chosen]
        print(f"ngân sách {bits} bit: SciPy {theirs}, hàm của bạn {best_ways(S, bits)}")
        assert theirs == best_ways(S, bits), "hãy xem lại allocate_bits"

# %% [markdown]
# Cân bằng và bù độ lệch cũng có sẵn trong vài thư viện.
# AIMET của Qualcomm, nơi các tác giả của cân bằng liên lớp làm việc, có `equalize_model` và `correct_bias`.
# PyTorch có `torch.ao.quantization._equalize` và `torch.ao.quantization._correct_bias`.
# Đọc mã của PyTorch bạn sẽ thấy nó đo độ dài bằng max trừ min, thay vì max của $|W|$: hợp với thước bất đối xứng.

# %% [markdown]
# ## Tóm tắt
#
# - Độ nhạy của một lớp là phần cross-entropy tăng thêm khi chỉ lớp ấy bị bớt bit; các lớp khác nhau rất nhiều.
# - Cân bằng liên lớp: $c = \sqrt{r_2 / r_1}$, nhân cột của lớp trước, chia hàng của lớp sau; hàm của mạng không đổi, thước thì ngắn lại.
# - Làm tròn trọng số làm trung bình của đầu ra dời đi, vì đầu vào sau ReLU có trung bình dương; trừ phần dời ấy khỏi độ lệch là xong.
# - Chia bit theo ngân sách: giữ một bảng theo chi phí, mỗi chi phí chỉ nhớ cách tốt nhất; tham lam thì có thể lỡ.
# - Tổng các độ nhạy chỉ là phỏng đoán: tốt khi sai số nhỏ, kém khi nhiều lớp cùng ít bit; chọn xong phải đo lại.
#
# **Đọc thêm**
#
# - [Nagel và cộng sự, 2019](https://arxiv.org/abs/1906.04721): cân bằng liên lớp và bù độ lệch, không cần dữ liệu.
#   Trung bình của đầu vào ở đó lấy từ BatchNorm, nên một tấm ảnh cũng không cần.
# - [Dong và cộng sự, 2019](https://arxiv.org/abs/1905.03696) và [2020](https://arxiv.org/abs/1911.03852): HAWQ, đo độ nhạy bằng đạo hàm bậc hai.
# - [Yao và cộng sự, 2021](https://arxiv.org/abs/2011.10680): HAWQ-V3, chia bit bằng quy hoạch nguyên.
# - [Nagel và cộng sự, 2020](https://arxiv.org/abs/2004.10568): AdaRound, học xem nên làm tròn lên hay xuống.
# - [Li và cộng sự, 2021](https://arxiv.org/abs/2102.05426): BRECQ, sửa từng khối một, xuống tới 2 bit.
# - [Nagel và cộng sự, 2021](https://arxiv.org/abs/2106.08295): một bài tổng quan, có cả thứ tự nên làm những việc này.
#
# **Sang bài 8.** Cân bằng rồi, bù độ lệch rồi, mà 2 bit theo tensor vẫn chỉ đúng hơn một nửa số ảnh.
# Đến giờ ta chỉ sửa một mạng đã học xong.
# Nếu lúc học mạng đã biết rằng mình sẽ chỉ có 2 bit thì sao?
# Khó ở chỗ: đạo hàm của phép làm tròn gần như đâu cũng bằng 0, vậy lấy gì mà học?

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
