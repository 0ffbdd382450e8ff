import { NoticeQuestion } from '../features/notices/NoticeBlock';
import { Failure } from './Failure';

/** Whether somebody wants a notice by mail, asked once the letter has arrived and its return code is noted. */
export const Notice = () => <NoticeQuestion telling={(error) => <Failure error={error} />} />;
