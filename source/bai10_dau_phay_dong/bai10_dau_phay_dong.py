# %% [markdown]
# # Bài 10. FP8, FP4, MX, NVFP4, NF4
#
# Ở Bài 9, các mức được đặt tùy ý: dày ở nơi đông trọng số, thưa ở nơi vắng.
# Cái giá là máy phải tra bảng ra số thực rồi mới nhân.
# Có bảng nào dày ở gần 0, thưa ở xa, mà máy nhân thẳng được không?
#
# Học xong bài này, bạn sẽ
#
# - đọc được mọi số dấu phẩy động (*floating point*) từ 4 đến 8 bit, kể cả những số nhỏ nhất;
# - làm tròn được một số thực về số gần nhất của một định dạng như thế;
# - biết lúc nào 8 bit nên là số nguyên, lúc nào nên là dấu phẩy động;
# - cho được mỗi khối giá trị một độ co giãn dùng chung, theo ba cách của ngành: MX, NVFP4 và NF4;
# - chọn được định dạng 4 bit cho trọng số của một mô hình ngôn ngữ (*language model*) nhỏ mà thật.
#
# Bài có 7 chỗ trống, từ TODO 1 đến TODO 7, cộng lại 10 điểm.
# Xen giữa là hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm.

# %% setup=true
import numpy as np

from course import Lesson, plots, tiny_lm, widgets
from course.waiting import counted

bai = Lesson("bai10_dau_phay_dong")

# %% [markdown]
# ## 1. Một chiếc bảng có công thức
#
# Thước của số nguyên có các vạch cách đều.
# Thế mà trọng số đông ở gần 0, ra xa thì thưa.
# Bạn đã quen một cách viết số có vạch không đều: cách viết khoa học.
# $6.02 \cdot 10^{23}$ và $6.02 \cdot 10^{-3}$ có cùng ba chữ số, chỉ khác số mũ.
# Số nhỏ thì vạch dày, số lớn thì vạch thưa, nhưng **so với chính nó** thì số nào cũng chính xác như nhau.
#
# Số dấu phẩy động làm y như thế, trong hệ hai.
# Ví dụ $6 = 1.5 \cdot 2^2$ và $0.1875 = 1.5 \cdot 2^{-3}$.
# Chữ số đứng trước dấu phẩy lúc nào cũng là 1, nên khỏi phải ghi; ta gọi nó là chữ số 1 *ngầm*.
#
# Số nhân với lũy thừa của 2, như $1.5$ ở trên, là phần định trị bạn đã gặp ở Bài 4; ở đó nó đi từ 0.5 đến 1, ở đây từ 1 đến 2.
#
# Mỗi số được ghi bằng ba phần, từ bit cao xuống bit thấp:
#
# | phần | số bit | ý nghĩa |
# |---|---|---|
# | dấu | 1 | 0 là dương, 1 là âm |
# | số mũ $E$ | $e$ | số nguyên không âm, lấy ra rồi trừ đi một độ dời |
# | phần lẻ $F$ | $m$ | các chữ số sau dấu phẩy của phần định trị, đọc như một số nguyên |
#
# <!-- công thức: Đọc một số dấu phẩy động nhỏ -->
# $$|x| = \Big(1 + \frac{F}{2^m}\Big) \cdot 2^{\,E - \text{bias}} \quad (E > 0), \qquad \text{bias} = 2^{\,e-1} - 1$$
#
# Trong ngoặc là phần định trị; định dạng chỉ cất phần lẻ của nó, nên ta gọi $m$ bit ấy là các bit định trị.
# Độ dời `bias` để số mũ thật có khi âm, có khi dương; nó không liên quan gì đến độ lệch của một lớp, dù tiếng Anh trùng tên.
# Tên của một định dạng ghi ngay $e$ và $m$:
#
# | định dạng | bit | $e$ | $m$ | bias | số lớn nhất |
# |---|---|---|---|---|---|
# | E4M3 | 8 | 4 | 3 | 7 | 448 |
# | E5M2 | 8 | 5 | 2 | 15 | 57344 |
# | E3M2 | 6 | 3 | 2 | 3 | 28 |
# | E2M3 | 6 | 2 | 3 | 1 | 7.5 |
# | E2M1 | 4 | 2 | 1 | 1 | 6 |
#
# E4M3 và E5M2 là hai kiểu *FP8*, E2M1 là *FP4*.
#
# **Tính tay.** Mã 57 của E4M3 viết ra bit là `0 0111 001`: $E = 7$, $F = 1$.
# Vậy $x = (1 + 1/8) \cdot 2^{7-7} = 1.125$.
# Mã 184 là `1 0111 000`: dấu âm, $E = 7$, $F = 0$, nên $x = -1$.

# %% [markdown] guess="tu_hai_den_bon"
# E4M3 viết được mấy số từ 2 đến dưới 4?
#
# = 2**3
#
# - = 2 * 2**3: Đoạn này dài gấp đôi đoạn từ 1 đến 2, nhưng bước cũng dài gấp đôi.
# - = 2**4: Đó là số các số mũ; ở đây số mũ đã định rồi.
#
# > Số mũ cố định, còn `= 3` bit định trị cho ta chọn: 2, 2.25, 2.5, …, 3.75.

# %%
bai.guess("tu_hai_den_bon")

# %% [markdown]
# ### Số 0 viết thế nào?
#
# Lúc nào cũng có chữ số 1 ngầm thì không viết được số 0.
# Vì thế $E = 0$ được dành cho một luật riêng: **không** có chữ số 1 ngầm, và số mũ thật đứng yên ở $1 - \text{bias}$.
#
# <!-- công thức: Số dưới chuẩn -->
# $$|x| = \frac{F}{2^m} \cdot 2^{\,1 - \text{bias}} \quad (E = 0)$$
#
# Số như thế gọi là số dưới chuẩn (*subnormal number*); số có $E > 0$ gọi là số chuẩn.
# Chúng lấp khoảng trống giữa 0 và số chuẩn nhỏ nhất bằng những bước đều nhau.
#
# **Tính tay.** Mã 7 của E4M3 là `0 0000 111`: $x = \frac{7}{8} \cdot 2^{-6} \approx 0.01367$.
# Mã 8 là `0 0001 000`: số chuẩn nhỏ nhất, $2^{-6} = 0.015625$.
# Hai số cách nhau $2^{-9}$, đúng bằng bước giữa hai số dưới chuẩn liền nhau.
#
# Một vài mã ở cuối bảng không phải là số: mã 127 và 255 của E4M3 là NaN, còn E5M2 dành $E = 31$ cho vô cực và NaN.
# Vì vậy số lớn nhất của E4M3 là 448, mã 126, chứ không phải 480.
# Các phép thử không đưa cho bạn những mã ấy.
#
# Bạn tách `code` thành ba số nguyên: dấu `sign`, số mũ $E$ là `exponent`, phần lẻ $F$ là `fraction`; rồi tính độ lớn `size`.
# Phép `code >> k` bỏ đi $k$ bit cuối; phép `% 2**k` chỉ giữ lại $k$ bit cuối.
# Lũy thừa có số mũ âm thì viết cơ số thực: `2.0 ** k`, vì NumPy không cho số nguyên mang số mũ âm.

# %% exercise="decode_minifloat"
def decode_minifloat(code, e, m):
    """Đọc các số dấu phẩy động nhỏ từ mã của chúng.

    Đầu vào:
        code: các mã, mảng np.uint8 chiều tùy ý, mỗi mã có 1 + e + m bit; không có mã
            nào là NaN hay vô cực; không được sửa mảng này.
        e: số bit của số mũ; m: số bit định trị.
    Đầu ra:
        value: các số thực, cùng chiều với code; mã của −0 đọc ra 0 hay −0 đều được.
    """
    code = code.astype(np.int64)  # kiểu rộng, để các phép trừ ở dưới không quay vòng
    # TODO 1: tách code thành sign (0 là dương, 1 là âm), exponent và fraction, ba mảng
    #   số nguyên không âm
    ### BEGIN SOLUTION
    sign = code >> (e + m)
    exponent = (code >> m) % 2**e
    fraction = code % 2**m
    ### END SOLUTION
    # TODO 2: tính size, độ lớn của các số, không âm
    ### BEGIN SOLUTION
    bias = 2 ** (e - 1) - 1  # số mũ ghi nhiều hơn số mũ thật chừng ấy
    normal = (1 + fraction / 2**m) * 2.0 ** (exponent - bias)
    subnormal = fraction / 2**m * 2.0 ** (1 - bias)
    size = np.where(exponent == 0, subnormal, normal)
    ### END SOLUTION
    value = np.where(sign == 1, -size, size)
    return value

# %%
code = np.array([0, 1, 7, 8, 56, 57, 126, 129, 184], dtype=np.uint8)
for one, value in zip(code, decode_minifloat(code, e=4, m=3)):
    print(f"E4M3, mã {one:3} = {one:08b}: {value:g}")
