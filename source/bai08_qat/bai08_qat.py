# %% [markdown]
# # Bài 8. Huấn luyện có nhận biết lượng tử hóa
#
# Ở Bài 7, bạn đã cân bằng các lớp rồi bù cả độ lệch.
# Vậy mà với 2 bit theo tensor, mạng vẫn đoán sai gần nửa số ảnh.
# Ta đã nắn trọng số đủ kiểu, chỉ chưa thử một việc: cho mạng học tiếp, ngay trong lúc trọng số chỉ có ba mức.
# Làm như thế gọi là huấn luyện có nhận biết lượng tử hóa (*quantization-aware training*, viết tắt QAT).
#
# Nhưng có một chỗ kẹt.
# Muốn học thì phải có đạo hàm, mà đạo hàm của phép làm tròn gần như ở đâu cũng bằng 0.
# Vậy mạng học bằng cách nào?
#
# Học xong bài này, bạn sẽ
#
# - viết được lượng tử hóa giả lập (*fake quantization*): số vẫn là số thực, nhưng đã mang sai số của số nguyên;
# - giải thích được vì sao đạo hàm thật của phép làm tròn vô dụng, và ước lượng truyền thẳng (*straight-through estimator*, viết tắt STE) thay nó bằng gì;
# - cho mạng học luôn cả độ dài bước của mỗi lớp;
# - biết vì sao trong lúc học phải giữ một bản trọng số bằng số thực;
# - biết làm tròn ngẫu nhiên (*stochastic rounding*) giữ được những lần cập nhật rất nhỏ ra sao.
#
# Bài có 7 chỗ trống, từ TODO 1 đến TODO 7, cộng lại 10 điểm.
# Ngoài ra có hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm.

# %% setup=true
import numpy as np

from course import Lesson, digits, network, plots, waiting, widgets

bai = Lesson("bai08_qat")

# %% [markdown]
# ## Ba mức thì còn lại gì?
#
# Ta lấy lại mạng đọc chữ số: 64 điểm ảnh vào, hai lớp ẩn, 10 nút ra.
# Mỗi ma trận trọng số dùng một cây thước đối xứng, theo tensor, như ở Bài 3: $s = \max|W| / q$.
# Ở bài này, ta viết $q$ thay cho $q_{\max} = 2^{b-1} - 1$.
# Độ lệch và kích hoạt để nguyên số thực; ở đây ta không cân bằng, cũng không bù gì.
#
# Với 2 bit thì $q = 1$, nên mỗi trọng số chỉ còn là $-s$, $0$ hoặc $s$.

# %% [markdown] guess="bao_nhieu_so_0"
# Với $s = \max|W|$, trọng số nào nhỏ hơn $s / 2$ đều thành 0.
# Khoảng bao nhiêu phần trăm trọng số thành 0?
#
# - khoảng một phần ba, vì có ba mức: Ba mức cách đều nhau, nhưng trọng số thì không rải đều.
# - khoảng một nửa: Bạn nhớ biểu đồ tần số của trọng số: phần đông nằm ở đâu?
# - [x] khoảng 90%
#
# > Trọng số có hình chuông, phần đông nằm sát 0.
# > Một trọng số lớn lẻ loi quyết định cả thước.

# %%
bai.guess("bao_nhieu_so_0")

# %%
data = digits.split(seed=0)
trained = network.train_mlp(data.X_train, data.y_train, seed=0)
for bits in (8, 4, 3, 2):
    read_back = []
    for W, b in trained:
        s = np.max(np.abs(W)) / (2 ** (bits - 1) - 1)
        read_back.append((s * np.rint(W / s), b))
    right = network.accuracy(
        network.activations(read_back, data.X_test)[-1], data.y_test
    )
    zeros = np.mean(np.concatenate([W.ravel() for W, _ in read_back]) == 0)
    print(f"{bits} bit: đúng {right:.1%}, {zeros:.0%} trọng số thành 0")

# %% [markdown]
# Với 2 bit, chín phần mười trọng số biến mất, và mạng này chỉ còn đoán đúng một phần ba số ảnh.
# Lát nữa bạn sẽ gặp những mạng còn tệ hơn.
# Nhưng khoan trách 2 bit.
# Trọng số ấy được học cho một mạng **không** bị làm tròn.
# Nếu ngay từ lúc học mạng đã thấy ba mức, biết đâu nó chọn những trọng số khác hẳn.

# %% [markdown]
# ## 1. Lượng tử hóa giả lập
#
# Một lần học gồm hai lượt.
# Lượt xuôi (*forward pass*) cho ảnh đi qua mạng và đo xem mạng sai bao nhiêu.
# Lượt ngược (*backward pass*) đi từ lớp cuối về lớp đầu, tính đạo hàm của số đo ấy theo từng trọng số.
# Cả hai lượt đều tính bằng số thực.
#
# Vậy muốn mạng thấy được sai số của 2 bit, ta lượng tử hóa rồi giải lượng tử hóa ngay.
# Kết quả vẫn là số thực, nhưng chỉ nằm ở những mức mà mã biểu diễn được.
# Đó là lượng tử hóa giả lập:
#
# <!-- công thức: Lượng tử hóa giả lập -->
# $$v = \frac{x}{s}, \qquad \hat{x} = s \cdot \text{round}\big(\text{clip}(v,\ -q,\ q)\big), \qquad q = 2^{\,b-1} - 1$$
#
# $v$ là $x$ tính bằng bước.
# Ở Bài 6 bạn đã làm gần như thế, với điểm 0 và mã không âm.
# Ở đây thước đối xứng, và có một khác biệt nhỏ mà quan trọng: **$s$ là một số tùy ý**, không còn buộc phải lấy từ $\max|W|$.
# Vì vậy phép cắt có việc để làm.
#
# **Tính tay.** Lấy $s = 0.5$ và 3 bit, tức là $q = 3$.
#
# - $x = 0.6$: $v = 1.2$, làm tròn thành $1$, nên $\hat{x} = 0.5$.
# - $x = -0.9$: $v = -1.8$, làm tròn thành $-2$, nên $\hat{x} = -1$.
# - $x = 3$: $v = 6$, bị cắt còn $3$, nên $\hat{x} = 1.5$.

# %% exercise="fake_quantize"
def fake_quantize(x, s, bits):
    """Lượng tử hóa đối xứng rồi giải lượng tử hóa ngay.

    Đầu vào:
        x: mảng NumPy số thực, chiều tùy ý.
        s: độ dài bước, số thực dương.
        bits: số bit của mã, từ 2 đến 8.
    Đầu ra:
        x_hat: mảng số thực cùng chiều với x, gồm những số mà mã biểu diễn được.
    """
    # TODO 1: tính mã lớn nhất, chia x cho s, cắt, làm tròn, rồi nhân lại với s
    ### BEGIN SOLUTION
    qmax = 2 ** (bits - 1) - 1
    v = np.clip(x / s, -qmax, qmax)
    x_hat = s * np.rint(v)
    ### END SOLUTION
    return x_hat

# %%
x = np.array([-2.0, -0.9, -0.3, 0.1, 0.6, 1.2, 3.0])
print("x    :", x)
print("3 bit:", fake_quantize(x, s=0.5, bits=3))
print("2 bit:", fake_quantize(x, s=0.5, bits=2))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# x    : [-2.  -0.9 -0.3  0.1  0.6  1.2  3. ]
# 3 bit: [-1.5 -1.  -0.5  0.   0.5  1.   1.5]
# 2 bit: [-0.5 -0.5 -0.5  0.   0.5  0.5  0.5]
# ```

