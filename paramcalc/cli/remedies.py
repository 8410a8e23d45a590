"""The advice of the command line for an error that names an argument which would fix it."""

from __future__ import annotations

import shlex

from paramcalc.errors import Remedy
from paramcalc.phrases import tr

REMEDIES = {
    "sweep": tr("write a name in its place, and give its sizes: --sweep {value}"),
    "define": tr("describe their classes: --define FILE"),
    "set": tr("set it: --set {value}"),
    "cell": tr("stop after an earlier one: --cell {value}"),
    "name": tr("choose one: --name {value}"),
    "without": tr("leave out --{value}"),
    "layer": tr("choose one: --layer {value}"),
    "framework": tr("use --framework {value}"),
    "layers": tr("run paramcalc frameworks --layers for a list"),
    "depth": tr("use --depth {value}"),
    "sizes": tr("give them: --units N --input N"),
    "source_option": tr("set it: --from-option {value}"),
    "target_option": tr("set it: --to-option {value}"),
}
"""The advice for each argument that an error can name."""


def remedy_text(remedy: Remedy | None) -> str | None:
    """The advice with the option as a person types it, quoted for a shell.

    >>> print(remedy_text(Remedy("set", "cfg.units=N")), remedy_text(Remedy("framework", "pytorch")), sep=", ")
    set it: --set cfg.units=N, use --framework pytorch
    """
    if remedy is None:
        return None
    return REMEDIES[remedy.argument].format(value=shlex.quote(remedy.value))
