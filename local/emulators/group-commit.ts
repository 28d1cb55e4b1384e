import type { Persistence } from './fauxqs.ts';

/** Statements that read. They need no transaction, and run while the stores are loaded. */
const READING = /^(load|read)/;

/**
 * Puts all writes of one turn of the event loop into one transaction, so that they share one fsync: fauxqs itself pays
 * one for every message sent, received and deleted. Nothing may be acknowledged before `committed()`.
 */
export function commitTogether(persistence: Persistence): { committed(): Promise<void> } {
  const { db } = persistence;
  let pending: Promise<void> | undefined;

  const begin = (): void => {
    if (pending !== undefined) return;
    db.exec('BEGIN');
    pending = new Promise((resolve) => {
      setImmediate(() => {
        // A commit that fails (a full disk) is thrown into the thread and ends it: memory would be ahead of the disk.
        db.exec('COMMIT');
        pending = undefined;
        resolve();
      });
    });
  };

  persistence.stmts = Object.fromEntries(
    Object.entries(persistence.stmts).map(([name, statement]) => {
      if (READING.test(name)) return [name, statement];
      const run = (...values: unknown[]): unknown => {
        begin();
        return statement.run(...values);
      };
      return [name, { ...statement, run }];
    }),
  );
  // fauxqs opens transactions of its own around changes of several rows; here they are part of the one that is open.
  persistence.transaction = (work) => {
    begin();
    work();
  };
  return { committed: () => pending ?? Promise.resolve() };
}
