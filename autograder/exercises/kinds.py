"""What kinds of typical mistakes there are, over all lessons.

A kind says what one did, wherever it was done: a student who forgets to round in lesson 1 and again in lesson 4 made
one mistake twice. Two mistakes that contradict each other are of two kinds. A mistake that is of none of these needs
a new one here, with the phrase that an instructor reads.
"""

FAMILIES = {
    "rounding": {
        "none": "quên làm tròn",
        "truncate": "bỏ phần thập phân thay vì làm tròn",
        "half_up": "làm tròn nửa lên thay vì về số chẵn",
        "after_zero_point": "cộng điểm 0 trước khi làm tròn",
        "before_zero_point": "cộng điểm 0 sau khi làm tròn",
        "one_way": "làm tròn luôn xuống hoặc luôn lên",
        "other_rule": "làm tròn theo quy tắc khác của bài",
        "needless": "làm tròn sớm hoặc làm tròn thừa",
    },
    "range": {
        "no_clip": "quên cắt",
        "lowest_lost": "bỏ mất mã nhỏ nhất",
        "early_clip": "cắt quá sớm",
        "other_codes": "cắt về miền khác, hoặc cắt cái không được cắt",
    },
    "codes": {
        "count": "đếm nhầm số mã, số bước",
        "fixed_bits": "không theo số bit được cho",
        "unsigned": "coi mã có dấu là không dấu",
        "signed": "coi mã không dấu là có dấu",
    },
    "zero_point": {
        "forgotten": "quên điểm 0",
        "sign": "sai dấu điểm 0",
        "other": "dùng điểm 0 của thứ khác",
        "code_0": "coi mã 0 là số thực 0",
    },
    "scale": {
        "inverted": "nhân thay vì chia, hay chia ngược",
        "absolute": "tìm số lớn nhất mà quên trị tuyệt đối",
        "asymmetric": "dùng thước bất đối xứng thay cho thước đối xứng",
        "other": "quên độ co giãn, hoặc dùng độ co giãn của thứ khác",
    },
    "multiplier": {
        "parts": "tách hệ số nhân sai",
    },
    "dtype": {
        "overflow": "tính trong kiểu quá hẹp nên tràn số",
        "result": "kết quả sai kiểu",
        "float": "dùng số thực sai chỗ hay sai độ chính xác",
    },
    "nibble": {
        "mask": "lấy sai bốn bit",
        "sign": "đọc hay viết dấu bù hai sai",
    },
    "axis": {
        "other": "tính dọc theo trục khác",
        "split": "tính riêng từng phần thay vì cả mảng",
        "shared": "tính chung thay vì tính riêng từng kênh, từng nhóm",
    },
    "shape": {
        "layout": "xếp các phần tử sai thứ tự",
        "dimensions": "kết quả sai chiều",
    },
    "index": {
        "off_by_one": "lệch một vị trí",
        "stride": "bước nhảy sai",
        "border": "tính viền hay phần thừa sai",
    },
    "order": {
        "returned": "trả về sai thứ tự",
        "swapped": "tráo hai đại lượng",
    },
    "term": {
        "forgotten": "bỏ quên một phần của công thức",
        "sign": "sai dấu một phần của công thức",
        "place": "đặt một phần của công thức sai chỗ",
    },
    "zero": {
        "special_case": "quên hoặc xử lý sai trường hợp bằng 0",
    },
    "error": {
        "power": "quên bình phương, hay bình phương sai lúc",
        "of_what": "đo nhầm thứ",
        "logarithm": "logarit sai cơ số hay sai hệ số",
        "sign_lost": "bỏ mất dấu của sai số",
    },
    "relu": {
        "forgotten": "quên ReLU",
        "needless": "ReLU ở chỗ không có ReLU",
        "threshold": "ReLU so với ngưỡng khác",
    },
    "maximum": {
        "other_function": "dùng phép khác thay cho max",
    },
    "codebook": {
        "assignment": "chọn nhầm từ mã",
        "tie": "hòa mà chọn từ mã đứng sau",
        "start": "đặt các từ mã ban đầu nhầm chỗ",
        "update": "dời từ mã nhầm cách hoặc nhầm lúc",
        "empty": "xử lý sai từ mã không gần giá trị nào",
        "iterations": "lặp sai số lần",
    },
    "huffman": {
        "other_lengths": "tính độ dài của mã không theo Huffman",
        "merging": "gộp sai hai nhóm",
    },
    "minifloat": {
        "fields": "tách bit dấu, số mũ, phần lẻ sai chỗ",
        "bias": "quên hay tính sai độ dời của số mũ",
        "subnormal": "quên số dưới chuẩn, hay tính nó sai",
        "leading": "quên chữ số 1 ngầm, hay đặt nó sai chỗ",
        "exponent": "tìm sai số mũ của một số",
        "step": "tính sai bước ở chỗ của một số",
        "block_scale": "tìm độ co giãn của khối theo quy tắc khác",
    },
    "calibration": {
        "zero_outside": "miền không chứa số 0",
        "symmetric": "lấy miền đối xứng",
        "choice": "chọn hay dùng sai tỷ lệ co miền",
        "histogram": "đếm hay chia các ô của phân bố sai",
        "widening": "nới miền sai cách hoặc sai lúc",
        "one_end": "chỉ sửa một đầu của miền",
        "statistic": "tính trung bình động hay phân vị sai",
        "flow": "lấy miền, hoặc cho dữ liệu đi, nhầm đường",
    },
    "trial": {
        "which": "đổi nhầm lớp, hay đổi nhiều lớp một lúc",
        "leftover": "lần thử sau còn mang thay đổi của lần trước, hay bước sau không dùng kết quả của bước trước",
        "baseline": "quên so với mốc, hay so với mốc theo cách khác",
        "count": "lặp thừa hay thiếu lần",
    },
    "budget": {
        "even": "chia ngân sách mà không nhìn chỗ nào nhạy",
        "count": "đếm thiếu byte",
    },
    "search": {
        "kept": "giữ nhầm ứng viên",
        "limit": "so với giới hạn sai",
        "goal": "tìm nhầm đích, hay trả về thứ khác",
        "greedy": "đi từng bước tham lam nên lỡ chỗ tốt nhất",
    },
    "gradient": {
        "zero": "coi đạo hàm bằng 0 ở chỗ phải có đạo hàm thay thế",
        "mask": "cho đạo hàm đi qua, hoặc chặn nó, nhầm chỗ",
        "other": "lấy đạo hàm của thứ khác",
    },
}
KINDS = {f"{family}/{kind}": phrase for family, kinds in FAMILIES.items() for kind, phrase in kinds.items()}
