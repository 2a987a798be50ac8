import type { AnswerOf } from '@tidings/core/contract/endpoint';
import type { homeApi } from '@tidings/core/contract/home';

/** What the first screen shows. */
export type Home = AnswerOf<(typeof homeApi)['getHome']>;
