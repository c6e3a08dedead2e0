// The catalogue: all words of the window, in one language. Another language is another file of the same shape.

export * as activity from './en-activity';
export * from './en-booking';
export * from './en-calendar';
export * as closing from './en-closing';
export * as connections from './en-connections';
export * as firstRun from './en-first-run';
export { history } from './en-history';
export * as locked from './en-locked';
export * as messages from './en-messages';
export * as search from './en-search';
export { series } from './en-series';
export * as settings from './en-settings';
export * as signIn from './en-sign-in';
