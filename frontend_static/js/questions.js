/** My questions: print, and the list made anew when what waited on this phone reached the server after the page was asked for. */
import { onNews, thePhone, whose } from "./here.js";
import { list } from "./outbox.js";

const SEEN = "stride-questions-seen";

/** When a question was last sent from here, by this phone's clock; 0 when none was. */
async function lastSent() {
  const { account } = await whose();
  if (!account) return 0;
  const rows = await list((await thePhone()).store, account);
  return Math.max(0, ...rows.filter(({ kind, state }) => kind === "question" && state === "sent").map(({ sent_at: at }) => at));
}

/** Once for each sending: a clock that was put back must not turn the page for ever. */
async function catchUp() {
  const at = await lastSent();
  if (at < performance.timeOrigin || sessionStorage.getItem(SEEN) === String(at)) return;
  sessionStorage.setItem(SEEN, String(at));
  location.reload();
}

/** @param {HTMLElement} root */
export async function start(root) {
  const button = root.querySelector('[data-role="print"]');
  if (button) button.hidden = false;
  button?.addEventListener("click", () => print());
  onNews(() => catchUp().catch(() => {}));
  await catchUp();
}
