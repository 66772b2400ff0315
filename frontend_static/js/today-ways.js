/** Ways on from Today without a network: to what is taken when needed, and to an exercise session. As this phone last heard the plan. */
import { thePhone, whose } from "./here.js";
import { kept, rightNow } from "./kept.js";

async function toldPlan() {
  const { account, profile } = await whose();
  if (!account || !profile) return null;
  const { store } = await thePhone();
  return (await kept(store, account, await rightNow()))?.plan ?? null;
}

/** A dose when needed can be recorded however old the plan is. @param {HTMLElement} card with data-date */
export async function startNeeded(card) {
  const plan = await toldPlan();
  const shown = (plan?.needed ?? []).filter(({ ended_on: last }) => last === null || last >= card.dataset.date);
  card.hidden = !shown.length;
  card.querySelector('[data-role="names"]').textContent = shown.map(({ name }) => name).join(", ");
}

/** @param {HTMLElement} card */
export async function startSession(card) {
  const exercises = (await toldPlan())?.exercises;
  card.hidden = !exercises || exercises.paused;
}
