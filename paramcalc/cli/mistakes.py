"""What to write instead of a command or an option that does not exist."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from typing import Any

from paramcalc.cli.options import SHORT_OPTIONS
from paramcalc.errors import UsageError, shown, unknown
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, cells, owners
from paramcalc.phrases import joined, tr

REPEATED = ("--size", "--set", "--from-option", "--to-option", "--where", "--include", "--define", "--sweep")
"""The options that can be given more than once."""


def unknown_command(name: str, commands: Iterable[str]) -> UsageError:
    """The error for a word that is no command: a layer class and a model are counted by another command."""
    from paramcalc.readers.registry import is_model_argument

    message = tr("no command {name}", name=shown(name))
    kind, framework = layer_class(name)
    if kind:
        option = "" if framework == DEFAULT else f" --framework {framework}"
        example = f'paramcalc model "{FRAMEWORKS[framework].example}"{option}'
        return UsageError(
            message, tip=tr("{kind} is counted as part of a model, for example {example}", kind=kind, example=example)
        )
    if is_model_argument(name):
        return UsageError(message, tip=tr("a model is counted by paramcalc model {name}", name=shlex.quote(name)))
    return unknown(tr("command"), name, commands)


def layer_class(name: str) -> tuple[str, str]:
    """A layer class and the framework that has it, for a name in any case; empty texts for another word.

    >>> layer_class("conv2d"), layer_class("linear"), layer_class("gruu")
    (('Conv2D', 'keras'), ('Linear', 'pytorch'), ('', ''))
    """
    from paramcalc.classes import LAYER_CLASSES, aliases

    wanted = name.lower().replace("_", "").replace("-", "")
    for framework in LAYER_CLASSES:
        for other, kind in aliases(framework).items():
            if other.lower() == wanted:
                return kind, framework
    return "", ""


def missing_option(option: str, context: Any, arguments: Sequence[str]) -> UsageError:
    """The error for an option that a command does not have: the cells that have it, or the nearest match."""
    having = owners(option.replace("--no-", "--").lstrip("-").replace("-", "_"))
    if having:
        cell = next((word for word in arguments if word in cells()), "")
        tip = tr("it is an option of {names}", names=joined(tr(", "), having))
        if context.info_name == "compare" and any(owner.startswith(f"{cell} of ") for owner in having):
            # The option belongs to one of the layers, and so into its argument.
            tip = tr(
                'write it with the layer, in quotes: paramcalc compare {cell} "{cell} {option}"',
                cell=cell,
                option=option,
            )
        return UsageError(tr("no option {option!r} here", option=option), tip=tip)
    names = [name for known in context.command.params for name in (*known.opts, *known.secondary_opts)]
    return unknown(tr("option"), option, [name for name in names if name.startswith("-")])


def refuse_contradictions(arguments: Sequence[str]) -> None:
    """`--x` beside `--no-x`, or one option twice: whichever wins, somebody meant the other."""
    given = [argument.partition("=")[0] for argument in arguments if argument.startswith("-")]
    # `-u75` is `--units 75`.
    given = [SHORT_OPTIONS.get(option[:2], option) for option in given]
    for option in given:
        if option.startswith("--no-") and f"--{option[5:]}" in given:
            raise UsageError(
                tr("--{option} and {other} contradict each other", option=option[5:], other=option),
                tip=tr("give one of the two"),
            )
        if given.count(option) > 1 and option.startswith("--") and option not in REPEATED:
            raise UsageError(tr("{option} is given twice", option=option), tip=tr("give it once"))
