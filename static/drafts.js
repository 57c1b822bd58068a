// Keeps what is typed into a form marked `data-draft`: on the server now and then, in this browser while that fails.
// Without this file the form works the same; then only what is sent is kept.

const WAIT = 2000;
const DAYS = 7;
const PREFIX = "draft:";

function typed(form) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
  return data;
}

function say(form, words) {
  let status = form.querySelector("[data-draft-status]");
  if (!status) {
    status = document.createElement("p");
    status.className = "nhsuk-body-s";
    status.dataset.draftStatus = "";
    status.setAttribute("role", "status");
    form.append(status);
  }
  status.textContent = words;
}

// The token in the form is signed for one person and one form. Its first part names both, and is the same each time.
function placeOf(form) {
  return PREFIX + form.elements.draft.value.split(":")[0];
}

function hold(form) {
  const data = typed(form);
  data.delete("csrfmiddlewaretoken");
  localStorage.setItem(placeOf(form), JSON.stringify({ at: Date.now(), data: data.toString() }));
}

function dropOld() {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    const kept = JSON.parse(localStorage.getItem(name));
    if (Date.now() - kept.at > DAYS * 86400000) localStorage.removeItem(name);
  }
}

function fill(form, data) {
  const names = new Set([...data.keys()]);
  for (const field of form.elements) {
    if (!names.has(field.name) || field.type === "hidden" || field.type === "file") continue;
    const values = data.getAll(field.name);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.type === "select-multiple") for (const one of field.options) one.selected = values.includes(one.value);
    else if (field.type !== "submit" && field.type !== "button") field.value = values[0];
  }
}

async function keep(form) {
  try {
    const answer = await fetch("/drafts/", { method: "POST", body: typed(form), credentials: "same-origin" });
    if (answer.status === 401) say(form, "You have been signed out. What you typed is kept: sign in again to go on.");
    else if (answer.ok) say(form, "What you typed is kept.");
    else throw new Error(answer.status);
    localStorage.removeItem(placeOf(form));
  } catch {
    hold(form);
    say(form, "What you typed is kept in this browser. It could not be kept elsewhere; is there a connection?");
  }
}

function watch(form) {
  if (!form.elements.draft) return;
  let waiting;
  const held = localStorage.getItem(placeOf(form));
  if (held) fill(form, new URLSearchParams(JSON.parse(held).data));
  // A form that comes back with errors holds what was sent, and is kept nowhere else.
  if (held || document.querySelector(".nhsuk-error-summary")) keep(form);
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form), WAIT);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (navigator.onLine) return localStorage.removeItem(placeOf(form));
    event.preventDefault();
    hold(form);
    form.draftSubmitter = event.submitter;
    say(form, "There is no connection. What you typed is kept in this browser and is sent when the connection returns.");
  });
  addEventListener("online", () => {
    if (form.draftSubmitter === undefined) keep(form);
    else {
      localStorage.removeItem(placeOf(form));
      form.requestSubmit(form.draftSubmitter);
    }
  });
}

dropOld();
document.querySelectorAll("form[data-draft]").forEach(watch);
