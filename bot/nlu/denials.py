"""Leaving out what a message denies ("no chest pain, no fever"), finds in order ("bladder is fine,
can feel everything") or does as ever ("took my pills as usual"): none is a danger sign."""

from __future__ import annotations

from spacy.tokens import Doc

NEGATORS = frozenset({"no", "without", "zero", "nor", "neither", "denies", "deny"})
# spaCy splits "dont" into "do" and "nt".
NEGATED_VERBS = frozenset({"n't", "nt", "not", "dont", "havent", "hasnt", "didnt", "isnt", "never"})
# After one of these a list of denied things goes on.
JOINERS = frozenset({"or", "and", "nor", "/", "&", "any", "no"})
VERBS = frozenset({"have", "had", "has", "having", "got", "get", "getting", "any", "notice", "noticed", "do"})
# What may be denied. Never "feeling", "sensation", "control", "strength" or "pulse": having
# none of those is itself the sign.
SYMPTOMS = frozenset(
    """
    pain pains ache aches fever fevers chills numbness tingling weakness incontinence accident accidents
    trouble troubles problem problems issue issues change changes swelling redness bleeding breathlessness
    shortness dizziness dizzy nausea vomiting headache headaches cramps cramp pins needles pus rash sweats
    cough symptoms symptom numb weak tingly swollen red hot feverish suicidal incontinent breathless injury
    fall falls falling cancer infection infections fracture fractures trauma thoughts
    """.split()
)
FILLERS = frozenset(
    """
    or and nor , / & any no of in my the a with about to chest leg legs foot feet arm arms back bladder bowel
    bowels bathroom washroom toilet breathing breath pee poop peeing pooping saddle groin area new real actual
    other weird bad serious major big flags flag control habits either night weight loss
    """.split()
)
LONGEST_GAP = 4
# Where a denied thing would be ("no numbness down there") belongs to the denial.
TOWARDS = frozenset("in to down on around between into through at anywhere".split())
PLACES = frozenset(
    """
    there my the a both either any of and or groin saddle crotch chest leg legs foot feet arm arms hand hands
    toes toe fingers back neck hip calf calves thigh thighs area private privates parts part bum buttocks
    """.split()
)
FUNCTIONS = frozenset(
    "breathing breath breathe bladder bowel bowels bathroom washroom pee peeing poop pooping feeling "
    "sensation feel walk strength control legs".split()
)
IN_ORDER = frozenset("fine normal normally ok okay good great everything alright strong perfect".split())
BETWEEN = frozenset(
    "is are was 's and my totally all completely still just feels feel works working perfectly".split()
)
TAKING = frozenset("take took taken taking takes".split())
AS_EVER = frozenset("usual always normal normally prescribed directed ever told usually".split())
LONGEST_ROUTINE = 10
# "all my pills as usual" is no routine.
TOO_MUCH = frozenset(
    """
    all whole rest entire every extra more too many much several double triple handful bunch lots tons bottle
    bottles box pack packet twice but then and
    """.split()
)


def without_denials(doc: Doc) -> str:
    """The message without what it denies, finds in order or does as ever; else the unchanged text."""
    kept, place = [], 0
    while place < len(doc):
        end = _denial_end(doc, place) or _assurance_end(doc, place) or _routine_end(doc, place)
        if end is None:
            kept.append(doc[place].text_with_ws)
            place += 1
        else:
            place = end
    return "".join(kept).strip(" ,.;")


def _denial_end(doc: Doc, start: int) -> int | None:
    """The place after a denial that begins at ``start``, or None."""
    word = doc[start].lower_
    place = start + 1
    if word in NEGATED_VERBS:
        if place >= len(doc) or doc[place].lower_ not in VERBS:
            return None
        place += 1
    elif word not in NEGATORS:
        return None
    last, gap = None, 0
    while place < len(doc) and gap <= LONGEST_GAP:
        token = doc[place].lower_
        if token == "," and last is not None and not list_goes_on(doc, place + 1):
            break
        if token in SYMPTOMS:
            last, gap = place, 0
        elif token in FILLERS:
            gap += 1
        else:
            break
        place += 1
    return None if last is None else _place_end(doc, last + 1)


def _place_end(doc: Doc, start: int) -> int:
    """The end of the place that is named at ``start``, or ``start``."""
    if start >= len(doc) or doc[start].lower_ not in TOWARDS:
        return start
    place = start + 1
    while place < len(doc) and doc[place].lower_ in PLACES | TOWARDS:
        place += 1
    return place if place > start + 1 else start


def list_goes_on(doc: Doc, start: int) -> bool:
    """Whether the words after a comma are denied too: a joiner ends the list.

    "no fever, chills or numbness" denies three things; "no fever, bad chest pain" one.
    """
    for token in doc[start:]:
        if token.lower_ in JOINERS:
            return True
        if token.lower_ not in SYMPTOMS and token.lower_ not in FILLERS:
            return False
    return False


def _assurance_end(doc: Doc, start: int) -> int | None:
    """The place after an assurance that begins at ``start``, or None."""
    negated = start > 0 and doc[start - 1].lower_ in {*NEGATORS, *NEGATED_VERBS, "cant", "cannot"}
    if doc[start].lower_ not in FUNCTIONS or negated:
        return None
    place = start + 1
    while place < len(doc) and place - start <= LONGEST_GAP:
        token = doc[place].lower_
        if token in IN_ORDER:
            return place + 1
        if token not in BETWEEN and token not in FUNCTIONS:
            return None
        place += 1
    return None


def _routine_end(doc: Doc, start: int) -> int | None:
    """The place after a medicine taken as ever that begins at ``start``, or None."""
    if doc[start].lower_ not in TAKING:
        return None
    for place in range(start + 1, min(start + LONGEST_ROUTINE, len(doc) - 1)):
        token = doc[place]
        if token.lower_ in TOO_MUCH or token.is_punct or token.like_num:
            return None
        if token.lower_ in {"as", "like"} and doc[place + 1].lower_ in AS_EVER:
            return place + 2
    return None
