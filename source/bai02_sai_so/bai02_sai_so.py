# %% [markdown]
# # Bài 2. Giải lượng tử hóa và sai số
#
# Bài 1 đi một chiều: từ số thực xuống mã.
# Dọc đường, ta để lại hai câu hỏi.
#
# 1. Đoạn $[5, 10]$ không chứa số 0 nên điểm 0 văng ra ngoài `int8`, vậy vì sao phải nới đoạn ấy, và nới đến đâu?
# 2. Sai số mà ta thấy bằng mắt là lớn hay nhỏ so với chính tín hiệu, và thêm một bit thì được lợi bao nhiêu?
#
# Học xong bài này, bạn sẽ
#
# - đổi được mã về số thực, tức là giải lượng tử hóa (*dequantize*), mà không bị tràn số;
# - nới được một miền bất kỳ để số 0 có mã, và giải thích được vì sao ép điểm 0 vào `int8` là sai;
# - đo được sai số lượng tử hóa (*quantization error*) và biết nó không quá nửa bước ở bên trong miền;
# - so được sai số với tín hiệu bằng decibel, và biết thêm một bit thì lợi được bao nhiêu;
# - tính được ReLU ngay trên các mã.
#
# Bài có 8 chỗ trống, từ TODO 1 đến TODO 8, cộng lại 10 điểm.
# Ngoài ra có hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm.

# %% setup=true
import numpy as np

from course import Lesson, plots, widgets

bai = Lesson("bai02_sai_so")

# %% [markdown]
# ## Sai 0.25 là nhiều hay ít?
#
# Hai tín hiệu dưới đây được làm tròn bằng cùng một cây thước: $s = 0.5$, $z = 0$, không số nào bị cắt.
# Nét xám là tín hiệu, nét xanh là giá trị đọc ngược từ mã.

# %% [markdown] guess="to_hay_nho"
# Hai tín hiệu dùng chung bước $s = 0.5$; sai số lớn nhất của tín hiệu nào lớn hơn?
#
# - tín hiệu to: Phép làm tròn chỉ nhìn bước của thước, không nhìn tín hiệu to hay nhỏ.
# - tín hiệu nhỏ: Đúng là nó trông méo hơn, nhưng chỉ là méo so với chính nó.
# - [x] hai bên như nhau
#
# > Làm tròn tới vạch gần nhất thì sai nhiều nhất nửa bước, ở đây là `= 0.5 / 2`, tín hiệu nào cũng vậy.

# %%
bai.guess("to_hay_nho")

# %%
time = np.linspace(0, 2, 1001)
step = 0.5
wave = np.sin(2 * np.pi * time)
signals = {"tín hiệu to": 4.0 * wave, "tín hiệu nhỏ": 0.6 * wave}
read_back = {name: step * np.round(signal / step) for name, signal in signals.items()}
for name, signal in signals.items():
    largest = np.abs(read_back[name] - signal).max()
    peak = np.abs(signal).max()
    share = largest / peak
    print(
        f"{name}: biên độ {peak:.1f}, "
        f"sai số lớn nhất {largest:.2f}, bằng {share:.0%} biên độ"
    )
plots.same_step(time, signals, read_back)

# %% [markdown]
# Sai số lớn nhất như nhau, đều bằng nửa bước.
# Tín hiệu to thì vẫn ra hình sóng, còn tín hiệu nhỏ chỉ còn ba mức.
# Vậy biết sai số thôi chưa đủ, phải so nó với tín hiệu.
#
# Muốn đo cho đúng, trước hết phải đi ngược từ mã về số thực.

# %% [markdown]
# ## 1. Từ mã về số thực
#
# Ở Bài 1 ta đã đọc ngược cây thước vài lần: mã $x_q$ cách điểm 0 đúng $x_q - z$ bước, mỗi bước dài $s$.
# Vậy mã ấy đại diện cho số thực
#
# <!-- công thức: Giải lượng tử hóa -->
# $$\hat{x} = s\,(x_q - z)$$
#
# Cái mũ nhắc rằng $\hat{x}$ chỉ gần bằng $x$: phần lẻ đã mất khi làm tròn, không lấy lại được.
#
# **Tính tay.** Với `int8`, $s = 0.5$ và $z = 2$:
#
# - mã 5 đọc thành $0.5 \cdot (5 - 2) = 1.5$;
# - mã 2 đọc thành 0, vì đó chính là điểm 0;
# - mã $-128$ đọc thành $0.5 \cdot (-128 - 2) = -65$.
#
# Ở Bài 1, số $1.3$ cũng được mã 5 trên cây thước này: đi một vòng, $1.3$ trở về thành $1.5$.
#
# ### Phép trừ cũng tràn số
#
# Công thức chỉ có một phép trừ và một phép nhân, vậy mà rất hay sai.
# Ô sau trừ $z = 100$ khỏi ba mã `int8`.

# %% [markdown] guess="tru_trong_int8"
# Trong `int8`, NumPy tính −128 − 100 ra số nào?
#
# - = -128 - 100: Đó là hiệu thật, nhưng `int8` chỉ xuống tới −128.
# - −128: Phép trừ không cắt ở đầu thước, nó quay vòng.
# - [x] = (np.array([-128], np.int8) - np.int8(100))[0]
#
# > Hiệu thật là `= -128 - 100`, quá đầu dưới 100 bước; quay vòng là cộng thêm 256, được `= -128 - 100 + 256`.

# %%
bai.guess("tru_trong_int8")

# %%
some_codes = np.array([-128, 5, 100], dtype=np.int8)
print("trừ ngay trong int8   :", some_codes - 100)
print("đổi sang int32 rồi trừ:", some_codes.astype(np.int32) - 100)

# %% [markdown]
# $-128 - 100 = -228$ không vừa `int8`, nên quay vòng thành 28: một số rất âm bỗng thành số dương.
# Hiệu của hai số 8 bit cần tới 9 bit.
# Với `int16` cũng vậy: $30000 - (-10000) = 40000$ vượt quá $32767$.
# Vì thế phải mở rộng kiểu **trước khi** trừ, giống như ta đã làm với bộ tích lũy.

