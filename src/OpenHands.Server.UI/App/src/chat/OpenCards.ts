import { createContext } from 'react';

/** The keys of the cards that are open. The rows themselves forget it whenever they are scrolled out of sight. */
export const OpenCards = createContext(new Set<number>());
