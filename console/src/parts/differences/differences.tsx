import { useState } from 'react';
import type { Difference } from '../../../../domain/base/differences.ts';
import { shownLogo } from '../../../../domain/catalog/logo.ts';
import { Button } from '../button.tsx';
import { consequenceOf, DOCUMENTATION, inOrder, settingText, shortPath, unfolded } from './consequences.ts';
import { TextDifference } from './text-difference.tsx';

type DifferencesProps = {
  readonly found: readonly Difference[];
  /** What the two sides are called. */
  readonly names: readonly [before: string, after: string];
};

/** Field by field what is different, with what follows from it; the documentation line by line. */
export function Differences({ found: asked, names }: DifferencesProps) {
  const found = unfolded(asked);
  const fields = inOrder(found);
  const isAllNew = fields.every(({ before }) => before === undefined);
  const documentation = found.find(({ path }) => path === DOCUMENTATION);
  if (found.length === 0) return <p className="t2">Nothing is different.</p>;
  return (
    <div className="stack">
      {fields.length > 0 && (
        <div className="table-scroll">
          <table className="differences">
            <thead>
              <tr>
                <th>Field</th>
                {!isAllNew && <th>{names[0]}</th>}
                <th>{names[1]}</th>
              </tr>
            </thead>
            <tbody>
              {fields.map((one) => (
                <Row key={one.path} one={one} all={found} isAllNew={isAllNew} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {documentation !== undefined && (
        <TextDifference
          title="Documentation"
          before={textOf(documentation.before)}
          after={textOf(documentation.after)}
        />
      )}
    </div>
  );
}

type RowProps = {
  readonly one: Difference;
  readonly all: readonly Difference[];
  /** Nothing was there before, of any field. */
  readonly isAllNew: boolean;
};

function Row({ one, all, isAllNew }: RowProps) {
  const says = consequenceOf(one, all);
  return (
    <tr>
      <th scope="row">
        <code>{shortPath(one.path)}</code>
      </th>
      {!isAllNew && (
        <td>
          <Value value={settingText(one.path, one.before) ?? one.before} kind="gone" />
        </td>
      )}
      <td>
        <Value value={settingText(one.path, one.after) ?? one.after} kind="new" />
        {says !== undefined && <div className="label t2">{says}</div>}
      </td>
    </tr>
  );
}

const SHOWN_CHARACTERS = 600;
const LOGOS = { gone: 'The logo of before', new: 'The new logo' } as const;

function Value({ value, kind }: { readonly value: unknown; readonly kind: 'gone' | 'new' }) {
  const [isWhole, setWhole] = useState(false);
  if (value === undefined) return <span className="t3">not there</span>;
  const logo = typeof value === 'string' ? shownLogo(value) : undefined;
  if (logo !== undefined) return <img className="logo large" src={logo} alt={LOGOS[kind]} />;
  const text = shown(value);
  const Mark = kind === 'gone' ? 'del' : 'ins';
  return (
    <>
      <code>
        <Mark>{isWhole ? text : text.slice(0, SHOWN_CHARACTERS)}</Mark>
      </code>
      {!isWhole && text.length > SHOWN_CHARACTERS && (
        <Button size="small" kind="quiet" onClick={() => setWhole(true)}>
          Show all
        </Button>
      )}
    </>
  );
}

function shown(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.map(String).join(', ');
  const isSecret = typeof value === 'object' && value !== null && 'set' in value;
  if (isSecret) return 'changed' in value ? 'a secret, another one' : 'a secret';
  return JSON.stringify(value, undefined, 1);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
