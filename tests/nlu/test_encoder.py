"""The sentence encoder gives every text one vector, always the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.nlu.encoder import FOLDER_VARIABLE, EncoderMissing, SentenceEncoder, load_encoder

TEXTS = ["does dry needling hurt", "", "what causes sciatica?", "ça fait mal", "🙂", "word " * 900]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


def test_the_same_text_gets_the_same_vector(encoder: SentenceEncoder) -> None:
    assert np.array_equal(encoder.encode("does it hurt"), encoder.encode("does it hurt"))


def test_two_loads_of_the_encoder_agree(encoder: SentenceEncoder) -> None:
    again = SentenceEncoder(Path(".cache") / "encoder")
    assert np.array_equal(encoder.encode("does it hurt"), again.encode("does it hurt"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_every_text_gets_a_vector_of_unit_length(encoder: SentenceEncoder, text: str) -> None:
    vector = encoder.encode(text)
    assert vector.shape == (768,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_encoding_all_gives_what_encoding_each_gives(encoder: SentenceEncoder) -> None:
    assert np.array_equal(encoder.encode_all(TEXTS), np.stack([encoder.encode(text) for text in TEXTS]))


def test_encoding_nothing_gives_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode_all([]).shape == (0, 768)


def test_progress_is_told_on_long_work(encoder: SentenceEncoder) -> None:
    told: list[tuple[int, int]] = []
    encoder.encode_all(["hi"] * 1001, lambda done, total: told.append((done, total)))
    assert told == [(1000, 1001)]


def test_a_paraphrase_is_nearer_than_another_question(encoder: SentenceEncoder) -> None:
    asked, paraphrase, other = (
        encoder.encode(text)
        for text in ("does dry needling hurt", "are the needles painful", "where can I park my car")
    )
    assert asked @ paraphrase > asked @ other + 0.2


def test_a_missing_encoder_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="make encoder"):
        SentenceEncoder(tmp_path)


def test_the_encoders_folder_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "elsewhere"))
    with pytest.raises(EncoderMissing, match="elsewhere"):
        load_encoder()