print("E2M1:", *decode_minifloat(np.arange(8).astype(np.uint8), e=2, m=1))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# E4M3, mã   0 = 00000000: 0
# E4M3, mã   1 = 00000001: 0.00195312
# E4M3, mã   7 = 00000111: 0.0136719
# E4M3, mã   8 = 00001000: 0.015625
# E4M3, mã  56 = 00111000: 1
# E4M3, mã  57 = 00111001: 1.125
# E4M3, mã 126 = 01111110: 448
# E4M3, mã 129 = 10000001: -0.00195312
# E4M3, mã 184 = 10111000: -1
# E2M1: 0.0 0.5 1.0 1.5 2.0 3.0 4.0 6.0
# ```
#
# Cả FP4 chỉ có tám độ lớn ấy: bạn sẽ gặp lại chúng suốt nửa sau của bài.

# %% check="decode_minifloat"
bai.check(decode_minifloat)

# %% [markdown]
# Đặt các định dạng cạnh thước số nguyên, mỗi vạch một số viết được.

# %% setup=true
E4M3, E5M2, E3M2, E2M3, E2M1 = (4, 3), (5, 2), (3, 2), (2, 3), (2, 1)
LARGEST = {E4M3: 448.0, E5M2: 57344.0, E3M2: 28.0, E2M3: 7.5, E2M1: 6.0}


# %%
def all_numbers(e, m):
    value = decode_minifloat(np.arange(2 ** (1 + e + m)).astype(np.uint8), e, m)
    return np.unique(value[np.abs(value) <= LARGEST[e, m]])


plots.number_lines(
    {
        "INT4": np.arange(-7, 8),
        "E2M1": all_numbers(*E2M1),
        "E2M3": all_numbers(*E2M3),
        "E3M2": all_numbers(*E3M2),
        "E4M3": all_numbers(*E4M3),
    }
)

# %% [markdown]
# Càng nhiều bit số mũ thì vạch càng dồn về 0; càng ít bit định trị thì hai đầu càng thưa.
# E4M3 dồn đến mức các vạch ở giữa dính vào nhau.
#
# ### Vì sao máy nhân thẳng được?
#
# Số chuẩn của E4M3 là $(1 + F/8) \cdot 2^p = (8 + F) \cdot 2^{p-3}$, ví dụ $1.125 = 9 \cdot 2^{-3}$; số dưới chuẩn là $F \cdot 2^{-9}$.
# Vậy bỏ dấu đi thì số nào của E4M3 cũng là một số nguyên từ 0 đến 15 nhân với một lũy thừa của 2.
# Nhân hai số như thế thì máy nhân hai số nguyên nhỏ, **cộng** hai số mũ, rồi ghép dấu: không phải tra bảng.
# Tích của hai số nguyên ấy không quá $15 \cdot 15 = 225$, nên vừa 8 bit.
# Ô dưới thử hết: `np.frexp` lấy phần định trị từ 0.5 đến 1 của mỗi tích, và phần ấy nhân $2^8$ phải là số nguyên.

# %%
numbers = decode_minifloat(np.arange(127).astype(np.uint8), *E4M3)
products = np.multiply.outer(numbers, numbers)
whole = np.frexp(products)[0] * 2**8
print(f"{products.size} tích của hai số không âm")
print("tích nào cũng vừa 8 chữ số hệ hai:", np.all(whole == np.rint(whole)))
print("đổi sang float32 không mất gì:", np.all(products.astype(np.float32) == products))
assert np.all(whole == np.rint(whole)), "hãy xem lại decode_minifloat"

# %% [markdown]
# Đó là câu trả lời cho câu hỏi đầu bài.
# Từ đây đến cuối bài, ta hỏi tiếp: bảng ấy có **tốt** không?

# %% [markdown]
# ### Câu đố ★: so sánh mà không giải mã
#
# Trong hai số dương, mã lớn hơn là số lớn hơn: bạn thấy vì sao không?
# Nhờ vậy máy so sánh hai số dấu phẩy động bằng mạch so sánh số nguyên.
# Hãy đổi mỗi mã 8 bit thành một số nguyên, sao cho thứ tự các số nguyên là thứ tự các số mà mã đại diện.
# Mã không âm thì giữ nguyên; −0 và 0 phải bằng nhau; một dòng, không vòng lặp, không tính điểm.

