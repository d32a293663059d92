import { memo } from 'react';
import type { Entry, MessageEntry } from '../state/model';
import { store } from '../session/store';
import { clock, exactClock } from '../words';
import { ActionCard } from './ActionCard';
import { RichText } from './RichText';

/** One line of the conversation. */
export const EntryView = memo(function EntryView({ entry }: { entry: Entry }) {
  switch (entry.kind) {
    case 'message': return <Message entry={entry} />;
    case 'action': return <ActionCard entry={entry} />;
    case 'note': return <p className={`note ${entry.tone}`} role={entry.tone === 'error' ? 'alert' : undefined}>{entry.text}</p>;
  }
});

function Message({ entry }: { entry: MessageEntry }) {
  const isUser = entry.who === 'user';
  return (
    <article className={`message ${entry.who}`} aria-label={isUser ? 'You' : 'Agent'}>
      <header>{isUser ? 'You' : 'Agent'}<time title={exactClock(entry.at)}>{clock(entry.at)}</time></header>
      {isUser ? <div className="markdown plain">{entry.text}</div> : <RichText text={entry.text} />}
      {entry.images.length > 0 && (
        <div className="pictures">{entry.images.map((image, index) => <img key={index} src={image} alt={`Picture ${index + 1} of the message`} />)}</div>
      )}
      {entry.lost && (
        <p className="lost" role="alert">
          The connection broke before this arrived. <button type="button" className="link" onClick={() => store.say(entry.text, entry.images)}>Send it again</button>
        </p>
      )}
    </article>
  );
}
