"""Consent: it covers the words that were agreed to, while it stands, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from primum import Draft, Level, Slip, Span
from primum.consent import (
    Consent,
    ConsentError,
    Element,
    Given,
    Party,
    Posted,
    Settled,
    Standing,
    Statement,
    as_markdown,
    cautions,
    known_themes,
    leaning,
    missing,
    reminders,
    settle,
    standing,
    standing_in_words,
)
from primum.consent.subjects import is_about, subjects
from primum.consent.texts import texts
from primum.consent.wording import NEGATED, listed
from primum.errors import UnknownChoice
from primum.model import NoModel
from primum.review import findings_of, review_draft
from primum.rules.finding import DIRECT, Finding

TODAY = date(2026, 11, 20)
FERN = Consent(
    id="c1",
    client="Fern",
    since=date(2026, 6, 1),
    until=date(2027, 6, 1),
    given=Given.WRITTEN,
    details=("Boise", "34 years old", "a nurse"),
    themes=("grief",),
    platforms=("instagram", "blog"),
    attachments=("scan-7",),
    elements=frozenset(Element),
    statements=frozenset(Statement),
)
STORY = "A client told me that her husband died in spring."
LEVELS = {"client-story": Level.STOP, "identifier": Level.STOP, "acknowledged-client": Level.STOP}


def fern(**changes: object) -> Consent:
    return replace(FERN, **changes)  # type: ignore[arg-type]  # whatever a test changes


def found(text: str, rule: str, quote: str | None = None, kind: str | None = None) -> Finding:
    start = text.index(quote or text)
    span = Span(start, start + len(quote or text))
    return Finding(rule, Slip.CONFIDENTIALITY, LEVELS.get(rule, Level.WARN), span, kind)


def settled(text: str, *findings: Finding, consents: tuple[Consent, ...] = (FERN,), on: str | None = "blog") -> Settled:
    return settle(findings, Draft(text, platform=on), consents, TODAY)


def lowered(text: str, quote: str, kind: str, **changes: object) -> bool:
    """Tell whether Fern's consent, changed so, lowers an identifier."""
    return settled(text, found(text, "identifier", quote, kind), consents=(fern(**changes),)).leaned == ("c1",)


def tells(text: str, **changes: object) -> bool:
    """Tell whether Fern's consent, changed so, lowers a story."""
    return settled(text, found(text, "client-story"), consents=(fern(**changes),)).leaned == ("c1",)


# --- the record


def test_a_record_needs_an_id_a_code_name_and_days_in_order() -> None:
    for changes in ({"client": " "}, {"id": ""}, {"until": date(2026, 5, 31)}):
        with pytest.raises(ConsentError):
            fern(**changes)
    with pytest.raises(UnknownChoice):
        fern(platforms=("instagran",))


def test_what_a_client_agreed_to_is_in_no_traceback() -> None:
    assert "Boise" not in repr(FERN)
    assert "grief" not in repr(FERN)


@pytest.mark.parametrize(
    ("code", "looks"),
    [("Maria Lopez", True), ("James T. Baker", True), ("Fern", False), ("Maria", False), ("Blue Heron", False)],
)
def test_a_real_name_is_doubted_and_not_refused(code: str, looks: bool) -> None:
    assert any("real name" in caution for caution in cautions(fern(client=code))) is looks


def test_a_number_for_a_name_and_a_missing_file_are_worth_a_look() -> None:
    assert len(cautions(fern(client="208-555-0142", attachments=()))) == 2
    assert cautions(FERN) == ()


