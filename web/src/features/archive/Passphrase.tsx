import { t } from '../../i18n/i18n';
import { Button } from '../../ui/button/button';
import { ReturnCode } from '../../ui/code/code';
import { Dialog } from '../../ui/dialog/dialog';

/** The passphrase of a file that was saved: shown once, stored nowhere. */
export const Passphrase = ({ text, name, onClose }: { text: string; name: string; onClose: () => void }) => (
  <Dialog title={t('archive.passphrase')} onClose={onClose}>
    <p>{t('archive.passphrase_text', { name })}</p>
    <ReturnCode text={text} label={t('archive.passphrase')} />
    <p><strong>{t('archive.passphrase_once')}</strong></p>
    <div class="buttons"><Button onPress={onClose}>{t('archive.passphrase_noted')}</Button></div>
  </Dialog>
);
