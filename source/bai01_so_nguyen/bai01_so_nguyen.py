# %% [markdown]
# # Bài 1. Từ số thực đến số nguyên
#
# Một mạng nơ-ron (*neural network*) tính bằng số thực.
# Máy tính thì cộng và nhân số nguyên nhanh hơn, và cất chúng vào ít bộ nhớ hơn.
# Lượng tử hóa (*quantization*) thay mỗi số thực bằng một số nguyên nhỏ mà giá trị gần như không đổi.
#
# Học xong bài này, bạn sẽ
#
# - tính được độ co giãn (*scale*) và điểm 0 (*zero point*) cho một đoạn số thực bất kỳ có chứa số 0;
# - đổi một số thực thành số nguyên 8 bit hoặc 16 bit, biết lúc nào nó bị cắt (*clip*);
# - nhân hai ma trận mà phần cộng dồn chỉ dùng số nguyên;
# - giải thích được sai số từ đâu ra;
# - biết khi nào kết quả hỏng hẳn vì bão hòa (*saturation*) hay tràn số (*overflow*).
#
# Bài có 10 chỗ trống, đánh số từ TODO 1 đến TODO 10, mỗi chỗ một điểm.
# Bạn điền vào chỗ trống, chạy ô thử bên dưới, rồi so với **Kết quả mong đợi**.
# Sau đó chạy ô `bai.check(...)`: ô này thử thêm nhiều đầu vào khác và chỉ cho bạn chỗ sai.
# Chỗ nào chưa làm thì ô thử dừng lại và báo `NotImplementedError`, bạn đừng lo.
#
# Trong khóa học, số thập phân viết với dấu chấm, giống như Python in ra.

# %% setup=true
import numpy as np

from course import Lesson, plots, widgets

bai = Lesson("bai01_so_nguyen")

# %% [markdown]
# ## Vì sao phải đổi sang số nguyên?
#
# Bạn thử cân một mô hình ngôn ngữ (*language model*) cỡ bảy tỷ tham số.
# Mỗi tham số là một trọng số (*weight*), thường cất dưới dạng `float32`.
# Nếu cất bằng `int16` hay `int8` thì còn bao nhiêu?

# %%
parameters = 7_000_000_000
for dtype in (np.float32, np.int16, np.int8):
    size = np.dtype(dtype).itemsize
    print(
        f"{np.dtype(dtype).name:>7}: {size} byte một số, "
        f"cả mô hình {parameters * size / 1e9:.0f} GB"
    )

# %% [markdown]
# Với `int8`, mô hình nhẹ đi bốn lần, nhiều máy tính cá nhân chứa được.
# Nhưng `int8` chỉ có 256 giá trị khác nhau.
# Làm sao 256 giá trị thay được cho vô số số thực?
#
# Hãy nghĩ đến cây thước có hai thang chia: một bên xăng-ti-mét, một bên inch.
# Cùng một điểm trên thước, bạn đọc được hai con số.
# Ta cũng làm một cây thước như vậy:
#
# - bên trên là miền hiện tại (*current range*) $[\alpha, \beta]$, nơi các số thực đang sống;
# - bên dưới là miền lượng tử hóa (*quantized range*) $[\alpha_q, \beta_q]$, chỉ gồm các số nguyên.
#
# Mỗi số nguyên ở thước dưới gọi là một *mã*.
#
# Hai đầu thước khớp nhau: $\alpha$ nằm ngay trên $\alpha_q$, $\beta$ nằm ngay trên $\beta_q$.
# Hình sau vẽ cả cây thước, rồi phóng to chỗ có số 0.

# %% [markdown] guess="so_ma"
# Từ mã −30 đến mã 50 có bao nhiêu mã?
#
# - = 50 - (-30): Đó là số bước.
#   Trồng cây ở cả hai đầu thì số cây nhiều hơn số khoảng cách một.
# - [x] = 50 - (-30) + 1
# - = 50 - 30: Từ −30 đến 0 còn 30 bước nữa.
#
# > Có `= 50 - (-30)` bước, và đếm cả hai đầu thì số mã nhiều hơn số bước một mã.

# %%
bai.guess("so_ma")

# %%
print(f"Từ mã -30 đến mã 50 có {len(range(-30, 50 + 1))} mã.")
plots.two_scale_ruler(alpha=-5.0, beta=10.0, alpha_q=-30, beta_q=50)

# %% [markdown]
# Nhìn hình và thử trả lời hai câu sau, trước khi đọc tiếp.
# Câu thứ nhất dẫn tới độ co giãn, câu thứ hai dẫn tới điểm 0.

# %% [markdown] guess="mot_buoc"
# Một bước ở thước dưới dài bao nhiêu trên thước trên?
#
# = calculate_s(-5, 10, -30, 50) ± 0.002
#
# - = 15 / 81: Bạn đã chia cho số mã; từ đầu này đến đầu kia chỉ có `= 50 - (-30)` bước.
# - = 80 / 15: Đó là số bước trong một đơn vị, ngược với độ dài của một bước.
#
# > Thước trên dài `= 10 - (-5)`, thước dưới có `= 50 - (-30)` bước, vậy mỗi bước dài `= calculate_s(-5, 10, -30, 50)`.

# %%
bai.guess("mot_buoc")

# %% [markdown] guess="so_0_o_dau"
# Số thực 0 rơi vào đâu ở thước dưới?
#
# - đúng vạch 0: Hai thước không đặt số 0 thẳng hàng với nhau, chúng chỉ khớp ở hai đầu.
# - đúng vạch −3: Gần lắm, nhưng hình cho thấy nó hơi lệch.
# - [x] giữa hai vạch
#
# > Số 0 cách đầu trái 5 đơn vị, tức là `= 5 / calculate_s(-5, 10, -30, 50)` bước.
# > Đếm từ −30, nó rơi vào `= -30 + 5 / calculate_s(-5, 10, -30, 50)`, giữa vạch −4 và vạch −3.

# %%
bai.guess("so_0_o_dau")

# %% [markdown]
# ## 1. Độ co giãn
#
# Độ co giãn $s$ là độ dài của một bước: hai mã liền nhau cách nhau $s$ đơn vị trên thước số thực.
# Ta lấy độ dài miền hiện tại chia cho số bước của miền lượng tử hóa:
#
# <!-- công thức: Độ co giãn -->
# $$s = \frac{\beta - \alpha}{\beta_q - \alpha_q}$$
#
# **Tính tay.** Đổi đoạn $[-1, 3]$ sang các mã từ 0 đến 8.
# Đoạn dài $3 - (-1) = 4$, chia thành $8 - 0 = 8$ bước, vậy $s = 4 / 8 = 0.5$.
#
# Có 9 mã nhưng chỉ có 8 bước, giống như trồng 9 cây thẳng hàng thì có 8 khoảng cách.
#
# **Điều kiện.** Phải có $\alpha < \beta$ và $\alpha_q < \beta_q$.
# Nếu $\alpha = \beta$ thì đoạn dài 0, mọi phép chia cho $s$ về sau đều hỏng.

