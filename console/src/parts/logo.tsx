import { initialsOf } from '../../../domain/catalog/entry-texts.ts';
import { shownLogo } from '../../../domain/catalog/logo.ts';

type LogoProps = {
  readonly name: string;
  /** As the API says it; what is at another host is not asked for. */
  readonly logoUrl: string | undefined;
  /** @default 32 pixels */
  readonly size?: 'large';
};

/** The logo of an app, or a letter mark. The name stands beside it, so neither says anything. */
export function Logo({ name, logoUrl, size }: LogoProps) {
  const path = shownLogo(logoUrl);
  const className = size === undefined ? 'logo' : `logo ${size}`;
  if (path !== undefined) return <img className={className} src={path} alt="" loading="lazy" />;
  return (
    <span className={className} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
