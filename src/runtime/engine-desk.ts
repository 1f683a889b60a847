import { VitralError } from "#base/error.ts";
import { generate } from "#generate/generate.ts";
import { score } from "#generate/score.ts";
import { Session } from "#generate/session.ts";
import { embed } from "#model/embed.ts";
import type { OpenModel } from "#model/open.ts";
import { promptIds } from "#model/tokenizer.ts";
import { trace } from "#model/trace.ts";
import type { EngineCall, EngineValues } from "#runtime/protocol.ts";
import type { GenerateEvent, Message, Prompt } from "#runtime/runtime.ts";
import { renderChat } from "#text/chat-template.ts";

/** A call's work in steps, between which the thread may hear what else is asked. */
export type Work = Generator<GenerateEvent | undefined, EngineValues[keyof EngineValues]>;

/** Does what a loaded model is asked. */
export interface EngineDesk {
  /** Whether a call is done at once, without waiting for those before it: one that computes nothing. */
  isLight(call: EngineCall): boolean;
  work(call: EngineCall, isCancelled: () => boolean): Work;
}

/** One model serves all its callers; a prompt that goes on from the last one is computed from where they part. */
export function engineDesk(open: OpenModel, path: string): EngineDesk {
  const { model, tokenizer, chatTemplate } = open;
  let kept: Session | undefined;
  const session = (): Session => {
    kept ??= new Session(model);
    return kept;
  };
  const idsOf = (prompt: Prompt): Int32Array =>
    "text" in prompt ? promptIds(tokenizer, prompt.text) : Int32Array.from(prompt.ids);
  const needs = (role: "llm" | "embedder"): void => {
    if (model.role !== role)
      throw new VitralError(role === "llm" ? "model.speechless" : "model.vectorless", { file: path });
  };
  const render = (messages: readonly Message[]): string => {
    if (chatTemplate === undefined) throw new VitralError("model.template", { file: path });
    const { bos, eos } = tokenizer.special;
    return renderChat(chatTemplate, messages, {
      ...(bos !== undefined && { bosToken: tokenizer.token(bos) }),
      ...(eos !== undefined && { eosToken: tokenizer.token(eos) }),
    });
  };

  return {
    isLight: (call) => call.do === "tokenize" || call.do === "render",
    *work(call, isCancelled) {
      switch (call.do) {
        case "tokenize":
          return call.texts.map((text) => tokenizer.encode(text, { special: call.special }));
        case "render":
          return render(call.messages);
        case "generate":
        case "chat": {
          needs("llm");
          const prompt = call.do === "generate" ? call.prompt : { text: render(call.messages) };
          yield* generate(session(), tokenizer, idsOf(prompt), { sampling: call.sampling, isCancelled });
          return undefined;
        }
        case "score":
          needs("llm");
          return score(
            session(),
            promptIds(tokenizer, call.prompt),
            tokenizer.ids(call.continuation, { special: false }),
          );
        case "embed": {
          needs("embedder");
          const vectors: Float32Array[] = [];
          for (const text of call.texts) {
            if (isCancelled()) break;
            vectors.push(embed(model, tokenizer.ids(text)));
            yield undefined;
          }
          return vectors;
        }
        case "trace": {
          const ids = idsOf(call.prompt);
          if (ids.length === 0) throw new VitralError("generate.empty", {});
          return trace(model, ids, call.names);
        }
      }
    },
  };
}
