/** My questions: print, and the list made anew once what waited on this phone has reached the server. */
import { onNews, thePhone, whose } from "./here.js";
import { list } from "./outbox.js";

async function waiting() {
  const { account } = await whose();
  if (!account) return 0;
  const rows = await list((await thePhone()).store, account);
  return rows.filter(({ kind, state }) => kind === "question" && state === "waiting").length;
}

/** @param {HTMLElement} root */
export async function start(root) {
  const button = root.querySelector('[data-role="print"]');
  if (button) button.hidden = false;
  button?.addEventListener("click", () => print());
  let before = await waiting();
  const look = async () => {
    const now = await waiting();
    if (before > 0 && now === 0) location.reload();
    before = now;
  };
  onNews(() => look().catch(() => {}));
}
