/** The link under the strength of one leg: the other leg is added, and how it came on is asked. */
import { legs } from "./fold.js";
import { thePhone } from "./here.js";
import { keepOtherLeg } from "./other-leg.js";
import { addressOf } from "./safety-address.js";

async function add(log, leg) {
  await log.queue.catch(() => {}); // leaving the page would lose the taps that wait for their turn
  await keepOtherLeg((await thePhone()).store, log.account, leg);
  location.assign(addressOf([`weaker-${leg}`], log.date));
}

export function startOtherLeg(log) {
  const link = log.form.querySelector('[data-role="add-leg"]');
  const asked = legs(log.profile);
  link.hidden = asked.length !== 1;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    void add(log, asked[0] === "left" ? "right" : "left").catch(() => location.assign(link.href)); // the page asks the same
  });
}
