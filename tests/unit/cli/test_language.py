"""The language of a run: what chooses it, what it cannot be shown on, and the help and errors in it."""

from __future__ import annotations

import inspect
import io
import os
import re
import sys

import pytest
from languages import english

from paramcalc import UsageError
from paramcalc.__main__ import main
from paramcalc.cli.app import COMMANDS, run
from paramcalc.cli.language import (
    HELP,
    NARROWEST,
    PARSER_MESSAGES,
    language_of,
    obstacle,
    parser_message,
    record_text,
    without_language,
)
from paramcalc.document.page import columns_of
from paramcalc.frameworks import cells
from paramcalc.phrases import speaking

GRU = ["gru", "--units", "75", "--input", "28"]

HAN = re.compile("[\u4e00-\u9fff]")


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)

    def isatty(self) -> bool:
        return True


def stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)


def text_of(written: io.TextIOWrapper) -> str:
    return written.buffer.getvalue().decode(written.encoding)


class TestOption:
    @pytest.mark.parametrize("place", range(len(GRU) + 1))
    def test_it_stands_anywhere(self, capsys, place):
        if place in (2, 4):
            return  # between an option and its value
        assert run([*GRU[:place], "--lang", "zh", *GRU[place:]]) == 0
        assert "更新门" in capsys.readouterr().out

    @pytest.mark.parametrize("option", [["--lang=zh"], ["--lang", "zh-CN"], ["--lang", "ZH"]])
    def test_ways_to_write_it(self, capsys, option):
        assert run([*GRU, *option]) == 0
        assert "合计" in capsys.readouterr().out

    def test_it_comes_before_the_environment(self, capsys):
        assert run([*GRU, "--lang", "en"], "zh") == 0
        assert not HAN.search(capsys.readouterr().out)

    @pytest.mark.parametrize("name", ["", "de", "z", "chinese"])
    def test_an_unknown_language(self, capsys, name):
        assert run([*GRU, "--lang", name]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err == f"paramcalc: no language {name!r}\n  tip: allowed: en, zh\n"

    def test_the_nearest_match(self):
        with pytest.raises(UsageError) as error:
            language_of(["--lang", "enn"], "en")
        assert "did you mean 'en'?" in error.value.tip

    def test_an_unknown_language_in_a_chinese_shell(self, capsys):
        assert run([*GRU, "--lang", "de"], "zh") == 2
        assert "可用：en, zh" in capsys.readouterr().err

    def test_without_a_value(self, capsys):
        assert run([*GRU, "--lang"]) == 2
        assert "'--lang' requires an argument" in capsys.readouterr().err

    def test_twice(self, capsys):
        assert run([*GRU, "--lang", "zh", "--lang", "en"]) == 2
        assert "--lang" in capsys.readouterr().err

    def test_behind_two_dashes_it_is_an_argument(self):
        assert language_of(["model", "--", "--lang", "zh"], "en") == "en"

    @pytest.mark.parametrize("arguments", [["--lang", "zh"], ["--lang=zh"], ["explain", "--lang", "zh"]])
    def test_alone_it_shows_the_help(self, capsys, arguments):
        assert run(arguments) == 0
        assert "用法：" in capsys.readouterr().out

    def test_the_rest_of_the_arguments(self):
        assert without_language(["a", "--lang", "zh", "--lang=en", "b"]) == ["a", "b"]


class TestEnvironment:
    @pytest.fixture(autouse=True)
    def _empty(self, monkeypatch):
        for name in ("PARAMCALC_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(sys, "argv", ["paramcalc", *GRU])

    def answer(self, capsys, monkeypatch, **environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code
        return capsys.readouterr().out

    @pytest.mark.parametrize(
        ("environment", "chinese"),
        [
            ({"LANG": "zh_CN.UTF-8"}, True),
            ({"LANG": "zh_CN.UTF-8", "PARAMCALC_LANG": "en"}, False),
            ({"LANG": "en_US.UTF-8", "PARAMCALC_LANG": "zh"}, True),
            ({"LANG": "de_DE.UTF-8"}, False),
            ({}, False),
        ],
    )
    def test_what_the_program_reads(self, capsys, monkeypatch, environment, chinese):
        assert bool(HAN.search(self.answer(capsys, monkeypatch, **environment))) is chinese

    def test_in_python_a_command_is_english(self, capsys, monkeypatch):
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        assert run(GRU) == 0
        assert not HAN.search(capsys.readouterr().out)


class TestFallback:
    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
    @pytest.mark.parametrize("arguments", [GRU, [*GRU, "--max-params", "1k"], [*GRU, "--dtype", "fp16"]])
    def test_a_stream_without_chinese_characters(self, capsys, monkeypatch, encoding, arguments):
        answers = []
        for language in ("en", "zh"):
            output = stream(encoding)
            monkeypatch.setattr(sys, "stdout", output)
            answers.append((run(arguments, language), text_of(output), capsys.readouterr().err))
        (code, plain, messages), (same_code, same_plain, more) = answers
        why = (
            f"paramcalc: the answer is in English: the encoding of the output, {encoding}, has no Chinese characters\n"
        )
        assert (same_code, same_plain, more) == (code, plain, why + messages)

    @pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-16"])
    def test_a_stream_with_them(self, encoding):
        assert obstacle(stream(encoding)) is None

    @pytest.mark.parametrize(("columns", "wide"), [(NARROWEST - 1, False), (NARROWEST, True), (80, True)])
    def test_the_width_of_a_terminal(self, capsys, monkeypatch, columns, wide):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys, "stdout", Terminal())
        assert run([*GRU, "--lang", "zh"]) == 0
        says = (
            f"paramcalc: the answer is in English: the terminal has {columns} columns, and Chinese needs {NARROWEST}\n"
        )
        assert capsys.readouterr().err == ("" if wide else says)
        assert bool(HAN.search(text_of(sys.stdout))) is wide


def paths() -> list[tuple[str, ...]]:
    """Every command of the registry."""
    names = [*cells(), "cell", *COMMANDS]
    return [(), *((name,) for name in names), *(("explain", name) for name in (*cells(), "cell"))]


NAMES = ("[OPTIONS] COMMAND [ARGS]...", "explain gru")


class TestHelp:
    @pytest.mark.parametrize("path", paths(), ids=" ".join)
    def test_it_has_no_english_sentence(self, capsys, monkeypatch, path):
        monkeypatch.setenv("COLUMNS", "80")
        assert run([*path, "--help", "--lang", "zh"]) == 0
        text = capsys.readouterr().out
        assert english(text, NAMES) == []
        assert HAN.search(text)
        assert all(columns_of(line) <= 80 for line in text.splitlines())

    def test_the_check_finds_english(self, capsys):
        assert run(["gru", "--help"]) == 0
        assert len(english(capsys.readouterr().out, NAMES)) > 10

    def test_help_is_a_command_in_chinese_too(self, capsys):
        assert run(["help", "gru", "--lang", "zh"]) == 0
        first = capsys.readouterr().out
        assert run(["gru", "--help", "--lang", "zh"]) == 0
        assert capsys.readouterr().out == first

    def test_english_comes_back(self, capsys):
        """The texts of a command are translated while it is built, and never kept."""
        assert run(["gru", "--help"]) == 0
        before = capsys.readouterr().out
        run(["gru", "--help", "--lang", "zh"])
        capsys.readouterr()
        assert run(["gru", "--help"]) == 0
        assert capsys.readouterr().out == before
        assert "--lang" in before

    def test_what_the_parser_adds(self):
        with speaking("zh"):
            assert record_text("单元数  [default: 1]", "单元数") == "单元数 [默认：1]"
            assert record_text("单元数  [required]", "单元数") == "单元数 [必需]"
            assert record_text("无", "无") == "无"

    def test_texts_with_values_are_remembered(self):
        assert all(inspect.cleandoc(text) == text for text in HELP)
        assert any(message.values for message in HELP.values())


class TestParser:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["gru", "--units"],
            ["gru", "--units", "75", "28", "3"],
            ["gru", "75", "28", "3", "4"],
            ["gru", "--bias=3"],
            ["solve", "gru", "--format", "nonsense"],
            ["gru", "--layers", "two"],
            ["gru", "75", "28", "--layers", "x"],
            ["gru", "75", "28", "--format", "nonsense"],
            ["compare"],
            ["gruu"],
            ["gru", "--unts", "75"],
            ["map", "gru"],
            ["check"],
            ["docs", "--write"],
        ],
        ids=" ".join,
    )
    def test_its_errors_are_chinese(self, capsys, arguments):
        code = run(arguments)
        english_error = capsys.readouterr().err
        assert run([*arguments, "--lang", "zh"]) == code
        error = capsys.readouterr().err
        if code:
            assert english_error != error
            assert english(error) == []

    def test_in_english_its_messages_stay(self):
        assert parser_message("Missing argument 'NAME'") == "Missing argument 'NAME'"

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("Missing argument 'LAYERS...'", "缺少 LAYERS..."),
            ("Option '--units' requires an argument", "--units 需要一个值"),
            ("Got unexpected extra argument (5)", "5"),
            ("Got unexpected extra arguments (5 6)", "5 6"),
            ("Got unexpected extra argument(s) (5 6)", "5 6"),
            ("Invalid value for '--layers': 'x' is not a valid integer", "--layers"),
        ],
    )
    def test_every_pattern(self, text, says):
        with speaking("zh"):
            from paramcalc.phrases import translated

            shown = translated(parser_message(text))
        assert says.replace(" ", "") in shown.replace(" ", "")
        assert english(shown) == []
        assert len(PARSER_MESSAGES) >= 6


def test_the_environment_of_these_tests_is_english():
    assert "PARAMCALC_LANG" not in os.environ
