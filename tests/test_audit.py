"""A table of drafts is reviewed line by line; what one line suffers, the others do not feel."""

import io
import itertools
import json

import pytest

from primum import PrimumError, Review
from primum.audit import MAX_LINE, audit, lines

pytestmark = pytest.mark.usefixtures("by_hand")


def line(**fields) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def outcomes(*given: bytes, **defaults):
    return [(entry.line, entry.outcome) for entry in audit(given, defaults)]


def the_error(*given: bytes) -> str:
    [(_, outcome)] = outcomes(*given)
    assert isinstance(outcome, PrimumError)
    return str(outcome)


def test_a_line_in_the_corpus_schema_becomes_a_draft():
    row = line(
        id="a-1",
        platform="reddit",
        kind="reply",
        author="LMFT",
        in_reply_to="Is it me?",
        text="Hard to say.",
        verdict="share",
    )
    [(number, review)] = outcomes(row)
    draft = review.draft
    assert number == 1
    assert (draft.id, draft.platform, draft.kind, draft.author) == ("a-1", "reddit", "reply", "LMFT")
    assert (draft.answering, draft.text) == ("Is it me?", "Hard to say.")


def test_text_alone_is_enough():
    [(_, review)] = outcomes(line(text="Hello.", id=None, platform=None))
    assert review.draft.id is None and review.draft.platform is None


def test_what_a_line_leaves_out_is_filled_in():
    given = outcomes(
        line(text="One"), line(text="Two", platform="x"), line(text="Three", platform=None), platform="yelp"
    )
    assert [review.draft.platform for _, review in given] == ["yelp", "x", "yelp"]


BROKEN = {
    "broken JSON": b'{"text": "Anna came"\n',
    "no object": b'["Anna came"]\n',
    "no text": line(id="1"),
    "text that is no text": line(text=["Anna came"]),
    "an id that is no text": line(text="Anna came", id=["7"]),
    "empty text": line(text="  "),
    "an unknown platform": line(text="Anna came", platform="myspace"),
    "a draft in the wrong column": line(text="Hm", platform="Anna came to see me on Tuesday"),
    "half an emoji": b'{"text": "Anna came \\ud83d"}\n',
    "half an emoji in the id": b'{"text": "Anna came", "id": "\\ud83d"}\n',
    "half an emoji in raw bytes": b'{"text": "Anna came \xed\xa0\xbd"}\n',
    "another encoding": '{"text": "Anna came café"}\n'.encode("cp1252"),
    "a text that is too long": line(text="Anna came " * 20_000),
    "an endless line": b'{"text": "' + b"Anna came " * (MAX_LINE // 10) + b'"}\n',
    "a million brackets": b"[" * 1_000_000 + b"\n",
    "an endless number": b'{"text": ' + b"7" * 10_000 + b"}\n",
    "nothing but zeros": b"\0" * 100 + b"\n",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_spoils_neither_the_others_nor_their_order(broken):
    first, second, third = outcomes(line(text="One", id="1"), broken, line(text="Three", id="3"))
    assert (first[0], first[1].draft.id) == (1, "1")
    assert second[0] == 2 and isinstance(second[1], PrimumError)
    assert (third[0], third[1].draft.id) == (3, "3")


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_an_error_takes_one_line_and_repeats_no_draft(broken):
    error = the_error(broken)
    assert "\n" not in error and "Anna" not in error and len(error) < 300


def test_broken_json_is_located():
    assert (
        the_error(b'{"text": oops}')
        == 'The line is broken JSON at character 10. Write one post a line, as {"text": "…"}.'
    )


def test_blank_lines_are_passed_over_but_counted():
    assert [number for number, _ in outcomes(b"\n", line(text="Two"), b"  \r\n", line(text="Four"))] == [2, 4]


def test_a_byte_order_mark_is_no_part_of_the_first_line():
    [(_, outcome)] = outcomes(b"\xef\xbb\xbf" + line(text="Hello."))
    assert isinstance(outcome, Review)


def test_reviews_come_as_the_lines_do():
    endless = audit(line(text="Again.") for _ in itertools.count())
    assert [entry.line for entry in itertools.islice(endless, 3)] == [1, 2, 3]


def test_a_stream_is_cut_into_lines_of_bounded_length():
    stream = io.BytesIO(b"first\n" + b"x" * (3 * MAX_LINE) + b"\n" + b"y" * (MAX_LINE + 1) + b"\nlast")
    cut = list(lines(stream))
    assert [cut[0], cut[3]] == [b"first\n", b"last"]
    assert [len(piece) for piece in cut[1:3]] == [MAX_LINE + 1] * 2


def test_a_table_in_utf_16_is_refused_as_a_whole():
    with pytest.raises(PrimumError, match="UTF-16"):
        list(lines(io.BytesIO('{"text": "Hello."}'.encode("utf-16"))))


def test_an_id_may_be_a_number_as_spreadsheets_export_it() -> None:
    entry = next(audit([line(text="Two spaces open.", id=7)]))
    assert isinstance(entry.outcome, Review) and entry.outcome.draft.id == "7"
