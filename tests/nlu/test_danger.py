"""The danger detector compares only as many look-alikes as it takes, and decides as if it compared all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu import danger
from bot.nlu.danger import DangerDetector, DangerThresholds, Sign
from bot.nlu.encoder import WIDTH, unit

SIGN = Sign("R1", "emergency", "numbness")


def detector(harmless: int, seed: int) -> DangerDetector:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(harmless + 8, WIDTH + 20)).astype(np.float32)
    vectors[:, :WIDTH] = unit(vectors[:, :WIDTH])
    signs = [SIGN] * 8 + [None] * harmless
    texts = [str(place) for place in range(len(signs))]
    return DangerDetector.fit(vectors, signs, DangerThresholds(0.87, 0.9996), 10.0, texts)


@pytest.mark.parametrize("harmless", [1, 4, 13, 200])
@given(seed=st.integers(0, 2**31), threshold=st.floats(-8, 8))
def test_a_part_of_the_look_alikes_decides_as_all_of_them_do(
    harmless: int, seed: int, threshold: float
) -> None:
    judge = DETECTORS[harmless]._judged
    message = np.random.default_rng(seed).normal(size=WIDTH + 20).astype(np.float32)
    message[:WIDTH] = unit(message[:WIDTH])
    with pytest.MonkeyPatch.context() as patch:
        # No two cosines differ by more: every message is compared.
        patch.setattr(danger, "MOST_NEARER", 2.0)
        all_compared, _ = judge(message, -np.inf)
        settled, _ = judge(message, threshold)
    assert (settled >= threshold) == (all_compared >= threshold)


DETECTORS = {harmless: detector(harmless, harmless) for harmless in (1, 4, 13, 200)}
