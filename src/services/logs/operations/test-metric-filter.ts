import { compilePattern } from '../filter-pattern/pattern.ts';
import type { LogsOperation } from './logs-operation.ts';

/** Which of some messages a pattern matches, and what it finds in them. Stores nothing. */
export const testMetricFilter: LogsOperation<'TestMetricFilter'> = {
  fields: ['filterPattern', 'logEventMessages'],
  permission: () => ({ action: 'logs:TestMetricFilter', resource: '*' }),

  handle(_room, { filterPattern, logEventMessages }) {
    const pattern = compilePattern(filterPattern);
    const matches = logEventMessages.flatMap((eventMessage, index) => {
      const extractedValues = pattern.match(eventMessage);
      return extractedValues === undefined ? [] : [{ eventNumber: index + 1, eventMessage, extractedValues }];
    });
    return Promise.resolve({ matches });
  },
};
