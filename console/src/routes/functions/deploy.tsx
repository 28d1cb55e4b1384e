// Letting another version run: what follows is said first, with the number of destinations that it is for.

import { useList } from '../../data/read.ts';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { countedText } from '../../parts/number.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useState } from 'react';
import { usersOf, type FunctionView } from './function.ts';

type DeployProps = {
  readonly of: FunctionView;
  readonly version: number;
  readonly revision: string | undefined;
  /** Why not now, beside what a role may not. */
  readonly why?: string | undefined;
  readonly kind?: 'primary' | 'plain' | 'quiet';
  readonly size?: 'small' | 'normal';
};

export function DeployButton({ of, version, revision, why, kind = 'plain', size = 'normal' }: DeployProps) {
  const [asks, setAsks] = useState(false);
  const whyNot = useWhyNot('functions:write') ?? why;
  const isBack = of.deployedVersion !== undefined && version < of.deployedVersion;
  return (
    <>
      <Button kind={kind} size={size} why={whyNot} onClick={() => setAsks(true)}>
        {verbOf(isBack, version)}
      </Button>
      {asks && <Asks {...{ of, version, revision, isBack }} onClose={() => setAsks(false)} />}
    </>
  );
}

const verbOf = (isBack: boolean, version: number): string =>
  isBack ? `Roll back to version ${version}` : `Deploy version ${version}`;

type AsksProps = Pick<DeployProps, 'of' | 'version' | 'revision'> & {
  readonly isBack: boolean;
  readonly onClose: () => void;
};

function Asks({ of: { id: functionId, name, deployedVersion, ...of }, version, revision, isBack, onClose }: AsksProps) {
  const destinations = useList('GET /destinations');
  const deploy = useWrite('POST /functions/{functionId}/deploy');
  const say = useToast();
  const users = destinations.data && usersOf(functionId, destinations.data);
  const confirm = async (): Promise<void> => {
    const ifMatch = revision === undefined ? {} : { ifMatch: revision };
    const done = await deploy.run({ params: { functionId }, body: { version }, ...ifMatch });
    if (done === undefined) return;
    say(`Version ${version} of ${name} runs within 2 s`);
    onClose();
  };
  const whom =
    users === undefined
      ? 'Every destination that uses it'
      : `It is for ${countedText(users.length, 'destination')}, which`;
  return (
    <Confirm
      title={isBack ? `Roll ${name} back to version ${version}` : `Deploy version ${version} of ${name}`}
      says={
        users?.length === 0
          ? 'No destination uses it yet.'
          : `${whom} ${users?.length === 1 || users === undefined ? 'runs' : 'run'} version ${version} within two seconds${
              deployedVersion === undefined ? '' : ` instead of version ${deployedVersion}`
            }. What is under way ends as it began. ${of.latestVersion === version ? '' : 'Later versions are kept.'}`
      }
      verb={verbOf(isBack, version)}
      isOpen
      isBusy={deploy.isBusy}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      {deploy.error !== undefined && <ErrorState error={deploy.error} />}
    </Confirm>
  );
}
