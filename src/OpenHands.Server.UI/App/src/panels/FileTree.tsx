import { useState } from 'react';
import { Icon } from '../Icon';
import { visible } from '../state/visible';
import { lastOf } from './saveAs';
import { useListing } from './useListing';

interface Props {
  /** Whenever it changes, the folders that are open are listed again. */
  changes: number;
  isReady: boolean;
  open: string;
  onOpen: (path: string) => void;
  onDownload: (path: string) => void;
}

interface Folders {
  unfolded: ReadonlySet<string>;
  onUnfold: (path: string) => void;
}

/** Files and folders; a folder's content is asked for when it is opened. */
export function FileTree(props: Props) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const onUnfold = (path: string) => setUnfolded((before) => before.has(path) ? new Set([...before].filter((other) => other !== path)) : new Set([...before, path]));
  return (
    <nav className="file-tree" aria-label="Files">
      {props.isReady ? <Folder {...props} unfolded={unfolded} onUnfold={onUnfold} path="" /> : <p className="hint">The files can be seen as soon as the runtime is there.</p>}
    </nav>
  );
}

function Folder({ path, ...props }: Props & Folders & { path: string }) {
  const { names, problem } = useListing(path, props.changes);
  return (
    <>
      {problem && <p className="lost" role="alert">{problem}</p>}
      {!names && !problem && <p className="hint">…</p>}
      {names?.length === 0 && <p className="hint">{path ? 'Nothing in it.' : 'The workspace is empty. What the agent writes, and what you upload, appears here.'}</p>}
      {names && names.length > 0 && <ul>{names.map((name) => name.endsWith('/') ? <FolderLine key={name} name={name} {...props} /> : <FileLine key={name} name={name} {...props} />)}</ul>}
    </>
  );
}

function FolderLine({ name, ...props }: Props & Folders & { name: string }) {
  const isOpen = props.unfolded.has(name);
  return (
    <li>
      <button type="button" className="file" aria-expanded={isOpen} onClick={() => props.onUnfold(name)}>
        <span className={`turn${isOpen ? ' open' : ''}`}><Icon name="chevron" size={12} /></span><Icon name="files" size={15} /><span>{visible(lastOf(name))}</span>
      </button>
      {isOpen && <Folder {...props} path={name} />}
    </li>
  );
}

function FileLine({ name, open, onOpen, onDownload }: Props & { name: string }) {
  const last = visible(lastOf(name));
  return (
    <li className="file-line">
      <button type="button" className="file leaf" aria-current={name === open} title={last} onClick={() => onOpen(name)}><Icon name="file" size={15} /><span>{last}</span></button>
      <button type="button" className="quiet take" aria-label={`Download ${last}`} title={`Download ${last}`} onClick={() => onDownload(name)}><Icon name="download" size={14} /></button>
    </li>
  );
}
