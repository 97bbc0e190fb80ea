# %% [markdown]
# # Bài 3. Độ hạt: theo tensor, theo kênh, theo nhóm, đóng gói bit
#
# Bài 2 khép lại bằng hai câu hỏi.
# Cả ma trận trọng số dùng chung một cây thước, trong khi các kênh, tức là các cột, có thể to nhỏ rất khác nhau.
# Kênh nhỏ mất gì?
# Mỗi kênh có nên có một cây thước riêng không?
#
# Học xong bài này, bạn sẽ
#
# - lượng tử hóa được trọng số bằng cây thước đối xứng (*symmetric*), và biết vì sao mã $-128$ bị bỏ;
# - chọn được độ hạt (*granularity*), tức là bao nhiêu trọng số dùng chung một độ co giãn;
# - biết trục nào là kênh, và giữ đúng chiều để NumPy không chia nhầm;
# - tính được mỗi trọng số tốn bao nhiêu bit, kể cả phần của độ co giãn;
# - xếp được hai mã 4 bit vào một byte, rồi lấy ra nguyên vẹn.
#
# Bài có 9 chỗ trống, từ TODO 1 đến TODO 9, cộng lại 10 điểm.
# Ngoài ra có hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm.

# %% setup=true
import numpy as np

from course import Lesson, digits, network, plots, widgets

bai = Lesson("bai03_do_hat")

# %% [markdown]
# ## Kênh nhỏ mất gì?
#
# Ta huấn luyện một mạng nơ-ron nhỏ đọc chữ số viết tay: 64 điểm ảnh vào, hai lớp ẩn, 10 nút ra.
# Ma trận trọng số có chiều (vào, ra), nên cột $j$ chứa mọi trọng số đi vào nút ra $j$.
# Mỗi nút ra là một kênh.

# %%
data = digits.split(seed=0)
trained = network.train_mlp(data.X_train, data.y_train, seed=0)
for number, (W_layer, _) in enumerate(trained, 1):
    columns = np.abs(W_layer).max(axis=0)
    ratio = columns.max() / columns.min()
    print(
        f"lớp {number}: W có chiều {W_layer.shape}, "
        f"cột lớn nhất gấp {ratio:.1f} lần cột nhỏ nhất"
    )

# %% [markdown]
# Trong mạng nhỏ này, cột lớn nhất chỉ gấp cột nhỏ nhất chừng hai lần.
# Mạng dùng ngoài đời thì không phải lúc nào cũng vậy: trong MobileNetV2, có kênh to gấp hàng chục lần kênh bên cạnh.
# Ta bắt chước điều ấy bằng một mẹo mà kết quả của mạng vẫn không đổi.
#
# ReLU có một tính chất: với $c > 0$ thì $\text{ReLU}(c\,x) = c\,\text{ReLU}(x)$.
# Vậy ta nhân cột $i$ của $W_1$ và $b_{1,i}$ với $c_i$, rồi chia hàng $i$ của $W_2$ cho chính $c_i$.
# Nút ẩn $i$ to gấp $c_i$ lần, nhưng lớp sau đã chia lại, nên đầu ra của mạng không đổi.
# Với lớp ẩn thứ hai, ta cũng làm như thế.
# Ta bốc $c_i$ trong các lũy thừa của 2 từ $1/8$ đến $8$, vì khi nhân với lũy thừa của 2 thì máy không phải làm tròn.

# %%
uneven = network.rescale_hidden(trained, seed=0, largest=3)
logits_before = network.activations(trained, data.X_test)[-1]
logits_after = network.activations(uneven, data.X_test)[-1]
W1 = uneven[0][0]
sizes = np.abs(W1).max(axis=0)
print(f"logit lệch nhiều nhất: {np.abs(logits_after - logits_before).max():.4f}")
print(
    f"W1: cột nhỏ nhất có max|W| = {sizes.min():.3f}, "
    f"cột lớn nhất {sizes.max():.3f}, gấp {sizes.max() / sizes.min():.0f} lần"
)
plots.channel_sizes(W1)

# %% [markdown]
# Mỗi sọc dọc là một kênh, sọc càng sáng thì trọng số càng lớn.
# Mười số mà lớp cuối đưa ra gọi là các *logit*, số lớn nhất là câu trả lời; chúng không đổi, nên mạng này đoán y hệt mạng cũ.
# Nhưng nếu cả ma trận dùng chung một cây thước, bước $s$ là do cột lớn nhất quyết định.
# Ta đếm thử: cột nhỏ nhất dài được mấy bước?

# %%
shared_step = sizes.max() / 127
print(f"bước chung: {shared_step:.4f}")
print(f"số lớn nhất của cột nhỏ nhất dài {sizes.min() / shared_step:.1f} bước")

# %% [markdown]
# Mỗi bên của thước có 127 bước, mà số lớn nhất của cột ấy chỉ dài chừng một bước.
# Còn lại mấy mã cho 64 trọng số của nó?
# Lát nữa ta sẽ đếm.

# %% [markdown] guess="may_ma_con_lai"
# 64 trọng số của cột nhỏ nhất còn dùng mấy mã?
#
# - khoảng 64, mỗi trọng số một mã: Muốn thế thì cột phải dài ít nhất vài chục bước.
# - khoảng 20: Bạn xem lại: số lớn nhất của cột chỉ dài chừng một bước.
# - [x] khoảng 3
#
# > Mọi trọng số của cột nằm trong chừng một bước về mỗi phía, nên làm tròn xong chỉ còn −1, 0 và 1.

# %%
bai.guess("may_ma_con_lai")

