# %% [markdown]
# # Bài 5. Tích chập và gộp BatchNorm
#
# Ở Bài 4, cả một mạng đã chạy bằng số nguyên, từng mã giống hệt ONNX Runtime.
# Nhưng mạng ấy đọc ảnh như một hàng 64 số.
# Điểm ảnh nào nằm cạnh điểm nào, nó không biết.
#
# Mạng nhìn ảnh dùng tích chập (*convolution*): một cửa sổ nhỏ trượt khắp ảnh, ở đâu cũng nhân với cùng một bộ trọng số.
# Đem lớp này sang số nguyên thì gặp ngay hai câu hỏi:
#
# - ở mép ảnh, cửa sổ thò ra ngoài, nên ta phải đệm thêm một viền: viền ấy mang **mã nào**?
# - sau mỗi lớp tích chập thường có một lớp BatchNorm, nó chia cho độ lệch chuẩn: trong mạng số nguyên, nó **biến đi đâu**?
#
# Học xong bài này, bạn sẽ
#
# - tính được kích thước đầu ra của một lớp tích chập;
# - đổi tích chập thành đúng một phép nhân ma trận;
# - viết tích chập `int8` cho ra đúng từng mã như ONNX Runtime;
# - giải thích được vì sao đệm mã 0 làm hỏng cả mạng;
# - gộp BatchNorm (*BatchNorm folding*) vào lớp tích chập mà mạng vẫn tính như cũ;
# - biết hai lớp nào chạy thẳng trên mã, không cần giải lượng tử hóa.
#
# Bài có 9 chỗ trống, từ TODO 1 đến TODO 9, tổng cộng 10 điểm.
# Xen giữa là hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm, giảng viên sẽ đọc và chấm.

# %% setup=true
import numpy as np

from course import Lesson, conv_network, digits, int8_conv, network, plots, widgets

bai = Lesson("bai05_tich_chap")

# %% [markdown]
# ## Viền ảnh mang mã nào?
#
# Ảnh chữ số của khóa học chỉ có 17 mức sáng, từ 0 đến 16.
# Ta chia cho 16 để độ sáng đi từ 0 đến 1, rồi chọn $s_x = 1/16$ và $z_x = -128$.
# Mỗi mức sáng rơi đúng vào một mã, từ $-128$ đến $-112$, nên đầu vào không sai chút nào.
#
# Bây giờ ta đệm quanh ảnh một viền "màu đen".
# Thói quen là đệm số 0.
# Nhưng 0 nào?

# %% [markdown] guess="ma_0_sang_the_nao"
# Với $s_x = 1/16$ và $z_x = -128$, mã 0 đọc ra độ sáng bao nhiêu?
#
# = (0 - (-128)) / 16
#
# - = 0: Mã 0 không phải số thực 0; số thực 0 mang mã −128.
# - = -128 / 16: Đọc ngược là mã trừ điểm 0, mà điểm 0 là số âm.
#
# > Mã 0 cách điểm 0 đến 128 bước, mỗi bước 1/16, nên nó sáng gấp `= (0 - (-128)) / 16` lần mức trắng.

# %%
bai.guess("ma_0_sang_the_nao")

# %%
s_x = 1 / 16
z_x = -128
pixels, labels = digits.load()
digit_codes = (pixels.astype(np.int16) + z_x).astype(np.int8)
for pad_code in (z_x, 0):
    print(f"viền mang mã {pad_code:4}: đọc ra độ sáng {s_x * (pad_code - z_x):.1f}")
print(f"điểm sáng nhất trong ảnh: {s_x * (int(digit_codes[0].max()) - z_x):.2f}")
plots.framed_digit(
    s_x * (digit_codes[0].astype(np.float64) - z_x),
    {f"viền mang mã {c}": s_x * (c - z_x) for c in (z_x, 0)},
)

# %% [markdown]
# Mã 0 không phải màu đen.
# Nó là độ sáng 8, gấp hơn tám lần điểm sáng nhất của ảnh: quanh chữ số bỗng có một khung đèn pha.
# Mạng không báo lỗi, nó cứ tính tiếp với cái khung ấy.
# Bạn đoán xem độ chính xác còn bao nhiêu?
# Cuối bài ta sẽ đo.

# %% [markdown] guess="con_doan_dung_bao_nhieu"
# Mạng có viền mang mã 0 còn đoán đúng khoảng bao nhiêu phần trăm số ảnh?
#
# - khoảng 95%, vì chỉ có viền bị sai: Ảnh 8×8 có gần một nửa số vị trí nằm ở mép.
# - khoảng 50%: Cái sai ở mép còn lan dần vào trong qua từng lớp.
# - [x] khoảng 10%, như bốc thăm
#
# > Khung ấy sáng hơn chữ số nhiều lần và lan vào trong qua từng lớp, nên mạng không còn nhìn ra chữ số.
# > Có mười chữ số, vậy 10% là không biết gì.
# > Mục 6 đo con số này trên ba mạng.

# %%
bai.guess("con_doan_dung_bao_nhieu")

# %% [markdown]
# ## 1. Cửa sổ trượt
#
# Lấy một bộ lọc (*filter*): $k \times k$ trọng số.
# Đặt cửa sổ $k \times k$ lên góc trên bên trái của ảnh, nhân từng trọng số với điểm ảnh nằm dưới nó, rồi cộng lại: ta được một số của đầu ra.
# Sau đó trượt cửa sổ sang phải, hết hàng thì xuống hàng dưới.
#
# Hai con số quyết định cửa sổ trượt ra sao:
#
# - bước nhảy (*stride*): mỗi lần trượt mấy điểm ảnh;
# - đệm viền (*padding*): thêm mấy hàng và mấy cột ở **mỗi** phía của ảnh.
#
# Dọc theo một cạnh có bao nhiêu chỗ đặt cửa sổ?
# Cạnh dài $n$, mỗi đầu đệm thêm $p$ điểm thành $n + 2p$.
# Cửa sổ đầu tiên chiếm $k$ điểm, còn $n + 2p - k$ điểm để trượt, mỗi lần trượt $t$ điểm.
# Số chỗ đặt là số lần trượt được, cộng thêm chỗ đầu tiên:
#
# <!-- công thức: Cỡ của ảnh ra -->
# $$n_{out} = \left\lfloor \frac{n + 2p - k}{t} \right\rfloor + 1$$
#
# Dấu $\lfloor\ \rfloor$ là làm tròn xuống: phần còn lại không đủ một lần trượt thì bỏ.
#
# **Tính tay.** Cạnh 8, cửa sổ 3, đệm 1:
#
# - bước nhảy 1: $(8 + 2 - 3)/1 + 1 = 8$, đầu ra to bằng đầu vào;
# - bước nhảy 2: $(8 + 2 - 3)/2 = 3.5$, làm tròn xuống còn 3, cộng 1 thành 4.

# %% [markdown] guess="dem_cho_dat"
# Cạnh 7, cửa sổ 3, không đệm, bước nhảy 2: có mấy chỗ đặt cửa sổ?
#
# = output_size(7, 3, 2, 0)
#
# - = (7 - 3) // 2: Đó là số lần trượt; bạn quên chỗ đầu tiên.
# - = 7 // 2 + 1: Cửa sổ chiếm 3 điểm, nên ở chỗ thứ tư nó thò ra ngoài ảnh.
#
# > Còn `= 7 - 3` điểm để trượt, mỗi lần 2 điểm, vậy trượt được `= (7 - 3) // 2` lần, cộng chỗ đầu tiên.

