/**
 * A trie over UTF-16 units in three flat arrays: (node, unit) → node by open addressing. Where a map would hash every
 * stretch of a text, the trie reads on only while a piece can still follow.
 */
export class Trie {
  #nodes = new Int32Array(1 << 12).fill(-1);
  #units = new Uint16Array(1 << 12);
  #children = new Int32Array(1 << 12);
  #mask = (1 << 12) - 1;
  /** By node: the value of the piece that ends there, or −1. */
  #values = new Int32Array(1 << 11).fill(-1);
  #size = 1; // node 0 is the root

  /** Adds a piece that is not there yet. */
  add(piece: string, value: number): void {
    let node = 0;
    for (let i = 0; i < piece.length; i++) {
      const unit = piece.charCodeAt(i);
      let child = this.step(node, unit);
      if (child < 0) child = this.#grow(node, unit);
      node = child;
    }
    this.#values[node] = value;
  }

  /** The node that `unit` leads to from `node` (0 is the root), or −1. */
  step(node: number, unit: number): number {
    for (let slot = place(node, unit) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const from = this.#nodes[slot] as number;
      if (from < 0) return -1;
      if (from === node && this.#units[slot] === unit) return this.#children[slot] as number;
    }
  }

  /** The value of the piece that ends at `node`, or −1. */
  value(node: number): number {
    return this.#values[node] as number;
  }

  #grow(node: number, unit: number): number {
    if (this.#size * 2 > this.#mask) this.#rehash();
    const child = this.#size++;
    this.#put(node, unit, child);
    return child;
  }

  #put(node: number, unit: number, child: number): void {
    let slot = place(node, unit) & this.#mask;
    while ((this.#nodes[slot] as number) >= 0) slot = (slot + 1) & this.#mask;
    this.#nodes[slot] = node;
    this.#units[slot] = unit;
    this.#children[slot] = child;
  }

  #rehash(): void {
    const [nodes, units, children, values] = [this.#nodes, this.#units, this.#children, this.#values];
    const slots = nodes.length * 2;
    this.#nodes = new Int32Array(slots).fill(-1);
    this.#units = new Uint16Array(slots);
    this.#children = new Int32Array(slots);
    this.#values = new Int32Array(slots / 2).fill(-1);
    this.#values.set(values);
    this.#mask = slots - 1;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as number;
      if (node >= 0) this.#put(node, units[i] as number, children[i] as number);
    }
  }
}

const place = (node: number, unit: number): number => {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
};