# %% [markdown]
# ## 1. Thước đối xứng
#
# Trọng số thường nằm cân hai bên số 0.
# Vì vậy ta chọn luôn điểm 0 bằng 0, và hai đầu thước đối nhau.
# Lượng tử hóa như thế gọi là đối xứng.
# Cách của Bài 1, với $z$ tùy ý, gọi là bất đối xứng (*asymmetric*).
#
# Bạn nhớ bốn số hạng của $A_{i,j}$ ở Bài 1 chứ?
# Với $z_W = 0$, hai số hạng có $z_W$ biến mất, trong đó có tổng từng hàng của $X_q$, thứ phải tính lại cho mỗi ảnh.
#
# Từ bài này, số bit viết là $b$, trong mã là `bits`; đó chính là $e$ và `exp` của hai bài trước.
# Với $b$ bit, mã lớn nhất là
#
# <!-- công thức: Mã lớn nhất của thước đối xứng -->
# $$q_{\max} = 2^{\,b-1} - 1$$
#
# và cây thước là
#
# <!-- công thức: Lượng tử hóa đối xứng -->
# $$s = \frac{\max|W|}{q_{\max}}, \qquad W_q = \text{clip}\Big(\text{round}\big(\tfrac{W}{s}\big),\ -q_{\max},\ q_{\max}\Big)$$
#
# Với 8 bit, $q_{\max} = 127$, và các mã đi từ $-127$ đến $127$.
# `int8` còn chứa được $-128$, sao lại bỏ?
#
# - Thước đối xứng thì $-x$ và $x$ phải có hai mã đối nhau, mà $-128$ không có mã đối.
# - Nếu lấy $s = \max|W| / 128$, một trọng số bằng đúng $\max|W|$ sẽ cần mã 128, mã ấy không có, nên nó bị cắt.
# - Bỏ một mã chỉ làm bước dài thêm chưa tới 1%, mà phần cứng lại được lợi.
#
# Cái lợi ấy là gì?
# Bộ xử lý ARM trong điện thoại cộng hai tích vào một ô `int16` trước, rồi mới chuyển sang `int32`.
# Mã của đầu vào có thể là $-128$, nên tích lớn nhất là 128 nhân với độ lớn của mã trọng số nhỏ nhất.

# %%
limit = np.iinfo(np.int16).max
for largest_code in (128, 127):
    total = 2 * 128 * largest_code
    fits = total <= limit
    print(
        f"hai tích lớn nhất với trọng số -{largest_code}: "
        f"{total}, vừa int16 (đến {limit})? {fits}"
    )

# %% [markdown]
# **Tính tay.** Lấy 4 bit và $W = (-1.4,\ 0.52,\ 0.94)$.
# Ta có $q_{\max} = 2^3 - 1 = 7$ và $s = 1.4 / 7 = 0.2$.
# Vậy $W / s = (-7,\ 2.6,\ 4.7)$, các mã là $(-7, 3, 5)$.
#
# Ba điều cần nhớ khi viết:
#
# - Phải lấy trị tuyệt đối **trước** rồi mới lấy max, vì trọng số xa số 0 nhất có thể âm.
# - Nếu mọi trọng số đều là 0 thì $s = 0$, và ta sẽ chia cho 0; khi ấy quy ước $s = 1$, các mã đều bằng 0.
#   Nếu cả mảng chung một $s$ thì $s$ là một số, nên `s[s == 0] = 1` dừng với `TypeError`; hãy chọn bằng `np.where`, nó nhận cả số lẫn mảng.
# - Từ Bài 2 ta theo quy tắc của ONNX: chia trong `float32`, làm tròn về số chẵn gần nhất, rồi mới cộng $z$; ở đây $z = 0$ nên khỏi cộng.
#
# Với $s$ lấy từ $\max|W|$ thì không trọng số nào vượt đầu thước.
# Ta vẫn viết `np.clip`, vì từ Bài 6 sẽ có những cây thước ngắn hơn.

# %% [markdown]
# ## 2. Mỗi kênh một cây thước
#
# Bây giờ đến độ hạt.
# Lượng tử hóa theo tensor (*per tensor*) là cả ma trận dùng chung một $s$.
# Lượng tử hóa theo kênh (*per channel*) là mỗi kênh có một $s$ riêng.
#
# Kênh là hàng hay cột?
# Ta viết lại phép nhân $Y = XW$ khi cột $j$ có độ co giãn $s_j$ (để cho gọn, lấy $z_X = 0$):
#
# <!-- công thức: Theo kênh: độ co giãn ra khỏi tổng -->
# $$Y_{i,j} = \sum_{k} s_X X_{q,i,k}\; s_j W_{q,k,j} = s_X s_j \sum_{k} X_{q,i,k} W_{q,k,j}$$
#
# $s_j$ không phụ thuộc $k$ nên ra ngoài tổng.
# Trong tổng chỉ còn số nguyên, giống hệt Bài 1, và ở cuối, mỗi cột nhân với số $s_X s_j$ của mình.
# Vì vậy kênh là **nút ra**.
# Trong khóa học này $W$ có chiều (vào, ra), nên kênh là cột, tức là trục 1.
# PyTorch cất $W$ theo chiều (ra, vào), nên ở đó kênh là trục 0.
# Trước khi gọi hàm nào, bạn hãy hỏi: trục nào là nút ra?
#
# ### Rút gọn trục nào, giữ trục nào?
#
# Muốn có một số lớn nhất cho mỗi kênh, ta rút gọn mọi trục **trừ** trục kênh.
# Trong NumPy, tham số `axis` của `np.max` là trục **bị rút gọn**, và có thể là một bộ nhiều trục, ví dụ `axis=(0, 2)`.
# `axis` ấy phải là một số nguyên hoặc một bộ: đưa một danh sách như `axis=[0, 2]` thì NumPy dừng với `TypeError`, nên hãy đổi nó thành bộ bằng `tuple`.
# Tham số `keepdims=True` giữ lại các trục ấy với độ dài 1.
# Mảng `W` có `W.ndim` trục, đánh số từ 0 đến `W.ndim - 1`.

# %%
cube = np.arange(24).reshape(2, 3, 4)
reduced = np.max(cube, axis=(0, 2), keepdims=True)
print(f"cube có {cube.ndim} trục, chiều {cube.shape}")
print(f"kênh là trục 1 thì rút gọn trục 0 và 2, còn chiều {reduced.shape}")

# %% [markdown]
# Có cần giữ các trục dài 1 không?

# %% [markdown] guess="giu_truc"
# Chia một ma trận vuông cho tổng từng hàng của nó, mà không ghi `keepdims=True`, thì sao?
#
# - NumPy báo lỗi chiều: Ma trận không vuông thì đúng là báo lỗi; ma trận vuông lại vừa khít.
# - vẫn đúng: Mỗi phần tử của mảng một chiều ứng với một cột, không phải một hàng.
# - [x] chạy được, nhưng chia nhầm
#
# > Mảng một chiều khớp với trục cuối, nên cột 0 bị chia cho tổng của hàng 0.
# > Sai mà không có lỗi nào được báo.

# %%
bai.guess("giu_truc")