# --- whether it stands


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({}, Standing.VALID),
        ({"until": TODAY}, Standing.EXPIRING),
        ({"until": TODAY + timedelta(31)}, Standing.EXPIRING),
        ({"until": TODAY + timedelta(32)}, Standing.VALID),
        ({"until": TODAY - timedelta(1)}, Standing.EXPIRED),
        ({"since": TODAY}, Standing.VALID),
        ({"since": TODAY + timedelta(1)}, Standing.NOT_YET),
        ({"revoked_on": TODAY}, Standing.REVOKED),
        ({"revoked_on": TODAY + timedelta(9)}, Standing.REVOKED),
        ({"revoked_on": TODAY, "until": TODAY - timedelta(1)}, Standing.REVOKED),
        ({"until": TODAY - timedelta(1), "elements": frozenset()}, Standing.EXPIRED),
        ({"since": TODAY + timedelta(1), "elements": frozenset()}, Standing.INCOMPLETE),
        ({"given": Given.VERBAL}, Standing.INCOMPLETE),
        ({"given": Given.EMAIL}, Standing.VALID),
        ({"until": None}, Standing.INCOMPLETE),
        ({"platforms": ()}, Standing.INCOMPLETE),
        ({"details": (" ",), "themes": ()}, Standing.INCOMPLETE),
        ({"details": (), "themes": (), "story": STORY}, Standing.VALID),
        ({"parties": (Party("Fern", True), Party("Moss"))}, Standing.INCOMPLETE),
        ({"parties": (Party("Fern", True), Party("Moss", True))}, Standing.VALID),
    ],
)
def test_standing(changes: dict[str, object], stands: Standing) -> None:
    assert standing(fern(**changes), TODAY) is stands


@pytest.mark.parametrize("part", [*Element, *Statement])
def test_each_element_and_statement_is_needed(part: Element | Statement) -> None:
    lacking = fern(elements=FERN.elements - {part}, statements=FERN.statements - {part})
    (what,) = missing(lacking)
    assert standing(lacking, TODAY) is Standing.INCOMPLETE
    assert what in standing_in_words(lacking, TODAY)


def test_who_has_not_agreed_is_named() -> None:
    assert missing(fern(parties=(Party("Fern", True), Party("Moss")))) == ("Moss has not said yes.",)


@pytest.mark.parametrize("stands", list(Standing))
def test_each_standing_has_its_words(stands: Standing) -> None:
    assert "{client}" in texts()["standing"][stands]


# --- a story


def test_a_story_of_the_theme_drops_to_a_note() -> None:
    result = settled(STORY, found(STORY, "client-story"))
    assert [finding.level for finding in result.findings] == [Level.NOTE]
    assert (result.leaned, result.beyond, result.void) == (("c1",), (), ())
    assert result.covered[0].consents == ("c1",)


@pytest.mark.parametrize(
    ("story", "themes", "covers"),
    [
        ("My client's husband died.", ("grief",), True),
        ("My client's husband died.", ("Grief",), True),
        ("My client's husband died.", ("her grief",), True),
        ("My client's husband died.", ("grief for her husband",), True),
        ("My client's husband died.", ("grief for her father",), False),
        ("My client's husband died.", ("divorce and separation",), False),
        ("My client's husband died.", ("grief, not divorce",), False),
        ("My client's husband died.", ("everything",), False),
        ("My client's husband died.", ("of the",), False),
        ("My client learned to dance.", ("learning to dance",), False),
        ("My client learned to dance.", ("dance",), True),
        ("My client learned to dance.", ("being human",), False),
        ("My client got the eviction notice, and the debt is gone.", ("money worries",), True),
        ("My client finally told me.", ("small wins and hope",), False),
        ("My client smiled for the first time.", ("small wins and hope",), True),
    ],
)
def test_a_theme_covers_what_speaks_of_it(story: str, themes: tuple[str, ...], covers: bool) -> None:
    assert tells(story, themes=themes) is covers


def test_another_subject_in_the_sentence_goes_beyond_and_is_named() -> None:
    text = "A client told me that her husband died and that she is drinking again."
    result = settled(text, found(text, "client-story"))
    assert result.findings[0].level is Level.STOP
    assert {beyond.quote for beyond in result.beyond} == {"drinking again", "drinking"}
    assert all(beyond.span.of(text) == beyond.quote for beyond in result.beyond)
    assert "addiction" in result.beyond[0].why
    assert tells(text, details=("drinking again",))
    assert tells(text, themes=("grief", "addiction and relapse"))


def test_what_any_story_touches_in_passing_does_not_go_beyond() -> None:
    assert tells("A client laughed and cried when she told me how her husband died.")


def test_a_sentence_that_shows_no_theme_is_not_covered_by_one() -> None:
    text = "A client lost her husband. She took money out of the till."
    told = [found(text, "client-story", part) for part in text.split(". ")]
    result = settled(text, *told)
    assert [finding.level for finding in result.findings] == [Level.NOTE, Level.STOP]
    assert [beyond.quote for beyond in result.beyond] == ["She took money out of the till."]


