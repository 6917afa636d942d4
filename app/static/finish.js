// What somebody has already agreed to elsewhere needs no second press here.
document.querySelector("form[data-finish]")?.requestSubmit();
