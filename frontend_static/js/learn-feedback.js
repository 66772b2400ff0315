/** "Was this page clear?": sent without leaving the page, without a cookie, and never kept on the phone. */

const HELP = "/learn/get-help-now/";

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

/** The words stay in the field unless they were sent. */
function say(form, came) {
  const said = form.querySelector('[data-role="said"]');
  said.textContent = form.dataset[came];
  if (came !== "sent") return;
  for (const other of [...form.children]) if (other !== said) other.remove();
  said.tabIndex = -1;
  said.focus();
}

async function send(form) {
  if (form.elements.new.value === "yes") return location.assign(HELP); // nothing is sent
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const came = await post(form);
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
