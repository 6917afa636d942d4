// A conversation: messages appear as they come, and one that is being sent is seen at once.

const log = document.getElementById("log");
const composer = document.getElementById("composer");
const shown = () => Number([...log.querySelectorAll("[data-number]")].at(-1)?.dataset.number ?? 0);
const live = log?.dataset.news;

// Add what the server sent; what the page has already is left out.
function append(html) {
  const parts = new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html").querySelectorAll("li");
  for (const part of parts) {
    if (!document.getElementById(part.id)) log.insertBefore(part, log.querySelector(".sending"));
  }
  markRead();
}

let asking = false;
async function askForNews() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(`${live}?after=${shown()}`, { headers: { "HX-Request-Type": "partial" } });
    if (answer.status === 200) append(await answer.text());
  } catch { /* The next time may work. */ } finally { asking = false; }
}

// Whoever has the conversation before their eyes has read it.
let read = 0;
function markRead() {
  const form = document.getElementById("read") ?? document.querySelector(".composer");
  if (document.hidden || !form || read >= shown()) return;
  read = shown();
  document.getElementById("read")?.setAttribute("hidden", "");
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("number", read);
  const told = { method: "POST", body, headers: { "HX-Request-Type": "partial" } };
  fetch(live.replace(/news$/, "read"), told).then(() => refresh("#menu"), () => {});
}

// Each message has a key of its own, so that sending it twice counts once.
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join("");

function bubble(text) {
  const item = document.createElement("li");
  item.className = "bubble own sending";
  item.innerHTML = '<p class="quiet"><strong></strong> <span role="status"></span></p><p class="words"></p>';
  item.querySelector("strong").textContent = log.dataset.you;
  item.querySelector("span").textContent = log.dataset.sending;
  item.querySelector(".words").innerText = text;
  log.append(item);
  return item;
}

// Who has signed in again in another tab needs its token, unless the page is somebody else's by now.
async function renew(body) {
  const answer = await fetch(composer.querySelector("form").action, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector(".composer [name=csrf_token]")?.value;
  if (!token || page.getElementById("log").dataset.with !== log.dataset.with) return;
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  body.set("csrf_token", token);
}

async function send(body, item) {
  // Heard once, when it is sent or was not.
  item.ariaHidden = "true";
  item.querySelector("span").textContent = log.dataset.sending;
  body.set("after", shown());
  try {
    if (item.isOld) await renew(body);
    const answer = await fetch(composer.querySelector("form").action, {
      method: "POST", body, headers: { "HX-Request-Type": "partial", "X-CSRFToken": body.get("csrf_token") },
    });
    if (answer.status === 200) {
      append(await answer.text());
      return item.remove();
    }
    item.isOld = [400, 401].includes(answer.status);
    const { body: page } = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = [...page.querySelectorAll(".error, .banner, .summary h2, .summary p")];
    failed(body, item, (told.length ? told : [page]).map((part) => part.textContent.trim().replace(/\.?$/, ".")).join(" "));
  } catch { failed(body, item, ""); }
}

function failed(body, item, why) {
  item.ariaHidden = null;
  item.querySelector("span").textContent = `${log.dataset.notSent} ${why}`.trim();
  const again = document.createElement("button");
  again.className = "second";
  again.textContent = log.dataset.again;
  again.addEventListener("click", () => {
    document.getElementById("body").focus();
    again.remove();
    send(body, item);
  });
  item.append(again);
  again.focus();
}

if (live) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".composer")) return;
    event.preventDefault();
    const field = form.elements.body;
    if (!field.value.trim()) return field.focus();
    const body = new FormData(form);
    body.set("key", newKey());
    send(body, bubble(field.value.trim()));
    field.value = "";
    field.focus();
    // What was sent stands right above; the button is not to sink below the edge of the screen.
    form.scrollIntoView({ block: "nearest" });
    // The bubble says that it is being sent; the button is for the next one.
    document.dispatchEvent(new Event("htmx:finally:request"));
  });

  // Ctrl+Enter sends; so does Enter, if its owner wants it, but never while letters are being composed or on a touch screen.
  const sendsAlone = log.dataset.enter === "send" && matchMedia("(pointer: fine)").matches;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.id !== "body") return;
    if (!sendsAlone && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  document.addEventListener("live:news", (event) => append(event.detail));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { askForNews(); markRead(); } });
  setInterval(() => { if (document.documentElement.dataset.live !== "on") askForNews(); }, 15000);
  document.querySelector(".check")?.remove();
  markRead();
}
