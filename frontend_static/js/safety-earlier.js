/** The safety answers of the last 48 hours that this phone itself has kept. */
import { thePhone } from "./here.js";
import { list } from "./outbox.js";
import { gotHelp, recent, waits } from "./safety-table.js";
import { rightTime } from "./stamp.js";

/** @returns {Promise<{answers: Map<string, string>, since: number, open: number, gotHelp: string, rows: object[]}>} item → answer, when the newest was given, the newest that still asks "Did you get help?", what became of it */
export async function earlier(account) {
  const { store, clock } = await thePhone();
  const [rows, now] = await Promise.all([list(store, account), rightTime(store, clock)]);
  const last = recent(rows, now.getTime());
  const { since, open } = waits(rows, now.getTime());
  const answers = new Map([...last].map(([item, row]) => [item, row.body.answer]));
  return { answers, since, open, gotHelp: since ? gotHelp(rows, since) : "", rows };
}
