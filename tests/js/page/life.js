/** One life of the app on one phone: the product's own modules, steered by the page around it. */
import { putRight } from "/js/ask-day.js";
import { getDay } from "/js/days.js";
import { dayOf } from "/js/fold.js";
import { amend, list, put } from "/js/outbox.js";
import { makePhone } from "/js/phone.js";
import { currentAccount, remember } from "/js/profile.js";
import { makeSender } from "/js/sender.js";
import { renew } from "/js/session.js";
import { drain } from "/js/sync.js";

const LITTLE = { backoffMs: 2, backoffCapMs: 20, waitCapMs: 10, laterMs: 10, batch: 20 };

/** @returns the phone with the words that the runs use */
window.start = async function start(seed, name, skewMs = 0) {
  const clock = () => Date.now() + skewMs;
  const phone = await makePhone({ name, clock, patience: LITTLE, http: { base: `/run/${seed}/api/v1`, timeout: window.answerWithinMs ?? 200 } });
  const sender = makeSender(phone);
  const api = {
    phone,
    sender,
    current: () => currentAccount(phone.store),
    renew: () => renew(phone),
    remember: (account) => remember(phone.store, account, { display_name: "Canary" }),
    put: (account, body) => put(phone.store, account, "diary", body, { tz: "Europe/London", clock }),
    list: (account) => list(phone.store, account),
    drain: (account) => drain(phone, account),
    day: async (account, date) => dayOf(date, await getDay(phone.store, account, date), await list(phone.store, account)),
    async answerQuestions(account) {
      const rows = await list(phone.store, account);
      for (const row of rows.filter((one) => one.state === "refused")) await amend(phone.store, row);
      const asking = rows.filter((row) => row.state === "ask_day");
      for (const date of new Set(asking.map((row) => row.body.date))) {
        await putRight(phone, account, asking.filter((row) => row.body.date === date), date);
      }
    },
  };
  window.api = api;
  return api;
};
window.ready = true;
