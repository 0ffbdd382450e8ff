import { t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { ReturnCode } from '../../ui/code/code';

/** The return code of a member of staff, shown this once. */
export const Code = ({ code, onDone }: { code: string; onDone?: () => void }) => (
  <div class="card">
    <h2>{t('setup.code_title')}</h2>
    <ReturnCode text={code} label={t('setup.code_title')} />
    <p>{t('setup.code_text')}</p>
    {onDone && <div class="buttons"><Button onPress={onDone}>{t('setup.code_done')}</Button></div>}
  </div>
);
