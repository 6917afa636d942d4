"""What every command shares: examples in its help, `--json`, refusals as exit codes, near names on a typo."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, ScriptInfo
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.cli.output import DRY_RUN, JSON, note
from app.cli.refusals import refusal_of
from app.db import rehearsal
from app.domain import request_id

# The longest list.
MOST = 1000

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Option(click.Option):
    """An option whose help is written when it is read, in the reader's language."""

    def __init__(self, *declarations: Any, help: Any = None, **settings: Any) -> None:
        super().__init__(*declarations, **settings)
        self._help = help

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's names and its help."""
        self.help = str(self._help)
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command with examples, `--json`, and refusals told in one line on stderr."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        as_json = Option(["--json"], is_flag=True, expose_value=False, callback=_note_json, help=_l("Answer in JSON."))
        self.params.append(as_json)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; when it is refused, say why and leave with the exit code."""
        request_id.begin()
        try:
            with _rehearsal(ctx) if ctx.meta.get(DRY_RUN) else nullcontext():
                return super().invoke(ctx)
        except Exception as error:
            refusal = refusal_of(error, self)
            if refusal is None:
                raise
            note(gettext("Error: %(sentence)s", sentence=refusal.sentence))
            ctx.exit(refusal.exit_code)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they are typed, unbroken."""
        formatter.write_paragraph()
        formatter.write_heading(gettext("Examples"))
        for line in (self.epilog or "").splitlines():
            formatter.write(f"  {line}\n")


class Group(AppGroup):
    """A noun, under which its verbs stand."""

    command_class = Command

    def verb(self, name: str, *examples: str, help: Any) -> Callable[[Callable[..., Any]], click.Command]:
        """Add a command with its help and examples."""
        return self.command(name, help=help, epilog="\n".join(f"flask {self.name} {example}" for example in examples))


class Commands(AppGroup):
    """All commands of the application; a name that is none of them is told with those near it."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command of this name. Raises NoSuchCommand, which names near ones."""
        found = super().get_command(ctx, name)
        if found is None and not ctx.resilient_parsing and not name.startswith("-"):
            others = ctx.command.commands if isinstance(ctx.command, click.Group) else {}
            raise click.exceptions.NoSuchCommand(name, possibilities={*self.commands, *others}, ctx=ctx)
        return found


def option(*names: str, help: Any, **settings: Any) -> Decorator:
    """Give a command an option with its help."""
    return click.option(*names, cls=Option, help=help, **settings)


def _rehearsal(ctx: click.Context) -> AbstractContextManager[None]:
    if not current_app:
        ctx.with_resource(ctx.ensure_object(ScriptInfo).load_app().app_context())
    return rehearsal()


def _note_json(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    ctx.meta[JSON] = wanted


def _note_dry_run(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> bool:
    ctx.meta[DRY_RUN] = wanted
    return wanted


limit_option = option(
    "--limit", type=click.IntRange(1, MOST), default=50, show_default=True, help=_l("Show at most this many.")
)
dry_run_option = option(
    "--dry-run", is_flag=True, callback=_note_dry_run, help=_l("Say what would be done, and change nothing.")
)
# For a command that says the same either way; `say` adds that nothing was changed.
rehearsal_option = option(
    "--dry-run",
    is_flag=True,
    expose_value=False,
    callback=_note_dry_run,
    help=_l("Say what would be done, and change nothing."),
)
show_phone_option = option(
    "--show-phone", is_flag=True, help=_l("Show whole phone numbers; this is written to the audit.")
)
