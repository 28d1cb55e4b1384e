// The bar below a form: what was changed, and to save or to forget it. When somebody else has saved meanwhile it shows both
// versions.

import { Fragment, type ReactNode } from 'react';
import type { ApiCallError } from '../../../client/call-error.ts';
import type { Difference, Edited } from '../data/edited.ts';
import { Button } from './button.tsx';
import { ErrorState } from './error-state.tsx';
import { StateGlyph } from './state.tsx';

type SaveBarProps = {
  readonly edited: Pick<Edited<Record<string, unknown>>, 'changed' | 'discard' | 'conflict' | 'keepMine'>;
  readonly onSave: () => void;
  readonly isBusy: boolean;
  readonly error: ApiCallError | undefined;
  /** Why it cannot be saved now. */
  readonly why?: string | undefined;
  /** @default "Save" */
  readonly verb?: string;
  /** How a field is called. @default by its name */
  readonly nameOf?: (field: string) => string;
  /** A value in one line. @default as JSON */
  readonly textOf?: (field: string, value: unknown) => string;
  /** What two versions of a field look like, where a line for each says too little. */
  readonly showing?: (difference: Difference) => ReactNode;
  /** Other things to do, such as a test before it is saved. */
  readonly children?: ReactNode;
};

const PRECONDITION_FAILED = 412;

export function SaveBar(props: SaveBarProps) {
  const {
    edited,
    onSave,
    isBusy,
    error,
    why,
    verb = 'Save',
    showing = () => undefined,
    nameOf = (field: string): string => field,
    textOf = asJson,
    children,
  } = props;
  const { changed, conflict, discard, keepMine } = edited;
  if (changed.length === 0) return null;
  return (
    <div className="savebar" role="region" aria-label="Changes that are not saved">
      {conflict !== undefined && (
        <Conflict differences={conflict} {...{ nameOf, textOf, showing }} onTheirs={discard} onMine={keepMine} />
      )}
      {error !== undefined && (conflict === undefined || error.status !== PRECONDITION_FAILED) && (
        <ErrorState error={error} />
      )}
      <div className="row">
        <span className="t2">
          Changed: <b>{changed.map(nameOf).join(', ')}</b>
        </span>
        <span className="push row">
          {children}
          <Button kind="quiet" onClick={discard}>
            Discard
          </Button>
          <Button
            kind="primary"
            isBusy={isBusy}
            why={conflict === undefined ? why : 'Choose a version first'}
            onClick={onSave}
          >
            {verb}
          </Button>
        </span>
      </div>
    </div>
  );
}

type ConflictProps = {
  readonly differences: readonly Difference[];
  readonly nameOf: (field: string) => string;
  readonly textOf: (field: string, value: unknown) => string;
  readonly showing: (difference: Difference) => ReactNode;
  readonly onTheirs: () => void;
  readonly onMine: () => void;
};

function Conflict({ differences, nameOf, textOf, showing, onTheirs, onMine }: ConflictProps) {
  const shownSo = differences.map((each) => ({ ...each, shown: showing(each) }));
  const inLines = shownSo.filter((each) => each.shown === undefined);
  return (
    <div className="banner waiting conflict" role="alert">
      <StateGlyph state="warn" />
      <div className="stack-small">
        <b>Somebody else has changed it since you began.</b>
        {differences.length === 0 ? (
          <span>Your changes are in other fields: both can stand.</span>
        ) : (
          inLines.length > 0 && (
            <table>
              <thead>
                <tr>
                  <th>Field</th>
                  <th>Stored now</th>
                  <th>Yours</th>
                </tr>
              </thead>
              <tbody>
                {inLines.map(({ name, theirs, mine }) => (
                  <tr key={name}>
                    <td>{nameOf(name)}</td>
                    <td>
                      <code>{cut(textOf(name, theirs))}</code>
                    </td>
                    <td>
                      <code>{cut(textOf(name, mine))}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        )}
        {shownSo.map(({ name, shown }) => (
          <Fragment key={name}>{shown}</Fragment>
        ))}
        <span className="row">
          <Button size="small" onClick={onTheirs}>
            Take what is stored
          </Button>
          <Button size="small" onClick={onMine}>
            Keep mine
          </Button>
        </span>
      </div>
    </div>
  );
}

const SHOWN_CHARACTERS = 300;

function asJson(_: string, value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? 'nothing' : JSON.stringify(value, undefined, 1);
}

function cut(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
