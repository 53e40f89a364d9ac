"""How many people fit: the ways to say an age or a place, and what holds for every estimate and every table."""

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from primum.errors import UnknownChoice
from primum.rarity import RECOGNITION, Estimate, Fact, countries, estimate

DATA = files("primum") / "data" / "rarity"
FIREFIGHTER, BOISE, OCD = Fact("occupation", "firefighter"), Fact("place", "Boise"), Fact("condition", "OCD")


def told(*facts: tuple[str, str], country: str = "US") -> Estimate:
    found = estimate([Fact(*fact) for fact in facts], country)
    assert found is not None
    return found


def reads(kind: str, quote: str, country: str = "US") -> list[str]:
    """What a quote is read as, after the people that the chain begins with."""
    return [step.read for step in told((kind, quote), country=country).steps[1:]]


def test_a_firefighter_in_boise_with_ocd_is_one_of_three() -> None:
    found = estimate([FIREFIGHTER, BOISE, OCD])
    assert found is not None
    assert (found.people, found.few, found.most_telling, found.unknown) == (3, True, BOISE, ())
    assert found.reasoning == "people in Boise 236 k → firefighters about 240 → with OCD about 3"


def test_without_a_place_the_country_stands_for_it() -> None:
    found = estimate([FIREFIGHTER, OCD])
    assert found is not None and not found.few
    assert found.reasoning == "people in the United States 333 M → firefighters 345 k → with OCD about 4,100"


def test_a_share_of_adults_is_taken_of_the_adults() -> None:
    steps = ["people in Boise", "adults", "with OCD"]
    assert [step.read for step in told(("place", "Boise"), ("condition", "OCD")).steps] == steps


def test_what_no_table_knows_is_said_to_be_unknown() -> None:
    found = told(("occupation", "nurses"), ("appearance", "mohawk"), ("date", "Tuesday"), ("place", "Xyzzy"))
    assert [fact.quote for fact in found.unknown] == ["mohawk", "Tuesday", "Xyzzy"]
    assert found.people == 3_000_000


@pytest.mark.parametrize(
    "fact",
    [
        ("time", "3pm"),
        ("initials", "J.R."),
        ("quote", "I ate the toast"),
        ("age", "150-year-old"),
        ("age", "one of the teachers"),
        ("age", "9C"),
        ("place", "here"),
        ("place", "the green chair"),
        ("place", "the airport"),
        ("place", "Shelby County"),
        ("family", "her sister"),
        ("occupation", "the lobster man"),
        ("family", "first-born of seven"),
    ],
)
def test_nothing_known_is_no_estimate(fact: tuple[str, str]) -> None:
    assert estimate([Fact(*fact)]) is None
    assert estimate([]) is None


@pytest.mark.parametrize("kind", ["name", "handle", "contact", "url", "image", "id-number"])
def test_what_points_to_one_person_leaves_one(kind: str) -> None:
    found = told((kind, "Ann"), ("age", "34-year-old"), ("place", "Boise"))
    assert found.people == 1
    assert found.most_telling == Fact(kind, "Ann")
    assert re.search(r" → by [a-z ]+ 1$", found.reasoning)


def test_one_of_two_names_left_out_changes_nothing() -> None:
    assert told(("name", "Ann"), ("handle", "@ann")).most_telling is None


@pytest.mark.parametrize(
    ("quote", "read"),
    [
        ("34-year-old", "aged 34"),
        ("thirty-four-year-old", "aged 34"),
        ("16 y/o", "aged 16"),
        ("turned 40", "aged 40"),
        ("3.5-year-old", "aged 3"),
        ("18 months old", "aged 1"),
        ("mid-30s", "aged 34 to 36"),
        ("early fifties", "aged 50 to 53"),
        ("30-something", "aged 30 to 39"),
        ("sixtyish", "aged 60 to 69"),
        ("seventies", "aged 70 to 79"),
        ("8th grader", "aged 13"),
        ("third-grader", "aged 8"),
        ("10th std", "aged 15"),
        ("year 9", "aged 13"),
        ("sophomore", "aged 15"),
        ("late teens", "aged 17 to 19"),
        ("toddler", "aged 1 to 3"),
        ("60+", "aged 60 and over"),
        ("over 65", "aged 65 and over"),
        ("under 18", "aged 0 to 17"),
        ("102-year-old", "aged 102"),
    ],
)
def test_an_age_is_read_in_many_forms(quote: str, read: str) -> None:
    assert reads("age", quote) == [read]


@pytest.mark.parametrize(
    ("kind", "quote", "sex"),
    [
        ("age", "29F", "female"),
        ("age", "(42/m)", "male"),
        ("age", "in her fifties", "female"),
        ("family", "mother of four", "female"),
        ("occupation", "waitress", "female"),
        ("ethnicity", "black man", "male"),
        ("orientation", "lesbian", "female"),
        ("condition", "pregnant", "female"),
    ],
)
def test_a_gendered_word_halves(kind: str, quote: str, sex: str) -> None:
    assert [step.share for step in told((kind, quote)).steps if step.read == sex] == [0.5]


