# %% [markdown]
# # Bài 9. Từ điển mã, Huffman, nhị phân, tam phân
#
# Ở Bài 8, mạng đã học cách sống với 2 bit.
# Nhưng thước đối xứng 2 bit chỉ dùng ba mức $-s, 0, s$, lại cách đều nhau.
# Vì sao các mức phải cách đều?
# Nếu được đặt các mức tùy ý thì nên đặt chúng ở đâu?
#
# Học xong bài này, bạn sẽ
#
# - tìm được từ điển mã (*codebook*) tốt nhất cho một bộ trọng số, bằng k-means;
# - biết các mức tùy ý hơn các mức cách đều bao nhiêu, và phần nào thật ra là công của việc chọn miền;
# - tính được mã Huffman (*Huffman code*): mã hay gặp thì ngắn, mã hiếm thì dài;
# - đưa được trọng số xuống 1 bit, tức là nhị phân hóa (*binarization*), và xuống 1.58 bit, tức là tam phân hóa (*ternarization*);
# - xếp được năm trọng số ba mức vào một byte;
# - biết vì sao tra bảng thì không nhân thẳng bằng số nguyên được.
#
# Bài có 7 chỗ trống, từ TODO 1 đến TODO 7, cộng lại 10 điểm.
# Xen giữa là hai câu hỏi trả lời bằng lời, mỗi câu 2 điểm.

# %% setup=true
import numpy as np

from course import Lesson, digits, network, plots, widgets
from course.straight_through import train_through
from course.waiting import counted

bai = Lesson("bai09_tu_dien_ma")

# %% [markdown]
# ## 1. Các mức đặt tùy ý
#
# Trọng số của lớp thứ nhất trong mạng đọc chữ số có hình chuông: đông ở gần 0, càng ra xa càng thưa.
# Thước 2 bit của Bài 3 đặt ba mức ở $-\max|W|$, $0$ và $\max|W|$.

# %%
data = digits.split(0)
trained = network.train_mlp(data.X_train, data.y_train, seed=0)
params = [(W.astype(np.float64), b.astype(np.float64)) for W, b in trained]
W1 = params[0][0]
weights = W1.ravel()
largest = np.abs(weights).max()
print(f"{weights.size} trọng số, từ {weights.min():.2f} đến {weights.max():.2f}")
print(f"{np.mean(np.abs(weights) < largest / 2):.1%} trọng số đọc ra số 0")

# %% [markdown]
# Bạn đã thấy ở Bài 8: hơn chín phần mười trọng số biến thành 0, vì hai mức còn lại nằm tận hai đầu, nơi gần như không có trọng số nào.
# Bây giờ ta bỏ hết luật lệ: được chọn bốn số thực bất kỳ làm bốn mức.

# %% [markdown] guess="bon_muc"
# Trọng số hình chuông, bốn mức đặt đâu cũng được.
# Muốn tổng bình phương sai số nhỏ nhất thì đặt thế nào?
#
# - cách đều, từ số nhỏ nhất đến số lớn nhất: Hai đầu có rất ít trọng số, để dành hai mức cho chúng thì phí.
# - [x] dày hơn ở giữa, thưa dần ra ngoài
# - dồn cả bốn vào sát 0: Những số ở xa tuy ít, nhưng sai số của chúng được bình phương.
#
# > Nơi nào đông thì các mức nên gần nhau, nhưng cũng không được bỏ rơi những số ở xa.

# %%
bai.guess("bon_muc")

# %% [markdown]
# Mỗi mức như thế gọi là một từ mã (*codeword*), và danh sách các từ mã, xếp tăng dần, là từ điển mã.
# Mỗi trọng số chỉ ghi vị trí của mình trong danh sách, bắt đầu từ 0.
# Vị trí ấy là mã của nó.
# Đừng nhầm hai thứ: *mã* là một vị trí, *từ mã* là số thực nằm ở vị trí ấy.
#
# <!-- công thức: Đọc ngược bằng từ điển mã -->
# $$\hat{x} = c[x_q], \qquad c = (c_0, c_1, \dots, c_{k-1})$$
#
# Không còn độ co giãn, không còn điểm 0, không còn phép nhân: đọc ngược chỉ là tra bảng.
# Từ điển cũng phải cất, nhưng nó ngắn.
# Với $k = 16$ từ mã `float32` cho 4096 trọng số, mỗi trọng số tốn $4 + 16 \cdot 32 / 4096 = 4.125$ bit.
#
# ### Từ mã nào gần nhất?
#
# Mã của $x$ là vị trí của từ mã **gần** $x$ nhất.
# Ranh giới giữa hai từ mã liền nhau là trung điểm của chúng.
# Nếu $x$ nằm đúng ranh giới thì hòa, và ta quy ước lấy từ mã **đứng trước**.
#
# **Tính tay.** Từ điển $(-1,\ 0,\ 0.5,\ 2)$ có ba ranh giới: $-0.5$, $0.25$ và $1.25$.
#
# - $x = 0.2$ vượt qua một ranh giới, mã là 1, đọc ra $0$.
# - $x = 0.3$ vượt qua hai ranh giới, mã là 2, đọc ra $0.5$.
# - $x = 0.25$ hòa: mã là 1.
# - $x = 9$ vượt qua cả ba, mã là 3, đọc ra $2$.
#
# Có hai đường để viết: tính khoảng cách đến mọi từ mã rồi tìm chỗ nhỏ nhất, hoặc đếm số ranh giới đã vượt qua.
# Đường thứ hai có sẵn `np.searchsorted(borders, x)`: nó trả về số phần tử của `borders` nhỏ hơn hẳn `x`.

# %% exercise="nearest_codeword"
def nearest_codeword(x, codebook):
    """Tìm mã của mỗi số: vị trí của từ mã gần nó nhất, hòa thì lấy từ mã đứng trước.

    Đầu vào:
        x: mảng số thực, chiều tùy ý; không được sửa mảng này.
        codebook: các từ mã tăng dần, mảng số thực chiều (k,), k từ 1 đến 256.
    Đầu ra:
        codes: các mã từ 0 đến k - 1, cùng chiều với x, kiểu np.uint8.
    """
    # TODO 1: tìm vị trí của từ mã gần mỗi số nhất, rồi đổi sang np.uint8
    ### BEGIN SOLUTION
    borders = (codebook[1:] + codebook[:-1]) / 2
    codes = np.searchsorted(borders, x).astype(np.uint8)
    ### END SOLUTION
    return codes

# %%
codebook = np.array([-1.0, 0.0, 0.5, 2.0])
x = np.array([-0.5, 0.2, 0.25, 0.3, 1.25, 9.0])
x_q = nearest_codeword(x, codebook)
print("mã       :", x_q, x_q.dtype)
print("đọc ngược:", codebook[x_q])

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# mã       : [0 1 1 2 2 3] uint8
# đọc ngược: [-1.   0.   0.   0.5  0.5  2. ]
# ```

# %% check="nearest_codeword"
bai.check(nearest_codeword)

