"""Một phép tính của chuẩn ONNX, do ONNX Runtime chạy: để so với hàm của bạn trong mục "Trong thư viện thật"."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

OPSET = 21
OUTPUTS = {"DynamicQuantizeLinear": 3}


def run(operator: str, *inputs: NDArray[Any], **attributes: Any) -> list[NDArray[Any]]:
    """Chạy một phép tính trên các mảng, theo thứ tự mà đặc tả ONNX ghi. Cần có onnx và onnxruntime.

    Đầu vào:
        operator: tên của phép tính, ví dụ "QuantizeLinear".
        inputs: các mảng NumPy; kiểu của chúng chọn kiểu của phép tính.
        attributes: các thuộc tính của phép tính, ví dụ axis=1; phép tính riêng của ONNX Runtime thì thêm
            domain="com.microsoft".
    Đầu ra:
        danh sách các mảng mà phép tính cho ra.

    Source: https://onnx.ai/onnx/operators/
    """
    import onnx
    import onnxruntime

    arrays = {f"vao_{place}": np.asarray(array) for place, array in enumerate(inputs)}
    results = [f"ra_{place}" for place in range(OUTPUTS.get(operator, 1))]
    node = onnx.helper.make_node(operator, list(arrays), results, **attributes)
    given = [
        onnx.helper.make_tensor_value_info(name, onnx.helper.np_dtype_to_tensor_dtype(array.dtype), array.shape)
        for name, array in arrays.items()
    ]
    found = [onnx.helper.make_empty_tensor_value_info(name) for name in results]
    graph = onnx.helper.make_graph([node], "mot_phep_tinh", given, found)
    opsets = [onnx.helper.make_opsetid("", OPSET), onnx.helper.make_opsetid("com.microsoft", 1)]
    model = onnx.helper.make_model(graph, opset_imports=opsets, ir_version=10)
    session = onnxruntime.InferenceSession(onnx.shape_inference.infer_shapes(model).SerializeToString())
    return list(session.run(None, arrays))
