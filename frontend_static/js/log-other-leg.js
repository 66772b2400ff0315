/** The link under the strength of one leg: the other leg is added, and how it came on is asked. */
import { atMost } from "./at-most.js";
import { legs } from "./fold.js";
import { thePhone } from "./here.js";
import { keepOtherLeg } from "./other-leg.js";
import { addressOf } from "./safety-address.js";

const PATIENCE_MS = 1000;

/** A phone that is full cannot keep the leg: where there is a network, the server hears of it now. */
async function tellAtOnce(log, leg) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([(await thePhone()).http.addLeg(log.account, leg), late]);
}

async function keepLeg(log, leg) {
  await log.queue.catch(() => {}); // leaving the page would lose the taps that wait for their turn
  try {
    await keepOtherLeg((await thePhone()).store, log.account, leg);
  } catch {
    await tellAtOnce(log, leg).catch(() => {});
  }
  await log.noteShown([`weaker-${leg}`]); // the tick holds until the question is answered, seen or not
}

/** How the weakness came on is asked whatever becomes of the leg. */
function add(log, leg) {
  const goOn = () => location.assign(addressOf([`weaker-${leg}`], log.date));
  void atMost(keepLeg(log, leg)).then(goOn, goOn);
}

export function startOtherLeg(log) {
  const link = log.form.querySelector('[data-role="add-leg"]');
  const asked = legs(log.profile);
  link.hidden = asked.length !== 1;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    add(log, asked[0] === "left" ? "right" : "left");
  });
}