# %% puzzle="order_keys"
def order_keys(code):
    """Đổi mã 8 bit thành số nguyên có cùng thứ tự với các số mà mã đại diện.

    Đầu vào:
        code: các mã của E4M3 hay E5M2, mảng np.uint8 chiều (n,).
    Đầu ra:
        số nguyên, chiều (n,): mã dưới 128 giữ nguyên; mã từ 128 trở lên thành 0 hay số
            âm, mã càng lớn số càng nhỏ.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.where(code >= 128, 128 - code.astype(np.int64), code)
    ### END SOLUTION

# %%
bai.puzzle(order_keys)

# %% [markdown]
# ## 2. Số nào gần nhất?
#
# Lượng tử hóa là đi ngược lại: từ một số thực, tìm số gần nhất viết được.
# Với số nguyên thì chia cho bước rồi làm tròn.
# Ở đây cũng thế, chỉ có điều bước **phụ thuộc vào chính số ấy**.
#
# Gọi $p$ là số mũ thật của $x$, tức là $2^p \le |x| < 2^{p+1}$; ở mục 1, nó là $E - \text{bias}$.
# Trong miền số chuẩn, từ $2^p$ đến dưới $2^{p+1}$ có $2^m$ số cách đều nhau, nên bước ở đó là $2^{p-m}$.
# Chỉ khoảng trên cùng của E4M3 thiếu một số, là 480 đã nhường mã cho NaN; bước ở đó vẫn là 32.
# Dưới số chuẩn nhỏ nhất thì bước không ngắn thêm nữa: $p$ không được nhỏ hơn $1 - \text{bias}$.
#
# <!-- công thức: Bước ở chỗ của một số -->
# $$p = \max\big(\lfloor \log_2 |x| \rfloor,\ 1 - \text{bias}\big), \qquad \text{bước} = 2^{\,p-m}$$
#
# Rồi làm tròn số bước về số nguyên gần nhất; hòa, tức là đứng đúng giữa hai số nguyên, thì lấy số chẵn, như `np.rint`.
# Cuối cùng, cắt về đoạn có hai đầu là $\pm$ số lớn nhất:
#
# <!-- công thức: Làm tròn về số dấu phẩy động -->
# $$\hat{x} = \text{clip}\Big(\text{bước} \cdot \text{round}\big(\tfrac{x}{\text{bước}}\big),\ -\text{largest},\ \text{largest}\Big)$$
#
# **Tính tay**, với E4M3.
#
# - $x = 17$: $16 \le 17 < 32$ nên $p = 4$, bước là $2^{4-3} = 2$.
#   $17 / 2 = 8.5$ ở đúng giữa, về số chẵn là 8, nên $\hat{x} = 16$.
# - $x = 0.001$: dưới số chuẩn nhỏ nhất, nên $p = -6$, bước là $2^{-9} \approx 0.00195$.
#   $0.001$ bằng $0.512$ bước, làm tròn thành 1 bước.
# - $x = 500$: bước là 32, $500 / 32 \approx 15.6$ thành 16, tức là 512; cắt còn 448.
#
# Phải làm tròn trước, cắt sau.
# Nếu cắt $10^9$ xuống 448 trước mà vẫn dùng bước của $10^9$, tức là $2^{26}$, thì 448 làm tròn thành 0.
#
# Muốn tìm số mũ thì đừng dùng logarit: 0 không có logarit.
# `np.frexp(x)` trả về hai mảng $f$ và $k$ sao cho $x = f \cdot 2^k$, với $0.5 \le |f| < 1$ nếu $x \ne 0$.
# Ta viết số với phần định trị từ 1 đến 2, nên số mũ của ta là $k - 1$.
# Với $x = 0$, nó trả về $f = 0$ và $k = 0$, không báo lỗi.
# Bước tính từ $k = 0$ ấy có thể dài hơn bước thật ở gần 0, nhưng không sao: 0 chia cho bước nào rồi làm tròn cũng là 0.

# %% [markdown] guess="ba_tram"
# Làm tròn 300 về E4M3 thì được số nào?
#
# = round(300 / 32) * 32
#
# - = 300: Ở chỗ ấy hai số liền nhau cách nhau tới 32.
# - = 320: 300 nằm giữa 288 và 320, gần 288 hơn.
# - = 304: Đó là với bước 16; nhưng từ 256 đến 512 chỉ có tám bước.
#
# > 300 nằm từ 256 đến 512, nên bước là `= 2 ** (8 - 3)`, và 300 bằng `= 300 / 32` bước.

# %%
bai.guess("ba_tram")

# %% exercise="round_to_minifloat"
def round_to_minifloat(x, e, m, largest):
    """Làm tròn các số thực về số gần nhất của một định dạng dấu phẩy động nhỏ.

    Đầu vào:
        x: mảng số thực, chiều tùy ý, có thể có số 0; không được sửa mảng này.
        e: số bit của số mũ; m: số bit định trị.
        largest: số lớn nhất của định dạng.
    Đầu ra:
        x_hat: mảng số thực cùng chiều với x; hòa thì về số bước chẵn; số vượt quá
            largest về độ lớn thì bão hòa ở ±largest; viết 0 hay −0 đều được.
    """
    bias = 2 ** (e - 1) - 1
    # TODO 3: tính step, bước ở chỗ của từng số, mảng cùng chiều với x
    ### BEGIN SOLUTION
    exponent = np.frexp(x)[1] - 1
    step = 2.0 ** (np.maximum(exponent, 1 - bias) - m)
    ### END SOLUTION
    # TODO 4: tính x_hat: làm tròn x về bội gần nhất của step, rồi cắt
    ### BEGIN SOLUTION
    x_hat = np.clip(np.rint(x / step) * step, -largest, largest)
    ### END SOLUTION
    return x_hat

# %%
x = np.array([0.001, 0.0015, 1.06, 1.0625, 1.1875, 17, 300, 464, 500, -1e9])
print("E4M3:", *[f"{value:g}" for value in round_to_minifloat(x, *E4M3, 448.0)])
x = np.array([0.25, 0.75, 1.25, 2.5, 3.5, 5, 7, -5])
print("E2M1:", *[f"{value:g}" for value in round_to_minifloat(x, *E2M1, 6.0)])

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# E4M3: 0.00195312 0.00195312 1 1 1.25 16 288 448 448 -448
# E2M1: 0 1 1 2 4 4 6 -4
# ```
#
# Dòng sau toàn chỗ hòa, trừ số 7.
# Số chuẩn bằng $2^m + F$ bước, số dưới chuẩn bằng $F$ bước, nên số bước chẵn cũng là $F$ chẵn.

# %% check="round_to_minifloat"
bai.check(round_to_minifloat)

# %% [markdown]
# ### Kéo thử: sai số so với chính nó
#
# Hình trên là độ lớn của dữ liệu hình chuông, theo lũy thừa của 2.
# Hình dưới là sai số của từng giá trị, tính bằng phần trăm **của chính nó**; chỗ đông thì vẽ bớt chấm.
# Cả hai định dạng đều được chọn độ co giãn để số lớn nhất vừa khít, rồi độ co giãn ấy được nhân thêm $2^k$.
# Kéo $k$ sang hai phía: bên nào chịu được, bên nào hỏng ngay?

# %% fold=true
# Bấm để mở: dữ liệu, số nguyên 8 bit, dấu phẩy động, và phép đo SQNR của Bài 2.
def in_decibels(values, values_hat):
    return 10 * np.log10(np.sum(values**2) / np.sum((values_hat - values) ** 2))


def by_integers(values, s, q=127):
    return s * np.clip(np.rint(values / s), -q, q)


def by_floats(values, s, form=E4M3):
    return s * round_to_minifloat(values / s, *form, LARGEST[form])


sample = np.random.default_rng(0).normal(size=2000)


def shift_scale(form, k):
    e, m = map(int, form[1::2])
    s_int = np.abs(sample).max() / 127 * 2.0**k
    s_float = np.abs(sample).max() / LARGEST[e, m] * 2.0**k
    read = {
        "INT8": by_integers(sample, s_int),
        form: by_floats(sample, s_float, (e, m)),
    }
    for name, values_hat in read.items():
        quality = in_decibels(sample, values_hat)
        half = 100 * np.median(np.abs(values_hat / sample - 1))
        print(f"{name}, độ co giãn nhân 2^{k}: SQNR {quality:.1f} dB; ", end="")
        print(f"một nửa số giá trị sai từ {half:.1f}% trở lên")
    return plots.relative_errors(sample, read)


widgets.explore(
    shift_scale,
    form=widgets.Choice("Định dạng", ("E4M3", "E5M2", "E3M2", "E2M3"), "E4M3"),
    k=widgets.Slider("k", 0, -4, 8, 1),
)

# %% [markdown]
# Với INT8, số càng nhỏ thì sai số so với chính nó càng lớn, và những số nhỏ nhất mất hẳn: sai 100%.
# Với E4M3, gần như số nào cũng sai không quá $2^{-4} \approx 6\%$, to hay nhỏ cũng vậy.
# Thế mà ở $k = 0$, INT8 hơn chừng 10 dB.
# Đó là vì gần hết giá trị nằm bên phải, nơi INT8 sai ít hơn: một nửa số giá trị của nó sai từ 1% trở lên, của E4M3 thì từ 2.2%.
# SQNR cộng bình phương của sai số tuyệt đối, nên vài số bé mất hẳn gần như không đáng kể.
# Kéo $k$ lên 6: INT8 mất khoảng 36 dB, E4M3 hầu như không mất gì.
# Kéo $k$ xuống dưới 0 thì cả hai cùng hỏng, vì số lớn nhất bị cắt.

# %%
for k in (-2, 0, 3, 6):
    s = np.abs(sample).max() * 2.0**k
    whole, float8 = by_integers(sample, s / 127), by_floats(sample, s / 448)
    print(
        f"k = {k}: INT8 {in_decibels(sample, whole):5.1f} dB, "
        f"E4M3 {in_decibels(sample, float8):5.1f} dB"
    )

# %% [markdown] points=2 question="fp8_needs_no_range"
# ### Câu hỏi: FP8 không kén miền
#
# Bài 6 dạy năm cách chọn miền cho số nguyên.
# Với E4M3, người ta thường chỉ chia cho số lớn nhất, có khi chẳng chia gì cả.
#
# 1. Vì sao E4M3 gần như không cần chọn miền mà INT8 thì cần?
# 2. Nó phải trả giá gì cho sự dễ tính ấy, và dữ liệu kiểu nào làm cái giá hiện ra?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: sai số của E4M3 tỷ lệ với chính giá trị (bước phụ thuộc vào số mũ), nên nhân cả dữ liệu với một số lớn hay nhỏ thì sai số tương đối không đổi; INT8 có một bước cho mọi giá trị, bước do đầu thước quyết định nên chọn thừa miền là mất độ chính xác.
#   Chỉ nói "E4M3 có miền rộng hơn" mà không nói tới sai số tương đối hay bước thay đổi: 0.5 điểm.
# - 1 điểm: trả bằng bit định trị, chỉ còn 3 bit (4 chữ số có nghĩa), nên với dữ liệu trải đều hay hình chuông, không có giá trị quá lớn, thì kém INT8.
#   Chỉ nói "ít chính xác hơn" mà không nói ở dữ liệu nào: 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="fp8_needs_no_range"
# 1. Bước của E4M3 dài ra theo số mũ, nên sai số của mỗi giá trị là một tỷ lệ của chính nó, không quá khoảng 6%.
#    Nhân cả dữ liệu với $2^k$ thì chỉ số mũ đổi, sai số tương đối giữ nguyên, miễn là chưa chạm hai đầu.
#    INT8 chỉ có một bước, bằng đầu thước chia 127: miền rộng gấp đôi thì bước dài gấp đôi cho mọi giá trị.
# 2. Bốn bit đã dành cho số mũ, chỉ còn 3 bit định trị.
#    Với dữ liệu trải đều hay hình chuông, phần lớn công suất nằm ở những giá trị cỡ lớn, và ở đó bước của E4M3 dài hơn bước của INT8.

# %% [markdown]
# ### Câu đố ★: bfloat16
#
# *bfloat16* giữ 8 bit số mũ của `float32` và chỉ 7 bit định trị: nó là 16 bit trên của `float32`, sau khi làm tròn.
# Làm tròn về bfloat16 trong một dòng, không vòng lặp; không tính điểm.
# Mọi số trong phép thử đều là số chuẩn, nên bạn khỏi lo số dưới chuẩn và khỏi cắt.

# %% puzzle="to_bfloat16"
def to_bfloat16(x):
    """Làm tròn về số bfloat16 gần nhất, hòa thì về phần định trị chẵn.

    Đầu vào:
        x: mảng np.float32 chiều (n,), mọi số khác 0 và là số chuẩn.
    Đầu ra:
        mảng np.float32 chiều (n,).
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.ldexp(np.rint(np.ldexp(x, 8 - np.frexp(x)[1])), np.frexp(x)[1] - 8)
    ### END SOLUTION

# %%
bai.puzzle(to_bfloat16)

