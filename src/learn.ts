/** `vitral/learn`: the road from a neuron to a Transformer as code to read, run and break. Runs in Node and in browsers. */
export { VitralError } from "#base/error.ts";
