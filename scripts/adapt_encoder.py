"""Adapt the sentence encoder to this field: learn ``scripts/encoder_adapter.npz``.

    make adapter        # about an hour on two cores; the result is committed

All-MiniLM-L6-v2 was trained on sentence pairs of every kind. Here its layers learn,
from the training examples, to tell the clinic's questions from each other and danger signs
from their look-alikes. Only low-rank corrections of its matrices are learned (LoRA, Hu et
al. 2021, https://arxiv.org/abs/2106.09685), so what the encoder knows of English stays, and
the adapter is small. Two are learned and averaged (Wortsman et al. 2022,
https://arxiv.org/abs/2203.05482): one from all examples, one from half of those that ask for an
answer. The first alone knows the examples too well: what is trained on them afterwards then trusts
them too much. The mean ranked 768 of 822 messages right that nothing was learned from, the
first 751. ``scripts/build_encoder.py`` adds it to the verified weights.

Staff never run this: new examples and answers are learned by ``bot train`` in seconds.
Run it again when the examples have changed a lot, and measure before committing.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from encoder_weights import POOLED_LAYERS, verified_source
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from torch import nn

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bot.content.examples import read_subjects
from bot.nlu.typos import with_typos

ADAPTER = Path(__file__).with_name("encoder_adapter.npz")
HEADS, HEAD_WIDTH, WIDTH = 12, 32, 384
VECTOR_WIDTH = len(POOLED_LAYERS) * WIDTH
NORM_EPSILON = 1e-12
LONGEST_TOKENS = 72
# 0 adapts all six layers. With rank 64 and less loyalty that was a point better than the upper
# four with rank 16, on messages nothing was learned from.
FIRST_ADAPTED_LAYER = 0
RANK, SCALE, DROPOUT = 64, 2.0, 0.05
BATCH, EPOCHS, EPOCHS_OF_HALF, WARM_UP = 32, 1.7, 1.5, 100
RATE, HEAD_RATE = 5e-4, 2e-3
# Pulls each vector towards the one of the encoder as it came.
LOYALTY = 0.1
# Starting scale of the classifiers' rows: cosines alone are too alike to learn from.
SHARPNESS = 20.0
HARMLESS = "none"
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


@dataclass(frozen=True)
class Example:
    """A training example: ``question`` is its answer id or None, ``sign`` its danger sign or ``none``."""

    text: str
    question: str | None
    sign: str


def examples() -> list[Example]:
    """All training examples of ``data/nlu``; look-alikes of danger signs teach no answer."""
    found = []
    for block in read_subjects(PROJECT / "data" / "nlu"):
        sign = str((block.metadata or {})["sign"]) if block.is_danger else HARMLESS
        found += [Example(text, block.question, sign) for text in block.examples]
    return found


class AdaptedLinear(nn.Module):
    """A frozen linear layer plus, where ``adapted``, a learned product of two thin matrices."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, adapted: bool) -> None:
        super().__init__()
        self.weight, self.bias, self.adapted = weight, bias, adapted
        if adapted:
            self.down = nn.Parameter(torch.randn(RANK, weight.shape[1]) / math.sqrt(weight.shape[1]))
            self.up = nn.Parameter(torch.zeros(weight.shape[0], RANK))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        result = F.linear(inputs, self.weight, self.bias)
        if self.adapted:
            dropped = F.dropout(inputs, DROPOUT, self.training)
            result = result + SCALE * F.linear(F.linear(dropped, self.down), self.up)
        return result


class Layer(nn.Module):
    """One BERT layer."""

    def __init__(self, weights: dict[str, torch.Tensor], number: int) -> None:
        super().__init__()
        prefix = f"encoder.layer.{number}"
        self.linear = nn.ModuleDict(
            {
                name.replace(".", "_"): AdaptedLinear(
                    weights[f"{prefix}.{name}.weight"],
                    weights[f"{prefix}.{name}.bias"],
                    number >= FIRST_ADAPTED_LAYER,
                )
                for name in MATRICES
            }
        )
        self.norms = [
            (weights[f"{prefix}.{name}.LayerNorm.weight"], weights[f"{prefix}.{name}.LayerNorm.bias"])
            for name in ("attention.output", "output")
        ]

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, tokens, _ = hidden.shape

        def heads(name: str) -> torch.Tensor:
            projected = self.linear[f"attention_self_{name}"](hidden)
            return projected.view(batch, tokens, HEADS, HEAD_WIDTH).transpose(1, 2)

        scores = heads("query") @ heads("key").transpose(-1, -2) / math.sqrt(HEAD_WIDTH) + mask
        mixed = (scores.softmax(-1) @ heads("value")).transpose(1, 2).reshape(batch, tokens, WIDTH)
        hidden = self._normed(hidden + self.linear["attention_output_dense"](mixed), 0)
        wide = F.gelu(self.linear["intermediate_dense"](hidden))
        return self._normed(hidden + self.linear["output_dense"](wide), 1)

    def _normed(self, hidden: torch.Tensor, which: int) -> torch.Tensor:
        return F.layer_norm(hidden, (WIDTH,), *self.norms[which], NORM_EPSILON)


