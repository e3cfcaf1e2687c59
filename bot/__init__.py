"""The program around Rasa."""

from bot.processor import choose_kernels

choose_kernels()
