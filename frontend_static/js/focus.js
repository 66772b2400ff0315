/** Where the keys go once something is stored. */

/**
 * Asked before the work, answered after it: whether the person is still where she was. Whoever went on to the next question
 * while this one was being stored keeps her place there.
 * @returns {() => boolean}
 */
export function stillHere() {
  const from = document.activeElement;
  return () => document.activeElement === from || document.activeElement === document.body;
}