# %% [markdown]
# ## 2. Các từ mã tự đi tìm chỗ
#
# Biết từ điển thì tìm được mã.
# Nhưng tìm từ điển thế nào?
# Muốn tổng bình phương sai số nhỏ nhất thì phải thỏa cả hai điều:
#
# 1. mỗi số thuộc về từ mã gần nó nhất;
# 2. mỗi từ mã là **trung bình** của những số thuộc về nó.
#
# Vì sao có điều thứ hai?
# Tổng $\sum (x_i - c)^2$ có đạo hàm theo $c$ là $-2 \sum (x_i - c)$, và nó bằng 0 khi $c$ là trung bình của các $x_i$.
#
# Hai điều ấy chờ nhau: muốn chia nhóm phải có từ mã, muốn có từ mã phải chia nhóm.
# Cách gỡ của Lloyd và Max: cứ làm lần lượt.
# Chia nhóm theo từ mã hiện có, dời từ mã về trung bình, rồi lại chia nhóm.
# Đó là k-means trên một trục.
# Bước nào cũng chỉ làm tổng bình phương sai số giảm hoặc đứng yên, nên các từ mã sẽ dừng lại.
#
# <!-- công thức: Một bước của k-means -->
# $$c_j \leftarrow \text{trung bình của những } x_i \text{ gần } c_j \text{ nhất}$$
#
# Nếu không số nào gần $c_j$ nhất thì không có trung bình nào để lấy: từ mã ấy **đứng yên**.
#
# **Tính tay.** $x = (0,\ 0.1,\ 0.2,\ 0.9,\ 1.1,\ 4)$ và từ điển $(0, 2, 4)$: hai ranh giới là 1 và 3.
# Bốn số đầu thuộc từ mã 0, trung bình $0.3$; số $1.1$ thuộc từ mã 1; số $4$ thuộc từ mã 2.
# Từ điển mới là $(0.3,\ 1.1,\ 4)$.

# %% exercise="kmeans_step"
def kmeans_step(x, codebook):
    """Làm một bước của k-means: dời mỗi từ mã về trung bình của những số gần nó nhất.

    Đầu vào:
        x: mảng số thực, chiều (n,).
        codebook: các từ mã tăng dần, mảng số thực chiều (k,); không được sửa mảng này.
    Đầu ra:
        moved: các từ mã sau khi dời, mảng mới chiều (k,);
            từ mã không gần số nào thì đứng yên.
    """
    # TODO 2: tìm mã của mọi số, rồi dời từng từ mã về trung bình của những số mang
    #   mã ấy
    ### BEGIN SOLUTION
    codes = nearest_codeword(x, codebook)
    moved = codebook.copy()
    for j in range(len(codebook)):
        if np.any(codes == j):
            moved[j] = np.mean(x[codes == j])
    ### END SOLUTION
    return moved

# %%
x = np.array([0.0, 0.1, 0.2, 0.9, 1.1, 4.0])
print(kmeans_step(x, np.array([0.0, 2.0, 4.0])))
x = np.array([0.0, 0.0, 0.0, 10.0, 10.0])
print(np.round(kmeans_step(x, np.linspace(0.0, 10.0, 4)), 2))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [0.3 1.1 4. ]
# [ 0.    3.33  6.67 10.  ]
# ```
#
# Ở dòng sau, hai từ mã ở giữa không gần số nào nên đứng yên.

# %% check="kmeans_step"
bai.check(kmeans_step)

# %% [markdown]
# Còn một câu hỏi: bắt đầu từ đâu?
# Ở đây ta bắt đầu bằng $k$ từ mã cách đều, từ số nhỏ nhất đến số lớn nhất, kể cả hai đầu.
# Rồi làm đúng `iterations` bước.
#
# **Tính tay.** Với sáu số ở trên và $k = 3$: lúc đầu là $(0, 2, 4)$, sau một bước là $(0.3, 1.1, 4)$.
# Ranh giới mới là $0.7$ và $2.55$, nên $0.9$ đổi chủ: sau hai bước là $(0.1, 1, 4)$.

# %% exercise="kmeans_1d"
def kmeans_1d(x, k, iterations):
    """Tìm từ điển k từ mã cho các số thực, bằng k-means.

    Đầu vào:
        x: mảng số thực, chiều (n,); không được sửa mảng này.
        k: số từ mã, từ 2 đến 256.
        iterations: số bước, từ 0 trở lên.
    Đầu ra:
        codebook: các từ mã tăng dần, mảng chiều (k,).
    """
    # TODO 3: đặt k từ mã cách đều từ số nhỏ nhất đến số lớn nhất, rồi dời đúng
    #   iterations lần
    ### BEGIN SOLUTION
    codebook = np.linspace(np.min(x), np.max(x), k)
    for _ in range(iterations):
        codebook = kmeans_step(x, codebook)
    ### END SOLUTION
    return codebook

# %%
x = np.array([0.0, 0.1, 0.2, 0.9, 1.1, 4.0])
for iterations in (0, 1, 2):
    print(iterations, "bước:", kmeans_1d(x, 3, iterations))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# 0 bước: [0. 2. 4.]
# 1 bước: [0.3 1.1 4. ]
# 2 bước: [0.1 1.  4. ]
# ```

# %% check="kmeans_1d"
bai.check(kmeans_1d)

# %% [markdown]
# ### Kéo thử: xem các từ mã đi
#
# Hình trên là phân bố, hình dưới là đường đi của từng từ mã, thời gian chạy từ trên xuống.
# Hình bên phải là SQNR (Bài 2) sau mỗi bước.
# Hãy đổi số từ mã, rồi đổi sang dữ liệu *đuôi dài*: ở đó vài giá trị ngoại lai kéo chỗ bắt đầu ra rất xa.
# Từ mã nào đi nhanh, từ mã nào đứng yên mãi?

# %% fold=true
# Bấm để mở: dữ liệu, các phép đo, và đường đi của từ mã sau từng bước.
def read_back(values, words):
    return words[nearest_codeword(values, words)]


def decibels(values, values_hat):
    return 10 * np.log10(np.sum(values**2) / np.sum((values_hat - values) ** 2))


heavy = np.random.default_rng(1).standard_t(3, size=weights.size)
kinds = {"lớp 1 của mạng": weights, "đuôi dài": heavy}


def follow(kind, k, iterations):
    values = kinds[kind]
    paths = [kmeans_1d(values, k, 0)]
    while len(paths) <= iterations:
        paths.append(kmeans_step(values, paths[-1]))
    quality = np.array([decibels(values, read_back(values, words)) for words in paths])
    used = np.unique(nearest_codeword(values, paths[-1])).size
    print(f"{kind}, {k} từ mã: SQNR từ {quality[0]:.2f} lên {quality[-1]:.2f} dB")
    print(f"lúc cuối có {used} từ mã được dùng: {np.round(paths[-1], 3)}")
    return plots.moving_codewords(values, np.array(paths), quality)


widgets.explore(
    follow,
    kind=widgets.Choice("Dữ liệu", tuple(kinds), "lớp 1 của mạng"),
    k=widgets.Choice("Số từ mã", (2, 3, 4, 8, 16), 8),
    iterations=widgets.Slider("Số bước", 24, 0, 60, 4),
)

# %% [markdown]
# Các từ mã ở hai đầu đi vào trong nhiều nhất, vì ở đó ít trọng số.
# Các từ mã ở giữa xích lại gần nhau, vì ở đó đông.
# Không ai bảo chúng làm thế: mỗi từ mã chỉ nhìn nhóm của mình.
#
# Với dữ liệu đuôi dài, chỗ bắt đầu cách đều là chỗ tồi: nhiều từ mã đứng ở chỗ vắng và chỉ lo cho vài giá trị.
# Chọn 16 từ mã thì có từ mã không gần số nào, nên nó không bao giờ đi.
# K-means chỉ đi xuống dốc, nên nó dừng ở đáy gần nhất, chưa chắc là đáy sâu nhất.
# Vì thế các thư viện cho bạn chọn chỗ bắt đầu, hay thử nhiều chỗ.

