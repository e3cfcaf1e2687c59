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
    from bot.kept_models import KeptModels

DEFAULT_MODEL = Path("models") / "clinic.tar.gz"
DEFAULT_STORE = "sqlite:///conversations.db"


class CommandFailed(Exception):
    """Printed as one line; the command ends with status 1."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; exit status 0 only on success."""
    options = _parser().parse_args(arguments)
    from bot.without_tensorflow import leave_out

    leave_out()
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
        "AdoptionFailed",
        "CommandFailed",
        "ClinicFileError",
        "CheckRefused",
        "ContentError",
        "EditRefused",
        "EncoderMissing",
        "EvaluationFileError",
        "ModelUnusable",
        "ModelsBusy",
        "ModelsFolderUnusable",
        "PortUnusable",
        "PublishFailed",
        "ReportFailed",
        "RollbackFailed",
        "StoreUnreachable",
        "Unreadable",
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
        default=DEFAULT_STORE,
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
    serve.add_argument(
        "--model",
        type=Path,
        help=f"the model archive (default the published one, before the first publish {DEFAULT_MODEL})",
    )

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
    check.add_argument("file", type=Path, nargs="?", help="tell only what concerns this file")
    check.add_argument("--fix", action="store_true", help="mend what is safe first, and say what was mended")
    check.add_argument("--json", action="store_true", help="print mistakes and hints as JSON")

    new = _command(commands, "new", _new, "add a question and its answer, asking for what no option tells")
    new.add_argument("--subject", help="the file of data/nlu, like needling_basics, or a new name")
    new.add_argument("--title", help="the question in a few words, as on a button")
    new.add_argument("--id", help="its short name (default: made of the title)")
    new.add_argument("--example", action="append", help="what a visitor would type (give it several times)")
    new.add_argument("--text", help="the answer; \\n begins a new line")
    new.add_argument("--sources", help='ids of facts, like "C5, SC-1"')
    new.add_argument("--related", help='ids of answers to offer next, like "needling/cost, needling/lung"')
    new.add_argument("--links", help='links below the answer, like "phone, booking"')
    new.add_argument("--closing", help="needling_line, safety_line or none (default: as most of its subject)")
    _write(new)

    bulk = _command(commands, "import", _import, "add and change answers from a CSV or Excel file")
    bulk.add_argument("file", type=Path, help="like docs/templates/answers.csv, or what bot export wrote")
    bulk.add_argument(
        "--replace",
        action="store_true",
        help="the examples of an answer in the file are all it is to have (default: they are added)",
    )
    _write(bulk)

    export = _command(commands, "export", _export, "write answers and examples to a CSV or Excel file")
    export.add_argument("file", type=Path, help="ends in .csv or .xlsx")
    export.add_argument(
        "--subject", nargs="+", default=[], help="only these files of data/nlu, like clinic (default: all)"
    )

    evaluation = _command(commands, "eval", _eval, "measure the assistant on labelled messages")
    evaluation.add_argument("file", type=Path, help="JSON Lines, see docs/developers.md")
    evaluation.add_argument("--json", action="store_true", help="print the figures as JSON")
    _model(evaluation)

    confusions = _command(
        commands, "confusions", _confusions, "write a page of what is confused with what on labelled messages"
    )
    confusions.add_argument("files", type=Path, nargs="+", help="labelled messages, JSON Lines")
    confusions.add_argument(
        "--out",
        type=Path,
        default=Path("reports") / "understanding.html",
        help="the page (default %(default)s)",
    )
    _model(confusions)

    report = _command(commands, "report", _report, "show what visitors asked in vain, grouped by meaning")
    _kept_questions(report)
    report.add_argument(
        "--out", type=Path, default=Path("reports") / "visitors.html", help="the page (default %(default)s)"
    )

    adopt = _command(commands, "adopt", _adopt, "teach the assistant a group of the report's questions")
    adopt.add_argument(
        "group", type=_at_least_one, nargs="?", help="its number in the report; asked if missing"
    )
    _kept_questions(adopt)
    adopt.add_argument(
        "--answer", metavar="ID", help="the answer they belong to, like clinic/parking; asked if missing"
    )
    adopt.add_argument(
        "--wordings", metavar="NUMBERS", help='which wordings to take, like 1,3 or "all"; asked if missing'
    )
    adopt.add_argument("--yes", action="store_true", help="write without asking")
    _model(adopt)
    _publishing(commands)
    return parser


def _kept_questions(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--days", type=int, choices=(7, 30), default=30, help="how far to look back (default %(default)s)"
    )
    command.add_argument(
        "--store", default=DEFAULT_STORE, help="the store that the server uses (default %(default)s)"
    )