# %%
square = np.array([[1.0, 2.0], [10.0, 20.0]])
row_lengths = square.sum(axis=1)
row_lengths_kept = square.sum(axis=1, keepdims=True)
print(f"không giữ, chiều {row_lengths.shape}:\n{square / row_lengths}")
print(f"có giữ, chiều {row_lengths_kept.shape}:\n{square / row_lengths_kept}")

# %% [markdown]
# Ta muốn chia mỗi hàng cho tổng của chính nó.
# Hàng dưới gấp mười lần hàng trên, nên chia xong hai hàng phải giống nhau, như ở kết quả thứ hai.
# Ở kết quả thứ nhất, NumPy chia **cột** 0 cho tổng của hàng 0.
# Ma trận vuông thì nó chia nhầm mà không báo gì, ma trận không vuông thì nó báo lỗi chiều.
#
# Trong hàm sau, `axis` là trục **kênh**, khác với `axis` của `np.max`.
# `axis=None` nghĩa là theo tensor.

# %% exercise="quantize_symmetric"
def quantize_symmetric(W, bits, axis=None):
    """Lượng tử hóa đối xứng một mảng trọng số, theo tensor hoặc theo kênh.

    Đầu vào:
        W: các trọng số, mảng float32 có chiều tùy ý.
        bits: số bit của mỗi mã, từ 2 đến 8.
        axis: None nếu cả mảng dùng chung một độ co giãn;
            nếu không, là trục kênh, từ 0 đến W.ndim - 1,
            mỗi chỉ số của trục này một độ co giãn.
    Đầu ra:
        W_q: các mã, cùng chiều với W, kiểu np.int8.
        s: độ co giãn, số thực; một số khi axis là None,
            nếu không là mảng có W.ndim trục, mọi trục dài 1 trừ trục kênh.
    """
    # TODO 1: tìm mã lớn nhất, rồi tìm trị tuyệt đối lớn nhất của cả W hoặc của mỗi kênh
    ### BEGIN SOLUTION
    qmax = 2 ** (bits - 1) - 1
    others = tuple(other for other in range(W.ndim) if other != axis)
    largest = np.max(np.abs(W), axis=others, keepdims=axis is not None)
    ### END SOLUTION
    # TODO 2: tính độ co giãn s, nơi nào trị tuyệt đối lớn nhất bằng 0 thì s là 1
    ### BEGIN SOLUTION
    s = np.where(largest == 0, 1, largest / qmax)
    ### END SOLUTION
    # TODO 3: chia cho s, làm tròn, cắt về hai mã đầu thước, rồi đổi kiểu
    ### BEGIN SOLUTION
    W_q = np.clip(np.rint(W / s), -qmax, qmax).astype(np.int8)
    ### END SOLUTION
    return W_q, s

# %% [markdown]
# Thử với một ma trận có cột giữa rất nhỏ.

# %%
W = np.array([[0.9, -0.02, 3.0], [-1.27, 0.05, -6.35]], dtype=np.float32)
W_q, s = quantize_symmetric(W, 8)
print(f"theo tensor: s = {s:.4f}")
print(W_q)
W_q, s = quantize_symmetric(W, 8, axis=1)
print(f"theo kênh: s = {np.round(s, 5)}, chiều {s.shape}")
print(W_q)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# theo tensor: s = 0.0500
# [[  18    0   60]
#  [ -25    1 -127]]
# theo kênh: s = [[0.01    0.00039 0.05   ]], chiều (1, 3)
# [[  90  -51   60]
#  [-127  127 -127]]
# ```

# %% check="quantize_symmetric"
bai.check(quantize_symmetric)

# %% [markdown]
# Bạn nhìn cột giữa: theo tensor nó chỉ còn hai mã 0 và 1, theo kênh thì nó trải ra tới tận đầu thước của mình.

# %% [markdown]
# ### Cột nhỏ nhất dùng những mã nào?
#
# Ta trở lại $W_1$ của mạng, và nhìn riêng cột nhỏ nhất.

# %%
smallest = int(np.argmin(sizes))
codes_by_name = {
    "một thước chung": quantize_symmetric(W1, 8)[0][:, smallest],
    "thước riêng": quantize_symmetric(W1, 8, axis=1)[0][:, smallest],
}
for name, codes in codes_by_name.items():
    used = len(np.unique(codes))
    print(
        f"{name}: cột {smallest} dùng {used} mã khác nhau, "
        f"từ {codes.min()} đến {codes.max()}"
    )
plots.used_codes(codes_by_name, 127)

# %% [markdown]
# 64 trọng số khác nhau dồn vào ba mã: cột nhỏ mất gần hết thông tin.
# Với thước riêng, chúng lại rải ra khắp thước.

# %% [markdown]
# ### Bản đồ sai số
#
# Ta đọc ngược các mã thành số thực, rồi xem sai số bằng bao nhiêu phần trăm trọng số lớn nhất của cột ấy.
# Hai hình dùng chung một thang màu.

# %%
errors_by_name = {}
for name, channel_axis in {"theo tensor": None, "theo kênh": 1}.items():
    W_q, s = quantize_symmetric(W1, 8, channel_axis)
    errors_by_name[name] = np.abs(s * W_q.astype(np.float32) - W1) / sizes
    worst = errors_by_name[name].max(axis=0)
    print(
        f"{name}: cột sai nhiều nhất {worst.max():.2%}, "
        f"cột sai ít nhất {worst.min():.2%}"
    )
plots.channel_errors(errors_by_name)

# %% [markdown]
# Theo tensor, mọi cột sai nhiều nhất nửa bước **chung**, nên cột càng nhỏ thì càng thiệt.
# Theo kênh, cột nào cũng chỉ sai nhiều nhất nửa bước của chính nó: $0.5 / 127 \approx 0.39\%$.

# %% [markdown]
# ### Cả mạng thì sao?
#
# Ta lượng tử hóa trọng số của cả ba lớp bằng 8 bit, đọc ngược về số thực, rồi đếm số ảnh đoán đúng.
# Một mạng có thể gặp may, nên ta làm với ba mạng học từ ba cách chia ảnh khác nhau.

