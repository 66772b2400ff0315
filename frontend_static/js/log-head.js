/** Whose log it is, and which day: said in words, never guessed from a default. */
import { addDays, dayWords, weekdayWords } from "./log-date.js";
import { word } from "./words.js";

function text(log, role, words) {
  for (const element of log.form.querySelectorAll(`[data-role="${role}"]`)) element.textContent = words;
}

function showWhen(log) {
  for (const element of log.form.querySelectorAll("[data-when]")) element.hidden = (element.dataset.when === "now") !== log.isToday;
}

/** The way to the day before, in the bar at the top. */
function showDayBefore(log) {
  const link = document.querySelector('[data-role="back"]');
  if (!link) return;
  const before = addDays(log.date, -1);
  link.href = `/log/${before}/`;
  link.querySelector("span").textContent = weekdayWords(before);
}

function showWayToToday(log) {
  const line = log.form.querySelector('[data-role="other-day"]');
  line.hidden = log.isToday;
  line.querySelector("span").textContent = log.afterMidnight ? word("after-midnight", { day: weekdayWords(log.date) }) : "";
  const link = line.querySelector("a");
  link.href = log.afterMidnight ? `/log/${log.today}/` : "/log/";
  link.textContent = word(log.afterMidnight ? "log-instead" : "to-today", { day: weekdayWords(log.today) });
}

export function showHead(log) {
  text(log, "who", log.profile.display_name || log.profile.email_name || "");
  text(log, "day", dayWords(log.date));
  text(log, "weekday", weekdayWords(log.date));
  log.form.querySelector('[data-role="today"]').hidden = !log.isToday;
  log.form.action = `/log/${log.date}/`;
  showWhen(log);
  showDayBefore(log);
  showWayToToday(log);
}
