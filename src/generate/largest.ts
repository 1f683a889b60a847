/**
 * Indices of the `count` largest values, largest first; of equals the earlier. Keeps a heap of the best so far, whose
 * root is the worst of them, so nearly every value of a vocabulary costs one comparison. O(n + hits · log count)
 */
export function largest(values: Float32Array, count: number): Int32Array {
  const size = Math.min(count, values.length);
  const heap = new Int32Array(size);
  if (size === 0) return heap;
  /** Whether index a ranks below index b. */
  const isWorse = (a: number, b: number): boolean => {
    const [x, y] = [values[a] as number, values[b] as number];
    return x < y || (x === y && a > b);
  };
  /** Moves the index down from `place` until none below it is worse. */
  const sink = (index: number, place: number, end: number): void => {
    for (;;) {
      let child = 2 * place + 1;
      if (child >= end) break;
      if (child + 1 < end && isWorse(heap[child + 1] as number, heap[child] as number)) child++;
      if (!isWorse(heap[child] as number, index)) break;
      heap[place] = heap[child] as number;
      place = child;
    }
    heap[place] = index;
  };
  for (let i = 0; i < size; i++) heap[i] = i;
  for (let place = (size >> 1) - 1; place >= 0; place--) sink(heap[place] as number, place, size);
  for (let i = size; i < values.length; i++) {
    if ((values[i] as number) > (values[heap[0] as number] as number)) sink(i, 0, size); // an equal one comes later, so it ranks below
  }
  for (let end = size - 1; end > 0; end--) {
    const worst = heap[0] as number;
    sink(heap[end] as number, 0, end);
    heap[end] = worst;
  }
  return heap;
}

/** Index of the largest value; of equals the first. */
export function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

/** log Σ exp(xᵢ): what turns logits into natural log-probabilities when taken from them. */
export function logSumExp(values: Float32Array): number {
  const most = values[argmax(values)] as number;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp((values[i] as number) - most);
  return most + Math.log(sum);
}
