// What was just done, with a link to its result. What stays true is said on the page, and not here.

import { Toast } from '@base-ui/react/toast';
import { useCallback, type ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { StateGlyph } from './state.tsx';

const SHOWN_MS = 5000;

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
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <StateGlyph state="pass" />
      <Toast.Title render={<span />}>{toast.title}</Toast.Title>
      {toast.data?.link}
      <Toast.Close render={<IconButton icon="x" label="Close" />} />
    </Toast.Root>
  ));
}

/** `say('1,240 events are waiting again', <Link …>Show</Link>)` */
export function useToast(): (text: string, link?: ReactNode) => void {
  const { add } = Toast.useToastManager<ToastData>();
  return useCallback((text, link) => void add({ title: text, data: { link } }), [add]);
}