def _publishing(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    test_all = _command(commands, "test-all", _test_all, "ask every question and list what goes wrong")
    test_all.add_argument(
        "--all", action="store_true", help="every training example, not some of each answer"
    )
    test_all.add_argument(
        "--per-answer",
        type=_at_least_one,
        default=10,
        help="training examples of each answer (default %(default)s)",
    )
    reports = Path("reports")
    test_all.add_argument(
        "--out", type=Path, default=reports / "test-all.html", help="the page (default %(default)s)"
    )
    test_all.add_argument(
        "--csv", type=Path, default=reports / "test-all.csv", help="the table (default %(default)s)"
    )
    _model(test_all)

    publish = _command(commands, "publish", _publish, "check, train, test, and make the new model live")
    publish.add_argument("--dry-run", action="store_true", help="pass all gates, but publish nothing")
    publish.add_argument(
        "--new-baseline",
        action="store_true",
        help="compare with no earlier model: for maintainers who have looked at the figures",
    )
    publish.add_argument(
        "--report", type=Path, default=reports / "publish.txt", help="the report (default %(default)s)"
    )
    _model(publish)

    rollback = _command(commands, "rollback", _rollback, "go back to the model before the live one")
    rollback.add_argument("name", nargs="?", help="or to this one: bot models lists them")
    _model(rollback)

    models = _command(commands, "models", _models, "list the published models")
    _model(models)


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    text: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    command.set_defaults(run=run)
    return command


def _write(command: argparse.ArgumentParser) -> None:
    command.add_argument("--yes", action="store_true", help="ask nothing, write if there is no mistake")
    command.add_argument("--dry-run", action="store_true", help="show what would change, write nothing")


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


def _one_message_at_a_time() -> None:
    # A message's sums are small: sharing them among cores took twice the processor time, and on a busy
    # machine five times as long. Read by NumPy when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _serve(options: argparse.Namespace) -> None:
    _one_message_at_a_time()
    from actions.clinic import demo_values, load_clinic

    problems = demo_values()
    listed = "\n".join(f"  - {problem}" for problem in problems)
    if options.production and problems:
        raise CommandFailed(f"clinic.yml still holds demo values:\n{listed}")
    if problems and not load_clinic().demo:
        _say(f"Not for visitors yet, clinic.yml still holds demo values:\n{listed}")
    from bot.kept_models import KeptModels

    models = KeptModels((options.model or DEFAULT_MODEL).parent)
    pointer = models.read_pointer()
    model = options.model or _published(models)
    _needs(model)
    from bot.web.listening import bound

    listener = bound(options.host, options.port)
    _say("Starting: loading Rasa and the model, some seconds ...")
    from bot.web.server import ServerSettings, serve

    serve(
        ServerSettings(
            host=options.host,
            port=options.port,
            model=model,
            pointer=pointer,
            store=options.store,
            rest=not options.no_rest,
            messages_per_minute=options.messages_per_minute,
            websites=frozenset([*options.cors, *load_clinic().websites]),
            link_check=not options.no_link_check,
        ),
        listener,
        _say,
    )


def _published(models: KeptModels) -> Path:
    """The live model; the trained one before any was published or where none is usable."""
    live, problems = models.best()
    for problem in problems:
        _say(problem)
    if live is None:
        return DEFAULT_MODEL
    if problems:
        _say(f"Serving the model before it: {live}")
    _say(f"The live model is {live.name.split('.')[0]}; what was trained since is live after: bot publish")
    return live


def _embed(options: argparse.Namespace) -> None:
    from actions.clinic import load_clinic
    from bot.web.release import release_of

    release = release_of(Path("widget"))
    kept = release.save()
    _say(f"Kept version {release.version} in {kept}: websites find it there after the widget is updated.")
    print(release.embed_line(options.server, load_clinic().phone))


def _train(options: argparse.Namespace) -> None:
    from bot.content.check import checked

    if options.if_needed:
        from bot.content.sources import is_current

        # Not checked again: what was fine may be out of date by now, and must not keep the
        # assistant from starting.
        if is_current(options.model):
            _say(f"The model {options.model} is up to date.")
            return
    checked()
    _needs()
    _say("Starting: loading Rasa ...")
    from bot.training import train

    train(options.model, _say)
    from bot.content.check import compare_all

    compare_all(_say)


def _preview(options: argparse.Namespace) -> None:
    _one_message_at_a_time()
    from bot.web.listening import bound

    _needs(options.model)
    listener = bound("127.0.0.1", options.port, "bot preview")
    _say("Starting: loading Rasa and the model, about ten seconds ...")
    from bot.preview.server import serve_preview

    serve_preview(options.model, listener, _say)


def _check(options: argparse.Namespace) -> None:
    from bot.content.check_command import run

    run(options.file, fix=options.fix, as_json=options.json, say=print, note=_say)


def _new(options: argparse.Namespace) -> None:
    from bot.content.answer_parts import listed
    from bot.content.draft import Draft
    from bot.content.new_answer import new_answer

    draft = Draft(
        subject=options.subject,
        title=options.title,
        id=options.id,
        examples=options.example,
        text=None if options.text is None else options.text.replace("\\n", "\n"),
        facts=None if options.sources is None else listed(options.sources),
        related=None if options.related is None else listed(options.related),
        links=None if options.links is None else listed(options.links),
        closing=options.closing,
    )
    written = new_answer(draft, ask_nothing=options.yes, dry_run=options.dry_run)
    sys.exit(0 if written or options.dry_run else 1)


def _import(options: argparse.Namespace) -> None:
    from bot.content.import_plan import REFUSED, planned
    from bot.content.terminal import confirmed

    _say(f"Reading {options.file} ...")
    plan = planned(options.file, replace=options.replace)
    print("\n".join([*plan.lines(), *plan.notes]))
    print(f"In all: {plan.summary()}.")
    if not plan.edit.changed:
        print("Nothing is to be changed.")
    else:
        print(plan.edit.diff())
        if options.dry_run:
            print("Nothing was written: this was a dry run.")
        elif options.yes or confirmed("Write it?"):
            written = ", ".join(str(path) for path in plan.edit.save())
            print(f"Wrote {written}. Next: bot train.")
        else:
            raise CommandFailed("Nothing was written.")
    if refused := plan.counts[REFUSED]:
        rows = "1 row was" if refused == 1 else f"{refused:,} rows were"
        raise CommandFailed(f"{rows} refused, see above. Mend the file and import it again.")


def _export(options: argparse.Namespace) -> None:
    from bot.content.spreadsheet import export

    _say(f"Writing {options.file} ...")
    rows = export(options.file, options.subject)
    print(
        f"Wrote {rows:,} rows to {options.file}. Change it in a spreadsheet, then: bot import {options.file}"
    )


def _ask(options: argparse.Namespace) -> None:
    from bot.web.redaction import redacted

    text = redacted(" ".join(options.text))
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


def _confusions(options: argparse.Namespace) -> None:
    from bot.confusions import page
    from bot.content.examples import learned_examples
    from bot.content.sources import DATA

    learned = learned_examples(DATA / "nlu")
    report = asyncio.run(_evaluated(options.model, options.files))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page(report, learned), encoding="utf-8")
    print(f"Wrote {options.out}. Open it in a browser.")


