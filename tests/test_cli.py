"""The command line as its users meet it."""

import json
import sys

import pytest
from click.testing import CliRunner

from primum.cli import cli
from primum.render import schema
from tests.conftest import Terminal, let_review
from tests.samples import ALL, CLEAN, MILD, STORY, THOUGHT

pytestmark = pytest.mark.usefixtures("by_hand")


def write(folder, *reviews, name="posts.jsonl"):
    path = folder / name
    path.write_text(
        "".join(json.dumps({"id": review.draft.id, "text": review.draft.text}) + "\n" for review in reviews)
    )
    return str(path)


# ── Where a draft comes from ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_draft_comes_from_a_file_from_standard_input_or_from_an_option(run, tmp_path, encoding):
    path = tmp_path / "draft.txt"
    path.write_bytes(STORY.draft.text.encode(encoding))
    from_file = run("check", str(path))
    assert from_file.code == 1 and "“Boise” (place)" in from_file.out
    assert from_file == run("check", "-", stdin=path.read_bytes()) == run("check", "--text", STORY.draft.text)


def test_a_draft_is_read_exactly_as_it_was_written(run, monkeypatch):
    seen = spy(monkeypatch)
    run("check", "-", stdin=b"One\r\n\ttwo \n")
    assert seen[-1].text == "One\r\n\ttwo \n"


def test_what_is_known_of_a_draft_is_handed_on(run, monkeypatch, tmp_path):
    seen = spy(monkeypatch)
    run(
        "check",
        "--text",
        "Hm.",
        "--platform",
        "yelp",
        "--kind",
        "review-reply",
        "--author",
        "LMFT",
        "--answering",
        "One star.",
    )
    assert (seen[-1].platform, seen[-1].kind, seen[-1].author, seen[-1].answering) == (
        "yelp",
        "review-reply",
        "LMFT",
        "One star.",
    )


def test_what_is_answered_may_be_in_a_file(run, monkeypatch, tmp_path):
    seen = spy(monkeypatch)
    (tmp_path / "review.txt").write_text("One star.")
    run("check", "--text", "Hm.", "--answering", f"@{tmp_path / 'review.txt'}")
    run("check", "--text", "Hm.", "--answering", " @sam asks")
    assert [draft.answering for draft in seen] == ["One star.", " @sam asks"]


def spy(monkeypatch):
    """Keep the drafts that are reviewed."""
    from primum import Review

    seen = []

    def review_draft(draft):
        seen.append(draft)
        return Review(draft, (), False)

    let_review(monkeypatch, review_draft)
    return seen


# ── What comes out ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("review", "code"), [(CLEAN, 0), (THOUGHT, 0), (MILD, 1), (STORY, 1)])
def test_the_exit_code_tells_whether_to_share(run, review, code):
    assert run("check", "--text", review.draft.text).code == code


def test_one_draft_as_json_as_a_line_and_as_a_page(run):
    as_json = json.loads(run("check", "--text", STORY.draft.text, "--format", "json").out)
    line = run("check", "--text", STORY.draft.text, "--format", "jsonl").out
    page = run("check", "--text", STORY.draft.text, "--format", "html").out
    assert as_json == json.loads(line)
    assert line.count("\n") == 1
    assert page.startswith("<!doctype html>") and page.endswith("</html>\n")


def test_sources_come_on_request(run):
    assert "§ APA" not in run("check", "--text", MILD.draft.text).out
    assert "§ APA" in run("check", "--text", MILD.draft.text, "--sources").out


@pytest.mark.parametrize("columns", ["40", "120"])
def test_the_window_is_minded(run, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, run("check", "--text", STORY.draft.text).out.splitlines())) <= int(columns)


def test_a_terminal_gets_color_unless_it_is_not_wanted(run, monkeypatch):
    def told() -> str:
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        run("check", "--text", MILD.draft.text)
        return terminal.told

    assert "\x1b[4;33m" in told()
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in told()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in told() and "────" in told()


