# %% [markdown]
# # Bài 13. Đồ án: một mô hình ngôn ngữ trong 20 KB
#
# Mười hai bài qua, bạn đã làm ra đủ đồ nghề: thước theo nhóm, độ nhạy, từ điển mã, số dấu phẩy động nhỏ, GPTQ, làm mượt, phép quay.
# Bây giờ là lúc đem thước theo nhóm, độ nhạy và GPTQ vào một việc thật.
# Bạn có chừng 20 KB cho cả một mô hình ngôn ngữ.
# Đặt mỗi bit ở đâu?
#
# Học xong bài này, bạn sẽ
#
# - biết vì sao số byte của mô hình quyết định tốc độ của nó;
# - ghi và đọc được các khối Q8_0 và Q4_0, đúng từng byte như llama.cpp;
# - gói được cả một mô hình vào một ngân sách, theo độ nhạy của từng ma trận;
# - ghi được một tệp GGUF mà thư viện của người khác mở được;
# - biết dè dặt trước con số trên một bảng xếp hạng.
#
# Bài có 7 chỗ trống, từ TODO 1 đến TODO 7, cộng lại 10 điểm.
# TODO 5, 6 và 7 là ba bậc của cùng một đồ án: làm được đến đâu thì được điểm đến đó.
# Xen giữa là hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm.

# %% setup=true
import tempfile
from pathlib import Path

import numpy as np

from course import Lesson, bandwidth, gguf, plots, tiny_lm, widgets
from course.waiting import counted

bai = Lesson("bai13_do_an")

# %% [markdown]
# ## 1. Byte là chỗ chứa, và cũng là tốc độ
#
# Đây là `tiny_lm` của Bài 10, mô hình đã đọc lời giảng của Bài 1 đến Bài 9, và những gì nó viết khi mọi tham số còn là `float32`.

# %% setup=true
models = [tiny_lm.load(seed) for seed in tiny_lm.SEEDS]
first = models[0]
TEST = tiny_lm.test_windows()  # văn bản mà mô hình chưa đọc
PARAMETERS = sum(array.size for array in first.values())

# %%
print(tiny_lm.write(first, "lượng tử hóa ", 150, np.random.default_rng(3)))
print(f"{PARAMETERS} tham số, {4 * PARAMETERS} byte")
print(f"độ bối rối {tiny_lm.perplexity(first, TEST):.3f}")

# %% [markdown]
# Mô hình lớn thì to gấp mấy trăm nghìn lần, nhưng cùng một khuôn.
# Khi nó viết cho một người, mỗi token viết ra, máy phải đọc **mọi** trọng số một lần.
# Phép nhân thì nhanh, còn việc chở trọng số từ bộ nhớ tới bộ xử lý thì chậm.
# Số byte chở được trong một giây gọi là băng thông bộ nhớ (*memory bandwidth*).
# Vậy, dù chưa kể KV cache ở Bài 12, tốc độ viết không thể vượt quá
#
# <!-- công thức: Tốc độ viết theo băng thông -->
# $$\text{số token mỗi giây} = \frac{\text{băng thông bộ nhớ}}{\text{số byte của mô hình}}$$
#
# **Tính tay.** Mô hình 1 tỷ tham số, mỗi tham số 2 byte, là 2 GB.
# Máy chở được 20 GB mỗi giây thì viết nhiều nhất 10 token mỗi giây.
# Nếu mỗi tham số chỉ còn nửa byte thì được 40.

# %% [markdown] guess="token_moi_giay"
# Mô hình 7 tỷ tham số, mỗi tham số 16 bit, máy chở được 50 GB mỗi giây.
# Nó viết được nhiều nhất mấy token mỗi giây?
#
# = 50 / 14 ± 0.05
#
# - = 50 / 7: Mỗi tham số chiếm hai byte, không phải một.
# - = 50 / (7 * 16): 16 bit là hai byte; băng thông đếm theo byte.
#
# > Mỗi token phải đọc 14 GB.
# > Bạn đọc truyện còn nhanh hơn thế.

# %%
bai.guess("token_moi_giay")

# %% [markdown]
# Máy của bạn thì sao?
# Ô dưới đây đọc một mảng 64 MB vài lần và bấm giờ.
# Bản in sẵn dùng 20 GB mỗi giây; chạy lại ô thì được con số của máy bạn, khi chỉ một luồng (*thread*), tức là một lõi, đọc.

# %%
speed = bandwidth.measured()
print(f"một luồng đọc được {speed / 1e9:.1f} GB mỗi giây")
for name, bits in (("16 bit", 16), ("Q8_0", 8.5), ("Q4_0", 4.5)):
    size = 7e9 * bits / 8
    fastest = speed / size
    print(f"7 tỷ tham số, {name}: {size / 1e9:.1f} GB, {fastest:.1f} token mỗi giây")

# %% [markdown]
# Q8_0 và Q4_0 là hai kiểu của llama.cpp; con số 4.5 bạn đã gặp ở Bài 3, còn 8.5 từ đâu ra thì mục 2 sẽ hỏi.
# Bớt bit không chỉ để vừa máy: bớt mấy lần byte thì viết nhanh lên ngần ấy lần.

# %% [markdown]
# ## 2. Khối Q8_0
#
# llama.cpp cất trọng số thành từng khối 32 số liền nhau.
# Mỗi khối có một độ co giãn $d$ ở `float16`, từ đây gọi gọn là bước, rồi đến các mã.
# Kiểu đơn giản nhất là Q8_0: đối xứng, 8 bit.
#
# <!-- công thức: Khối Q8_0 -->
# $$d = \frac{\max |x|}{127}, \qquad q = \text{round}\Big(x \cdot \frac{1}{d}\Big), \qquad \hat{x} = d\, q$$
#
# Có bốn điều phải giữ cho đúng thì tệp của bạn mới giống hệt tệp của người khác.
#
# - Mọi phép tính ở `float32`, và mã tính bằng $1/d$ khi $d$ **chưa** làm tròn về `float16`.
# - Đúng một nửa thì làm tròn ra **xa số 0**: $0.5$ thành 1, $2.5$ thành 3, $-2.5$ thành $-3$.
#   Hàm `round` của ngôn ngữ C làm tròn như thế; `np.round` thì về số chẵn, như Bài 1.
#   Muốn `np.floor` đưa $2.5$ lên 3 thì phải cộng trước bao nhiêu, và với số âm thì làm sao?
# - Khối toàn số 0 có $d = 0$ và mọi mã bằng 0.
# - Trong khối: hai byte của $d$, byte thấp trước, rồi 32 byte của 32 mã, mỗi mã một `int8`.
#
# **Tính tay.** Khối có $\max |x| = 2.54$, nên $d = 0.02$.
# Số $0.05$ là $2.5$ bước, thành mã 3; số $-0.07$ là $-3.5$ bước, thành mã $-4$, byte 252.
#
# Muốn xem một mảng như các byte của nó thì dùng `.view(np.uint8)`; mảng chiều $(k, 1)$ kiểu `float16` thành $(k, 2)$, byte thấp ở cột đầu.