def test_words_that_the_client_read_are_covered_as_they_stand() -> None:
    read = "My client kept two suitcases by the door. She laughed."
    assert tells("My client kept 2  suitcases by the door!", themes=(), story=read)
    assert tells("She laughed.", themes=(), story=read)
    assert not tells("She never laughed.", themes=(), story=read)
    assert not tells("My client kept three suitcases by the door.", themes=(), story=read)


def test_a_few_words_of_what_was_read_mean_nothing_without_their_sentence() -> None:
    text = "She never, ever, laughed at me."
    result = settled(text, found(text, "client-story", "laughed"), consents=(fern(story="She laughed.", themes=()),))
    assert result.leaned == ()


def test_another_client_is_not_covered_by_the_first_ones_consent() -> None:
    text = "A client of mine lost her husband. Another client lost his wife."
    told = [found(text, "client-story", part) for part in text.split(". ")]
    alone = settled(text, *told)
    assert (alone.leaned, [one.consent for one in alone.void]) == ((), ["c1"])
    assert settled(text, *told, consents=(FERN, fern(id="c2", client="Moss"))).leaned == ("c1", "c2")
    single = "Another client of mine lost her husband."
    assert tells(single)


# --- details


@pytest.mark.parametrize(
    ("quote", "kind", "details", "covers"),
    [
        ("Boise", "place", ("Boise",), True),
        ("Boise", "place", ("lives in  boise",), False),  # a town is written with a capital
        ("Boise", "place", ("lives in Boise",), True),
        ("Boise", "place", ("anything but Boise",), False),
        ("Boise", "place", ("don’t say Boise",), False),
        ("Boise", "place", ("Boisette",), False),
        ("nurse", "occupation", ("a nurse",), True),
        ("Nurses", "occupation", ("nurse's",), True),
        ("pediatric nurse", "occupation", ("a nurse",), False),
        ("34-year-old", "age", ("34 years old",), True),
        ("34-year-old", "age", ("thirty-four years old",), True),
        ("34 y/o", "age", ("34-year-old",), True),
        ("34yo", "age", ("34 yrs old",), True),
        ("34-year-old", "age", ("in her thirties",), False),
        ("thirty", "age", ("in her 30s",), False),
        ("her thirties", "age", ("30s",), True),
        ("16-month-old", "age", ("16 years old",), False),
        ("9th grader", "age", ("a ninth grader",), True),
        ("her three kids", "family", ("3 kids",), True),
        ("my Tuesday 6pm", "time", ("Tuesdays, 6 p.m.",), True),
        ("May 9th", "date", ("May 9",), True),
        ("May", "date", ("that she may be called a nurse",), False),
        ("twin sister", "family", (), False),
        ("小学校の先生", "occupation", ("小学校の先生",), True),
        ("小学校の先生", "occupation", ("先生",), False),
        ("कि", "other", ("की",), False),
        ("🦊", "other", ("🦊",), True),
        ("🦊", "other", ("🐻", "", "!"), False),
    ],
)
def test_a_detail_is_covered_by_its_very_words(quote: str, kind: str, details: tuple[str, ...], covers: bool) -> None:
    assert lowered(f"My client: {quote}, and so on", quote, kind, details=details) is covers


@pytest.mark.parametrize("kind", sorted((DIRECT - {"image"}) | {"initials"}))
def test_what_points_straight_to_somebody_is_covered_only_as_listed(kind: str) -> None:
    assert lowered("My client Wren Ode’s here", "Wren Ode’s", kind, details=("wren  ode",))
    assert not lowered("My client Wren is here", "Wren", kind, details=("Wren Ode",))
    assert not lowered("My client Wren Ode is here", "Wren Ode", kind, details=("Wren",))
    assert not lowered("My client Wren is here", "Wren", kind, details=("her first name, Wren",), story="Wren")


def test_a_handle_is_not_its_owners_name() -> None:
    assert lowered("See @lumen.clay now", "@lumen.clay", "handle", details=("@Lumen.Clay",))
    assert not lowered("See @lumen.clay now", "@lumen.clay", "handle", details=("lumen.clay",))


def test_quotes_and_pictures_have_their_own_yes() -> None:
    said = 'My client said, "I was a guest at my own wedding."'
    words = '"I was a guest at my own wedding."'
    assert lowered(said, words, "quote", quotes=True)
    assert not lowered(said, words, "quote", details=(words,), story=said)
    assert not lowered('She said, "I am drinking again."', '"I am drinking again."', "quote", quotes=True)
    assert lowered("My client [photo: hands]", "[photo: hands]", "image", picture=True)
    assert not lowered("My client [photo: hands]", "[photo: hands]", "image", details=("[photo: hands]",), quotes=True)