# %% check="fake_quantize"
bai.check(fake_quantize)

# %% [markdown]
# Từ đây, lượt xuôi của mạng nhân với $\hat{W}$ thay cho $W$.
# Ta muốn tìm $W$ sao cho **mạng có $\hat{W}$** đoán đúng nhiều ảnh.

# %% [markdown]
# ### Câu đố ★: mỗi mã có mấy trọng số?
#
# Đếm xem mỗi mã từ $-q$ đến $q$ có bao nhiêu phần tử, trong một dòng, không vòng lặp; không tính điểm.

# %% puzzle="count_codes"
def count_codes(x, s, q):
    """Đếm số phần tử của mỗi mã.

    Đầu vào:
        x: mảng số thực, chiều tùy ý; s: độ dài bước; q: mã lớn nhất.
    Đầu ra:
        mảng số nguyên chiều (2 * q + 1,): số phần tử có mã -q, -q + 1, …, q.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.histogram(np.clip(np.rint(x / s), -q, q), np.arange(-q - 0.5, q + 1))[0]
    ### END SOLUTION

# %%
bai.puzzle(count_codes)

# %% [markdown]
# ## 2. Bậc thang không có độ dốc
#
# Mạng học bằng cách hỏi: nhích trọng số này một chút thì sai nhiều hơn hay ít đi?
# Câu trả lời là đạo hàm.
# Con số đo mạng sai nhiều hay ít là *cross-entropy* như ở Bài 7, ta gọi gọn là *mất mát*, viết là $L$.
# Hàm `network.gradients` tính đạo hàm của $L$ theo mọi trọng số của một mạng số thực.
#
# Bây giờ giữa $W$ và $L$ có thêm bậc thang:
#
# $$W \ \longrightarrow\ \hat{W} \ \longrightarrow\ L, \qquad \frac{\partial L}{\partial W} = \frac{\partial L}{\partial \hat{W}} \cdot \frac{\partial \hat{W}}{\partial W}$$
#
# Thừa số đầu thì `network.gradients` tính được, chỉ việc đưa cho nó mạng có $\hat{W}$.
# Thừa số sau là bao nhiêu?
# Ta nhích mọi trọng số của lớp đầu một phần triệu, và đếm xem có bao nhiêu $\hat{W}$ thay đổi.

# %%
W1 = trained[0][0].astype(float)
step = 2 * np.mean(np.abs(W1))
before = fake_quantize(W1, step, bits=2)
after = fake_quantize(W1 + 1e-6, step, bits=2)
print(f"lớp đầu có {W1.size} trọng số, bước {step:.3f}")
print(f"nhích mỗi trọng số 0.000001: {np.sum(before != after)} trọng số đổi mã")

# %% [markdown]
# Trên mặt bậc thang, nhích một chút không đổi gì cả, nên đạo hàm là 0.
# Ngay mép bậc thì $\hat{W}$ nhảy cả một bước, và ở đó không có đạo hàm.
# Nhân với 0 thì $\partial L / \partial W$ bằng 0, dù $L$ còn lớn đến đâu.

# %% [markdown] guess="dao_ham_that"
# Nếu dùng đúng đạo hàm thật ấy thì mạng học được những gì?
#
# - không học được gì: Trong mạng còn một thứ không đi qua phép làm tròn.
# - [x] chỉ học được các độ lệch
# - học được mọi thứ, nhưng chậm: Nhân với 0 thì học bao lâu cũng vẫn là 0.
#
# > Độ lệch không bị lượng tử hóa nên vẫn có đạo hàm; mọi trọng số thì đứng yên.

# %%
bai.guess("dao_ham_that")

# %% [markdown]
# ### Một lời nói dối có ích
#
# Nhìn từ xa, bậc thang đi lên theo một đường chéo có độ dốc 1, rồi nằm ngang ở hai đầu thước.
# Ước lượng truyền thẳng làm đúng như vậy:
#
# - lượt xuôi dùng bậc thang **thật**;
# - lượt ngược làm như thể bậc thang **là** đường chéo ấy.
#
# Gọi $g = \partial L / \partial \hat{x}$ là đạo hàm đi đến từ phía sau, thì đạo hàm gửi về cho $x$ là
#
# <!-- công thức: Ước lượng truyền thẳng -->
# $$\frac{\partial L}{\partial x} \approx \begin{cases} g & \text{nếu } |v| \le q \\ 0 & \text{nếu } |v| > q \end{cases}$$
#
# Ở trong thước, $g$ đi thẳng qua, như thể không có phép làm tròn.
# Ở ngoài thước thì chặn lại: phần tử đã bị cắt, nhích một chút vẫn bị cắt về chỗ cũ.
# Phần tử ở đúng đầu thước, $v = \pm q$, chưa bị cắt, nên vẫn được cho qua.
#
# **Tính tay.** $s = 0.5$, 3 bit, $q = 3$.
#
# - $x = 0.6$: $|v| = 1.2 \le 3$, nên $g = 1$ được giữ nguyên là $1$.
# - $x = -2$: $|v| = 4 > 3$, nên $g = 1$ thành $0$.

# %% exercise="ste_backward"
def ste_backward(g, x, s, bits):
    """Truyền đạo hàm ngược qua lượng tử hóa giả lập, bằng ước lượng truyền thẳng.

    Đầu vào:
        g: đạo hàm của mất mát theo fake_quantize(x, s, bits), mảng cùng chiều với x.
        x: mảng số thực, chiều tùy ý; s: độ dài bước, số thực dương.
        bits: số bit của mã, từ 2 đến 8.
    Đầu ra:
        grad: đạo hàm gửi về cho x, mảng cùng chiều với x.
    """
    q = 2 ** (bits - 1) - 1  # mã lớn nhất
    # TODO 2: giữ g ở những phần tử nằm trong thước, đổi thành 0 ở những phần tử bị cắt
    ### BEGIN SOLUTION
    inside = np.abs(x / s) <= q
    grad = g * inside
    ### END SOLUTION
    return grad

# %%
g = np.array([1.0, 2.0, -1.0, 0.5, 1.0, -2.0, 3.0])
print("v        :", x / 0.5)
print("g        :", g)
print("gửi về x :", ste_backward(g, x, s=0.5, bits=3))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# v        : [-4.  -1.8 -0.6  0.2  1.2  2.4  6. ]
# g        : [ 1.   2.  -1.   0.5  1.  -2.   3. ]
# gửi về x : [ 0.   2.  -1.   0.5  1.  -2.   0. ]
# ```

# %% check="ste_backward"
bai.check(ste_backward)

# %% [markdown]
# Vẽ ra thì lời nói dối trông thế này.

# %%
line = np.linspace(-2.5, 2.5, 1001)
plots.staircase_and_stand_in(
    line,
    fake_quantize(line, s=0.5, bits=3),
    stand_in=np.clip(line, -1.5, 1.5),
    slope=ste_backward(np.ones(line.size), line, s=0.5, bits=3),
)

# %% [markdown]
# Hãy dừng lại ở hình này một chút.
# Nét xanh là những gì mạng thật sự tính; độ dốc của nó ở hình dưới là 0, trừ vài chỗ nhảy không có độ dốc.
# Nét cam là những gì lượt ngược tưởng là mạng đã tính.
# Không chỗ nào hai đường cách nhau quá nửa bước, mà độ dốc thì khác nhau hoàn toàn.

# %% [markdown]
# ## 3. Học luôn cả bước
#
# Lúc nhích trọng số của lớp đầu, ta đã dùng bước $s = 2 \cdot \text{mean}|W|$ thay cho $\max|W|$.
# Vậy bước nào mới là tốt nhất?
# Ở Bài 6, ta thử từng miền một.
# LSQ (*learned step size quantization*) thì coi $s$ như một trọng số nữa: tính đạo hàm theo $s$, rồi cho nó học.
#
# Nhích $s$ một chút thì $\hat{x}$ đổi bao nhiêu?
#
# - Phần tử bị cắt đọc ra ở đầu thước: $\hat{x} = q \cdot s$ hoặc $\hat{x} = -q \cdot s$.
#   Đạo hàm theo $s$ là $q$ hoặc $-q$.
# - Phần tử ở trong thước: $\hat{x} = s \cdot \text{round}(x / s)$, chữ $s$ xuất hiện hai lần.
#   Lần đầu góp $\text{round}(v)$.
#   Lần sau góp $s \cdot \text{round}'(v) \cdot (-x / s^2)$; nói dối rằng $\text{round}' = 1$ thì còn $-x/s = -v$.
#
# Gộp lại:
#
# <!-- công thức: Đạo hàm theo bước -->
# $$d = \begin{cases} -q & v \le -q \\ \text{round}(v) - v & -q < v < q \\ q & v \ge q \end{cases} \qquad\quad \frac{\partial L}{\partial s} \approx \frac{1}{\sqrt{N q}} \sum g \cdot d$$
#
# Ở đúng đầu thước, $v = \pm q$, thì lấy $d = \pm q$: kéo dài bước là đầu thước dời theo.
#
# Cả ma trận $N$ trọng số chung một $s$, nên các phần góp được cộng lại.
# Tổng của mấy nghìn số thì lớn hơn hẳn đạo hàm của một trọng số.
# Vậy đi thẳng theo đạo hàm với cùng một tốc độ học thì $s$ sẽ nhảy loạn trong khi $W$ mới nhích.
# Vì vậy LSQ chia cho $\sqrt{N q}$, để $s$ và $W$ học nhanh ngang nhau.
#
# **Tính tay.** $s = 0.5$, 3 bit, $q = 3$.
#
# - $x = 0.6$: $v = 1.2$, ở trong thước, $d = 1 - 1.2 = -0.2$.
# - $x = 3$: $v = 6$, bị cắt, $d = 3$.
# - Với $g = (1, 3)$ cho hai phần tử ấy: tổng là $1 \cdot (-0.2) + 3 \cdot 3 = 8.8$, chia cho $\sqrt{2 \cdot 3}$ được khoảng $3.59$.

# %% exercise="lsq_step_gradient"
def lsq_step_gradient(g, x, s, bits):
    """Đạo hàm của mất mát theo độ dài bước, theo LSQ.

    Đầu vào:
        g: đạo hàm của mất mát theo fake_quantize(x, s, bits), mảng cùng chiều với x.
        x: mảng số thực, chiều tùy ý, có ít nhất một phần tử.
        s: độ dài bước, số thực dương; bits: số bit của mã, từ 2 đến 8.
    Đầu ra:
        grad: một số thực, đạo hàm theo s đã chia cho căn bậc hai của N * q.
    """
    q = 2 ** (bits - 1) - 1  # mã lớn nhất
    v = x / s  # x tính bằng bước
    # TODO 3: tính d của mỗi phần tử, mảng cùng chiều với x
    ### BEGIN SOLUTION
    d = np.where(v <= -q, -q, np.where(v >= q, q, np.rint(v) - v))
    ### END SOLUTION
    # TODO 4: cộng các g · d, rồi chia cho căn bậc hai của N · q
    ### BEGIN SOLUTION
    grad = np.sum(g * d) / np.sqrt(x.size * q)
    ### END SOLUTION
    return grad

# %%
print(f"hai phần tử tính tay: {lsq_step_gradient(g[[4, 6]], x[[4, 6]], 0.5, 3):.6f}")
print(f"cả bảy phần tử      : {lsq_step_gradient(g, x, s=0.5, bits=3):.6f}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# hai phần tử tính tay: 3.592585
# cả bảy phần tử      : 1.418416
# ```

# %% check="lsq_step_gradient"
bai.check(lsq_step_gradient)

# %% [markdown]
# ### Ai kéo bước mạnh, ai kéo nhẹ?
#
# Ta đưa từng phần tử một vào hàm của bạn để vẽ $d$ theo vị trí $v$.
# Bên dưới là vị trí của các trọng số lớp đầu, với 3 bit và bước $2 \cdot \text{mean}|W| / \sqrt{q}$ mà bài báo LSQ đề nghị.
# Hàm của bạn chia cho $\sqrt{N q}$, ở đây là $\sqrt{3}$, nên ô dưới nhân trả lại.

# %%
places = np.linspace(-6, 6, 1201)
one = np.ones(1)
pull = [
    np.sqrt(3) * lsq_step_gradient(one, one * place, s=1.0, bits=3) for place in places
]
three_bit_step = 2 * np.mean(np.abs(W1)) / np.sqrt(3)
plots.pull_on_step(places, np.array(pull), W1 / three_bit_step, q=3)

# %% [markdown]
# Ở trong thước, mỗi trọng số chỉ kéo nhẹ, không quá $1/2$.
# Ngoài thước thì kéo mạnh gấp sáu lần trở lên.
# Hình vẽ $d$, mới là một nửa câu chuyện: bước dài ra hay ngắn lại còn tùy dấu của $g$.
# Dấu của $g \cdot d$ thì bạn sẽ xét ở câu hỏi bên dưới.
#
# Bước sẽ dừng ở đâu?
# Ta thử với một mất mát đơn giản, chính là nửa tổng bình phương sai số của Bài 6: $L = \frac{1}{2} \sum (\hat{x} - x)^2$.
# Khi ấy $g = \hat{x} - x$.
# Ta cho bước đi ngược đạo hàm 300 lần, bắt đầu từ $\max|W|$, rồi so với cách thử từng bước một.

# %%
def mean_square(one_step):
    return np.mean((fake_quantize(W1, one_step, 2) - W1) ** 2)


s = np.max(np.abs(W1))
for _ in range(300):
    s -= 0.02 * lsq_step_gradient(fake_quantize(W1, s, 2) - W1, W1, s, 2)
tried = np.linspace(0.05, 1.0, 1000)
best = tried[np.argmin([mean_square(one_step) for one_step in tried])]
for name, one_step in {
    "bắt đầu từ max|W|": np.max(np.abs(W1)),
    "đi ngược đạo hàm thì dừng ở": s,
    "thử 1000 bước thì tốt nhất là": best,
}.items():
    print(f"{name} {one_step:.3f}, MSE {mean_square(one_step):.5f}")

# %% [markdown]
# Hai cách đến gần như cùng một chỗ, và MSE gần như bằng nhau.
# Chúng không trùng hẳn, vì đạo hàm theo bước cũng mang trong nó lời nói dối $\text{round}' = 1$.
# Bù lại, đạo hàm làm được điều mà thử từng bước không làm nổi: ba lớp, ba bước, cùng học một lúc với trọng số, theo mất mát của cả mạng.

# %% [markdown] points=2 question="pull_up_pull_down"
# ### Câu hỏi: kéo lên, kéo xuống
#
# Lấy $L = \frac{1}{2} \sum (\hat{x} - x)^2$ như ở trên, nên $g = \hat{x} - x$.
# Bước đi **ngược** đạo hàm.
#
# 1. Phần tử bị cắt kéo $s$ dài ra hay ngắn lại, phần tử ở trong thước thì sao?
#    Hãy xét dấu của $g \cdot d$.
# 2. Với 2 bit và $s = \max|W|$, không phần tử nào nằm ngoài thước.
#    Lúc đầu bước đi về phía nào, và vì sao rồi nó dừng lại?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: phần tử bị cắt có $g \cdot d < 0$ (ở đầu dương, $g = qs - x < 0$ và $d = q$, ở đầu âm cả hai đổi dấu) nên kéo $s$ dài ra; phần tử ở trong có $g \cdot d = s\,(\text{round}(v) - v)^2 \ge 0$ nên kéo $s$ ngắn lại.
#   Đúng một loại, hoặc đúng cả hai mà không xét dấu: 0.5 điểm.
# - 1 điểm: lúc đầu chỉ có phần tử ở trong kéo nên bước ngắn lại; bước càng ngắn thì càng nhiều phần tử bị cắt và chúng kéo mạnh về phía kia, đến khi hai phía cân nhau thì dừng.
#   Không nói tới chỗ hai phía cân nhau: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="pull_up_pull_down"
# 1. Phần tử bị cắt ở đầu dương có $\hat{x} = qs < x$, nên $g < 0$, còn $d = q > 0$; ở đầu âm thì cả hai đổi dấu.
#    Vậy $g \cdot d < 0$, đi ngược đạo hàm thì $s$ tăng: nó kéo bước dài ra.
#    Phần tử ở trong thước có $g = s\,(\text{round}(v) - v)$ và $d = \text{round}(v) - v$, nên $g \cdot d \ge 0$: nó kéo bước ngắn lại.
# 2. Lúc đầu chỉ có phần tử ở trong kéo, nên bước ngắn lại.
#    Bước ngắn đi thì ngày càng nhiều phần tử bị cắt, và mỗi phần tử ấy kéo mạnh về phía kia.
#    Bước dừng ở chỗ hai phía bằng nhau.

# %% [markdown]
# ### Câu đố ★: học đầu thước của kích hoạt
#
# Năm 2018, PACT học một thứ khác: đầu trên $\alpha$ của kích hoạt.
# Mọi giá trị từ $\alpha$ trở lên bị cắt còn đúng $\alpha$, giá trị khác giữ nguyên.
# Đạo hàm của mất mát theo $\alpha$ là gì?
# Một dòng, không vòng lặp; không tính điểm.

# %% puzzle="pact_gradient"
def pact_gradient(g, x, alpha):
    """Đạo hàm của mất mát theo đầu thước alpha, khi kích hoạt là np.minimum(x, alpha).

    Đầu vào:
        g: đạo hàm của mất mát theo np.minimum(x, alpha), mảng cùng chiều với x.
        x: mảng số thực, chiều tùy ý; alpha: số thực dương.
    Đầu ra:
        một số thực.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.sum(g[x >= alpha])
    ### END SOLUTION

