"""What personal data looks like in a text: patterns shared by the door and by the check of examples."""

from __future__ import annotations

import re

# privacy.md D3: phone, e-mail, health number (9 digits in Alberta), dates, names.
PATTERNS = (
    ("[e-mail]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "[health number]",
        re.compile(r"(?<!\d)(?:\d{9}|\d{5}[ -]\d{4}|\d{4}[ -]\d{5}|\d{3}[ -]\d{3}[ -]\d{3})(?!\d)"),
    ),
    ("[phone]", re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)")),
    ("[date]", re.compile(r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?!\d)")),
    (
        "[name]",
        re.compile(r"(?i:(?<=my name is )|(?<=my name's )|(?<=my names ))[A-Za-z'-]+(?: [A-Z][a-z]+)?"),
    ),
)
