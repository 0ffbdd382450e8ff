import type { Tab } from '../../../src/crypto/wire';
import type { Attack } from '../attack';
import { scenes } from '../scenes';

export const twice: Attack = {
  id: 'reload-tab-twice', title: 'what the tab had left is served again at the next reload, whose key is another one', aimed: ['box'], scene: 'reload',
  arm: async (stage) => {
    const { proxy, page } = stage;
    await page.reload();
    await scenes.reload.good(stage);
    const first = proxy.kept<Tab>('POST session/tabs/{}/opening'), before = proxy.calls('PUT session/tabs/{}').length;
    await page.waitForFunction(() => sessionStorage.length === 1);
    if (before === 0) throw new Error('nothing was kept');
    proxy.swap<Tab>('POST session/tabs/{}/opening', () => first);
  },
  expected: { says: ['refused.content'] },
};
