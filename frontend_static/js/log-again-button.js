/** The button "Same as yesterday" over the questions. */
import { stillHere } from "./focus.js";
import { againWords, offer } from "./log-again.js";

const find = (log, role) => log.form.querySelector(`[data-role="${role}"]`);

/** Only for the day that the log opens with, and only while nothing that it would fill is answered. */
export function showAgain(log) {
  const fields = log.isToday || log.afterMidnight ? offer(log.date, log.days, log.rows, log.profile) : null;
  const answered = fields && Object.keys(fields).some((name) => (log.day.fields[name] ?? null) !== null);
  log.again = answered ? null : fields;
  const button = find(log, "again");
  button.toggleAttribute("data-gone", !log.again && !button.hidden); // its place stays: nothing moves under a thumb
  if (!log.again) return;
  button.hidden = false;
  find(log, "again-words").textContent = againWords(log.form, log.again);
}

export function startAgain(log) {
  find(log, "again").addEventListener("click", async () => {
    const here = stillHere();
    if (log.again && (await log.say(log.again, { copied: true })) && here()) log.form.querySelector('button[name="new"]').focus();
  });
}
