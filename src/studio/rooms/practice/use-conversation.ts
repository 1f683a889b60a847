import { useCallback, useEffect, useRef, useState } from "react";
import type { Conversation, Message, Sampling, Turn } from "#server/api.ts";
import type { Api } from "#studio/api/client.ts";
import { type Failure, toFailure } from "#studio/api/failure.ts";
import { type AnswerEvent, readAnswer } from "#studio/rooms/practice/read-answer.ts";
import { useRoute } from "#studio/route.tsx";

/** A turn on the stage: as it is kept, or still being said, or failed. */
export interface StageTurn extends Turn {
  readonly isLive?: boolean;
  readonly failure?: Failure;
}

/** How a question is to be answered. */
export interface Manner {
  /** The collection to answer from; absent: the model alone. */
  readonly collection?: string;
  readonly sampling: Sampling;
  readonly language: "en" | "es";
}

export interface Talk {
  readonly turns: readonly StageTurn[];
  readonly isLive: boolean;
  readonly failure: Failure | undefined;
  /** Asks; `at`, if given, first takes back the turns from there on (an edit, a retry). */
  ask(question: string, manner: Manner, at?: number): void;
  stop(): void;
  reload(): void;
}

type StreamEvent = AnswerEvent | { readonly type: "error"; readonly error: Failure };

/** The conversation that the address names: loaded, continued, and kept on the server after each answer. */
export function useConversation(api: Api, kept: () => void, titleOf: (id: string) => string | undefined): Talk {
  const { route, go } = useRoute();
  const [turns, setTurns] = useState<readonly StageTurn[]>([]);
  const [failure, setFailure] = useState<Failure>();
  const held = useRef<string>(undefined); // the conversation whose turns are on the stage
  const running = useRef<AbortController>(undefined);
  const id = route.conversation;

  const load = useCallback(async () => {
    setFailure(undefined);
    if (!id) return;
    try {
      const conversation = await api.get<Conversation>(`conversations/${id}`);
      if (held.current === id) setTurns(conversation.turns);
    } catch (thrown) {
      if (held.current === id) setFailure(toFailure(thrown));
    }
  }, [api, id]);
  useEffect(() => {
    if (held.current === id) return;
    running.current?.abort();
    held.current = id;
    setTurns([]);
    void load();
  }, [id, load]);
  useEffect(() => () => running.current?.abort(), []);

  function ask(question: string, manner: Manner, at = turns.length): void {
    const before = turns
      .slice(0, at)
      .map(({ role, content, events }) => ({ role, content, ...(events ? { events } : {}) }));
    const conversation = held.current ?? crypto.randomUUID();
    held.current = conversation;
    go({ conversation, document: undefined, at: undefined, turn: String(at + 1), token: undefined });
    running.current?.abort();
    running.current = new AbortController();
    void run(conversation, [...before, { role: "user", content: question }], manner, running.current.signal);
  }

  async function run(conversation: string, asked: readonly Turn[], manner: Manner, signal: AbortSignal): Promise<void> {
    const events: AnswerEvent[] = [];
    const show = (ending: Partial<StageTurn>) => {
      if (held.current !== conversation) return;
      const answer = { role: "assistant", content: readAnswer(events).text, events: [...events] } as const;
      setTurns([...asked, { ...answer, ...ending }]);
    };
    show({ isLive: true });
    let frame = 0;
    let ending: Partial<StageTurn> = {};
    try {
      for await (const event of api.stream<StreamEvent>(...requestOf(asked, manner), signal)) {
        if (event.type === "error") ending = { failure: event.error };
        else {
          const last = events.at(-1);
          if (event.type === "prefill" && last?.type === "prefill") events.pop();
          events.push(event);
        }
        frame ||= requestAnimationFrame(() => {
          frame = 0;
          show({ isLive: true });
        });
      }
    } catch (thrown) {
      if (!signal.aborted) ending = { failure: toFailure(thrown) };
    }
    cancelAnimationFrame(frame);
    show(ending);
    const said = events.filter(({ type }) => type !== "prefill");
    const answer: Turn = { role: "assistant", content: readAnswer(events).text, events: said };
    await keep(conversation, ending.failure && answer.content === "" ? asked : [...asked, answer], manner);
  }

  async function keep(conversation: string, said: readonly Turn[], { collection }: Manner): Promise<void> {
    const title = titleOf(conversation) ?? (said[0]?.content ?? "").trim().slice(0, 80); // a title that was given stays
    const card = { id: conversation, title, updated: new Date().toISOString(), ...(collection ? { collection } : {}) };
    try {
      await api.send("PUT", `conversations/${conversation}`, { ...card, turns: lighten(said) } satisfies Conversation);
    } catch {
      // The answer stays on the stage; the strip above says that the server is gone.
    }
    kept();
  }

  return {
    turns,
    isLive: turns.at(-1)?.isLive === true,
    failure,
    ask,
    stop: () => running.current?.abort(),
    reload: () => void load(),
  };
}

/** What the server takes in one piece, with room to spare. */
const mostCharacters = 6e6;

/** Turns that fit the server's limit: past it, earlier answers keep their words and lose the alternatives. */
function lighten(turns: readonly Turn[]): readonly Turn[] {
  if (JSON.stringify(turns).length < mostCharacters) return turns;
  return turns.map((turn, i) => {
    if (!turn.events || i === turns.length - 1) return turn;
    const events = turn.events.map((event) => {
      if (event.type !== "token") return event;
      const { alternatives: _, ...token } = event;
      return token;
    });
    return { ...turn, events };
  });
}

/** Path and body that put the last of these turns to the texts, or to the model alone. */
function requestOf(asked: readonly Turn[], { collection, sampling, language }: Manner): [path: string, body: unknown] {
  const messages = asked
    .filter(({ content }) => content !== "")
    .map(({ role, content }): Message => ({ role, content }));
  if (collection === undefined) return ["chat", { messages, sampling }];
  return ["ask", { collection, question: asked.at(-1)?.content, history: messages.slice(0, -1), sampling, language }];
}
