"""What personal data looks like in a text: patterns shared by the door and by the check of examples."""

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

# What stands in a message in the place of what its visitor should not have typed; a visitor may type one too.
MARK = re.compile(r"\[(?:e-mail|health number|phone|date|postal code|address|name|link|number)\]")

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