# %%
bai.puzzle(pact_gradient)

# %% [markdown]
# ## 4. Đạo hàm của cả mạng
#
# Bây giờ ráp lại.
# Mỗi lớp có $W$, $b$ và bước $s$ của riêng nó.
#
# 1. Lượt xuôi: mạng chạy với $\hat{W}$ của mỗi lớp, độ lệch để nguyên.
# 2. `network.gradients` nhận mạng ấy, trả về đạo hàm theo $\hat{W}$ và theo $b$ của từng lớp.
# 3. Từ đạo hàm theo $\hat{W}$, `ste_backward` cho đạo hàm theo $W$, còn `lsq_step_gradient` cho đạo hàm theo $s$.
#
# Cả hai hàm ở việc thứ ba vừa kể cần $W$ **số thực**, vì chỉ nó mới cho biết trọng số nào đã bị cắt.
# Độ lệch không đi qua phép làm tròn nào, nên đạo hàm của nó giữ nguyên.
#
# Ở bài này, chỉ trọng số bị lượng tử hóa.
# Muốn lượng tử hóa cả kích hoạt thì cũng dùng đúng ba hàm này, đặt ở đầu vào của mỗi lớp.

# %% exercise="qat_gradients"
def qat_gradients(params, steps, X, y, bits):
    """Đạo hàm của mạng có trọng số được lượng tử hóa giả lập.

    Đầu vào:
        params: danh sách các cặp (W, b), có ReLU sau mỗi lớp trừ lớp cuối.
        steps: dãy các độ dài bước, mỗi lớp một số.
        X: các ảnh, chiều (số ảnh, số nút vào); y: nhãn, chiều (số ảnh,).
        bits: số bit của trọng số, từ 2 đến 8.
    Đầu ra:
        found: danh sách các bộ ba (dW, db, ds), mỗi lớp một bộ.
    """
    # TODO 5: tạo danh sách các cặp (trọng số đã lượng tử hóa giả lập, b) của mọi lớp
    ### BEGIN SOLUTION
    quantized = [(fake_quantize(W, s, bits), b) for (W, b), s in zip(params, steps)]
    ### END SOLUTION
    found = []
    slopes = network.gradients(quantized, X, y)  # (dW_hat, db) của mỗi lớp
    for (W, _), s, (dW_hat, db) in zip(params, steps, slopes):
        # TODO 6: từ đạo hàm dW_hat, tính dW và ds bằng hai hàm ở trên
        ### BEGIN SOLUTION
        dW = ste_backward(dW_hat, W, s, bits)
        ds = lsq_step_gradient(dW_hat, W, s, bits)
        ### END SOLUTION
        found.append((dW, db, ds))
    return found

