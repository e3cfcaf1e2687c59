"""How well danger signs are noticed: ``make test-safety``."""
