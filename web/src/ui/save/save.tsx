import { clock } from '../../i18n/moment';
import { t } from '../../i18n/i18n';
import { Button } from '../button/button';
import { Disclosure } from '../disclosure/disclosure';
import { State } from '../status/status';

interface Props {
  /** As session/draft.ts tells it: only what the server has confirmed. `at`: Unix ms. */
  state: { is: 'none' | 'page' | 'saving' | 'saved' | 'failed' | 'out'; at: number };
  /** Another version of the text, with the steps that can be taken. */
  other?: { text: string; at: number } | null;
  onTake?: () => void; onForget?: () => void;
  /** The way to sign in again, where a lost session keeps it from being saved. */
  onSignIn?: (() => void) | undefined;
}

const quiet = (state: Props['state']): string => {
  if (state.is === 'page') return t('save.page');
  if (state.is === 'saving') return t('save.saving');
  return state.is === 'saved' ? t('save.saved', { time: clock(state.at) }) : '';
};

/**
 * Where the text stands, in words. That it is saved is there to be read; that it is not is said aloud and stays. What comes after a failure is said
 * once, too: whoever heard that it failed wants to hear that it went well.
 */
export function SaveLine({ state, other = null, onTake, onForget, onSignIn }: Props) {
  const calm = quiet(state), loud = state.is === 'failed' || state.is === 'out';
  return (
    <div class="save">
      {calm && <State icon={state.is === 'saved' ? 'lock' : 'pen'}>{calm}</State>}
      <p class="status warn" role="status">{loud ? t(`save.${state.is}`) : other ? t('save.also') : ''}</p>
      {state.is === 'out' && onSignIn && <Button kind="quiet" onPress={onSignIn}>{t('save.sign_in')}</Button>}
      {other && (
        <Disclosure label={t('save.look')} framed>
          <p class="soft">{t('save.earlier', { time: clock(other.at) })}</p>
          <div class="earlier" dir="auto" translate={false}>{other.text}</div>
          <div class="buttons">
            {onTake && <Button kind="quiet" onPress={onTake}>{t('save.take')}</Button>}
            {onForget && <Button kind="plain" onPress={onForget}>{t('save.forget')}</Button>}
          </div>
        </Disclosure>
      )}
    </div>
  );
}
