"""The widget as websites embed it: few files, under an address and a hash that name their content.

Each entry below becomes one file with everything it imports, so that the ``integrity`` of the
embed line covers the launcher, and the hashes inside the launcher cover all that it loads later.
"""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import html
import json
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

LAUNCHER = "clinic-chat.js"
ON_DEMAND = ("panel.js", "aside.js", "views/hint.js", "strings/en.js", "strings/fr.js")
BUDGETS = {"launcher": 4 * 1024, "whole widget": 25 * 1024}
RELEASES = Path("releases")
VERSION = re.compile(r"[0-9a-f]{12}")
IMPORT = re.compile(r'^import \{ (?P<names>[^}]+) \} from "(?P<path>[^"]+)";$', re.M)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.M)
DEFAULT = re.compile(r"^export default ", re.M)
UNREADABLE = re.compile(r"^(?:import|export)\b", re.M)
COMMENT = re.compile(r"^\s*(?://.*|/\*(?s:.*?)\*/\s*)$", re.M)
NO_HASHES = "export const hashes = {};"


@functools.lru_cache(maxsize=64)
def compressed(content: bytes) -> bytes:
    """A file as it is sent: gzip, level 9."""
    return gzip.compress(content, 9, mtime=0)


class WidgetUnreadable(RuntimeError):
    """A file of the widget cannot be put into a release; the message says which and why."""


@dataclass(frozen=True)
class Release:
    """One state of the widget; ``files`` by path, ``version`` the beginning of the launcher's hash."""

    version: str
    files: dict[str, bytes]

    @property
    def integrity(self) -> str:
        """The launcher's hash for the ``integrity`` of a script element."""
        return _hash(self.files[LAUNCHER], "sha384")

    def weights(self) -> dict[str, int]:
        """Bytes of each file as it is sent: gzip, level 9."""
        return {path: len(compressed(content)) for path, content in self.files.items()}

    def save(self, folder: Path | None = None) -> Path:
        """Keep the files, so that websites that embed this version find it after an update."""
        folder = folder or RELEASES
        for path, content in self.files.items():
            target = folder / self.version / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return folder / self.version

    def embed_line(self, server: str, phone: str | None) -> str:
        """What a website pastes into its pages."""
        address = html.escape(f"{server.rstrip('/')}/widget/{self.version}/{LAUNCHER}")
        call = f' phone="{html.escape(phone)}"' if phone else ""
        return (
            f'<script type="module" src="{address}"\n'
            f'  integrity="{self.integrity}" crossorigin="anonymous"></script>\n'
            f"<clinic-chat{call}></clinic-chat>"
        )


def release_of(root: Path) -> Release:
    """The widget in ``root`` as a release.

    Raises:
        WidgetUnreadable: if a module imports or exports in a form that is not joined here.
    """
    files = {path: _joined(root, path, NO_HASHES) for path in ON_DEMAND}
    known = {path: _hash(content, "sha256") for path, content in files.items()}
    launcher = _joined(root, LAUNCHER, NO_HASHES.replace("{}", json.dumps(known)))
    return Release(hashlib.sha256(launcher).hexdigest()[:12], {LAUNCHER: launcher, **files})


def kept_file(version: str, path: str) -> bytes | None:
    """A file of a release that was saved, or None."""
    if not VERSION.fullmatch(version) or path not in (LAUNCHER, *ON_DEMAND):
        return None
    target = RELEASES / version / path
    return target.read_bytes() if target.is_file() else None


def _hash(content: bytes, kind: str) -> str:
    return f"{kind}-{base64.b64encode(hashlib.new(kind, content).digest()).decode()}"


def _joined(root: Path, entry: str, hashes: str) -> bytes:
    """``entry`` and what it imports, each in a scope of its own, in the order in which they run."""
    order: list[str] = []
    _visit(root, entry, order)
    parts = []
    for path in order:
        text = _lean(_source(root, path).replace(NO_HASHES, hashes))
        text = IMPORT.sub(partial(_taken, path, order), text)
        if path == entry:
            parts.append(text)
            continue
        names = EXPORT.findall(text)
        body = EXPORT.sub("", text)
        if DEFAULT.search(body):
            body, names = DEFAULT.sub("const standard = ", body), ["default: standard"]
        parts.append(
            f"const {_name(path, order)} = (() => {{\n{body}return {{ {', '.join(names)} }};\n}})();\n"
        )
    return "".join(parts).encode()


def _visit(root: Path, path: str, order: list[str]) -> None:
    for found in IMPORT.finditer(_source(root, path)):
        imported = _resolved(path, found["path"])
        if imported not in order:
            _visit(root, imported, order)
    order.append(path)


def _source(root: Path, path: str) -> str:
    text = (root / path).read_text(encoding="utf-8")
    if UNREADABLE.search(EXPORT.sub("", DEFAULT.sub("", IMPORT.sub("", text)))):
        raise WidgetUnreadable(
            f"widget/{path}: an import or export is written in a form that cannot be joined. "
            'Write import { name } from "./file.js"; on one line, export in front of the declaration.'
        )
    return text


def _resolved(importer: str, path: str) -> str:
    parts: list[str] = list(PurePosixPath(importer).parent.parts)
    for part in PurePosixPath(path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _taken(importer: str, order: list[str], found: re.Match[str]) -> str:
    names = found["names"].replace(" as ", ": ")
    return f"const {{ {names} }} = {_name(_resolved(importer, found['path']), order)};"


def _name(path: str, order: list[str]) -> str:
    # Short, because it is sent: the module's place.
    return f"_{order.index(path)}"


def _lean(text: str) -> str:
    """Without indentation, empty lines and comments that stand alone; style sheets are as well off."""
    lines = (line.strip() for line in COMMENT.sub("", text).splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def size_report(release: Release) -> list[str]:
    """What each file weighs, and both sums beside their budgets (one language, English)."""
    weights = release.weights()
    whole = sum(size for path, size in weights.items() if path != "strings/fr.js")
    sums = {"launcher": weights[LAUNCHER], "whole widget": whole}
    lines = [f"{size:7,}  {path}" for path, size in weights.items()]
    return lines + [f"{size:7,}  {name}, at most {BUDGETS[name]:,}" for name, size in sums.items()]


if __name__ == "__main__":
    print("\n".join(size_report(release_of(Path("widget")))))