# %% fold=true
# Bấm để mở: huấn luyện ba mạng, lượng tử hóa theo ba cách, rồi so độ chính xác.
seeds = (0, 1, 2)
ways = {"theo tensor": None, "theo kênh": 1, "theo hàng": 0}
accuracy_by_name = {name: [] for name in ("số thực", *ways)}
for seed in seeds:
    part = digits.split(seed)
    params = network.rescale_hidden(
        network.train_mlp(part.X_train, part.y_train, seed), seed
    )
    versions = {"số thực": params}
    for name, channel_axis in ways.items():
        versions[name] = []
        for W_layer, b_layer in params:
            W_q, s = quantize_symmetric(W_layer, 8, channel_axis)
            versions[name].append((s * W_q.astype(np.float32), b_layer))
    for name, version in versions.items():
        logits = network.activations(version, part.X_test)[-1]
        accuracy_by_name[name].append(network.accuracy(logits, part.y_test))
    found = [
        f"{name} {accuracies[-1]:.1%}" for name, accuracies in accuracy_by_name.items()
    ]
    print(f"mạng {seed}: " + ", ".join(found))

shown = {
    name: np.array(accuracy_by_name[name])
    for name in ("số thực", "theo tensor", "theo kênh")
}
real, per_tensor, per_channel = shown.values()
look_again = "hãy xem lại quantize_symmetric với axis=1"
assert (per_channel - per_tensor > 0.05).all(), (
    f"theo kênh phải hơn hẳn theo tensor: {look_again}"
)
assert (real - per_channel < 0.03).all(), (
    f"theo kênh phải gần bằng số thực: {look_again}"
)
plots.accuracies(shown, seeds)

# %% [markdown]
# Cùng 8 bit, cùng một mạng, chỉ khác số cây thước.
# Theo tensor, độ chính xác tụt từ mười mấy đến hơn hai mươi điểm phần trăm.
# Theo kênh thì gần như không mất gì.
# Năm 2019, Nagel và cộng sự đã thấy đúng chuyện này ở MobileNetV2.
#
# Bạn có để ý con số *theo hàng* ở cuối mỗi dòng in ra không?
# Mỗi hàng một thước cũng giữ được độ chính xác.
# Nhưng ở đây ta đã đọc ngược mã về số thực rồi mới nhân.
# Muốn cộng dồn bằng số nguyên thì không dùng được cách mỗi hàng một thước.
# Câu hỏi sau giúp bạn tìm ra vì sao.

# %% [markdown] points=2 question="scale_outside_the_sum"
# ### Câu hỏi: thước nào ra được khỏi tổng?
#
# Lần này ta giữ $W$ theo kênh (mỗi cột một $s_j$) và xét $X$, chiều (số ảnh, vào).
# Một bạn thấy các đầu vào to nhỏ khác nhau, nên muốn cho mỗi **cột** của $X$ một độ co giãn riêng.
# Bạn khác muốn cho mỗi **hàng** của $X$ (mỗi ảnh) một độ co giãn riêng.
# Cách nào vẫn cộng dồn được bằng số nguyên, cách nào không, và vì sao?
# Hãy chỉ vào công thức của $Y_{i,j}$.
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: mỗi cột của X một thước thì không được, vì độ co giãn phụ thuộc chỉ số k của tổng nên không đưa ra ngoài được.
#   Nói tương đương cũng được: các tích mã có đơn vị khác nhau nên không cộng thẳng trong bộ tích lũy.
#   Nói "không được" mà không nhắc tới k hay tới tổng: 0.5 điểm.
# - 1 điểm: mỗi hàng của X một thước thì được, vì độ co giãn chỉ phụ thuộc i nên ra ngoài tổng và nhân một lần ở cuối.
#   Nói "được" mà không có lý do: 0.5 điểm.
# - Ý gộp độ co giãn theo cột của X vào W trước khi lượng tử hóa W cũng được trọn điểm, nếu nói rõ rằng khi ấy trong tổng không còn thước riêng của X.
# === END MARK SCHEME ===

# %% [markdown] answer="scale_outside_the_sum"
# Tổng $Y_{i,j} = \sum_k X_{i,k} W_{k,j}$ chạy theo $k$.
# Nếu mỗi cột $k$ của $X$ có thước $s_k$ thì $Y_{i,j} = s_j \sum_k s_k X_{q,i,k} W_{q,k,j}$.
# $s_k$ đổi theo $k$ nên không ra khỏi tổng: các tích mã có đơn vị khác nhau, không cộng thẳng được bằng số nguyên.
# Nếu mỗi hàng $i$ có thước $s_i$ thì $Y_{i,j} = s_i s_j \sum_k X_{q,i,k} W_{q,k,j}$.
# $s_i$ giống nhau với mọi $k$ nên ra ngoài tổng, và chỉ nhân một lần ở cuối.

# %% [markdown]
# ## 3. Theo nhóm
#
# Xuống 4 bit thì $q_{\max}$ chỉ còn 7.
# Một kênh của mô hình ngôn ngữ (*language model*) có hàng nghìn trọng số, và đôi khi vài số to gấp mười lần phần còn lại.
# Những số ấy gọi là giá trị ngoại lai (*outlier*), ta sẽ gặp lại ở Bài 6.
# Chỉ một giá trị ngoại lai là đủ kéo dài bước của cả kênh.
#
# Vậy ta chia nhỏ hơn nữa: cứ `group` trọng số liền nhau trong một kênh dùng chung một thước.
# Đó là lượng tử hóa theo nhóm (*per group*).
# Giá trị ngoại lai vẫn làm hại nhóm của nó, nhưng không với tới nhóm bên cạnh.
#
# Các nhóm phải nằm gọn trong một kênh.
# Ở mục này ta xếp mỗi **hàng** một kênh, chiều (ra, vào), như các mô hình ngôn ngữ vẫn cất.
# Hàng $i$ có `columns // group` nhóm, nhóm $j$ gồm các cột từ $j \cdot group$ đến trước $(j+1) \cdot group$.
#
# **Tính tay.** Lấy 4 bit, `group=2` và hàng $(0.7,\ -0.2,\ 7,\ 1)$.
# Nhóm đầu có $s = 0.7 / 7 = 0.1$, các mã là $(7, -2)$.
# Nhóm sau có $s = 7 / 7 = 1$, các mã là $(7, 1)$.
# Nếu cả hàng chung một thước $s = 1$ thì hai mã đầu là $(1, 0)$.
#
# Mỗi nhóm là một mảng nhỏ có đúng một cây thước, mà hàm của bạn đã biết làm việc ấy.

