"""``make bench``: how fast the assistant is, measured beside stock Rasa in the same run."""