# %% [markdown]
# ## 3. Tám bit: số nguyên hay dấu phẩy động?
#
# Cả tensor chung một độ co giãn, chọn để số lớn nhất vừa khít.
# Bên nào hơn?
# Số nguyên có sai số khoảng $s / \sqrt{12}$ ở mọi nơi (Bài 2), với $s = \max|x| / 127$.
# SQNR là trung bình của $x^2$ chia cho $s^2 / 12$; thay $s$ vào thì được $12 \cdot 127^2 / c^2$.
# Nó chỉ còn phụ thuộc vào một con số $c$, hệ số đỉnh (*crest factor*):
#
# <!-- công thức: Hệ số đỉnh -->
# $$c = \frac{\max|x|}{\sqrt{\text{trung bình của } x^2}}, \qquad \text{SQNR}_{\text{INT8}} \approx 10 \log_{10}(12 \cdot 127^2) - 20 \log_{10} c$$
#
# Dữ liệu trải đều có $c \approx 1.7$; một giá trị ngoại lai (*outlier*) thật lớn thì kéo $c$ lên rất cao.
# E4M3 thì không để ý đến $c$: sai số tương đối của nó đâu cũng như nhau.
#
# Ta thử năm kiểu dữ liệu, đuôi mỗi lúc một dài: trải đều, hình chuông, Laplace, rồi phân bố t bốn bậc và ba bậc.
# Phân bố t càng ít bậc thì đuôi càng dài.

# %% [markdown] guess="hinh_chuong_8_bit"
# 65 536 số bốc từ phân bố chuẩn, tức là hình chuông, 8 bit, một độ co giãn.
# INT8 hay E4M3 có SQNR cao hơn?
#
# - E4M3, vì nó dày ở gần 0 như hình chuông: Dày ở gần 0 đến mức thừa: phần lớn mã của nó dành cho những số cực nhỏ.
# - ngang nhau: Cùng 8 bit, nhưng đặt ở những chỗ rất khác.
# - [x] INT8
#
# > Số lớn nhất chỉ gấp hơn bốn lần cỡ chung, nên một bước chung cho mọi số là đủ tốt.

# %%
bai.guess("hinh_chuong_8_bit")

# %% fold=true
# Bấm để mở: năm kiểu dữ liệu, ba hạt giống, INT8 và E4M3 một độ co giãn.
SOURCES = {
    "trải đều": lambda rng: rng.uniform(-1, 1, 65_536),
    "hình chuông": lambda rng: rng.normal(size=65_536),
    "Laplace": lambda rng: rng.laplace(size=65_536),
    "t 4 bậc": lambda rng: rng.standard_t(4, 65_536),
    "t 3 bậc": lambda rng: rng.standard_t(3, 65_536),
}
names, crests, quality = [], [], {"INT8": [], "E4M3": []}
for name, draw in SOURCES.items():
    for seed in range(3):
        values = draw(np.random.default_rng(seed))
        furthest = np.abs(values).max()
        names.append(name)
        crests.append(furthest / np.sqrt(np.mean(values**2)))
        quality["INT8"].append(in_decibels(values, by_integers(values, furthest / 127)))
        quality["E4M3"].append(in_decibels(values, by_floats(values, furthest / 448)))
names, crests = np.array(names), np.array(crests)
ahead = np.array(quality["INT8"]) - np.array(quality["E4M3"])

# %%
for name in SOURCES:
    crest, lead = crests[names == name].mean(), ahead[names == name].mean()
    told = f"INT8 {'hơn' if lead > 0 else 'kém'} E4M3 {abs(lead):.1f} dB"
    print(f"{name}: hệ số đỉnh {crest:.1f}, {told}")
assert ahead[names == "hình chuông"].min() > 5, "hình chuông: INT8 phải hơn"
assert ahead[names == "t 3 bậc"].max() < -4.5, "đuôi dài: E4M3 phải hơn"
level = np.median(quality["E4M3"])
crossing = 10 ** ((10 * np.log10(12 * 127**2) - level) / 20)
print(f"E4M3 luôn ở quanh {level:.1f} dB, vậy hai bên bằng nhau ở c = {crossing:.1f}")
assert 11 < crossing < 12.5, "hãy xem lại round_to_minifloat"
plots.sqnr_against_crest(crests, quality, names, crossing)

# %% [markdown]
# Đường của INT8 là một đường thẳng đi xuống, mỗi lần hệ số đỉnh gấp mười thì mất 20 dB.
# Đường của E4M3 nằm ngang.
# Chúng gặp nhau ở hệ số đỉnh gần 12.
# Kuzmin và cộng sự thấy đúng bức tranh này vào năm 2022: hình chuông thì số nguyên hơn, đuôi dài thì dấu phẩy động hơn.
# Trọng số thì thường hình chuông, nên INT8 hơn; kích hoạt có giá trị ngoại lai thì E4M3 hơn.
#
# ### Một mô hình ngôn ngữ nhỏ mà thật
#
# Đến đây ta chỉ mới đo trên những con số bốc ra.
# Từ bài này, ta có một bạn đồng hành mới: `tiny_lm`, một mô hình ngôn ngữ.
#
# Mô hình ngôn ngữ chỉ làm một việc: đọc một đoạn văn, rồi đoán mẩu chữ đứng ngay sau.
# Mỗi mẩu chữ gọi là một *token*; ở mô hình lớn, token dài vài ký tự, còn ở `tiny_lm` mỗi ký tự là một token.
# Mạng đọc chữ số đưa ra mười logit, mỗi chữ số một logit, logit nào lớn hơn thì mạng tin chữ số ấy hơn.
# `tiny_lm` cũng thế: ở mỗi vị trí, nó đưa ra một logit cho mỗi ký tự trong bảng chữ.
#
# Nó đã đọc lời giảng của Bài 1 đến Bài 9, trừ một phần mười để dành cho việc thử.
# Bên trong, phần lớn tham số nằm trong các lớp tuyến tính, như ở mạng đọc chữ số; Bài 11 sẽ mở ra xem.
# Ta có ba mô hình, học từ ba hạt giống khác nhau.

# %%
models = [tiny_lm.load(seed) for seed in tiny_lm.SEEDS]
print(f"{sum(W.size for W in models[0].values())} tham số")
print(tiny_lm.write(models[0], "lượng tử hóa ", 160, np.random.default_rng(0)))

# %% [markdown]
# Có từ đúng, có từ bịa, chưa thành câu.
# Như thế là đủ cho việc của ta: xem bớt bit thì nó kém đi bao nhiêu.
#
# Ta đo nó bằng độ bối rối (*perplexity*), trên phần văn bản nó chưa đọc bao giờ.
# Độ bối rối bằng 5 nghĩa là ở mỗi vị trí, mô hình phân vân như khi gieo một con xúc xắc 5 mặt.
# Số ấy càng nhỏ càng tốt, và nhỏ nhất là 1; ở Bài 11, bạn sẽ tự viết hàm tính nó.
#
# Mô hình hàng tỷ tham số thì có giá trị ngoại lai, mô hình nhỏ thì không.
# Vì thế ta **trồng** chúng vào, bằng phép đổi cỡ ở Bài 3 và Bài 7: nhân vài kênh với 64, rồi chia lại ở lớp sau.
# Đó là việc của `tiny_lm.with_outliers`; 64 là lũy thừa của 2 nên các logit không đổi một bit.
#
# Bây giờ lượng tử hóa đầu vào của **mọi** lớp tuyến tính xuống 8 bit; trọng số thì để nguyên.
# Chỉ trừ lớp cuối, lớp cho ra các logit: người ta thường để nguyên nó.
# Mỗi lớp có một độ co giãn chọn sẵn, hiệu chỉnh như Bài 6 trên 16 đoạn văn bản đã học.

# %% fold=true
# Bấm để mở: ba mô hình có giá trị ngoại lai, kích hoạt 8 bit tĩnh, INT8 và E4M3.
def static_8_bits(P, seed, read, top_code):
    seen = {}
    tiny_lm.forward(P, tiny_lm.calibration(seed, 16)[:, :-1], grab=seen)
    scales = {name: np.abs(X).max() / top_code for name, X in seen.items()}

    def act(name, X):
        return read(X, scales[name]).astype(np.float32)

    return tiny_lm.perplexity(P, act=act)


in_reals, by_way = [], {"INT8": [], "E4M3": []}
for seed, P in counted(list(enumerate(models)), "mô hình"):
    far = tiny_lm.with_outliers(P, seed, 64)
    in_reals.append(tiny_lm.perplexity(far))
    assert in_reals[-1] == tiny_lm.perplexity(P), "đổi cỡ mà hàm bị đổi"
    by_way["INT8"].append(static_8_bits(far, seed, by_integers, 127))
    by_way["E4M3"].append(static_8_bits(far, seed, by_floats, 448))

# %%
for name, found in {"số thực": in_reals, **by_way}.items():
    each = ", ".join(f"{one:.3f}" for one in found)
    print(f"{name:7}: độ bối rối của ba mô hình {each}")
