"""The model that ships: it reads what no word list can, leaves good posts alone, and is loaded only when asked."""

import subprocess
import sys
from importlib.resources import files

import pytest

from primum import Draft, Verdict, review_draft
from primum.model import NoModel, OnnxModel, Passage, Sign, model
from primum.reading import passage
from primum.reading.signs import names
from primum.review import review_drafts

SHIPPED = OnnxModel(files("primum") / "data" / "model")

OBLIQUE = [
    ("what my 7:15 said this morning about her dad is going to stay with me all week", None, "confidentiality"),
    ("Hasn't missed one since Easter.", "Is Callum still coming to your Monday men's group?", "confidentiality"),
    ("Watch the eyes. Eleven years on that ward, I know a sociopath's blink when I see one.", None, "diagnosis"),
    ("Sounds like a trauma bond to me, you're textbook anxious attachment.", "I keep texting my ex", "diagnosis"),
    (
        "Had to undo two years of damage done by her last counselor, who should not be allowed near people.",
        None,
        "colleagues",
    ),
]
CLEAN = [
    ("Two spaces open on Tuesdays from March. Ring the office on 01632 960144.", None),
    ("My daughter lost her first tooth and has already negotiated the rate.", None),
    ("I can't say from here, and I wouldn't want to guess. Your GP can arrange an assessment.", "Do I have ADHD??"),
    ("Grateful to my supervisor, who taught me to wait a little longer before I speak.", None),
    ("Humidity 94% and my hair has doubled in size since breakfast", None),
]


@pytest.mark.parametrize(("text", "answering", "slip"), OBLIQUE)
def test_a_slip_between_the_lines_is_found(text: str, answering: str | None, slip: str) -> None:
    found = review_draft(Draft(text, answering=answering), SHIPPED).findings
    assert slip in {finding.slip.value for finding in found}
    assert all(finding.sure is None or 0 <= finding.sure <= 1 for finding in found)


@pytest.mark.parametrize(("text", "answering"), CLEAN)
def test_a_good_post_passes_untouched(text: str, answering: str | None) -> None:
    assert review_draft(Draft(text, answering=answering), SHIPPED).verdict is Verdict.SHARE


def test_drafts_read_together_are_read_as_they_are_alone() -> None:
    drafts = [Draft(text, answering=answering) for text, answering, *_ in (*OBLIQUE, *CLEAN)]
    together = review_drafts(drafts, SHIPPED)
    alone = [review_draft(draft, SHIPPED) for draft in drafts]
    assert [[(f.rule, f.span) for f in said.findings] for said in together] == [
        [(f.rule, f.span) for f in said.findings] for said in alone
    ]


def test_a_long_draft_is_read_to_its_end() -> None:
    filler = "The kettle is on and the garden is wet. " * 120
    scores = SHIPPED.score([Passage(filler + OBLIQUE[0][0], " : ")])[0]
    assert scores is not None
    assert int(scores.offsets[-1, 1]) == len(filler) + len(OBLIQUE[0][0])
    assert len(scores.offsets) == len(scores.tokens) > SHIPPED.heads.window


@pytest.mark.parametrize("text", ["💛", "?", "\u200b.", "a" * 5000, "שלום לכולם"])
def test_odd_texts_are_scored_without_a_crash(text: str) -> None:
    assert review_draft(Draft(text), SHIPPED).verdict in set(Verdict)


def test_the_model_that_ships_is_the_one_that_speaks() -> None:
    assert isinstance(model(), OnnxModel)
    assert model() is model()


def test_a_missing_model_says_so_and_scores_nothing() -> None:
    witness = NoModel("its file is missing")
    assert witness.score([Passage("a", "")]) == [None]


def test_nothing_heavy_is_loaded_for_help_or_rules() -> None:
    code = (
        "import sys; from primum.cli import _run; _run(['--help']); _run(['rules']); "
        "sys.exit([m for m in ('onnxruntime', 'numpy', 'tokenizers') if m in sys.modules] or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


def test_the_model_knows_every_sign_that_the_reading_gives() -> None:
    assert SHIPPED.heads.signs == names()


def test_signs_stand_where_the_words_stand() -> None:
    given = passage(Draft("My client said ADHD. Imagine a client who naps."))
    told = {(sign.name, given.text[sign.start : sign.end]) for sign in given.signs}
    assert ("rel:client", "My client") in {(name, words.strip()) for name, words in told}
    assert ("tag:disorder", "ADHD") in told
    assert ("frame:INVENTED", "Imagine a client who naps.") in told


def test_what_explicit_knowledge_sees_counts_for_the_model() -> None:
    given = passage(Draft("She has had her nine lives, that one."))
    with_signs, without = SHIPPED.score([given._replace(signs=(Sign("claim:story", 0, 36),)), given._replace(signs=())])
    assert with_signs is not None and without is not None
    assert with_signs.of_draft("client-story") != without.of_draft("client-story")
