"""Reviews made by hand, so that what is said of looks does not hang on what the rules find."""

from primum import Draft, Level, Remark, Review, Slip, Span
from primum.rules.finding import Witness

STOP, WARN, NOTE = Level.STOP, Level.WARN, Level.NOTE

RULES = {
    "client-story": (
        Slip.CONFIDENTIALITY,
        "A story belongs to the person who lived it, and people know themselves even without a name.",
        "Tell what you learned from many, or ask the client and keep the consent on record.",
    ),
    "identifier": (
        Slip.CONFIDENTIALITY,
        "Each detail narrows the circle of people this can be.",
        "Leave the detail out, or make it as wide as the thought allows.",
    ),
    "stranger-diagnosis": (
        Slip.DIAGNOSIS,
        "A label from afar sticks to somebody who never asked for it.",
        "Describe what was done, or speak of the condition in general.",
    ),
    "bashing": (
        Slip.COLLEAGUES,
        "A quarrel in public costs the profession more trust than it wins.",
        "Argue with the method, or write to the colleague.",
    ),
}
SOURCES = ("APA Ethics Code 4.07", "NASW Code of Ethics 1.07(p)")


def review_of(
    text: str, *found: tuple[str, Level, str, str | None], heated: bool = False, name: str | None = None
) -> Review:
    """Make a review of a text from what was found in it: rule, level, quote, kind of detail."""
    return Review(
        Draft(text, id=name), tuple(sorted((remark(text, *one) for one in found), key=lambda r: r.span)), heated
    )


def remark(text: str, rule: str, level: Level, quote: str, kind: str | None = None) -> Remark:
    slip, why, instead = RULES[rule]
    start = text.index(quote)
    if kind == "age":
        instead = "Say a stage of life, such as “a young adult”."
    span = Span(start, start + len(quote))
    return Remark(slip, rule, level, span, quote, why, instead, SOURCES, Witness.EXPLICIT, kind)


STORY = review_of(
    "Long day, friends. ☕\n"
    "My 3pm, a 34-year-old teacher from Boise, finally left her husband. She cried and then she laughed.\n\n"
    "Her old therapist is a fraud, and the ex is a textbook narcissist. #TherapistLife ❤️",
    ("identifier", STOP, "3pm", "time"),
    ("identifier", STOP, "34-year-old", "age"),
    ("identifier", STOP, "teacher", "occupation"),
    ("identifier", STOP, "Boise", "place"),
    ("client-story", STOP, "My 3pm, a 34-year-old teacher from Boise, finally left her husband."),
    ("client-story", STOP, "She cried and then she laughed."),
    ("bashing", WARN, "Her old therapist is a fraud"),
    ("stranger-diagnosis", STOP, "the ex is a textbook narcissist"),
    heated=True,
    name="story-1",
)
CLEAN = review_of("Two spaces open on Tuesdays.", name="clean-1")
MILD = review_of(
    "Some trainers here in town just read from slides.", ("bashing", WARN, "Some trainers here in town"), name="mild-1"
)
THOUGHT = review_of(
    "Dexter is such a psychopath.", ("stranger-diagnosis", NOTE, "Dexter is such a psychopath"), name="note-1"
)
WORLD = review_of(
    "המטופל שלי מחיפה בכה היום 👩‍⚕️\n"
    "私の患者は東京の先生です。とても悲しい話をしてくれました。\n"
    "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦 1️⃣ cafe\u0301 Zoë",
    ("identifier", STOP, "מחיפה", "place"),
    ("identifier", WARN, "東京の先生", "occupation"),
    ("identifier", NOTE, "Zoë", "name"),
    name="world-1",
)
HOSTILE = review_of(
    "<script>alert('x')</script> & \x1b]0;owned\x07\x1b[31mred\r\nAnna\u202egnihton \x9b2J & \u2028 my 3pm\ttoday",
    ("identifier", STOP, "Anna", "name"),
    ("identifier", STOP, "<script>", "other"),
    name="</h2><script>\x1b[2J",
)
ALL = (STORY, CLEAN, MILD, THOUGHT, WORLD, HOSTILE)
