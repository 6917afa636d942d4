// What the pages do beyond plain HTML; each of them works without.

// Reading may be tried again. What was sent without an answer may have been done: the person looks first.
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  const { offline, unanswered } = document.documentElement.dataset;
  const told = document.createElement("p");
  told.className = "summary toast";
  told.textContent = ctx.request.method === "GET" ? offline : unanswered;
  document.getElementById("alert").replaceChildren(told);
});

// A refused form names its error in the title; one that works afterwards takes that back, or brings a title of its own.
let title = document.title;
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.response.status >= 400) return;
  document.querySelector("#alert .toast:not([data-away])")?.remove();
  if (ctx.title) title = ctx.title;
  else if (ctx.request.method !== "GET") document.title = title;
});

// What lies over the page goes after a while; the fragment that it came with says it too.
document.addEventListener("htmx:after:swap", () => {
  const toast = document.querySelector("#live .toast");
  if (toast) setTimeout(() => toast.classList.replace("toast", "hidden"), 6000);
});

// Ask the server again for the parts of this page that others may have changed.
function refresh(parts = "[data-fresh][id]") {
  for (const part of document.querySelectorAll(parts)) {
    htmx.ajax("GET", location.href, { target: `#${part.id}`, select: `#${part.id}`, swap: "outerHTML" });
  }
}

// A page that one comes back to may be old: all of it, once something was sent in this tab after it was loaded. What was
// refused, or found no server, has changed nothing, and what was typed stands in that page alone.
const [{ type, transferSize, responseStatus } = {}] = performance.getEntriesByType("navigation");
const isOld = type === "back_forward" && transferSize === 0;
const loaded = isOld ? 0 : Date.now();
function settle(isDone) {
  const sending = sessionStorage.getItem("sending");
  sessionStorage.removeItem("sending");
  if (sending && isDone) sessionStorage.setItem("sent", sending);
}
settle(!isOld && !(responseStatus >= 400));
document.addEventListener("submit", ({ target }) => {
  if (target.method === "post") sessionStorage.setItem("sending", Date.now());
}, true);
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.request.method !== "GET") settle(ctx.response.status < 400);
});
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted && !isOld) return;
  settle(false);
  if (sessionStorage.getItem("sent") > loaded) location.reload();
  else refresh();
});

// Tell the server where this device is; a visitor's times are then shown there.
function tellZone() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!here || document.cookie.split("; ").includes(`tz=${here}`)) return;
  document.cookie = `tz=${here}; path=/; max-age=31536000; samesite=lax`;
  const shown = document.documentElement.dataset.zone;
  if (!shown || shown === here) return;
  refresh("[data-fresh][id], #footer-zone");
  const choices = document.querySelector("[data-here]")?.options ?? [];
  for (const choice of choices) if (choice.value === here) choice.selected = true;
}

// The page is painted first: a browser takes some 20 ms to learn of time zones, and a page's own script takes the line.
requestAnimationFrame(() => setTimeout(() => {
  tellZone();
  const own = document.querySelector("meta[name=later]");
  if (own) import(own.content);
}));

// A pressed button says so when the answer takes its time; it is never disabled, for that would lose the focus.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  // A file leaves the page as it is, and nobody tells when it has come.
  if (!button || event.target.hasAttribute("data-download")) return;
  if (button.ariaDisabled === "true") return event.preventDefault();
  const timer = setTimeout(() => { button.ariaDisabled = "true"; }, 150);
  addEventListener("pagehide", () => clearTimeout(timer), { once: true });
  document.addEventListener("htmx:finally:request", () => {
    clearTimeout(timer);
    button.ariaDisabled = null;
  }, { once: true });
}, true);

addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-disabled]")) button.ariaDisabled = null;
});

// A search begins by itself with the second letter.
document.addEventListener("input", (event) => {
  if (event.target.type === "search" && event.target.value.trim().length === 1) event.stopPropagation();
}, true);
