// app/search/search.tsx loads it.

import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { countText } from '../../parts/number.tsx';
import { useGo } from '../links.tsx';
import { find, keyOfFound, MOST_SHOWN, type Findable } from './find.ts';
import { NothingFound } from './nothing-found.tsx';
import { useAsked, useKnown } from './use-findable.ts';
import './search.css';

type SearchDialogProps = { readonly isOpen: boolean; readonly onOpen: (isOpen: boolean) => void };

export default function SearchDialog({ isOpen, onOpen }: SearchDialogProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="palette" aria-label="Search names and ids">
          <Palette onClose={() => onOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ onClose }: { readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const { all, isBusy, isAsking, nothing } = useFound(typed);
  const shown = all.slice(0, MOST_SHOWN);
  const { goTo, awaitFirst } = useGoing({ typed, first: shown[0], onClose });
  return (
    <Autocomplete.Root
      open
      inline
      mode="none"
      items={shown}
      value={typed}
      onValueChange={setTyped}
      itemToStringValue={keyOfFound}
      autoHighlight="always"
      keepHighlight
    >
      <div className="palette-field">
        <Icon name="search" />
        <Autocomplete.Input
          aria-label="A name or an id"
          placeholder="A name, or the id of a source, destination, function, event, replay, app or component"
          spellCheck={false}
          maxLength={1000}
          onKeyDown={({ key }) => key === 'Enter' && awaitFirst()}
        />
        <kbd aria-hidden="true">Esc</kbd>
      </div>
      <Autocomplete.List className="palette-list">
        {(found: Findable) => (
          <Autocomplete.Item key={keyOfFound(found)} value={found} className="palette-item" onClick={() => goTo(found)}>
            <FoundRow found={found} />
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
      <div className="palette-says" role="status">
        {all.length > MOST_SHOWN && `${countText(all.length - MOST_SHOWN)} more. Type more to see them.`}
        {isAsking && 'Asking the API for an event with this id…'}
        {all.length === 0 && isBusy && !isAsking && 'Asking the API…'}
        {all.length === 0 && !isBusy && <NothingFound typed={typed.trim()} {...nothing} onGo={onClose} />}
      </div>
    </Autocomplete.Root>
  );
}

function useFound(typed: string) {
  const known = useKnown();
  const { found, isAsking, asked } = useAsked(typed);
  const all = find([...found, ...known.all], typed);
  return { all, isAsking, isBusy: known.isReading || isAsking, nothing: { looked: known.looked, asked } };
}

type Going = { readonly typed: string; readonly first: Findable | undefined; readonly onClose: () => void };

/** Enter may come before the answer of the API: then one goes there when it is here, unless something else is typed. */
function useGoing({ typed, first, onClose }: Going) {
  const go = useGo();
  const [awaited, setAwaited] = useState<string>();
  const goTo = ({ path, search = {} }: Findable): void => {
    onClose();
    void go({ to: `/w/$workspace/${path}` as '/w/$workspace', search: search as object });
  };
  const isHere = awaited !== undefined && awaited === typed && first !== undefined;
  useEffect(() => {
    if (isHere) goTo(first);
    // Once, when it is here.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isHere]);
  return { goTo, awaitFirst: () => first === undefined && typed.trim() !== '' && setAwaited(typed) };
}

function FoundRow({ found: { kind, title, id, note } }: { readonly found: Findable }) {
  const isCode = kind === 'Event' || kind === 'Replay';
  return (
    <>
      <span className="kind">{kind}</span>
      {isCode ? <code className="cut">{title}</code> : <span className="cut">{title}</span>}
      {(note ?? id) !== undefined && <code className="id cut">{note ?? id}</code>}
    </>
  );
}
