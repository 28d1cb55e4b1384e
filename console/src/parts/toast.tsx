// What was just done, with a link to its result. What stays true is said on the page, and not here.

import { Toast } from '@base-ui/react/toast';
import { useCallback, type ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { StateGlyph } from './state.tsx';

const SHOWN_MS = 5000;

/** It tells, and asks nothing: no dialog, which Base UI makes of it. Nobody has to go there, so it is no stop of Tab. */
const STATUS = { role: 'status', tabIndex: -1, 'aria-modal': undefined, 'aria-labelledby': undefined } as const;

/** Base UI hides it from screen readers until somebody is at the toasts, and leaves it in the order of Tab. */
const SEEN = { 'aria-hidden': undefined } as const;

type ToastData = { readonly link?: ReactNode };

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider timeout={SHOWN_MS} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const { toasts } = Toast.useToastManager<ToastData>();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast" {...STATUS}>
      <StateGlyph state="pass" />
      <Toast.Title render={<span />}>{toast.title}</Toast.Title>
      {toast.data?.link}
      <Toast.Close {...SEEN} render={<IconButton icon="x" label="Close" />} />
    </Toast.Root>
  ));
}

/** `say('1,240 events are waiting again', <Link …>Show</Link>)` */
export function useToast(): (text: string, link?: ReactNode) => void {
  const { add } = Toast.useToastManager<ToastData>();
  return useCallback((text, link) => void add({ title: text, data: { link } }), [add]);
}