harm = np.array(by_way["INT8"]) / np.array(in_reals)
kept = np.array(by_way["E4M3"]) / np.array(in_reals)
assert harm.min() > 2 and kept.max() < 1.02, "hãy xem lại round_to_minifloat"

# %% [markdown]
# Cùng 8 bit, cùng một cách chọn độ co giãn.
# INT8 làm độ bối rối tăng lên mấy lần; E4M3 chỉ làm nó tăng khoảng một phần trăm.
# Giá trị ngoại lai chiếm hết thước của số nguyên, còn với dấu phẩy động nó chỉ chiếm một số mũ.

# %% [markdown]
# ## 4. Bốn bit: cả khối chung một số mũ
#
# Xuống 4 bit, E2M1 chỉ còn tám độ lớn: 0, rồi từ 0.5 đến 6.
# Số lớn nhất chỉ gấp 12 lần số nhỏ nhất khác 0: một độ co giãn cho cả tensor là không đủ.
# Cách chữa là độ hạt của Bài 3: mỗi khối giá trị liền nhau có một độ co giãn riêng.
#
# Chuẩn *Microscaling* (MX) của nhiều hãng làm thế này:
#
# - mỗi khối 32 giá trị chung một độ co giãn;
# - độ co giãn là một **lũy thừa của 2**, chỉ ghi số mũ của nó, 8 bit, nên tên kiểu ấy là E8M0;
# - các giá trị trong khối là E2M1, hay một định dạng nhỏ khác.
#
# Nhân với một lũy thừa của 2 chỉ là cộng vào số mũ: gần như không tốn gì.
# Định dạng ấy với E2M1 gọi là *MXFP4*.

# %% [markdown] guess="bit_cua_mxfp4"
# MXFP4 tốn bao nhiêu bit cho mỗi giá trị, kể cả độ co giãn?
#
# = 4 + 8 / 32
#
# - = 4 + 16 / 32: Đó là khi độ co giãn có 16 bit, như ở Bài 3.
# - = 4 + 8: Một độ co giãn cho cả khối, không phải cho từng giá trị.
#
# > 8 bit chia cho 32 giá trị là `= 8 / 32` bit mỗi giá trị.

# %%
bai.guess("bit_cua_mxfp4")

# %% [markdown]
# Lũy thừa nào?
# Chọn sao cho số lớn nhất của khối có cùng số mũ với số lớn nhất của định dạng:
#
# <!-- công thức: Số mũ chung của khối MX -->
# $$E = \lfloor \log_2 \max|x| \rfloor - \lfloor \log_2 \text{largest} \rfloor, \qquad \hat{x} = 2^E \cdot \text{round}_{\text{E2M1}}\big(x / 2^E\big)$$
#
# $E$ ở mục này là số mũ thật, có khi âm, chứ không phải các bit $E$ ở mục 1.
# Mỗi logarit được lấy phần nguyên riêng, rồi mới trừ.
# Phần nguyên ấy lại lấy bằng `np.frexp`, vì `np.log2` không đúng ngay dưới một lũy thừa của 2.
# Với số `float32` $7.9999995$, logarit là $2.9999999$, sát 3 đến mức `np.log2` làm tròn thành 3, và $E$ bị thừa 1.
# Còn `np.frexp` không tính logarit: nó đọc thẳng số mũ mà máy đã ghi, nên luôn đúng.
#
# Khối toàn số 0 thì không có số mũ; ta quy ước $E = -127$, số nhỏ nhất mà E8M0 viết được.
# Khối khác 0 mà $E$ xuống dưới $-127$ thì không gặp trong dữ liệu của ta, nên bạn khỏi lo.
#
# **Tính tay**, khối $(0.1,\ -0.7,\ 3,\ 7.9)$ với E2M1.
# $\lfloor \log_2 7.9 \rfloor = 2$ và $\lfloor \log_2 6 \rfloor = 2$, nên $E = 0$.
# Làm tròn: $0,\ -0.5,\ 3$, còn $7.9$ thì bị cắt xuống $6$.
# Khối $(0.001,\ 0.002,\ -0.004,\ 0.005)$: $\lfloor \log_2 0.005 \rfloor = -8$, nên $E = -10$.

# %% exercise="quantize_mx"
def quantize_mx(x, block, e, m, largest):
    """Lượng tử hóa rồi đọc ngược theo MX: mỗi khối chung một lũy thừa của 2.

    Đầu vào:
        x: mảng số thực chiều (n,), n chia hết cho block; không được sửa mảng này.
        block: số giá trị liền nhau trong một khối.
        e, m, largest: định dạng của từng giá trị, như trong round_to_minifloat.
    Đầu ra:
        x_hat: giá trị đọc ngược, mảng chiều (n,); viết 0 hay −0 đều được.
        E: số mũ của độ co giãn 2**E của từng khối, mảng chiều (n // block,), các số
            nguyên (kiểu nào cũng được); khối toàn số 0 thì là -127, các khối khác thì
            không nhỏ hơn thế.
    """
    # TODO 5: tìm số mũ E của từng khối, rồi tính x_hat bằng round_to_minifloat
    ### BEGIN SOLUTION
    emax = np.frexp(largest)[1] - 1
    blocks = x.reshape(-1, block)
    top = np.max(np.abs(blocks), axis=1)
    E = np.where(top > 0, np.frexp(top)[1] - 1 - emax, -127)
    scale = 2.0 ** E[:, np.newaxis]
    x_hat = (scale * round_to_minifloat(blocks / scale, e, m, largest)).ravel()
    ### END SOLUTION
    return x_hat, E

# %%
x = np.array([0.1, -0.7, 3, 7.9, 0, 0, 0, 0, 0.001, 0.002, -0.004, 0.005])
x_hat, E = quantize_mx(x, 4, *E2M1, 6.0)
for number in range(3):
    one = x_hat[4 * number : 4 * number + 4]
    print(f"E = {E[number]:4}:", *[f"{value + 0.0:.6g}" for value in one])

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# E =    0: 0 -0.5 3 6
# E = -127: 0 0 0 0
# E =  -10: 0.000976562 0.00195312 -0.00390625 0.00585938
# ```

# %% check="quantize_mx"
bai.check(quantize_mx)

# %% [markdown]
# Số 7.9 thành 6: quy tắc này để số lớn nhất của khối bị cắt khá thường xuyên.
# Hãy đếm trên 2048 khối hình chuông.

# %%
bell = np.random.default_rng(0).normal(size=65_536)
bell_hat, E = quantize_mx(bell, 32, *E2M1, 6.0)
top = np.abs(bell).reshape(-1, 32).max(axis=1)
share = top / 2.0**E
is_cut = share > 6
print(f"số lớn nhất, tính bằng 2^E, nằm từ {share.min():.2f} đến {share.max():.2f}")
print(f"{is_cut.mean():.0%} số khối có số lớn nhất vượt 6")
scale = 2.0 ** (E + 1)[:, np.newaxis]
higher = scale * round_to_minifloat(bell.reshape(-1, 32) / scale, *E2M1, 6.0)
print(f"SQNR {in_decibels(bell, bell_hat):.2f} dB; ", end="")
print(f"nếu mọi E thêm 1: {in_decibels(bell, higher.ravel()):.2f} dB")

# %% [markdown]
# Sau khi chia, số lớn nhất nằm đâu đó từ 4 đến 8, mà thước chỉ tới 6.
# Nếu cộng thêm 1 vào $E$ thì không cắt nữa, nhưng mọi bước dài gấp đôi, và mất nhiều hơn.
# Lũy thừa của 2 quá thưa: ta cần những độ co giãn nằm **giữa** chúng.

# %% [markdown]
# ## 5. Hai tầng độ co giãn: NVFP4
#
# NVFP4 của NVIDIA đổi hai điều:
#
# - khối chỉ có **16** giá trị;
# - độ co giãn của khối là một số **E4M3**, nên giữa 2 và 4 còn có 2.25, 2.5, …
#
# Nhưng ngoài số 0, E4M3 chỉ viết được những độ lớn từ $2^{-9}$ đến 448.
# Trọng số thường cỡ 0.01, nên độ co giãn của chúng rơi xuống đáy thước.
# Vì vậy có tầng thứ hai: một số `float32` $t$ cho cả tensor, chọn để độ co giãn của khối lớn nhất thành đúng 448.
#
# <!-- công thức: NVFP4 -->
# $$t = \frac{\max|x|}{6 \cdot 448}, \qquad s_k = \text{E4M3}\Big(\text{clip}\big(\tfrac{\max|x_k|}{6\,t},\ 2^{-6},\ 448\big)\Big), \qquad \hat{x} = s_k\, t \cdot \text{E2M1}\Big(\frac{x}{s_k\, t}\Big)$$
#
# Ở đây $x_k$ là khối thứ $k$, và $\text{E4M3}(\cdot)$, $\text{E2M1}(\cdot)$ là làm tròn về định dạng ấy.
# Đáy $2^{-6}$ là số chuẩn nhỏ nhất của E4M3; nhờ nó, khối toàn số 0 không bị chia cho 0.
# E4M3 còn xuống tới $2^{-9}$, nhưng dưới $2^{-6}$ là số dưới chuẩn, càng nhỏ càng thô.
# Khối chạm đáy có số lớn nhất chưa bằng $\max|x|$ chia cho $448 \cdot 64$, nên thước của nó có dài hơn cần thiết cũng không đáng kể.
#
# **Tính tay.** Cả tensor có $\max|x| = 3$, nên $t = 3 / 2688 \approx 0.001116$.
# Một khối có số lớn nhất là $0.03$: $0.03 / 6 / t = 4.48$.
# Từ 4 đến 8, bước của E4M3 là $0.5$, nên $s = 4.5$, và $s\,t \approx 0.005022$.
# Số $0.03$ thành $0.03 / 0.005022 \approx 5.97$, làm tròn thành 6, đọc ngược là $0.03013$.

