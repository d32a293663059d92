import { Component, type ReactNode } from 'react';

interface Props {
  /** What is shown in place of what could not be drawn. */
  instead: ReactNode;
  /** When it changes, what failed is tried again. */
  of?: unknown;
  children: ReactNode;
}

/** Keeps a part of the page that cannot be drawn, or not be loaded, from taking all of the page with it. */
export class Boundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.hasFailed && before.of !== this.props.of) this.setState({ hasFailed: false });
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.instead : this.props.children;
  }
}
