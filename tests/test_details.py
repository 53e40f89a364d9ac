"""Details that name or narrow a client, in the forms people type, and the same words where they are nobody's."""

import pytest

from primum import Verdict, review

STORY = "My client told me {} and I keep thinking of it."


def types(text: str) -> set[tuple[str | None, str]]:
    return {(f.type, f.quote) for f in review(text).findings if f.rule == "identifier"}


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("age", "34-year-old"),
        ("age", "16 y/o"),
        ("age", "29F"),
        ("age", "early 50s"),
        ("age", "7th grader"),
        ("date", "on March 3rd, 2021"),
        ("date", "03/04/2021"),
        ("date", "Tuesday"),
        ("date", "Thanksgiving"),
        ("time", "11:15"),
        ("time", "ten o'clock"),
        ("place", "in Boise"),
        ("place", "near Ballarat"),
        ("name", "Priya"),
        ("name", "kwame"),
        ("name", "Siobhan"),
        ("initials", "J.R."),
        ("occupation", "firefighter"),
        ("organisation", "Lincoln High School"),
        ("family", "her husband"),
        ("family", "mother of three"),
        ("condition", "bulimia"),
        ("condition", "Lexapro"),
        ("religion", "Amish"),
        ("ethnicity", "Navajo"),
        ("orientation", "lesbian"),
        ("appearance", "neck tattoo"),
        ("event", "plane crash"),
        ("contact", "613-555-0177"),
        ("contact", "kim@example.org"),
        ("url", "https://example.org/kim"),
        ("handle", "@kim.pots"),
        ("id-number", "MRN 4471902"),
        ("id-number", "943 476 5919"),  # an NHS number whose check digit holds
        ("vehicle", "Subaru"),
        ("image", "[photo: her drawing]"),
    ],
)
def test_a_detail_is_found_in_a_story(kind: str, detail: str) -> None:
    found = types(STORY.format(detail))
    assert any(k == kind and quote.strip("() ") in detail for k, quote in found), found


def test_words_quoted_from_a_client_are_a_detail() -> None:
    assert ("quote", '"I ate the toast"') in types('My client said "I ate the toast" and smiled.')


@pytest.mark.parametrize(
    "text",
    [
        "Two spaces open on Tuesdays at 10.00 in Boise: ring 613-555-0177 or write to kim@example.org.",
        "Grateful to Dr. Priya Nair, who taught me everything about Lexapro.",
        "My husband, a firefighter, turned 50 on March 3rd.",
        "Great panel with @kim.pots in Denver. Slides: https://example.org/slides",
    ],
)
def test_a_detail_that_is_no_client_s_is_no_finding(text: str) -> None:
    assert review(text).verdict is Verdict.SHARE


@pytest.mark.parametrize("written", ["99/99/2021", "12:345", "1.2.3", "No. 5"])
def test_what_only_looks_like_a_date_is_none(written: str) -> None:
    assert not {kind for kind, _ in types(STORY.format(written)) if kind == "date"}


def test_may_hope_and_grace_are_names_only_when_written_so() -> None:
    assert not types("My client may hope for grace.")
    assert ("name", "Grace") in types("My client Grace told me a joke.")
