// The snippet of one SDK, with what its page says about losses.

import type { ReactNode } from 'react';
import examples from 'virtual:sdk-examples';
import type { SdkExample } from '../../../sdk-examples.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { Select } from '../../parts/field.tsx';
import { Inline } from './inline.tsx';
import { caveatsOf, SDK_TABS, stepsOf, type Target } from './snippets.ts';
import { StateGlyph } from '../../parts/state.tsx';

type SnippetProps = {
  readonly sdk: string;
  readonly target: Target;
  readonly onChoose: (title: string) => void;
  /** The choice of a key. */
  readonly children: ReactNode;
  /** The last step, which takes no SDK. */
  readonly testEvent: ReactNode;
};

const IN_TABS: ReadonlySet<string> = new Set(SDK_TABS.map(([, title]) => title));
const OTHERS = examples.filter(({ title, blocks }) => !IN_TABS.has(title) && blocks.length > 0);
const CHOICES = [['', 'Others'] as const, ...OTHERS.map(({ title }) => [title, title] as const)];

export function Snippet({ sdk, target, onChoose, children, testEvent }: SnippetProps) {
  const example = examples.find(({ title }) => title === sdk) ?? examples.find(({ title }) => title === 'Node');
  if (example === undefined) return null;
  const { title } = example;
  const steps = stepsOf(example, target);
  /** The program, where there is one: the key is chosen at it, and what is to be known of it stands below. */
  const last = steps.findLast(({ block }) => block.language !== 'sh')?.block ?? steps.at(-1)?.block;
  return (
    <>
      <div className="sdk" role="group" aria-label="SDK">
        {SDK_TABS.map(([label, of]) => (
          <button key={of} type="button" aria-pressed={of === title} onClick={() => onChoose(of)}>
            {label}
          </button>
        ))}
        <Select aria-label="Other SDKs" value={IN_TABS.has(title) ? '' : title} options={CHOICES} onChange={onChoose} />
      </div>
      <ol className="steps">
        {steps.map(({ does, block }, index) => (
          <li key={`${title} ${does} ${index}`}>
            <Number value={index + 1} />
            <div>
              <div className="between">
                <h3>{does}</h3>
                {block === last && children}
              </div>
              <CodeBlock text={block.text} language={block.language} label={`${title}: ${does}`} />
              {block === last && <About example={example} caveats={caveatsOf(example, target)} />}
            </div>
          </li>
        ))}
        <li>
          <Number value={steps.length + 1} />
          {testEvent}
        </li>
      </ol>
    </>
  );
}

function Number({ value }: { readonly value: number }) {
  return (
    <span className="no" aria-hidden="true">
      {value}
    </span>
  );
}

type AboutProps = { readonly example: SdkExample; readonly caveats: readonly string[] };

/** What its page says about it, in short. */
function About({ example: { setting, retries, loses }, caveats }: AboutProps) {
  return (
    <div className="about">
      {caveats.map((says) => (
        <p key={says} className="row">
          <StateGlyph state="warn" /> {says}
        </p>
      ))}
      <dl className="facts">
        <dt>Points it here</dt>
        <dd>
          <Inline text={setting} />
        </dd>
        <dt>Tries again</dt>
        <dd>
          <Inline text={retries} />
        </dd>
        <dt>Loses by itself</dt>
        <dd>
          <Inline text={loses} />
        </dd>
      </dl>
    </div>
  );
}