# %%
small = [
    (np.array([[1.0, -0.5, 0.2], [0.3, 0.8, -0.9]]), np.array([0.1, 0.0, -0.1])),
    (np.array([[0.7, -0.2], [0.05, 0.6], [-0.4, 0.9]]), np.array([0.0, 0.2])),
]
four_images = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, -1.0], [2.0, 1.0]])
labels = np.array([0, 1, 1, 0])
found = qat_gradients(small, [0.45, 0.3], four_images, labels, bits=2)
for number, (dW, db, ds) in enumerate(found, 1):
    print(f"lớp {number}: ds = {ds:.6f}, db = {np.round(db, 4)}, dW =")
    print(np.round(dW, 4) + 0.0)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# lớp 1: ds = -0.101088, db = [-0.0461 -0.0374 -0.0598], dW =
# [[ 0.      0.     -0.0299]
#  [ 0.024   0.      0.    ]]
# lớp 2: ds = -0.119681, db = [ 0.0229 -0.0229], dW =
# [[0.     0.1184]
#  [0.0561 0.    ]
#  [0.     0.    ]]
# ```
#
# Những số 0 trong `dW` là của các trọng số đã bị cắt: với bước 0.45 và 2 bit, trọng số nào xa số 0 hơn 0.45 đều nằm ngoài thước.

# %% check="qat_gradients"
bai.check(qat_gradients)

# %% [markdown]
# ### Đạo hàm giả có chỉ đúng đường không?
#
# Trước khi cho mạng học, ta thử xem đạo hàm thay thế ấy có đáng tin không.
# Ta lấy mạng 2 bit, tính đạo hàm ấy cho mọi trọng số, rồi đi ngược nó một đoạn.
# Để so, ta cũng đi những đoạn dài đúng như thế theo các hướng bốc ngẫu nhiên.
# Mất mát được đo trên mạng **thật**, mạng có bậc thang.