def test_color_can_be_forced_through_a_pipe(run, monkeypatch):
    assert "\x1b" not in run("check", "--text", MILD.draft.text).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[4;33m" in run("check", "--text", MILD.draft.text).out


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────


def test_a_table_is_reviewed_in_order(run, tmp_path):
    out = run("check", write(tmp_path, *ALL), "--format", "jsonl").out
    assert [json.loads(line)["id"] for line in out.splitlines()] == [review.draft.id for review in ALL]


@pytest.mark.parametrize(("reviews", "code"), [((CLEAN, THOUGHT), 0), ((CLEAN, MILD, CLEAN), 1), ((STORY,), 1)])
def test_the_exit_code_of_a_table_is_that_of_its_worst(run, tmp_path, reviews, code):
    assert run("check", write(tmp_path, *reviews)).code == code


def test_a_table_comes_in_every_format(run, tmp_path):
    path = write(tmp_path, CLEAN, STORY, name="POSTS.JSONL")
    assert run("check", path).out.endswith("2 drafts read: 1 to share, 1 to hold.\n")
    assert [review["verdict"] for review in json.loads(run("check", path, "--format", "json").out)] == ["share", "hold"]
    assert run("check", path, "--format", "html").out.count("<article") == 2


def test_a_draft_without_an_id_goes_by_its_line(run, tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_text('\n{"text": "Hello."}\n')
    assert run("check", str(path)).out.startswith("line 2 · share\n")


def test_options_fill_in_what_a_table_leaves_out(run, tmp_path, monkeypatch):
    seen = spy(monkeypatch)
    run("check", write(tmp_path, CLEAN), "--platform", "mastodon")
    assert seen[-1].platform == "mastodon"


def test_a_terminal_sees_how_far_a_table_is_read_and_the_output_stays_clean(run, tmp_path, monkeypatch):
    path = write(tmp_path, *ALL)
    quiet = run("check", path, "--format", "jsonl")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert run("check", path, "--format", "jsonl").out == quiet.out
    assert quiet.err == "" and "Reading" in terminal.told and "100%" in terminal.told


# ── The other commands ───────────────────────────────────────────────────────────────────────────


def test_help_is_worth_reading(run):
    assert run("--help").out == run("-h").out
    assert "Nothing you write leaves your machine." in run("--help").out
    assert "Exit codes:" in run("check", "--help").out


@pytest.mark.parametrize("command", [(), ("desk",)])
def test_without_a_command_the_page_opens(run, monkeypatch, command):
    served = []
    monkeypatch.setattr("primum.web.serve", lambda **about: served.append(about))
    assert run(*command).code == 0
    assert served == [{"port": 0, "open_browser": True}]


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_has_a_line_of_help_that_is_not_cut_short(run, command):
    [line] = [line for line in run("--help").out.splitlines() if line.startswith(f"  {command} ")]
    assert line.endswith(".") and not line.endswith("...")


def test_version(run):
    from importlib.metadata import version

    assert run("--version").out == f"primum {version('primum')}\n"


def test_the_schema_is_published(run):
    assert run("schema").out == schema()


def test_every_rule_is_listed_and_explained(run):
    from primum.rules import catalogue

    listed = run("rules").out
    for rule in catalogue().values():
        assert f"  {rule.id}\n" in listed
        page = run("explain", rule.id).out
        assert page.startswith(f"# {rule.id}\n") and all(source in page for source in rule.sources)


def test_a_rule_that_does_not_exist_is_answered_with_the_nearest(run):
    assert run("explain", "client-storry") == (
        2,
        "",
        "primum: There is no rule 'client-storry'. Did you mean 'client-story'?\n",
    )


def test_a_page_is_set_for_a_terminal(run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "[[" not in run("explain", "client-story").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run, shell):
    assert "_PRIMUM_COMPLETE" in run("completion", shell).out


def test_names_are_completed():
    words = {"_PRIMUM_COMPLETE": "bash_complete", "COMP_WORDS": "primum check --platform ma", "COMP_CWORD": "3"}
    assert CliRunner(env=words).invoke(cli, prog_name="primum").output == "plain,mastodon\n"
