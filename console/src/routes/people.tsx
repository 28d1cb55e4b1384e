import { useState } from 'react';
import { Page as Frame } from '../app/page.tsx';
import { useList } from '../data/read.ts';
import { Button } from '../parts/button.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Invite } from '../workspace/invite.tsx';
import { Members } from '../workspace/members.tsx';
import { RolesTable } from '../workspace/roles-table.tsx';
import '../workspace/workspace.css';

/** Who is here, and what may they do? */
export function Page() {
  const users = useList('GET /users');
  const whyNot = useWhyNot('members:write');
  const [isInviting, setInviting] = useState(false);
  return (
    <Frame
      title="People"
      sub="They sign in with their email address; what they may do follows from their role."
      actions={
        <Button kind="primary" icon="plus" why={whyNot} onClick={() => setInviting(true)}>
          Add a person
        </Button>
      }
    >
      <div className="ws-body">
        <Reading read={users} bones={<Bones rows={5} />}>
          {(rows) => <Members users={rows} />}
        </Reading>
        <section>
          <h2>What each role may do</h2>
          <RolesTable />
        </section>
      </div>
      {isInviting && <Invite onClose={() => setInviting(false)} />}
    </Frame>
  );
}
