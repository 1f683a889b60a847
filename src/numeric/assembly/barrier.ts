// Threads meet here between jobs. The control block, in 32-bit words:
//   0 round      grows by one when a list of jobs begins
//   1 arrived    threads that have reached the barrier
//   2 passage    grows by one when all have
//   3 sleeping   threads that wait in the kernel instead of spinning
//   4 abort      1: somebody is lost, everybody leaves
//   5 jobs, 6 count, 7 threads   the list that the round is about
// A waiter counts itself as sleeping before it sleeps on the old value, and who moves the value looks at `sleeping`
// afterwards: either the mover sees the sleeper and wakes it, or the sleeper sees the new value and does not sleep.
// test: numeric/wasm/barrier.test.ts goes through every interleaving.

export const ROUND: usize = 0;
const ARRIVED: usize = 4;
const PASSAGE: usize = 8;
const SLEEPING: usize = 12;
export const ABORT: usize = 16;
export const JOBS: usize = 20;
export const COUNT: usize = 24;
export const THREADS: usize = 28;

const SPINS: i32 = 20000;
/** A nap's length in nanoseconds, after which a thread looks at `abort`. */
const NAP: i64 = 500_000_000;
/** Naps until a thread that waits for the others gives them up: 15 seconds. */
const PATIENCE: i32 = 30;

/** Sleeps until somebody wakes, at most a nap. A function of its own, for V8 of Node 20 loses locals of a loop that sleeps. */
// @ts-ignore: decorator
@noinline
function nap(control: usize, address: usize, old: i32): void {
  atomic.add<i32>(control + SLEEPING, 1);
  atomic.wait<i32>(address, old, NAP);
  atomic.sub<i32>(control + SLEEPING, 1);
}

/** Waits until the word at `address` is no longer `old`. `naps` < 0: for ever. Returns false if it gave up. */
// @ts-ignore: decorator
@noinline
export function waitFor(control: usize, address: usize, old: i32, naps: i32): bool {
  for (let left = naps; ; left--) {
    for (let spin = 0; spin < SPINS; spin++) {
      if (atomic.load<i32>(address) != old) return true;
    }
    if (atomic.load<i32>(control + ABORT) != 0) return false;
    if (left == 0) break;
    nap(control, address, old);
    if (atomic.load<i32>(address) != old) return true;
  }
  atomic.store<i32>(control + ABORT, 1);
  return false;
}

/** Moves the word at `address` on, and wakes who sleeps on it. */
export function move(control: usize, address: usize): void {
  atomic.add<i32>(address, 1);
  if (atomic.load<i32>(control + SLEEPING) > 0) atomic.notify(address, -1);
}

/** Waits until all threads are here. Returns false if one is lost. */
export function meet(control: usize, threads: i32): bool {
  if (threads == 1) return true;
  const passage = atomic.load<i32>(control + PASSAGE);
  if (atomic.add<i32>(control + ARRIVED, 1) == threads - 1) {
    atomic.store<i32>(control + ARRIVED, 0);
    move(control, control + PASSAGE);
    return true;
  }
  return waitFor(control, control + PASSAGE, passage, PATIENCE);
}
