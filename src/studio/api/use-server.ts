import { useCallback, useEffect, useState } from "react";
import type { State } from "#server/api.ts";
import type { Api } from "#studio/api/client.ts";
import { toFailure } from "#studio/api/failure.ts";

export interface Server {
  /** Absent until the server answered once. */
  readonly state: State | undefined;
  readonly online: boolean;
  refresh(): Promise<void>;
}

const pauseMs = { busy: 500, offline: 1500, quiet: 6000 };

/** Follows the server: often while it loads something or is gone, seldom otherwise, and not while the page is hidden. */
export function useServer(api: Api): Server {
  const [state, setState] = useState<State>();
  const [online, setOnline] = useState(true);
  const refresh = useCallback(async () => {
    try {
      setState(await api.get<State>("state", AbortSignal.timeout(30_000)));
      setOnline(true);
    } catch (thrown) {
      if (toFailure(thrown).code !== "stopped") setOnline(false);
    }
  }, [api]);
  const pause = !online ? pauseMs.offline : state === undefined || state.busy ? pauseMs.busy : pauseMs.quiet;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let left = false;
    const follow = async () => {
      if (!document.hidden) await refresh();
      if (!left) timer = setTimeout(follow, pause);
    };
    timer = setTimeout(follow, pause);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [refresh, pause]);
  useEffect(() => {
    void refresh();
  }, [refresh]);
  return { state, online, refresh };
}
