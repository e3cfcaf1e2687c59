"""Reviewed texts with the clinic's facts, closing lines, links and next questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from actions.careful import CAREFUL
from actions.clinic import load_clinic
from actions.handoff import BOOKING_INTENTS
from actions.hours import local_now, open_now_in_words
from actions.links import links
from actions.questions import ask_payload
from actions.wording import clinic_words, filled
from bot.failures import log_failure
from bot.notes import AFTER_HOURS, NOTES, PAGE_DOWN, SAY_AFTER_HOURS, notes_for

Response = dict[str, Any]
REPEATED = "utter_repeated"
BOOKING_REPLIES = frozenset(f"utter_{intent}" for intent in BOOKING_INTENTS)


class ClinicResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Rasa's template generator, with ``clinic.yml`` filled in.

    What a response's ``metadata`` may ask for besides the text: ``closing`` (a line
    shared by many answers), ``links`` (kinds of actions/links.py), ``related`` (next
    questions, shown as buttons) and ``unknown`` (said where the clinic has told us
    nothing). Named in endpoints.yml, so plain ``rasa run`` uses it too.
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Response | None:
        """The filled response; after a doubtful answer with what else may have been meant."""
        try:
            return await self._generated(utter_action, tracker, output_channel, **kwargs)
        except Exception as error:
            # Rasa swallows it; the log must still name it.
            log_failure("wording", error)
            raise

    async def _generated(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Response | None:
        response: Response | None = await super().generate(utter_action, tracker, output_channel, **kwargs)
        understood = tracker.latest_message.parse_data if tracker.latest_message else {}
        others = understood.get("candidates") or []
        chosen = f"utter_{_chosen(understood)}"
        last = f"utter_{(understood.get('asks') or [_chosen(understood)])[-1]}"
        if response and others and utter_action == last:
            response["text"] += f"\n\n{self._text_of('alternatives').strip()}"
            response["buttons"] = [self._question(answer) for answer in others]
        if response and tracker.get_slot("urgency") in CAREFUL and utter_action not in BOOKING_REPLIES:
            response["links"] = [link for link in response.get("links") or [] if link["kind"] != "booking"]
        if response and understood.get("danger_unsure") and not kwargs.get("later"):
            response["text"] = self._warned(response["text"])
        if response and utter_action == REPEATED:
            others = others or self._metadata_of(chosen).get("related") or []
            response["buttons"] = [self._question(answer) for answer in others]
        if response:
            self._add_notes(response, utter_action, tracker, kwargs)
        return response

    def _add_notes(
        self, response: Response, utter_action: str, tracker: DialogueStateTracker, sent: Mapping[str, Any]
    ) -> None:
        """Put what must be said besides (``bot.notes``) over and under the response's text."""
        clinic = load_clinic()
        now = local_now(clinic)
        due = notes_for(utter_action, tracker, {**response, **sent}, clinic, now)
        open_now = open_now_in_words(clinic, now)
        if open_now and open_now in response["text"]:
            open_now = None
        words = {**clinic_words(clinic), "open_now": open_now}
        for note in due:
            if note == AFTER_HOURS and utter_action in SAY_AFTER_HOURS:
                continue
            told = filled(self._text_of(note), words)
            parts = (told, response["text"]) if note == PAGE_DOWN else (response["text"], told)
            response["text"] = "\n\n".join(parts)
        if due:
            response[NOTES] = due

    def _fill_response(
        self,
        response: Response,
        filled_slots: dict[str, Any] | None = None,
        later: Sequence[str] = (),
        **kwargs: Any,
    ) -> Response:
        """Rasa's hook between choosing a response and sending it."""
        clinic = load_clinic()
        metadata = response.get("metadata") or {}
        words = {**clinic_words(clinic), **{k: v for k, v in kwargs.items() if _is_word(v)}}
        text = filled(response.get("text") or "", words, metadata.get("unknown"))
        closing = metadata.get("closing")
        if any(self._metadata_of(f"utter_{answer}").get("closing") == closing for answer in later):
            closing = None
        closing = self._text_of(closing)
        response["text"] = f"{text}\n\n{filled(closing, words)}" if closing else text
        if metadata.get("links"):
            response["links"] = links(clinic, [str(kind) for kind in metadata["links"]])
        if metadata.get("related"):
            response["related"] = [self._question(answer) for answer in metadata["related"]]
        return response

    def _warned(self, text: str) -> str:
        """``text`` with the warning line: who cannot rule a danger out names the signs."""
        line = self._text_of("safety_line").strip()
        return text if line in text else f"{text}\n\n{line}"

    def _text_of(self, name: str | None) -> str:
        if not name:
            return ""
        return str(self.responses[f"utter_{name}"][0]["text"])

    def _metadata_of(self, utter_action: str) -> Mapping[str, Any]:
        return (self.responses.get(utter_action) or [{}])[0].get("metadata") or {}

    def _question(self, answer: str) -> dict[str, str]:
        title = self.responses[f"utter_{answer}"][0]["metadata"]["title"]
        return {"title": str(title), "payload": ask_payload(answer)}


def _chosen(understood: Mapping[str, Any]) -> str:
    """The answer id or plain intent that the message was understood as."""
    intent = str((understood.get("intent") or {}).get("name") or "")
    selected = (understood.get("response_selector") or {}).get(intent)
    return str(selected["response"]["intent_response_key"]) if selected else intent


def _is_word(value: Any) -> bool:
    return value is None or isinstance(value, str)