# %% exercise="quantize_nvfp4"
def quantize_nvfp4(x):
    """Lượng tử hóa rồi đọc ngược theo NVFP4: khối 16 giá trị, hai tầng độ co giãn.

    Đầu vào:
        x: mảng np.float32 chiều (n,), n chia hết cho 16, không phải toàn số 0; không
            được sửa mảng này.
    Đầu ra:
        x_hat: giá trị đọc ngược, mảng chiều (n,); viết 0 hay −0 đều được.
        s: độ co giãn của từng khối, đã cắt về đoạn từ 2**-6 đến 448 rồi làm tròn về
            E4M3, mảng chiều (n // 16,); khối toàn số 0 cũng theo công thức ấy.
        t: độ co giãn của cả tensor, một số thực.
        Tính trong float32 hay float64 đều được; các phép thử không có chỗ hòa.
    """
    # TODO 6: tính t, rồi s của từng khối, rồi x_hat
    ### BEGIN SOLUTION
    blocks = x.reshape(-1, 16)
    top = np.max(np.abs(blocks), axis=1)
    t = np.max(top) / (6 * 448)
    wanted = np.clip(top / 6 / t, 2.0**-6, 448)
    s = round_to_minifloat(wanted, 4, 3, 448)
    scale = (s * t)[:, np.newaxis]
    x_hat = (scale * round_to_minifloat(blocks / scale, 2, 1, 6)).ravel()
    ### END SOLUTION
    return x_hat, s, t

