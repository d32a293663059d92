import { store, useView } from './session/store';

/** What is wrong with the connection, and what to do. */
export function Banner() {
  const connection = useView((view) => view.connection);
  const connectionDetail = useView((view) => view.connectionDetail);
  const fatal = useView((view) => view.session.fatal);
  const notice = useView((view) => view.notice);
  const isLater = useView((view) => view.applying === 'later');
  const isAsked = useView((view) => view.session.agentState === 'awaiting_user_confirmation');
  if (fatal && fatal.code !== 401) {
    // A server that is full or stopping is asked again; what is wrong with the session itself stays.
    const again = fatal.code === 503 ? <button type="button" onClick={store.retry}>Try now</button> : <button type="button" onClick={() => store.open('')}>New session</button>;
    return <div className="banner bad" role="alert"><span>{fatal.message}</span>{again}</div>;
  }
  if (connection === 'refused') {
    return <div className="banner bad" role="alert"><span>{connectionDetail}</span><a className="button" href="/login">Enter the key</a></div>;
  }
  if (connection === 'waiting') {
    return (
      <div className="banner" role="status">
        <span><span className="spinner" />{connectionDetail} Trying again; nothing is lost.</span><button type="button" onClick={store.retry}>Try now</button>
      </div>
    );
  }
  if (isLater) {
    return <div className="banner" role="status"><span>The new settings count as soon as the agent rests. {isAsked ? 'Answer its question or stop it.' : 'Pause it to have them now.'}</span></div>;
  }
  if (notice) {
    return <div className="banner" role="status"><span>{notice}</span><button type="button" onClick={() => store.dismissNotice()}>OK</button></div>;
  }
  return null;
}
