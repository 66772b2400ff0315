/** What the modules share on one phone: the database, the way to the server, the clock, and how patient to be. */
import { makeHttp } from "./http.js";
import { STEPS, openStore } from "./store.js";

export const PATIENCE = {
  backoffMs: 1000, // the first wait is somewhere in 0–1 s, then 0–2 s, 0–4 s, …
  backoffCapMs: 300_000,
  waitCapMs: 3600_000, // a Retry-After of a year, from whatever stands between, is not believed
  laterMs: 3600_000, // for what this server does not know yet
  batch: 100,
};

/** @returns {Promise<{store: object, http: object, clock: () => number, random: () => number, patience: object, failures: number}>} */
export async function makePhone({ name = "stride", steps = STEPS, clock = Date.now, random = Math.random, patience = {}, http = {} } = {}) {
  const store = await openStore(name, steps);
  return { store, http: makeHttp({ clock, ...http }), clock, random, patience: { ...PATIENCE, ...patience }, failures: 0 };
}
