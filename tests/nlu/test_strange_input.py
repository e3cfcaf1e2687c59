"""Whatever a visitor sends, a sensible reply comes, and soon."""

from __future__ import annotations

import string
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.nlu.answering import MOST_ASKS, MOST_PARTS, AnswerFinder
from bot.nlu.context import Context
from bot.nlu.decision import Thresholds
from bot.nlu.encoder import load_encoder
from bot.nlu.features import TextFeatures
from bot.nlu.language import analysed
from bot.nlu.ranker import AnswerRanker

conversations = (f"strange-{number}" for number in count())
EMOJI = st.text(st.sampled_from("🙂😭🦵💉🔥👍🏽🇨🇦❤️‍🩹"), min_size=1, max_size=40)
MARKS = st.text(st.sampled_from("\u200b\u200d\u200e\u200f\u202e\u2066\ufeff"), min_size=1, max_size=20)
WORDS = st.sampled_from(["sciatica", "does it hurt", "book", "price", "my leg"])
STRANGE = st.one_of(
    EMOJI,
    st.text(string.ascii_letters, min_size=900, max_size=1000),
    st.tuples(MARKS, WORDS, MARKS).map("".join),
    WORDS.map(lambda words: f"<script>alert('{words}')</script>"),
    WORDS.map(lambda words: f"'; DROP TABLE events; -- {words}"),
    WORDS.map(lambda words: f"# **{words}** [x](javascript:alert(1)) ![y](z) | a | b |"),
    WORDS.map(lambda words: f"https://example.com/{words.replace(' ', '-')}?q=1#top"),
    WORDS.map(str.upper),
    st.sampled_from(string.ascii_letters),
    st.text(string.digits, min_size=1, max_size=60),
    st.lists(WORDS, min_size=40, max_size=50).map("? ".join),
)
# What a reply may be called where nothing could be understood.
NOTHING = {"nlu_fallback", "out_of_scope"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=STRANGE)
async def test_a_strange_message_gets_a_reply_with_text(engine: Engine, text: str) -> None:
    replies = await engine.reply(next(conversations), text)
    assert all(reply.text.strip() for reply in replies)
    assert len(replies) <= MOST_ASKS


@pytest.mark.parametrize(
    "text", ["🙂🙂🙂", "7", "q", "123456789012", "\u200b\u200f\u202e", "xk" * 500, "???!!!"]
)
async def test_what_says_nothing_gets_no_medical_answer(engine: Engine, text: str) -> None:
    replies = await engine.reply(next(conversations), text)
    assert {str(reply.metadata["answer"]).split("/")[0] for reply in replies} <= {
        *NOTHING,
        *("greet", "affirm", "deny", "thanks", "goodbye"),
    }
    assert replies[0].metadata["urgency"] == "none"


@pytest.mark.parametrize(
    ("dressed", "plain"),
    [
        ("DOES DRY NEEDLING HURT", "does dry needling hurt"),
        ("does\u200b dry\u200f needling hurt\ufeff", "does dry needling hurt"),
        ("<b>does dry needling hurt</b>", "does dry needling hurt"),
        ("**does dry needling hurt**", "does dry needling hurt"),
        ("   does dry   needling hurt \n\n", "does dry needling hurt"),
    ],
)
async def test_dress_does_not_change_the_answer(engine: Engine, dressed: str, plain: str) -> None:
    answers = [
        (await engine.reply(next(conversations), text))[0].metadata["answer"] for text in (dressed, plain)
    ]
    assert answers[0] == answers[1] == "needling/does_it_hurt"


async def test_fifty_questions_get_the_first_answers(engine: Engine) -> None:
    text = "does needling hurt? where can i park? do you direct bill? " * 16
    replies = await engine.reply(next(conversations), text[:1000])
    answers = [reply.metadata["answer"] for reply in replies]
    assert answers == ["needling/does_it_hurt", "clinic/parking", "clinic/insurance"]


def test_fifty_questions_are_not_all_looked_at() -> None:
    texts, labels = ["when do you open", "where can i park"], ["clinic/hours", "clinic/parking"]
    features = TextFeatures.fit(load_encoder(), texts)
    finder = AnswerFinder(
        AnswerRanker.fit(features.transform(texts), labels), Thresholds(0.6, 0.1, 0.05, 0.25)
    )
    looked_at: list[str] = []

    def describe(text: str):  # type: ignore[no-untyped-def]
        looked_at.append(text)
        return features.transform_one(text)

    doc = analysed("when do you open? where can i park? " * 25)
    decision = finder.decide(doc, [features.transform_one(doc.text)], describe, Context())
    assert decision.asks == ("clinic/hours", "clinic/parking")
    assert len(looked_at) == MOST_PARTS
