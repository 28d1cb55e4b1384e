import { useState } from 'react';
import type { View } from '../app/links.tsx';
import { Select, TextInput } from '../parts/field.tsx';
import { ExactTime } from '../parts/time.tsx';
import { RANGES, STATES, type RangeName, type UndeliveredState } from './groups.ts';

type Change = (changed: View) => void;

type GroupFiltersProps = {
  readonly state: UndeliveredState;
  readonly range: RangeName;
  readonly change: Change;
  readonly asOf: Date | undefined;
};

export function GroupFilters({ state, range, change, asOf }: GroupFiltersProps) {
  return (
    <div className="und-filters row">
      <Select
        aria-label="State"
        value={state}
        options={STATES}
        onChange={(chosen) => change({ state: chosen === 'open' ? undefined : chosen, open: undefined })}
      />
      <Select
        aria-label="Given up"
        aria-keyshortcuts="t"
        value={range}
        options={RANGES.map(([name, label]) => [name, label] as const)}
        onChange={(chosen) => change({ range: chosen === '90d' ? undefined : chosen, open: undefined })}
      />
      {asOf !== undefined && (
        <span className="push label t3">
          as of <ExactTime at={asOf} />
        </span>
      )}
    </div>
  );
}

type EventFiltersProps = {
  readonly event: string | undefined;
  readonly user: string | undefined;
  readonly change: Change;
};

/** What only the events themselves can answer; taken over when one leaves the field. */
export function EventFilters({ event = '', user = '', change }: EventFiltersProps) {
  const [texts, setTexts] = useState({ event, user });
  const use = (): void => {
    if (texts.event === event && texts.user === user) return;
    change({ event: texts.event || undefined, user: texts.user || undefined, open: undefined });
  };
  return (
    <form
      className="row und-find"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        use();
      }}
      onBlur={use}
    >
      <TextInput
        aria-label="Name of the event"
        placeholder="Event: any"
        value={texts.event}
        onChange={(text) => setTexts({ ...texts, event: text })}
      />
      <TextInput
        aria-label="userId or anonymousId"
        placeholder="User: any"
        value={texts.user}
        onChange={(text) => setTexts({ ...texts, user: text })}
      />
      <button type="submit" className="sr" tabIndex={-1}>
        Filter
      </button>
    </form>
  );
}
