/** When to send: at once when nudged, and again after the wait that the last attempt asked for. */
import { currentAccount } from "./profile.js";
import { drain } from "./sync.js";

/**
 * @param {(result: {state: string, account: string|null}) => void} heard told after every attempt
 * @returns {{nudge: () => Promise<void>}}
 */
export function makeSender(phone, heard = () => {}) {
  let timer = 0;
  let running = null;
  let asked = false;

  async function attempt() {
    const account = await currentAccount(phone.store);
    if (!account) return heard({ state: "nobody", account: null });
    const result = await drain(phone, account);
    if (result.state === "again") timer = setTimeout(nudge, result.delay);
    if (result.state === "wrong_account") asked = true; // the other person's rows may wait too
    return heard({ ...result, account });
  }

  async function untilQuiet() {
    do {
      asked = false;
      await attempt();
    } while (asked);
  }

  function nudge() {
    clearTimeout(timer);
    asked = true;
    running ??= untilQuiet().finally(() => (running = null));
    return running;
  }

  return { nudge };
}
