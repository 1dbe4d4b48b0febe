"""What the commands share: click in French, `--set`, consoles, and errors as sentences with an exit code.

0 the work was done, 1 it failed, 2 it was asked wrongly, 130 it was interrupted, 128 + n by the signal n.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from trouvere.index.errors import SettingsError, TrouvereError, UsageError
from trouvere.index.settings import Settings
from trouvere.index.validation import day_of

if TYPE_CHECKING:
    from rich.console import Console

F = TypeVar("F", bound=Callable[..., Any])


class Command(click.Command):
    """A command whose help is in French."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how the command is called."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Usage : ")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`, explained in French."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Montre cette aide."
        return option


class WordsCommand(Command):
    """A command that takes a person's words: « -SNCF » among them is a word, not an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; a single dash begins no option here, an unknown double one is still refused."""
        ctx.ignore_unknown_options = True
        known = [name for option in self.get_params(ctx) for name in (*option.opts, *option.secondary_opts)]
        for argument in args[: args.index("--")] if "--" in args else args:
            name = argument.partition("=")[0]
            if re.fullmatch(r"--[a-z][a-z-]*", name) and name not in known:
                raise click.NoSuchOption(name, possibilities=known, ctx=ctx)
        return super().parse_args(ctx, args)


class Group(Command, click.Group):
    """A group whose help is in French."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"subcommand_metavar": "COMMANDE …", **kwargs})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one line a command."""
        with formatter.section("Commandes"):
            formatter.write_dl([(name, self.short_help_of(ctx, name)) for name in self.list_commands(ctx)])

    def short_help_of(self, ctx: click.Context, name: str) -> str:
        """Return what the command does, in a few words."""
        command = self.get_command(ctx, name)
        return command.get_short_help_str(90) if command else ""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command named by the first of `args`."""
        if args[0] and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f"peut-être « {ctx.command_path} {near[0]} »" if near else f"« {ctx.command_path} --help »"
            raise UsageError(f"commande inconnue : « {args[0]} »", hint=hint)
        return super().resolve_command(ctx, args)


class ChoiceType(click.Choice):  # type: ignore[type-arg]  # not generic before click 8.2
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return `value` if it is one of the words."""
        if value not in self.choices:
            self.fail(f"« {value} » ; il faut {', '.join(self.choices[:-1])} ou {self.choices[-1]}", param, ctx)
        return value


class NumberType(click.ParamType):  # type: ignore[type-arg]
    """A whole number, `least` or more."""

    name = "nombre"

    def __init__(self, least: int, most: int | None = None) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number that `value` writes."""
        try:
            found = int(value)
        except ValueError:
            self.fail(f"« {value} » n'est pas un nombre entier", param, ctx)
        if found < self.least or (self.most is not None and found > self.most):
            self.fail(f"{found} ; il faut {self.least} ou plus" + (f", {self.most} au plus" if self.most else ""))
        return found


class ShareType(click.ParamType):  # type: ignore[type-arg]
    """A share in percent: 30, 30 %, 12.5."""

    name = "part"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the share that `value` writes, 0.3 for 30."""
        found = re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?)\s*%?", str(value).strip(), re.ASCII)
        percent = float(found[1].replace(",", ".")) if found else 101
        if percent > 100:
            self.fail(f"« {value} » ; il faut une part en pour cent, de 0 à 100", param, ctx)
        return percent / 100


class DayType(click.ParamType):  # type: ignore[type-arg]
    """A day; of a month or year alone, its first day or (`last`) its last one."""

    name = "date"

    def __init__(self, *, last: bool = False) -> None:
        self.last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the day that `value` writes."""
        found = day_of(str(value), last=self.last)
        if not found:
            self.fail(f"« {value} » n'est pas une date ; écrivez 2023-03-01, 2023-03 ou 2023", param, ctx)
        return found


as_json = click.option("--json", "as_json", is_flag=True, help="Écrit du JSON sur la sortie standard.")
index_argument = click.argument("index", metavar="INDEX")


def with_settings(command: F) -> F:
    """Give a command `--set NAME=VALUE`, received as `options`: a tuple of such pairs."""
    option = click.option(
        "--set", "options", multiple=True, metavar="NOM=VALEUR", help="Change un réglage pour cette fois (répétable)."
    )
    return option(command)


def load_settings(options: Iterable[str] = (), **others: object) -> Settings:
    """Return the settings in force, with the pairs of `--set` and the options that have a name of their own."""
    settings = Settings.load(chosen(options, **others))
    context = click.get_current_context(silent=True)
    if settings.log_format and context and context.find_root().obj:
        # Lines are written by a room further up: the root lends it.
        context.find_root().obj.log_to_stderr(settings)
    return settings


def chosen(options: Iterable[str], **others: object) -> dict[str, object]:
    """Return what `--set` and the options named after settings ask for, those left out apart."""
    wanted: dict[str, object] = {}
    for pair in options:
        name, equals, value = pair.partition("=")
        if not equals:
            raise SettingsError(f"--set {pair} : il faut NOM=VALEUR", hint="par exemple --set per_page=20")
        wanted[name.strip()] = value
    return {**wanted, **{name: value for name, value in others.items() if value is not None}}


def console(*, stderr: bool = False) -> Console:
    """Return a console that prints text as it is: no markup, no emoji, no cutting where nobody is looking."""
    from rich.console import Console

    class Printer(Console):
        def on_broken_pipe(self) -> None:
            # rich would end the process; `guarded` knows what to do.
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 200
    return Printer(file=stream, markup=False, emoji=False, highlight=False, width=width)


def say(sentence: str) -> None:
    """Tell the person something, on standard error."""
    click.echo(sentence, err=True)


def print_json(value: object) -> None:
    """Print `value` on standard output as JSON; a lone surrogate, which no encoding can write, as its escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(text.encode("utf-8", "backslashreplace").decode())


