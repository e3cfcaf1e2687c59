"""Blacking out what a visitor should not have typed, before anything is kept."""

from __future__ import annotations

import re

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY_OF_MONTH = r"\d{1,2}(?:st|nd|rd|th)?"
HOUSE = r"(?<![\w/.$-])(?:\d{1,4} ?- ?)?\d{1,6}[A-Za-z]? "
QUARTER = r"(?: (?:NW|NE|SW|SE)\b)?"
CAPITALISED = r"[A-Z](?:[a-zà-ÿ]+|['’][A-Z][a-zà-ÿ]+)(?:['’-][A-Z]?[a-zà-ÿ]+)*"
# Capitals that name nobody: "this is Dry Needling". What follows must not go on in capitals: then it is
# a heading, or someone who writes all words so.
NO_NAME = (
    r"(?!(?:A|An|The|Not|No|So|Very|Just|My|Your|Our|How|What|Why|When|Where|Who|In|On|At|For|From|To|Of|Is|"
    r"It|I|Dry|Sciatica|Sciatic|Needling|Physio|Physical|Physiotherapy|Spruce|Stony|Alberta|Blue|Workers|"
    r"Sunrise|Canada|Canadian|Edmonton)\b|[A-Z][a-z]+(?:ing|ed)\b)"
)
FULL_NAME = rf"{NO_NAME}{CAPITALISED} {NO_NAME}{CAPITALISED}(?! [A-Z])"
INTRODUCED = re.compile(rf"(?P<before>\b(?:[Tt]his is|[Ii]['’]?m|[Ii] am) ){FULL_NAME}")
# Fewer small words than this beside a name, and everything may have been written in capitals.
FEWEST_SMALL_WORDS = 3

# privacy.md D3: phone, e-mail, health number (9 digits in Alberta), dates, names; and where someone lives.
# What is blacked out here is not understood either: "30 Tylenol way too many" must stay whole.
PATTERNS = (
    ("[e-mail]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "[health number]",
        re.compile(r"(?<!\d)(?:\d{9}|\d{5}[ -]\d{4}|\d{4}[ -]\d{5}|\d{3}[ -]\d{3}[ -]\d{3})(?!\d)"),
    ),
    ("[phone]", re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)")),
    ("[date]", re.compile(r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?!\d)")),
    # Dates of birth: a day for a visit comes without a year, or with a late one.
    (
        "[date]",
        re.compile(
            rf"\b(?:{MONTH} {DAY_OF_MONTH},? |{DAY_OF_MONTH} (?:of )?{MONTH},? )(?:19\d\d|20[01]\d)\b", re.I
        ),
    ),
    # Canada's; L4L5S1 names vertebrae.
    (
        "[postal code]",
        re.compile(
            r"\b(?![LSCT]\d[LSCT] ?\d[LSCT]\d\b)"
            r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d\b",
            re.I,
        ),
    ),
    (
        "[address]",
        re.compile(
            rf"{HOUSE}(?:(?:{CAPITALISED}|\d{{1,3}}(?:st|nd|rd|th)?|[NSEW]) ){{1,3}}"
            r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Crescent|Cres|Boulevard|Blvd|Lane|Terrace|Highway|Hwy)\b"
            rf"{QUARTER}"
        ),
    ),
    (
        "[address]",
        re.compile(
            rf"{HOUSE}(?!the |my |your |this |that |km )(?:[a-z]{{2,}}|\d{{1,3}}(?:st|nd|rd|th)?) "
            rf"(?:street|avenue|ave|crescent|boulevard|blvd)\b{QUARTER}",
            re.I,
        ),
    ),
    (
        "[name]",
        re.compile(r"(?i:(?<=my name is )|(?<=my name's )|(?<=my names ))[A-Za-z'-]+(?: [A-Z][a-z]+)?"),
    ),
)

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


MARK = re.compile(r"\[(?:e-mail|health number|phone|date|postal code|address|name|link|number)\]")


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
