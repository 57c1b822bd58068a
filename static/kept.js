// What an observation keeps on this phone, and how it goes: see observation.js. Loaded by every page, because the
// button to sign out stands on every page, and signing out leaves nothing behind.

export const PREFIX = "observation:";
export const CACHE = "observations";

export function entries(prefix) {
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) }));
}

export function unsent(prefix = PREFIX) {
  return entries(prefix).filter((entry) => !entry.sent);
}

export function forget(prefix = PREFIX) {
  for (const { name } of entries(prefix)) localStorage.removeItem(name);
}

function signOut(event) {
  const waiting = unsent().length;
  const words = `There are ${waiting} notes on this phone that are not sent yet. If you sign out, they are deleted.`;
  if (waiting && !confirm(words)) return event.preventDefault();
  forget();
  if (window.caches) caches.delete(CACHE);
}

document.querySelectorAll("form[action$='/logout/']").forEach((form) => form.addEventListener("submit", signOut));