# %% [markdown]
# ## 3. Được thêm bao nhiêu?
#
# Năm 1960, Max tính các mức tốt nhất cho phân bố chuẩn, tức là hình chuông mẫu mực.
# Bảng của ông: 2 mức được 4.40 dB, 4 mức 9.30 dB, 8 mức 14.62 dB, 16 mức 20.22 dB.
# Nếu các mức phải cách đều, và ta chỉ chọn được bước tốt nhất, thì được 9.25, 14.27 và 19.38 dB.
#
# Ta có k-means.
# Với ba bộ 40 000 số bốc từ phân bố chuẩn, hãy xem có ra đúng bảng ấy không.
# Lưới cách đều tốt nhất thì tìm như `mse_range` ở Bài 6: co miền lại theo nhiều tỷ lệ, giữ tỷ lệ có SQNR lớn nhất.

# %% fold=true
# Bấm để mở: lưới cách đều tốt nhất, k-means trên ba bộ số, và so với bảng của Max.
def best_even_levels(values, k):
    furthest = np.abs(values).max()
    candidates = [np.linspace(-r, r, k) * furthest for r in np.linspace(0.1, 1, 46)]
    quality = [decibels(values, read_back(values, words)) for words in candidates]
    return candidates[int(np.argmax(quality))]


MAX_1960 = {4: 9.30, 8: 14.62, 16: 20.22}
bells = [np.random.default_rng(seed).normal(size=40_000) for seed in range(3)]
best_words, free, even = ({k: [] for k in (2, 3, *MAX_1960)} for _ in range(3))
for bell in counted(bells, "bộ số"):
    for k in free:
        best_words[k].append(kmeans_1d(bell, k, 200))
        free[k].append(decibels(bell, read_back(bell, best_words[k][-1])))
    for k in MAX_1960:
        even[k].append(decibels(bell, read_back(bell, best_even_levels(bell, k))))
for k, from_table in MAX_1960.items():
    print(
        f"{k:2} mức: cách đều {np.mean(even[k]):5.2f} dB, k-means "
        f"{np.mean(free[k]):5.2f} dB, bảng của Max {from_table:5.2f} dB"
    )
    off = np.abs(np.array(free[k]) - from_table).max()
    assert off < 0.1, "k-means phải ra đúng bảng của Max: hãy xem lại kmeans_step"
gains = np.array(free[16]) - np.array(even[16])
assert gains.min() > 0.6, "16 mức tự do phải hơn 16 mức cách đều ít nhất 0.6 dB"

# %% [markdown]
# Đúng bảng của Max, lệch chưa đến một phần mười decibel.
# Nhưng bạn hãy nhìn cột *cách đều*.
# Với 4 mức, thả cho các mức tự do chỉ thêm được chưa đến một phần mười decibel; với 16 mức mới thêm được gần 1 dB.
# Mà sáu decibel mới bằng một bit.
# Vậy thước 2 bit ở đầu bài dở vì đâu?

# %% [markdown] guess="phan_nao_loi_nhat"
# Từ thước 2 bit theo số lớn nhất, ta cải tiến dần trên lớp 1 của mạng: dùng đủ bốn mức từ min đến max; co miền lại cho vừa; rồi thả cho các mức tự do.
# Bước nào được thêm nhiều decibel nhất?
#
# - dùng đủ bốn mức: Thêm một mức thì có hơn, nhưng các mức vẫn trải ra tận hai đầu.
# - [x] co miền lại cho vừa
# - thả cho các mức tự do: Bảng của Max vừa cho thấy phần này nhỏ nhất.
#
# > Các mức cách đều mà chọn miền khéo đã gần bằng các mức tự do.
# > Đó là bài học của Bài 6.

# %%
bai.guess("phan_nao_loi_nhat")

# %% fold=true
# Bấm để mở: bốn cách đặt mức 2 bit, trên lớp 1 và trên cả ba mạng.
def by_largest(values):
    return np.linspace(-1, 1, 3) * np.abs(values).max()


WAYS = {
    "±max, 3 mức": by_largest,
    "min–max, 4 mức": lambda values: np.linspace(values.min(), values.max(), 4),
    "cách đều, co miền": lambda values: best_even_levels(values, 4),
    "k-means": lambda values: kmeans_1d(values, 4, 100),
}


def through(network_params, levels):
    read = [(read_back(W, levels(W.ravel())), b) for W, b in network_params]
    return network.activations(read, part.X_test)[-1]


right = {name: [] for name in WAYS}
for seed in range(3):
    part = digits.split(seed)
    layers = network.train_mlp(part.X_train, part.y_train, seed)
    for name, levels in WAYS.items():
        right[name].append(network.accuracy(through(layers, levels), part.y_test))
for name, found in right.items():
    each = ", ".join(f"{one:.1%}" for one in found)
    print(f"{name:17}: ba mạng đúng {each}; trung bình {np.mean(found):.1%}")
rescued = np.array(right["k-means"]) - np.array(right["±max, 3 mức"])
assert rescued.min() > 0.4, "k-means phải cứu được 2 bit: hãy xem lại kmeans_1d"
levels_by_way = {name: levels(weights) for name, levels in WAYS.items()}
plots.levels_on_histogram(
    weights,
    levels_by_way,
    {
        name: decibels(weights, read_back(weights, levels))
        for name, levels in levels_by_way.items()
    },
)

# %% [markdown]
# Cùng 2 bit mỗi trọng số, cùng một mạng đã học xong, không học thêm gì.
# Độ chính xác đi từ hơn 20% lên gần 90%.
# Tính bằng decibel thì co miền góp nhiều nhất, còn thả cho các mức tự do thì ở 2 bit gần như không thêm gì.
# Tính bằng số ảnh đúng thì mức thứ tư lại góp nhiều hơn co miền: hai thước đo không xếp hạng như nhau.
# Hai dòng cuối ngang nhau, hơn kém tùy mạng.
#
# Mức tự do thật sự đáng giá khi có nhiều mức, hoặc khi đuôi dài hơn hình chuông, như ở phân bố Laplace.

# %%
for seed in range(3):
    peaked = np.random.default_rng(seed).laplace(size=40_000)
    on_even = decibels(peaked, read_back(peaked, best_even_levels(peaked, 16)))
    on_free = decibels(peaked, read_back(peaked, kmeans_1d(peaked, 16, 200)))
    print(f"Laplace, 16 mức: cách đều {on_even:.2f} dB, k-means {on_free:.2f} dB")
    assert on_free - on_even > 1.5, "hãy xem lại kmeans_step"

# %% [markdown] points=2 question="what_the_network_needs"
# ### Câu hỏi: mạng cần thứ gì khác?
#
# K-means làm sai số của *trọng số* nhỏ nhất, trọng số nào cũng được tính như nhau.
# Vậy mà ở một trong ba mạng, lưới cách đều có SQNR thấp hơn lại đoán đúng nhiều ảnh hơn k-means.
# Nếu không phải sai số của trọng số thì mạng cần thứ gì nhỏ?
# Muốn k-means nhắm vào thứ ấy thì những trọng số nào phải được tính nặng hơn, và bạn sửa phép lấy trung bình thế nào?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: điều cần nhỏ là sai số của đầu ra (của lớp, của mạng, hay hàm mất mát), trọng số chỉ là phương tiện: cùng một sai số của trọng số có thể làm đầu ra sai nhiều hay ít.
# - 1 điểm: trọng số nhân với đầu vào lớn, hay có gradient (hoặc đạo hàm bậc hai) lớn, phải được tính nặng hơn, và trung bình của nhóm trở thành trung bình có hệ số (mỗi $x_i$ kèm một hệ số).
#   Chỉ nói một trong hai ý (ai nặng hơn; trung bình có hệ số): 0.5 điểm.
# === END MARK SCHEME ===

