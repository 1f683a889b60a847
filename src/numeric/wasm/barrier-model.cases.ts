/**
 * `assembly/barrier.ts` and the loops around it in `assembly/index.ts`, one step for each atomic access, so that a
 * program can go through every order in which threads may take them. Each step names the source line that it stands
 * for. A spin reads once: reading the same again is reading later.
 */

/** Words that all threads see. `list` is the round that JOBS and COUNT speak of. */
export interface Shared {
  round: number;
  arrived: number;
  passage: number;
  sleeping: number;
  abort: number;
  jobs: number;
  count: number;
}

type Word = "round" | "passage";

/** One thread: where it stands, and its locals. */
export interface Thread {
  step: StepName;
  /** Where `waitFor` goes on, with what it found. */
  back: StepName;
  word: Word;
  old: number;
  left: number;
  result: boolean;
  asleep: boolean;
  /** Lists begun (thread 0), or `round` of `work`. */
  round: number;
  job: number;
  end: number;
  passage: number;
  /** Jobs that this thread has run in all. */
  done: number;
  /** What `run` returned, or −1. */
  returned: number;
}

export interface World {
  readonly shared: Shared;
  readonly threads: Thread[];
}

/** What is gone through. */
export interface Scenario {
  readonly threads: number;
  /** Jobs of each list; every job but the first of a list meets first. */
  readonly lists: readonly number[];
  /** Naps until a thread gives the others up. */
  readonly patience: number;
}

interface Step {
  readonly line: string;
  /** Takes the step; `me` then stands at the next one. */
  take(me: Thread, all: World, scenario: Scenario): void;
}

export const stepNames = [
  "run.abort",
  "run.jobs",
  "run.count",
  "run.move",
  "run.sleepers",
  "run.notify",
  "run.done",
  "work.wait",
  "work.woken",
  "list.jobs",
  "list.count",
  "list.next",
  "list.job",
  "list.met",
  "meet.passage",
  "meet.arrive",
  "meet.reset",
  "meet.move",
  "meet.sleepers",
  "meet.notify",
  "wait.look",
  "wait.abort",
  "wait.giveUp",
  "nap.count",
  "nap.sleep",
  "nap.awake",
  "wait.again",
  "gone",
] as const;
export type StepName = (typeof stepNames)[number];

/** Jobs of all lists before `round`, which begins at 1. */
export const jobsBefore = (lists: readonly number[], round: number): number =>
  lists.slice(0, round - 1).reduce((sum, count) => sum + count, 0);

const go = (me: Thread, step: StepName): void => {
  me.step = step;
};
const finish = (me: Thread, result: boolean): void => {
  me.result = result;
  me.step = me.back;
};
const waitFor = (me: Thread, word: Word, old: number, left: number, back: StepName): void => {
  Object.assign(me, { word, old, left, back, step: "wait.look" });
};
const notify = ({ threads }: World, word: Word): void => {
  for (const other of threads)
    if (other.asleep && other.word === word) Object.assign(other, { asleep: false, step: "nap.awake" });
};
const isMain = (me: Thread, { threads }: World): boolean => threads[0] === me;
/** `run` returned: the next list, or the end. */
const returned = (me: Thread, value: boolean, { lists }: Scenario): void => {
  me.returned = value ? 1 : 0;
  go(me, value && me.round < lists.length ? "run.abort" : "gone");
};
const left = (me: Thread, world: World, scenario: Scenario): void =>
  isMain(me, world) ? returned(me, false, scenario) : go(me, "gone");

