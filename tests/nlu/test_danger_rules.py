"""The readable rules fire on what is stated, not what is denied, asked, long past or a figure of speech."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.danger_rules import DangerRules
from bot.nlu.language import analysed

STATED = [
    ("R1", "since lunch everything between my legs is numb"),
    ("R1", "i cant feel it when i wipe anymore"),
    ("R1", "my wife says her private parts have gone numb"),
    ("R2", "i have not been to the washroom all day and i cant pee"),
    ("R2", "he wet himself twice on the way home"),
    ("R2", "i am losing control of my bladder"),
    ("R3", "i soiled myself in the truck and never felt it"),
    ("R3", "no control over my bowels since monday"),
    ("R4", "cant get hard anymore since my back went"),
    ("R5", "both legs are tingling now"),
    ("R5", "pain shoots down both my legs"),
    ("R6", "i keep tripping over my toes"),
    ("R6", "my leg gave out on the stairs"),
    ("R8", "i just fell off a ladder onto my back"),
    ("R10", "my back is killing me and i have a fever"),
    ("R12", "sudden tearing pain, i feel faint"),
    ("R13-heart", "my chest feels tight"),
    ("R13-breathing", "i cant catch my breath"),
    ("R13-breathing", "been coughing up blood"),
    ("R13-stroke", "his face is drooping"),
    ("R13-collapse", "mom fainted and is not waking"),
    ("R14", "left calf is swollen"),
    ("R15", "my foot turned white"),
    ("R18", "i'm pregnant and bleeding"),
    ("R21", "my throat is closing"),
    ("R22", "she took all my tylenol"),
    ("R23", "i want to die"),
    ("R23", "what dose of percocet kills you"),
    ("R23", "how many sleeping pills until you never wakes up, to die i mean"),
    ("R23", "i am sitting here with the gun in my lap"),
    ("R23", "i wish the accident had killed me instead"),
    ("R23", "goodbye, please tell my kids i am sorry"),
    ("R23", "dad gave away his truck and told us he wont be around at christmas"),
    ("R23", "my nephew told his sister he will drown himself"),
    ("R23", "she was hanging herself in the barn when we came"),
    ("N-infection-urgent", "needled this morning and my temperature is 39 now"),
    ("N-chest", "after my needling i coughed and there was blood in the tissue"),
    ("R23", "je ne peux plus, je veux mourir"),
    ("R13-heart", "no puedo respirar y me duele el pecho"),
    ("R1", "plus aucune sensation entre les cuisses depuis mardi"),
    ("R2", "no aguanto la orina desde el lunes"),
    ("R3", "ich kann den stuhl nicht mehr halten"),
    ("R5", "namamanhid ang dalawang binti ko"),
    ("R6", "не можу підняти стопу з ранку"),
    ("R10", "ਮੈਨੂੰ ਬੁਖਾਰ ਹੈ ਅਤੇ ਪਿੱਠ ਦੁਖਦੀ ਹੈ"),
    ("R13-breathing", "ich bekomme keine luft"),
    ("R24-danger", "my husband is choking me right now"),
    ("N-chest", "had needles in my shoulder at noon. now it hurts to breathe"),
    ("N-infection", "the needle spot is oozing"),
    ("N-bleeding", "it won't stop bleeding"),
    ("N-needle-left", "i think there is a needle still in my hip"),
]
HARMLESS = {
    "said of pain, tools and things": [
        "how many advil to kill the pain before needling",
        "my shoulder blade hurts and there is tingling in my hands",
        "can i use the massage gun on my leg",
        "i gave away my treadmill because i cant stand on it for long",
        "how much tylenol is in your advice",
    ],
    "denied": [
        "no numbness between my legs",
        "i have no chest pain",
        "my bladder is fine, no trouble peeing",
        "never had pain in both legs",
        "without fever or back stiffness",
    ],
    "asked about in general": [
        "does sciatica make you lose control of your bladder",
        "can dry needling cause chest pain",
        "what is foot drop",
        "is there a risk of a broken needle",
        "what if someone has a blood clot in the leg",
    ],
    "long past": [
        "my leg gave out years ago",
        "i used to drag my foot",
        "had chest pain back in 2015",
        "when i was ten i fell off a horse just for fun",
    ],
    "figurative": [
        "dying to book, my chest is tight with joy haha",
        "this pain in the butt is numb lol jk",
    ],
    "about a pet": ["my dog drags his foot, foot drop i guess", "the cat cant pee"],
    "about something else": [
        "do you sell needle books",
        "my bum is sore",
        "where do i park",
        "i cant find your phone number",
        "both of my sons play hockey",
    ],
}


@pytest.fixture(scope="module")
def rules() -> DangerRules:
    return DangerRules.load()


def signs(rules: DangerRules, text: str) -> set[str]:
    return {finding.sign for finding in rules.findings(analysed(text))}


@pytest.mark.parametrize(("sign", "text"), STATED)
def test_a_stated_sign_fires(rules: DangerRules, sign: str, text: str) -> None:
    assert sign in signs(rules, text)


@pytest.mark.parametrize(("sign", "text"), STATED)
def test_shouting_does_not_hide_a_sign(rules: DangerRules, sign: str, text: str) -> None:
    assert sign in signs(rules, text.upper())


@pytest.mark.parametrize(("sign", "text"), STATED[::4])
def test_a_sign_inside_a_booking_request_fires(rules: DangerRules, sign: str, text: str) -> None:
    assert sign in signs(rules, f"Hi, do you have a spot on Friday? {text}. Thanks, see you then.")


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in HARMLESS.items() for text in texts]
)
def test_a_harmless_mention_does_not_fire(rules: DangerRules, kind: str, text: str) -> None:
    assert signs(rules, text) == set()


@pytest.mark.parametrize(
    "text", ["I DONT HAVE CHEST PAIN", "I DIDNT WET MYSELF", "IT ISNT NUMB BETWEEN MY LEGS"]
)
def test_shouting_does_not_hide_a_denial(rules: DangerRules, text: str) -> None:
    assert not rules.findings(analysed(text))


def test_a_denial_does_not_reach_past_a_but(rules: DangerRules) -> None:
    assert "R2" in signs(rules, "no fever but i cant pee")


def test_a_denial_does_not_reach_into_the_next_sentence(rules: DangerRules) -> None:
    assert "R13-heart" in signs(rules, "no fever. my chest feels tight")


def test_a_denial_of_one_thing_does_not_deny_what_follows_the_comma(rules: DangerRules) -> None:
    assert "R13-heart" in signs(rules, "no fever, bad chest pain since lunch")


@pytest.mark.parametrize(
    "text",
    [
        "was walking my dog and now i cant breathe",
        "my cat is ok but my chest is tight",
        "pain in the butt for a week and now both legs are numb",
        "got a pain in the neck and my chest is tight",
        "recovered from covid but now i cant breathe",
    ],
)
def test_an_innocent_word_beside_it_does_not_hide_a_sign(rules: DangerRules, text: str) -> None:
    assert signs(rules, text)


def test_an_overdose_fires_even_beside_laughter(rules: DangerRules) -> None:
    assert "R22" in signs(rules, "haha i took too many pills")


def test_a_typographic_apostrophe_is_read_like_a_plain_one(rules: DangerRules) -> None:
    assert "R2" in signs(rules, "I can’t pee")


def test_two_signs_are_both_found(rules: DangerRules) -> None:
    assert {"R2", "R5"} <= signs(rules, "both legs are numb and i cant pee")


def test_a_sign_found_twice_is_told_once(rules: DangerRules) -> None:
    found = rules.findings(analysed("i cant pee. i really cant pee"))
    assert [finding.sign for finding in found] == ["R2"]


def test_a_finding_names_the_words_that_fired_it(rules: DangerRules) -> None:
    (found,) = rules.findings(analysed("my chest feels tight"))
    assert found.because == ("chest", "tight")


WORDS = sorted({word for _, text in STATED for word in text.split()})


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*WORDS, ".", "no", "?"])))
def test_each_sign_is_found_at_most_once_in_any_jumble(rules: DangerRules, words: list[str]) -> None:
    found = [finding.sign for finding in rules.findings(analysed(" ".join(words)))]
    assert len(found) == len(set(found))


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_an_overdose_fires_whatever_was_written_before_it(rules: DangerRules, before: str) -> None:
    assert "R22" in signs(rules, f"{before}\ni took too many pills")