# %% [markdown] answer="what_the_network_needs"
# Mạng cần đầu ra sai ít, tức là tổng của (đầu vào × sai số của trọng số) phải nhỏ.
# Trọng số luôn nhân với một điểm ảnh bằng 0 thì sai bao nhiêu cũng không sao; trọng số nhân với đầu vào lớn thì sai một chút đã có hại.
# Vậy mỗi trọng số nên mang một hệ số $h_i$: bình phương của đầu vào, hay đạo hàm bậc hai của hàm mất mát.
# Ta làm nhỏ $\sum h_i (x_i - c)^2$, và từ mã dời về $\sum h_i x_i / \sum h_i$, trung bình có hệ số.

# %% [markdown]
# ## 4. Mã Huffman: hay gặp thì ngắn
#
# Đến giờ mỗi mã đều tốn cùng số bit.
# Nhưng các mã có hay gặp như nhau không?

# %%
words16 = kmeans_1d(weights, 16, 100)
codes16 = nearest_codeword(weights, words16)
counts16 = np.bincount(codes16, minlength=16)
print("số lần gặp từng mã:", counts16)

# %% [markdown]
# Mã ở giữa gặp nhiều gấp hơn mười lần mã ở hai đầu.
# Từ đây ta gọi mỗi mã trong mảng là một *ký hiệu*, và chọn cho nó một dãy bit.
# Nếu ký hiệu hay gặp được viết ngắn, ký hiệu hiếm viết dài, thì trung bình có thể dưới 4 bit.
#
# Có một điều kiện: viết liền nhau mà vẫn tách ra được.
# Muốn vậy, không dãy bit nào được là phần đầu của dãy bit khác; bộ dãy bit như thế gọi là mã tiền tố (*prefix code*).
# Mã Huffman là mã tiền tố ngắn nhất, và cách tìm nó rất gọn:
#
# 1. Lúc đầu mỗi ký hiệu là một nhóm, tổng của nhóm là số lần ký hiệu xuất hiện.
# 2. Lấy hai nhóm có tổng **nhỏ nhất**, gộp lại; tổng của nhóm mới là hai tổng cộng lại.
#    Một bên nhận thêm bit 0, bên kia bit 1, nên **mọi** ký hiệu trong hai nhóm dài thêm một bit.
# 3. Lặp lại đến khi còn một nhóm.
#
# **Tính tay.** Sáu ký hiệu xuất hiện 45, 13, 12, 16, 9 và 5 lần.
#
# - Gộp 5 và 9 thành 14; còn 45, 13, 12, 16, 14.
# - Gộp 12 và 13 thành 25; còn 45, 25, 16, 14.
# - Gộp 14 và 16 thành 30; còn 45, 25, 30.
# - Gộp 25 và 30 thành 55, rồi 45 và 55.
#
# Ký hiệu 45 chỉ gộp một lần nên dãy bit của nó dài 1; ký hiệu 5 gộp bốn lần: 14, 30, 55, rồi 100, nên dài 4 bit.

# %% [markdown] guess="trung_binh_may_bit"
# Bốn ký hiệu xuất hiện 8, 4, 2 và 2 lần.
# Với mã Huffman, trung bình mỗi ký hiệu tốn mấy bit?
#
# = (8 * 1 + 4 * 2 + 2 * 3 + 2 * 3) / 16 ± 0.01
#
# - = 2: Bốn ký hiệu mà dài bằng nhau thì đúng là 2 bit, nhưng ký hiệu đầu chiếm một nửa.
# - = (1 + 2 + 3 + 3) / 4: Đó là trung bình của bốn độ dài; ký hiệu gặp nhiều phải được tính nhiều lần.
#
# > Các độ dài là 1, 2, 3, 3, nhân với số lần gặp rồi chia cho `= 8 + 4 + 2 + 2`.

# %%
bai.guess("trung_binh_may_bit")

# %% [markdown]
# Hai trường hợp riêng: ký hiệu không xuất hiện thì độ dài là 0; chỉ có một ký hiệu xuất hiện thì độ dài của nó là 1.
# Bạn chỉ cần tìm **độ dài** của từng mã, chưa cần các bit.
# Trong các phép thử, lúc nào cũng chỉ có một cách chọn hai nhóm nhỏ nhất.
#
# Gợi ý: giữ một danh sách các cặp (tổng, danh sách ký hiệu của nhóm).

# %% exercise="huffman_lengths"
def huffman_lengths(counts):
    """Tìm độ dài mã Huffman của từng ký hiệu.

    Đầu vào:
        counts: số lần mỗi ký hiệu xuất hiện, mảng np.int64 không âm chiều (k,), không
            phải toàn số 0; không được sửa mảng này.
    Đầu ra:
        lengths: số bit trong mã của từng ký hiệu, mảng số nguyên chiều (k,);
            bằng 0 nếu ký hiệu không xuất hiện, bằng 1 nếu chỉ mình nó xuất hiện.
    """
    # TODO 4: gộp dần hai nhóm có tổng nhỏ nhất, mỗi lần gộp thì mọi ký hiệu của hai
    #   nhóm dài thêm một bit
    ### BEGIN SOLUTION
    lengths = np.zeros(len(counts), dtype=np.int64)
    groups = [(count, [symbol]) for symbol, count in enumerate(counts) if count > 0]
    if len(groups) == 1:
        lengths[groups[0][1]] = 1
    while len(groups) > 1:
        groups.sort()
        (first, some), (second, others) = groups[:2]
        lengths[some + others] += 1
        groups = [(first + second, some + others), *groups[2:]]
    ### END SOLUTION
    return lengths

# %%
for counts in ([45, 13, 12, 16, 9, 5], [7, 0, 2, 1], [0, 5]):
    print(counts, "→", huffman_lengths(np.array(counts)))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [45, 13, 12, 16, 9, 5] → [1 3 3 3 4 4]
# [7, 0, 2, 1] → [1 0 2 2]
# [0, 5] → [0 1]
# ```

# %% check="huffman_lengths"
bai.check(huffman_lengths)

# %% [markdown]
# Có độ dài rồi thì phát bit cho từng ký hiệu rất dễ: xếp từ ngắn đến dài, rồi đếm lên trong hệ hai, mỗi lần dài thêm thì thêm số 0 vào cuối.
#
# **Tính tay.** Sáu ký hiệu ấy gọi là A, B, C, D, E, F, dài 1, 3, 3, 3, 4, 4.
# A là 0.
# Cộng 1 thành 1; B dài 3 nên thêm hai số 0: B là 100, rồi C là 101, D là 110.
# Cộng 1 thành 111; E dài 4 nên thêm một số 0: E là 1110, rồi F là 1111.

# %%
def bits_of_symbols(lengths):
    """Từ điển ký hiệu -> các bit, cho những ký hiệu có độ dài khác 0."""
    bits_of, number, before = {}, 0, 0
    for symbol in np.argsort(lengths, kind="stable"):
        if lengths[symbol] > 0:
            number <<= int(lengths[symbol] - before)
            bits_of[int(symbol)] = f"{number:0{lengths[symbol]}b}"
            number, before = number + 1, lengths[symbol]
    return bits_of


letters = dict(zip("ABCDEF", (45, 13, 12, 16, 9, 5)))
lengths = huffman_lengths(np.array(list(letters.values())))
bits_of = {"ABCDEF"[symbol]: bits for symbol, bits in bits_of_symbols(lengths).items()}
print("BAD viết liền:", "".join(bits_of[letter] for letter in "BAD"))
plots.huffman_tree(bits_of, letters)

