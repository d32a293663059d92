import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { Icon } from '../Icon';
import { useView } from '../session/store';
import { EntryView } from './EntryView';
import { RichText } from './RichText';
import { StartUp } from './StartUp';

const nearEnd = 60;

/** Everything that was said and done. Only what can be seen is drawn, so ten thousand entries cost what twenty do. */
export function Conversation() {
  const { session } = useView();
  const { entries } = session;
  const frame = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const atEnd = useRef(true);
  const shown = useRef(entries);
  shown.current = entries;
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: useCallback((index: number) => (shown.current[index]?.kind === 'note' ? 40 : 76), []),
    // New only when what stands at a place is another entry: all places are measured anew then.
    getItemKey: useCallback((index: number) => shown.current[index]?.key ?? index, [session.dropped, session.connectedAt, session.token]),
    overscan: 6,
  });
  const size = rows.getTotalSize();

  const toEnd = useCallback(() => {
    const element = frame.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [size, entries, session.streaming, session.phases, session.agentState, toEnd]);

  const onScroll = () => {
    const element = frame.current!;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    if (atEnd.current !== isAtEnd) setAtEnd(atEnd.current);
  };

  return (
    <div className="conversation">
      <div className="scroll" ref={frame} onScroll={onScroll} role="log" aria-label="Conversation" tabIndex={0}>
        {session.dropped > 0 && <p className="note info">The first {session.dropped.toLocaleString('en')} entries are not shown any more.</p>}
        {entries.length === 0 && <Welcome />}
        <div className="rows" style={{ height: size }}>
          {rows.getVirtualItems().map((row) => (
            <div key={row.key} className="row" data-index={row.index} ref={rows.measureElement} style={{ transform: `translateY(${row.start}px)` }}>
              <EntryView entry={entries[row.index]!} />
            </div>
          ))}
        </div>
        {session.streaming && <article className="message agent" aria-label="Agent"><header>Agent</header><RichText text={session.streaming} /></article>}
        <StartUp />
        {session.agentState === 'running' && !session.streaming && <p className="working"><span className="spinner" />The agent is working…</p>}
      </div>
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={() => { atEnd.current = true; setAtEnd(true); toEnd(); }}><Icon name="down" size={16} />Latest</button>
      )}
    </div>
  );
}

function Welcome() {
  const { session } = useView();
  if (session.agentState === 'loading' || session.agentState === 'error') return null;
  return (
    <div className="welcome">
      <h2>What should be done?</h2>
      <p>Describe a task for the agent below, or use the terminal and the files yourself. You can watch every step, pause, and say no.</p>
    </div>
  );
}
