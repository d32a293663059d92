import { useMemo } from 'react';
import type { ActionEntry, Risk } from '../state/model';
import { sessionKeyOf } from '../session/known';
import { useView } from '../session/store';
import { Shown } from '../Shown';
import { exactClock, riskWords } from '../words';
import { Empty } from './Empty';
import { SecurityRules } from './SecurityRules';
import { useAnalyzer } from './useAnalyzer';

const most = 500;

/** What the analyzer thought of each action, and the rules by which it judges. */
export function SecurityPanel({ onSettings }: { onSettings: () => void }) {
  const token = useView((view) => view.session.token);
  const session = sessionKeyOf(token);
  return <OfSession key={session} session={session} onSettings={onSettings} />;
}

function OfSession({ session, onSettings }: { session: string; onSettings: () => void }) {
  const entries = useView((view) => view.session.entries);
  const [analyzer, change] = useAnalyzer();
  const judged = useMemo(() => entries.filter((entry): entry is ActionEntry & { risk: Risk } => entry.kind === 'action' && entry.risk !== undefined), [entries]);
  return (
    <div className="security">
      {analyzer?.problem && <p className="security-message lost" role="alert">{analyzer.problem}</p>}
      {analyzer?.isThere && <SecurityRules session={session} analyzer={analyzer} onChange={change} onSettings={onSettings} />}
      {judged.length > 0 ? <Log judged={judged} /> : !analyzer || analyzer.isThere || analyzer.problem
        ? <Empty icon="security" title="Nothing has been judged yet">Each action of the agent appears here with its risk.</Empty>
        : <Empty icon="security" title="This session has no analyzer">With one, actions are judged before they run.<p><button type="button" onClick={onSettings}>Choose an analyzer</button></p></Empty>}
    </div>
  );
}

function Log({ judged }: { judged: (ActionEntry & { risk: Risk })[] }) {
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label="Security log">
      <table>
        <thead><tr><th scope="col">Time</th><th scope="col">Risk</th><th scope="col">Action</th><th scope="col">Decision</th></tr></thead>
        <tbody>
          {judged.slice(-most).reverse().map((entry) => (
            <tr key={entry.key}>
              <td>{exactClock(entry.at)}</td>
              <td><span className={`badge risk${entry.risk}`}>{riskWords[`${entry.risk}`]}</span></td>
              <td><code><Shown text={entry.subject.split('\n')[0]!} /></code></td>
              <td>{({ none: 'let through', awaiting: 'waits for you', confirmed: 'approved', rejected: 'rejected', dropped: 'did not run' })[entry.confirmation]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