# %% [markdown]
# Đọc từ gốc: rẽ trái là 0, rẽ phải là 1, gặp lá thì xong một ký hiệu, rồi trở về gốc.
# Chỉ có một cách tách chuỗi bit ra, nhưng phải đọc **lần lượt từ đầu**.
#
# Bây giờ đến trọng số của mạng.
# Không cách viết nào, dù khéo đến đâu, có trung bình ngắn hơn *entropy* của các ký hiệu:
#
# <!-- công thức: Entropy của các mã -->
# $$H = -\sum_j p_j \log_2 p_j, \qquad p_j = \text{tần suất của mã } j$$
#
# và mã Huffman không bao giờ dài hơn nó quá 1 bit.

# %%
def mean_bits(counts):
    return np.sum(counts * huffman_lengths(counts)) / np.sum(counts)


def entropy_bits(counts):
    share = counts[counts > 0] / np.sum(counts)
    return -np.sum(share * np.log2(share))


for name, counts in {
    "k-means, 16 từ mã": counts16,
    "16 mức min–max": np.bincount(
        nearest_codeword(weights, np.linspace(weights.min(), weights.max(), 16))
    ),
}.items():
    print(
        f"{name}, mỗi mã gặp từ {counts.min()} đến {counts.max()} lần: "
        f"Huffman {mean_bits(counts):.3f} bit, entropy {entropy_bits(counts):.3f} bit"
    )

# %% [markdown]
# Năm 2016, Han và cộng sự bỏ các trọng số gần 0, rồi dùng k-means, rồi Huffman: tệp của mạng nhỏ đi mấy chục lần.
#
# Bạn có thấy một điều lạ không?
# K-means chia cho các mã gặp gần đều nhau hơn, nên Huffman **ít** việc hơn.
# Lưới cách đều thì để các mã lệch hơn nhiều, như số lần gặp vừa in ra, nên Huffman ép được nhiều.
# Vậy cho lưới cách đều thật nhiều mức, rồi để Huffman ép lại, thì sao?

# %% fold=true
# Bấm để mở: lưới cách đều nhiều bước khác nhau, ép bằng Huffman, trên ba bộ số.
STEPS = np.array([1.2, 1.0, 0.75, 0.6, 0.5, 0.4, 0.3, 0.26])
even_bits, even_quality = (np.zeros((len(bells), len(STEPS))) for _ in range(2))
free_bits = np.zeros(len(bells))
for row, bell in enumerate(bells):
    for column, step in enumerate(STEPS):
        on_grid = np.rint(bell / step).astype(int)
        even_bits[row, column] = mean_bits(np.bincount(on_grid - on_grid.min()))
        even_quality[row, column] = decibels(bell, step * on_grid)
    codes = nearest_codeword(bell, best_words[16][row])
    free_bits[row] = mean_bits(np.bincount(codes, minlength=16))
at_same_bits = [
    np.interp(bits, even_bits[row], even_quality[row])
    for row, bits in enumerate(free_bits)
]
for row, bits in enumerate(free_bits):
    print(
        f"bộ {row}, {bits:.2f} bit sau Huffman: k-means {free[16][row]:.2f} dB, "
        f"lưới cách đều {at_same_bits[row]:.2f} dB"
    )
assert np.min(np.array(at_same_bits) - np.array(free[16])) > 0.6, (
    "ép bằng Huffman thì lưới cách đều phải hơn: hãy xem lại huffman_lengths"
)

# %% [markdown]
# Cùng số bit trong tệp, lưới cách đều lại **hơn** k-means từ 0.7 đến 1 dB!
# Không mâu thuẫn gì cả: k-means tốt nhất khi mọi mã dài như nhau.
# Khi mã được phép dài ngắn khác nhau, chỗ đông không cần nhiều từ mã nữa, vì mã ở đó đã ngắn sẵn.

# %% [markdown] points=2 question="huffman_in_matmul"
# ### Câu hỏi: Huffman ở đâu thì có ích?
#
# Một lớp có mã 8 bit, entropy của các mã là 6 bit.
# Một bạn đề nghị: cất trọng số bằng mã Huffman cả trong tệp lẫn trong bộ nhớ lúc mạng chạy.
# Tệp nhỏ đi khoảng bao nhiêu?
# Lúc nhân ma trận, nhiều lõi cùng chạy và mỗi lõi cần ngay trọng số ở hàng 500, cột 37: có trở ngại gì?
#
# === BEGIN MARK SCHEME ===
# - 1 điểm: từ 6 đến dưới 7 bit mỗi trọng số (thường sát 6), tức là tệp còn khoảng ba phần tư; nói "đúng 6 bit" mà không biết Huffman có thể hơn entropy đến 1 bit: 0.5 điểm.
# - 1 điểm: mã dài ngắn khác nhau nên không tính được vị trí của một trọng số, phải giải mã lần lượt từ đầu (hay từ một mốc), không chia cho nhiều lõi được; nên hợp với tệp và đường truyền, không hợp với phép nhân ma trận.
# === END MARK SCHEME ===

# %% [markdown] answer="huffman_in_matmul"
# Mã Huffman trung bình dài ít nhất 6 bit và chưa đến 7 bit, thường gần 6, nên tệp còn khoảng 75% đến 87%.
# Mã 8 bit thì trọng số thứ $n$ nằm ở byte $n$; mã Huffman thì phải đọc hết $n$ mã trước mới biết nó bắt đầu ở bit nào.
# Việc ấy làm lần lượt, không chia cho nhiều lõi được, và tốn hơn cả phép nhân.
# Vì thế Huffman dùng để cất tệp; lúc nạp vào bộ nhớ thì mở ra thành các mã dài bằng nhau.

# %% [markdown]
# ## 5. Một bit: nhị phân hóa
#
# Xuống nữa: chỉ còn hai mức.
# Nhị phân hóa giữ dấu của trọng số, kèm một độ co giãn $\alpha$ cho mỗi cột:
#
# <!-- công thức: Nhị phân hóa -->
# $$B_{i,j} = \begin{cases} 1 & W_{i,j} \ge 0 \\ -1 & W_{i,j} < 0 \end{cases}, \qquad \hat{W}_{i,j} = \alpha_j B_{i,j}$$
#
# Mỗi trọng số đúng một bit, nên số 0 cũng phải chọn phe: ta quy ước nó mang dấu 1.

# %% [markdown] guess="alpha_nao"
# Mọi trọng số của cột đọc ra α hoặc −α.
# α nào làm tổng bình phương sai số nhỏ nhất?
#
# - số lớn nhất của |W|: Khi ấy mọi trọng số nhỏ đều đọc ra quá lớn.
# - [x] trung bình của |W|
# - căn bậc hai của trung bình bình phương: Nó giữ đúng công suất của cột, nhưng không phải chỗ sai số nhỏ nhất.
#
# > Dấu đã đúng, nên sai số của một trọng số là |W| − α về độ lớn.
# > Tổng bình phương của chúng nhỏ nhất khi α là trung bình của |W|: lại là bước dời của k-means.

# %%
bai.guess("alpha_nao")

# %% [markdown]
# <!-- công thức: Độ co giãn của nhị phân hóa -->
# $$\alpha_j = \frac{1}{n} \sum_{i=1}^{n} |W_{i,j}|$$
#
# **Tính tay.** Cột $(0.5,\ -0.1,\ 0.3)$: dấu là $(1, -1, 1)$ và $\alpha = 0.9 / 3 = 0.3$.

