/** Articles that somebody saved: on this phone only, the newest first. */
const KEY = "stride-saved";
const MOST = 100;

/** @returns {{slug: string, title: string}[]} */
export function saved() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => /^[a-z0-9-]+$/.test(one?.slug) && typeof one.title === "string") : [];
  } catch {
    return []; // storage is shut, or holds something else
  }
}

/** @param {string} slug */
export const isSaved = (slug) => saved().some((one) => one.slug === slug);

/** Saves it, or takes it away. Throws where the phone keeps nothing. @returns {boolean} saved now? */
export function toggleSaved(slug, title) {
  const others = saved().filter((one) => one.slug !== slug);
  const now = others.length === saved().length;
  localStorage.setItem(KEY, JSON.stringify((now ? [{ slug, title }, ...others] : others).slice(0, MOST)));
  return now;
}