# %% [markdown] guess="bit_moi_so_q8_0"
# Một khối Q8_0 tốn mấy bit cho mỗi số?
#
# = 34 * 8 / 32 ± 0.01
#
# - = 8: Bạn quên hai byte của bước.
# - = 10: Hai byte của bước chia cho 32 số, chỉ thêm nửa bit.
#
# > 34 byte là `= 34 * 8` bit, cho 32 số.

# %%
bai.guess("bit_moi_so_q8_0")

# %% exercise="q8_0_blocks"
def q8_0_blocks(x):
    """Lượng tử hóa các số thực thành khối Q8_0, đúng từng byte như llama.cpp.

    Đầu vào:
        x: mảng np.float32 một trục, số phần tử chia hết cho 32; không được sửa mảng
            này.
    Đầu ra:
        blocks: mảng np.uint8 chiều (số khối, 34): hai byte của d ở float16, byte thấp
            trước, rồi 32 byte của các mã int8. Khối toàn số 0 thì mọi byte bằng 0.
    """
    # TODO 1: tính bước và mã của từng khối, trong float32, rồi xếp thành byte; đúng một
    #   nửa thì làm tròn ra xa số 0
    ### BEGIN SOLUTION
    rows = x.reshape(-1, 32)
    d = np.max(np.abs(rows), axis=1, keepdims=True) / np.float32(127)
    inverse = np.divide(1, d, out=np.zeros_like(d), where=d > 0)
    scaled = rows * inverse
    codes = np.sign(scaled) * np.floor(np.abs(scaled) + np.float32(0.5))
    d_bytes = d.astype(np.float16).view(np.uint8)
    blocks = np.hstack([d_bytes, codes.astype(np.int8).view(np.uint8)])
    ### END SOLUTION
    return blocks

# %%
ramp = np.linspace(-1, 0.8, 32).astype(np.float32)
print(q8_0_blocks(ramp).shape)
print(*q8_0_blocks(ramp)[0][:12])
ties = np.array([127, 0.5, 1.5, 2.5, -0.5, -2.5] + [0] * 26, np.float32)
print("mã:", *q8_0_blocks(ties)[0][2:8].view(np.int8))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# (1, 34)
# 8 32 129 136 144 151 158 166 173 181 188 195
# mã: 127 1 2 3 -1 -3
# ```
#
# Hai byte đầu là $d = 1/127$ ở `float16`; byte 129 là mã $129 - 256 = -127$, của số $-1$.

# %% check="q8_0_blocks"
bai.check(q8_0_blocks)

# %% [markdown]
# ## 3. Khối Q4_0
#
# Bốn bit thì chỉ có 16 mã, nên bỏ phí một mã cũng tiếc.
# Thước đối xứng của Bài 3 dùng các mã từ $-7$ đến 7, bỏ mã $-8$.
# Q4_0 dùng cả 16 mã, từ $-8$ đến 7 bước, và nghĩ ra một mẹo: cho bước $d$ **mang dấu**.
#
# <!-- công thức: Khối Q4_0 -->
# $$d = \frac{m}{-8}, \qquad c = \min\Big(15,\ \Big\lfloor x \cdot \frac{1}{d} + 8.5 \Big\rfloor\Big), \qquad \hat{x} = d\,(c - 8)$$
#
# $m$ là số có độ lớn lớn nhất của khối, **kèm dấu** của nó.
# Dù $m$ dương hay âm, $m / d = -8$, nên $m$ luôn rơi đúng vào mã 0, tức là $-8$ bước.
# Đầu kia của thước chỉ có 7 bước, nhưng phía ấy không có số nào xa số 0 hơn $m$.
#
# - Có vài số cùng độ lớn lớn nhất thì lấy số đứng trước, như `np.argmax` vẫn lấy; `rows[np.arange(len(rows)), places]` lấy ở mỗi hàng số đứng ở vị trí ấy.
# - Cộng $8.5$ rồi làm tròn xuống: 8 để mã không âm, $0.5$ để làm tròn về số gần nhất.
# - Số ngược dấu với $m$ mà gần bằng nó thì ra mã 16; bốn bit không có mã ấy, nên cắt về 15.
# - Khối toàn số 0 thì không chia cho $d$; mọi mã bằng 8, tức là 0 bước.
# - Như ở Q8_0: tính trong `float32`, nhân với $1/d$ khi $d$ chưa làm tròn về `float16`.
#
# **Tính tay.** Khối có $m = 1.6$, nên $d = -0.2$.
# Số $1.6$ là $-8$ bước, thành mã 0; số $0.3$ là $-1.5$ bước, $-1.5 + 8.5 = 7$, thành mã 7; số $-1.5$ là $7.5$ bước, thành mã 16, cắt về 15.

# %% [markdown] guess="buoc_cua_khoi"
# Một khối Q4_0 có các số từ $-0.9$ đến $1.2$.
# $d$ của nó bằng bao nhiêu?
#
# = 1.2 / -8 ± 0.001
#
# - = 1.2 / 8: Với d dương thì 1.2 là 8 bước, cần mã 16, mà bốn bit không có.
# - = -0.9 / -8: Số có độ lớn lớn nhất là 1.2, không phải số nhỏ nhất.
# - = 1.2 / 7: Đó là thước đối xứng của Bài 3.
#
# > Bước âm không sao cả: mã vẫn từ 0 đến 15, chỉ là thước lật ngược.

# %%
bai.guess("buoc_cua_khoi")

# %% [markdown]
# Hai mã vào chung một byte, nhưng không phải hai mã liền nhau như `pack_int4` của Bài 3; bạn đã gặp cách này ở câu đố ★ của bài ấy.
# Byte thứ $j$ giữ mã $j$ ở nửa thấp và mã $j + 16$ ở nửa cao: một phép `& 15` và một phép `>> 4` cho hai dãy 16 mã đã đúng thứ tự, khỏi xếp xen kẽ.
# Đây là ba kiểu khối mà bài này dùng:

# %%
plots.byte_maps(
    {
        "Q4_0": [("bước", 2), ("mã, hai mã một byte", 16)],
        "Q5_0": [("bước", 2), ("bit thứ năm", 4), ("bốn bit thấp của mã", 16)],
        "Q8_0": [("bước", 2), ("mã", 32)],
    }
)

