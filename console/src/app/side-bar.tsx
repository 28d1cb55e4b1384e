import { useLocation } from '@tanstack/react-router';
import { useCaller, useMay, useSession } from '../data/api.tsx';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/button.tsx';
import { Link } from './links.tsx';
import { NAVIGATION, type NavigationEntry, type NavigationGroup } from './navigation.tsx';
import { useTheme } from './theme.ts';
import { Switcher } from './switcher.tsx';

export function SideBar() {
  return (
    <aside className="side">
      <Switcher />
      <div className="groups">
        {NAVIGATION.map((group) => (
          <Group key={group.name} {...group} />
        ))}
      </div>
      <Foot />
    </aside>
  );
}

function Group({ label, name, entries }: NavigationGroup) {
  const built = entries.filter(({ isBuilt }) => isBuilt);
  if (built.length === 0) return null;
  return (
    <nav className="nav" aria-label={name}>
      {label !== undefined && <div className="label">{label}</div>}
      {built.map((entry) => (
        <Entry key={entry.path} {...entry} />
      ))}
    </nav>
  );
}

function Entry({ label, icon, path, permission, isForReviewers, isForOperators }: NavigationEntry) {
  const { may, roles } = useMay(permission);
  const { reviews, type } = useCaller();
  const here = useLocation({ select: ({ pathname }) => pathname.split('/')[3] });
  const isOperator = isForOperators === true && type === 'operator';
  if (isForReviewers === true && !reviews && !isOperator) {
    return <Greyed label={label} icon={icon} why="For reviewers of the reviewing workspace" />;
  }
  if (!may) return <Greyed label={label} icon={icon} why={`For ${roles.join(', ')}`} />;
  return (
    <Link to={`/w/$workspace/${path}` as '/w/$workspace'} aria-current={here === path ? 'page' : undefined}>
      <Icon name={icon} />
      <span className="cut">{label}</span>
    </Link>
  );
}

type GreyedProps = Pick<NavigationEntry, 'label' | 'icon'> & { readonly why: string };

/** Who may is said, so that one knows whom to ask. */
function Greyed({ label, icon, why }: GreyedProps) {
  return (
    <a role="link" aria-disabled="true" title={why}>
      <Icon name={icon} />
      <span className="cut">{label}</span>
      <span className="sr">. {why}</span>
    </a>
  );
}

const THEMES = { system: 'as the system', light: 'light', dark: 'dark' } as const;

function Foot() {
  const { name, role } = useCaller();
  const session = useSession();
  const [theme, nextTheme] = useTheme();
  const isOpen = session.state() === 'open';
  return (
    <div className="foot">
      <span
        className="person cut"
        title={isOpen ? 'Nobody signs in on this machine: whoever reaches it may do everything' : name}
      >
        <span className="cut">{isOpen ? 'No sign-in' : name}</span> <span className="t3">{role}</span>
      </span>
      <a className="btn icon push" href="/docs" aria-label="Documentation" title="Documentation">
        <Icon name="book-open" />
      </a>
      <IconButton icon="sun-moon" label={`Theme: ${THEMES[theme]}`} onClick={nextTheme} />
      {!isOpen && <IconButton icon="log-out" label="Sign out" onClick={() => void session.signOut()} />}
    </div>
  );
}
