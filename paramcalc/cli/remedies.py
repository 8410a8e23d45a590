"""What the command line advises for an error that names an argument which would mend it."""

from __future__ import annotations

import shlex

from paramcalc.errors import Remedy

REMEDIES = {
    "set": "give it: --set {value}",
    "name": "choose one: --name {value}",
    "without": "leave out --{value}",
    "framework": "--framework {value} has it",
    "layers": "paramcalc frameworks --layers lists them",
    "depth": "--depth {value}",
    "source_option": "--from-option {value}",
    "target_option": "--to-option {value}",
}
"""The advice for each argument that an error can name."""


def remedy_text(remedy: Remedy | None) -> str | None:
    """The advice as a person types it, quoted for a shell.

    >>> remedy_text(Remedy("set", "cfg['units']=N"))
    'give it: --set \'cfg[\'"\'"\'units\'"\'"\']=N\''
    """
    if remedy is None:
        return None
    return REMEDIES[remedy.argument].format(value=shlex.quote(remedy.value))
