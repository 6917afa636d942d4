// While the focus is among the five scores, the keys 1 to 5 press them.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const button = event.target.closest(".scores")?.querySelector(`button[value="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// Whoever leaves the notes by a link has not paused yet: what they typed last is kept as a draft, too.
document.addEventListener("click", (event) => {
  const notes = event.target.closest(".log a")?.closest(".log").querySelector("[data-log] [hx-post]");
  const isTyped = notes && [...notes.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
  if (isTyped) notes.dispatchEvent(new Event("leave"));
}, true);

// Whoever signed out in another tab keeps what they typed in this one; and who signed in there again needs a new token,
// for that of this page is the ended session's.
let isAway = false;
// Who asked anew with a new token: the draft and the log may be on their way at once.
const again = new WeakSet();
document.addEventListener("htmx:before:response", (event) => {
  const { sourceElement, response: { status } } = event.detail.ctx;
  // Whatever asks, as the link beside the notes does, leads nobody away from them to sign in.
  const form = document.querySelector("[data-log]");
  const isOld = status === 400 && form?.contains(sourceElement) && !again.delete(sourceElement);
  if (!form || (status !== 401 && !isOld)) return;
  if (isOld) again.add(sourceElement);
  event.preventDefault();
  renew(form, sourceElement);
});

async function renew(form, sender) {
  const answer = await fetch(form.action, { redirect: "manual", cache: "no-store" }).catch(() => Response.error());
  // The log opens for its own coach alone: whoever else is signed in by now is not left with what stands in it.
  if (answer.status === 403 || answer.status === 404) return location.replace(location.pathname + location.search);
  const alert = document.getElementById("alert");
  if (answer.type === "opaqueredirect") {
    isAway = true;
    if (!alert.querySelector("[data-away]")) alert.replaceChildren(form.querySelector(".signed-out").content.cloneNode(true));
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrf_token]")?.value;
  if (!token) return document.dispatchEvent(new CustomEvent("htmx:error", { detail: { ctx: { request: { method: "GET" } } } }));
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  alert.querySelector("[data-away]")?.remove();
  isAway = false;
  if (sender === form) form.requestSubmit();
  else sender.dispatchEvent(new Event("input"));
}

// Back from signing in: what was typed meanwhile is kept as a draft. Saving is for the coach to press.
function comeBack() {
  const form = document.querySelector("[data-log]");
  if (isAway && form && !document.hidden) renew(form, form.querySelector("[hx-post]"));
}

// A phone tells of a tab that is looked at again, a desk of a window that is pressed.
document.addEventListener("visibilitychange", comeBack);
addEventListener("focus", comeBack);
