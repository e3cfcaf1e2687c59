"""Each section of the clinic's article can be asked about; its over-claims are never repeated."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.engine import Engine

# The article's headings, each with fresh questions about it and the answers that fit.
SECTIONS = {
    "Understanding Sciatica and Its Causes": (
        [
            "why would a nerve in my back start acting up out of nowhere",
            "where does sciatica come from in the body",
        ],
        {"sciatica/causes", "sciatica/disc", "sciatica/what_is_it"},
    ),
    "How Dry Needling Therapy Targets Sciatica": (
        [
            "what do the needles actually do for an angry sciatic nerve",
            "how is needling meant to ease sciatica",
        ],
        {"needling/for_sciatica", "needling/how_it_works"},
    ),
    "Releasing Tight Muscles That Aggravate the Sciatic Nerve": (
        [
            "could a tight muscle in my behind be squeezing the nerve",
            "can needling loosen up a tight piriformis",
        ],
        {"needling/for_piriformis", "needling/trigger_points", "sciatica/piriformis"},
    ),
    "Reducing Sciatica Pain and Enhancing Mobility": (
        [
            "will the needles bring more blood to a sore muscle",
            "can needling help me bend and move easier",
        ],
        {"needling/mobility_blood_flow"},
    ),
    "Supporting Healing and Preventing Recurrence": (
        [
            "would regular needling keep my sciatica from returning",
            "does needling stop another flare later on",
        ],
        {"needling/recurrence"},
    ),
    "Enhancing Neuromuscular Function": (
        [
            "does needling make the nerves and muscles talk to each other again",
            "can needles get a muscle to fire",
        ],
        {"needling/nerve_muscle_function"},
    ),
    "Addressing Referred Pain Patterns": (
        [
            "how come a needle in my hip makes my shin ache",
            "why does pressing my buttock send pain down the leg",
        ],
        {"needling/referred_pain", "needling/trigger_points", "sciatica/symptoms"},
    ),
    "Complementing Physiotherapy for Comprehensive Treatment": (
        [
            "do you combine the needles with exercise and other physio",
            "is needling done alone or with stretching",
        ],
        {"needling/with_physio"},
    ),
    "Supporting Sciatica Relief with Dry Needling": (
        [
            "is dry needling worth a try for my sciatic pain",
            "could your needling give me some sciatica relief",
        ],
        {"needling/evidence", "needling/for_sciatica"},
    ),
}
QUESTIONS = [(heading, question) for heading, (questions, _) in SECTIONS.items() for question in questions]

OVER_CLAIMS = {
    "root cause": r"\b(root causes?|underlying (causes?|issues?))\b",
    "metabolic waste": r"\b(metabolic waste|toxins?)\b",
    "prevents": r"\bprevents?\b",
    "interrupts pain signals": r"\b(interrupts?|disrupts?|blocks?) (the )?pain\b",
    "accelerates repair": r"\b(accelerates?|speeds? up)\b",
    "reduces inflammation": r"\breduc\w+ (the )?inflammation\b",
    "restores function": r"\brestor(e|es|ing)\b",
    "re-establishes neural pathways": r"\b(neural )?pathways?\b",
    "comprehensive": r"\b(comprehensive|holistic)\b",
    "effective": r"\beffective(ly)?\b",
    "lasting relief": r"\b(long-term|lasting) (relief|recovery)\b",
    "resolves": r"\bresolv",
    "ensures": r"\bensur",
    "muscle imbalance": r"\bimbalances?\b",
    "posture correction": r"\bposture correction\b",
}


@pytest.mark.parametrize(("heading", "question"), QUESTIONS)
async def test_every_section_of_the_article_can_be_asked_about(
    engine: Engine, heading: str, question: str
) -> None:
    reply, *_ = await engine.reply(f"article-{question}", question)
    assert reply.metadata["answer"] in SECTIONS[heading][1]


@pytest.mark.parametrize("claim", OVER_CLAIMS)
def test_no_answer_repeats_an_over_claim_of_the_article(shown: Any, text_ids: list[str], claim: str) -> None:
    repeating = [each for each in text_ids if re.search(OVER_CLAIMS[claim], shown(each).whole, re.IGNORECASE)]
    assert repeating == []


def test_no_question_here_was_learned_from(examples: list[Any]) -> None:
    learned = {" ".join(re.findall(r"\w+", example.text.lower())) for example in examples}
    assert [question for _, question in QUESTIONS if question in learned] == []
