"""Custom actions (rasa_sdk only) and the clinic's facts they speak of."""
