/** Undo writes the old values as a new revision. A step is everything that was said between two saves. */

/** @returns {{said: Function, close: Function, pop: Function, canUndo: Function}} */
export function makeUndo() {
  const steps = [];
  let open = null;

  return {
    /** Note the values that a change is about to replace; the oldest of a step is the one to go back to. */
    said(fields, before) {
      open ??= {};
      for (const name of Object.keys(fields)) if (!(name in open)) open[name] = before[name] ?? null;
    },
    /** A save, a withdrawal or a change after a save ends the step. */
    close() {
      if (open) steps.push(open);
      open = null;
    },
    canUndo: () => steps.length > 0,
    /** The fields to write to go one step back, or null. */
    pop: () => steps.pop() ?? null,
    /** What undo itself wrote is no step. */
    forget() {
      open = null;
    },
  };
}
