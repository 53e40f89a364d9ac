// The main screen: reviewed when the hands rest, kept as it grows, and never overwritten unasked.

import { ask, copy, fill, flash, Refused } from "./page.mjs";
import { count, words } from "./count.mjs";
import { Editor } from "./editor.mjs";

const REST = 300; // ms after the last key until it is reviewed
const KEEP = 700; // … and until it is kept
const LONGEST = 2500; // … at the latest, while somebody types on
const GUIDE = 450; // ms after a review until alternatives are asked for
const RETRY = 3000;
const REMIND = 60000;

const first = JSON.parse(document.getElementById("first").textContent);
const at = (id) => document.getElementById(id);
const editor = new Editor(at("editor"));
const about = at("about");
const margin = at("margin");
const kept = at("kept");

const state = { id: first.id, version: first.version, changes: [], looked: 0, shown: "" };

/** The draft as it stands in the page. */
const draft = () => ({
  text: editor.text,
  answering: about.elements.answering.value,
  platform: about.elements.platform.value,
  kind: about.elements.kind.value,
});
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const isBlank = () => !editor.text.trim();

let saved = draft();
const isDirty = () => !isBlank() && !same(saved, draft());

// ── Looking ─────────────────────────────────────────────────────────────────────────────────────────

let lookTimer, guideTimer, looking, guiding;

function lookSoon(wait = REST) {
  clearTimeout(lookTimer);
  clearTimeout(guideTimer);
  looking?.abort();
  guiding?.abort();
  for (const ways of margin.querySelectorAll(".ways, .detail")) ways.inert = true;
  lookTimer = setTimeout(look, wait);
}

async function look() {
  if (editor.composing) return lookSoon();
  const number = ++state.looked;
  const sent = draft();
  performance.mark("primum-look");
  looking = new AbortController();
  try {
    const found = await ask("/look", { ...sent, id: state.id ?? "" }, looking);
    if (number !== state.looked || !same(sent, draft())) return; // stale: the words have changed since
    show(found, sent);
    requestAnimationFrame(() => performance.measure("primum-underlined", "primum-look"));
  } catch (error) {
    if (error.name !== "AbortError") say(error);
  }
}

/** Show what was noticed in the words as they stand now. */
function show(found, sent) {
  editor.underline(found.marks);
  if (at("says").textContent !== found.says) at("says").textContent = found.says;
  if (found.margin !== state.shown) redraw(found.margin);
  point();
  clearTimeout(guideTimer);
  const asked = JSON.stringify(sent);
  if (margin.querySelector("[data-ways], [data-detail]")) {
    if (state.guided === asked) offer(state.ways);
    else if (state.guiding !== asked) guideTimer = setTimeout(guide, GUIDE, sent);
  }
}

/** Draw the margin anew; what was unfolded stays so, and the keyboard stays where it was. */
function redraw(html) {
  const open = new Set([...margin.querySelectorAll("details[open][data-key]")].map((one) => one.dataset.key));
  const known = new Set([...margin.querySelectorAll("details[data-key]")].map((one) => one.dataset.key));
  const had = margin.contains(document.activeElement);
  fill(margin, html);
  state.shown = html;
  for (const one of margin.querySelectorAll("details[data-key]")) {
    if (known.has(one.dataset.key)) one.open = open.has(one.dataset.key);
  }
  if (had) {
    const heading = margin.querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
  }
}

// ── What could be written instead ───────────────────────────────────────────────────────────────────

async function guide(sent) {
  const asked = JSON.stringify(sent);
  state.guiding = asked;
  guiding = new AbortController();
  try {
    const found = await ask("/ways", sent, guiding);
    if (!same(sent, draft())) return;
    if (found.passed) {
      guideTimer = setTimeout(guide, 2 * GUIDE, sent); // another window was in more haste
      return;
    }
    state.guided = asked;
    state.ways = found;
    offer(found);
  } catch (error) {
    if (error.name !== "AbortError" && error.status) say(error);
  } finally {
    if (state.guiding === asked) state.guiding = "";
  }
}

function offer(found) {
  state.changes = found.changes;
  for (const place of margin.querySelectorAll("[data-ways]")) {
    fill(place, found.fragments[place.dataset.ways] ?? "");
    place.inert = false;
  }
  for (const { start, end, text, change } of found.details) {
    const mark = editor.marks.find((one) => one.start === start && one.end === end);
    const place = mark && margin.querySelector(`[data-detail="${mark.id}"]`);
    if (!place) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.dataset.change = change;
    button.textContent = text.trim() ? `Say “${text.trim()}”` : "Leave it out";
    place.replaceChildren(button);
    place.inert = false;
  }
}

function apply({ start, end, text }) {
  editor.replace(start, end, text);
  lookSoon(0);
  toast("Changed.", "Undo", () => editor.undo());
}

