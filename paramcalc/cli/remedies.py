"""The advice of the command line for an error that names an argument which would fix it."""

from __future__ import annotations

import shlex

from paramcalc.errors import Remedy

REMEDIES = {
    "sweep": "write a name in its place, and give its sizes: --sweep {value}",
    "define": "describe their classes: --define FILE",
    "set": "set it: --set {value}",
    "cell": "stop after an earlier one: --cell {value}",
    "name": "choose one: --name {value}",
    "without": "leave out --{value}",
    "layer": "choose one: --layer {value}",
    "framework": "use --framework {value}",
    "layers": "run paramcalc frameworks --layers for a list",
    "depth": "use --depth {value}",
    "sizes": "give them: --units N --input N",
    "source_option": "set it: --from-option {value}",
    "target_option": "set it: --to-option {value}",
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