# %% fold=true
# Bấm để mở: đi một đoạn theo hướng của STE và theo hướng ngẫu nhiên, rồi đo mất mát.
X, y = data.X_train.astype(float), data.y_train
real = [(W.astype(float), b.astype(float)) for W, b in trained]
starts = [2 * np.mean(np.abs(W)) for W, _ in real]


def real_loss(directions, far):
    size = np.sqrt(sum(np.sum(d**2) for d in directions))
    moved = [
        (fake_quantize(W - far / size * d, s, 2), b)
        for (W, b), d, s in zip(real, directions, starts)
    ]
    return network.cross_entropy(network.activations(moved, X)[-1], y)


by_ste = [dW for dW, _, _ in qat_gradients(real, starts, X, y, 2)]
rng = np.random.default_rng(0)
print(f"đứng yên: mất mát {real_loss(by_ste, far=0):.3f}")
for far in (0.1, 0.3, 1.0):
    by_chance = [
        real_loss([rng.normal(size=W.shape) for W, _ in real], far) for _ in range(20)
    ]
    print(
        f"đi một đoạn dài {far}: theo STE {real_loss(by_ste, far):.3f}; "
        f"20 hướng ngẫu nhiên từ {min(by_chance):.3f} đến {max(by_chance):.3f}"
    )

# %% [markdown]
# Đoạn dài 0.1 là độ dài của cả vector hơn sáu nghìn trọng số: mỗi trọng số chỉ dời cỡ một phần nghìn, nhưng thế đã đủ cho một số trọng số vượt mép bậc.
#
# Đi những đoạn ngắn thì hướng của STE làm mất mát thật giảm hẳn, không hướng ngẫu nhiên nào theo kịp.
# Đi quá xa thì hỏng, nhưng đạo hàm nào cũng thế: nó chỉ nói về quanh chỗ đang đứng.
#
# Sao nói dối mà lại đúng đường?
# Với từng trọng số thì nó sai: trọng số hoặc đứng yên, hoặc nhảy cả bước.
# Nhưng khi hàng nghìn trọng số cùng nhích thì lúc nào cũng có một số ít vượt qua mép bậc.
# Tính chung, chúng đổi vừa đúng như đường chéo báo trước.

# %% [markdown]
# ## 5. Năm cách học
#
# Vòng lặp học đã được viết sẵn.
# Adam là cách đi ngược đạo hàm mà `network.train_mlp` vẫn dùng bên trong; ở đây nó dời $W$, $b$ và cả các bước.
# Adam chia mỗi đạo hàm cho độ lớn trung bình của chính nó ở những lần trước, nên nhân mọi đạo hàm theo $s$ với cùng một hằng số, như $1 / \sqrt{N q}$, cũng gần như không đổi gì.
# Với cách đi thường, như vòng lặp 300 lần ở trên, thì thiếu hệ số ấy là hỏng.
# Ô thứ hai dưới đây dài, nhưng bạn nên đọc: các cách học chỉ khác nhau ở vài dòng.

# %%
def measure(part, layers, steps, bits):
    quantized = [(fake_quantize(W, s, bits), b) for (W, b), s in zip(layers, steps)]
    logits = network.activations(quantized, part.X_test)[-1]
    return network.accuracy(logits, part.y_test)


def largest_steps(params, bits):
    return [np.max(np.abs(W)) / (2 ** (bits - 1) - 1) for W, _ in params]


def lsq_steps(params, bits):
    return [2 * np.mean(np.abs(W)) / np.sqrt(2 ** (bits - 1) - 1) for W, _ in params]

# %% fold=false
ZERO, ROUNDED = "đạo hàm thật (bằng 0)", "sửa thẳng trọng số đã lượng tử hóa"
FIXED, LEARNED = "STE, bước max|W| đứng yên", "STE, bước học được, từ max|W|"
GOOD_START = "STE, bước học được, từ 2·mean|W|/√q"


def learn(part, params, steps, bits, epochs, way, seed=0):
    layers = [(W.astype(float), b.astype(float)) for W, b in params]
    steps, rng = np.array(steps, float), np.random.default_rng(seed)
    move = network.Adam([a for layer in layers for a in layer] + [steps], rate=3e-3)
    marks, kept_steps = [measure(part, layers, steps, bits)], [steps.copy()]
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(part.X_train)), 21):
            if way == ROUNDED:  # không giữ bản số thực nào
                for (W, _), s in zip(layers, steps):
                    W[:] = fake_quantize(W, s, bits)
            X_batch, y_batch = part.X_train[batch].astype(float), part.y_train[batch]
            slopes = qat_gradients(layers, steps, X_batch, y_batch, bits)
            by_layer = [a for dW, db, _ in slopes for a in (dW * (way != ZERO), db)]
            by_step = np.array([ds for _, _, ds in slopes])
            move([*by_layer, by_step * (way in (LEARNED, GOOD_START))])
        marks.append(measure(part, layers, steps, bits))
        kept_steps.append(steps.copy())
    return np.array(marks), np.array(kept_steps), layers

# %% [markdown]
# Mọi cách bắt đầu từ cùng một mạng đã học xong, với trọng số 2 bit theo tensor, và học 15 vòng (*epoch*), mỗi vòng đi qua mọi ảnh huấn luyện một lần.
#
# 1. **Đạo hàm thật**: đạo hàm theo $W$ bằng 0.
# 2. **Sửa thẳng trọng số đã lượng tử hóa**: đạo hàm là của STE, nhưng ta không giữ bản số thực nào; cập nhật xong thì làm tròn ngay.
# 3. **STE, bước đứng yên**: giữ $W$ số thực, bước mãi là $\max|W|$.
# 4. **STE, bước học được**: cũng bắt đầu từ $\max|W|$, nhưng bước được học.
# 5. **LSQ trọn vẹn**: như cách 4, nhưng bắt đầu từ bước mà bài báo đề nghị, $2 \cdot \text{mean}|W| / \sqrt{q}$.

# %% [markdown] guess="sua_thang"
# Bạn đoán cách 2, sửa thẳng trọng số đã lượng tử hóa, sẽ ra sao?
#
# - gần bằng cách 3, vì dùng cùng một đạo hàm: Đạo hàm thì như nhau, nhưng mỗi lần cập nhật được cất vào đâu?
# - học tốt hơn, vì không phải giữ hai bản: Mỗi lần cập nhật chỉ dời trọng số vài phần nghìn, mà hai mức cách nhau cả một bước.
# - [x] không hơn gì cách 1
#
# > Nó bằng đúng cách 1; vì sao thì câu hỏi ở dưới sẽ hỏi bạn.

# %%
bai.guess("sua_thang")

# %% fold=true
# Bấm để mở: ba mạng, năm cách học, so độ chính xác sau 15 vòng.
WAYS = (ZERO, ROUNDED, FIXED, LEARNED, GOOD_START)
in_reals, curves, kept = [], {way: [] for way in WAYS}, {}
for seed in waiting.counted((0, 1, 2), "mạng"):
    part = digits.split(seed)
    params = network.train_mlp(part.X_train, part.y_train, seed)
    logits = network.activations(params, part.X_test)[-1]
    in_reals.append(network.accuracy(logits, part.y_test))
    for way in WAYS:
        start = lsq_steps(params, 2) if way == GOOD_START else largest_steps(params, 2)
        marks, kept_steps, _ = learn(part, params, start, 2, 15, way, seed)
        curves[way].append(marks)
        kept[way] = kept_steps
    before = curves[ZERO][-1][0]
    print(f"mạng {seed}: số thực {in_reals[-1]:.1%}, 2 bit chưa học {before:.1%}")
    print("    sau 15 vòng: " + ", ".join(f"{curves[w][-1][-1]:.1%}" for w in WAYS))