# %% exercise="dequantize"
def dequantize(x_q, s, z):
    """Giải lượng tử hóa: đổi mỗi mã về số thực mà nó đại diện.

    Đầu vào:
        x_q: mảng NumPy các mã, kiểu np.int8 hoặc np.int16, chiều tùy ý.
        s: số thực dương, độ co giãn.
        z: số nguyên kiểu int, điểm 0.
    Đầu ra:
        x_hat: mảng số thực, cùng chiều với x_q.
    """
    # TODO 1: mở rộng kiểu của mã, trừ điểm 0, rồi nhân với độ co giãn
    ### BEGIN SOLUTION
    x_hat = s * (x_q.astype(np.float64) - z)
    ### END SOLUTION
    return x_hat

# %%
codes = np.array([-128, 0, 100, 127], dtype=np.int8)
print(f"x_hat: {dequantize(codes, 0.5, 100)}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# x_hat: [-114.   -50.     0.    13.5]
# ```

# %% check="dequantize"
bai.check(dequantize)

# %% [markdown]
# ONNX Runtime, một thư viện phổ biến để chạy mô hình, làm đúng phép tính này bằng `float32`.
# Hàm của bạn trả về `float32` hay `float64` đều được.

# %% [markdown]
# ## 2. Nới miền cho số 0 có mã
#
# Bây giờ ta trả món nợ của Bài 1.
# Với đoạn $[5, 10]$ và `int8`, ta có $s = 5/255$ và $z = -383$, mà $-383$ không phải là mã `int8`.
#
# **Cách thứ nhất: ép $z$ về mã gần nhất, $-128$.**
# Nghe có vẻ vô hại.
# Nhưng đổi $z$ là trượt cả cây thước.
# Hai mã ở hai đầu bây giờ đọc thành số nào?

# %% [markdown] guess="ep_z"
# Ép $z$ về −128 mà giữ bước $s = 5/255$, thì hai đầu thước đọc thành đoạn nào?
#
# - từ 5 đến 10: Muốn thế thì z phải là −383.
# - [x] từ 0 đến 5
# - từ 0 đến 10: Thước vẫn chỉ dài 255 bước, mà bước chưa đổi.
#
# > Mã −128 nay là điểm 0 nên đọc thành 0; đầu kia cách nó 255 bước, tức là `= 255 * 5 / 255` đơn vị.

# %%
bai.guess("ep_z")

# %%
ends = np.array([-128, 127], dtype=np.int8)
s_kept = (10 - 5) / 255
print(
    f"z = -128: hai đầu thước đọc thành {np.round(dequantize(ends, s_kept, -128), 4)}"
)

# %% [markdown]
# Cây thước đã trượt về $[0, 5]$, không còn phủ lên dữ liệu nữa.
# Số 5 được mã 127, số 7.5 và số 10 cũng được mã 127 vì bị cắt.
# Đọc ngược, cả ba đều thành 5: dữ liệu mất sạch.
#
# **Cách thứ hai: nới miền cho chứa số 0, rồi mới tính $s$ và $z$.**
# Đầu nào đã ở đúng phía của số 0 thì giữ nguyên, đầu kia kéo tới 0:
#
# <!-- công thức: Nới miền cho số 0 có mã -->
# $$\alpha' = \min(\alpha, 0), \qquad \beta' = \max(\beta, 0)$$
#
# **Tính tay.**
#
# - $[5, 10]$ thành $[0, 10]$;
# - $[-7, -2]$ thành $[-7, 0]$;
# - $[-2, 3]$ đã chứa 0, giữ nguyên.
#
# Khi miền chứa 0 thì $\alpha_q \le \hat{z} \le \beta_q$, nên $z$ luôn là một mã.
# Ta nới vừa đủ, không hơn, vì miền rộng thêm bao nhiêu thì bước $s$ dài thêm bấy nhiêu.
# Tên hàm *nudge* nghĩa là đẩy nhẹ.

# %% exercise="nudge_range"
def nudge_range(alpha, beta):
    """Nới miền hiện tại vừa đủ để nó chứa số 0.

    Đầu vào:
        alpha, beta: số thực, hai đầu của miền hiện tại, cần alpha <= beta.
    Đầu ra:
        alpha, beta: hai số thực, hai đầu của miền đã nới, đầu nhỏ đứng trước.
    """
    # TODO 2: kéo đầu cần kéo tới số 0
    ### BEGIN SOLUTION
    alpha, beta = min(alpha, 0.0), max(beta, 0.0)
    ### END SOLUTION
    return alpha, beta

# %%
for alpha, beta in ((5.0, 10.0), (-7.0, -2.0), (-2.0, 3.0)):
    left, right = nudge_range(alpha, beta)
    print(f"[{alpha}, {beta}] thành [{left:.1f}, {right:.1f}]")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [5.0, 10.0] thành [0.0, 10.0]
# [-7.0, -2.0] thành [-7.0, 0.0]
# [-2.0, 3.0] thành [-2.0, 3.0]
# ```

# %% check="nudge_range"
bai.check(nudge_range)

# %% [markdown]
# Đặt hai cây thước cạnh dữ liệu.
# Miền mới $[0, 10]$ bắt đầu ở số 0, nên $z$ là mã nhỏ nhất, $-128$.

# %%
every_code = np.arange(-128, 128).astype(np.int8)
left, right = nudge_range(5.0, 10.0)
s_widened = (right - left) / 255
rulers = {
    "giữ miền, ép z": dequantize(every_code, s_kept, -128),
    "nới miền": dequantize(every_code, s_widened, -128),
}
for name, reals in rulers.items():
    inside = np.sum((reals >= 5 - 1e-6) & (reals <= 10 + 1e-6))
    first, last = reals[0], reals[-1]
    print(
        f"{name}: đọc được từ {first:.1f} đến {last:.1f}, {inside} mã nằm trong [5, 10]"
    )
plots.coverage(5.0, 10.0, rulers)

# %% [markdown]
# Nới miền cũng có giá: nửa số mã dành cho đoạn $[0, 5)$ nơi chẳng có dữ liệu, bước $s$ dài gấp đôi.
# Đổi lại, số 0 rơi đúng vào một mã, và mọi số từ 5 đến 10 đều có mã gần nó.
# Các thư viện đều nới miền như thế, ví dụ toán tử `DynamicQuantizeLinear` của ONNX.

# %% [markdown]
# ### Câu đố ★: nới nhiều miền một lượt
#
# Một mạng có nhiều lớp, mỗi lớp một miền, xếp thành mảng $(k, 2)$: cột đầu là $\alpha$, cột sau là $\beta$.
# Bạn nới tất cả trong một dòng NumPy được không?
# Không vòng lặp, không tính điểm.

# %% puzzle="nudge_all"
def nudge_all(ranges):
    """Nới vừa đủ mọi miền để miền nào cũng chứa số 0.

    Đầu vào:
        ranges: mảng số thực chiều (k, 2),
            mỗi hàng là hai đầu của một miền, đầu nhỏ đứng trước.
    Đầu ra:
        mảng chiều (k, 2), các miền đã nới.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.clip(ranges, [-np.inf, 0], [0, np.inf])
    ### END SOLUTION

# %%
bai.puzzle(nudge_all)

# %% [markdown]
# ## 3. Sai số lượng tử hóa
#
# Đi một vòng, từ $x$ xuống mã rồi ngược lên $\hat{x}$, ta được sai số lượng tử hóa:
#
# <!-- công thức: Sai số lượng tử hóa -->
# $$e = \hat{x} - x$$
#
# Ta giữ cả dấu của sai số: $e > 0$ nghĩa là giá trị đọc ngược lớn hơn giá trị ban đầu.
#
# ### Quy tắc làm tròn từ bài này trở đi
#
# Từ bài này, ta tính mã theo đúng quy tắc của ONNX, để mọi mã của bạn khớp với ONNX Runtime:
#
# <!-- công thức: Lượng tử hóa theo quy tắc của ONNX -->
# $$x_q = \text{clip}\Big( \text{round}\big(\tfrac{x}{s}\big) + z,\ \alpha_q,\ \beta_q \Big)$$
#
# So với Bài 1 có hai chỗ khác: chia $x$ cho $s$ bằng `float32`, và cộng $z$ **sau khi** làm tròn.
# Vì $z$ là số nguyên nên cộng trước hay cộng sau chỉ khác nhau khi $x/s$ nằm đúng giữa hai số nguyên và $z$ là số lẻ.
# Bạn còn nhớ $8.5 - 43$ ở Bài 1?
#
# - Bài 1 cộng $z$ trước: $\text{round}(-34.5) = -34$.
# - ONNX làm tròn trước: $\text{round}(8.5) - 43 = 8 - 43 = -35$.
#
# Cả hai đều làm tròn về số chẵn gần nhất, chỉ khác ở chỗ số nào được làm tròn.
#
# Muốn NumPy chia bằng `float32` thì đổi kiểu của cả hai số trước: `x.astype(np.float32) / np.float32(s)`.
# Nếu chia bằng `float64`, vài số nằm sát điểm giữa hai mã có thể nhận mã khác.
# Các trường hợp kiểm tra tránh những số ấy, bạn chia bằng kiểu nào cũng được.
#
# ### Sai số lớn nhất là bao nhiêu?
#
# Làm tròn đưa $x/s$ tới số nguyên gần nhất, tức là dời nó đi nhiều nhất nửa đơn vị.
# Nhân lại với $s$: bên trong miền, $|e| \le s/2$.
# Bên ngoài miền thì $x$ bị cắt, $|e|$ lớn bao nhiêu cũng có thể.
#
# **Tính tay.** Với 4 bit thì các mã đi từ $-8$ đến $7$.
# Lấy $s = 0.5$ và $z = -3$:
#
# - $x = 1.3$: $\text{round}(2.6) - 3 = 0$, đọc ngược $0.5 \cdot (0 + 3) = 1.5$, vậy $e = 0.2$;
# - $x = 9$: $18 - 3 = 15$, bị cắt còn 7, đọc ngược $0.5 \cdot (7 + 3) = 5$, vậy $e = -4$.
#
# Hàm sau nhận số bit `exp` từ 2 đến 16, không chỉ 8 và 16.
# Hai đầu `low`, `high` của miền lượng tử hóa đã tính sẵn cho bạn.

# %% exercise="quantization_error"
def quantization_error(x, s, z, exp):
    """Tính sai số lượng tử hóa của từng giá trị: đổi sang mã exp bit, đọc ngược,
    rồi so với giá trị ban đầu.

    Đầu vào:
        x: mảng NumPy số thực, chiều tùy ý.
        s: số thực dương, độ co giãn.
        z: số nguyên kiểu int, điểm 0, là một mã exp bit.
        exp: số bit, từ 2 đến 16.
    Đầu ra:
        error: mảng số thực, cùng chiều với x, giá trị đọc ngược trừ giá trị ban đầu.
    """
    low = -(2 ** (exp - 1))
    high = 2 ** (exp - 1) - 1
    # TODO 3: tính các mã theo quy tắc của ONNX, đã cắt về đoạn từ low đến high
    ### BEGIN SOLUTION
    x_q = np.rint(x.astype(np.float32) / np.float32(s)) + z
    x_q = np.clip(x_q, low, high).astype(np.int16)
    ### END SOLUTION
    # TODO 4: đọc ngược các mã thành số thực rồi tính sai số
    ### BEGIN SOLUTION
    error = dequantize(x_q, s, z) - x
    ### END SOLUTION
    return error

# %%
x = np.array([-2.2, -0.3, 0.0, 1.3, 9.0])
for value, error in zip(x, quantization_error(x, 0.5, -3, 4), strict=True):
    print(f"x = {value:4.1f}: sai số {error:4.1f}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# x = -2.2: sai số  0.2
# x = -0.3: sai số -0.2
# x =  0.0: sai số  0.0
# x =  1.3: sai số  0.2
# x =  9.0: sai số -4.0
# ```

# %% check="quantization_error"
bai.check(quantization_error)

# %% [markdown]
# ### Răng cưa
#
# Vẫn cây thước 4 bit ở trên: cho $x$ chạy từ trái sang phải và vẽ sai số.

# %%
s_saw, z_saw, bits_saw = 0.5, -3, 4
x_line = np.linspace(-4.0, 7.0, 2201)
errors = quantization_error(x_line, s_saw, z_saw, bits_saw)
first, last = dequantize(np.array([-8, 7], dtype=np.int8), s_saw, z_saw)
inside = (x_line >= first) & (x_line <= last)
print(f"các mã đọc được từ {first} đến {last}")
print(
    f"bên trong: sai số lớn nhất {np.abs(errors[inside]).max():.3f}, "
    f"nửa bước là {s_saw / 2}"
)
print(f"bên ngoài: sai số lớn nhất {np.abs(errors[~inside]).max():.3f}")
plots.error_sawtooth(x_line, errors, s_saw, first, last)

# %% [markdown]
# Mỗi răng cưa là một mã.
# Giữa răng, $x$ trùng với giá trị đọc ngược và sai số bằng 0.
# Qua khỏi mép răng, $x$ nhảy sang mã kế tiếp và sai số đổi dấu.
# Ra khỏi miền thì không còn mã nào để nhảy, sai số cứ thế lớn dần.

# %% [markdown]
# ### Sai số phân bố thế nào?
#
# Sai số lớn nhất là $s/2$, nhưng thường thì sai bao nhiêu?
# Nếu bước đủ nhỏ so với tín hiệu, $x$ rơi vào chỗ nào trong một bước cũng như nhau.
# Khi đó $e$ phân bố đều giữa $-s/2$ và $s/2$, trung bình 0, và độ lệch chuẩn là
#
# <!-- công thức: Sai số trung bình khi không bị cắt -->
# $$\sqrt{\frac{1}{s} \int_{-s/2}^{s/2} e^2\, de} = \frac{s}{\sqrt{12}} \approx 0.289\, s$$
#
# Đó là lập luận của Bennett từ năm 1948.
# Ta đo thử trên 20 000 số phân bố hình chuông, độ lệch chuẩn bằng 1.
# Miền là $[-A, A]$, cân hai bên số 0, nên $z = 0$ và $s = 2A / (2^b - 1)$, với $b$ là số bit.
#
# - Hình trái: 8 bit, $A$ là độ lớn của số xa số 0 nhất, nên miền vừa khít dữ liệu.
# - Hình phải: 3 bit, $A = 20$, nên miền rộng hơn dữ liệu nhiều.
#
# Cả hai lần đều không số nào nằm ngoài miền.

# %%
weights = np.random.default_rng(0).normal(0.0, 1.0, size=20_000)
steps_off = {}
for bits, half in ((8, np.abs(weights).max()), (3, 20.0)):
    s_bits = 2 * half / (2**bits - 1)
    errors = quantization_error(weights, s_bits, 0, bits)
    steps_off[f"{bits} bit, A = {half:.1f}"] = errors / s_bits
    deviation = np.std(errors) / s_bits
    print(f"{bits} bit, A = {half:.1f}: một bước s = {s_bits:.3f}, ", end="")
    print(f"độ lệch chuẩn của sai số {deviation:.3f} bước")
print(f"theo công thức: {1 / np.sqrt(12):.3f} bước")
plots.error_histograms(steps_off)

# %% [markdown]
# Bên trái, hình gần như phẳng và độ lệch chuẩn đúng như công thức.
# Bên phải, một bước dài gần sáu lần độ lệch chuẩn của tín hiệu, hầu hết các số rơi vào mã 0.
# Khi đó $\hat{x} = 0$ nên $e = -x$: sai số mang hình chuông của chính tín hiệu, và công thức không còn đúng.

# %% [markdown]
# ## 4. So sai số với tín hiệu
#
# Ta trở lại câu hỏi đầu bài: sai số lớn hay nhỏ so với tín hiệu?
# Công suất của một tín hiệu tỷ lệ với tổng bình phương của nó.
# Lấy công suất của tín hiệu chia cho công suất của sai số, rồi đổi sang decibel (dB).
# Đó là tỷ số tín hiệu trên nhiễu lượng tử hóa (*signal-to-quantization-noise ratio*, viết tắt *SQNR*):
#
# <!-- công thức: Tỷ số tín hiệu trên nhiễu lượng tử hóa, tính bằng decibel -->
# $$\text{SQNR} = 10 \log_{10} \frac{\sum x^2}{\sum (\hat{x} - x)^2}$$
#
# SQNR càng lớn càng tốt: thêm 10 dB là công suất sai số nhỏ đi 10 lần.
#
# Vì sao là 10 mà không phải 20?
# Hệ số 20 dùng cho tỷ số của hai **biên độ**.
# Ở đây đã bình phương rồi, mà $20 \log_{10} r = 10 \log_{10} r^2$, nên hệ số là 10.
#
# **Tính tay.** Lấy $x = (3, 4)$ và $\hat{x} = (3.3, 3.6)$.
#
# - Tín hiệu: $9 + 16 = 25$.
# - Sai số $(0.3, -0.4)$: $0.09 + 0.16 = 0.25$.
# - Tỷ số 100, vậy SQNR là $10 \cdot 2 = 20$ dB.
#
# Nếu $\hat{x}$ giống hệt $x$ thì mẫu số bằng 0: không có chút nhiễu nào, ta quy ước SQNR là vô cùng, `float("inf")`.
# Tín hiệu thì phải có ít nhất một số khác 0.

# %% exercise="sqnr_db"
def sqnr_db(x, x_hat):
    """Tính SQNR bằng decibel.

    Đầu vào:
        x: mảng NumPy số thực, tín hiệu, chiều tùy ý, không phải toàn số 0.
        x_hat: mảng số thực cùng chiều với x, giá trị đọc ngược từ mã.
    Đầu ra:
        sqnr: một số thực, tính trên mọi phần tử; float("inf") nếu x_hat giống hệt x.
    """
    # TODO 5: tính công suất của tín hiệu và của sai số
    ### BEGIN SOLUTION
    signal = np.sum(x**2)
    noise = np.sum((x_hat - x) ** 2)
    ### END SOLUTION
    # TODO 6: đổi tỷ số ra decibel, kể cả khi không có sai số nào
    ### BEGIN SOLUTION
    if noise == 0:
        sqnr = float("inf")
    else:
        sqnr = 10 * np.log10(signal / noise)
    ### END SOLUTION
    return sqnr

# %%
print(f"ví dụ tính tay: {sqnr_db(np.array([3.0, 4.0]), np.array([3.3, 3.6])):.2f} dB")
for name, signal in signals.items():
    print(f"{name}: {sqnr_db(signal, read_back[name]):.2f} dB")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# ví dụ tính tay: 20.00 dB
# tín hiệu to: 26.21 dB
# tín hiệu nhỏ: 10.98 dB
# ```

# %% check="sqnr_db"
bai.check(sqnr_db)

# %% [markdown]
# Cùng một cây thước, nhưng tín hiệu nhỏ kém tín hiệu to tới 15 dB: mắt bạn đã thấy đúng.

# %% [markdown]
# ### Thêm một bit được bao nhiêu decibel?
#
# Thử đoán trước khi đo.

# %% [markdown] guess="them_mot_bit"
# Thêm một bit cho mỗi mã thì SQNR tăng khoảng bao nhiêu decibel?
#
# = 20 * np.log10(2) ± 0.3
#
# - = 10 * np.log10(2): Bước ngắn đi một nửa thì sai số nhỏ đi hai lần, nhưng SQNR so công suất, tức là bình phương của sai số.
# - = 2 * 20 * np.log10(2): Bước chỉ ngắn đi một nửa, nên công suất nhỏ đi bốn lần, không phải mười sáu lần.
#
# > Số bước gấp đôi, bước ngắn đi một nửa, công suất sai số nhỏ đi bốn lần, mà 10·log10(4) là `= round(20 * np.log10(2), 2)` dB.

# %%
bai.guess("them_mot_bit")

# %% [markdown]
# Thêm một bit thì số bước gấp đôi, $s$ ngắn đi một nửa, công suất sai số $s^2/12$ nhỏ đi bốn lần.
# Vậy SQNR tăng $10 \log_{10} 4 \approx 6.02$ dB, với tín hiệu nào cũng thế, miễn là bước đủ nhỏ.
#
# Vẽ SQNR theo số bit, ta sẽ được một đường thẳng, còn đường ấy nằm cao hay thấp thì tùy tín hiệu.
# Gọi $\sigma$ là căn bậc hai của trung bình bình phương, $[-A, A]$ là miền, và thay $s \approx 2A/2^b$:
#
# <!-- công thức: Mỗi bit thêm 6.02 dB -->
# $$\text{SQNR} \approx 10 \log_{10} \frac{\sigma^2}{s^2 / 12} \approx 6.02\, b + 4.77 - 20 \log_{10} \frac{A}{\sigma}$$
#
# Sóng sin chạm hai đầu miền có $A/\sigma = \sqrt{2}$, ta được công thức quen thuộc của kỹ sư âm thanh: $6.02\, b + 1.76$.
# Tín hiệu hình chuông có vài số rất xa, chúng kéo $A$ lên gấp khoảng bốn lần $\sigma$.
# Đường của nó phải thấp hơn.
#
# Bây giờ ta đo trên ba loại tín hiệu, mỗi loại ba hạt giống.
# Dưới 6 bit thì bước còn thô, nên độ dốc chỉ tính từ 6 bit trở lên.

# %% fold=true
# Bấm để mở: đo SQNR của ba loại tín hiệu, từ 2 đến 14 bit, rồi vẽ.
def three_signals(seed):
    """Ba tín hiệu, mỗi tín hiệu kèm nửa bề rộng A của miền."""
    generator = np.random.default_rng(seed)
    turns = (
        generator.uniform(100, 1000) * np.linspace(0, 1, 20_000) + generator.uniform()
    )
    bell = generator.normal(size=20_000)
    return {
        "sóng sin": (np.sin(2 * np.pi * turns), 1.0),
        "phân bố đều": (generator.uniform(-1.0, 1.0, size=20_000), 1.0),
        "hình chuông": (bell, np.abs(bell).max()),
    }


bits_tried = np.arange(2, 15)
fine = bits_tried >= 6
measured = {"sóng sin": [], "phân bố đều": [], "hình chuông": []}
slopes = {"sóng sin": [], "phân bố đều": [], "hình chuông": []}
for seed in range(3):
    print(f"hạt giống {seed}")
    for name, (signal, half) in three_signals(seed).items():
        row = []
        for bits in bits_tried:
            s_bits = 2 * half / (2.0**bits - 1)
            off = quantization_error(signal, s_bits, 0, int(bits))
            row.append(sqnr_db(signal, signal + off))
        measured[name].append(row)
        slopes[name].append(np.polyfit(bits_tried[fine], np.array(row)[fine], 1)[0])
        print(
            f"  {name:>11}: mỗi bit {slopes[name][-1]:.2f} dB, "
            f"ở 8 bit được {row[6]:.1f} dB"
        )

predicted = {}
for name, (signal, half) in three_signals(0).items():
    crest = half / np.sqrt(np.mean(signal**2))
    predicted[name] = 6.02 * bits_tried + 4.77 - 20 * np.log10(crest)
    print(
        f"{name:>11}: A/σ = {crest:.2f}, "
        f"công thức cho 8 bit {predicted[name][6]:.1f} dB"
    )

rule = 6.02 * bits_tried + 1.76
off_the_rule = np.abs(np.array(measured["sóng sin"]) - rule)[:, fine].max()
print(
    f"sóng sin lệch khỏi 6.02 b + 1.76 nhiều nhất {off_the_rule:.2f} dB, tính từ 6 bit"
)

look_again = "hãy xem lại quantization_error và sqnr_db"
for name in slopes:
    off_the_slope = np.abs(np.array(slopes[name]) - 6.02).max()
    assert off_the_slope < 0.1, f"mỗi bit phải được khoảng 6.02 dB: {look_again}"
behind = np.array(measured["sóng sin"])[:, 6] - np.array(measured["hình chuông"])[:, 6]
assert behind.min() > 6.02, f"hình chuông phải kém sóng sin hơn một bit: {look_again}"
assert off_the_rule < 0.8, f"sóng sin phải theo công thức 6.02 b + 1.76: {look_again}"
plots.sqnr_against_bits(bits_tried, measured, predicted)

# %% [markdown]
# Ba đường song song, mỗi bit khoảng 6 dB, với hạt giống nào cũng vậy.
# Ở 8 bit, hình chuông kém sóng sin chừng 9 dB, tức là mất khoảng một bit rưỡi chỉ vì vài số ở xa.
#
# Bên trái hình, các dấu rơi xuống dưới đường.
# Lý do: số bước thật ra là $2^b - 1$ chứ không phải $2^b$, và sai số chưa phân bố đều.

# %% [markdown]
# ### Câu đố ★: thước có vạch tùy ý
#
# Không phải cây thước nào cũng chia đều.
# Giả sử thước chỉ có vài vạch tùy ý, như $-1$, $0$, $0.3$ và $2$: mã của một số thực là thứ tự của vạch gần nó nhất.
# Tìm mã của cả mảng trong một dòng, không vòng lặp.
# Bài 9 sẽ dùng những cây thước như thế.

# %% puzzle="nearest_mark"
def nearest_mark(x, marks):
    """Tìm vạch gần nhất của mỗi số thực.

    Đầu vào:
        x: mảng số thực chiều (n,).
        marks: mảng số thực chiều (k,), các vạch của thước.
    Đầu ra:
        mảng số nguyên chiều (n,), thứ tự của vạch, từ 0 đến k - 1;
        nếu hai vạch gần như nhau thì lấy vạch đứng trước.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.argmin(np.abs(x[:, None] - marks), axis=1)
    ### END SOLUTION

# %%
bai.puzzle(nearest_mark)

# %% [markdown]
# ## 5. Cắt bớt hay để nguyên?
#
# Vài số ở xa làm mất hơn một bit, vậy ta thử thu hẹp miền và chấp nhận cắt chúng.
# Miền hẹp lại thì bước ngắn lại, sai số do làm tròn nhỏ đi.
# Nhưng những số bị cắt thì sai nhiều hơn.
# Bên được bên mất, thu hẹp đến đâu là vừa?
#
# Kéo thanh trượt để đổi miền $[-A, A]$, với tín hiệu hình chuông có độ lệch chuẩn 1.

# %% fold=true
# Bấm để mở: tính hai phần của sai số cho từng bề rộng, rồi vẽ.
widths = np.arange(0.5, 6.01, 0.25)


def draw(width, bits):
    rounding, clipping, ratios = [], [], []
    for half in widths:
        errors = quantization_error(weights, 2 * half / (2**bits - 1), 0, bits)
        cut = np.abs(weights) > half
        rounding.append(np.sum(errors[~cut] ** 2) / np.sum(weights**2))
        clipping.append(np.sum(errors[cut] ** 2) / np.sum(weights**2))
        ratios.append(sqnr_db(weights, weights + errors))
    here = int(np.argmin(np.abs(widths - width)))
    best = int(np.argmax(ratios))
    share_cut = np.mean(np.abs(weights) > width)
    print(
        f"{bits} bit, A = {width}: bị cắt {share_cut:.1%}, SQNR {ratios[here]:.1f} dB"
    )
    print(f"{bits} bit, tốt nhất trong các A đã thử: ", end="")
    print(f"A = {widths[best]}, SQNR {ratios[best]:.1f} dB")
    rounding, clipping = np.array(rounding), np.array(clipping)
    return plots.rounding_against_clipping(widths, rounding, clipping, ratios, width)


widgets.explore(
    draw,
    width=widgets.Slider("A", 4.0, 0.5, 6.0, 0.25),
    bits=widgets.Choice("Số bit", (2, 3, 4, 6, 8), 4),
)

# %% [markdown]
# Đi từ phải sang trái: lúc đầu SQNR tăng vì bước ngắn lại, rồi giảm vì cắt quá tay.
# Đỉnh nằm ở giữa.
# Bạn thử đổi số bit: ít bit thì đỉnh nằm ở miền hẹp hơn hay rộng hơn?
# Vì sao?
# Bài 6 sẽ chỉ cách tìm miền tốt khi chỉ có vài mẫu dữ liệu.

# %% [markdown] guess="dinh_o_dau"
# Ít bit thì đỉnh của SQNR nằm ở đâu?
#
# - [x] ở miền hẹp hơn
# - ở miền rộng hơn: Ít bit mà miền rộng thì bước dài lắm, mọi số ở giữa đều chịu thiệt.
# - vẫn ở chỗ cũ: Bạn đổi số bit từ 8 xuống 2 rồi nhìn lại nhé.
#
# > Ít bit thì bước dài, phần làm tròn nặng hơn phần cắt, nên đáng cắt thêm vài số ở xa để bước ngắn lại.

# %%
bai.guess("dinh_o_dau")

# %% [markdown] points=2 question="keep_the_range"
# ### Câu hỏi: nếu không nới miền thì sao?
#
# Dữ liệu của bạn Lan rải đều trong $[5, 10]$.
# Lan không nới miền: vẫn lấy $s = 5/255$, cất $z = -383$ bằng `int32`, còn các mã thì vẫn là `int8`.
# Nhờ vậy số nào từ 5 đến 10 cũng có mã gần nó.
#
# 1. So với cách nới thành $[0, 10]$, SQNR của dữ liệu cao hơn hay thấp hơn, khoảng bao nhiêu decibel, và vì sao?
# 2. Mạng của Lan lấp viền ảnh bằng số thực 0, vậy viền ấy được mã nào, và đọc ngược thành số nào?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: cao hơn khoảng 6 dB, vì bước ngắn đi một nửa (5/255 so với 10/255) nên công suất sai số nhỏ đi bốn lần; nếu thiếu lý do hoặc thiếu con số thì được 0.5 điểm.
# - 1 điểm: số 0 có vị trí −383, bị cắt thành mã −128, đọc ngược thành 5; nếu chỉ có một trong hai số −128 và 5 thì được 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="keep_the_range"
# 1. Cao hơn khoảng 6 dB.
#
#    Bước của Lan là $5/255$, bằng nửa bước $10/255$, nên công suất sai số $s^2/12$ nhỏ đi bốn lần, như được thêm một bit.
# 2. Số 0 có vị trí $0 - 383 = -383$, bị cắt thành mã $-128$.
#
#    Đọc ngược: $5/255 \cdot (-128 + 383) = 5$.
#    Viền ảnh không còn là 0 mà thành 5.

# %% [markdown] guess="tu_kiem_tra_vien"
# Viết xong câu trả lời ở trên, bạn kiểm tra phần số: viền ảnh đọc ngược thành số nào?
#
# = 5 / 255 * (-128 + 383)
#
# - = 0: Số 0 không còn mã nào gần nó trên cây thước của Lan.
# - = -383: Đó là vị trí của số 0 trước khi cắt.
#
# > Có ba bước: tìm vị trí của số thực 0, cắt nó thành mã, rồi đọc ngược mã ấy.
# > Bạn ra số khác thì xem lại bước cắt trước tiên.

# %%
bai.guess("tu_kiem_tra_vien")

# %% [markdown]
# ## 6. ReLU trên mã
#
# Hàm ReLU giữ các số dương và đổi các số âm thành 0: $y = \max(0, x)$.
# Trong một mạng đã lượng tử hóa, ta có mã của $x$ trên thước $(s_x, z_x)$, và cần mã của $y$ trên thước $(s_y, z_y)$.
#
# Cách trực tiếp nhất gồm ba bước:
#
# 1. giải lượng tử hóa mã của $x$;
# 2. lấy $\max(0, \cdot)$ trên số thực;
# 3. lượng tử hóa kết quả trên thước của $y$, theo quy tắc của ONNX.
#
# Có thể lấy $\max(0, x_q)$ ngay trên mã, cho nhanh, được không?
#
# **Tính tay.** Lấy $s_x = 0.1$, $z_x = -3$, $s_y = 0.05$, $z_y = -100$.
#
# - Mã $-20$ đọc thành $0.1 \cdot (-20 + 3) = -1.7$, ReLU cho 0, vậy mã của $y$ là $-100$.
# - Mã $-1$ đọc thành $0.1 \cdot (-1 + 3) = 0.2$, **dương**, vậy mã của $y$ là $0.2 / 0.05 - 100 = -96$.
#
# Vậy mã âm chưa chắc là số âm.
# Chỗ gãy của ReLU nằm ở số thực 0, mà mã của số thực 0 là $z_x$, không phải mã 0.
# Muốn cắt ngay trên mã thì phải cắt ở $z_x$.

# %% exercise="quantize_relu"
def quantize_relu(x_q, s_x, z_x, s_y, z_y, exp):
    """Tính mã của y = max(0, x) từ mã của x.

    Đầu vào:
        x_q: mảng NumPy các mã của x, kiểu np.int8 hoặc np.int16, chiều tùy ý.
        s_x, s_y: số thực dương, độ co giãn của x và của y.
        z_x, z_y: số nguyên kiểu int, điểm 0 của x và của y.
        exp: số bit của mã y, 8 hoặc 16.
    Đầu ra:
        y_q: các mã của y, cùng chiều với x_q,
            kiểu np.int8 nếu exp là 8, np.int16 nếu exp là 16.
    """
    low = -(2 ** (exp - 1))
    high = 2 ** (exp - 1) - 1
    # TODO 7: giải lượng tử hóa mã của x, rồi tính ReLU
    ### BEGIN SOLUTION
    y = np.maximum(dequantize(x_q, s_x, z_x), 0)
    ### END SOLUTION
    # TODO 8: lượng tử hóa y trên thước của nó, đã cắt về đoạn từ low đến high
    ### BEGIN SOLUTION
    y_q = np.rint(y.astype(np.float32) / np.float32(s_y)) + z_y
    y_q = np.clip(y_q, low, high)
    ### END SOLUTION
    return y_q.astype(np.int8 if exp == 8 else np.int16)

# %%
codes = np.array([-20, -3, -1, 50, 127], dtype=np.int8)
print(f"y_q: {quantize_relu(codes, 0.1, -3, 0.05, -100, 8)}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# y_q: [-100 -100  -96    6  127]
# ```

# %% check="quantize_relu"
bai.check(quantize_relu)

# %% [markdown]
# Mã 127 của $x$ đọc thành 13, mà thước của $y$ chỉ đến $0.05 \cdot (127 + 100) = 11.35$, nên $y$ bão hòa.
#
# Hình sau cho cả 256 mã đi qua hai cách tính, với $z_x = -60$.
# Cách sai lấy $\max(0, x_q)$ trước rồi mới đọc ngược.

# %%
ruler_of_x, ruler_of_y = (0.05, -60), (0.04, -128)
cut_at_0 = np.where(every_code > 0, every_code, 0).astype(np.int8)
y_codes = {
    "gãy ở z_x (hàm của bạn)": quantize_relu(every_code, *ruler_of_x, *ruler_of_y, 8),
    "gãy ở mã 0 (sai)": quantize_relu(cut_at_0, *ruler_of_x, *ruler_of_y, 8),
}
wrong = np.sum(y_codes["gãy ở z_x (hàm của bạn)"] != y_codes["gãy ở mã 0 (sai)"])
code_of_zero = y_codes["gãy ở mã 0 (sai)"][every_code == -60]
zero_becomes = dequantize(code_of_zero, *ruler_of_y)[0]
print(f"hai cách khác nhau ở {wrong} trên 256 mã")
print(f"cách sai biến số thực 0 thành {zero_becomes:.2f}")
plots.relu_on_codes(every_code, y_codes, -60)

# %% [markdown]
# Cách sai nâng mọi số nhỏ hơn 3 lên thành 3, kể cả các số âm.
# Không có lỗi nào được báo, chỉ có kết quả của mạng là hỏng.

# %% [markdown] points=2 question="free_relu"
# ### Câu hỏi: khi nào ReLU không tốn gì?
#
# Đầu ra $y$ của ReLU không bao giờ âm, nên miền của nó là $[0, \beta]$.
#
# 1. Khi đó $z_y$ là mã nào của `int8`, và vì sao bỏ hẳn bước lấy $\max(0, \cdot)$ trong `quantize_relu` mà kết quả vẫn không đổi?
# 2. Nếu chọn cho $y$ miền $[-1, \beta]$ thì còn bỏ bước ấy được không, và vì sao?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: z_y = −128, mã nhỏ nhất; số âm có vị trí dưới −128 nên bước cắt đưa nó về −128, đúng mã của số 0; nếu chỉ nêu được z_y = −128 thì được 0.5 điểm.
# - 1 điểm: không bỏ được, vì z_y lớn hơn −128, các mã từ −128 đến z_y − 1 đọc thành số âm, nên số âm giữ giá trị âm thay vì thành 0; nếu trả lời "không" mà thiếu lý do thì không được điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="free_relu"
# 1. Miền bắt đầu ở 0 nên $z_y = -128$, mã nhỏ nhất.
#    Một số âm chia cho $s_y$, làm tròn rồi cộng $-128$ thì không lớn hơn $-128$.
#    Bước cắt đưa nó về $-128$, đúng là mã của số thực 0, nên bước cắt đã làm thay việc của ReLU.
# 2. Không.
#    Khi miền là $[-1, \beta]$ thì $z_y > -128$, các mã dưới $z_y$ đọc thành số âm.
#    Một số âm sẽ nhận mã dưới $z_y$ và vẫn là số âm, không thành 0.

# %% [markdown] guess="tu_kiem_tra_z_y"
# Viết xong câu trả lời ở trên, bạn kiểm tra phần số: khi miền của $y$ là $[0, \beta]$ thì $z_y$ là mã nào của `int8`?
#
# = np.iinfo(np.int8).min
#
# - = 0: Muốn mã 0 đọc thành số 0 thì phải có mã cho số âm, mà y không có số âm.
# - = np.iinfo(np.int8).max: Mã lớn nhất đọc thành β.
#
# > Nếu bạn ra số khác, hãy hỏi: đầu nào của thước mã nằm ở đầu 0 của miền?

# %%
bai.guess("tu_kiem_tra_z_y")

# %% [markdown]
# ## Trong thư viện thật
#
# Trong chuẩn ONNX, phép giải lượng tử hóa tên là `DequantizeLinear`.
# Ta cho ONNX Runtime đọc cả 256 mã của `int8`, rồi so từng số với hàm của bạn.
# Máy bạn không cần có thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="onnx onnxruntime"
with bai.library("onnx onnxruntime"):
    from course import onnx_ops

    every_int8 = np.arange(-128, 128).astype(np.int8)
    s_real, z_real = np.float32(0.1), np.int8(-43)
    [theirs] = onnx_ops.run("DequantizeLinear", every_int8, s_real, z_real)
    mine = dequantize(every_int8, float(s_real), int(z_real)).astype(np.float32)
    print("ba mã đầu:", theirs[:3], "và", mine[:3])
    print(f"số mã đọc ra khác nhau: {np.sum(theirs != mine)} trên {theirs.size}")
    assert np.array_equal(theirs, mine), "phải đọc ra như nhau: hãy xem lại dequantize"

# %% [markdown]
# ## Tóm tắt
#
# - Giải lượng tử hóa: $\hat{x} = s\,(x_q - z)$, mở rộng kiểu trước khi trừ.
# - Miền không chứa 0 thì nới miền rồi mới tính $s$ và $z$; đừng ép $z$.
# - Bên trong miền, $|e| \le s/2$; khi bước đủ nhỏ, $e$ phân bố đều và có độ lệch chuẩn $s/\sqrt{12}$.
# - SQNR so công suất của tín hiệu với công suất của sai số; mỗi bit đáng giá 6.02 dB.
# - Vài số ở xa làm bước dài ra và kéo SQNR xuống; thu hẹp miền, chấp nhận cắt chúng, có khi lại lợi.
# - ReLU gãy ở số thực 0, tức là ở mã $z_x$.
#
# **Đọc thêm**
#
# - [Bài báo của Bennett, 1948](https://doi.org/10.1002/j.1538-7305.1948.tb01340.x): công suất $s^2/12$ của sai số.
# - [Bài tổng quan của Widrow, Kollár và Liu, 1996](https://doi.org/10.1109/19.492748): khi nào sai số được coi là phân bố đều.
# - [Bài của Kester, MT-001](https://www.analog.com/media/en/training-seminars/tutorials/MT-001.pdf): công thức $6.02\, b + 1.76$.
# - [Bài báo của Jacob và cộng sự, 2018](https://arxiv.org/abs/1712.05877): mục 2.1 nói vì sao số 0 phải rơi đúng vào một mã.
# - Đặc tả của ONNX: [DequantizeLinear](https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html), [DynamicQuantizeLinear](https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html).

# %% [markdown]
# **Sang bài 3.** Từ đầu đến giờ, cả một ma trận trọng số chỉ có một cây thước.
# Mỗi cột của ma trận là một kênh (*channel*), và các kênh có thể to nhỏ rất khác nhau.

# %%
sizes = np.array([1.0, 0.3, 0.1, 0.01])
matrix = np.random.default_rng(0).normal(size=(256, 4)) * sizes
s_matrix = 2 * np.abs(matrix).max() / 255
matrix_read_back = matrix + quantization_error(matrix, s_matrix, 0, 8)
for channel, largest in enumerate(np.abs(matrix).max(axis=0)):
    print(
        f"kênh {channel}: số lớn nhất {largest:.3f}, bằng {largest / s_matrix:.1f} bước"
    )
print(f"cả ma trận: SQNR {sqnr_db(matrix, matrix_read_back):.1f} dB")

# %% [markdown]
# Nhìn con số chung thì mọi việc đều ổn.
# Nhưng số lớn nhất của kênh cuối chưa dài tới hai bước.
# Kênh nhỏ ấy mất gì?
# Mỗi kênh có nên có một cây thước riêng không?

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
