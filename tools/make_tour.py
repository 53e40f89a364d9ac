"""Make docs/tour.md and its pictures from the running program: `uv run python tools/make_tour.py`.

Everybody in it is invented. The pictures are taken by Chromium; Pillow makes them small.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PIL import Image

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # the tests know how to serve a page and drive a browser

from primum.consent import Consent, Element, Given, Statement  # noqa: E402
from primum.desk import Desk, Outbox  # noqa: E402
from primum.draft import Draft  # noqa: E402
from primum.model import model  # noqa: E402
from primum.publish import Account  # noqa: E402
from primum.publish.errors import RateLimited  # noqa: E402
from primum.store import Folder, Keys  # noqa: E402
from primum.web import StoreDoors  # noqa: E402
from tests.page import Clock, Served, chromium, laid  # noqa: E402
from tests.stores import FakeRing  # noqa: E402
from tests.test_outbox import Place  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER: Final = ROOT / "docs" / "tour"
PAGE: Final = ROOT / "docs" / "tour.md"

STORY: Final = (
    "My 3pm told me about the bakery fire again, and she still cannot drive past it.\n\n"
    "Rest is not a reward for finishing. Be kind to yourselves this weekend. 🌿"
)
ANGER: Final = "I am FURIOUS!! My supervisor is a fraud and a disgrace, and everybody should know."
AGREED: Final = "A client of mine, a gardener, says that grief taught her to wait for spring."
THREAD: Final = (
    "Five things that I wish somebody had told me about burnout before my second year. It does not begin with the "
    "work that you hate; it begins with the work that you love and cannot leave at the door. A weekend does not mend "
    "it, and a bath does not either. What helped me was smaller: a supervisor who asked what I had stopped doing, a "
    "caseload with one gap in it, and saying on Fridays what had gone well. If you are there now: it is no verdict on "
    "you. Tell one person this week. That is enough to begin with."
)
CLOSED: Final = "The practice is closed in the week of the 24th."
PLAIN: Final = "Two spaces open on Tuesdays. Write to me, whatever the words."


class Picture(NamedTuple):
    """A picture of the tour, and what is said of it."""

    name: str
    title: str
    says: str


PICTURES: Final = (
    Picture(
        "write",
        "Write",
        "You write as you would write it. When your hands rest, Primum underlines what it noticed, in three quiet "
        "strengths that differ by form as well as by color, and says beside it, the most serious first, why it "
        "matters and what could stand there instead.",
    ),
    Picture(
        "difference",
        "Change",
        "*Use this* puts an alternative into the draft, and one click takes it back. *See the difference* shows what "
        "goes and what comes.",
    ),
    Picture(
        "answer",
        "Answer",
        "Often it is fine, and you know why. A reason answers the finding for as long as its sentence stands, and can "
        "be taken back.",
    ),
    Picture(
        "breath",
        "Pause",
        "*Ready to share* opens one calm screen: the draft as its readers will see it, who they are, two or three "
        "questions, a breath. *Keep as draft* is as near as *Continue*.",
    ),
    Picture(
        "rests",
        "Rest",
        "What was written in heat, late in the evening, rests until the morning. It is said as a time; nothing counts "
        "down. In the morning the page reminds you quietly.",
    ),
    Picture(
        "released",
        "Release",
        "What has been through its pause goes to the clipboard, exactly as it was reviewed.",
    ),
    Picture(
        "stands",
        "Publish",
        "Where an account of yours is connected, you see the draft as it will stand there, numbered and counted, "
        "before it is released: now, at a time of your choice, or not at all.",
    ),
    Picture(
        "posts",
        "Afterwards",
        "What is out, what waits, and loudly what could not go out and why. One click takes a post back, and says "
        "where copies may remain.",
    ),
    Picture("let-go", "Or let it go", "Some drafts have done their work by being written."),
    Picture("drafts", "Drafts", "Drafts save themselves, encrypted, and wait with their verdict and their age."),
    Picture(
        "consent",
        "Consent",
        "What a client agreed to have told is on record under a code name: which details, which words, where, until "
        "when, and what the signed page still lacks.",
    ),
    Picture(
        "affected",
        "Taken back",
        "When a permission is taken back, every post that leaned on it is listed at once, with what to do.",
    ),
    Picture(
        "code",
        "The first run",
        "Three short screens: who you are, a recovery code that is shown once and typed back, one draft to try.",
    ),
    Picture("night", "By night", "The page follows your system: dark, with less motion, with more contrast."),
    Picture("phone", "On a small screen", "Everything is there at the width of a phone."),
)


def main() -> None:
    """Take every picture, and write the page."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        take_first_run(browser, Path(place) / "first")
        take_rest(browser, Path(place) / "home")
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the tour as Markdown."""
    parts = [
        "# A tour\n\nMade by `tools/make_tour.py` from the running program. Everybody in it is invented.\n",
        *(f"## {one.title}\n\n{one.says}\n\n![{one.title}](tour/{one.name}.png)\n" for one in PICTURES),
    ]
    return "\n".join(parts)


def take_first_run(browser: Browser, place: Path) -> None:
    """Take the recovery code of a store that nobody will ever use."""
    folder = Folder(place)
    doors = StoreDoors(lambda store: Desk(store, Clock(runs=True)), folder, Keys(folder, FakeRing()))
    with Served(doors) as served, tab(browser, served, height=640) as page:
        page.get_by_role("button", name="Go on").click()
        page.locator(".recovery").wait_for()
        take(page, "code")
    doors.close()


def take_rest(browser: Browser, place: Path) -> None:
    """Go the whole way of a draft, and of a consent, with a camera."""
    clock = Clock(runs=True)
    town = Place()
    with (
        laid(place, clock) as desk,
        Served(desk, outbox=lambda desk: Outbox(desk, connecting=lambda *_: town)) as served,
    ):
        desk.witness = model()
        with tab(browser, served) as page:
            take_writing(page)
            take_heat(page, clock)
            clock.set(10, 5, days=1)
            take_release(page, clock)
            take_publishing(page, served, desk, clock)
            take_consent(page, served, desk, clock)
            take_letting_go(page, desk, served)
            page.goto(f"{served.address}/drafts")
            take(page, "drafts", height=560)
        for name, about in (
            ("night", {"color_scheme": "dark"}),
            ("phone", {"width": 390, "height": 844, "device_scale_factor": 1.5}),
        ):
            with tab(browser, served, **about) as page:
                write(page, STORY)
                take(page, name)


def take_writing(page: Page) -> None:
    """Take a draft with findings, the difference that an alternative makes, and the reasons that answer one."""
    write(page, STORY)
    take(page, "write")
    page.locator(".difference summary:visible").first.click()
    take(page, "difference", only=".way:has(.difference[open])")
    page.get_by_text("It is fine, because").first.click()
    take(page, "answer", only=".card .fine")


def take_heat(page: Page, clock: Clock) -> None:
    """Take a draft that was written in heat late in the evening."""
    clock.set(22, 40)
    write(page, ANGER, platform="x")
    page.get_by_role("button", name="Ready to share").click()
    page.wait_for_url("**/pause")
    clock.on(seconds=11)
    page.goto(page.url.replace("/pause", ""))
    for reason in page.locator("details.fine > summary").all():
        reason.click()
    while page.get_by_role("button", name="This is mine").count():
        page.get_by_role("button", name="This is mine").first.click()
        page.wait_for_timeout(900)
    page.get_by_role("button", name="Ready to share").click()
    page.get_by_role("heading", name="This draft rests until 8:00 am tomorrow").wait_for()
    take(page, "rests", height=1000)


def take_release(page: Page, clock: Clock) -> None:
    """Take the breath, and what comes after it."""
    write(page, PLAIN)
    page.get_by_role("button", name="Ready to share").click()
    page.get_by_role("heading", name="One breath").wait_for()
    page.wait_for_timeout(1800)  # the circle is open by then
    take(page, "breath", height=1400)
    clock.on(seconds=11)
    page.reload()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="It is on your clipboard").wait_for()
    take(page, "released")


def take_publishing(page: Page, served: Served, desk: Desk, clock: Clock) -> None:
    """Take a thread as it will stand on Mastodon, and what became of three posts."""
    town = Place()
    outbox = Outbox(desk, connecting=lambda *_: town, wait=lambda _: None)
    account = outbox.connect(Account("mastodon", "https://town.example", "mira", "token")).id
    ids = [str(desk.save(Draft(text, platform="mastodon")).id) for text in (THREAD, PLAIN, f"{CLOSED} {PLAIN}")]
    for id_ in ids:
        desk.ready(id_)
    clock.on(minutes=1)
    page.goto(f"{served.address}/drafts/{ids[0]}/go")
    take(page, "stands", height=1080)
    outbox.publish(ids[0], account)
    outbox.schedule(ids[1], account, clock() + timedelta(hours=8))
    town.before = [RateLimited("Mastodon", None)] * 9
    with contextlib.suppress(RateLimited):
        outbox.publish(ids[2], account)
    page.goto(f"{served.address}/posts")
    take(page, "posts", height=900)


def take_consent(page: Page, served: Served, desk: Desk, clock: Clock) -> None:
    """Take a consent on record, and what follows when it is taken back."""
    today = clock().date()
    consent = Consent(
        id="fern", client="Fern", since=today, until=today.replace(year=today.year + 1), given=Given.WRITTEN,
        details=("a gardener",), themes=("grief",), story=AGREED, platforms=("instagram", "blog"), quotes=True,
        elements=frozenset(Element) - {Element.PURPOSE}, statements=frozenset(Statement),
    )  # fmt: skip
    desk.record(consent)
    page.goto(f"{served.address}/consents/fern")
    take(page, "consent", height=1180)
    page.get_by_role("link", name="Change the record").click()
    page.locator("input[value=purpose]").check()
    page.get_by_role("button", name="Keep the record").click()
    id_ = str(desk.save(Draft(AGREED, platform="instagram")).id)
    desk.lean(id_, ["fern"])
    desk.ready(id_)
    clock.on(hours=1)
    desk.release(id_)
    desk.revoke("fern", clock().date())
    page.goto(f"{served.address}/consents/fern")
    take(page, "affected", height=620)


def take_letting_go(page: Page, desk: Desk, served: Served) -> None:
    """Take the farewell to a draft."""
    id_ = desk.save(Draft(ANGER)).id
    desk.ready(str(id_))
    page.goto(f"{served.address}/drafts/{id_}/pause")
    page.get_by_text("Let it go").first.click()
    page.get_by_role("button", name="Let it go").click()
    page.get_by_role("link", name="Write something new").wait_for()
    take(page, "let-go", height=560)


@contextmanager
def tab(browser: Browser, served: Served, *, width: int = 1180, height: int = 800, **about: Any) -> Iterator[Page]:
    """Open a tab that has come in by the link."""
    context = browser.new_context(viewport={"width": width, "height": height}, **about)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.address)
    page = context.new_page()
    page.goto(served.link)
    yield page
    context.close()


def write(page: Page, text: str, platform: str = "instagram") -> None:
    """Write a new draft, and wait until it is read, kept, and answered with alternatives."""
    page.goto(page.url.partition("/drafts")[0])
    page.locator("select[name=platform]").select_option(platform)
    page.locator("#editor").click()
    for number, line in enumerate(text.split("\n")):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(line)
    page.locator("h2.says").wait_for()
    if page.locator("[data-ways]").count():
        page.locator(".way").first.wait_for(timeout=60_000)
    page.get_by_text("Saved").wait_for()
    page.evaluate("document.activeElement.blur()")


def take(page: Page, name: str, *, height: int | None = None, only: str | None = None) -> None:
    """Take a picture of the window, of a higher one, or of one part of it."""
    before = page.viewport_size
    if height and before:
        page.set_viewport_size({"width": before["width"], "height": height})
    page.wait_for_timeout(400)
    place = page.locator(only).first if only else page
    taken = Image.open(io.BytesIO(place.screenshot()))
    small = taken.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)
    if height and before:
        page.set_viewport_size(before)


if __name__ == "__main__":
    main()
