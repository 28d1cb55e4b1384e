import { useState, type Ref } from 'react';
import { useIsAway, useLive } from '../data/live.tsx';
import { IconButton, Segments } from '../parts/button.tsx';
import { StateGlyph } from '../parts/state.tsx';
import { useZone } from '../parts/zone.tsx';
import { useSettings } from '../data/api.tsx';
import { Shortcuts } from './keys/shortcuts.tsx';
import { Search } from './search/search.tsx';

export function TopBar({ crumbs }: { readonly crumbs: Ref<HTMLOListElement> }) {
  const { zone, choose } = useZone();
  const [isSearching, setSearching] = useState(false);
  const [isSheetOpen, setSheetOpen] = useState(false);
  return (
    <header className="top">
      <ol className="crumbs" ref={crumbs} aria-label="Where this page is" />
      <Search isOpen={isSearching} onOpen={setSearching} />
      <NoSignIn />
      <LiveSwitch />
      <Segments
        label="Time zone"
        value={zone}
        options={[
          ['utc', 'UTC'],
          ['local', 'Local'],
        ]}
        onChange={choose}
      />
      <IconButton icon="keyboard" label="Keys (?)" onClick={() => setSheetOpen(true)} />
      <Shortcuts isSheetOpen={isSheetOpen} onSheet={setSheetOpen} onSearch={() => setSearching(true)} />
    </header>
  );
}

/** On one machine whoever reaches it may do everything, which people should know while they do it. */
function NoSignIn() {
  const { mode, signIn } = useSettings();
  if (mode !== 'local' || signIn !== undefined) return null;
  return (
    <span className="tag" title="Whoever reaches this machine may do everything. To sign in: npm start -- --sign-in">
      No sign-in on this machine
    </span>
  );
}

const LIVE = { live: 'Live', paused: 'Paused', idle: 'Paused after 10 idle minutes' } as const;

function LiveSwitch() {
  const { state, pause, resume } = useLive();
  const isAway = useIsAway();
  const isLive = state === 'live';
  return (
    <button
      type="button"
      className="live"
      title={isLive ? 'Stop looking for what is new' : 'Go on looking for what is new'}
      aria-keyshortcuts="p"
      onClick={isLive ? pause : resume}
    >
      <StateGlyph state={isLive ? (isAway ? 'failed' : 'ok') : 'held'} />
      {isLive && isAway ? 'Cannot be reached' : LIVE[state]}
    </button>
  );
}
