"""The ``bot`` command."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.evaluation import Report

DEFAULT_MODEL = Path("models") / "clinic.tar.gz"


class CommandFailed(Exception):
    """Printed as one line; the command ends with status 1."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; exit status 0 only on success."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not _is_told(error):
            raise
        print(f"bot {options.command}: {error}", file=sys.stderr)
        sys.exit(1)


def _is_told(error: Exception) -> bool:
    """Whether the error's text is written for people: no traceback then."""
    told = {
        "CommandFailed",
        "ClinicFileError",
        "ContentError",
        "EncoderMissing",
        "EvaluationFileError",
        "ModelUnusable",
        "PortUnusable",
        "StoreUnreachable",
        "WidgetUnreadable",
    }
    return any(kind.__name__ in told for kind in type(error).__mro__)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot", description="The clinic assistant.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    serve = _command(commands, "serve", _serve, "serve the assistant, the widget and the demo page")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    serve.add_argument("--port", type=int, default=8080, help="port to listen on (default %(default)s)")
    serve.add_argument(
        "--store",
        default="sqlite:///conversations.db",
        help="where conversations are kept, an SQLAlchemy address (default %(default)s)",
    )
    serve.add_argument(
        "--production", action="store_true", help="refuse to start while clinic.yml holds demo values"
    )
    serve.add_argument("--no-rest", action="store_true", help="switch Rasa's REST route off")
    serve.add_argument(
        "--no-link-check",
        action="store_true",
        help="do not check in the background whether the booking page works",
    )
    serve.add_argument(
        "--messages-per-minute",
        type=_at_least_one,
        default=30,
        help="most messages a minute in one conversation, four times as many from one address "
        "(default %(default)s)",
    )
    serve.add_argument(
        "--cors",
        type=_website,
        action="append",
        default=[],
        metavar="ORIGIN",
        help="a website of another origin that embeds the chat, like https://www.clinic.example, "
        "beside those of clinic.yml (may be given several times)",
    )
    _model(serve)

    embed = _command(commands, "embed", _embed, "print what a website pastes to have the chat")
    embed.add_argument(
        "server", type=_website, help="where the assistant is, like https://chat.clinic.example"
    )

    train = _command(commands, "train", _train, "check the files and train a model")
    train.add_argument("--if-needed", action="store_true", help="only if a file is newer than the model")
    _model(train)

    preview = _command(
        commands, "preview", _preview, "try changes to the files at once, on a page for this machine only"
    )
    preview.add_argument("--port", type=int, default=8090, help="port to listen on (default %(default)s)")
    _model(preview)

    ask = _command(commands, "ask", _ask, "ask one question and print the reply")
    ask.add_argument("text", nargs="+", help="what a visitor would type")
    ask.add_argument("--json", action="store_true", help="print the reply and how it was understood as JSON")
    _model(ask)

    check = _command(commands, "check", _check, "look for mistakes in clinic.yml, domain.yml and data/")
    check.set_defaults()

    evaluation = _command(commands, "eval", _eval, "measure the assistant on labelled messages")
    evaluation.add_argument("file", type=Path, help="JSON Lines, see docs/developers.md")
    evaluation.add_argument("--json", action="store_true", help="print the figures as JSON")
    _model(evaluation)

    report = _command(commands, "report", _report, "write a page of what is confused with what")
    report.add_argument("files", type=Path, nargs="+", help="labelled messages, JSON Lines")
    report.add_argument(
        "--out",
        type=Path,
        default=Path("reports") / "understanding.html",
        help="the page (default %(default)s)",
    )
    _model(report)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    text: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    command.set_defaults(run=run)
    return command


def _model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model", type=Path, default=DEFAULT_MODEL, help="the model archive (default %(default)s)"
    )


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


