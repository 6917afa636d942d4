// Passkeys: the device asks its person, and its answer is sent with a form of ours.

const form = document.querySelector("form[data-passkey]");
const place = document.querySelector("[data-origin]");
const canAsk = window.PublicKeyCredential?.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON;

// Nothing offers what this browser, or this address, cannot do.
const isPossible = canAsk && place?.dataset.origin === location.origin;
document.documentElement.classList.add(isPossible ? "can-passkey" : "cannot-passkey");
if (isPossible && form) form.addEventListener("submit", onSubmit);

async function onSubmit(event) {
  if (form.elements.namedItem("name")?.value.trim() === "") return; // the server says what is missing
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    const answer = form.dataset.passkey === "new" ? await make() : await use();
    // By its name alone: the button has it as its id, for the error summary to lead to.
    form.querySelector("[name=credential]").value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    const words = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed;
    document.getElementById("alert").textContent = words;
    form.ariaBusy = null;
    event.submitter.ariaDisabled = null;
  }
}

async function make() {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(form.dataset.question));
  return navigator.credentials.create({ publicKey });
}

async function use() {
  const question = await fetch(form.dataset.question, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!question.ok) throw new Error(question.status);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await question.json());
  return navigator.credentials.get({ publicKey });
}
