import { createContext, useContext } from "react";
import type { Collection } from "#server/api.ts";
import type { Api } from "#studio/api/client.ts";
import type { Server } from "#studio/api/use-server.ts";
import type { Indexing } from "#studio/rooms/practice/use-indexing.ts";

/** Sheets that any part of the studio may open. */
export type Sheet = "models" | "collections" | "paste" | "paste-new" | "palette" | "keys";

/** A word to the reader at the foot of the page, with perhaps a way back. */
export interface Notice {
  readonly text: string;
  readonly undo?: () => void;
  /** What happens when nobody undid it. */
  readonly settle?: () => void;
}

/** What the frame lends to every room. */
export interface House {
  readonly api: Api;
  readonly server: Server;
  /** The collection in use; absent while there is none. */
  readonly collection: Collection | undefined;
  readonly indexing: Indexing;
  openSheet(sheet: Sheet | undefined): void;
  notify(notice: Notice): void;
  readonly isGlassOpen: boolean;
  openGlass(on: boolean): void;
}

const HouseContext = createContext<House | undefined>(undefined);
export const HouseProvider = HouseContext.Provider;

export function useHouse(): House {
  const house = useContext(HouseContext);
  if (!house) throw new Error("useHouse outside HouseProvider");
  return house;
}
