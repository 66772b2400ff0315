/**
 * The phone's database: IndexedDB with a list of upgrade steps.
 *
 * A step only ever adds (a store, an index). Older code that is still open in another tab then keeps
 * working on the newer database, and a phone that went back to the older app loses nothing.
 */

/** Step n brings the database from version n to n + 1. Never change or reorder one that has shipped. */
export const STEPS = [
  function firstStores(db) {
    db.createObjectStore("meta");
    db.createObjectStore("keys", { keyPath: "account" });
    db.createObjectStore("accounts", { keyPath: "account" });
    db.createObjectStore("items", { keyPath: "id" }).createIndex("by_account", "account");
    db.createObjectStore("days", { keyPath: ["account", "date"] }).createIndex("by_account", "account");
  },
  function addDrafts(db) {
    db.createObjectStore("drafts", { keyPath: ["account", "date"] }).createIndex("by_account", "account");
  },
];

/** The promise of one IndexedDB request. */
export function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function upgrade(event, steps) {
  const { result: db, transaction } = event.target;
  for (const step of steps.slice(event.oldVersion)) step(db, transaction);
}

function openDatabase(name, steps, version) {
  const request = version ? indexedDB.open(name, version) : indexedDB.open(name);
  request.onupgradeneeded = (event) => upgrade(event, steps);
  return asked(request);
}

async function connect(store) {
  try {
    store.db = await openDatabase(store.name, store.steps, store.steps.length);
  } catch (error) {
    if (error?.name !== "VersionError") throw error;
    store.db = await openDatabase(store.name, store.steps); // a newer app was here: steps only add, so its database fits
  }
  store.db.onversionchange = () => store.db.close(); // never hold up the newer app's upgrade
}

/** @returns {Promise<{name: string, steps: Function[], db: IDBDatabase}>} */
export async function openStore(name = "stride", steps = STEPS) {
  const store = { name, steps, db: null };
  await connect(store);
  return store;
}

async function begin(store, names, mode) {
  try {
    return store.db.transaction(names, mode, { durability: mode === "readwrite" ? "strict" : "default" });
  } catch (error) {
    if (error?.name !== "InvalidStateError") throw error;
    await connect(store); // closed for an upgrade, or by the browser
    return store.db.transaction(names, mode, { durability: mode === "readwrite" ? "strict" : "default" });
  }
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("Aborted", "AbortError"));
  });
}

function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // it has ended by itself
  }
}

async function run(store, names, mode, work) {
  const transaction = await begin(store, names, mode);
  const end = finished(transaction);
  end.catch(() => {}); // looked at below; without this an abort before that line would count as unhandled
  let result;
  try {
    result = await work(transaction);
  } catch (error) {
    abort(transaction);
    await end.catch(() => {});
    throw transaction.error ?? error; // QuotaExceededError is on the transaction, not on the request
  }
  await end;
  return result;
}

/** Read in one transaction. `work` may await only requests of this transaction. */
export function read(store, names, work) {
  return run(store, names, "readonly", work);
}

/** Write in one transaction, on the disk when the promise resolves; all or nothing. */
export function write(store, names, work) {
  return run(store, names, "readwrite", work);
}

export function getMeta(store, key) {
  return read(store, ["meta"], (tx) => asked(tx.objectStore("meta").get(key)));
}

export function setMeta(store, key, value) {
  return write(store, ["meta"], (tx) => asked(tx.objectStore("meta").put(value, key)));
}

/** Every row of one account in one store. */
export function rowsOf(store, name, account) {
  return read(store, [name], (tx) => asked(tx.objectStore(name).index("by_account").getAll(account)));
}
