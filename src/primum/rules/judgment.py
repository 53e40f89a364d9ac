"""One judgment from two witnesses: what the model's scores say, and how they are weighed against explicit knowledge.

A slip is there when the model is sure of it, or when explicit knowledge speaks and the model does not contradict it.
All limits are probabilities from `data/model/heads.json`, chosen on held-out drafts by `training/evaluate.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from primum.model import Scores
from primum.reading import Detail, Reading
from primum.rules.catalogue import catalogue
from primum.rules.finding import DIRECT, Finding, Level, Slip, Witness

if TYPE_CHECKING:
    from primum.model import Floats

ALWAYS: Final = {
    "acknowledged-client": Level.STOP,
    "unverified-consent": Level.WARN,
    "private-matter": Level.STOP,
    "profession-bashing": Level.WARN,
}
"""Rules whose level does not depend on the case."""
MOST: Final = 3
"""The most stretches of one rule in a draft."""
NEAR: Final = 40
"""Code points within which a stretch grows to the edge of its clause."""
APART: Final = 15
"""Code points, a few words, within which two stretches of one rule in one sentence are one."""
FAINT: Final = 0.2
"""The share of its limit down to which a detail goes on from where it was seen clearly."""

_WORD: Final = re.compile(r"[\w'’]+")
_FUNCTION_WORDS: Final = frozenset(
    "a an the of on in at to from for with by and or but so my our your his her their its mine ours theirs hers i "
    "me us we you he she they it i've i'm it's he's she's is was are were be been am that this these those who whom "
    "which as if then than not no just only still also about into over after before since until when while where "
    "there here what how all any some one".split()
)
"""Words that by themselves are nobody's detail."""
_EDGE: Final = re.compile(r"[.,;:!?…)\"”]+(?=\s|$)|\n|\s[-–—]\s|—")


def judge(reading: Reading, explicit: Iterable[Finding]) -> list[Finding]:
    """Weigh the explicit findings of a reading against the model's scores; without scores they stand as they are."""
    explicit = list(explicit)
    scores = reading.scores
    if scores is None:
        return explicit
    return [
        finding
        for slip in Slip
        for finding in _judge_slip(reading, scores, slip, [finding for finding in explicit if finding.slip is slip])
    ]


def slip_chance(scores: Scores, slip: Slip) -> float:
    """Return how likely a slip is: the mean, in logits, of its own label and of its likeliest rule."""
    own = scores.of_draft(f"{slip}>=warn")
    likeliest = max(scores.of_draft(rule) for rule in _rules(scores, slip))
    odds = math.sqrt(_odds(own) * _odds(likeliest))
    return odds / (1 + odds)


def _rules(scores: Scores, slip: Slip) -> list[str]:
    """Return the rules of a slip that the model has learned."""
    return [rule.id for rule in catalogue().values() if rule.slip is slip and rule.id in scores.heads.draft_labels]


def _odds(chance: float) -> float:
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return chance / (1 - chance)


def _judge_slip(reading: Reading, scores: Scores, slip: Slip, explicit: list[Finding]) -> Iterator[Finding]:
    limits = scores.heads.thresholds
    chance = slip_chance(scores, slip)
    if chance < limits["backed" if any(f.level > Level.NOTE for f in explicit) else "slip"][slip]:
        return
    modeled = [part for finding in _modeled(reading, scores, slip) for part in _parted(finding, explicit)]
    for finding in modeled:
        backed = any(other.rule == finding.rule and other.span.overlaps(finding.span) for other in explicit)
        yield replace(finding, witness=Witness.BOTH) if backed else finding
    stop = any(finding.level is Level.STOP for finding in modeled)
    for finding in explicit:
        if not any(other.rule == finding.rule and other.span.overlaps(finding.span) for other in modeled):
            yield finding if stop else replace(finding, level=min(finding.level, Level.WARN))


def _parted(finding: Finding, explicit: list[Finding]) -> list[Finding]:
    """Part a detail in which explicit knowledge sees several: "a firefighter from Boise" is a job and a place."""
    inside = [other for other in explicit if other.type and finding.type and finding.span.covers(other.span)]
    if len(inside) < 2:
        return [finding]
    return [replace(finding, span=other.span, type=other.type, level=Level.STOP) for other in inside]


def _modeled(reading: Reading, scores: Scores, slip: Slip) -> Iterator[Finding]:
    """Yield what the model says of a slip that is there: the rules that it names, or else the likeliest."""
    limits = scores.heads.thresholds
    stop = scores.of_draft(f"{slip}=stop") >= limits["stop"][slip]
    rules = _rules(scores, slip)
    likeliest = max(rules, key=lambda rule: scores.of_draft(rule) / limits["rule"][rule])
    spoken = [rule for rule in rules if rule == likeliest or scores.of_draft(rule) >= limits["rule"][rule]]
    consented = "unverified-consent" in spoken
    for rule in spoken:
        if rule != "identifier":
            level = ALWAYS.get(rule) or (Level.STOP if stop and not consented else Level.WARN)
            for start, end, sure in _clauses(reading.folded.plain, scores, rule, limits["token"][rule]):
                yield Finding(rule, slip, level, reading.folded.span(start, end), None, Witness.MODEL, sure)
    if slip is Slip.CONFIDENTIALITY:
        yield from _identifiers(reading, scores, needed=spoken == ["identifier"], consented=consented)