mean_curves = {way: np.mean(found, axis=0) for way, found in curves.items()}

# %%
last = {way: np.mean(np.array(found)[:, -5:], axis=1) for way, found in curves.items()}
untrained = np.array(curves[ZERO])[:, 0]
for way, found in last.items():
    begun = np.mean(np.array(curves[way])[:, 0])
    print(f"{way:36}: từ {begun:.1%}, năm vòng cuối {np.mean(found):.1%}")
assert np.array_equal(curves[ZERO], curves[ROUNDED]), "hãy xem lại fake_quantize"
assert (last[GOOD_START] - untrained > 0.5).all(), "hãy xem lại qat_gradients"
assert (last[FIXED] - last[ZERO] > 0.15).all(), "hãy xem lại ste_backward"
assert np.mean(last[LEARNED] - last[FIXED]) > 0.01, "hãy xem lại lsq_step_gradient"
plots.training_curves(
    mean_curves, np.mean(in_reals), "Trọng số 2 bit theo tensor"
)

# %% [markdown]
# Hãy dừng lại lần nữa: năm đường, cùng một mạng, cùng ba mức.
#
# - Nét xám to và nét đỏ **trùng khít** nhau.
#   Có đạo hàm giả mà cũng như không.
#   Cái chúng học được chỉ là độ lệch.
# - Nét cam: chỉ cần STE và một bản số thực, mạng đã đi từ hơn 20% lên trên 90%.
# - Nét xanh: học thêm cả bước thì được thêm chừng hai điểm phần trăm.
# - Nét đen xuất phát từ chừng 75%, trong khi bốn nét kia từ chừng 22%: cùng trọng số, chỉ đổi bước, chưa học gì.
#   Học tiếp thì ngay vòng đầu đã vượt 90%, và cuối cùng chỉ kém mạng số thực một hai điểm.
#
# Cùng 2 bit ấy, với bước $\max|W|$ và chưa học thì trung bình ba mạng chỉ đúng chừng một phần năm số ảnh.

# %% [markdown] points=2 question="standing_still"
# ### Câu hỏi: vì sao mạng đứng yên?
#
# Cách 2 có đúng đạo hàm của STE, vậy mà cho kết quả trùng khít với cách 1.
#
# 1. Chuyện gì xảy ra với một trọng số mỗi khi nó được cập nhật?
#    Hãy so độ lớn của một lần cập nhật với bước $s$.
# 2. Bản số thực của $W$ ở cách 3 giúp được gì, dù lượt xuôi không hề dùng trực tiếp nó?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: một lần cập nhật (cỡ tốc độ học, vài phần nghìn) nhỏ hơn nửa bước (vài phần mười) rất nhiều, nên làm tròn xong trọng số về đúng mức cũ, lần nào cũng vậy.
#   Chỉ nói "bị làm tròn mất" mà không so với nửa bước: 0.5 điểm.
# - 1 điểm: bản số thực cộng dồn các cập nhật nhỏ cùng hướng qua nhiều lần; khi tổng đủ lớn, trọng số vượt qua ngưỡng giữa hai mức và mã đổi.
# === END MARK SCHEME ===

# %% [markdown] answer="standing_still"
# 1. Một lần cập nhật dời trọng số chừng vài phần nghìn, còn nửa bước dài vài phần mười.
#    Trọng số đang ở đúng một mức, dời chưa tới nửa bước thì làm tròn xong lại về mức ấy, và lần sau lại bắt đầu từ đầu.
# 2. Bản số thực giữ lại mọi lần dời nhỏ.
#    Qua hàng trăm lần cùng hướng, tổng của chúng vượt qua ngưỡng giữa hai mức, và khi đó $\hat{W}$ mới đổi.

# %% [markdown]
# ### Các bước đã đi đâu?
#
# Hai cách học bước xuất phát từ hai nơi cách xa nhau.
# Ta xem chúng đi về đâu, ở mạng cuối cùng.

# %%
for name, way in {"từ max|W|": LEARNED, "từ 2·mean|W|/√q": GOOD_START}.items():
    print(f"{name}: {np.round(kept[way][0], 2)} thành {np.round(kept[way][-1], 2)}")
marks, _, _ = learn(part, params, lsq_steps(params, 2), 2, 15, FIXED, seed)
print(
    f"bước 2·mean|W|/√q: đứng yên {np.mean(marks[-5:]):.1%}, "
    f"được học {last[GOOD_START][-1]:.1%}"
)
plots.learned_steps(
    {"từ max|W|": kept[LEARNED], "từ 2·mean|W|/√q": kept[GOOD_START]}
)

# %% [markdown]
# Bước quá dài thì ngắn lại, ở lớp nào cũng vậy, đúng như câu hỏi về lực kéo đã cho thấy.
# Mỗi lần cập nhật chỉ dời nó vài phần nghìn, nên nó đi chậm, và xuất phát gần đích vẫn có lợi.
# Từ bước khéo thì lớp 1 và lớp 3 chỉ nhích chút ít, còn lớp 2 dài ra gần một phần ba.
# Hai lối chưa gặp nhau sau 15 vòng, vậy mà độ chính xác gần bằng nhau: $W$ cũng học theo bước.
# Dòng in cuối cho thấy: ở mạng nhỏ này, để yên bước khéo ấy mà chỉ học $W$ thì kết quả cũng gần bằng.
# Học bước là để khỏi phải đoán khéo.

# %% [markdown]
# ### Tự tay kéo thử: mạng đã đổi những gì?
#
# Chọn bước ban đầu, số bit và số vòng học.
# Hình vẽ trọng số của lớp đầu, tính bằng bước, trước và sau khi học; mỗi nét đứt là một ngưỡng mà qua đó mã đổi.
#
# - Với 2 bit và $\max|W|$: học xong, phần trăm trọng số ở mã 0 tăng hay giảm?
# - Chọn bước khéo: chỉ vài phần trăm mã đổi, mà mạng khá lên bao nhiêu?
# - Với 4 bit thì còn cần học không?

# %% fold=true
# Bấm để mở: học tiếp với lựa chọn của bạn, rồi vẽ trọng số trên thước.
STARTS = {"max|W| / q": largest_steps, "2·mean|W| / √q": lsq_steps}


def learn_and_look(start, bits, epochs):
    steps, q = STARTS[start](trained, bits), 2 ** (bits - 1) - 1
    marks, kept_steps, layers = learn(data, trained, steps, bits, epochs, LEARNED)
    print(f"{bits} bit: chưa học {marks[0]:.1%}, sau {epochs} vòng {marks[-1]:.1%}")
    old, new = W1 / steps[0], layers[0][0] / kept_steps[-1][0]
    changed = fake_quantize(old, 1.0, bits) != fake_quantize(new, 1.0, bits)
    print(f"{np.mean(changed):.0%} trọng số của lớp đầu đã đổi mã")
    return plots.weights_on_grid({"trước khi học": old, "sau khi học": new}, q)


widgets.explore(
    learn_and_look,
    start=widgets.Choice("Bước đầu", tuple(STARTS), "max|W| / q"),
    bits=widgets.Choice("Số bit", (2, 3, 4), 2),
    epochs=widgets.Slider("Số vòng", 15, 0, 30, 5),
)

