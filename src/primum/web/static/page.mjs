// What every page shares: copying, printing, adding a line, and asking the server in the page's own name.

let token = document.querySelector('meta[name="primum"]')?.content ?? "";

const trusted = window.trustedTypes?.createPolicy("primum", { createHTML: (html) => html });

/** Put HTML that our own server rendered into an element. */
export function fill(element, html) {
  element.innerHTML = trusted ? trusted.createHTML(html) : html;
}

/** What the server refused, with what to do; `status` 0 means that it did not answer. */
export class Refused extends Error {
  constructor(status, told = {}) {
    super([told.problem, told.remedy].filter(Boolean).join(" "));
    this.status = status;
    this.told = told;
  }
}

/** Ask the server. A page that is older than the Primum that runs gets its new token once, and asks again. */
export async function ask(address, body, { signal, keepalive = false } = {}, again = true) {
  const form = body instanceof FormData;
  const headers = { accept: "application/json", "x-primum": token };
  if (body && !form) headers["content-type"] = "application/json";
  let answer;
  try {
    answer = await fetch(address, {
      method: body ? "POST" : "GET",
      headers,
      body: form ? body : body && JSON.stringify(body),
      signal,
      keepalive,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, { problem: "Primum is not answering." });
  }
  if (answer.ok) return answer.json();
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 403 && again && (await renewed())) return ask(address, body, { signal, keepalive }, false);
  throw new Refused(answer.status, told);
}

async function renewed() {
  const answer = await fetch("/token").catch(() => null);
  if (!answer?.ok) return false;
  token = await answer.text();
  return true;
}

/** Copy a text, by the old way where the new one is refused; returns whether it worked. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    const had = document.activeElement;
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    had?.focus?.();
    return copied;
  }
}

/** Say something in a button for a moment. */
export function flash(button, words) {
  const before = button.dataset.before ?? button.textContent;
  button.dataset.before = before;
  button.textContent = words;
  setTimeout(() => {
    button.textContent = before;
    delete button.dataset.before;
  }, 2000);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  if (button.dataset.copies) {
    const from = document.getElementById(button.dataset.copies);
    if (await copy(from.textContent)) flash(button, "Copied");
    else getSelection().selectAllChildren(from);
  }
  if (button.dataset.adds) {
    const area = document.getElementById(button.dataset.adds);
    const lines = area.value.split("\n").filter((line) => line.trim());
    if (!lines.includes(button.textContent)) area.value = [...lines, button.textContent].join("\n");
    flash(button, "Added");
  }
});

// One word is said once: it does not come back with the page.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelector(".word")?.remove();
});