def _website(text: str) -> str:
    from actions.website import origin_of

    try:
        return origin_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _serve(options: argparse.Namespace) -> None:
    # A message's sums are small: sharing them among cores took twice the processor time. Read by
    # NumPy when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from actions.clinic import demo_values, load_clinic

    problems = demo_values()
    listed = "\n".join(f"  - {problem}" for problem in problems)
    if options.production and problems:
        raise CommandFailed(f"clinic.yml still holds demo values:\n{listed}")
    if problems and not load_clinic().demo:
        _say(f"Not for visitors yet, clinic.yml still holds demo values:\n{listed}")
    _needs(options.model)
    from bot.web.listening import bound

    listener = bound(options.host, options.port)
    _say("Starting: loading Rasa and the model, about ten seconds ...")
    from bot.web.server import ServerSettings, serve

    serve(
        ServerSettings(
            host=options.host,
            port=options.port,
            model=options.model,
            store=options.store,
            rest=not options.no_rest,
            messages_per_minute=options.messages_per_minute,
            websites=frozenset([*options.cors, *load_clinic().websites]),
            link_check=not options.no_link_check,
        ),
        listener,
        _say,
    )


def _embed(options: argparse.Namespace) -> None:
    from actions.clinic import load_clinic
    from bot.web.release import release_of

    release = release_of(Path("widget"))
    kept = release.save()
    _say(f"Kept version {release.version} in {kept}: websites find it there after the widget is updated.")
    print(release.embed_line(options.server, load_clinic().phone))


def _train(options: argparse.Namespace) -> None:
    from bot.content.check import checked

    checked()
    if options.if_needed:
        from bot.content.sources import is_current

        if is_current(options.model):
            _say(f"The model {options.model} is up to date.")
            return
    _needs()
    _say("Starting: loading Rasa ...")
    from bot.training import train

    train(options.model, _say)


def _preview(options: argparse.Namespace) -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from bot.web.listening import bound

    _needs(options.model)
    listener = bound("127.0.0.1", options.port, "bot preview")
    _say("Starting: loading Rasa and the model, about ten seconds ...")
    from bot.preview.server import serve_preview

    serve_preview(options.model, listener, _say)


def _check(options: argparse.Namespace) -> None:
    from bot.content.check import checked

    print(f"Checked: {checked()}. No mistakes found.")


def _ask(options: argparse.Namespace) -> None:
    text = " ".join(options.text)
    replies, parsed = asyncio.run(_asked(options.model, text))
    if options.json:
        print(json.dumps({"understood": parsed, "replies": replies}, indent=2, ensure_ascii=False))
        return
    for reply in replies:
        print(reply["text"])
        for button in reply.get("buttons", []):
            print(f"  [{button['title']}]")
        for link in reply["metadata"].get("links", []):
            print(f"  <{link['title']}: {link['url']}>")
        print(f"  ({reply['metadata']['answer']}, {reply['metadata']['confidence']:.2f})")


async def _asked(model: Path, text: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    engine = await _engine(model)
    replies = await engine.reply("ask", text)
    parsed = await engine.understand(engine.cleaned(text).lstrip("/"))
    engine.close()
    return [reply.as_dict() for reply in replies], parsed


def _eval(options: argparse.Namespace) -> None:
    report = asyncio.run(_evaluated(options.model, [options.file]))
    if options.json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        print("\n".join(report.lines()))


def _report(options: argparse.Namespace) -> None:
    from bot.content.examples import learned_examples
    from bot.content.sources import DATA
    from bot.report import page

    learned = learned_examples(DATA / "nlu")
    report = asyncio.run(_evaluated(options.model, options.files))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page(report, learned), encoding="utf-8")
    print(f"Wrote {options.out}. Open it in a browser.")


async def _evaluated(model: Path, paths: Sequence[Path]) -> Report:
    from bot.labelled import read_labelled

    messages = [message for path in paths for message in read_labelled(path)]
    engine = await _engine(model)
    from bot.evaluation import evaluate

    report = await evaluate(engine, messages, lambda done, total: _say(f"  {done} of {total} messages"))
    engine.close()
    return report


def _needs(model: Path | None = None) -> None:
    """Fail at once, before Rasa takes its seconds to load, if a part is missing."""
    from bot.model_file import must_exist
    from bot.nlu.encoder import load_encoder

    if model:
        must_exist(model)
    load_encoder()


async def _engine(model: Path) -> Engine:
    _say("Loading the model ...")
    _needs(model)
    from bot.engine import Engine  # isort: skip  (before rasa: it silences TensorFlow)

    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.shared.core.domain import Domain

    engine = Engine(InMemoryTrackerStore(Domain.empty()))
    await engine.load(model)
    return engine


if __name__ == "__main__":
    main()
