// The desk could not even ask who its agency is.
import { t } from '../i18n/i18n';
import { told } from '../session/trouble';
import { Button } from '../ui/button/button';
import { Failure } from '../ui/failure/failure';
import { View } from '../ui/frame/view';

export const DeskLost = ({ error, again }: { error: unknown; again: () => void }) => (
  <View title={t('desk.name')} step={t('desk.name')} quiet><Failure told={told(error)}><Button kind="quiet" onPress={again}>{t('desk.try_again')}</Button></Failure></View>
);