# %% exercise="q4_0_blocks"
def q4_0_blocks(x):
    """Lượng tử hóa các số thực thành khối Q4_0, đúng từng byte như llama.cpp.

    Đầu vào:
        x: mảng np.float32 một trục, số phần tử chia hết cho 32; không được sửa mảng
            này.
    Đầu ra:
        blocks: mảng np.uint8 chiều (số khối, 18): hai byte của d ở float16, byte thấp
            trước, rồi 16 byte của 32 mã. Khối toàn số 0 thì mọi mã bằng 8.
    """
    rows = x.reshape(len(x) // 32, 32)
    # TODO 2: tính d, bước kèm dấu của từng khối, mảng np.float32 chiều (số khối, 1)
    ### BEGIN SOLUTION
    m = np.take_along_axis(rows, np.argmax(np.abs(rows), axis=1, keepdims=True), axis=1)
    d = m / np.float32(-8)
    ### END SOLUTION
    d = np.where(d == 0, np.float32(-0.0), d)  # llama.cpp ghi bước 0 thành −0
    # TODO 3: tính mã của mọi số từ d, trong float32, ghép hai mã vào một byte, rồi xếp
    #   bước và mã thành blocks
    ### BEGIN SOLUTION
    inverse = np.divide(1, d, out=np.zeros_like(d), where=d != 0)
    codes = np.minimum(np.floor(rows * inverse + np.float32(8.5)), 15).astype(np.uint8)
    packed = codes[:, :16] | codes[:, 16:] << 4
    blocks = np.hstack([d.astype(np.float16).view(np.uint8), packed])
    ### END SOLUTION
    return blocks

# %%
print(*q4_0_blocks(ramp)[0])
print("bước:", q4_0_blocks(ramp)[0][:2].view(np.float16)[0])
print("lật dấu thì bước là:", q4_0_blocks(-ramp)[0][:2].view(np.float16)[0])

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# 0 48 112 128 129 145 146 162 163 179 180 196 197 213 214 214 231 231
# bước: 0.125
# lật dấu thì bước là: -0.125
# ```

# %% check="q4_0_blocks"
bai.check(q4_0_blocks)

# %% [markdown]
# ### Đọc ngược
#
# Đọc thì dễ hơn ghi: lấy $d$ từ hai byte đầu, tách 16 byte sau thành hai nửa, trừ 8, nhân với $d$.
#
# **Tính tay.** Bước $0.125$, byte đầu của các mã là 112, tức `0111 0000`.
# Nửa thấp 0 là mã của số 0: $0.125 \cdot (0 - 8) = -1$.
# Nửa cao 7 là mã của số **16**: $0.125 \cdot (7 - 8) = -0.125$.

# %% exercise="read_q4_0"
def read_q4_0(blocks):
    """Đọc các khối Q4_0 ra số thực.

    Đầu vào:
        blocks: mảng np.uint8 chiều (số khối, 18), như q4_0_blocks trả về; không được
            sửa mảng này.
    Đầu ra:
        x: mảng np.float32 một trục, mỗi khối 32 số.
    """
    # TODO 4: đọc bước, tách các mã về đúng thứ tự, rồi tính x trong float32
    ### BEGIN SOLUTION
    d = blocks[:, :2].copy().view(np.float16)
    low = blocks[:, 2:] & 15
    high = blocks[:, 2:] >> 4
    codes = np.hstack([low, high]).astype(np.float32)
    x = (d.astype(np.float32) * (codes - 8)).ravel()
    ### END SOLUTION
    return x

# %%
back = read_q4_0(q4_0_blocks(ramp))
print(back.dtype, back.shape, back[[0, 1, 16, 31]])
print(f"lệch nhiều nhất {np.abs(back - ramp).max():.4f}, nửa bước là {0.125 / 2}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# float32 (32,) [-1.    -1.    -0.125  0.75 ]
# lệch nhiều nhất 0.0621, nửa bước là 0.0625
# ```

# %% check="read_q4_0"
bai.check(read_q4_0)

# %% [markdown]
# Dùng cả 16 mã thì được lợi bao nhiêu?
# So với thước đối xứng ±7 của Bài 3, cùng khối 32 số, cùng 4.5 bit, trên những số hình chuông:

# %%
def symmetric_back(x):  # thước của Bài 3, bước cũng cất bằng float16
    rows = x.reshape(len(x) // 32, 32)
    d = (np.max(np.abs(rows), axis=1, keepdims=True) / 7).astype(np.float16)
    d = d.astype(np.float32)
    return (d * np.clip(np.rint(rows / d), -7, 7)).ravel()


def in_decibels(x, x_hat):
    return 10 * np.log10(np.mean(x**2) / np.mean((x - x_hat) ** 2))


for seed in range(3):
    bell = np.random.default_rng(seed).normal(size=65_536).astype(np.float32)
    in_q4_0 = in_decibels(bell, read_q4_0(q4_0_blocks(bell)))
    symmetric = in_decibels(bell, symmetric_back(bell))
    print(f"hạt giống {seed}: Q4_0 {in_q4_0:.2f} dB, đối xứng {symmetric:.2f} dB")
    assert in_q4_0 > symmetric + 0.7, "hãy xem lại q4_0_blocks"

# %% [markdown]
# Hơn một decibel, không tốn thêm bit nào, chỉ nhờ một dấu.
#
# ### Câu đố ★: bit thứ năm
#
# Khối Q5_0 có 22 byte: hai byte bước, bốn byte giữ **bit thứ năm** của 32 mã, rồi 16 byte giữ bốn bit thấp như Q4_0.
# Với $j$ từ 0 đến 31, bit thứ năm của mã $j$ là bit $j$ của bốn byte ấy; bit 0 là bit thấp nhất của byte đầu.
# Lấy ra mọi bit thứ năm trong một dòng, không vòng lặp; không tính điểm.
# `np.unpackbits` sẽ giúp bạn, nếu bạn nói cho nó biết bit nào đứng trước.

# %% puzzle="fifth_bits"
def fifth_bits(blocks):
    """Lấy bit thứ năm của mọi mã trong các khối Q5_0.

    Đầu vào:
        blocks: mảng np.uint8 chiều (số khối, 22).
    Đầu ra:
        mảng chiều (số khối, 32), các số 0 và 1.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.unpackbits(blocks[:, 2:6], axis=1, bitorder="little")
    ### END SOLUTION

# %%
bai.puzzle(fifth_bits)

# %% [markdown]
# ## 4. Ngân sách
#
# Bây giờ đến đồ án.
# Mô hình có 15 ma trận: 12 ma trận của hai khối như ở Bài 11, ma trận `output`, `token_embd` giữ vector của mỗi ký tự, và `position_embd` giữ vector của mỗi vị trí trong cửa sổ.
# Vector của vị trí được cộng vào vector của ký tự, để mô hình biết ký tự nào đứng trước.
# Còn năm vector hệ số của RMSNorm thì ít số, nên ta để ở `float32`: $5 \cdot 32 \cdot 4 = 640$ byte, và **cũng tính vào ngân sách**.
# Ngân sách của bạn là 4.97 bit cho mỗi tham số, không kể phần đầu của tệp.

# %% setup=true
BUDGET = PARAMETERS * 497 // 800
GAINS = 640

# %%
print(f"ngân sách: {PARAMETERS} tham số × 4.97 bit = {BUDGET} byte")
for kind, size in gguf.KINDS.items():
    whole = GAINS + sum(W.size for W in gguf.rows(first).values()) // 32 * size
    print(f"mọi ma trận {kind}, {size * 8 / 32} bit mỗi số: {whole} byte")

# %% [markdown]
# Q4_0 thì thừa, Q5_0 thì không vừa, Q8_0 thì còn xa.
# Những gì có sẵn cho bạn nằm trong `course.gguf`:
#
# | hàm | việc |
# |---|---|
# | `gguf.rows(P)` | 15 ma trận như chúng nằm trong tệp: tên → `float32`; ma trận của lớp tuyến tính thì chuyển vị, mỗi hàng một đầu ra |
# | `gguf.with_rows(P, rows)` | mô hình P với vài ma trận được thay; `rows` có thể chỉ có vài tên, và là mảng phẳng |
# | `gguf.KINDS` | kiểu → số byte một khối: Q4_0, Q5_0, Q8_0 |
# | `gguf.quantize("Q5_0", x)` | khối Q5_0 của các số trong `x`; hai kiểu kia là hàm của bạn |
# | `gguf.read_back(kind, blocks)` | đọc khối của cả ba kiểu ra `float32`, mảng phẳng |
#
# Vì sao phải chuyển vị?
# Vì 32 số của một khối phải là 32 trọng số của **cùng một đầu ra**: khi ấy $d$ ra khỏi tổng của 32 tích, như độ co giãn ở Bài 3.
#
# Bắt đầu bằng cách dễ nhất: mọi ma trận Q4_0.

# %% setup=true
def as_q4_0(P, names):  # mô hình có các ma trận trong names thành Q4_0
    rows = gguf.rows(P)
    changed = {name: read_q4_0(q4_0_blocks(rows[name].ravel())) for name in names}
    return gguf.with_rows(P, changed)


def measure(P):
    return tiny_lm.perplexity(P, TEST)


# %%
in_reals = np.array([measure(P) for P in models])
for P, real in zip(models, in_reals):
    found = measure(as_q4_0(P, gguf.MATRICES))
    print(f"float32 {real:.3f}, mọi ma trận Q4_0 {found:.3f}, gấp {found / real:.3f}")

# %% [markdown]
# Tùy mô hình, độ bối rối tăng từ gần một phần mười đến gần một phần năm, mà còn hơn một nghìn rưỡi byte chưa tiêu.
# Tiêu vào đâu?

# %% [markdown] guess="ma_tran_nao_nhay"
# Chỉ một ma trận thành Q4_0, các ma trận khác để nguyên.
# Ma trận nào làm độ bối rối tăng nhiều nhất?
#
# - [x] `token_embd`, vector của từng ký tự
# - `output`, ma trận cuối, ra thẳng logit: Nó nhạy hơn phần lớn các ma trận khác, nhưng chưa phải nhất.
# - `blk.0.ffn_up`, một trong các ma trận lớn nhất: Nhiều số hơn thì nhiều sai số hơn, nhưng chúng cộng lại và bù nhau một phần.
# - ma trận nào cũng như nhau: Bài 7 đã cho thấy các lớp chịu thiệt rất khác nhau.
#
# > Mọi thứ về sau đều tính từ vector của ký tự: nó sai thì cả mô hình nhìn nhầm chữ.

# %%
bai.guess("ma_tran_nao_nhay")

# %%
rises = np.zeros((len(models), len(gguf.MATRICES)))
for seed, P in enumerate(counted(models, "mô hình")):
    for place, name in enumerate(gguf.MATRICES):
        rises[seed, place] = measure(as_q4_0(P, [name])) - in_reals[seed]
q4_sizes = {name: W.size // 32 * 18 for name, W in gguf.rows(first).items()}
characters = rises[:, gguf.MATRICES.index("token_embd")]
dearest = characters / np.sort(rises, axis=1)[:, -2]
print("token_embd làm tăng", np.round(characters, 3))
print("gấp ma trận nhạy thứ nhì", np.round(dearest, 1), "lần")
assert dearest.min() > 1.8, "token_embd phải nhạy nhất"
plots.rise_against_bytes(q4_sizes, rises)

# %% [markdown]
# Trục đứng là logarit, và các ma trận cách nhau hàng trăm lần; chấm nào sát đáy thì gần như không mất gì.
# Ở Bài 10, trọng số 4.5 bit chỉ làm độ bối rối tăng vài phần trăm, vì `token_embd`, `position_embd` và `output` được để nguyên; lần này thì không.
# llama.cpp cũng để ý hai đầu: trong các tệp 4 bit của nó, `output` được hơn 6 bit, và `token_embd` cũng thế khi hai ma trận là một.
#
# Hình này đo trên văn bản thử, chỉ để nhìn.
# Muốn **chọn** thì phải đo lại trên văn bản đã học, như Bài 7 đã làm với ảnh huấn luyện.
#
# ### Kéo thử: bạn là người chia
#
# Chọn kiểu cho bốn nhóm ma trận, rồi xem số byte và độ bối rối trên văn bản đã học.
# Văn bản ấy mô hình đã đọc, nên con số nhỏ hơn trên văn bản thử: bạn chỉ so các lựa chọn với nhau.
# Với ngân sách `BUDGET`, bạn xuống được đến đâu?

# %% fold=true setup=true
# Bấm để mở: gói theo kiểu đã chọn, đọc ngược và đếm byte; hàm của bạn cũng gọi được.
TRAIN = tiny_lm.calibration(7, 64)


def quantized(kind, W):
    if kind == "Q5_0":
        return gguf.quantize(kind, W.ravel())
    own = q8_0_blocks if kind == "Q8_0" else q4_0_blocks
    return own(W.ravel())


def by_kinds(P, kinds):  # tên -> kiểu thành tên -> (kiểu, khối)
    rows = gguf.rows(P)
    return {name: (kind, quantized(kind, rows[name])) for name, kind in kinds.items()}


def unpacked(P, packed):
    changed = {name: gguf.read_back(*one) for name, one in packed.items()}
    return gguf.with_rows(P, changed)


def bytes_of(packed):
    return GAINS + sum(blocks.nbytes for _, blocks in packed.values())

# %% fold=true
# Bấm để mở: thanh trượt.
def share_out(characters, ends, attention, hidden):
    kinds = {}
    for name in gguf.MATRICES:
        kinds[name] = attention if "attn" in name else hidden if "ffn" in name else ends
    kinds["token_embd"] = characters
    packed = by_kinds(first, kinds)
    found = tiny_lm.perplexity(unpacked(first, packed), TRAIN)
    print(f"{bytes_of(packed)} byte, độ bối rối trên văn bản đã học {found:.3f}")
    sizes = {name: (kind, blocks.nbytes) for name, (kind, blocks) in packed.items()}
    return plots.where_bytes_went(sizes, GAINS, BUDGET)


TYPES = tuple(gguf.KINDS)
widgets.explore(
    share_out,
    characters=widgets.Choice("token_embd", TYPES, "Q5_0"),
    ends=widgets.Choice("vị trí, output", TYPES, "Q4_0"),
    attention=widgets.Choice("chú ý", TYPES, "Q4_0"),
    hidden=widgets.Choice("ffn", TYPES, "Q4_0"),
)

# %% [markdown]
# ### Đồ án
#
# Viết `compress`: nhận một mô hình, vài cửa sổ văn bản đã học, một ngân sách, trả về mọi ma trận đã đóng khối.
# Lần này không có một đáp số duy nhất.
# Bộ chấm đọc các khối của bạn về một mô hình, đếm byte, đo độ bối rối, rồi chia cho độ bối rối của mô hình `float32`:
#
# | bậc | điều kiện | điểm |
# |---|---|---|
# | TODO 5 | đủ 15 ma trận, vừa ngân sách, tỷ số nhiều nhất 1.10 | 2 |
# | TODO 6 | như TODO 5, mà tỷ số nhiều nhất 1.07 | thêm 1 |
# | TODO 7 | như TODO 5, mà tỷ số nhiều nhất 1.05 | thêm 1 |
#
# Bộ chấm chỉ đo những con số ấy, không hỏi bạn chọn bằng cách nào.
# Vượt ngân sách, dù một byte, hay sửa luôn `P` của người gọi, thì chưa bậc nào được tính.
# Ô kiểm tra đo trên mô hình 0 và văn bản thử mà bạn thấy.
# Lúc chấm thật, `compress` của bạn chạy trên **mô hình của một hạt giống khác**, và được đo trên **văn bản mà không sinh viên nào có**.
# Vì thế đừng viết cứng một lựa chọn cho mô hình 0, và đừng đo trên văn bản thử: hãy đo trên `tokens`.
#
# Ba ý, từ dễ đến khó:
#
# - gói cho vừa, rồi dồn byte thừa vào nơi nhạy nhất;
# - đo độ nhạy của từng ma trận với từng kiểu, rồi chia như Bài 7: bảng chi phí → tổng độ nhạy nhỏ nhất;
# - bù sai số như Bài 11: thước của khối giữ nguyên, các mã được chọn bằng GPTQ.
#
# Hai ý đầu đã đủ cho cả ba bậc, kể cả bậc của TODO 7; ý thứ ba dành cho ai muốn đi xa hơn.
# `tiny_lm.forward(P, tokens[:, :-1], grab=seen)` ghi vào dict `seen` đầu vào của 12 ma trận trong hai khối, như ở Bài 11.
# Ma trận ở đây đã chuyển vị, nên hàng $i$ của Bài 11 là cột $i$ ở đây.
# `compress` gọi được ba hàm bạn đã viết ở mục 2 và mục 3, và cả bốn hàm có sẵn `quantized`, `by_kinds`, `unpacked`, `bytes_of`.
# Hàm của các bài trước thì bạn chép vào bên trong `compress`.
# Hàm nên chạy dưới 10 giây; quá 60 giây thì bộ chấm dừng nó.
#
# **Tính tay.** Đổi `token_embd` từ Q4_0 sang Q5_0: nó có $104 \cdot 32 / 32 = 104$ khối, mỗi khối thêm 4 byte, tức thêm 416 byte.

# %% [markdown] guess="ma_tran_len_q8_0"
# Mọi ma trận Q4_0 tốn 19360 byte.
# Nâng riêng `token_embd` lên Q8_0 thì cả mô hình tốn bao nhiêu byte, và có vừa ngân sách không?
#
# = 19360 + 104 * (34 - 18) ± 0.5
#
# - = 19360 + 104 * (22 - 18): Đó là khi nâng lên Q5_0.
# - = 19360 + 104 * 34: Phải bớt đi các byte của Q4_0.
#
# > Không vừa: ngân sách là `= 33440 * 497 // 800` byte.
# > Ý hay mà không đếm byte thì vẫn bị loại.

# %%
bai.guess("ma_tran_len_q8_0")

# %% exercise="compress"
def compress(P, tokens, budget):
    """Gói mọi ma trận của mô hình vào một ngân sách, sao cho độ bối rối tăng ít nhất.

    Đầu vào:
        P: các tham số, như tiny_lm.load trả về; không được sửa.
        tokens: văn bản đã học để đo và để hiệu chỉnh, số nguyên chiều (số cửa sổ, 65);
            tiny_lm.perplexity(P, tokens) đo trên đó.
        budget: số byte của mọi khối cộng với 640 byte của các hệ số RMSNorm.
    Đầu ra:
        packed: dict từ tên ra cặp (kiểu, khối), đủ 15 tên của gguf.rows(P); kiểu là
            "Q4_0", "Q5_0" hay "Q8_0"; khối là mảng np.uint8 chiều (số khối, số byte một
            khối), các khối theo thứ tự của gguf.rows(P)[tên].ravel().
    """
    # TODO 5: tỷ số nhiều nhất 1.10, đủ 15 ma trận, vừa ngân sách: hãy cho nơi nhạy nhất
    #   nhiều bit hơn
    # TODO 6: tỷ số nhiều nhất 1.07: hãy đo độ nhạy của từng ma trận với từng kiểu, trên
    #   tokens, rồi chia ngân sách sao cho tổng độ nhạy nhỏ nhất
    # TODO 7: tỷ số nhiều nhất 1.05: hãy tiêu gần hết ngân sách; muốn xuống nữa thì bù
    #   sai số của các ma trận Q4_0 bằng GPTQ
    ### BEGIN SOLUTION
    matrices = gguf.rows(P)
    quantizers = {
        "Q4_0": q4_0_blocks,
        "Q5_0": lambda x: gguf.quantize("Q5_0", x),
        "Q8_0": q8_0_blocks,
    }

    def loss(changed):  # cross-entropy khi vài ma trận đã đổi
        return np.log(tiny_lm.perplexity(gguf.with_rows(P, changed), tokens))

    # Bảng của Bài 7: số byte -> (tổng độ nhạy nhỏ nhất, các lựa chọn)
    base, best = loss({}), {640: (0.0, {})}
    for name, W in matrices.items():
        shorter, best = best, {}
        for kind, quantize in quantizers.items():
            blocks = quantize(W.ravel())
            rise = loss({name: gguf.read_back(kind, blocks)}) - base
            for cost, (total, chosen) in shorter.items():
                found = total + rise, {**chosen, name: (kind, blocks)}
                cost = cost + blocks.nbytes
                if cost <= budget and (cost not in best or found[0] < best[cost][0]):
                    best[cost] = found
    _, packed = min(best.values(), key=lambda found: found[0])

    # GPTQ của Bài 11: thước của khối giữ nguyên, cột sau gánh giúp cột trước
    inputs = {}
    tiny_lm.forward(P, tokens[:, :-1], grab=inputs)
    for name, X in inputs.items():
        kind, blocks = packed[name]
        if kind == "Q4_0":
            X, now = X.astype(float), matrices[name].astype(float)
            H = X.T @ X
            H = H + 0.01 * np.mean(np.diag(H)) * np.eye(len(H))
            U = np.linalg.cholesky(np.linalg.inv(H)).T
            d = blocks[:, :2].copy().view(np.float16).astype(float)
            d = np.repeat(np.where(d == 0, 1, d).reshape(len(now), -1), 32, axis=1)
            codes = np.zeros(now.shape, np.uint8)
            for i in range(len(H)):
                codes[:, i] = np.clip(np.floor(now[:, i] / d[:, i] + 8.5), 0, 15)
                error = (now[:, i] - d[:, i] * (codes[:, i] - 8.0)) / U[i, i]
                now[:, i + 1 :] -= np.outer(error, U[i, i + 1 :])
            halves = codes.reshape(-1, 2, 16)
            blocks[:, 2:] = halves[:, 0] | halves[:, 1] << 4
    ### END SOLUTION
    return packed

# %%
tokens = tiny_lm.calibration(0, 64)
packed = compress(first, tokens, BUDGET)
found = measure(unpacked(first, packed))
print(f"{len(packed)} ma trận, {bytes_of(packed)} byte trong {BUDGET}")
print(f"độ bối rối {found:.3f}, gấp {found / in_reals[0]:.3f} lần float32")
sizes = {name: (kind, blocks.nbytes) for name, (kind, blocks) in packed.items()}
plots.where_bytes_went(sizes, GAINS, BUDGET)

# %% check="compress"
bai.check(compress)

# %% [markdown]
# ### Chia khéo và chia bừa, lần nữa
#
# Như Bài 7: mỗi dấu xám là một cách chia **bừa**, nâng các ma trận lên Q5_0 theo thứ tự bốc thăm cho đến khi hết ngân sách.
# Ta làm với cả ba mô hình, rồi vẽ mô hình 0.

# %% fold=true
# Bấm để mở: chia bừa, và vài chiến lược, trên cả ba mô hình.
def at_random(P, rng):
    kinds = dict.fromkeys(gguf.MATRICES, "Q4_0")
    for name in rng.permutation(gguf.MATRICES):
        more = {**kinds, name: "Q5_0"}
        if bytes_of(by_kinds(P, more)) <= BUDGET:
            kinds = more
    return by_kinds(P, kinds)


def tried(P, packed):
    return bytes_of(packed), measure(unpacked(P, packed))


dots, ways = [], []
for seed, P in enumerate(counted(models, "mô hình")):
    rng = np.random.default_rng(seed)
    dots.append(np.transpose([tried(P, at_random(P, rng)) for _ in range(12)]))
    all_4, all_5 = (dict.fromkeys(gguf.MATRICES, kind) for kind in ("Q4_0", "Q5_0"))
    five = {**all_4, "token_embd": "Q5_0"}
    tries = {"mọi Q4_0": all_4, "token_embd Q5_0": five, "mọi Q5_0": all_5}
    ways.append({name: tried(P, by_kinds(P, one)) for name, one in tries.items()})
    own = compress(P, tiny_lm.calibration(seed, 64), BUDGET)
    ways[-1]["compress của bạn"] = tried(P, own)

# %%
by_chance = np.array([found.mean() for _, found in dots])
mine = np.array([found["compress của bạn"][1] for found in ways])
for seed in tiny_lm.SEEDS:
    real = in_reals[seed]
    print(f"mô hình {seed}: chia bừa, trung bình, gấp {by_chance[seed] / real:.3f} lần")
    for name, (size, found) in ways[seed].items():
        print(f"    {name}: {size} byte, gấp {found / real:.3f} lần")
assert np.all(mine < 0.98 * by_chance), "chưa hơn chia bừa đủ 2%: đọc lại ba ý"
plots.perplexity_by_size(dots[0], ways[0], in_reals[0], BUDGET)

# %% [markdown]
# Cùng chừng ấy byte mà cách nhau xa.
# Trên hình, không cách chia bừa nào xuống được tới chỗ của `compress`, vốn vừa chia theo độ nhạy, vừa bù bằng GPTQ.
# Và nó còn ở rất gần "mọi Q5_0", là cách tốn hơn hai nghìn rưỡi byte nữa.

# %% [markdown] points=2 question="where_did_bytes_go"
# ### Câu hỏi: báo cáo đồ án
#
# Viết một báo cáo ngắn, như gửi cho người sẽ dùng tệp của bạn.
#
# 1. Bạn đã tiêu byte ở đâu, dựa vào số đo nào, đo trên văn bản nào?
# 2. So lựa chọn của bạn với **một** lựa chọn khác cũng vừa ngân sách, bằng số byte và độ bối rối.
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: nói được ma trận nào được nhiều bit và vì sao, dựa vào độ nhạy đo được (độ bối rối hay cross-entropy tăng khi chỉ ma trận ấy bị lượng tử hóa), đo trên văn bản đã học, không phải văn bản thử.
#   Nói đúng chỗ tiêu mà không nói đo trên gì, hay đo trên văn bản thử: 0.5 điểm.
# - 1 điểm: có một lựa chọn khác cụ thể (ví dụ chỉ nâng token_embd, nâng ma trận lớn nhất, chia bừa) với số byte và độ bối rối (hay tỷ số) của cả hai.
#   Chỉ nói "tốt hơn" mà không có số: 0 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="where_did_bytes_go"
# 1. Các ma trận ở hai đầu mô hình (`token_embd`, `position_embd`, `output`) và ba ma trận chú ý của `blk.0` được Q5_0, phần còn lại Q4_0.
#    Tôi đo độ nhạy: với từng ma trận và từng kiểu, cross-entropy tăng bao nhiêu khi chỉ ma trận ấy bị lượng tử hóa, trên 64 cửa sổ của văn bản đã học.
#    `token_embd` nhạy nhất, nên được nâng trước; nhưng nâng nó lên Q8_0 thì vượt ngân sách, và số byte ấy đem chia cho vài ma trận khác thì được nhiều hơn.
# 2. So với cách chỉ nâng `token_embd` lên Q5_0 (19776 byte), cách này tốn thêm chừng một nghìn byte, và độ bối rối của mô hình 0 từ 1.073 lần float32 xuống 1.026 lần; cả hai đều vừa ngân sách.

# %% [markdown]
# ## 5. Một tệp thật
#
# `gguf.write` ghi các khối của bạn thành một tệp GGUF, kiểu tệp của llama.cpp: một phần đầu kể tên, kiểu, chiều và chỗ nằm của từng tensor, rồi đến các byte của chúng.
# Nó chỉ gồm hai chục dòng `struct.pack`; bạn mở `course/gguf.py` ra xem thử.

# %%
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "mo_hinh.gguf"
    size = gguf.write(path, first, packed)
    begin = path.read_bytes()[:24]
print(f"{size} byte, trong đó các khối và hệ số {bytes_of(packed)} byte")
print("bốn byte đầu:", begin[:4], "phiên bản", begin[4], "số tensor", begin[8])

# %% [markdown]
# Tệp dài hơn ngân sách, vì còn phần đầu, và những byte lót để tensor nào cũng bắt đầu ở một bội của 32.
# Ngân sách không tính phần ấy: mô hình càng lớn thì nó càng không đáng kể.
#
# Muốn giữ tệp lại thì gọi `gguf.write("mo_hinh.gguf", first, packed)`.
#
# Và đây là những gì mô hình của bạn viết, khi mỗi tham số chỉ còn chưa đến 5 bit, với đúng những lần bốc thăm như ở đầu bài.

# %%
small = unpacked(first, packed)
print("trước:", tiny_lm.write(first, "lượng tử hóa ", 150, np.random.default_rng(3)))
print("sau  :", tiny_lm.write(small, "lượng tử hóa ", 150, np.random.default_rng(3)))
times = 4 * PARAMETERS / bytes_of(packed)
print(f"{4 * PARAMETERS} byte thành {bytes_of(packed)}: nhỏ đi {times:.1f} lần")

# %% [markdown] points=2 question="leaderboard"
# ### Câu hỏi: bảng xếp hạng
#
# Một bạn thử 50 cách chia, đo cả 50 cách trên **cùng** một văn bản thử, rồi nộp cách tốt nhất và khoe con số ấy.
# Câu hỏi *con số đẹp* ở Bài 6 đã cho biết con số ấy lệch về phía đẹp.
#
# 1. Khoảng lệch lớn lên hay nhỏ đi khi bạn ấy thử 500 cách, và khi văn bản thử dài gấp mười, vì sao?
# 2. Bộ chấm của bài này làm hai việc nào để may rủi ấy không vào được con số của bạn?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: thử 500 cách thì lệch hơn, vì càng nhiều lần thử thì lần may nhất càng may (0.5 điểm); văn bản dài gấp mười thì lệch ít đi, vì phần may rủi của mỗi số đo nhỏ đi (0.5 điểm).
#   Đúng chiều mà không có lý do: nửa số điểm của ý ấy.
# - 1 điểm: hai việc sau, mỗi việc 0.5 điểm: đo trên văn bản mà không sinh viên nào có, nên không ai chọn trên nó được; chạy `compress` trên mô hình của hạt giống khác, nên lựa chọn hợp riêng với mô hình 0 không còn lợi.
# === END MARK SCHEME ===

# %% [markdown] answer="leaderboard"
# 1. Độ bối rối đo trên một văn bản gồm phần thật và phần may rủi; chọn cách tốt nhất là chọn luôn phần may.
#    Thử 500 cách thì lệch hơn, vì trong nhiều lần thử hơn, lần may nhất còn may hơn.
#    Văn bản dài gấp mười thì lệch ít đi, vì phần may rủi của mỗi số đo nhỏ đi.
# 2. Bộ chấm đo **một** lần, trên văn bản mà không sinh viên nào có để chọn.
#    Nó chạy `compress` trên mô hình của một hạt giống khác, nên cái may với mô hình 0 cũng không theo sang được.

# %% [markdown]
# ## Trong thư viện thật
#
# llama.cpp có một thư viện Python, cũng tên là `gguf`, không dùng chung dòng mã nào với bạn.
# Trong ô dưới, `gguf.write` và `gguf.rows` vẫn là của khóa học, còn `GGUFReader` và `quants` là của thư viện ấy.
# Ta nhờ nó mở tệp của bạn và đọc mọi khối, rồi lượng tử hóa cùng một dãy số để so từng byte.
# Máy bạn không cần có thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="gguf"
with bai.library("gguf"):
    from gguf import GGMLQuantizationType, GGUFReader, quants

    with tempfile.TemporaryDirectory() as folder:
        gguf.write(Path(folder) / "mo_hinh.gguf", first, packed)
        reader = GGUFReader(Path(folder) / "mo_hinh.gguf")
        wrong, kinds = 0, {}
        for tensor in reader.tensors:
            name, kind = tensor.name.removesuffix(".weight"), tensor.tensor_type
            kinds[kind.name] = kinds.get(kind.name, 0) + 1
            read = quants.dequantize(np.array(tensor.data), kind)
            wrong += np.sum(read != gguf.rows(small)[name]) if name in packed else 0
        del reader, tensor  # chúng giữ tệp mở
    print(f"tensor trong tệp, theo kiểu: {kinds}; số đọc khác: {wrong}")
    x = np.random.default_rng(0).normal(size=65_536).astype(np.float32)
    for kind, own in (("Q8_0", q8_0_blocks), ("Q4_0", q4_0_blocks)):
        theirs = quants.quantize(x.reshape(-1, 32), GGMLQuantizationType[kind])
        unlike = np.sum(theirs.ravel() != own(x).ravel())
        print(f"{kind}: {theirs.size} byte, khác nhau {unlike}")
    assert wrong == 0, "hãy xem lại các khối"

# %% [markdown]
# ### K-quants: thước của những chiếc thước
#
# Các tệp bạn tải về ngày nay thường mang tên Q4_K_M: phần lớn ma trận ở kiểu Q4_K.
# Ý của Q4_K: 256 số thành một khối lớn, chia làm tám nhóm 32.
# Mỗi nhóm có một bước $s_g$ và một số $m_g$ cho chỗ thước bắt đầu, nhưng cả hai chỉ là **số nguyên 6 bit**; hai số `float16` của khối lớn cho chúng đơn vị:
#
# <!-- công thức: Khối Q4_K -->
# $$\hat{x} = d\, s_g\, q - d_{\min}\, m_g, \qquad q = 0, \dots, 15$$
#
# Đó là hai tầng thước, như NVFP4 ở Bài 10, và có chỗ bắt đầu riêng, như $lo$ của KV cache ở Bài 12.
# Cả khối là $2 + 2 + 12 + 128 = 144$ byte cho 256 số: vẫn 4.5 bit, mà mỗi nhóm có thước bất đối xứng của riêng nó.
#
# Thư viện `gguf` chỉ đọc được các khối ấy, không tự lượng tử hóa: chọn $s_g$ và $m_g$ cho khéo là một cuộc tìm kiếm mà llama.cpp viết bằng C.
# Ta cũng chỉ đọc, và so với nó trên những byte bốc thăm.

# %% fold=true
# Bấm để mở: đọc khối Q4_K.
def read_q4_k(blocks):
    d, dmin = blocks[:, :4].copy().view(np.float16).astype(np.float32).T
    a, b, c = blocks[:, 4:16].reshape(-1, 3, 4).swapaxes(0, 1)  # 12 byte của tám cặp
    s = np.hstack([a & 63, c & 15 | a >> 6 << 4]).astype(np.float32)
    m = np.hstack([b & 63, c >> 4 | b >> 6 << 4]).astype(np.float32)
    halves = blocks[:, 16:].reshape(-1, 4, 32)  # mỗi hàng giữ hai nhóm
    q = np.stack([halves & 15, halves >> 4], axis=2).reshape(-1, 8, 32)
    steps, lows = d[:, np.newaxis] * s, dmin[:, np.newaxis] * m
    return (steps[:, :, np.newaxis] * q - lows[:, :, np.newaxis]).ravel()

# %% library="gguf numpy"
with bai.library("gguf numpy"):
    from gguf import GGMLQuantizationType, quants

    rng = np.random.default_rng(0)
    drawn = rng.integers(0, 256, (100, 144)).astype(np.uint8)
    drawn[:, :4] = rng.uniform(0.001, 0.1, (100, 2)).astype(np.float16).view(np.uint8)
    theirs = quants.dequantize(drawn, GGMLQuantizationType.Q4_K).ravel()
    print(f"{theirs.size} số, khác nhau {np.sum(theirs != read_q4_k(drawn))}")
    print(f"{drawn.size * 8 / theirs.size} bit mỗi số")
    try:
        quants.quantize(theirs.reshape(100, 256), GGMLQuantizationType.Q4_K)
    except NotImplementedError:
        print("gguf không tự lượng tử hóa được Q4_K")

# %% [markdown]
# ## Tóm tắt
#
# - Mỗi token viết ra, máy đọc mọi trọng số một lần: số byte của mô hình quyết định tốc độ của nó.
# - Q8_0: bước $\max|x| / 127$, một nửa thì ra xa số 0; 34 byte, 8.5 bit mỗi số.
# - Q4_0: bước $m / -8$ mang dấu, dùng cả 16 mã; mã $j$ và $j + 16$ chung một byte; 18 byte, 4.5 bit.
# - Ma trận nhạy nhất là `token_embd`; ngân sách nên chia theo độ nhạy đo được, không theo cỡ.
# - Chọn trên văn bản đã học, đo một lần trên văn bản mới.
#
# ### Nhìn lại mười ba bài
#
# Cả khóa học là một chuỗi câu hỏi, bài này để lại cho bài kia.
#
# | Bài | Câu hỏi | Câu trả lời, trong một dòng |
# |---|---|---|
# | 1 | Làm sao 256 số nguyên thay được cho vô số số thực? | Một độ co giãn và một điểm 0. |
# | 2 | Sai số lớn hay nhỏ, thêm một bit được lợi gì? | Nhiều nhất nửa bước; mỗi bit thêm chừng 6 dB. |
# | 3 | Chung một thước thì kênh nhỏ mất gì? | Mất gần hết; hãy chia thước theo kênh, theo nhóm. |
# | 4 | Cả một lớp chạy chỉ bằng số nguyên được không? | Được: nhân với một số nguyên, rồi dịch phải. |
# | 5 | Viền ảnh mang mã nào, BatchNorm biến đi đâu? | Mã của số 0; gộp vào trọng số. |
# | 6 | Ba tấm ảnh lạ kéo rộng miền: chọn miền thế nào? | Nhìn số đông mà cắt bớt đuôi: phân vị, KL. |
# | 7 | Thêm được vài bit thì cho lớp nào? | Đo độ nhạy, rồi lập bảng: mỗi chi phí một cách chia tốt nhất. |
# | 8 | Mạng có học sống với 2 bit được không? | Được, khi đạo hàm đi thẳng qua phép làm tròn. |
# | 9 | Được đặt các mức tùy ý thì đặt ở đâu? | Mỗi mức ở trung bình của những số gần nó nhất. |
# | 10 | Có bảng nào dày ở gần 0 mà máy nhân thẳng được? | Số dấu phẩy động nhỏ, chung thước theo khối. |
# | 11 | Biết đầu vào thì làm tròn khôn hơn được không? | Được: để trọng số sau gánh sai số của trọng số trước. |
# | 12 | Dời giá trị ngoại lai đi đâu? | Sang trọng số, hay dàn ra mọi kênh. |
# | 13 | Đặt mỗi bit ở đâu? | Nơi đo được là nó đáng giá nhất. |
#
# Nếu chỉ nhớ một điều thì nhớ điều này: đừng đoán, hãy **đo** xem sai số đi về đâu.
#
# **Đọc thêm**
#
# - [llama.cpp](https://github.com/ggml-org/llama.cpp) và [mô tả tệp GGUF](https://github.com/ggml-org/ggml/blob/master/docs/gguf.md); [nơi K-quants ra đời](https://github.com/ggml-org/llama.cpp/pull/1684).
# - [Dettmers và Zettlemoyer, 2022](https://arxiv.org/abs/2212.09720): cùng tổng số bit, nên có nhiều tham số ít bit hay ít tham số nhiều bit?
# - [Yuan và cộng sự, 2024](https://arxiv.org/abs/2402.16363): vì sao băng thông bộ nhớ quyết định tốc độ của mô hình ngôn ngữ.
#
# **Đi tiếp.** Khóa học dừng ở đây, còn bạn thì không.
#
# - Tải một mô hình nhỏ ở dạng GGUF, chạy nó bằng llama.cpp với vài kiểu khối, và đo lại tốc độ ở mục 1.
# - Chọn một thư viện thật, như *torchao*, *llm-compressor* hay ONNX Runtime, rồi tìm trong đó những hàm bạn đã viết: tên khác, công thức thì bạn nhận ra.
#   Trang `docs/thu_vien.md` trong kho mã của khóa học đặt hai bên cạnh nhau.
# - Đọc một bài báo mới về lượng tử hóa: bây giờ bạn đọc được cả phần công thức.
# - Dạy lại Bài 1 cho một người bạn.

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
