import { useId, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Field, TextInput } from '../parts/field.tsx';
import { countText } from '../parts/number.tsx';
import { filterWords, type Filter } from './groups.ts';
import { useResolveAll, type ResolvingAll, type Verb } from './use-resolve-all.ts';

type ResolveAllProps = {
  readonly verb: Verb;
  readonly filter: Filter;
  readonly destinationName: string;
  readonly onClose: (isSomeDone: boolean) => void;
};

const TEXTS = {
  redrive: {
    verb: 'Redrive',
    says: 'They wait again and are sent within seconds, at the pace that the destination allows. What it refuses again comes back here.',
    running: 'are waiting again',
  },
  discard: {
    verb: 'Discard',
    says: 'They are written off: nothing sends them again. They stay in the archive, from where a replay could fetch them.',
    running: 'are written off',
  },
} as const;

/** Says how many first, then does it part by part, and can be stopped between two. */
export function ResolveAll({ verb, filter, destinationName, onClose }: ResolveAllProps) {
  const all = useResolveAll(verb, filter);
  const { phase, counted, accepted, error } = all;
  const [typed, setTyped] = useState('');
  const formId = useId();
  const text = TEXTS[verb];
  const isKnown = phase !== 'counting';
  const needsNumber = verb === 'discard' && phase === 'counted' && counted > 0;
  const submit = (): void => {
    if (!needsNumber || typed.trim() === String(counted)) all.go();
  };
  return (
    <Dialog
      isOpen
      title={
        isKnown ? `${text.verb} ${countText(counted)} events of ${destinationName}` : `${text.verb} all that match`
      }
      says={
        <>
          {filterWords(filter)}. {text.says}
        </>
      }
      {...(phase === 'running' ? {} : { onClose: () => onClose(accepted > 0) })}
      actions={
        <Actions
          {...{ all, verb: text.verb, formId, close: () => onClose(accepted > 0) }}
          {...(needsNumber && typed.trim() !== String(counted) ? { why: `Type ${counted} first` } : {})}
        />
      }
    >
      <form
        id={formId}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {phase === 'counting' && error === undefined && (
          <p role="status">Counting them{counted > 0 && `: ${countText(counted)} so far`}. Nothing is sent yet.</p>
        )}
        {phase === 'counted' && counted === 0 && <p role="status">None is open any more.</p>}
        {needsNumber && (
          <Field label={`Type ${counted} to go on`}>
            <TextInput value={typed} onChange={setTyped} inputMode="numeric" autoComplete="off" />
          </Field>
        )}
        <Progress all={all} doing={text.running} />
        {error !== undefined && <ErrorState error={error} />}
      </form>
    </Dialog>
  );
}

function Progress({ all, doing }: { readonly all: ResolvingAll; readonly doing: string }) {
  const { phase, counted, accepted } = all;
  if (phase === 'counting' || phase === 'counted') return null;
  return (
    <div className="stack" role="status">
      <progress value={accepted} max={Math.max(counted, accepted, 1)} aria-label="How far it is" />
      <p>
        {countText(accepted)} of {countText(counted)} {doing}.
        {phase === 'stopped' && ' It was stopped here; those stay as they are now.'}
      </p>
    </div>
  );
}

type ActionsProps = {
  readonly all: ResolvingAll;
  readonly verb: string;
  readonly formId: string;
  readonly close: () => void;
  readonly why?: string;
};

function Actions({ all, verb, formId, close, why }: ActionsProps) {
  const { phase, counted, error } = all;
  if (phase === 'running') return <Button onClick={all.stop}>Stop after this part</Button>;
  if (phase === 'done' || (phase === 'counted' && counted === 0)) {
    return (
      <Button kind="primary" onClick={close}>
        Close
      </Button>
    );
  }
  const isCounting = phase === 'counting' && error === undefined;
  return (
    <>
      <Button kind="quiet" onClick={close}>
        {phase === 'stopped' ? 'Leave it so' : 'Cancel'}
      </Button>
      <Button
        type="submit"
        form={formId}
        kind={verb === 'Discard' ? 'danger' : 'primary'}
        why={why}
        isBusy={isCounting}
      >
        {labelOf(all, verb)}
      </Button>
    </>
  );
}

function labelOf({ phase, counted, error }: ResolvingAll, verb: string): string {
  if (phase === 'counting') return error === undefined ? `${verb} them` : 'Count again';
  if (phase === 'stopped') return 'Go on';
  return `${verb} ${countText(counted)} events`;
}
