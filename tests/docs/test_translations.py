"""The Chinese pages say what the English ones say: pairs, headings, hashes of sections, commands and typography.

`pytest tests/docs/test_translations.py --update-docs` writes the hashes. To run it says that the changed sections have
been translated, so it must be called by this file's name: `pytest tests/docs --update-docs` leaves the hashes alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from chinese import mistakes
from support import ROOT
from translations import COMMAND, Pair, fingerprint, pairs, problems, sections, stamped

PAIRS = pairs(ROOT)

ENGLISH = """\
# Title

[中文](zh/a.md)

Text.

## Ask

It is <!-- paramcalc: gru 75 28 --only total -->23,625<!-- /paramcalc -->.

```console
$ paramcalc gru 75 28 | head -n 2
# no heading
total 23,625
```

```python
>>> 1 + 1  # two
2
```
"""

CHINESE = """\
# 标题

[English](../a.md)

正文。

## 提问

结果是 <!-- paramcalc: gru 75 28 --only total -->23,625<!-- /paramcalc -->。

```console
$ paramcalc gru 75 28 --lang zh | head -n 2
# 不是标题
合计 23,625
```

```python
>>> 1 + 1  # 二
2
```
"""


@pytest.fixture
def stamp(request: pytest.FixtureRequest, update: bool) -> bool:
    """Whether hashes are written: only when this file is named on the command line."""
    return update and any(Path(__file__).name in argument for argument in request.config.args)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.chinese.relative_to(ROOT).as_posix())
def test_the_chinese_page_says_what_the_english_one_says(pair: Pair, stamp: bool) -> None:
    if stamp and pair.english.is_file():
        english, chinese = (path.read_text(encoding="utf-8") for path in pair)
        pair.chinese.write_text(stamped(english, chinese), encoding="utf-8")
    texts = problems(pair, ROOT)
    assert not texts, "\n".join(texts)


def test_the_pages_that_are_translated() -> None:
    names = {pair.chinese.relative_to(ROOT).as_posix() for pair in PAIRS}
    pages = ("index", "start", "calculator", "glossary", "how-to/gru-23625", "how-to/article", "questions/check")
    pages += ("questions/solve", "models/devices", "explanation/reset-after")
    assert {"README.zh-CN.md", *(f"docs/zh/{page}.md" for page in pages)} <= names


def test_both_glossaries_have_the_same_words() -> None:
    """Each Chinese term has its English word behind it, and the English entry ends with the Chinese word."""
    english, chinese = (
        sections((ROOT / "docs" / name).read_text(encoding="utf-8")) for name in ("glossary.md", "zh/glossary.md")
    )
    terms = [pair for pair in zip(english, chinese, strict=True) if pair[0].depth == 3]
    assert len(terms) > 20
    for original, translated in terms:
        word, _, behind = translated.title.partition(" (")
        assert behind.rstrip(")") == (original.title if behind else "")
        assert behind or word == original.title
        assert not behind or f"Chinese: {word}" in original.text.replace("\n", " ")


def planted(folder: Path, english: str = ENGLISH, chinese: str = CHINESE) -> list[str]:
    """The problems of a pair of pages. The hashes are those of the unchanged English page."""
    pair = Pair(folder / "docs" / "a.md", folder / "docs" / "zh" / "a.md")
    pair.chinese.parent.mkdir(parents=True)
    pair.english.write_text(english, encoding="utf-8")
    pair.chinese.write_text(stamped(ENGLISH, chinese), encoding="utf-8")
    assert pairs(folder) == [pair]
    return problems(pair, folder)


class TestPlanted:
    """The checks themselves, on pages with one mistake each."""

    def test_a_right_pair_passes(self, tmp_path):
        assert planted(tmp_path) == []

    @pytest.mark.parametrize(
        ("old", "new"),
        [("Text.", "Another text."), ("Text.", "Text.\n\nMore."), ("# Title", "# Other"), ("zh/a.md)", "zh/a.md) new")],
    )
    def test_a_changed_section_is_named_with_the_command(self, old, new, tmp_path):
        (problem,) = planted(tmp_path, english=ENGLISH.replace(old, new))
        assert problem.startswith("docs/zh/a.md: section '标题': the English section")
        assert problem.endswith(f"changed since it was translated: translate it, then run `{COMMAND}`")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("total 23,625", "total 23,400"),
            ("-->23,625<!--", "-->23,400<!--"),
            ("# two\n2", "# two\n3"),
            ("It is ", "It\nis "),
        ],
    )
    def test_a_changed_answer_asks_for_no_translation(self, old, new, tmp_path):
        assert old in ENGLISH
        assert planted(tmp_path, english=ENGLISH.replace(old, new)) == []

    def test_a_page_without_hashes(self, tmp_path):
        pair = Pair(tmp_path / "docs" / "a.md", tmp_path / "docs" / "zh" / "a.md")
        planted(tmp_path)
        pair.chinese.write_text(CHINESE, encoding="utf-8")
        texts = problems(pair, tmp_path)
        assert [text.count("has no hash") for text in texts] == [1, 1]

    def test_a_page_without_a_twin(self, tmp_path):
        page = tmp_path / "docs" / "zh" / "b.md"
        page.parent.mkdir(parents=True)
        page.write_text("# 标题\n", encoding="utf-8")
        (pair,) = pairs(tmp_path)
        assert problems(pair, tmp_path) == ["docs/zh/b.md: its English page docs/b.md does not exist"]

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("## 提问", "### 提问", "the headings are # 标题, ### 提问, and on the English page # Title, ## Ask"),
            ("正文。", "正文。\n\n## 多余", "the headings are # 标题, ## 多余, ## 提问, and on the English page"),
            ("[English](../a.md)", "正文。", "docs/zh/a.md does not say [English](../a.md) in its first lines"),
            ("[English](../a.md)", "[English](../b.md)", "does not say [English](../a.md) in its first lines"),
            ("75 28 --lang zh", "75 28 -f json --lang zh", "section '提问': these lines differ from the English page"),
            ("75 28 --lang zh", "75 28", "these commands lack --lang zh"),
            ("1 + 1", "1 + 2", "these lines differ from the English page"),
            ("```python", "```sh", "a block of code is '```sh', and on the English page '```python'"),
            ("```python\n>>> 1 + 1  # 二\n2\n```\n", "", "it has 1 blocks of code, and the English section 2"),
            ("gru 75 28 --only total", "gru 75 28 --only bytes", "its markers ask for ['gru 75 28 --only bytes']"),
            ("正文。", "[正文](../b.md)。", "the link to ../b.md leads to an English page"),
            ("正文。", "正文 GRU的。", "put a blank between"),
        ],
    )
    def test_a_chinese_page_that_differs(self, old, new, says, tmp_path):
        assert old in CHINESE
        texts = planted(tmp_path, chinese=CHINESE.replace(old, new))
        assert says in texts[0]

    def test_an_english_page_that_does_not_name_its_twin(self, tmp_path):
        texts = planted(tmp_path, english=ENGLISH.replace("[中文](zh/a.md)", "[中文](zh/b.md)"))
        assert "docs/zh/a.md: docs/a.md does not say [中文](zh/a.md) in its first lines" in texts

    @pytest.mark.parametrize(
        ("text", "remedy"),
        [
            ("共 75个单元", "put a blank"),
            ("每个`units` 一行", "put a blank"),
            ("占 33.3%的", "put a blank"),
            ("先装好,再运行", "Chinese punctuation stands"),
            ("装好了.", "Chinese punctuation stands"),
            ("三个门 （一行一个）", "no blank beside it"),
            ("您的模型", "say 你"),
            ("The number of steps does not matter.", "translate this"),
            ("装好，\n再运行", "one line"),
        ],
    )
    def test_typography(self, text, remedy):
        (mistake,) = mistakes(f"# 标题\n\n{text}\n")
        assert remedy in mistake

    def test_what_is_right(self):
        text = "用 `GRU(75)`（3 个门）：**23,625** 个参数，占 33.3%。"
        text += "\n- [两种 GRU](reset-after.md)；见 *循环权重*\n| 版本 2.4 |"
        assert list(mistakes(f"# 标题\n\n{text}\n\n```console\n$ the output of a command is not read\n```\n")) == []


class TestHashes:
    """The hashes are written, and nothing else."""

    def test_only_hashes_are_written(self):
        page = stamped(ENGLISH, CHINESE)
        first, second = sections(ENGLISH)
        assert page.startswith(f"<!-- en: {fingerprint(first)} -->\n# 标题\n")
        assert f"\n\n<!-- en: {fingerprint(second)} -->\n## 提问\n" in page
        kept = [line for line in page.splitlines() if not line.startswith("<!-- en: ")]
        assert kept == CHINESE.splitlines()
        assert stamped(ENGLISH, page) == page

    def test_a_page_with_other_headings_is_left_alone(self):
        assert stamped(ENGLISH, "# 标题\n") == "# 标题\n"

    def test_text_before_the_first_heading_has_a_hash(self):
        page = stamped(f"Before.\n\n{ENGLISH}", f"前言。\n\n{CHINESE}")
        assert [section.depth for section in sections(page)] == [0, 1, 2]
        assert all(section.stamp for section in sections(page))
        assert page.startswith("<!-- en: ")

    def test_the_hash_of_a_text(self):
        """`printf '# A b' | sha256sum`, the first eight digits."""
        (section,) = sections("# A\n\nb\n")
        assert fingerprint(section) == "4c29d20e"