export const steps: Readonly<Record<StepName, Step>> = {
  "run.abort": {
    line: "if (atomic.load<i32>(control + ABORT) != 0) return false;",
    take(me, { shared }, scenario) {
      if (shared.abort !== 0) return returned(me, false, scenario);
      me.round += 1;
      go(me, "run.jobs");
    },
  },
  "run.jobs": {
    line: "atomic.store<i32>(control + JOBS, <i32>jobs);",
    take(me, { shared }) {
      shared.jobs = me.round;
      go(me, "run.count");
    },
  },
  "run.count": {
    line: "atomic.store<i32>(control + COUNT, count);",
    take(me, { shared }, { lists }) {
      shared.count = lists[me.round - 1]!;
      go(me, "run.move");
    },
  },
  "run.move": {
    line: "atomic.add<i32>(address, 1);",
    take(me, { shared }) {
      shared.round += 1;
      go(me, "run.sleepers");
    },
  },
  "run.sleepers": {
    line: "if (atomic.load<i32>(control + SLEEPING) > 0) atomic.notify(address, -1);",
    take: (me, { shared }) => go(me, shared.sleeping > 0 ? "run.notify" : "list.jobs"),
  },
  "run.notify": {
    line: "atomic.notify(address, -1);",
    take(me, world) {
      notify(world, "round");
      go(me, "list.jobs");
    },
  },
  "run.done": {
    line: "return meet(control, n);",
    take: (me, world, scenario) =>
      isMain(me, world) ? returned(me, me.result, scenario) : go(me, me.result ? "work.wait" : "gone"),
  },
  "work.wait": {
    line: "if (!waitFor(control, control + ROUND, round, -1)) return;",
    take: (me) => waitFor(me, "round", me.round, -1, "work.woken"),
  },
  "work.woken": {
    line: "round++;",
    take(me) {
      if (!me.result) return go(me, "gone");
      me.round += 1;
      go(me, "list.jobs");
    },
  },
  "list.jobs": {
    line: "let job = <usize>atomic.load<i32>(control + JOBS);",
    take(me, { shared }, { lists }) {
      me.job = jobsBefore(lists, shared.jobs);
      go(me, "list.count");
    },
  },
  "list.count": {
    line: "const end = job + <usize>atomic.load<i32>(control + COUNT) * 64;",
    take(me, { shared }) {
      me.end = me.job + shared.count;
      go(me, "list.job"); // the first job of a list waits for nobody
    },
  },
  "list.next": {
    line: "for (; job < end; job += 64) {",
    take(me, _world, scenario) {
      me.job += 1;
      me.back = me.job < me.end ? "list.met" : "run.done";
      go(me, scenario.threads === 1 ? me.back : "meet.passage");
    },
  },
  "list.met": {
    line: "if (arg(job, 1) != 0 && !meet(control, n)) return false;",
    take: (me, world, scenario) => (me.result ? go(me, "list.job") : left(me, world, scenario)),
  },
  "list.job": {
    line: "runJob(job, t, n);",
    take(me) {
      me.done += 1;
      go(me, "list.next");
    },
  },
  "meet.passage": {
    line: "const passage = atomic.load<i32>(control + PASSAGE);",
    take(me, { shared }) {
      me.passage = shared.passage;
      go(me, "meet.arrive");
    },
  },
  "meet.arrive": {
    line: "if (atomic.add<i32>(control + ARRIVED, 1) == threads - 1) {",
    take(me, { shared }, { threads, patience }) {
      shared.arrived += 1;
      if (shared.arrived === threads) go(me, "meet.reset");
      else waitFor(me, "passage", me.passage, patience, me.back);
    },
  },
  "meet.reset": {
    line: "atomic.store<i32>(control + ARRIVED, 0);",
    take(me, { shared }) {
      shared.arrived = 0;
      go(me, "meet.move");
    },
  },
  "meet.move": {
    line: "atomic.add<i32>(address, 1);",
    take(me, { shared }) {
      shared.passage += 1;
      go(me, "meet.sleepers");
    },
  },
  "meet.sleepers": {
    line: "if (atomic.load<i32>(control + SLEEPING) > 0) atomic.notify(address, -1);",
    take: (me, { shared }) => (shared.sleeping > 0 ? go(me, "meet.notify") : finish(me, true)),
  },
  "meet.notify": {
    line: "atomic.notify(address, -1);",
    take(me, world) {
      notify(world, "passage");
      finish(me, true);
    },
  },
  "wait.look": {
    line: "if (atomic.load<i32>(address) != old) return true;",
    take: (me, { shared }) => (shared[me.word] !== me.old ? finish(me, true) : go(me, "wait.abort")),
  },
  "wait.abort": {
    line: "if (atomic.load<i32>(control + ABORT) != 0) return false;",
    take(me, { shared }) {
      if (shared.abort !== 0) finish(me, false);
      else go(me, me.left === 0 ? "wait.giveUp" : "nap.count");
    },
  },
  "wait.giveUp": {
    line: "atomic.store<i32>(control + ABORT, 1);",
    take(me, { shared }) {
      shared.abort = 1;
      finish(me, false);
    },
  },
  "nap.count": {
    line: "atomic.add<i32>(control + SLEEPING, 1);",
    take(me, { shared }) {
      shared.sleeping += 1;
      go(me, "nap.sleep");
    },
  },
  "nap.sleep": {
    line: "atomic.wait<i32>(address, old, NAP);", // looks and falls asleep in one
    take(me, { shared }) {
      if (shared[me.word] !== me.old) go(me, "nap.awake");
      else me.asleep = true;
    },
  },
  "nap.awake": {
    line: "atomic.sub<i32>(control + SLEEPING, 1);",
    take(me, { shared }) {
      shared.sleeping -= 1;
      go(me, "wait.again");
    },
  },
  "wait.again": {
    line: "if (atomic.load<i32>(address) != old) return true;",
    take(me, { shared }) {
      if (shared[me.word] !== me.old) return finish(me, true);
      me.left -= me.left > 0 ? 1 : 0;
      go(me, "wait.look");
    },
  },
  gone: { line: "return;", take() {} },
};
