"""Whatever is handed to the command line, it answers in one line that says what to do and repeats no draft."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import let_review

pytestmark = pytest.mark.usefixtures("by_hand")

DRAFT = "Anna wept on Tuesday"


@pytest.fixture
def refused(run, tmp_path):
    """Run `primum check`, and return the one line with which it refuses; bytes are put into a file first."""

    def refused(*args: str | bytes, stdin: bytes = b"") -> str:
        named = [str(_file(tmp_path, arg)) if isinstance(arg, bytes) else arg for arg in args]
        code, out, err = run("check", *named, stdin=stdin)
        assert (code, out) == (2, "")
        assert re.fullmatch(r"primum: [^\n]+[.?]\n", err)
        assert not set(DRAFT.split()) & set(re.findall(r"\w+", err))
        assert str(tmp_path) not in err
        return err.removeprefix("primum: ").rstrip()

    return refused


def _file(folder, content: bytes):
    path = folder / "draft.txt"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("empty", [b"", b" \n\t\r\n", "\u00a0\u2003\n".encode(), b"\xef\xbb\xbf"])
def test_nothing_to_read(refused, empty):
    assert refused(empty) == refused("-", stdin=empty) == "The draft is empty. Write at least one word, then try again."


def test_binary(refused):
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))
    assert refused(picture) == "That is not a text file. Copy its words into a plain text file, then try again."
    assert refused(DRAFT.encode() + b"\0") == refused(picture)


def test_another_encoding(refused):
    windows = f"{DRAFT} – café".encode("cp1252")
    assert refused(windows) == "That is not written in UTF-8. Save it as plain text in UTF-8, then try again."


def test_utf_16_cut_short(refused):
    assert (
        refused(DRAFT.encode("utf-16")[:-1])
        == "That is not written in UTF-8. Save it as plain text in UTF-8, then try again."
    )


def test_a_folder(refused, tmp_path):
    assert refused(str(tmp_path)) == "That is a folder. Pass one of the files in it."


@pytest.mark.parametrize("path", ["missing.txt", DRAFT, DRAFT * 300, f"{DRAFT}/x", "missing.jsonl"])
def test_a_missing_file_may_be_a_draft_and_is_not_repeated(refused, path):
    assert refused(path) == "There is no such file. Check its path, or pass the words with --text."


def test_a_file_that_is_not_ours(refused, tmp_path, monkeypatch):
    def closed(*_args):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.open", closed)
    assert refused("any.txt") == "That file may not be read. Check its permissions, or copy it elsewhere."


def test_fifty_megabytes_are_refused_before_they_are_read(refused, tmp_path):
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(50_000_000)
    assert refused(str(huge)).startswith("That is far longer than a post; 100,000 characters is the most")


def test_a_draft_beyond_the_limit(refused):
    assert refused(b"a" * 100_001).startswith("The draft has 100,001 characters; 100,000 is the most")


def test_an_endless_stream(refused):
    assert refused("/dev/zero").startswith("That is far longer than a post")


def test_half_an_emoji(refused):
    assert refused("--text", f"{DRAFT} \ud83d").startswith("Character 22 of the draft is half of a broken emoji")


def test_an_argument_in_another_encoding(refused):
    assert "half of a broken emoji" in refused("--text", os.fsdecode(b"caf\xe9"))


def test_an_unknown_platform_is_answered_with_the_nearest(refused):
    assert (
        refused("--text", DRAFT, "--platform", "instagran")
        == "There is no platform 'instagran'. Did you mean 'instagram'?"
    )
    assert refused("--text", DRAFT, "--platform", "zzz").startswith(
        "There is no platform 'zzz'. Choose one of: blog, bluesky,"
    )
    assert refused("posts.jsonl", "--kind", "haiku").startswith("There is no kind 'haiku'.")


def test_an_unknown_format(refused):
    assert refused("--text", DRAFT, "--format", "pdf").startswith("There is no format 'pdf'.")


def test_a_draft_where_a_name_belongs_is_not_repeated(refused):
    assert refused("--text", "Hm", "--platform", f"{DRAFT} at three").startswith("There is no such platform.")


@pytest.mark.parametrize("args", [(), ("a.txt", "b.txt"), ("a.txt", "--text", "Hm"), tuple(DRAFT.split())])
def test_one_draft_at_a_time(refused, args):
    assert refused(*args) == 'Primum reads one draft at a time. Pass a FILE, or - for standard input, or --text "…".'


@pytest.mark.parametrize("args", [("--text",), ("--txet", "Hm"), (f"--{DRAFT}",), (f"-{DRAFT}",)])
def test_options_that_are_none(refused, args):
    assert refused(*args).endswith("--help.")


def test_a_draft_in_place_of_a_command(run):
    assert run(DRAFT) == (2, "", "primum: There is no such command. See primum --help.\n")
    assert run("schema", DRAFT) == (2, "", "primum: Those are too many words. See primum schema --help.\n")


def test_what_is_answered_must_be_readable_too(refused):
    missing = refused("--text", "Hm", "--answering", f"@{DRAFT}")
    assert missing.startswith("--answering: There is no such file.")
    assert missing.endswith("Words that begin with @ need a space before it.")


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────


def test_a_bad_line_is_reported_by_its_number_and_the_rest_is_reviewed(run, tmp_path):
    table = tmp_path / "posts.jsonl"
    table.write_text(
        f'{{"text": "One"}}\n{{"text": "{DRAFT}"\n\n{{"text": "Four", "platform": "myspace"}}\n{{"text": "Five"}}\n'
    )
    code, out, err = run("check", str(table), "--format", "jsonl")
    assert (code, len(out.splitlines())) == (2, 2)
    assert [line[:16] for line in err.splitlines()] == ["primum: line 2: ", "primum: line 4: "]
    assert "Anna" not in err


def test_an_empty_table(run, tmp_path):
    table = tmp_path / "posts.jsonl"
    table.write_bytes(b"\n\n")
    assert run("check", str(table)) == (2, "", 'primum: The table is empty. Write one post a line, as {"text": "…"}.\n')


def test_a_folder_named_like_a_table(refused, tmp_path):
    (tmp_path / "posts.jsonl").mkdir()
    assert refused(str(tmp_path / "posts.jsonl")).startswith("That is a folder.")


# ── Bolts from the blue ──────────────────────────────────────────────────────────────────────────


def test_a_fault_of_primum_is_one_line_without_the_draft(run, monkeypatch):
    def stumble(draft):
        raise ValueError(draft.text)

    let_review(monkeypatch, stumble)
    code, out, err = run("check", "--text", DRAFT)
    assert (code, out) == (2, "")
    assert re.fullmatch(r"primum: Primum stumbled \(ValueError in test_bad_input.py, line \d+\)\. [^\n]+\n", err)


def test_ctrl_c_ends_it_without_a_word_of_python(run, monkeypatch):
    def interrupted(draft):
        raise KeyboardInterrupt

    let_review(monkeypatch, interrupted)
    code, out, err = run("check", "--text", DRAFT)
    assert (code, out, err.strip()) == (130, "", "")


def primum(*args, stdout=subprocess.PIPE, **how) -> subprocess.Popen:
    command = [sys.executable, "-m", "primum", *args]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, **how)  # noqa: S603 (our own program)


def test_a_reader_who_turns_away_is_no_accident():
    with primum("schema") as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk():
    with Path("/dev/full").open("w") as disk, primum("schema", stdout=disk) as process:
        assert process.stderr.read().startswith(b"primum: The output could not be written (No space left on device).")
    assert process.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal and a signal of POSIX")
def test_ctrl_c_while_it_waits_for_a_draft():
    keyboard, terminal = os.openpty()
    process = primum("check", "-", stdin=terminal)
    assert process.stderr.readline().startswith(b"Type or paste your draft")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (130, b"", b"")
    os.close(keyboard)
    os.close(terminal)
