# %% [markdown]
# # Bài 6. Hiệu chỉnh và lượng tử hóa sau huấn luyện
#
# Đến hết Bài 5, bạn đã chạy được cả một mạng tích chập bằng số nguyên.
# Nhưng ta vẫn còn nợ một câu hỏi từ Bài 1: nên chọn miền rộng hay miền hẹp?
# Đến giờ, miền của kích hoạt luôn đi từ số nhỏ nhất đến số lớn nhất gặp trong dữ liệu.
# Cuối Bài 5 ta đã thấy: chỉ cần ba tấm ảnh lạ lọt vào là cách ấy hỏng.
#
# Hiệu chỉnh (*calibration*) là chạy một ít dữ liệu qua mạng để chọn miền cho kích hoạt.
# Nhờ nó, ta lượng tử hóa được một mạng đã học xong mà không phải học lại.
# Cách làm ấy gọi là lượng tử hóa sau huấn luyện (*post-training quantization*, viết tắt PTQ).
#
# Học xong bài này, bạn sẽ
#
# - chọn được miền theo năm cách: min-max, trung bình động (*moving average*), phân vị (*percentile*), MSE (*mean squared error*) và phân kỳ KL (*KL divergence*);
# - tách được sai số lượng tử hóa thành phần làm tròn và phần cắt, và giải thích vì sao hai phần kéo ngược nhau;
# - biết cách nào chịu được giá trị ngoại lai (*outlier*), cách nào không, và vì sao;
# - lượng tử hóa được cả một mạng nhiều lớp, mà không hề nhìn vào tập kiểm tra để chọn miền;
# - biết lúc nào nên bỏ hiệu chỉnh, chờ đến lúc chạy mới chọn miền, tức là lượng tử hóa động (*dynamic quantization*).
#
# Bài có 13 chỗ trống, từ TODO 1 đến TODO 13, tổng cộng 10 điểm.
# Xen giữa là hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm, giảng viên sẽ đọc và chấm.

# %% setup=true
import numpy as np

from course import Lesson, digits, network, plots, widgets

bai = Lesson("bai06_hieu_chinh")

# %% [markdown]
# ## 1. Ba tấm ảnh lạ
#
# Ta có một mạng ba lớp đã học xong cách đọc chữ số viết tay.
# Trọng số thì nằm sẵn trong mạng, muốn biết min và max chỉ việc nhìn.
# Kích hoạt thì không: chúng chỉ xuất hiện khi có ảnh chạy qua.
# Vậy ta lấy 256 ảnh trong tập huấn luyện, cho chạy qua mạng, rồi ghi lại kích hoạt.
# 256 ảnh ấy gọi là *tập hiệu chỉnh*.
#
# Bây giờ giả sử ba trong 256 ảnh đến từ một máy quét khác, sáng gấp 8 lần.
# Ta nhìn kích hoạt sau lớp thứ nhất, với 4 bit và miền min-max.

# %% [markdown] guess="ba_anh_la"
# Ba ảnh sáng gấp 8 lọt vào 256 ảnh.
# Trong 16 mã, còn khoảng mấy mã nằm ở đoạn chứa 99% giá trị?
#
# - gần đủ 16: Ba ảnh thì ít, nhưng min-max không đếm ảnh, nó chỉ nhìn số lớn nhất.
# - khoảng 8: Thước bị kéo dài hơn thế nhiều.
# - [x] khoảng 2
#
# > Số lớn nhất quyết định độ dài của thước, mà thước dài gấp bảy thì bước cũng dài gấp bảy.
# > Đoạn chứa 99% giá trị nay ngắn hơn hai bước, nên chỉ có mã của số 0 và mã kế tiếp.

# %%
bai.guess("ba_anh_la")

# %% fold=false
data = digits.split(0)
params = network.train_mlp(data.X_train, data.y_train, seed=0)
clean_images = data.X_train[:256]
odd_images = clean_images.copy()
odd_images[:3] *= 8

hidden = {}
codes_as_reals = {}
for name, images in {
    "256 ảnh bình thường": clean_images,
    "256 ảnh, trong đó ba ảnh sáng gấp 8": odd_images,
}.items():
    hidden[name] = network.activations(params, images)[1]
    codes_as_reals[name] = np.linspace(0.0, hidden[name].max(), 16)
    most = np.percentile(hidden[name], 99)
    busy = np.sum(codes_as_reals[name] <= most)
    print(f"{name}: lớn nhất {hidden[name].max():.2f}")
    print(
        f"    hai mã liền nhau cách nhau {codes_as_reals[name][1]:.2f}; "
        f"99% giá trị không quá {most:.2f}, và đến đó chỉ có {busy} trong 16 mã"
    )
plots.values_and_codes(hidden, codes_as_reals)

# %% [markdown]
# Mỗi gạch đỏ là một số thực mà mã 4 bit biểu diễn được.
# Ở hình trên, 16 gạch rải đều trên dữ liệu.
# Ở hình dưới, ba ảnh lạ kéo thước dài ra gấp bảy lần, và trong đoạn chứa 99% dữ liệu chỉ còn hai gạch.
#
# Những giá trị lớn hơn hẳn phần còn lại như thế gọi là giá trị ngoại lai.
# Có nên bỏ chúng, tức là để chúng bị cắt?
# Bỏ bao nhiêu thì vừa?
# Cả bài này trả lời hai câu hỏi đó.

# %% [markdown]
# ## 2. Cách đo: lượng tử hóa rồi giải lượng tử hóa
#
# Muốn so hai miền, ta cần biết mỗi miền làm dữ liệu sai đi bao nhiêu.
# Vậy ta lượng tử hóa rồi giải lượng tử hóa ngay, và so với số thực ban đầu.
# Hai phép ấy bạn đã biết từ Bài 1 và Bài 2, nay ta viết chung vào một hàm:
#
# <!-- công thức: Thước của kích hoạt, b bit -->
# $$s = \frac{\beta - \alpha}{2^b - 1}, \qquad z = \text{round}\Big(\frac{-\alpha}{s}\Big)$$
#
# <!-- công thức: Lượng tử hóa rồi giải lượng tử hóa -->
# $$x_q = \text{clip}\Big(\text{round}\big(\tfrac{x}{s}\big) + z,\ 0,\ 2^b - 1\Big), \qquad \hat{x} = s\,(x_q - z)$$
#
# Ở bài này, mã của kích hoạt đi từ 0 đến $2^b - 1$, với $b$ là số bit, từ 2 đến 8.
# Nếu bạn quen mã có dấu thì cũng không sao: dời cả mã lẫn điểm 0 đi cùng một lượng thì $\hat{x}$ vẫn vậy.
#
# Ta theo quy tắc của ONNX: $x$ và $s$ là `float32`, làm tròn về số chẵn gần nhất, làm tròn **xong** mới cộng $z$.
#
# **Tính tay.** Miền $[-1, 2]$ với 2 bit: $s = 3/3 = 1$ và $z = 1$, bốn mã ứng với các số thực $-1, 0, 1, 2$.
#
# - $x = 0.4$: $\text{round}(0.4) + 1 = 1$, nên $\hat{x} = 1 \cdot (1 - 1) = 0$.
# - $x = 5$: $5 + 1 = 6$ bị cắt còn 3, nên $\hat{x} = 1 \cdot (3 - 1) = 2$.

# %% exercise="quantize_dequantize"
def quantize_dequantize(x, alpha, beta, bits):
    """Lượng tử hóa x về mã từ 0 đến 2**bits - 1, rồi giải lượng tử hóa ngay.

    Đầu vào:
        x: mảng số thực, chiều tùy ý.
        alpha, beta: số thực, hai đầu của miền, alpha <= 0 <= beta và alpha < beta.
        bits: số bit, từ 2 đến 8.
    Đầu ra:
        x_hat: mảng số thực cùng chiều với x, là các số thực mà mã của x đại diện.
    """
    x = np.asarray(x, dtype=np.float32)
    # TODO 1: tính độ co giãn s (đổi sang np.float32) và điểm 0 z
    ### BEGIN SOLUTION
    s = np.float32((beta - alpha) / (2**bits - 1))
    z = np.rint(-alpha / s)
    ### END SOLUTION
    # TODO 2: tính các mã (làm tròn xong mới cộng z, rồi cắt), rồi đổi ngược về số thực
    ### BEGIN SOLUTION
    x_q = np.rint(x / s) + z
    x_q = np.clip(x_q, 0, 2**bits - 1)
    x_hat = s * (x_q - z)
    ### END SOLUTION
    return x_hat