class Stopped(BaseException):
    """A signal asked this process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def stop_on_signals() -> None:
    """Have SIGTERM and SIGHUP end a command as Ctrl-C does: what it was making is cleared away.

    One that is ignored, as `nohup` has it, stays so.
    """

    def stop(number: int, frame: object) -> None:
        # systemd sends both, and somebody in a hurry the same one twice: clearing away must not be interrupted.
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    heard = [one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) == signal.SIG_DFL]
    for one in heard:
        signal.signal(one, stop)


def open_streams() -> None:
    """Put the null device where a standard stream is closed, before a file of ours gets its number."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free: this one.
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115  until the end


def guarded(work: Callable[[], Any]) -> int:
    """Do `work`, a click command out of its standalone mode, and return the exit code; errors become sentences."""
    code = _done(work)
    try:
        # Here, where it can still be told: at the end of the process Python would complain in its own words.
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        return _refused(error)
    return code


def _done(work: Callable[[], Any]) -> int:
    try:
        code = work()
    except Stopped as stop:
        name = signal.Signals(stop.number).name
        return _complain(f"arrêté ({name}) ; ce qui est publié est entier", None, 128 + stop.number)
    except SystemExit:
        # What click makes of a pipe that is broken.
        if not type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):
            raise
        return _silence()
    except TrouvereError as error:
        return _complain(str(error), error.hint, error.exit_code)
    except click.exceptions.Abort:
        return _complain("interrompu ; rien de ce qui était publié n'a changé", None, 130)
    except click.ClickException as error:
        return _complain(*_in_french(error), error.exit_code)
    except BrokenPipeError:
        return _silence()
    except OSError as error:
        return _refused(error)
    return code if isinstance(code, int) else 0


def _silence() -> int:
    """Let what is still to be printed go nowhere: whoever read it has had enough, as `head` has: no failure."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        with suppress(OSError):
            if not os.isatty(stream):
                os.dup2(null, stream)
    return 0


def _refused(error: OSError) -> int:
    from trouvere.index.storage import refusal

    reason, step = refusal(error)
    return _complain(f"{error.filename} : {reason}" if error.filename else reason, step, 1)


def _complain(message: str, hint: str | None, code: int) -> int:
    if message:
        say(f"Erreur : {message}")
    if hint:
        say(f"→ {hint}")
    return code


def _in_french(error: click.ClickException) -> tuple[str, str | None]:
    context = getattr(error, "ctx", None)
    help_hint = f"« {context.command_path} --help »" if context else None
    parameter = getattr(error, "param", None)
    name = "" if parameter is None else _name(parameter)
    message = error.format_message()
    if isinstance(error, click.MissingParameter):
        message = f"il manque {name}"
    elif isinstance(error, click.BadParameter):
        message = f"{name} : {error.message}" if name else error.message
    elif isinstance(error, click.NoSuchOption):
        message = f"option inconnue : {error.option_name}"
        if error.possibilities:
            near = difflib.get_close_matches(error.option_name, error.possibilities, n=1)
            help_hint = f"peut-être {near[0]}" if near else help_hint
    elif isinstance(error, click.BadOptionUsage):
        takes_none = "not take" in message
        message = f"{error.option_name} {'n’attend pas de' if takes_none else 'attend une'} valeur"
    elif surplus := re.match(r"Got unexpected extra arguments? \((.*)\)", message):
        message = f"en trop : {surplus[1]}"
    elif type(error).__name__ == "NoArgsIsHelpError":
        say(message)
        return "il manque une commande", None
    return message, help_hint


def _name(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        return parameter.opts[-1]
    return parameter.human_readable_name.strip("[].…").upper()