def test_each_detail_that_goes_beyond_is_named_with_its_reason() -> None:
    text = "My client Wren, a nurse from Ohio, said so."
    result = settled(
        text,
        found(text, "identifier", "Wren", "name"),
        found(text, "identifier", "nurse", "occupation"),
        found(text, "identifier", "Ohio", "place"),
    )
    assert [finding.level for finding in result.findings] == [Level.STOP, Level.NOTE, Level.STOP]
    assert [beyond.quote for beyond in result.beyond] == ["Wren", "Ohio"]
    assert len({beyond.why for beyond in result.beyond}) == 2


# --- the other rules


def test_an_acknowledgment_needs_a_yes_to_be_called_a_client() -> None:
    text = "So proud of you, see you on Thursday!"
    acknowledged = found(text, "acknowledged-client")
    assert settled(text, acknowledged).leaned == ()
    assert settled(text, acknowledged, consents=(fern(details=("That you are my client",)),)).leaned == ("c1",)
    assert settled(text, acknowledged, consents=(fern(details=("not that you are my client",)),)).leaned == ()


def test_a_stated_consent_is_borne_out_by_a_record_of_the_story() -> None:
    text = f"Shared with permission. {STORY}"
    claim, story = found(text, "unverified-consent", "Shared with permission"), found(text, "client-story", STORY)
    assert settled(text, claim, story).leaned == ("c1",)
    assert {finding.level for finding in settled(text, claim, story).findings} == {Level.NOTE}
    other = settled(text, claim, story, consents=(fern(themes=("divorce and separation",)),))
    assert [finding.level for finding in other.findings] == [Level.WARN, Level.STOP]
    assert settled(text, claim).leaned == ("c1",)
    assert settled(text, claim, consents=(fern(given=Given.VERBAL),)).leaned == ()


def test_labels_and_colleagues_are_no_clients_to_lower() -> None:
    text = "Boise grief"
    others = [
        Finding(rule, slip, Level.STOP, Span(0, 5))
        for slip, rules in (
            (Slip.DIAGNOSIS, ("stranger-diagnosis", "reader-diagnosis")),
            (Slip.COLLEAGUES, ("bashing", "private-matter", "profession-bashing")),
        )
        for rule in rules
    ]
    result = settled(text, *others)
    assert (list(result.findings), result.covered, result.beyond) == (others, (), ())


def test_a_note_is_left_as_it_is() -> None:
    note = replace(found(STORY, "client-story"), level=Level.NOTE)
    assert settled(STORY, note) == Settled((note,), (), (), (), ())


# --- which consents count


@pytest.mark.parametrize(
    ("platform", "why"),
    [("x", "not for x"), (None, "Say where this draft is meant to go")],
    ids=["elsewhere", "nowhere"],
)
def test_a_consent_covers_only_the_platforms_that_it_names(platform: str | None, why: str) -> None:
    result = settled(STORY, found(STORY, "client-story"), on=platform)
    assert result.leaned == ()
    assert why in result.void[0].why


def test_without_a_consent_there_is_nothing_to_go_beyond() -> None:
    assert settled(STORY, found(STORY, "client-story"), consents=()).beyond == ()


def test_every_consent_that_covers_the_words_is_leaned_on() -> None:
    again = fern(id="c2", renewed_from="c1")
    assert settled(STORY, found(STORY, "client-story"), consents=(FERN, again)).leaned == ("c1", "c2")


def test_a_review_settles_end_to_end() -> None:
    text = "Shared with permission. My client is a 34-year-old nurse from Boise, and her husband died."
    review = review_draft(Draft(text, platform="blog"), NoModel("tests go without"))
    result = settle(findings_of(review), review.draft, [FERN], TODAY)
    left = {beyond.quote for beyond in result.beyond}
    assert left == {"husband"}
    whole = settle(findings_of(review), review.draft, [fern(details=(*FERN.details, "her husband"))], TODAY)
    assert {finding.level for finding in whole.findings} == {Level.NOTE}
    assert whole.beyond == ()


# --- what holds for all of it