# %% exercise="quantize_groupwise"
def quantize_groupwise(W, bits, group):
    """Lượng tử hóa đối xứng theo nhóm: cứ `group` trọng số liền nhau của một hàng
    dùng chung một độ co giãn.

    Đầu vào:
        W: các trọng số, mảng float32 chiều (rows, columns), columns chia hết cho group.
        bits: số bit của mỗi mã, từ 2 đến 8.
        group: số trọng số trong một nhóm.
    Đầu ra:
        W_q: các mã, chiều (rows, columns).
        s: độ co giãn của từng nhóm, số thực, chiều (rows, columns // group).
    """
    rows, columns = W.shape
    W_q = np.zeros((rows, columns), dtype=np.int8)
    s = np.zeros((rows, columns // group), dtype=np.float32)
    # TODO 4: với mỗi hàng i và mỗi nhóm j, dùng quantize_symmetric
    #   để điền các mã của nhóm và s[i, j]
    ### BEGIN SOLUTION
    for i in range(rows):
        for j in range(columns // group):
            run = slice(j * group, (j + 1) * group)
            W_q[i, run], s[i, j : j + 1] = quantize_symmetric(W[i, run], bits)
    ### END SOLUTION
    return W_q, s

# %%
W = np.array([[0.7, -0.2, 7.0, 1.0], [-0.14, 0.1, 0.35, 0.21]], dtype=np.float32)
W_q, s = quantize_groupwise(W, 4, 2)
print(W_q)
print(f"s:\n{s}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[ 7 -2  7  1]
#  [-7  5  7  4]]
# s:
# [[0.1  1.  ]
#  [0.02 0.05]]
# ```

# %% check="quantize_groupwise"
bai.check(quantize_groupwise)

# %% [markdown]
# ## 4. Cây thước cũng tốn chỗ
#
# Nhóm càng nhỏ thì sai số càng nhỏ, vậy sao không cho mỗi trọng số một thước?
# Vì mỗi độ co giãn cũng phải cất, thường bằng 16 bit.
# Chia phần ấy cho cả nhóm, mỗi trọng số tốn
#
# <!-- công thức: Số bit của mỗi trọng số, khi theo nhóm -->
# $$\text{số bit của mã} + \frac{\text{số bit của độ co giãn}}{\text{số trọng số trong nhóm}}$$
#
# **Tính tay.** Mã 8 bit, nhóm 64, độ co giãn 32 bit: $8 + 32 / 64 = 8.5$ bit.

# %% [markdown] guess="bit_moi_trong_so"
# Mã 4 bit, mỗi nhóm 32 trọng số chung một độ co giãn 16 bit: mỗi trọng số tốn mấy bit?
#
# = bits_per_weight(4, 32, 16) ± 0.01
#
# - = 4: Bạn quên rằng độ co giãn cũng phải cất.
# - = 4 + 16: Cả nhóm chung một độ co giãn, nên phần của nó được chia cho cả nhóm.
#
# > 16 bit chia cho 32 trọng số là `= 16 / 32` bit, cộng với 4 bit của mã.

# %%
bai.guess("bit_moi_trong_so")

# %% exercise="bits_per_weight"
def bits_per_weight(bits, group, scale_bits):
    """Tính số bit mà mỗi trọng số tốn, kể cả phần của độ co giãn.

    Đầu vào:
        bits: số bit của mỗi mã.
        group: số trọng số dùng chung một độ co giãn.
        scale_bits: số bit để cất một độ co giãn.
    Đầu ra:
        số thực, số bit trung bình của một trọng số.
    """
    # TODO 5: cộng số bit của mã với phần của độ co giãn
    ### BEGIN SOLUTION
    average = bits + scale_bits / group
    ### END SOLUTION
    return average

# %%
print(f"4 bit, nhóm 32, độ co giãn float16: {bits_per_weight(4, 32, 16)}")
for group in (4096, 128, 32, 16, 4, 1):
    size = bits_per_weight(4, group, 16)
    gigabytes = 7e9 * size / 8 / 1e9
    print(
        f"nhóm {group:4}: {size:7.4f} bit mỗi trọng số, "
        f"mô hình 7 tỷ tham số nặng {gigabytes:5.2f} GB"
    )

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# 4 bit, nhóm 32, độ co giãn float16: 4.5
# nhóm 4096:  4.0039 bit mỗi trọng số, mô hình 7 tỷ tham số nặng  3.50 GB
# nhóm  128:  4.1250 bit mỗi trọng số, mô hình 7 tỷ tham số nặng  3.61 GB
# nhóm   32:  4.5000 bit mỗi trọng số, mô hình 7 tỷ tham số nặng  3.94 GB
# nhóm   16:  5.0000 bit mỗi trọng số, mô hình 7 tỷ tham số nặng  4.38 GB
# nhóm    4:  8.0000 bit mỗi trọng số, mô hình 7 tỷ tham số nặng  7.00 GB
# nhóm    1: 20.0000 bit mỗi trọng số, mô hình 7 tỷ tham số nặng 17.50 GB
# ```

# %% check="bits_per_weight"
bai.check(bits_per_weight)

# %% [markdown]
# 4.5 bit là con số bạn sẽ gặp nhiều: định dạng Q4_0 của llama.cpp cũng dùng nhóm 32 với độ co giãn `float16`.
# Với nhóm 4, mã 4 bit tốn chỗ ngang với mã 8 bit, còn nhóm 1 thì nặng hơn cả `float16`.

# %% [markdown]
# ### Kéo thử: chọn nhóm to hay nhỏ?
#
# Ta tạo trọng số giống một lớp của mô hình ngôn ngữ: 16 kênh, mỗi kênh 1024 trọng số hình chuông.
# Ở bản *có ngoại lai*, trung bình mỗi kênh có hai trọng số được thay bằng số to gấp mười lần độ lệch chuẩn.
# SQNR thì bạn đã gặp ở Bài 2, tính bằng dB.
# Ở đây ta lấy tỷ số của hai độ dài vector, tức là căn bậc hai của hai tổng bình phương, nên nhân với 20 thay vì 10.
#
# Đổi số bit, cỡ nhóm và trọng số.
# Hình trái là sai số ở cỡ nhóm đang chọn, mỗi ô là trung bình của 16 trọng số liền nhau.
# Điểm đỏ ở hình phải là cỡ nhóm ấy.

# %% fold=true
# Bấm để mở: tạo trọng số, chia nhóm, rồi vẽ sai số theo cỡ nhóm.
generator = np.random.default_rng(0)
ordinary = generator.normal(0.0, 0.02, size=(16, 1024)).astype(np.float32)
with_outliers = ordinary.copy()
places = generator.choice(ordinary.size, 32, replace=False)
with_outliers.flat[places] = 0.2 * generator.choice([-1, 1], 32)
kinds = {"có ngoại lai": with_outliers, "không có": ordinary}
group_sizes = (1024, 256, 128, 32, 16)


def read_groups_back(weights, bits, group):
    codes, scales = quantize_groupwise(weights, bits, group)
    stored = scales.astype(np.float16).astype(np.float32)
    return np.repeat(stored, group, axis=1) * codes


def compare_groups(kind, bits, chosen):
    weights = kinds[kind]
    room, quality = {}, {}
    for group in group_sizes:
        off = np.abs(read_groups_back(weights, bits, group) - weights)
        room[group] = bits_per_weight(bits, group, 16)
        quality[group] = 20 * np.log10(np.linalg.norm(weights) / np.linalg.norm(off))
        print(
            f"{kind}, {bits} bit, nhóm {group:4}: "
            f"{room[group]:.3f} bit mỗi trọng số, SQNR {quality[group]:.1f} dB"
        )
        if group == chosen:
            shown = off.reshape(16, 64, 16).mean(axis=2)
    return plots.granularity(shown, room, quality, chosen)


widgets.explore(
    compare_groups,
    kind=widgets.Choice("Trọng số", tuple(kinds), "có ngoại lai"),
    bits=widgets.Slider("Số bit", 4, 2, 8, 1),
    chosen=widgets.Choice("Nhóm", group_sizes, 128),
)

# %% [markdown]
# Mỗi vạch sáng ở hình trái là một nhóm có giá trị ngoại lai.
# Chọn nhóm 1024, tức là cả kênh, thì hầu như hàng nào cũng sáng suốt chiều ngang.
# Nhóm càng nhỏ, vạch càng ngắn.
#
# Nếu được dùng thêm nửa bit hay một bit cho mỗi trọng số, ta nên tiêu vào đâu: nhóm nhỏ hơn, hay mã dài hơn?

# %% [markdown] guess="nhom_hay_bit"
# Khi có giá trị ngoại lai, thêm chừng nửa bit cho mỗi trọng số thì nên tiêu vào đâu?
#
# - [x] nhóm nhỏ hơn
# - mã dài hơn: Khi không có ngoại lai thì đúng vậy.
# - đâu cũng như nhau: Bạn thử lần lượt hai loại trọng số ở hình trên, rồi so các con số.
#
# > Ô ngay dưới đo cả hai cách.
# > Vì sao lại thế thì để dành cho câu hỏi sau đó.

# %%
bai.guess("nhom_hay_bit")

# %%
choices = {"4 bit, nhóm 32": (4, 32), "5 bit, cả kênh 1024": (5, 1024)}
for kind, weights in kinds.items():
    for name, (bits, group) in choices.items():
        off = read_groups_back(weights, bits, group) - weights
        quality = 20 * np.log10(np.linalg.norm(weights) / np.linalg.norm(off))
        size = bits_per_weight(bits, group, 16)
        print(f"{kind}: {name}, {size:.2f} bit mỗi trọng số, SQNR {quality:.1f} dB")

# %% [markdown] points=2 question="groups_or_bits"
# ### Câu hỏi: nhóm nhỏ hay thêm bit?
#
# Khi có giá trị ngoại lai, 4 bit với nhóm 32 vừa nhẹ hơn vừa chính xác hơn 5 bit theo kênh.
# Khi không có, 5 bit theo kênh lại chính xác hơn.
# Hãy giải thích cả hai nửa của kết quả, dựa vào độ dài của bước $s$.
#
# === BEGIN MARK SCHEME ===
# - 1 điểm, khi có ngoại lai: bước của cả kênh do giá trị ngoại lai quyết định, thêm một bit chỉ chia đôi bước ấy; chia nhóm thì chỉ nhóm chứa ngoại lai có bước dài, các nhóm khác có bước ngắn đi nhiều lần.
#   Chỉ nói "nhóm nhỏ thì chính xác hơn" mà không nói bước của ai ngắn lại: 0.5 điểm.
# - 1 điểm, khi không có ngoại lai: trọng số lớn nhất của một nhóm 32 thường nhỏ hơn của cả kênh chưa tới hai lần, nên bước ngắn đi chưa tới hai lần; thêm một bit thì bước nào cũng ngắn đi khoảng hai lần, tức khoảng 6 dB.
#   Chỉ nhắc "mỗi bit 6 dB" mà không so với lợi ích của nhóm: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="groups_or_bits"
# Có ngoại lai: $s$ của cả kênh bằng giá trị ngoại lai chia cho mã lớn nhất, nên hơn một nghìn trọng số bình thường đều chịu bước dài.
# Thêm một bit chỉ làm bước ấy ngắn đi khoảng hai lần.
# Chia nhóm 32 thì chỉ vài nhóm chứa ngoại lai còn bước dài, các nhóm khác có bước ngắn đi nhiều lần.
# Không có ngoại lai: trọng số lớn nhất của một nhóm thường chỉ nhỏ hơn trọng số lớn nhất của cả kênh chưa tới hai lần, nên bước cũng ngắn đi chưa tới hai lần.
# Thêm một bit thì bước nào cũng ngắn đi khoảng hai lần, được khoảng 6 dB, lợi hơn.

# %% [markdown]
# ## 5. Đóng gói bit
#
# Mã 4 bit của ta vẫn nằm trong `int8`, mỗi mã một byte, nên nửa số bit bỏ không.
# Đóng gói bit (*bit packing*) xếp hai mã vào một byte.
# Mỗi mã chiếm nửa byte (*nibble*), tức là 4 bit.
#
# Số âm thì viết thế nào bằng 4 bit?
# Máy dùng bù hai (*two's complement*): 4 bit có 16 giá trị từ 0 đến 15, và mã âm $q$ được viết bằng số $q + 16$.
# Nhờ vậy $-1$ là $15$, tức `1111`, và $-8$ là $8$, tức `1000`.
# Trong `int8`, số $-3$ là `11111101`; bốn bit cuối `1101` chính là $-3 + 16 = 13$.
# Nói cách khác: muốn viết mã bằng 4 bit, cứ giữ **bốn bit thấp**.
#
# Ta theo thứ tự của ONNX: mã đứng trước vào nửa thấp, mã đứng sau vào nửa cao.
#
# **Tính tay.** Hai mã $(3, -3)$: nửa thấp là $3$, nửa cao là $13$, vậy byte là $3 + 13 \cdot 16 = 211$.

# %%
print(f"211 viết bằng 8 bit: {211:08b}")
plots.packed_nibbles(np.array([3, -3]), np.array([211], dtype=np.uint8))

# %% [markdown] guess="dong_goi_tay"
# Hai mã $(-1, 2)$, theo thứ tự ấy, được đóng gói thành byte nào?
#
# = pack_int4(np.array([-1, 2], np.int8))[0]
#
# - = pack_int4(np.array([2, -1], np.int8))[0]: Mã đứng trước nằm ở nửa thấp, không phải nửa cao.
# - = -1 + 2 * 16: Số âm phải viết bằng bù hai trước đã.
#
# > −1 được viết là `= -1 + 16` ở nửa thấp, 2 ở nửa cao, vậy byte là 15 + 2 · 16.

# %%
bai.guess("dong_goi_tay")

# %% [markdown]
# NumPy có ba phép tính trên bit, dùng được cho cả mảng:
#
# - `a & 15` giữ lại bốn bit thấp của `a`, vì 15 là `00001111`;
# - `a << 4` dịch các bit sang trái bốn chỗ, tức là nhân với 16;
# - `a | b` ghép hai số mà các bit 1 không chồng lên nhau.
#
# Hãy làm chúng trên `uint8`.
# Trên `int8` thì byte lớn hơn 127 không có chỗ, nó quay vòng thành số âm.

# %%
print("13 << 4 trên uint8:", np.array([13], dtype=np.uint8) << 4)
print("13 << 4 trên int8 :", np.array([13], dtype=np.int8) << 4)

# %% exercise="pack_int4"
def pack_int4(q):
    """Đóng gói hai mã 4 bit vào một byte, dọc theo trục cuối, mã đứng trước ở nửa thấp.

    Đầu vào:
        q: các mã từ -8 đến 7, mảng np.int8 chiều (…, n), n chẵn.
    Đầu ra:
        p: các byte, mảng np.uint8 chiều (…, n // 2).
    """
    # TODO 6: đổi sang uint8 và giữ lại bốn bit thấp của mỗi mã
    ### BEGIN SOLUTION
    nibbles = q.astype(np.uint8) & 0x0F
    ### END SOLUTION
    # TODO 7: ghép từng cặp mã liền nhau thành một byte
    ### BEGIN SOLUTION
    p = nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)
    ### END SOLUTION
    return p

# %%
codes = np.array([3, -3, 7, -8], dtype=np.int8)
packed = pack_int4(codes)
print(packed, packed.dtype)
plots.packed_nibbles(codes, packed)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [211 135] uint8
# ```

# %% check="pack_int4"
bai.check(pack_int4)

# %% [markdown]
# ## 6. Mở gói và mở rộng dấu
#
# Lấy mã ra thì đi ngược lại: nửa thấp là `p & 15`, nửa cao là `p >> 4`, rồi xếp xen kẽ về chỗ cũ.
# Nhưng như thế ta mới có các số từ 0 đến 15.
# Số 13 phải trở lại thành $-3$.
#
# Đó là việc của mở rộng dấu (*sign extension*): bit cao nhất trong bốn bit là bit dấu.
# Bit ấy bằng 1 khi nửa byte từ 8 trở lên, và khi đó phải trừ 16.
#
# **Tính tay.** Byte $135 = 7 + 8 \cdot 16$: nửa thấp là $7$, nhỏ hơn 8 nên giữ nguyên; nửa cao là $8$, thành $8 - 16 = -8$.
#
# Cẩn thận với kiểu: trên `uint8` thì $13 - 16$ không phải là $-3$.

# %%
print("13 - 16 trên uint8:", np.array([13], dtype=np.uint8) - np.uint8(16))
print("13 - 16 trên int8 :", np.array([13], dtype=np.int8) - np.int8(16))

# %% exercise="unpack_int4"
def unpack_int4(p):
    """Mở gói: lấy lại hai mã 4 bit từ mỗi byte, ngược với pack_int4.

    Đầu vào:
        p: các byte, mảng np.uint8 chiều (…, n).
    Đầu ra:
        q: các mã từ -8 đến 7, mảng np.int8 chiều (…, 2 * n).
    """
    # TODO 8: tách nửa thấp và nửa cao, rồi xếp xen kẽ dọc theo trục cuối
    ### BEGIN SOLUTION
    low = p & 0x0F
    high = p >> 4
    nibbles = np.stack([low, high], axis=-1).reshape(*p.shape[:-1], -1)
    ### END SOLUTION
    # TODO 9: đổi sang int8 rồi mở rộng dấu
    ### BEGIN SOLUTION
    q = nibbles.astype(np.int8)
    q = np.where(q >= 8, q - 16, q)
    ### END SOLUTION
    return q

# %%
q = unpack_int4(np.array([211, 135], dtype=np.uint8))
print(q, q.dtype)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [ 3 -3  7 -8] int8
# ```

# %% check="unpack_int4"
bai.check(unpack_int4)

# %% [markdown]
# ### Câu đố ★: đổi chỗ hai nửa byte
#
# Một bạn đóng gói ngược: mã đứng trước lại nằm ở nửa cao.
# Sửa cả mảng byte của bạn ấy trong một dòng, không vòng lặp, không mở gói; không tính điểm.

# %% puzzle="swap_nibbles"
def swap_nibbles(p):
    """Đổi chỗ nửa thấp và nửa cao của mỗi byte.

    Đầu vào:
        p: các byte, mảng np.uint8 có chiều tùy ý.
    Đầu ra:
        mảng np.uint8 cùng chiều.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return p << 4 | p >> 4
    ### END SOLUTION

# %%
bai.puzzle(swap_nibbles)

# %% [markdown]
# ### Câu đố ★: xếp như llama.cpp
#
# Định dạng Q4_0 xếp một nhóm 32 mã theo kiểu khác: cộng 8 vào mỗi mã cho hết số âm, rồi 16 mã đầu vào các nửa thấp, 16 mã sau vào các nửa cao.
# Vẫn một dòng, không vòng lặp.

# %% puzzle="pack_q4_0"
def pack_q4_0(q):
    """Xếp một nhóm mã 4 bit vào các byte như Q4_0.

    Đầu vào:
        q: các mã từ -8 đến 7, mảng np.int8 chiều (32,).
    Đầu ra:
        mảng np.uint8 chiều (16,).
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return (q[:16] + 8 | q[16:] + 8 << 4).astype(np.uint8)
    ### END SOLUTION

# %%
bai.puzzle(pack_q4_0)

# %% [markdown]
# ### Đi một vòng
#
# Ta cho trọng số có ngoại lai đi hết con đường: chia nhóm, lượng tử hóa, đóng gói, mở gói.
# Các mã có trở lại nguyên vẹn không, và bộ nhớ có đúng như `bits_per_weight` đã hứa không?

# %%
W_q, s = quantize_groupwise(with_outliers, 4, 32)
packed = pack_int4(W_q)
stored_scales = s.astype(np.float16)
total_bytes = packed.nbytes + stored_scales.nbytes
print(f"các mã trở lại nguyên vẹn: {np.array_equal(unpack_int4(packed), W_q)}")
print(f"float32: {with_outliers.nbytes} byte, mã trong int8: {W_q.nbytes} byte")
print(
    f"đã đóng gói: {packed.nbytes} byte mã + "
    f"{stored_scales.nbytes} byte độ co giãn = {total_bytes} byte"
)
measured = 8 * total_bytes / with_outliers.size
print(f"đo được {measured} bit mỗi trọng số, đã tính {bits_per_weight(4, 32, 16)}")

# %% [markdown]
# Nhẹ hơn `float32` bảy lần.
#
# Cùng là 4 bit, mỗi định dạng xếp một kiểu.
# Q4_0 ở câu đố ★ vừa rồi không dùng bù hai, cũng không ghép hai mã liền nhau.
# Đọc nhầm kiểu thì máy không báo lỗi nào, chỉ có trọng số là sai hết.
# Vì thế trước khi mở gói, hãy đọc đặc tả.

# %% [markdown]
# ## Trong thư viện thật
#
# Theo kênh trước: `QuantizeLinear` của ONNX có tham số `axis`, và nhận mỗi kênh một độ co giãn.
# Máy bạn không cần có các thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="onnx onnxruntime"
with bai.library("onnx onnxruntime"):
    from course import onnx_ops

    mine, s = quantize_symmetric(W1, 8, axis=1)
    s_each, z_each = s.ravel().astype(np.float32), np.zeros(s.size, np.int8)
    [theirs] = onnx_ops.run("QuantizeLinear", W1, s_each, z_each, axis=1)
    unlike = np.sum(theirs != mine)
    print(f"W1 có {theirs.size} mã; ONNX Runtime và hàm của bạn khác nhau {unlike} mã")
    assert np.array_equal(theirs, mine), "hãy xem lại quantize_symmetric"

# %% [markdown]
# Theo nhóm: gói `gguf` đọc và ghi tệp của llama.cpp, trong đó có Q4_0.
# Mỗi nhóm 32 trọng số thành 18 byte: 2 byte đầu là độ co giãn `float16`, 16 byte sau là các mã.
# Ta tự mở các byte ấy ra và đọc ngược, rồi so với cách `gguf` đọc.

# %% library="gguf"
with bai.library("gguf"):
    from gguf import GGMLQuantizationType, quants

    Q4_0 = GGMLQuantizationType.Q4_0
    stored = quants.quantize(with_outliers, Q4_0).reshape(-1, 18)
    step = stored[:, :2].copy().view(np.float16).astype(np.float32)
    low, high = stored[:, 2:] & 15, stored[:, 2:] >> 4
    codes = np.concatenate([low, high], axis=1).astype(np.int8) - np.int8(8)
    theirs = quants.dequantize(stored, Q4_0)
    print("sáu mã đầu:", codes[0, :6], f"bước {step[0, 0]:.5f}")
    unlike = np.sum(step * codes != theirs)
    print(f"{theirs.size} trọng số, số chỗ đọc ra khác gguf: {unlike}")
    each, counted = 8 * stored.size / theirs.size, bits_per_weight(4, 32, 16)
    print(f"mỗi trọng số tốn {each} bit, đã tính {counted}")
    assert np.array_equal(step * codes, theirs), "phải đọc ra như gguf"

# %% [markdown]
# Con số 4.5 bit lại hiện ra.
# Q4_0 chọn bước hơi khác ta: giá trị xa số 0 nhất được mã $-8$, nên nó dùng hết cả 16 mã.

# %% [markdown]
# ## Tóm tắt
#
# - Thước đối xứng: $z = 0$, mã từ $-q_{\max}$ đến $q_{\max}$ với $q_{\max} = 2^{b-1} - 1$.
# - Một thước cho cả tensor thì kênh lớn quyết định bước, kênh nhỏ mất gần hết mã.
# - Kênh là nút ra, vì chỉ độ co giãn của nút ra mới đưa được ra ngoài tổng; nhớ `keepdims`.
# - Theo nhóm thì giá trị ngoại lai chỉ làm hại nhóm của nó; 4 bit, nhóm 32, thước `float16` tốn 4.5 bit mỗi trọng số.
# - Đóng gói: giữ bốn bit thấp, mã trước ở nửa thấp; mở gói: nhớ mở rộng dấu.
#
# **Đọc thêm**
#
# - [Krishnamoorthi, 2018](https://arxiv.org/abs/1806.08342): đối xứng, theo kênh, và vì sao bỏ mã $-128$.
# - [Nagel và cộng sự, 2019](https://arxiv.org/abs/1906.04721): các kênh to nhỏ khác nhau của MobileNetV2.
# - [Nagel và cộng sự, 2021](https://arxiv.org/abs/2106.08295): một bài tổng quan dễ đọc.
# - [Đặc tả QuantizeLinear của ONNX](https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html): `axis` cho kênh, `block_size` cho nhóm.
# - [Các kiểu 4 bit của ONNX](https://onnx.ai/onnx/technical/int4.html): thứ tự hai nửa byte.
#
# **Sang bài 4.** Trọng số đã là số nguyên.
# Nhưng suốt bài này, ta vẫn đọc ngược chúng về số thực rồi mới cho ảnh chạy qua mạng.
# Độ lệch cũng còn là số thực, và nhân với $s$ vẫn là nhân số thực.
# Có thể tính cả lớp, kể cả độ lệch và phép nhân với $s$, chỉ bằng số nguyên không?

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
