// Word from the server of what others have changed, for as long as the page is looked at.
(() => {
  const page = document.documentElement;
  if (!page.dataset.stream) return;
  const log = document.querySelector("[data-conversation]");
  let stream, pause = 1000, wasOpen = false;

  // Which parts of the page show what has changed; a part that asks for anything of a kind is asked again too.
  function concerns(word) {
    const [kind, number] = word.split(":");
    const shown = { slot: `#slot-${number}, #chip-${number}`, call: `[data-fresh~="calls"], #call-${number}`, conversation: `[data-fresh~="threads"]` };
    // The week holds what is not saved yet.
    return word === "everything" ? "[data-fresh]:not(#week)" : shown[kind];
  }

  // Many pages may show the same time: they do not all ask in the same moment.
  function freshen(word) {
    const parts = new Set([...document.querySelectorAll(concerns(word))].map((part) => part.closest("[data-fresh][id]")));
    parts.delete(null);
    // A menu that somebody is in stays as it is.
    const menu = document.getElementById("menu");
    if (menu.contains(document.activeElement)) parts.delete(menu);
    const wait = word.startsWith("slot") || word === "everything" ? Math.random() * 2000 : 0;
    for (const part of parts) setTimeout(() => { if (!isInUse(part)) refresh(`#${part.id}`); }, wait);
  }

  // What somebody writes or chooses, or has just been told, a new part would not have.
  function isInUse(part) {
    const at = document.activeElement;
    return part.querySelector("textarea, #week-count:not(:empty)") || (part.contains(at) && at.tabIndex < 0);
  }

  function listen() {
    if (stream || document.hidden || !document.querySelector("[data-fresh], [data-conversation]")) return;
    const address = new URL(page.dataset.stream, location.href);
    if (log) {
      address.searchParams.set("conversation", log.dataset.conversation);
      address.searchParams.set("after", [...log.querySelectorAll("[data-number]")].at(-1)?.dataset.number ?? 0);
    }
    stream = new EventSource(address, { withCredentials: true });
    stream.addEventListener("open", () => {
      page.dataset.live = "on";
      if (wasOpen) freshen("everything");
      [wasOpen, pause] = [true, 1000];
    });
    stream.addEventListener("message", ({ data }) => document.dispatchEvent(new CustomEvent("live:news", { detail: data })));
    stream.addEventListener("change", ({ data }) => freshen(data));
    stream.addEventListener("error", () => {
      delete page.dataset.live;
      if (stream.readyState !== EventSource.CLOSED) return;
      stream = undefined;
      setTimeout(listen, pause * (1 + Math.random()));
      pause = Math.min(pause * 2, 60000);
    });
  }

  function stop() {
    stream?.close();
    stream = undefined;
    delete page.dataset.live;
  }

  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); else listen(); });
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  // A page's own script, which hears what comes, runs before.
  document.addEventListener("DOMContentLoaded", listen);
})();
