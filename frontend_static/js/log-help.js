/** What opens "Get help now": something new or worse, a first "weaker" of a leg, a note that says it is getting worse. */
export const HELP = "/learn/get-help-now/";

/** No "weaker" of this leg in any day that this phone knows. */
function isFirstWeaker(name, { days, rows }) {
  const told = [...days.values()].some((day) => day.fields[name] === "weaker");
  return !told && !rows.some((row) => row.kind === "diary" && row.body.fields[name] === "weaker");
}

/** Decided by what the person said, whether or not the phone can keep it. Ask before it is among the log's rows. */
export function asksForHelp(log, fields) {
  const weaker = Object.keys(fields).filter((name) => name.startsWith("strength_") && fields[name] === "weaker");
  const worse = log.worse && Boolean(fields.note);
  return fields.new === "something" || worse || weaker.some((name) => isFirstWeaker(name, log));
}

/** Leaving the page would lose the taps that still wait for their turn. */
export async function goToHelp(log) {
  for (let last; last !== log.queue; ) {
    last = log.queue;
    await last.catch(() => {});
  }
  location.assign(HELP);
}
