"""The desk: the use cases of the page and the command line, which join review, hold, consent and store.

No judgment is made here: `review` finds, `consent` settles, `hold` decides what may go, `store` keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from primum import hold as pausing
from primum.consent import (
    Affected,
    Beyond,
    Consent,
    Posted,
    Settled,
    leaning,
    settle,
)
from primum.consent import standing as consent_standing
from primum.desk.records import consent_of, consent_record, draft_of, hold_of, hold_record, mark_of, pauses_of
from primum.draft import Draft
from primum.guidance import Guidance
from primum.hold import (
    Answer,
    Answers,
    Farewell,
    Hold,
    Pauses,
    Question,
    Reason,
    Released,
    SetAside,
    Standing,
)
from primum.model import Model
from primum.review import Remark, Review, advised, findings_of, review_draft
from primum.rules.finding import Level
from primum.store import AnswerRecord, AsideRecord, ConsentRecord, DraftRecord, Missing, ReleaseRecord, new_id

if TYPE_CHECKING:
    from primum.store import Attachment, DraftLine, JournalEntry, Settings, Store, StoreError

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding as the author meets it: `id` is its fingerprint, `settled` what was answered to it, if anything.

    `covered` names the consents (ids) that lowered it; `reasons` are the answers that it allows.
    """

    id: str
    remark: Remark
    reasons: tuple[Reason, ...]
    settled: Answer | SetAside | None = None
    covered: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it still asks for a change or an answer."""
        return self.remark.level > Level.NOTE and self.settled is None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft on the desk: its words, what was noticed (the most serious first), and where its pause stands.

    `id` is None until it is saved; `version` grows with each save. `leaned` are the consents it was said to lean on.
    """

    draft: Draft
    review: Review
    noticed: tuple[Noticed, ...]
    id: str | None = None
    version: int = 0
    leaned: tuple[str, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    standing: Standing | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """The calm screen before sharing: who will read it, what is asked, what was replied, and what is still missing."""

    sheet: Sheet
    hold: Hold
    standing: Standing
    readers: tuple[str, ...]
    questions: tuple[Question, ...]
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """A draft on its way out: what was released, as it was reviewed, and the consents (ids) that it leans on."""

    id: str
    released: Released
    sheet: Sheet
    hold: Hold
    leaned: tuple[str, ...]


class Desk:
    """The use cases over one open store; `clock` gives the author's local time, with its zone."""

    def __init__(self, store: Store, clock: Clock, witness: Model | None = None) -> None:
        self.store, self.clock, self.witness = store, clock, witness

    # ── Writing ───────────────────────────────────────────────────────────────────────────────────

    def drafts(self) -> Sequence[DraftLine]:
        """Return the drafts, the newest first, each with its verdict."""
        return self.store.drafts.list()

    def look(self, draft: Draft, id: str | None = None) -> Sheet:
        """Review words as they are being written, with what was answered and consented; nothing is kept."""
        kept = self.store.drafts.get(id) if id else None
        return self._sheet(draft, kept)

    def open(self, id: str) -> Sheet:
        """Return a saved draft, reviewed anew. Raises store.Missing."""
        kept = self.store.drafts.get(id)
        return self._sheet(draft_of(kept), kept)

    def save(self, draft: Draft, id: str | None = None, version: int = 0) -> Sheet:
        """Keep a draft (a new one where `id` is None) and return it reviewed; a hold on it follows the edit.

        Raises store.Conflict where another window saved it since this version.
        """
        before = self.store.drafts.get(id) if id else None
        seen = self._seen(draft, _leans(before))
        record = DraftRecord(
            text=draft.text, answering=draft.answering, platform=draft.platform, kind=draft.kind,
            verdict=seen.review.verdict.value, payload=before.payload if before else {},
            id=id or new_id(), version=version,
        )  # fmt: skip
        with self.store.together():
            kept = self.store.drafts.save(record)
            self._follow(kept.id, seen.review)
            sheet = self._sheet(draft, kept, seen)
            if before is None or before.verdict != kept.verdict:
                self._note("reviewed", sheet, kept.id)
        return sheet

    def delete(self, id: str) -> None:
        """Delete a draft and all that was answered to it, from the backups too."""
        self._forget(id)
        self.store.journal.add("deleted", draft_id=id)

    def guidance(self, draft: Draft) -> Guidance:
        """Return what to do instead, by the author's profession and country."""
        settings = self.settings()
        review = review_draft(draft, self.witness)
        return advised(review, profession=settings.profession, country=settings.country)

    # ── Answering ─────────────────────────────────────────────────────────────────────────────────

    def answer(self, id: str, finding: str, reason: Reason, note: str = "") -> Sheet:
        """Answer a finding (its fingerprint) of a saved draft. Raises hold.CannotSettle, or Missing."""
        sheet = self.open(id)
        noticed = _find(sheet, finding)
        given = pausing.answer(noticed.remark, sheet.draft, reason, self.clock(), note=note, secret=self._secret)
        self.store.answers.give(AnswerRecord(id, given.fingerprint, given.reason.value, given.note, given.given_at))
        self._note("answered", sheet, id, (noticed.remark.rule,))
        return self.open(id)

    def take_back(self, id: str, finding: str) -> Sheet:
        """Take the answer to a finding back, or the setting aside of its rule."""
        noticed = _find(self.open(id), finding)
        match noticed.settled:
            case Answer(fingerprint=mark):
                self.store.answers.take_back(id, mark)
            case SetAside(rule=rule, for_good=for_good):
                self.store.answers.take_up(rule, None if for_good else id)
        return self.open(id)

    def set_aside(self, id: str, rule: str, reason: str = "", *, for_good: bool = False) -> Sheet:
        """Set a rule aside for this draft or, with a reason, for good; never for direct identifiers."""
        aside = SetAside(rule, self.clock(), reason.strip(), for_good)
        scope = None if for_good else id
        self.store.answers.set_aside(AsideRecord(rule, aside.reason, scope, aside.given_at))
        self.store.journal.add("set-aside", draft_id=id, rules=(rule,))
        return self.open(id)

    def set_aside_for_good(self) -> Sequence[AsideRecord]:
        """Return the rules that the author has set aside for every draft."""
        return self.store.answers.asides()

    def take_up(self, rule: str) -> None:
        """Let a rule speak again that was set aside for good."""
        self.store.answers.take_up(rule)

    def lean(self, id: str, consents: Sequence[str]) -> Sheet:
        """Let a draft lean on these consents (ids); none takes the leaning back."""
        for consent in consents:
            self.store.consents.get(consent)
        kept = self.store.drafts.get(id)
        self.store.drafts.save(replace(kept, payload={**kept.payload, "leans": list(consents)}))
        return self.open(id)

    # ── The pause ─────────────────────────────────────────────────────────────────────────────────

    def ready(self, id: str) -> Pause:
        """Begin the pause of a draft, or return the one that is under way."""
        sheet = self.open(id)
        if self._held(id, sheet.draft) is None:
            begun = pausing.begin(sheet.review, self._answers(id), self.clock(), self.pauses())
            self._store_hold(begun, id, "held")
            self._note("paused", sheet, id)
        return self._pause(id)

    def skip_breath(self, id: str) -> Pause:
        """Skip the breath, where the draft allows it. Raises hold.NotYet."""
        return self._changed(id, lambda held: pausing.skipped(held, self.clock()))

    def reply(self, id: str, question: str, text: str) -> Pause:
        """Keep a reply to one of the questions (its id)."""
        return self._changed(id, lambda held: pausing.replied(held, question, text))

    def plan(self, id: str, text: str) -> Pause:
        """Keep the author's if-then plan."""
        return self._changed(id, lambda held: pausing.planned(held, text))

    def release(self, id: str) -> Released:
        """Release a draft that has been through its pause, to be copied, and note it. Raises hold.NotYet."""
        going = self.take(id)
        self.gone(going, "released")
        return going.released

    def take(self, id: str) -> Going:
        """Release a draft without noting it yet: whoever sends it calls `gone` once it is out. Raises hold.NotYet."""
        sheet = self.open(id)
        held = self._held(id, sheet.draft)
        if held is None:
            raise pausing.NotReviewed
        released = pausing.release(held, sheet.review, self._answers(id), self.clock())
        leaned = tuple(dict.fromkeys(one for noticed in sheet.noticed for one in noticed.covered))
        return Going(id, released, sheet, held, leaned)

    def gone(self, going: Going, act: str, url: str | None = None, **told: object) -> str:
        """Note that a draft went out, with the consents and answers that it leans on; returns the release's id."""
        released = going.released
        answers = [{"rule": one.rule} if isinstance(one, SetAside) else {"reason": one.reason.value}
                   for one in released.answers]  # fmt: skip
        verdict = going.sheet.review.verdict.value
        payload = {"act": act, "verdict": verdict, "answers": answers, **told}
        record = ReleaseRecord(
            released.text, released.platform, released.released_at, going.id, url, going.leaned, payload
        )
        with self.store.together():
            self.store.releases.add(record)
            with suppress(Missing):  # a draft that was deleted on its way is out all the same
                self._store_hold(going.hold, going.id, "released")
            self._note(act, going.sheet, going.id)
        return record.id

    def reader(self, id: str) -> Callable[[Sequence[Draft]], Sequence[Review]]:
        """Return what reviews the parts of a draft as the draft itself is, with the consents that it leans on."""
        leans = _leans(self.store.drafts.get(id))
        return lambda drafts: [self._seen(draft, leans).review for draft in drafts]

    def let_go(self, id: str) -> Farewell:
        """Empty a held draft, and say so kindly."""
        sheet = self.open(id)
        now = self.clock()
        held = self._held(id, sheet.draft) or pausing.begin(sheet.review, self._answers(id), now, self.pauses())
        farewell = pausing.let_go(held)
        self._forget(id)
        self.store.journal.add("let-go", draft_id=id)
        return farewell

    def resting(self) -> Mapping[str, datetime | None]:
        """Return the drafts (ids) that are in their pause, and until when each rests."""
        return {held.draft_id: held.until for held in self.store.holds.list("held")}

    def due(self) -> Sequence[DraftLine]:
        """Return the drafts whose cooling-off is over and which wait to be read afresh."""
        now = self.clock()
        over = {id for id, until in self.resting().items() if until and until <= now}
        return [line for line in self.drafts() if line.id in over]

    # ── Consent ───────────────────────────────────────────────────────────────────────────────────

    def consents(self) -> Sequence[Consent]:
        """Return every consent on record."""
        return [self._consent(record) for record in self.store.consents.list()]

    def record(self, consent: Consent) -> Consent:
        """Keep a consent, new or changed."""
        known = {record.id: record.version for record in self.store.consents.list()}
        kept = self.store.consents.save(consent_record(consent, known.get(consent.id, 0)))
        return self._consent(kept)

    def attach(self, consent: str, name: str, media_type: str, content: bytes) -> Consent:
        """Attach the signed page to a consent."""
        self.store.consents.attach(consent, name, media_type, content)
        return self._consent(self.store.consents.get(consent))

    def attachments(self, consent: str) -> Sequence[Attachment]:
        """Return what is attached to a consent."""
        return self.store.consents.attachments(consent)

    def attachment(self, consent: str, id: str) -> tuple[Attachment, bytes]:
        """Return one of the files attached to a consent. Raises Missing."""
        found = next((one for one in self.attachments(consent) if one.id == id), None)
        if found is None:
            raise Missing("attachment")
        return found, self.store.consents.content(id)

    def revoke(self, consent: str, day: date) -> Sequence[Affected]:
        """Note that a consent was revoked; return every released post that leaned on it, with what to do."""
        kept = self._consent(self.store.consents.get(consent))
        self.record(replace(kept, revoked_on=day))
        self.store.journal.add("revoked")
        return self._affected([consent])

    def affected(self) -> Sequence[Affected]:
        """Return every released post that leans on a consent that stands no more."""
        today = self.clock().date()
        fallen = (one.id for one in self.consents() if not consent_standing(one, today).counts)
        return self._affected(fallen)

    def forget(self, consent: str) -> None:
        """Delete a consent so that nothing is left of it, in the store or its backups."""
        self.store.forget(consents=[consent])

    # ── What was done, and settings ───────────────────────────────────────────────────────────────

    def releases(self) -> Sequence[ReleaseRecord]:
        """Return what went out, the newest first."""
        return self.store.releases.list()

    def journal(self) -> Sequence[JournalEntry]:
        """Return what was reviewed, changed, kept and released, the newest first, without a word of any draft."""
        return self.store.journal.list()

    def tend(self) -> None:
        """Back up where it is due; what keeps it from that stands in `backup_problem`."""
        self.store.back_up_if_due()

    @property
    def backup_problem(self) -> StoreError | None:
        """Why the last backup could not be made, to be told to the author."""
        return self.store.backup_problem

    def settings(self) -> Settings:
        """Return the author's profession, country and pauses."""
        return self.store.settings.get()

    def set_settings(self, settings: Settings) -> None:
        """Keep them. Raises hold.OutOfLimits for a pause beyond its limits."""
        pauses_of(settings.pauses)
        self.store.settings.save(settings)

    def pauses(self) -> Pauses:
        """Return how long drafts wait on this desk."""
        return pauses_of(self.settings().pauses)

    # ── Joining ───────────────────────────────────────────────────────────────────────────────────

    @property
    def _secret(self) -> bytes:
        return self.store.journal.fingerprint("answers").encode()

    def _forget(self, id: str) -> None:
        """Delete a draft, and what waits to go out of it; what is out can still be followed and taken back."""
        waiting = [post.id for post in self.store.outbox.of(id) if not self.store.outbox.parts(post.id)]
        kept = {post.id for post in self.store.outbox.list("published", "recalled", "replaced")}
        self.store.forget(drafts=[id], posts=[post for post in waiting if post not in kept])

    def _answers(self, id: str | None) -> Answers:
        given = tuple(
            Answer(one.fingerprint, Reason(one.reason), one.at or self.clock(), one.note or "")
            for one in (self.store.answers.of(id) if id else ())
        )
        aside = tuple(
            SetAside(one.rule, one.at or self.clock(), one.reason or "", one.draft_id is None)
            for one in self.store.answers.asides(id)
        )
        return Answers(given, aside, self._secret)

    def _seen(self, draft: Draft, leans: Sequence[str]) -> _Seen:
        """Review a draft and hold what was found against the consents that it leans on."""
        found = review_draft(draft, self.witness)
        known = {consent.id: consent for consent in self.consents()} if leans else {}
        consents = [known[id] for id in leans if id in known]
        settled = settle(findings_of(found), draft, consents, self.clock().date())
        return _Seen(replace(found, findings=_lowered(found.findings, settled)), settled)

    def _sheet(self, draft: Draft, kept: DraftRecord | None, seen: _Seen | None = None) -> Sheet:
        leans = _leans(kept)
        review, settled = seen or self._seen(draft, leans)
        answers = self._answers(kept.id if kept else None)
        return Sheet(
            draft=draft,
            review=review,
            noticed=_noticed(review, answers, settled),
            id=kept.id if kept else None,
            version=kept.version if kept else 0,
            leaned=leans,
            beyond=settled.beyond,
            standing=self._standing(kept.id, review, answers) if kept else None,
            updated_at=kept.updated_at if kept else None,
        )

    def _standing(self, id: str, review: Review, answers: Answers) -> Standing | None:
        """Tell where the pause over a draft stands; None where these very words are not held.

        A consent that fell or an answer taken back makes a review worse without an edit, so the hold follows first.
        """
        held = self._held(id, review.draft)
        if held is None:
            return None
        now = self.clock()
        followed = pausing.edited(held, review, answers, now)
        if followed != held:
            self._store_hold(followed, id, "held")
        return pausing.look(followed, review, answers, now)

    def _held(self, id: str, draft: Draft) -> Hold | None:
        """Return the hold on a draft in exactly these words, if there is one; other words have none yet."""
        record = self.store.holds.of(id)
        if record is None or record.state != "held" or record.payload.get("of") != mark_of(self.store, draft):
            return None
        return hold_of(record, draft)

    def _follow(self, id: str, review: Review) -> None:
        """Let the hold on a draft follow an edit."""
        record = self.store.holds.of(id)
        if record is None or record.state != "held":
            return
        held = hold_of(record, review.draft, was=str(record.payload.get("of")) == mark_of(self.store, review.draft))
        edited = pausing.edited(held, review, self._answers(id), self.clock())
        self._store_hold(edited, id, "held")

    def _changed(self, id: str, change: Callable[[Hold], Hold]) -> Pause:
        self.ready(id)
        held = self._held(id, self.open(id).draft)
        if held is None:
            raise pausing.NotReviewed
        self._store_hold(change(held), id, "held")
        return self._pause(id)

    def _pause(self, id: str) -> Pause:
        sheet = self.open(id)
        held = self._held(id, sheet.draft)
        if held is None or sheet.standing is None:
            raise pausing.NotReviewed
        now, pauses = self.clock(), self.pauses()
        return Pause(
            sheet, held, sheet.standing,
            readers=pausing.readers(sheet.review),
            questions=pausing.questions(sheet.review, now, pauses),
            plans=pausing.plans(sheet.review, now, pauses),
        )  # fmt: skip

    def _store_hold(self, held: Hold, id: str, state: str) -> None:
        before = self.store.holds.of(id)
        record = hold_record(held, id, mark_of(self.store, held.draft) if held.draft else "", state)
        if before is not None and before.state == "held":
            record = replace(record, id=before.id, version=before.version)
        self.store.holds.save(record)

    def _note(self, act: str, sheet: Sheet, id: str, rules: Iterable[str] = ()) -> None:
        found = tuple(rules) or tuple(dict.fromkeys(noticed.remark.rule for noticed in sheet.noticed))
        self.store.journal.add(
            act, sheet.draft.text, draft_id=id, verdict=sheet.review.verdict.value, platform=sheet.draft.platform,
            rules=found,
        )  # fmt: skip

    def _consent(self, record: ConsentRecord) -> Consent:
        attached = tuple(attachment.id for attachment in self.store.consents.attachments(record.id))
        return consent_of(record, attached)

    def _affected(self, fallen: Iterable[str]) -> list[Affected]:
        posts = [
            Posted(one.id, one.platform, one.url or one.platform or "", one.consents)
            for one in self.store.releases.list()
        ]
        return [affected for consent in fallen for affected in leaning(consent, posts)]


class _Seen(NamedTuple):
    """A review in which consents have lowered what they cover, and what they said of it."""

    review: Review
    settled: Settled


def _noticed(review: Review, answers: Answers, settled: Settled) -> tuple[Noticed, ...]:
    covered = {(one.span, one.rule): one.consents for one in settled.covered}
    shown = [
        Noticed(
            pausing.fingerprint(remark, review.draft, answers.secret),
            remark,
            pausing.reasons(remark),
            answer,
            covered.get((remark.span, remark.rule), ()),
        )
        for remark, answer in zip(review.findings, answers.settling(review), strict=True)
    ]
    return tuple(sorted(shown, key=lambda noticed: -noticed.remark.level))


def _lowered(remarks: Sequence[Remark], settled: Settled) -> tuple[Remark, ...]:
    pairs = zip(remarks, settled.findings, strict=True)
    return tuple(replace(remark, level=finding.level) for remark, finding in pairs)


def _find(sheet: Sheet, finding: str) -> Noticed:
    for noticed in sheet.noticed:
        if noticed.id == finding:
            return noticed
    raise Missing("finding")


def _leans(kept: DraftRecord | None) -> tuple[str, ...]:
    leans = kept.payload.get("leans", ()) if kept else ()
    return tuple(map(str, leans)) if isinstance(leans, list | tuple) else ()
