// The network came back: what waits goes out now, not at the next round.
import * as api from '../api';

/** Follows the system's word about the network; the function returned ends it. */
export function followNetwork(): () => void {
  // A sync that cannot run says so in the status; there is nothing to add here.
  const back = () => void api.syncNow().catch(() => undefined);
  addEventListener('online', back);
  return () => removeEventListener('online', back);
}
