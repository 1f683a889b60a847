import { useMemo } from "react";
import { GlassDrawer } from "#studio/frame/glass-drawer.tsx";
import { useHouse } from "#studio/house.tsx";
import { useSpeech } from "#studio/language.tsx";
import { Tabs } from "#studio/parts/tabs.tsx";
import { ExportMenu } from "#studio/rooms/practice/glass/export-menu.tsx";
import { PassagesLeaf } from "#studio/rooms/practice/glass/passages-leaf.tsx";
import { PromptLeaf } from "#studio/rooms/practice/glass/prompt-leaf.tsx";
import { TokenLeaf } from "#studio/rooms/practice/glass/token-leaf.tsx";
import { readAnswer } from "#studio/rooms/practice/read-answer.ts";
import type { StageTurn } from "#studio/rooms/practice/use-conversation.ts";
import { useRoute } from "#studio/route.tsx";
import css from "./answer-glass.module.css";

type Leaf = "passages" | "prompt" | "token";
const isLeaf = (name: string | undefined): name is Leaf => name === "passages" || name === "prompt" || name === "token";

/** The inside of an answer: what was found, what the model read, and how each word was chosen. */
export function AnswerGlass({ turns }: { readonly turns: readonly StageTurn[] }) {
  const { say, number } = useSpeech();
  const { server } = useHouse();
  const { route, go } = useRoute();
  const named = turns[Number(route.turn ?? Number.NaN)];
  const turn = named?.role === "assistant" ? named : turns.findLast(({ role }) => role === "assistant");
  const answer = useMemo(() => readAnswer(turn?.events ?? []), [turn?.events]);
  const at = turn ? turns.indexOf(turn) : -1;
  const fromTexts = answer.retrieved !== undefined;
  const leaf: Leaf =
    isLeaf(route.leaf) && (fromTexts || route.leaf !== "passages") ? route.leaf : fromTexts ? "passages" : "token";
  const size = (n: number | undefined) => (n ? number(n) : undefined);

  if (!turn)
    return (
      <GlassDrawer>
        <div className={css["leaf"]}>
          <p className={css["none"]}>{say("glass.empty")}</p>
          {server.state?.model && <p className={css["none"]}>{say("glass.empty.more")}</p>}
        </div>
      </GlassDrawer>
    );
  return (
    <GlassDrawer tools={<ExportMenu answer={answer} question={turns[at - 1]?.content ?? ""} />}>
      <Tabs
        label={say("glass")}
        panel="glass-leaf"
        chosen={leaf}
        choose={(id) => go({ leaf: id, turn: String(at) }, { replace: true })}
        tabs={[
          ...(fromTexts
            ? [{ id: "passages" as const, name: say("glass.passages"), note: size(answer.retrieved?.passages.length) }]
            : []),
          { id: "prompt", name: say("glass.prompt"), note: size(answer.prompt?.tokens) },
          { id: "token", name: say("glass.token"), note: size(answer.tokens.length) },
        ]}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a leaf that scrolls must be reached by keys */}
      <div id="glass-leaf" role="tabpanel" aria-labelledby={`glass-leaf-${leaf}`} className={css["leaf"]} tabIndex={0}>
        {leaf === "passages" && <PassagesLeaf answer={answer} />}
        {leaf === "prompt" && <PromptLeaf answer={answer} />}
        {leaf === "token" && (
          <TokenLeaf
            answer={answer}
            isLive={turn.isLive === true}
            chosen={Number(route.token ?? 0)}
            choose={(token) => go({ token: String(token), turn: String(at), leaf: "token" }, { replace: true })}
          />
        )}
      </div>
    </GlassDrawer>
  );
}
