import { serverAway } from '../lib/availability.ts';
import { useStore } from '../lib/store.ts';
import { Mark } from '../ui/Mark.tsx';
import classes from './Splash.module.css';

/** While it is not known yet who is there. Says so only when it takes longer than it should; that the server is away, the banner says. */
export function Splash() {
  const away = useStore(serverAway);
  return (
    <main id="main" tabIndex={-1} className={classes.root} aria-busy={!away}>
      <div className={classes.mark}>
        <Mark size={56} />
      </div>
      <p role="status" className={classes.words}>
        {!away && <span className={classes.late}>Opening…</span>}
      </p>
    </main>
  );
}
