"""What an edit can show: its name, a question that does not give the answer away, and what to look at.

An id that the lessons' lists of typical mistakes have, too, means the same here. `{before}` in a question is the piece
of the student's text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """name: what the mistake is called. asks: the question, shown first. tells: what to look at, unfolded on request.

    without: names of functions; who calls one of them has not made this mistake.
    """

    name: str
    asks: str
    tells: str
    without: tuple[str, ...] = ()


KINDS = {
    "rounding/none": Kind(
        "quên làm tròn",
        "Giá trị ở chỗ này đã là số nguyên chưa, và nó có cần là số nguyên không?",
        "Mã và điểm 0 là số nguyên. Xem lại bước nào của công thức có làm tròn, và bạn đã viết bước ấy chưa.",
        without=("round", "rint", "around", "floor", "ceil", "trunc", "fix"),
    ),
    "rounding/truncate": Kind(
        "bỏ phần thập phân thay vì làm tròn",
        "3.6 gần 3 hay gần 4? Đoạn này biến 3.6 thành số nào?",
        "int(…), astype(…), np.trunc(…) và // đều bỏ phần lẻ. Bỏ phần lẻ khác với tìm số nguyên gần nhất.",
    ),
    "rounding/half_up": Kind(
        "làm tròn nửa lên thay vì về số chẵn",
        "4.5 nằm giữa 4 và 5. Bài này quy ước chọn số nào, còn đoạn này chọn số nào?",
        "Cộng 0.5 rồi lấy phần nguyên thì luôn đi lên. Quy ước của bài là về số chẵn gần nhất.",
    ),
    "rounding/one_way": Kind(
        "làm tròn luôn xuống hoặc luôn lên",
        "3.2 và 3.6, mỗi số gần số nguyên nào nhất? Đoạn này cho số nào?",
        "np.floor luôn đi xuống, np.ceil luôn đi lên. Bài cần số nguyên gần nhất.",
    ),
    "rounding/after_zero_point": Kind(
        "cộng điểm 0 trước khi làm tròn",
        "0.5 + 3: làm tròn 0.5 rồi cộng 3, và cộng 3 rồi làm tròn, có ra cùng một số không?",
        "Số nằm giữa hai số nguyên thì thứ tự làm tròn và cộng điểm 0 cho hai kết quả khác nhau. Xem bài này quy ước bước nào trước.",
    ),
    "rounding/before_zero_point": Kind(
        "cộng điểm 0 sau khi làm tròn",
        "0.5 + 3: làm tròn 0.5 rồi cộng 3, và cộng 3 rồi làm tròn, có ra cùng một số không?",
        "Số nằm giữa hai số nguyên thì thứ tự làm tròn và cộng điểm 0 cho hai kết quả khác nhau. Xem trong công thức của bài, điểm 0 nằm trong hay ngoài phép làm tròn.",
    ),
    "rounding/other_rule": Kind(
        "làm tròn theo quy tắc khác của bài",
        "Đoạn này làm tròn 2.5, −2.5 và 2.34 thành những số nào? Bài cần những số nào?",
        "So cách làm tròn của bạn với quy ước của bài ở ba chỗ: số nằm đúng giữa, số âm, và số chữ số được giữ.",
    ),
    "rounding/needless": Kind(
        "làm tròn sớm hoặc làm tròn thừa",
        "Phần lẻ bị bỏ ở chỗ này, về sau còn cần đến không?",
        "Chỉ làm tròn một lần, ở bước mà công thức nêu. Những bước khác giữ nguyên phần lẻ.",
    ),
    "range/no_clip": Kind(
        "quên cắt",
        "Một giá trị rất lớn và một giá trị rất nhỏ đi qua đoạn này thì thành số nào?",
        "Xem giá trị vượt hai đầu miền được đưa về đầu mút ở bước nào. Cần cả hai đầu.",
        without=("clip", "minimum", "maximum"),
    ),
    "range/lowest_lost": Kind(
        "bỏ mất mã nhỏ nhất",
        "Mã nhỏ nhất mà kiểu này chứa được là số nào? Hàm của bạn có bao giờ trả về nó không?",
        "Hai đầu của miền có dấu không đối xứng: phía âm dài hơn phía dương một mã.",
    ),
    "range/early_clip": Kind(
        "cắt quá sớm",
        "Sau khi cắt, đoạn này còn cộng thêm gì? Kết quả có còn nằm trong miền không?",
        "Cắt là bước cuối trước khi đổi kiểu. Xem có phép tính nào đang đứng sau nó.",
    ),
    "range/other_codes": Kind(
        "cắt về miền khác, hoặc cắt cái không được cắt",
        "Đoạn này giữ lại những giá trị từ đâu đến đâu? Bài cho phép từ đâu đến đâu?",
        "So hai đầu mà bạn viết với hai đầu mà đề cho, và xem đề có yêu cầu cắt giá trị này không.",
    ),
    "codes/count": Kind(
        "đếm nhầm số mã, số bước",
        "Với 3 bit có bao nhiêu mã, giữa chúng có bao nhiêu bước, và đoạn này cho số nào?",
        "n bit có 2^n mã, ít hơn một bước; có dấu thì chia cho hai phía, và số 0 chiếm một chỗ.",
    ),
    "codes/fixed_bits": Kind(
        "không theo số bit được cho",
        "Số bit đổi thì con số hay kiểu ở chỗ này có đổi theo không?",
        "Số bit là tham số của hàm. Mọi thứ phụ thuộc vào nó phải tính từ nó.",
    ),
    "codes/unsigned": Kind(
        "coi mã có dấu là không dấu",
        "Kiểu ở chỗ này có chứa được số âm không? Mã của bài có số âm không?",
        "Tên kiểu bắt đầu bằng u là không dấu.",
    ),
    "zero_point/forgotten": Kind(
        "quên điểm 0",
        "Số thực 0 ứng với mã nào? Đoạn này có dùng đến mã ấy chưa?",
        "Điểm 0 là một tham số của hàm. Tìm trong công thức xem nó đứng ở đâu.",
    ),
    "zero_point/sign": Kind(
        "sai dấu điểm 0",
        "Mã bằng đúng điểm 0 thì phải ứng với số thực nào? Đoạn này cho số nào?",
        "Một chiều thì cộng điểm 0, chiều ngược lại thì trừ. Xem bạn đang đi chiều nào, và cái gì trừ cái gì.",
    ),
    "zero_point/other": Kind(
        "dùng điểm 0 của thứ khác",
        "Điểm 0 ở chỗ này là của mảng nào? Mảng bạn đang tính là mảng nào?",
        "Mỗi mảng mã có một điểm 0 riêng. Đối chiếu từng cặp trong công thức.",
    ),
    "zero_point/code_0": Kind(
        "coi mã 0 là số thực 0",
        "Số 0 ở chỗ này là một mã hay một số thực? Mã 0 ứng với số thực nào?",
        "Mã của số thực 0 là điểm 0, không hẳn là 0. Xem chỗ này có nên là một số cố định không.",
    ),
    "scale/inverted": Kind(
        "nhân thay vì chia, hay chia ngược",
        "Thử với số dễ nhẩm: kết quả ở chỗ này phải lớn lên hay nhỏ đi?",
        "Xem đơn vị của từng thừa số: cái gì nhân, cái gì chia, cái gì ở tử số.",
    ),
    "scale/absolute": Kind(
        "tìm số lớn nhất mà quên trị tuyệt đối",
        "Trong −6 và 1, số nào xa số 0 hơn? Đoạn này chọn số nào?",
        "Xem trị tuyệt đối được lấy trước hay sau khi tìm số lớn nhất, hay chưa được lấy.",
    ),
    "scale/other": Kind(
        "quên độ co giãn, hoặc dùng độ co giãn của thứ khác",
        "Kết quả của đoạn này đếm theo đơn vị nào, và cần đếm theo đơn vị nào?",
        "Đổi đơn vị là nhân hay chia cho một độ co giãn. Xem còn thiếu độ co giãn nào, hay đang dùng của mảng nào.",
    ),
    "dtype/overflow": Kind(
        "tính trong kiểu quá hẹp nên tràn số",
        "Phép tính này chạy trong kiểu nào? Kết quả lớn nhất của nó có vừa kiểu ấy không?",
        "In `dtype` của từng toán hạng. Đổi kiểu sau khi tính thì số đã tràn rồi.",
    ),
    "dtype/result": Kind(
        "kết quả sai kiểu",
        "Đề cần kết quả kiểu nào, và chỗ này cho kiểu nào?",
        "In kiểu của kết quả, rồi xem phần Đầu ra của docstring nói gì về kiểu.",
    ),
    "dtype/float": Kind(
        "dùng số thực sai chỗ hay sai độ chính xác",
        "Phép tính này chạy trong float mấy bit? Bài cần mấy bit?",
        "In `dtype` trước và sau chỗ này: NumPy tự chọn kiểu rộng hơn khi hai kiểu gặp nhau.",
    ),
    "nibble/mask": Kind(
        "lấy sai bốn bit",
        "Viết một byte ra tám bit: đoạn này giữ lại những bit nào, và đặt chúng ở đâu?",
        "Nửa thấp là bốn bit bên phải. Xem số dùng để che bit, số bit được dịch và chiều dịch.",
    ),
    "nibble/sign": Kind(
        "đọc hay viết dấu bù hai sai",
        "Trong bốn bit, những số từ đâu đến đâu biểu diễn số âm? Thử với 7, 8 và 15.",
        "Số âm q viết là q + 16. Xem ngưỡng và số được cộng hay trừ.",
    ),
    "axis/other": Kind(
        "tính dọc theo trục khác",
        "Trục ở chỗ này là trục được giữ hay trục bị gộp? In `shape` trước và sau để xem.",
        "Vẽ một mảng 2 × 3 và tính tay một lần theo mỗi trục.",
    ),
    "axis/split": Kind(
        "tính riêng từng phần thay vì cả mảng",
        "Chỗ này phải cho một số, hay mỗi hàng, mỗi cột một số?",
        "Tham số `axis` khiến phép tính chạy riêng theo từng phần.",
    ),
    "axis/shared": Kind(
        "tính chung thay vì tính riêng từng kênh, từng nhóm",
        "Chỗ này cho một số hay nhiều số? Có bao nhiêu kênh, bao nhiêu nhóm cần số riêng?",
        "Không ghi `axis` thì NumPy gộp cả mảng. Nhớ rằng 0 cũng là một trục.",
    ),
    "shape/layout": Kind(
        "xếp các phần tử sai thứ tự",
        "Thử một mảng nhỏ đánh số 0, 1, 2, …: sau đoạn này các số đứng theo thứ tự nào?",
        "Xem thứ tự các trục ở chỗ này, và trục nào chạy nhanh nhất.",
    ),
    "shape/dimensions": Kind(
        "kết quả sai chiều",
        "Mảng ở chỗ này có mấy trục, dài bao nhiêu, và cần thế nào?",
        "In `shape` ở chỗ này. NumPy ghép các trục từ bên phải: xem trục nào thừa, thiếu, hay đã bị gộp mất.",
    ),
    "index/off_by_one": Kind(
        "lệch một vị trí",
        "Phần tử đầu tiên và phần tử cuối cùng mà đoạn này lấy là phần tử nào?",
        "Vị trí đếm từ 0, và lát cắt dừng ngay trước đầu cuối. Thử với một mảng bốn phần tử.",
    ),
    "index/stride": Kind(
        "bước nhảy sai",
        "Hai lần lấy liền nhau của đoạn này cách nhau bao nhiêu phần tử?",
        "Viết ra ba vị trí đầu tiên mà đoạn này đọc.",
    ),
    "order/returned": Kind(
        "trả về sai thứ tự",
        "Đề cần giá trị nào đứng trước, giá trị nào đứng sau?",
        "So thứ tự ở dòng `return` với phần Đầu ra của docstring.",
    ),
    "order/swapped": Kind(
        "tráo hai đại lượng",
        "Hai thứ ở chỗ này, thứ nào phải đứng ở vị trí nào?",
        "Đọc to công thức và đối chiếu từng vị trí: hai thứ cùng loại rất dễ đổi chỗ cho nhau.",
    ),
    "term/forgotten": Kind(
        "bỏ quên một phần của công thức",
        "Công thức của bài có những phần nào? Phần nào chưa có mặt ở đây?",
        "Gạch từng phần của công thức đã viết xong, và xem tham số nào của hàm chưa được dùng.",
    ),
    "term/sign": Kind(
        "sai dấu một phần của công thức",
        "Thử với số dễ nhẩm: phần này phải làm kết quả tăng hay giảm?",
        "Xem từng dấu cộng, trừ, và cái gì trừ cái gì.",
    ),
    "term/place": Kind(
        "đặt một phần của công thức sai chỗ",
        "Phần này phải được tính trước hay sau phép tính bên cạnh?",
        "Xem trong công thức, nó nằm trong hay ngoài dấu ngoặc, trước hay sau hàm đang bọc nó.",
    ),
    "term/needless": Kind(
        "thừa một phần của công thức",
        "Mỗi phần ở đây ứng với phần nào của công thức?",
        "Có một phần không ứng với gì trong công thức.",
    ),
    "zero/special_case": Kind(
        "quên hoặc xử lý sai trường hợp bằng 0",
        "Khi giá trị ấy bằng 0 thì hàm trả về gì, và phải trả về gì?",
        "Đọc lại trong đề phần nói riêng về trường hợp đặc biệt.",
    ),
    "error/power": Kind(
        "quên bình phương, hay bình phương sai lúc",
        "Ở đây công thức dùng giá trị hay bình phương của giá trị? Bình phương trước hay sau khi cộng?",
        "Sai số 1 và −1 cộng lại bằng 0, còn bình phương của chúng thì không.",
    ),
    "error/logarithm": Kind(
        "logarit sai cơ số hay sai hệ số",
        "Logarit này cơ số mấy, và hệ số đứng trước nó dành cho công suất hay biên độ?",
        "np.log, np.log2 và np.log10 có ba cơ số khác nhau. Tỷ số 100 là 20 decibel.",
    ),
    "error/sign_lost": Kind(
        "bỏ mất dấu của sai số",
        "Sai số của bạn có bao giờ âm không? Nó có được âm không?",
        "Đề cần chính hiệu số, kể cả dấu.",
    ),
    "relu/forgotten": Kind(
        "quên ReLU",
        "Một giá trị ứng với số thực âm đi qua đoạn này thì thành gì?",
        "ReLU thay mọi số thực âm bằng 0. Xem bước ấy đã có mặt ở mọi nơi cần nó chưa.",
    ),
    "relu/needless": Kind(
        "ReLU ở chỗ không có ReLU",
        "Giá trị ở chỗ này có được phép ứng với số âm không?",
        "Xem đề có yêu cầu ReLU ở đúng chỗ này không.",
    ),
    "relu/threshold": Kind(
        "ReLU so với ngưỡng khác",
        "Ngưỡng ở đây là số thực hay là mã? Số thực 0 ứng với mã nào?",
        "Trên số thực thì ngưỡng là 0. Trên mã thì ngưỡng là mã của số thực 0.",
    ),
    "maximum/other_function": Kind(
        "dùng phép khác thay cho max",
        "Với −3, 0 và 5, đoạn này cho số nào, và phải cho số nào?",
        "Xem phép đang dùng giữ lại số lớn, số nhỏ hay trộn chúng lại.",
    ),
    "calibration/zero_outside": Kind(
        "miền không chứa số 0",
        "Nếu mọi giá trị đều dương thì miền này có chỗ cho số thực 0 không?",
        "Thử một miền toàn số dương và một miền toàn số âm: đầu nào phải kéo tới số 0?",
    ),
    "calibration/one_end": Kind(
        "chỉ sửa một đầu của miền",
        "Miền có mấy đầu? Đoạn này đã làm việc ấy cho cả hai chưa?",
        "Thử một miền toàn số dương rồi một miền toàn số âm.",
    ),
    # What only a student's own code shows
    "operator/other": Kind(
        "dùng nhầm phép tính",
        "Phép tính ở đây làm gì với hai số dễ nhẩm, ví dụ 7 và 2?",
        "Đọc từng dấu phép tính, và thử nó riêng với hai số nhỏ.",
    ),
    "constant/other": Kind(
        "dùng nhầm một con số",
        "Con số ở chỗ này lấy từ đâu trong đề?",
        "Tìm con số ấy trong công thức. Không thấy thì nó từ đâu ra?",
    ),
    "constant/off_by_one": Kind(
        "thừa hoặc thiếu 1",
        "Thử trường hợp nhỏ nhất mà bạn đếm tay được: chỗ này thừa hay thiếu bao nhiêu?",
        "Lệch đúng một đơn vị thường do đếm cả hai đầu, hoặc bỏ mất một đầu.",
    ),
    "hard_coded": Kind(
        "viết số cố định thay cho tham số",
        "Với đầu vào khác, con số ở chỗ này có còn đúng không?",
        "Con số ấy chỉ đúng với một ví dụ. Xem tham số nào của hàm cho biết nó.",
    ),
    "parentheses": Kind(
        "đặt dấu ngoặc sai chỗ",
        "Python tính phép nào ở đây trước tiên? Bạn muốn phép nào trước tiên?",
        "Lũy thừa trước, rồi nhân chia, rồi cộng trừ. Dấu ngoặc quyết định lại thứ tự ấy.",
    ),
    "name/other": Kind(
        "dùng nhầm một tên",
        "Tên ở chỗ này đang chỉ cái gì? Bạn cần cái gì?",
        "Liệt kê các tên đang có và mỗi tên giữ gì. In thử giá trị ở chỗ này.",
    ),
    "name/unknown": Kind(
        "dùng một tên không có trong hàm",
        "Tên này được gán ở dòng nào của hàm?",
        "Hàm chỉ biết các tham số và những tên mà chính nó gán. So từng chữ, kể cả chữ hoa, chữ thường.",
    ),
    "call/signature": Kind(
        "truyền sai tham số cho một hàm",
        "Hàm được gọi ở đây cần những tham số nào, theo thứ tự nào?",
        "Mở phần trợ giúp của hàm ấy bằng help(…) và đối chiếu từng tham số.",
    ),
    "call/one_number": Kind(
        "dùng hàm dành cho một số trên cả mảng",
        "Hàm được gọi ở đây nhận một số hay nhận cả một mảng?",
        "round(…), max(…), min(…), int(…) của Python dành cho từng số. NumPy có những hàm làm việc ấy trên từng phần tử.",
    ),
    "return/missing": Kind(
        "thiếu return",
        "Gọi hàm xong, bạn nhận lại được gì?",
        "Hàm không có `return` thì trả về None, dù đã tính hay in ra đúng.",
    ),
    "return/other": Kind(
        "trả về thứ khác",
        "Hàm đang trả về cái gì? Phần Đầu ra của docstring cần cái gì?",
        "Xem dòng `return`, và giá trị mà tên ở đó đang giữ.",
    ),
    "statement/order": Kind(
        "làm các bước sai thứ tự",
        "Bước nào ở đây phải xong trước bước nào?",
        "Viết các bước của đề thành danh sách rồi so với thứ tự các dòng.",
    ),
    "statement/needless": Kind(
        "thừa một bước",
        "Dòng này làm việc gì mà đề yêu cầu?",
        "So các bước của bạn với đề: có một bước đề không yêu cầu.",
    ),
    "statement/discarded": Kind(
        "tính xong mà không giữ kết quả",
        "Sau dòng này, giá trị vừa tính nằm ở đâu?",
        "Phần lớn hàm của NumPy trả về một giá trị mới, còn giá trị cũ giữ nguyên.",
    ),
    "condition/other": Kind(
        "điều kiện sai",
        "Điều kiện này đúng với những giá trị nào? Thử đúng ngay giá trị ở ranh giới.",
        "Xem phép so sánh, giá trị ở ranh giới, và việc nào được làm khi điều kiện đúng.",
    ),
    "indentation": Kind(
        "thụt lề sai",
        "Dòng này chạy một lần, hay chạy lại trong mỗi vòng lặp? Bạn muốn thế nào?",
        "Lề của dòng quyết định nó thuộc về khối nào.",
    ),
    "loop/bounds": Kind(
        "vòng lặp bắt đầu hoặc dừng sai chỗ",
        "Vòng lặp đi qua những giá trị nào, từ giá trị nào đến giá trị nào?",
        "range(…) dừng ngay trước số cuối. In biến lặp ra để xem giá trị đầu và cuối.",
    ),
    "todo/not_done": Kind(
        "còn dòng raise",
        "Chạy đến dòng này thì những dòng bên dưới có chạy không?",
        "Viết xong lời giải thì phải xóa dòng `raise`.",
    ),
    "type/not_array": Kind(
        "trả về kiểu khác, không phải mảng",
        "Đề cần kết quả là list, tuple, mảng hay một số, và chỗ này cho gì?",
        "Giá trị có thể đã đúng, nhưng nó bị đổi sang một kiểu khác ở chỗ này.",
    ),
    "mutates": Kind(
        "sửa luôn dữ liệu của người gọi",
        "Sau khi gọi hàm, mảng của người gọi có còn như cũ không?",
        "Các phép như +=, −= và gán vào một phần của mảng làm đổi chính mảng được đưa vào.",
    ),
}

XOR = "Trong Python, 2 ^ 3 bằng mấy? Hãy thử trong một ô trống."


def question(kind: str, before: str) -> str:
    """The question that an edit of this kind asks about a piece of the student's text."""
    if kind == "operator/other" and "^" in before:
        return XOR
    return KINDS[kind].asks.replace("{before}", before)


def left_out(kind: str, source: str) -> tuple[str, ...]:
    """What a mistake of this kind leaves out: names of functions, but for those that its own cell calls."""
    names = KINDS[kind].without if kind in KINDS else ()
    return tuple(name for name in names if not calls_any(source, (name,)))


def calls_any(source: str, names: Sequence[str]) -> bool:
    """Does a cell call one of these functions?"""
    return bool(names) and re.search(rf"\b(?:{'|'.join(names)})\s*\(", source) is not None
