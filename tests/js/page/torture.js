/** Seeded runs: phones write, send, are killed and come back against a server that misbehaves; then all is counted. */

const DATES = ["2026-11-18", "2026-11-19", "2026-11-20"];
const CALM_MS = 20_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Mulberry32: a small seeded generator, so that a failing run can be played again. */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

async function control(seed, wish) {
  await fetch(`/run/${seed}/control`, { method: "POST", body: JSON.stringify(wish) });
}

/** A page of its own: removing it kills it wherever it is, as the phone kills an app. */
async function openLife(seed, name, skewMs, answerWithinMs = 200) {
  const frame = document.createElement("iframe");
  frame.hidden = true; // nobody looks at it: nothing is painted
  frame.src = "/life";
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true })); // its modules have run by then
  document.body.append(frame);
  await loaded;
  frame.contentWindow.answerWithinMs = answerWithinMs;
  return { frame, api: await frame.contentWindow.start(seed, name, skewMs) };
}

class Run {
  constructor(seed) {
    this.seed = seed;
    this.random = dice(seed);
    this.people = [crypto.randomUUID(), crypto.randomUUID()].slice(0, this.random() < 0.3 ? 2 : 1);
    this.phones = [`run-${seed}-a`, `run-${seed}-b`].slice(0, this.random() < 0.3 ? 2 : 1);
    this.said = []; // {account, nonce, date, kept}
    this.kills = 0;
  }

  upTo(n) {
    return Math.floor(this.random() * n);
  }

  async say(api) {
    const account = await api.current();
    if (!account) return;
    const word = { account, nonce: `${this.seed}-${this.said.length}`, date: DATES[this.upTo(3)], kept: false };
    this.said.push(word);
    const fields = this.random() < 0.5 ? { pain_avg: this.upTo(11), note: word.nonce } : { note: word.nonce, sleep: this.upTo(11) };
    await api.put(account, { date: word.date, fields, nonce: word.nonce });
    word.kept = true;
    if (this.random() < 0.7) void api.sender.nudge().catch(() => {}); // as the log does after every tap
  }

  async act(api) {
    const choice = this.random();
    if (choice < 0.55) return this.say(api);
    if (choice < 0.65) return void this.say(api).catch(() => {}); // not awaited: a kill may fall into it
    if (choice < 0.8) return void api.sender.nudge().catch(() => {});
    if (choice < 0.9) return void api.renew().catch(() => {});
    if (choice < 0.95) return control(this.seed, { who: this.people[this.upTo(this.people.length)] });
    return pause(this.upTo(15));
  }

  /** The app is opened, used for a moment, and killed. */
  async live(name) {
    const skew = [0, 0, 0, -3 * 86400e3, 3 * 86400e3, 3600e3][this.upTo(6)];
    const { frame, api } = await openLife(this.seed, name, skew);
    if (!(await api.current())) await api.remember(this.people[this.upTo(this.people.length)]);
    void api.sender.nudge().catch(() => {});
    const acts = 2 + this.upTo(6);
    let dead = false;
    const living = (async () => {
      for (let i = 0; i < acts && !dead; i += 1) await this.act(api);
    })();
    const killed = this.random() < 0.4 ? pause(this.upTo(60)) : living.then(() => pause(this.upTo(150)));
    await Promise.race([killed, living.then(() => killed)]);
    dead = true; // a killed phone's person does not go on signing in and out
    frame.remove();
    this.kills += 1;
  }

  /** Sending, and nothing else, while everything still goes wrong. */
  async storm(name) {
    const { frame, api } = await openLife(this.seed, name, 0);
    for (let i = 0; i < 8; i += 1) {
      const account = await api.current();
      if (account) await pause((await api.drain(account)).delay ?? 1);
      if (this.random() < 0.3) await control(this.seed, { who: this.people[this.upTo(this.people.length)] });
    }
    frame.remove();
  }

  /** The storm is over: everyone signs in once more, answers what the app asks, and it sends, however slow this machine is just then. */
  async settle(name) {
    const { frame, api } = await openLife(this.seed, name, 0, CALM_MS);
    await this.sendAll(api);
    return { frame, api };
  }

  async sendAll(api) {
    for (const account of this.people) {
      await control(this.seed, { who: account });
      while (!(await api.renew()).heard) await pause(5);
      for (let i = 0; i < 40 && (await this.open(api, account)); i += 1) {
        await api.answerQuestions(account);
        this.last = await api.drain(account);
        await pause(this.last.delay ?? 1);
      }
    }
  }

  async open(api, account) {
    return (await api.list(account)).filter((row) => row.state !== "sent").length;
  }

  async count(lives) {
    const faults = [];
    const { stored } = await (await fetch(`/run/${this.seed}/state`)).json();
    const where = this.people.flatMap((account) => Object.values(stored[account] ?? {}).map((item) => ({ account, nonce: item.body.nonce })));
    for (const word of this.said) {
      const found = where.filter((one) => one.nonce === word.nonce);
      if (word.kept && found.length === 0) faults.push(`lost ${word.nonce}`);
      if (found.length > 1) faults.push(`doubled ${word.nonce}`);
      if (found.some((one) => one.account !== word.account)) faults.push(`${word.nonce} went to the wrong person`);
    }
    for (const { api } of lives) faults.push(...(await this.countPhone(api, stored)));
    return faults;
  }

  async countPhone(api, stored) {
    const faults = [];
    for (const account of this.people) {
      for (const row of await api.list(account)) {
        if (row.state !== "sent") faults.push(`${row.body.nonce} is still ${row.state} after ${JSON.stringify(this.last)}`);
        if (!stored[account]?.[row.id]) faults.push(`${row.body.nonce} is called sent and is not there`);
      }
    }
    return faults;
  }

  async play() {
    await control(this.seed, { who: this.people[0] });
    const lives = 1 + this.upTo(4);
    for (let i = 0; i < lives; i += 1) {
      await Promise.all(this.phones.filter(() => this.random() < 0.8).map((name) => this.live(name)));
    }
    await Promise.all(this.phones.map((name) => this.storm(name)));
    await control(this.seed, { calm: true });
    const last = [];
    for (const name of this.phones) last.push(await this.settle(name));
    for (const { api } of last) await this.sendAll(api); // a restore may have come after a phone had settled: it hears of it now
    const faults = await this.count(last);
    for (const { frame } of last) frame.remove();
    for (const name of this.phones) indexedDB.deleteDatabase(name);
    return { seed: this.seed, said: this.said.length, kills: this.kills, faults };
  }
}

window.playRuns = async function playRuns(seeds, abreast) {
  const waiting = [...seeds];
  const done = [];
  const lane = async () => {
    while (waiting.length) {
      const run = new Run(waiting.shift());
      done.push(await run.play().catch((error) => ({ seed: run.seed, said: 0, kills: 0, faults: [`${error?.stack ?? error}`] })));
    }
  };
  await Promise.all(Array.from({ length: abreast }, lane));
  return done;
};
window.ready = true;
