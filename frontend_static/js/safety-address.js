/** What the address of /safety/ says: which screen, and the day that it is about. Never more. */

/** @param {URLSearchParams} query @returns {string} "2026-11-20", or "" */
export function askedDate(query) {
  const text = query.get("date") ?? "";
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";
}

/** @param {string[]} about the screens, the most urgent first @param {string} date */
export function addressOf(about, date) {
  return `/safety/?about=${about.join(",")}&date=${date}`;
}
