/** One of the engine's threads: runs its share of every list of jobs until the engine closes. */
import { abandon, instantiate, type KernelThreadData } from "#numeric/wasm/kernels.ts";
import { parent, threadData } from "#platform/host.ts";

const { module, memory, control, thread } = (await threadData()) as KernelThreadData;
const kernels = instantiate(module, memory);
parent.post("started");
try {
  kernels.work(control, thread);
} catch (trap) {
  abandon(memory, control);
  throw trap;
}