def _report(options: argparse.Namespace) -> None:
    from bot.visitor_report import write_report

    print("\n".join(write_report(options.store, options.days, options.out, _say)))


def _adopt(options: argparse.Namespace) -> None:
    from bot.adopting import Wishes, adopt

    wishes = Wishes(options.group, options.answer, options.wordings, options.yes)

    def understand(texts: Sequence[str]) -> list[dict[str, Any]]:
        return asyncio.run(_understood(options.model, texts))

    adopt(options.store, options.days, wishes, understand, _print, input)


def _print(text: str) -> None:
    print(text, flush=True)


async def _understood(model: Path, texts: Sequence[str]) -> list[dict[str, Any]]:
    engine = await _engine(model)
    parsed = [await engine.understand(engine.cleaned(text).lstrip("/") or "?") for text in texts]
    engine.close()
    return parsed


async def _evaluated(model: Path, paths: Sequence[Path]) -> Report:
    from bot.labelled import read_labelled

    messages = [message for path in paths for message in read_labelled(path)]
    engine = await _engine(model)
    from bot.evaluation import evaluate

    report = await evaluate(engine, messages, lambda done, total: _say(f"  {done} of {total} messages"))
    engine.close()
    return report


def _test_all(options: argparse.Namespace) -> None:
    _needs(options.model)
    _say("Loading the model ...")
    from bot.kept_models import KeptModels
    from bot.regression import Questioner, chosen_questions, lost
    from bot.regression_report import terminal_lines, write

    questions = chosen_questions(options.all, options.per_answer)
    questioner = Questioner(options.model)
    _say(f"Asking {len(questions):,} questions ...")
    regression = questioner.ask_all(questions, _say)
    questioner.close()
    write(regression, options.model.name.split(".")[0], options.out, options.csv)
    print("\n".join(terminal_lines(regression)))
    print(f"\nWrote {options.out} (open it in a browser) and {options.csv}.")
    models = KeptModels(options.model.parent)
    right = models.measured(models.live).get("right") if models.live else None
    if right is None and regression.failed:
        raise CommandFailed(f"{len(regression.failed)} questions did not come back with their own answer.")
    if right and (failed := lost(right, regression.answered)):
        raise CommandFailed(f"{len(failed)} questions fail that a published model answered right.")


def _publish(options: argparse.Namespace) -> None:
    _needs()
    from bot.publishing import Publisher

    Publisher(options.model, options.report, _say, options.dry_run, options.new_baseline).publish()


def _rollback(options: argparse.Namespace) -> None:
    from bot.rollback import rollback

    rollback(options.model, options.name, _say)


def _models(options: argparse.Namespace) -> None:
    from bot.kept_models import KeptModels
    from bot.rollback import listed

    print("\n".join(listed(KeptModels(options.model.parent))))


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
