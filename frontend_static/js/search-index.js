/** The index of the articles: kept on this phone by the service worker, else fetched. */
import { openIndex } from "./search.js";

const INDEX = "/learn/search.json";
let index = null;

async function fetchIndex() {
  const kept = await globalThis.caches?.match(INDEX).catch(() => undefined);
  const response = kept ?? (await fetch(INDEX, { redirect: "error", credentials: "omit" }));
  return openIndex(await response.json());
}

export const theIndex = () => (index ??= fetchIndex().catch((error) => {
  index = null;
  throw error;
}));
