/**
 * Backpropagation to read: one number at a time. A `Value` knows what it was made of and the slope of each step, and
 * `backward` walks the chain rule from the loss to the leaves. `tensor.ts` does the same over whole arrays.
 * Source: the idea of Karpathy's micrograd; Rumelhart, Hinton and Williams, "Learning representations by
 * back-propagating errors" (1986).
 */
import { type ActivationName, activations } from "#learn/neuron/activations.ts";

/** What a value was made of: ∂this/∂value is its slope. */
interface Edge {
  readonly value: Value;
  readonly slope: number;
}

/** A number in a computation; immutable but for `grad`, and for `data` of the leaves, which optimisers move. */
export class Value {
  data: number;
  /** ∂loss/∂this, after `loss.backward()`; adds up until it is set to 0. */
  grad = 0;
  readonly op: string;
  readonly edges: readonly Edge[];

  constructor(data: number, op = "leaf", edges: readonly Edge[] = []) {
    this.data = data;
    this.op = op;
    this.edges = edges;
  }

  /** a + b: both slopes are 1. */
  add(other: Value | number): Value {
    const b = toValue(other);
    return new Value(this.data + b.data, "+", [
      { value: this, slope: 1 },
      { value: b, slope: 1 },
    ]);
  }

  /** a · b: each one's slope is the other. */
  mul(other: Value | number): Value {
    const b = toValue(other);
    return new Value(this.data * b.data, "·", [
      { value: this, slope: b.data },
      { value: b, slope: this.data },
    ]);
  }

  sub(other: Value | number): Value {
    return this.add(toValue(other).mul(-1));
  }

  div(other: Value | number): Value {
    return this.mul(toValue(other).pow(-1));
  }

  /** aᵖ for a fixed p: p · aᵖ⁻¹ */
  pow(exponent: number): Value {
    return this.#step(`^${exponent}`, this.data ** exponent, exponent * this.data ** (exponent - 1));
  }

  /** eᵃ is its own slope. */
  exp(): Value {
    const y = Math.exp(this.data);
    return this.#step("exp", y, y);
  }

  /** ln a: 1/a */
  log(): Value {
    return this.#step("log", Math.log(this.data), 1 / this.data);
  }

  tanh(): Value {
    return this.activate("tanh");
  }

  sigmoid(): Value {
    return this.activate("sigmoid");
  }

  relu(): Value {
    return this.activate("relu");
  }

  /** φ(a), with slope φ′(a). */
  activate(name: ActivationName): Value {
    const { phi, slope } = activations[name];
    return this.#step(name, phi(this.data), slope(this.data));
  }

  /** ∂this/∂v into `v.grad` for every v that this was made of. Leaves add to what they hold; all others start from 0. */
  backward(): void {
    const order = this.ancestors();
    for (const value of order) if (value.edges.length > 0) value.grad = 0;
    this.grad += 1;
    for (const { grad, edges } of order.reverse()) for (const { value, slope } of edges) value.grad += slope * grad;
  }

  /** Everything this was made of, each after what it was made of itself, and this last. */
  ancestors(): Value[] {
    const seen = new Set<Value>();
    const order: Value[] = [];
    const visit = (value: Value) => {
      if (seen.has(value)) return;
      seen.add(value);
      for (const edge of value.edges) visit(edge.value);
      order.push(value);
    };
    visit(this);
    return order;
  }

  #step(op: string, data: number, slope: number): Value {
    return new Value(data, op, [{ value: this, slope }]);
  }
}

const toValue = (value: Value | number): Value => (typeof value === "number" ? new Value(value, "constant") : value);
