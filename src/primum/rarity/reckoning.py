"""The chain from the people of a place down to those who fit every fact, and how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from primum.rarity.facts import Fact, Factor, Reading, read
from primum.rarity.places import Place, meant
from primum.rarity.tables import Table, table_of

RECOGNITION: Final = "Whatever the number, the client will recognize themselves."
"""What holds for every estimate, large or small."""
FEW: Final = 1_000
"""Fewer people than this are as good as named."""
_MOST: Final = 25
"""As many known facts are put together; nobody is told of by more, and each is left out once to see what it tells."""


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: what a fact was read as, the share of the people before that fits, and how many are left.

    `fact` is None where no fact says it, as of the country; `share` is 1 where another fact says as much already.
    """

    fact: Fact | None
    read: str
    share: float
    people: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many people fit (one significant digit, at least 1), step by step.

    `unknown` are the facts that no table knows, and known ones after the twenty-fifth; `most_telling` is the fact
    without which the most people would fit, None where leaving out a single one changes nothing.

    >>> estimate([Fact("occupation", "firefighter"), Fact("place", "Boise"), Fact("condition", "OCD")]).people
    3
    """

    people: int
    steps: tuple[Step, ...]
    unknown: tuple[Fact, ...]
    most_telling: Fact | None

    @property
    def few(self) -> bool:
        """Whether fewer than a thousand people fit."""
        return self.people < FEW

    @property
    def reasoning(self) -> str:
        """The chain in one line.

        >>> estimate([Fact("occupation", "firefighter"), Fact("place", "Boise"), Fact("condition", "OCD")]).reasoning
        'people in Boise 236 k → firefighters about 240 → with OCD about 3'
        """
        first, *others = self.steps
        return " → ".join(
            [
                f"{first.read} {_written(first.people)}",
                *(f"{s.read} {_about(s.people)}" for s in others if s.share != 1),
            ]
        )


def estimate(facts: Sequence[Fact], country: str = "US") -> Estimate | None:
    """Estimate how many people of a country fit all the facts; None where the tables know none of them.

    A place of the country, or one abroad with fewer people, stands for the country. Of several ages, faiths, peoples,
    occupations and orientations the rarest counts. `country` is two letters of ISO 3166; raises UnknownChoice where
    there are no tables for it.

    >>> estimate([Fact("name", "Ann")]).reasoning
    'people in the United States 333 M → by name 1'
    """
    table = table_of(country.lower())
    readings = [read(fact, table) for fact in dict.fromkeys(facts)]
    known = [reading for reading in readings if reading.known][:_MOST]
    if not known:
        return None
    steps = _chain(known, table)
    return Estimate(
        people=_magnitude(steps[-1].people),
        steps=tuple(steps),
        unknown=tuple(reading.fact for reading in readings if reading not in known),
        most_telling=_most_telling(known, steps[-1].people, table),
    )


def _most_telling(known: Sequence[Reading], people: float, table: Table) -> Fact | None:
    without = [_chain([*known[:at], *known[at + 1 :]], table)[-1].people for at in range(len(known))]
    best = max(without)
    return known[without.index(best)].fact if best > people * 1.001 else None


def _chain(readings: Sequence[Reading], table: Table) -> list[Step]:
    """Return the steps from the people of the place down to those who fit everything."""
    base, wider = _base(readings, table)
    kept, said = _kept(factor for reading in readings for factor in reading.factors)
    steps = [base]
    ages = 1.0  # the share of the people whose ages are left
    for factor in kept:
        share = factor.share
        if factor.kind == "direct":
            share = min(1.0, 1 / steps[-1].people)
        elif factor.kind == "age":
            ages = share
        elif factor.adults and ages > table.adults:
            if factor.counted:
                share *= table.adults / ages  # "firefighters" are adults anyhow
            else:
                steps.append(Step(None, "adults", table.adults / ages, steps[-1].people * table.adults / ages))
            ages = table.adults
        left = steps[-1].people * share
        steps.append(Step(factor.fact, factor.read, share, min(1.0, left) if factor.kind == "direct" else left))
    steps += [Step(factor.fact, factor.read, 1, steps[-1].people) for factor in said]
    return [*steps, *(Step(fact, place.name, 1, steps[-1].people) for fact, place in wider)]


def _kept(factors: Iterable[Factor]) -> tuple[list[Factor], list[Factor]]:
    """Part the factors that count, in the order of the chain, from those that say nothing more."""
    rarest_first = sorted(factors, key=lambda f: (f.share, f.read))
    rarest = {factor.slot: factor for factor in reversed(rarest_first)}
    wider = {factor.part_of for factor in rarest.values()}
    kept = [factor for factor in rarest.values() if factor.read not in wider]
    said = [factor for factor in rarest_first if factor.read in wider or factor is not rarest[factor.slot]]
    return sorted(kept, key=lambda f: (f.turn, f.read)), said


def _base(readings: Sequence[Reading], table: Table) -> tuple[Step, list[tuple[Fact, Place]]]:
    """Return the step that the chain begins with, and the places that are wider than its own."""
    everywhere = Step(None, f"people in {table.country}", 1, table.people)
    named = [(reading.fact, places) for reading in readings for places in reading.places]
    settled = sorted(
        zip([fact for fact, _ in named], meant([places for _, places in named]), strict=True),
        key=lambda found: (found[1].people, found[1].name),
    )
    if not settled:
        return everywhere, []
    fact, place = settled[0]
    if place.people >= table.people or (place.kind, place.country) == ("country", table.code):
        return everywhere, settled
    return Step(fact, f"people in {place.name}", place.people / table.people, place.people), settled[1:]


def _magnitude(people: float) -> int:
    """Round to one significant digit, and to nobody less than the client.

    >>> _magnitude(2.9), _magnitude(243), _magnitude(0.01)
    (3, 200, 1)
    """
    return max(1, int(float(f"{people:.0e}")))


def _written(people: float) -> str:
    """Write a number with three significant digits.

    >>> _written(235_684), _written(333_287_557), _written(1_420_000_000)
    ('236 k', '333 M', '1,420 M')
    """
    if people < 10_000:
        return f"{people:,.0f}"
    size, unit = (1e6, "M") if people >= 999_500 else (1e3, "k")
    rounded = float(f"{people:.2e}") / size
    return f"{rounded:,.0f} {unit}" if rounded >= 100 else f"{rounded:.3g} {unit}"


def _about(people: float) -> str:
    """Write a number that shares have brought about, with two significant digits where it is small."""
    if people >= 10_000 or people == 1:
        return _written(people)
    return f"about {float(f'{people:.1e}'):,.0f}" if people >= 0.5 else "fewer than 1"
