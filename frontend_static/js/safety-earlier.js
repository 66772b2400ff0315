/** The safety answers of the last 48 hours that this phone itself has kept. */
import { thePhone } from "./here.js";
import { list } from "./outbox.js";
import { gotHelp, newest, recent } from "./safety-table.js";
import { rightTime } from "./stamp.js";

/** @returns {Promise<{answers: Map<string, string>, since: number, gotHelp: string, rows: object[]}>} item → answer, when the newest was given, what became of it */
export async function earlier(account) {
  const { store, clock } = await thePhone();
  const [rows, now] = await Promise.all([list(store, account), rightTime(store, clock)]);
  const last = recent(rows, now.getTime());
  const since = newest(last);
  const answers = new Map([...last].map(([item, row]) => [item, row.body.answer]));
  return { answers, since, gotHelp: since ? gotHelp(rows, since) : "", rows };
}