SAID = ("Boise", "nurse", "34-year-old", "Wren", "drinking again", "her husband died", "@wren", "🦊", "two kids", "May")
TEXTS = st.lists(
    st.sampled_from((*SAID, "My client", "another client", "and", ". ", "not")), min_size=1, max_size=8
).map(" ".join)
DETAILS = st.lists(
    st.sampled_from((*SAID, "that you are my client", "lives in Boise", "not Boise")) | st.text(max_size=12), max_size=4
).map(tuple)
KINDS = st.sampled_from((None, "name", "age", "place", "quote", "image", "other"))
RULES = st.sampled_from(
    [(Slip.CONFIDENTIALITY, rule) for rule in (*LEVELS, "unverified-consent")]
    + [(Slip.DIAGNOSIS, "reader-diagnosis"), (Slip.COLLEAGUES, "bashing")]
)
CONSENTS = st.builds(
    fern,
    id=st.sampled_from(("c1", "c2")),
    client=st.sampled_from(("Fern", "Moss")),
    details=DETAILS,
    themes=st.lists(st.sampled_from(("grief", "dating", "drinking", "")) | st.text(max_size=12), max_size=3).map(tuple),
    story=st.sampled_from(("", "Her husband died.")) | TEXTS,
    quotes=st.booleans(),
    picture=st.booleans(),
    platforms=st.sampled_from((("blog",), ("x",), ())),
    until=st.sampled_from((None, TODAY, TODAY - timedelta(1), date(2027, 6, 1))),
    given=st.sampled_from(Given),
    revoked_on=st.none() | st.just(TODAY),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Draft, list[Finding]]:
    text = draw(TEXTS.filter(str.strip))
    findings = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        span = Span(start, draw(st.integers(start + 1, len(text))))
        slip, rule = draw(RULES)
        findings.append(Finding(rule, slip, draw(st.sampled_from(Level)), span, draw(KINDS)))
    return Draft(text, platform="blog"), findings


@given(cases(), st.lists(CONSENTS, max_size=3))
def test_only_covered_findings_change_and_only_to_a_note(
    case: tuple[Draft, list[Finding]], consents: list[Consent]
) -> None:
    draft, findings = case
    result = settle(findings, draft, consents, TODAY)
    assert len(result.findings) == len(findings)
    covered = {(words.rule, words.span) for words in result.covered}
    for before, after in zip(findings, result.findings, strict=True):
        assert after.level <= before.level
        assert after == replace(before, level=after.level)
        assert after == before or (after.level is Level.NOTE and (before.rule, before.span) in covered)
        assert after == before or before.slip is Slip.CONFIDENTIALITY


@given(cases(), st.lists(CONSENTS, max_size=3))
def test_what_covers_is_standing_and_for_this_platform(
    case: tuple[Draft, list[Finding]], consents: list[Consent]
) -> None:
    draft, findings = case
    result = settle(findings, draft, consents, TODAY)
    by_id = {consent.id for consent in consents if standing(consent, TODAY).counts and "blog" in consent.platforms}
    assert set(result.leaned) <= by_id
    assert not set(result.leaned) & {void.consent for void in result.void}


@given(cases(), CONSENTS, st.sampled_from(["expired", "revoked", "incomplete", "not-yet"]))
def test_a_consent_that_does_not_stand_covers_nothing(
    case: tuple[Draft, list[Finding]], consent: Consent, how: str
) -> None:
    draft, findings = case
    changes: dict[str, dict[str, object]] = {
        "expired": {"until": TODAY - timedelta(1)},
        "revoked": {"revoked_on": TODAY},
        "incomplete": {"statements": frozenset([Statement.REVOCABLE])},
        "not-yet": {"since": TODAY + timedelta(1), "until": TODAY + timedelta(9)},
    }
    result = settle(findings, draft, [replace(consent, **changes[how])], TODAY)  # type: ignore[arg-type]
    assert (list(result.findings), result.leaned) == (findings, ())


@given(cases(), CONSENTS, DETAILS)
def test_more_details_never_cover_less(
    case: tuple[Draft, list[Finding]], consent: Consent, more: tuple[str, ...]
) -> None:
    draft, findings = case
    less = settle(findings, draft, [consent], TODAY)
    wider = settle(findings, draft, [replace(consent, details=(*consent.details, *more))], TODAY)
    for a, b in zip(less.findings, wider.findings, strict=True):
        assert b.level <= a.level


