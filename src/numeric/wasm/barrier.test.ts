/** Every order of the barrier's atomic steps, for two and three threads. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  jobsBefore,
  type Scenario,
  stepNames,
  steps,
  type Thread,
  type World,
} from "#numeric/wasm/barrier-model.cases.ts";

const start = ({ threads }: Scenario): World => ({
  shared: { round: 0, arrived: 0, passage: 0, sleeping: 0, abort: 0, jobs: 0, count: 0 },
  threads: Array.from(
    { length: threads },
    (_, t): Thread => ({
      step: t === 0 ? "run.abort" : "work.wait",
      back: "gone",
      word: "round",
      old: 0,
      left: 0,
      result: true,
      asleep: false,
      round: 0,
      job: 0,
      end: 0,
      passage: 0,
      done: 0,
      returned: -1,
    }),
  ),
});

const copy = ({ shared, threads }: World): World => ({
  shared: { ...shared },
  threads: threads.map((thread) => ({ ...thread })),
});

const keyOf = ({ shared, threads }: World): string =>
  [
    Object.values(shared),
    ...threads.map((t) =>
      Object.values({
        ...t,
        step: stepNames.indexOf(t.step),
        back: stepNames.indexOf(t.back),
        word: t.word === "round",
        passage: t.passage,
      }).map(Number),
    ),
  ].join();

/** What may happen besides a thread's next step. */
interface Mishaps {
  /** A nap may end by itself. */
  readonly naps?: boolean;
  /** Thread `dies` may stop for ever, anywhere. */
  readonly dies?: number;
}

/** Every world that can come of this one by one event. */
function* next(world: World, scenario: Scenario, { naps, dies }: Mishaps, rules: typeof steps): Generator<World> {
  for (const [t, thread] of world.threads.entries()) {
    if (thread.step === "gone") continue;
    const after = copy(world);
    const me = after.threads[t]!;
    if (!thread.asleep) {
      rules[thread.step].take(me, after, scenario);
      yield after;
    } else if (naps) {
      Object.assign(me, { asleep: false, step: "nap.awake" });
      yield after;
    }
    if (t !== dies) continue;
    const without = copy(world);
    Object.assign(without.threads[t]!, { asleep: false, step: "gone" });
    yield without;
  }
}

/** Goes through all worlds; `look` judges each. Returns, for each, where it leads. */
function explore(
  scenario: Scenario,
  mishaps: Mishaps,
  look: (world: World, leads: number) => void,
  rules = steps,
): Map<string, string[]> {
  const leads = new Map<string, string[]>();
  const open = [start(scenario)];
  leads.set(keyOf(open[0]!), []);
  for (let world = open.pop(); world; world = open.pop()) {
    const targets: string[] = [];
    for (const after of next(world, scenario, mishaps, rules)) {
      const key = keyOf(after);
      targets.push(key);
      if (leads.has(key)) continue;
      leads.set(key, []);
      open.push(after);
    }
    leads.set(keyOf(world), targets);
    look(world, targets.length);
  }
  return leads;
}

/** Nobody begins a job that others' work precedes before they have done it; a list has run when `run` says so. */
function checkOrder({ threads }: World, { lists }: Scenario): void {
  for (const me of threads) {
    const isPast = me.step === "list.job" && me.job > jobsBefore(lists, me.round);
    if (isPast && threads.some((other) => other.done < me.job))
      throw new Error("a job began before the others were done");
    if (me.step === "list.count" && me.job !== jobsBefore(lists, me.round))
      throw new Error("a thread reads another list");
    if (me.step === "list.job" && me.done !== me.job) throw new Error("a job is left out or run twice");
  }
  const [main] = threads;
  if (main?.returned === 1 && (main.step === "gone" || main.step === "run.abort")) {
    const due = jobsBefore(lists, main.round + 1);
    if (threads.some(({ done }) => done < due)) throw new Error("run returned before all was done");
  }
}

