/** How long anything may hold back the way to help. */
export const AT_MOST_MS = 2000;

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Wait for it, but never longer than this: a disk or a network that hangs keeps nobody from help. */
export function atMost(promise, ms = AT_MOST_MS) {
  return Promise.race([promise, pause(ms)]);
}
