/**
 * Passkeys: turns the server's options into what the browser asks for, and the browser's answer into a form field.
 * A form with [data-module="passkey"] stays hidden where the browser knows no passkeys; the other ways to sign in remain.
 */

/** @param {string} text base64url @returns {Uint8Array} */
export function fromBase64url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} bytes @returns {string} base64url without padding */
export function toBase64url(bytes) {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

const withBytes = (list) => (list ?? []).map((entry) => ({ ...entry, id: fromBase64url(entry.id) }));

/** The server's JSON with bytes where the browser wants bytes. */
export function creationOptions({ publicKey }) {
  const user = { ...publicKey.user, id: fromBase64url(publicKey.user.id) };
  const needed = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return {
    publicKey: {
      ...publicKey,
      user,
      challenge: fromBase64url(publicKey.challenge),
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      authenticatorSelection: { ...publicKey.authenticatorSelection, ...needed },
    },
  };
}

export function requestOptions({ publicKey }) {
  return { publicKey: { ...publicKey, challenge: fromBase64url(publicKey.challenge), allowCredentials: withBytes(publicKey.allowCredentials) } };
}

/** What the server reads: every byte field as base64url. */
export function credentialJson(credential) {
  const { response } = credential;
  const json = { clientDataJSON: toBase64url(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) json[name] = toBase64url(response[name]);
  }
  if (response.getTransports) json.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: json,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

/** Sign-in asks for fresh options at each try: a challenge is good for one. */
async function freshOptions(address) {
  const reply = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
  if (!reply.ok) throw new Error(`options: ${reply.status}`);
  return (await reply.json()).request_options;
}

const WAYS = {
  login: async (form) => navigator.credentials.get(requestOptions(await freshOptions(form.action))),
  get: (form) => navigator.credentials.get(requestOptions(JSON.parse(form.dataset.options).request_options)),
  create: (form) => navigator.credentials.create(creationOptions(JSON.parse(form.dataset.options).creation_options)),
};

async function answer(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const failed = form.querySelector('[data-role="failed"]');
  failed.hidden = true;
  try {
    const credential = await WAYS[form.dataset.passkey](form);
    form.elements.credential.value = JSON.stringify(credentialJson(credential));
    form.submit();
  } catch {
    failed.hidden = false; // refused, timed out, or no such passkey on this phone: the words say what to do
  }
}

function start() {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = true;
  for (const place of document.querySelectorAll('[data-module="passkey"]')) {
    place.hidden = false;
    if (place.dataset.passkey in WAYS) place.addEventListener("submit", answer);
  }
}

start();
