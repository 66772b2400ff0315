/** "Was this page clear?": sent without leaving the page, without a cookie, and never kept on the phone. */

function outcome({ status, ok }) {
  if (ok) return "sent";
  return { 400: "ask", 429: "busy" }[status] ?? "failed";
}

async function post(form) {
  try {
    return outcome(await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "omit", redirect: "error" }));
  } catch {
    return "failed";
  }
}

/** Whether or not it was sent: words of danger have "Get help now" first. Fetched at the first line: whoever only taps never needs it. */
async function helpFirst(form) {
  const line = form.elements.line.value;
  if (!line.trim()) return;
  const { isDanger } = await import("./danger-words.js");
  form.querySelector('[data-role="help-first"]').hidden = !(await isDanger(line));
}

/** The words stay in the field unless they were sent. */
function say(form, came) {
  const said = form.querySelector('[data-role="said"]');
  said.textContent = form.dataset[came];
  if (came !== "sent") return;
  for (const other of [...form.children]) if (other !== said && other.dataset.role !== "help-first") other.remove();
  said.tabIndex = -1;
  said.focus();
}

async function send(form) {
  if (form.elements.new.value === "yes") return location.assign(form.querySelector('[data-role="help-first"] a').href); // nothing is sent
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const [came] = await Promise.all([post(form), helpFirst(form).catch(() => {})]);
  delete form.dataset.sending;
  say(form, came);
}

/** For every form of the page. */
export function startLearning() {
  for (const form of document.querySelectorAll("[data-feedback]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void send(form);
    });
    form.dataset.ready = "yes";
  }
}
