// What a page of the catalog shows of an entry, whether it is connected as a destination or as a source.

import type { ReactNode } from 'react';
import { betaOf } from '../../../../domain/catalog/entry-texts.ts';
import { Page as Frame } from '../../app/page.tsx';
import type { Read } from '../../data/read.ts';
import { Logo } from '../../parts/logo.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { Tag } from '../../parts/state.tsx';
import { ExactTime } from '../../parts/time.tsx';
import type { Entry } from './catalog-tile.tsx';
import { Support } from './support.tsx';

type FrameProps<Data> = {
  readonly catalogId: string;
  /** A link to the list that it is in. */
  readonly list: ReactNode;
  readonly read: Read<Data>;
  readonly entryOf: (data: Data) => Entry;
  readonly connect: (data: Data) => ReactNode;
  readonly children: (data: Data) => ReactNode;
};

export function EntryFrame<Data>({ catalogId, list, read, entryOf, connect, children }: FrameProps<Data>) {
  const { data } = read;
  const entry = data === undefined ? undefined : entryOf(data);
  const beta = entry === undefined ? undefined : betaOf(entry.status);
  return (
    <Frame
      title={entry?.name ?? catalogId}
      crumbs={[list]}
      beside={beta === undefined ? undefined : <Tag>{beta}</Tag>}
      sub={entry?.description}
      actions={data === undefined ? undefined : connect(data)}
    >
      <Reading read={read} bones={<Bones rows={8} />}>
        {children}
      </Reading>
    </Frame>
  );
}

type FactsProps = {
  readonly entry: Entry & Parameters<typeof Support>[0];
  /** What is made of it in this workspace, each a line. */
  readonly connected: readonly ReactNode[];
  readonly children: ReactNode;
};

export function EntryFacts({ entry, connected, children }: FactsProps) {
  return (
    <aside aria-label="Facts">
      <Logo name={entry.name} logoUrl={entry.logos.default} size="large" />
      {connected.length > 0 && (
        <section>
          <h2>Connected</h2>
          <ul className="stack-small">{connected}</ul>
        </section>
      )}
      {children}
      <Support {...entry} />
      <section>
        <h2>Version</h2>
        <p className="t2">
          {entry.version}, published <ExactTime at={entry.publishedAt} />
        </p>
      </section>
    </aside>
  );
}
