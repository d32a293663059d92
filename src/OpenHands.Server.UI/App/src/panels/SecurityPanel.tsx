import { useEffect, useState } from 'react';
import type { ActionEntry, Risk } from '../state/model';
import { store, useView } from '../session/store';
import { clock, riskWords } from '../words';

/** What the analyzer thought of each action, and the rules by which it judges. */
export function SecurityPanel() {
  const { session, settings } = useView();
  const [policy, setPolicy] = useState('');
  const judged = session.entries.filter((entry): entry is ActionEntry & { risk: Risk } => entry.kind === 'action' && entry.risk !== undefined);
  useEffect(() => {
    let isHere = true;
    setPolicy('');
    if (session.token && settings.analyzer) store.api.policy().then((text) => isHere && setPolicy(text)).catch(() => undefined);
    return () => { isHere = false; };
  }, [session.token, settings.analyzer]);
  return (
    <div className="security">
      {judged.length === 0
        ? <p className="empty">{settings.analyzer ? 'No action has been judged yet.' : 'Choose a security analyzer in the settings to have actions judged before they run.'}</p>
        : (
          <div className="table-frame" tabIndex={0} role="region" aria-label="Security log">
            <table>
              <thead><tr><th scope="col">Time</th><th scope="col">Risk</th><th scope="col">Action</th><th scope="col">Decision</th></tr></thead>
              <tbody>
                {judged.slice(-500).reverse().map((entry) => (
                  <tr key={entry.key}>
                    <td>{clock(entry.at)}</td>
                    <td><span className={`badge risk${entry.risk}`}>{riskWords[`${entry.risk}`]}</span></td>
                    <td><code>{entry.subject.split('\n')[0]}</code></td>
                    <td>{({ none: 'let through', awaiting: 'waits for you', confirmed: 'approved', rejected: 'rejected' })[entry.confirmation]}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      {policy && <details><summary>Rules of the analyzer</summary><pre tabIndex={0}>{policy}</pre></details>}
    </div>
  );
}