# %% exercise="binarize"
def binarize(W):
    """Nhị phân hóa: dấu của từng trọng số, và một độ co giãn cho mỗi cột.

    Đầu vào:
        W: các trọng số, mảng số thực chiều (vào, ra); không được sửa mảng này.
    Đầu ra:
        signs: các dấu −1 hoặc 1, cùng chiều với W, kiểu np.int8; số 0 mang dấu 1.
        alpha: độ co giãn của từng cột, mảng số thực chiều (ra,).
    """
    # TODO 5: tìm dấu của từng trọng số và độ co giãn của từng cột
    ### BEGIN SOLUTION
    signs = np.where(W >= 0, 1, -1).astype(np.int8)
    alpha = np.mean(np.abs(W), axis=0)
    ### END SOLUTION
    return signs, alpha

# %%
W = np.array([[0.5, -2.0], [-0.1, 0.0], [0.3, 1.0]])
signs, alpha = binarize(W)
print(signs)
print("alpha:", np.round(alpha, 4))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[ 1 -1]
#  [-1  1]
#  [ 1  1]]
# alpha: [0.3 1. ]
# ```

# %% check="binarize"
bai.check(binarize)

# %% [markdown]
# Mất bao nhiêu?
# Về độ lớn, sai số là $|W| - \alpha$.
# Vì $\alpha$ là trung bình của $|W|$ nên trung bình của $(|W| - \alpha)^2$ bằng trung bình của $W^2$ trừ $\alpha^2$.
# Với hình chuông có độ lệch chuẩn $\sigma$ thì $\alpha = \sigma \sqrt{2/\pi}$, nên còn lại $\sigma^2 (1 - 2/\pi)$, tức là 4.40 dB.
# Đó cũng là dòng *2 mức* trong bảng của Max.

# %%
theory = -10 * np.log10(1 - 2 / np.pi)
for bell in bells:
    signs, alpha = binarize(bell[:, np.newaxis])
    found = decibels(bell, alpha * signs[:, 0])
    print(f"đo được {found:.3f} dB, công thức {theory:.3f} dB")
    assert abs(found - theory) < 0.05, "hãy xem lại binarize"

# %% [markdown]
# ## 6. 1.58 bit: tam phân hóa
#
# Thêm mức thứ ba, số 0, và ta được phép **quên** những trọng số không quan trọng.
# Tam phân hóa kiểu BitNet b1.58 dùng một độ co giãn $\gamma$ cho cả tensor:
#
# <!-- công thức: Tam phân hóa -->
# $$\gamma = \text{trung bình của } |W|, \qquad T = \text{clip}\Big(\text{round}\big(\tfrac{W}{\gamma}\big),\ -1,\ 1\Big), \qquad \hat{W} = \gamma\, T$$
#
# Ba mức thì cần $\log_2 3 \approx 1.58$ bit.
#
# **Tính tay.** Với $W$ ở trên, $\gamma = (0.5 + 2 + 0.1 + 0 + 0.3 + 1) / 6 = 0.65$.
# $-2 / 0.65 \approx -3.08$, làm tròn thành $-3$, cắt còn $-1$; $0.3 / 0.65 \approx 0.46$, thành $0$.

# %% [markdown] guess="trit_bang_khong"
# Trọng số hình chuông, tam phân hóa như trên.
# Cứ mười trit thì chừng mấy trit là số 0?
#
# - chưa đến một: Hình chuông đông nhất ở gần 0.
# - [x] chừng ba
# - chừng năm: Muốn thế thì ngưỡng phải là trung vị của |W|, lớn hơn γ/2.
#
# > Trọng số nhỏ hơn nửa γ thì thành 0.
# > Với hình chuông, nửa γ là `= round(np.sqrt(2 / np.pi) / 2, 2)` độ lệch chuẩn.

# %%
bai.guess("trit_bang_khong")

# %% exercise="ternarize"
def ternarize(W):
    """Tam phân hóa: mỗi trọng số thành −1, 0 hoặc 1, cả tensor chung một độ co giãn.

    Đầu vào:
        W: các trọng số, mảng số thực có chiều tùy ý, không phải toàn số 0; không
            được sửa mảng này.
    Đầu ra:
        T: các mã −1, 0, 1, cùng chiều với W, kiểu np.int8.
        gamma: độ co giãn, một số thực.
    """
    # TODO 6: tính độ co giãn của cả tensor, rồi tính các mã
    ### BEGIN SOLUTION
    gamma = np.mean(np.abs(W))
    T = np.clip(np.rint(W / gamma), -1, 1).astype(np.int8)
    ### END SOLUTION
    return T, gamma

