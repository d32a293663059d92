import type { ReactNode } from 'react';
import { Icon, type IconName } from '../Icon';

/** What a panel will show, as long as there is nothing to show. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      <div>{children}</div>
    </div>
  );
}
