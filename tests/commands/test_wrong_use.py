"""Commands used wrongly, and help, in both languages."""

from __future__ import annotations

import pytest

from inspector_app.cli import run

WRONG = [
    (["nosuch"], "没有命令 nosuch", "no command nosuch"),
    (
        ["verify", "--datadir", "x"],
        "没有选项 --datadir",
        "no option --datadir; near it: --data-dir",
    ),
    (["forms", "run"], "缺少 file", "file is missing"),
    (["central", "serve", "--port", "x"], "--port 的写法", "--port cannot be used as given"),
]


@pytest.mark.parametrize(("words", "chinese", "english"), WRONG)
def test_wrong_use_is_told_in_the_asked_language_and_ends_with_2(
    words: list[str], chinese: str, english: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, sentence in (("zh_CN", chinese), ("en", english)):
        assert run(["--lang", language, *words]) == 2
        said = capsys.readouterr()
        assert said.err.startswith("CLI-01: ")
        assert sentence in said.err
        assert "--help" in said.err
        assert said.out == ""


def test_help_is_wholly_in_the_asked_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang=zh_CN", "ledger", "fees", "--help"]) == 0
    chinese = capsys.readouterr().out
    assert "选项" in chinese
    assert "显示本帮助" in chinese
    assert "Options" not in chinese
    assert run(["--lang", "en", "ledger", "fees", "--help"]) == 0
    english = capsys.readouterr().out
    assert "Show this help." in english
    assert "Write the fee ledger" in english