let toastTimer;
function toast(says, label, act) {
  const place = at("toast");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = label;
  button.addEventListener("click", () => {
    place.hidden = true;
    act();
  });
  place.replaceChildren(says, " ", button);
  place.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (place.hidden = true), 12000);
}

// ── Keeping ─────────────────────────────────────────────────────────────────────────────────────────

let keepTimer, since, keeping = null;

function keepSoon(wait = KEEP) {
  since ??= performance.now();
  clearTimeout(keepTimer);
  keepTimer = setTimeout(keep, Math.max(0, Math.min(wait, LONGEST - (performance.now() - since))));
}

/** Keep the draft, one save after the other; resolves once the words of now are kept, or are refused. */
function keep(options = {}) {
  clearTimeout(keepTimer);
  since = undefined;
  keeping = (keeping ?? Promise.resolve()).then(() => (isDirty() && !state.torn ? keepNow(options) : true));
  return keeping;
}

async function keepNow(options) {
  const sent = draft();
  try {
    const address = state.id ? `/drafts/${state.id}` : "/drafts";
    const found = await ask(address, { ...sent, version: state.version, target: state.id ? null : first.target }, options);
    saved = sent;
    state.version = found.version;
    if (!state.id) {
      state.id = found.id;
      history.replaceState(null, "", `/drafts/${found.id}`);
    }
    kept.textContent = `Saved ${found.saved}`;
    kept.className = "";
    at("copy-all").hidden = true;
    if (same(sent, draft())) show(found, sent);
    return true;
  } catch (error) {
    if (error.status === 409 && error.told.present) return tear(error.told);
    say(error);
    if (!error.status || error.status >= 500 || error.status === 401) keepTimer = setTimeout(keep, RETRY);
    return false;
  }
}

/** Say what went wrong; the words stay in the page, and can be copied out of it. */
function say(error) {
  const isOurs = error instanceof Refused;
  const calm = {
    0: "Not saved yet: Primum is not answering. Your words are here in the page; it goes on when Primum does.",
    401: "Not saved yet: Primum was started anew. Open its new link in another tab, and this page goes on.",
  };
  kept.textContent = isOurs ? (calm[error.status] ?? error.message) : "Something in this page stumbled. Copy your words, then reload it.";
  kept.className = "trouble";
  at("copy-all").hidden = isBlank();
}

/** Two windows have changed the draft: show both, and let the author say which to go on with. */
function tear(told) {
  state.torn = true;
  const there = told.present;
  const place = at("conflict");
  const text = document.createElement("p");
  text.className = "torn-text";
  text.dir = "auto";
  text.textContent = there.text;
  const title = document.createElement("h2");
  title.textContent = "This draft was changed in another window";
  const lead = document.createElement("p");
  lead.textContent = `Nothing was overwritten. There it reads like this (${there.age}); here it reads as below.`;
  const acts = document.createElement("p");
  acts.className = "way-acts";
  const choices = [
    ["Keep what is here", () => mend(there.version)],
    ["Take what is there", () => take(there)],
    ["Keep both", () => part()],
  ];
  for (const [label, act] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = label;
    button.addEventListener("click", act);
    acts.append(button);
  }
  place.replaceChildren(title, lead, text, acts);
  place.hidden = false;
  place.setAttribute("role", "alert");
  kept.textContent = "Not saved: choose one first.";
  kept.className = "trouble";
  return false;
}

function mend(version) {
  state.torn = false;
  state.version = version;
  at("conflict").hidden = true;
  editor.element.focus();
  keep();
}

function take(there) {
  editor.replace(0, editor.text.length, there.text);
  for (const name of ["answering", "platform", "kind"]) about.elements[name].value = there[name];
  saved = draft();
  mend(there.version);
  kept.textContent = "Taken from the other window";
  kept.className = "";
  lookSoon(0);
}

function part() {
  state.id = null;
  mend(0);
}

// ── Answering ───────────────────────────────────────────────────────────────────────────────────────

/** Answer something of the words as they stand: they are kept first, so that the answer belongs to them. */
async function answer(act, body) {
  if (isDirty() || !state.id) await keep();
  if (!state.id || isDirty()) return;
  const sent = draft();
  try {
    const found = await ask(`/drafts/${state.id}/${act}`, body);
    state.version = found.version;
    if (same(sent, draft())) show(found, sent);
  } catch (error) {
    say(error);
  }
}

/** Answer every place that a card was asked about, one after the other. */
async function answerAll(element, findings, body) {
  const chosen = element.closest("details").querySelector("[data-which]")?.value ?? findings;
  for (const finding of chosen.split(" ")) await answer("answer", { finding, ...body });
}