# %%
rising = np.linspace(-3, 3, 16)
x = np.concatenate([rising, rising / 100, np.zeros(16)]).astype(np.float32)
x_hat, s, t = quantize_nvfp4(x)
print("s:", *s)
print(f"t: {t:.7f}")
print("bốn số đầu:", *np.round(x_hat[:4], 4))
print(f"số đầu của khối thứ hai: {x_hat[16]:.6f}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# s: 448.0 4.5 0.015625
# t: 0.0011161
# bốn số đầu: -3.0 -3.0 -2.0 -2.0
# số đầu của khối thứ hai: -0.030134
# ```

# %% check="quantize_nvfp4"
bai.check(quantize_nvfp4)

# %% [markdown]
# Tầng thứ hai có cần thật không?
# Lấy trọng số hình chuông cỡ 0.01, rồi cỡ 0.001, và bỏ $t$ đi, tức là $t = 1$.
# Ta bỏ cả đáy $2^{-6}$, vì nó đẩy $s$ lên quá to.

# %%
for size in (0.01, 0.001):
    small = (size * bell).astype(np.float32)
    with_t, _, _ = quantize_nvfp4(small)
    blocks = small.reshape(-1, 16)
    s_alone = round_to_minifloat(np.abs(blocks).max(axis=1) / 6, *E4M3, 448.0)
    scale = np.where(s_alone == 0, 1, s_alone)[:, np.newaxis]
    without_t = (scale * round_to_minifloat(blocks / scale, *E2M1, 6.0)).ravel()
    both = [in_decibels(small, read) for read in (with_t, without_t)]
    with_db, without_db = np.round(both, 1) + 0.0
    print(f"cỡ {size}: có t {with_db} dB, bỏ t {without_db} dB, ", end="")
    print(f"{np.mean(s_alone == 0):.0%} số khối có s = 0")

# %% [markdown]
# Không có $t$ thì kết quả tùy vào cỡ của trọng số.
# Cỡ 0.01 thì độ co giãn thành số dưới chuẩn, thô, nên mất hơn 2 dB; cỡ 0.001 thì nó thành 0, mất trắng.

# %% [markdown]
# ## 6. NF4: bảng của hình chuông
#
# QLoRA đi đường khác: quay lại bảng tùy ý của Bài 9, nhưng **một** bảng cho mọi lớp.
# Trọng số của lớp nào cũng thường gần hình chuông, nên bảng được tính sẵn từ hình chuông.
# Mười sáu số của bảng là mười sáu phân vị của hình chuông, nên nơi đông thì các số dày.
# Bảng bất đối xứng: tám số dương, bảy số âm, và đúng một số 0.

# %%
NF4 = np.array([
    -1.0, -0.6961928, -0.52507305, -0.3949175, -0.28444138, -0.18477343, -0.091050036,
    0.0, 0.0795803, 0.1609302, 0.2461123, 0.33791524, 0.44070983, 0.562617, 0.72295684,
    1.0,
])
plots.number_lines({"INT4": np.arange(-7, 8), "E2M1": all_numbers(*E2M1), "NF4": NF4})

# %% [markdown]
# Mỗi khối, thường là 64 giá trị, được chia cho độ lớn của số xa 0 nhất trong khối, gọi là `absmax`.
# Sau đó mọi giá trị nằm từ −1 đến 1, và mã là vị trí của số gần nhất trong bảng.
#
# <!-- công thức: NF4 -->
# $$a_k = \max|x_k|, \qquad x_q = \text{vị trí của số gần } \tfrac{x}{a_k} \text{ nhất trong bảng}, \qquad \hat{x} = a_k \cdot \text{bảng}[x_q]$$
#
# Tìm số gần nhất thì như Bài 9: đếm số ranh giới, tức là trung điểm của hai số liền nhau, nhỏ hơn giá trị; `np.searchsorted(borders, x)` đếm giúp bạn.
# Khối toàn số 0 thì không chia cho 0: ta chia cho 1, nên mã nào cũng là vị trí của số 0.
#
# **Tính tay.** Khối $(0.5,\ -1,\ 0.1,\ 2)$ có `absmax` bằng 2; chia xong là $(0.25,\ -0.5,\ 0.05,\ 1)$.
# Gần chúng nhất là $0.246$, $-0.525$, $0.0796$ và $1$, ở các vị trí $10,\ 2,\ 8,\ 15$.

# %% exercise="quantize_nf4"
def quantize_nf4(x, block, table):
    """Tìm mã NF4: vị trí trong bảng, sau khi chia mỗi khối cho số lớn nhất của nó.

    Đầu vào:
        x: mảng số thực chiều (n,), n chia hết cho block.
        block: số giá trị liền nhau trong một khối.
        table: các số tăng dần từ −1 đến 1, mảng chiều (k,), k không quá 256.
        Không được sửa các mảng nhận vào.
    Đầu ra:
        codes: vị trí trong bảng của số gần nhất, mảng np.uint8 chiều (n,); các phép
            thử không có chỗ hòa.
        absmax: số lớn nhất của |khối|, mảng chiều (n // block,); khối toàn số 0 thì
            absmax là 0, và khối ấy được chia cho 1.
    """
    # TODO 7: tìm absmax của từng khối, chia, rồi tìm vị trí của số gần nhất trong bảng
    ### BEGIN SOLUTION
    blocks = x.reshape(-1, block)
    absmax = np.max(np.abs(blocks), axis=1)
    scale = np.where(absmax > 0, absmax, 1)[:, np.newaxis]
    borders = (table[1:] + table[:-1]) / 2
    codes = np.searchsorted(borders, (blocks / scale).ravel()).astype(np.uint8)
    ### END SOLUTION
    return codes, absmax

# %%
codes, absmax = quantize_nf4(np.array([0.5, -1, 0.1, 2, -0.3, 0, 0.02, -0.01]), 4, NF4)
print("codes :", codes, codes.dtype)
print("absmax:", absmax)

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# codes : [10  2  8 15  0  7  8  7] uint8
# absmax: [2.  0.3]
# ```

# %% check="quantize_nf4"
bai.check(quantize_nf4)

# %% [markdown]
# ## 7. Bốn định dạng 4 bit, đặt cạnh nhau
#
# Bốn cách, đều khoảng 4.25 đến 4.5 bit mỗi giá trị:
#
# | cách | khối | độ co giãn | bit mỗi giá trị |
# |---|---|---|---|
# | INT4 theo nhóm (Bài 3) | 32 | 16 bit | 4.5 |
# | MXFP4 | 32 | lũy thừa của 2, 8 bit | 4.25 |
# | NVFP4 | 16 | E4M3, 8 bit, và một $t$ | 4.5 |
# | NF4 | 64 | 16 bit | 4.25 |
#
# Dữ liệu là hình chuông, rồi phân bố t năm bậc tự do, có đuôi dài hơn.

# %% [markdown] guess="duoi_dai_ai_thiet"
# Đổi hình chuông lấy đuôi dài: cách nào mất nhiều decibel nhất?
#
# - [x] INT4
# - MXFP4: Khối của nó cũng 32 giá trị, nhưng các mức dồn về gần 0.
# - NVFP4: Khối nhỏ thì giá trị lớn chỉ làm hại 15 giá trị bên cạnh.
#
# > Một giá trị lớn kéo dài bước của cả nhóm, và INT4 không có mức nào dày ở gần 0 để bù.

# %%
bai.guess("duoi_dai_ai_thiet")

# %% fold=true
# Bấm để mở: bốn cách đọc ngược, hai kiểu dữ liệu, ba hạt giống.
def int4_groups(values, group=32):
    blocks = values.reshape(-1, group)
    s = np.abs(blocks).max(axis=1, keepdims=True) / 7
    return by_integers(blocks, np.where(s == 0, 1, s), q=7).ravel()


def nf4_back(values, block=64):
    codes, absmax = quantize_nf4(values, block, NF4)
    return (NF4[codes].reshape(-1, block) * absmax[:, np.newaxis]).ravel()


FOUR_BITS = {
    "INT4": int4_groups,
    "MXFP4": lambda values: quantize_mx(values, 32, *E2M1, 6.0)[0],
    "NVFP4": lambda values: quantize_nvfp4(values.astype(np.float32))[0],
    "NF4": nf4_back,
}
TAILS = {
    "hình chuông": lambda rng: rng.normal(size=65_536),
    "đuôi dài": lambda rng: rng.standard_t(5, 65_536),
}

def three_in_db(draw, read):
    drawn = [draw(np.random.default_rng(seed)) for seed in range(3)]
    return [in_decibels(values, read(values)) for values in drawn]


in_db = {
    tail: {name: three_in_db(draw, read) for name, read in FOUR_BITS.items()}
    for tail, draw in TAILS.items()
}

# %%
for tail, by_name in in_db.items():
    told = ", ".join(f"{name} {np.mean(found):.2f}" for name, found in by_name.items())
    print(f"{tail}: {told} dB")
    gaps = np.array(by_name["NVFP4"]) - np.array(by_name["MXFP4"])
    assert gaps.min() > 1.1, "NVFP4 phải hơn MXFP4: hãy xem lại quantize_nvfp4"
lost = {}
for name in FOUR_BITS:
    lost[name] = np.mean(in_db["hình chuông"][name]) - np.mean(in_db["đuôi dài"][name])
    print(f"đuôi dài làm {name} mất {lost[name]:.2f} dB")
assert max(lost, key=lost.get) == "INT4", "INT4 phải thiệt nhiều nhất"

# %% [markdown]
# Trên hình chuông, NF4 và NVFP4 dẫn đầu, ngay trên INT4; MXFP4 kém hơn một hai decibel.
# Với đuôi dài, NVFP4 không mất gì, còn INT4 mất nhiều nhất.
# Hãy nhìn tận mắt một khối có một giá trị lớn.

# %%
rng = np.random.default_rng(4)
block_of_32 = np.append(rng.normal(size=31), 5.5)
tensor = np.concatenate([block_of_32, rng.normal(size=32 * 31)])
shown = {name: FOUR_BITS[name](tensor)[:32] for name in FOUR_BITS}
plots.one_block(block_of_32, shown, 16)

# %% [markdown]
# Giá trị lớn nằm ở cuối.
# INT4 và MXFP4 bắt cả 32 giá trị chịu theo nó; ở NVFP4, 16 giá trị bên trái vạch có độ co giãn riêng nên sai ít hẳn.
# NF4 cũng chịu theo nó, mà khối của NF4 dài 64; nhưng các mức của nó dày ở gần 0, nên nó sai ít hơn INT4.
# Cột cao nhất của MXFP4 là chính số 5.5: độ co giãn ở đó là 1, mà thước có 4 và 6, không có 5.5.

# %% [markdown] points=2 question="quarter_of_a_bit"
# ### Câu hỏi: một phần tư bit mua được gì?
#
# MXFP4 tốn 4.25 bit, NVFP4 tốn 4.5 bit cho mỗi giá trị.
# Hãy kể ra NVFP4 khác MXFP4 ở những điểm nào, mỗi điểm làm sai số nhỏ đi vì sao, và vì sao NVFP4 cần thêm một số $t$ còn MXFP4 thì không.
#
# === BEGIN MARK SCHEME ===
# - 0.5 điểm: khối 16 thay vì 32, nên một giá trị lớn chỉ kéo dài bước của ít giá trị hơn.
# - 1 điểm: độ co giãn E4M3 có 3 bit định trị, nằm được giữa hai lũy thừa của 2, nên số lớn nhất của khối vừa sát số 6: không bị cắt như MXFP4 (khi vượt 6) và không bỏ phí phần trên của thước.
#   Chỉ nói "độ co giãn chính xác hơn" mà không nói hậu quả: 0.5 điểm.
# - 0.5 điểm: E4M3 chỉ viết được những độ lớn từ khoảng 0.002 đến 448 nên cần t để đưa các độ co giãn vào thước ấy; E8M0 có 8 bit số mũ, đã phủ miền của float32.
# === END MARK SCHEME ===

# %% [markdown] answer="quarter_of_a_bit"
# Thứ nhất, khối nhỏ bằng nửa: một giá trị lớn chỉ làm hại 15 giá trị bên cạnh chứ không phải 31.
# Thứ hai, độ co giãn E4M3 nằm được giữa hai lũy thừa của 2.
# Sau khi chia, số lớn nhất của khối lúc nào cũng gần 6, trong khi ở MXFP4 nó ở đâu đó từ 4 đến 8: có khi bị cắt, có khi bỏ phí đầu thước.
# Đổi lại, E4M3 chỉ viết được những độ lớn từ khoảng $0.002$ đến $448$, nên phải có $t$ đưa các độ co giãn vào khoảng ấy.
# E8M0 không cần: 8 bit số mũ đã phủ cả miền của `float32`.

# %% [markdown]
# ### Đầu thước ở 6 hay ở 4?
#
# Thước của E2M1 có một lỗ hổng: giữa 4 và 6 không có gì.
# Khối nào có vài số cỡ 5/6 số lớn nhất thì rơi đúng vào lỗ.
# Một ý rất gọn, gọi là *4/6*: mỗi khối thử cả hai, để số lớn nhất thành 6 hay thành 4, rồi giữ bên sai ít hơn.
# Tệp không dài thêm bit nào, vì chỉ có giá trị của $s$ và $t$ khác đi.
#
# Đổi đầu thước từ 6 sang 4 thì $s$ nhân 1.5.
# Nếu khối lớn nhất có $s = 448$ thì $448 \cdot 1.5$ vượt quá E4M3.
# Vì vậy ta chọn $t$ để khối ấy có $s = 256$: đó là số lớn nhất mà cả nó lẫn $256 \cdot 1.5 = 384$ đều là số của E4M3.

# %% fold=true
# Bấm để mở: NVFP4 mà mỗi khối được chọn đầu thước 6 hay 4.
def four_over_six(values):
    blocks = values.reshape(-1, 16)
    top = np.abs(blocks).max(axis=1, keepdims=True)
    t = top.max() / (6 * 256)
    tries = []
    for end in (6, 4):
        s = round_to_minifloat(np.clip(top / end / t, 2.0**-6, 448), *E4M3, 448)
        tries.append(s * t * round_to_minifloat(blocks / (s * t), *E2M1, 6))
    errors = [((one - blocks) ** 2).sum(axis=1, keepdims=True) for one in tries]
    return np.where(errors[0] <= errors[1], *tries).ravel()


for tail, draw in TAILS.items():
    gains = []
    for seed in range(3):
        values = draw(np.random.default_rng(seed))
        quality_46 = in_decibels(values, four_over_six(values))
        gains.append(quality_46 - in_db[tail]["NVFP4"][seed])
    print(f"{tail}: 4/6 hơn NVFP4 thường {np.mean(gains):.2f} dB")
    assert min(gains) > 0.35, "được chọn thì không thể kém đi"

# %% [markdown]
# ### Trên mô hình ngôn ngữ
#
# Cuối cùng, ta cho trọng số của mọi lớp tuyến tính trong ba mô hình, vẫn trừ lớp cuối, đi qua bốn định dạng ấy rồi đọc ngược.
# Các khối nằm dọc theo chiều vào, vì đó là chiều được cộng lại.
# Lớp hẹp nhất chỉ có 32 đầu vào, nên NF4 ở đây dùng khối 32: 4.5 bit.

# %% fold=true
# Bấm để mở: ba mô hình, mọi trọng số tuyến tính đọc ngược từ mỗi định dạng.
def through(P, read):
    changed = dict(P)
    for name in tiny_lm.LINEAR:
        W = P[name].T
        changed[name] = read(W.ravel().astype(np.float64)).reshape(W.shape).T
        changed[name] = changed[name].astype(np.float32)
    return changed


BITS = {"INT4": 4.5, "MXFP4": 4.25, "NVFP4": 4.5, "NF4, khối 32": 4.5}
readers = {**FOUR_BITS, "NF4, khối 32": lambda values: nf4_back(values, 32)}
in_reals = [tiny_lm.perplexity(P) for P in models]
by_format = {}
for name in counted(list(BITS), "định dạng"):
    found = [tiny_lm.perplexity(through(P, readers[name])) for P in models]
    by_format[name] = (BITS[name], found)

# %%
print("số thực:", ", ".join(f"{one:.3f}" for one in in_reals))
for name, (_, found) in by_format.items():
    print(f"{name}:", ", ".join(f"{one:.3f}" for one in found))
gap = np.subtract(by_format["MXFP4"][1], by_format["NVFP4"][1])
assert gap.min() > 0.035, "NVFP4 phải hơn MXFP4: hãy xem lại quantize_nvfp4"
plots.perplexity_by_format(by_format, in_reals)

# %% [markdown]
# NVFP4 hơn MXFP4 ở cả ba mô hình, như trên hình chuông.
# NF4 và NVFP4 sát nhau.
# INT4 ngang NVFP4 ở mô hình 0; ở mô hình 1 và 2 nó gần MXFP4 hơn, ở mô hình 2 còn kém MXFP4 một chút.
# Trọng số nhỏ đi bảy lần so với `float32`, mà độ bối rối chỉ tăng vài phần trăm.
#
# Còn chữ nó viết ra thì sao?
# Ta cho mô hình 0 viết lại đoạn đã thấy ở mục 3, trước và sau khi lượng tử hóa, với cùng những lần bốc thăm.

# %%
written = {"số thực": models[0]}
written |= {name: through(models[0], readers[name]) for name in BITS}
for name, P in written.items():
    text = tiny_lm.write(P, "lượng tử hóa ", 80, np.random.default_rng(0))
    print(f"{name:12}", " ".join(text.split()))

# %% [markdown]
# Chỉ một ký tự khác đi là mọi ký tự sau nó đi ngả khác, nên năm dòng sớm rẽ ra.
# Dòng nào cũng có từ đúng, có từ bịa: nhìn bằng mắt thì không xếp hạng được bốn định dạng.
# Vì thế ta cần một con số.

# %% [markdown]
# ## Trong thư viện thật
#
# `ml_dtypes` mang các kiểu số nhỏ vào NumPy; JAX và TensorFlow dùng nó.
# Nó đi qua `float32` trước, nên ta cũng cho nó những số `float32`: làm tròn hai lần có khi lệch một bước.
# Máy bạn không cần có các thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="ml_dtypes"
with bai.library("ml_dtypes"):
    import ml_dtypes

    NAMES = "float8_e4m3fn float8_e5m2 float6_e3m2fn float6_e2m3fn float4_e2m1fn"
    rng = np.random.default_rng(0)
    for (e, m), name in zip(LARGEST, NAMES.split()):
        kind = getattr(ml_dtypes, name)
        codes = np.arange(2 ** (1 + e + m)).astype(np.uint8)
        theirs = codes.view(kind).astype(np.float64)
        codes, theirs = codes[np.isfinite(theirs)], theirs[np.isfinite(theirs)]
        wrong = np.sum(decode_minifloat(codes, e, m) != theirs)
        values = LARGEST[e, m] * rng.uniform(-1, 1, 50_000).astype(np.float32) ** 3
        rounded = round_to_minifloat(values, e, m, LARGEST[e, m])
        unlike = np.sum(rounded != values.astype(kind).astype(np.float64))
        print(f"{name}: {codes.size} mã, đọc khác {wrong}; làm tròn khác {unlike}")
        assert wrong == 0 and unlike == 0, "hãy xem lại hai hàm đầu của bài"
    print("500 thành E4M3:", np.float64(500).astype(ml_dtypes.float8_e4m3fn))

# %% [markdown]
# Dòng cuối cho thấy một chỗ các thư viện không đồng ý với nhau: số vượt quá thước.
# Ta và PyTorch bão hòa thành 448; `ml_dtypes` trả về NaN.
#
# Tệp của llama.cpp có kiểu MXFP4.
# Ở chỗ hòa nó chọn số nhỏ hơn, nên ta chỉ so trên dữ liệu không có chỗ hòa.

# %% library="gguf"
with bai.library("gguf"):
    from gguf import GGMLQuantizationType, quants

    rows = bell.astype(np.float32).reshape(-1, 32)
    stored = quants.quantize(rows, GGMLQuantizationType.MXFP4)
    theirs = quants.dequantize(stored, GGMLQuantizationType.MXFP4).ravel()
    ours, _ = quantize_mx(rows.ravel().astype(np.float64), 32, *E2M1, 6.0)
    print(f"{theirs.size} giá trị, đọc ngược khác nhau {np.sum(theirs != ours)}")
    print(f"mỗi giá trị {8 * stored.size / theirs.size:.2f} bit")
    assert np.array_equal(theirs, ours), "hãy xem lại quantize_mx"

# %% [markdown]
# Còn bảng NF4 từ đâu ra?
# Từ các phân vị của hình chuông: tám phân vị cho phía dương, bảy cho phía âm, thêm số 0, rồi chia cho số lớn nhất.
# SciPy tính lại được nó.

# %% library="scipy"
with bai.library("scipy"):
    from scipy.stats import norm

    edge = 0.9677083  # đầu mút mà tác giả chọn
    above = norm.ppf(np.linspace(edge, 0.5, 9)[:-1])
    below = -norm.ppf(np.linspace(edge, 0.5, 8)[:-1])
    found = np.sort(np.concatenate([above, [0.0], below])) / above.max()
    print(f"lệch bảng nhiều nhất {np.abs(found - NF4).max():.1e}")
    assert np.abs(found - NF4).max() < 1e-6, "bảng NF4 phải ra từ các phân vị"

# %% [markdown]
# ## Tóm tắt
#
# - Số dấu phẩy động nhỏ: dấu, số mũ, phần lẻ của phần định trị; $E = 0$ là số dưới chuẩn, không có chữ số 1 ngầm.
# - Làm tròn: bước ở chỗ của $x$ là $2^{p-m}$, với $p$ là số mũ của $x$; hòa thì về số chẵn, quá thước thì bão hòa.
# - INT8 hơn E4M3 khi hệ số đỉnh dưới khoảng 12; có giá trị ngoại lai thì E4M3 hơn.
# - MX: mỗi khối 32 giá trị chung một lũy thừa của 2, số lớn nhất có thể bị cắt.
# - NVFP4: khối 16, độ co giãn E4M3, và một số $t$ cho cả tensor; NF4: một bảng cho mọi hình chuông.
#
# **Đọc thêm**
#
# - [Micikevicius và cộng sự, 2022](https://arxiv.org/abs/2209.05433): E4M3 và E5M2.
# - [Kuzmin và cộng sự, 2022](https://arxiv.org/abs/2208.09225): khi nào FP8 hơn INT8.
# - [Rouhani và cộng sự, 2023](https://arxiv.org/abs/2310.10537): các định dạng MX; [chuẩn MX v1.0](https://www.opencompute.org/documents/ocp-microscaling-formats-mx-v1-0-spec-final-pdf).
# - [Dettmers và cộng sự, 2023](https://arxiv.org/abs/2305.14314): QLoRA và NF4.
# - [NVIDIA, 2025](https://arxiv.org/abs/2509.25149): huấn luyện bằng NVFP4; [Cook và cộng sự, 2025](https://arxiv.org/abs/2512.02010): 4/6.
# - [Egiazarian và cộng sự, 2025](https://arxiv.org/abs/2509.23202): GPTQ cho FP4; [Chen và cộng sự, 2025](https://arxiv.org/abs/2510.25602): số nguyên và dấu phẩy động ở mọi cỡ khối.
#
# **Sang bài 11.** Bốn định dạng 4 bit làm độ bối rối tăng từ hai đến bốn phần trăm.
# Định dạng nào cũng để mỗi trọng số tự tìm mức gần nó nhất, không hỏi ai.
# Vẫn những mức ấy, có cách làm tròn nào tốt hơn không?

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
