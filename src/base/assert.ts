/** Stops at a programming mistake, which no user can mend. What users can mend is a `VitralError`. */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new Error(`broken assumption: ${claim}`);
}

/**
 * The element at `index`, which the caller knows to exist: for `noUncheckedIndexedAccess`, without a `!` everywhere. Not
 * for loops over thousands: V8 learns one way to read from all its callers together, and is eight times slower for it.
 */
export function at<T>(list: ArrayLike<T>, index: number): T {
  return list[index] as T;
}