@given(cases(), st.lists(CONSENTS, min_size=1, max_size=3))
def test_a_clients_words_are_covered_or_beyond(case: tuple[Draft, list[Finding]], consents: list[Consent]) -> None:
    draft, findings = case
    result = settle(findings, draft, consents, TODAY)
    for finding in result.findings:
        if finding.slip is Slip.CONFIDENTIALITY and finding.level > Level.NOTE:
            assert any(beyond.rule == finding.rule for beyond in result.beyond)
    for words in (*result.covered, *result.beyond):
        assert words.span.of(draft.text) == words.quote


@given(st.text(max_size=30), st.text(max_size=30))
def test_being_listed_needs_words_and_bears_any_text(said: str, detail: str) -> None:
    if listed(said, [detail]):
        assert said.strip()
        assert detail.strip()


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_theme_bears_any_text(text: str, theme: str) -> None:
    assert is_about(text, theme) in (True, False)


def test_every_subject_can_be_agreed_to_by_its_title_and_the_passing_ones_exist() -> None:
    assert {*texts()["themes"]["passing"]} <= {*subjects()}
    assert len(known_themes()) == len(subjects()) - 1  # being human has no words of its own
    for subject in subjects().values():
        assert not NEGATED.search(subject.title)
        for phrase in subject.phrases:
            assert is_about(" ".join(phrase), subject.title)


# --- afterwards


def test_every_post_that_leaned_on_a_consent_is_listed_with_what_to_do() -> None:
    posts = [
        Posted("p1", "instagram", "https://example.com/1", ("c1",)),
        Posted("p2", "newsletter", "the June letter", ("c0", "c1")),
        Posted("p3", "podcast", "episode 4", ("c2",)),
        Posted("p4", None, "on paper", ("c1",)),
    ]
    affected = leaning("c1", posts)
    assert [one.posted.id for one in affected] == ["p1", "p2", "p4"]
    assert affected[0].todo[1].startswith("Delete it wherever that is possible")
    assert "cannot be called back" in affected[1].todo[1]
    assert all("Copies" in one.todo[-1] for one in affected)
    assert "renews" in leaning("c1", posts, now=Standing.EXPIRED)[0].todo[0]


def test_a_reminder_comes_a_month_before_and_asks() -> None:
    soon, sooner = fern(until=TODAY + timedelta(20)), fern(id="c2", until=TODAY)
    told = reminders([FERN, soon, sooner, fern(id="c3", until=TODAY - timedelta(1))], TODAY)
    assert [(one.consent, one.days) for one in told] == [("c2", 0), ("c1", 20)]
    assert "does not renew itself" in told[0].text


def test_a_consent_that_was_renewed_needs_no_reminder_but_an_unfinished_renewal_does_not_count() -> None:
    ends = fern(until=TODAY + timedelta(20))
    renewal = fern(id="c2", renewed_from="c1", since=TODAY + timedelta(21))
    assert reminders([ends, renewal], TODAY) == ()
    assert len(reminders([ends, replace(renewal, given=Given.VERBAL)], TODAY)) == 1


# --- on paper


def test_the_record_on_paper_holds_everything() -> None:
    whole = fern(
        parties=(Party("Fern", True), Party("Moss")),
        story="First line.\n<b>second</b>",
        renewed_from="c0",
        revoked_on=TODAY,
        until=None,
    )
    page = as_markdown(whole)
    for words in ("# Permission of Fern", "“Boise”", "“grief”", "Moss: no", "    <b>second</b>", "November 20, 2026"):
        assert words in page
    assert page.count("☑") == 9
    assert "an open end" in page
    assert "☐" in as_markdown(fern(elements=frozenset()))


def test_no_word_of_a_record_is_markup() -> None:
    page = as_markdown(fern(client="# <script>", details=("*b* [x](y)\n- no list",), parties=(Party("1. x"),)))
    assert "<script>" not in page.replace("\\<script\\>", "")
    assert r"“\*b\* \[x\](y) - no list”" in page
    assert r"- 1\. x: no" in page


@given(CONSENTS)
def test_every_record_can_be_printed(consent: Consent) -> None:
    page = as_markdown(consent)
    assert page.startswith("# Permission of ")
    assert "{" not in page.replace(consent.story, "") or any(
        "{" in part for part in (*consent.details, *consent.themes)
    )
