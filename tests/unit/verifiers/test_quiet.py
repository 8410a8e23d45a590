"""What is kept from stderr, also of what is written past Python."""

from __future__ import annotations

import os

import pytest

from paramcalc.verifiers.quiet import quiet_stderr


def test_everything_is_kept_back_but_the_stream(capfd):
    with quiet_stderr() as stderr:
        os.write(2, b"from C++\n")
        stderr.write("to the user\n")
        stderr.flush()
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "to the user\nafterwards\n"


def test_an_error_shows_it(capfd):
    def fail():
        with quiet_stderr():
            os.write(2, b"cannot load\n")
            raise ImportError

    with pytest.raises(ImportError):
        fail()
    assert capfd.readouterr().err == "cannot load\n"
