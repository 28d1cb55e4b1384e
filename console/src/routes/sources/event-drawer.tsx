import { Link, type View } from '../../app/links.tsx';
import type { TailedEvent } from '../../data/tail.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { CodeBlock } from '../../parts/code.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { State, StateGlyph, Tag } from '../../parts/state.tsx';
import { PreciseTime } from '../../parts/time.tsx';
import { UseInTester } from './use-in-tester.tsx';
import { VERDICT_STATES, VERDICTS } from './debugger-filter.ts';

type EventDrawerProps = {
  readonly sourceId: string;
  readonly event: TailedEvent;
  readonly onFilter: (changed: View) => void;
  readonly onClose: () => void;
};

export function EventDrawer({ sourceId, event, onFilter, onClose }: EventDrawerProps) {
  const { verdict, receivedAt, messageId, name, type, text, isCut, reason, explanation } = event;
  return (
    <Drawer
      title={name ?? type ?? 'An event that could not be read'}
      facts={
        <>
          <State state={VERDICT_STATES[verdict]}>{VERDICTS[verdict]}</State>
          {type !== undefined && <Tag>{type}</Tag>}
          <PreciseTime at={receivedAt} />
        </>
      }
      actions={
        <>
          {verdict !== 'rejected' && messageId !== undefined && (
            <Link
              to="/w/$workspace/events/$sourceId"
              params={{ sourceId }}
              search={{ messageId }}
              className={buttonClass({ kind: 'primary' })}
            >
              Trace it
            </Link>
          )}
          <UseInTester sourceId={sourceId} event={event} />
          <Button icon="list-filter" onClick={() => onFilter({ verdict, type })}>
            Filter like this
          </Button>
        </>
      }
      onClose={onClose}
    >
      <div className="stack">
        {messageId !== undefined && <Copyable text={messageId} label="Copy the messageId" />}
        {explanation !== undefined && (
          <p className={verdict === 'rejected' ? 'banner' : 'banner waiting'}>
            <StateGlyph state={verdict === 'rejected' ? 'failed' : 'warn'} />
            <span>
              {explanation} <code>{reason}</code>
            </span>
          </p>
        )}
        {verdict === 'duplicate' && (
          <p className="t2">An event with this messageId came before, and destinations get that one alone.</p>
        )}
        <CodeBlock text={text} language="json" label="the event" />
        {isCut && <p className="label t2">The first 4 KB. Its trace has all of it.</p>}
      </div>
    </Drawer>
  );
}
