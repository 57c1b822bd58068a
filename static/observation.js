// Keeps what a trainer taps and writes on an observation's sheet on the phone at once, and sends it when it can.
// Without this file the sheet is a plain form, saved person by person.
import { CACHE, PREFIX, entries, unsent } from "./kept.js";

const WAIT = 1500;
const AGAIN = 15000;
const PATIENCE = 20000;

const root = document.querySelector("[data-observation]");
const finished = document.querySelector("[data-observation-finished]");
const { person, sheet } = (root || finished).dataset;
const MINE = `${PREFIX}${person}:${sheet}:`;
const cells = [...document.querySelectorAll("[data-cell]")];

let timer;
let isSending = false;
let settled;

function placeOf(cell) {
  return `${MINE}${cell.dataset.of}:${cell.dataset.criterion}`;
}

function held(cell) {
  return JSON.parse(localStorage.getItem(placeOf(cell)));
}

function keep(place, entry) {
  localStorage.setItem(place, JSON.stringify(entry));
}

// Seen at once; read out only when it has stayed for a moment, so that a screen reader is not talked over.
function say(words, address, linkWords) {
  const shown = root.querySelector("[data-kept]");
  shown.hidden = false;
  shown.textContent = words;
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = linkWords;
    shown.append(" ", link);
  }
  clearTimeout(settled);
  settled = setTimeout(() => (root.querySelector("[data-kept-status]").textContent = shown.textContent), WAIT);
}

function typed(cell) {
  return { verdict: cell.querySelector(":checked")?.value ?? "", text: cell.querySelector("textarea").value };
}

function fill(cell, { verdict, text }) {
  for (const radio of cell.querySelectorAll("[type=radio]")) radio.checked = radio.value === verdict;
  cell.querySelector("textarea").value = text;
}

function count(cell) {
  const part = cell.closest("details");
  const all = [...part.querySelectorAll("[data-cell]")];
  const written = all.filter((one) => Object.values(typed(one)).some(Boolean)).length;
  part.querySelector("[data-written]").textContent = `${written} of ${all.length} written`;
}

function note(cell, words) {
  const other = cell.querySelector("[data-other]");
  other.hidden = !words;
  other.textContent = words;
}

// Each page load writes under an identifier of its own, and says which notes it had read. The server then knows what
// replaces what, and keeps both where neither knew of the other.
function write(cell) {
  cell.uuid ??= crypto.randomUUID();
  cell.replaces ??= cell.dataset.seen.split(" ").filter(Boolean);
  cell.sequence = (cell.sequence ?? 0) + 1;
  const { uuid, sequence, replaces } = cell;
  const { of, criterion } = cell.dataset;
  try {
    keep(placeOf(cell), { uuid, sequence, replaces, person: of, criterion, ...typed(cell), sent: false });
  } catch {
    return say("This phone cannot keep notes. Press Save after each person.");
  }
  count(cell);
  say("Kept on this phone, not sent yet.");
  clearTimeout(timer);
  timer = setTimeout(send, WAIT);
}

function cookie(name) {
  return document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

async function post(notes) {
  const sent = notes.map(({ uuid, sequence, replaces, person, criterion, verdict, text }) => {
    return { uuid, sequence, replaces, person, criterion, verdict, text };
  });
  return fetch(root.dataset.notes, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
    body: JSON.stringify({ sheet, notes: sent }),
    signal: AbortSignal.timeout(PATIENCE),
  });
}

// A note that has arrived leaves the phone; that it was sent stays, for a page opened again without a signal.
function settle(notes, answer) {
  for (const { name, uuid } of notes) {
    const now = JSON.parse(localStorage.getItem(name));
    if (now?.uuid === uuid && now.sequence <= answer.have[uuid]) keep(name, { uuid, sequence: now.sequence, sent: true });
  }
  for (const cell of cells) {
    const other = answer.others.find((one) => `${one.person}` === cell.dataset.of && `${one.criterion}` === cell.dataset.criterion);
    if (other) note(cell, `On another phone you wrote: “${other.words}”. Both are kept. Open this page again to settle it.`);
  }
}

async function send() {
  clearTimeout(timer);
  const notes = unsent(MINE);
  if (!notes.length || isSending) return;
  isSending = true;
  try {
    const response = await post(notes);
    const answer = await response.json();
    if (response.ok) {
      settle(notes, answer);
      if (!cells.length) return location.reload();
      say(unsent(MINE).length ? "Kept on this phone, not sent yet." : `Sent at ${answer.at}.`);
    } else if (response.status === 401) {
      return say("Kept on this phone, not sent yet. You have been signed out.", root.dataset.signIn, "Sign in to send it");
    } else {
      return say(`Kept on this phone, but it was not taken. ${answer.words}`);
    }
  } catch {
    say("Kept on this phone, not sent yet.");
  } finally {
    isSending = false;
  }
  if (unsent(MINE).length) timer = setTimeout(send, AGAIN);
}

function open(cell) {
  const entry = held(cell);
  if (!entry) return;
  if (!entry.sent) {
    const { uuid, sequence, replaces } = entry;
    Object.assign(cell, { uuid, sequence, replaces });
    fill(cell, entry);
    count(cell);
  } else if (cell.dataset.seen.split(" ").includes(`${entry.uuid}:${entry.sequence}`)) {
    localStorage.removeItem(placeOf(cell));
  } else {
    note(cell, "What you wrote here earlier is sent. It is shown again when there is a signal. You can add to it here.");
  }
}

// A second window on the same phone: what is written there shows here.
function follow(event) {
  const cell = cells.find((one) => placeOf(one) === event.key);
  const entry = JSON.parse(event.newValue);
  if (!cell || !entry || entry.sent) return;
  const { uuid, sequence, replaces } = entry;
  Object.assign(cell, { uuid, sequence, replaces });
  fill(cell, entry);
  count(cell);
}

// The phone keeps this page, without any notes, and the files that it needs. Only pages of observations are kept.
async function keepPage() {
  if (!navigator.serviceWorker || !cells.length) return;
  await navigator.serviceWorker.register(root.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((one) => one.name);
  const assets = files.filter((name) => name.startsWith(`${location.origin}/`) && /\.(js|css|svg|woff2?)$/.test(name.split("?")[0]));
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data === "kept") root.querySelector("[data-ready]").hidden = false;
  });
  active.postMessage({ page: root.dataset.page, from: root.dataset.offline, assets });
}

function begin() {
  cells.forEach(open);
  for (const cell of cells) cell.addEventListener("input", () => write(cell));
  for (const form of root.querySelectorAll("form:has([data-cell])")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
  }
  addEventListener("storage", follow);
  addEventListener("online", send);
  document.addEventListener("visibilitychange", send);
  if (unsent(MINE).length) say("Kept on this phone, not sent yet.");
  send();
  keepPage().catch(() => {});
}

// The sheet is a record now: its page and marks leave the phone. What was written here too late is shown, not dropped.
async function end() {
  const left = document.querySelector("[data-left-over]");
  for (const entry of entries(MINE)) {
    if (entry.sent) {
      localStorage.removeItem(entry.name);
      continue;
    }
    const words = document.createElement("blockquote");
    words.className = "threshold-quote";
    words.textContent = entry.text || entry.verdict;
    left.append(words);
    left.hidden = false;
  }
  if (window.caches) await (await caches.open(CACHE)).delete(finished.dataset.page);
}

if (finished) end();
else begin();
