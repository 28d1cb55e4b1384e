// CodeMirror, in a shadow root: there it uses style sheets that the page's policy allows. parts/editor.tsx loads it.

import { autocompletion, completionKeymap, type CompletionSource } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { HighlightStyle, syntaxHighlighting, type LanguageSupport, type StreamLanguage } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, placeholder as placeholderOf } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef, useState } from 'react';

/** What is wrong, and between which characters. */
export type EditorFault = {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** Most likely not meant, and no fault. */
  readonly isHint?: boolean;
};

export type CodeEditorProps = {
  /** What is written in it. */
  readonly label: string;
  readonly value: string;
  readonly onChange?: (value: string) => void;
  readonly language?: 'json' | 'text' | LanguageSupport | StreamLanguage<unknown>;
  /** Drawn under the characters. Say them below the editor too, for who cannot see lines. */
  readonly faults?: readonly EditorFault[];
  readonly complete?: CompletionSource;
  readonly placeholder?: string;
  readonly isReadOnly?: boolean;
  readonly hasLineNumbers?: boolean;
  readonly minHeight?: number;
  readonly maxHeight?: number | string;
};

const INKS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.propertyName, tags.definitionKeyword], color: 'var(--accent)' },
  { tag: [tags.string, tags.number, tags.bool, tags.null, tags.literal], color: 'var(--literal)' },
  { tag: tags.comment, color: 'var(--text-3)' },
]);

function theme({ minHeight = 120, maxHeight = '60vh' }: CodeEditorProps): Extension {
  return EditorView.theme({
    '&': {
      color: 'var(--text-1)',
      backgroundColor: 'var(--surface)',
      minHeight: `${minHeight}px`,
      maxHeight: toCss(maxHeight),
    },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { font: 'var(--code)', fontVariantLigatures: 'none', overflow: 'auto' },
    '.cm-content': { caretColor: 'var(--text-1)', padding: '8px 0' },
    '.cm-line': { padding: '0 12px' },
    '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--text-3)', border: 'none' },
    '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--selected) !important' },
    '.cm-cursor': { borderLeftColor: 'var(--text-1)' },
    '.cm-placeholder': { color: 'var(--text-3)' },
    '.cm-lintRange-error': {
      backgroundImage: 'none',
      textDecoration: 'underline wavy var(--failed)',
      textUnderlineOffset: '3px',
    },
    '.cm-lintRange-warning': {
      backgroundImage: 'none',
      textDecoration: 'underline wavy var(--waiting)',
      textUnderlineOffset: '3px',
    },
    '.cm-tooltip': {
      backgroundColor: 'var(--surface)',
      color: 'var(--text-1)',
      border: 'none',
      borderRadius: 'var(--radius)',
      boxShadow: 'var(--layer-shadow)',
      font: 'var(--body)',
    },
    '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--selected)', color: 'var(--text-1)' },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--failed)' },
    '.cm-diagnostic-warning': { borderLeftColor: 'var(--waiting)' },
  });
}

const toCss = (size: number | string): string => (typeof size === 'number' ? `${size}px` : size);

function languageOf(language: CodeEditorProps['language']): Extension {
  if (language === undefined || language === 'text') return [];
  return language === 'json' ? json() : language;
}

type Live = {
  readonly onChange: ((value: string) => void) | undefined;
  /** What was typed and has not come back as the value yet: whoever types is faster than a page is drawn. */
  readonly typed: string[];
};

export default function CodeEditor(props: CodeEditorProps) {
  const { value, faults, isReadOnly = false, onChange } = props;
  const place = useRef<HTMLDivElement>(null);
  const live = useRef<Live>({ onChange, typed: [] });
  const first = useRef(props);
  const [editable] = useState(() => new Compartment());
  const [view, setView] = useState<EditorView>();

  useEffect(() => {
    live.current = { ...live.current, onChange };
  });
  useEffect(() => {
    const host = place.current;
    if (host === null) return undefined;
    const made = mount(host, { props: first.current, editable, live });
    setView(made);
    return () => made.destroy();
  }, [editable]);
  useEffect(() => {
    const { typed } = live.current;
    const seen = typed.indexOf(value);
    typed.splice(0, seen === -1 ? typed.length : seen + 1);
    if (view === undefined || seen !== -1 || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [view, value]);
  useEffect(() => {
    view?.dispatch({ effects: editable.reconfigure(EditorState.readOnly.of(isReadOnly)) });
  }, [view, editable, isReadOnly]);
  useEffect(() => {
    if (view === undefined) return;
    const length = view.state.doc.length;
    const shown = (faults ?? []).map(({ from, to, message, isHint = false }) => ({
      from: Math.min(from, length),
      to: Math.min(Math.max(to, from + 1), length),
      severity: isHint ? ('warning' as const) : ('error' as const),
      message,
    }));
    view.dispatch(setDiagnostics(view.state, shown));
  }, [view, faults, value]);
  return (
    <div
      ref={place}
      className="editor"
      data-invalid={faults?.some(({ isHint = false }) => !isHint) === true || undefined}
    />
  );
}

type Mounting = {
  readonly props: CodeEditorProps;
  readonly editable: Compartment;
  readonly live: { readonly current: Live };
};

function mount(host: HTMLElement, { props, editable, live }: Mounting): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const { label, value, language, complete, placeholder, isReadOnly = false, hasLineNumbers = false } = props;
  return new EditorView({
    root,
    parent: root,
    doc: value,
    extensions: [
      history(),
      // Tab goes on to the next control, as everywhere.
      keymap.of([...defaultKeymap, ...historyKeymap, ...completionKeymap]),
      EditorView.lineWrapping,
      // It takes the focus in any case; said so, it is known that what scrolls can be reached by keys.
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      editable.of(EditorState.readOnly.of(isReadOnly)),
      languageOf(language),
      syntaxHighlighting(INKS),
      theme(props),
      hasLineNumbers ? lineNumbers() : [],
      complete === undefined ? [] : autocompletion({ override: [complete], icons: false }),
      placeholder === undefined ? [] : placeholderOf(placeholder),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (!docChanged) return;
        live.current.typed.push(state.doc.toString());
        live.current.onChange?.(state.doc.toString());
      }),
    ],
  });
}
