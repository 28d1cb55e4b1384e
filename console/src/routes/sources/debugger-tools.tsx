import { EVENT_TYPES } from '../../../../domain/events/event.ts';
import { Button } from '../../parts/button.tsx';
import { Select, TextInput } from '../../parts/field.tsx';
import { countedText, countText } from '../../parts/number.tsx';
import { useNow } from '../../parts/time.tsx';
import type { View } from '../../app/links.tsx';
import { VERDICTS, type DebugFilter } from './debugger-filter.ts';

type DebuggerToolsProps = {
  readonly filter: DebugFilter;
  readonly onFilter: (changed: View) => void;
  readonly isHeld: boolean;
  /** How many came since it is held. */
  readonly fresh: number;
  readonly shown: number;
  readonly watchedUntil: string;
  readonly onHold: (isHeld: boolean) => void;
};

const ANY_VERDICT = [['', 'Any verdict'], ...Object.entries(VERDICTS)] as readonly (readonly [string, string])[];
const ANY_TYPE = [['', 'Any type'] as const, ...EVENT_TYPES.map((type) => [type, type] as const)];
const orNone = (text: string): string | undefined => (text === '' ? undefined : text);

export function DebuggerTools(props: DebuggerToolsProps) {
  const { filter, onFilter, isHeld, fresh, shown, watchedUntil, onHold } = props;
  return (
    <div className="tools">
      <Button size="small" icon={isHeld ? 'play' : 'pause'} aria-keyshortcuts="p" onClick={() => onHold(!isHeld)}>
        {isHeld ? 'Go on' : 'Pause'}
      </Button>
      <TextInput
        className="text"
        type="search"
        placeholder="Text in the event"
        aria-label="Text in the event"
        value={filter.text ?? ''}
        onChange={(text) => onFilter({ text: orNone(text) })}
      />
      <Select
        aria-label="Verdict"
        value={filter.verdict ?? ''}
        options={ANY_VERDICT}
        onChange={(verdict) => onFilter({ verdict: orNone(verdict) })}
      />
      <Select
        aria-label="Type"
        value={filter.type ?? ''}
        options={ANY_TYPE}
        onChange={(type) => onFilter({ type: orNone(type) })}
      />
      {isHeld && fresh > 0 && (
        <Button size="small" kind="quiet" onClick={() => onHold(false)}>
          Show {countText(fresh)} new
        </Button>
      )}
      <span className="label t2 push">
        {countedText(shown, 'event')}. A sample: 20 a second of each function. <Watched until={watchedUntil} />
      </span>
    </div>
  );
}

/** Looking keeps it switched on. */
function Watched({ until }: { readonly until: string }) {
  const now = useNow(1000);
  const left = Math.round((Date.parse(until) - now.getTime()) / 1000);
  return left > 0 ? `Off ${left} s after the last look.` : 'It is switched off until somebody looks again.';
}
