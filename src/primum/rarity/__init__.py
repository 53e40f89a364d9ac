"""How many people fit what a draft tells of somebody: an order of magnitude, and how it comes about.

The details found are read against tables of published figures (`data/rarity/<country>.toml`, each with its source and
year) and of towns (`data/rarity/places.csv`), and their shares are multiplied. That assumes that the details are
independent of one another, which people's lives are not, and that they are all of one person; so only the order of
magnitude means anything. A share measured on adults stands for children too, for want of a better one. What the tables
do not know is said to be unknown, and narrows nothing. `places.csv` is opened only where a place is named.
"""

from __future__ import annotations

from primum.rarity.facts import Fact
from primum.rarity.reckoning import FEW, RECOGNITION, Estimate, Step, estimate
from primum.rarity.tables import countries

__all__ = ["FEW", "RECOGNITION", "Estimate", "Fact", "Step", "countries", "estimate"]