margin.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { go, answer: finding, reason, back, change, copy: copied } = button.dataset;
  if (go) {
    const mark = editor.marks.find((one) => one.id === go);
    if (mark) editor.go(mark);
  } else if (finding && button.type === "button") await answerAll(button, finding, { reason });
  else if (back) await answer("take-back", { finding: back });
  else if (change && !button.closest("[inert]")) apply(state.changes[change]);
  else if (copied && (await copy(state.changes[copied].text))) flash(button, "Copied");
});

margin.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { answer: finding, reason, rule } = event.target.dataset;
  const given = new FormData(event.target, event.submitter);
  if (finding) await answerAll(event.target, finding, { reason, note: given.get("note") });
  if (rule) await answer("set-aside", { rule, reason: given.get("reason"), for_good: given.get("for") === "good" });
});

margin.addEventListener("change", async (event) => {
  const form = event.target.closest("[data-lean]");
  if (form) await answer("lean", { consents: new FormData(form).getAll("consent") });
});

// ── Where one is ────────────────────────────────────────────────────────────────────────────────────

/** Let the words at the caret and their card in the margin point to each other. */
function point(ids) {
  const caret = ids ? -1 : editor.caret;
  const near = (one) => one.level && one.start <= caret && caret <= one.end;
  const marks = editor.marks.filter((one) => (ids ? ids.includes(one.id) : near(one)));
  editor.point(ids ? marks : marks.slice(0, 1));
  for (const card of margin.querySelectorAll("[data-finding]")) {
    card.classList.toggle("here", marks.some((one) => card.dataset.finding.split(" ").includes(one.id)));
  }
}

document.addEventListener("selectionchange", () => {
  if (document.activeElement === editor.element) point();
});
for (const kind of ["pointerover", "focusin"]) {
  margin.addEventListener(kind, (event) => {
    const place = event.target.closest("[data-go]");
    const card = event.target.closest("[data-finding]");
    if (card) point((place ? place.dataset.go : card.dataset.finding).split(" "));
  });
}
margin.addEventListener("pointerleave", () => point());
editor.element.addEventListener("click", () => {
  margin.querySelector(".card.here")?.scrollIntoView({ block: "nearest" });
});

// ── The rest of the sheet ───────────────────────────────────────────────────────────────────────────

function measure() {
  const text = editor.text;
  editor.element.classList.toggle("empty", !text);
  const platform = about.elements.platform.value;
  const limit = first.limits[platform];
  const length = count(text, platform);
  const many = words(text);
  const place = at("count");
  const told = `${many.toLocaleString("en")} ${many === 1 ? "word" : "words"}`;
  if (!limit) place.textContent = text.trim() ? told : "";
  else {
    const over = length - limit;
    place.textContent = over > 0
      ? `${over.toLocaleString("en")} over the ${limit.toLocaleString("en")} that fit there`
      : `${told} · ${length.toLocaleString("en")} of ${limit.toLocaleString("en")} characters`;
  }
  place.className = limit && length > limit ? "trouble" : "";
}

function changed() {
  measure();
  if (isBlank() && state.id) kept.textContent = "Empty pages are not kept; the last words still are.";
  else if (isDirty() && kept.className !== "trouble") kept.textContent = "";
  lookSoon();
  keepSoon();
}

editor.element.addEventListener("input", changed);
about.addEventListener("input", changed);
about.addEventListener("submit", (event) => event.preventDefault());

at("copy-all").addEventListener("click", async () => {
  if (await copy(editor.text)) flash(at("copy-all"), "Copied");
});

at("ready").addEventListener("click", async () => {
  if (isBlank()) {
    kept.textContent = "Write a few words first.";
    editor.element.focus();
    return;
  }
  if (isDirty() || !state.id) await keep();
  if (!state.id || isDirty()) return;
  const form = document.createElement("form");
  form.method = "post";
  form.action = `/drafts/${state.id}/ready`;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "token";
  field.value = document.querySelector('meta[name="primum"]').content;
  form.append(field);
  document.body.append(form);
  form.submit();
});

// Whoever leaves, leaves nothing behind: a hidden page keeps at once, and a closing one asks where it could not.
document.addEventListener("visibilitychange", () => {
  if (document.hidden && isDirty()) keep({ keepalive: JSON.stringify(draft()).length < 60000 });
});
addEventListener("beforeunload", (event) => {
  if (isDirty() && (state.torn || kept.className === "trouble")) event.preventDefault();
});

setInterval(async () => {
  if (document.hidden) return;
  const told = await ask(`/reminders?besides=${state.id ?? ""}`).catch(() => null);
  if (told && told.html.trim() !== at("reminders").innerHTML.trim()) fill(at("reminders"), told.html);
}, REMIND);

measure();
editor.underline(first.marks);
if (!isBlank()) lookSoon(0);
if (isBlank()) editor.element.focus({ preventScroll: true });
