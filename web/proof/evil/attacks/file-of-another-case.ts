import { spoilt, stored, withFiles } from '../file';

export const attack = spoilt('file-of-another-case', 'in place of an attachment comes somebody else\'s', 'F1', async (_, { world }) => {
  const other = await withFiles(world);
  return stored({ case: other.case! }, other.link.split(' ')[0]!);
});
