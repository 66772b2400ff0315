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
