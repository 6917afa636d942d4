// A press on "Copy" puts its text on the clipboard, and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const told = document.createElement("span");
  told.className = "hidden";
  told.textContent = `${button.dataset.copied}: ${button.dataset.copy}`;
  document.getElementById("live").replaceChildren(told);
});

// Where nothing can be copied, nothing offers it.
if (navigator.clipboard) document.documentElement.classList.add("can-copy");