# %%
x = np.array([-2.0, -0.9, 0.0, 0.3, 1.0, 2.5, 9.0])
x_hat = quantize_dequantize(x, alpha=-1.0, beta=3.0, bits=4)
print("x    :", x)
print("x_hat:", np.round(x_hat, 3))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# x    : [-2.  -0.9  0.   0.3  1.   2.5  9. ]
# x_hat: [-1.067 -0.8    0.     0.267  1.067  2.4    2.933]
# ```
#
# Vì sao đầu dưới là $-1.067$ mà không phải $-1$?
# Số thực 0 phải rơi đúng vào một mã, nên cả cây thước đã bị đẩy đi một chút.

# %% check="quantize_dequantize"
bai.check(quantize_dequantize)

# %% [markdown]
# ## 3. Min-max và trung bình động
#
# ### Min-max
#
# Cách đơn giản nhất: lấy giá trị nhỏ nhất và lớn nhất của **cả** mảng.
# Bài 2 đã dạy thêm một điều: nếu miền không chứa số 0 thì phải nới cho nó chứa.
#
# <!-- công thức: Miền min-max -->
# $$\alpha = \min(0, \min X), \qquad \beta = \max(0, \max X)$$
#
# **Tính tay.** $X = [2, 5, 3]$ cho miền $[0, 5]$, còn $X = [-4, 1]$ cho miền $[-4, 1]$.

# %% exercise="minmax_range"
def minmax_range(X):
    """Miền từ giá trị nhỏ nhất đến giá trị lớn nhất của X, nới cho chứa số 0.

    Đầu vào:
        X: mảng số thực, chiều tùy ý.
    Đầu ra:
        alpha, beta: hai số thực, alpha <= 0 <= beta.
    """
    # TODO 3: tìm hai đầu của X rồi nới cho chứa số 0
    ### BEGIN SOLUTION
    alpha = np.minimum(np.min(X), 0.0)
    beta = np.maximum(np.max(X), 0.0)
    ### END SOLUTION
    return alpha, beta

# %%
for values in (np.array([[2.0, 5.0], [3.0, 4.5]]), np.array([-4.0, 1.0])):
    alpha, beta = minmax_range(values)
    print(f"miền: [{alpha:.2f}, {beta:.2f}]")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# miền: [0.00, 5.00]
# miền: [-4.00, 1.00]
# ```

# %% check="minmax_range"
bai.check(minmax_range)

# %% [markdown]
# ### Trung bình động
#
# Dữ liệu thường đến theo từng lô (*batch*), và một lô lạ không nên quyết định tất cả.
# Trung bình động (*moving average*) để mỗi lô kéo miền đi một chút, theo hệ số $m$:
#
# <!-- công thức: Miền theo trung bình động -->
# $$\alpha_1 = \min X_1, \qquad \alpha_t = \alpha_{t-1} + m\,(\min X_t - \alpha_{t-1})$$
#
# Đầu $\beta$ cũng vậy, với max.
# Lô đầu tiên cho giá trị ban đầu.
# Xem hết các lô rồi mới nới cho chứa số 0.
# Trong hàm dưới đây, $m$ tên là `momentum`; PyTorch gọi nó là `averaging_constant`.
#
# **Tính tay.** Hai lô có min là $-1$ rồi $-3$, $m = 0.25$: $\alpha_2 = -1 + 0.25 \cdot (-3 + 1) = -1.5$.
#
# **Trung bình của cái gì?**
# Phải lấy trung bình hai đầu của *miền*, không phải trung bình $s$ và $z$.
# Thử hai lô với $m = 0.5$; thay cho $z$, ta ghi phần của thước nằm bên trái số 0:
#
# | | $\alpha$ | $\beta$ | độ dài (tỷ lệ với $s$) | số 0 nằm ở |
# |---|---|---|---|---|
# | lô 1 | 0 | 1 | 1 | 0 |
# | lô 2 | −9 | 1 | 10 | 0.9 |
# | trung bình hai đầu miền | −4.5 | 1 | 5.5 | 0.82 |
# | trung bình $s$ và $z$ | −2.475 | 3.025 | 5.5 | 0.45 |
#
# Ở dòng cuối, $\beta = 3.025$ dù không lô nào vượt quá 1.
# Điểm 0 chỉ có nghĩa trên cây thước của chính nó, nên cộng các điểm 0 của hai cây thước khác nhau là vô nghĩa.

# %% exercise="moving_average_range"
def moving_average_range(batches, momentum):
    """Trung bình động của min và max từng lô, cuối cùng nới cho chứa số 0.

    Đầu vào:
        batches: list các mảng số thực, mỗi mảng một lô, chiều tùy ý.
        momentum: số thực, lớn hơn 0 và không quá 1, phần mà lô mới kéo miền đi.
    Đầu ra:
        alpha, beta: hai số thực, alpha <= 0 <= beta.
    """
    # TODO 4: bắt đầu từ lô đầu tiên, cập nhật hai đầu qua các lô sau,
    #   rồi nới cho chứa số 0
    ### BEGIN SOLUTION
    alpha = np.min(batches[0])
    beta = np.max(batches[0])
    for batch in batches[1:]:
        alpha = alpha + momentum * (np.min(batch) - alpha)
        beta = beta + momentum * (np.max(batch) - beta)
    alpha = np.minimum(alpha, 0.0)
    beta = np.maximum(beta, 0.0)
    ### END SOLUTION
    return alpha, beta

# %%
alpha, beta = moving_average_range(
    [np.array([-1.0, 2.0]), np.array([-3.0, 6.0]), np.array([0.5, 1.0])], momentum=0.25
)
print(f"miền: [{alpha:.3f}, {beta:.3f}]")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# miền: [-1.000, 2.500]
# ```

# %% check="moving_average_range"
bai.check(moving_average_range)

# %% [markdown]
# Bây giờ chia 256 ảnh thành 8 lô, ba ảnh lạ nằm trong lô 3.
# Sau mỗi lô, miền của từng cách ra sao?

# %%
shuffled = np.roll(odd_images, 70, axis=0)
batches = np.split(network.activations(params, shuffled)[1], 8)
so_far = [batches[:count] for count in range(1, 9)]
range_after = {
    "min-max": [minmax_range(np.concatenate(seen)) for seen in so_far],
    "trung bình động, m = 0.1": [moving_average_range(seen, 0.1) for seen in so_far],
    "trung bình động, m = 0.5": [moving_average_range(seen, 0.5) for seen in so_far],
}
for name, ranges in range_after.items():
    print(
        f"{name}: β sau lô 2, 3, 8 là {ranges[1][1]:.2f}, "
        f"{ranges[2][1]:.2f}, {ranges[7][1]:.2f}"
    )
plots.batch_ranges(
    [np.min(b) for b in batches], [np.max(b) for b in batches], range_after
)

# %% [markdown]
# Min-max nhớ mãi lô lạ.
# Trung bình động thì quên dần, nhưng được cái này mất cái kia: $m$ lớn thì bị kéo mạnh, $m$ nhỏ thì quên chậm.
# Điều gì xảy ra nếu lô lạ là lô đầu tiên?
# Hoặc nếu lô nào cũng có một ảnh lạ?
# Ta cần một cách nhìn vào **từng giá trị**, chứ không chỉ vào hai đầu của mỗi lô.

# %% [markdown] guess="lo_la_dau_tien"
# Nếu lô lạ là lô **đầu tiên** thì trung bình động ra sao?
#
# - lô ấy bị bỏ qua: Không có gì cho nó biết lô nào là lạ.
# - như mọi lô khác, chỉ kéo miền đi một chút: Trước nó chưa có miền nào để mà kéo.
# - [x] lô ấy thành giá trị ban đầu, phải qua nhiều lô mới quên bớt
#
# > Mỗi lô sau chỉ xóa một phần m của cái cũ.
# > Với m = 0.1, sau 7 lô vẫn còn `= round(100 * 0.9**7)`% của lô lạ.

# %%
bai.guess("lo_la_dau_tien")

# %% [markdown]
# ### Câu đố ★: miền sau mỗi lô
#
# Ở ô trên, ta gọi `minmax_range` lại từ đầu sau mỗi lô.
# Nếu đã biết số lớn nhất của từng lô thì tìm được $\beta$ của min-max sau **mỗi** lô trong một dòng, không vòng lặp.
# Không tính điểm.

