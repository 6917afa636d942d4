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

// What is typed, and what waits to be sent with its key, is kept in this tab for when the page is left.
const unsent = new Map();
function keep() {
  const typed = document.getElementById("body").value;
  if (typed || unsent.size) sessionStorage.setItem(log.dataset.draft, JSON.stringify({ typed, unsent: [...unsent] }));
  else sessionStorage.removeItem(log.dataset.draft);
}

// One whose answer was lost may be there already: its old key makes it count once.
const unsure = (body, item) => fail(body, item, log.dataset.unsure);

function openDraft(form) {
  const { typed = "", unsent: left = [] } = JSON.parse(sessionStorage.getItem(log.dataset.draft) ?? "{}");
  for (const [key, text] of left) unsure(prepare(form, text, key), bubble(text));
  form.elements.body.value ||= typed;
}

function prepare(form, text, key) {
  const body = new FormData(form);
  body.set("body", text);
  body.set("key", key);
  unsent.set(key, text);
  return body;
}

function finish(body, item) {
  unsent.delete(body.get("key"));
  item.remove();
  keep();
}

function post(body) {
  body.set("after", shown());
  return fetch(composer.querySelector("form").action, {
    method: "POST", body, headers: { "HX-Request-Type": "partial", "X-CSRFToken": body.get("csrf_token") },
  });
}

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

// Who has signed in again in another tab needs its token; nothing is sent where the page is somebody else's by now.
async function renew(body) {
  const answer = await fetch(composer.querySelector("form").action, { cache: "no-store" });
  const page = parse(await answer.text());
  const other = page.getElementById("log")?.dataset.with;
  if (answer.status === 404 || (other && other !== log.dataset.with)) return false;
  const token = other && page.querySelector("[name=csrf_token]").value;
  if (!token) return true;
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  body.set("csrf_token", token);
  return true;
}

async function send(body, item) {
  // Heard once, when it is sent or was not.
  item.ariaHidden = "true";
  item.querySelector("span").textContent = log.dataset.sending;
  try {
    let answer = await post(body);
    if (answer.status === 400) {
      if (!await renew(body)) return turnTo(refused(body, item, log.dataset.other));
      answer = await post(body);
    }
    const html = await answer.text();
    if (answer.ok) {
      append(html);
      return finish(body, item);
    }
    const page = parse(html);
    if (page.querySelector("#composer .error")) return giveBack(body, item, page);
    const told = [...page.querySelectorAll(".error, .banner, .summary h2, .summary p")];
    const why = (told.length ? told : [page.body]).map((part) => part.textContent.trim().replace(/\.?$/, ".")).join(" ");
    turnTo(refused(body, item, why, [400, 401, 429].includes(answer.status) || answer.status >= 500));
  } catch { turnTo(unsure(body, item)); }
}

// What is wrong in the text itself is mended in the field, in front of what has been typed since.
function giveBack(body, item, page) {
  const typed = document.getElementById("body").value;
  composer.replaceChildren(...page.getElementById("composer").childNodes);
  composer.querySelector(".check").remove();
  const field = document.getElementById("body");
  field.value = [body.get("body"), typed].filter(Boolean).join("\n\n");
  finish(body, item);
  field.focus();
  composer.scrollIntoView({ block: "nearest" });
}

const refused = (body, item, why, isCurable) => fail(body, item, `${log.dataset.notSent} ${why}`, isCurable);

// Who types the next one goes on typing.
function turnTo(button) {
  if (!document.getElementById("body").value) button?.focus();
}

// Return the button to try again; there is none where that would be refused again.
function fail(body, item, told, isCurable = true) {
  item.ariaHidden = null;
  item.querySelector("span").textContent = told;
  const ways = document.createElement("p");
  ways.className = "actions";
  const offer = (words, work) => {
    const button = document.createElement("button");
    button.className = "second";
    button.textContent = words;
    button.addEventListener("click", () => {
      document.getElementById("body").focus();
      ways.remove();
      work();
    });
    ways.append(button);
    return button;
  };
  const again = isCurable ? offer(log.dataset.again, () => send(body, item)) : undefined;
  offer(log.dataset.discard, () => finish(body, item));
  item.append(ways);
  return again;
}

if (live) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".composer")) return;
    event.preventDefault();
    const field = form.elements.body;
    if (!field.value.trim()) return field.focus();
    const text = field.value.trim();
    send(prepare(form, text, newKey()), bubble(text));
    field.value = "";
    field.ariaInvalid = null;
    form.querySelector(".error")?.remove();
    keep();
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
  const form = document.querySelector(".composer");
  if (form) openDraft(form);
  composer.addEventListener("input", keep);
  markRead();
}
