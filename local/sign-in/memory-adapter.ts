import type { Adapter } from 'oidc-provider';

type Payload = Record<string, unknown>;
type Entry = { readonly payload: Payload; readonly expiresAtMs: number };

const MS_PER_SECOND = 1000;

/** Where the provider keeps sessions and codes of one kind: in memory, since everybody can sign in again. */
export function createMemoryAdapter(): Adapter {
  const entries = new Map<string, Entry>();

  const find = (isWanted: (payload: Payload, id: string) => boolean): Promise<Payload | undefined> => {
    for (const [id, { expiresAtMs }] of entries) if (expiresAtMs <= Date.now()) entries.delete(id);
    const found = [...entries].find(([id, { payload }]) => isWanted(payload, id));
    return Promise.resolve(found?.[1].payload);
  };

  return {
    async upsert(id, payload, expiresIn = Infinity) {
      entries.set(id, { payload, expiresAtMs: Date.now() + expiresIn * MS_PER_SECOND });
    },
    find: (id) => find((_, other) => other === id),
    findByUid: (uid) => find((payload) => payload['uid'] === uid),
    findByUserCode: (code) => find((payload) => payload['userCode'] === code),
    async consume(id) {
      const payload = entries.get(id)?.payload;
      if (payload !== undefined) payload['consumed'] = Math.floor(Date.now() / MS_PER_SECOND);
    },
    async destroy(id) {
      entries.delete(id);
    },
    async revokeByGrantId(grantId) {
      for (const [id, { payload }] of entries) if (payload['grantId'] === grantId) entries.delete(id);
    },
  };
}
