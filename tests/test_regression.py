"""``bot test-all``: which question is asked, what counts as its own answer, what is shown."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from bot.gates import better, figures_worse, questions_worse
from bot.labelled import Labelled
from bot.regression import (
    DANGER,
    LOOK_ALIKE,
    Answered,
    Question,
    Questioner,
    Regression,
    chosen_questions,
    labelled_questions,
    learned_questions,
)
from bot.regression_report import as_csv, as_page, terminal_lines
from bot.safety.figures import ALL, CAUGHT, FALSE_ALARMS_NEAR, Figure
from bot.safety.report import MUST_CATCH_FIGURE

MODEL = Path("models") / "clinic.tar.gz"
FILE = """version: "3.1"
nlu:
  - intent: needling/cost
    examples: |
      - how much is it
      - what does it cost
      - price please
  - intent: red_flag
    metadata:
      sign: R1
      urgency: "911"
      words: chest pain
    examples: |
      - my chest hurts
  - intent: needling/cost
    metadata:
      near_miss: R1
    examples: |
      - my chest of drawers hurt my back
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "costs.yml").write_text(FILE, encoding="utf-8")
    return tmp_path


def question(text: str = "how much is it", own: str = "needling/cost", learned: bool = True) -> Question:
    message = Labelled("1", text, "made", accept=(own,))
    return Question(message, Path("data") / "nlu" / "costs.yml", 5, own, learned)


def answered(asked: Question, passed: bool, came: str = "clinic/hours") -> Answered:
    verdict = "right" if passed else "wrong"
    return Answered(asked, passed, verdict, (asked.own if passed else came,), (), "none", 0.5)


def test_each_example_knows_its_line_and_its_own_answer(folder: Path) -> None:
    found = learned_questions(folder)
    assert [(each.line, each.own, each.message.text) for each in found] == [
        (5, "needling/cost", "how much is it"),
        (6, "needling/cost", "what does it cost"),
        (7, "needling/cost", "price please"),
        (14, DANGER, "my chest hurts"),
        (19, LOOK_ALIKE, "my chest of drawers hurt my back"),
    ]
    for each in found:
        assert FILE.splitlines()[each.line - 1].strip() == f"- {each.message.text}"


def test_the_sample_is_the_same_wherever_an_example_stands(folder: Path) -> None:
    before = {each.message.text for each in learned_questions(folder, 2)}
    turned = FILE.replace("      - how much is it\n", "").replace(
        "      - price please\n", "      - price please\n      - how much is it\n"
    )
    (folder / "costs.yml").write_text(turned, encoding="utf-8")
    assert {each.message.text for each in learned_questions(folder, 2)} == before
    assert len([text for text in before if "chest" not in text]) == 2