# %% [markdown]
# Với 2 bit và $\max|W|$, mã 0 vơi đi: học là kéo trọng số ra khỏi 0.
# Với bước khéo, chưa đến một phần mười mã đổi mà mạng khá lên hai mươi mấy điểm.
# Với 4 bit thì chưa học mạng đã gần bằng mạng số thực, học thêm chỉ được vài điểm.

# %% [markdown]
# ## 6. Không giữ bản số thực thì có cách nào không?
#
# QAT xong thì chỉ còn mã và bước, nhưng trong lúc học vẫn phải cất $W$ bằng số thực.
# Với mô hình ngôn ngữ (*language model*) hàng tỷ trọng số, bản ấy tốn nhiều bộ nhớ.
# Giả sử ta chỉ được cất những số nằm trên một lưới thô.
# Cách 2 ở trên đã cho thấy: làm tròn gần nhất thì mọi lần cập nhật nhỏ đều mất.
#
# Làm tròn ngẫu nhiên thì không.
# Nó đưa $1.2$ lên $2$ với xác suất $0.2$, và xuống $1$ với xác suất $0.8$.
# Từng lần thì sai nhiều hơn, nhưng trung bình của nó là $0.2 \cdot 2 + 0.8 \cdot 1 = 1.2$, không lệch chút nào.
#
# Để bốc thăm, ta lấy một số $u$ phân bố đều trong $[0, 1)$: $u$ nhỏ hơn phần lẻ thì lên, không thì xuống.
#
# <!-- công thức: Làm tròn ngẫu nhiên -->
# $$\text{round}_u(x) = \lfloor x \rfloor + \begin{cases} 1 & \text{nếu } u < x - \lfloor x \rfloor \\ 0 & \text{nếu không} \end{cases}$$
#
# $\lfloor x \rfloor$ là số nguyên lớn nhất không vượt quá $x$; phần lẻ $x - \lfloor x \rfloor$ luôn từ 0 đến dưới 1, cả khi $x$ âm.
#
# **Tính tay.** $x = -1.2$: $\lfloor x \rfloor = -2$, phần lẻ là $0.8$.
# Với $u = 0.7$ thì lên, được $-1$; với $u = 0.9$ thì xuống, được $-2$.

# %% exercise="stochastic_round"
def stochastic_round(x, u):
    """Làm tròn ngẫu nhiên về số nguyên.

    Đầu vào:
        x: mảng số thực, chiều tùy ý.
        u: mảng cùng chiều với x, các số đã bốc đều trong [0, 1).
    Đầu ra:
        rounded: mảng cùng chiều, gồm các số nguyên; nơi u nhỏ hơn phần lẻ thì lên, nơi
            khác thì xuống.
    """
    # TODO 7: tính phần nguyên bên dưới, rồi cộng 1 ở những nơi u nhỏ hơn phần lẻ
    ### BEGIN SOLUTION
    low = np.floor(x)
    rounded = low + (u < x - low)
    ### END SOLUTION
    return rounded

# %%
values = np.array([1.2, 1.2, -1.2, -1.2, 2.0])
chances = np.array([0.1, 0.3, 0.7, 0.9, 0.0])
print(stochastic_round(values, chances))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [ 2.  1. -1. -2.  2.]
# ```

# %% check="stochastic_round"
bai.check(stochastic_round)

# %% [markdown] guess="trung_binh_lam_tron"
# Làm tròn ngẫu nhiên số 0.1 rất nhiều lần thì **sai số bình phương** trung bình so với 0.1 là bao nhiêu?
# Làm tròn gần nhất thì luôn được 0, sai số bình phương là 0.01.
#
# = 0.1 * 0.9**2 + 0.9 * 0.1**2 ± 0.002
#
# - = 0.1**2: Đó là của làm tròn gần nhất.
# - = 0: Trung bình của **sai số** thì bằng 0, nhưng bình phương rồi mới lấy trung bình thì không.
#
# > Một phần mười số lần sai 0.9, chín phần mười số lần sai 0.1, nên trung bình là `= 0.1 * 0.9**2 + 0.9 * 0.1**2`.
# > Vậy là nhiễu hơn, nhưng không lệch.

# %%
bai.guess("trung_binh_lam_tron")

# %% [markdown]
# Lúc học thì cần không lệch, dù nhiễu; lúc lưu mạng đã học xong thì cần sai ít, nên làm tròn gần nhất.
#
# ### Những lần đẩy nhỏ
#
# Một trọng số nằm trên lưới, ở số 0.
# Ta đẩy nó 100 lần, mỗi lần $0.1$ bước, và sau mỗi lần lại làm tròn về lưới.

# %% [markdown] guess="day_100_lan"
# Sau 100 lần đẩy, mỗi lần 0.1 bước, làm tròn **gần nhất** thì trọng số ở bước thứ mấy?
#
# = np.rint(0 + 0.1)
#
# - = 100 * 0.1: Đó là khi không làm tròn.
# - = 100: Phải đẩy hơn nửa bước một lần thì mới sang được mã kế tiếp.
#
# > Mỗi lần đẩy, 0 + 0.1 lại làm tròn về `= np.rint(0.1)`, và lần sau bắt đầu lại từ đó.

# %%
bai.guess("day_100_lan")

# %%
rng = np.random.default_rng(0)
exact, nearest, by_chance = [0.0], [0.0], [np.zeros(20)]
for _ in range(100):
    exact.append(exact[-1] + 0.1)
    nearest.append(np.rint(nearest[-1] + 0.1))
    by_chance.append(stochastic_round(by_chance[-1] + 0.1, rng.random(20)))
print(f"không làm tròn: {exact[-1]:.1f}, làm tròn gần nhất: {nearest[-1]:.0f}")
print(f"làm tròn ngẫu nhiên, trung bình 20 lần: {np.mean(by_chance[-1]):.2f}")
plots.small_pushes(np.array(exact), np.array(nearest), np.transpose(by_chance))

# %% [markdown]
# Từng đường mờ thì bước thấp bước cao, nhưng tất cả đều đi về phía trước, và trung bình của chúng bám sát nét cam.
# Đường đỏ chưa hề nhúc nhích.

# %% [markdown]
# ### Học ngay trên lưới thô
#
# Bây giờ ta huấn luyện từ đầu một mạng mà trọng số **luôn** nằm trên lưới bước $1/32$, không cất số thực nào khác cho chúng.
# Độ lệch vẫn là số thực.
# Lần này không có Adam: mỗi lần cập nhật chỉ là đi ngược đạo hàm một đoạn bằng 0.03 lần đạo hàm.

# %% fold=true
# Bấm để mở: ba mạng học trên lưới 1/32 theo ba cách làm tròn.
GRID = 1 / 32
ROUNDINGS = {
    "làm tròn gần nhất": lambda W, rng: GRID * np.rint(W / GRID),
    "số thực": lambda W, rng: W,
    "làm tròn ngẫu nhiên": lambda W, rng: GRID
    * stochastic_round(W / GRID, rng.random(W.shape)),
}


def learn_on_grid(part, seed, put, epochs=15):
    rng, chance = np.random.default_rng(seed), np.random.default_rng(100 + seed)
    layers = [
        (put(rng.normal(0, np.sqrt(2 / n), (n, m)), chance), np.zeros(m))
        for n, m in zip(network.SIZES, network.SIZES[1:])
    ]
    marks = []
    for epoch in range(epochs + 1):
        logits = network.activations(layers, part.X_test)[-1]
        marks.append(network.accuracy(logits, part.y_test))
        for batch in np.array_split(rng.permutation(len(part.X_train)), 42):
            if epoch == epochs:
                break
            X_batch, y_batch = part.X_train[batch], part.y_train[batch]
            slopes = network.gradients(layers, X_batch, y_batch)
            layers = [
                (put(W - 0.03 * dW, chance), b - 0.03 * db)
                for (W, b), (dW, db) in zip(layers, slopes)
            ]
    return np.array(marks)


