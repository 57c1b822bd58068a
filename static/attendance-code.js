// Shows the next attendance code when its minute comes, without anybody touching the screen.
const region = "attendance-code";

function wait() {
  const here = document.getElementById(region);
  if (here) setTimeout(next, Number(here.dataset.seconds) * 1000 + 300);
}

async function next() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(region);
    // Signed out, or the session is over: the whole page says so.
    if (!answer.ok || !fresh) return location.reload();
    document.getElementById(region).replaceWith(fresh);
    wait();
  } catch {
    // No connection just now. The last codes are still taken; try again shortly.
    setTimeout(next, 5000);
  }
}

wait();