def test_every_line_of_the_test_sets_is_asked() -> None:
    found = labelled_questions()
    lines = sum(
        bool(line.strip())
        for path in (Path("tests") / "sets").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    assert len(found) == lines > 1000
    assert all(each.own for each in found)


def test_all_takes_every_example() -> None:
    everything = [each for each in chosen_questions(everything=True) if each.learned]
    some = [each for each in chosen_questions(everything=False) if each.learned]
    assert {each.key for each in some} < {each.key for each in everything}
    assert {each.own for each in some} == {each.own for each in everything}


def test_the_whole_assistant_is_asked_and_judged() -> None:
    chosen = {each.own: each for each in learned_questions(per_answer=1)}
    right = [chosen[own] for own in ("needling/does_it_hurt", DANGER, LOOK_ALIKE)]
    wrong = replace(right[0], message=replace(right[0].message, accept=("clinic/parking",)))
    questioner = Questioner(MODEL)
    found = questioner.ask_all([*right, wrong], print)
    questioner.close()
    assert [each.passed for each in found.answered] == [True, True, True, False]
    assert found.answered[1].answers == ("red_flag",)
    assert found.failed[0].came == "needling/does_it_hurt"
    assert 0.5 < found.failed[0].score <= 1


def test_the_page_and_the_table_name_file_line_and_what_came_instead() -> None:
    odd = question("=1+1 <b>how much</b>")
    regression = Regression([answered(odd, False), answered(question("fine"), True)])
    page = as_page(regression, "some-model")
    assert "=1+1 &lt;b&gt;how much&lt;/b&gt;" in page
    assert "data/nlu/costs.yml:5" in page
    assert page.count('class="bad"') == 2
    assert "http" not in page
    assert "<script" not in page
    (row,) = list(csv.DictReader(io.StringIO(as_csv(regression))))
    assert row["question"] == "'=1+1 <b>how much</b>"
    assert (row["line"], row["came instead"], row["score"]) == ("5", "clinic/hours", "0.50")
    assert any("1 of 2" in line and "costs.yml:5" in line for line in terminal_lines(regression))


def test_nothing_wrong_is_said_in_one_line() -> None:
    assert list(terminal_lines(Regression([answered(question(), True)])))[-1] == (
        "Every question came back with its own answer."
    )


def asked_of(own: str, right: int, wrong: int) -> list[Answered]:
    return [answered(question(f"{own} {number}", own), number < right) for number in range(right + wrong)]


def right_before(answers: list[Answered]) -> dict[str, dict[str, bool]]:
    return {"right": {each.question.key: True for each in answers}}


def test_two_questions_of_an_answer_may_be_lost_but_not_three() -> None:
    many = [each for number in range(30) for each in asked_of(f"clinic/{number}", 20, 0)]
    answers = {each.question.own for each in many} | {"needling/cost"}
    two, three = asked_of("needling/cost", 18, 2), asked_of("needling/cost", 17, 3)
    assert questions_worse(right_before([*many, *two]), [*many, *two], answers) == []
    (problem,) = questions_worse(right_before([*many, *three]), [*many, *three], answers)
    assert problem.startswith("needling/cost: 3 of its 20 questions were answered right and fail now")
    assert "costs.yml:5 (came: clinic/hours)" in problem


def test_one_question_in_50_may_be_lost_in_all() -> None:
    every = [each for number in range(40) for each in asked_of(f"clinic/{number}", 9, 1)]
    answers = {each.question.own for each in every}
    (problem,) = questions_worse(right_before(every), every, answers)
    assert problem.startswith("40 questions that were answered right fail now; 8 are let pass")


def test_what_failed_before_and_what_is_new_may_fail() -> None:
    every = asked_of("needling/cost", 0, 20)
    assert questions_worse({}, every, {"needling/cost"}) == []
    assert questions_worse({"right": {each.question.key: False for each in every}}, every, {"x"}) == []


def test_questions_of_an_answer_that_was_taken_out_are_not_asked_for() -> None:
    every = asked_of("needling/cost", 0, 20)
    assert questions_worse(right_before(every), every, {"clinic/hours"}) == []


def test_no_danger_sign_of_the_training_files_may_be_missed() -> None:
    sign = Question(
        Labelled("1", "my chest hurts", "made", urgency=("911",)), Path("safety.yml"), 9, DANGER, True
    )
    (problem,) = questions_worse({}, [answered(sign, False, "greet")], set())
    assert problem.startswith("1 danger signs of the training files are not noticed: safety.yml:9")


def figures(must_catch: int = 150, caught: int = 340, alarms: int = 20) -> list[Figure]:
    return [
        Figure(MUST_CATCH_FIGURE, must_catch, 150, ALL, ("mc7",) if must_catch < 150 else ()),
        Figure("fresh dangers, caught", caught, 349, CAUGHT, ("fd1",)),
        Figure("look-alikes, wrongly alarmed", alarms, 438, FALSE_ALARMS_NEAR, ("fh1",)),
    ]


def measured(found: list[Figure]) -> dict[str, object]:
    from bot.gates import measured_figures

    return {"figures": measured_figures(found), "right": {}}


def test_a_must_catch_message_missed_is_never_let_pass() -> None:
    (problem,) = figures_worse({}, figures(must_catch=149))
    assert "not caught whole: 149 of 150. Missed: mc7." in problem


@pytest.mark.parametrize(("caught", "alarms"), [(340, 20), (334, 28), (349, 0)])
def test_a_figure_may_be_a_little_worse(caught: int, alarms: int) -> None:
    assert figures_worse(measured(figures()), figures(caught=caught, alarms=alarms)) == []


@pytest.mark.parametrize(("caught", "alarms"), [(333, 20), (340, 29)])
def test_a_figure_may_not_be_much_worse(caught: int, alarms: int) -> None:
    (problem,) = figures_worse(measured(figures()), figures(caught=caught, alarms=alarms))
    assert "worse is let pass" in problem


def test_small_losses_do_not_add_up() -> None:
    best = measured(figures(caught=340))
    after_one = better(best, measured(figures(caught=335)))
    assert figures_worse(after_one, figures(caught=333)) != []
    kept = better({"figures": {}, "right": {"a": True}}, {"figures": {}, "right": {"a": False, "b": True}})
    assert kept["right"] == {"a": True, "b": True}
