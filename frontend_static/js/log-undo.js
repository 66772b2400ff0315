/** Undo writes the old values as a new revision. A step is everything that was said between two saves. */

/** @returns {{said: Function, close: Function, pop: Function, canUndo: Function}} */
export function makeUndo() {
  const steps = [];
  let open = null;

  return {
    /**
     * Note the values that a change is about to replace; the oldest of a step is the one to go back to.
     * A value that this phone does not know (undefined) cannot be brought back, so it is in no step.
     */
    said(fields, before) {
      open ??= {};
      for (const name of Object.keys(fields)) if (!(name in open)) open[name] = before(name);
    },
    /** A save, a withdrawal or a change after a save ends the step. */
    close() {
      const known = Object.entries(open ?? {}).filter(([, value]) => value !== undefined);
      if (known.length) steps.push(Object.fromEntries(known));
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
