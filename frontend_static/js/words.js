/** The words that scripts say: rendered by the server in the page's language, in <template id="words">. */

function find(key) {
  return document.getElementById("words")?.content.querySelector(`[data-word="${key}"]`)?.textContent.trim() ?? "";
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

export function language() {
  return document.documentElement.lang || "en";
}

/** @param {string} key e.g. "sent" @param {object} values what stands for {name} in it */
export function word(key, values = {}) {
  return fill(find(key), values);
}

/** The form of the words that this count takes in this language. */
export function counted(key, count) {
  const form = new Intl.PluralRules(language()).select(count);
  return fill(find(`${key}.${form}`) || find(`${key}.other`), { count });
}

/** 8am, 8:30am, noon, midnight: as the pages of the server say a time (backend/treatment/medicine_words.py). */
export function clockWords(stamp, zone) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const [hour, minute] = format.format(new Date(stamp)).split(":").map(Number);
  if (minute === 0 && hour % 12 === 0) return word(hour ? "noon" : "midnight");
  const at = minute ? `${hour % 12 || 12}:${String(minute).padStart(2, "0")}` : String(hour % 12 || 12);
  return at + word(hour < 12 ? "am" : "pm");
}
