"""The templates for staff pass the check when they are filled in as they say."""

from __future__ import annotations

from pathlib import Path

from bot.content.check import checked
from bot.content.import_plan import ADDED, planned

TEMPLATES = Path(__file__).parent.parent.parent / "docs" / "templates"
RULE = """
  - rule: A question about foot care gets its answer
    steps:
      - intent: foot_care
      - action: action_answer
"""


def test_a_copied_subject_file_passes_the_check(staff_folder: Path) -> None:
    text = (TEMPLATES / "subject.yml").read_text(encoding="utf-8").replace("my_subject", "foot_care")
    Path("data/nlu/foot_care.yml").write_text(text, encoding="utf-8")
    domain, rules = Path("domain.yml"), Path("data/stories/questions.yml")
    named = domain.read_text(encoding="utf-8").replace("  - clinic\n", "  - clinic\n  - foot_care\n", 1)
    domain.write_text(named, encoding="utf-8")
    rules.write_text(rules.read_text(encoding="utf-8") + RULE, encoding="utf-8")
    assert checked()


def test_all_rows_of_the_sheet_are_taken_and_pass_the_check(staff_folder: Path) -> None:
    plan = planned(TEMPLATES / "answers.csv")
    plan.edit.save()
    assert set(plan.counts) == {ADDED}
    assert checked()