class Encoder(nn.Module):
    """All-MiniLM-L6-v2 with adapters; unit vectors of shape (texts, 768), pooled as at run time."""

    def __init__(self, source: Path) -> None:
        super().__init__()
        weights = {
            name: torch.from_numpy(value)
            for name, value in load_file(str(source / "model.safetensors")).items()
        }
        count = json.loads((source / "config.json").read_text())["num_hidden_layers"]
        self.layers = nn.ModuleList(Layer(weights, number) for number in range(count))
        self.words = weights["embeddings.word_embeddings.weight"]
        self.places = (
            weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self.norm = (weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"])
        self.tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
        self.tokenizer.enable_padding()
        self.tokenizer.enable_truncation(LONGEST_TOKENS)

    def forward(self, texts: list[str]) -> torch.Tensor:
        encodings = self.tokenizer.encode_batch(texts)
        ids = torch.tensor([e.ids for e in encodings])
        real = torch.tensor([e.attention_mask for e in encodings])[..., None].float()
        embedded = self.words[ids] + self.places[: ids.shape[1]]
        hidden = F.layer_norm(embedded, (WIDTH,), *self.norm, NORM_EPSILON)
        mask = (1 - real[:, None, None, :, 0]) * -1e4
        means = []
        for number, layer in enumerate(self.layers, 1):
            with torch.set_grad_enabled(self.training and number > FIRST_ADAPTED_LAYER):
                hidden = layer(hidden, mask)
            if number in POOLED_LAYERS:
                means.append(F.normalize((hidden * real).sum(1), dim=-1))
        return F.normalize(torch.cat(means, dim=-1), dim=-1)

    def adapter(self) -> dict[str, np.ndarray]:
        """What was learned, in half precision: a matrix's ``.up`` (out, rank) and ``.down`` (rank, in)."""
        learned = {}
        for number, layer in enumerate(self.layers):
            for name in MATRICES:
                linear = layer.linear[name.replace(".", "_")]
                if linear.adapted:
                    key = f"encoder.layer.{number}.{name}"
                    learned[f"{key}.up"] = (SCALE * linear.up).detach().numpy().astype(np.float16)
                    learned[f"{key}.down"] = linear.down.detach().numpy().astype(np.float16)
        return learned


class Head(nn.Module):
    """A linear classifier on the vectors that starts from each label's mean vector."""

    def __init__(self, vectors: torch.Tensor, labels: torch.Tensor, power: float) -> None:
        super().__init__()
        counts = torch.bincount(labels)
        means = torch.stack([vectors[labels == label].mean(0) for label in range(len(counts))])
        self.rows = nn.Parameter(SHARPNESS * F.normalize(means - vectors.mean(0), dim=-1))
        self.bias = nn.Parameter(torch.zeros(len(counts)))
        self.importance = (counts.float().mean() / counts) ** power

    def loss(self, vectors: torch.Tensor, labels: torch.Tensor, smoothing: float) -> torch.Tensor:
        logits = vectors @ self.rows.T + self.bias
        return F.cross_entropy(logits, labels, weight=self.importance, label_smoothing=smoothing)


class Variations:
    """Each time an example is seen it is typed a little differently."""

    def __init__(self, all_examples: list[Example], seed: int) -> None:
        self.random = random.Random(seed)
        self.examples = all_examples
        self.questions = [example.text for example in all_examples if example.question]

    def of(self, example: Example) -> tuple[str, bool]:
        """A text, and whether it still asks the example's one question."""
        text, chance = self._typed(example.text), self.random.random()
        if example.sign != HARMLESS and chance < 0.25:
            # A danger sign may stand before or after a request about something else.
            parts = [text, self._typed(self.random.choice(self.questions))]
            self.random.shuffle(parts)
            return self.random.choice((". ", ", ", " ", "\n", "... ", " and ")).join(parts), False
        if example.question and chance < 0.04:
            other = self._typed(self.random.choice(self.questions))
            return text + self.random.choice((". ", ", ", " ", "\n")) + other, False
        return text, True

    def _typed(self, text: str) -> str:
        chance = self.random.random()
        if chance < 0.33:
            text = with_typos(text, 0.05 if chance < 0.25 else 0.10, self.random)
        chance = self.random.random()
        if chance < 0.2:
            return text.lower().replace("'", "").rstrip("?.!")
        return text.replace("?", "").replace(",", "") if chance < 0.3 else text


def batches(all_examples: list[Example], random_source: random.Random) -> list[list[int]]:
    """Places of examples for one epoch: in random order, those of a batch about equally long."""
    order = list(range(len(all_examples)))
    random_source.shuffle(order)
    made = []
    for start in range(0, len(order), 20 * BATCH):
        chunk = sorted(order[start : start + 20 * BATCH], key=lambda i: len(all_examples[i].text))
        parts = [chunk[i : i + BATCH] for i in range(0, len(chunk), BATCH)]
        random_source.shuffle(parts)
        made += parts
    return made


def places(values: list[str]) -> torch.Tensor:
    """Each value as its place among the sorted different values."""
    known = {value: place for place, value in enumerate(sorted(set(values)))}
    return torch.tensor([known[value] for value in values])


def encoded(encoder: Encoder, texts: list[str]) -> torch.Tensor:
    """Unit vectors of shape (texts, 768); texts of one batch are about equally long."""
    encoder.eval()
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    vectors = torch.empty(len(texts), VECTOR_WIDTH)
    with torch.no_grad():
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            vectors[rows] = encoder([texts[row] for row in rows])
    return vectors


def learned_adapter(
    chosen: list[Example], epochs: float, with_dangers: bool, seed: int
) -> dict[str, np.ndarray]:
    """Learn an adapter from ``chosen``; ``with_dangers`` also tells danger signs from the rest."""
    torch.manual_seed(seed)
    encoder = Encoder(verified_source())
    print(f"Encoding {len(chosen):,} examples ...", flush=True)
    before = encoded(encoder, [example.text for example in chosen])
    asks = torch.tensor([example.question is not None for example in chosen])
    question_labels = torch.full((len(chosen),), -1)
    question_labels[asks] = places([e.question for e in chosen if e.question])
    signs = places([e.sign for e in chosen])
    questions = Head(before[asks], question_labels[asks], 0.5)
    dangers = Head(before, signs, 0.3) if with_dangers else None
    adapted = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    heads = [*questions.parameters(), *(dangers.parameters() if dangers else [])]
    optimizer = torch.optim.AdamW(
        [{"params": adapted, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01
    )
    variations = Variations(chosen, seed)
    steps = int(epochs * len(chosen) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
    )
    waiting: list[list[int]] = []
    losses, started = [], time.perf_counter()
    encoder.train()
    for step in range(1, steps + 1):
        waiting = waiting or batches(chosen, variations.random)
        rows = waiting.pop()
        texts, whole = zip(*(variations.of(chosen[row]) for row in rows))
        vectors = encoder(list(texts))
        asked = torch.tensor(whole) & asks[rows]
        loss = LOYALTY * (1 - (vectors * before[rows]).sum(-1)).mean()
        if dangers:
            loss = loss + dangers.loss(vectors, signs[rows], smoothing=0.02)
        if asked.any():
            share = 1.4 * (asked.float().mean() if dangers else 1.0)
            loss = loss + share * questions.loss(vectors[asked], question_labels[rows][asked], smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(adapted, 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 50 == 0:
            minutes = (time.perf_counter() - started) / 60
            print(f"step {step} of {steps}, loss {np.mean(losses[-50:]):.3f}, {minutes:.1f} min", flush=True)
    return encoder.adapter()


def mean_of(adapters: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """One adapter whose corrections are the mean of theirs: their thin matrices side by side."""
    share = np.float16(1 / len(adapters))
    return {
        key: np.concatenate([share * each[key] for each in adapters], axis=1)
        if key.endswith(".up")
        else np.concatenate([each[key] for each in adapters], axis=0)
        for key in adapters[0]
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ADAPTER)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    everything = examples()
    asking = [example for example in everything if example.question]
    half = random.Random(options.seed).sample(asking, len(asking) // 2)
    learned = [
        learned_adapter(everything, EPOCHS, True, options.seed),
        learned_adapter(half, EPOCHS_OF_HALF, False, options.seed),
    ]
    np.savez(options.output, **mean_of(learned))
    print(f"Wrote {options.output} ({options.output.stat().st_size / 1e6:.1f} MB).")


if __name__ == "__main__":
    main()
