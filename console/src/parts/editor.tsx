// An editor for JSON, FQL and code. It is loaded when somebody needs one.

import { Suspense, type ComponentProps } from 'react';
import { lazyPart } from './part-gone.tsx';

const Loaded = lazyPart(() => import('./code-editor.tsx'));

export function Editor(props: ComponentProps<typeof Loaded>) {
  return (
    <Suspense fallback={<div className="editor" aria-busy="true" style={{ minHeight: props.minHeight ?? 120 }} />}>
      <Loaded {...props} />
    </Suspense>
  );
}