# %%
bai.guess("dem_cho_dat")

# %% exercise="output_size"
def output_size(size, k, stride, pad):
    """Đếm số chỗ đặt cửa sổ dọc theo một cạnh của ảnh.

    Đầu vào:
        size: số nguyên dương, số điểm ảnh của cạnh, chưa kể viền.
        k: số nguyên dương, cạnh của cửa sổ, k <= size + 2 * pad.
        stride: số nguyên dương, bước nhảy.
        pad: số nguyên không âm, số điểm đệm ở mỗi đầu.
    Đầu ra:
        positions: số nguyên.
    """
    # TODO 1: đếm số chỗ đặt cửa sổ
    ### BEGIN SOLUTION
    positions = (size + 2 * pad - k) // stride + 1
    ### END SOLUTION
    return positions

# %%
for stride in (1, 2, 3):
    print(
        f"cạnh 8, cửa sổ 3, đệm 1, bước nhảy {stride}: {output_size(8, 3, stride, 1)}"
    )

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# cạnh 8, cửa sổ 3, đệm 1, bước nhảy 1: 8
# cạnh 8, cửa sổ 3, đệm 1, bước nhảy 2: 4
# cạnh 8, cửa sổ 3, đệm 1, bước nhảy 3: 3
# ```

# %% check="output_size"
bai.check(output_size)

# %% [markdown]
# ## 2. Trải ảnh thành ma trận
#
# Ảnh thật có nhiều kênh: ảnh màu có ba, đầu ra của một lớp có hàng chục.
# Ta xếp cả lô ảnh vào một mảng bốn chiều $(N, C, H, W)$: ảnh thứ mấy, kênh nào, hàng nào, cột nào.
# Cửa sổ nhìn **mọi kênh** cùng lúc, nên mỗi bộ lọc có $C \cdot k \cdot k$ trọng số.
# Lớp có $C_{out}$ bộ lọc thì trọng số là mảng $(C_{out}, C, k, k)$.
#
# Nếu viết theo định nghĩa, ta cần bảy vòng lặp lồng nhau.
# Mẹo là trải mỗi cửa sổ ra thành **một hàng**:
#
# - mỗi chỗ đặt cửa sổ cho một hàng, theo thứ tự trái sang phải rồi trên xuống dưới;
# - trong một hàng: hết kênh này mới sang kênh kia, trong mỗi kênh thì lần lượt từng hàng của cửa sổ.
#
# Trải cả mỗi bộ lọc theo đúng thứ tự ấy, thì tích chập chính là phép nhân ma trận mà bạn đã biết.
# Cách làm này tên là *im2col*.
#
# **Tính tay.** Ảnh một kênh, $2 \times 3$, cửa sổ $2 \times 2$, không đệm:
#
# $$\begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix} \quad\longrightarrow\quad \begin{pmatrix} 1 & 2 & 4 & 5 \\ 2 & 3 & 5 & 6 \end{pmatrix}$$
#
# Hai chỗ đặt cửa sổ cho hai hàng.
# Điểm ảnh 2 và 5 có mặt trong cả hai cửa sổ, nên được chép hai lần.
#
# Hàm dưới đây nhận luôn số dùng để đệm, tên là `pad_value`.
# Nó không cần biết số ấy nghĩa là gì, nên dùng được cho cả mã lẫn số thực.

# %% exercise="im2col"
def im2col(x, k, stride, pad, pad_value):
    """Trải mỗi cửa sổ của ảnh thành một hàng.

    Đầu vào:
        x: mảng chiều (N, C, H, W), số nguyên hay số thực.
        k, stride, pad: số nguyên, như trong output_size.
        pad_value: số đặt vào viền; khi pad = 0 thì không có viền.
    Đầu ra:
        rows: chiều (N, H_out * W_out, C * k * k), cùng kiểu với x.
            Các cửa sổ đi từ trái sang phải, rồi từ trên xuống dưới.
            Trong một hàng, thứ tự là (C, k, k).
    """
    N, C, H, W = x.shape
    # TODO 2: tạo ảnh đã đệm `padded`, chiều (N, C, H + 2 * pad, W + 2 * pad),
    #   cùng kiểu với x
    ### BEGIN SOLUTION
    padded = np.full((N, C, H + 2 * pad, W + 2 * pad), pad_value, dtype=x.dtype)
    padded[:, :, pad : pad + H, pad : pad + W] = x
    ### END SOLUTION
    # TODO 3: cắt từng cửa sổ của `padded`, rồi xếp mỗi cửa sổ thành một hàng của `rows`
    ### BEGIN SOLUTION
    tops = range(0, H + 2 * pad - k + 1, stride)
    lefts = range(0, W + 2 * pad - k + 1, stride)
    windows = [padded[:, :, i : i + k, j : j + k] for i in tops for j in lefts]
    rows = np.stack(windows, axis=1)  # (N, H_out * W_out, C, k, k)
    rows = rows.reshape(N, len(windows), C * k * k)
    ### END SOLUTION
    return rows

# %%
x_small = np.arange(1, 10, dtype=np.int8).reshape(1, 1, 3, 3)
print(x_small[0, 0])
print("không đệm, bước nhảy 1:")
print(im2col(x_small, 2, 1, 0, 0)[0])
print("đệm 1 bằng số -7, bước nhảy 2:")
print(im2col(x_small, 2, 2, 1, -7)[0])

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[1 2 3]
#  [4 5 6]
#  [7 8 9]]
# không đệm, bước nhảy 1:
# [[1 2 4 5]
#  [2 3 5 6]
#  [4 5 7 8]
#  [5 6 8 9]]
# đệm 1 bằng số -7, bước nhảy 2:
# [[-7 -7 -7  1]
#  [-7 -7  2  3]
#  [-7  4 -7  7]
#  [ 5  6  8  9]]
# ```

# %% check="im2col"
bai.check(im2col)

# %% [markdown]
# Hình sau vẽ kết quả từ hàm của bạn: trái là ảnh $4 \times 4$ đã đệm một viền số 0, phải là ma trận sau khi trải, với $k = 3$ và bước nhảy 2.
# Mỗi khung màu ở hình trái là một hàng cùng màu ở hình phải.

# %%
picture = np.arange(1, 17).reshape(1, 1, 4, 4)
unrolled = im2col(picture, 3, 2, 1, 0)[0]
wide = im2col(pixels[:1, np.newaxis], 3, 1, 1, 0)[0]
print(
    f"ảnh 4×4 có 16 số, trải ra thành {unrolled.shape[0]} hàng, "
    f"mỗi hàng {unrolled.shape[1]} số"
)
print(
    f"ảnh 8×8 có 64 số, bước nhảy 1 thì trải ra thành {wide.size} số, "
    f"gấp {wide.size / 64:.0f} lần"
)
plots.unrolled_windows(picture[0, 0], unrolled, k=3, stride=2, pad=1)

# %% [markdown]
# Trải ra thì tốn bộ nhớ: bước nhảy 1 và cửa sổ $3 \times 3$ làm mỗi điểm ảnh được chép tới chín lần.
# Đổi lại, một phép nhân ma trận lớn chạy nhanh hơn nhiều so với bảy vòng lặp.
# Nhiều thư viện thật cũng trải như vậy, chỉ khác là trải dần từng mẩu nhỏ vừa với bộ nhớ đệm của bộ xử lý.

