import { t } from '../../i18n/i18n';
import { me } from '../../session/account';
import { checkCode, type Known } from './chain';

/** Up to where each lead's browser has checked and signed, held against what is shown here. */
export const Heads = ({ of: { heads, leads, names } }: { of: Known }) => (
  <section class="list" aria-labelledby="heads-title">
    <h2 id="heads-title">{t('chain.heads')}</h2>
    <ul class="rows">
      {leads.map((uid) => {
        const head = heads.find(({ by }) => by === uid);
        return (
          <li class="row-line" key={uid}>
            <p><strong translate={false}>{names.get(uid)}</strong>{uid === me.value?.uid && ` (${t('chain.you')})`}<br />
              <span class="soft">{head ? t(`chain.head_${head.says}`, { seq: head.seq }) : t('chain.head_none')}</span></p>
            {head?.hash && <span class="soft number">{t('chain.code', { code: checkCode(head.hash) })}</span>}
          </li>
        );
      })}
    </ul>
    <p class="soft">{t('chain.heads_hint')}</p>
  </section>
);