describe("the barrier", () => {
  it("is modelled line by line", () => {
    const source = ["barrier", "index"]
      .map((file) => readFileSync(new URL(`../assembly/${file}.ts`, import.meta.url), "utf8"))
      .join("\n");
    for (const name of stepNames) expect(source, name).toContain(steps[name].line);
    // and no atomic access is left out of the model
    const accesses = (text: string): number => text.match(/atomic\.\w+/g)?.length ?? 0;
    const modelled = new Set(Object.values(steps).flatMap(({ line }) => line.match(/atomic\.[^;]+/g) ?? []));
    const lines = source.split("\n").filter((line) => accesses(line) > 0 && !line.includes("THREADS"));
    for (const line of lines)
      expect(
        [...modelled].some((access) => line.includes(access)),
        line,
      ).toBe(true);
  });

  it.each<Scenario>([
    { threads: 2, lists: [2, 1, 3], patience: 2 },
    { threads: 3, lists: [2, 1], patience: 2 },
  ])("runs $lists jobs on $threads threads in order, and nobody sleeps past a call", (scenario) => {
    let ends = 0;
    const worlds = explore(scenario, {}, (world, leads) => {
      checkOrder(world, scenario);
      if (leads > 0) return;
      // nothing can happen any more: thread 0 has all its lists, the others sleep until the next
      const [main, ...others] = world.threads;
      if (main?.returned !== 1 || main.step !== "gone") throw new Error("thread 0 hangs");
      if (!others.every(({ asleep, word }) => asleep && word === "round")) throw new Error("a thread is stuck");
      ends += 1;
    });
    expect(ends).toBeGreaterThan(0);
    expect(worlds.size).toBeGreaterThan(1_000);
  });

  it("lets everybody leave when a thread dies, wherever it stands", () => {
    const dies = 1;
    const scenario: Scenario = { threads: 3, lists: [2], patience: 1 };
    const good: string[] = [];
    const dead = new Set<string>();
    const leads = explore(scenario, { naps: true, dies }, (world) => {
      const [main] = world.threads;
      if (main?.step === "gone") good.push(keyOf(world));
      if (main?.returned === 1) checkOrder(world, scenario);
      else if (main?.returned === 0) dead.add(keyOf(world));
    });
    // from every world, one in which thread 0 has its answer can be reached: it never waits for ever
    const back = new Map<string, string[]>();
    for (const [from, targets] of leads) for (const to of targets) back.set(to, [...(back.get(to) ?? []), from]);
    const reaching = new Set(good);
    for (let key = good.pop(); key !== undefined; key = good.pop()) {
      for (const from of back.get(key) ?? []) {
        if (reaching.has(from)) continue;
        reaching.add(from);
        good.push(from);
      }
    }
    expect(reaching.size).toBe(leads.size);
    expect(dead.size).toBeGreaterThan(0);
  });

  it("would not be let through if it looked for sleepers before it moves", () => {
    const turnedRound: typeof steps = {
      ...steps,
      "meet.reset": {
        ...steps["meet.reset"],
        take(me, { shared }) {
          shared.arrived = 0;
          me.step = "meet.sleepers";
        },
      },
      "meet.sleepers": {
        ...steps["meet.sleepers"],
        take(me, { shared }) {
          me.step = shared.sleeping > 0 ? "meet.notify" : "meet.move";
        },
      },
      "meet.notify": {
        ...steps["meet.notify"],
        take(me, world, scenario) {
          steps["meet.notify"].take(me, world, scenario);
          me.step = "meet.move";
        },
      },
      "meet.move": {
        ...steps["meet.move"],
        take(me, { shared }) {
          shared.passage += 1;
          me.result = true;
          me.step = me.back;
        },
      },
    };
    let stuck = 0;
    const look = ({ threads }: World, leads: number): void => {
      if (leads === 0 && threads[0]?.returned !== 1) stuck += 1;
    };
    explore({ threads: 2, lists: [2], patience: 2 }, {}, look, turnedRound);
    expect(stuck).toBeGreaterThan(0);
  });
});