# %% puzzle="beta_so_far"
def beta_so_far(tops):
    """Tìm đầu trên của miền min-max sau mỗi lô.

    Đầu vào:
        tops: mảng số thực chiều (k,), số lớn nhất của từng lô, theo thứ tự.
    Đầu ra:
        mảng số thực chiều (k,): phần tử thứ t là đầu trên của miền
        khi đã xem các lô từ 0 đến t, nới cho chứa số 0.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.maximum.accumulate(np.maximum(tops, 0))
    ### END SOLUTION

# %%
bai.puzzle(beta_so_far)

# %% [markdown]
# ## 4. Phân vị
#
# Phân vị (*percentile*) thứ 99 của dữ liệu là số mà 99% giá trị không vượt quá.
# Ta bỏ $(100 - p)$% giá trị ở **mỗi** đuôi, tức là để chúng bị cắt:
#
# <!-- công thức: Miền theo phân vị -->
# $$\alpha = \min\big(0, P_{100 - p}(X)\big), \qquad \beta = \max\big(0, P_{p}(X)\big)$$
#
# Đơn vị của $p$ là phần trăm, lớn hơn 50 và không quá 100; với $p = 100$ ta được lại min-max.
# Phân vị tính trên mọi giá trị của $X$ gộp lại, nội suy tuyến tính giữa hai giá trị liền nhau, như `np.percentile` vẫn làm.
#
# **Tính tay.** $X$ gồm 11 số $0, 1, \dots, 10$ và $p = 90$: bỏ 10% mỗi đuôi thì còn từ 1 đến 9.
# Nới cho chứa số 0, ta được miền $[0, 9]$.

# %% exercise="percentile_range"
def percentile_range(X, percent):
    """Miền từ phân vị 100 - percent đến phân vị percent của X, nới cho chứa số 0.

    Đầu vào:
        X: mảng số thực, chiều tùy ý.
        percent: số thực, lớn hơn 50 và không quá 100, đơn vị phần trăm.
    Đầu ra:
        alpha, beta: hai số thực, alpha <= 0 <= beta.
    """
    # TODO 5: tìm hai phân vị rồi nới cho chứa số 0
    ### BEGIN SOLUTION
    alpha = np.percentile(X, 100 - percent)
    beta = np.percentile(X, percent)
    alpha = np.minimum(alpha, 0.0)
    beta = np.maximum(beta, 0.0)
    ### END SOLUTION
    return alpha, beta

# %%
for values in (np.arange(0.0, 11.0), np.arange(-4.0, 7.0)):
    alpha, beta = percentile_range(values, 90)
    print(
        f"từ {values[0]:.0f} đến {values[-1]:.0f}, "
        f"p = 90: miền [{alpha:.2f}, {beta:.2f}]"
    )

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# từ 0 đến 10, p = 90: miền [0.00, 9.00]
# từ -4 đến 6, p = 90: miền [-3.00, 5.00]
# ```

# %% check="percentile_range"
bai.check(percentile_range)

# %% [markdown]
# ### Tự tay kéo thử: cắt hay làm tròn?
#
# Thu hẹp miền thì được gì, mất gì?
# Mỗi giá trị sai theo một trong hai kiểu:
#
# - nằm trong miền: sai vì làm tròn, nhiều nhất nửa bước;
# - nằm ngoài miền: sai vì bị cắt, càng xa càng sai.
#
# Ta tách trung bình của bình phương sai số (*mean squared error*, viết tắt MSE) thành hai phần ấy.
# Kéo $p$ từ 100 xuống 90 trên 256 ảnh bình thường: phần nào tăng, phần nào giảm?
# Đổi số bit: điểm cân bằng có dời chỗ không?

# %% [markdown] guess="keo_p_xuong"
# Kéo $p$ từ 100 xuống 90 thì hai phần của MSE đổi thế nào?
#
# - cả hai phần đều giảm: Nếu thế thì cứ cắt mãi là hơn.
# - [x] phần cắt tăng, phần làm tròn giảm
# - phần cắt giảm, phần làm tròn tăng: Miền hẹp lại thì bước ngắn lại, làm tròn sai ít đi.
#
# > Miền hẹp thì bước ngắn nên làm tròn sai ít; nhưng nhiều số nằm ngoài hơn, và chúng sai nhiều.

# %%
bai.guess("keo_p_xuong")

# %% fold=true
# Bấm để mở: lượng tử hóa với miền theo phân vị, tách hai phần của MSE, rồi vẽ.
clean_hidden = hidden["256 ảnh bình thường"]
drawn_values = clean_hidden[:64]


def draw_percent(percent, bits):
    low_end, high_end = percentile_range(clean_hidden, percent)
    off = quantize_dequantize(drawn_values, low_end, high_end, bits) - drawn_values
    beyond = (drawn_values < low_end) | (drawn_values > high_end)
    print(
        f"p = {percent}, {bits} bit: miền [{low_end:.2f}, "
        f"{high_end:.2f}], cắt {np.mean(beyond):.1%} giá trị"
    )
    print(
        f"MSE = {np.mean(off**2):.5f}, trong đó làm tròn "
        f"{np.sum(off[~beyond] ** 2) / off.size:.5f}, "
        f"cắt {np.sum(off[beyond] ** 2) / off.size:.5f}"
    )
    return plots.clipping_and_rounding(drawn_values, off, beyond)


widgets.explore(
    draw_percent,
    percent=widgets.Slider("p (%)", 99.0, 90.0, 100.0, 0.5),
    bits=widgets.Choice("Số bit", (2, 4, 8), 4),
)

# %% [markdown]
# Bên trái, đám chấm xanh là những răng cưa của phép làm tròn, không bao giờ ra khỏi nửa bước.
# Các chấm đỏ là những giá trị bị cắt, chúng trượt dài theo một đường chéo.
# Ít chấm đỏ mà phần đỏ vẫn đáng kể, vì sai số được bình phương.
# Hình chỉ vẽ 64 ảnh đầu cho đỡ rối, nên với $p = 99$, phần bị cắt in ra không đúng bằng 1%.

# %% [markdown]
# ## 5. MSE: để máy tìm điểm cân bằng
#
# Với phân vị, ta phải tự chọn $p$.
# Sao không để máy thử nhiều miền rồi lấy miền có MSE nhỏ nhất?
# Các miền ứng viên là miền min-max co lại theo những tỷ lệ $r$ cho trước:
#
# <!-- công thức: MSE của một miền -->
# $$\text{MSE}(r) = \frac{1}{N} \sum_{i=1}^{N} \big(\hat{x}_i(r\alpha, r\beta) - x_i\big)^2$$
#
# Lấy trung bình trên **mọi** giá trị, kể cả giá trị bị cắt.
# Nếu hai tỷ lệ cho MSE bằng nhau, lấy tỷ lệ đứng trước trong danh sách.
#
# **Tính tay.** $X$ gồm chín số 1.5 và một số 3, lượng tử hóa bằng 2 bit.
#
# - $r = 1$: miền $[0, 3]$, bước là 1, số 1.5 thành 2.
#   Tổng bình phương sai số là $9 \cdot 0.5^2 = 2.25$, tất cả do làm tròn.
# - $r = 0.5$: miền $[0, 1.5]$, bước là 0.5, số 1.5 đúng hẳn, còn số 3 bị cắt thành 1.5.
#   Tổng bình phương sai số là $1.5^2 = 2.25$, tất cả do cắt.
#
# Hai miền hòa nhau: cắt một số ở xa tốn đúng bằng làm tròn chín số ở gần.

# %% exercise="mse_range"
def mse_range(X, bits, ratios):
    """Trong các miền min-max co lại theo tỷ lệ, chọn miền có MSE nhỏ nhất.

    Đầu vào:
        X: mảng số thực, chiều tùy ý, có giá trị khác 0.
        bits: số bit, từ 2 đến 8.
        ratios: mảng các tỷ lệ, chiều (k,), mỗi tỷ lệ lớn hơn 0 và không quá 1.
    Đầu ra:
        alpha, beta: hai số thực, hai đầu của miền được chọn.
    """
    alpha, beta = minmax_range(X)
    errors = []
    for ratio in ratios:
        # TODO 6: lượng tử hóa rồi giải lượng tử hóa X với miền co lại, và tính MSE
        ### BEGIN SOLUTION
        X_hat = quantize_dequantize(X, ratio * alpha, ratio * beta, bits)
        error = np.mean((X_hat - X) ** 2)
        ### END SOLUTION
        errors.append(error)
    # TODO 7: chọn tỷ lệ có MSE nhỏ nhất và trả về miền của nó
    ### BEGIN SOLUTION
    best = ratios[np.argmin(errors)]
    alpha, beta = best * alpha, best * beta
    ### END SOLUTION
    return alpha, beta

# %%
values = np.array([1.5] * 9 + [3.0])
for ratios in (np.array([1.0, 0.5]), np.array([0.5, 1.0]), np.array([1.0, 0.8, 0.5])):
    alpha, beta = mse_range(values, 2, ratios)
    print(f"tỷ lệ {ratios}: miền [{alpha:.2f}, {beta:.2f}]")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# tỷ lệ [1.  0.5]: miền [0.00, 3.00]
# tỷ lệ [0.5 1. ]: miền [0.00, 1.50]
# tỷ lệ [1.  0.8 0.5]: miền [0.00, 2.40]
# ```

# %% check="mse_range"
bai.check(mse_range)

# %% [markdown]
# ### Hình chữ U
#
# Ta vẽ hai phần của MSE theo ngưỡng $\beta$, trên 256 ảnh bình thường, với 3 bit và 6 bit.

# %% fold=true
# Bấm để mở: tính hai phần của MSE cho từng ngưỡng, rồi vẽ.
shrunken = np.linspace(1.0, 0.02, 50)
largest = clean_hidden.max()
parts = {}
for bits in (3, 6):
    rounding, clipping = [], []
    for ratio in shrunken:
        squares = (
            quantize_dequantize(clean_hidden, 0.0, ratio * largest, bits) - clean_hidden
        ) ** 2
        beyond = clean_hidden > ratio * largest
        rounding.append(np.sum(squares[~beyond]) / squares.size)
        clipping.append(np.sum(squares[beyond]) / squares.size)
    parts[f"{bits} bit"] = (np.array(rounding), np.array(clipping))
best_beta = {
    bits: mse_range(clean_hidden, bits, shrunken)[1] for bits in (8, 6, 4, 3, 2)
}
for bits, found in best_beta.items():
    print(
        f"{bits} bit: MSE nhỏ nhất ở β = {found:.2f}, tức {found / largest:.0%} của max"
    )
assert best_beta[8] > best_beta[4] > best_beta[2], (
    "ít bit hơn thì miền phải hẹp hơn: hãy xem lại mse_range"
)
plots.error_by_threshold(shrunken * largest, parts)

# %% [markdown]
# Đi từ phải sang trái: phần làm tròn giảm dần vì bước ngắn lại, phần cắt tăng vọt vì ngày càng nhiều giá trị nằm ngoài, mà lại nằm xa hơn.
# Tổng của một đường đi xuống và một đường đi lên là hình chữ U, và đáy chữ U là miền mà `mse_range` tìm.
# Hàng trên vẽ bằng trục thường nên bạn thấy chữ U; hai trục ấy có thang khác nhau.
# Hàng dưới vẽ lại bằng trục logarit, chung một thang.
# Bạn so hai cột xem đáy nằm ở đâu, rồi nhìn hàng dưới xem đường nào đổi chỗ và đường nào đứng yên.

# %% [markdown] points=2 question="bits_and_clipping"
# ### Câu hỏi: càng ít bit càng phải cắt nhiều?
#
# Các số in ra ở trên cho thấy: bớt bit thì miền tốt nhất hẹp lại.
# Vì sao?
# Hãy giải thích bằng cách nói rõ, khi giữ nguyên ngưỡng, mỗi phần của MSE thay đổi thế nào theo số bit.
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: nói được phần làm tròn tỷ lệ với bình phương bước, mà bước là độ rộng miền chia cho $2^b - 1$, nên bớt một bit thì phần này tăng khoảng bốn lần; còn phần cắt chỉ phụ thuộc ngưỡng, không (hoặc hầu như không) phụ thuộc số bit.
# - 1 điểm: từ đó kết luận điểm cân bằng dời về phía miền hẹp: khi phần làm tròn lớn, thu hẹp miền lợi nhiều hơn hại, cho đến khi phần cắt tăng ngang với nó (chỉ nói "ít bit thì ít mã" mà không so hai phần thì không được điểm này).
# === END MARK SCHEME ===

# %% [markdown] answer="bits_and_clipping"
# Giữ nguyên ngưỡng thì phần cắt không đổi khi bớt bit, vì một giá trị ngoài miền luôn bị kéo về đầu miền.
# Phần làm tròn thì khoảng $s^2/12$, với $s$ bằng độ rộng miền chia cho $2^b - 1$, nên bớt một bit nó tăng khoảng bốn lần.
# Vậy với ít bit, đường làm tròn dâng lên còn đường cắt đứng yên.
# Thu hẹp miền làm phần làm tròn giảm theo bình phương độ rộng, lợi hơn phần cắt mất thêm, nên đáy chữ U dời về phía miền hẹp.

# %% [markdown]
# ### MSE có miễn nhiễm với ba ảnh lạ không?

# %%
odd_hidden = hidden["256 ảnh, trong đó ba ảnh sáng gấp 8"]
for name, values in {"bình thường": clean_hidden, "có ba ảnh lạ": odd_hidden}.items():
    _, by_percentile = percentile_range(values, 99.0)
    _, by_mse = mse_range(values, 4, shrunken)
    print(
        f"{name}: max {values.max():.2f}, phân vị 99 chọn β = {by_percentile:.2f}, "
        f"MSE (4 bit) chọn β = {by_mse:.2f}"
    )
far = odd_hidden > clean_hidden.max()
print(
    f"{np.mean(far):.2%} giá trị vượt max bình thường, nhưng chiếm "
    f"{np.sum(odd_hidden[far] ** 2) / np.sum(odd_hidden**2):.0%} tổng bình phương"
)

# %% [markdown]
# MSE đỡ hơn min-max, nhưng vẫn bị kéo đi xa.
# Nó tính cả sai số của ba ảnh lạ, mà bình phương thì thiên vị những số lớn.
# Phân vị chỉ đếm có bao nhiêu giá trị, không quan tâm chúng xa bao nhiêu, nên gần như đứng yên.

# %% [markdown]
# ## 6. Phân kỳ KL: giữ hình dáng của phân bố
#
# TensorRT của NVIDIA hỏi một câu khác: miền nào làm cho *phân bố* của dữ liệu ít bị méo nhất?
# Cách đo độ méo là phân kỳ KL (*Kullback–Leibler divergence*) giữa hai phân bố $P$ và $Q$:
#
# <!-- công thức: Phân kỳ KL -->
# $$D(P \,\|\, Q) = \sum_{i:\ P_i > 0} P_i \ln \frac{P_i}{Q_i}$$
#
# Ở mỗi ô, nó so $P_i$ với $Q_i$, và ô nào đông thì tính nặng hơn.
# Nó bằng 0 khi $P = Q$, và càng lớn khi $Q$ càng khác $P$.
# Ta làm trên biểu đồ tần số của $|X|$, chia đều từ 0 đến $\max|X|$ thành `bins` ô.
# Gọi `levels` là số mã dành cho $|X|$: bằng $2^b$ nếu $X$ không âm, bằng $2^{b-1}$ nếu $X$ có cả hai dấu.
# Ứng viên là giữ lại `kept` ô đầu, với `kept` là `levels`, 2 lần `levels`, 3 lần `levels`, … cho đến `bins`.
# Với mỗi ứng viên:
#
# 1. $P$ là `kept` ô đầu, cộng thêm vào **ô cuối** mọi giá trị nằm ngoài, vì chúng sẽ bị cắt về đó.
# 2. $Q$ là `kept` ô đầu khi chỉ còn `levels` mã, **không** kể những giá trị nằm ngoài.
#    Gộp các ô liền nhau thành `levels` nhóm bằng nhau, rồi trải số đếm của mỗi nhóm đều ra những ô có $P > 0$ của nhóm ấy.
#    Ô có $P = 0$ thì $Q = 0$.
# 3. Chia $P$ và $Q$, mỗi bên cho tổng của chính nó, rồi tính $D(P \,\|\, Q)$.
#    Ô có $P = 0$ không góp gì, vì ta coi $0 \cdot \ln 0$ là 0; NumPy thì tính ra `nan`, và một `nan` làm hỏng cả tổng.
#
# Lại là hai phía kéo ngược nhau.
# Giữ nhiều ô thì mỗi nhóm rộng ra, nên $Q$ thô đi.
# Giữ ít ô thì ô cuối của $P$ phình lên, mà $Q$ không có phần phình ấy.
#
# Ngưỡng $T$ là mép phải của `kept` ô, với `kept` có phân kỳ nhỏ nhất; nếu hòa thì lấy `kept` lớn hơn.
# Ứng viên nào có nhóm cuối trống thì bỏ qua, vì ở ô cuối $Q = 0$ mà $P > 0$, phân kỳ vô hạn.
# Nhóm ở giữa cũng có thể trống hết: nhóm ấy không có ô nào để chia, nên $Q = 0$ ở đó, và đừng để phép chia gặp $0 / 0$.
# Cuối cùng, miền min-max được cắt lại cho vừa trong $[-T, T]$.
#
# **Tính tay.** Bước 2 với 8 ô, 2 mã, không có gì nằm ngoài: $[1, 0, 2, 3 \mid 5, 3, 1, 7]$.
# Nhóm đầu có tổng 6, chia đều cho 3 ô khác 0, mỗi ô được 2.
# Nhóm sau có tổng 16, chia đều cho 4 ô, mỗi ô được 4.

# %%
P_example = np.array([1, 0, 2, 3, 5, 3, 1, 7])
Q_example = np.array([2, 0, 2, 2, 4, 4, 4, 4])
print("P:", P_example, "tổng", P_example.sum())
print("Q:", Q_example, "tổng", Q_example.sum())
plots.merged_histogram(P_example, Q_example)

# %% [markdown]
# Vòng lặp, việc bỏ qua ứng viên và việc chọn `kept` đã được viết sẵn.
# Bạn chỉ cần tính $P$, $Q$ và phân kỳ.
# Gợi ý cho bước 2: đổi chiều mảng `kept` ô thành `levels` hàng, mỗi hàng `size` cột, thì mỗi hàng là một nhóm.

# %% exercise="kl_range"
def kl_range(X, levels, bins):
    """Chọn miền giữ cho phân bố của |X| ít méo nhất, đo bằng phân kỳ KL.

    Đầu vào:
        X: mảng số thực, chiều tùy ý, có giá trị khác 0.
        levels: số nguyên, số mã dành cho |X|, từ 2 trở lên.
        bins: số nguyên, số ô của biểu đồ tần số, là bội của levels.
    Đầu ra:
        alpha, beta: hai số thực, miền min-max của X cắt lại trong [-T, T].
        divergences: mảng chiều (bins // levels,),
            phân kỳ khi giữ levels, 2 * levels, …, bins ô; np.inf nếu bỏ qua.
    """
    counts, edges = np.histogram(np.abs(X), bins=bins, range=(0, np.max(np.abs(X))))
    divergences = np.full(bins // levels, np.inf)
    for size in range(1, bins // levels + 1):  # số ô của một nhóm
        kept = levels * size  # số ô giữ lại
        if np.sum(counts[kept - size : kept]) == 0:
            continue  # nhóm cuối trống
        # TODO 8: tính P, số thực, chiều (kept,): kept ô đầu,
        #   cộng vào ô cuối mọi giá trị nằm ngoài
        ### BEGIN SOLUTION
        P = counts[:kept].astype(np.float64)
        P[-1] = P[-1] + np.sum(counts[kept:])
        ### END SOLUTION
        # TODO 9: tính Q, chiều (kept,): gộp counts[:kept] thành các nhóm,
        #   rồi trải đều ra các ô có P > 0
        ### BEGIN SOLUTION
        groups = np.sum(counts[:kept].reshape(levels, size), axis=1)
        present = (P > 0).reshape(levels, size)
        share = groups / np.maximum(np.sum(present, axis=1), 1)
        Q = (present * share.reshape(levels, 1)).ravel()
        ### END SOLUTION
        # TODO 10: chia P và Q cho tổng của chúng, rồi tính phân kỳ trên các ô có P > 0
        #   (0 · ln 0 kể là 0, NumPy cho nan)
        ### BEGIN SOLUTION
        P = P / np.sum(P)
        Q = Q / np.sum(Q)
        there = P > 0
        divergence = np.sum(P[there] * np.log(P[there] / Q[there]))
        ### END SOLUTION
        divergences[size - 1] = divergence
    from_last = np.argmin(divergences[::-1])  # đi từ cuối: hòa thì lấy kept lớn hơn
    T = edges[bins - levels * from_last]
    alpha, beta = minmax_range(X)
    return np.maximum(alpha, -T), np.minimum(beta, T), divergences

# %%
values = np.repeat([0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.95], [16, 12, 8, 6, 3, 2, 1])
alpha, beta, divergences = kl_range(values, levels=2, bins=8)
print("phân kỳ khi giữ 2, 4, 6, 8 ô:", np.round(divergences, 4))
print(f"miền: [{alpha:.4f}, {beta:.4f}], trong khi max là {values.max()}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# phân kỳ khi giữ 2, 4, 6, 8 ô: [0.1149 0.0434 0.0186 0.1183]
# miền: [0.0000, 0.7125], trong khi max là 0.95
# ```
#
# Một giá trị duy nhất ở 0.95 đã bị bỏ lại bên ngoài.

# %% check="kl_range"
bai.check(kl_range)

# %% [markdown]
# Đặt bốn cách cạnh nhau, trên kích hoạt có ba ảnh lạ, với 4 bit.
# Kích hoạt sau ReLU không bao giờ âm, nên `levels` là $2^4 = 16$.

# %%
chosen = {
    "min-max": minmax_range(odd_hidden),
    "phân vị 99": percentile_range(odd_hidden, 99.0),
    "MSE": mse_range(odd_hidden, 4, shrunken),
    "KL": kl_range(odd_hidden, 16, 2048)[:2],
}
for name, (low_end, high_end) in chosen.items():
    off = quantize_dequantize(clean_hidden, low_end, high_end, 4) - clean_hidden
    print(
        f"{name:10}: β = {high_end:5.2f}, "
        f"MSE trên ảnh bình thường {np.mean(off**2):.4f}"
    )
plots.thresholds_on_histogram(odd_hidden, chosen, zoom=8.0)

# %% [markdown]
# Bốn cách, bốn ngưỡng khác nhau, từ cùng một dữ liệu.
# Phân vị và KL nhìn vào phần đông, nên không bị đuôi dài kéo đi.
# Min-max chỉ nhìn vào đúng một giá trị, là giá trị lớn nhất.
# MSE đứng giữa: nó nhìn mọi giá trị, nhưng giá trị ở xa được tính nặng hơn nhiều.

# %% [markdown]
# ## 7. Lượng tử hóa sau huấn luyện
#
# Bây giờ ta lượng tử hóa cả mạng.
# Có hai dòng dữ liệu chạy qua các lớp:
#
# - **dòng hiệu chỉnh**: `X_calib` chạy qua mạng số thực, để chọn miền cho đầu vào của từng lớp;
# - **dòng kiểm tra**: `X_test` chạy qua mạng đã lượng tử hóa, để xem mạng ấy đoán gì.
#
# Với mỗi lớp $(W, b)$:
#
# 1. Chọn miền $[\alpha, \beta]$ của đầu vào, từ dòng hiệu chỉnh.
# 2. Lượng tử hóa $W$ đối xứng theo kênh như ở Bài 3, mỗi cột $j$ một độ co giãn, rồi giải lượng tử hóa:
#
# <!-- công thức: Trọng số theo kênh -->
# $$s_j = \frac{\max_i |W_{i,j}|}{2^{b_W - 1} - 1}, \qquad \hat{W}_{i,j} = s_j\, \text{round}\Big(\frac{W_{i,j}}{s_j}\Big)$$
#
# 3. Cho hai dòng đi qua lớp.
#    Dòng kiểm tra: lượng tử hóa rồi giải lượng tử hóa đầu vào, nhân với $\hat{W}$, cộng $b$.
#    Dòng hiệu chỉnh: nhân với $W$, cộng $b$, không lượng tử hóa gì.
#    Sau mọi lớp trừ lớp cuối, cả hai dòng qua ReLU.
#
# Phép nhân ở đây dùng số thực $\hat{x}$ và $\hat{W}$ cho gọn, còn độ lệch $b$ thì để nguyên.
# Ở Bài 1 bạn đã thấy: nhân các mã trong số nguyên rồi nhân $s_X s_W$ cũng ra kết quả ấy.
#
# **Một điều cấm.**
# Dòng kiểm tra không bao giờ được góp vào việc chọn miền.
# Lúc dùng thật, ảnh của ngày mai chưa có ở đây để mà nhìn min và max.
# Tập kiểm tra đóng vai ngày mai, nên nhìn vào nó là tự lừa mình.
#
# Hàm `choose_range` ở đầu đã được viết sẵn: tùy tên cách chọn, nó gọi hàm tương ứng của bạn.
# Với KL, `levels` là `2**bits_X`, vì ảnh và kích hoạt sau ReLU không bao giờ âm: mọi mã đều dành cho $|X|$.

# %% exercise="ptq_mlp"
def ptq_mlp(params, X_calib, X_test, bits_W, bits_X, method):
    """Lượng tử hóa một mạng đã học xong, rồi chạy nó trên X_test.

    Đầu vào:
        params: list các cặp (W, b), W chiều (vào, ra), b chiều (ra,);
            có ReLU sau mỗi lớp trừ lớp cuối.
        X_calib: các ảnh để chọn miền, chiều (số ảnh, vào của lớp đầu).
        X_test: các ảnh để kiểm tra, chiều (số ảnh, vào của lớp đầu).
        bits_W, bits_X: số bit của trọng số và của đầu vào mỗi lớp, từ 2 đến 8.
        method: "minmax", "percentile", "mse" hoặc "kl".
    Đầu ra:
        ranges: list các cặp (alpha, beta), miền của đầu vào từng lớp.
        H: đầu ra của mạng đã lượng tử hóa trên X_test, chiều (số ảnh, ra của lớp cuối).
    """

    def choose_range(A):
        if method == "minmax":
            return minmax_range(A)
        if method == "percentile":
            return percentile_range(A, 99.0)
        if method == "mse":
            return mse_range(A, bits_X, np.linspace(1.0, 0.02, 50))
        return kl_range(A, 2**bits_X, 2048)[:2]

    H_calib, H = X_calib, X_test  # dòng hiệu chỉnh và dòng kiểm tra
    ranges = []
    for layer, (W, b) in enumerate(params):
        # TODO 11: chọn miền [alpha, beta] cho đầu vào của lớp này bằng choose_range
        ### BEGIN SOLUTION
        alpha, beta = choose_range(H_calib)
        ### END SOLUTION
        ranges.append((alpha, beta))
        # TODO 12: lượng tử hóa W đối xứng theo kênh (theo cột),
        #   rồi giải lượng tử hóa thành W_hat
        ### BEGIN SOLUTION
        s_W = np.max(np.abs(W), axis=0) / (2 ** (bits_W - 1) - 1)
        W_hat = s_W * np.rint(W / s_W)
        ### END SOLUTION
        # TODO 13: cho H và H_calib đi qua lớp, có ReLU nếu chưa phải lớp cuối
        ### BEGIN SOLUTION
        H = quantize_dequantize(H, alpha, beta, bits_X) @ W_hat + b
        H_calib = H_calib @ W + b
        if layer < len(params) - 1:
            H = np.maximum(H, 0)
            H_calib = np.maximum(H_calib, 0)
        ### END SOLUTION
    return ranges, H

# %%
accuracy_float = network.accuracy(
    network.activations(params, data.X_test)[-1], data.y_test
)
print(f"mạng số thực: đúng {accuracy_float:.1%}")
for method in ("minmax", "percentile"):
    ranges, logits = ptq_mlp(params, odd_images, data.X_test, 8, 4, method)
    print(
        f"{method}: β của ba lớp "
        f"{', '.join(f'{high_end:.2f}' for _, high_end in ranges)}; "
        f"đúng {network.accuracy(logits, data.y_test):.1%}"
    )

# %% [markdown]
# **Kết quả mong đợi** (xấp xỉ)
#
# ```
# mạng số thực: đúng 98.9%
# minmax: β của ba lớp 8.00, 26.11, 52.07; đúng 93.8%
# percentile: β của ba lớp 1.00, 3.00, 8.68; đúng 98.4%
# ```

# %% check="ptq_mlp"
bai.check(ptq_mlp)

# %% [markdown]
# Thử nghĩ: nếu chỉ bỏ ReLU ở dòng kiểm tra, kết quả có đổi không?
# Gợi ý: sau ReLU, miền của lớp kế tiếp có $\alpha = 0$, vậy số âm đi qua `quantize_dequantize` thành gì?

# %% [markdown] guess="bo_relu"
# Chỉ bỏ ReLU ở dòng kiểm tra, kết quả có đổi không?
#
# - có, mọi số âm sẽ lọt qua: Chúng còn phải qua `quantize_dequantize` của lớp sau.
# - có, nhưng chỉ đổi chút ít: Bạn thử tính xem số −5 đọc ra thành số nào.
# - [x] không đổi chút nào
#
# > Miền bắt đầu ở 0 nên điểm 0 là mã 0.
# > Số âm có vị trí âm, bị cắt về mã 0 và đọc ra đúng số 0: phép cắt đã làm thay ReLU.

# %%
bai.guess("bo_relu")

# %% [markdown]
# ### Bốn cách, ba mạng
#
# Một lần chạy thì chưa nói lên gì.
# Ta lặp lại với ba cách chia dữ liệu và ba mạng khác nhau: trọng số 8 bit, kích hoạt 4 bit, tập hiệu chỉnh 256 ảnh có ba ảnh sáng gấp 8.
# Phân vị 99, 50 tỷ lệ và 2048 ô đều định từ trước, giống nhau cho mọi mạng.
# Tập kiểm tra chỉ dùng để chấm.

# %% fold=true
# Bấm để mở: huấn luyện ba mạng, hiệu chỉnh theo bốn cách, rồi so độ chính xác.
NAMES = {"minmax": "min-max", "percentile": "phân vị", "mse": "MSE", "kl": "KL"}
found = {method: [] for method in NAMES}
for seed in range(3):
    part = digits.split(seed)
    trained = network.train_mlp(part.X_train, part.y_train, seed)
    images = part.X_train[:256].copy()
    images[:3] *= 8
    in_reals = network.accuracy(
        network.activations(trained, part.X_test)[-1], part.y_test
    )
    for method in NAMES:
        _, logits = ptq_mlp(trained, images, part.X_test, 8, 4, method)
        found[method].append(network.accuracy(logits, part.y_test))
    print(
        f"mạng {seed}: số thực {in_reals:.1%}; 4 bit: "
        + ", ".join(f"{NAMES[m]} {found[m][-1]:.1%}" for m in NAMES)
    )
mean = {method: np.mean(found[method]) for method in NAMES}
print("trung bình: " + ", ".join(f"{NAMES[m]} {mean[m]:.1%}" for m in NAMES))
assert mean["percentile"] > mean["minmax"] + 0.03, (
    "phân vị phải hơn min-max rõ rệt: hãy xem lại percentile_range"
)
assert mean["kl"] > mean["minmax"] + 0.03, (
    "KL phải hơn min-max rõ rệt: hãy xem lại kl_range"
)
assert mean["mse"] > mean["minmax"] + 0.01, (
    "MSE phải hơn min-max: hãy xem lại mse_range"
)

# %% [markdown]
# Phân vị và KL đoán gần bằng mạng số thực, như thể không hề có ba ảnh lạ.
# Min-max mất nhiều nhất.
# MSE đứng giữa, vì lý do bạn đã thấy ở mục 5.
#
# Phân vị 99 cắt 1% giá trị, và ở mục 5 bạn đã đếm: số giá trị lạ ít hơn thế.
# Nếu dùng $p = 99.9$, chỉ cắt 0.1%, thì sao?
# Không có con số nào đúng cho mọi trường hợp: bạn cần biết dữ liệu của mình bẩn đến đâu.

# %% [markdown] guess="p_99_9"
# Với ba ảnh lạ ấy, dùng $p = 99.9$ thay cho $p = 99$ thì sao?
#
# - chính xác hơn, vì cắt ít hơn: Cắt ít hơn là giữ lại nhiều giá trị lạ hơn, và bước dài ra theo chúng.
# - như nhau: Phần lớn các giá trị lạ nằm giữa hai phân vị ấy.
# - [x] miền lại bị các giá trị lạ kéo rộng
#
# > Các giá trị lạ chiếm dưới 1% nhưng nhiều hơn 0.1%, nên cắt 0.1% thì phần lớn chúng vẫn ở lại trong miền.

# %%
bai.guess("p_99_9")

# %% [markdown]
# ### Nhiều bit hơn, ít bit hơn thì sao?

# %%
bits_tried = [8, 7, 6, 5, 4, 3, 2]
by_bits = {NAMES[method]: [] for method in NAMES}
for bits in bits_tried:
    for method in NAMES:
        _, logits = ptq_mlp(params, odd_images, data.X_test, 8, bits, method)
        by_bits[NAMES[method]].append(network.accuracy(logits, data.y_test))
for name, values in by_bits.items():
    print(
        f"{name:8}: "
        + ", ".join(
            f"{bits} bit {value:.1%}" for bits, value in zip(bits_tried, values)
        )
    )
plots.accuracy_by_bits(bits_tried, by_bits, accuracy_float)

# %% [markdown]
# Với 8 bit, cách nào cũng được: 256 mã thừa sức chịu phí phạm.
# Mỗi lần bớt một bit, số mã giảm một nửa, và từ 4 bit trở xuống thì miền chọn ẩu phải trả giá.
# Riêng MSE, ở mạng này 2 bit lại đoán đúng nhiều hơn 3 bit một chút; hai mạng kia thì không.
# `mse_range` tìm sai số nhỏ nhất của từng kích hoạt, không tìm số ảnh đoán đúng nhiều nhất, nên hai thứ không nhất thiết đi cùng nhau.
# Hiệu chỉnh không tốn thêm một phép tính nào lúc chạy, nó chỉ đổi vài con số $s$ và $z$.

# %% [markdown] points=2 question="test_set"
# ### Câu hỏi: con số đẹp
#
# Một nhóm thử 30 giá trị của `percent`.
# Với mỗi giá trị, họ hiệu chỉnh bằng ảnh huấn luyện, đo độ chính xác trên 450 ảnh kiểm tra, rồi báo cáo con số cao nhất.
# Họ nói: "Miền luôn lấy từ ảnh huấn luyện, vậy chúng tôi đâu có hiệu chỉnh trên tập kiểm tra."
# Họ sai ở đâu, con số báo cáo có lẽ lệch về phía nào, và với cùng số ảnh ấy thì nên làm lại thế nào?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: chỉ ra rằng `percent` được chọn bằng tập kiểm tra nên tập ấy đã góp vào việc chọn miền, và số lớn nhất trong 30 số đo có nhiễu thường cao hơn độ chính xác thật (lệch về phía lạc quan); thiếu một trong hai ý thì nửa điểm.
# - 1 điểm: tách một phần ảnh huấn luyện ra làm tập để chọn (ảnh không dùng để hiệu chỉnh), chọn `percent` trên đó, rồi đo trên tập kiểm tra đúng một lần với giá trị đã chọn.
# === END MARK SCHEME ===

# %% [markdown] answer="test_set"
# Miền lấy từ ảnh huấn luyện, nhưng `percent` quyết định miền, mà `percent` lại được chọn bằng 450 ảnh kiểm tra.
# Mỗi số đo có nhiễu vài phần nghìn, chọn số lớn nhất trong 30 số là chọn cả phần nhiễu may mắn, nên con số báo cáo lạc quan hơn sự thật.
# Nên để riêng một phần ảnh huấn luyện, ví dụ 300 ảnh, chọn `percent` trên phần đó, rồi mới đo một lần duy nhất trên tập kiểm tra.

# %% [markdown]
# ## 8. Lượng tử hóa động: chọn miền lúc chạy
#
# Cả bài này chọn miền **trước** khi mạng chạy thật, từ tập hiệu chỉnh.
# Làm thế gọi là lượng tử hóa tĩnh (*static quantization*).
# Sao không chờ dữ liệu đến, rồi nhìn min và max của chính nó?
# Đó là lượng tử hóa động, và là một trong ba chế độ mà các thư viện có:
#
# | Chế độ | $s$ và $z$ của kích hoạt lấy từ đâu | Có ở |
# |---|---|---|
# | tĩnh | tập hiệu chỉnh, chọn xong trước khi chạy | từ mục 3 đến mục 7 |
# | huấn luyện có nhận biết lượng tử hóa (*quantization-aware training*) | chọn xong trước khi chạy, nhưng trọng số đã học cách chịu sai số | Bài 8 |
# | động | chính lô hay chính hàng đang chạy, mỗi lần một khác | mục này |
#
# Trọng số thì chế độ nào cũng lượng tử hóa trước, vì chúng có đổi đâu.
#
# ONNX có một toán tử làm đúng việc ấy, tên là `DynamicQuantizeLinear`, luôn dùng 8 bit không dấu:
#
# <!-- công thức: Lượng tử hóa động, độ co giãn -->
# $$s = \frac{\max(0, \max x) - \min(0, \min x)}{255}$$
#
# <!-- công thức: Lượng tử hóa động, điểm 0 -->
# $$z = \text{round}\Big(\text{clip}\big(\tfrac{-\min(0, \min x)}{s},\ 0,\ 255\big)\Big)$$
#
# <!-- công thức: Lượng tử hóa động, mã -->
# $$x_q = \text{clip}\Big(\text{round}\big(\tfrac{x}{s}\big) + z,\ 0,\ 255\Big)$$
#
# Bạn có nhận ra mảnh nào không?
# Đó là miền min-max đã nới cho chứa số 0 của mục 3, và cây thước của mục 2 với $b = 8$.
# Chỉ có thời điểm là khác.
#
# Nếu $x$ toàn số 0 thì miền rộng 0, và $x / s$ thành $0 / 0$.
# ONNX Runtime khi ấy lấy $s = 1$, $z = 0$, mọi mã bằng 0.
#
# **Tính tay.** $x = (-1,\ 0,\ 4)$: miền $[-1, 4]$, $s = 5 / 255 = 1 / 51$, $z = 51$.
# Các mã là $-51 + 51 = 0$, rồi $51$, rồi $204 + 51 = 255$.

# %% [markdown]
# ### Câu đố ★: đúng từng bit như ONNX Runtime
#
# Viết `dynamic_quantize(x)` theo công thức ở trên, sao cho mọi mã, cả $s$ và $z$, trùng từng bit với `DynamicQuantizeLinear`.
# Bạn viết mấy dòng cũng được; câu này không tính điểm.
# Ba chỗ dễ lệch: mọi phép tính ở `float32`; $z$ cắt rồi mới làm tròn; $x$ toàn số 0.

# %% puzzle="dynamic_quantize"
def dynamic_quantize(x):
    """Lượng tử hóa động một mảng, theo DynamicQuantizeLinear của ONNX.

    Đầu vào:
        x: mảng np.float32, chiều tùy ý.
    Đầu ra:
        x_q: các mã, kiểu np.uint8, cùng chiều với x.
        s: độ co giãn, np.float32; bằng 1 nếu x toàn số 0.
        z: điểm 0, np.uint8.
    """
    # ★: tìm miền chứa số 0, tính s và z, rồi tính các mã
    ### BEGIN SOLUTION
    low = np.minimum(np.min(x), np.float32(0))
    high = np.maximum(np.max(x), np.float32(0))
    s = (high - low) / np.float32(255)
    if s == 0:
        s = np.float32(1)
    z = np.uint8(np.rint(np.clip(-low / s, 0, 255)))
    x_q = np.clip(np.rint(x / s) + z, 0, 255).astype(np.uint8)
    return x_q, s, z
    ### END SOLUTION

# %%
bai.puzzle(dynamic_quantize)

# %% [markdown]
# ### Ba tấm ảnh lạ, lúc chạy
#
# Chọn miền động thì chọn cho ai: cả lô chung một miền, hay mỗi ảnh, tức là mỗi hàng, một miền?
# Để dễ thấy, ta lại dùng 4 bit, và chỉ so cách chọn miền: trọng số để nguyên số thực.
# Bốn cách tĩnh hiệu chỉnh bằng 256 ảnh có ba ảnh lạ, như ở mục 7.
# Hai cách động không cần ảnh hiệu chỉnh nào.
#
# Lần này ba ảnh sáng gấp 8 còn lọt vào cả **lúc chạy**: lô 450 ảnh kiểm tra có ba ảnh như thế.
# Ta chỉ chấm 447 ảnh bình thường còn lại.

# %% [markdown] guess="anh_la_luc_chay"
# Trong lúc chạy, cách nào bị ba ảnh lạ của lô làm hại các ảnh khác?
#
# - mọi cách: Miền tĩnh đã chốt từ trước, lúc chạy không còn đổi nữa.
# - động, theo hàng: Mỗi ảnh một miền, nên ảnh lạ chỉ kéo rộng miền của chính nó.
# - [x] động, theo lô
#
# > Cả lô chung một miền min-max, nên ba ảnh lạ kéo dài bước của mọi ảnh trong lô.

# %%
bai.guess("anh_la_luc_chay")

# %%
def by_batch(layer, H):
    return quantize_dequantize(H, *minmax_range(H), 4)


def by_row(layer, H):
    return np.stack([by_batch(layer, row) for row in H])


def fixed(ranges):
    return lambda layer, H: quantize_dequantize(H, *ranges[layer], 4)

# %% fold=true
# Bấm để mở: với ba mạng, đo sáu cách chọn miền trên lô có và không có ảnh lạ.
dynamic = {"động, theo lô": by_batch, "động, theo hàng": by_row}
by_way = {way: [] for way in [*(f"tĩnh, {name}" for name in NAMES.values()), *dynamic]}
in_reals = []
for seed in range(3):
    part = digits.split(seed)
    trained = network.train_mlp(part.X_train, part.y_train, seed)
    calibration = part.X_train[:256].copy()
    stream = part.X_test.copy()
    calibration[:3] *= 8
    stream[:3] *= 8
    logits = network.activations(trained, part.X_test)[-1]
    in_reals.append(network.accuracy(logits[3:], part.y_test[3:]))
    ways = dict(dynamic)
    for method, name in NAMES.items():
        ranges, _ = ptq_mlp(trained, calibration, part.X_test, 8, 4, method)
        ways[f"tĩnh, {name}"] = fixed(ranges)
    for way, through in ways.items():
        marks = []
        for X in (part.X_test, stream):
            logits = network.logits_through(trained, X, through)
            marks.append(network.accuracy(logits[3:], part.y_test[3:]))
        by_way[way].append(marks)
right = by_way

# %%
mean = {way: tuple(np.mean(values, axis=0)) for way, values in right.items()}
print(f"mạng số thực: {np.mean(in_reals):.1%}")
for way, (without, among) in mean.items():
    print(f"{way:15}: không có ảnh lạ {without:.1%}, có ba ảnh lạ {among:.1%}")
alone, crowd = mean["động, theo hàng"], mean["động, theo lô"]
assert alone[0] > mean["tĩnh, min-max"][0] + 0.03, "hãy xem lại minmax_range"
assert alone[1] > crowd[1] + 0.05, "mỗi hàng một miền phải hơn cả lô chung một miền"

# %%
hidden_stream = network.activations(trained, stream)[1]
static_top = percentile_range(network.activations(trained, calibration)[1], 99.0)[1]
row_tops = np.array([minmax_range(row)[1] for row in hidden_stream[:80]])
batch_top = minmax_range(hidden_stream)[1]
usual = row_tops[3:]
print(f"ảnh thường: β từ {usual.min():.1f} đến {usual.max():.1f}")
print(f"cả lô: β bằng {batch_top:.1f}")
plots.static_and_dynamic(
    row_tops,
    {"động, cả lô": batch_top, "tĩnh, phân vị": static_top},
    mean,
    np.mean(in_reals),
)

# %% [markdown]
# Theo hàng, ảnh lạ chỉ làm khổ chính nó: miền của ảnh khác không đổi chút nào.
# Theo lô thì cả lô chịu chung, giống như min-max tĩnh chịu ba ảnh lạ của tập hiệu chỉnh.
# Còn các cách tĩnh thì không hề biết lúc chạy có ảnh lạ: miền đã chốt từ trước.
#
# Vậy lượng tử hóa động theo hàng vừa khỏi hiệu chỉnh, vừa đoán đúng ngang phân vị và KL.
# Sao không dùng nó ở mọi nơi?

# %% [markdown]
# ### Giá phải trả: đi qua dữ liệu thêm mấy lần?
#
# Ở lượng tử hóa tĩnh, lớp trước biết sẵn $s$ và $z$ của lớp sau, nên nó ghi thẳng ra mã 1 byte, như Bài 4.
# Ở lượng tử hóa động thì chưa biết.
# Lớp trước phải ghi ra số thực 4 byte, chờ xong cả hàng hay cả lô; đọc một lần để tìm min và max; đọc lần nữa để đổi ra mã.
# Ta cộng số byte phải ghi và đọc, kể cả trọng số 1 byte mà phép nhân phải đọc.

# %%
REAL, CODE = 4, 1
static_bytes = CODE + CODE  # ghi mã, phép nhân đọc mã
dynamic_bytes = 3 * REAL + 2 * CODE  # ghi số thực, đọc hai lần, ghi mã, đọc mã
print(f"mỗi kích hoạt: tĩnh {static_bytes} byte, động {dynamic_bytes} byte")
layers = {
    "lớp 64 × 64, lô 450 ảnh": (450, 64),
    "lớp 64 × 64, một ảnh": (1, 64),
    "lớp 4096 × 4096 của mô hình ngôn ngữ, một token": (1, 4096),
}
for name, (rows, width) in layers.items():
    weights = CODE * width * width
    static_total = static_bytes * rows * width + weights
    dynamic_total = dynamic_bytes * rows * width + weights
    print(f"{name}: động tốn thêm {dynamic_total / static_total - 1:.1%}")

# %% [markdown]
# Lô to, trọng số nhỏ thì động tốn gấp mấy lần.
# Mô hình ngôn ngữ (*language model*) thì viết mỗi lần một mẩu chữ, gọi là *token*.
# Chỉ một token mà trọng số to thì phần thêm gần như không thấy: phần lớn thời gian là đọc trọng số.
# Vì thế lượng tử hóa động hay gặp ở đó, còn mạng đọc ảnh trên điện thoại thì dùng cách tĩnh.
# Bài 12 gặp lại cách theo hàng, dưới tên theo token (*per token*).
#
# | | tĩnh | động, theo lô | động, theo hàng |
# |---|---|---|---|
# | Cần dữ liệu hiệu chỉnh | có | không | không |
# | Số lần đọc kích hoạt trước phép nhân | không lần nào | hai | hai |
# | Phải chờ | không | cả lô | một hàng |
# | Ảnh lạ lúc chạy làm hại | không ai, ngoài chính nó | cả lô | không ai, ngoài chính nó |
# | Kết quả của một ảnh phụ thuộc ảnh cùng lô | không | có | không |

# %% [markdown]
# ## Trong thư viện thật
#
# ONNX có một phép làm trọn việc của mục 2 và mục 3 ngay lúc mạng chạy: `DynamicQuantizeLinear`.
# Nó tự tìm miền min-max của mảng, nới cho chứa số 0, tính $s$ và $z$, rồi cho ra các mã 8 bit.
# Ta đọc ngược các mã ấy và so với hai hàm của bạn.
# Máy bạn không cần có thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="onnx onnxruntime"
with bai.library("onnx onnxruntime"):
    from course import onnx_ops

    values = odd_hidden.ravel().astype(np.float32)
    x_q, s, z = onnx_ops.run("DynamicQuantizeLinear", values)
    theirs = s * (x_q.astype(np.float32) - z)
    mine = quantize_dequantize(values, *minmax_range(values), 8)
    print(f"ONNX Runtime chọn s = {s:.5f}, z = {z}")
    print(f"{theirs.size} giá trị, đọc ra khác nhau ở {np.sum(theirs != mine)} chỗ")
    assert np.array_equal(theirs, mine), "hãy xem lại quantize_dequantize"

# %% [markdown]
# ## Tóm tắt
#
# - Hiệu chỉnh là chọn miền của kích hoạt từ vài trăm mẫu; lượng tử hóa sau huấn luyện chỉ cần ngần ấy dữ liệu, không cần học lại.
# - Miền rộng thì sai vì làm tròn, miền hẹp thì sai vì cắt; tổng của hai phần là hình chữ U.
# - Càng ít bit, miền tốt nhất càng hẹp.
# - Min-max tin vào một giá trị duy nhất; phân vị và KL tin vào số đông; MSE đứng giữa.
# - Đã lấy trung bình thì lấy trung bình hai đầu của miền, không phải của $s$ và $z$.
# - Tập kiểm tra chỉ để chấm, không để chọn.
# - Tĩnh thì chọn miền trước khi chạy; động thì chọn lúc chạy, khỏi hiệu chỉnh nhưng phải đọc dữ liệu thêm hai lần.
#
# **Đọc thêm**
#
# - [Migacz, 2017](https://on-demand.gputechconf.com/gtc/2017/presentation/s7310-8-bit-inference-with-tensorrt.pdf): hiệu chỉnh bằng phân kỳ KL trong TensorRT.
#   Ở đó số ô giữ lại tăng từng ô một, còn ta chỉ thử các bội của `levels` cho gọn.
# - [Krishnamoorthi, 2018](https://arxiv.org/abs/1806.08342): lượng tử hóa sau huấn luyện, theo kênh và theo tensor.
# - [Wu và cộng sự, 2020](https://arxiv.org/abs/2004.09602): so sánh max, phân vị và KL trên nhiều mạng, với 8 bit.
# - [Nagel và cộng sự, 2021](https://arxiv.org/abs/2106.08295): miền theo MSE và cả quy trình.
# - [Đặc tả DynamicQuantizeLinear của ONNX](https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html): lượng tử hóa động, 8 bit.
#
# **Câu hỏi để lại.** Ở trên, mọi lớp dùng cùng một số bit.
# Nhưng các lớp có chịu thiệt như nhau khi bớt bit không?
# Nếu chỉ có thêm vài bit để cho, lớp nào đáng được nhận nhất?
# Tài liệu gọi hai chuyện ấy là độ nhạy (*sensitivity*) và độ chính xác hỗn hợp (*mixed precision*).
# Bạn thử được ngay: chép `ptq_mlp` sang một ô mới, sửa cho mỗi lần chạy chỉ một lớp xuống 3 bit, và xem lớp nào làm mạng đoán kém đi nhiều nhất.

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
