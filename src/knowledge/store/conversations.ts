import type { Database } from "#knowledge/store/database.ts";

/** A conversation as it is kept. What a turn holds is the studio's business. */
export interface KeptConversation {
  readonly id: string;
  readonly title: string;
  /** ISO 8601. */
  readonly updated: string;
  readonly collection?: string;
}

const cardOf = (row: Readonly<Record<string, unknown>>): KeptConversation => ({
  id: String(row["id"]),
  title: String(row["title"]),
  updated: new Date(row["updated"] as string | Date).toISOString(),
  ...(row["collection"] === null ? {} : { collection: String(row["collection"]) }),
});

/** Newest first. */
export const listConversations = async (database: Database): Promise<KeptConversation[]> =>
  (await database.query("SELECT id, title, updated, collection FROM conversation ORDER BY updated DESC, id")).map(
    cardOf,
  );

export async function readConversation(
  database: Database,
  id: string,
): Promise<(KeptConversation & { turns: unknown }) | undefined> {
  const [row] = await database.query("SELECT * FROM conversation WHERE id = $1", [id]);
  return row && { ...cardOf(row), turns: row["turns"] };
}

export async function keepConversation(
  database: Database,
  conversation: KeptConversation & { readonly turns: unknown },
): Promise<void> {
  const { id, title, updated, collection, turns } = conversation;
  await database.query(
    `INSERT INTO conversation (id, title, updated, collection, turns) VALUES ($1, $2, $3, $4, $5::jsonb)
     ON CONFLICT (id) DO UPDATE SET title = $2, updated = $3, collection = $4, turns = $5::jsonb`,
    [id, title, updated, collection ?? null, JSON.stringify(turns).replaceAll("\\u0000", "")],
  );
}

export const deleteConversation = async (database: Database, id: string): Promise<void> => {
  await database.query("DELETE FROM conversation WHERE id = $1", [id]);
};
