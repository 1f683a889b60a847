import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";

/** The state of the room, as its address holds it: a link shows another reader the same thing. */
export interface Route {
  readonly collection?: string;
  readonly conversation?: string;
  /** A document that is open, and the place in it as `start-end`. */
  readonly document?: string;
  readonly at?: string;
  /** Which answer the glass shows (its turn), at which of its tokens, on which of its leaves. */
  readonly turn?: string;
  readonly token?: string;
  readonly leaf?: string;
}
type Changes = { readonly [Name in keyof Route]?: Route[Name] | undefined };
const names = ["collection", "conversation", "document", "at", "turn", "token", "leaf"] as const;

interface Router {
  readonly route: Route;
  /** Changes these parts of the address; `undefined` takes one away. `replace` leaves no step back. */
  go(changes: Changes, options?: { readonly replace?: boolean }): void;
}

const RouteContext = createContext<Router | undefined>(undefined);

export function useRoute(): Router {
  const router = useContext(RouteContext);
  if (!router) throw new Error("useRoute outside RouteProvider");
  return router;
}

export function readRoute(search: string): Route {
  const parameters = new URLSearchParams(search);
  return Object.fromEntries(names.flatMap((name) => (parameters.get(name) ? [[name, parameters.get(name)]] : [])));
}

export function writeRoute(route: Changes): string {
  const parameters = new URLSearchParams();
  for (const name of names) if (route[name] !== undefined) parameters.set(name, route[name]);
  const search = parameters.toString();
  return search === "" ? "" : `?${search}`;
}

export function RouteProvider({ children }: { readonly children: ReactNode }) {
  const [route, setRoute] = useState(() => readRoute(location.search));
  useEffect(() => {
    const back = () => setRoute(readRoute(location.search));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  const go = useCallback((changes: Changes, { replace = false } = {}) => {
    const search = writeRoute({ ...readRoute(location.search), ...changes });
    if (search === location.search) return;
    history[replace ? "replaceState" : "pushState"](null, "", location.pathname + search);
    setRoute(readRoute(search));
  }, []);
  const router = useMemo(() => ({ route, go }), [route, go]);
  return <RouteContext value={router}>{children}</RouteContext>;
}
