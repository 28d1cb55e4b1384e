// A file of the console that could not be loaded: it was built anew since this page was opened, or cannot be reached.

import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { useRead } from '../data/read.ts';
import { Button } from './button.tsx';
import { StateGlyph } from './state.tsx';

const LOOK_EVERY_MS = 5000;

type Module<Props> = { readonly default: ComponentType<Props> };

/** A part that is loaded when it is needed. If that fails, the page around it stays, with what was typed there. */
export function lazyPart<Props>(load: () => Promise<Module<Props>>): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => load().catch((): Module<Props> => ({ default: PartGone })));
}

function PartGone() {
  return (
    <div className="part-gone">
      <Gone what="A part of this page" />
    </div>
  );
}

/** Says so, and offers what helps. What is typed on the page is asked about by it. */
export function Gone({ what }: { readonly what: string }) {
  // Nothing else asks while a page is missing: so the head says when Penstock can be reached again.
  useRead('GET /caller', {}, { every: LOOK_EVERY_MS });
  return (
    <div className="banner waiting" role="alert">
      <StateGlyph state="warn" />
      <p>
        <b>{what} could not be loaded.</b> Penstock was updated since you opened it, or cannot be reached. Reload it;
        what you have typed and not saved is lost then.
      </p>
      <Button size="small" onClick={() => location.reload()}>
        Reload
      </Button>
    </div>
  );
}
