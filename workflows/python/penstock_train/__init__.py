"""What the trainers share: the job file, the protocol on standard output, reading data, encoding it, and the ONNX graph around a model."""