def _clauses(plain: str, scores: Scores, rule: str, limit: float) -> list[tuple[int, int, float]]:
    """Return where a rule speaks, with the probability, the surest first: above the limit, or else at its strongest."""
    chances = scores.of_tokens(rule)
    if not len(chances):
        return []
    found: list[tuple[int, int, float]] = []
    for first, last in _runs(chances, min(limit, float(chances.max()))):
        start, end = _to_clause(plain, int(scores.offsets[first, 0]), int(scores.offsets[last, 1]))
        sure = float(chances[first : last + 1].max())
        if found and _goes_on(plain, found[-1][1], start):
            earlier = found.pop()
            start, end, sure = min(start, earlier[0]), max(end, earlier[1]), max(sure, earlier[2])
        found.append((start, end, sure))
    return sorted(found, key=lambda clause: -clause[2])[:MOST]


def _goes_on(plain: str, end: int, start: int) -> bool:
    """Tell whether what ended before is the same stretch as what starts here."""
    return start < end or (start - end <= APART and plain[end - 1] not in ".!?…")


def _identifiers(reading: Reading, scores: Scores, *, needed: bool, consented: bool) -> Iterator[Finding]:
    """Yield what tells who a client is: one detail warns; several, or one that names them, stop.

    A stated consent covers what is general, and nothing that names the client.
    """
    limit = scores.heads.thresholds["token"]["identifier"]
    chances = scores.of_tokens("identifier")
    found = [*_details(reading.folded.plain, scores, min(limit, float(chances.max(initial=0.0))) if needed else limit)]
    grave = (len(found) > 1 and not consented) or any(detail.type in DIRECT for detail, _ in found)
    level = Level.STOP if grave else Level.WARN
    for detail, sure in found:
        span = reading.folded.span(detail.start, detail.end)
        yield Finding("identifier", Slip.CONFIDENTIALITY, level, span, detail.type, Witness.MODEL, sure)


def _details(plain: str, scores: Scores, limit: float) -> Iterator[tuple[Detail, float]]:
    """Yield identifying details with their probability; neighboring tokens of one type are one detail."""
    chances = scores.of_tokens("identifier")
    types = [label.removeprefix("identifier:") for label in scores.heads.token_labels]
    first_type = next(i for i, label in enumerate(scores.heads.token_labels) if label.startswith("identifier:"))
    kinds = scores.tokens[:, first_type:]
    said: set[str] = set()
    for first, last in _clear_runs(plain, scores, limit):
        turns = (i for i in range(first + 1, last + 1) if _turns(plain, scores, kinds, i))
        for a, b in pairwise((first, *turns, last + 1)):
            start, end = _to_word(plain, int(scores.offsets[a, 0]), int(scores.offsets[b - 1, 1]))
            words = plain[start:end].lower()
            if not _FUNCTION_WORDS.issuperset(_WORD.findall(words)) and words not in said:
                said.add(words)
                kind = types[first_type + int(kinds[a:b].mean(0).argmax())]
                yield Detail(kind, start, end), float(chances[a:b].max())


def _turns(plain: str, scores: Scores, kinds: Floats, i: int) -> bool:
    """Tell whether a detail of another type begins with token i, at the beginning of a word, both being clear."""
    before, after = kinds[i - 1], kinds[i]
    clear = min(before.max(), after.max()) > 0.5
    return clear and before.argmax() != after.argmax() and plain[int(scores.offsets[i, 0]) - 1].isspace()


def _clear_runs(plain: str, scores: Scores, limit: float) -> Iterator[tuple[int, int]]:
    """Yield stretches that reach the limit somewhere and are seen at least faintly all along, each item of a list."""
    chances = scores.of_tokens("identifier")
    for first, last in _runs(chances, FAINT * limit, gap=0):
        parts = [i for i in range(first, last + 1) if plain[int(scores.offsets[i, 0])] in ",;"]
        for before, after in pairwise((first - 1, *parts, last + 1)):
            if chances[before + 1 : after].max(initial=0.0) >= limit:
                yield before + 1, after - 1


def _runs(chances: Floats, limit: float, gap: int = 2) -> Iterator[tuple[int, int]]:
    """Yield stretches of tokens (first, last) at or above a limit, bridged where at most `gap` tokens lie below it."""
    above = [i for i, chance in enumerate(chances) if chance >= limit]
    breaks = [k for k in range(1, len(above)) if above[k] - above[k - 1] > gap + 1]
    for begin, end in pairwise((0, *breaks, len(above))):
        if end > begin:
            yield above[begin], above[end - 1]


def _to_clause(plain: str, start: int, end: int) -> tuple[int, int]:
    """Grow a stretch to whole words, and to the edges of its clause where they are near."""
    while start > 0 and not plain[start - 1].isspace():
        start -= 1
    while end < len(plain) and not plain[end].isspace():
        end += 1
    opened = max((m.end() for m in _EDGE.finditer(plain, max(0, start - NEAR), start)), default=max(0, start - NEAR))
    if opened == 0 or opened > start - NEAR:
        start = opened
    closed = _EDGE.search(plain, max(start, end - 1), end + NEAR)
    end = closed.end() if closed else len(plain) if len(plain) - end <= NEAR else end
    while plain[start].isspace():
        start += 1
    while plain[end - 1].isspace():
        end -= 1
    return start, end


def _to_word(plain: str, start: int, end: int) -> tuple[int, int]:
    """Grow a detail to whole words, handles included."""
    while start > 0 and (plain[start - 1].isalnum() or plain[start - 1] in "@#_"):
        start -= 1
    while end < len(plain) and (plain[end].isalnum() or plain[end] == "_"):
        end += 1
    return start, end