def test_somebody_s_boys_tell_no_sex_of_the_parent() -> None:
    assert "male" not in reads("family", "2 boys")


def test_a_figure_of_one_sex_is_not_halved_twice() -> None:
    assert told(("orientation", "lesbian")).people == pytest.approx(0.014 * 261e6, rel=0.2)
    assert (
        told(("orientation", "lesbian"), ("age", "34F")).people
        == told(("orientation", "lesbian"), ("age", "34")).people
    )


@pytest.mark.parametrize(
    ("facts", "begins"),
    [
        (["Portland"], "people in Portland, OR"),
        (["Portland", "Maine"], "people in Portland, ME"),
        (["Portland, ME"], "people in Portland, ME"),
        (["Portland", "Oregon", "Texas"], "people in Portland, TX"),
        (["London"], "people in London, GB"),
        (["London", "Ontario"], "people in London, CA"),
        (["near St Louis"], "people in St. Louis"),
        (["St. Paul"], "people in Saint Paul"),
        (["Saint Louis, Missouri"], "people in St. Louis"),
        (["King’s Lynn"], "people in King's Lynn"),
        (["Boise's"], "people in Boise"),
        (["St. John's"], "people in St. John's"),
        (["Idaho"], "people in Idaho"),
        (["Idaho", "Boise"], "people in Boise"),
        (["Winston-Salem, North Carolina"], "people in Winston-Salem"),
        (["Québec"], "people in Quebec"),
        (["the costco lot in tigard"], "people in Tigard"),
        (["chillicothe"], "people in Chillicothe"),
        (["Laredo to Duluth"], "people in Duluth"),
        (["United States"], "people in the United States"),
        (["India"], "people in the United States"),
    ],
)
def test_a_place_is_the_largest_of_its_name_or_the_one_whose_state_is_named(facts: list[str], begins: str) -> None:
    assert told(*(("place", place) for place in facts)).steps[0].read.startswith(begins)


def test_of_several_ages_faiths_and_peoples_the_rarest_counts() -> None:
    found = told(("religion", "Christian"), ("religion", "Baptist"), ("age", "34"), ("age", "her thirties"))
    assert [step.read for step in found.steps if step.share != 1] == ["aged 34", "female", "Baptists"]
    assert {step.fact.quote for step in found.steps if step.fact} == {"Christian", "Baptist", "34", "her thirties"}


def test_conditions_add_up_but_not_one_within_another() -> None:
    assert (
        told(("condition", "bipolar II"), ("condition", "bipolar")).people == told(("condition", "bipolar II")).people
    )
    assert told(("condition", "OCD"), ("condition", "PTSD")).people < told(("condition", "OCD")).people
    assert told(("condition", "OCD"), ("condition", "obsessive-compulsive")).people == told(("condition", "OCD")).people


@pytest.mark.parametrize(
    ("country", "facts", "begins"),
    [
        ("GB", [("place", "Leeds"), ("religion", "Sikh"), ("age", "year 9")], "people in Leeds"),
        ("CA", [("religion", "Muslim"), ("age", "34-year-old")], "people in Canada 38.2 M"),
        ("AU", [("place", "Ballarat"), ("religion", "Catholic")], "people in Ballarat 112 k → Catholics"),
        ("IE", [("ethnicity", "Traveller"), ("age", "19")], "people in Ireland 4.99 M → aged 19"),
    ],
)
def test_other_countries_have_tables_of_their_own(country: str, facts: list[tuple[str, str]], begins: str) -> None:
    found = told(*facts, country=country)
    assert found.reasoning.startswith(begins)
    assert not found.unknown


def test_a_table_that_a_country_does_not_have_is_not_borrowed() -> None:
    assert told(("age", "34"), ("occupation", "nurse"), country="AU").unknown == (Fact("occupation", "nurse"),)


def test_a_country_without_tables_is_refused() -> None:
    with pytest.raises(UnknownChoice, match="AU, CA, GB, IE, US"):
        estimate([OCD], "XX")


def test_a_crowd_of_facts_is_cut_short() -> None:
    found = told(*(("place", f"Portland {number}") for number in range(40)), ("condition", "OCD"))
    assert len(found.unknown) == 16
    assert found.people == 700_000


def test_the_client_recognizes_themselves_whatever_the_number() -> None:
    assert "recognize themselves" in RECOGNITION


FACTS = st.one_of(
    st.sampled_from(
        [
            FIREFIGHTER, BOISE, OCD, Fact("occupation", "nurse"), Fact("occupation", "a retired teacher"),
            Fact("condition", "bipolar"), Fact("condition", "bipolar II"), Fact("condition", "pregnant"),
            Fact("family", "mother of four"), Fact("family", "widower"), Fact("family", "twin"),
            Fact("religion", "Amish"), Fact("religion", "Jehovah's Witness"), Fact("ethnicity", "Navajo"),
            Fact("orientation", "gay"), Fact("orientation", "lesbian"), Fact("event", "veteran"),
            Fact("place", "Portland"), Fact("place", "Maine"), Fact("place", "Oregon"), Fact("place", "Texas"),
            Fact("place", "Georgia"), Fact("place", "India"), Fact("place", "London"), Fact("place", "Paris, TX"),
            Fact("age", "over 10"), Fact("age", "teenager"), Fact("age", "adult"), Fact("age", "34-year-old"),
            Fact("age", "in her fifties"), Fact("age", "103-year-old"), Fact("name", "Ann"), Fact("url", "ann.example"),
            Fact("quote", "nobody listens"), Fact("appearance", "left-handed"), Fact("other", "left-handed"),
        ]
    ),
    st.builds(Fact, st.sampled_from(["age", "place", "family", "condition", "other", "date"]), st.text(max_size=30)),
)  # fmt: skip
LISTS = st.lists(FACTS, max_size=6)