# %% exercise="calculate_s"
def calculate_s(alpha, beta, alpha_q, beta_q):
    """Tính độ co giãn s: một bước của thước số nguyên dài bao nhiêu trên thước số thực.

    Đầu vào:
        alpha, beta: số thực, hai đầu của miền hiện tại, cần alpha < beta.
        alpha_q, beta_q: số nguyên, hai đầu của miền lượng tử hóa, cần alpha_q < beta_q.
    Đầu ra:
        s: số thực dương, cùng đơn vị với alpha và beta.
    """
    # TODO 1: tính độ dài của một bước
    ### BEGIN SOLUTION
    s = (beta - alpha) / (beta_q - alpha_q)
    ### END SOLUTION
    return s

# %% [markdown]
# Thử với cây thước ở hình trên.

# %%
alpha = -5.0
beta = 10.0
alpha_q = -30
beta_q = 50
print(f"s: {calculate_s(alpha, beta, alpha_q, beta_q)}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# s: 0.1875
# ```

# %% check="calculate_s"
bai.check(calculate_s)

# %% [markdown]
# ## 2. Điểm 0
#
# Số 0 là số quan trọng nhất trong mạng nơ-ron.
# Viền ảnh được lấp bằng 0, hàm ReLU trả về 0, nhiều trọng số bị tỉa thành 0.
# Vì vậy ta muốn số thực 0 rơi **đúng** vào một mã, không lệch chút nào.
# Mã đó gọi là điểm 0, ký hiệu $z$.
#
# Hai cây thước đều chia đều, nên đổi từ thước trên xuống thước dưới là một đường thẳng:
#
# $$x_q = \frac{x}{s} + \hat{z}$$
#
# Ở đây $\hat{z}$ là chỗ số 0 rơi vào: cho $x = 0$ thì $x_q = \hat{z}$.
# Hai đầu thước khớp nhau cho ta hai phương trình:
#
# $$\alpha_q = \frac{\alpha}{s} + \hat{z}, \qquad \beta_q = \frac{\beta}{s} + \hat{z}$$
#
# Nhân phương trình đầu với $\beta$, phương trình sau với $\alpha$, rồi trừ cho nhau, $s$ biến mất:
#
# <!-- công thức: Điểm 0 -->
# $$\hat{z} = \frac{\beta \alpha_q - \alpha \beta_q}{\beta - \alpha}, \qquad z = \text{round}(\hat{z})$$
#
# Bạn để ý cái mũ: $\hat{z}$ thường không nguyên, còn $z$ là số nguyên sau khi làm tròn.
# Làm tròn nghĩa là đẩy nhẹ cây thước dưới, nhiều nhất nửa bước, cho số 0 vào đúng vạch.
#
# **Tính tay.** Đổi $[-1, 2]$ sang các mã từ 0 đến 8.
# Ta có $\hat{z} = (2 \cdot 0 - (-1) \cdot 8) / (2 - (-1)) = 8/3 \approx 2.67$, vậy $z = 3$.
#
# **Điều kiện.** Cần $\alpha < \beta$, và đoạn phải chứa số 0: $\alpha \le 0 \le \beta$.
# Lát nữa ta sẽ xem điều gì xảy ra khi đoạn không chứa số 0.

# %% exercise="calculate_z"
def calculate_z(alpha, beta, alpha_q, beta_q):
    """Tính điểm 0: mã của số thực 0.

    Đầu vào:
        alpha, beta: số thực, hai đầu của miền hiện tại,
            cần alpha < beta và alpha <= 0 <= beta.
        alpha_q, beta_q: số nguyên, hai đầu của miền lượng tử hóa, cần alpha_q < beta_q.
    Đầu ra:
        z: số nguyên, đã làm tròn.
    """
    # TODO 2: tính chỗ số 0 rơi vào rồi làm tròn
    ### BEGIN SOLUTION
    z = round((beta * alpha_q - alpha * beta_q) / (beta - alpha))
    ### END SOLUTION
    return z

# %%
alpha = -5.0
beta = 10.0
alpha_q = -30
beta_q = 50
print(f"z: {calculate_z(alpha, beta, alpha_q, beta_q)}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# z: -3
# ```

# %% check="calculate_z"
bai.check(calculate_z)

# %% [markdown]
# Bạn so hai hình sau, đều phóng to quanh số 0.
# Làm tròn $\hat{z} = -3.33$ thành $z = -3$ đã đẩy thang mã đi một phần ba bước.

# %%
pushed = abs(calculate_z(-5.0, 10.0, -30, 50) - (10.0 * -30 - -5.0 * 50) / 15.0)
print(f"thang mã bị đẩy đi {pushed:.2f} bước")
plots.two_scale_ruler(-5.0, 10.0, -30, 50, z=calculate_z(-5.0, 10.0, -30, 50))

# %% [markdown]
# Bây giờ số thực 0 nằm đúng trên một vạch.
# Đổi lại, hai đầu thước không còn khớp hẳn với $\alpha$ và $\beta$ nữa, chúng lệch chưa tới nửa bước.

# %% [markdown]
# ### Nếu đoạn không chứa số 0?
#
# Thử đoạn $[5, 10]$ với các mã của `int8`.

# %%
z_outside = calculate_z(5.0, 10.0, -128, 127)
limits = np.iinfo(np.int8)
print(f"z = {z_outside}")
print(f"int8 chứa được z không? {limits.min <= z_outside <= limits.max}")

# %% [markdown]
# Điểm 0 văng ra ngoài `int8`, nên không cất nó vào 8 bit được.
# Số thực 0 cũng không còn mã nào: bị ép vào mã nhỏ nhất, nó sẽ biến thành 5.
# Trong bài này, đoạn nào cũng chứa số 0, nên bạn chưa phải lo.
# Nhưng gặp đoạn như $[5, 10]$ thì nên làm gì?

# %% [markdown] guess="noi_doan"
# Nên nới đoạn từ 5 đến 10 thành đoạn nào?
#
# - từ −10 đến 10: Đoạn ấy chứa số 0, nhưng nửa số mã dành cho những số âm không bao giờ gặp.
# - [x] từ 0 đến 10
# - giữ nguyên, chỉ ép z về −128: Đổi z là trượt cả cây thước, nó sẽ không còn phủ lên dữ liệu.
#
# > Nới vừa đủ để chứa số 0: rộng thêm bao nhiêu thì bước dài thêm bấy nhiêu.
# > Bài 2 sẽ nói rõ vì sao, và viết việc này thành một hàm.

# %%
bai.guess("noi_doan")

# %% [markdown]
# ## 3. Tính cả hai cho `int8` và `int16`
#
# Trong thực tế, hai đầu $\alpha_q, \beta_q$ không phải do ta chọn tùy ý.
# Chúng là số nhỏ nhất và số lớn nhất mà kiểu số nguyên chứa được.
# Một số nguyên có dấu dài $e$ bit nằm trong đoạn
#
# <!-- công thức: Miền của số nguyên có dấu dài e bit -->
# $$[-2^{e-1},\ 2^{e-1} - 1]$$
#
# Với `int8` thì $e = 8$ và đoạn là $[-2^7, 2^7 - 1] = [-128, 127]$.
#
# **Tính tay.** Với $e = 4$ có $2^4 = 16$ mã, từ $-8$ đến $7$.
# Vì sao bên âm nhiều hơn bên dương một mã?
# Vì số 0 đã chiếm một chỗ trong nửa không âm.
#
# Trong hàm dưới đây, số bit $e$ có tên là `exp`, giữ theo tài liệu gốc của bài.
# Bài 2 cũng gọi như vậy, còn từ Bài 3, số bit tên là `bits`.
# Các hàm của bài này chỉ nhận `exp` là 8 hoặc 16.

# %% exercise="calculate_s_and_z_int"
def calculate_s_and_z_int(alpha, beta, exp):
    """Tính độ co giãn và điểm 0 khi miền lượng tử hóa là cả kiểu số nguyên exp bit.

    Đầu vào:
        alpha, beta: số thực, hai đầu của miền hiện tại,
            cần alpha < beta và alpha <= 0 <= beta.
        exp: số bit, 8 (int8) hoặc 16 (int16).
    Đầu ra:
        s: số thực dương, độ co giãn.
        z: số nguyên, điểm 0.
    """
    # TODO 3: tìm mã nhỏ nhất alpha_q và mã lớn nhất beta_q của kiểu số nguyên exp bit
    ### BEGIN SOLUTION
    alpha_q = -(2 ** (exp - 1))
    beta_q = 2 ** (exp - 1) - 1
    ### END SOLUTION
    # TODO 4: dùng hai hàm đã viết ở trên để tính s và z
    ### BEGIN SOLUTION
    s = calculate_s(alpha, beta, alpha_q, beta_q)
    z = calculate_z(alpha, beta, alpha_q, beta_q)
    ### END SOLUTION
    return s, z

# %%
alpha = -2.0
beta = 3.0
s_test, z_test = calculate_s_and_z_int(alpha, beta, 8)
print(f"s_test: {s_test}")
print(f"z_test: {z_test}")

# %% [markdown]
# **Kết quả mong đợi** (xấp xỉ)
#
# ```
# s_test: 0.0196078431372549
# z_test: -26
# ```

# %% check="calculate_s_and_z_int"
bai.check(calculate_s_and_z_int)

# %% [markdown]
# ## 4. Lượng tử hóa một giá trị
#
# Đã có $s$ và $z$, ta đổi được số thực bất kỳ thành mã:
#
# <!-- công thức: Lượng tử hóa -->
# $$x_q = \text{clip}\Big( \text{round}\big(\tfrac{1}{s}\, x + z\big),\ \alpha_q,\ \beta_q \Big)$$
#
# Đọc từ trong ra ngoài, công thức có bốn việc:
#
# 1. nhân với $\tfrac{1}{s}$ rồi cộng $z$: đọc vị trí trên thước dưới;
# 2. làm tròn tới mã gần nhất;
# 3. cắt: vị trí nào ra ngoài thước thì lấy mã ở đầu thước gần nó;
# 4. đổi sang kiểu `int8` hoặc `int16`.
#
# Một số bị cắt ta gọi là đã bão hòa, giống miếng bọt biển đã no nước: đổ thêm nữa cũng không chứa thêm được.
#
# **Tính tay.** Với `int8`, $s = 0.5$ và $z = 2$:
#
# - $x = 1.3$ cho $1.3 / 0.5 + 2 = 4.6$, làm tròn thành mã 5;
# - $x = 100$ cho $100 / 0.5 + 2 = 202$, vượt 127 nên bị cắt còn 127.
#
# Có bỏ được bước 3 không, vì bước 4 đằng nào cũng đưa về `int8`?

# %% [markdown] guess="doi_kieu"
# Đổi số nguyên 128 sang `int8` thì được mã nào?
#
# - 127: Đó là cắt.
#   Đổi kiểu không cắt giúp bạn.
# - [x] = np.array([128]).astype(np.int8)[0]
# - NumPy báo lỗi: Khi đổi kiểu cả mảng, NumPy không báo gì, nên lỗi này rất khó thấy.
#
# > `int8` đi từ −128 đến 127.
# > Quá 127 một bước thì quay về đầu bên kia, như kim đồng hồ.

# %%
bai.guess("doi_kieu")

# %%
before_cast = np.array([127, 128, 202], dtype=np.int16)
print("trước khi đổi kiểu:", before_cast)
print("sau khi đổi kiểu  :", before_cast.astype(np.int8))

# %% [markdown]
# Không bỏ được.
# Đổi kiểu không cắt, nó quay vòng như kim đồng hồ: 128 thành $-128$.
# Một số dương lớn bỗng thành số âm, sai hẳn.
# Vì thế phải cắt **trước** rồi mới đổi kiểu.

# %% exercise="quantize_int"
def quantize_int(x, s, z, exp):
    """Lượng tử hóa x: đổi mỗi số thực thành mã exp bit.

    Đầu vào:
        x: số thực hoặc mảng NumPy số thực có chiều tùy ý.
        s: số thực dương, độ co giãn.
        z: số nguyên, điểm 0.
        exp: số bit, 8 hoặc 16.
    Đầu ra:
        x_q: các mã, cùng chiều với x,
            kiểu np.int8 nếu exp là 8, np.int16 nếu exp là 16.
    """
    # TODO 5: tìm miền lượng tử hóa, đổi vị trí, làm tròn bằng np.round,
    #   cắt, rồi đổi kiểu
    ### BEGIN SOLUTION
    alpha_q = -(2 ** (exp - 1))
    beta_q = 2 ** (exp - 1) - 1
    x_q = np.round((1 / s) * x + z)
    x_q = np.clip(x_q, alpha_q, beta_q)
    x_q = x_q.astype(np.int8 if exp == 8 else np.int16)
    ### END SOLUTION
    return x_q

# %%
exp = 8
alpha = -100
beta = 200
s, z = calculate_s_and_z_int(alpha, beta, exp)
x = 10
x_q = quantize_int(x, s, z, exp)
print(f"x_q: {x_q}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# x_q: -34
# ```

# %% check="quantize_int"
bai.check(quantize_int)

# %% [markdown]
# ### Vì sao là −34 mà không phải −35?
#
# Ở ví dụ vừa rồi $s = 300 / 255$ và $z = -43$, nên $\tfrac{1}{s} x + z = 8.5 - 43 = -34.5$.
# Vị trí này nằm **đúng giữa** hai mã $-35$ và $-34$, chọn bên nào cũng cách nửa bước.
# NumPy, cũng như Python, làm tròn về số chẵn gần nhất (*round half to even*).

# %%
halfway = np.array([-35.5, -34.5, -33.5, 0.5, 1.5, 2.5])
for position, code in zip(halfway, np.round(halfway), strict=True):
    print(f"{position:6.1f} làm tròn thành {code:4.0f}")

# %% [markdown]
# Nhờ vậy, khi gặp nhiều số nằm đúng giữa, nửa được kéo lên, nửa được kéo xuống, trung bình không bị lệch.
# Nếu lần nào cũng làm tròn lên thì tổng của hàng nghìn số sẽ phình dần.
#
# Nếu bạn được $-35$: có lẽ bạn đã dùng `np.floor`, hoặc tự làm tròn các số đúng giữa ra xa số 0.
# Bài này chỉ dùng `np.round`.
#
# Còn một chuyện nhỏ nữa.
# Nhân $x$ với $\tfrac{1}{s}$ hay chia $x$ cho $s$, trên giấy hai cách như nhau.
# Nhưng máy làm tròn từng phép tính, nên đôi khi một cách rơi đúng giữa, cách kia lệch đi một chút xíu.
# Lúc đó hai cách cho hai mã khác nhau, vì vậy bạn cứ theo đúng thứ tự trong công thức.

# %% [markdown]
# ### Bậc thang và bão hòa
#
# Bây giờ ta vẽ hàm bạn vừa viết.
# Trái: cả miền hiện tại $[-100, 200]$ và hai bên ngoài.
# Phải: phóng to quanh $x = 10$.

# %%
s_stairs, z_stairs = calculate_s_and_z_int(-100, 200, 8)
x_wide = np.linspace(-200, 300, 5001)
codes = quantize_int(x_wide, s_stairs, z_stairs, 8)
outside = np.mean((x_wide < -100) | (x_wide > 200))
print(f"độ co giãn s = {s_stairs:.4f}, điểm 0 z = {z_stairs}")
print(f"số mã khác nhau: {len(np.unique(codes))}, từ {codes.min()} đến {codes.max()}")
print(f"phần nằm ngoài miền hiện tại, bị bão hòa: {outside:.1%}")
plots.staircase(
    quantize_int, calculate_s_and_z_int, [(-100, 200, 8)], (-200, 300), (4, 16), mark=10
)

# %% [markdown]
# Nhìn xa, hàm giống một đường thẳng bị bẻ ngang ở hai đầu.
# Nhìn gần, nó là một cầu thang: mọi số trên cùng một bậc nhận cùng một mã.
# Mỗi bậc rộng đúng $s$.
# Điểm $x = 10$ nằm ngay chỗ bước lên bậc, bạn thấy không?

# %% [markdown]
# ### Phân bố trước và sau
#
# Trọng số của mạng nơ-ron thường tụ quanh số 0, như hình chuông.
# Ta lấy 20 000 số như thế, rồi lượng tử hóa theo hai cách:
#
# - miền rộng: từ số nhỏ nhất đến số lớn nhất, không số nào bị cắt;
# - miền hẹp: chỉ từ $-1$ đến $1$, chấp nhận cắt những số ở xa.

# %%
weights = np.random.default_rng(0).normal(0.0, 0.6, size=20_000)
wide = (float(weights.min()), float(weights.max()))
narrow = (-1.0, 1.0)

# %%
codes_by_range = {}
for name, (low_end, high_end) in {"miền rộng": wide, "miền hẹp": narrow}.items():
    s_range, z_range = calculate_s_and_z_int(low_end, high_end, 8)
    codes_by_range[name] = quantize_int(weights, s_range, z_range, 8)
    clipped = np.mean((weights < low_end) | (weights > high_end))
    used = len(np.unique(codes_by_range[name]))
    print(f"{name}: s = {s_range:.4f}, dùng {used} mã, bão hòa {clipped:.1%}")
plots.histograms(weights, codes_by_range)

# %% [markdown]
# Miền rộng giữ được hình chuông, nhưng các mã ở hai đuôi gần như bỏ không.
# Miền hẹp dùng đều các mã hơn và bước $s$ nhỏ hơn.
# Đổi lại, hai cột cao vọt ở hai đầu là những số đã bão hòa.
# Bạn sẽ chọn miền nào?
# Câu hỏi này khó hơn ta tưởng, và Bài 6 dành trọn cho nó.

# %% [markdown]
# ### Sai số của một giá trị
#
# Một mã $x_q$ không còn là $x$ nữa, nó đại diện cho một giá trị trên thước trên.
# Đọc ngược cây thước, giá trị ấy là $s\,(x_q - z)$.
# Sai số là hiệu giữa giá trị đọc ngược và $x$.

# %%
s_narrow, z_narrow = calculate_s_and_z_int(*narrow, 8)
read_back = s_narrow * (
    quantize_int(weights, s_narrow, z_narrow, 8).astype(np.float64) - z_narrow
)
errors = read_back - weights
inside = (weights >= narrow[0]) & (weights <= narrow[1])
print(f"nửa bước s/2 = {s_narrow / 2:.5f}")
print(f"sai số lớn nhất bên trong miền: {np.abs(errors[inside]).max():.5f}")
print(f"sai số lớn nhất bên ngoài miền: {np.abs(errors[~inside]).max():.5f}")
plots.value_error(weights, errors, s_narrow, *narrow)

# %% [markdown]
# Bên trong miền, làm tròn chỉ sai nhiều nhất nửa bước, tức là $s/2$.
# Bên ngoài miền, số bị cắt càng xa thì sai càng nhiều, không có giới hạn nào cả.
#
# Vậy thêm bit thì được gì?
# Từ 8 bit lên 16 bit, số bước tăng từ 255 lên 65 535, nên một bước ngắn đi 257 lần.
# Sai số có giảm đúng như thế không?

# %%
largest_error = {}
for bits in (8, 16):
    s_bits, z_bits = calculate_s_and_z_int(*wide, bits)
    read_back = s_bits * (
        quantize_int(weights, s_bits, z_bits, bits).astype(np.float64) - z_bits
    )
    largest_error[bits] = np.abs(read_back - weights).max()
    print(f"{bits:2} bit: sai số lớn nhất {largest_error[bits]:.2e}")
gain = largest_error[8] / largest_error[16]
print(f"thêm 8 bit, sai số nhỏ đi {gain:.0f} lần")
assert 250 < gain < 260, (
    "sai số phải giảm khoảng 257 lần: hãy xem lại quantize_int với exp = 16"
)

# %% [markdown]
# ### Tự tay kéo thử
#
# Kéo thanh trượt để đổi $\alpha$, $\beta$ và số bit.
# Bậc thang rộng ra hay hẹp lại khi miền rộng ra?
# Với 16 bit, bạn còn nhìn thấy bậc nào không?

# %%
widgets.explore_quantization(quantize_int, calculate_s_and_z_int)

# %% [markdown]
# ### Câu đố ★
#
# Hai câu đố nhỏ cho vui, không tính điểm.
# Mỗi câu chỉ cần một dòng NumPy, không vòng lặp; bạn viết ngắn được đến đâu?

# %% puzzle="count_codes"
def count_codes(x_q):
    """Đếm xem một mảng mã dùng bao nhiêu mã khác nhau.

    Đầu vào:
        x_q: các mã, mảng np.int8 có chiều tùy ý.
    Đầu ra:
        một số nguyên.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return len(np.unique(x_q))
    ### END SOLUTION

# %%
bai.puzzle(count_codes)

# %% puzzle="saturated_share"
def saturated_share(x_q):
    """Tính tỷ lệ mã nằm ở một trong hai đầu thước, tức là −128 hay 127.

    Đầu vào:
        x_q: các mã, mảng np.int8 có chiều tùy ý, không rỗng.
    Đầu ra:
        một số thực từ 0 đến 1.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.mean((x_q == -128) | (x_q == 127))
    ### END SOLUTION

# %%
bai.puzzle(saturated_share)

# %% [markdown]
# ## 5. Ma trận ngẫu nhiên để thử
#
# Từ đây ta làm việc với ma trận.
# Hàm sau đã viết sẵn, bạn chỉ việc dùng.
# Nó tạo một ma trận `float32`, mỗi phần tử rơi đều vào đoạn từ `low` đến `high`.

# %% setup=true
def create_uniform_matrix(size, low, high):
    """Tạo ma trận ngẫu nhiên theo phân bố đều.

    Đầu vào:
        size: bộ số nguyên, chiều của ma trận, ví dụ (2, 3).
        low, high: số thực, đầu nhỏ và đầu lớn của phân bố, cần low < high.
    Đầu ra:
        matrix: mảng NumPy kiểu float32, có chiều là size.
    """
    return np.random.uniform(low=low, high=high, size=size).astype(np.float32)

# %%
random_seed = 1
np.random.seed(random_seed)
matrix = create_uniform_matrix((2, 3), 5.0, 10.0)
print(matrix)

# %% [markdown]
# **Kết quả mong đợi** (xấp xỉ)
#
# ```
# [[7.08511   8.601623  5.0005717]
#  [6.511663  5.7337794 5.461693 ]]
# ```

# %% [markdown]
# ## 6. Nhân ma trận bằng số nguyên: một vị trí
#
# Một lớp của mạng nơ-ron nhân đầu vào với trọng số rồi cộng độ lệch (*bias*):
#
# $$Y = XW + b, \qquad X \in \mathbb{R}^{m \times p},\ W \in \mathbb{R}^{p \times n},\ b \in \mathbb{R}^{n}$$
#
# Ta chỉ có các mã $X_q, W_q, b_q$, và muốn có mã $Y_q$.
# Cách dễ nghĩ nhất: đọc ngược mọi mã thành số thực, nhân bằng số thực, rồi lượng tử hóa kết quả.
# Nhưng như thế thì mất hết cái lợi của số nguyên.
# Ta biến đổi công thức để phần nặng nhất chỉ còn số nguyên.
#
# **Bước 1. Thay mỗi số thực bằng mã của nó.**
# Đọc ngược cây thước, $x = s\,(x_q - z)$, nên phần tử hàng $i$ cột $j$ là
#
# $$Y_{i,j} = \sum_{k=1}^{p} s_X (X_{q,i,k} - z_X)\, s_W (W_{q,k,j} - z_W) + s_b (b_{q,j} - z_b)$$
#
# **Bước 2. Đưa hằng số ra ngoài, khai triển tích.**
# $s_X s_W$ không phụ thuộc $k$ nên ra ngoài tổng.
# Tích hai ngoặc còn lại cho bốn số hạng, gọi tổng của chúng là $A_{i,j}$:
#
# <!-- công thức: Bộ tích lũy của phép nhân ma trận -->
# $$A_{i,j} = \sum_{k=1}^{p} X_{q,i,k} W_{q,k,j} \;-\; z_W \sum_{k=1}^{p} X_{q,i,k}
# \;-\; z_X \sum_{k=1}^{p} W_{q,k,j} \;+\; p\, z_X z_W$$
#
# **Bước 3. Viết kết quả trên thước của $Y$.**
# Chia cho $s_Y$ rồi cộng $z_Y$, giống hệt bước đầu của mục 4:
#
# <!-- công thức: Mã của Y = XW + b -->
# $$Y_{q,i,j} = z_Y + \frac{s_b}{s_Y} (b_{q,j} - z_b) + \frac{s_X s_W}{s_Y} A_{i,j}$$
#
# Cuối cùng làm tròn và cắt.
#
# Bạn xem lại $A_{i,j}$: trong đó **không có số thực nào**.
# Tất cả phép nhân và phép cộng lặp $p$ lần là của số nguyên, số thực chỉ xuất hiện một lần cho mỗi phần tử.
# Biến giữ tổng $A_{i,j}$ gọi là bộ tích lũy (*accumulator*).
#
# **Tính tay.** Lấy $p = 2$, hàng $X_q = (3, 2)$ với $z_X = 1$, cột $W_q = (4, -1)$ với $z_W = -2$.
#
# - Khai triển: $(12 - 2) - (-2) \cdot 5 - 1 \cdot 3 + 2 \cdot 1 \cdot (-2) = 10 + 10 - 3 - 4 = 13$.
# - Trực tiếp: $(3 - 1)(4 + 2) + (2 - 1)(-1 + 2) = 12 + 1 = 13$.
#
# Số hạng cuối có thừa số $p$, vì $z_X z_W$ được cộng một lần cho mỗi $k$.

# %% [markdown]
# ### Bộ tích lũy cần rộng bao nhiêu?
#
# Mã là `int8`, vậy nhân hai mã rồi cất ngay vào `int8` được không?

# %%
left = np.array([100], dtype=np.int8)
right = np.array([100], dtype=np.int8)
print("nhân trong int8 :", left * right)
print("nhân trong int32:", left.astype(np.int32) * right.astype(np.int32))

# %% [markdown]
# Tích của hai số 8 bit đã cần tới 16 bit, cộng dồn nhiều tích lại còn cần nhiều hơn.
# Khi kết quả vượt sức chứa của kiểu, nó quay vòng mà không báo lỗi: đó là tràn số.
# Vì thế bạn phải đổi các mã sang `int32` **trước khi** nhân.
#
# Hàm dưới đây tính một phần tử $Y_{q,i,j}$.
# Vài điều đã viết sẵn cho bạn:
#
# - `p` phải bằng số hàng của `W_q`, nếu không hàm dừng và báo rõ;
# - `b_q` nhận cả hai chiều $(n,)$ và $(1, n)$;
# - `z_Y` đứng cuối, không ghi thì là 0.
#
# Ở bài này độ lệch cũng được lượng tử hóa bằng 8 bit với $s_b, z_b$ riêng.
# Bài 4 sẽ chỉ cách làm tốt hơn cho độ lệch.

# %% exercise="quantize_a_position_in_matrix_int"
def quantize_a_position_in_matrix_int(
    X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, i, j, p, exp, z_Y=0
):
    """Tính mã của một phần tử Y[i, j], với Y = XW + b.

    Đầu vào:
        X_q: các mã của X, chiều (m, p), kiểu int8 nếu exp là 8, int16 nếu exp là 16.
        W_q: các mã của W, chiều (p, n), cùng kiểu với X_q.
        b_q: các mã của b, chiều (n,) hoặc (1, n), cùng kiểu với X_q.
        z_X, z_W, z_b: số nguyên, điểm 0 của X, W, b.
        s_X, s_W, s_b, s_Y: số thực dương, độ co giãn của X, W, b, Y.
        i, j: số nguyên, hàng và cột cần tính, 0 <= i < m và 0 <= j < n.
        p: số nguyên, bằng số cột của X_q và số hàng của W_q.
        exp: số bit của mã đầu ra, 8 hoặc 16.
        z_Y: số nguyên, điểm 0 của Y.
    Đầu ra:
        quantized_Y_i_j: một mã, kiểu np.int8 nếu exp là 8, np.int16 nếu exp là 16.
    """
    assert p == W_q.shape[0], f"p = {p} nhưng W_q có {W_q.shape[0]} hàng"
    low = -(2 ** (exp - 1))
    high = 2 ** (exp - 1) - 1
    b_q = np.reshape(b_q, (1, -1))  # nhận cả chiều (n,) và (1, n)
    # TODO 6: đổi các mã sang int32, tính bộ tích lũy,
    #   áp dụng công thức ở bước 3, rồi làm tròn
    ### BEGIN SOLUTION
    X_q = X_q.astype(np.int32)
    W_q = W_q.astype(np.int32)
    b_q = b_q.astype(np.int32)
    acc = np.sum(X_q[i] * W_q[:, j])
    acc = acc - z_W * np.sum(X_q[i])
    acc = acc - z_X * np.sum(W_q[:, j])
    acc = acc + p * z_X * z_W
    quantized_Y_i_j = z_Y + (s_b / s_Y) * (b_q[0, j] - z_b) + (s_X * s_W / s_Y) * acc
    quantized_Y_i_j = np.round(quantized_Y_i_j)
    ### END SOLUTION
    # TODO 7: cắt giá trị về đoạn từ low đến high
    ### BEGIN SOLUTION
    quantized_Y_i_j = np.clip(quantized_Y_i_j, low, high)
    ### END SOLUTION
    return quantized_Y_i_j.astype(np.int8 if exp == 8 else np.int16)

# %% [markdown]
# Ta thử với $m = 3$, $p = 4$, $n = 5$ và lấy phần tử hàng 0, cột 3.

# %% fold=false
random_seed = 1
np.random.seed(random_seed)

m = 3
p = 4
n = 5

# ===== X =====
alpha_X = -100.0
beta_X = 100.0
s_X, z_X = calculate_s_and_z_int(alpha=alpha_X, beta=beta_X, exp=8)
X = create_uniform_matrix((m, p), low=alpha_X, high=beta_X)
X_q = quantize_int(x=X, s=s_X, z=z_X, exp=8)

# ===== W =====
alpha_W = -40.0
beta_W = 20.0
s_W, z_W = calculate_s_and_z_int(alpha=alpha_W, beta=beta_W, exp=8)
W = create_uniform_matrix((p, n), low=alpha_W, high=beta_W)
W_q = quantize_int(x=W, s=s_W, z=z_W, exp=8)

# ===== b =====
alpha_b = -200.0
beta_b = 120.0
s_b, z_b = calculate_s_and_z_int(alpha=alpha_b, beta=beta_b, exp=8)
b = create_uniform_matrix((1, n), low=alpha_b, high=beta_b)
b_q = quantize_int(x=b, s=s_b, z=z_b, exp=8)

# ===== Y =====
alpha_Y = -4000.0
beta_Y = 4000.0
s_Y, z_Y = calculate_s_and_z_int(alpha=alpha_Y, beta=beta_Y, exp=8)

i = 0
j = 3
exp = 8
quantized_Y_i_j = quantize_a_position_in_matrix_int(
    X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, i, j, p, exp
)
print(f"quantized_Y_i_j: {quantized_Y_i_j}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# quantized_Y_i_j: 7
# ```

# %% check="quantize_a_position_in_matrix_int"
bai.check(quantize_a_position_in_matrix_int)

# %% [markdown]
# Bạn có thấy lời gọi trên không truyền `z_Y` mà vẫn đúng?
# Với $[-4000, 4000]$ thì $\hat{z}_Y = -0.5$, làm tròn về số chẵn gần nhất thành 0.
# $z_X$ cũng bằng 0, vì cùng một lý do.
# Vậy ví dụ này chưa thử hai trong bốn số hạng của $A_{i,j}$.
# Ta sẽ bù lại ở cuối mục 7.

# %% [markdown]
# ## 7. Nhân ma trận bằng số nguyên: cả ma trận
#
# Gọi hàm ở mục 6 cho từng $(i, j)$ thì chậm.
# NumPy tính được cả ma trận một lượt, bạn chỉ cần khéo xếp chiều:
#
# | số hạng của $A$ | chiều | phụ thuộc |
# |---|---|---|
# | tích các mã | $(m, n)$ | hàng và cột |
# | $z_W$ nhân tổng từng hàng của $X_q$ | $(m, 1)$ | chỉ hàng |
# | $z_X$ nhân tổng từng cột của $W_q$ | $(1, n)$ | chỉ cột |
# | $p\, z_X z_W$ | một số | không gì cả |
#
# Mảng $(m, 1)$ cộng với mảng $(m, n)$ thì NumPy tự lặp lại cho đủ cột.
# Mảng $(1, n)$ thì được lặp lại cho đủ hàng, đó là *broadcasting*.
# Tổng từng hàng và tổng từng cột chỉ tính một lần rồi dùng cho mọi phần tử.

# %% exercise="quantization_matrix_multiplication_int"
def quantization_matrix_multiplication_int(
    X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, p, exp, z_Y=0
):
    """Tính mã của cả ma trận Y = XW + b.

    Đầu vào:
        X_q: các mã của X, chiều (m, p), kiểu int8 nếu exp là 8, int16 nếu exp là 16.
        W_q: các mã của W, chiều (p, n), cùng kiểu với X_q.
        b_q: các mã của b, chiều (n,) hoặc (1, n), cùng kiểu với X_q.
        z_X, z_W, z_b: số nguyên, điểm 0 của X, W, b.
        s_X, s_W, s_b, s_Y: số thực dương, độ co giãn của X, W, b, Y.
        p: số nguyên, bằng số cột của X_q và số hàng của W_q.
        exp: số bit của mã đầu ra, 8 hoặc 16.
        z_Y: số nguyên, điểm 0 của Y.
    Đầu ra:
        quantized_Y: các mã, chiều (m, n),
            kiểu np.int8 nếu exp là 8, np.int16 nếu exp là 16.
    """
    assert p == W_q.shape[0], f"p = {p} nhưng W_q có {W_q.shape[0]} hàng"
    low = -(2 ** (exp - 1))
    high = 2 ** (exp - 1) - 1
    b_q = np.reshape(b_q, (1, -1))  # nhận cả chiều (n,) và (1, n)
    # TODO 8: đổi các mã sang int32, tính bộ tích lũy cho cả ma trận,
    #   áp dụng công thức ở bước 3
    ### BEGIN SOLUTION
    X_q = X_q.astype(np.int32)
    W_q = W_q.astype(np.int32)
    b_q = b_q.astype(np.int32)
    acc = X_q @ W_q
    acc = acc - z_W * np.sum(X_q, axis=1).reshape(-1, 1)
    acc = acc - z_X * np.sum(W_q, axis=0).reshape(1, -1)
    acc = acc + p * z_X * z_W
    quantized_Y = z_Y + (s_b / s_Y) * (b_q - z_b) + (s_X * s_W / s_Y) * acc
    ### END SOLUTION
    # TODO 9: làm tròn
    ### BEGIN SOLUTION
    quantized_Y = np.round(quantized_Y)
    ### END SOLUTION
    # TODO 10: cắt các giá trị về đoạn từ low đến high
    ### BEGIN SOLUTION
    quantized_Y = np.clip(quantized_Y, low, high)
    ### END SOLUTION
    return quantized_Y.astype(np.int8 if exp == 8 else np.int16)

# %% fold=true
# Bấm để mở: chuẩn bị như ở mục 6 với m = 2, p = 3, n = 4, rồi gọi hàm của bạn.
random_seed = 1
np.random.seed(random_seed)

m = 2
p = 3
n = 4

# ===== X =====
alpha_X = -100.0
beta_X = 100.0
s_X, z_X = calculate_s_and_z_int(alpha=alpha_X, beta=beta_X, exp=8)
X = create_uniform_matrix((m, p), low=alpha_X, high=beta_X)
X_q = quantize_int(x=X, s=s_X, z=z_X, exp=8)

# ===== W =====
alpha_W = -40.0
beta_W = 20.0
s_W, z_W = calculate_s_and_z_int(alpha=alpha_W, beta=beta_W, exp=8)
W = create_uniform_matrix((p, n), low=alpha_W, high=beta_W)
W_q = quantize_int(x=W, s=s_W, z=z_W, exp=8)

# ===== b =====
alpha_b = -200.0
beta_b = 120.0
s_b, z_b = calculate_s_and_z_int(alpha=alpha_b, beta=beta_b, exp=8)
b = create_uniform_matrix((1, n), low=alpha_b, high=beta_b)
b_q = quantize_int(x=b, s=s_b, z=z_b, exp=8)

# ===== Y =====
alpha_Y = -4000.0
beta_Y = 4000.0
s_Y, z_Y = calculate_s_and_z_int(alpha=alpha_Y, beta=beta_Y, exp=8)

exp = 8
quantized_Y = quantization_matrix_multiplication_int(
    X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, p, exp
)
print(f"quantized_Y: \n{quantized_Y}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# quantized_Y:
# [[111   7  19  46]
#  [127  16 124   2]]
# ```

# %% check="quantization_matrix_multiplication_int"
bai.check(quantization_matrix_multiplication_int)

# %% [markdown]
# ### Con số 127 đáng ngờ
#
# 127 là mã lớn nhất của `int8`.
# Kết quả thật sự bằng 127, hay là đã bị cắt?
# Ta kiểm tra bằng một cây thước mịn hơn: chia $s_Y$ cho 100 và dùng 16 bit, thì chưa chạm đầu thước nào.
# Ta cũng tính $XW + b$ bằng số thực để so.

# %%
finer = 100
fine_codes = quantization_matrix_multiplication_int(
    X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y / finer, p, 16
)
Y = X.astype(np.float64) @ W + b
Y_read_back = s_Y * (quantized_Y.astype(np.float64) - z_Y)
saturated = (Y < alpha_Y) | (Y > beta_Y)
steps_off = (Y_read_back - Y) / s_Y
print(f"vị trí trước khi cắt: {fine_codes[1, 0] / finer:.1f}")
print(f"số thực tương ứng: {Y[1, 0]:.1f}, trong khi miền của Y chỉ đến {beta_Y:.1f}")
print(f"phần tử bão hòa: {saturated.sum()} trên {saturated.size}")
print(
    f"sai số lớn nhất khi không bão hòa: {np.abs(steps_off[~saturated]).max():.2f} bước"
)
print(f"sai số lớn nhất khi bão hòa: {np.abs(steps_off[saturated]).max():.2f} bước")
plots.matmul_error(steps_off, saturated)

# %% [markdown]
# Mỗi ô là sai số so với cách tính bằng số thực, đơn vị là một bước $s_Y$.
# Những ô bình thường sai chưa tới một bước.
# Ô gạch chéo đã bão hòa, nó sai gấp mấy chục lần.
# Công thức không sai, chỉ là miền $[-4000, 4000]$ chọn cho $Y$ quá hẹp.
#
# Có ô sai hơn nửa bước dù không bão hòa.
# Vì sao, khi mà làm tròn $Y$ chỉ sai nhiều nhất nửa bước?
# Gợi ý: $X$, $W$ và $b$ cũng đã được làm tròn từ trước.

# %% [markdown]
# ### Ví dụ thứ hai: mọi điểm 0 đều khác 0
#
# Hai ví dụ trên đều có $z_X = z_Y = 0$, nên một nửa công thức chưa được thử.
# Ai quên $z_X \sum W_q$ hay quên $p\, z_X z_W$ vẫn được kết quả đúng.
# Ví dụ này thì không tha: bốn điểm 0 khác nhau và khác 0, còn $m$, $p$, $n$ cũng khác nhau.

# %% fold=true
# Bấm để mở: chuẩn bị như trên với bốn điểm 0 khác 0, rồi gọi hàm của bạn.
random_seed = 2
np.random.seed(random_seed)

m = 4
p = 6
n = 3

# ===== X =====
alpha_X = -20.0
beta_X = 100.0
s_X, z_X = calculate_s_and_z_int(alpha=alpha_X, beta=beta_X, exp=8)
X = create_uniform_matrix((m, p), low=alpha_X, high=beta_X)
X_q = quantize_int(x=X, s=s_X, z=z_X, exp=8)

# ===== W =====
alpha_W = -1.0
beta_W = 3.0
s_W, z_W = calculate_s_and_z_int(alpha=alpha_W, beta=beta_W, exp=8)
W = create_uniform_matrix((p, n), low=alpha_W, high=beta_W)
W_q = quantize_int(x=W, s=s_W, z=z_W, exp=8)

# ===== b =====
alpha_b = -50.0
beta_b = 30.0
s_b, z_b = calculate_s_and_z_int(alpha=alpha_b, beta=beta_b, exp=8)
b = create_uniform_matrix((1, n), low=alpha_b, high=beta_b)
b_q = quantize_int(x=b, s=s_b, z=z_b, exp=8)

# ===== Y =====
alpha_Y = -100.0
beta_Y = 400.0
s_Y, z_Y = calculate_s_and_z_int(alpha=alpha_Y, beta=beta_Y, exp=8)

exp = 8
quantized_Y = quantization_matrix_multiplication_int(
    X_q, W_q, b_q, z_X, z_W, z_b, s_X, s_W, s_b, s_Y, p, exp, z_Y=z_Y
)
print(f"z_X, z_W, z_b, z_Y: {z_X}, {z_W}, {z_b}, {z_Y}")
print(f"quantized_Y: \n{quantized_Y}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# z_X, z_W, z_b, z_Y: -86, -64, 31, -77
# quantized_Y:
# [[ 19  -3 -34]
#  [ 30  16 -40]
#  [ 87  58 -42]
#  [-44 -32 -66]]
# ```

# %%
Y = X.astype(np.float64) @ W + b
Y_read_back = s_Y * (quantized_Y.astype(np.float64) - z_Y)
saturated = (Y < alpha_Y) | (Y > beta_Y)
steps_off = (Y_read_back - Y) / s_Y
print(f"phần tử bão hòa: {saturated.sum()} trên {saturated.size}")
print(
    f"sai số lớn nhất: {np.abs(steps_off).max():.2f} bước, "
    f"tức {np.abs(Y_read_back - Y).max():.2f}"
)
plots.matmul_error(steps_off, saturated)

# %% [markdown]
# Lần này miền của $Y$ đủ rộng, không ô nào bão hòa.

# %% [markdown]
# ### Bộ tích lũy có bao giờ tràn không?
#
# Ta đã chọn `int32`.
# Chọn thế có đủ không?
# Mã có độ lớn lớn nhất là mã nhỏ nhất: với `int8` là $-128$, lớn hơn 127 một đơn vị.
# Trường hợp xấu nhất: mọi mã đều là mã ấy, tổng của $p$ tích là $p$ lần bình phương của nó.
# Hình sau so trường hợp xấu nhất với tổng đo được khi các mã rơi ngẫu nhiên, theo $p$.

# %% [markdown] guess="tran_int16"
# Nếu bộ tích lũy chỉ là `int16`, ít nhất phải cộng mấy tích của hai mã `int8` thì mới có thể tràn?
#
# = (2**15 - 1) // 128**2 + 1
#
# - = (2**15 - 1) // 127**2 + 1: Bạn lấy mã 127, nhưng mã xa số 0 nhất là −128.
#
# > Tích lớn nhất là `= (-128) * (-128)`.
# > Hai tích như thế đã là `= 2 * 128**2`, quá `= 2**15 - 1` một đơn vị.

# %%
bai.guess("tran_int16")

# %%
generator = np.random.default_rng(0)
p_values = 4 ** np.arange(0, 10)
measured = {}
for bits in (8, 16):
    codes_limits = np.iinfo(f"int{bits}")
    measured[bits] = []
    for terms in p_values:
        X_codes, W_codes = generator.integers(
            codes_limits.min, codes_limits.max + 1, size=(2, 8, terms)
        )
        measured[bits].append(np.abs(np.einsum("rk,rk->r", X_codes, W_codes)).max())
for bits in (8, 16):
    largest = -int(np.iinfo(f"int{bits}").min)
    for accumulator in ("int16", "int32"):
        first = int(np.iinfo(accumulator).max) // largest**2 + 1
        print(f"mã {bits:2} bit, bộ tích lũy {accumulator}: tràn từ p = {first}")
plots.accumulator_range(p_values, measured)

# %% [markdown]
# Với mã 8 bit, bộ tích lũy `int32` chịu được hơn một trăm nghìn số hạng, quá đủ cho hầu hết các lớp.
# Với mã 16 bit thì khác hẳn: chỉ hai số hạng đã có thể tràn.
# Bạn thử so $2 \cdot 32768^2$ với $2^{31} - 1$: tràn đúng một đơn vị.
#
# Hai hàm của bạn có cùng một kết quả không, khi $p = 2$ và mọi mã đều là $-32768$?

# %%
full = np.full((1, 2), np.iinfo(np.int16).min, dtype=np.int16)
zero_bias = np.zeros(1, dtype=np.int16)
zero_points = (0, 0, 0)
scales = (1.0, 1.0, 1.0, 2.0**20)
exact = 2 * int(full[0, 0]) ** 2 / scales[-1]
one = quantize_a_position_in_matrix_int(
    full, full.T, zero_bias, *zero_points, *scales, 0, 0, 2, 16
)
whole = quantization_matrix_multiplication_int(
    full, full.T, zero_bias, *zero_points, *scales, 2, 16
)
print(f"tính bằng số nguyên của Python: {exact:.1f}")
print(f"hàm một vị trí: {one}")
print(f"hàm cả ma trận: {whole[0, 0]}")

# %% [markdown]
# Nếu bạn dùng `int32` như gợi ý, phép nhân ma trận `@` giữ nguyên kiểu `int32` và tràn.
# Còn `np.sum` tự mở rộng lên `int64`, nên hàm một vị trí thoát nạn.
# Phải sửa chỗ nào để hai hàm giống nhau?
# Vì sao hầu hết phần cứng chọn mã 8 bit với bộ tích lũy 32 bit, chứ không chọn mã 16 bit?

# %% [markdown]
# ## Trong thư viện thật
#
# Phép tính ở mục 4 có tên trong chuẩn ONNX: `QuantizeLinear`.
# Ô sau nhờ ONNX Runtime lượng tử hóa vài số, rồi so với hàm của bạn.
# Máy bạn không cần có thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="onnx onnxruntime"
with bai.library("onnx onnxruntime"):
    from course import onnx_ops

    reals = np.array([-300, -100, -1, 0, 9, 42, 200, 300], dtype=np.float32)
    s_real, z_real = np.float32(300 / 255), np.int8(-43)
    [theirs] = onnx_ops.run("QuantizeLinear", reals, s_real, z_real)
    mine = quantize_int(reals, float(s_real), int(z_real), 8)
    print("ONNX Runtime:", theirs)
    print("hàm của bạn :", mine)
    assert np.array_equal(theirs, mine), "hai hàng mã phải giống nhau"

# %% [markdown]
# Tám số, tám mã như nhau, kể cả hai số bị cắt.
# Riêng $x = 10$, số nằm đúng giữa hai mã, thì ONNX Runtime cho $-35$ chứ không phải $-34$: nó làm tròn trước rồi mới cộng $z$.
# Bài 2 sẽ theo quy tắc ấy.

# %% [markdown]
# ## Tóm tắt
#
# - Độ co giãn $s$ là độ dài một bước, điểm 0 $z$ là mã của số thực 0.
# - Lượng tử hóa: đổi vị trí, làm tròn, cắt, đổi kiểu, theo đúng thứ tự ấy.
# - Bên trong miền, sai số không quá nửa bước; bên ngoài miền thì bão hòa, sai bao nhiêu cũng có thể.
# - Nhân ma trận: phần cộng dồn chỉ có số nguyên, số thực chỉ vào ở cuối.
# - Bộ tích lũy phải rộng hơn mã rất nhiều, nếu không sẽ tràn số.
#
# Trong bài này, miền của $X$, $W$, $b$ và $Y$ đều được cho trước: đó là lượng tử hóa tĩnh (*static quantization*).
# Lượng tử hóa động (*dynamic quantization*) thì chờ có dữ liệu rồi mới chọn miền, bạn sẽ gặp ở Bài 6.
# Cách thứ ba là huấn luyện có nhận biết lượng tử hóa (*quantization-aware training*), ở Bài 8.
#
# **Đọc thêm**
#
# - [Bài báo của Jacob và cộng sự, 2018](https://arxiv.org/abs/1712.05877): nơi đưa ra cách tính này.
# - [Bài viết của Lei Mao](https://leimao.github.io/article/Neural-Networks-Quantization/): các công thức.
# - [Đặc tả QuantizeLinear của ONNX](https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html): cách làm thật.
#
# **Sang bài 2.** Ta đã thấy sai số bằng mắt.
# Nhưng nó lớn hay nhỏ so với chính tín hiệu?
# Thêm một bit thì được lợi bao nhiêu?
# Muốn trả lời, ta phải đi ngược từ mã về số thực, tức là giải lượng tử hóa (*dequantize*), rồi đo.

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
