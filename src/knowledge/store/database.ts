/** A statement with its parameters, $1 … */
export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
}

export type Row = Readonly<Record<string, unknown>>;

/** A SQL database, whichever: the embedded one in its thread, or a PostgreSQL server. */
export interface Database {
  query(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** All statements or none. */
  transaction(statements: readonly Statement[]): Promise<void>;
  close(): Promise<void>;
}
