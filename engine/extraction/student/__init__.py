"""The small network that Weft carries: photo to attributes, caption and vector, on onnxruntime."""
