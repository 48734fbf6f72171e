// Passkeys: the browser asks the device, and its answer goes into the form that waits for it.
// Without script, or in a browser that knows no passkeys, the page says so and shows the other ways.

const known = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

for (const form of document.querySelectorAll("[data-passkey-only]")) form.hidden = !known;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!known) continue;
  form.querySelector("[data-passkey-missing]").hidden = true;
  const again = form.querySelector("[data-passkey-again]");
  again.addEventListener("click", () => answer(form));
  answer(form);
}

async function answer(form) {
  show(form, { waiting: true });
  try {
    const credential = (await ask(form.dataset.passkey, JSON.parse(form.dataset.options))).toJSON();
    credential.extensions = JSON.stringify(credential.clientExtensionResults ?? {});
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    show(form, { waiting: false });
  }
}

function ask(kind, options) {
  if (kind === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

function show(form, { waiting }) {
  form.querySelector("[data-passkey-waiting]").hidden = !waiting;
  form.querySelector("[data-passkey-failed]").hidden = waiting;
  form.querySelector("[data-passkey-again]").hidden = waiting;
}
