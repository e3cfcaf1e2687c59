"""Blacking out what a visitor should not have typed, before anything is kept."""

from __future__ import annotations

import re

from bot.personal_data import CAPITALISED, DAY_OF_MONTH, FULL_NAME, HOUSE, MONTH, NO_NAME, PATTERNS, QUARTER

INTRODUCED = re.compile(rf"(?P<before>\b(?:[Tt]his is|[Ii]['’]?m|[Ii] am) ){FULL_NAME}")
# Fewer small words than this beside a name, and everything may have been written in capitals.
FEWEST_SMALL_WORDS = 3

RELATION = (
    r"husband|wife|spouse|partner|son|daughter|mom|mum|mother|dad|father|brother|sister|friend|boss|"
    r"doctor|physio|physiotherapist|therapist|chiropractor|neighbou?r|girlfriend|boyfriend"
)
# What follows "my dr" where no name does.
SAYS = (
    "said|says|told|tells|thinks|wants|gave|give|is|was|has|had|and|or|i|to|for|about|who|that|recommended|sent|"
    "appt|appointment|note|office|visit|referral|on|at|in|with|when|what|why|my|me|a|the|if|pain|put|did|does"
)
NAMED = rf"{CAPITALISED}(?: {CAPITALISED})?"
# Where a message is kept for longer than its conversation: rather too much than too little.
KEPT_PATTERNS = (
    ("[link]", re.compile(r"\b(?:https?://|www\.)\S+|(?<!\w)@\w{2,}", re.I)),
    (
        "[date]",
        re.compile(rf"\b(?:{MONTH} {DAY_OF_MONTH}|{DAY_OF_MONTH} (?:of )?{MONTH})(?:,? \d{{4}})?\b", re.I),
    ),
    (
        "[address]",
        re.compile(
            rf"{HOUSE}(?:{CAPITALISED} ){{1,3}}(?:Dr|Place|Pl|Way|Trail|Tr|Court|Close|Circle)\b\.?{QUARTER}"
        ),
    ),
    ("[number]", re.compile(r"(?<![\w\[])[#\d](?:[ -]?\d){4,}")),
    (
        "[name]",
        re.compile(rf"(?P<before>\b(?:[Tt]his is|[Ii]['’]?m|[Ii] am) ){NO_NAME}{CAPITALISED} {CAPITALISED}"),
    ),
    (
        "[name]",
        re.compile(rf"(?P<before>\b(?:[Ii]['’]?m|[Ii] am) ){NO_NAME}{CAPITALISED}(?=$|[,.!]| and | from )"),
    ),
    (
        "[name]",
        re.compile(
            rf"(?P<before>\b(?:(?i:dr|mr|mrs)\.? |(?:Ms\.?|Miss) (?=[A-Z])))(?!(?i:{SAYS})\b)"
            rf"[A-Za-zà-ÿ'’-]{{2,}}(?: {CAPITALISED})?"
        ),
    ),
    ("[name]", re.compile(rf"(?P<before>\b(?i:my (?:{RELATION})(?: is)?(?: named| called)?,? )){NAMED}")),
    ("[name]", re.compile(rf"(?P<before>\b(?i:names?(?: is|:)|called|signed,?|regards,?) ){NAMED}")),
)


def redacted(text: str) -> str:
    """``text`` with phone numbers, e-mails, health numbers, dates, addresses and given names replaced."""
    for mark, pattern in PATTERNS:
        text = pattern.sub(mark, text)
    if len(re.findall(r"\b[a-zà-ÿ]{2,}", INTRODUCED.sub("", text))) >= FEWEST_SMALL_WORDS:
        text = INTRODUCED.sub(r"\g<before>[name]", text)
    return text


def redacted_to_keep(text: str) -> str:
    """As ``redacted``, and without what only may tell who someone is: for texts that are kept."""
    text = redacted(text)
    for mark, pattern in KEPT_PATTERNS:
        text = pattern.sub(rf"\g<before>{mark}" if "before" in pattern.groupindex else mark, text)
    return text