# %%
T, gamma = ternarize(W)
print(T)
print(f"gamma: {gamma:.4f}")

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [[ 1 -1]
#  [ 0  0]
#  [ 0  1]]
# gamma: 0.6500
# ```

# %% check="ternarize"
bai.check(ternarize)

# %% [markdown]
# ### Nhân mà không nhân
#
# Ba mức $-1, 0, 1$ có một món quà: nhân với chúng chỉ là cộng, trừ, hoặc bỏ qua.
# Mỗi nút ra là tổng các đầu vào ở chỗ $T = 1$, trừ đi tổng ở chỗ $T = -1$; chỉ còn **một** phép nhân với $\gamma$ ở cuối.

# %%
T, gamma = ternarize(W1)
image = data.X_test[0].astype(np.float64)
added = np.array([image[column == 1].sum() for column in T.T])
taken = np.array([image[column == -1].sum() for column in T.T])
by_adding, by_product = gamma * (added - taken), image @ (gamma * T)
allowed = 1e-12
assert np.abs(by_adding - by_product).max() < allowed, "hãy xem lại ternarize"
print(f"lệch nhau chưa đến {allowed:.0e}")
print(f"số phép nhân: {W1.size} trước kia, {W1.shape[1]} bây giờ")
print(f"{np.mean(T == 0):.0%} trọng số là 0, khỏi cộng luôn")

# %% [markdown]
# ### Mạng có học được cách sống với ba mức không?
#
# Đổi trọng số của một mạng đã học xong thành ba mức thì mạng hỏng khá nặng.
# Nhưng Bài 8 đã cho bạn công cụ: huấn luyện có nhận biết lượng tử hóa.
# Lượt xuôi dùng $\gamma T$, lượt ngược gửi thẳng đạo hàm ấy về cho trọng số **thực**.
# Khác Bài 8 một chỗ: trọng số bị cắt cũng được cho qua, còn $\gamma$ không được học mà tính lại từ $W$ mỗi lần.
# `train_through` làm việc ấy: nó nhận một hàm đọc ngược, và học tiếp 15 vòng.

# %% fold=true
# Bấm để mở: với ba mạng, nhị phân hóa và tam phân hóa, trước và sau khi học tiếp.
def two_levels(W):
    signs, alpha = binarize(W)
    return alpha * signs


def three_levels(W):
    T, gamma = ternarize(W)
    return gamma * T


marks, in_reals = {"hai mức": [], "ba mức": []}, []
for seed in counted(range(3), "mạng"):
    part = digits.split(seed)
    layers = network.train_mlp(part.X_train, part.y_train, seed)
    logits = network.activations(layers, part.X_test)[-1]
    in_reals.append(network.accuracy(logits, part.y_test))
    for name, levels in (("hai mức", two_levels), ("ba mức", three_levels)):
        learned = train_through(layers, part.X_train, part.y_train, seed, levels)
        both = []
        for version in (layers, learned):
            read = [(levels(W.astype(np.float64)), b) for W, b in version]
            logits = network.activations(read, part.X_test)[-1]
            both.append(network.accuracy(logits, part.y_test))
        marks[name].append(both)
print(f"mạng số thực: trung bình {np.mean(in_reals):.1%}")
for name, both in marks.items():
    before, after = np.transpose(both)
    each = ", ".join(f"{a:.1%} → {b:.1%}" for a, b in both)
    print(f"{name}: {each}; trung bình {before.mean():.1%} → {after.mean():.1%}")
    assert (after - before).mean() > 0.15 and (after > 0.9).all(), (
        "học tiếp phải cứu được mạng: hãy xem lại ternarize và binarize"
    )

# %% [markdown]
# Mạng ba mức chỉ kém mạng số thực một hai điểm phần trăm, mà mỗi trọng số chỉ còn 1.58 bit.
# Ở mạng nhỏ này, hai mức học xong cũng ngang ba mức.
# Nhưng mức 0 có cái lợi riêng: bỏ hẳn được gần một phần ba số phép cộng.
# Năm 2024, BitNet b1.58 làm như vậy với cả một mô hình ngôn ngữ (*language model*), nhưng học từ đầu bằng ba mức.
#
# Bạn có thể hỏi: $\gamma T$ có phải bản ba mức gần $W$ nhất không?
# Không: k-means với 3 từ mã gần hơn, và lát nữa bạn sẽ thấy hơn bao nhiêu.
# Nhưng mạng còn học tiếp, nên mức nào cũng quen được; cái cần là một công thức rẻ, tính lại được sau mỗi bước.

# %% [markdown]
# ## 7. Năm trit một byte
#
# Một chữ số có ba giá trị gọi là một trit.
# Dùng 2 bit cho mỗi trit thì phí mất một trong bốn mã.
# Nhưng $3^5 = 243 \le 256$: **năm** trit vừa một byte, nên mỗi trit chỉ tốn $8 / 5 = 1.6$ bit, sát giới hạn 1.585.
#
# Cách viết là hệ ba: cộng 1 để chữ số thành 0, 1, 2, rồi trit đứng trước nhân với lũy thừa nhỏ.
#
# <!-- công thức: Năm trit một byte -->
# $$p = \sum_{i=0}^{4} (T_i + 1)\, 3^i$$
#
# **Tính tay.** Năm trit $(1, 0, -1, 1, 1)$ thành các chữ số $(2, 1, 0, 2, 2)$.
# Byte là $2 + 1 \cdot 3 + 0 \cdot 9 + 2 \cdot 27 + 2 \cdot 81 = 221$.
#
# Byte lớn nhất là 242, vừa `uint8` nhưng không vừa `int8`.

# %% exercise="pack_ternary"
def pack_ternary(T):
    """Đóng gói năm trit vào một byte, trit đứng trước ở chữ số thấp.

    Đầu vào:
        T: các trit −1, 0, 1, mảng np.int8 chiều (n,), n chia hết cho 5; không được
            sửa mảng này.
    Đầu ra:
        p: các byte, mảng np.uint8 chiều (n // 5,).
    """
    # TODO 7: đổi trit thành chữ số của hệ ba, rồi ghép năm chữ số liền nhau thành
    #   một byte
    ### BEGIN SOLUTION
    digits = T.reshape(-1, 5) + 1
    powers = 3 ** np.arange(5)
    p = np.sum(digits * powers, axis=1).astype(np.uint8)
    ### END SOLUTION
    return p

# %%
print(pack_ternary(np.array([1, 0, -1, 1, 1, -1, -1, -1, -1, 0], dtype=np.int8)))

# %% [markdown]
# **Kết quả mong đợi**
#
# ```
# [221  81]
# ```

# %% check="pack_ternary"
bai.check(pack_ternary)

# %% [markdown]
# ### Câu đố ★: mở gói
#
# Lấy lại các trit từ các byte, trong một dòng, không vòng lặp.
# Không tính điểm.

# %% puzzle="unpack_ternary"
def unpack_ternary(p):
    """Mở gói: lấy lại năm trit từ mỗi byte, ngược với pack_ternary.

    Đầu vào:
        p: các byte từ 0 đến 242, mảng np.uint8 chiều (n,).
    Đầu ra:
        các trit −1, 0, 1, mảng số nguyên có dấu chiều (5 * n,).
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return (p[:, np.newaxis] // 3 ** np.arange(5) % 3 - 1).ravel().astype(np.int8)
    ### END SOLUTION

# %%
bai.puzzle(unpack_ternary)

# %% [markdown]
# ## 8. Chiếc thang từ 1 đến 4 bit
#
# Đặt mọi cách lên cùng một hình, với trọng số hình chuông.
# Đường đen là giới hạn của Shannon: mỗi bit nhiều nhất 6.02 dB, dù có khéo đến đâu.

# %% fold=true
# Bấm để mở: gom các số đo đã có, thêm thước ±max và tam phân hóa, rồi vẽ chiếc thang.
bell = bells[0]
furthest = np.abs(bell).max()
by_max = [
    decibels(bell, read_back(bell, np.linspace(-furthest, furthest, 2**bits - 1)))
    for bits in (2, 3, 4)
]
T, gamma = ternarize(bell)
three = np.log2(3)
ladder = {
    "thước ±max (Bài 3)": ([2, 3, 4], by_max),
    "k-means": ([1, three, 2, 3, 4], [free[k][0] for k in (2, 3, 4, 8, 16)]),
    "lưới cách đều, ép bằng Huffman": (even_bits[0], even_quality[0]),
    "tam phân hóa": ([three], [decibels(bell, gamma * T)]),
}
for name, (bits, quality) in ladder.items():
    each = [f"{b:.2f} bit {q:.1f} dB" for b, q in zip(bits, quality)]
    print(f"{name}: {', '.join(each[:: 2 if len(each) > 5 else 1])}")
plots.sqnr_ladder(ladder)

# %% [markdown]
# Hãy đọc chiếc thang từ dưới lên.
#
# - Thước $\pm\max$ tụt lại xa nhất khi ít bit: ở 2 bit nó còn thua cả 1 bit của k-means.
# - K-means: mỗi bit thêm khoảng 5 dB, chưa được 6, nên càng lên cao càng xa đường giới hạn.
# - Lưới cách đều ép bằng Huffman vượt qua k-means từ trên 2 bit; từ khoảng 2.5 bit nó đi gần như song song với giới hạn, kém chưa đến 2 dB.
# - Tam phân hóa nằm dưới bậc 3 mức của k-means hơn 1 dB: đó là giá của công thức rẻ.
#
# Còn khoảng trống nào giữa k-means và đường đen mà không cần Huffman không?
# Có: cho một từ mã đại diện cho **hai** trọng số một lúc.
# 16 từ mã trên mặt phẳng cũng tốn 4 bit cho hai trọng số, tức là 2 bit mỗi trọng số.

# %% fold=true
# Bấm để mở: k-means trên các cặp, ba bộ số, so với 4 từ mã cho mỗi số.
def nearest_center(pairs, centers):
    return np.argmin(((pairs[:, np.newaxis] - centers) ** 2).sum(axis=2), axis=1)


gains = []
for seed, bell in enumerate(bells):
    pairs = bell[:20_000].reshape(-1, 2)
    centers = np.random.default_rng(seed).choice(pairs, 16, replace=False)
    for _ in range(60):
        owner = nearest_center(pairs, centers)
        centers = np.stack([pairs[owner == j].mean(axis=0) for j in range(16)])
    alone = kmeans_1d(pairs.ravel(), 4, 100)
    together = decibels(pairs, centers[nearest_center(pairs, centers)])
    apart = decibels(pairs, read_back(pairs, alone))
    gains.append(together - apart)
    print(f"bộ {seed}: mỗi số một mã {apart:.2f} dB, mỗi cặp một mã {together:.2f} dB")
assert min(gains) > 0.25, "16 từ mã của cặp phải hơn: hãy xem lại kmeans_1d"
grid = np.array([(one, other) for one in alone for other in alone])
plots.pairs_and_centers(pairs[:800], grid, centers)

# %% [markdown]
# Bên trái, các từ mã buộc phải thẳng hàng thẳng cột.
# Bên phải, chúng được đứng so le như tổ ong và trải theo hình của đám trọng số, nên cùng 16 từ mã mà sai ít hơn.
# AQLM và QuIP# đưa ý này lên tám chiều, để mô hình ngôn ngữ chạy được với 2 bit.

# %% [markdown]
# ## 9. Tra bảng rồi mới nhân
#
# Bây giờ thử nhân ma trận với trọng số nằm trong từ điển.
# Thước cách đều thì nhân thẳng các mã nguyên rồi nhân $s$ ở cuối, như Bài 4.
# Từ điển thì không: mã 5 không "lớn gấp năm" mã 1, nên **mỗi** trọng số phải tra bảng ra số thực rồi mới nhân.
# Bộ xử lý có lệnh nhân nhiều mã `int8` một lúc, còn tra bảng thì thêm một việc cho từng trọng số.
# Ở đây ta không đo thời gian: NumPy không dùng lệnh ấy, nên đo cũng không nói lên điều gì.
#
# Tuy vậy từ điển ngắn cũng cho một lối tắt.

# %% [markdown]
# ### Câu đố ★: mỗi từ mã một phép nhân
#
# Nhiều đầu vào cùng nhân với một từ mã, vậy cộng chúng lại trước rồi chỉ nhân một lần.
# Tính $\sum_i x_i\, c[q_i]$ mà chỉ cần $k$ phép nhân, trong một dòng, không vòng lặp; không tính điểm.

# %% puzzle="dot_by_codeword"
def dot_by_codeword(x, codes, codebook):
    """Tính tổng các tích của đầu vào và trọng số, mỗi từ mã một phép nhân.

    Đầu vào:
        x: các đầu vào, mảng số thực chiều (n,).
        codes: mã của từng trọng số, mảng số nguyên chiều (n,).
        codebook: các từ mã, mảng số thực chiều (k,).
    Đầu ra:
        một số thực.
    """
    # ★: một dòng return
    ### BEGIN SOLUTION
    return np.bincount(codes, weights=x, minlength=len(codebook)) @ codebook
    ### END SOLUTION

# %%
bai.puzzle(dot_by_codeword)

# %% [markdown]
# ## Trong thư viện thật
#
# SciPy có sẵn k-means trong `scipy.cluster.vq`: `kmeans2` dời các từ mã, `vq` tìm từ mã gần nhất.
# Cho nó cùng chỗ bắt đầu và cùng số bước thì phải ra cùng từ điển.
# Máy bạn không cần có các thư viện này: nếu thiếu, ô sẽ in lại kết quả lúc soạn bài.

# %% library="scipy"
with bai.library("scipy"):
    from scipy.cluster.vq import kmeans2, vq

    start = np.linspace(weights.min(), weights.max(), 16)
    theirs, _ = kmeans2(weights, start, iter=20, minit="matrix")
    mine = kmeans_1d(weights, 16, 20)
    print(f"16 từ mã lệch nhau nhiều nhất {np.abs(theirs - mine).max():.1e}")
    their_codes, _ = vq(weights, mine)
    unlike = np.sum(their_codes != nearest_codeword(weights, mine))
    print(f"{weights.size} mã, khác nhau {unlike}")
    assert np.allclose(theirs, mine), "hãy xem lại kmeans_1d"

# %% [markdown]
# Tệp của llama.cpp có kiểu TQ1_0 cho mô hình ba mức: cũng năm trit một byte, mỗi khối 256 trọng số kèm một độ co giãn 16 bit.
# Thứ tự các trit và cách viết byte của nó khác ta, nhưng đọc ra thì phải đúng từng trit.

# %% library="gguf"
with bai.library("gguf"):
    from gguf import quants

    T, gamma = ternarize(W1)
    blocks = T.reshape(-1, 256).astype(np.float32)
    kind = quants.GGMLQuantizationType.TQ1_0
    stored = quants.quantize(blocks, kind)
    theirs = quants.dequantize(stored, kind)
    print(f"{T.size} trit, đọc ra khác nhau {np.sum(theirs != blocks)}")
    padded = np.append(T.ravel(), np.zeros(-T.size % 5, np.int8))
    ours = 8 * pack_ternary(padded).size / T.size
    print(f"mỗi trọng số: TQ1_0 {8 * stored.size / T.size:.4f} bit, ta {ours:.4f} bit")
    assert np.array_equal(theirs, blocks), "các trit phải trở lại nguyên vẹn"

# %% [markdown]
# TQ1_0 tốn hơn một chút, vì mỗi khối kèm một độ co giãn và có bốn byte chỉ chứa bốn trit.
# Trong PyTorch, `torch.bucketize` làm việc của `nearest_codeword` khi bạn đưa cho nó các ranh giới.

# %% [markdown]
# ## Tóm tắt
#
# - Từ điển mã: mỗi trọng số ghi vị trí của từ mã gần nhất, đọc ngược là tra bảng.
# - K-means: chia nhóm theo từ mã gần nhất, dời từ mã về trung bình; chỉ đi xuống dốc, nên chỗ bắt đầu quan trọng.
# - Ở 2 bit, sai số giảm nhiều nhất nhờ chọn miền; mức tự do chỉ hơn hẳn mức cách đều khi có nhiều mức hay đuôi dài.
# - Huffman: gộp dần hai nhóm nhỏ nhất; hợp để cất tệp, không hợp để nhân ma trận; có Huffman thì lưới cách đều lại hơn k-means.
# - Một bit: dấu và trung bình của $|W|$, 4.40 dB; ba mức: năm trit một byte, và mạng học được cách sống với chúng.
#
# **Đọc thêm**
#
# - [Max, 1960](https://doi.org/10.1109/TIT.1960.1057548) và [Lloyd, 1982](https://doi.org/10.1109/TIT.1982.1056489): hai điều kiện của các mức tốt nhất.
# - [Han và cộng sự, 2016](https://arxiv.org/abs/1510.00149): bỏ trọng số gần 0, k-means, rồi Huffman.
# - [Rastegari và cộng sự, 2016](https://arxiv.org/abs/1603.05279): mạng *XNOR-Net*, trọng số một bit.
# - [Li và cộng sự, 2016](https://arxiv.org/abs/1605.04711): ba mức với ngưỡng $0.7$ lần trung bình của $|W|$.
# - [Ma và cộng sự, 2024](https://arxiv.org/abs/2402.17764): BitNet b1.58.
# - [Kim và cộng sự, 2023](https://arxiv.org/abs/2306.07629): SqueezeLLM, k-means mà trọng số quan trọng được tính nặng hơn.
# - [Egiazarian và cộng sự, 2024](https://arxiv.org/abs/2401.06118): AQLM; [Tseng và cộng sự, 2024](https://arxiv.org/abs/2402.04396): QuIP#.
#
# **Sang bài 10.** Với một bảng tùy ý, máy phải tra bảng rồi mới nhân.
# Có bảng nào dày ở gần 0, thưa ở xa, mà máy nhân thẳng được không?

# %% [markdown]
# Ô cuối cùng cho biết bạn đã xong những TODO nào.

# %%
bai.progress()
