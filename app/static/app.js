// What a failed request means to a person: nothing was changed, and they may try again.
document.addEventListener("htmx:error", () => {
  const alert = document.getElementById("alert");
  alert.textContent = document.documentElement.dataset.offline;
});