# %% [markdown]
# ### Câu đố ★: mỗi điểm ảnh được chép mấy lần?
#
# Xét một cạnh dài $n$, cửa sổ $k$, bước nhảy 1, không đệm.
# Điểm ở giữa nằm trong $k$ cửa sổ, điểm ở đầu chỉ nằm trong một.
# Viết số lần của mọi điểm trong một dòng, không vòng lặp, không tính điểm.
# Gợi ý nằm ngay trong tên bài.

# %% puzzle="visits"
def visits(n, k):
    """Đếm xem mỗi điểm của một cạnh nằm trong bao nhiêu cửa sổ.

    Đầu vào:
        n: số nguyên dương, độ dài của cạnh.
        k: số nguyên dương, cạnh của cửa sổ, k <= n.
    Đầu ra:
        mảng số nguyên chiều (n,).
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.convolve(np.ones(n - k + 1, int), np.ones(k, int))
    ### END SOLUTION

# %%
bai.puzzle(visits)

# %% [markdown]
# ## 3. Tích chập trên mã
#
# Lấy một hàng vừa trải, gọi các số trong đó là $x_1, x_2, \dots$.
# Với bộ lọc $c$, tích chập bằng số thực là
#
# $$y_c = \sum_i W_{c,i}\, x_i + b_c$$
#
# Thay mỗi số bằng giá trị mà mã của nó đại diện.
# Trọng số lượng tử hóa đối xứng theo kênh như ở Bài 3: $W_{c,i} = s_{W,c} W_{q,c,i}$.
# Độ lệch lượng tử hóa như ở Bài 4: $b_c = s_x s_{W,c}\, b_{q,c}$.
# Còn $x_i = s_x (x_{q,i} - z_x)$.
# Thừa số $s_x s_{W,c}$ là chung, ta đưa ra ngoài:
#
# <!-- công thức: Tích chập trên mã -->
# $$y_c = s_x s_{W,c} \Big[ \underbrace{\sum_i W_{q,c,i}\,(x_{q,i} - z_x) + b_{q,c}}_{\text{bộ tích lũy, chỉ có số nguyên}} \Big]$$
#
# Gọi tổng trong ngoặc vuông là $acc_c$.
# Muốn có mã của $y$, ta tái lượng tử hóa tổng ấy bằng hệ số nhân $M_c = s_x s_{W,c} / s_y$, mỗi kênh một số:
#
# <!-- công thức: Mã của ảnh ra -->
# $$y_{q,c} = \text{clip}\big( \text{round}(M_c \cdot acc_c) + z_y,\ -128,\ 127 \big)$$
#
# Bài 4 đã đổi phép nhân với $M_c$ thành phép nhân số nguyên và phép dịch bit.
# Ở đây ta nhân thẳng như ONNX Runtime: đổi $acc$ sang `float32`, nhân với $M_c$ cũng là `float32`, làm tròn về số chẵn gần nhất, **rồi mới** cộng $z_y$.
#
# **Cẩn thận với `float32`.** Trong NumPy, mảng `int32` nhân với mảng `float32` cho ra `float64`, nhiều chữ số hơn ONNX Runtime.
# Nhân trong kiểu nào thì mã cũng như nhau, trừ khi tích nằm sát điểm giữa hai mã.
# Ví dụ $acc = 5$, còn $M$ là số `float32` gần 0.1 nhất, bằng khoảng 0.1000000015.
# Tích của chúng nhỉnh hơn một nửa: 0.5000000075.
# `float64` giữ được phần nhỉnh ấy nên làm tròn lên 1, còn `float32` chỉ giữ được 0.5 nên làm tròn về 0.
# Muốn đúng từng mã, bạn đổi tổng sang `np.float32` bằng `astype` **trước** khi nhân.
#
# ### Thế còn viền?
#
# Điểm ảnh trong viền là **số thực** 0: nó phải thêm vào tổng đúng 0.
# Nhìn ngoặc $(x_{q,i} - z_x)$: muốn nó bằng 0 thì $x_{q,i} = z_x$.
# Vậy có hai cách đệm, và cả hai đều đúng:
#
# | đệm lúc nào | mảng đang chứa | đệm bằng |
# |---|---|---|
# | trước khi trừ $z_x$ | các mã | $z_x$ |
# | sau khi trừ $z_x$ | các hiệu $x_q - z_x$ | 0 |
#
# Lấy thời điểm của cách này ghép với số đệm của cách kia là hỏng.
#
# **Tính tay.** Một cửa sổ $2 \times 2$ có $z_x = -128$, hai ô trái nằm trong viền:
#
# $$x_q = \begin{pmatrix} -128 & -120 \\ -128 & -124 \end{pmatrix}, \qquad W_q = \begin{pmatrix} 9 & 2 \\ 5 & -1 \end{pmatrix}, \qquad b_q = 10$$
#
# - Trừ $z_x$: còn $0, 8, 0, 4$, hai ô viền đã thành 0.
# - Bộ tích lũy: $9 \cdot 0 + 2 \cdot 8 + 5 \cdot 0 - 1 \cdot 4 + 10 = 22$.
# - Với $M = 0.25$ và $z_y = -128$: $22 \cdot 0.25 = 5.5$, số chẵn gần nhất là 6, mã là $6 - 128 = -122$.
#
# Nếu hai ô viền mang mã 0, tổng có thêm $9 \cdot 128 + 5 \cdot 128 = 1792$, và mã bị đẩy lên tận 127.
#
# Trong hàm dưới đây, `im2col` và `output_size` của bạn đều dùng lại được.
# Nhớ rằng hiệu $x_q - z_x$ có thể lên tới 255, không vừa `int8`.

# %% exercise="conv2d_int8"
def conv2d_int8(x_q, W_q, b_q, stride, pad, z_x, M, z_y):
    """Tích chập trên mã int8, viền là số thực 0.

    Đầu vào:
        x_q: các mã của x, kiểu int8, chiều (N, C, H, W).
        W_q: các mã của trọng số, kiểu int8, chiều (C_out, C, k, k),
            đối xứng nên điểm 0 là 0.
        b_q: các mã của độ lệch, kiểu int32, chiều (C_out,), độ co giãn s_x * s_W.
        stride, pad: số nguyên, như trong output_size.
        z_x, z_y: số nguyên, điểm 0 của đầu vào và của đầu ra, từ -128 đến 127.
        M: s_x * s_W / s_y, kiểu float32, chiều (C_out,), mỗi kênh một số dương.
    Đầu ra:
        y_q: các mã, kiểu int8, chiều (N, C_out, H_out, W_out).
    """
    N, C, H, W = x_q.shape
    C_out, _, k, _ = W_q.shape
    # TODO 4: tính bộ tích lũy `acc` kiểu int32, chiều (N, H_out * W_out, C_out):
    #   trải ảnh, nhân trọng số, cộng độ lệch
    ### BEGIN SOLUTION
    x = x_q.astype(np.int32) - z_x  # từ đây, số 0 là số thực 0
    rows = im2col(x, k, stride, pad, 0)
    acc = rows @ W_q.reshape(C_out, -1).T.astype(np.int32) + b_q
    ### END SOLUTION
    # TODO 5: tái lượng tử hóa: đổi tổng sang float32, nhân M, làm tròn,
    #   cộng z_y, cắt, rồi đổi sang int8
    ### BEGIN SOLUTION
    codes = np.rint(acc.astype(np.float32) * M) + z_y
    codes = np.clip(codes, -128, 127).astype(np.int8)
    ### END SOLUTION
    # TODO 6: tính H_out, W_out bằng output_size, rồi xếp các mã lại thành ảnh,
    #   kênh đứng trước hàng và cột
    ### BEGIN SOLUTION
    H_out = (H + 2 * pad - k) // stride + 1
    y_q = codes.reshape(N, H_out, -1, C_out)
    y_q = y_q.transpose(0, 3, 1, 2)
    ### END SOLUTION
    return y_q

# %% [markdown]
# Ta thử với một ảnh $3 \times 4$ và hai bộ lọc: một bộ tính trung bình, một bộ tìm cạnh dọc.

# %%
x_try = np.array(
    [[[[-128, -118, -108, -98], [-128, -128, 27, 57], [-90, -60, 7, 127]]]],
    dtype=np.int8,
)
W_try = np.array(
    [[[[1, 1, 1], [1, 1, 1], [1, 1, 1]]], [[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]],
    dtype=np.int8,
)
b_try = np.array([0, 100], dtype=np.int32)
M_try = np.array([0.117, 0.21], dtype=np.float32)
print(conv2d_int8(x_try, W_try, b_try, 1, 1, -128, M_try, -128)[0])

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[[-127 -106  -81  -82]
#   [-114  -78  -28  -37]
#   [-116  -82  -35  -43]]
#
#  [[-103  -66  -60 -128]
#   [ -91  -17   14 -128]
#   [ -78  -34   10 -128]]]
# ```

# %% check="conv2d_int8"
bai.check(conv2d_int8)

# %% [markdown]
# Lớp này không lật bộ lọc: trọng số góc trên trái nhân với điểm ảnh góc trên trái.
# Sách toán gọi phép tính đó là *tương quan chéo*, còn tích chập trong sách toán thì lật bộ lọc rồi mới nhân.
# Mọi thư viện học sâu đều làm như ở đây và vẫn gọi là tích chập.

# %% [markdown]
# ### Viền sáng lên
#
# Ta lấy lớp thứ nhất của một mạng đã học, chạy trên 40 ảnh, rồi cố ý đệm sai.
# Hình trái: ở mỗi vị trí của đầu ra, trung bình mã lệch bao nhiêu bước.
# Hình phải: phân bố của mức lệch ấy, tách riêng mép và bên trong.
#
# Kéo thanh trượt để đổi mã của viền.
# Bạn hãy tìm mã làm cho hình trái tối hẳn.

# %% fold=true
# Bấm để mở: chạy lớp thứ nhất với viền mang mã ấy, rồi vẽ mức lệch.
first_layer = int8_conv.load()[0][0]


def draw_border(pad_code):
    x_q, W_q, b_q, stride, pad, z_x, M, z_y, _ = first_layer
    framed = np.pad(
        x_q, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=pad_code
    )
    right = conv2d_int8(x_q, W_q, b_q, stride, pad, z_x, M, z_y)
    wrong = conv2d_int8(framed, W_q, b_q, stride, 0, z_x, M, z_y)
    off = wrong.astype(np.int32) - right
    middle = off[:, :, 1:-1, 1:-1]
    at_edge = np.abs(off).sum() / (off.size - middle.size)
    print(f"viền mang mã {pad_code}, đọc ra độ sáng {(pad_code - z_x) / 16:.2f}")
    print(
        f"lệch trung bình ở mép: {at_edge:.1f} bước; "
        f"lệch lớn nhất bên trong: {np.abs(middle).max()} bước"
    )
    return plots.border_error(off)


widgets.explore(draw_border, pad_code=widgets.Slider("Mã của viền", 0, -128, 127, 1))

# %% [markdown] guess="vi_tri_o_mep"
# Ảnh $8 \times 8$, cửa sổ $3 \times 3$, đệm 1: bao nhiêu trong 64 vị trí của đầu ra chạm viền?
#
# = 8 * 8 - 6 * 6
#
# - = 4 * 8: Bạn đếm mỗi góc hai lần.
# - = 4 * 6: Còn bốn góc nữa.
#
# > Bên trong còn `= 6 * 6` vị trí, vậy ở mép có `= 8 * 8 - 6 * 6`, gần một nửa ảnh.

# %%
bai.guess("vi_tri_o_mep")

# %% [markdown]
# Bên trong không sai một mã nào, nên nhìn qua một vài số ở giữa ảnh thì tưởng mọi thứ đều ổn.
# Nhưng 28 trên 64 vị trí nằm ở mép, sai như vậy là quá nhiều.
# Ảnh càng nhỏ thì mép càng chiếm phần lớn, và qua mỗi lớp, cái sai lại lan thêm vào trong.

# %% [markdown] points=2 question="one_bias_for_all_windows"
# ### Câu hỏi: một độ lệch cho mọi cửa sổ
#
# Ở Bài 4 bạn đã gộp điểm 0 của đầu vào vào độ lệch.
# Với tích chập cũng vậy: $\sum W_q (x_q - z_x) + b_q = \sum W_q\, x_q + b'_q$, với $b'_q = b_q - z_x \sum W_q$ tính sẵn một lần cho mỗi kênh ra.
#
# 1. Vì sao cùng một $b'_q$ dùng được cho **mọi** cửa sổ, kể cả cửa sổ chạm viền, khi viền mang mã $z_x$?
# 2. Một bạn muốn giữ viền mang mã 0 mà vẫn có kết quả đúng.
#    Khi đó $b'_q$ của một cửa sổ phải tính thế nào, và với cửa sổ $3 \times 3$, đệm 1, bước nhảy 1, ảnh $8 \times 8$ thì mỗi kênh cần bao nhiêu độ lệch khác nhau?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: Viền mang mã $z_x$ thì ô viền góp $W_q z_x$ vào $\sum W_q x_q$ và $-W_q z_x$ nằm sẵn trong $b'_q$, cộng lại bằng 0 như số thực 0 phải thế; vì vậy luôn trừ đủ $z_x \sum W_q$ trên cả bộ lọc, không phụ thuộc cửa sổ nằm ở đâu.
#   Chỉ nói "vì viền là số thực 0" mà không nêu hai phần triệt tiêu nhau: 0.5 điểm.
# - 1 điểm: Viền mang mã 0 thì ô viền góp 0 vào tổng, nên chỉ được trừ $z_x$ nhân tổng các trọng số nằm **trong** ảnh.
#   Tổng ấy phụ thuộc vị trí: bốn góc, bốn cạnh và bên trong, tất cả 9 độ lệch khác nhau cho mỗi kênh.
#   Đúng cách tính mà sai hay thiếu số 9: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="one_bias_for_all_windows"
# 1. Ô viền góp $W_q z_x$ vào $\sum W_q x_q$, còn $b'_q$ đã trừ sẵn đúng $W_q z_x$ cho ô ấy, nên nó góp tất cả 0.
# Vì thế cửa sổ nào cũng trừ trọn $z_x \sum W_q$, nằm ở đâu cũng vậy.
#
# 2. Ô viền mang mã 0 không góp gì vào tổng, nên chỉ được trừ $z_x$ nhân với tổng các trọng số rơi vào trong ảnh.
# Tổng này khác nhau ở bốn góc, bốn cạnh và bên trong, vậy mỗi kênh cần 9 độ lệch.
# Đệm bằng $z_x$ thì chỉ cần một.

# %% [markdown] guess="tu_kiem_tra_do_lech"
# Viết xong câu trả lời ở trên, bạn kiểm tra phần số: mỗi kênh cần bao nhiêu độ lệch khác nhau?
#
# = 3 * 3
#
# - = 8 * 8: Nhiều vị trí có các ô viền nằm cùng chỗ trong cửa sổ, nên dùng chung được.
# - = 2: Bốn cạnh không chạm viền ở cùng một phía, và còn bốn góc nữa.
#
# > Nếu bạn ra số khác, hãy hỏi: theo chiều dọc, cửa sổ chạm viền theo mấy kiểu, kể cả không chạm?

# %%
bai.guess("tu_kiem_tra_do_lech")

# %% [markdown]
# ## 4. Gộp BatchNorm
#
# BatchNorm đứng ngay sau tích chập: nó chỉnh mỗi kênh về trung bình 0 và độ lệch chuẩn 1, rồi nhân với một số và cộng một số, cả hai do mạng học được.
# Khi học, nó dùng trung bình và phương sai của từng lô ảnh, vừa dùng vừa ghi dần vào sổ hai số chung cho mọi lô.
# Khi học xong, nó dùng luôn hai số trong sổ, nên với mỗi kênh $c$:
#
# <!-- công thức: BatchNorm -->
# $$\text{BN}(y_c) = \gamma_c\, \frac{y_c - \mu_c}{\sqrt{\sigma_c^2 + \varepsilon}} + \beta_c$$
#
# Ở đây $\mu_c$ là `mean`, $\sigma_c^2$ là `var`, $\gamma_c$ và $\beta_c$ là hai số mà mạng học.
# Chữ $\beta$ ở đây là của BatchNorm, không phải đầu trên của miền như ở Bài 1.
# Số $\varepsilon$ rất nhỏ, thường là $10^{-5}$, để mẫu số không bao giờ bằng 0.
#
# Căn bậc hai và phép chia trong một mạng số nguyên thì phiền lắm.
# Nhưng bạn nhìn kỹ: $\mu_c, \sigma_c^2, \gamma_c, \beta_c$ đều đã cố định.
# BatchNorm chỉ là nhân với một số rồi cộng một số.
# Mà lớp tích chập ngay trước nó cũng nhân rồi cộng.
# Vậy hãy đặt $a_c = \gamma_c / \sqrt{\sigma_c^2 + \varepsilon}$, ta có $\text{BN}(y_c) = a_c\,(y_c - \mu_c) + \beta_c$.
# Thay $y_c = \sum_i W_{c,i}\, x_i + b_c$ vào rồi mở ngoặc:
#
# <!-- công thức: Gộp BatchNorm -->
# $$\text{BN}(y_c) = \sum_i \underbrace{(a_c W_{c,i})}_{\text{trọng số mới}} x_i + \underbrace{a_c\,(b_c - \mu_c) + \beta_c}_{\text{độ lệch mới}}$$
#
# BatchNorm biến mất, còn lại đúng một lớp tích chập với trọng số và độ lệch mới.
# Đó là gộp BatchNorm.
#
# **Tính tay.** Một kênh có $b = 1$, $\mu = 3$, $\sigma^2 = 3.75$, $\varepsilon = 0.25$, $\gamma = 6$, $\beta = 5$.
#
# - $a = 6 / \sqrt{3.75 + 0.25} = 6 / 2 = 3$.
# - Trọng số 0.5 thành $3 \cdot 0.5 = 1.5$.
# - Độ lệch thành $3 \cdot (1 - 3) + 5 = -1$.
#
# Mỗi kênh **ra** có một $a_c$, nên $a$ đi với trục đầu tiên của `W`.

# %% exercise="fold_bn"
def fold_bn(W, b, gamma, beta, mean, var, eps):
    """Gộp BatchNorm vào lớp tích chập đứng ngay trước nó.

    Đầu vào:
        W: trọng số thực, chiều (C_out, C, k, k).
        b: độ lệch thực, chiều (C_out,).
        gamma, beta, mean, var: các tham số của BatchNorm, chiều (C_out,), var không âm.
        eps: số thực dương.
    Đầu ra:
        W_folded: trọng số mới, chiều (C_out, C, k, k).
        b_folded: độ lệch mới, chiều (C_out,).
    """
    # TODO 7: tính hệ số của mỗi kênh, rồi tính W_folded
    ### BEGIN SOLUTION
    scale = gamma / np.sqrt(var + eps)
    W_folded = W * scale.reshape(-1, 1, 1, 1)
    ### END SOLUTION
    # TODO 8: tính b_folded
    ### BEGIN SOLUTION
    b_folded = (b - mean) * scale + beta
    ### END SOLUTION
    return W_folded, b_folded

# %%
W_two = np.array([[[[0.5, -1.0]]], [[[2.0, 4.0]]]])
b_two = np.array([1.0, 0.5])
mean_two, var_two = np.array([3.0, 0.25]), np.array([3.75, 2.0])
W_folded, b_folded = fold_bn(
    W_two, b_two, np.array([6.0, 0.75]), np.array([5.0, 1.0]), mean_two, var_two, 0.25
)
print("W_folded:", W_folded.ravel())
print("b_folded:", b_folded)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# W_folded: [ 1.5 -3.   1.   2. ]
# b_folded: [-1.     1.125]
# ```

# %% check="fold_bn"
bai.check(fold_bn)

# %% [markdown]
# ### Gộp xong, mạng có đổi không?
#
# Ta huấn luyện ba mạng nhỏ từ ba hạt giống: hai lớp tích chập có BatchNorm và ReLU, lấy giá trị lớn nhất trên từng ô $2 \times 2$, rồi một lớp tuyến tính.
# Mỗi mạng chạy trên 450 ảnh kiểm tra theo hai cách: còn BatchNorm, và đã gộp.
#
# Lớp thứ nhất của mỗi mạng có một kênh mà `var` nhỏ hơn cả $\varepsilon$.
# Vì thế ta thử thêm cách thứ ba: gộp lớp thứ nhất mà quên $\varepsilon$.

# %% fold=true
# Bấm để mở: huấn luyện ba mạng, mất chừng mười giây, rồi gộp theo hai cách.
EPS = conv_network.EPS


def folded_layers(trained, first_eps):
    for layer, eps in ((trained.first, first_eps), (trained.second, EPS)):
        yield *fold_bn(*layer[:6], eps), layer.stride, layer.pad


splits = {seed: digits.split(seed) for seed in (0, 1, 2)}
trained = {
    seed: conv_network.train_network(split.X_train, split.y_train, seed)
    for seed, split in splits.items()
}
for seed, split in splits.items():
    x_test, last = conv_network.images_of(split.X_test), trained[seed][2:]
    logits = conv_network.activations(trained[seed], x_test)[-1]
    with_eps = conv_network.logits_without_norm(
        folded_layers(trained[seed], EPS), last, x_test
    )
    without_eps = conv_network.logits_without_norm(
        folded_layers(trained[seed], 0.0), last, x_test
    )
    apart, apart_without = (
        np.abs(out - logits).max() for out in (with_eps, without_eps)
    )
    changed = int((with_eps.argmax(axis=1) != logits.argmax(axis=1)).sum())
    print(
        f"hạt giống {seed}: var nhỏ nhất {trained[seed].first.var.min():.0e}, "
        f"logit lớn nhất {np.abs(logits).max():.0f}"
    )
    print(
        f"    gộp đúng : logit lệch nhiều nhất {apart:.3f}, "
        f"đổi ý ở {changed} ảnh trên {len(logits)}"
    )
    print(
        f"    quên eps : logit lệch nhiều nhất {apart_without:.1f}, "
        f"độ chính xác {network.accuracy(logits, split.y_test):.1%} còn "
        f"{network.accuracy(without_eps, split.y_test):.1%}"
    )
    assert apart < 1e-3 and changed == 0, (
        "gộp BatchNorm không được làm đổi mạng: hãy xem lại fold_bn"
    )
    assert apart_without > 100 * apart, (
        "quên eps phải làm mạng đổi rõ rệt: hãy xem lại fold_bn"
    )

# %% [markdown]
# Gộp đúng thì logit chỉ lệch ở mức `float32` làm tròn, và không ảnh nào đổi kết quả.
# Đó là khác biệt với lượng tử hóa: gộp BatchNorm **không phải** là phép gần đúng.
# Quên $\varepsilon$ thì kênh có `var` nhỏ bị phóng to quá mức đến mấy lần, và mạng đoán kém đi.
# Có mạng chỉ mất chưa tới 1% độ chính xác, có mạng mất hơn 15%: nhìn mỗi con số ấy thì có khi không thấy lỗi.

# %% [markdown]
# ### Phải gộp trước rồi mới chọn độ co giãn
#
# Mỗi kênh được nhân với $a_c$ riêng, nên sau khi gộp, độ lớn của các kênh đổi hẳn.
# Hình sau vẽ độ lớn của trọng số lớn nhất ở từng kênh, trước và sau khi gộp, ở hai lớp của mạng có hạt giống 1.

# %%
sizes = {}
for name, layer in (
    ("lớp thứ nhất", trained[1].first),
    ("lớp thứ hai", trained[1].second),
):
    after, _ = fold_bn(*layer[:6], EPS)
    sizes[name] = [np.abs(W).max(axis=(1, 2, 3)) for W in (layer.W, after)]
    ratios = [size.max() / size.min() for size in sizes[name]]
    for when, ratio in zip(("trước khi gộp", "sau khi gộp"), ratios, strict=True):
        print(
            f"{name}, {when}: kênh lớn nhất gấp kênh nhỏ nhất {ratio:.1f} lần; "
            f"chung một độ co giãn thì kênh nhỏ nhất chỉ tới mã ±{127 / ratio:.0f}"
        )
plots.channels_before_and_after(sizes)

# %% [markdown]
# Hai lớp kể hai chuyện ngược nhau.
#
# - Ở lớp thứ nhất, bộ lọc đầu tiên nhỏ xíu, nhưng $a_c$ của nó rất lớn: gộp xong nó ngang hàng với các kênh khác.
#   Độ co giãn chọn trước khi gộp không dùng được nữa.
# - Ở lớp thứ hai, các kênh vốn gần bằng nhau, gộp xong lại chênh nhau nhiều hơn.
#   Dùng chung một độ co giãn thì kênh nhỏ nhất mất thêm gần một nửa số mã.
#
# Bạn nhớ Bài 3 chứ?
# Kênh to kênh nhỏ như thế chính là lúc cần lượng tử hóa theo kênh.
# Vì vậy, với mạng đã gộp BatchNorm, ta gần như lúc nào cũng chọn độ co giãn theo kênh.

# %% [markdown] points=2 question="bn_before_conv"
# ### Câu hỏi: BatchNorm đứng trước
#
# Có mạng đặt BatchNorm **trước** tích chập: $x \to \text{BN} \to \text{đệm viền bằng 0} \to \text{tích chập}$, với $\text{BN}(x) = a\,x + d$, $a \ne 0$ và $d \ne 0$ cho mỗi kênh vào.
# Bạn thử gộp BatchNorm ấy vào lớp tích chập đứng sau: trọng số mới là $a W$, độ lệch mới cộng thêm $d \sum W$.
#
# Với những cửa sổ nằm trọn trong ảnh, kết quả có đúng không?
# Với những cửa sổ chạm viền thì sao, và phải đệm $x$ bằng số nào để mọi cửa sổ đều đúng?
# Giải thích cả hai.
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: Cửa sổ nằm trọn trong ảnh thì đúng, vì $\sum W (a x + d) = \sum (aW)\, x + d \sum W$ (với mỗi kênh vào).
#   Phải nêu lý do hoặc viết phép biến đổi, nói "đúng" mà không giải thích thì 0.5 điểm.
# - 1 điểm: Cửa sổ chạm viền thì sai nếu vẫn đệm 0, vì ô viền trong mạng cũ là 0 **sau** BN, còn lớp đã gộp cộng thêm $d\,W$ cho cả ô viền.
#   Phải đệm $x$ bằng $-d/a$, số mà BN biến thành 0.
#   Chỉ nói "sai ở viền" kèm lý do đúng, không tìm ra $-d/a$: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="bn_before_conv"
# Cửa sổ nằm trọn trong ảnh: đúng, vì $\sum W(ax + d) = \sum (aW)x + d\sum W$.
# Cửa sổ chạm viền: sai.
# Ô viền được đệm sau BatchNorm nên trong mạng cũ nó đóng góp 0, còn lớp mới cộng $d$ nhân với trọng số của cả những ô viền.
# Muốn đúng thì đệm $x$ bằng $-d/a$, vì BatchNorm biến số này thành 0.

# %% [markdown]
# ## 5. Hai lớp đi nhờ
#
# Sau tích chập và BatchNorm thường còn ReLU, rồi một lớp thu nhỏ ảnh.
# Ghép nhiều lớp liền nhau vào một phép tính gọi là hợp nhất lớp (*layer fusion*).
# Gộp BatchNorm là một lần hợp nhất, giờ ta xem hai lớp còn lại.
#
# ### ReLU nằm sẵn trong phép cắt
#
# Đầu ra của ReLU không âm, nên miền của $y$ bắt đầu từ 0, và số thực 0 nhận mã nhỏ nhất: $z_y = -128$.
# Số âm nào làm tròn xong cũng rơi vào $-128$ hoặc thấp hơn, và phép cắt kéo nó về đúng $-128$.
# Bạn đã gặp chuyện này ở Bài 2 và Bài 4: phép cắt đằng nào cũng phải làm, nên ReLU không tốn thêm gì.
# Vì thế `conv2d_int8` không cần một dòng nào cho ReLU.

# %%
positions = np.array([-300.0, -40.0, -0.4, 0.0, 0.6, 90.0])
only_clipped = np.clip(np.rint(positions) - 128, -128, 127).astype(np.int8)
relu_first = np.clip(np.rint(np.maximum(positions, 0)) - 128, -128, 127).astype(np.int8)
print("y / s_y          :", positions)
print("chỉ cắt          :", only_clipped)
print("ReLU rồi mới cắt :", relu_first)

# %% [markdown]
# ### Lấy giá trị lớn nhất ngay trên mã
#
# Lớp thu nhỏ ảnh (*max pooling*) chia ảnh thành từng ô $k \times k$ và giữ lại số lớn nhất của mỗi ô.
# Có cần giải lượng tử hóa trước không?
# Ta có $x = s\,(x_q - z)$ với $s > 0$: mã lớn hơn thì số thực lớn hơn.
# Vậy số thực lớn nhất nằm đúng ở mã lớn nhất:
#
# <!-- công thức: Giá trị lớn nhất, lấy ngay trên mã -->
# $$\max_i\, s\,(x_{q,i} - z) = s\,\big(\max_i x_{q,i} - z\big)$$
#
# Chỉ cần tìm mã lớn nhất, còn $s$ và $z$ giữ nguyên.
# Lớp này không làm tròn, nên không thêm chút sai số nào.
#
# **Tính tay.** Ô có bốn mã $-128, -90, -101, -128$ cho mã $-90$.
# Bạn để ý: mã lớn nhất vẫn có thể là số âm.
#
# Khi cạnh ảnh không chia hết cho $k$, các hàng và cột thừa ở cuối bị bỏ.

# %% exercise="max_pool_int8"
def max_pool_int8(x_q, k):
    """Giữ lại mã lớn nhất của từng ô k×k.

    Đầu vào:
        x_q: các mã, kiểu int8, chiều (N, C, H, W).
        k: số nguyên dương, cạnh của một ô, không lớn hơn H và W.
    Đầu ra:
        pooled: các mã, kiểu int8, chiều (N, C, H // k, W // k).
    """
    N, C, H, W = x_q.shape
    # TODO 9: chia ảnh thành các ô k×k không chồng lên nhau,
    #   rồi lấy mã lớn nhất của mỗi ô
    ### BEGIN SOLUTION
    whole = x_q[:, :, : H // k * k, : W // k * k]
    blocks = whole.reshape(N, C, H // k, k, W // k, k)
    pooled = blocks.max(axis=(3, 5))
    ### END SOLUTION
    return pooled

# %%
block_codes = np.array(
    [[[[-128, -90, 5, 4, 99], [-101, -128, -7, 12, 99], [99, 99, 99, 99, 99]]]],
    dtype=np.int8,
)
print(max_pool_int8(block_codes, 2)[0, 0])

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[-90  12]]
# ```

# %% check="max_pool_int8"
bai.check(max_pool_int8)

# %% [markdown]
# ## 6. Ráp cả mạng
#
# ### So với ONNX Runtime
#
# Máy của bạn không cần ONNX Runtime.
# Ta đã ghi sẵn các mã mà nó tính ra cho ba mạng, mỗi mạng ba lớp, 40 ảnh.
# Lớp cuối là lớp tuyến tính, viết như một tích chập có cửa sổ trùm cả ảnh $2 \times 2$.
# Hàm của bạn có ra đúng từng mã ấy không?

# %%
different = {}
for seed, layers in int8_conv.load().items():
    for number, (*inputs, expected) in enumerate(layers, start=1):
        codes = conv2d_int8(*inputs)
        different[seed, number] = int((codes != expected).sum())
        print(
            f"mạng {seed}, lớp {number}: "
            f"{different[seed, number]} mã khác trên {expected.size}"
        )
    pooled = max_pool_int8(conv2d_int8(*layers[1][:-1]), 2)
    assert np.array_equal(pooled, layers[2].x_q), (
        "đầu vào của lớp cuối phải khớp: hãy xem lại max_pool_int8"
    )
assert not any(different.values()), (
    "phải giống ONNX Runtime ở mọi mã: hãy xem lại conv2d_int8"
)

# %% [markdown]
# Không mã nào khác, ở cả ba mạng.
#
# ### Từ mạng vừa học đến mạng số nguyên
#
# Bây giờ ta đi trọn con đường với ba mạng ở mục 4: gộp BatchNorm, lượng tử hóa trọng số đối xứng theo kênh, lượng tử hóa độ lệch, chọn miền của kích hoạt, rồi chạy bằng `int8`.
# Miền của kích hoạt đi từ 0 đến số lớn nhất gặp trong tập huấn luyện; riêng lớp cuối không có ReLU, nên miền của nó đối xứng quanh 0.
#
# Ta chạy thêm lần nữa, giống hệt, chỉ khác là viền mang mã 0.

# %% fold=true
# Bấm để mở: lượng tử hóa cả ba mạng, chạy với viền đúng và viền sai.
def int8_layers(trained, X):
    """Ba lớp (W_q, b_q, stride, pad, z_x, M, z_y, s_y) của mạng đã gộp BatchNorm."""
    activations = conv_network.activations(trained, conv_network.images_of(X))
    real_layers = [*folded_layers(trained, EPS), (trained.W, trained.b, 1, 0)]
    ranges = [
        (activations[1].max() / 255, -128),
        (activations[2].max() / 255, -128),
        (np.abs(activations[-1]).max() / 127, 0),
    ]
    s_in, z_in, layers = 1 / 16, -128, []
    for (W, b, stride, pad), (s_out, z_out) in zip(real_layers, ranges, strict=True):
        s_filter = np.abs(W).max(axis=(1, 2, 3)) / 127  # mỗi kênh một độ co giãn
        filters = np.rint(W / s_filter[:, None, None, None]).astype(np.int8)
        biases = np.rint(b / (s_in * s_filter)).astype(np.int32)
        M = np.float32(s_in * s_filter / s_out)
        layers.append((filters, biases, stride, pad, z_in, M, z_out, s_out))
        s_in, z_in = s_out, z_out
    return layers


def run_int8(x_q, layers, pad_code=None):
    """Mã sau từng lớp; pad_code là mã của viền nếu muốn đệm khác đi."""
    found = []
    for W_q, b_q, stride, pad, z_x, M, z_y, _ in layers:
        if pad and pad_code is not None:
            border = [(0, 0), (0, 0), (pad, pad), (pad, pad)]
            x_q, pad = np.pad(x_q, border, constant_values=pad_code), 0
        found.append(conv2d_int8(x_q, W_q, b_q, stride, pad, z_x, M, z_y))
        x_q = max_pool_int8(found[-1], 2) if len(found) == 2 else found[-1]
    return found


accuracy = {}
for seed, split in splits.items():
    x_q = conv_network.images_of((np.rint(split.X_test * 16) - 128).astype(np.int8))
    layers = int8_layers(trained[seed], split.X_train)
    logits = conv_network.activations(
        trained[seed], conv_network.images_of(split.X_test)
    )[-1]
    outputs = (
        logits,
        run_int8(x_q, layers)[-1][:, :, 0, 0],
        run_int8(x_q, layers, pad_code=0)[-1][:, :, 0, 0],
    )
    accuracy[seed] = [network.accuracy(out, split.y_test) for out in outputs]
    three = "số thực {:.1%}, int8 {:.1%}, int8 với viền mang mã 0 {:.1%}"
    print(f"hạt giống {seed}: " + three.format(*accuracy[seed]))
for real, int8, wrong_border in accuracy.values():
    assert abs(int8 - real) < 0.02, (
        "int8 phải giữ được độ chính xác: hãy xem lại fold_bn và conv2d_int8"
    )
    assert wrong_border < int8 - 0.3, (
        "viền mang mã 0 phải làm hỏng mạng: hãy xem lại cách đệm trong conv2d_int8"
    )

# %% [markdown]
# Mạng `int8` đoán gần như mạng số thực.
# Còn mạng có viền mang mã 0 thì hỏng hẳn: có mười chữ số, nó đoán chẳng hơn gì bốc thăm.
# Cả hai dùng cùng trọng số, cùng độ co giãn, cùng phép tính, chỉ khác mỗi mã của viền.
#
# Lỗi này lộ ngay ở độ chính xác, nhưng không phải lỗi nào cũng vậy.
# Ở mục 4, quên $\varepsilon$ mà mạng có hạt giống 0 vẫn đoán gần như cũ.
# Vì thế ta chấm bài bằng cách so từng con số, chứ không nhìn độ chính xác.

# %% [markdown]
# ### Sai số của từng lớp
#
# Cuối cùng ta xem sai số lượng tử hóa lớn cỡ nào.
# Ở mỗi lớp, ta đọc mã về số thực, trừ đi kết quả của mạng số thực, rồi chia cho $s_y$ để tính bằng bước.

# %% fold=true
# Bấm để mở: chạy mạng int8, đo sai số của từng lớp, rồi vẽ.
split, layers = splits[0], int8_layers(trained[0], splits[0].X_train)
x_q = conv_network.images_of((np.rint(split.X_test * 16) - 128).astype(np.int8))
real_outputs = conv_network.activations(
    trained[0], conv_network.images_of(split.X_test)
)
steps_off = {}
for name, codes, (*_, z_y, s_y), real in zip(
    ("lớp thứ nhất", "lớp thứ hai"), run_int8(x_q, layers), layers, real_outputs[1:]
):
    alive = real > 0
    steps_off[name] = ((codes.astype(np.float64) - z_y) - real / s_y)[alive]
    off = np.abs(steps_off[name])
    print(
        f"{name}: {np.mean(off <= 0.5):.1%} sai không quá nửa bước, "
        f"trung bình {off.mean():.2f}, lớn nhất {off.max():.2f} bước"
    )
plots.steps_off(steps_off)

# %% [markdown]
# Ta chỉ đếm những chỗ mà ReLU còn để lại số dương.
# Ở lớp thứ nhất, đầu vào chính xác, nên sai số phần lớn do lần làm tròn cuối: nửa bước trở lại.
# Phần nhô ra ngoài nửa bước chủ yếu là do trọng số và độ lệch cũng đã được làm tròn.
# Sang lớp thứ hai, sai số của lớp trước truyền vào, nên phân bố bè ra.
# Nếu có số bị cắt ở đầu trên, nó sẽ nằm ở đuôi nào của hình, trái hay phải?

# %% [markdown] guess="duoi_nao"
# Số bị cắt ở đầu trên nằm ở đuôi nào của hình?
#
# - [x] đuôi trái
# - đuôi phải: Cắt làm mã nhỏ đi, chứ không lớn lên.
# - cả hai đuôi: Chỉ có đầu trên bị cắt, nên các số ấy cùng lệch về một phía.
#
# > Sai số là giá trị đọc từ mã trừ giá trị thật.
# > Bị cắt ở đầu trên thì giá trị đọc ra nhỏ hơn giá trị thật, nên sai số âm.

# %%
bai.guess("duoi_nao")

# %% [markdown]
# ### Ba tấm ảnh lạ
#
# Trong bài này, đầu trên của miền luôn là số lớn nhất gặp trong tập huấn luyện.
# Giả sử tập ấy lẫn ba tấm ảnh chụp hỏng, sáng gấp tám lần.
# Độ co giãn của lớp thứ hai đổi ra sao?

# %%
clean = splits[0].X_train
odd = np.concatenate([clean, 8 * clean[:3]])
for name, X in (("1347 ảnh sạch", clean), ("thêm 3 ảnh lạ", odd)):
    found = conv_network.activations(trained[0], conv_network.images_of(X))[2]
    s_odd = found.max() / 255
    used = found[: len(clean)].max() / s_odd
    print(f"{name}: s_y = {s_odd:.3f}, ảnh bình thường dùng {used:.0f} mã trên 255")

# %% [markdown]
# Chỉ ba ảnh lẫn vào hơn một nghìn ảnh, vậy mà mọi ảnh còn lại chỉ dùng được chưa tới một phần năm số mã.

# %% [markdown]
# ## Trong thư viện thật
#
# Trong chuẩn ONNX, phép tính của `conv2d_int8` tên là `QLinearConv`.
# Nó nhận ba độ co giãn chứ không nhận $M$; ta cho $s_x = s_y = 1$ và $s_W = M$ thì cũng thế.
# Ô sau chạy lớp thứ nhất của một mạng trên 40 ảnh.
# Máy bạn không cần có thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="onnx onnxruntime"
with bai.library("onnx onnxruntime"):
    from course import onnx_ops

    x_q, W_q, b_q, stride, pad, z_x, M, z_y, _ = first_layer
    zeros, one = np.zeros(len(M), np.int8), np.float32(1)
    x, W, y = (x_q, one, np.int8(z_x)), (W_q, M, zeros), (one, np.int8(z_y))
    [theirs] = onnx_ops.run("QLinearConv", *x, *W, *y, b_q, pads=[1, 1, 1, 1])
    mine = conv2d_int8(x_q, W_q, b_q, stride, pad, z_x, M, z_y)
    print(f"{theirs.size} mã, khác nhau {np.sum(theirs != mine)} mã")
    assert np.array_equal(theirs, mine), "hãy xem lại conv2d_int8"

# %% [markdown]
# ## Tóm tắt
#
# - Tích chập là một phép nhân ma trận, sau khi trải mỗi cửa sổ thành một hàng.
# - Viền là số thực 0: đệm $z_x$ nếu mảng còn là mã, đệm 0 nếu đã trừ $z_x$.
# - Bộ tích lũy `int32`, nhân $M_c$ của từng kênh, làm tròn, cộng $z_y$, cắt: đúng từng mã như ONNX Runtime.
# - BatchNorm lúc dùng mạng chỉ là nhân và cộng, nên gộp được vào tích chập mà mạng vẫn tính như cũ.
# - $\varepsilon$ nằm trong căn; quên nó thì kênh có `var` nhỏ bị phóng to quá mức.
# - Gộp trước, chọn độ co giãn sau, và chọn theo kênh.
# - ReLU nằm sẵn trong phép cắt khi $z_y = -128$, còn lấy giá trị lớn nhất thì chạy thẳng trên mã.
#
# **Đọc thêm**
#
# - [Chellapilla và cộng sự, 2006](https://inria.hal.science/inria-00112631): trải ảnh thành ma trận.
# - [Ioffe và Szegedy, 2015](https://arxiv.org/abs/1502.03167): BatchNorm.
# - [Jacob và cộng sự, 2018](https://arxiv.org/abs/1712.05877), mục 3.2: gộp BatchNorm, công thức 14.
# - [Krishnamoorthi, 2018](https://arxiv.org/abs/1806.08342): vì sao mạng đã gộp cần độ co giãn theo kênh.
# - [Dumoulin và Visin, 2016](https://arxiv.org/abs/1603.07285): hình vẽ mọi kiểu đệm và bước nhảy.
# - [Đặc tả QLinearConv của ONNX](https://onnx.ai/onnx/operators/onnx__QLinearConv.html): phép tính mà bạn vừa viết.
#
# **Sang bài 6.** Cho tới giờ, miền của kích hoạt lấy từ số nhỏ nhất và số lớn nhất của dữ liệu.
# Chỉ ba tấm ảnh lạ đã đủ làm hỏng miền ấy.
# Vậy nên chọn miền thế nào, khi không biết trước ảnh nào là ảnh lạ?

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
