"""The entry point: `paramcalc` and `python -m paramcalc`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    # Looking for garbage while modules load takes 7% of a short run. A long one, such as a sweep, still does it.
    gc.set_threshold(200_000, 20, 20)
    # Sizes have up to 1,000 digits: PYTHONINTMAXSTRDIGITS can forbid to read and write them.
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)
    from paramcalc.cli.app import run
    from paramcalc.phrases import chosen_language

    code = run(sys.argv[1:], chosen_language())
    # Without this, the interpreter's last collection walks through every module: an eighth of a short run.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
