// The pause: the breath runs out by itself, what is written is kept, and what is released goes to the clipboard.

import { ask, copy } from "./page.mjs";

const pause = document.querySelector(".pause");
const form = document.getElementById("reflect");
const told = document.getElementById("told");
const onward = document.getElementById("continue");
let timer = null;

// After the breath the page is shown anew, by then with what it leads to; what was being written is kept first.
const left = Number(pause.dataset.left);
if (pause.dataset.state === "breathing") {
  setTimeout(async () => {
    await keep();
    if (onward) {
      onward.disabled = false;
      document.querySelector(".breath").classList.add("done");
      document.querySelector("h1").textContent = "Ready when you are";
      document.getElementById("stand").textContent = "Read it once more, as if somebody else had written it.";
      document.querySelector(".pause-head form")?.remove();
    } else anew(2000);
  }, left * 1000 + 250);
}

// When a draft has rested, the page says so by itself, but takes nobody's words from under their hands.
if (pause.dataset.state === "cooling" && left < 86400) setTimeout(anew, left * 1000 + 1000, 30000);

function anew(again) {
  if (form.contains(document.activeElement)) setTimeout(anew, again, again);
  else location.reload();
}

form.addEventListener("input", (event) => {
  if (event.target.name === "own-plan") for (const one of form.querySelectorAll('[name="plan"]')) one.checked = false;
  if (event.target.name === "plan") form.elements["own-plan"].value = "";
  clearTimeout(timer);
  timer = setTimeout(() => keep(), 600);
});

async function keep(options = {}) {
  clearTimeout(timer);
  timer = null;
  try {
    await ask(form.dataset.reply, new FormData(form), options);
    told.textContent = "";
  } catch (error) {
    told.textContent = error.message;
  }
}

// Whoever leaves in mid-word, leaves nothing behind.
document.addEventListener("visibilitychange", () => {
  if (document.hidden && timer) keep({ keepalive: true });
});

form.addEventListener("submit", async (event) => {
  if (event.submitter !== onward || onward.hasAttribute("formaction")) return;
  event.preventDefault();
  try {
    const { text, to } = await ask(form.action, new FormData(form));
    const copied = await copy(text);
    location.assign(copied ? `${to}?copied=yes` : to);
  } catch (error) {
    told.textContent = error.message;
  }
});