@given(LISTS, FACTS)
def test_another_fact_never_raises_the_number(facts: list[Fact], another: Fact) -> None:
    before, after = estimate(facts), estimate([*facts, another])
    assert before is None or (after is not None and after.people <= before.people)
    if before and after:
        assert after.steps[-1].people <= before.steps[-1].people * (1 + 1e-9)


@given(LISTS)
def test_the_order_and_repetition_of_facts_change_nothing(facts: list[Fact]) -> None:
    found, again = estimate(facts), estimate([*reversed(facts), *facts])
    assert (found and (found.people, found.reasoning)) == (again and (again.people, again.reasoning))


@given(LISTS)
def test_an_estimate_is_of_at_least_one_and_every_fact_is_told_of(facts: list[Fact]) -> None:
    found = estimate(facts)
    if found is None:
        return
    assert found.people >= 1
    assert len(str(found.people).rstrip("0")) == 1
    assert found.few == (found.people < 1000)
    said = {step.fact for step in found.steps if step.fact}
    assert said | set(found.unknown) == set(facts)
    assert not said & set(found.unknown)
    assert not re.search(r"\bsafe\b", f"{found.reasoning} {RECOGNITION}", re.I)


@given(LISTS)
def test_leaving_out_the_most_telling_fact_helps_most(facts: list[Fact]) -> None:
    found = estimate(facts)
    if found is None or found.most_telling is None:
        return
    assert found.most_telling in facts
    left = {fact: estimate([other for other in facts if other != fact]) for fact in facts}
    most = max(other.steps[-1].people for other in left.values() if other) if any(left.values()) else 0
    best = left[found.most_telling]
    assert best is None or best.steps[-1].people >= most * (1 - 1e-9)


def tables() -> list[tuple[str, dict[str, Any]]]:
    return [(code, tomllib.loads((DATA / f"{code.lower()}.toml").read_text())) for code in countries()]


def rows(table: dict[str, Any]) -> list[tuple[dict[str, Any], str, dict[str, Any]]]:
    return [(block, read, row) for block in table["table"] for read, row in block["rows"].items()]


def test_every_figure_has_a_source_a_year_and_whether_it_was_looked_up() -> None:
    for code, table in tables():
        for block in [table["ages"], *table["table"]]:
            assert block["source"] and 2000 <= block["year"] <= 2026, code
            assert isinstance(block["verified"], bool), code
        for _, read, row in rows(table):
            assert not re.search(r"\bsafe\b", read, re.I), (code, read)
            assert row.keys() <= {"people", "percent", "words", "verified", "sex", "part_of", "note"}, (code, read)
            assert ("people" in row) != ("percent" in row) and row["words"], (code, read)


def test_every_word_means_one_thing() -> None:
    for code, table in tables():
        for kind in {kind for block in table["table"] for kind in block["types"]}:
            words = [word.lower() for block, _, row in rows(table) if kind in block["types"] for word in row["words"]]
            assert len(words) == len(set(words)), (code, kind, [word for word in words if words.count(word) > 1])


def test_every_word_is_found_where_its_row_says() -> None:
    for code, table in tables():
        for block, read, row in rows(table):
            for word in row["words"]:
                for kind in block["types"]:
                    assert read in reads(kind, word.title(), code), (code, kind, word)


def test_a_row_within_another_is_narrower_and_measured_alike() -> None:
    for code, table in tables():
        by_name = {read: (block, row) for block, read, row in rows(table)}
        assert len(by_name) == len(rows(table)), code
        for block, read, row in rows(table):
            if "part_of" in row:
                outer, wide = by_name[row["part_of"]]
                assert outer["of"] == block["of"], (code, read)
                assert all(row[key] < wide[key] for key in ("people", "percent") if key in row), (code, read)


def test_kinds_of_which_one_counts_are_measured_on_the_same_people() -> None:
    for code, table in tables():
        for kind in ("occupation", "religion", "ethnicity", "orientation"):
            assert len({block["of"] for block in table["table"] if block["types"][0] == kind}) <= 1, (code, kind)


def test_the_united_states_have_enough_to_begin_with() -> None:
    kinds = [block["types"][0] for block, _, _ in rows(dict(tables())["US"])]
    assert kinds.count("occupation") >= 100
    assert kinds.count("condition") >= 40


def test_the_places_are_few_enough_to_carry() -> None:
    text = (DATA / "places.csv").read_text()
    assert len(text) < 400_000
    assert all(len(line.split(",")) == 5 for line in text.splitlines())
