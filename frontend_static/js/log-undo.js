/** Undo writes the old values as a new revision, and "Put it back" what it replaced. A step is everything that was said between two saves. */

import { by } from "./filled-by-select.js";

const OWN_RANK = 20;

/** Whether a value stands that is not of whoever fills in now: shown beside the tiles, and never written again in her name. */
export function isHelpers(log, name) {
  const won = log.day.winners[name];
  return won?.rank < OWN_RANK && !by(log.account).helper && !(name in log.unkept);
}

/** What undo may write again: a helper's value would become her own word. */
export const writable = (log, name) => (isHelpers(log, name) ? null : (log.day.fields[name] ?? null));

/** @returns {{said: Function, close: Function, pop: Function, canUndo: Function, canPutBack: Function, putBack: Function}} */
export function makeUndo() {
  const steps = [];
  let open = null;
  let taken = null; // what the last undo replaces
  let undone = null; // the same, once the undo is kept and until anything else is said

  return {
    /**
     * Note the values that a change is about to replace; the oldest of a step is the one to go back to.
     * A value that this phone does not know (undefined) cannot be brought back, so it is in no step.
     */
    said(fields, before) {
      open ??= {};
      undone = null;
      for (const name of Object.keys(fields)) if (!(name in open)) open[name] = before(name);
    },
    /** A save, a withdrawal or a change after a save ends the step. */
    close() {
      const known = Object.entries(open ?? {}).filter(([, value]) => value !== undefined);
      if (known.length) steps.push(Object.fromEntries(known));
      open = null;
    },
    canUndo: () => steps.length > 0,
    /** The fields to write to go one step back, or null. `now`: what stands there until then. */
    pop(now) {
      const old = steps.pop() ?? null;
      taken = old && Object.fromEntries(Object.keys(old).map((name) => [name, now(name)]));
      return old;
    },
    /** What undo itself wrote is no step; what it took away can be put back. */
    forget() {
      open = null;
      undone = taken;
    },
    /** Undoing a withdrawal takes no answer away: there is nothing to put back. */
    canPutBack: () => Object.values(undone ?? {}).some((value) => value !== null),
    /** The fields to write to put back what the last undo took away. */
    putBack() {
      const fields = undone;
      undone = null;
      return fields;
    },
  };
}