on_grid = {name: [] for name in ROUNDINGS}
for seed in waiting.counted((0, 1, 2), "mạng"):
    part = digits.split(seed)
    for name, put in ROUNDINGS.items():
        on_grid[name].append(learn_on_grid(part, seed, put))
    found = ", ".join(f"{name} {on_grid[name][-1][-1]:.1%}" for name in ROUNDINGS)
    print(f"mạng {seed}: {found}")

# %%
by_nearest = np.array(on_grid["làm tròn gần nhất"])[:, -1]
at_random = np.array(on_grid["làm tròn ngẫu nhiên"])[:, -1]
assert (at_random - by_nearest > 0.4).all(), "hãy xem lại stochastic_round"
mean_on_grid = {name: np.mean(found, axis=0) for name, found in on_grid.items()}
plots.training_curves(
    mean_on_grid, mean_on_grid["số thực"][-1], "Trọng số trên lưới 1/32", first=1
)

# %% [markdown]
# Cùng một lưới, cùng một đạo hàm, chỉ khác cách làm tròn.
# Làm tròn gần nhất thì mạng hầu như không học, vì phần lớn các lần cập nhật nhỏ hơn nửa bước của lưới, tức là $1/64$, nên bị làm tròn về chỗ cũ.
# Làm tròn ngẫu nhiên thì theo sát mạng số thực.
# Gupta và cộng sự thấy điều này năm 2015, với số dấu phẩy tĩnh 16 bit.
# Ngày nay, khi huấn luyện bằng số thực chỉ có 4 bit (Bài 10 sẽ nói đó là gì), người ta vẫn làm tròn ngẫu nhiên các đạo hàm, cũng vì lẽ ấy.

# %% [markdown]
# ## Trong thư viện thật
#
# Học xong, ta bỏ bản số thực đi, chỉ giữ mã và bước.
# ONNX có `DequantizeLinear` để đọc ngược mã ngay lúc chạy.
# Hai ô dưới đây đặt các mã 2 bit của bạn vào một mô hình ONNX ba lớp, rồi so logit với mạng lượng tử hóa giả lập.
# Máy bạn không cần có thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% fold=true
# Bấm để mở: học một mạng 2 bit, lấy các mã và bước, rồi viết mô hình ONNX.
_, kept_steps, layers = learn(data, trained, lsq_steps(trained, 2), 2, 5, LEARNED)
quantized, given = [], {"x": data.X_test.astype(np.float32)}
for number, ((W, b), s) in enumerate(zip(layers, kept_steps[-1]), 1):
    W_hat = fake_quantize(W, s, 2)
    quantized.append((W_hat, b))
    given[f"q{number}"] = np.rint(W_hat / s).astype(np.int8)
    given[f"s{number}"] = np.array(s, np.float32)
    given[f"b{number}"] = b.astype(np.float32)
text = """<ir_version: 10, opset_import: ["": 21]>
bai_8 (float[n, 64] x, int8[64, 64] q1, float s1, float[64] b1,
    int8[64, 32] q2, float s2, float[32] b2,
    int8[32, 10] q3, float s3, float[10] b3) => (float[n, 10] logits)
{ W1 = DequantizeLinear (q1, s1)   h1 = Gemm (x, W1, b1)   a1 = Relu (h1)
  W2 = DequantizeLinear (q2, s2)   h2 = Gemm (a1, W2, b2)   a2 = Relu (h2)
  W3 = DequantizeLinear (q3, s3)   logits = Gemm (a2, W3, b3) }"""

# %% library="onnx onnxruntime"
with bai.library("onnx onnxruntime"):
    import onnx
    import onnxruntime

    model = onnx.parser.parse_model(text)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    [theirs] = session.run(None, given)
    mine = network.activations(quantized, data.X_test)[-1]
    print("các mã của lớp đầu:", np.unique(given["q1"]))
    print(f"ONNX Runtime đoán đúng {network.accuracy(theirs, data.y_test):.1%}")
    same = np.mean(np.argmax(theirs, axis=1) == np.argmax(mine, axis=1))
    print(f"{same:.1%} số ảnh hai bên đoán như nhau")
    assert np.allclose(theirs, mine, atol=1e-3), "hãy xem lại fake_quantize"

# %% [markdown]
# Trong PyTorch, lượng tử hóa giả lập là `torch.fake_quantize_per_tensor_affine`; còn gói `torchao` có sẵn cả quy trình QAT.
# Có một khác biệt nhỏ: PyTorch so **mã đã làm tròn** với hai đầu thước, nên phần tử có $v$ từ $q$ đến $q + 1/2$ vẫn được cho đạo hàm đi qua.
# Bài báo LSQ, và bài này, so chính $v$.
# Lượt xuôi thì hai bên giống hệt nhau.

# %% [markdown]
# ## Tóm tắt
#
# - Lượng tử hóa giả lập: lượt xuôi tính bằng số thực, nhưng trọng số chỉ nằm ở các mức mà mã biểu diễn được.
# - Đạo hàm thật của bậc thang bằng 0, nên chỉ độ lệch học được.
# - STE: lượt ngược coi bậc thang là đường chéo; đạo hàm đi thẳng qua ở trong thước, bị chặn ở ngoài.
# - Bước cũng học được: phần tử bị cắt kéo mạnh bằng $\pm q$, phần tử ở trong kéo nhẹ bằng $\text{round}(v) - v$.
# - Phải giữ bản số thực của $W$ để cộng dồn các cập nhật nhỏ; không giữ được thì làm tròn ngẫu nhiên.
# - Với 2 bit theo tensor: bước $\max|W|$ chưa học chỉ đúng chừng một phần năm số ảnh, bước khéo chưa học đúng chừng ba phần tư, học xong thì gần bằng mạng số thực.
#
# **Đọc thêm**
#
# - [Bengio và cộng sự, 2013](https://arxiv.org/abs/1308.3432): ước lượng truyền thẳng.
# - [Esser và cộng sự, 2020](https://arxiv.org/abs/1902.08153): LSQ, học cả bước.
# - [Choi và cộng sự, 2018](https://arxiv.org/abs/1805.06085): PACT, học đầu thước của kích hoạt.
# - [Gupta và cộng sự, 2015](https://arxiv.org/abs/1502.02551): học với làm tròn ngẫu nhiên.
# - [Liu và cộng sự, 2023](https://arxiv.org/abs/2305.17888): QAT cho mô hình ngôn ngữ mà không cần dữ liệu gốc.
# - [Chen và cộng sự, 2024](https://arxiv.org/abs/2407.11062): QAT cho mô hình ngôn ngữ trên một GPU.
# - [Liu và cộng sự, 2025](https://arxiv.org/abs/2502.02631): từ 1 đến 4 bit, số bit nào đáng dùng nhất.
# - [NVIDIA, 2025](https://arxiv.org/abs/2509.25149): huấn luyện mô hình ngôn ngữ bằng số thực 4 bit, với làm tròn ngẫu nhiên.
#
# **Sang bài 9.** Mạng đã học sống với ba mức $-s$, $0$, $s$, cách đều nhau.
# Nhưng sao các mức phải cách đều?
# Nếu được đặt các mức tùy ý, rồi mỗi trọng số chỉ ghi mình ở mức thứ mấy, thì nên đặt chúng ở đâu?

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
