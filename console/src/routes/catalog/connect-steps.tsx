import { useView } from '../../app/links.tsx';
import { useRead } from '../../data/read.ts';
import { useNames } from '../../names/names.ts';
import { Bones, Reading } from '../../parts/reading.tsx';
import type { Connectable } from './connectable.ts';
import { ChooseSource } from './choose-source.tsx';
import { FillIn } from './fill-in.tsx';
import { Step } from './step.tsx';
import { TryAndSwitchOn } from './try-and-switch-on.tsx';
import css from './catalog.module.css';

/** Where one is stands in the address, so that a reload or a link comes back to it. */
export function ConnectSteps(connectable: Connectable) {
  const [{ destination }] = useView();
  return destination === undefined ? (
    <BeforeItIsMade {...connectable} />
  ) : (
    <OnceItIsMade connectable={connectable} destinationId={destination} />
  );
}

function BeforeItIsMade(connectable: Connectable) {
  const [{ source }, change] = useView();
  const nameOf = useNames('source');
  return (
    <ol className={css['steps']}>
      <Step
        number={1}
        title="Source"
        isCurrent={source === undefined}
        done={source === undefined ? undefined : nameOf(source)}
        onAgain={() => change({ source: undefined })}
      >
        <ChooseSource onChoose={(id) => change({ source: id }, { isStep: true })} />
      </Step>
      <Step number={2} title="Settings" isCurrent={source !== undefined}>
        {source !== undefined && (
          <FillIn
            connectable={connectable}
            sourceId={source}
            onMade={(id) => change({ destination: id, source: undefined }, { isStep: true })}
          />
        )}
      </Step>
      <Step number={3} title="Test" />
      <Step number={4} title="On" />
    </ol>
  );
}

type MadeProps = { readonly connectable: Connectable; readonly destinationId: string };

function OnceItIsMade({ connectable, destinationId }: MadeProps) {
  const read = useRead('GET /destinations/{destinationId}', { params: { destinationId } });
  const [{ step }, change] = useView();
  const nameOf = useNames('source');
  const isRepair = step === 'settings';
  return (
    <Reading read={read} bones={<Bones rows={4} height={72} />}>
      {({ destination }) => (
        <ol className={css['steps']}>
          <Step number={1} title="Source" done={nameOf(destination.sourceId)} />
          <Step
            number={2}
            title="Settings"
            isCurrent={isRepair}
            done={isRepair ? undefined : destination.name}
            onAgain={() => change({ step: 'settings' }, { isStep: true })}
          >
            {isRepair && (
              <FillIn
                connectable={connectable}
                sourceId={destination.sourceId}
                made={{ ...destination, revision: read.revision }}
                onMade={() => change({ step: undefined }, { isStep: true })}
              />
            )}
          </Step>
          <TryAndSwitchOn
            destination={destination}
            revision={read.revision}
            isOpen={!isRepair}
            onRepair={() => change({ step: 'settings' }, { isStep: true })}
          />
        </ol>
      )}
    </Reading>
  );
}
